r"""Backslashes that a reader need not see: those without which the text means the same (CommonMark 0.31, 2.4).

turbohtml escapes a character wherever it could mean something: `snake\_case`, `\[sic\]`, `1\.5`. Whether it does
depends on what is around it, in its line and its paragraph, which is looked at here. In doubt a backslash stays.
"""

from __future__ import annotations

import re
import unicodedata
from html.entities import html5
from itertools import pairwise
from string import punctuation
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_MASK: Final = "\1"
_ESCAPE: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_RUN: Final = re.compile(r"\\\\|\\([*_~`])(?:\\\1)*")
"""A run of escaped marks; two backslashes, of which the second escapes nothing, are none."""
_MARGIN: Final = re.compile(r"[> ]*(?:(?:[-*+]|[0-9]{1,9}[.)]) +)*")


def unescape(markdown: str, *, hidden_marks: bool) -> str:
    """Take away the backslashes that change nothing.

    Args:
        markdown: as turbohtml writes it.
        hidden_marks: whether marks of emphasis are among what is held aside.

    Returns:
        Markdown that is rendered as the same HTML.
    """
    if "|" in markdown and any(_rows(markdown)):
        markdown = _escape_rows(markdown)
    if _WORTH_A_LOOK.search(markdown) is None:
        return markdown
    masked = _without_code(markdown) if "`" in markdown else markdown
    if not hidden_marks:
        masked = masked.replace("\0", _MASK)
    kept, done, end = [], 0, 0
    while found := _WORTH_A_LOOK.search(masked, end):
        start, end = _paragraph_around(masked, found.start())
        for at in sorted(_unneeded(masked[start:end])):
            kept.append(markdown[done : start + at])
            done = start + at + 1
    kept.append(markdown[done:])
    return "".join(kept)


_ROW: Final = re.compile(r"\n[> ]*(?=[|:][-:| \t]*(?:\n|$))")
"""Before a line that would make a table of itself and the line above."""


def _rows(markdown: str) -> Iterator[int]:
    return (row.end() for row in _ROW.finditer(markdown) if markdown.endswith(("  ", "\\"), 0, row.start()))


def _escape_rows(markdown: str) -> str:
    """Escape such lines where they are text, after a line break, which turbohtml does not foresee."""
    places = list(_rows(_without_code(markdown)))
    return "\\".join(markdown[start:end] for start, end in pairwise([0, *places, len(markdown)]))


_WORTH_A_LOOK: Final = re.compile(r'\\(?!")')
_BLANK_LINE: Final = re.compile(r"\n[> ]*(?=\n)")


def _without_code(markdown: str) -> str:
    """Mask code: from a run of backticks to the next of the same length, be it a span or a fence."""
    parts, done, start = [], 0, markdown.find("`")
    while start >= 0:
        end = _end_of_run(markdown, start)
        if _is_escaped(markdown, start):
            start = markdown.find("`", start + 1)
            continue
        closing = markdown.find(markdown[start:end], end)
        while closing >= 0 and (past := _end_of_run(markdown, closing)) - closing != end - start:
            closing = markdown.find(markdown[start:end], past)
        past = past if closing >= 0 else len(markdown)
        parts += [markdown[done:start], _MASK * (past - start)]
        done, start = past, markdown.find("`", past)
    parts.append(markdown[done:])
    return "".join(parts)


def _end_of_run(markdown: str, at: int) -> int:
    while markdown[at : at + 1] == "`":
        at += 1
    return at


def _is_escaped(text: str, at: int) -> bool:
    backslashes = 0
    while at > backslashes and text[at - backslashes - 1] == "\\":
        backslashes += 1
    return backslashes % 2 == 1


def _paragraph_around(masked: str, at: int) -> tuple[int, int]:
    """Find where the paragraph begins and ends that something stands in."""
    start = masked.rfind("\n", 0, at) + 1
    while start:
        before = masked.rfind("\n", 0, start - 1) + 1
        if not masked[before : start - 1].strip("> "):
            break
        start = before
    blank = _BLANK_LINE.search(masked, at)
    return start, blank.start() if blank else len(masked)


