"""Emphasis beyond ASCII: turbohtml 1.15 writes all emphasis of a page as HTML when a piece of it has other letters.

It does not look at the letters around such a piece, and so cannot tell whether `**` would be a mark there. Where it has
given up, those pieces are held aside, as marks or, where marks would not be read as such, as tags; the rest it then
writes as Markdown. Rules of CommonMark 0.31, 6.2.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Final

from turbohtml import Element, Text

from wparchive.writers.markdown.tags import LINES, is_inside, is_too_deep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from turbohtml import Node

    from wparchive.writers.markdown.held import Held

_NAMES: Final = {
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("i", "em"), "em"),
    **dict.fromkeys(("del", "s", "strike"), "del"),
}
_MARKS: Final = {"strong": "**", "em": "*", "del": "~~"}
_TAG: Final = re.compile("<(?:strong|em|del)>")
_ESCAPED: Final = ("\\", "&")
"""What turbohtml escapes by a mark before it, which it does not foresee in nested emphasis."""

SPACE, PUNCTUATION, LETTER, UNSURE = "space", "punctuation", "letter", "unsure"


def join_emphasis(root: Element) -> None:
    """Make one of two pieces of the same emphasis in a row, as word processors write them: `<b>a</b><b>b</b>`."""
    for element in list(root.iter_elements(_NAMES)):
        while isinstance(after := element.next_sibling, Element) and _NAMES.get(after.tag) == _NAMES[element.tag]:
            element.extend(list(after.children))
            after.decompose()


def has_tags(markdown: str) -> bool:
    """Tell whether turbohtml wrote some emphasis as HTML."""
    return _TAG.search(markdown) is not None


def hold_emphasis(root: Element, held: Held, *, nested: bool) -> bool:
    """Hold aside all emphasis that turbohtml is not sure of.

    Args:
        root: the tree.
        held: where to.
        nested: whether to hold all emphasis in emphasis as well.

    Returns:
        Whether anything was changed.
    """
    found, repeated = [], False
    for element in list(root.iter_elements(_NAMES)):
        kinds = {_NAMES[tag] for tag in _tags_around(element)}
        same = _NAMES[element.tag] in kinds
        if same and not is_inside(element, _CAPTION):
            element.unwrap()
            repeated = True
        elif same or (nested and kinds) or _is_doubtful(element.text):
            found.append(element)
    for element in reversed(found):  # the inner first, whose white space goes to the outer
        if not is_too_deep(element):
            _trim(element)
            name = _NAMES[element.tag]
            opening, closing = (_MARKS[name],) * 2 if _can_be_marked(element) else (f"<{name}>", f"</{name}>")
            if len(element):
                element.insert_before(held.hold(opening))
                element.insert_after(held.hold(closing))
        element.unwrap()
    return repeated or bool(found)


_CAPTION: Final = frozenset({"figcaption"})
"""Where all is in italics, and those of the text mean something."""


def _tags_around(element: Element) -> Iterator[str]:
    """Give the emphasis that an element is in."""
    for above in islice(element.ancestors, _FAR):
        if isinstance(above, Element) and above.tag in _NAMES:
            yield above.tag


_FAR: Final = 100


def _is_doubtful(text: str) -> bool:
    return not text.isascii() or text.strip().startswith(_ESCAPED) or text.strip().endswith(_ESCAPED)


def _trim(element: Element) -> None:
    """Move white space and line breaks at its ends out of an element: no mark stands beside them."""
    children = list(element.children)
    leading = list(takewhile(_is_blank, children))
    trailing = list(takewhile(_is_blank, reversed(children[len(leading) :])))
    kept = children[len(leading) : len(children) - len(trailing)]
    if leading:
        element.insert_before(*leading)
    if trailing:
        element.insert_after(*reversed(trailing))
    if kept and isinstance(first := kept[0], Text) and first.data[0].isspace():
        first.data = first.data.lstrip()
        element.insert_before(Text(" "))
    if kept and isinstance(last := kept[-1], Text) and last.data[-1].isspace():
        last.data = last.data.rstrip()
        element.insert_after(Text(" "))


def _is_blank(node: Node) -> bool:
    return node.tag == "br" if isinstance(node, Element) else isinstance(node, Text) and not node.data.strip()


def _can_be_marked(element: Element) -> bool:
    """Tell whether marks at its ends would open and close emphasis."""
    if not len(element) or _NAMES[element.tag] in {_NAMES[tag] for tag in _tags_around(element)}:
        return False
    before, after = _neighbour(element, element.previous_sibling, -1), _neighbour(element, element.next_sibling, 0)
    return _flanks(before, _edge(element, 0)) and _flanks(after, _edge(element, -1))


def _edge(element: Element, at: int) -> str:
    """Say what kind of letter an element has at its begin (0) or end (-1); marks there make one run with its own."""
    node = element[at]
    while isinstance(node, Element) and _NAMES.get(node.tag) in ("em", "strong") and len(node):
        node = node[at]
    return _kind(node, at)


def _flanks(outside: str, inside: str) -> bool:
    """Tell whether a mark between the two is one that belongs to the inside."""
    if UNSURE in (outside, inside) or inside == SPACE:
        return False
    return inside == LETTER or outside != LETTER


def _neighbour(element: Element, node: Node | None, at: int) -> str:
    if node is not None:
        return _kind(node, at)
    parent = element.parent
    if isinstance(parent, Element) and parent.tag in _NAMES:  # its marks and these are one run
        return _neighbour(parent, parent.previous_sibling if at else parent.next_sibling, at)
    return SPACE if isinstance(parent, Element) and parent.tag in LINES else UNSURE


_LIKE_PUNCTUATION: Final = frozenset({"a", "code", "img", "kbd"})
"""Elements that begin and end with punctuation when they are Markdown."""


def _kind(node: Node, at: int) -> str:
    """Say what kind of letter a node has at its begin (0) or end (-1)."""
    if isinstance(node, Element):
        if node.tag == "br":
            return SPACE
        # turbohtml moves white space out of a link.
        solid = node.tag != "a" or (node.text.strip() == node.text != "" and node.find("br") is None)
        return PUNCTUATION if node.tag in _LIKE_PUNCTUATION and solid else UNSURE
    if not isinstance(node, Text) or not node.data:
        return UNSURE
    letter = node.data[at]
    if letter.isspace():
        return SPACE
    return PUNCTUATION if unicodedata.category(letter)[0] in "PS" else LETTER
