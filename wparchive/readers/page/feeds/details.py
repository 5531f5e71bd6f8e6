"""What the parser of feeds does not give of an item: its categories, and the files that belong to it."""

from __future__ import annotations

import re
from html import unescape
from typing import Final, NamedTuple

_ITEM: Final = re.compile(r"<(item|entry)[\s>][^<]*(?:<(?!/\1\s*>|\1[\s>])[^<]*)*")
_TEXT: Final = re.compile(r"<(content:encoded|content|description|summary)[\s>][^<]*(?:<(?!/\1\s*>)[^<]*)*")
"""Texts, which may quote a feed."""
_CATEGORY: Final = re.compile(
    r"<category(?:\s[^<>]*)?>(?:\s*<!\[CDATA\[(.{0,500}?)\]\]>\s*|([^<>]*))</category>|<category\s[^<>]*?term=\"([^\"<>]*)\"",
    re.DOTALL,
)
_ENCLOSURE: Final = re.compile(r"<(?:enclosure|link)\s([^<>]*)>")
_ATTRIBUTE: Final = re.compile(r"([a-z]+)=(?:\"([^\"]*)\"|'([^']*)')")


class Details(NamedTuple):
    """Of one item.

    Attributes:
        categories: names; WordPress writes categories and tags alike.
        enclosures: address, length and type of each file, a line each, as WordPress keeps them in a post's meta.
    """

    categories: tuple[str, ...] = ()
    enclosures: tuple[str, ...] = ()


def details_of(text: str, number: int) -> list[Details]:
    """Give the details of each item.

    Args:
        text: of the feed.
        number: of the items that were read.

    Returns:
        As many, in their order; empty ones where not every item was read, so that it is unsure which is whose.
    """
    found = [_details(_TEXT.sub("", item[0])) for item in _ITEM.finditer(text)]
    return found if len(found) == number else [Details()] * number


def _details(item: str) -> Details:
    names = [
        unescape(found[3] or found[2] or "") if found[1] is None else found[1] for found in _CATEGORY.finditer(item)
    ]
    return Details(tuple(dict.fromkeys(name.strip() for name in names if name.strip())), tuple(_enclosures(item)))


def _enclosures(item: str) -> list[str]:
    files = []
    for element in _ENCLOSURE.finditer(item):
        stated = {name: unescape(double or single) for name, double, single in _ATTRIBUTE.findall(element[1])}
        url = stated.get("url") or (stated.get("href") if stated.get("rel") == "enclosure" else None)
        if url:
            files.append("\n".join([url, stated.get("length", ""), stated.get("type", "")]))
    return files
