"""What other readers of Markdown want otherwise than CommonMark has it: Python-Markdown and kramdown.

Python-Markdown (Pelican, Nikola, MkDocs) knows fewer escapes, so that a `<` with a backslash would begin a tag; it
takes `{: …}` for attributes, as kramdown does (Jekyll); it wants four spaces below an item of a list; and it sees
fences only at the begin of a line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_QUOTE: Final = re.compile(r"(?:> ?)*")
_FENCE: Final = re.compile(r"(`{3,}|~{3,})([^`]*)\Z")
_ITEM: Final = re.compile(r"(?:[-+*]|[0-9]{1,9}[.)]) {1,4}(?=\S)")
_INLINE: Final = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])|(?<!`)(?P<marks>`+)(?!`).{1,5000}?(?<!`)(?P=marks)(?!`)"
    r"|~~(?P<deleted>[^~\n]{1,5000})~~|(?P<brace>\{)"
)
_ESCAPES: Final = frozenset("\\`*_{}[]()>#+-.!")
"""Those of Python-Markdown (`Markdown.ESCAPED_CHARS`); all others are written as numbers."""


class _Fence:
    """A block of code that is open: its marks, and what stands before its lines."""

    def __init__(self, marks: str, margin: str, shift: str | None) -> None:
        self.marks = marks
        self.margin = len(margin)
        self.shift = shift
        self.quotes = margin.rstrip()

    def line(self, line: str) -> tuple[str | None, bool]:
        """Give a line as it is to stand, None for none, and whether the block ends with it."""
        text = line[self.margin :] if len(line) > self.margin else ""
        closes = text.strip(" ") and not text.strip(self.marks[0]) and len(text) >= len(self.marks)
        if self.shift is None:
            return line, bool(closes)
        return (None if closes else f"{self.shift}{text}".rstrip() if text else self.quotes), bool(closes)


def for_python(text: str) -> str:
    """Write CommonMark as Python-Markdown reads it."""
    out: list[str] = []
    fence: _Fence | None = None
    offsets: list[int] = []
    quotes = ""
    for line in text.split("\n"):
        if fence is not None:
            shown, ended = fence.line(line)
            out += [] if shown is None else [shown]
            fence = None if ended else fence
            continue
        quote = _QUOTE.match(line)
        prefix = quote[0] if quote else ""
        if prefix.rstrip() != quotes:
            quotes, offsets = prefix.rstrip(), []
        rest = line[len(prefix) :]
        body = rest.lstrip(" ")
        if not body:
            out.append(line)
            continue
        spaces = len(rest) - len(body)
        while offsets and offsets[-1] > spaces:
            offsets.pop()
        margin = prefix + " " * (4 * len(offsets) + spaces - (offsets[-1] if offsets else 0))
        if item := _ITEM.match(body):
            offsets.append(spaces + len(item[0]))
            out.append(f"{margin}{item[0]}{_INLINE.sub(_python, body[len(item[0]) :])}")
        elif found := _FENCE.match(body):
            fence = _Fence(found[1], prefix + " " * spaces, f"{margin}    " if margin else None)
            out.append(prefix.rstrip() if margin else line)
        else:
            out.append(margin + _INLINE.sub(_python, body))
    return "\n".join(out)


def _python(found: re.Match[str]) -> str:
    if escaped := found["escaped"]:
        return found[0] if escaped in _ESCAPES else f"&#{ord(escaped)};"
    if found["brace"]:
        return "\\{"
    return f"<del>{_INLINE.sub(_python, found['deleted'])}</del>" if found["deleted"] else found[0]


def for_kramdown(text: str) -> str:
    """Write CommonMark so that kramdown does not take `{: …}` and `{::…}` for its own."""
    return _outside_code(text, lambda found: "\\{" if found["brace"] else found[0]) if "{:" in text else text


def _outside_code(text: str, change: Callable[[re.Match[str]], str]) -> str:
    out: list[str] = []
    fence: _Fence | None = None
    for line in text.split("\n"):
        quote = _QUOTE.match(line)
        prefix = quote[0] if quote else ""
        body = line[len(prefix) :].lstrip(" ")
        if fence is not None:
            fence = None if fence.line(line)[1] else fence
            out.append(line)
        elif found := _FENCE.match(body):
            fence = _Fence(found[1], line[: len(line) - len(body)], None)
            out.append(line)
        else:
            out.append(_INLINE.sub(change, line))
    return "\n".join(out)
