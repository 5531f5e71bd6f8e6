"""Whether text reads as if it was in another encoding than it says.

Single-byte encodings can decode anything, so that a page which declares `iso-8859-1`, as servers did by default, and is
in another one would be garbled without a fault to be seen. What gives it away is what no language writes.
"""

from __future__ import annotations

import re
from typing import Final

WESTERN: Final = "cp1252"
_HIGH: Final = re.compile(r"[^\x00-\xa0\u2013\u2014\u2018\u2019\u201c-\u201e\u2022\u2026\xab\xbb]+")
"""Letters beyond ASCII, without typography."""
_SIGN_IN_WORD: Final = re.compile("(?<=[a-z])[¡-¦¨©¬®¯±-³µ¶¸¹¼-¿×÷](?=[a-z])")  # noqa: RUF001 - signs
_TOGETHER: Final = 3
"""So many letters beyond ASCII side by side are rare in Western languages: `créées`."""
_ENOUGH: Final = 3
_LANGUAGE: Final = re.compile(
    rb"(?:<html\b[^>]{0,300}?\blang\s*=\s*[\"']?|<language>(?:<!\[CDATA\[)?)([a-zA-Z]{2,3})", re.IGNORECASE
)
"""Of a page, and of an export or a feed."""
_BY_LANGUAGE: Final = {
    **dict.fromkeys(b"bs cs hr hu pl ro sk sl sq".split(), ("cp1250", "iso8859-2")),
    **dict.fromkeys(b"et lt lv".split(), ("cp1257",)),
    **dict.fromkeys(b"az ku tr".split(), ("cp1254",)),
    b"vi": ("cp1258",),
    **dict.fromkeys(b"ca da de es eu fi fo fr ga gl id is it nb nl nn no oc pt sv".split(), (WESTERN,)),
}
"""Encodings of languages with Latin letters, as browsers assume them where nothing is declared."""
_LATIN: Final = frozenset(one for known in _BY_LANGUAGE.values() for one in known) | {"iso8859-15", "iso8859-13"}


def is_garbled(text: str, encoding: str) -> bool:
    """Whether decoded text cannot be what was written.

    Args:
        text: as the encoding gives it.
        encoding: Python's name of a single-byte one.
    """
    stretches = _HIGH.findall(text)
    letters = sum(map(len, stretches))
    if encoding == WESTERN:
        together = sum(len(stretch) for stretch in stretches if len(stretch) >= _TOGETHER)
        signs = sum(1 for _ in _SIGN_IN_WORD.finditer(text))
        return letters >= _ENOUGH and (together * 4 > letters or (signs >= _ENOUGH and signs * 10 > letters))
    # Of KOI8 and Windows-1251 each has the small letters where the other has capitals.
    high = "".join(stretches)
    return sum(map(str.isupper, high)) > sum(map(str.islower, high)) > 0


def by_language(data: bytes, guess: str) -> str:
    """Give the encoding that a page's language had, where a guess took one for other languages with Latin letters.

    Args:
        data: the page.
        guess: Python's name of an encoding, concluded from its letters.
    """
    found = _LANGUAGE.search(data, 0, 8192)
    known = _BY_LANGUAGE.get(found[1].lower()) if found else None
    return known[0] if known is not None and guess in _LATIN and guess not in known else guess
