"""What a commenter wrote, apart from what the theme put around it.

Where an element is said to hold the text, that is the text; else it is what is left when name, date, links to answer
and the like are taken away. Nothing is told by its words: a comment can read "Leave a Reply".
"""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from turbohtml import Element, Text

from wparchive.model import Boilerplate
from wparchive.readers.page.thread.leaves import IN_TEXT
from wparchive.readers.page.thread.roles import AUTHOR, DATE, HEAD, PERMALINK, REPLY, TEXT
from wparchive.text import HEADINGS, names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from turbohtml import Node

    from wparchive.readers.page.thread.leaves import Leaf, Own

_JOINT: Final = 60
"""Characters before a name or date that can be the theme's: `Comment by`, `wrote at`. More is what somebody wrote."""
_SMALL_PRINT: Final = HEADINGS | names("small header footer dt cite")
_SHORT: Final = 30
_NEAR: Final = 3
"""Elements between a name or a date and the paragraph that it is in."""
_ENOUGH: Final = 3
"""Comments that say the same, but for chance."""
_BLOCKS: Final = names("div section article main td dd body li")
"""Elements that can hold a whole text."""
_QUOTING: Final = names("blockquote li td tr pre")
_SHOWING: Final = names("img video audio iframe object embed picture svg hr canvas input")
_SEPARATORS: Final = " \t\r\n\u00a0-|:\u2013\u2014\u00b7\u2022"
_EMPTY: Final = HEADINGS | names("div span p ol ul section header footer small strong em b i a figure")


class Split(Struct, frozen=True, gc=False):
    """A comment's leaves, sorted.

    Attributes:
        header: indices of those that hold its name and date.
        text: indices of those that the commenter wrote.
        rest: indices of those that are the theme's.
    """

    header: frozenset[int]
    text: list[int]
    rest: list[int]


class Usual(Struct, frozen=True, gc=False):
    """What several comments of a page say: the theme's words, not the commenters'.

    Attributes:
        beside: on the lines of name and date.
        anywhere: outside of paragraphs and of what is called a text; in half of the comments.
    """

    beside: frozenset[str]
    anywhere: frozenset[str]


def usual_words(owns: Sequence[Own], headers: Sequence[frozenset[int]]) -> Usual:
    """Find the theme's words.

    Args:
        owns: the leaves of each comment.
        headers: indices of those that hold its name and date.
    """
    beside = Counter(chain.from_iterable(_words_beside(own, header) for own, header in zip(owns, headers, strict=True)))
    anywhere = Counter(chain.from_iterable(map(_words_anywhere, owns)))
    enough = max(_ENOUGH, len(owns) / 2)
    return Usual(
        frozenset([words for words, count in beside.items() if count > 1]),
        frozenset([words for words, count in anywhere.items() if count >= enough]),
    )


def _words_beside(own: Own, header: frozenset[int]) -> set[str]:
    lines = {own.leaves[at].line for at in header}
    return {leaf.text.strip() for leaf in own.leaves if leaf.line in lines}


def _words_anywhere(own: Own) -> set[str]:
    return {leaf.text.strip() for leaf in own.leaves if not leaf.texted and leaf.role in (None, HEAD)}


def split(own: Own, header: frozenset[int], usual: Usual) -> Split:
    """Tell what the commenter wrote from what stands around it.

    Args:
        own: the comment's leaves.
        header: indices of those that hold its name and date.
        usual: words that several comments of the page have.
    """
    leaves = own.leaves
    joints = _joints(leaves, header, usual.beside)
    answering = {leaf.line for leaf in leaves if leaf.role == REPLY}
    free = [
        at
        for at, leaf in enumerate(leaves)
        if at not in header and at not in joints and (leaf.line not in answering or any(map(str.isalnum, leaf.text)))
    ]
    bases = [_base(leaves[at]) for at in free]
    for role in (TEXT, None, HEAD):
        text = [at for at, base in zip(free, bases, strict=True) if base == role]
        if text:
            headed = any(leaves[at].texted for at in text)
            own_words = [
                at
                for at in text
                if leaves[at].texted
                or not (leaves[at].text.strip() in usual.anywhere or (headed and _is_heading(leaves[at])))
            ]
            text = own_words or [at for at in text if not _is_control(leaves[at])]
            break
    else:
        text = [at for at in free if leaves[at].role in (AUTHOR, DATE, PERMALINK)]
    chosen = header.union(text)
    return Split(header, text, [at for at in range(len(leaves)) if at not in chosen])


