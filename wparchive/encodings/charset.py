"""Characters and encodings: what XML forbids, and what Windows-1252 left behind in twenty years of databases."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Characters that XML 1.0 forbids, one at a time."""

C1: Final = re.compile("[\x80-\x9f]")
"""C1 controls. In old exports they are Windows-1252 characters that were taken for ISO-8859-1."""

_ESCAPED: Final = re.compile("[\udc80-\udcff]+")

MAX_RUNS: Final = 1000
"""Stretches that are listed: a file whose encoding is not what it says would have millions."""


class Run(NamedTuple):
    """Bytes that were no UTF-8.

    Attributes:
        start: where they stand in the decoded text.
        raw: the bytes.
        text: what they were read as.
    """

    start: int
    raw: bytes
    text: str


def decode_mixed(data: bytes) -> tuple[str, list[Run]]:
    """Decode UTF-8 with stretches of Windows-1252 in it, as sites have that changed their encoding once.

    Unlike a look at lead bytes alone, this takes every maximal stretch of invalid bytes, so that an `é` of one byte
    before two letters is seen. Bytes that Windows-1252 does not have either become U+FFFD.

    Args:
        data: the bytes.

    Returns:
        The text, and the stretches that were not UTF-8, the first `MAX_RUNS` of them.
    """
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        pass
    runs: list[Run] = []

    def read(found: re.Match[str]) -> str:
        raw = found[0].encode("utf-8", "surrogateescape")
        text = _from_halves(raw) or raw.decode("cp1252", "replace")
        if len(runs) < MAX_RUNS:
            runs.append(Run(found.start(), raw, text))
        return text

    return _ESCAPED.sub(read, data.decode("utf-8", "surrogateescape")), runs


def _from_halves(raw: bytes) -> str | None:
    """Read characters whose halves of UTF-16 were each written as UTF-8 (CESU-8), as some databases do; None if not."""
    try:
        return raw.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        return None


def from_c1(text: str) -> str:
    """Read C1 controls as the Windows-1252 characters they stand for; the five that it does not have are kept."""
    return C1.sub(lambda found: found[0].encode("latin-1").decode("cp1252", "ignore") or found[0], text)
