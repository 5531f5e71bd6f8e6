"""What else on the page says how many comments there are, and which."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.readers.page.json_ld import values_in
from wparchive.text import HEADINGS, names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from turbohtml import Document, Element

    from wparchive.readers.page.ids import Index

_BY_ID: Final = ("comments-title", "comments")
_BY_CLASS: Final = ("h2", "h3", "h4", "h5", "div", "p", "span")
_INSIDE: Final = ("h2", "h3", "h4")
_QUOTED: Final = re.compile("[\u201c\u201e\u00ab\u2039\u300c\u300e\"'\u2018].*", re.DOTALL)
_COUNT: Final = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+|\d{1,7})(?![\d.,]*\d)")
_TITLES: Final = HEADINGS | names("p span")
_LONGEST: Final = 300
_NUMBER: Final = re.compile(r"\d{1,7}")


def counts_in(index: Index) -> tuple[int, ...]:
    """Give the numbers of comments that a page states: in the heading of the thread, and for machines.

    Args:
        index: of the page, as yet with its comments.
    """
    stated = next((count for heading in _headings(index) if (count := _count(heading)) is not None), None)
    found = dict.fromkeys(_in_data(index.tree))
    if stated is not None:
        found = {stated: None, **found}
    return tuple(found)


def _headings(index: Index) -> Iterator[Element]:
    """Give the elements that can be the heading of a thread, the likeliest first."""
    for own in _BY_ID:
        if (element := index.first.get(own)) is None:
            continue
        if element.tag in _TITLES:
            yield element
        for tag in _INSIDE:
            if (inner := element.find(tag)) is not None:
                yield inner
    for tag in _BY_CLASS:
        if (titled := index.tree.select_one(f'{tag}[class*="comments-title"]')) is not None:
            yield titled


def _count(heading: Element) -> int | None:
    found = _COUNT.findall(_QUOTED.sub("", _words(heading)))
    return int(re.sub(r"\D", "", found[0])) if len(found) == 1 else None


def _words(heading: Element) -> str:
    """The words of a heading, without the post's title in it."""
    title = " ".join(inner.text for inner in heading.find_all("em"))
    return heading.text[:_LONGEST].replace(title, "") if title else heading.text[:_LONGEST]


def _in_data(tree: Document) -> Iterator[int]:
    for value in values_in(tree, "commentCount"):
        if found := _NUMBER.match(value):
            yield int(found[0])
    for element in (*tree.select('meta[itemprop="commentCount"]'), *tree.select('span[itemprop="commentCount"]')):
        stated = (element.attr("content") or element.text).strip()
        if stated.isascii() and stated.isdigit() and len(stated) < 8:
            yield int(stated)