def _base(leaf: Leaf) -> str | None:
    """What a leaf is, if the name and the date of the comment stand elsewhere."""
    if leaf.role in (AUTHOR, DATE, PERMALINK) and leaf.texted:
        return TEXT if leaf.texted == IN_TEXT else None
    return leaf.role


def _joints(leaves: Sequence[Leaf], header: frozenset[int], usual: frozenset[str]) -> set[int]:
    """Find the words that join name and date: short ones before and between them, and behind them the usual ones."""
    last = {leaves[at].line: at for at in sorted(header)}
    before: dict[int, list[int]] = {}
    found = set()
    for at, leaf in enumerate(leaves):
        if leaf.line not in last or at in header:
            continue
        if at < last[leaf.line]:
            before.setdefault(leaf.line, []).append(at)
        elif leaf.text.strip() in usual or not _says(leaf.text) or _is_heading(leaf):
            found.add(at)
    framed = {box for at in header if (box := _classed_paragraph(leaves[at])) is not None}
    if framed:
        inside = {at for at, leaf in enumerate(leaves) if at not in header and _classed_paragraph(leaf) in framed}
        if any(leaf.texted and at not in inside and at not in header for at, leaf in enumerate(leaves)):
            found |= inside
    short = [group for group in before.values() if sum(len(leaves[at].text.strip()) for at in group) <= _JOINT]
    return found.union(*short)


def _classed_paragraph(leaf: Leaf) -> Element | None:
    """Give the paragraph around a leaf if it has a class: no commenter can give one."""
    node = leaf.node.parent
    for _ in range(_NEAR):
        if not isinstance(node, Element) or node.tag == "p":
            break
        node = node.parent
    return node if isinstance(node, Element) and node.tag == "p" and node.attr("class") else None


def _is_heading(leaf: Leaf) -> bool:
    """Whether a leaf beside the name is in an element of headings and small print, where nobody's text begins."""
    parent = leaf.node.parent
    return isinstance(parent, Element) and parent.tag in _SMALL_PRINT


def _is_control(leaf: Leaf) -> bool:
    """Whether a leaf that says what others say is what one clicks on, or only a mark between such."""
    parent = leaf.node.parent
    return not any(map(str.isalnum, leaf.text)) or (isinstance(parent, Element) and parent.tag in ("a", "button"))


def _says(text: str) -> bool:
    """Whether a text can be all that somebody wrote, and is not only a mark or `says:`."""
    text = text.strip()
    return any(map(str.isalnum, text)) and not (text.endswith(":") and len(text) <= _SHORT)


def html_of(root: Element, own: Own, chosen: Sequence[int]) -> str:
    """Take everything but the text out of a comment and give what is left.

    Args:
        root: which holds the comment; it is changed.
        own: its leaves.
        chosen: indices of those that are the text.

    Returns:
        HTML, without the elements that only held it.
    """
    leaves = own.leaves
    if not chosen:
        return _pictures(own)
    first = leaves[chosen[0]]
    if chosen[0] > 0 and leaves[chosen[0] - 1].line == first.line:
        first.node.data = first.text.lstrip(_SEPARATORS)  # `Name - Date - text`
    if first.role == TEXT and first.holder is not None and all(leaves[at].holder == first.holder for at in chosen):
        host = first.holder
    else:
        host = _host(root, [leaves[at].node for at in chosen])
    above = _above(host, [leaves[at].node for at in chosen])
    kept, inside = set(chosen), _inside(host, leaves, chosen)
    unwanted: list[Node] = [leaves[at].node for at in inside if at not in kept]
    unwanted += [image for image, role in own.images if role not in (None, TEXT)]
    unwanted += [node for at, node in own.dead if inside.start <= at <= inside.stop]
    gone: set[Node] = set()
    for node in unwanted:
        _take_out(node, host, above, gone)
    for child in list(host.children):
        if type(child) is Element and child not in above and child.tag in _EMPTY and not _shows(child):
            child.extract()
    html = host.inner_html.strip()
    while html.startswith("<br>"):
        html = html[4:].lstrip()
    while html.endswith("<br>"):
        html = html[:-4].rstrip()
    return html


