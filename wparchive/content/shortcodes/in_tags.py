"""Shortcodes in the attributes of tags, and square brackets in tags (WordPress: `do_shortcodes_in_html_tags`).

While the shortcodes of a text are looked for, the brackets of its tags and comments are hidden: a link's address or a
comment may hold `[/caption]`, which ends nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.content.autop import BLOCK_TAGS, INLINE_TAGS
from wparchive.content.markup import ELEMENT, WHITE_SPACE, attribute_value
from wparchive.text import names

if TYPE_CHECKING:
    from collections.abc import Callable

_OTHERS: Final = names("audio br button img label main textarea track video")
TAGS: Final = BLOCK_TAGS - {"form", "style"} | INLINE_TAGS | _OTHERS
ATTRIBUTES: Final = names(
    "align alt cite class dir height hidden href id lang name poster rel role src srcset start style target title type"
    " value width"
)
"""Where WordPress lets a shortcode give a value; besides, everything that begins with `aria-` or `data-`."""

_HIDDEN: Final = (("[", "&#91;"), ("]", "&#93;"))
_WRITTEN: Final = (("&#91;", "&#091;"), ("&#93;", "&#093;"))
"""References to brackets in the text itself get another spelling, which stays."""

_IN_TAG: Final = re.compile(r"<(?:[^<>\[\]]*[\[\]]|!(?!--[^<>\[\]]*-->))")
"""Whether it is worth looking: a bracket in a tag, or a comment or section that may hold one."""
_NAME: Final = re.compile(r"<\s*([a-z0-9]+)(?:\s+|(?=[\[/>]))", re.IGNORECASE | re.ASCII)
_ATTRIBUTE_NAME: Final = r"(?:[a-z_][a-z0-9_:.-]*+|\[\[?[^\[\]]+\]\]?)"
_ATTRIBUTE: Final = re.compile(
    rf"""(?:(?P<name>{_ATTRIBUTE_NAME})\s*=\s*(?:(?P<quote>["'])(?P<value>.*?)(?P=quote)\s*+"""
    rf"""|(?P<bare>[^\s"']+)(?:\s++|$))|{_ATTRIBUTE_NAME}(?:\s++|$))""",
    re.IGNORECASE | re.ASCII | re.DOTALL,
)
_BRACKETS_FIRST: Final = re.compile(r"<\s*\[\[?[^\[\]]+\]", re.ASCII)


def hide_brackets(html: str, replace: Callable[[str], str] | None) -> str:
    """Render the shortcodes in attributes, and hide all other brackets of tags.

    Args:
        html: a text with shortcodes.
        replace: renders the shortcodes of one attribute; None if those in tags stay as they are.

    Returns:
        The text, to be given to `show_brackets` when its other shortcodes are rendered.
    """

    def hidden(found: re.Match[str]) -> str:
        element = found[0]
        if "[" not in element and "]" not in element:
            return element
        if replace and "[" in element and "]" in element and not element.startswith(("<!--", "<![CDATA[")):
            element = _render_tag(element, replace)
        return _spell(element, _HIDDEN)

    if "&#9" in html:
        html = _spell(html, _WRITTEN)
    return ELEMENT.sub(hidden, html) if _IN_TAG.search(html) else html


def show_brackets(html: str) -> str:
    """Put back what `hide_brackets` hid."""
    return html.replace("&#91;", "[").replace("&#93;", "]") if "&#9" in html else html


def _spell(text: str, spellings: tuple[tuple[str, str], ...]) -> str:
    for old, new in spellings:
        text = text.replace(old, new)
    return text


def _render_tag(tag: str, replace: Callable[[str], str]) -> str:
    name = _NAME.match(tag)
    if name is None:
        return replace(tag) if _BRACKETS_FIRST.match(tag) else tag
    end = len(tag.removesuffix(">").rstrip(WHITE_SPACE).removesuffix("/").rstrip(WHITE_SPACE))
    out = [name[0]]
    position = name.end()
    while position < end:
        found = _ATTRIBUTE.match(tag, position, end)
        if found is None:
            return tag
        out.append(_render_attribute(name[1].lower(), found, replace))
        position = found.end()
    return "".join([*out, tag[position:]])


def _render_attribute(tag: str, found: re.Match[str], replace: Callable[[str], str]) -> str:
    written, name, quote, value = found[0], found["name"], found["quote"], found["value"]
    if "[" not in written or "]" not in written:
        return written
    if quote is None or name.startswith("["):
        return replace(written)
    result = replace(value)
    if (
        result == value
        or tag not in TAGS
        or not (name.lower() in ATTRIBUTES or name.lower().startswith(("aria-", "data-")))
    ):
        return written
    space = written[len(written.rstrip(WHITE_SPACE)) :]
    return f"{name}={quote}{attribute_value(result)}{quote}{space}"
