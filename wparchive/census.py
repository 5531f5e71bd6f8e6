"""The census: what is in a source, counted in one pass and in bounded memory.

It holds no e-mail or IP addresses, and nothing that a body says but names and hosts.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from wparchive.content.inventory import host_of, take_inventory
from wparchive.content.shortcodes import is_rendered
from wparchive.hashing import HashSet, hash64
from wparchive.model import Archive, Author, Issue, Post, Site, Source, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from wparchive.model import Comment, Record

LIMIT: Final = 100_000
"""So many different names are counted for each question; the rest is counted together."""

LONGEST_NAME: Final = 200
"""Characters of a name. WordPress allows no longer ones; a hostile source fills the memory with them."""

OTHER: Final = "(other)"

_CACHE_KEY: Final = re.compile(r"_[0-9a-f]{32}\Z")
"""WordPress keeps each embed's HTML under a key of its own: `_oembed_` and an MD5."""
_PERSONAL: Final = re.compile(
    r"[^\s@<>,;:()]{1,64}@[^\s@<>,;:()]{1,250}\.\w+|(?<![\w.:])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])"
    r"|(?<![\w:])(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{1,4}(?![\w:])",
    re.IGNORECASE,
)
"""E-mail and IP addresses: logins can be such, and messages can quote them."""

BROKEN: Final = ("comment-parent", "post-parent", "featured-image", "reusable-block")
"""The references that are followed: what names something that is not in the source."""


class Count(Struct, frozen=True):
    """How often a name stands in the source. `(other)` are the names beyond `LIMIT`."""

    name: str
    count: int


class StatusCount(Struct, frozen=True):
    """How many posts or comments have a type and a status."""

    type: str
    status: str
    count: int


class AuthorCount(Struct, frozen=True):
    """How many records but attachments name an author."""

    login: str
    name: str
    count: int


class TermCount(Struct, frozen=True):
    """How many terms a taxonomy lists, and how often posts use any of its terms."""

    taxonomy: str
    terms: int
    uses: int


class ShortcodeCount(Struct, frozen=True):
    """How often a shortcode is used, and whether rendering knows it."""

    name: str
    count: int
    known: bool


class IssueCount(Struct, frozen=True):
    """How often reading met an issue, and one of its messages."""

    code: str
    severity: str
    count: int
    example: str


class SiteFacts(Struct, frozen=True, omit_defaults=True):
    """What the source says of the site."""

    title: str
    url: str
    generator: str
    wxr_version: str
    language: str
    timezone_offset: str | None = None
    exported: str | None = None


class Span(Struct, frozen=True, omit_defaults=True):
    """The first and the last date of what is dated, RFC 3339."""

    first: str | None = None
    last: str | None = None


class Census(Struct, frozen=True, kw_only=True):
    """What is in a source. Every list is in the order of falling counts, then of names.

    Attributes:
        site: None where the source says nothing of it.
        pages: of saved pages: what was recognised in them, by the reader's names; None for other sources.
        sources: the inputs.
        around: lines that stand around the texts of saved pages, by kind of boilerplate.
        posts: records by type and status.
        protected: how many of them have a password.
        post_dates: when they were published.
        comments: by type and status.
        comment_dates: when they were written.
        authors: who wrote posts; those whom the source only lists have 0.
        terms: by taxonomy.
        attachments: how many.
        attachments_without_url: how many of those name no file.
        post_meta: keys of custom fields of posts.
        comment_meta: keys of custom fields of comments.
        shortcodes: in post bodies.
        blocks: in post bodies, with their namespace.
        embeds: hosts of embedded pages, each address once in a post.
        foreign_images: hosts of images in post bodies, other than the site's.
        broken: for each of `BROKEN`, how many references name what is not in the source.
        issues: what reading met.
    """

    site: SiteFacts | None
    pages: dict[str, dict[str, int]] | None
    sources: tuple[Source, ...]
    around: tuple[Count, ...]
    posts: tuple[StatusCount, ...]
    protected: int
    post_dates: Span
    comments: tuple[StatusCount, ...]
    comment_dates: Span
    authors: tuple[AuthorCount, ...]
    terms: tuple[TermCount, ...]
    attachments: int
    attachments_without_url: int
    post_meta: tuple[Count, ...]
    comment_meta: tuple[Count, ...]
    shortcodes: tuple[ShortcodeCount, ...]
    blocks: tuple[Count, ...]
    embeds: tuple[Count, ...]
    foreign_images: tuple[Count, ...]
    broken: dict[str, int]
    issues: tuple[IssueCount, ...]


