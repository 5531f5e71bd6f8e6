"""Several sources are one site: their records in one stream, each of them once.

WordPress splits large exports (`….1.xml`, `….2.xml`), each part with the whole list of authors and terms; and people
keep exports of several years. An item that two sources hold in the same state is left out once and named; what only
claims to be the same, or stands twice in one source, is kept and named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from msgspec.structs import replace

from wparchive.hashing import HashMap
from wparchive.ledger import units_of
from wparchive.model import Author, Body, Origin, Post, Site, Term, Where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.ledger import Ledger
    from wparchive.model import Comment, Record


MASK: Final = (1 << 64) - 1
_NOWHERE: Final = Origin("")


class Merger:
    """Leaves out what was there before."""

    def __init__(self, ledger: Ledger, *, exact: bool = True) -> None:
        """Begin.

        Args:
            ledger: takes what is left out.
            exact: compare posts whole; needed where posts of several sources meet.
        """
        self._ledger = ledger
        self._exact = exact
        self._site: Site | None = None
        self._listed = HashMap()
        self._posts = HashMap()
        self._source = 0

    def merge(self, records: Iterator[Record], source: str) -> Iterator[Record]:
        """Pass on the records of one source that are not there yet.

        Args:
            records: as the reader gives them.
            source: its name, for issues.
        """
        self._source += 1
        for record in records:
            if isinstance(record, Post):
                yield from self._post(record)
            elif isinstance(record, Site):
                yield from self._first_site(record, source)
            elif isinstance(record, Author):
                yield from self._once(record, f"author\0{record.login}", "author", source)
            elif isinstance(record, Term):
                yield from self._once(record, f"{record.taxonomy}\0{record.slug}\0{record.name}", "term", source)
            else:
                yield record

    def _first_site(self, site: Site, source: str) -> Iterator[Site]:
        if self._site is None:
            self._site = site
            yield site
        elif (site.url or site.title) and _home(site.url) != _home(self._site.url):  # a text says nothing of its site
            self._ledger.report("other-site", Where(source), f"{site.url or '(no address)'}, not {self._site.url}")

    def _once(self, record: Author | Term, key: str, kind: str, source: str) -> Iterator[Record]:
        content = msgspec.json.encode(record)
        known = self._listed.setdefault(key, hash(content) & MASK)
        if known is None:
            yield record
            return
        # What another source says otherwise of the same author or term is kept in the issue.
        other = None if known == hash(content) & MASK else content.decode()
        where = Where(source, record=key.replace("\0", " "))
        self._ledger.report(f"duplicate-{kind}", where, original=other, kind=kind, units=1)
        self._ledger.account("meta", len(record.meta) if isinstance(record, Term) else 0)

    def _post(self, post: Post) -> Iterator[Post]:
        if len({comment.id for comment in post.comments}) != len(post.comments):
            post = self._without_repeated_comments(post)
        if post.id is None and post.guid is None:
            yield post
            return
        content = self._state(post) & MASK & ~0xFF | self._source & 0xFF
        known = self._posts.setdefault(f"{post.id}\0{post.guid or post.url}", content)
        if known is None:
            yield post
            return
        where = Where(post.source.name, post.source.line, f"post {post.id}")
        if known == content:
            self._ledger.report("repeated-post", where, f"id {post.id}, guid {post.guid}")
            yield post
        elif known & ~0xFF == content & ~0xFF:
            self._ledger.report("duplicate-post", where, f"id {post.id}, guid {post.guid}", kind="post", units=1)
            units = units_of(post)
            self._ledger.account("comment", units["comment"])
            self._ledger.account("meta", units["meta"])
        else:
            self._ledger.report("conflicting-post", where, f"id {post.id}, guid {post.guid}")
            yield post

    def _state(self, post: Post) -> int:
        """A number for what a post says. Python's own hash differs from run to run; what comes of it does not.

        Of a single source nothing is left out, and a look at the texts is enough to call a post repeated.
        """
        if self._exact:
            return hash(msgspec.json.encode(_as_found(post)))
        comments = tuple([(comment.id, comment.status, comment.body.source) for comment in post.comments])
        texts = (post.title, post.excerpt, post.body.source)
        return hash((post.type, post.status, post.modified, texts, comments, len(post.meta)))

    def _without_repeated_comments(self, post: Post) -> Post:
        kept: list[Comment] = []
        first: dict[str, Comment] = {}
        where = Where(post.source.name, post.source.line, f"post {post.id}")
        for comment in post.comments:
            known = first.get(comment.id or "")
            if comment.id is None or known is None:
                first[comment.id or ""] = comment
                kept.append(comment)
            elif known == comment:
                self._ledger.report("duplicate-comment", where, f"comment {comment.id}", kind="comment", units=1)
                self._ledger.account("meta", len(comment.meta))
            else:
                self._ledger.report("conflicting-comment", where, f"comment {comment.id}")
                kept.append(comment)
        return replace(post, comments=tuple(kept))


def _as_found(post: Post) -> Post:
    """Give a post without what was made of it: an archive that was rendered says the same as its export."""
    if post.body.html is None and not any(comment.body.html is not None for comment in post.comments):
        return replace(post, source=_NOWHERE)
    comments = [replace(one, body=_source_of(one.body), boilerplate=()) for one in post.comments]
    return replace(post, source=_NOWHERE, body=_source_of(post.body), boilerplate=(), comments=tuple(comments))


def _source_of(body: Body) -> Body:
    return Body(body.source, body.format)


def _home(url: str) -> str:
    """An address without scheme, `www.` and trailing slash: a site that moved to https is the same site."""
    address = url.strip().lower().removeprefix("http://").removeprefix("https://")
    return address.removeprefix("www.").rstrip("/")
