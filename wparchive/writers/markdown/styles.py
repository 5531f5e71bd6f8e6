"""What the `style` of an element says of its words that Markdown can say, and what it says that must not be believed.

The editors of WordPress before 3, of Blogger and of word processors write emphasis as `<span style="font-weight:bold">`
and strike words out with `text-decoration: line-through`; Google Docs puts `<b style="font-weight:normal">` around all
that is copied from it. Word adds properties of its own beside those of the Web (`mso-bidi-font-weight:normal`).
"""

from __future__ import annotations

import re
from typing import Final

from turbohtml import Element, Text

from wparchive.writers.markdown.breaks import begins_line, ends_line, follows_break
from wparchive.writers.markdown.tags import LISTS, is_blank, is_inside, is_too_deep

_WRAPS: Final = re.compile(r"white-space\s*:\s*(?:pre-|break-)", re.IGNORECASE)
"""Lines are broken as usual. turbohtml 1.15 takes it for code, in which no link and no emphasis is left; Squarespace
writes it on each paragraph. Of `white-space: pre`, as code editors write it, that is true."""
_LINES: Final = re.compile(r"(?<![\w-])white-space\s*:\s*pre\s*(?:;|\Z)(?!.*white-space)", re.IGNORECASE | re.DOTALL)
_SAID: Final = (
    ("del", re.compile(r"(?<![\w-])text-decoration[a-z-]*\s*:[^;]*line-through", re.IGNORECASE)),
    ("strong", re.compile(r"(?<![\w-])font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)),
    ("em", re.compile(r"(?<![\w-])font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)),
    ("sup", re.compile(r"(?<![\w-])vertical-align\s*:\s*super", re.IGNORECASE)),
    ("sub", re.compile(r"(?<![\w-])vertical-align\s*:\s*sub(?!\w)", re.IGNORECASE)),
)
_BOLD: Final = ("b", "strong")
_NOT_BOLD: Final = re.compile(r"(?<![\w-])font-weight\s*:\s*(?:normal|[1-5]00)", re.IGNORECASE)
_NO_MARK: Final = re.compile(r"(?<![\w-])list-style(?:-type)?\s*:[^;]*\bnone\b", re.IGNORECASE)
_BOX: Final = re.compile(r"(?<![\w-])display\s*:\s*block", re.IGNORECASE)


def settle_styles(root: Element) -> None:
    """Write emphasis as elements, and take away the styles that mislead.

    Args:
        root: holds the fragments; changed.
    """
    for element in root.select("[style]"):
        if is_too_deep(element):
            continue
        style, tag = element.attr("style") or "", element.tag
        if _WRAPS.search(style) or (_LINES.search(style) and not _has_lines(element)):
            del element.attrs["style"]
        if tag == "span":
            _settle_span(element, style)
        elif (tag in _BOLD and _NOT_BOLD.search(style)) or (tag == "li" and _is_margin(element, style)):
            element.unwrap()
        elif tag == "div" and _LINES.search(style):
            _settle_lines(element)


def _has_lines(box: Element) -> bool:
    """Tell whether lines are kept where there are some; Google Docs says so of each item of a list."""
    return box.tag in ("div", "p", "pre") and (box.find("div") is not None or "\n" in box.text.strip())


def _settle_span(span: Element, style: str) -> None:
    """Make a span what its style says: emphasis, plain words in bold ones, a line of its own."""
    said = [name for name, pattern in _SAID if pattern.search(style) and not is_inside(span, (name,))]
    if said:
        span.tag = said[0]
        for name in said[1:]:
            span.wrap_children(Element(name))
    elif _BOX.search(style):
        if not begins_line(span) and not follows_break(span):
            span.insert_before(Element("br"))
        if not ends_line(span):
            span.insert_after(Element("br"))
    elif _NOT_BOLD.search(style):
        outer = span.parent
        if isinstance(outer, Element) and outer.tag in _BOLD and outer.text.strip() == span.text.strip():
            outer.unwrap()


def _is_margin(item: Element, style: str) -> bool:
    """Tell whether an item is but the margin of the lists in it, as TinyMCE and Evernote write it."""
    shown = [node for node in item.children if not is_blank(node)]
    return bool(shown and _NO_MARK.search(style)) and all(
        isinstance(node, Element) and node.tag in LISTS for node in shown
    )


def _settle_lines(box: Element) -> None:
    """Make code of a box with one more for each line, as Visual Studio Code puts into the clipboard."""
    lines = [node for node in box.children if not is_blank(node)]
    if all(isinstance(line, Element) and line.tag in ("div", "p", "br") for line in lines):
        text = "\n".join([line.text for line in lines])
        box.clear()
        box.tag = "pre"
        box.append(Text(text))
