"""What is neither title nor text nor comment: each of these lines is boilerplate of a kind.

Its words say of which; where they say nothing, the place does; and an item or a line that follows without a gap is of
the kind of what stands above it: a list of archives is of the sidebar as its heading is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.model import Boilerplate
from wparchive.readers.text.lines import joined
from wparchive.readers.text.prose import is_about_author
from wparchive.readers.text.thread.model import FORM

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wparchive.readers.text.article import Article
    from wparchive.readers.text.scrape import Scrape
    from wparchive.readers.text.thread.model import Thread

UNKNOWN: Final = "unknown"
COMMENTS: Final = "comments"
HEADER: Final = "header"
META: Final = "meta"
_IN_HEADER: Final = frozenset({"navigation", "meta", "share", "cookie-notice", "sidebar", "advert"})
_IN_META: Final = frozenset({"share", "advert"})
_IN_FORM: Final = frozenset({"share", "meta"})
_INHERITED: Final = frozenset(
    {"related", "author-box", "sidebar", "comment-form", "navigation", "share", "footer", "subscribe", "cookie-notice"}
)
_GLUED: Final = frozenset({"akismet-notice", "meta"})
_APART: Final = frozenset({"author-box", "related", "navigation"})
_LONG: Final = 120
_SHORT: Final = 30


class Parts(NamedTuple):
    """What was found in a scrape, and is no boilerplate.

    Attributes:
        article: with title and text.
        thread: with the comments, or None.
        heap: lines of comments that run together, or None; they are kept as such.
        end: the line where the post ends.
    """

    article: Article
    thread: Thread | None
    heap: range | None
    end: int


def pieces_of(scrape: Scrape, parts: Parts) -> tuple[Boilerplate, ...]:
    """Give all that is left of a scrape.

    Args:
        scrape: line by line.
        parts: what was found in it, and is not left.

    Returns:
        Pieces of one kind each, in order.
    """
    article, thread = parts.article, parts.thread
    comments = range(thread.starts[0].at, thread.end) if thread is not None else range(0)
    body = range(*article.body)
    rest = [
        (at, _place(scrape, parts, at))
        for at in range(len(scrape))
        if at not in comments and at not in body and at != article.title_at
    ]
    return tuple(_pieces(scrape, rest))


def _place(scrape: Scrape, parts: Parts, at: int) -> str | None:
    """Say what a line is by its place, if that says it."""
    article, thread, heap, end = parts
    if heap is not None and at in range(heap.start - 1, heap.stop):
        return COMMENTS
    if thread is not None and thread.heading is not None and thread.heading <= at < thread.starts[0].at:
        return COMMENTS
    if at in article.meta:
        return META
    if at < article.body[0]:
        return HEADER
    return COMMENTS if at in scrape.headings and (at < end or thread is None) else None


def _pieces(scrape: Scrape, rest: Sequence[tuple[int, str | None]]) -> Iterator[Boilerplate]:
    kind = ""
    run: list[int] = []
    for at, place in rest:
        found = _kind(scrape, at, place, kind)
        if run and (found != kind or at != run[-1] + 1):
            yield _piece(scrape, run, kind)
            run = []
        kind = found
        run.append(at)
    if run:
        yield _piece(scrape, run, kind)


def _piece(scrape: Scrape, run: Sequence[int], kind: str) -> Boilerplate:
    return Boilerplate(kind=kind, text=joined(scrape.lines[run[0] : run[-1] + 1]), place="page")


def _kind(scrape: Scrape, at: int, place: str | None, before: str) -> str:
    known = scrape.kind(at)
    if place == HEADER:
        return known if known in _IN_HEADER else HEADER
    if place == META:
        return known if known in _IN_META else META
    if place is not None:
        return place
    if known is not None:
        short = not scrape.lines[at].gap and len(scrape.lines[at].text) < _SHORT
        return "comment-form" if before in FORM and known in _IN_FORM and short else known
    return "author-box" if is_about_author(scrape, at) else _inherited(scrape, at, before)


def _inherited(scrape: Scrape, at: int, before: str) -> str:
    """Say of which kind a line is by what stands above it."""
    text, glued = scrape.words(at).text, not scrape.lines[at].gap
    if not any(map(str.isalnum, text)):
        return before or "media"
    if glued and before in _GLUED:
        return before
    follows = scrape.marks[at] is not None or glued or (before in _APART and len(text) < _LONG)
    return before if follows and before in _INHERITED else UNKNOWN
