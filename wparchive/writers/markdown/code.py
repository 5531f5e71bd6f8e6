"""Code: each block becomes one text with the name of its language, each span one text in one line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from turbohtml import Element, Text

from wparchive.writers.markdown.tags import BLOCKS, CODE_BLOCKS, CODE_SPANS, PLAYERS, PLUGINS, is_inside

if TYPE_CHECKING:
    from turbohtml import Node

_SILENT: Final = "script, style, template"
_SHOWN: Final = ("img", *PLAYERS, *PLUGINS)
_NOT_IN_SPAN: Final = ", ".join(("a[href]", "br", *_SHOWN, *BLOCKS))


def rewrite_code(root: Element) -> None:
    """Change all code of a tree into what turbohtml writes without loss."""
    for block in list(root.iter_elements(CODE_BLOCKS)):
        if block.parent is not None and not is_inside(block, CODE_BLOCKS):
            _rewrite_block(block)
    for span in list(root.iter_elements(CODE_SPANS)):
        if span.parent is not None and not (len(span) == 1 and isinstance(span[0], Text)):
            _rewrite_span(span)


def _rewrite_block(block: Element) -> None:
    """Leave nothing but text: turbohtml puts blank lines around the `<div>` that somebody forgot to escape.

    No fence can hold a picture, so what has one is no code.
    """
    if block.find([*_SHOWN]) is not None:
        block.tag = "div"
        return
    for silent in block.select(_SILENT):
        silent.decompose()
    for line_break in block.select("br"):
        line_break.replace_with(Text("\n"))
    found = _language(block)
    text = block.text
    block.clear()
    block.attrs.clear()
    block.tag = "pre"
    if found:
        block.attrs["class"] = f"language-{found}"
    block.append(Text(text))


def _rewrite_span(span: Element) -> None:
    """Make a span of code hold text only, or of one around links, lines or blocks several within them."""
    for inner in span.find_all([*CODE_SPANS]):
        inner.unwrap()
    if span.select_one(_NOT_IN_SPAN) is None:
        text = span.text
        span.clear()
        span.append(Text(text))
        return
    for node in list(span.descendants):
        if isinstance(node, Text) and node.data.strip() and not is_inside(node, CODE_BLOCKS):
            _wrap(node, span.tag)
    span.unwrap()


def _wrap(text: Text, tag: str) -> None:
    """Make text code; the white space at its ends stays outside."""
    code, data = Element(tag, children=[Text(" ".join(text.data.split()))]), text.data
    around: list[Node] = [code]
    if data[0].isspace():
        around.insert(0, Text(" "))
    if data[-1].isspace():
        around.append(Text(" "))
    text.replace_with(*around)


_LANGUAGE: Final = re.compile(r"(?:^|[\s;])(?:(?:brush|lang)\s*:\s*|lang(?:uage)?-|hljs\s+)([\w+#.-]+)", re.IGNORECASE)
"""How syntax highlighters write it in a class: `brush: php; gutter: true`, `lang:php`, `language-php`, `lang-php`,
`hljs php`."""

_PLAIN_WORD: Final = re.compile(r"[\w+#.-]+")


def _language(block: Element) -> str | None:
    """Find the language of code; `prettyprint` and the like are none."""
    code = block.find("code")
    return (_named(code) if code is not None else None) or _named(block)


def _named(element: Element) -> str | None:
    by_class = _LANGUAGE.search(element.attr("class") or "")
    if by_class:
        return by_class[1].lower()
    named = element.attr("data-enlighter-language") or element.attr("data-language") or element.attr("lang") or ""
    return named.lower() if _PLAIN_WORD.fullmatch(named) else None
