"""The records of a thread's comments: names, dates, places in the thread, text."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.dates_in_words import numeric_order, parse_words
from wparchive.model import Body, Boilerplate, Comment, CommentAuthor, ReplyHint
from wparchive.readers.text.heads import date_in, is_name
from wparchive.readers.text.lines import joined
from wparchive.readers.text.mentions import mentions_in
from wparchive.readers.text.phrases import is_reply, without_by

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wparchive.dates_in_words import Order
    from wparchive.readers.text.lines import Line
    from wparchive.readers.text.page import Scrape
    from wparchive.readers.text.starts import Start, Thread

REPLY_LINK: Final = "reply-link"
_MOST: Final = 0.6
_FEW: Final = 3
_DEEPEST: Final = 60
_HTTP: Final = re.compile(r"https?://")


class Item(NamedTuple):
    """One comment while it is taken apart.

    Attributes:
        start: where it begins.
        text: the lines of its text, the first without its mark and head.
        name: of its author.
        date: as written.
        url: that the name leads to.
        id: WordPress's number, where a link says it.
        set_aside: labels of links below it.
    """

    start: Start
    text: tuple[Line, ...]
    name: str | None
    date: str | None
    url: str | None = None
    id: str | None = None
    set_aside: tuple[str, ...] = ()


def comments_of(page: Scrape, thread: Thread) -> tuple[Comment, ...]:
    """Make the records.

    Args:
        page: the scrape.
        thread: where its comments are.
    """
    items = _with_lone_names(_without_replies(_with_bare_names(_items(page, thread))))
    depths = _depths(thread)
    places = _places(items, depths)
    order = numeric_order([item.date for item in items if item.date])
    names = {item.name for item in items if item.name}
    gaps = _has_gaps(items, depths)
    earlier: dict[str, Item] = {}
    found: list[Comment] = []
    above: dict[int, Item] = {}
    for item, depth, place in zip(items, depths, places, strict=True):
        comment = _comment(item, depth, place, order)
        comment_mentions = mentions_in(comment.body.source, names)
        parent = above.get(depth - 1) if depth > 1 else None
        found.append(
            _replaced(
                comment,
                mentions=comment_mentions,
                parent=parent.id if parent is not None else None,
                parent_certain=depth == 1 or not gaps,
                reply_hint=_hint(comment_mentions, earlier) if depth == 1 else None,
            )
        )
        above = {level: known for level, known in above.items() if level < depth} | {depth: item}
        if item.name:
            earlier[item.name] = item
    return tuple(found)


def _replaced(comment: Comment, **fields: object) -> Comment:
    from msgspec.structs import replace  # noqa: PLC0415 - beside its only use

    return replace(comment, **fields)


def _hint(mentioned: Sequence[str], earlier: Mapping[str, Item]) -> ReplyHint | None:
    """The latest comment of whom this one calls by name: a hint, for the source names no parent."""
    item = next((earlier[name] for name in mentioned if name in earlier), None)
    if item is None or (item.id is None and item.start.number is None):
        return None
    return ReplyHint("mention", id=item.id, number=item.start.number if item.id is None else None)


def _comment(item: Item, depth: int, place: str | None, order: Order | None) -> Comment:
    published = raw = None
    if item.date:
        parts = parse_words(item.date, None, order)
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
        mentions=(),
        boilerplate=tuple([Boilerplate(kind=REPLY_LINK, text=text, place="comment") for text in item.set_aside]),
    )


# --- parts of an item ---------------------------------------------------------------------------------------------


def _items(page: Scrape, thread: Thread) -> list[Item]:
    ends = [start.at for start in thread.starts[1:]] + [thread.end]
    return [_item(page, start, end) for start, end in zip(thread.starts, ends, strict=True)]


def _item(page: Scrape, start: Start, end: int) -> Item:
    head = start.head if start.head is not None and (not start.head.rest or start.head.date or start.head.shape) else None
    first = start.at
    mark = page.marks[first]
    words = [page.words(at) for at in range(start.at, min(start.at + 4, end))]
    number = next((found for word in words if (found := word.comment)), None)
    if head is None:
        line = page.lines[start.at]
        lines = [] if mark is not None and not mark.text else [line._replace(text=mark.text if mark else line.text)]
        rest = page.lines[start.at + 1 : end]
        inner = min((below.indent for below in rest if below.indent > line.indent), default=line.indent)
        lines = [line._replace(indent=inner) for line in lines]
        item = Item(start, (*lines, *rest), None, None, id=number)
    else:
        rest = page.lines[first + head.lines : end]
        kept = [page.lines[first]._replace(text=head.rest, gap=True)] if head.rest else []
        name = head.name
        url = _url(name, words)
        item = Item(start, (*kept, *rest), name, head.date, url, number)
    if start.foot is not None:
        item = item._replace(text=item.text[:-1], name=start.foot[0], date=start.foot[1])
    return item


def _url(name: str | None, words: Sequence[object]) -> str | None:
    for word in words:
        for label, href in getattr(word, "links", ()):
            if label.strip("*_ ") == name and _HTTP.match(href) and "#comment-" not in href:
                return str(href)
    return None


def _with_bare_names(items: list[Item]) -> list[Item]:
    """Take away what all names share: the words of a language that no list has: `Name disse`, `Comment by Name`."""
    feet = _footed(items)
    named = [item.name.split() for item in feet if item.name and item.start.head is not None and item.start.head.shape != "ping" or item.start.foot and item.name]
    if len({" ".join(words) for words in named}) < _FEW:
        return [item._replace(name=without_by(item.name)) if item.name and item.start.foot else item for item in feet]
    before = _shared([words[0] for words in named if len(words) > 1], len(named))
    behind = _shared([words[-1] for words in named if len(words) > 1], len(named))
    second = _shared([words[1] for words in named if len(words) > 2], len(named)) if before else None
    found = []
    for item in feet:
        words = item.name.split() if item.name else []
        if len(words) > 1 and before and words[0] == before:
            words = words[2:] if second and len(words) > 2 and words[1] == second else words[1:]
        if len(words) > 1 and behind and words[-1] == behind:
            words = words[:-1]
        found.append(item._replace(name=" ".join(words) or item.name))
    return found


def _shared(words: Sequence[str], among: int) -> str | None:
    if not words:
        return None
    word, count = Counter(words).most_common(1)[0]
    return word if count >= max(_FEW, 0.8 * among) else None


def _footed(items: list[Item]) -> list[Item]:
    """Find `Comment by NAME — DATE` at the end of the items of a list."""
    from wparchive.readers.text.heads import foot_of  # noqa: PLC0415 - beside its only use

    feet = [foot_of(item.text[-1].text) if item.text and item.name is None else None for item in items]
    if 2 * sum(foot is not None for foot in feet) < len(items):
        return items
    return [
        item
        if foot is None
        else item._replace(
            text=item.text[:-1], name=without_by(foot[0]), date=foot[1], start=item.start._replace(foot=foot)
        )
        for item, foot in zip(items, feet, strict=True)
    ]


def _without_replies(items: list[Item]) -> list[Item]:
    """Take the labels of links away that stand below most of the comments: one comment can consist of `Reply`."""
    cut = [_cut(item) for item in items]
    headed = sum(item.start.head is not None for item in items)
    usual = 2 * sum(kept < len(item.text) for item, kept in zip(items, cut, strict=True)) >= len(items) > 1
    if not usual and not (headed and 2 * headed >= len(items)):
        return items
    return [
        item
        if kept == len(item.text) or (not usual and item.id is None and kept == 0)
        else item._replace(text=item.text[:kept], set_aside=tuple(line.text for line in item.text[kept:]), id=item.id or _id(item.text[kept:]))
        for item, kept in zip(items, cut, strict=True)
    ]


def _cut(item: Item) -> int:
    from wparchive.readers.text.lines import words_of  # noqa: PLC0415 - beside its only use

    kept = len(item.text)
    while kept > 0 and len(item.text) - kept < 4 and is_reply(words_of(item.text[kept - 1].text).text):
        kept -= 1
    return kept


def _id(lines: Sequence[Line]) -> str | None:
    from wparchive.readers.text.lines import words_of  # noqa: PLC0415

    return next((found for line in lines if (found := words_of(line.text).comment)), None)


def _with_lone_names(items: list[Item]) -> list[Item]:
    """Take a first line for a name where something says that it is one: it recurs, others call it, or all have one."""
    first = [
        item.text[0].text
        if item.name is None and item.start.foot is None and len(item.text) > 1 and item.text[1].gap and is_name(item.text[0].text)
        else None
        for item in items
    ]
    candidates = Counter(name for name in first if name)
    if not candidates:
        return items
    nameless = [item for item in items if item.name is None]
    usual = len(items) >= _FEW and sum(candidates.values()) >= _MOST * len(nameless) and len(candidates) > 1
    known = {item.name for item in items if item.name}
    called = {name for item in items for line in item.text if line.text.startswith("@") for name in mentions_in(line.text, set(candidates))}
    return [
        item._replace(name=name, text=item.text[1:])
        if name is not None and (usual or candidates[name] > 1 or name in known or name in called)
        else item
        for item, name in zip(items, first, strict=True)
    ]


# --- places -------------------------------------------------------------------------------------------------------


def _depths(thread: Thread) -> list[int]:
    """How deep each comment is, by how far in it begins."""
    if not thread.step:
        return [1] * len(thread.starts)
    found: list[int] = []
    stack: list[int] = []
    for start in thread.starts:
        while stack and stack[-1] >= start.indent:
            stack.pop()
        if not stack:
            depth = 1 + max(0, (start.indent - thread.top) // thread.step)
        else:
            depth = found[-1] if stack[-1] == start.indent else _depth_of(found, thread, len(found), stack[-1]) + 1
        stack.append(start.indent)
        found.append(min(depth, _DEEPEST))
    return found


def _depth_of(found: Sequence[int], thread: Thread, before: int, indent: int) -> int:
    return next(found[at] for at in range(before - 1, -1, -1) if thread.starts[at].indent == indent)


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
