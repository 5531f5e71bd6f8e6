"""Where the comments of a scrape begin, and where the thread ends."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from wparchive.readers.text.phrases import begins_with_by, is_reply
from wparchive.readers.text.thread.feet import feet_in
from wparchive.readers.text.thread.heads import DATED, PING, REPLY, SAYS, Head, inline_head
from wparchive.readers.text.thread.list_items import content, starts_in, steps, without_lists, without_menu
from wparchive.readers.text.thread.lists import best_block
from wparchive.readers.text.thread.model import FORM, Start, Thread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.readers.text.scrape import Scrape
    from wparchive.readers.text.thread.lists import Block

_ENDS: Final = frozenset(
    {"comment-form", "akismet-notice", "back-to-top", "related", "subscribe", "footer", "sidebar", "cookie-notice"}
)
_TIME: Final = re.compile(r"\d[:.h]\d\d")
_NEAR: Final = 8
_RARE: Final = 5
_FEW: Final = 2


def find_thread(page: Scrape) -> Thread | None:
    """Find the thread; None where no comment can be told from another."""
    block = best_block(page)
    listed = _listed(page, block) if block is not None else None
    headed = _headed(page, None if block is None else _heading_before(page, block.start))
    if listed is not None and block is not None:
        outside = 0 if headed is None else sum(not block.start <= start.at < block.end for start in headed.starts)
        if 2 * outside <= len(listed.starts):
            return listed
    footed = _footed(page)
    if (
        headed is not None
        and footed is not None
        and len(footed.starts) > _FEW
        and 2 * len(footed.starts) >= len(headed.starts)
    ):
        named = sum(start.foot is not None and begins_with_by(start.foot.name) for start in footed.starts)
        if named == len(footed.starts) or _stand_below(page, headed, footed):
            return footed
    return headed or footed or _inline(page) or _answered(page)


# --- lists --------------------------------------------------------------------------------------------------------


def _listed(page: Scrape, block: Block) -> Thread:
    starts = without_menu(starts_in(page, block), block)
    heading = _heading_before(page, block.start)
    starts = without_lists(starts, page.headings[heading].stated if heading is not None else None)
    end = block.end
    if not block.inner:
        end = _end(page, starts[-1].at + 1, len(page))
    last = starts[-1]
    form = _form_below(page, last.at + 1)
    if form is not None and form < end and page.lines[form].indent < content(page, last.at):
        end = form
    end = max(end, last.at + (last.head.lines if last.head is not None else 1))
    step, top = steps(page, starts, block)
    return Thread(tuple(starts), end, heading, "numbered", step, top)


# --- heads --------------------------------------------------------------------------------------------------------


def _headed(page: Scrape, heading: int | None) -> Thread | None:
    """Comments that begin with a name and a date, or `NAME says:`, whatever is around them."""
    starts = _all_heads(page)
    if heading is None:
        heading = _heading_of(page, [start.at for start in starts])
    if heading is not None:
        starts = [start for start in starts if start.at > heading]
    starts = _before_sidebar(page, _before_form(page, _usual(starts), heading))
    if not starts or (heading is None and not _is_sure(page, starts)):
        return None
    last = starts[-1]
    end = _end(page, last.at + (last.head.lines if last.head else 1), len(page))
    indents = sorted({start.indent for start in starts})
    step = min((b - a for a, b in pairwise(indents)), default=0)
    return Thread(tuple(starts), end, heading, "headed", step, indents[0])


def _all_heads(page: Scrape) -> list[Start]:
    starts: list[Start] = []
    end = 0
    for at in range(len(page)):
        head = page.head(at) if at >= end else None
        if head is not None and _begins(page, at, head):
            mark = page.marks[at]
            starts.append(Start(at, page.lines[at].indent, mark.number if mark else None, head))
            end = at + head.lines
    return starts


def _begins(page: Scrape, at: int, head: Head) -> bool:
    if head.shape in (SAYS, DATED):
        return not head.rest or head.date is not None
    return head.shape in (PING, REPLY) or page.words(at).comment is not None


def _usual(starts: list[Start]) -> list[Start]:
    """Keep the heads that look like most of them: a commenter can write `my mother says:` on a line."""
    shapes = Counter(_look(start) for start in starts if start.head is not None and start.head.shape != PING)
    if not shapes:
        return starts
    most = max(shapes.values())
    return [
        start
        for start in starts
        if start.head is not None and (start.head.shape == PING or _RARE * shapes[_look(start)] >= most)
    ]


def _look(start: Start) -> tuple[str, bool]:
    return (start.head.shape, start.head.date is not None) if start.head is not None else ("", False)


def _before_form(page: Scrape, starts: list[Start], heading: int | None) -> list[Start]:
    """Leave out what comes after the form: lists of recent comments, of posts and of months look like threads.

    Where no heading says that the first of them is of the thread, only a few can be left out.
    """
    form = _form_below(page, starts[0].at) if starts else None
    inner = [start for start in starts if form is not None and start.at < form]
    few = _RARE * (len(starts) - len(inner)) < len(starts)
    return inner if inner and (heading is not None or few) else starts


def _before_sidebar(page: Scrape, starts: list[Start]) -> list[Start]:
    """Leave out what comes after something that ends a thread, and looks like nothing before it: lists of posts."""
    looks = [
        (*_look(start), bool(start.head and start.head.date and _TIME.search(start.head.date))) for start in starts
    ]
    latest = {look: at for at, look in enumerate(looks)}
    last = 0
    for at, (above, below) in enumerate(pairwise(starts), 1):
        last = max(last, latest[looks[at - 1]])
        between = range(above.at + (above.head.lines if above.head else 1), below.at)
        if last < at and 3 * at >= len(starts) and any(page.kind(line) in _ENDS for line in between):
            return starts[:at]
    return starts


def _form_below(page: Scrape, first: int) -> int | None:
    """The notice of Akismet, or two lines of a form near each other: one can be all that a commenter wrote."""
    near = range(1, _NEAR)
    return next(
        (
            at
            for at in range(first, len(page))
            if (kind := page.kind(at)) == "akismet-notice"
            or (kind == "comment-form" and any(_is_form(page, at + more) for more in near) and _is_form(page, at))
        ),
        None,
    )


def _is_form(page: Scrape, at: int) -> bool:
    """Whether a line is of a form; the link below each comment can read as its heading does."""
    return at < len(page) and page.kind(at) in FORM and not is_reply(page.words(at).text)


def _is_sure(page: Scrape, starts: Sequence[Start]) -> bool:
    """Whether heads without a heading above them are those of comments: posts in a list have dates as well."""
    said = sum(start.head is not None and start.head.shape == SAYS for start in starts)
    linked = sum(page.words(start.at).comment is not None for start in starts)
    answers = sum(is_reply(page.words(at).text) for at in range(starts[0].at, len(page)))
    closed = any(page.kind(at) in ("comment-form", "akismet-notice") for at in range(starts[-1].at, len(page)))
    return said >= _FEW or linked > 0 or (len(starts) >= _FEW and 2 * answers >= len(starts)) or (said > 0 and closed)


# --- other shapes -------------------------------------------------------------------------------------------------


def _footed(page: Scrape) -> Thread | None:
    """Comments that end with `Comment by NAME — DATE`, as in the theme of WordPress 1.5."""
    feet = feet_in(page, 0)
    heading = _heading_of(page, [at for at, _ in feet], len(page))
    feet = [foot for foot in feet if heading is None or foot[0] > heading]
    if not feet or (heading is None and len(feet) < _FEW):
        return None
    first = heading + 1 if heading is not None else feet[0][0] + feet[0][1].lines
    first = next((at for at in range(first, len(page)) if any(map(str.isalnum, page.words(at).text))), first)
    starts = []
    for at, foot in feet[heading is None :]:
        starts.append(Start(first, page.lines[first].indent, None, None, foot))
        first = at + foot.lines
    return Thread(tuple(starts), first, heading, "footed")


def _stand_below(page: Scrape, headed: Thread, footed: Thread) -> bool:
    """Whether names stand below the texts, in whatever words: a text is the first of a thread, and a name the last."""
    if footed.heading is None or headed.starts[0].at <= footed.heading + 1:
        return False
    return footed.end >= len(page) or page.kind(footed.end) in _ENDS


def _inline(page: Scrape) -> Thread | None:
    """Comments of which each is one line, with name and date before the text."""
    heading = _last_heading(page)
    starts = [
        Start(at, page.lines[at].indent, None, head)
        for at in range((heading if heading is not None else -1) + 1, len(page))
        if (head := inline_head(page.words(at).text)) is not None
    ]
    if len(starts) < _FEW + (heading is None):
        return None
    return Thread(tuple(starts), _end(page, starts[-1].at + 1, len(page)), heading, "inline")


def _answered(page: Scrape) -> Thread | None:
    """Comments of which nothing is known but that the link to answer ends each of them."""
    heading = _last_heading(page)
    if heading is None:
        return None
    ends = [at for at in range(heading + 1, len(page)) if is_reply(page.words(at).text) and page.kind(at) is None]
    count = page.headings[heading].stated
    if len(ends) < _FEW or (count is not None and len(ends) > count):
        return None
    begins = [heading + 1, *(at + 1 for at in ends[:-1])]
    starts = [Start(at, page.lines[at].indent) for at, end in zip(begins, ends, strict=True) if end > at]
    return Thread(tuple(starts), ends[-1] + 1, heading, "answered")


# --- what is around a thread --------------------------------------------------------------------------------------


def _last_heading(page: Scrape) -> int | None:
    return max(page.headings, default=None)


def _heading_before(page: Scrape, start: int) -> int | None:
    return next((at for at in range(start - 1, max(start - _NEAR, 0) - 1, -1) if at in page.headings), None)


def _heading_of(page: Scrape, places: Sequence[int], near: int = _NEAR) -> int | None:
    """The heading with most of the comments below it, and of those the last: posts name their comments above, too."""
    best: tuple[int, int] | None = None
    for heading in sorted(page.headings):
        first = bisect_right(places, heading)
        more = len(places) - first
        if more and places[first] - heading <= near and (best is None or 2 * more >= best[0]):
            best = more, heading
    return best[1] if best is not None else None


def _end(page: Scrape, first: int, limit: int) -> int:
    """The line that ends the last comment, where nothing is further in than the rest."""
    for at in range(first, limit):
        if is_reply(page.words(at).text):
            below = page.kind(at + 1) if at + 1 < limit else "footer"
            if below in _ENDS:
                return at + 1
            continue
        if page.kind(at) in _ENDS or page.words(at).heading:
            return at
    return limit
