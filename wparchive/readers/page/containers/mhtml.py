"""MHTML (RFC 2557): a page and what belongs to it as one mail. Browsers write `.mhtml` and `.mht`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.dates import rfc822
from wparchive.model import Where
from wparchive.readers.page.containers.capture import Capture
from wparchive.sources import whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

    from wparchive.ledger import Ledger
    from wparchive.sources import Source

_HEADERS: Final = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:[\w-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)*?"
    rb"(?:Snapshot-Content-Location:|Content-Type:\s*multipart/related)",
    re.IGNORECASE,
)


def is_one(head: bytes) -> bool:
    """Tell by its headers whether a file is such a mail."""
    return _HEADERS.match(head) is not None


def captures(source: Source, chunks: Iterator[bytes], limit: int, ledger: Ledger) -> Iterator[Capture]:
    """Give the page; its pictures, styles and frames are none.

    The page is the part that the mail's `Snapshot-Content-Location` names, or else the first one in HTML. Its bytes are
    taken as they are: parts often do not say which encoding they are in.
    """
    from email import message_from_bytes  # noqa: PLC0415 - slow to import
    from email.policy import compat32  # noqa: PLC0415

    # Base64 takes a third more room than what it holds.
    data = whole(source, chunks, limit + limit // 2, ledger)
    if data is None:
        return
    mail = message_from_bytes(data.lstrip(b"\xef\xbb\xbf \t\r\n"), policy=compat32)
    own = _header(mail, "Snapshot-Content-Location") or _header(mail, "Content-Location")
    parts = [part for part in mail.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    if not parts:
        ledger.report("page-unreadable", Where(source.name), "the mail has no part in HTML")
        return
    part = next((part for part in parts if own and _header(part, "Content-Location") == own), parts[0])
    page = part.get_payload(decode=True)
    location = own or _header(part, "Content-Location")
    yield Capture(
        name=source.name,
        data=page if isinstance(page, bytes) else b"",
        container="mhtml",
        address=location if location.startswith(("http://", "https://")) else None,
        captured=rfc822(_header(mail, "Date").replace("-0000", "+0000")),
        charset=part.get_content_charset(),
    )


def _header(part: Message, name: str) -> str:
    """A header in one line: long addresses are folded."""
    return re.sub(r"\s+", "", str(part.get(name) or "")) if name != "Date" else str(part.get(name) or "").strip()
