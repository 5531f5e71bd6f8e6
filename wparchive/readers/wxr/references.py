"""References to characters in a damaged piece: those that XML knows, those that only HTML knows, and no such thing."""

from __future__ import annotations

import html
import re
from typing import Final

_HIGH: Final = r"55(?:29[6-9]|[3-9]\d\d)|56(?:[0-2]\d\d|3[01]\d)|[xX][dD][89abAB][0-9a-fA-F]{2}"
_LOW: Final = r"56(?:3[2-9]\d|[4-9]\d\d)|57(?:[0-2]\d\d|3[0-3]\d|34[0-3])|[xX][dD][c-fC-F][0-9a-fA-F]{2}"
REFERENCE: Final = re.compile(
    rf"&(?:#(?P<high>{_HIGH});&#(?P<low>{_LOW})"
    r"|#(?P<code>\d{1,7}|[xX][0-9a-fA-F]{1,6})|(?P<name>[A-Za-z][A-Za-z0-9]{1,31}));",
    re.ASCII,
)
"""One reference, or two that are the halves of one character in UTF-16, as JavaScript counts: `&#55357;&#56832;`."""

_XML_ENTITIES: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})


def character(found: re.Match[str], bad: dict[str, list[str]]) -> str:
    """Give the character that is meant.

    Args:
        found: by `REFERENCE`.
        bad: takes what XML does not allow, by the code of the issue.
    """
    if found["name"]:
        text = html.unescape(found[0])
        if found["name"] not in _XML_ENTITIES:
            bad.setdefault("html-entity" if text != found[0] else "bare-ampersand", []).append(found[0])
        return text
    if found["high"]:
        bad.setdefault("html-entity", []).append(found[0])
        return chr(0x10000 + ((_number(found["high"]) - 0xD800) << 10) + _number(found["low"]) - 0xDC00)
    code = _number(found["code"])
    if code in (9, 10, 13) or (
        0x20 <= code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF and code not in (0xFFFE, 0xFFFF)
    ):
        return chr(code)
    bad.setdefault("invalid-character-reference", []).append(found[0])
    return ""


def _number(code: str) -> int:
    return int(code[1:], 16) if code[0] in "xX" else int(code)
