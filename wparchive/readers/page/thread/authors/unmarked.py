"""Names that no element holds: one template printed all comments of a page.

Where some names are sure, for they are links, the others stand in the same place between the same words: `Posted by
NAME on DATE`. Where none is, a name is what stands on the line of the date, or short on a line that all comments have.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.readers.page.name_words import name_in_words, says_who
from wparchive.readers.page.thread.authors.author import LONGEST, Attribution, url_of
from wparchive.readers.page.thread.authors.frames import frame_of
from wparchive.readers.page.thread.dates.readings import is_more_than_number
from wparchive.readers.page.thread.leaves import IN_TEXT
from wparchive.readers.page.thread.roles import AUTHOR, HEAD, LINKED, SAYS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wparchive.readers.page.thread.dates.when import When
    from wparchive.readers.page.thread.leaves import Leaf, Own

_SHOWN: Final = frozenset({None, HEAD, AUTHOR, SAYS})
_COUNTED: Final = re.compile(r"[#(\[]?\d+(?:[.):\]\s-]+|$)")
_NUMBERS: Final = re.compile(r"(?<!\w)\d+(?!\w)")
_DATED: Final = 2
"""Numbers in what holds a date, and is no name: `On January 1, 2015, NAME wrote`."""
_BEFORE, _AFTER, _ABOVE, _BELOW, _FIRST, _LAST = "before", "after", "above", "below", "first", "last"
_MOST_WORDS: Final = 5
_ENOUGH: Final = 3
"""Comments that show what all of a page have."""
_WORDS_OF_A_FRAME: Final = 5
"""Names that differ in all but the same words; fewer can be a family's."""


class _Place(NamedTuple):
    """A place in a comment where a name can stand."""

    text: str
    leaves: tuple[int, ...]


class _Frame(NamedTuple):
    """What stands around the names of a page."""

    counted: bool
    before: str
    after: str

    def name_in(self, text: str) -> str | None:
        """Give what stands between; beyond there is nothing but signs."""
        text = _COUNTED.sub("", text, count=1) if self.counted else text
        before, after = _whole_words(self.before), _whole_words(self.after)
        found = re.fullmatch(
            (rf"[\W\d_]*{before}" if before else "") + "(.+)" + (rf"{after}[\W\d_]*" if after else ""), text, re.DOTALL
        )
        return name_in_words(found[1]) if found else None


def _whole_words(words: str) -> str:
    """Give an expression for words that are not parts of others."""
    head, tail = words[:1].isalnum(), words[-1:].isalnum()
    return (r"(?<!\w)" if head else "") + re.escape(words) + (r"(?!\w)" if tail else "")


def complete_names(
    owns: Sequence[Own], dates: Sequence[When], writers: Sequence[Attribution], address: str | None
) -> list[Attribution]:
    """Find names that no element holds.

    Args:
        owns: the leaves of the comments of one page, without its pings.
        dates: of the same comments.
        writers: of the same comments, as far as they are found.
        address: of the page.

    Returns:
        The authors.
    """
    sure = [_is_sure(own, writer) for own, writer in zip(owns, writers, strict=True)]
    if all(sure):
        return list(writers)
    places = [_places(own, when, writer) for own, when, writer in zip(owns, dates, writers, strict=True)]
    shown = [(at, writer) for at, writer in enumerate(writers) if sure[at]]
    found = list(writers)
    without = [at for at, writer in enumerate(found) if writer.name is None or (shown and writer.guessed)]
    if not without:
        return found
    shown = shown or [(at, writer) for at, writer in enumerate(found) if writer.name is not None]
    named = _between(shown, places, without) if shown else _alone(places, without)
    for at, (place, name) in named.items():
        link = next(
            (leaf for leaf in map(owns[at].leaves.__getitem__, place.leaves) if leaf.text.strip() == name), None
        )
        found[at] = Attribution(name, url_of(link, address) if link is not None else None, place.leaves)
    return found


def _is_sure(own: Own, writer: Attribution) -> bool:
    """Whether an element holds the name and nothing else."""
    if writer.name is None:
        return False
    leaf = own.leaves[writer.leaves[0]]
    return leaf.role == AUTHOR and leaf.rank <= LINKED