def _unneeded(paragraph: str) -> set[int]:
    """Find the escapes of a paragraph that change nothing."""
    found = {
        escape.start()
        for escape in _ESCAPE.finditer(paragraph)
        if (rule := _RULES.get(escape[1])) is not None and not rule(paragraph, escape.end())
    }
    for sign in "*_~":
        if f"\\{sign}" in paragraph:
            found.update(_unneeded_marks(paragraph, sign))
    if paragraph.count("`") == 1 and _MASK not in paragraph:
        found.update(run.start() for run in _RUN.finditer(paragraph) if run[1] == "`")
    if "\\[" in paragraph or "\\]" in paragraph:
        found.update(_unneeded_brackets(paragraph))
    return found


# --- one character --------------------------------------------------------------------------------------------

_ENDS_MARKER: Final = re.compile(r"[ \t\n]|$")
_HEADING: Final = re.compile(r"#*(?:[ \t\n]|$)")
_DASHES: Final = re.compile(r"[-:| \t]*(?:\n|$)")
_UNDERLINE: Final = re.compile(r"=*[ \t]*(?:\n|$)")
_ENDS_LINE: Final = re.compile(r" *(?:\n|$)")
_TAG: Final = re.compile(r"[a-zA-Z/!?]")
_REFERENCE: Final = re.compile(r"#[xX]?[0-9a-fA-F]+;|[0-9A-Za-z]+;")


def _marks_list(paragraph: str, end: int) -> bool:
    """Tell whether a sign would begin a list: for kramdown, which Jekyll uses, that may be behind any line break."""
    return _ENDS_MARKER.match(paragraph, end) is not None


def _marks_heading(paragraph: str, end: int) -> bool:
    return _HEADING.match(paragraph, end) is not None


def _marks_list_or_rule(paragraph: str, end: int) -> bool:
    return _marks_list(paragraph, end) or _DASHES.match(paragraph, end) is not None


def _underlines(paragraph: str, end: int) -> bool:
    return paragraph.find("\n", 0, end) >= 0 and _UNDERLINE.match(paragraph, end) is not None


def _begins_tag(paragraph: str, end: int) -> bool:
    return _TAG.match(paragraph, end) is not None


def _begins_reference(paragraph: str, end: int) -> bool:
    name = _REFERENCE.match(paragraph, end)
    return name is not None and (name[0][0] == "#" or name[0] in html5)


def _escapes_more(paragraph: str, end: int) -> bool:
    following = paragraph[end : end + 1]
    if following == " ":  # `\\  ` at the end of a line: markdown-it would see no break after a backslash alone
        return _ENDS_LINE.match(paragraph, end) is not None
    return not following or following in f"\n\0{_MASK}{punctuation}"


_RULES: Final[Mapping[str, Callable[[str, int], bool]]] = {
    "#": _marks_heading,
    "+": _marks_list,
    ".": _marks_list,
    ")": _marks_list,
    "-": _marks_list_or_rule,
    "=": _underlines,
    "<": _begins_tag,
    "&": _begins_reference,
    "\\": _escapes_more,
}
"""By character: tells whether it would mean something without its backslash, from where the paragraph goes on."""

# --- marks of emphasis ----------------------------------------------------------------------------------------

_SPACE, _PUNCTUATION, _LETTER, _UNSURE = range(4)


class _Mark(NamedTuple):
    """A run of escaped marks: where its escapes are, and what it could do."""

    escapes: range
    opens: bool
    closes: bool
    is_block: bool


def _unneeded_marks(paragraph: str, sign: str) -> Iterator[int]:
    """Find marks that neither open nor close, and those that would find no partner."""
    marks = [_mark_at(paragraph, run) for run in _RUN.finditer(paragraph) if run[1] == sign]
    idle = [mark for mark in marks if not (mark.opens or mark.closes)]
    if not _has_real_marks(paragraph, sign) and not _have_partners(marks):
        idle = marks
    for mark in idle:
        if not mark.is_block and not (sign == "~" and _touches_mark(paragraph, mark.escapes)):
            yield from mark.escapes


def _touches_mark(paragraph: str, escapes: range) -> bool:
    """Tell whether there is emphasis next to a tilde: GitHub's parser looks past tildes for what its marks stand at."""
    around = paragraph[escapes.start - 1 : escapes.start] + paragraph[escapes.stop : escapes.stop + 1]
    return any(sign in "*_%" for sign in around)


