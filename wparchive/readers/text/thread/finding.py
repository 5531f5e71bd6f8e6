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


def find_thread(scrape: Scrape) -> Thread | None:
    """Find the thread; None where no comment can be told from another."""
    block = best_block(scrape)
    listed = _listed(scrape, block) if block is not None else None
    headed = _headed(scrape, None if block is None else _heading_before(scrape, block.start))
    if listed is not None and block is not None:
        outside = 0 if headed is None else sum(not block.start <= start.at < block.end for start in headed.starts)
        if 2 * outside <= len(listed.starts):
            return listed
    footed = _footed(scrape)
    if (
        headed is not None
        and footed is not None
        and len(footed.starts) > _FEW
        and 2 * len(footed.starts) >= len(headed.starts)
    ):
        named = sum(start.foot is not None and begins_with_by(start.foot.name) for start in footed.starts)
        if named == len(footed.starts) or _stand_below(scrape, headed, footed):
            return footed
    return headed or footed or _inline(scrape) or _answered(scrape)


# --- lists --------------------------------------------------------------------------------------------------------


def _listed(scrape: Scrape, block: Block) -> Thread:
    starts = without_menu(starts_in(scrape, block), block)
    heading = _heading_before(scrape, block.start)
    starts = without_lists(starts, scrape.headings[heading].stated if heading is not None else None)
    end = block.end
    if not block.inner:
        end = _end(scrape, starts[-1].at + 1, len(scrape))
    last = starts[-1]
    form = _form_below(scrape, last.at + 1)
    if form is not None and form < end and scrape.lines[form].indent < content(scrape, last.at):
        end = form
    end = max(end, last.at + (last.head.lines if last.head is not None else 1))
    step, top = steps(scrape, starts, block)
    return Thread(tuple(starts), end, heading, "numbered", step, top)


# --- heads --------------------------------------------------------------------------------------------------------


def _headed(scrape: Scrape, heading: int | None) -> Thread | None:
    """Comments that begin with a name and a date, or `NAME says:`, whatever is around them."""
    starts = _all_heads(scrape)
    if heading is None:
        heading = _heading_of(scrape, [start.at for start in starts])
    if heading is not None:
        starts = [start for start in starts if start.at > heading]
    starts = _before_sidebar(scrape, _before_form(scrape, _usual(starts), heading))
    if not starts or (heading is None and not _is_sure(scrape, starts)):
        return None
    last = starts[-1]
    end = _end(scrape, last.at + (last.head.lines if last.head else 1), len(scrape))
    indents = sorted({start.indent for start in starts})
    step = min((b - a for a, b in pairwise(indents)), default=0)
    return Thread(tuple(starts), end, heading, "headed", step, indents[0])


def _all_heads(scrape: Scrape) -> list[Start]:
    starts: list[Start] = []
    end = 0
    for at in range(len(scrape)):
        head = scrape.head(at) if at >= end else None
        if head is not None and _begins(scrape, at, head):
            mark = scrape.marks[at]
            starts.append(Start(at, scrape.lines[at].indent, mark.number if mark else None, head))
            end = at + head.lines
    return starts


def _begins(scrape: Scrape, at: int, head: Head) -> bool:
    if head.shape in (SAYS, DATED):
        return not head.rest or head.date is not None
    return head.shape in (PING, REPLY) or scrape.words(at).comment is not None


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


def _before_form(scrape: Scrape, starts: list[Start], heading: int | None) -> list[Start]:
    """Leave out what comes after the form: lists of recent comments, of posts and of months look like threads.

    Where no heading says that the first of them is of the thread, only a few can be left out.
    """
    form = _form_below(scrape, starts[0].at) if starts else None
    inner = [start for start in starts if form is not None and start.at < form]
    few = _RARE * (len(starts) - len(inner)) < len(starts)
    return inner if inner and (heading is not None or few) else starts


def _before_sidebar(scrape: Scrape, starts: list[Start]) -> list[Start]:
    """Leave out what comes after something that ends a thread, and looks like nothing before it: lists of posts."""
    looks = [
        (*_look(start), bool(start.head and start.head.date and _TIME.search(start.head.date))) for start in starts
    ]
    latest = {look: at for at, look in enumerate(looks)}
    last = 0
    for at, (above, below) in enumerate(pairwise(starts), 1):
        last = max(last, latest[looks[at - 1]])
        between = range(above.at + (above.head.lines if above.head else 1), below.at)
        if last < at and 3 * at >= len(starts) and any(scrape.kind(line) in _ENDS for line in between):
            return starts[:at]
    return starts


def _form_below(scrape: Scrape, first: int) -> int | None:
    """The notice of Akismet, or two lines of a form near each other: one can be all that a commenter wrote."""
    near = range(1, _NEAR)
    return next(
        (
            at
            for at in range(first, len(scrape))
            if (kind := scrape.kind(at)) == "akismet-notice"
            or (kind == "comment-form" and any(_is_form(scrape, at + more) for more in near) and _is_form(scrape, at))
        ),
        None,
    )


