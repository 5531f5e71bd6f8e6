"""What several rules share: white space and tags as PHP's expressions see them."""

from __future__ import annotations

import re
from typing import Final

WHITE_SPACE: Final = " \t\n\r\f\v"
"""White space of HTML and PHP. Python's own notion is wider: it takes U+00A0 and U+2028 too, which WordPress keeps."""

TAG: Final = re.compile(r"(<[^<>]+>)")
"""A tag, as far as rules for the text between tags are concerned; splitting by it gives text, tag, text, …

`<` cannot stand inside, so that a text of many `<` is searched once and not once for each of them.
"""