def take_census(records: Iterable[Record]) -> Census:
    """Count a stream of records.

    Args:
        records: with their issues, as `wparchive.pipeline.open_source` gives them.

    Returns:
        The counts; the same records in the same order give the same census.

    Raises:
        InputError: what reading raises.
    """
    taker = _Taker()
    for record in records:
        taker.take(record)
    return taker.census()


class Tally:
    """Counts names, up to `LIMIT` different ones."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def add(self, name: str, by: int = 1) -> None:
        """Count a name."""
        name = name[:LONGEST_NAME]
        self.counts[name if name in self.counts or len(self.counts) < LIMIT else OTHER] += by

    def add_all(self, names: Iterable[str]) -> None:
        """Count names."""
        for name in names:
            self.add(name)

    def ranked(self) -> list[tuple[str, int]]:
        """The names and their counts, the most frequent first."""
        return sorted(self.counts.items(), key=lambda pair: (-pair[1], pair[0]))

    def listed(self) -> tuple[Count, ...]:
        """The same as records."""
        return tuple(Count(name, count) for name, count in self.ranked())

    def by_status(self) -> tuple[StatusCount, ...]:
        """The same where names are a type and a status, as `_pair` joins them."""
        return tuple(StatusCount(*name.partition("\0")[::2], count) for name, count in self.ranked())


def _shown(text: str) -> str:
    """A text without e-mail and IP addresses."""
    return _PERSONAL.sub("(hidden)", text)


def _pair(kind: str, status: str) -> str:
    return f"{kind[:90]}\0{status[:90]}"


class _Dates:
    def __init__(self) -> None:
        self._first: str | None = None
        self._last: str | None = None

    def see(self, date: str | None) -> None:
        if date is not None:
            self._first = min(self._first or date, date)
            self._last = max(self._last or date, date)

    def span(self) -> Span:
        return Span(self._first, self._last)


class _References:
    """Ids that were named, held against the ids that are there: what is named may come later."""

    def __init__(self) -> None:
        self._there = HashSet()
        self._named = {kind: array("Q") for kind in BROKEN}
        self._broken = dict.fromkeys(BROKEN, 0)

    def see(self, post: Post, reusable: Iterable[str]) -> None:
        if post.id is not None:
            self._there.add(post.id)
        ids = {comment.id for comment in post.comments}
        self._broken["comment-parent"] += sum(
            comment.parent is not None and comment.parent not in ids for comment in post.comments
        )
        for kind, names in (
            ("post-parent", (post.parent,)),
            ("featured-image", (post.featured_image,)),
            ("reusable-block", reusable),
        ):
            numbers = [hash64(name) for name in names if name is not None]
            self._named[kind].extend(number for number in numbers if not self._there.has(number))

    def broken(self) -> dict[str, int]:
        return {
            kind: self._broken[kind] + sum(not self._there.has(number) for number in named)
            for kind, named in self._named.items()
        }


class _Taker:
    """The counts while records pass."""

    def __init__(self) -> None:
        self._site: Site | None = None
        self._sources: tuple[Source, ...] = ()
        self._names: dict[str, str] = {}
        self._examples: dict[str, tuple[str, str]] = {}
        self._references = _References()
        self._post_dates, self._comment_dates = _Dates(), _Dates()
        self._posts, self._comments, self._issues = Tally(), Tally(), Tally()
        self._around = Tally()
        self._authors, self._taxonomies, self._uses = Tally(), Tally(), Tally()
        self._post_meta, self._comment_meta = Tally(), Tally()
        self._shortcodes, self._blocks, self._embeds, self._images = Tally(), Tally(), Tally(), Tally()
        self._protected = self._attachments = self._without_url = 0
        self._takers: Mapping[type, Callable[..., None]] = {
            Archive: self._archive,
            Site: self._one_site,
            Author: self._author,
            Term: lambda term: self._taxonomies.add(term.taxonomy),
            Post: self._post,
            Issue: self._issue,
        }

    def take(self, record: Record) -> None:
        """Count one record."""
        taker = self._takers.get(type(record))
        if taker:
            taker(record)

    def _archive(self, archive: Archive) -> None:
        self._sources = archive.sources

    def _one_site(self, site: Site) -> None:
        self._site = self._site or site

    def _author(self, author: Author) -> None:
        if len(self._names) < LIMIT:
            self._names[author.login[:LONGEST_NAME]] = author.name[:LONGEST_NAME]
        self._authors.add(author.login, 0)

    def _post(self, post: Post) -> None:
        self._posts.add(_pair(post.type, post.status))
        self._post_dates.see(post.published)
        self._protected += post.password is not None
        if post.type == "attachment":
            self._attachments += 1
            self._without_url += post.attachment is None or not post.attachment.url
        elif post.author is not None:
            self._authors.add(post.author)
        self._uses.add_all(term.taxonomy for term in post.terms)
        self._post_meta.add_all(_CACHE_KEY.sub("_*", meta.key) for meta in post.meta)
        around = (piece for piece in post.boilerplate if piece.place == "page")
        self._around.add_all(piece.kind for piece in around for line in piece.text.split("\n") if line.strip())
        for comment in post.comments:
            self._comment(comment)
        self._references.see(post, self._body(post))

    def _comment(self, comment: Comment) -> None:
        self._comments.add(_pair(comment.type, comment.status))
        self._comment_dates.see(comment.published)
        self._comment_meta.add_all(meta.key for meta in comment.meta)

    def _body(self, post: Post) -> tuple[str, ...]:
        """Count what stands in a body; the ids of the reusable blocks that it shows."""
        if post.body.format == "text":
            return ()
        found = take_inventory(post.body.source)
        home = host_of(self._site.url) if self._site else ""
        for names, tally in (
            (found.shortcodes, self._shortcodes),
            (found.blocks, self._blocks),
            (found.embeds, self._embeds),
            ([host for host in found.images if host != home], self._images),
        ):
            tally.add_all(names)
        return found.reusable

    def _issue(self, issue: Issue) -> None:
        self._issues.add(issue.code)
        if len(self._examples) < LIMIT:
            self._examples.setdefault(issue.code[:LONGEST_NAME], (issue.severity, issue.message[:LONGEST_NAME]))

    def census(self) -> Census:
        """What was counted."""
        return Census(
            site=_facts(self._site) if self._site else None,
            pages=_pages(self._site) if self._site else None,
            sources=self._sources,
            around=self._around.listed(),
            posts=self._posts.by_status(),
            protected=self._protected,
            post_dates=self._post_dates.span(),
            comments=self._comments.by_status(),
            comment_dates=self._comment_dates.span(),
            authors=tuple(
                AuthorCount(_shown(login), _shown(self._names.get(login, "")), n) for login, n in self._authors.ranked()
            ),
            terms=self._terms(),
            attachments=self._attachments,
            attachments_without_url=self._without_url,
            post_meta=self._post_meta.listed(),
            comment_meta=self._comment_meta.listed(),
            shortcodes=tuple(ShortcodeCount(name, n, is_rendered(name)) for name, n in self._shortcodes.ranked()),
            blocks=self._blocks.listed(),
            embeds=self._embeds.listed(),
            foreign_images=self._images.listed(),
            broken=self._references.broken(),
            issues=tuple(
                IssueCount(code, severity, n, _shown(example))
                for code, n in self._issues.ranked()
                for severity, example in [self._examples.get(code, ("", ""))]
            ),
        )

    def _terms(self) -> tuple[TermCount, ...]:
        listed, uses = self._taxonomies.counts, self._uses.counts
        names = sorted({*listed, *uses}, key=lambda name: (-listed[name], -uses[name], name))
        return tuple(TermCount(name, listed[name], uses[name]) for name in names)


def _pages(site: Site) -> dict[str, dict[str, int]] | None:
    """What the reader of pages left; an archive can hold anything there."""
    try:
        return msgspec.convert((site.extra or {}).get("pages"), dict[str, dict[str, int]] | None)
    except msgspec.ValidationError:
        return None


def _facts(site: Site) -> SiteFacts:
    return SiteFacts(**{name: getattr(site, name) for name in SiteFacts.__struct_fields__})
