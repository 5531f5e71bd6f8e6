"""From marks to comments: one element for each, which holds all of it and of no other but its answers."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace
from turbohtml import Element

from wparchive.readers.page.thread.finding.joined import joined
from wparchive.readers.page.thread.finding.marks import Mark, is_comment_class
from wparchive.readers.page.thread.finding.root import Root
from wparchive.readers.page.thread.roles import TEXT, role_of_class, words_of
from wparchive.text import HEADINGS, names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from turbohtml import Node

_ITEMS: Final = names("li dd tr")
_WHOLE: Final = names("comments list lists area section thread threads container-all responses respond reviews")
"""Words by which themes call what holds all comments."""
_LISTS: Final = names("ol ul dl")
_QUOTES: Final = names("p pre code blockquote")
_ASIDES: Final = names("aside nav")
_WIDGET: Final = re.compile(r"(?:^|[\s_-])(?:widget|sidebar)(?:$|[\s_-])")
_ROUNDS: Final = 3
"""Levels between a comment's id and the element that holds all of it."""


class _Position(Struct, frozen=True, gc=False):
    """What lies above a node: a comment, and what is between."""

    owner: int | None = None
    listed: bool = False
    quoted: bool = False
    texted: bool = False
    aside: bool = False


_TOP: Final = _Position()


def roots_of(marks: list[Mark]) -> list[Root]:
    """Find the comments of a page by their marks.

    Args:
        marks: in document order; beginnings that are apart from the rest of their comment are joined with it.

    Returns:
        The comments, in document order.
    """
    return joined(_Grouping().group(_climbed(marks)))


def _climbed(marks: list[Mark]) -> list[Mark]:
    """Go from each mark up to the element around it, as long as that is of one comment."""
    marked = {mark.element for mark in marks}
    for _ in range(_ROUNDS):
        parents = Counter(mark.element.parent for mark in marks if mark.number is not None)
        moved = False
        for at, mark in enumerate(marks):
            parent = mark.element.parent
            if (
                mark.number is not None
                and isinstance(parent, Element)
                and parents[parent] == 1
                and parent not in marked
                and _holds_one(parent, mark.element)
            ):
                marks[at] = replace(mark, element=parent)
                marked.add(parent)
                moved = True
        if not moved:
            break
    return marks


def _holds_one(parent: Element, element: Element) -> bool:
    """Whether an element looks like one that holds a single comment."""
    tag = parent.tag
    if tag in _ITEMS or (tag in HEADINGS and element.tag == "a"):
        return True
    if tag not in ("div", "article", "section", "td"):
        return False
    words = {
        word for name in ("class", "id") for token in (parent.attr(name) or "").split() for word in words_of(token)
    }
    if not words.isdisjoint(_WHOLE):
        return False
    return "comment" in words or element.tag == "a"


class _Grouping:
    """Puts marks of one comment together, and finds which comment each is nested in."""

    def __init__(self) -> None:
        self._roots: list[Root] = []
        self._positions: dict[Node, _Position] = {}
        self._by_number: dict[str, int] = {}
        self._dropped: set[int] = set()
        self._asides: set[int] = set()

    def group(self, marks: Sequence[Mark]) -> list[Root]:
        for mark in marks:
            self._add(mark)
        if self._asides and len(self._asides | self._dropped) < len(self._roots):
            self._dropped |= self._asides  # the recent comments of other posts
        if not self._dropped:
            return self._roots
        kept = [at for at in range(len(self._roots)) if at not in self._dropped]
        renumbered = {old: new for new, old in enumerate(kept)}
        return [
            replace(root, above=renumbered.get(root.above) if root.above is not None else None)
            for root in (self._roots[at] for at in kept)
        ]

    def _add(self, mark: Mark) -> None:
        known = self._positions.get(mark.element)
        if known is not None and known.owner is not None and self._roots[known.owner].element == mark.element:
            self._merge(known.owner, mark)
            return
        position = self._position(mark.element)
        classes = mark.element.attr("class") or ""
        if position.owner is not None and position.owner not in self._dropped:
            if (position.quoted or position.texted) and not is_comment_class(classes):
                return  # markup that somebody wrote
            owner = self._roots[position.owner]
            same = mark.number is None or owner.number is None or mark.number == owner.number
            if same and not position.listed:
                self._merge(position.owner, mark)
                return
        self._begin(mark, position, classes)

    def _begin(self, mark: Mark, position: _Position, classes: str) -> None:
        at = len(self._roots)
        if mark.number is not None:
            before = self._by_number.get(mark.number)
            if before is not None and before in self._asides and not position.aside:
                self._dropped.add(before)
            elif before is not None:
                return  # the page shows it twice
            self._by_number[mark.number] = at
        if position.aside:
            self._asides.add(at)
        self._roots.append(Root(mark.element, mark.number, mark.parent, position.owner, classes))
        self._positions[mark.element] = _Position(owner=at, aside=position.aside)

    def _merge(self, at: int, mark: Mark) -> None:
        root = self._roots[at]
        number = root.number
        if number is None and mark.number is not None:
            if mark.number in self._by_number:
                return
            number = mark.number
            self._by_number[number] = at
        classes = mark.element.attr("class") or ""
        joined = root.classes if classes in root.classes else f"{root.classes} {classes}"
        self._roots[at] = Root(root.element, number, root.parent or mark.parent, root.above, joined)

    def _position(self, element: Element) -> _Position:
        path: list[Element] = []
        node = element.parent
        position = _TOP
        while isinstance(node, Element):
            known = self._positions.get(node)
            if known is not None:
                position = known
                break
            path.append(node)
            node = node.parent
        for above in reversed(path):
            position = self._beside(above) or _below(above, position)
            self._positions[above] = position
        return position

    def _beside(self, element: Element) -> _Position | None:
        """Give the place within a list of answers that stands behind its comment: some themes close that too early."""
        if "children" not in (element.attr("class") or ""):
            return None
        before = next((one for one in element.previous_siblings if isinstance(one, Element)), None)
        known = self._positions.get(before) if before is not None else None
        if known is None or known.owner is None or self._roots[known.owner].element != before:
            return None
        return _Position(known.owner, listed=True, aside=known.aside)


def _below(element: Element, position: _Position) -> _Position:
    tag = element.tag
    classes = element.attr("class") or ""
    if position.owner is None:
        aside = position.aside or tag in _ASIDES or bool(_WIDGET.search(f"{classes} {element.attr('id') or ''}"))
        return position if aside == position.aside else replace(position, aside=True)
    if tag in _LISTS or "children" in classes:
        return replace(position, listed=True)
    if tag in _QUOTES:
        return replace(position, quoted=True)
    if classes and role_of_class(classes)[0] == TEXT:
        return replace(position, texted=True)
    return position
