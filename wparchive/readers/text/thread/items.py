"""The comments of a thread taken apart: what is name, date, text, and the links below."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.mentions import Names
from wparchive.readers.text.lines import words_of
from wparchive.readers.text.phrases import is_reply, without_badge, without_by
from wparchive.readers.text.thread.heads import LOOKED_AT, PING, foot_of, is_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.readers.text.lines import Line, Words
    from wparchive.readers.text.scrape import Scrape
    from wparchive.readers.text.thread.model import Start, Thread

_MOST: Final = 0.6
_FEW: Final = 3
_WORDS: Final = 4
_MANY: Final = 4
_LABELS: Final = 4
_NEARLY_ALL: Final = 0.8
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


def items_of(scrape: Scrape, thread: Thread) -> list[Item]:
    """Take the comments of a thread apart."""
    return _with_lone_names(_without_replies(_with_bare_names(_items(scrape, thread))))


def _items(scrape: Scrape, thread: Thread) -> list[Item]:
    ends = [start.at for start in thread.starts[1:]] + [thread.end]
    return [_item(scrape, start, end) for start, end in zip(thread.starts, ends, strict=True)]


def _item(scrape: Scrape, start: Start, end: int) -> Item:
    words = [scrape.words(at) for at in range(start.at, min(start.at + LOOKED_AT, end))]
    number = next((found for word in words if (found := word.comment)), None)
    head, line = start.head, scrape.lines[start.at]
    if head is not None:
        kept = [line._replace(text=head.rest, gap=True)] if head.rest else []
        text = (*kept, *scrape.lines[start.at + head.lines : end])
        return Item(start, text, head.name, head.date, _url(head.name, words), number)
    mark = scrape.marks[start.at]
    rest = scrape.lines[start.at + 1 : end]
    inner = min((below.indent for below in rest if below.indent > line.indent), default=line.indent)
    first = line._replace(text=mark.text if mark is not None else line.text, indent=inner)
    text = (*([first] if first.text else []), *rest)
    if start.foot is not None:
        return Item(start, text[: -start.foot.lines], without_by(start.foot.name), start.foot.date, id=number)
    return Item(start, text, None, None, id=number)


def _url(name: str | None, words: Sequence[Words]) -> str | None:
    """Give where a name leads to, if that is not the comment."""
    links = (link for word in words for link in word.links)
    return next(
        (href for label, href in links if label.strip("*_ ") == name and _HTTP.match(href) and "#comment-" not in href),
        None,
    )


def _with_bare_names(items: list[Item]) -> list[Item]:
    """Take away what all names share: words of languages that no list has, as `Name disse`."""
    items = _without_constant(_footed(items))
    written = {item.name for item in items if item.name and (item.start.head is None or item.start.head.shape != PING)}
    names = [name.split() for name in sorted(written)]
    for _ in range(_WORDS):
        before, behind = _shared(names, 0), _shared(names, -1)
        if before is None and behind is None:
            break
        items = [item._replace(name=_bare(item.name, before, behind)) if item.name else item for item in items]
        names = [_bare(" ".join(name), before, behind).split() for name in names]
    return items


def _without_constant(items: list[Item]) -> list[Item]:
    """What stands where a name would be and is the same for nearly all is none: the label of a button."""
    names = Counter(item.name for item in items if item.name)
    name, count = names.most_common(1)[0] if names else ("", 0)
    if count <= _MANY or count < _NEARLY_ALL * len(items):
        return items
    return [item._replace(name=None, set_aside=(name,)) if item.name == name else item for item in items]


def _bare(name: str, before: str | None, behind: str | None) -> str:
    words = name.split()
    if len(words) > 1 and words[0] == before:
        words = words[1:]
    if len(words) > 1 and words[-1] == behind:
        words = words[:-1]
    return " ".join(words)


def _shared(names: Sequence[Sequence[str]], place: int) -> str | None:
    """The first or last word of nearly all of different names."""
    words = Counter(name[place] for name in names if len(name) > 1)
    word, count = words.most_common(1)[0] if words else ("", 0)
    return word if count >= max(_FEW, _NEARLY_ALL * len(names)) else None


def _footed(items: list[Item]) -> list[Item]:
    """Find `Comment by NAME — DATE` at the end of the items of a list."""
    last = [words_of(item.text[-1].text) if item.text and item.name is None else None for item in items]
    feet = [foot_of(words.text) if words is not None else None for words in last]
    if 2 * sum(foot is not None for foot in feet) < len(items):
        return items
    return [
        item
        if foot is None or words is None
        else item._replace(text=item.text[:-1], name=without_by(foot[0]), date=foot[1], id=item.id or words.comment)
        for item, foot, words in zip(items, feet, last, strict=True)
    ]


def _without_replies(items: list[Item]) -> list[Item]:
    """Take the labels of links away that stand below most of the comments: one comment can consist of `Reply`."""
    items = _without_leading_replies(items)
    kept = [_kept(item) for item in items]
    usual = 2 * sum(end < len(item.text) for item, end in zip(items, kept, strict=True)) >= len(items)
    if len(items) == 1:
        usual = usual and kept[0] > 0
    headed = 2 * sum(item.start.head is not None for item in items) >= len(items)
    if not usual and not headed:
        return items
    return [_cut(item, end) if end or usual else item for item, end in zip(items, kept, strict=True)]


def _without_leading_replies(items: list[Item]) -> list[Item]:
    """Take labels away that stand between the head and the text of most comments."""
    leads = [item.start.head is not None and bool(item.text) and _is_label(item.text[0]) for item in items]
    if 2 * sum(leads) <= len(items) or len(items) < _FEW:
        return items
    return [
        item._replace(text=item.text[1:], set_aside=(*item.set_aside, item.text[0].text)) if lead else item
        for item, lead in zip(items, leads, strict=True)
    ]


def _is_label(line: Line) -> bool:
    return is_reply(words_of(line.text).text)


def _kept(item: Item) -> int:
    """How many lines there are above the labels."""
    end = len(item.text)
    while end > 0 and len(item.text) - end < _LABELS and _is_label(item.text[end - 1]):
        end -= 1
    return end


def _cut(item: Item, end: int) -> Item:
    labels = [line.text for line in item.text[end:]]
    number = next((found for label in labels if (found := words_of(label).comment)), None)
    return item._replace(text=item.text[:end], set_aside=(*item.set_aside, *labels), id=item.id or number)


def _with_lone_names(items: list[Item]) -> list[Item]:
    """Take a first line for a name where something says that it is one: it recurs, others call it, or all have one."""
    first = [_lone_name(item) for item in items]
    candidates = Counter(name for name in first if name)
    if not candidates:
        return items
    nameless = sum(item.name is None for item in items)
    usual = len(candidates) > _FEW and sum(candidates.values()) >= _MOST * nameless
    known = {item.name for item in items if item.name}
    paragraphs = [line.text for item in items for line in item.text if line.text.startswith("@")]
    known.update(Names(candidates).mentioned(paragraphs))
    return [
        item._replace(name=without_badge(name), text=item.text[1:])
        if name is not None and (usual or candidates[name] > 1 or name in known or without_badge(name) != name)
        else item
        for item, name in zip(items, first, strict=True)
    ]


def _lone_name(item: Item) -> str | None:
    if item.name is not None or len(item.text) <= 1 or not item.text[1].gap:
        return None
    text = words_of(item.text[0].text).text
    return text if is_name(text) else None
