"""One post from all that was found of it: its pages, other captures of them, feeds, and lists that name it.

Fields come from the best piece that has them: a page before a feed before a list, a later capture before an earlier
one. Comments are joined by their ids; what only an older capture shows is kept.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from html import unescape
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from wparchive.ledger import units_of
from wparchive.merging.post_names import slug_of
from wparchive.model import Body, Post, Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from wparchive.ledger import Ledger
    from wparchive.model import Boilerplate, Comment

PAGE: Final = 0
FEED: Final = 1
LIST: Final = 2
COMMENT_FEED: Final = 3

SHOWN: Final = 5
"""Names of pages that an issue lists."""


class Piece(Struct, frozen=True, omit_defaults=True, array_like=True, gc=False):
    """What one page, feed or list says of a post.

    Attributes:
        post: as read there.
        origin: `PAGE`, `FEED`, `LIST` or `COMMENT_FEED`: the smaller, the better.
        captured: when, RFC 3339.
        body_part: number of the part of its body that is there, from 1.
        thread_page: number of the page of its thread, if the address says it.
        body_parts: the highest number of a part that is linked.
        thread_pages: numbers of pages of the thread that are linked.
    """

    post: Post
    origin: int = PAGE
    captured: str | None = None
    body_part: int = 1
    thread_page: int | None = None
    body_parts: int = 1
    thread_pages: tuple[int, ...] = ()


def rank(piece: Piece) -> str:
    """Give a text by which pieces of a post sort, the best first: pages, then the rest; late captures, then early ones.

    Of pages that were saved together, the first one of the post comes first.
    """
    captured = piece.captured.translate(_BACKWARDS) if piece.captured else "~"
    return f"{piece.origin}{captured} {piece.body_part:06}{piece.thread_page or 0:06}"


_BACKWARDS: Final = str.maketrans("0123456789", "9876543210")


def join(pieces: Iterable[Piece], ledger: Ledger) -> Post:
    """Make one post of its pieces.

    Args:
        pieces: at least one, the best first. They are taken one at a time: a site can have thousands of captures.
        ledger: pieces that are no post of their own any more are accounted for there, and differences reported.

    Returns:
        The post.
    """
    coming = iter(pieces)
    joint = _Joint(next(coming), ledger)
    for piece in coming:
        joint.add(piece)
    return joint.end()


_FILLED: Final = (
    "id", "title", "slug", "url", "guid", "author", "author_name", "published", "published_raw", "modified",
    "modified_raw", "parent", "password", "comment_status", "ping_status", "format", "excerpt", "featured_image",
    "attachment", "terms", "extra",
)  # fmt: skip
"""Fields that a worse piece gives where a better one has nothing."""


class _Joint:
    """A post while pieces of it come in."""

    def __init__(self, first: Piece, ledger: Ledger) -> None:
        self._ledger = ledger
        self._first = first
        self._post = first.post
        self._pieces = 0
        self._names: dict[str, None] = {}
        self._body_from = first.origin
        self._bodies: dict[int, Body] = {}
        self._said: dict[int, str] = {}
        self._body_parts: set[int] = set()
        self._last_part = 1
        self._thread_shown: set[int | None] = set()
        self._thread_linked: set[int] = set()
        self._furniture: dict[tuple[str, str], Boilerplate] = {}
        self._comments: dict[str, Comment] = {}
        self._alike: defaultdict[str, list[str]] = defaultdict(list)
        self._answers: Counter[str] = Counter()
        self._mixed = False
        self._offset: str | None = None
        self._on_pages: set[str | None] = set()
        self._units: Counter[str] = Counter()
        self.add(first)

    def add(self, piece: Piece) -> None:
        """Take the next best piece."""
        self._pieces += 1
        self._units.update(units_of(piece.post))
        if len(self._names) <= SHOWN:
            self._names[piece.post.source.name] = None
        if self._pieces > 1:
            self._post = _filled(self._post, piece, self._first)
        self._add_body(piece)
        if piece.origin == PAGE:
            for one in piece.post.boilerplate:
                self._furniture.setdefault((one.kind, one.text), one)
            self._body_parts.add(piece.body_part)
            self._last_part = max(self._last_part, piece.body_parts, piece.body_part)
            self._thread_shown.add(piece.thread_page)
            self._thread_linked.update(piece.thread_pages)
        self._add_comments(piece)

    def _add_body(self, piece: Piece) -> None:
        body = piece.post.body
        if not body.source:
            return
        if not self._bodies:
            self._body_from = piece.origin
        if piece.origin != self._body_from:
            return
        known = self._bodies.setdefault(piece.body_part, body)
        if known is body or known.source == body.source:
            return
        said = self._said.get(piece.body_part)
        if said is None:
            said = self._said[piece.body_part] = _words(known)
        if said != _words(body):
            where = Where(piece.post.source.name, record=f"post {piece.post.id or piece.post.url or ''}")
            self._ledger.report("post-differs", where, original=body.source)

    def _add_comments(self, piece: Piece) -> None:
        self._mixed |= bool(self._comments) and bool(piece.post.comments)
        seen: Counter[str] = Counter()
        taken: set[str] = set()
        places: dict[str, str] = {}
        if piece.origin == PAGE:
            dates = [piece.post.published, *(comment.published for comment in piece.post.comments)]
            self._offset = self._offset or next((date[19:] for date in dates if date), None)
            self._on_pages.update(comment.id for comment in piece.post.comments)
        for comment in piece.post.comments:
            key = self._key(comment, seen, taken)
            taken.add(key)
            known = self._comments.get(key)
            if known is None:
                self._comments[key] = self._in_place(comment, places)
            elif known != comment:
                self._comments[key] = self._better(known, comment, piece)
            if comment.place is not None:
                places[comment.place] = self._comments[key].place or ""

    def _key(self, comment: Comment, seen: Counter[str], taken: AbstractSet[str]) -> str:
        """Give the key of a comment, which is that of the same one on another page.

        A thread can show comments that nobody could tell apart: those of one page are as many as it shows, and those of
        different days are different ones. A day that a page does not say is any.

        Args:
            comment: of a page.
            seen: how often which stood on that page so far.
            taken: keys of the others of that page.
        """
        said = comment.id or _said(comment)
        day = (comment.published or "")[:10] if comment.id is None else ""
        key = f"{said}\0{day}" if day else said
        seen[key] += 1
        if seen[key] > 1:
            key = f"{key}\0{seen[key]}"
        if comment.id is None and key not in self._comments:
            for other in self._alike[said][:SHOWN]:
                if other not in taken and not (day and self._comments[other].published):
                    return other
            self._alike[said].append(key)
        return key

    def _in_place(self, comment: Comment, places: Mapping[str, str]) -> Comment:
        """Give a comment a place of its own in the thread: each page counts its own from 1.

        Args:
            comment: of a page.
            places: of that page, and what they are in the whole thread.
        """
        if comment.place is None:
            return comment
        above, _, last = comment.place.rpartition(".")
        if self._pieces == 1:
            self._answers[above] = max(self._answers[above], int(last))
            return comment
        above = places.get(above, "")
        self._answers[above] += 1
        return replace(comment, place=f"{above}.{self._answers[above]}".removeprefix("."))

    def _better(self, known: Comment, other: Comment, piece: Piece) -> Comment:
        if known.body.source and other.body.source and _differ(known.body, other.body):
            where = Where(piece.post.source.name, record=f"comment {known.id}")
            self._ledger.report("comment-differs", where, original=other.body.source)
        return better(known, other)

    def end(self) -> Post:
        """Give the post, and enter what is to be said of it."""
        post, comments = self._post, tuple(self._comments.values())
        if self._pieces > 1:
            if self._mixed:
                comments = tuple(sorted(map(self._placed, comments), key=_in_thread))
            post = replace(post, body=self._body(), comments=comments, boilerplate=tuple(self._furniture.values()))
        if not post.slug and post.url:
            post = replace(post, slug=slug_of(post.url))
        where = Where(post.source.name, record=f"post {post.id or post.url or ''}")
        if self._first.origin != PAGE:
            whole = bool(self._bodies) and self._body_from == FEED and not self._first.post.truncated
            if whole:
                self._ledger.report("post-from-feed", where)
            post = replace(post, truncated=not whole)
        if self._pieces > 1:
            self._account(post, where)
        self._report_missing(where)
        return post

    def _placed(self, comment: Comment) -> Comment:
        """Put a comment that only a feed has into the thread that the pages show.

        Its date, in UTC, is written with the offset that the pages have: it is the same instant. Its depth follows from
        that of what it answers.
        """
        if comment.id in self._on_pages or not self._on_pages:
            return comment
        answered = self._comments.get(comment.parent or "")
        date = comment.published
        return replace(
            comment,
            published=in_offset(date, self._offset) if date and self._offset else date,
            depth=answered.depth + 1 if answered is not None else comment.depth,
        )

    def _body(self) -> Body:
        """The parts of the body in their order."""
        bodies = [self._bodies[number] for number in sorted(self._bodies)]
        if len(bodies) < 2:
            return bodies[0] if bodies else self._post.body
        return Body("\n".join(body.source for body in bodies), bodies[0].format)

    def _account(self, post: Post, where: Where) -> None:
        """Account for the units of the pieces that are in no other record than the one post."""
        listed = ", ".join(list(self._names)[:SHOWN]) + (", …" if len(self._names) > SHOWN else "")
        pieces = self._pieces
        self._ledger.report("pages-joined", where, f"{pieces} in {listed}", kind="post", units=pieces - 1)
        after = units_of(post)
        for kind in ("comment", "meta"):
            self._ledger.account(kind, self._units[kind] - after[kind])

    def _report_missing(self, where: Where) -> None:
        """Say which pages of the body and of the thread are linked and not there."""
        missing = sorted(set(range(1, self._last_part + 1)) - self._body_parts) if self._body_parts else []
        if missing:
            self._ledger.report("body-part-missing", where, f"part {_listed(missing)}")
        missing = sorted(self._thread_linked - self._thread_shown)
        # Without a number, an address shows the first or the last page of the thread, as the site was set up.
        ends = (1, max(self._thread_linked, default=1))
        if missing and not (None in self._thread_shown and len(missing) == 1 and missing[0] in ends):
            self._ledger.report("thread-page-missing", where, f"page {_listed(missing)}")


def _filled(post: Post, piece: Piece, first: Piece) -> Post:
    """Put what a worse piece knows where nothing is."""
    other = piece.post
    found = {name: getattr(other, name) for name in _FILLED if not getattr(post, name) and getattr(other, name)}
    if piece.origin == LIST and first.origin < LIST:
        found.pop("excerpt", None)  # the beginning of the body, cut by the theme
    if "published" in found:
        found.update(published_raw=other.published_raw, inferred=other.inferred)
    if other.sticky and not post.sticky:
        found["sticky"] = True
    return replace(post, **found) if found else post


def _said(comment: Comment) -> str:
    """Give what tells a comment without id from others."""
    return "\0".join(
        (
            comment.type,
            comment.author.name or "",
            comment.author.url or "",
            str(comment.number or ""),
            comment.body.source,
        )
    )


def _in_thread(comment: Comment) -> tuple[bool, int, str]:
    """WordPress numbers comments as they come, and pages may leave their dates out."""
    number = comment.id or ""
    digits = number.isascii() and number.isdigit() and len(number) < 19
    return not digits, int(number) if digits else 0, comment.published or ""


def better(known: Comment, other: Comment) -> Comment:
    """Give the comment of the better piece, with what only the other one says."""
    found: dict[str, object] = {}
    if known.published is None and other.published is not None:
        found.update(published=other.published, published_raw=None, inferred=other.inferred)
    if not known.parent_certain and other.parent_certain and other.parent is not None:
        found.update(parent=other.parent, parent_certain=True, depth=other.depth)
    if not known.body.source and other.body.source:
        found["body"] = other.body
    if (other.author.url and not known.author.url) or (other.author.name and not known.author.name):
        mine, theirs = known.author, other.author
        found["author"] = replace(mine, name=mine.name or theirs.name, url=mine.url or theirs.url)
    return replace(known, **found) if found else known


def _differ(one: Body, other: Body) -> bool:
    return one.source != other.source and _words(one) != _words(other)


def _words(body: Body) -> str:
    """The letters and digits of a text: savers and feeds change markup, entities, smilies and quotation marks."""
    return _NO_WORD.sub("", unescape(_TAG.sub("", body.source)))


def in_offset(date: str, offset: str) -> str:
    """Write an instant with another offset.

    Args:
        date: RFC 3339.
        offset: as `+02:00`.
    """
    from datetime import datetime  # noqa: PLC0415 - only where feeds lie among the pages

    try:
        zone = datetime.fromisoformat(f"2000-01-01T00:00:00{offset}").tzinfo
        return datetime.fromisoformat(date).astimezone(zone).isoformat()
    except (ValueError, OverflowError):
        return date


_TAG: Final = re.compile(r"<[^<>]*>")
_NO_WORD: Final = re.compile(r"[\W_]+")


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:SHOWN])) + (f" and {len(numbers) - SHOWN} more" if len(numbers) > SHOWN else "")