def _mark_at(paragraph: str, run: re.Match[str]) -> _Mark:
    before, after = _kind(paragraph[run.start() - 1 : run.start()]), _kind(paragraph[run.end() : run.end() + 1])
    left = after != _SPACE and (after != _PUNCTUATION or before != _LETTER)
    right = before != _SPACE and (before != _PUNCTUATION or after != _LETTER)
    if run[1] == "_":
        left, right = left and (not right or before != _LETTER), right and (not left or after != _LETTER)
    return _Mark(range(run.start(), run.end(), 2), left, right, _marks_block(paragraph, run))


def _marks_block(paragraph: str, run: re.Match[str]) -> bool:
    """Tell whether a run at the begin of its line would be a rule, a fence or the sign of a list."""
    start, end = run.span()
    line = paragraph.rfind("\n", max(start - _WIDEST_MARGIN, 0), start) + 1
    if line == 0 and start > _WIDEST_MARGIN:
        return False
    if not _MARGIN.fullmatch(paragraph, line, start):
        return False
    following = _ONLY_MARKS.match(paragraph, end)
    if run[1] == "*" and (following is not None or _ENDS_MARKER.match(paragraph, end)):
        return True
    return paragraph.count(run[1], start, following.end() if following and run[1] == "_" else end) >= _FEWEST


_FEWEST: Final = 3
"""How many marks make a rule or a fence."""


_WIDEST_MARGIN: Final = 300
_ONLY_MARKS: Final = re.compile(r"[\\*_~ \t]*(?:\n|$)")


def _kind(letter: str) -> int:
    if not letter or letter.isspace():
        return _SPACE
    if letter in ("\0", "%", _MASK):  # what is held aside, or code: both count as whatever keeps the backslash
        return _UNSURE
    return _PUNCTUATION if unicodedata.category(letter)[0] in "PS" else _LETTER


def _has_real_marks(paragraph: str, sign: str) -> bool:
    """Tell whether there is a mark that is none of the text's, or may be; the sign of a list is none."""
    if "\0" in paragraph and sign != "_":
        return True
    mark = "~~" if sign == "~" else sign  # a single tilde is part of an address
    at = paragraph.find(mark)
    while at >= 0:
        if not _is_escaped(paragraph, at) and paragraph[at + 1 : at + 2] != " ":
            return True
        at = paragraph.find(mark, at + 1)
    return False


def _have_partners(marks: list[_Mark]) -> bool:
    opened = False
    for mark in marks:
        if opened and mark.closes:
            return True
        opened = opened or mark.opens
    return False


# --- brackets -------------------------------------------------------------------------------------------------

_BRACKET: Final = re.compile(r"\\\\|\\?[\[\]]")
_MEANS_MORE: Final = re.compile(r"\^|!|[ xX]\\?\]")
"""What follows a bracket that is a footnote, an alert or a box to tick in GitHub's Markdown."""


def _unneeded_brackets(paragraph: str) -> Iterator[int]:
    """Find brackets in pairs that are no link, whose text is followed by `(`, nor a definition, which ends in `]:`."""
    brackets = [bracket for bracket in _BRACKET.finditer(paragraph) if bracket[0] != "\\\\"]
    alone = all(bracket[0][0] == "\\" for bracket in brackets)
    waiting: list[re.Match[str]] = []
    for bracket in brackets:
        if bracket[0][-1] == "[":
            waiting.append(bracket)
            continue
        opening = waiting.pop() if waiting else None
        follows = paragraph[bracket.end() : bracket.end() + 1]
        if opening is None:
            if alone and follows not in ("(", ":", "\\"):
                yield bracket.start()
        elif len(opening[0]) == len(bracket[0]) == 2 and not _means_something(paragraph, opening, follows):
            yield opening.start()
            yield bracket.start()
    if alone:
        yield from (bracket.start() for bracket in waiting if not _MEANS_MORE.match(paragraph, bracket.end()))


def _means_something(paragraph: str, opening: re.Match[str], follows: str) -> bool:
    return follows in ("(", ":", "%") or _MEANS_MORE.match(paragraph, opening.end()) is not None
