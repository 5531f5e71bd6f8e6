"""The title of a post: of the lines above its text the one for which most speaks.

A site's name, its slogan and its menu are as short and stand as far above. What tells the title from them are the
page's own title and its feed, where a program prints them, and what stands beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.readers.text.phrases import plain
from wparchive.readers.text.prose import LONG, is_about_author, is_meta, is_prose, is_sentence, is_unknown
from wparchive.readers.text.thread.heads import date_in, is_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from wparchive.readers.text.scrape import Scrape

LONGEST: Final = 200
_LEAD: Final = 400
_NEAR: Final = 3
_WORDS: Final = 3
_LETTERS: Final = 5
_FOOT: Final = 40
_PHRASE: Final = 6
_LOOKED_AT: Final = 2000
_NO_TITLE: Final = re.compile(
    r"[.,;|:]\Z|\A(?:in|by) |\A\W{0,3}(?:Link: |IFRAME:|https?:)|\A[(\[][^()\[\]]*[)\]]\Z|\A\(BUTTON\)|___|\A#",
    re.IGNORECASE,
)
"""Parts of sentences, links that programs print of a page's head, pictures, buttons and fields."""
_DIVIDED: Final = re.compile(r"\s+[|\u2013\u2014\u00b7\u2022\u00ab\u00bb\u2039\u203a>:~*-]+\s+|:\s")
_CRUMBS: Final = re.compile(r"\s*[\u00bb\u203a>/\u2192|]\s*")
_FEED: Final = re.compile(r"\A#(?:\[\d+\])?(?=\S)")
"""Lynx puts what a page links to above all else: `#Site » Feed Site » Comments Feed Site » Title Comments Feed`."""
_FOOTERS: Final = re.compile(r"\u00a9|\bcopyright\b|\(c\)", re.IGNORECASE)
_FEW: Final = 4
_FIRM: Final = 7


class _Facts(NamedTuple):
    """What all lines of a page say of its title.

    Attributes:
        whole: the first line: where it is the page's own title, the post's is a part of it.
        feed: what the page's own feed of comments is called, with the title in it.
        crumbs: the last parts of lines that lead to where one is.
        counts: of the lines above the text.
        foot: what stands at the page's foot.
        prose: the text.
        indent: of the text.
    """

    whole: str
    feed: str
    crumbs: frozenset[str]
    counts: Counter[str]
    foot: str
    prose: str
    indent: int


class _Candidate(NamedTuple):
    """A line that may be the title.

    Attributes:
        scrape: line by line.
        at: the line.
        plain: its words, folded for comparing.
        facts: what all lines say of the title.
    """

    scrape: Scrape
    at: int
    plain: str
    facts: _Facts


def title_at(scrape: Scrape, end: int, title: str) -> int | None:
    """Find the line of the title.

    Args:
        scrape: line by line.
        end: the line where the thread, or what is around it, begins.
        title: as the thread's heading quotes it; "" where it does not.

    Returns:
        None where nothing speaks for any line.
    """
    end = min(end, _LEAD)
    begin = _head_links(scrape)
    lead = next((at for at in range(end) if is_sentence(scrape, at)), end)
    if title and (same := [at for at in range(end) if plain(scrape.words(at).text) == plain(title)]):
        return max((at for at in same if at <= lead), default=same[0])
    if any(found.quoted and found.title == title for found in scrape.headings.values()):
        return None  # it is certain, and on no line of its own
    text = next((at for at in range(lead, end) if is_prose(scrape, at)), end)
    headings = [at for at in range(end) if scrape.words(at).heading and _can_be_title(scrape, at)]
    first = _first_heading(scrape, headings, end)
    if first is not None:
        return first
    facts = _facts(scrape, lead, text, end)
    found = {
        at: score
        for at in range(begin, end)
        if (score := _score(scrape, at, facts, lead)) >= _least(scrape, at, lead, text)
    }
    if not found:
        alone = end > 1 and scrape.lines[1].gap and not is_prose(scrape, 0)
        return 0 if alone and _can_be_title(scrape, 0) else None
    best = max(found, key=lambda at: (found[at], at if at < lead else -at))
    same = [at for at in found if at < lead and plain(scrape.words(at).text) == plain(scrape.words(best).text)]
    return max(same, default=best)


def _least(scrape: Scrape, at: int, lead: int, text: int) -> int:
    """Give the weight from which on a line is a title: what a site is about is said in sentences as well."""
    if at < lead:
        return 1
    return _FEW if at <= min(text - 1, lead + _NEAR) and _is_above_meta(scrape, at) else _FIRM


def _first_heading(scrape: Scrape, headings: list[int], end: int) -> int | None:
    """The heading of Markdown that is the post's: the largest above the text, and of those the last."""
    lead = next((at for at in range(end) if is_sentence(scrape, at)), end)
    long = next((at for at in range(lead, end) if is_sentence(scrape, at) and len(scrape.words(at).text) > LONG), end)
    for level, limit in (("# ", long), ("## ", lead)):
        found = [at for at in headings if at < limit and scrape.lines[at].text.startswith(level)]
        if found:  # what a sentence stands above is the site's
            prose = next((at for at in range(found[0], end) if is_sentence(scrape, at)), end)
            return max(at for at in found if at <= prose)
    return None


