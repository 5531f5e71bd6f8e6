"""Cleaning the pages of a site, of which each says something about the others.

What stands on most of them is known when all are read; until then they wait on disk, so that memory stays flat.
"""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Final

import msgspec

from wparchive.clean.naming import SURROUNDINGS, UNKNOWN, name_by_surroundings
from wparchive.clean.repeats import Repeats
from wparchive.clean.rules.repeated import REPEATED
from wparchive.model import Post, Record, Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wparchive.clean.cleaner import Cleaner
    from wparchive.ledger import Ledger

_IN_MEMORY: Final = 4 << 20
_LENGTH: Final = 8
"""Bytes before each record on disk that say how long it is."""


class Spool:
    """Records on disk, to be read more than once."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by `close`
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(Record).decode

    def close(self) -> None:
        """Remove them."""
        self._file.close()

    def put(self, record: Record) -> None:
        """Add one."""
        data = self._encode(record)
        self._file.write(len(data).to_bytes(_LENGTH, "little"))
        self._file.write(data)

    def __iter__(self) -> Iterator[Record]:
        self._file.seek(0)
        while length := self._file.read(_LENGTH):
            yield self._decode(self._file.read(int.from_bytes(length, "little")))


def clean_pages(records: Iterable[Record], cleaner: Cleaner, ledger: Ledger) -> Iterator[Record]:
    """Clean posts from pages, and what comes among them.

    Args:
        records: the first of them is a post from a page.
        cleaner: for each by itself.
        ledger: gets what is learned from all.
    """
    rules = cleaner.namer.rules
    repeats = Repeats(ledger)
    spool = Spool()
    try:
        for record in records:
            if not isinstance(record, Post):
                spool.put(record)
            elif cleaner.is_page(record):
                post = cleaner.clean_page(record)
                repeats.see(post)
                spool.put(post)
            else:
                spool.put(cleaner.clean(record))
            for issue in ledger.drain():  # nothing goes out yet, and issues are not to pile up in memory
                spool.put(issue)
        if repeats.edges_repeat and REPEATED.name in rules:
            for record in spool:
                if isinstance(record, Post) and cleaner.is_page(record):
                    repeats.look_closer(record)
        for record in spool:
            if isinstance(record, Post) and cleaner.is_page(record):
                post = repeats.apply(record) if REPEATED.name in rules else record
                post = name_by_surroundings(post) if SURROUNDINGS in rules else post
                _count_unknown(post, ledger)
                yield post
            else:
                yield record
    finally:
        spool.close()


def _count_unknown(post: Post, ledger: Ledger) -> None:
    """Say how many lines of a page have no name."""
    lines = sum(
        piece.text.count("\n") + 1 for piece in post.boilerplate if piece.kind == UNKNOWN and piece.place == "page"
    )
    if lines:
        where = Where(post.source.name, post.source.line, f"post {post.id}" if post.id else None)
        ledger.report("boilerplate-unknown", where, f"{lines:,} {'line' if lines == 1 else 'lines'}")
