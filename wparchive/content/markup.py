"""What several rules share: white space and tags as PHP's expressions see them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from typing import Final

WHITE_SPACE: Final = " \t\n\r\f\v"
"""White space of HTML and PHP. Python's own notion is wider: it takes U+00A0 and U+2028 too, which WordPress keeps."""

TAG: Final = re.compile(r"(<[^<>]+>)")
"""A tag, as far as rules for the text between tags are concerned; splitting by it gives text, tag, text, …

`<` cannot stand inside, so that a text of many `<` is searched once and not once for each of them.
"""


def any_of(names: Iterable[str]) -> str:
    """Give an expression for any of the names, grouped by first letter: such expressions are tried at every tag."""
    groups = itertools.groupby(sorted(names), key=lambda name: name[0])
    return "|".join(f"{first}(?:{'|'.join(name[1:] for name in group)})" for first, group in groups)
