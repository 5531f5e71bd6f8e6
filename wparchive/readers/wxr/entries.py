"""The items of an export that other posts show, found without parsing the rest.

Half of an export's items can be attachments, of which its posts show a few by shortcodes. So their bytes are cut out by
the mark of their type, and parsed by the ordinary reader when they are asked for.
"""

from __future__ import annotations

import contextlib
import re
from collections import deque
from typing import TYPE_CHECKING, Final

from wparchive.ledger import Ledger
from wparchive.readers.wxr.context import Context
from wparchive.readers.wxr.document import CHANNEL, RSS, ChannelPart, Document
from wparchive.readers.wxr.encoding import to_utf8
from wparchive.readers.wxr.items import Items
from wparchive.readers.wxr.scan import CLOSE
from wparchive.sources import DamagedSourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.model import Post, Where
    from wparchive.options import ReadOptions
    from wparchive.sources import Source

LONGEST: Final = 1 << 20
"""An item of more bytes is not looked up."""

OPEN: Final = b"<item"
SECTION: Final = b"<![CDATA["
SECTION_END: Final = b"]]>"
LONGEST_MARK: Final = 60
TYPE: Final = b"post_type>"
WANTED: Final = re.compile(rb"post_type>\s{0,9}(?:<!\[CDATA\[)?\s{0,9}(?:attachment|wp_block)\s{0,9}(?:\]\]>|<)")
ID: Final = re.compile(rb"post_id>\s{0,9}(?:<!\[CDATA\[)?\s{0,9}(\d{1,19})\s{0,9}(?:\]\]>|<)")
PARENT: Final = re.compile(rb"post_parent>\s{0,9}(?:<!\[CDATA\[)?\s{0,9}(\d{1,19})\s{0,9}(?:\]\]>|<)")


class _Silent(Ledger):
    """Takes no issue: the reading itself reports them all."""

    def report(self, code: str, where: Where, detail: str = "", **rest: object) -> None:
        pass


class Lookup:
    """One export; see `wparchive.formats.Lookup`."""

    def __init__(self, source: Source, options: ReadOptions) -> None:
        """Begin.

        Args:
            source: the file.
            options: limits.
        """
        self._source = source
        ledger = _Silent()
        self._document = Document(source.name, ledger, options.max_item_bytes)
        self._context = Context(source.name, ledger, None, self._document.names)
        self._items = Items(self._context)

    def entries(self) -> Iterator[tuple[str, str, bytes]]:
        """Find the attachments and reusable blocks.

        Yields:
            The id, the parent's id, and the bytes of each.
        """
        buffer, searched = bytearray(), 0
        for chunk in self._chunks():
            known = len(buffer)
            buffer += chunk
            while found := _wanted(buffer, searched):
                end = _end(buffer, found.end())
                searched = end if end >= 0 else found.start()
                if end < 0:
                    break
                begin = _begin(buffer, found.start())
                entry = _entry(bytes(buffer[begin:end])) if begin >= 0 else None
                if entry is not None:
                    yield entry
            else:
                searched = max(searched, len(buffer) - LONGEST_MARK)
            done = max(0, buffer.rfind(CLOSE, max(0, known - len(CLOSE)), searched))
            done = max(0 if _section(buffer, done) >= 0 else done, len(buffer) - LONGEST)
            del buffer[:done]
            searched = max(0, searched - done)

    def read(self, data: bytes) -> Iterator[Post]:
        """Read the bytes of one entry."""
        for part in self._document.read([data]):
            if not isinstance(part, ChannelPart):
                yield self._items.read(part)

    def _chunks(self) -> Iterator[bytes]:
        with contextlib.suppress(DamagedSourceError):
            chunks = to_utf8(self._source.chunks(), self._context)
            first = next(chunks, b"")
            tags = RSS.search(first), CHANNEL.search(first)
            # The namespaces of the document hold for each of its items.
            deque(self._document.read([b"".join([tag[0] for tag in tags if tag])]), 0)
            yield first
            yield from chunks
        yield CLOSE + b" " * LONGEST_MARK  # of an item inside of which the file ends


def _wanted(buffer: bytearray, at: int) -> re.Match[bytes] | None:
    """Find the next mark of a wanted type: by what all marks have, several times as fast as by the expression alone."""
    found = None
    while found is None and (at := buffer.find(TYPE, at)) >= 0:
        found = WANTED.match(buffer, at)
        at += 1
    return found


def _entry(data: bytes) -> tuple[str, str, bytes] | None:
    # A text can quote other ids; the item's own stand after its texts.
    after = max(0, data.rfind(b"encoded>"))
    number = ID.search(data, after) or ID.search(data)
    parent = PARENT.search(data, after) or PARENT.search(data)
    return (number[1].decode(), parent[1].decode() if parent else "", data) if number else None


def _begin(buffer: bytearray, at: int) -> int:
    """Find the start of the item that a place stands in; -1 if it is not there any more."""
    begin = buffer.rfind(OPEN, 0, at)
    while begin >= 0 and (section := _section(buffer, begin)) >= 0:
        begin = buffer.rfind(OPEN, 0, section)
    return begin


def _end(buffer: bytearray, at: int) -> int:
    """Find the end of the item that a place stands in, outside of CDATA sections; -1 if it is not there yet."""
    while (end := buffer.find(CLOSE, at)) >= 0:
        section = buffer.rfind(SECTION, at, end)
        if section < 0 or buffer.find(SECTION_END, section, end) >= 0:
            return end + len(CLOSE)
        at = buffer.find(SECTION_END, section)
        if at < 0:
            break
    return -1


def _section(buffer: bytearray, at: int) -> int:
    """Find the start of the CDATA section that a place stands in; -1 if it stands in none."""
    section = buffer.rfind(SECTION, 0, at)
    return section if section >= 0 and buffer.find(SECTION_END, section, at) < 0 else -1
