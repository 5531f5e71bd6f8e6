"""An export and saved pages of the same site, laid on one another: each field from the better source.

The export has what the author wrote, the numbers, the addresses of commenters and what was never published. The pages
have what the site made of it, and comments that came after the export or are missing from it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec.structs import replace

from wparchive.ledger import units_of
from wparchive.merging.gathering import Gathering
from wparchive.merging.post_names import addresses_of, number_of
from wparchive.model import Comment, Post, Site, Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wparchive.ledger import Ledger
    from wparchive.model import Record

_FILLED: Final = ("url", "author_name", "published", "modified", "featured_image", "excerpt")
"""Fields of a post that the pages give where the export has nothing."""
_SITE: Final = ("title", "url", "description", "language")
_LIVE: Final = re.compile(r"(?<!\[)\[[a-zA-Z][\w-]*[\s\]/]|<!-- wp:\S+ (?:\{[^<>]*\} )?/-->")
"""What only the live site could turn into what it showed: shortcodes, and blocks without content of their own."""
_THREAD: Final = "thread-page-missing"


def mark_excerpts(records: Iterable[Record], ledger: Ledger) -> Iterator[Record]:
    """Report the posts of which there is neither the page nor an export, but what lists and feeds show of them.

    Args:
        records: what is left of the pages when all sources are joined.
        ledger: takes one issue a post.
    """
    for record in records:
        if isinstance(record, Post) and record.truncated:
            where = Where(record.source.name, record=f"post {record.id or record.url or ''}")
            ledger.report("post-excerpt-only", where)
        yield record


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    """A post of pages, and what its pages lack: an export has the whole of its body, and perhaps of its comments."""

    post: Post
    missing: tuple[tuple[str, Where, str], ...]


class Overlay:
    """The pages' posts, on disk, while an export passes."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._gathering = Gathering()
        self._site: Site | None = None
        self._home: str | None = None
        self._decode = msgspec.msgpack.Decoder(_Kept).decode

    def close(self) -> None:
        """Remove what lies on disk."""
        self._gathering.close()

    def gather(self, records: Iterable[Record]) -> Iterator[Record]:
        """Keep the site and the posts of pages; everything else passes.

        Args:
            records: as the reader of pages gives them.
        """
        encode = msgspec.msgpack.Encoder().encode
        for record in records:
            if isinstance(record, Post):
                kept = _Kept(record, tuple(self._ledger.take_held()))
                self._gathering.put(encode(kept), addresses_of(record), number=self._number(record))
            elif isinstance(record, Site):
                if self._site is None or record.url or record.title:  # a text says nothing of its site
                    self._site = record
                self._home = record.url or self._home
            else:
                yield record

    def lay(self, records: Iterable[Record]) -> Iterator[Record]:
        """Give the records of an export, with what the pages add to each.

        Args:
            records: of the export, without duplicates.
        """
        for record in records:
            if isinstance(record, Post):
                for data in self._gathering.take(addresses_of(record), number=self._number(record)):
                    record = self._joined(record, self._decode(data))  # noqa: PLW2901
            elif isinstance(record, Site):
                record = self._site_of(record)  # noqa: PLW2901
            yield record

    def rest(self) -> Iterator[Record]:
        """Give what only the pages have."""
        self._ledger.hold()
        if self._site is not None:
            yield self._site
        for thing in self._gathering.things():
            for kept in map(self._decode, self._gathering.pieces(thing)):
                for code, where, detail in kept.missing:
                    self._ledger.report(code, where, detail)
                yield kept.post

    def _number(self, post: Post) -> str | None:
        return number_of(post, self._home, post.url)

    def _site_of(self, site: Site) -> Site:
        self._home = site.url or self._home  # numbers of another site name other posts
        shown, self._site = self._site, None
        if shown is None:
            return site
        found = {name: getattr(shown, name) for name in _SITE if not getattr(site, name)}
        return replace(site, extra={**(site.extra or {}), **(shown.extra or {})}, **found)

    def _joined(self, post: Post, kept: _Kept) -> Post:
        shown = kept.post
        for code, where, detail in kept.missing:
            if code == _THREAD:
                self._ledger.report("thread-page-in-export" if post.comments else code, where, detail)
        found = {name: getattr(shown, name) for name in _FILLED if getattr(post, name) is None}
        if found.get("published"):
            found["inferred"] = shown.inferred
        body = post.body
        if shown.body.source and (not body.source or (not shown.truncated and _LIVE.search(body.source))):
            found["body"] = replace(body, html=shown.body.source) if body.source else shown.body
        joined = replace(post, comments=_with(post.comments, shown.comments), **found)
        before, after = units_of(post), units_of(joined)
        where = Where(shown.source.name, record=f"post {post.id or post.url or ''}")
        self._ledger.report("pages-joined", where, f"with {post.source.name}", kind="post", units=1)
        for kind, units in units_of(shown).items():
            if kind != "post":
                self._ledger.account(kind, before[kind] + units - after[kind])
        return joined


def _with(exported: tuple[Comment, ...], shown: tuple[Comment, ...]) -> tuple[Comment, ...]:
    """Add comments that only pages have. Pings stand on some pages without an id."""
    known = {comment.id for comment in exported}
    pings = {(comment.type, comment.author.url) for comment in exported if comment.author.url}
    more = [
        comment
        for comment in shown
        if (comment.id not in known if comment.id else (comment.type, comment.author.url) not in pings)
    ]
    return (*exported, *more)
