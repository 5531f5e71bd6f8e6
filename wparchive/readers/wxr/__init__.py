"""WordPress eXtended RSS: the export format, versions 1.0 to 1.2 and their kin, whole or damaged.

bytes → `encoding` (UTF-8) → `scan` (pieces) → `document` (parsed elements; `repair` for what is damaged)
→ `channel`, `items`, `comments` (records), with `elements` as the vocabulary and `fields` as the way to take it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.errors import InputError
from wparchive.model import Where
from wparchive.sources import DamagedSourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.ledger import Ledger
    from wparchive.model import Record
    from wparchive.options import ReadOptions
    from wparchive.readers.wxr.entries import Lookup
    from wparchive.sources import Source

name: Final = "wxr"
summary: Final = "WordPress export (WXR 1.0, 1.1, 1.2), whole or damaged"

_NAMESPACE: Final = b"wordpress.org/export/"
_SIGNS: Final = (
    (re.compile(rb"<wp:(?:wxr_version|post_id|post_type|comment_id|status|post_name)\b"), 0.95),
    (re.compile(rb"<rss[\s>]"), 0.2),
)


def sniff(head: bytes, _name: str) -> float:
    """Tell how surely the first bytes of a source are an export: 0 to 1."""
    if head.lstrip()[:1] == b"{":
        return 0.0  # an archive of ours can quote any of the signs
    if b"\x00" in head[:4]:
        head = head.replace(b"\x00", b"")  # UTF-16: enough to see the markup
    if _NAMESPACE in head.lower():
        return 1.0
    return next((score for sign, score in _SIGNS if sign.search(head)), 0.0)


def read(source: Source, options: ReadOptions, ledger: Ledger) -> Iterator[Record]:
    """Read one export.

    Args:
        source: the file.
        options: limits.
        ledger: takes counts and issues.

    Yields:
        The site, authors, terms and posts in the order of the file.

    Raises:
        InputError: if the file is damaged and holds no readable item at all.
    """
    from wparchive.readers.wxr.channel import Channel, empty_site  # noqa: PLC0415 - lxml is loaded only here
    from wparchive.readers.wxr.context import Context  # noqa: PLC0415
    from wparchive.readers.wxr.document import ChannelPart, Document  # noqa: PLC0415
    from wparchive.readers.wxr.encoding import to_utf8, usual_offset  # noqa: PLC0415
    from wparchive.readers.wxr.items import Items  # noqa: PLC0415

    document = Document(source.name, ledger, options.max_item_bytes)
    context = Context(source.name, ledger, usual_offset(source), document.names)
    channel, items = Channel(context), Items(context)
    site_known, posts = False, 0
    for part in document.read(to_utf8(_chunks(source, ledger), context)):
        head = isinstance(part, ChannelPart) and part.head
        if not site_known and not head:
            yield empty_site(context)
        site_known = True
        if isinstance(part, ChannelPart):
            yield from channel.records(part)
        else:
            posts += 1
            yield items.read(part)
    if not posts and document.damaged:
        remedy = "raise --max-item-size" if ledger.arisen("item-too-large") else "export again"
        raise InputError("holds no item that could be read", place=source.name, remedy=remedy)
    if not posts:
        ledger.report("empty-source", Where(source.name))


def lookup(source: Source, options: ReadOptions) -> Lookup:
    """Look up single items of an export."""
    from wparchive.readers.wxr.entries import Lookup  # noqa: PLC0415 - most runs look nothing up

    return Lookup(source, options)


def _chunks(source: Source, ledger: Ledger) -> Iterator[bytes]:
    try:
        yield from source.chunks()
    except DamagedSourceError as error:
        ledger.report("document-truncated", Where(source.name), error.message)
