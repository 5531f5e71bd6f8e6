"""What old themes print below a comment, on one line or on several: `Comment by NAME — DATE @ TIME`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.readers.text.phrases import begins_with_by
from wparchive.readers.text.thread.heads import foot_of

if TYPE_CHECKING:
    from wparchive.readers.text.scrape import Scrape

_FOOT: Final = 4
_SHORT: Final = 60
_TIMED: Final = re.compile(r"\d[:.h]\d\d\s?(?:[ap]\.?m\.?)?\W*\Z", re.IGNORECASE)


class Foot(NamedTuple):
    """What stands below a comment: `Comment by NAME — DATE`.

    Attributes:
        name: what is before the dash.
        date: as written.
        lines: how many lines it takes; where each element has a line of its own, there are several.
    """

    name: str
    date: str
    lines: int = 1


def feet_in(scrape: Scrape, first: int) -> list[tuple[int, Foot]]:
    """Find all feet, each with the line where it begins.

    Args:
        scrape: line by line.
        first: the line from which on they are looked for.
    """
    found: list[tuple[int, Foot]] = []
    end = first
    for at in range(first, len(scrape)):
        foot = _foot_at(scrape, at) if at >= end else None
        if foot is not None:
            found.append((at, foot))
            end = at + foot.lines
    return found


def _foot_at(scrape: Scrape, at: int) -> Foot | None:
    text = scrape.words(at).text
    most = _FOOT if begins_with_by(text) and len(text) < _SHORT else 1
    for size in range(1, min(most, len(scrape) - at) + 1):
        text = text if size == 1 else f"{text} {scrape.words(at + size - 1).text}"
        if (foot := foot_of(text)) is not None:
            whole = size == most or _TIMED.search(foot[1])
            more = None if whole or at + size >= len(scrape) else foot_of(f"{text} {scrape.words(at + size).text}")
            return Foot(*more, size + 1) if more is not None else Foot(*foot, size)
    return None
