"""The grammar of blocks (WordPress: `WP_Block_Parser`).

`<!-- wp:[namespace/]name {attributes} -->` begins a block, `<!-- /wp:name -->` ends it, whatever name it says, and
`<!-- wp:name {attributes} /-->` is a block without content. No namespace means `core`. What stands between blocks is
text as it is. An end without a beginning ends it all: what follows is text, and only its delimiters are taken out.
"""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

DELIMITER: Final = re.compile(
    r"<!--\s++(/)?wp:(?:core/(?![a-z0-9_-]*+/))?((?:[a-z][a-z0-9_-]*+/)?[a-z][a-z0-9_-]*+)\s++"
    r"(?:(\{(?:[^<}]++|\}(?!\s++/?-->)|<(?!!--))*\})\s++)?(/)?-->",
    re.ASCII,
)
"""Gives end, name, attributes, void. Attributes end at the first `}` before a comment's end.

They do not reach into another comment; in WordPress they do, and the text between is lost.
"""

FIELDS: Final = 5
"""Splitting by `DELIMITER` gives so many strings for each, and one more: text, end, name, attributes, void, text, …"""


def parse_block_attributes(text: str | None) -> dict[str, Any]:
    """Read the attributes of a delimiter.

    Args:
        text: JSON, or None.

    Returns:
        The object; an empty one where the text is none.
    """
    if not text:
        return {}
    try:
        value = msgspec.json.decode(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
