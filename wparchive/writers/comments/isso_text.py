"""What Isso's Markdown knows, which is less than a comment may hold.

Isso 0.14 reads Markdown with mistune, writes all HTML in it as text, and knows `^` and `~` for raised and lowered text
(isso.cfg, `[markup.mistune]`); then it keeps the elements of `isso.html.Sanitizer` alone. So what has no words in
Markdown loses its markup here and keeps its own words, and a picture, which Isso shows none of, becomes a link.
"""

from __future__ import annotations

import re
from typing import Final

from wparchive.text import names

_KEPT: Final = names("a b blockquote br code del div em h1 h2 h3 h4 h5 h6 hr i li ol p pre s strike strong ul")
_BLOCKS: Final = names("address caption center dd details dl dt figcaption figure summary table tbody tfoot thead tr")
"""Elements that stand apart, each of which becomes a paragraph."""
_CELLS: Final = names("td th")
_CODE: Final = names("code pre")

_TAG: Final = re.compile(r"<!--[^<>]*-->|<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s[^<>]*)?)>")
_ATTRIBUTE: Final = re.compile(r"\s(alt|src)=\"([^\"<>]*)\"")
_MARKS: Final = {"^": "\ue000", "~": "\ue001"}
"""What means something to Isso and nothing to Markdown, and what stands for it on the way; private use characters that
a comment has itself are lost."""
_TO_MARKS: Final = str.maketrans(_MARKS)
_FROM_MARKS: Final = str.maketrans({mark: f"\\{character}" for character, mark in _MARKS.items()})
_SPACE: Final = re.compile(r"(?<!\\)&#(133|160|5760|819[2-9]|820[0-2]|8232|8233|8239|8287|12288);")
"""Spaces that Markdown would take away from the begin and end of a line."""


def known_html(html: str) -> str:
    """Leave in a comment's HTML what Isso's Markdown has words for.

    Args:
        html: in which nothing acts by itself.
    """
    pieces: list[str] = []
    end = code = links = 0
    for found in _TAG.finditer(html):
        text = html[end : found.start()]
        pieces.append(text if code else text.translate(_TO_MARKS))
        end = found.end()
        if found[2] is None:
            continue
        closing, tag = found[1], found[2].lower()
        step = -1 if closing else 1
        code += step * (tag in _CODE)
        links += step * (tag == "a")
        pieces.append(_tag(found[0], tag, closing, is_link=links > 0))
    pieces.append(html[end:].translate(_TO_MARKS))
    return "".join(pieces)


def _tag(written: str, tag: str, closing: str, *, is_link: bool) -> str:
    if tag in _KEPT:
        return written
    if tag in _BLOCKS:
        return f"<{closing}div>"
    if tag == "img":
        found = dict(_ATTRIBUTE.findall(written))
        words = found.get("alt") or found.get("src", "")
        return words if is_link or not found.get("src") else f'<a href="{found["src"]}">{words}</a>'
    return " " if tag in _CELLS else ""


def settled(markdown: str) -> str:
    """Change what Isso reads otherwise than other readers of Markdown.

    Args:
        markdown: made of what `known_html` gave.
    """
    return _SPACE.sub(lambda found: chr(int(found[1])), markdown).translate(_FROM_MARKS)
