"""What the programs that make scrapes do to lines: they break them at a width, and put addresses in a list at the end.

Each is undone by its own evidence: a line was broken if the next word would not have fitted, and a number in brackets
is a link if the list has its address.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final
from unicodedata import east_asian_width

from wparchive.readers.text.lines import BULLET, mark_of
from wparchive.readers.text.phrases import without_by

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wparchive.readers.text.lines import Line

_NARROWEST: Final = 50
_WIDEST: Final = 200
"""Columns at which programs break lines. What goes on beyond is not broken."""
_BROKEN: Final = 5
_MOST: Final = 0.6
_WORD: Final = re.compile(r"\S+")
_WIDE: Final = re.compile(r"[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]")
_NO_GO: Final = re.compile(r"#{1,6}\s|>|\|.*\|\Z|[-=_*]{4,}")
"""What begins a line of its own in Markdown."""
_REFERENCES: Final = re.compile(r"References:?\Z")
_ADDRESS: Final = re.compile(r"\[?(\d{1,5})[\].]\s+([a-z][a-z.+-]{1,20}:\S+)\Z")
_MARKER: Final = re.compile(r"\[(\d{1,5})\]")
_CUT_LINK: Final = re.compile(r"\[[^\[\]]{0,200}\Z|\]\([^\s()]{0,200}\Z")
_WITHIN: Final = re.compile(r"#(?:comment|respond|div-comment)|[?&]replytocom=")
_LONGEST_LABEL: Final = 100
_SENTENCE: Final = '.!?\u2026\u201d")'
_TAGS: Final = r"(?:</?(?:article|aside|div|figure|footer|header|main|nav|section|span)(?:\s[^<>]{0,500})?>\s*)+\Z"
_SCAFFOLD: Final = re.compile(rf"{_TAGS}|:{{3,}}")
_MARKED_SCAFFOLD: Final = re.compile(rf"(\d{{1,5}}[.)]\s+){_TAGS}")
_ITEM_SCAFFOLD: Final = re.compile(rf"[-*+]\s+{_TAGS}")
"""Elements that have no sign in Markdown; pandoc leaves them where they stood."""


def without_scaffold(lines: list[Line]) -> list[Line]:
    """Leave out lines that are tags and nothing else."""
    found: list[Line] = []
    gap = False
    for line in lines:
        if line.text[0] in "<:" and _SCAFFOLD.match(line.text):
            gap = True
            continue
        text = line.text
        if text[-1] == ">":
            text = _ITEM_SCAFFOLD.sub(BULLET, _MARKED_SCAFFOLD.sub(r"\1", text))
        found.append(line._replace(text=text, gap=line.gap or gap))
        gap = False
    return found


def with_bullets(lines: list[Line]) -> list[Line]:
    """Put one bullet for those by which Lynx tells its fourth level and its fifth: they are other signs elsewhere."""
    third = next(
        (at for at, line in enumerate(lines) if line.text.split(" ", 1)[0] == "o" and line.indent > 1), len(lines)
    )
    return lines[:third] + [
        line._replace(text=BULLET + line.text[1:]) if _is_deep(line, lines[third]) else line for line in lines[third:]
    ]


def _is_deep(line: Line, third: Line) -> bool:
    return line.indent > third.indent and line.text[0] in "#@" and line.text[1:2] in ("", " ")


def unbroken(lines: list[Line]) -> list[Line]:
    """Join lines that were broken at a width, if nearly all long lines of the text were."""
    pairs = [at for at in range(1, len(lines)) if _can_go_on(lines[at])]
    ends = {at: _width(lines[at - 1].text) + lines[at - 1].indent for at in pairs}
    pairs = [at for at in pairs if _NARROWEST <= ends[at] <= _WIDEST]
    nexts = {at: _width(_first(lines[at].text)) for at in pairs}
    cut = {at for at in range(1, len(lines)) if _is_cut(lines[at - 1], lines[at])}
    votes: Counter[int] = Counter()
    for at in pairs:
        votes.update(range(ends[at], min(ends[at] + 1 + nexts[at], _WIDEST)))
    if not votes:
        return _joined(lines, cut)
    width, count = max(votes.items(), key=lambda vote: (vote[1], vote[0]))
    if count < max(_BROKEN, _MOST * len(pairs)):
        return _joined(lines, cut)
    broken = {at for at in pairs if ends[at] <= width < ends[at] + 1 + nexts[at] and not _is_foot(lines[at].text)}
    broken |= cut
    return _joined(lines, broken)


def _is_cut(line: Line, below: Line) -> bool:
    """Whether a line ends within a link of Markdown: html2text breaks these where it breaks nothing else."""
    return (
        not below.gap
        and len(line.text) <= _WIDEST
        and bool(_CUT_LINK.search(line.text))
        and "](" in f"{line.text}{below.text}"
    )


def _is_foot(text: str) -> bool:
    """Whether a line begins with `Comment by`: old themes print that below the text, on a line of its own."""
    return without_by(text[:_WIDEST]) != text[:_WIDEST] and len(text.split()) > 1 and text[0].isupper()


def _can_go_on(line: Line) -> bool:
    return not line.gap and mark_of(line) is None and not _NO_GO.match(line.text)


def _first(text: str) -> str:
    """The first word, or the first letter where words are not apart."""
    return text[0] if _WIDE.match(text) else text[: found.end()] if (found := _WORD.match(text)) else ""


def _width(text: str) -> int:
    return len(text) if text.isascii() else sum(1 + (east_asian_width(letter) in "WF") for letter in text)


def _joined(lines: Sequence[Line], broken: set[int]) -> list[Line]:
    parts: list[list[Line]] = []
    for at, line in enumerate(lines):
        if at in broken:
            parts[-1].append(line)
        else:
            parts.append([line])
    return [part[0]._replace(text=_sewn(part)) if len(part) > 1 else part[0] for part in parts]


def _sewn(part: Sequence[Line]) -> str:
    found = [part[0].text]
    for line in part[1:]:
        last = found[-1]
        hyphen = last[-1] == "-" and last[-2:-1].isalnum()
        tight = hyphen or (_WIDE.match(last[-1]) is not None and _WIDE.match(line.text) is not None)
        found.append(line.text if tight else f" {line.text}")
    return "".join(found)


def linked(lines: list[Line]) -> list[Line]:
    """Put links in their places where a list at the end has their addresses: `[12]Reply`.

    Where a link ends is not said: a short line that begins with one is its label. Numbers of links that lead around the
    page go, all others stay, as the list does.
    """
    addresses, first = _addresses(lines)
    if not addresses:
        return lines
    return [
        line._replace(text=_with_links(line.text, addresses)) if "[" in line.text else line for line in lines[:first]
    ] + lines[first:]


def _addresses(lines: Sequence[Line]) -> tuple[dict[str, str], int]:
    first = next((at for at in range(len(lines) - 1, -1, -1) if _REFERENCES.match(lines[at].text)), len(lines))
    found = (_ADDRESS.match(line.text) for line in lines[first + 1 :])
    return {match[1]: match[2] for match in found if match}, first


def _with_links(text: str, addresses: Mapping[str, str]) -> str:
    mark, body = _split_mark(text)
    parts = _MARKER.split(body)
    found = [parts[0]]
    short = len(body) <= _LONGEST_LABEL and (not parts[0].strip() or body[-1] not in _SENTENCE)
    for at in range(1, len(parts), 2):
        number, label = parts[at], parts[at + 1]
        href = addresses.get(number)
        alone = short and label.strip() and not label.startswith("@")
        if href is None or not (alone or _WITHIN.search(href)):
            found.append(f"[{number}]{label}")
        else:
            found.append(f"[{label.strip()}]({href})" + label[len(label.rstrip()) :] if alone else label)
    return mark + "".join(found)


def _split_mark(text: str) -> tuple[str, str]:
    found = re.match(r"(?:\d{1,5}[.)]|[•*+o-])\s+", text)
    return (text[: found.end()], text[found.end() :]) if found else ("", text)
