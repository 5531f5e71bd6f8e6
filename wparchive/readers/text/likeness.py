"""How much of a text looks like the page of a post: for the choice of the reader."""

from __future__ import annotations

from typing import Final

from wparchive.readers.text.scrape import Scrape
from wparchive.readers.text.thread.finding import find_thread

_MOST_LINES: Final = 600
_PROSE: Final = 60
_CLOSINGS: Final = frozenset({"akismet-notice", "comment-form"})


def likeness(text: str) -> float:
    """Weigh the signs in the beginning of a text.

    Returns:
        From 0 to 0.9.
    """
    lines = text.splitlines()
    if len(lines) > 2 * _MOST_LINES:
        lines = [*lines[:_MOST_LINES], *lines[-_MOST_LINES:]]
    scrape = Scrape("\n".join(lines))
    kinds = [scrape.kind(at) for at in range(len(scrape))]
    prose = sum(len(line.text) > _PROSE for line in scrape.lines)
    signs = 0.0
    signs += 0.5 if "akismet-notice" in kinds else 0.0
    signs += 0.4 if "comment-form" in kinds else 0.0
    signs += 0.2 if any(heading.stated for heading in scrape.headings.values()) else 0.0
    signs += 0.1 * min(len({kind for kind in kinds if kind} - _CLOSINGS), 3)
    thread = find_thread(scrape)
    if thread is not None:
        signs += 0.4 if thread.heading is not None or len(thread.starts) > 2 else 0.3
    return min(signs, 0.9) if prose or thread is not None else 0.0
