"""Records made for tests: whole, and saying nothing but what a test gives them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from wparchive.ledger import units_of
from wparchive.model import Author, Body, Comment, CommentAuthor, Origin, Post, Site, Term

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wparchive.ledger import Ledger
    from wparchive.model import Record


def a_post(**fields: Any) -> Post:
    """A published post without text."""
    empty: dict[str, Any] = {
        "type": "post",
        "status": "publish",
        "title": "",
        "slug": "",
        "body": Body("", "classic"),
        "terms": (),
        "meta": (),
        "comments": (),
        "boilerplate": (),
        "source": Origin("export.xml", 12),
    }
    return Post(**empty | fields)


def a_comment(**fields: Any) -> Comment:
    """An approved comment at the top of its thread, by nobody, without text."""
    empty: dict[str, Any] = {
        "depth": 1,
        "type": "comment",
        "status": "approved",
        "author": CommentAuthor(),
        "body": Body("", "html"),
        "mentions": (),
    }
    return Comment(**empty | fields)


def a_site(**fields: Any) -> Site:
    """A site of which nothing is known."""
    empty = dict.fromkeys(("title", "url", "description", "language", "generator", "wxr_version"), "")
    return Site(**empty | fields)


def count_in(ledger: Ledger, records: Iterable[Record]) -> None:
    """Count records as a reader does."""
    ledger.came_in.update(_units(records))


def count_out(ledger: Ledger, records: Iterable[Record]) -> None:
    """Count records as a writer does that keeps all of them."""
    ledger.went_out.update(_units(records))


def _units(records: Iterable[Record]) -> Counter[str]:
    found: Counter[str] = Counter()
    for record in records:
        if isinstance(record, Post):
            found.update(units_of(record))
        elif isinstance(record, Author | Term):
            found[type(record).__name__.lower()] += 1
            found["meta"] += len(getattr(record, "meta", ()))
    return found
