"""The comment thread of a saved page: comments as records, taken out of the tree.

finding/ tells which elements are comments, and comments.py reads them: leaves.py walks through each with the roles that
roles.py knows, then authors/, dates/, text.py, kinds.py and parents.py read one field each. counts.py and elsewhere.py
say what the page itself tells of its thread, against which report.py holds the result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wparchive.readers.page.ids import index_of
from wparchive.readers.page.thread.comments import comments_of
from wparchive.readers.page.thread.counts import counts_in
from wparchive.readers.page.thread.elsewhere import services_in
from wparchive.readers.page.thread.finding.likeness import likely_marks
from wparchive.readers.page.thread.finding.marks import marks_in
from wparchive.readers.page.thread.finding.roots import roots_of
from wparchive.readers.page.thread.report import report_thread

if TYPE_CHECKING:
    from wparchive.model import Comment
    from wparchive.readers.page.ids import Index
    from wparchive.readers.page.page import Page
    from wparchive.readers.page.thread.finding.root import Root

__all__ = ["Found", "Thread", "find_thread", "report_thread", "take_thread"]


class Thread(NamedTuple):
    """The thread of one page.

    Attributes:
        comments: ordered by (published, id), or by id where dates are missing, or as on the page where ids are too.
        counts: numbers of comments that the page states.
        missing: ids of comments that links answer and that are not there.
        misnamed: ids of comments whose reply link names another author than is shown.
        elsewhere: services that load further comments by script.
        post: id of the post, as reply links say.
        guessed: whether comments were found by their likeness only, for nothing calls itself one.
    """

    comments: tuple[Comment, ...] = ()
    counts: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()
    misnamed: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    post: str | None = None
    guessed: bool = False


class Found(NamedTuple):
    """Where the comments of a page are, and what it says of them. The fields but the first are those of `Thread`.

    Attributes:
        roots: the elements of the comments.
    """

    roots: list[Root]
    counts: tuple[int, ...]
    elsewhere: tuple[str, ...]
    guessed: bool


def find_thread(page: Page, index: Index) -> Found:
    """Find the comments of a page. What was only needed for that is not held any more while they are read.

    Args:
        page: what begins a comment in its tree and what follows are put into one element.
        index: of the page.
    """
    counts, elsewhere = counts_in(index), services_in(index)
    marks, guessed = marks_in(index), False
    if not any(mark.number is not None for mark in marks):
        likely = likely_marks(index, page, counts)
        marks, guessed = likely.marks or marks, likely.guessed
    return Found(roots_of(marks), counts, elsewhere, guessed)


def take_thread(page: Page, found: Found | None = None) -> Thread:
    """Read the comments of a page and take them out of its tree.

    To be called before the body is chosen, so that no comment ends in it.

    Args:
        page: its tree is changed.
        found: in it, if they were looked for already.

    Returns:
        The comments, and what the page itself says of them.
    """
    roots, counts, elsewhere, guessed = found or find_thread(page, index_of(page.tree))
    if not roots:
        return Thread(counts=counts, elsewhere=elsewhere, guessed=guessed)
    taken = comments_of(roots, page)
    return Thread(
        _in_order(taken.comments), counts, taken.missing, taken.misnamed, elsewhere, taken.post, guessed=guessed
    )


def _in_order(comments: tuple[Comment, ...]) -> tuple[Comment, ...]:
    if any(comment.id is None for comment in comments):
        return comments
    if any(comment.published is None for comment in comments):
        return tuple(sorted(comments, key=_number))
    return tuple(sorted(comments, key=lambda comment: ((comment.published or "")[:19], _number(comment))))


def _number(comment: Comment) -> int:
    """WordPress numbers comments as they come. The marks hold at most 20 digits."""
    return int(comment.id or 0)
