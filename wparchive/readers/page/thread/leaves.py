"""A comment's own leaves: its texts in order, each with what it is for and the line it stands in."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final

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
    from collections.abc import Iterator, Mapping, Sequence

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
_FLOOR: Final = re.compile(r"#\s?\d{1,7}|\d{1,7}\s?(?:[#\u697c\u6a13]|F)")
_DIGITS: Final = re.compile(r"\d+", re.ASCII)
_COUNT: Final = re.compile(r"\s*\d{1,6}\s*", re.ASCII)
_TITLED: Final = names("span a small em abbr")
"""Elements in which a relative date stands, whose title is the date."""
_YEAR: Final = re.compile(r"\d{4}")
_EDGE: Final = 4
"""Leaves before a text among which its number stands."""
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


class Own(Struct, frozen=True, gc=False):
    """What is a comment's own.

    Attributes:
        leaves: its texts, in order.
        dead: nodes that show nothing: comments, scripts; and how many leaves stand before each.
        images: pictures, of people among them, with the role they are in.
        replies: links that answer it.
        times: elements that state a date for machines.
        titles: what those see who point at words, where it has a year in it, and the index of the leaf: `3 years ago`.
    """

    leaves: list[Leaf]
    dead: list[tuple[int, Node]]
    images: list[tuple[Element, str | None]]
    replies: list[Element]
    times: list[Element]
    titles: list[tuple[int, str]]


def own_of(root: Element, number: str | None, *, microdata: bool = False) -> Own:
    """Walk through a comment whose answers were taken out of it.

    Args:
        root: which holds it.
        number: its id.
        microdata: whether the page has any.
    """
    own = Own([], [], [], [], [], [])
    leaves, known = own.leaves, (number, microdata)
    line = 0
    place, block = _ROOT, False
    children = iter(root)
    stack: list[tuple[Iterator[Node], _Place, bool]] = []
    while True:
        for node in children:
            if type(node) is Text:
                if (text := node.data) and not text.isspace():
                    role, rank, holder, texted = place
                    leaves.append(Leaf(text, node, role, rank, holder, texted, line))
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
            children = iter(node)
            break
        else:
            if not stack:
                return _settled(own) if leaves else own
            line += block
            children, place, block = stack.pop()


def _settled(own: Own) -> Own:
    """Correct what the elements say of a comment's text by what no commenter can write: headings, `<div>`."""
    leaves = _with_mentions(own.leaves)
    called = next((leaf.holder for leaf in leaves if leaf.role == TEXT), None)
    leaves = _without_floor(_without_heads(leaves)) if called is None else _without_container(leaves, called)
    if called is not None and called.tag == "p":
        leaves = _with_overflow(leaves, called)
    return own if leaves is own.leaves else replace(own, leaves=leaves)


def _with_mentions(leaves: list[Leaf]) -> list[Leaf]:
    """Take for text whom a comment answers, where a theme puts the name into it: `@` and a link called an author."""
    found = None
    for at, (before, leaf) in enumerate(itertools.pairwise(leaves), 1):
        if leaf.role == AUTHOR and before.texted and before.role != AUTHOR and before.text.rstrip().endswith("@"):
            found = found or list(leaves)
            found[at] = replace(before, text=leaf.text, node=leaf.node)
    return found or leaves


def _without_container(leaves: list[Leaf], called: Element) -> list[Leaf]:
    """Forget what is called a text where it is all of the comment, with a heading first: nobody's text has headings."""
    if not _is_within(leaves[0], _HEADINGS, called):
        return leaves
    return [
        replace(
            leaf,
            role=None if leaf.holder == called else leaf.role,
            texted=IN_PARAGRAPH if _is_within(leaf, _WRITTEN, called) else 0,
        )
        if leaf.texted
        else leaf
        for leaf in leaves
    ]


def _is_within(leaf: Leaf, tags: frozenset[str], whole: Element) -> bool:
    """Whether a leaf is in an element with one of some tags, that is in another one."""
    node, found = leaf.node.parent, False
    while isinstance(node, Element) and node != whole:
        found = found or node.tag in tags
        node = node.parent
    return found and node == whole


def _without_heads(leaves: list[Leaf]) -> list[Leaf]:
    """Take for the theme's what is in paragraphs beside a `<div>` with others: `<p>NAME</p><div><p>text</p></div>`."""
    written = [at for at, leaf in enumerate(leaves) if leaf.texted]
    around = [_around_paragraph(leaves[at]) for at in written]
    heads = next((number for number, one in enumerate(around) if one != around[0]), 0)
    above, last = around[0] if around else None, around[-1] if around else None
    if not heads or above is None or last is None or above in around[heads:] or above not in list(last.ancestors):
        return leaves
    first = frozenset(written[:heads])
    return [replace(leaf, texted=0) if at in first else leaf for at, leaf in enumerate(leaves)]


