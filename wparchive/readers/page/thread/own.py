"""A comment's own leaves: its texts in order, each with what it is for and the line it stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace
from turbohtml import Element, Text

from wparchive.readers.page.thread.roles import (
    AUTHOR,
    AVATAR,
    BADGE,
    CITED,
    DATE,
    EDIT,
    FORM,
    HEAD,
    LINKED,
    NOTHING,
    NOTICE,
    NUMBER,
    PERMALINK,
    REPLY,
    SAYS,
    TEXT,
    WRAPPED,
    role_of_element,
    role_of_item,
    role_of_link,
)
from wparchive.text import names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from turbohtml import Node

    from wparchive.readers.page.thread.roles import Means


_SILENT: Final = names("script style noscript template svg iframe object")
_UNSEEN: Final = names("script style noscript template")
_LEAVES: Final = _SILENT | names("br img")
_INLINE: Final = names(
    "a abbr acronym b bdi bdo big button cite code data del dfn em font i img input ins kbd label mark q s samp small"
    " span strike strong sub sup time tt u var wbr"
)
_STICKY: Final = frozenset({REPLY, EDIT, FORM, "share", "like", "report"})
"""Within a link, button or form of one of these, nothing is anything else."""


_WEAKER: Final[Mapping[str | None, tuple[str, ...]]] = {
    AUTHOR: (HEAD,),
    AVATAR: (HEAD, TEXT),
    DATE: (HEAD, PERMALINK, NUMBER, TEXT),
    BADGE: (HEAD, AUTHOR, TEXT),
    SAYS: (HEAD, TEXT),
    NOTICE: (HEAD, TEXT),
    PERMALINK: (HEAD, TEXT),
    NUMBER: (HEAD, PERMALINK, TEXT),
}
"""What an element cannot be within one of another role."""
_WRITTEN: Final = names("p blockquote pre ul ol table")
_HEADINGS: Final = names("h2 h3 h4 h5 h6 dt")
_HEADING_ROLES: Final = frozenset({AUTHOR, DATE, HEAD, PERMALINK})
IN_PARAGRAPH: Final = 1
IN_TEXT: Final = 2
_Place = tuple[str | None, int, Element | None, int]
_ROOT: Final[_Place] = (None, 0, None, 0)


class Leaf(Struct, frozen=True, gc=False):
    """One text of a comment.

    Attributes:
        text: as it stands, with its white space.
        node: in the tree.
        role: what it is for, None if nothing says so.
        rank: for an author's name, how sure that is.
        holder: the element that gave the role.
        texted: `IN_TEXT` or `IN_PARAGRAPH` where it is within what a person wrote, as far as elements say; else 0.
        line: counted from 0; texts of one line stand beside each other.
    """

    text: str
    node: Text
    role: str | None
    rank: int
    holder: Element | None
    texted: int
    line: int


class Own(NamedTuple):
    """What is a comment's own.

    Attributes:
        leaves: its texts, in order.
        dead: nodes that show nothing: comments, scripts; and how many leaves stand before each.
        images: pictures, of people among them, with the role they are in.
        replies: links that answer it.
        times: elements that state a date for machines.
    """

    leaves: list[Leaf]
    dead: list[tuple[int, Node]]
    images: list[tuple[Element, str | None]]
    replies: list[Element]
    times: list[Element]


def own_of(root: Element, number: str | None, *, microdata: bool = False) -> Own:
    """Walk through a comment whose answers were taken out of it.

    Args:
        root: which holds it.
        number: its id.
        microdata: whether the page has any.
    """
    own = Own([], [], [], [], [])
    leaves, known = own.leaves, (number, microdata)
    line = 0
    place, block = _ROOT, False
    children = iter(root.children)
    stack: list[tuple[Iterator[Node], _Place, bool]] = []
    while True:
        for node in children:
            if type(node) is Text:
                if (text := node.data) and not text.isspace():
                    leaves.append(Leaf(text, node, *place, line))
                continue
            if type(node) is not Element:
                own.dead.append((len(leaves), node))
                continue
            tag = node.tag
            if tag in _LEAVES:
                line += tag == "br"
                if tag in _UNSEEN:
                    own.dead.append((len(leaves), node))
                elif tag == "img":
                    own.images.append((node, _entered(node, tag, place, own, known)[0]))
                continue
            stack.append((children, place, block))
            place = _entered(node, tag, place, own, known)
            block = tag not in _INLINE
            line += block
            children = iter(node.children)
            break
        else:
            if not stack:
                return _without_container(own) if leaves and leaves[0].role == TEXT else own
            line += block
            children, place, block = stack.pop()


def _without_container(own: Own) -> Own:
    """Forget what is called a text where it is all of the comment, with a heading first: nobody's text has headings."""
    leaves = own.leaves
    if any(leaf.role in _HEADING_ROLES for leaf in leaves) or not _is_within(leaves[0], _HEADINGS):
        return own
    return own._replace(
        leaves=[
            replace(leaf, role=None, texted=IN_PARAGRAPH if _is_within(leaf, _WRITTEN) else 0)
            if leaf.holder == leaves[0].holder
            else leaf
            for leaf in leaves
        ]
    )


def _is_within(leaf: Leaf, tags: frozenset[str]) -> bool:
    node = leaf.node.parent
    while isinstance(node, Element) and node != leaf.holder:
        if node.tag in tags:
            return True
        node = node.parent
    return False


def _entered(node: Element, tag: str, place: _Place, own: Own, known: tuple[str | None, bool]) -> _Place:
    """Give the place within an element."""
    role, rank, holder, texted = place
    if role in _STICKY:
        if role == REPLY and tag == "a":
            own.replies.append(node)
        return place
    number, microdata = known
    classes = node.attr("class")
    found, sure = role_of_item(node.attr("itemprop")) if microdata else NOTHING
    if found is None:
        found, sure = role_of_link(node, classes, number) if tag == "a" else role_of_element(tag, classes)
    if found is None:
        if texted or role is not None or tag not in _WRITTEN:
            return place
        return role, rank, holder, IN_PARAGRAPH
    if found == DATE:
        own.times.append(node)
    elif found == REPLY and tag == "a":
        own.replies.append(node)
    return _within(node, classes, (found, sure), place)


def _within(node: Element, classes: str | None, means: Means, place: _Place) -> _Place:
    """Give the place within an element that means something."""
    role, rank, _, texted = place
    found, sure = means
    if found in _WEAKER.get(role, ()) or (found == role == AUTHOR and sure >= rank < WRAPPED):
        return place
    if found == TEXT:
        texted = IN_TEXT
    elif texted and classes and sure not in (LINKED, CITED):
        texted = 0  # commenters cannot give classes: the theme put it there
    return found, sure, node, texted
