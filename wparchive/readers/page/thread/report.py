"""What a page says of its thread, held against what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wparchive.ledger import Ledger
    from wparchive.model import Where
    from wparchive.readers.page.thread import Thread


def report_thread(thread: Thread, where: Where, ledger: Ledger, *, whole: bool = True) -> None:
    """Report where the page and the comments that were found in it disagree.

    Args:
        thread: as taken from the page.
        where: the page and the post.
        ledger: takes the issues.
        whole: whether the page shows all of its thread; counts are of the whole.
    """
    found = len(thread.comments)
    pings = sum(comment.type in ("pingback", "trackback") for comment in thread.comments)
    if whole and thread.counts and not {found, found - pings}.intersection(thread.counts):
        stated = ", ".join(map(str, thread.counts))
        ledger.report("comment-count-differs", where, f"it says {stated}, {found} are there")
    if thread.missing:
        ledger.report("comment-not-found", where, ", ".join(thread.missing[:20]))
    for number in thread.misnamed[:20]:
        ledger.report("comment-author-differs", where, f"comment {number}")
    if thread.elsewhere:
        ledger.report("comments-elsewhere", where, ", ".join(thread.elsewhere))
    if thread.guessed:
        ledger.report("thread-guessed", where, f"{found} comments")