def _around_paragraph(leaf: Leaf) -> Element | None:
    """Give what holds the outermost paragraph, quote or list that a leaf is in."""
    found, node = None, leaf.node.parent
    while isinstance(node, Element):
        if node.tag in _WRITTEN and isinstance(node.parent, Element):
            found = node.parent
        node = node.parent
    return found


def _without_floor(leaves: list[Leaf]) -> list[Leaf]:
    """Tell the number that some themes print above a comment from its text: `#3`, `3楼`."""
    at = next((at for at, leaf in enumerate(leaves[:_EDGE]) if _FLOOR.fullmatch(leaf.text.strip())), None)
    if at is None or leaves[at].role is not None or leaves[at].texted or not any(leaf.texted for leaf in leaves):
        return leaves
    return [*leaves[:at], replace(leaves[at], role=NUMBER), *leaves[at + 1 :]]


def with_numbers(owns: Sequence[Own]) -> Sequence[Own]:
    """Tell the bare numbers that some themes print above comments from their texts: together they count them.

    Args:
        owns: the leaves of the comments of one page, in its order.
    """
    places = {at: place for at, own in enumerate(owns) if (place := _bare_number(own.leaves)) is not None}
    numbers = [int(owns[at].leaves[place].text) for at, place in places.items()]
    steps = {later - earlier for earlier, later in itertools.pairwise(numbers)}
    counts = steps in ({1}, {-1}) if len(owns) > 1 else numbers == [1]
    if not counts or 2 * len(places) < len(owns):
        return owns
    return [_with_number(own, places[at]) if at in places else own for at, own in enumerate(owns)]


def _bare_number(leaves: Sequence[Leaf]) -> int | None:
    """Give the first of the leaves above a text if it is a number and nothing says what for."""
    at = next((at for at, leaf in enumerate(leaves[:_EDGE]) if leaf.role is None), None)
    if at is None or leaves[at].texted or not _COUNT.fullmatch(leaves[at].text):
        return None
    return at if any(leaf.texted for leaf in leaves) else None


def _with_number(own: Own, at: int) -> Own:
    leaves = own.leaves
    return replace(own, leaves=[*leaves[:at], replace(leaves[at], role=NUMBER), *leaves[at + 1 :]])


def _with_overflow(leaves: list[Leaf], called: Element) -> list[Leaf]:
    """Add what follows a paragraph that is called the text: it ends where the first block in the text begins."""
    around = called.parent
    last = max(at for at, leaf in enumerate(leaves) if leaf.role == TEXT and leaf.holder == called)
    end = last + 1
    while end < len(leaves) and leaves[end].role is None and _is_unnamed(leaves[end], around):
        end += 1
    over = [replace(leaf, role=TEXT, holder=around, texted=IN_TEXT) for leaf in leaves[last + 1 : end]]
    return [*leaves[: last + 1], *over, *leaves[end:]] if over and isinstance(around, Element) else leaves


def _is_unnamed(leaf: Leaf, around: Node | None) -> bool:
    """Whether there are only elements without classes between a leaf and what holds it."""
    node = leaf.node.parent
    while isinstance(node, Element) and node != around:
        if node.attr("class") or node.attr("id"):
            return False
        node = node.parent
    return node == around


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
    if not texted and tag in _TITLED and (title := node.attr("title")) and _YEAR.search(title):
        own.titles.append((len(own.leaves), title))
    if found is None and texted and tag in _INLINE and _is_numbered(node, number):
        found, sure = HEAD, 0
    if found is None:
        if texted or role is not None or tag not in _WRITTEN:
            return place
        return role, rank, holder, IN_PARAGRAPH
    if found == DATE:
        own.times.append(node)
    elif found == REPLY and tag == "a":
        own.replies.append(node)
    return _within(node, classes, (found, sure), place)


def _is_numbered(node: Element, number: str | None) -> bool:
    """Whether the id of an element within a text has the comment's number in it: commenters can give none.

    What leads to the rest of a text that was cut stays, for else nothing would show that it was.
    """
    own = node.attr("id")
    return bool(own and number) and number in _DIGITS.findall(own or "") and "more" not in (own or "")


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
