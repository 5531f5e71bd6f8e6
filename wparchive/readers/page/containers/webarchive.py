"""Safari's web archives: a page and what belongs to it as a property list. `.webarchive`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from wparchive.model import Where
from wparchive.readers.page.containers.capture import Capture
from wparchive.sources import whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.ledger import Ledger
    from wparchive.sources import Source

_LIST: Final = re.compile(rb"(?:bplist\d\d|\s*<\?xml[^>]*>\s*<!DOCTYPE plist).{0,4000}?WebMainResource", re.DOTALL)


def is_one(head: bytes) -> bool:
    """Tell whether a file is such a list, in its binary or its XML form."""
    return _LIST.match(head) is not None


def captures(source: Source, chunks: Iterator[bytes], limit: int, ledger: Ledger) -> Iterator[Capture]:
    """Give the page, which is the main resource; its pictures, styles and frames are none."""
    data = whole(source, chunks, limit, ledger)
    if data is None:
        return
    main = _main(data)
    page = main.get("WebResourceData")
    if not isinstance(page, bytes) or not page:
        ledger.report("page-unreadable", Where(source.name), "the web archive is damaged, or holds no page")
        return
    address, charset = (main.get(name) for name in ("WebResourceURL", "WebResourceTextEncodingName"))
    yield Capture(
        name=source.name,
        data=page,
        container="webarchive",
        address=address if isinstance(address, str) and address.startswith(("http://", "https://")) else None,
        charset=charset if isinstance(charset, str) else None,
    )


def _main(data: bytes) -> dict[str, Any]:
    """Give the properties of the main resource, none where the list cannot be read."""
    from plistlib import loads  # noqa: PLC0415 - only for these
    from xml.parsers.expat import ExpatError  # noqa: PLC0415

    try:
        found = loads(data)
    except (ValueError, ExpatError, LookupError, TypeError, AttributeError, RecursionError):
        return {}
    main = found.get("WebMainResource") if isinstance(found, dict) else None
    return main if isinstance(main, dict) else {}
