"""The ends of bodies: lists of links under a label such as “Related Posts”, which plugins append to a text.

Only on saved pages, only at the very end, and only where nothing but links stands below the label.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from turbohtml import Element, Text, parse_fragment

from wparchive.clean.rules.share_links import is_share_address
from wparchive.text import HEADINGS, names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from turbohtml import Node

    from wparchive.clean.rule import Rule

LOOKED_AT: Final = 6000
"""Characters at the end of a body in which a label is looked for before the body is parsed."""
_WRAPPERS: Final = frozenset(("div", "section", "article", "main"))
_LABELS: Final = HEADINGS | names("p div strong b span header")
_LONGEST_LABEL: Final = 60
_WRITTEN: Final = HEADINGS | names("pre table blockquote")
_LEVELS: Final = 20
_MOST: Final = 40
"""Blocks of a labelled list."""
_BESIDE: Final = 0.35
"""Of a list's text that may stand beside its links: dates, numbers of comments."""
_QUOTING: Final = "blockquote, q, pre, code, table, form"


def labelled_tails(tree: Element, label_of: Callable[[str], Rule | None]) -> Iterator[tuple[list[Element], Rule]]:
    """Find what stands at the end of a body under a label, the last first.

    Args:
        tree: the body; what was found is to be taken out before the next is asked for.
        label_of: says of which rule a line is a label.
    """
    for _ in range(_LEVELS):  # once the end is gone, one wrapper may be left around all, with an end of its own
        found = False
        blocks = blocks_of(tree).blocks
        while (group := _last_group(blocks, label_of)) is not None:
            found = True
            del blocks[-len(group[0]) :]
            yield group
        if not found:
            return


def _last_group(blocks: list[Element], label_of: Callable[[str], Rule | None]) -> tuple[list[Element], Rule] | None:
    """The last label with the links below it."""
    group: list[Element] = []
    for block in reversed(blocks[-_MOST:]):
        group.append(block)
        rule = _labelled(block, label_of)
        if rule is not None:
            return (group[::-1], rule) if _is_furniture(group) else None
        if not _is_links(block):
            return None
    return None


def _is_furniture(group: list[Element]) -> bool:
    """Whether a label and what is below it are a plugin's: one that stands alone has several words or a colon.

    Links that lead to several sites are a list of somebody's choice.
    """
    links = [link.attr("href") or "" for block in group for link in block.find_all("a")]
    if not links:
        label = group[-1].text.strip()
        return " " in label or label.endswith((":", "："))  # noqa: RUF001
    hosts = {link.partition("://")[2].partition("/")[0] for link in links if "://" in link}
    return len(hosts) <= 1 or all(map(is_share_address, links))


class Blocks(NamedTuple):
    """The blocks of a body.

    Attributes:
        blocks: elements at its top, or in the one wrapper around all of it; those behind the last bare text.
        whole: whether there is no bare text, so that the first block is the beginning of the body.
    """

    blocks: list[Element]
    whole: bool


def blocks_of(tree: Element) -> Blocks:
    """Give the blocks of a body."""
    while True:
        found: list[Element] = []
        whole = True
        for node in tree.children:
            if isinstance(node, Element):
                found.append(node)
            elif isinstance(node, Text) and node.data.strip():
                found.clear()
                whole = False
        if not whole or len(found) != 1 or found[0].tag not in _WRAPPERS:
            return Blocks(found, whole)
        tree = found[0]


def _labelled(block: Element, label_of: Callable[[str], Rule | None]) -> Rule | None:
    """Say whose label a block is, or begins with where links alone follow in it."""
    text = block.text.strip()
    if len(text) <= _LONGEST_LABEL and block.tag in _LABELS and (rule := label_of(text)) is not None:
        return rule
    first = _first(block)
    if first is None or first.tag not in _LABELS or block.tag not in (*_WRAPPERS, "aside", "nav", "footer"):
        return None
    label = first.text.strip()
    if len(label) > _LONGEST_LABEL or (rule := label_of(label)) is None:
        return None
    return rule if _is_links(block, len(label)) else None


def _first(block: Element) -> Element | None:
    for node in block.children:
        if isinstance(node, Element):
            return node
        if _has_text(node):
            return None
    return None


def _has_text(node: Node) -> bool:
    return isinstance(node, Text) and bool(node.data.strip())


def _is_links(block: Element, label: int = 0) -> bool:
    """Whether there is nothing but links in a block, or nothing at all."""
    whole = len(block.text.strip()) - label
    if block.tag == "hr" or (whole <= 0 and block.select_one("img, iframe, video, audio, object, embed") is None):
        return True
    links = block.find_all("a")
    if not links or block.tag in ("blockquote", "pre", "table", "form") or block.select_one(_QUOTING) is not None:
        return False
    linked = sum(len(link.text.strip()) for link in links)
    return whole - linked <= _BESIDE * whole or (block.tag in ("ul", "ol") and whole - linked <= linked)


def ends_without_prose(html: str, most: int) -> tuple[list[str], list[str]]:
    """Give the blocks at both ends of a body that hold links, pictures and forms, and no prose.

    Args:
        html: the body.
        most: so many at each end.

    Returns:
        Their HTML in the order of the document, at the beginning and at the end. Not all of a body is its end.
    """
    blocks, whole = blocks_of(parse_fragment(html, positions=False))
    head: list[str] = []
    for block in blocks[: most if whole else 0]:
        if _is_prose(block):
            break
        head.append(block.html)
    tail: list[str] = []
    for block in blocks[len(head) :][: -most - 1 : -1]:
        if _is_prose(block):
            break
        tail.append(block.html)
    return (head, tail[::-1]) if len(head) + len(tail) < len(blocks) else ([], [])


def _is_prose(block: Element) -> bool:
    """Whether somebody may have written it: words outside of links, or a heading."""
    return block.tag in _WRITTEN or not (
        block.tag == "form" or _is_links(block) or (not block.text.strip() and block.select_one("img") is not None)
    )
