"""What a page shows of its post and its site outside of the text: titles, author, dates, terms, archives by month."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.dates.words import find_words, parse_words
from wparchive.phrases import LONGEST, folded, phrases_of
from wparchive.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.model import Post, Site

DETAILS: Final = "post-details"
SITE_NAME: Final = "site-name"
NAVIGATION: Final = "site-navigation"
_LONGEST_DATE: Final = 60
_BETWEEN: Final = re.compile(r"[,;|/•·\n]|\s[-–—]\s")  # noqa: RUF001
_CRUMB: Final = re.compile(r"\s*[/»›>→«]\s*")  # noqa: RUF001
_LABEL: Final = re.compile(r"\A[^:：]{1,40}[:：]|\A\w{1,20} ")  # noqa: RUF001
_BY: Final = re.compile(r"\A\w{1,12}:? ")
_BYLINE: Final = re.compile(
    rf"(?:{'|'.join(phrases_of('by'))}|di|od|от|автор)[ :]{{1,2}}"
    r"(?:(?-i:[^\W\d_a-zß-ÿа-я])\S{0,30}(?: |\Z)){1,4}",
    re.IGNORECASE,
)
"""“By Ada Finn”: a word that says who wrote it, and up to four with capitals."""
_LONGEST_BYLINE: Final = 60
_MONTH: Final = re.compile(r"\D{2,24} ?\d{4}\b\D{0,3}(?:\(\d+\))?|\d{4}[年년] ?\d{1,2}[月월]\D{0,3}(?:\(\d+\))?")
_COUNTED: Final = re.compile(r"(?=.*[^\W\d]).{1,100}\([0-9]{1,6}\)")
"""A category, a tag or a month, and how many posts it has."""
_MONTHS: Final = 3


class Details:
    """What is known of one post."""

    def __init__(self, post: Post, site: Site | None = None) -> None:
        self._language = site.language if site is not None else None
        self._title = folded(one_line(post.title))
        self._day = (post.published or "")[:10]
        self._names = {folded(one_line(name)) for name in (post.title, post.author_name, post.author) if name} - {""}
        self._authors = [one_line(name) for name in (post.author_name, post.author) if name]
        self._terms = {folded(one_line(term.name)) for term in post.terms} - {""}
        known = (site.title, site.description) if site is not None else ()
        self._site = {folded(one_line(name)) for name in known} - {""}

    def rule_of(self, text: str) -> str | None:
        """Say which rule knows a line as one of these and nothing else.

        Args:
            text: the line.
        """
        line = folded(text)
        if line in self._names or ((found := _BY.match(line)) and line[found.end() :] in self._names):
            return DETAILS
        if line in self._site:
            return SITE_NAME
        if len(text) < LONGEST:
            if self._title and folded((crumbs := _CRUMB.split(text))[-1]) == self._title and len(crumbs) > 1:
                return NAVIGATION
            if self._are_terms(text):
                return DETAILS
        if len(text) <= _LONGEST_BYLINE and _BYLINE.fullmatch(text):
            return DETAILS
        return DETAILS if "#" in line and self._is_date(text) else None

    def _is_date(self, text: str) -> bool:
        """Whether a line is a date, or has the day of the post in it: “8 February 2006, 14:05, by Ada”."""
        if len(text) <= _LONGEST_DATE and parse_words(text, self._language) is not None:
            return True
        if not self._day or len(text) > _LONGEST_BYLINE:
            return False
        found = find_words(text, self._language)
        return found is not None and (found[0].value() or "").startswith(self._day)

    def _are_terms(self, text: str) -> bool:
        if not self._terms:
            return False
        for words in (text, _LABEL.sub("", text)):
            named = {folded(part) for part in _BETWEEN.split(words)} - {""}
            if named and named <= self._terms:
                return True
        left = line = folded(text)
        for term in sorted(self._terms, key=len, reverse=True):  # with a sign between that names can have in them
            left = left.replace(term, "")
        return left != line and not any(map(str.isalnum, left))


def is_archive_list(lines: Sequence[str]) -> bool:
    """Whether lines are the archives of a site: a month and a year each, or names with how many posts there are."""
    if len(lines) < _MONTHS:
        return False
    months = all(len(line) < _LONGEST_DATE and _MONTH.fullmatch(line) for line in lines)
    return months or all(map(_COUNTED.fullmatch, lines))
