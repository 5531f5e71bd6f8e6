"""The visible lines of a page, and of which kind of boilerplate each is.

Every line of a page ends in one place: what is no title, no text of the post and no comment comes through here.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from turbohtml import Element, Text

from wparchive.model import Boilerplate
from wparchive.readers.page.signs import is_post, kind_of, names_of
from wparchive.readers.page.weights import SILENT
from wparchive.text import BREAKING, names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from turbohtml import Node

_HIGHEST: Final = 50
"""Elements without line of their own around another one; more have only pages that mean harm."""
UNKNOWN: Final = "unknown"
_COARSE: Final = frozenset((None, "header", "footer", "sidebar", "meta", "comments"))
"""Kinds that can have boilerplate of other kinds in them."""
_OPEN: Final = _COARSE | {"comment-form"}
_PIECES: Final = names("div section article main p ul ol dl table form h1 h2 h3 h4 h5 h6 blockquote figure body")
"""Elements that are a piece of their own where nothing says of which kind they are."""


class Line(NamedTuple):
    """One line.

    Attributes:
        text: without markup, white space folded.
        kind: of boilerplate, or None.
        unit: the element that it belongs to with other lines: the one that has the kind.
    """

    text: str
    kind: str | None
    unit: Element


def pieces_of(root: Element, wrappers: frozenset[Element]) -> Iterator[Boilerplate]:
    """Divide what is left of a page into pieces, along its structure.

    Args:
        root: the body of the page.
        wrappers: elements that the text of the post was in; whatever their names say, they are no boilerplate.

    Yields:
        Boilerplate, in document order.
    """
    for (_, kind), lines in groupby(lines_of(root, wrappers), key=lambda line: (line.unit, line.kind)):
        yield Boilerplate(kind=kind or UNKNOWN, text="\n".join([line.text for line in lines]), place="page")


def lines_of(root: Element, wrappers: frozenset[Element] = frozenset(), within: str | None = None) -> Iterator[Line]:
    """Give the visible lines of an element.

    Args:
        root: the element.
        wrappers: elements whose names say nothing.
        within: the kind of boilerplate that it stands in.

    Yields:
        Lines that are not empty, in document order.
    """
    line = _OpenLine()
    waiting: list[tuple[Node | None, str | None, Element, bool]] = [(root, within, root, False)]
    while waiting:
        node, kind, unit, in_post = waiting.pop()
        if isinstance(node, Text):
            line.add(node.data, kind, unit)
            continue
        element = node if isinstance(node, Element) else None
        tag = element.tag if element is not None else ""
        if (element is None) != (node is None) or tag in SILENT:
            continue
        breaks = element is None or tag in BREAKING
        if breaks and (whole := line.end()) is not None:
            yield whole
        if element is not None:
            if kind in _OPEN:
                named = names_of(element)
                inner = _kind(element, tag, named, in_post=in_post)
                kind, unit = (None, element) if element in wrappers else _kind_inside(inner, element, tag, (kind, unit))
                in_post = in_post or is_post(tag, named)
            if breaks:
                waiting.append((None, kind, unit, in_post))
            waiting += [(child, kind, unit, in_post) for child in reversed(element.children)]
    if (whole := line.end()) is not None:
        yield whole


class _OpenLine:
    """A line while its words come in. Its kind is that of its first words."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._owner: tuple[str | None, Element] | None = None

    def add(self, text: str, kind: str | None, unit: Element) -> None:
        if self._owner is None and text.strip():
            self._owner = (kind, unit)
        self._words.append(text)

    def end(self) -> Line | None:
        found = None if self._owner is None else Line(" ".join("".join(self._words).split()), *self._owner)
        self._words.clear()
        self._owner = None
        return found


def _kind_inside(
    own: str | None, element: Element, tag: str, around: tuple[str | None, Element]
) -> tuple[str | None, Element]:
    """Give the kind of what stands in an element, and the element that it is of, from its own and that around it."""
    kind = around[0]
    if kind == "comment-form":
        return (own, element) if own == "akismet-notice" else around
    if own is not None and (kind is None or own not in _COARSE):
        return own, element
    return (None, element) if kind is None and tag in _PIECES else around


def _kind(element: Element, tag: str, named: str, *, in_post: bool) -> str | None:
    kind = kind_of(element, tag, named, in_post=in_post)
    return _kind_of_form(element) if kind is None and tag == "form" else kind


def _kind_of_form(form: Element) -> str | None:
    if "wp-comments-post" in (form.attr("action") or ""):
        return "comment-form"
    return "search" if form.select_one("input[name=s], input[type=search]") is not None else None


def take(element: Element) -> list[str]:
    """Take an element out of its tree, and give its lines. The lines around it stay as they were."""
    found = [line.text for line in lines_of(element, within=UNKNOWN)]
    if _is_bounded(element, "previous_sibling") or _is_bounded(element, "next_sibling"):
        element.extract()
    else:
        element.replace_with(Element("br"))
    return found


def take_alone(element: Element) -> None:
    """Take an element out of its tree, if it shares no line with what stands beside it."""
    if stands_alone(element):
        take(element)


def stands_alone(element: Element) -> bool:
    """Whether an element shares no line with what stands beside it."""
    if element.tag in BREAKING:
        return True
    return _is_bounded(element, "previous_sibling") and _is_bounded(element, "next_sibling")


def _is_bounded(element: Element, side: str) -> bool:
    """Whether the line on one side of an element ends there."""
    node: Element = element
    for _ in range(_HIGHEST):
        beside = getattr(node, side)
        while beside is not None and not isinstance(beside, Element) and not _has_text(beside):
            beside = getattr(beside, side)
        if beside is not None:
            return isinstance(beside, Element) and beside.tag in BREAKING
        parent = node.parent
        if not isinstance(parent, Element) or parent.tag in BREAKING:
            return True
        node = parent
    return False


def _has_text(node: Node) -> bool:
    return isinstance(node, Text) and bool(node.data.strip())
