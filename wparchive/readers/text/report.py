"""What is to be said of a thread: gaps in its numbers, other counts than its heading says, and what family it is of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive.model import Where
from wparchive.readers.text.thread.comments import missing
from wparchive.readers.text.thread.heads import SAYS
from wparchive.readers.text.thread.model import GUESSED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.ledger import Ledger
    from wparchive.model import Comment, Post
    from wparchive.readers.text.scrape import Scrape
    from wparchive.readers.text.thread.model import Thread

_NAMED: Final = 40
_PART: Final = 0.75
_UPPER: Final = 0.8
_FEW: Final = 2
_FAMILIES: Final = {
    "inline": "E on one line",
    "footed": "D name below",
    "answered": "D reply below",
    "paragraphs": "H by paragraphs",
}


def report_thread(scrape: Scrape, post: Post, thread: Thread, ledger: Ledger) -> None:
    """Report where a scrape's own witnesses and the comments disagree.

    Args:
        scrape: line by line.
        post: made of it.
        thread: where its comments are.
        ledger: takes the issues.
    """
    where = Where(post.source.name)
    top = [comment.number for comment in post.comments if comment.number is not None and comment.depth == 1]
    if gaps := missing(top):
        more = f" and {len(gaps) - _NAMED} more" if len(gaps) > _NAMED else ""
        ledger.report("numbers-missing", where, ", ".join(map(str, gaps[:_NAMED])) + more)
    stated = _stated(scrape, thread)
    found = len(post.comments)
    pings = sum(comment.type != "comment" for comment in post.comments)
    if stated is not None and stated not in (found, found - pings):
        ledger.report("comment-count-differs", where, f"it says {stated}, {found} are there")
    if thread.family in GUESSED:
        ledger.report("thread-guessed", where, f"{found} comments")


def family_of(scrape: Scrape, thread: Thread | None, comments: Sequence[Comment]) -> str:
    """Name the family of a scrape by its letter and in words."""
    if thread is None or not comments:
        return "no comments"
    name = _form_of(thread, comments)
    names = [comment.author.name for comment in comments if comment.author.name]
    if len(names) > _FEW and sum(map(str.isupper, names)) >= _UPPER * len(names):
        name += ", F upper case"
    stated = _stated(scrape, thread)
    return f"{name}, I in part" if stated and len(comments) <= _PART * stated else name


def _stated(scrape: Scrape, thread: Thread) -> int | None:
    return scrape.headings[thread.heading].stated if thread.heading is not None else None


def _form_of(thread: Thread, comments: Sequence[Comment]) -> str:
    if any(comment.id is not None for comment in comments):
        return "G Markdown"
    if thread.family == "numbered":
        named = sum(comment.author.name is not None for comment in comments)
        return "B numbered with names" if 2 * named >= len(comments) else "A numbered"
    if thread.family == "headed":
        said = sum(start.head is not None and start.head.shape == SAYS for start in thread.starts)
        return "C name says" if 2 * said >= len(comments) else "D name and date"
    return _FAMILIES[thread.family]
