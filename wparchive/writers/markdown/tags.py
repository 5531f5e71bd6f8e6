"""Names of HTML elements by what they do, and where in a tree a node lies."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from turbohtml import Element, Text

if TYPE_CHECKING:
    from collections.abc import Container

    from turbohtml import Node

HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
LISTS: Final = ("ul", "ol", "dir", "menu")
BLOCKS: Final = (
    *HEADINGS, *LISTS, "p", "div", "dl", "pre", "blockquote", "figure", "figcaption", "table", "hr", "section",
    "article", "header", "footer", "aside", "details", "address",
)  # fmt: skip
LINES: Final = frozenset({*HEADINGS, "p", "div", "li", "dd", "td", "th", "figcaption", "section", "article"})
"""Elements whose begin and end are those of a line."""

CODE_BLOCKS: Final = ("pre", "listing", "xmp")
CODE_SPANS: Final = ("code", "kbd", "samp", "tt")
HIDDEN: Final = ("datalist", "noembed", "noframes", "template", "title")
"""Elements whose words no browser shows."""
SILENT: Final = ("base", "link", "meta", "script", "style", *HIDDEN)
"""Elements that show nothing, whatever they hold."""

PLAYERS: Final = ("audio", "iframe", "video")
PLUGINS: Final = ("bgsound", "embed", "object")

SHOWN: Final = frozenset({"img", "hr", "math", "script", *PLAYERS, *PLUGINS})
"""Elements that show something without any words; scripts do so where they put code or slides in their place."""

EMPHASIS: Final = frozenset({"b", "strong", "i", "em", "del", "s", "strike"})

PASSED_THROUGH: Final = ("span", "font", "small", "big", "time", "label", "nobr", "dfn", "bdi", "data", "o:p")
"""Inline elements without a form in Markdown. Left in the tree they hide from turbohtml that a line begins with them:
`<b></b><span>1. First</span>` would become a list."""

NOWHERE: Final = "about:invalid"
"""The address that stands for one that was taken away (CSS Values and Units 4, 4.5.1)."""

_LOCAL: Final = re.compile(r"\s*file:", re.IGNORECASE)

_DEEPEST: Final = 100
"""How many ancestors are looked at. Elements below that lose their markup, so that a million nested ones cost no more
than a million beside each other; browsers give up at 512."""


def is_too_deep(element: Element) -> bool:
    """Tell whether an element lies deeper than any that somebody wrote."""
    return len(list(islice(element.ancestors, _DEEPEST))) == _DEEPEST


def is_inside(node: Node, tags: Container[str]) -> bool:
    """Tell whether one of the ancestors is such an element."""
    above = islice(node.ancestors, _DEEPEST)
    return any(isinstance(ancestor, Element) and ancestor.tag in tags for ancestor in above)


def is_blank(node: Node) -> bool:
    """Tell whether a node shows nothing: white space, a comment, an instruction of PHP."""
    return not node.data.strip() if isinstance(node, Text) else not isinstance(node, Element)


def shows_nothing(element: Element) -> bool:
    """Tell whether there is nothing to see in an element."""
    return not element.text.strip() and element.find([*SHOWN]) is None


def is_local(url: str) -> bool:
    """Tell whether an address is one on a disk, as word processors leave them."""
    return _LOCAL.match(url) is not None