def _pictures(own: Own) -> str:
    """A comment without words can be a picture."""
    return "".join(image.html for image, role in own.images if role == TEXT)


def _host(root: Element, nodes: list[Text]) -> Element:
    """Find the innermost element that can hold a text and holds all of this one."""
    chain: list[Element] = []
    heights: dict[Element, int] = {}
    above = nodes[0].parent
    while isinstance(above, Element):
        heights[above] = len(chain)
        chain.append(above)
        above = None if above == root else above.parent
    height = max((_height(node, heights) for node in nodes[1:]), default=0)
    for node in chain[height:]:
        if node == root or (node.tag in _BLOCKS and not _in_quote(node, root)):
            return node
    return root


def _height(node: Text, heights: dict[Element, int]) -> int:
    """How far up the first text's chain a text's own chain meets it; what lies between is remembered."""
    path: list[Element] = []
    above = node.parent
    while isinstance(above, Element) and above not in heights:
        path.append(above)
        above = above.parent
    height = heights[above] if isinstance(above, Element) else 0
    heights.update(dict.fromkeys(path, height))
    return height


def _in_quote(node: Element, root: Element) -> bool:
    """A list item or a cell can be all of a text, and is still a part of it."""
    parent = node.parent
    return node.tag == "li" or (isinstance(parent, Element) and parent != root and parent.tag in _QUOTING)


def _inside(host: Element, leaves: Sequence[Leaf], chosen: Sequence[int]) -> range:
    """Give indices among which are those of all leaves in the host; mostly it holds the text and nothing else."""
    start, end = chosen[0], chosen[-1] + 1
    first = 0 if start and host in leaves[start - 1].node.ancestors else start
    last = len(leaves) if end < len(leaves) and host in leaves[end].node.ancestors else end
    return range(first, last)


def _above(host: Element, nodes: Iterable[Node]) -> set[Node]:
    """All elements between the host and the texts."""
    found: set[Node] = {host}
    for node in nodes:
        above = node.parent
        while above is not None and above not in found:
            found.add(above)
            above = above.parent
    return found


def _take_out(node: Node, host: Element, above: set[Node], gone: set[Node]) -> None:
    """Take a node out together with the elements that hold nothing else."""
    top = node
    while isinstance(parent := top.parent, Element) and parent not in above:
        if parent in gone:
            return
        gone.add(parent)
        top = parent
    if isinstance(parent, Element) and top != host:
        top.extract()


def _shows(element: Element) -> bool:
    if not element.text.isspace() and element.text:
        return True
    return any(inner.tag in _SHOWING for inner in element.iter_elements())


def furniture(own: Own, header: frozenset[int], rest: Iterable[int]) -> tuple[Boilerplate, ...]:
    """Give what is the theme's in a comment, piece by piece.

    Args:
        own: the comment's leaves.
        header: indices of those that hold its name and date.
        rest: indices of those that are neither name nor date nor text.
    """
    pieces: dict[tuple[int, str], list[str]] = {}
    lines = {own.leaves[at].line for at in header}
    for at in rest:
        leaf = own.leaves[at]
        kind = HEAD if leaf.line in lines else "unknown"
        if leaf.role is not None and leaf.role not in (TEXT, AUTHOR, DATE):
            kind = leaf.role
        pieces.setdefault((leaf.line, kind), []).append(leaf.text)
    return tuple(
        [Boilerplate(kind, " ".join(" ".join(texts).split()), place="comment") for (_, kind), texts in pieces.items()]
    )
