"""The visible lines of a page, and of which kind of boilerplate each is.

Every line of a page ends in one place: what is no title, no text of the post and no comment comes through here.
"""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from turbohtml import Element, Text

from wparchive.model import Boilerplate
from wparchive.readers.page.structure.outline import SILENT
from wparchive.readers.page.structure.part_names import NO_FURNITURE, is_comment_form, kind_of, names_of, sign_of
from wparchive.text import BREAKING, HEADINGS, names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from turbohtml import Node

    from wparchive.readers.page.structure.outline import Outline, Weighed

_HIGHEST: Final = 50
"""Elements without line of their own around another one; more have only pages that mean harm."""
UNKNOWN: Final = "unknown"
_SEVERAL: Final = 2
_BYLINE: Final = 200
"""Characters of an author's line; more is said in a box."""
_COARSE: Final = frozenset((None, "header", "footer", "sidebar", "meta", "comments"))
"""Kinds that can have boilerplate of other kinds in them."""
_OPEN: Final = _COARSE | {"comment-form", "search"}
_PIECES: Final = HEADINGS | names("div section article main p ul ol dl table form blockquote figure body")
"""Elements that are a piece of their own where nothing says of which kind they are."""


_Place = tuple[str | None, Element]
"""The kind of boilerplate, or None, and the element that has it."""
_Known = tuple["frozenset[Element]", "Mapping[Element, Weighed]"]
"""Elements whose names say nothing, and what is known of the others."""


class Line(Struct, frozen=True, gc=False):
    """One line.

    Attributes:
        text: without markup, white space folded.
        kind: of boilerplate, or None.
        unit: the element that it belongs to with other lines: the one that has the kind.
    """

    text: str
    kind: str | None
    unit: Element


def pieces_of(outline: Outline, wrappers: frozenset[Element]) -> Iterator[Boilerplate]:
    """Divide what is left of a page into pieces, along its structure.

    Args:
        outline: of the page.
        wrappers: elements that the text of the post was in; whatever their names say, they are no boilerplate.

    Yields:
        Boilerplate, in document order.
    """
    found = lines_of(outline.parts[0].element, wrappers, outline=outline)
    for (unit, own), lines in groupby(found, key=attrgetter("unit", "kind")):
        text, part = "\n".join([line.text for line in lines]), outline.known.get(unit)
        is_box = own == "meta" and len(text) > _BYLINE and part is not None and "author" in part.names
        kind = "author-box" if is_box else own or _kind_of_links(part) or UNKNOWN
        yield Boilerplate(kind=kind, text=text, place="page")


def _kind_of_links(part: Weighed | None) -> str | None:
    """Links and nothing else lead about the site, whatever their element is called."""
    if part is None or part.text or not part.linked:
        return None
    return "navigation" if len(part.element.find_all("a")) >= _SEVERAL else None


def lines_of(
    root: Element,
    wrappers: frozenset[Element] = frozenset(),
    within: str | None = None,
    outline: Outline | None = None,
) -> Iterator[Line]:
    """Give the visible lines of an element.

    Args:
        root: the element.
        wrappers: elements whose names say nothing.
        within: the kind of boilerplate that it stands in.
        outline: which knows the elements already, if there is one.

    Yields:
        Lines that are not empty, in document order.
    """
    words: list[str] = []
    known: _Known = wrappers, outline.known if outline is not None else {}
    place: _Place = (within, root)
    owner = place  # of a line: its kind is that of its first words
    in_post = breaks = False
    nodes: Iterator[Node] = iter((root,))
    stack: list[tuple[Iterator[Node], _Place, bool, bool]] = []
    while True:
        for node in nodes:
            if type(node) is Text:
                text = node.data
                if words or (text and not text.isspace()):
                    owner = owner if words else place
                    words.append(text)
                continue
            if type(node) is not Element or (tag := node.tag) in SILENT:
                continue
            stack.append((nodes, place, in_post, breaks))
            breaks = tag in BREAKING
            if breaks and words:
                yield _line(words, owner)
            if place[0] in _OPEN:
                place, in_post = _entered(node, tag, place, known, in_post=in_post)
            nodes = iter(node)
            break
        else:
            if words and (breaks or not stack):
                yield _line(words, owner)
            if not stack:
                return
            nodes, place, in_post, breaks = stack.pop()


def _line(words: list[str], owner: _Place) -> Line:
    """Make a line of its words, and begin the next."""
    text = " ".join("".join(words).split())
    words.clear()
    return Line(text, *owner)


def _entered(element: Element, tag: str, place: _Place, known: _Known, *, in_post: bool) -> tuple[_Place, bool]:
    """Give what an element is a part of, and whether that is in a post."""
    wrappers, parts = known
    part = parts.get(element)
    if part is not None:
        kind, is_post, named = part.sign, part.is_post, part.names
    else:
        kind, is_post, _ = sign_of(tag, named := names_of(element))
        if kind is None and tag not in NO_FURNITURE:
            kind = kind_of(element, tag, in_post=in_post)
    if kind is None and tag == "form":
        kind = _kind_of_form(element)
    elif kind is None and (tag == "figcaption" or "caption" in named):
        kind = "meta"
    elif kind is None and tag == "select" and place[0] is None:  # months, categories, languages to go to
        kind = "navigation"
    inner = (None, element) if element in wrappers else _kind_inside(kind, element, tag, place)
    return inner, in_post or is_post


def _kind_inside(own: str | None, element: Element, tag: str, around: _Place) -> _Place:
    """Give the kind of what stands in an element, and the element that it is of, from its own and that around it."""
    kind = around[0]
    if kind == "comment-form":
        return (own, element) if own == "akismet-notice" else around
    if own is not None and (kind is None or own not in _COARSE):
        return own, element
    return (None, element) if kind is None and tag in _PIECES else around


def _kind_of_form(form: Element) -> str | None:
    if is_comment_form(form):
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
        while beside is not None and _is_unseen(beside):
            beside = getattr(beside, side)
        if beside is not None:
            return isinstance(beside, Element) and beside.tag in BREAKING
        parent = node.parent
        if not isinstance(parent, Element) or parent.tag in BREAKING:
            return True
        node = parent
    return False


def _is_unseen(node: Node) -> bool:
    if isinstance(node, Element):
        return node.tag == "img" or node.tag in SILENT
    return not isinstance(node, Text) or not node.data.strip()
