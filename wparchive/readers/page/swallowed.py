"""What a commenter's broken markup would swallow of the page, set free.

WordPress prints some comments as they were stored: an HTML comment that nobody closed hides all up to the next one's
end, and `<plaintext>` turns the rest of the page into text. Both hold comments of others.
"""

from __future__ import annotations

import re
from typing import Final

_PLAINTEXT: Final = re.compile(r"<(/?)plaintext(?=[\s/>])", re.IGNORECASE)


def freed(markup: str) -> str:
    """Undo markup that swallows what follows it.

    Args:
        markup: a page.

    Returns:
        The same, with the beginning of an HTML comment as text where an element ends, and another comment begins
        before it is closed, or it never is.
    """
    if markup.count("<!--") <= markup.count("-->"):
        return markup
    pieces: list[str] = []
    done = 0
    at = markup.find("<!--")
    while at >= 0:
        end = markup.find("-->", at + 4)
        inner = markup.find("<!--", at + 4, end if end >= 0 else len(markup))
        if (inner >= 0 or end < 0) and markup.startswith("</", markup.find("<", at + 4)):
            pieces += [markup[done:at], "&lt;!--"]
            done = at + 4
            at = inner
        elif end < 0:
            break
        else:
            at = markup.find("<!--", end + 3)
    return "".join([*pieces, markup[done:]]) if pieces else markup


def without_plaintext(markup: str) -> str:
    """Take the power from `<plaintext>`, which has no end.

    Args:
        markup: a page in whose tree there is one: to look for it in the tree takes less time than in the text.
    """
    return _PLAINTEXT.sub(r"<\1span", markup)
