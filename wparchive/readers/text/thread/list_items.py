"""Which items of a list are comments: menus, pagers, and what commenters enumerate are lists as well."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from wparchive.readers.text.phrases import is_reply
from wparchive.readers.text.thread.heads import PING, REPLY, SAYS
from wparchive.readers.text.thread.model import Start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.readers.text.scrape import Scrape
    from wparchive.readers.text.thread.heads import Head
    from wparchive.readers.text.thread.lists import Block

_LIST_ITEM: Final = 40
_STRONG: Final = frozenset({SAYS, PING, REPLY})
_FEW: Final = 2
_NEARLY_ALL: Final = 0.8


def content(scrape: Scrape, at: int) -> int:
    """The column at which the text of an item begins."""
    line, mark = scrape.lines[at], scrape.marks[at]
    return line.indent + len(line.text) - len(mark.text if mark is not None else line.text)


def starts_in(scrape: Scrape, block: Block) -> list[Start]:
    """Tell comments from what commenters list."""
    starts: list[Start] = []
    last = 0
    latest = {
        mark.number: at
        for at in range(block.start, block.end)
        if (mark := scrape.marks[at]) is not None and scrape.lines[at].indent == block.indent
    }
    flush = any(
        scrape.marks[at] is None and scrape.lines[at].gap and scrape.lines[at].indent <= block.indent
        for at in range(block.start, block.end)
    )
    odd = _list_indents(scrape, block)
    for at in range(block.start, block.end):
        mark, line = scrape.marks[at], scrape.lines[at]
        if mark is None:
            continue
        head = scrape.head(at)
        strong = head is not None and (head.shape in _STRONG or head.date is not None)
        if line.indent == block.indent:
            inner = mark.number is None and not strong and block.numbers is not None
            restarts = not block.inner and mark.number is not None and mark.number <= last and not strong
            if inner or (restarts and latest.get(last + 1, 0) > at):
                continue  # the next number still comes: this is a list within a comment
            last = mark.number or last
        elif not strong and (flush or line.indent in odd or not _is_answer(scrape, at)):
            continue
        starts.append(Start(at, line.indent, mark.number, head))
    return starts


def _list_indents(scrape: Scrape, block: Block) -> frozenset[int]:
    """Where comments have names, and no item so far in has one, it is of a list within a comment."""
    items = [at for at in range(block.start, block.end) if scrape.marks[at] is not None]
    outer = [scrape.head(at) for at in items if scrape.lines[at].indent == block.indent]
    headed = {scrape.lines[at].indent for at in items if scrape.head(at) is not None}
    return frozenset(scrape.lines[at].indent for at in items) - headed if _are_named(outer) else frozenset()


def _are_named(heads: Sequence[Head | None]) -> bool:
    """Whether nearly all of several comments have a head."""
    return len(heads) > _FEW and sum(head is not None for head in heads) >= _NEARLY_ALL * len(heads)


def without_menu(starts: list[Start], block: Block) -> list[Start]:
    """Leave out what is listed above comments with names: menus have bullets as well, and pagers numbers."""
    first = next((at for at, start in enumerate(starts) if start.head is not None), 0)
    named = sum(start.head is not None for start in starts)
    most = 2 * named > len(starts) if block.numbers is None else named >= _NEARLY_ALL * len(starts)
    return starts[first:] if most or _are_named([start.head for start in starts[first:]]) else starts


def _is_answer(scrape: Scrape, at: int) -> bool:
    """Whether an item further in, without name and date, is an answer: it stands apart from what is around it."""
    line, mark = scrape.lines[at], scrape.marks[at]
    apart = line.gap or is_reply(scrape.words(at - 1).text)
    if not apart or mark is None:
        return False
    below = scrape.lines[at + 1] if at + 1 < len(scrape) else None
    tight = below is not None and not below.gap and below.indent == line.indent and scrape.marks[at + 1] is not None
    goes_on = below is not None and below.indent > line.indent
    return not tight and (mark.number is not None or goes_on or len(mark.text) >= _LIST_ITEM)


def without_lists(starts: list[Start], count: int | None) -> list[Start]:
    """Use the heading's number: where the outermost comments are all that there are, what is further in are lists."""
    top = min(start.indent for start in starts)
    outer = sum(start.indent == top for start in starts)
    if count is None or outer < count or len(starts) == count:
        return starts
    return [start for start in starts if start.indent == top or (start.head is not None and start.head.shape != REPLY)]


def steps(scrape: Scrape, starts: Sequence[Start], block: Block) -> tuple[int, int]:
    """Measure how far one level is further in than another, and how far the outermost is."""
    indents = sorted({start.indent for start in starts})
    inner = Counter(
        scrape.lines[start.at + 1].indent - start.indent
        for start in starts
        if start.at + 1 < len(scrape)
        and scrape.marks[start.at + 1] is None
        and scrape.lines[start.at + 1].indent > start.indent
    )
    step = inner.most_common(1)[0][0] if inner else 0
    if len(indents) > 1:
        step = min(b - a for a, b in pairwise(indents))
    deep = step == _FEW and block.indent > 2 * _FEW and block.indent % step == 0
    orphans = deep and (block.start == 0 or scrape.lines[block.start - 1].indent == 0)
    return step or 1, step if orphans else block.indent
