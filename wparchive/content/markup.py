"""What several rules share: white space and tags as PHP's expressions see them."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

WHITE_SPACE: Final = " \t\n\r\f\v"
"""White space of HTML and PHP. Python's own notion is wider: it takes U+00A0 and U+2028 too, which WordPress keeps."""

TAG: Final = re.compile(r"(<[^<>]+>)")
"""A tag, as far as rules for the text between tags are concerned; splitting by it gives text, tag, text, …

`<` cannot stand inside, so that a text of many `<` is searched once and not once for each of them.
"""


def names(text: str) -> frozenset[str]:
    """Give the words of a text: the way in which lists of tags and the like are written here."""
    return frozenset(text.split())


def any_of(strings: Iterable[str]) -> str:
    """Give an expression for any of the strings, grouped by first letter: such expressions are tried at every tag."""
    groups = itertools.groupby(sorted(strings), key=lambda string: string[0])
    return "|".join(f"{first}(?:{'|'.join(string[1:] for string in group)})" for first, group in groups)
