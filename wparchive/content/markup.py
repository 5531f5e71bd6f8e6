"""What several rules share: white space and tags as PHP's expressions see them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.model import RESTRICTED

if TYPE_CHECKING:
    from collections.abc import Callable

WHITE_SPACE: Final = " \t\n\r\f\v"
"""White space of HTML and PHP. Python's own notion is wider: it takes U+00A0 and U+2028 too, which WordPress keeps."""

TAG: Final = re.compile(r"(<[^<>]+>)")
"""A tag, as far as rules for the text between tags are concerned; splitting by it gives text, tag, text, …

`<` cannot stand inside, so that a text of many `<` is searched once and not once for each of them.
"""

ELEMENT: Final = re.compile(r"<(?:!(?=--).*?(?:-->|\Z)|!\[CDATA\[.*?(?:\]\]>|\Z)|[^>]*+>?)", re.DOTALL)
"""A tag, a comment or a marked section, as WordPress splits HTML; without its end it reaches to that of the text."""

_VERBATIM: Final = re.compile(r"(</?(?:pre|code|script|style|textarea)(?:\s[^<>]*)?>)", re.IGNORECASE | re.ASCII)
_LONE_AMPERSAND: Final = re.compile(r"&(?!(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});)", re.IGNORECASE)


def attribute_value(text: str) -> str:
    """Escape what may not stand in an attribute (WordPress: `esc_attr`). References in the text stay."""
    escaped = _LONE_AMPERSAND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace('"', "&quot;").replace("'", "&#039;")


def restricted_edges(tag: str, name: str) -> tuple[str, str]:
    """Give what stands before and behind a passage that not everybody could read.

    The comments say where it begins and ends also where no element can: between the rows of a table, in attributes.

    Args:
        tag: of the element that is the passage where one can be.
        name: attribute and value that say what restricted it, as `data-shortcode="members"`.
    """
    begin = f'<!--{RESTRICTED}--><{tag} class="{RESTRICTED}" {name}>'
    return begin, f"</{tag}><!--/{RESTRICTED}-->"


def outside_verbatim(html: str, change: Callable[[str], str], inside: Callable[[str], str] | None = None) -> str:
    """Change a text, but not what stands in `<pre>`, `<code>`, `<script>`, `<style>` and `<textarea>`.

    Args:
        html: a text with tags.
        change: gets each stretch, tags of all other elements included.
        inside: gets what stands in those elements.
    """
    parts = _VERBATIM.split(html)
    end = ""
    for index, part in enumerate(parts):
        if not end and index % 2 == 0:
            parts[index] = change(part)
        elif end and part.lower() != end:
            parts[index] = inside(part) if inside else part
        elif not part.startswith("</"):
            end = f"</{part[1:-1].split()[0].lower()}>"
        else:
            end = ""
    return "".join(parts)
