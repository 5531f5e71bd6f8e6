"""Cleaning the pages of a site, of which each says something about the others.

What stands on most of them is known when all are read; until then they wait on disk, so that memory stays flat.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.clean.kinds import UNKNOWN
from wparchive.clean.repeats import Repeats
from wparchive.clean.surroundings import SURROUNDINGS, name_by_surroundings
from wparchive.ledger import where_of
from wparchive.model import Post, Record
from wparchive.plurals import counted
from wparchive.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wparchive.clean.cleaner import Cleaner
    from wparchive.ledger import Ledger


def clean_pages(records: Iterable[Record], cleaner: Cleaner, ledger: Ledger) -> Iterator[Record]:
    """Clean posts from pages, and what comes among them.

    Args:
        records: the first of them is a post from a page.
        cleaner: for each by itself.
        ledger: gets what is learned from all.
    """
    repeats = Repeats(ledger, cleaner.namer.rules)
    with Spool[Record](Record) as spool:
        for record in records:
            spool.keep(_first_time(record, cleaner, repeats))
            for issue in ledger.drain():  # nothing goes out yet, and issues are not to pile up in memory
                spool.keep(issue)
        if repeats.edges_repeat:
            for record in spool:
                if isinstance(record, Post) and cleaner.is_page(record):
                    repeats.look_closer(record)
        for record in spool:
            yield _second_time(record, cleaner, repeats, ledger)


def _first_time(record: Record, cleaner: Cleaner, repeats: Repeats) -> Record:
    """Clean a post by itself, and count what may repeat."""
    if not isinstance(record, Post):
        return record
    if not cleaner.is_page(record):
        return cleaner.clean(record)
    post = cleaner.clean_page(record)
    repeats.see(post)
    return post


def _second_time(record: Record, cleaner: Cleaner, repeats: Repeats, ledger: Ledger) -> Record:
    """Take from a post what was learned from all."""
    if not isinstance(record, Post) or not cleaner.is_page(record):
        return record
    post = repeats.apply(record)
    if post.body is not record.body:
        post = cleaner.clean_page(post)  # something else stands at its end now
    if SURROUNDINGS in cleaner.namer.rules:
        post = name_by_surroundings(post)
    _count_unknown(post, ledger)
    return post


def _count_unknown(post: Post, ledger: Ledger) -> None:
    """Say how many lines of a page have no name."""
    lines = sum(
        bool(line.strip())
        for piece in post.boilerplate
        if piece.kind == UNKNOWN and piece.place == "page"
        for line in piece.text.split("\n")
    )
    if lines:
        where = where_of(post)
        ledger.report("boilerplate-unknown", where, counted(lines, "line"))
