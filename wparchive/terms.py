"""Terms under other names, as a file of the user's says: categories renamed, several made one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec.structs import replace

from wparchive.errors import UsageError
from wparchive.model import Post, Term, TermRef, Where
from wparchive.options import TermChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wparchive.ledger import Ledger
    from wparchive.model import Record

_LARGEST: Final = 1 << 22
"""Bytes of a file of changes."""


class _New(msgspec.Struct, forbid_unknown_fields=True):
    """What a term becomes: a table of the file."""

    slug: str = ""
    name: str = ""


def load_changes(path: str) -> tuple[TermChange, ...]:
    """Read a file of changes.

    Args:
        path: of a TOML file: a table for each taxonomy, in it by its slug what each term becomes: the slug of the one
            that it is then, or a table with `slug`, `name` or both.

    Raises:
        UsageError: if it cannot be read, or does not say what it should.
    """
    remedy = 'write [category] and below it old-slug = "new-slug"'
    try:
        with Path(path).open("rb") as file:
            found = msgspec.toml.decode(file.read(_LARGEST), type=dict[str, dict[str, str | _New]])
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", place=path) from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UsageError(f"is no map of terms: {error}", place=path, remedy=remedy) from error
    changes = [
        TermChange(taxonomy, slug, (new if isinstance(new, str) else new.slug) or slug, getattr(new, "name", ""))
        for taxonomy, terms in found.items()
        for slug, new in terms.items()
    ]
    known = {(change.taxonomy, change.slug) for change in changes if change.becomes != change.slug}
    if chained := next((one for one in changes if (one.taxonomy, one.becomes) in known), None):
        what = f"{chained.taxonomy} {chained.slug} becomes {chained.becomes}, which becomes another"
        raise UsageError(what, place=path, remedy="name the last one")
    return tuple(changes)


def renamed(records: Iterable[Record], changes: Sequence[TermChange], ledger: Ledger) -> Iterator[Record]:
    """Rename and merge the terms of a site, in its list and in its posts.

    Args:
        records: the stream. The terms that stand before the first post wait for each other.
        changes: from `load_changes`.
        ledger: takes what became one with another, and changes for which there is no term.

    Yields:
        The records in their order.
    """
    terms = _Terms(changes, ledger)
    waiting: list[Term] | None = []
    for record in records:
        if isinstance(record, Term):
            if waiting is None:
                yield from terms.settle([record])
            else:
                waiting.append(record)
            continue
        if isinstance(record, Post):
            yield from terms.settle(waiting or [])
            waiting = None
            yield replace(record, terms=terms.of_post(record.terms)) if record.terms else record
        else:
            yield record
    yield from terms.settle(waiting or [])
    terms.report_unused()


class _Terms:
    """What is known of the terms while a stream passes."""

    def __init__(self, changes: Sequence[TermChange], ledger: Ledger) -> None:
        self._changes = {(change.taxonomy, change.slug): change for change in changes}
        self._targets = {(change.taxonomy, change.becomes) for change in changes}
        self._names = {(change.taxonomy, change.becomes): change.name for change in reversed(changes) if change.name}
        self._ledger = ledger
        self._given: set[tuple[str, str]] = set()
        self._used: set[tuple[str, str]] = set()

    def settle(self, found: Sequence[Term]) -> Iterator[Term]:
        """Give terms as they are called now, each once."""
        own = {(term.taxonomy, term.slug): term.name for term in found}
        for key in own.keys() & self._targets:
            self._names.setdefault(key, own[key])
        for term in found:
            slug = self._slug(term.taxonomy, term.slug, term.name)
            key = (term.taxonomy, slug)
            if key in self._given or (slug != term.slug and key in own):
                where = Where("--terms", record=f"{term.taxonomy} {term.slug}")
                self._ledger.report("term-merged", where, f"with {slug}", kind="term", units=1)
                self._ledger.account("meta", len(term.meta))
                continue
            if key in self._targets:
                self._given.add(key)
            parent = self._slug(term.taxonomy, term.parent) if term.parent else None
            name = self._names.setdefault(key, term.name) if key in self._targets else term.name
            yield replace(term, slug=slug, name=name, parent=parent if parent != slug else None)

    def of_post(self, terms: Iterable[TermRef]) -> tuple[TermRef, ...]:
        """Give the terms of a post as they are called now, each once."""
        return tuple(dict.fromkeys(self._of_post(term) for term in terms))

    def _of_post(self, term: TermRef) -> TermRef:
        slug = self._slug(term.taxonomy, term.slug, term.name)
        return TermRef(term.taxonomy, slug, self._names.get((term.taxonomy, slug), term.name))

    def _slug(self, taxonomy: str, slug: str, name: str = "") -> str:
        """Give a term's slug; WXR 1.0 has terms with a name alone."""
        for key in ((taxonomy, slug), (taxonomy, name)) if not slug else ((taxonomy, slug),):
            if key in self._changes:
                self._used.add(key)
                return self._changes[key].becomes
        return slug

    def report_unused(self) -> None:
        """Name the changes for which there was no term."""
        for taxonomy, slug in self._changes:
            if (taxonomy, slug) not in self._used:
                self._ledger.report("term-not-found", Where("--terms", record=f"{taxonomy} {slug}"))
