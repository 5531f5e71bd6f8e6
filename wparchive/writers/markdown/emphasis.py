"""Emphasis where turbohtml gives up: it writes all of a page as HTML when one piece of it might be no Markdown.

`<i>“a”</i>` and `<b><i>é</i></b>` are such pieces: turbohtml 1.15 does not look at what stands around punctuation and
nested letters beyond ASCII. They are held aside here, as marks where those are sure to work, else as tags.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from turbohtml import Element, Text

from wparchive.writers.markdown.elements import LINES, is_inside, is_out_of_place

if TYPE_CHECKING:
    from turbohtml import Node

    from wparchive.writers.markdown.elements import Held

_NAMES: Final = {
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("i", "em"), "em"),
    **dict.fromkeys(("del", "s", "strike"), "del"),
}
_SIGNS: Final = {"strong": "**", "em": "*", "del": "~~"}
_ESCAPED: Final = ("\\", "&")
"""What turbohtml escapes by a mark before it, which it does not foresee in nested emphasis."""

_TAG: Final = re.compile("<(?:strong|em|del)>")


def has_tags(markdown: str) -> bool:
    """Tell whether turbohtml wrote some emphasis as HTML."""
    return _TAG.search(markdown) is not None


def hold_awkward(root: Element, held: Held) -> bool:
    """Hold aside all emphasis that turbohtml is not sure of, so that it writes the rest as Markdown.

    Returns:
        Whether there was any.
    """
    awkward = [element for element in root.iter_elements(_NAMES) if _is_awkward(element)]
    for element in awkward:
        if not is_out_of_place(element):
            name = _NAMES[element.tag]
            opening, closing = (_SIGNS[name],) * 2 if _stands_apart(element) else (f"<{name}>", f"</{name}>")
            element.insert_before(held.hold(opening))
            element.insert_after(held.hold(closing))
        element.unwrap()
    return bool(awkward)


def _is_awkward(element: Element) -> bool:
    text = element.text.strip()
    if text.isascii():
        return text[:1] in _ESCAPED or text[-1:] in _ESCAPED
    return is_inside(element, _NAMES) or not all(letter.isascii() or letter.isalnum() for letter in (text[0], text[-1]))


def _stands_apart(element: Element) -> bool:
    """Tell whether white space, or the end of the line, is around it, and only text in it (CommonMark 6.2)."""
    if element.text != element.text.strip() or not all(isinstance(child, Text) for child in element.children):
        return False
    return _ends(element, element.previous_sibling, -1) and _ends(element, element.next_sibling, 0)


def _ends(element: Element, neighbour: Node | None, at: int) -> bool:
    if neighbour is None:
        return isinstance(element.parent, Element) and element.parent.tag in LINES
    return isinstance(neighbour, Text) and neighbour.data[at].isspace()
