"""Code: each block becomes one text with the name of its language, each span one text in one line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from turbohtml import Element, Text

from wparchive.writers.markdown.raw import INLINE, keep_block
from wparchive.writers.markdown.tags import (
    BLOCKS,
    CODE_BLOCKS,
    CODE_SPANS,
    EMPHASIS,
    PLAYERS,
    PLUGINS,
    SILENT,
    is_inside,
)

if TYPE_CHECKING:
    from turbohtml import Node

    from wparchive.writers.markdown.held import Held

_SHOWN: Final = ("img", *PLAYERS, *PLUGINS)
_NOT_IN_SPAN: Final = ", ".join(("a[href]", "br", *_SHOWN, *BLOCKS))


def rewrite_block(block: Element, held: Held) -> None:
    """Leave nothing but text in a block: turbohtml puts blank lines around the `<div>` that somebody forgot to escape.

    No fence can hold a picture; what has one stays HTML, and so do poems with emphasis, and text with links.
    """
    is_text = _is_text(block)
    _name_language(block)
    for silent in block.find_all([*SILENT]):
        silent.decompose()
    if is_text or block.find([*_SHOWN]) is not None:
        keep_block(block, held)
        return
    for line_break in block.find_all("br"):
        line_break.replace_with(Text("\n"))
    text = block.text
    block.clear()
    block.append(Text(text))


_TEXTS: Final = ("wp-block-verse", "wp-block-preformatted")
_SAID: Final = ", ".join(("a[href]", *EMPHASIS, *INLINE))


_OF_CODE: Final = ", ".join(("code", "span", *BLOCKS))
"""What highlighters put into code, and what is code itself where nobody has escaped it."""
_ADDRESS: Final = re.compile(r"(?:https?://|mailto:|/|#)\S*")


def _is_text(block: Element) -> bool:
    """Tell whether a block is no code, by what is marked in it. Highlighters of code make links as well."""
    names = block.attr("class") or ""
    if any(name in names for name in _TEXTS):
        return block.select_one(_SAID) is not None
    links = [] if names else block.select("a[href]")
    said = all(_ADDRESS.fullmatch(link.attr("href") or "") for link in links)
    return bool(links) and said and block.select_one(_OF_CODE) is None


def rewrite_span(span: Element, _: Held) -> None:
    """Make a span of code hold text only, or of one around links, lines or blocks several within them."""
    if span.tag != "code":
        span.tag = "code"
    if len(span) == 1 and isinstance(span[0], Text):
        return
    for inner in span.find_all([*CODE_SPANS]):
        inner.unwrap()
    if span.select_one(_NOT_IN_SPAN) is None:
        text = span.text
        span.clear()
        span.append(Text(text))
        return
    for node in list(span.descendants):
        if isinstance(node, Text) and node.data.strip() and "\0" not in node.data and not is_inside(node, CODE_BLOCKS):
            _wrap(node)
    span.unwrap()


def _name_language(block: Element) -> None:
    """Say the language in the one way that turbohtml reads."""
    found = _language(block)
    block.tag = "pre"
    block.attrs.clear()
    if found:
        block.attrs["class"] = f"language-{found}"


def _wrap(text: Text) -> None:
    """Make text code; the white space at its ends stays outside."""
    code, data = Element("code", children=[Text(" ".join(text.data.split()))]), text.data
    around: list[Node] = [code]
    if data[0].isspace():
        around.insert(0, Text(" "))
    if data[-1].isspace():
        around.append(Text(" "))
    text.replace_with(*around)


_LANGUAGE: Final = re.compile(
    r"(?:^|[\s;])(?:(?:brush|lang)\s*:\s*|lang(?:uage)?-|(?:hljs|highlight|sourcecode)\s+)([\w+#.-]+)", re.IGNORECASE
)
"""How syntax highlighters write it in a class: `brush: php; gutter: true`, `lang:php`, `language-php`, `lang-php`,
`hljs php`, `highlight php`, `sourceCode php`."""

_PLAIN_WORD: Final = re.compile(r"[\w+#.-]+")


def _language(block: Element) -> str | None:
    """Find the language of code; `prettyprint` and the like are none."""
    code = block.find("code")
    return (_named(code) if code is not None else None) or _named(block)


def _named(element: Element) -> str | None:
    by_class = _LANGUAGE.search(element.attr("class") or "")
    if by_class:
        return by_class[1].lower()
    named = element.attr("data-enlighter-language") or element.attr("data-language") or ""
    named = named or element.attr("data-lang") or element.attr("lang") or ""
    return named.lower() if _PLAIN_WORD.fullmatch(named) else None
