"""Whom a comment calls with `@` where a paragraph begins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

_AT: Final = re.compile(r"(?:\A|\n\s*|(?<=[:,]\s)|(?<=[:,]))@\s?(?=\w)")
_TO_COLON: Final = re.compile(r"[^\n:@]{1,60}(?=\s?:(?:\s|\Z|@))")
_WORD: Final = re.compile(r"\w+(?:[.'-]\w+)*")
_MOST_WORDS: Final = 5
_MOST: Final = 50


def mentions_in(text: str, names: Collection[str] = ()) -> tuple[str, ...]:
    """Give the names that a text calls at the beginnings of its paragraphs: `@Name Name: …`, `@name …`.

    Args:
        text: plain.
        names: of the thread's authors: such a name is taken whole.
    """
    if "@" not in text:
        return ()
    found: dict[str, None] = {}
    by_length = sorted(names, key=len, reverse=True) if len(names) <= 4 * _MOST else ()
    for at in _AT.finditer(text):
        if (name := _name(text, at.end(), by_length)) is not None:
            found[name] = None
    return tuple(found)


def _name(text: str, start: int, names: Collection[str]) -> str | None:
    rest = text[start : start + 80]
    known = next(
        (name for name in names if rest.startswith(name) and not rest[len(name) : len(name) + 1].isalnum()), None
    )
    if known is not None:
        return known
    whole = _TO_COLON.match(rest)
    if whole is not None and len(whole[0].split()) <= _MOST_WORDS and "." not in whole[0][:-1]:
        return whole[0].strip()
    word = _WORD.match(rest)
    return word[0] if word is not None else None