def _places(own: Own, when: When, writer: Attribution) -> dict[str, _Place]:
    """Give the places in a comment where a name can stand, apart from what says the date."""
    leaves = own.leaves
    lines: dict[int, list[int]] = {}
    for at, leaf in enumerate(leaves):
        if (leaf.role in _SHOWN and leaf.texted != IN_TEXT) or at in when.leaves:
            lines.setdefault(leaf.line, []).append(at)
    found: dict[str, _Place] = {}
    order = list(lines)
    dates = [at for at in sorted(when.leaves) if is_more_than_number(leaves[at].text)]
    dated = [line for line in order if not set(dates).isdisjoint(lines[line])]
    if dated:
        head = [at for at in lines[dated[0]] if at < dates[0]]
        tail = [at for at in lines[dated[-1]] if at > dates[-1]]
        named = frozenset(writer.leaves)
        apart = named.issuperset(head) or named.isdisjoint(head)
        found[_BEFORE] = _beside(leaves, head, when.before if apart else "", when)
        found[_AFTER] = _beside(leaves, tail, "" if named.intersection(tail) else when.after, when)
        if (above := order.index(dated[0])) > 0:
            found[_ABOVE] = _place(leaves, lines[order[above - 1]])
        if (below := order.index(dated[-1]) + 1) < len(order):
            found[_BELOW] = _place(leaves, lines[order[below]])
    for name, line in ((_FIRST, order[:1]), (_LAST, order[-1:])):
        if line and line[0] not in dated and len(order) > 1:
            found[name] = _place(leaves, lines[line[0]])
    return {name: place for name, place in found.items() if place.text}


def _beside(leaves: Sequence[Leaf], found: Sequence[int], said: str, when: When) -> _Place:
    """Give what stands beside a date: in leaves of its own, or as the date's leaves say."""
    if not said:
        return _place(leaves, found)
    place = _place(leaves, [at for at in found if at not in when.leaves])
    return _Place(f"{place.text} {said}".strip(), (*place.leaves, *sorted(when.leaves)))


def _place(leaves: Sequence[Leaf], found: Sequence[int]) -> _Place:
    return _Place(" ".join(" ".join([leaves[at].text for at in found]).split()), tuple(found))


def _frame(
    name: str, shown: Sequence[tuple[int, Attribution]], places: Sequence[Mapping[str, _Place]]
) -> _Frame | None:
    """Learn what stands around the names that are sure, in one place; None if most of them do not stand there."""
    frames: Counter[_Frame] = Counter()
    for at, writer in shown:
        place = places[at].get(name)
        if place is not None and writer.name and (start := place.text.find(writer.name)) >= 0:
            head, tail = place.text[:start], place.text[start + len(writer.name) :]
            counted = _COUNTED.match(head)
            frames[_Frame(bool(counted), head[counted.end() if counted else 0 :].strip(), tail.strip())] += 1
    best = max(frames, key=lambda frame: frames[frame], default=None)
    return best if best is not None and sum(frames.values()) * 5 >= len(shown) * 4 else None


def _between(
    shown: Sequence[tuple[int, Attribution]], places: Sequence[Mapping[str, _Place]], without: Sequence[int]
) -> dict[int, tuple[_Place, str]]:
    """Find names where those stand that are sure."""
    for name in (_BEFORE, _AFTER, _ABOVE, _BELOW, _FIRST, _LAST):
        if frame := _frame(name, shown, places):
            given = {at: place for at in without if (place := places[at].get(name))}
            return {
                at: (place, found)
                for at, place in given.items()
                if (found := frame.name_in(place.text)) and len(found) <= LONGEST
            }
    return {}


def _alone(places: Sequence[Mapping[str, _Place]], without: Sequence[int]) -> dict[int, tuple[_Place, str]]:
    """Find names where none is sure."""
    for name in (_BEFORE, _AFTER, _ABOVE, _FIRST):
        given = {at: place for at in without if (place := places[at].get(name))}
        texts = _without_frame([_COUNTED.sub("", place.text, count=1) for place in given.values()])
        names = {
            at: (given[at], found)
            for at, text in zip(given, texts, strict=True)
            if (found := name_in_words(text)) and len(found) <= LONGEST and len(_NUMBERS.findall(found)) < _DATED
        }
        if _are_names(name, [found for _, found in names.values()], list(given.values()), len(without)):
            return names
    return {}


def _without_frame(texts: list[str]) -> list[str]:
    """Take off what all begin and end with, if they are enough to show it."""
    frame = frame_of(texts) if len(set(texts)) >= _WORDS_OF_A_FRAME else None
    return [(frame.name_in(text) or text) if frame else text for text in texts]


def _are_names(place: str, names: Sequence[str], given: Sequence[_Place], count: int) -> bool:
    if not names or (len(set(names)) == 1 < len(names)):  # a word of the theme
        return False
    if place == _BEFORE or all(says_who(one.text) for one in given):
        return True
    short = all(len(name.split()) <= _MOST_WORDS for name in names)
    return short and len(names) >= _ENOUGH and len(names) == count
