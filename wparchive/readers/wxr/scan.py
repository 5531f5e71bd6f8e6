"""Cuts the bytes of an export into items and what lies between them, without parsing.

Why not one parser for the whole file: a strict one ends at the first fault, and a forgiving one loses text without a
word. Cut first, each item is a document of its own; a fault in one costs nothing in the next, and memory is bounded by
the largest item.

An `</item>` ends an item unless it stands in an open CDATA section (a post about feeds may quote one). Where the file
is damaged that rule can run over several items; `split_again` cuts such a piece at whatever looks like a start.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

CLOSE: Final = b"</item>"
COMMENT_END: Final = b"-->"
ITEM_QUOTES: Final = {b"<![CDATA[": b"]]>"}
BETWEEN_QUOTES: Final = {b"<![CDATA[": b"]]>", b"<!--": COMMENT_END}
MAX_COMMENT: Final = 1 << 16
"""An XML comment that goes on for longer has lost its end: what stands in it is read."""

START: Final = re.compile(rb"<item[\s>/]")
MARK: Final = re.compile(
    rb"(?P<section><!\[CDATA\[|\]\]>)"
    rb"|(?P<element><(?:item|rss)(?:\s[^<>]*+)?>(?=\s*+<))"
    rb"|(?:^|(?<=\s)|(?<=>))<(?:item|rss)[\s>]"
    # A file that was cut short and joined with the next has the next one's declaration right behind its last word.
    rb"|(?P<document><\?xml\s[^<>]{0,200}\?>(?=(?:\s++|<!--(?:(?!-->).){0,500}-->)*<rss[\s>]))",
    re.DOTALL,
)
"""The start or end of a CDATA section, or what looks like the start of an item or document."""


class Piece(Struct, frozen=True, gc=False):
    """A part of the file.

    Attributes:
        is_item: an item, else what lies between items (the channel's own elements, the ends of the document).
        data: its bytes; empty where `oversize`.
        line: where it starts, from 1.
        complete: an item has its end tag; of the rest: more follows.
        oversize: it is larger than the limit, this many bytes, and was skipped.
    """

    is_item: bool
    data: bytes
    line: int
    complete: bool = True
    oversize: int = 0


class Scanner:
    """Gives the pieces of one stream, in order. Every byte is in exactly one of them, but for oversize ones."""

    def __init__(self, chunks: Iterable[bytes], limit: int) -> None:
        """Begin.

        Args:
            chunks: the file's bytes, in an encoding that is ASCII where the markup is.
            limit: the size of a piece in bytes above which it is skipped.
        """
        self._chunks = iter(chunks)
        self._limit = limit
        self._buffer = bytearray()
        self._line = 1

    def pieces(self) -> Iterator[Piece]:
        """Cut. A piece between items is given also when it is empty."""
        while True:
            yield self._piece(is_item=False)
            if not self._buffer:
                return
            yield self._piece(is_item=True)

    def _piece(self, *, is_item: bool) -> Piece:
        line = self._line
        end, skipped = self._seek(_item_end, ITEM_QUOTES) if is_item else self._seek(_item_start, BETWEEN_QUOTES)
        return self._take(line, end, skipped, is_item=is_item)

    def _seek(self, find: Callable[[bytearray, int], int], quotes: Mapping[bytes, bytes]) -> tuple[int, int]:
        """Read on until `find` gives a place outside of quoting markup.

        Each byte is looked at a bounded number of times, however often the wanted text stands in CDATA sections.

        Args:
            find: gives a place at or after another, or -1.
            quotes: the markup in which a place does not count: how it opens, and how it closes.

        Returns:
            The place in the buffer, -1 at the end of the stream; and how many bytes were thrown away before it.
        """
        buffer, outside, searched, skipped = self._buffer, 0, 0, 0
        close, quoted_at = b"", 0
        while True:
            at = buffer.find(close, searched) if close else find(buffer, searched)
            if at >= 0 and close:
                close, outside, searched = b"", at, at + len(close)
                continue
            if at >= 0:
                close = next((end for start, end in quotes.items() if _is_open(buffer, start, end, outside, at)), b"")
                if not close:
                    return at, skipped
                searched = quoted_at = at
                continue
            if close == COMMENT_END and len(buffer) - quoted_at > MAX_COMMENT:
                return quoted_at, skipped
            searched = max(searched, len(buffer) - len(CLOSE))
            if len(buffer) > self._limit:
                dropped = len(buffer) - len(CLOSE)
                self._line += buffer.count(b"\n", 0, dropped)
                del buffer[:dropped]
                skipped, searched, outside = skipped + dropped, 0, 0
            chunk = next(self._chunks, b"")
            if not chunk:
                return (quoted_at, skipped) if close == COMMENT_END else (-1, skipped)
            buffer += chunk

    def _take(self, line: int, end: int, skipped: int, *, is_item: bool) -> Piece:
        complete = end >= 0
        if not complete:
            end = len(self._buffer)
        elif is_item:
            end += len(CLOSE)
        oversize = skipped + end if skipped or end > self._limit else 0
        with memoryview(self._buffer) as view:
            data = b"" if oversize else bytes(view[:end])
        piece = Piece(is_item, data, line, complete, oversize)
        self._line += self._buffer.count(b"\n", 0, end)
        del self._buffer[:end]
        return piece


def _is_open(buffer: bytearray, start: bytes, end: bytes, low: int, at: int) -> bool:
    return buffer.rfind(start, low, at) > buffer.rfind(end, low, at)


def _item_start(buffer: bytearray, searched: int) -> int:
    found = START.search(buffer, searched)
    return found.start() if found else -1


def _item_end(buffer: bytearray, searched: int) -> int:
    return buffer.find(CLOSE, searched)


def split_again(piece: Piece) -> list[Piece]:
    """Cut a piece that cannot be parsed at everything that looks like the start of an item or document.

    Two exports joined with `cat`, of which the first was cut short inside a text, or an item without its end.

    Returns:
        The parts; the piece alone if there is nothing to cut at.
    """
    starts = list(_starts(piece.data))
    if not starts:
        return [piece]
    parts, line = [], piece.line
    for begin, end in zip([0, *starts], [*starts, len(piece.data)], strict=True):
        data = piece.data[begin:end]
        is_item = START.match(data) is not None
        complete = CLOSE in data if is_item else True
        parts.append(Piece(is_item, data, line, complete))
        line += data.count(b"\n")
    return parts


def _starts(data: bytes) -> Iterator[int]:
    """Where items and documents start.

    A text can quote such a start. What it quotes is hardly followed by both an element and another section, which
    every real one is, before its own section ends.
    """
    marks = list(MARK.finditer(data))
    following: bytes | None = None
    quotable = []
    for mark in reversed(marks):
        quotable.append(following != b"<![CDATA[" or not (mark["element"] or mark["document"]))
        following = mark["section"] or following
    in_section = False
    for mark, is_quoted in zip(marks, reversed(quotable), strict=True):
        if mark["section"]:
            in_section = mark["section"] == b"<![CDATA["
        elif mark.start() > 0 and not (in_section and is_quoted):
            in_section = False
            yield mark.start()
