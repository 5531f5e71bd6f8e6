"""What the `style` of an element says of its words that Markdown can say, and what it says that must not be believed.

The editors of WordPress before 3, of Blogger and of word processors write emphasis as `<span style="font-weight:bold">`
and strike words out with `text-decoration: line-through`; Google Docs puts `<b style="font-weight:normal">` around all
that is copied from it.
"""

from __future__ import annotations

import re
from typing import Final

from turbohtml import Element

_WRAPS: Final = re.compile(r"white-space\s*:\s*(?:pre-|break-)", re.IGNORECASE)
"""Lines are broken as usual. turbohtml 1.15 takes it for code, in which no link and no emphasis is left; Squarespace
writes it on each paragraph. Of `white-space: pre`, as code editors write it, that is true."""
_SAID: Final = (
    ("del", re.compile(r"text-decoration[a-z-]*\s*:[^;]*line-through", re.IGNORECASE)),
    ("strong", re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)),
    ("em", re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)),
)
_NOT_BOLD: Final = re.compile(r"font-weight\s*:\s*(?:normal|[1-5]00)", re.IGNORECASE)


def settle_styles(root: Element) -> None:
    """Write emphasis as elements, and take away the styles that mislead.

    Args:
        root: holds the fragments; changed.
    """
    for element in root.select("[style]"):
        style, tag = element.attr("style") or "", element.tag
        if _WRAPS.search(style):
            del element.attrs["style"]
        if tag == "span":
            said = [name for name, pattern in _SAID if pattern.search(style)]
            element.tag = said[0] if said else tag
            for name in said[1:]:
                element.wrap_children(Element(name))
        elif tag in ("b", "strong") and _NOT_BOLD.search(style):
            element.unwrap()
