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
        The same, with the beginning of an HTML comment as text where an element ends and another comment begins
        before it is closed.
    """
    if markup.count("<!--") <= markup.count("-->"):
        return markup
    pieces: list[str] = []
    done = 0
    at = markup.find("<!--")
    while at >= 0:
        end = markup.find("-->", at + 4)
        if end < 0:
            break
        inner = markup.find("<!--", at + 4, end)
        if inner >= 0:
            tag = markup.find("<", at + 4)
            if markup.startswith("</", tag):
                pieces += [markup[done:at], "&lt;!--"]
                done = at + 4
                at = inner
                continue
        at = markup.find("<!--", end + 3)
    return "".join([*pieces, markup[done:]]) if pieces else markup


def without_plaintext(markup: str) -> str:
    """Take the power from `<plaintext>`, which has no end.

    Args:
        markup: a page in whose tree there is one: to look for it in the tree takes less time than in the text.
    """
    return _PLAINTEXT.sub(r"<\1span", markup)
