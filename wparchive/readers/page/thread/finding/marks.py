"""Where comments begin: elements that name themselves one, by id, anchor or class.

Every comment of WordPress since 1.5 has its number in an id (`comment_ID()`), as `li#comment-12`, `#li-comment-12` or
`#div-comment-12`. Some themes print pings without; they have the classes of `get_comment_class()`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from wparchive.text import names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from turbohtml import Document, Element

    from wparchive.readers.page.ids import Index

_BY_CLASS: Final = '[class*="depth-"], [class~="pingback"], [class~="trackback"], [class~="ping"]'
"""One selector: each that names no element goes through the whole page."""
_BY_NAME: Final = 'a[name^="comment-"]'
_ID: Final = re.compile(r"(?:(?:div|li|article|dsq|wp|single)-)?(?:comment|pingback|trackback|ping|review)-(\d{1,20})")
_WPDISCUZ: Final = re.compile(r"(?:wc|wpd)-comm-(\d{1,20})_(\d{1,20})")
_DEPTH: Final = re.compile(r"(?:^|\s)(?:depth|level)-\d{1,5}(?=\s|$)")
_STATED_DEPTH: Final = re.compile(r"(?:^|\s)(?:depth|level|\w+_level)-(\d{1,5})(?=\s|$)")
_PINGS: Final = names("pingback trackback ping")
_OWN: Final = names("comment review webmention thread-even thread-odd")
_ALTERNATING: Final = names("even odd alt")
_HOLDERS: Final = names("li div article section dt tr")


class Mark(Struct, frozen=True, gc=False):
    """An element that calls itself a comment.

    Attributes:
        element: as found.
        number: the comment's id, or None where only its classes say what it is.
        parent: the id of the comment that it answers, if its own id says so; `0` for none.
    """

    element: Element
    number: str | None
    parent: str | None = None


def marks_in(index: Index) -> list[Mark]:
    """Find the marks of a page.

    Args:
        index: of the page.

    Returns:
        Them, in document order; several can be of one comment.
    """
    marks = [
        mark for own, element in index.named if own[-1:].isdigit() and (mark := _mark_by_id(element, own)) is not None
    ]
    known = {mark.element for mark in marks}
    others = {mark.element: mark for mark in _unnamed(index.tree, known)}
    if not others:
        return marks
    others.update({mark.element: mark for mark in marks})
    in_order = index.tree.iter_elements({mark.element.tag for mark in others.values()})
    return [others[element] for element in in_order if element in others]


def _mark_by_id(element: Element, own: str) -> Mark | None:
    if found := _ID.fullmatch(own):
        return Mark(element, found[1])
    if found := _WPDISCUZ.fullmatch(own):
        return Mark(element, found[1], found[2])
    return None


def _unnamed(tree: Document, known: set[Element]) -> Iterator[Mark]:
    """Find marks that are none by their id."""
    for element in tree.select(_BY_NAME):
        if element not in known and (found := _ID.fullmatch(element.attr("name") or "")):
            yield Mark(element, found[1])
    for element in tree.select(_BY_CLASS):
        if element not in known and element.tag in _HOLDERS and is_comment_class(element.attr("class") or ""):
            yield Mark(element, None)


def is_comment_class(classes: str) -> bool:
    """Tell whether an element's classes are those that WordPress gives a comment, and not a menu's or a form's."""
    tokens = set(classes.split())
    if tokens & _PINGS:
        return True
    return bool(tokens & _ALTERNATING and tokens & _OWN and _DEPTH.search(classes))


@lru_cache(maxsize=1 << 10)
def depth_in(classes: str) -> int | None:
    """Give the depth that an element's classes state: `depth-2`, `wc_comment_level-2`."""
    if "depth-" not in classes and "level-" not in classes:
        return None
    found = _STATED_DEPTH.search(classes)
    return int(found[1]) if found else None
