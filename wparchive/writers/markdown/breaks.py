"""Where lines end: two breaks in a row end a paragraph, one at its begin is none, a heading keeps them as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from turbohtml import Element, Text

from wparchive.writers.markdown.held import Held
from wparchive.writers.markdown.tags import BLOCKS, CODE_BLOCKS, CODE_SPANS, HEADINGS, LINES, is_blank, is_inside

if TYPE_CHECKING:
    from turbohtml import Node

MANY: Final = 2000
"""How many elements a page has to have before its line breaks are counted."""

_LONGEST_RUN: Final = 100
ENDS_LINES: Final = LINES | {*BLOCKS, "summary", "dt", "tr", "caption"}
_CODE: Final = frozenset({*CODE_BLOCKS, *CODE_SPANS})


def thin_out_breaks(root: Element) -> None:
    """Shorten runs of line breaks that nobody meant: turbohtml 1.15 takes time with the square of their length."""
    if sum(1 for _ in root.iter_elements("br")) <= MANY:
        return
    run = 0
    for node in list(root.descendants):
        if isinstance(node, Element) and node.tag == "br":
            run += 1
            if run > _LONGEST_RUN:
                node.decompose()
        elif isinstance(node, Text) and node.data.strip():
            run = 0


def settle_break(line_break: Element, held: Held) -> None:
    """Bring a line break into a form that Markdown has."""
    before = _shown_before(line_break)
    if isinstance(before, Element) and before.tag == "br" and _is_in_paragraph(before):
        line_break.decompose()
        _end_paragraph(before)
    elif not isinstance(before, Text) and begins_line(line_break):
        line_break.decompose()  # turbohtml would write a line with a backslash alone
    elif is_inside(line_break, HEADINGS):
        line_break.replace_with(held.hold("<br>" if line_break.next_sibling is not None else ""))


def trim_lines(root: Element) -> None:
    """Take away the no-break spaces at the ends of lines, by which editors made paragraphs of nothing."""
    for node in list(root.descendants):
        if not (isinstance(node, Text) and "\xa0" in node.data and node.data[-1].isspace()):
            continue
        if ends_line(node) and not is_inside(node, _CODE):
            node.data = node.data.rstrip()
    for line_break in list(root.iter_elements("br")):
        if begins_line(line_break):
            line_break.decompose()


def ends_line(node: Node) -> bool:
    """Tell whether nothing stands after a node in its line."""
    after = node.next_sibling
    while after is None or is_blank(after):
        if after is not None:
            after = after.next_sibling
        else:
            parent = node.parent
            if not isinstance(parent, Element) or parent.tag in ENDS_LINES:
                return True
            node, after = parent, parent.next_sibling
    return isinstance(after, Element) and (after.tag == "br" or after.tag in ENDS_LINES)


def _shown_before(node: Node) -> Node | None:
    """Give the neighbour before; what shows nothing there is taken away."""
    before = node.previous_sibling
    while before is not None and is_blank(before):
        blank, before = before, before.previous_sibling
        blank.extract()
    return before


def _end_paragraph(line_break: Element) -> None:
    mark = line_break.previous_sibling
    if not (isinstance(mark, Text) and mark.data == Held.BREAK):
        line_break.insert_before(Text(Held.BREAK))


def begins_line(node: Node) -> bool:
    """Tell whether nothing stands before a node in its line."""
    before = _shown_before(node)
    while before is None:
        parent = node.parent
        if not isinstance(parent, Element) or parent.tag in ENDS_LINES:
            return True
        node, before = parent, _shown_before(parent)
    return isinstance(before, Element) and before.tag in ENDS_LINES


def _is_in_paragraph(node: Element) -> bool:
    parent = node.parent
    return isinstance(parent, Element) and parent.tag in ENDS_LINES
