"""JSON-LD in the head of a page: what search engine plugins state in the words of schema.org."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from turbohtml import Document

_MOST: Final = 2000
"""Objects that are looked at."""
_LONGEST: Final = 1 << 20
"""Characters of one script whose objects are looked at."""


def objects_in(tree: Document) -> Iterator[dict[str, Any]]:
    """Give the objects of all scripts, those of `@graph` and `mainEntity` too."""
    left = _MOST
    for text in _scripts(tree):
        if len(text) > _LONGEST:
            continue
        try:
            waiting = [json.loads(text, strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting and left:
            one = waiting.pop(0)
            left -= 1
            if isinstance(one, list):
                waiting[:0] = one[:_MOST]
            elif isinstance(one, dict):
                yield one
                waiting += [one[key] for key in ("@graph", "mainEntity") if key in one]


def values_in(tree: Document, key: str) -> Iterator[str]:
    """Give all texts and numbers that stand behind a key, whatever they are of: also in what is no valid JSON.

    Args:
        tree: of the page.
        key: as `datePublished`.

    Yields:
        The first word of each, without quotation marks.
    """
    for text in _scripts(tree):
        yield from _pattern(key).findall(text)


def _scripts(tree: Document) -> Iterator[str]:
    for script in tree.select('script[type="application/ld+json" i]'):
        yield script.text


@cache
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(rf'"{key}"\s*:\s*"?([^\s",{{}}\[\]]{{1,100}})')
