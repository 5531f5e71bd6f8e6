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


def is_unknown(page: Scrape, at: int) -> bool:
    """Whether neither words nor place say what a line is."""
    return page.kind(at) is None and at not in page.headings and page.marks[at] is None and not is_meta(page, at)


def is_meta(page: Scrape, at: int) -> bool:
    """Whether a line says when, by whom or under what the post was published."""
    text = _CAMEL.sub(" ", page.words(at).text)
    if page.kind(at) in _BETWEEN or at in page.headings or is_date(text):
        return True
    if page.kind(at) == "comment-form":  # `Leave a Comment / Reviews / By`: where the post's comments would be counted
        return bool(_PARTS.search(text))
    short = len(text) < PROSE + 40 and not SENTENCE.search(text)
    return short and (kind_of(text) in _BETWEEN or date_in(text) is not None)


def is_prose(page: Scrape, at: int) -> bool:
    """Whether a line is a paragraph of a text."""
    text = page.words(at).text
    return len(text) >= PROSE and (bool(SENTENCE.search(text)) or len(text) > LONG) and page.kind(at) is None


def is_sentence(page: Scrape, at: int) -> bool:
    """Whether a line is of the text and not of what is above it."""
    text = page.words(at).text
    if page.lines[at].text.startswith("#") and not page.words(at).heading:
        return False  # Lynx puts what the page links to above all else
    ends = len(text) >= SHORT and bool(SENTENCE.search(text)) and not text.endswith(":")
    return (ends or len(text) >= PROSE) and is_unknown(page, at)


def is_about_author(page: Scrape, at: int) -> bool:
    """Whether an author's box begins at a line: a name, and words about whoever has it."""
    text = page.words(at).text
    first, _, rest = text.partition(" ")
    if rest and kind_of(first) in _BEFORE_AUTHOR:  # `About NAME`
        text = rest.strip()
    if at + 1 >= len(page) or page.marks[at] is not None or not is_name(text):
        return False
    first = text.split()[0].casefold()
    below = page.words(at + 1).text
    return len(first) > 2 and below.casefold().split()[:1] == [first] and bool(SENTENCE.search(below))
