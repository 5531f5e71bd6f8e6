"""Threads in which every comment is an item of a list: `12. text`, continued further in.

Lists stand elsewhere too: steps of a recipe, menus, what a commenter enumerates. A list is a thread by what stands
around it and by what its items look like, never by its numbers alone.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.readers.text.phrases import is_reply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.readers.text.scrape import Scrape

_BEFORE: Final = 3
_BEHIND: Final = 5
_ENOUGH: Final = 4
_MANY: Final = 5
_LONG: Final = 100
_SHORT: Final = 40
_CLOSING: Final = frozenset({"comment-form", "akismet-notice", "subscribe"})
_APART: Final = frozenset({"comment-form", "related", "akismet-notice"})


class Block(NamedTuple):
    """A list with everything that is further in than its items.

    Attributes:
        start: its first line.
        end: behind its last.
        indent: of its outermost items.
        numbers: the first and the last number of those; None for bullets.
        inner: texts of items go on further in.
    """

    start: int
    end: int
    indent: int
    numbers: tuple[int, int] | None = None
    inner: bool = False


def best_block(scrape: Scrape) -> Block | None:
    """Find the list that is the thread; None if none is."""
    blocks = _merged(scrape, list(_blocks(scrape)))
    scored = [(score, -at, block) for at, block in enumerate(blocks) if (score := _score(scrape, block)) >= _ENOUGH]
    return max(scored)[2] if scored else None


def _blocks(scrape: Scrape) -> list[Block]:
    found: list[Block] = []
    start, end, indent = -1, -1, 0
    waiting = False
    for at, line in enumerate(scrape.lines):
        mark = scrape.marks[at]
        if mark is not None and start < 0:
            start, end, indent = at, at + 1, line.indent
        elif mark is not None or (start >= 0 and line.indent > indent):
            indent = min(indent, line.indent) if mark is not None else indent
            end, waiting = at + 1, False
        elif start >= 0 and not line.gap and at not in scrape.headings and scrape.lines[at - 1].indent >= indent:
            waiting = True  # a line of code is not indented with the comment that it stands in
        elif start >= 0 and (line.gap or not waiting or at in scrape.headings):
            found.append(Block(start, end, indent))
            start, waiting = -1, False
    if start >= 0:
        found.append(Block(start, end, indent))
    return found


def _merged(scrape: Scrape, blocks: Sequence[Block]) -> list[Block]:
    """Join lists between whose items the rest of the comments stands as far out as the items."""
    found: list[Block] = []
    for block in blocks:
        whole = _weighed(scrape, block)
        if len(found) > 1 and _is_within(found[-1]) and _goes_on(scrape, found[-2], whole, next_number=True):
            first = found[-2]  # what a commenter lists stands as far out as the comments
            found[-2:] = [Block(first.start, whole.end, first.indent, _span(first, whole), first.inner)]
        elif found and _goes_on(scrape, found[-1], whole):
            first = found[-1]
            found[-1] = Block(first.start, whole.end, min(first.indent, whole.indent), _span(first, whole), first.inner)
        else:
            found.append(whole)
    return found


def _is_within(block: Block) -> bool:
    return block.numbers is None or block.numbers[0] == 1


def _span(block: Block, other: Block) -> tuple[int, int] | None:
    if block.numbers is None or other.numbers is None or other.indent > block.indent:
        return block.numbers
    return block.numbers[0], other.numbers[1]


def _weighed(scrape: Scrape, block: Block) -> Block:
    numbers = numbers_of(scrape, block)
    inner = any(
        scrape.marks[at] is None and scrape.lines[at].gap and scrape.lines[at].indent > block.indent
        for at in range(block.start, block.end)
    )
    return block._replace(numbers=(numbers[0], numbers[-1]) if numbers else None, inner=inner)


def _goes_on(scrape: Scrape, block: Block, other: Block, *, next_number: bool = False) -> bool:
    if block.numbers is None:
        return False
    if other.numbers is None or other.indent > block.indent:
        # Answers of html2text are lists of their own, further in, between texts that are not.
        found = not next_number and scrape.head(other.start) is not None and other.indent > block.indent
    else:
        apart = block.inner and other.start - block.end > _BEFORE
        found = other.indent == block.indent and other.numbers[0] == block.numbers[1] + 1 and not apart
    between = range(block.end, other.start)
    return found and not any(at in scrape.headings or _closes(scrape, at) for at in between)


def _closes(scrape: Scrape, at: int) -> bool:
    return scrape.kind(at) in _CLOSING and not is_reply(scrape.words(at).text)


def numbers_of(scrape: Scrape, block: Block) -> list[int]:
    """The numbers of the outermost items."""
    return [
        mark.number
        for at in range(block.start, block.end)
        if (mark := scrape.marks[at]) is not None
        and mark.number is not None
        and scrape.lines[at].indent == block.indent
    ]


def _is_brief(scrape: Scrape, items: Sequence[int], end: int) -> bool:
    """Whether most items are names, ingredients, titles: hardly anybody comments that briefly."""
    sizes = [sum(len(scrape.lines[at].text) for at in range(*item)) for item in pairwise([*items, end])]
    return sorted(sizes)[len(sizes) // 2] < _SHORT


def _score(scrape: Scrape, block: Block) -> int:
    """Weigh what speaks for a thread."""
    items = [
        at
        for at in range(block.start, block.end)
        if scrape.marks[at] is not None and scrape.lines[at].indent == block.indent
    ]
    numbers = numbers_of(scrape, block)
    heads = sum(scrape.head(at) is not None for at in items)
    headed = 2 * heads >= len(items) or heads >= _MANY
    texts = [scrape.words(at).text for at in items]
    gaps = sum(scrape.lines[at].gap for at in items)
    before = range(max(block.start - _BEFORE, 0), block.start)
    behind = range(block.end, min(block.end + _BEHIND, len(scrape)))
    heading = any(at in scrape.headings for at in before)
    closed = any(scrape.kind(at) in _CLOSING for at in behind)
    apart = any(scrape.kind(at) in _APART for at in before)
    steps = [b - a for a, b in pairwise([0, *numbers])]
    missing = max(steps, default=0) > 1 and 2 * sum(step > 0 for step in steps) > len(steps)  # no countdown
    called = any(text.startswith("@") for text in texts)
    long = block.inner and (2 * gaps > len(items) or headed)
    typical = sorted(map(len, texts))[len(texts) // 2]
    answered = sum(is_reply(scrape.words(at).text) for at in range(block.start, block.end))
    evidence = heading or headed or called or apart or missing or (long and len(items) >= _MANY and typical > _LONG)
    plain = heading and 2 * gaps > len(items) and typical >= _SHORT
    if not (heading or headed) and _is_brief(scrape, items, block.end):
        return 0
    if not evidence or (not numbers and not plain and not (headed and (heading or closed or answered))):
        return 0
    tight = 2 * gaps < len(items) and len(items) > 1 and not headed
    return (
        3 * heading + 3 * closed + 2 * headed + apart + missing + called + long + (2 * gaps > len(items))
        + min(len(items), 20) // 10
        - 3 * tight
    )  # fmt: skip
