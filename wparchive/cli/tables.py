"""Tables for people: aligned columns without lines, no wider than the terminal, and nothing in them that acts on it."""

from __future__ import annotations

import shutil
import sys
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

GAP: Final = "  "
NARROWEST: Final = 12
"""A column that is cut to fit keeps so many cells."""

_UNPRINTABLE: Final = frozenset(("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"))


def terminal_width() -> int | None:
    """Cells of a line on standard output; None where it is no terminal and lines are not cut."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def printable(text: str) -> str:
    """Make a text from a source safe to print: on one line, without escape sequences and changes of direction."""
    if text.isascii() and text.isprintable():
        return text
    words = " ".join(text.split())
    return "".join("\ufffd" if unicodedata.category(sign) in _UNPRINTABLE else sign for sign in words)


def showable(text: str) -> str:
    """Replace what the encoding of standard output does not have."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)


def cells(text: str) -> int:
    """How many cells of a terminal a text takes (Unicode Annex 11): two for wide signs, none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def cut(text: str, width: int) -> str:
    """Shorten a text to a number of cells, with `…` at its end."""
    if cells(text) <= width:
        return text
    room = max(width, 1) - 1
    kept = 0
    for at, sign in enumerate(text):
        kept += cells(sign)
        if kept > room:
            return f"{text[:at]}…"
    return text


def table(rows: Sequence[Sequence[str]], align: str, *, width: int | None = None, indent: str = GAP) -> Iterator[str]:
    """Align rows in columns.

    Args:
        rows: of as many cells as `align` has letters.
        align: `l` or `r` for each column.
        width: of the terminal; the widest left-aligned column is cut to fit it. None cuts nothing.
        indent: stands before each line.

    Yields:
        Lines without white space at their end.
    """
    safe = [[printable(cell) for cell in row] for row in rows]
    widths = [max((cells(row[at]) for row in safe), default=0) for at in range(len(align))]
    if width is not None:
        excess = len(indent) + sum(widths) + len(GAP) * (len(align) - 1) - width
        widest = max((at for at, side in enumerate(align) if side == "l"), key=lambda at: widths[at], default=None)
        if excess > 0 and widest is not None:
            widths[widest] = max(widths[widest] - excess, min(NARROWEST, widths[widest]))
    for row in safe:
        padded = [_pad(cut(cell, room), room, side) for cell, room, side in zip(row, widths, align, strict=True)]
        yield (indent + GAP.join(padded)).rstrip()


def _pad(text: str, width: int, side: str) -> str:
    space = " " * (width - cells(text))
    return space + text if side == "r" else text + space


def size(count: int) -> str:
    """A number of bytes for people: `12.3 MB`, of 1000 bytes as disks count them."""
    if count < 1000:
        return f"{count} bytes"
    number = float(count)
    for unit in ("kB", "MB", "GB"):
        number /= 1000
        if number < 999.95:
            return f"{number:.1f} {unit}"
    return f"{number / 1000:,.1f} TB"
