"""MathML, which browsers show as formulas and Markdown has no words for: kept as HTML, in one line."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Final

from turbohtml import Element, Text

if TYPE_CHECKING:
    from turbohtml import Node

    from wparchive.writers.markdown.held import Held

_TAGS: Final = frozenset({
    "annotation", "math", "menclose", "mfenced", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded",
    "mphantom", "mprescripts", "mroot", "mrow", "ms", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable",
    "mtd", "mtext", "mtr", "munder", "munderover", "none", "semantics",
})  # fmt: skip
"""MathML Core, but for what links or runs code; `annotation-xml`, which can hold HTML and is not shown, goes."""

_ATTRIBUTES: Final = {"display": frozenset({"block", "inline"}), "encoding": frozenset({"application/x-tex"})}
_MARKUP: Final = str.maketrans({sign: f"&#{ord(sign)};" for sign in "\\`*_[]~|$!\n"})
"""Text between tags in a line is Markdown."""


def keep_math(element: Element, held: Held) -> None:
    """Keep a formula, without attributes that only dress it."""
    written: list[str] = []
    waiting: list[Node | str] = [element]
    while waiting:  # no recursion, which deep nesting would overflow
        node = waiting.pop()
        if isinstance(node, str):
            written.append(node)
        elif isinstance(node, Text):
            written.append(html.escape(node.data).translate(_MARKUP))
        elif isinstance(node, Element) and node.tag in _TAGS:
            kept = [
                f' {name}="{value}"' for name, values in _ATTRIBUTES.items() if (value := node.attr(name)) in values
            ]
            written.append(f"<{node.tag}{''.join(kept)}>")
            waiting += [f"</{node.tag}>", *reversed(node.children)]
        elif isinstance(node, Element) and node.tag != "annotation-xml":
            waiting += reversed(node.children)
    element.replace_with(held.hold("".join(written)))
