"""Blank lines become paragraphs, line ends become `<br />` (WordPress: `wpautop`).

The rules are applied in WordPress's order, since later ones rely on what earlier ones leave behind.
Two of them surprise, and are what a WordPress shows: once paragraphs are set, a block tag counts by the beginning of
its name, so that `<picture>` and `<param>` are unwrapped as `<p>` is; and a line end inside a tag hides the tag's end
from the rules, so that `<br />` stays behind it.

Most paragraphs hold nothing that a rule could touch. They are held aside, and the rules see a text of the others only.

Caveat: where more than fifty `<` stand before a `>`, each of them ends the tag before it, to keep the time linear.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.content.markup import ELEMENT, WHITE_SPACE
from wparchive.text import any_of, names

if TYPE_CHECKING:
    from collections.abc import Sequence

BLOCK_TAGS: Final = names(
    "table thead tfoot caption col colgroup tbody tr td th div dl dd dt ul ol li pre form map area blockquote address"
    " style p h1 h2 h3 h4 h5 h6 hr fieldset legend section article aside hgroup header footer nav figure figcaption"
    " details menu summary"
)
INLINE_TAGS: Final = names(
    "a abbr acronym b big cite code del em font i img ins kbd q s small span strike strong sub sup tt u var"
)
"""Tags that no rule touches."""

_BLOCK: Final = f"(?:{any_of(BLOCK_TAGS)})"
_NEEDS_RULES: Final = re.compile(rf"<(?!/?(?:{any_of(INLINE_TAGS)})(?: [^<>\r\n]*)?>)")
_PARAGRAPH_BREAK: Final = re.compile(r"\n\s*\n", re.ASCII)
_CROWDED: Final = re.compile(r"<(?:[^<>]*<){50}")

_HELD_PRE: Final = re.compile(r'<pre held="(\d+)"></pre>')
_HELD_PARAGRAPHS: Final = "\ue000"
_HELD_NEWLINE: Final = " <!-- line end --> "
"""Stands for a line end inside a tag. Its spaces and its `>` are part of what WordPress shows, see above."""
_HELD_RAW_NEWLINE: Final = "<wparchive-line-end />"
"""Stands for a line end inside a script or style."""

_SPANNING: Final = re.compile(
    r"<(?:[^<>\r\n]*+(?!>)|!--[^<>\r\n]*+(?!(?<=--)>)|!\[CDATA\[|script|style|svg|math|/?option|/object|source|track|figcaption)"
)
"""What may reach beyond its paragraph: a tag or comment that does not end on its line, raw text, tags that swallow
white space."""
_RAW_ELEMENT: Final = re.compile(r"<(script|style|svg|math)")


class _Rule(NamedTuple):
    """The group of the pattern stays, with something around it; without a group the match becomes what is `after`."""

    pattern: re.Pattern[str]
    before: str
    after: str


class _Collapse(NamedTuple):
    """White space around a tag goes: after it by the pattern, before it if `before`."""

    needles: tuple[str, ...]
    pattern: re.Pattern[str]
    before: bool


class _Rules(NamedTuple):
    spacing: tuple[_Rule, ...]
    collapsing: tuple[_Collapse, ...]
    wrapping: tuple[_Rule, ...]
    breaking: tuple[_Rule, ...]


def autop(text: str) -> str:
    """Wrap paragraphs and break lines as WordPress does for content without blocks.

    Args:
        text: post or comment content, in which shortcodes may still stand.

    Returns:
        HTML.
    """
    if not text.strip(" \t\n\r\0\v"):
        return ""
    if _NEEDS_RULES.search(text) is None and text[0] not in WHITE_SPACE:
        return _plain_paragraphs(text)
    return _with_rules(text)


def _plain_paragraphs(text: str) -> str:
    """Do it for a text that no rule could touch, and that begins with a word."""
    text = _line_feeds(text)
    if "\n" not in text:
        return f"<p>{text}</p>\n"
    pieces = _PARAGRAPH_BREAK.split(text + "\n")
    return "".join(["<p>" + _break_plain(piece.strip("\n")) + "</p>\n" for piece in pieces if piece])


def _line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _break_plain(piece: str) -> str:
    if "\n" not in piece:
        return piece
    *lines, last = piece.split("\n")
    return "<br />\n".join([*[line.rstrip(WHITE_SPACE) for line in lines], last])


def _with_rules(text: str) -> str:
    text, pres = _hold_pre(text + "\n")
    spanning = _SPANNING.search(text) is not None
    plain: list[str] = []
    if not spanning and _HELD_PARAGRAPHS not in text:
        text, plain = _hold_plain(_line_feeds(text))
    text = _apply(text, _rules("[^<>]*" if _CROWDED.search(text) else "[^>]*"), spanning=spanning)
    if plain:
        parts = text.split(_HELD_PARAGRAPHS)
        text = "".join([part for pair in zip(parts, [*plain, ""], strict=True) for part in pair])
    if pres:
        text = _HELD_PRE.sub(lambda marker: pres[int(marker[1])], text)
    return text


def _apply(text: str, rules: _Rules, *, spanning: bool) -> str:
    text = _line_feeds(_substitute(text, rules.spacing))
    if spanning:
        text = ELEMENT.sub(lambda element: element[0].replace("\n", _HELD_NEWLINE), text)
        text = _collapse(text, rules.collapsing)
    pieces = _PARAGRAPH_BREAK.split(text)
    text = "".join(["<p>" + piece.strip("\n") + "</p>\n" for piece in pieces if piece])
    text = _substitute(text, rules.wrapping)
    if spanning:
        text = _hold_raw_newlines(text)
    text = _break_lines(text.replace("<br>", "<br />").replace("<br/>", "<br />"))
    if spanning:
        text = text.replace(_HELD_RAW_NEWLINE, "\n")
    text = _substitute(text, rules.breaking)
    if spanning:
        text = text.replace(_HELD_NEWLINE, "\n").replace(_HELD_NEWLINE.strip(), "\n")
    return text


def _substitute(text: str, rules: Sequence[_Rule]) -> str:
    for pattern, before, after in rules:
        if not pattern.groups:
            text = pattern.sub(after, text)
            continue
        parts = pattern.split(text)  # several times faster than a replacement that names a group
        if len(parts) > 1:
            if before or after:
                parts[1::2] = [f"{before}{part}{after}" for part in parts[1::2]]
            text = "".join(parts)
    return text


@functools.cache
def _rules(attributes: str) -> _Rules:
    """Build the rules.

    Args:
        attributes: the expression for what stands between a tag's name and its `>`.
    """

    def rule(pattern: str, after: str = "", before: str = "") -> _Rule:
        return _Rule(re.compile(pattern, re.ASCII), before, after)

    tag = f"</?{_BLOCK}{attributes}>"
    return _Rules(
        spacing=(
            rule(r"<br\s*/?>\s*<br\s*/?>", "\n\n"),
            rule(rf"<(?={_BLOCK}[\s/>])", "\n\n<"),
            rule(rf"(</{_BLOCK}>)", "\n\n"),
            rule(r"(<hr\s*/?>)", "\n\n"),
        ),
        collapsing=_collapsing(attributes),
        wrapping=(
            rule(r"<p>\s*</p>"),
            rule(r"<p>([^<]+)(?=</(?:div|address|form)>)", "</p>", before="<p>"),
            rule(rf"<p>\s*({tag})\s*</p>"),
            rule(r"<p>(<li.+?)</p>"),
            rule(rf"(?i:<p><blockquote)({attributes})>", "><p>", before="<blockquote"),
            rule(r"</blockquote></p>", "</p></blockquote>"),
            rule(rf"<p>\s*({tag})"),
            rule(rf"({tag})\s*</p>"),
        ),
        breaking=(
            rule(rf"({tag})\s*<br />"),
            rule(rf"<br />(\s*</?(?:p|li|div|dl|dd|dt|th|pre|td|ul|ol){attributes}>)"),
            rule(r"\n</p>$", "</p>"),
        ),
    )


def _collapsing(attributes: str) -> tuple[_Collapse, ...]:
    def collapse(needles: str, pattern: str, *, before: bool) -> _Collapse:
        return _Collapse(tuple(needles.split()), re.compile(pattern, re.ASCII), before)

    media = rf"(?:<(?:audio|video){attributes.replace('^', r'^]')}|\[(?:audio|video)[^\[\]<>]*)"
    return (
        collapse("<option", r"(<option)", before=True),
        collapse("<option", r"(</option>)\s*", before=False),
        collapse("</object>", rf"(<object{attributes}>)\s*", before=False),
        collapse("</object>", r"(</object>)", before=True),
        collapse("</object>", rf"(</?(?:param|embed){attributes}>)\s*", before=True),
        collapse("<source <track", rf"({media}[>\]])\s*", before=False),
        collapse("<source <track", r"([<\[]/(?:audio|video)[>\]])", before=True),
        collapse("<source <track", rf"(<(?:source|track){attributes}>)\s*", before=True),
        collapse("<figcaption", rf"(<figcaption{attributes}>)", before=True),
        collapse("<figcaption", r"(</figcaption>)\s*", before=False),
    )


def _hold_pre(text: str) -> tuple[str, list[str]]:
    """Take `<pre>…</pre>` out: its line ends are text. An end tag without its start is dropped, as WordPress does."""
    if "<pre" not in text:
        return text, []
    held: list[str] = []
    out: list[str] = []
    *parts, rest = text.split("</pre>")
    for part in parts:
        before, start, inner = part.partition("<pre")
        out.append(before)
        if start:
            out.append(f'<pre held="{len(held)}"></pre>')
            held.append(f"{start}{inner}</pre>")
    return "".join([*out, rest]), held


def _hold_plain(text: str) -> tuple[str, list[str]]:
    """Take out the paragraphs that no rule could touch, neighbours together.

    The first one stays if it begins with white space, since a rule may remove the `<br />` that would follow.
    """
    held: list[list[str]] = []
    out: list[str] = []
    for piece in _PARAGRAPH_BREAK.split(text):
        if not piece or _NEEDS_RULES.search(piece) or not (out or piece[0] not in WHITE_SPACE):
            out.append(piece)
            continue
        if not (out and out[-1] is _HELD_PARAGRAPHS):
            out.append(_HELD_PARAGRAPHS)
            held.append([])
        held[-1].append(_break_plain(piece.strip("\n")))
    return "\n\n".join(out), ["</p>\n<p>".join(pieces) for pieces in held]


def _collapse(text: str, rules: Sequence[_Collapse]) -> str:
    for needles, pattern, before in rules:
        if any(needle in text for needle in needles):
            parts = pattern.split(text)
            if before:
                parts[:-1:2] = [part.rstrip(WHITE_SPACE) for part in parts[:-1:2]]
            text = "".join(parts)
    return text


def _hold_raw_newlines(text: str) -> str:
    """Mark the line ends inside scripts, styles and drawings, which are no line breaks."""
    out: list[str] = []
    done = 0
    unclosed: set[str] = set()
    for start in _RAW_ELEMENT.finditer(text):
        name = start[1]
        if start.start() < done or name in unclosed:
            continue
        end = text.find(f"</{name}>", start.end())
        if end < 0:
            unclosed.add(name)
            continue
        out += text[done : start.start()], text[start.start() : end].replace("\n", _HELD_RAW_NEWLINE)
        done = end
    return "".join([*out, text[done:]])


def _break_lines(text: str) -> str:
    r"""Put `<br />` before line ends: white space up to and with a line end becomes `<br />\n`.

    White space directly after a `<br />` does not begin such a stretch; but from its second character on it does.
    """
    *lines, last = text.split("\n")
    out: list[str] = []
    run_done = False
    for line in lines:
        words = line.rstrip(WHITE_SPACE)
        if not words and run_done:
            continue
        run_done = True
        if not words.endswith("<br />"):
            out.append(f"{words}<br />\n")
        elif len(line) > len(words):
            out.append(f"{line[: len(words) + 1]}<br />\n")
        else:
            out.append(f"{words}\n")
            run_done = False
    return "".join([*out, last])
