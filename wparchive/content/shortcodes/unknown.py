"""Shortcodes that nobody knows: which they are, and what becomes of them.

Square brackets stand in ordinary text too: `[sic]`, `[1]`, `[…]`, `a[i]`. A name alone makes no shortcode. It needs
attributes, or an end tag somewhere in the text; or it is a name of a plugin's; or it is of several words, as no word of
a text is (`my_plugin`), and alone on its line. What stands in code is none.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final

from wparchive.content.markup import TAG, outside_verbatim
from wparchive.content.shortcodes.ends import Ends
from wparchive.content.shortcodes.held import Held
from wparchive.content.shortcodes.placeholders import LIVE
from wparchive.content.shortcodes.providers import PROVIDERS
from wparchive.text import names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wparchive.content.context import Found

PLUGINS_SHORTCODES: Final = LIVE | PROVIDERS.keys() | names("buddypress contact-form jetpack nggallery recipe")
"""Names that are believed to be shortcodes even without attributes and end tag."""

_SHORTCODE: Final = re.compile(r"\[(?<![\w\[]\[)([A-Za-z][\w-]*+)([\s=/][^\[\]\n]*)?\](?![\](])", re.ASCII)
"""Neither an array's index, nor an escape, nor the text of a Markdown link."""
_HAS_ATTRIBUTE: Final = re.compile(r"\s[\w-]+\s*=\s*\S", re.ASCII)
_SEVERAL_WORDS: Final = re.compile(r"[A-Za-z]\w+(?:-\w\w+)+|[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+", re.ASCII)
_ALONE: Final = (re.compile(r"(?:^|\n)[ \t\r]*+\Z"), re.compile(r"[ \t\r]*+(?:\n|\Z)"))
_MARGIN: Final = 100


def unknown_shortcodes(html: str, is_known: Callable[[str], bool]) -> list[str]:
    """Name what looks like a shortcode and is not known.

    Args:
        html: a post's content.
        is_known: tells names to leave out.

    Returns:
        Names in the order of their first use.
    """
    if "[" not in html:
        return []
    words = _words_of(html)
    ended = Ends(words).names
    found: dict[str, None] = {}
    for tag in _SHORTCODE.finditer(words):
        name, attributes = tag[1], tag[2] or ""
        if name in found or is_known(name):
            continue
        if (
            name in ended
            or name in PLUGINS_SHORTCODES
            or _HAS_ATTRIBUTE.match(attributes)
            or (_SEVERAL_WORDS.fullmatch(name) and _is_alone(tag))
        ):
            found[name] = None
    return list(found)


def _words_of(html: str) -> str:
    """The text without code, and with a line end for each tag."""
    return outside_verbatim(html, partial(TAG.sub, "\n"), lambda _: "")


def _is_alone(tag: re.Match[str]) -> bool:
    words = tag.string
    before, behind = _ALONE
    start = max(tag.start() - _MARGIN, 0)
    return before.search(words[start : tag.start()]) is not None and behind.match(words, tag.end()) is not None


def settle(html: str, is_known: Callable[[str], bool], policy: str, found: Found) -> str:
    """Report the shortcodes that are not known, and do with them what the user chose.

    Args:
        html: a rendered page.
        is_known: tells names to leave alone.
        policy: `keep` leaves them as written; `unwrap` takes their tags away and leaves what stands between them;
            `strip` takes that away as well.
        found: told of each name, and of each piece that is taken away, with the piece.

    Returns:
        HTML.
    """
    unknown = unknown_shortcodes(html, is_known)
    if not unknown:
        return html
    if policy == "keep":
        for name in unknown:
            found("unknown-shortcode", name)
        return html
    held = Held()
    html = outside_verbatim(html, str, held.hold_inline)

    def removed(name: str, written: str) -> None:
        found("shortcode-removed", name, held.put_back(written))

    names_of = frozenset(unknown)
    if policy == "strip":
        html = _strip(html, names_of, removed)
    return held.put_back(_RUN.sub(partial(_without_tags, names_of, removed), html))


_ANY_TAG: Final = r"\[(?<!\[\[)/?([A-Za-z][\w-]*+)(?:[\s=/][^\[\]]*+)?\](?!\])"
_TAG_OF: Final = re.compile(_ANY_TAG, re.ASCII)
_TAG_OR_HTML: Final = re.compile(rf"{_ANY_TAG}|<[^<>]++>", re.ASCII)
_RUN: Final = re.compile(
    rf"(?P<before><p>\s*+|<br />\n)?(?P<run>(?:{_ANY_TAG}\s*+)+)(?P<behind></p>\n?|<br />\n)?|<[^<>]++>", re.ASCII
)
"""Tags in a row, with the paragraph or line that they may be alone in; or a tag of HTML, which is passed over."""


def _without_tags(unknown: frozenset[str], removed: Callable[[str, str], None], found: re.Match[str]) -> str:
    if found["run"] is None:
        return found[0]

    def replace(tag: re.Match[str]) -> str:
        if tag[1] not in unknown:
            return tag[0]
        if not tag[0].startswith("[/"):
            removed(tag[1], tag[0])
        return ""

    left = _TAG_OF.sub(replace, found["run"])
    before, behind = found["before"] or "", found["behind"] or ""
    if left.strip() or left == found["run"]:
        return before + left + behind
    if behind.startswith("<br"):
        return before or left
    if behind and before:
        return "" if before.startswith("<p>") else behind
    return before + left + behind


def _strip(html: str, unknown: frozenset[str], removed: Callable[[str, str], None]) -> str:
    """Take away what stands between a start and its end; what is left of tags has no partner."""
    out: list[str] = []
    done = 0
    for start, end, name in _pairs(html, unknown):
        if start >= done:
            removed(name, html[start:end])
            before = html[done:start]
            done = end
            if html.startswith("</p>", end) and before.endswith("<p>"):
                before = before.removesuffix("<p>")
                done += len("</p>")
            elif html.startswith("</p>", end):
                before = before.removesuffix("<br />\n")
            out.append(before)
    return "".join([*out, html[done:]])


def _pairs(html: str, unknown: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """Give where each start begins and where the next end of its name ends, in the order of the text."""
    ends = Ends(html)
    for tag in _TAG_OR_HTML.finditer(html):
        if tag[1] in unknown and not tag[0].startswith("[/") and not tag[0].endswith("/]"):
            end = ends.next(tag[1], tag.end())
            if end:
                yield tag.start(), end[1], tag[1]