def _is_form(scrape: Scrape, at: int) -> bool:
    """Whether a line is of a form; the link below each comment can read as its heading does."""
    return at < len(scrape) and scrape.kind(at) in FORM and not is_reply(scrape.words(at).text)


def _is_sure(scrape: Scrape, starts: Sequence[Start]) -> bool:
    """Whether heads without a heading above them are those of comments: posts in a list have dates as well."""
    said = sum(start.head is not None and start.head.shape == SAYS for start in starts)
    linked = sum(scrape.words(start.at).comment is not None for start in starts)
    answers = sum(is_reply(scrape.words(at).text) for at in range(starts[0].at, len(scrape)))
    closed = any(scrape.kind(at) in ("comment-form", "akismet-notice") for at in range(starts[-1].at, len(scrape)))
    return said >= _FEW or linked > 0 or (len(starts) >= _FEW and 2 * answers >= len(starts)) or (said > 0 and closed)


# --- other shapes -------------------------------------------------------------------------------------------------


def _footed(scrape: Scrape) -> Thread | None:
    """Comments that end with `Comment by NAME — DATE`, as in the theme of WordPress 1.5."""
    feet = feet_in(scrape, 0)
    heading = _heading_of(scrape, [at for at, _ in feet], len(scrape))
    feet = [foot for foot in feet if heading is None or foot[0] > heading]
    if not feet or (heading is None and len(feet) < _FEW):
        return None
    first = heading + 1 if heading is not None else feet[0][0] + feet[0][1].lines
    first = next((at for at in range(first, len(scrape)) if any(map(str.isalnum, scrape.words(at).text))), first)
    starts = []
    for at, foot in feet[heading is None :]:
        starts.append(Start(first, scrape.lines[first].indent, None, None, foot))
        first = at + foot.lines
    return Thread(tuple(starts), first, heading, "footed")


def _stand_below(scrape: Scrape, headed: Thread, footed: Thread) -> bool:
    """Whether names stand below the texts, in whatever words: a text is the first of a thread, and a name the last."""
    if footed.heading is None or headed.starts[0].at <= footed.heading + 1:
        return False
    return footed.end >= len(scrape) or scrape.kind(footed.end) in _ENDS


def _inline(scrape: Scrape) -> Thread | None:
    """Comments of which each is one line, with name and date before the text."""
    heading = _last_heading(scrape)
    starts = [
        Start(at, scrape.lines[at].indent, None, head)
        for at in range((heading if heading is not None else -1) + 1, len(scrape))
        if (head := inline_head(scrape.words(at).text)) is not None
    ]
    if len(starts) < _FEW + (heading is None):
        return None
    return Thread(tuple(starts), _end(scrape, starts[-1].at + 1, len(scrape)), heading, "inline")


def _answered(scrape: Scrape) -> Thread | None:
    """Comments of which nothing is known but that the link to answer ends each of them."""
    heading = _last_heading(scrape)
    if heading is None:
        return None
    ends = [at for at in range(heading + 1, len(scrape)) if is_reply(scrape.words(at).text) and scrape.kind(at) is None]
    count = scrape.headings[heading].stated
    if len(ends) < _FEW or (count is not None and len(ends) > count):
        return None
    begins = [heading + 1, *(at + 1 for at in ends[:-1])]
    starts = [Start(at, scrape.lines[at].indent) for at, end in zip(begins, ends, strict=True) if end > at]
    return Thread(tuple(starts), ends[-1] + 1, heading, "answered")


# --- what is around a thread --------------------------------------------------------------------------------------


def _last_heading(scrape: Scrape) -> int | None:
    return max(scrape.headings, default=None)


def _heading_before(scrape: Scrape, start: int) -> int | None:
    return next((at for at in range(start - 1, max(start - _NEAR, 0) - 1, -1) if at in scrape.headings), None)


def _heading_of(scrape: Scrape, places: Sequence[int], near: int = _NEAR) -> int | None:
    """The heading with most of the comments below it, and of those the last: posts name their comments above, too."""
    best: tuple[int, int] | None = None
    for heading in sorted(scrape.headings):
        first = bisect_right(places, heading)
        more = len(places) - first
        if more and places[first] - heading <= near and (best is None or 2 * more >= best[0]):
            best = more, heading
    return best[1] if best is not None else None


def _end(scrape: Scrape, first: int, limit: int) -> int:
    """The line that ends the last comment, where nothing is further in than the rest."""
    for at in range(first, limit):
        if is_reply(scrape.words(at).text):
            below = scrape.kind(at + 1) if at + 1 < limit else "footer"
            if below in _ENDS:
                return at + 1
            continue
        if scrape.kind(at) in _ENDS or scrape.words(at).heading:
            return at
    return limit
