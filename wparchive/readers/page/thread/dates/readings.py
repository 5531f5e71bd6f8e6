"""What a comment shows of its date: for machines, in elements that are called a date, or somewhere beside the name."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from wparchive.dates.calendars import is_gregorian
from wparchive.dates.words import LONGEST
from wparchive.readers.page.thread.leaves import IN_PARAGRAPH
from wparchive.readers.page.thread.roles import AUTHOR, CITED, DATE, HEAD, LINKED, PERMALINK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wparchive.readers.page.thread.leaves import Leaf, Own

_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?\s?(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII)
_CLAUSE: Final = re.compile(r"\s*[(|\u00b7\u2022\u2014,]\s*|\s[\u2013-]{1,2}\s")
"""What stands between a name and a date on one line."""
_DAY: Final = re.compile(r"\d")
_ONLY_TIME: Final = re.compile(r"\W{0,3}\d{1,2}[:.h]\d{2}\b.{0,8}", re.DOTALL)
_STATED: Final = ("datetime", "title", "content")
"""Attributes in which a date stands for machines, or for those who point at it."""
_DATING: Final = frozenset({DATE, PERMALINK, HEAD, AUTHOR, None})
"""What the words of a date can be said to be."""
_USUAL: Final = len("2011-02-08T06:30:00+01:00")
"""As `get_comment_date( 'c' )` gives it. Of this length is nothing else that is a date."""
_EDGE: Final = 3
"""Lines from the beginning and the end of a comment in which a date can stand that nothing calls one."""
_CLAUSES: Final = 3


class Reading(Struct, frozen=True, gc=False):
    """Words that may be a date.

    Attributes:
        text: all of it.
        leaves: indices of the leaves that it is made of.
        before: what stands before it in its leaves; it can be the author's name.
        after: what stands behind it.
        loose: whether other words than those of a date may stand in it, since it is not within the text.
    """

    text: str
    leaves: tuple[int, ...]
    before: str = ""
    after: str = ""
    loose: bool = True


class Said(Struct, frozen=True, gc=False):
    """What one comment shows of its date.

    Attributes:
        machine: for machines, ISO 8601, if it is a date.
        readings: of what stands there, the likeliest first.
        own: the comment's leaves, for further readings.
        leaves: indices of the leaves that are said to hold the date.
    """

    machine: str | None
    readings: tuple[Reading, ...]
    own: Own
    leaves: frozenset[int]


def said_of(own: Own) -> Said:
    """Collect what a comment shows of its date.

    Args:
        own: the comment's leaves.
    """
    leaves = own.leaves
    dates = [at for at, leaf in enumerate(leaves) if leaf.role == DATE]
    links = [at for at, leaf in enumerate(leaves) if leaf.role == PERMALINK and is_more_than_number(leaf.text)]
    known = dates or links
    first: tuple[Reading, ...] = (_joined(leaves, known),) if known else ()
    if not known:
        first = tuple(_unmarked(leaves))
    machine = next((iso for time in own.times for name in _STATED if (iso := _iso(time.attr(name)))), None)
    return Said(machine, first, own, frozenset([*dates, *links]))


def further_readings(said: Said) -> Iterator[Reading]:
    """Give further readings, where the first is no date, or says no time of day."""
    leaves = said.own.leaves
    for role in (DATE, PERMALINK):
        if found := [at for at in sorted(said.leaves) if leaves[at].role == role]:
            yield _joined(leaves, found)
    dates = tuple([at for at in sorted(said.leaves) if leaves[at].role == DATE])
    for time in said.own.times:
        for name in _STATED:
            if (stated := time.attr(name)) and _DAY.search(stated):
                yield Reading(stated.strip(), dates)
    for at, title in said.own.titles:
        yield Reading(title.strip()[:LONGEST], (at,) if at < len(leaves) else (), loose=False)
    if said.leaves:
        lines = {leaves[at].line for at in said.leaves}
        near = [at for at, leaf in enumerate(leaves) if leaf.line in lines and _can_date(leaves, at)]
        yield from _clauses(leaves, near)


def is_more_than_number(text: str) -> bool:
    """Tell whether a text with a number in it says more than that: not `3.`, `#3`."""
    return bool(_DAY.search(text)) and not text.strip(" #.)(\t\n").isdigit()


def _can_date(leaves: Sequence[Leaf], at: int) -> bool:
    """Whether a leaf can be part of a date's words: links and the like cannot, nor a name, but what is behind it."""
    leaf = leaves[at]
    if leaf.role == AUTHOR:
        return leaf.rank > LINKED or (at > 0 and leaves[at - 1].holder == leaf.holder)
    return leaf.role in _DATING and (leaf.role != PERMALINK or is_more_than_number(leaf.text))


def _unmarked(leaves: Sequence[Leaf]) -> Iterator[Reading]:
    """Give lines at the edges of a comment that nothing calls a date, but that have numbers in them."""
    if not leaves:
        return
    last = leaves[-1].line
    by_line: dict[int, list[int]] = {}
    for at, leaf in enumerate(leaves):
        edge = leaf.line - leaves[0].line <= _EDGE or last - leaf.line <= _EDGE
        if (edge or leaf.role == HEAD) and _can_date(leaves, at):
            by_line.setdefault(leaf.line, []).append(at)
    lines = list(by_line.values())
    for number, found in enumerate(lines):
        with_digits = [at for at in found if _DAY.search(leaves[at].text)]
        if not with_digits:
            continue
        following = lines[number + 1] if number + 1 < len(lines) else []
        if following and _ONLY_TIME.fullmatch(_joined(leaves, following).text):
            yield _joined(leaves, [*found, *following])
        for at in with_digits:
            if len(found) > 1:
                yield _joined(leaves, [at])
        yield from _clauses(leaves, found)


def _clauses(leaves: Sequence[Leaf], found: Sequence[int]) -> Iterator[Reading]:
    """Give a line as a whole, and what follows or goes before a mark in it: `Comment by NAME — DATE`, `DATE | Link`."""
    if not found:
        return
    reading = _joined(leaves, found)
    if len(reading.text) > LONGEST:
        return
    yield reading
    for number, mark in enumerate(_CLAUSE.finditer(reading.text)):
        if number == _CLAUSES:
            return
        before, after = reading.text[: mark.start()], reading.text[mark.end() :].strip(" )")
        # A comma stands within dates: `NAME on Tuesday, February 8`. A dash is the end of a name, and is kept as such.
        yield replace(reading, text=after, before=before if "," in mark[0] else f"{before} {mark[0].strip()}")
        yield replace(reading, text=before, after=after)


def _joined(leaves: Sequence[Leaf], found: Sequence[int]) -> Reading:
    first = leaves[found[0]]
    loose = first.texted < IN_PARAGRAPH or first.role is not None or first.rank >= CITED
    return Reading(" ".join(" ".join([leaves[at].text for at in found]).split()), tuple(found), loose=loose)


def _iso(stated: str | None) -> str | None:
    """Give what is stated for machines as ISO 8601 in one form, if it is a date."""
    stated = (stated or "").strip()
    if not _ISO.fullmatch(stated):
        return None
    try:
        if len(stated) == _USUAL and stated[10] == "T":
            return stated if is_gregorian(datetime.fromisoformat(stated).year) else None
        moment = datetime.fromisoformat(stated.replace(" ", "T", 1).replace(" ", ""))
    except ValueError:
        return None
    if not is_gregorian(moment.year):
        return None
    return stated if len(stated) == 10 else moment.replace(microsecond=0).isoformat()
