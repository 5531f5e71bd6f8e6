"""Taking pieces out of a body. Only imported where there is something to take, since it needs the HTML parser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeGuard

from turbohtml import Element, Text, parse_fragment

from wparchive.clean.tails import blocks_of, labelled_tails
from wparchive.model import Boilerplate
from wparchive.text import plain_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from turbohtml import Node

    from wparchive.clean.rule import Rule

LONGEST_PIECE: Final = 4000
"""Characters of text. What is longer is no furniture: an end tag is missing, and the article lies inside."""

_ROUNDS: Final = 10
"""What stands at the end of a page's body is only seen when what stood behind it is gone."""
_QUOTING: Final = "blockquote, q, pre, code"
_WRAPPERS: Final = frozenset(("a", "center", "div", "figure", "noscript", "p", "span"))
_INLINE: Final = frozenset(("a", "img", "ins", "span"))


def move_aside(
    html: str, rules: Iterable[Rule], label_of: Callable[[str], Rule | None] | None = None
) -> tuple[str, tuple[Boilerplate, ...]]:
    """Take out of a body what the rules find.

    Args:
        html: the body.
        rules: in the order to apply them.
        label_of: says of which rule a line is a label. With it, labelled lists at the end of the body are taken too.

    Returns:
        The body without the pieces, the very same object if there are none, and the pieces.
    """
    tree = parse_fragment(html, positions=False)
    rules = list(rules)
    pieces: list[Boilerplate] = []
    for _ in range(_ROUNDS if label_of is not None else 1):
        taken = [_extract(group, rule) for rule in rules if rule.find for group in _groups(rule.find(tree))]
        if label_of is not None:
            taken += [_extract(group, rule) for group, rule in labelled_tails(tree, label_of)]
        pieces += taken
        if not taken:
            break
    return (tree.inner_html, tuple(pieces)) if pieces else (html, ())


def take_blocks(html: str, head: int, tail: int, rule: Rule) -> tuple[str, tuple[Boilerplate, ...]]:
    """Take the first and the last blocks out of a body.

    Args:
        html: the body.
        head: how many of its first blocks.
        tail: how many of its last.
        rule: whose name and kind the pieces get.
    """
    tree = parse_fragment(html, positions=False)
    blocks = blocks_of(tree).blocks
    taken = [*blocks[:head], *blocks[len(blocks) - tail :]]
    pieces = tuple(_extract([block], rule) for block in taken)
    return tree.inner_html, pieces


def _groups(found: Iterable[Element]) -> list[list[Element]]:
    """Put elements that stand side by side together, and leave out what is quoted or too long."""
    groups: list[list[Element]] = []
    for element in found:
        if element.closest(_QUOTING) or len(element.text) > LONGEST_PIECE:
            continue
        whole = _with_wrapper([element])
        if groups and _next(groups[-1][-1]) == whole[0]:
            groups[-1] += whole
        else:
            groups.append(whole)
    return groups


def _extract(group: list[Element], rule: Rule) -> Boilerplate:
    """Take a group out of its tree."""
    group = _with_wrapper(group)
    first, last = group[0], group[-1]
    around = (first.previous_sibling, last.next_sibling)
    if first.tag not in _INLINE and None not in around and not any(map(_is_blank, around)):
        first.insert_before(Text("\n"))  # or the words before and after it would become one
    html = "\n".join(element.html for element in group)
    for element in group:
        element.extract()
    return Boilerplate(kind=rule.kind, text=plain_text(html), html=html, rule=rule.name)


def _with_wrapper(group: list[Element]) -> list[Element]:
    """Give what would be empty without the group in its stead: the paragraph of a lone image, for one."""
    parent = group[0].parent
    while (
        isinstance(parent, Element)
        and isinstance(parent.parent, Element)
        and parent.tag in _WRAPPERS
        and _previous(group[0]) is None
        and _next(group[-1]) is None
    ):
        group = [parent]
        parent = parent.parent
    return group


def _previous(element: Element) -> Node | None:
    node = element.previous_sibling
    while _is_blank(node):
        node = node.previous_sibling
    return node


def _next(element: Element) -> Node | None:
    node = element.next_sibling
    while _is_blank(node):
        node = node.next_sibling
    return node


def _is_blank(node: Node | None) -> TypeGuard[Text]:
    return isinstance(node, Text) and not node.data.strip()
