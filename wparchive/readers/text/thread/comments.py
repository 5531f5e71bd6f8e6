"""The records of a thread's comments: names, dates, places in the thread, text."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec.structs import replace

from wparchive.dates.words import beside_times, numeric_order, parse_words
from wparchive.mentions import Names, hint_of
from wparchive.model import Body, Boilerplate, Comment, CommentAuthor
from wparchive.readers.text.lines import joined
from wparchive.readers.text.thread.items import items_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.dates.words import Order
    from wparchive.readers.text.scrape import Scrape
    from wparchive.readers.text.thread.items import Item
    from wparchive.readers.text.thread.model import Thread

REPLY_LINK: Final = "reply-link"
_DEEPEST: Final = 60


class _Dates(NamedTuple):
    """What all dates of a thread show of each: see `parse_words`."""

    language: str | None
    order: Order | None
    beside: frozenset[str] | None


def comments_of(scrape: Scrape, thread: Thread) -> tuple[Comment, ...]:
    """Make the records.

    Args:
        scrape: line by line.
        thread: where its comments are.
    """
    items = items_of(scrape, thread)
    depths = _depths(thread)
    places = _places(items, depths)
    written = [item.date for item in items if item.date]
    language = scrape.language
    dates = _Dates(language, numeric_order(written), beside_times(written) if language else None)
    names = Names(item.name for item in items if item.name)
    gaps = _has_gaps(items, depths)
    earlier: dict[str, Comment] = {}
    found: list[Comment] = []
    above: dict[int, Item] = {}
    for item, depth, place in zip(items, depths, places, strict=True):
        comment = _comment(item, depth, place, dates, names)
        parent = above.get(depth - 1) if depth > 1 else None
        comment = replace(
            comment,
            parent=parent.id if parent is not None else None,
            parent_certain=depth == 1 or not gaps,
            reply_hint=hint_of(comment, earlier) if depth == 1 else None,
        )
        found.append(comment)
        above = {level: known for level, known in above.items() if level < depth} | {depth: item}
        if item.name:
            earlier[item.name] = comment
    return tuple(found)


def _comment(item: Item, depth: int, place: str | None, dates: _Dates, names: Names) -> Comment:
    published = raw = None
    if item.date:
        parts = parse_words(item.date, *dates)
        published = parts.value() if parts is not None else None
        raw = None if published else item.date
    head = item.start.head
    text = joined(item.text)
    return Comment(
        id=item.id,
        number=item.start.number,
        place=place,
        depth=depth,
        type=head.type if head is not None else "comment",
        status="approved",
        author=CommentAuthor(name=item.name, url=item.url),
        published=published,
        published_raw=raw,
        body=Body(text, "text"),
        mentions=names.mentioned(text.splitlines()),
        boilerplate=tuple([Boilerplate(kind=REPLY_LINK, text=text, place="comment") for text in item.set_aside]),
    )


# --- places -------------------------------------------------------------------------------------------------------


def _depths(thread: Thread) -> list[int]:
    """How deep each comment is, by how far in it begins."""
    if not thread.step:
        return [1] * len(thread.starts)
    found: list[int] = []
    stack: list[tuple[int, int]] = []
    for start in thread.starts:
        while stack and stack[-1][0] >= start.indent:
            stack.pop()
        further = (start.indent - thread.top) // thread.step
        depth = min(stack[-1][1] + 1 if stack else 1 + max(0, further), _DEEPEST)
        stack.append((start.indent, depth))
        found.append(depth)
    return found


def _places(items: Sequence[Item], depths: Sequence[int]) -> list[str | None]:
    """The path of each comment, as `5.1`; None where a comment above it is missing."""
    path: list[str | None] = []
    counts: Counter[str] = Counter()
    places: list[str | None] = []
    for item, depth in zip(items, depths, strict=True):
        if item.id is not None and item.start.number is None and depth == 1:
            places.append(None)
            path = [None]
            continue
        path = path[: depth - 1]
        whole = len(path) == depth - 1 and all(step is not None for step in path)
        above = ".".join(step for step in path if step) if whole else ""
        if depth > 1 and item.start.number is not None and item.start.number <= counts[above]:
            whole = False  # numbers that start anew: what is answered here is not in the scrape
        counts[above] = item.start.number or counts[above] + 1
        own = str(counts[above])
        path = [*path, *([None] * (depth - 1 - len(path))), own if whole else None]
        places.append((f"{above}.{own}" if above else own) if whole else None)
    return places


def _has_gaps(items: Sequence[Item], depths: Sequence[int]) -> bool:
    """Whether outermost numbers are missing: then what stands above an answer need not be what it answers."""
    numbers = [item.start.number for item, depth in zip(items, depths, strict=True) if depth == 1 and item.start.number]
    return missing(numbers) != ()


def missing(numbers: Sequence[int]) -> tuple[int, ...]:
    """The numbers that are not there up to the last one; those of a list that starts anew are not looked for twice."""
    there = set(numbers)
    return tuple(number for number in range(1, max(numbers, default=0)) if number not in there)
