"""Which lines are of a text, and which stand beside it: dates, names, what is said of an author."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.readers.text.phrases import kind_of
from wparchive.readers.text.thread.heads import date_in, is_date, is_name

if TYPE_CHECKING:
    from wparchive.readers.text.scrape import Scrape

PROSE: Final = 80
LONG: Final = 200
SHORT: Final = 25
SENTENCE: Final = re.compile(r"[.!?\u2026\u3002\uff01\uff1f:][\"'\u201d\u2019\u00bb)\]]*\Z")
_BETWEEN: Final = frozenset({"meta", "share", "author-box", "advert"})
_PARTS: Final = re.compile(r"\s[/|\u00b7\u2022]\s")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Where an extractor left out the space between two elements: `Ada NorthMarch 3, 2012`."""
_BEFORE_AUTHOR: Final = frozenset({"author-box", "meta", "navigation"})
"""Kinds of `About` and `By`."""


def is_unknown(scrape: Scrape, at: int) -> bool:
    """Whether neither words nor place say what a line is."""
    return (
        scrape.kind(at) is None and at not in scrape.headings and scrape.marks[at] is None and not is_meta(scrape, at)
    )


def is_meta(scrape: Scrape, at: int) -> bool:
    """Whether a line says when, by whom or under what the post was published."""
    text = _CAMEL.sub(" ", scrape.words(at).text)
    if scrape.kind(at) in _BETWEEN or at in scrape.headings or is_date(text):
        return True
    if (
        scrape.kind(at) == "comment-form"
    ):  # `Leave a Comment / Reviews / By`: where the post's comments would be counted
        return bool(_PARTS.search(text))
    short = len(text) < PROSE + 40 and not SENTENCE.search(text)
    return short and (kind_of(text) in _BETWEEN or date_in(text) is not None)


def is_prose(scrape: Scrape, at: int) -> bool:
    """Whether a line is a paragraph of a text."""
    text = scrape.words(at).text
    return len(text) >= PROSE and (bool(SENTENCE.search(text)) or len(text) > LONG) and scrape.kind(at) is None


def is_sentence(scrape: Scrape, at: int) -> bool:
    """Whether a line is of the text and not of what is above it."""
    text = scrape.words(at).text
    if scrape.lines[at].text.startswith("#") and not scrape.words(at).heading:
        return False  # Lynx puts what the page links to above all else
    ends = len(text) >= SHORT and bool(SENTENCE.search(text)) and not text.endswith(":")
    return (ends or len(text) >= PROSE) and is_unknown(scrape, at)


def is_about_author(scrape: Scrape, at: int) -> bool:
    """Whether an author's box begins at a line: a name, and words about whoever has it."""
    text = scrape.words(at).text
    first, _, rest = text.partition(" ")
    if rest and kind_of(first) in _BEFORE_AUTHOR:  # `About NAME`
        text = rest.strip()
    if at + 1 >= len(scrape) or scrape.marks[at] is not None or not is_name(text):
        return False
    first = text.split()[0].casefold()
    below = scrape.words(at + 1).text
    return len(first) > 2 and below.casefold().split()[:1] == [first] and bool(SENTENCE.search(below))
