"""Where lines end: two breaks in a row end a paragraph, one at its begin is none, a heading keeps them as HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from turbohtml import Element, Text

from wparchive.writers.markdown.held import Held
from wparchive.writers.markdown.tags import (
    BLOCKS,
    CODE_BLOCKS,
    CODE_SPANS,
    EMPHASIS,
    HEADINGS,
    LINES,
    is_blank,
    is_inside,
    is_too_deep,
    shows_nothing,
)

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
    _leave(line_break)
    before = _shown_before(line_break)
    if isinstance(before, Element) and before.tag == "br" and _is_in_paragraph(before):
        line_break.decompose()
        _end_paragraph(before)
    elif not isinstance(before, Text) and begins_line(line_break):
        line_break.decompose()  # turbohtml would write a line with a backslash alone
    elif is_inside(line_break, HEADINGS):
        line_break.replace_with(held.hold("<br>" if line_break.next_sibling is not None else ""))


def _leave(line_break: Element) -> None:
    """Let emphasis and links end before a break at their end, begin behind one at their begin, and part it at two.

    Blogger writes `<b><br /></b>`, and puts one `<i>` around several paragraphs. turbohtml 1.15 writes all emphasis of
    a page as HTML when there is emphasis of a break alone.
    """
    while isinstance(emphasis := line_break.parent, Element) and emphasis.tag in _LEFT:
        before, after = _shown_before(line_break), _shown_after(line_break)
        if before is not None and after is not None:
            if emphasis.tag == "a" or not _is_break(after):
                return
            first: list[Node] = [before]
            while (node := first[-1].previous_sibling) is not None:
                first.append(node)
            emphasis.insert_before(Element(emphasis.tag, children=first[::-1]))
        if before is None or after is not None:
            emphasis.insert_before(line_break)
        else:
            emphasis.insert_after(line_break)
        if isinstance(before, Text):
            before.data = before.data.rstrip()
        if before is None and after is None:
            emphasis.decompose()


_LEFT: Final = EMPHASIS | {"a"}


def _is_break(node: Node | None) -> bool:
    """Tell whether a node is a line break, or emphasis that begins with one."""
    while isinstance(node, Element) and node.tag in EMPHASIS and len(node):
        node = node[0] if not is_blank(node[0]) else _shown_after(node[0])
    return isinstance(node, Element) and node.tag == "br"


def trim_lines(root: Element, held: Held) -> None:
    """Take away the wide and no-break spaces at the ends of lines, and paragraphs that editors made of nothing.

    Wide ones (U+3000) at the begin of a line, as Chinese and Japanese paragraphs have them, stay as they are written:
    turbohtml makes `&#12288;` of them, and `&#160;` of each no-break space in a heading.
    """
    for node in list(root.descendants):
        if not isinstance(node, Text) or ("\xa0" not in node.data and "\u3000" not in node.data):
            continue
        if is_inside(node, _CODE):
            continue
        if node.data[-1].isspace() and ends_line(node):
            node.data = node.data.rstrip()
        _settle_indent(node, held)
    for line_break in list(root.iter_elements("br")):
        if begins_line(line_break):
            line_break.decompose()
    for paragraph in reversed(list(root.iter_elements("p"))):
        if not is_too_deep(paragraph) and shows_nothing(paragraph):
            paragraph.decompose()


def _settle_indent(text: Text, held: Held) -> None:
    """Keep wide spaces that a line begins with as they are, and drop no-break spaces of a paragraph of one line."""
    indent = _INDENT.match(text.data)
    if is_inside(text, HEADINGS):
        text.data = text.data.replace("\xa0", " ").replace("\u3000", " ")
    elif indent and (begins_line(text) or follows_break(text)):
        text.data = text.data[indent.end() :]
        outer: Node = text
        while isinstance(outer.parent, Element) and outer.parent.tag in EMPHASIS:
            outer = outer.parent
        outer.insert_before(held.hold(indent[1]))
    elif text.data.startswith("\xa0") and begins_line(text):
        box = next((above for above in text.ancestors if isinstance(above, Element) and above.tag in ENDS_LINES), None)
        if box is not None and box.tag == "p" and box.find("br") is None:
            text.data = text.data.lstrip()


_INDENT: Final = re.compile(r"\s*?(\u3000+)(?=\S|\Z)")


def follows_break(node: Node) -> bool:
    """Tell whether a node begins the line behind a break."""
    before = _shown_before(node)
    return isinstance(before, Element) and before.tag == "br"


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


def _shown_after(node: Node) -> Node | None:
    """Give the neighbour behind; what shows nothing there is taken away."""
    after = node.next_sibling
    while after is not None and is_blank(after):
        blank, after = after, after.next_sibling
        blank.extract()
    return after


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
