"""The lines of a scrape: how far each is indented, what marks it as an item of a list, and its words without markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBER: Final = re.compile(r"#?(\d{1,5})[.)](?:\s+|$)")
_BULLET: Final = re.compile(
    r"([•*+\-\u2013\u00b7\u25e6\u25aa\u25a0\u25cb\u25cf\u2023\u2043\u25a1\u25ab\u25b3\u25bd\u25c6\u25c7\u25ce\u2605\u2606o])\s+(?=\S)"
)
_ALONE: Final = frozenset("*+o\u25a1\u25a0\u2606\u2605\u25cb\u25cf\u25ce\u25c7\u25c6\u2022")
"""Bullets that Lynx and w3m leave alone on their line, where an element begins the item."""
BULLET: Final = "\u2022"
"""The one of which a line needs nothing else to be an item."""
_INNER: Final = 2
_LINK: Final = re.compile(
    r"(!?)\[([^\[\]]{0,300}+)\]\(\s?<?([^\s()<>]{0,500}+(?:\([^\s()]{0,100}+\))?[^\s()<>]{0,500}+)>?[^()]{0,200}+\)"
)
_BESIDE: Final = re.compile(
    r"(?<=\S)\s{1,3}[(\[<]\s?((?:https?://|mailto:|/\w|#[A-Za-z])[^\s()\[\]<>]{0,500})\s?[)\]>]"
)
"""Where some programs put the address of a link: behind its words. An address alone on its line is text."""
_COMMENT: Final = re.compile(r"(?:#(?:li-|div-)?comment-|[?&]replytocom=)(\d{1,20})")
_EMPHASIS: Final = re.compile(r"(?<![\w*_\\])([*_]{1,3})(?=\S)(.{1,300}?)(?<=[^\s\\])\1(?![\w*_])")
_HEADING: Final = re.compile(r"#{1,6}\s+|\A>\s?")
_ESCAPE: Final = re.compile(r"\\([\\`*_{}\[\]()#+.!>|<~$@^\"'-])")
_PICTURE: Final = re.compile(
    r"(\d{1,5}\s(?=\[[^\[\]]*\]\Z))?"
    r"(?:\[(?:[0-9a-f]{2,64}|(?:inline:)?[\w.-]{1,80}\.(?:png|jpe?g|gif|webp|svg|php)|img|image|avatar|photo|svg|)\]\s*){1,3}",
    re.IGNORECASE,
)
"""What programs print for a picture without words: nothing, the beginning of its file's name, or all of it."""
_SHORT: Final = 300
_LONGEST: Final = 2000
"""Characters of a line in which markup is looked for: nothing around a comment is longer."""


class Line(NamedTuple):
    """A line that is not blank.

    Attributes:
        at: its number in the file, from 0.
        indent: columns before it.
        text: without white space around it.
        gap: a blank line stands before it.
    """

    at: int
    indent: int
    text: str
    gap: bool


class Mark(NamedTuple):
    """What a line begins with, where it is an item of a list.

    Attributes:
        number: as printed; None for a bullet.
        text: the rest of the line.
    """

    number: int | None
    text: str


class Words(NamedTuple):
    """A line without inline markup.

    Attributes:
        text: what a reader sees.
        links: addresses, in order, each with the words of the link.
        heading: it is marked as a heading.
    """

    text: str
    links: tuple[tuple[str, str], ...] = ()
    heading: bool = False

    @property
    def comment(self) -> str | None:
        """The id of the comment that a link leads to."""
        return next((found[1] for _, href in self.links if (found := _COMMENT.search(href))), None)


def lines_of(text: str) -> list[Line]:
    """Take a text apart; blank lines are kept as gaps.

    Args:
        text: with line ends of any kind.
    """
    found: list[Line] = []
    gap = True
    for at, line in enumerate(text.splitlines()):
        stripped = line.strip()
        if stripped:
            lead = line[: len(line) - len(line.lstrip())]
            found.append(Line(at, len(lead.expandtabs(4)), stripped, gap))
        gap = not stripped
    return found


def aligned(lines: list[Line]) -> list[Line]:
    """Give items of one list one indent: some programs set numbers flush right, so that `10.` begins before `9.`."""
    votes = 0
    last: dict[int, int] = {}
    numbered: dict[int, int] = {}
    for at, line in enumerate(lines):
        mark = mark_of(line)
        if mark is None or mark.number is None:
            continue
        numbered[at] = digits = len(str(mark.number))
        if digits > 1 and mark.number == 10 ** (digits - 1):
            votes += (last.get(line.indent + 1) == mark.number - 1) - (last.get(line.indent) == mark.number - 1)
        last[line.indent] = mark.number
    if votes <= 0:
        return lines
    return [
        line._replace(indent=line.indent + numbered[at] - 1) if at in numbered else line
        for at, line in enumerate(lines)
    ]


def mark_of(line: Line) -> Mark | None:
    """Tell whether a line is marked as an item: `12. text`, `• text`."""
    text = line.text
    if text[:1].isdigit() or text[:1] == "#":
        found = _NUMBER.match(text)
        return Mark(int(found[1]), text[found.end() :]) if found else None
    if text == BULLET or (text in _ALONE and line.indent >= _INNER):
        return Mark(None, "")
    found = _BULLET.match(text)
    if found is None or (found[1] == "o" and line.indent < _INNER):
        return None
    return Mark(None, text[found.end() :])


def words_of(text: str, *, markdown: bool = True) -> Words:
    """Take Markdown's inline markup away; text that has none stays as it is.

    Args:
        text: a line.
        markdown: where the page has none, underscores are what somebody wrote: `_ada_` can be a name.
    """
    if len(text) > _LONGEST or not any(sign in text for sign in "[*_\\#>("):
        return Words(text)
    links: list[tuple[str, str]] = []
    text = (found[1] or "") + text[found.end() :] if (found := _PICTURE.match(text)) else text

    def read(found: re.Match[str]) -> str:
        if found[1]:
            return ""
        links.append((found[2].strip(), found[3]))
        return found[2]

    heading = bool(found := _HEADING.match(text)) and text.startswith("#")
    text = text[found.end() :] if found else text
    text = _LINK.sub(read, _LINK.sub(lambda image: "" if image[1] else image[0], text))
    if len(text) <= _SHORT and (markdown or "*" in text):
        text = _EMPHASIS.sub(r"\2", text)
    words, *beside = _BESIDE.split(text)
    if beside:
        labels = (words, *beside[1::2])
        links += zip(map(str.strip, labels), beside[::2], strict=False)
        text = " ".join(labels)
    text = _ESCAPE.sub(r"\1", text)
    return Words(" ".join(text.split()), tuple(links), heading)


def joined(lines: Sequence[Line]) -> str:
    """Put lines together again: gaps between paragraphs, what all are indented by taken away."""
    indent = min((line.indent for line in lines), default=0)
    text = "".join(
        f"{chr(10) * (1 + line.gap) if at else ''}{' ' * (line.indent - indent)}{line.text}"
        for at, line in enumerate(lines)
    )
    return text.rstrip()
