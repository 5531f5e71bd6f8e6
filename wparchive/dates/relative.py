"""Times that say how long ago something was: `3 years ago`, in the words of WordPress's translations."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from wparchive.phrases import phrases_of

LONGEST: Final = 60
"""Characters of one."""
# `16 de ago` is a day in Spanish and Portuguese.
_SPAN: Final = r"[\d٠-٩۰-۹]{1,4}\s?(?!de\b)[^\W\d_]+\.?(?:\s[^\W\d_]+)?"  # noqa: RUF001 - Arabic and Persian digits


def is_relative(text: str) -> bool:
    """Tell whether a text says how long ago something was, and nothing else.

    Args:
        text: one line; signs around it count for nothing.
    """
    return len(text) <= LONGEST and _pattern().fullmatch(text) is not None


@cache
def _pattern() -> re.Pattern[str]:
    phrases = {re.escape(phrase).replace(r"\{\}", _SPAN) for phrase in phrases_of("relative-times")}
    return re.compile(rf"\W*(?:{'|'.join(sorted(phrases))})\W*", re.IGNORECASE)