def _facts(scrape: Scrape, lead: int, text: int, end: int) -> _Facts:
    above = [scrape.words(at).text for at in range(end)]
    links = " ".join(scrape.words(at).text for at in range(_head_links(scrape)))
    feed = plain(links.rpartition(" \u00bb ")[2]) if " \u00bb " in links else ""
    crumbs = frozenset(plain(parts[-1]) for line in above if len(parts := _CRUMBS.split(line[:LONGEST])) > 2)
    foot = range(max(end, len(scrape) - _FOOT), len(scrape))
    footers = [at for at in foot if scrape.kind(at) == "footer" or _FOOTERS.search(scrape.words(at).text)]
    close = sorted({near for at in footers for near in range(max(at - 2, end), min(at + 3, len(scrape)))})
    prose = [scrape.words(at).text[:_LOOKED_AT] for at in range(text, end) if is_prose(scrape, at)]
    indents = Counter(scrape.lines[at].indent for at in range(text, end) if is_prose(scrape, at))
    return _Facts(
        plain(above[0]) if above else "",
        f" {feed} ",
        crumbs,
        Counter(map(plain, above[:lead])),
        "\n".join(plain(scrape.words(at).text) for at in close),
        "\n".join(prose),
        indents.most_common(1)[0][0] if indents else 0,
    )


def _head_links(scrape: Scrape) -> int:
    """Count the lines in which Lynx says what the page links to."""
    if not scrape.lines or not _FEED.match(scrape.lines[0].text):
        return 0
    return next((at for at in range(1, min(_FOOT, len(scrape))) if scrape.lines[at].gap), 0)


def _score(scrape: Scrape, at: int, facts: _Facts, lead: int) -> int:
    """Weigh what speaks for a line; 0 for one that cannot be a title."""
    if not _can_be_title(scrape, at):
        return 0
    line = _Candidate(scrape, at, plain(scrape.words(at).text), facts)
    return sum(weight for weight, speaks in _SIGNS if speaks(line)) + (at == lead - 1)


def _in_whole(line: _Candidate) -> bool:
    whole, text = line.facts.whole, line.plain
    begins = whole.startswith(text) and _DIVIDED.match(whole[len(text) :])
    return line.at > 0 and bool(
        begins or (whole.endswith(text) and _DIVIDED.search(whole[: -len(text)], len(whole) - len(text) - 4))
    )


def _begins_whole(line: _Candidate) -> bool:
    return line.facts.whole.startswith(line.plain) and _in_whole(line)


def _in_feed(line: _Candidate) -> bool:
    return len(line.plain) >= _LETTERS and f" {line.plain} " in line.facts.feed


def _in_crumbs(line: _Candidate) -> bool:
    return line.plain in line.facts.crumbs


def _is_heading(line: _Candidate) -> bool:
    return line.scrape.words(line.at).heading


def _stands_above_meta(line: _Candidate) -> bool:
    return _is_above_meta(line.scrape, line.at)


def _is_above_meta(scrape: Scrape, at: int) -> bool:
    """Whether it is said below a line when or by whom the post was published, maybe with a name between."""
    below = range(at + 1, min(at + _NEAR, len(scrape)))
    named = len(below) > 1 and is_name(scrape.words(below[0]).text) and is_meta(scrape, below[1])
    return bool(below) and (is_meta(scrape, below[0]) or named)


def _stands_below_meta(line: _Candidate) -> bool:
    scrape, above = line.scrape, line.at - 1
    return above >= 0 and date_in(scrape.words(above).text) is not None and is_meta(scrape, above)


def _recurs(line: _Candidate) -> bool:
    return line.facts.counts[line.plain] > 1


def _is_spoken_of(line: _Candidate) -> bool:
    text = line.scrape.words(line.at).text
    return len(text) >= _PHRASE and text in line.facts.prose


def _is_phrase(line: _Candidate) -> bool:
    text = line.plain
    return len(text.split()) >= _WORDS or (not text.isascii() and " " not in text and len(text) > _LETTERS)


def _stands_out(line: _Candidate) -> bool:
    """Lynx and Links set headings further out than the text."""
    return line.scrape.lines[line.at].indent < line.facts.indent


def _is_site(line: _Candidate) -> bool:
    foot = line.facts.foot
    return f"\n{line.plain}\n" in f"\n{foot}\n" or (len(line.plain.split()) > 1 and line.plain in foot)


_SIGNS: Final[tuple[tuple[int, Callable[[_Candidate], bool]], ...]] = (
    (5, _in_whole), (3, _begins_whole), (6, _in_feed), (5, _in_crumbs), (3, _is_heading), (3, _stands_above_meta),
    (2, _stands_below_meta), (2, _recurs), (2, _is_spoken_of), (1, _is_phrase), (2, _stands_out), (-4, _is_site),
)  # fmt: skip


def _can_be_title(scrape: Scrape, at: int) -> bool:
    text = scrape.words(at).text
    if not 0 < len(text) <= LONGEST or not is_unknown(scrape, at) or not any(map(str.isalnum, text)):
        return False
    if _NO_TITLE.search(scrape.lines[at].text if not scrape.words(at).heading else text):
        return False
    spaced = any(line.gap for line in scrape.lines[1:4])
    glued = not scrape.lines[at].gap and at > 0 and is_meta(scrape, at - 1)
    return not is_about_author(scrape, at) and (not spaced or not (glued or _goes_on(scrape, at)))


def _goes_on(scrape: Scrape, at: int) -> bool:
    """Whether a line is the first of a paragraph."""
    if (
        at + 1 >= len(scrape)
        or scrape.lines[at + 1].gap
        or not scrape.lines[at].gap
        or scrape.marks[at + 1] is not None
    ):
        return False
    return scrape.lines[at + 1].indent == scrape.lines[at].indent and not is_meta(scrape, at + 1)
