"""Comments that run together: nothing stands between them but what stands between their paragraphs.

They are split only where the scrape itself leaves one way to do it; else they stay what they are, and are reported.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.readers.text.thread.model import FORM, Start, Thread

if TYPE_CHECKING:
    from wparchive.readers.text.scrape import Scrape

_BELOW: Final = FORM | {"back-to-top", "footer", "sidebar", "cookie-notice", "subscribe"}
_HEADINGS: Final = 8
_HEAP: Final = 20
_POST: Final = 100
_FULL: Final = 50
"""Characters of a line that can go on in the next one: some programs break lines."""
_HASH: Final = re.compile(r"#(\d{1,5})(?![\w-])")
_FEW: Final = 3


def heap_in(scrape: Scrape) -> range | None:
    """Find the lines of comments that run together: below the heading of a thread, up to the form."""
    for at in sorted(scrape.headings, reverse=True)[:_HEADINGS]:
        heading = scrape.headings[at]
        if heading.stated == 0 or (heading.stated is None and scrape.words(at).text.istitle() is False) or at == 0:
            continue
        end = next((below for below in range(at + 1, len(scrape)) if scrape.kind(below) in _BELOW), len(scrape))
        prose = sum(len(scrape.words(below).text) for below in range(at + 1, end))
        above = sum(len(scrape.words(above).text) for above in range(at))
        if end > at + 1 and prose > _HEAP and above > _POST and (heading.stated is not None or end < len(scrape)):
            return range(at + 1, end)
    return None


def split_heap(scrape: Scrape, heap: range) -> Thread | None:
    """Split a heap where its heading and its paragraphs allow but one way.

    One comment is one, whatever its paragraphs are, and one paragraph is of one comment. As many paragraphs as comments
    are one each. Where themes print `#12` before each comment, paragraphs without it go on with the comment above.
    """
    stated = scrape.headings[heap.start - 1].stated
    blocks = [at for at in heap if scrape.lines[at].gap]
    if stated is None or heap.start not in blocks or heap.stop >= len(scrape) or scrape.kind(heap.stop) not in FORM:
        return None
    if not all(scrape.lines[at].gap or len(scrape.lines[at - 1].text) >= _FULL for at in heap):
        return None
    starts = (
        blocks if len(blocks) == stated else blocks[:1] if 1 in (stated, len(blocks)) else _numbered(scrape, blocks)
    )
    if not starts:
        return None
    return Thread(tuple([Start(at, scrape.lines[at].indent) for at in starts]), heap.stop, heap.start - 1, "paragraphs")


def _numbered(scrape: Scrape, blocks: list[int]) -> list[int]:
    """The paragraphs that begin with a number of their own; of references to other comments some would recur."""
    found = [(at, number[1]) for at in blocks if (number := _HASH.match(scrape.lines[at].text)) is not None]
    numbers = {number for _, number in found}
    sure = len(numbers) == len(found) >= _FEW and 2 * len(found) >= len(blocks) and found[0][0] == blocks[0]
    return [at for at, _ in found] if sure else []
