"""Every tag of a comment is closed, in the right order (WordPress: `force_balance_tags`)."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from wparchive.content.markup import WHITE_SPACE
from wparchive.text import names

SINGLE_TAGS: Final = names(
    "area base basefont br col command embed frame hr img input isindex link meta param source track wbr"
)
"""Tags that have no end."""
NESTABLE_TAGS: Final = names("article aside blockquote details div figure object q section span")
"""Tags that may stand directly in one of their own name; any other one is closed first."""

_LOVE: Final = re.compile(r"<([0-9])")
"""`<3` is no tag."""
_TAG: Final = re.compile(
    r"<(/?)([a-z][a-z0-9._]*-[a-z0-9._-]+|[\w:]+)(?:\s*(/?)|(\s+)([^>]*))>", re.IGNORECASE | re.ASCII
)
_BALANCED: Final = re.compile(
    r"[^<]*+(?:<(a|abbr|b|cite|code|del|em|i|q|s|small|span|strike|strong|sub|sup|u)(?: [^<>]*[^<>/\s])?>"
    r"[^<]*+</\1>[^<]*+)*"
)
"""Only pairs of inline tags, none inside another."""


def balance_tags(html: str) -> str:
    """Close what is open, and drop end tags that end nothing.

    Args:
        html: a comment's content.

    Returns:
        HTML in which each start tag has its end tag.
    """
    return html if _BALANCED.fullmatch(html) else _close_tags(html)


def _close_tags(html: str) -> str:
    html = _LOVE.sub(r"&lt;\1", html)
    balancer = _Balancer()
    done = 0
    for tag in _TAG.finditer(html, 0, html.rfind(">") + 1):
        balancer.out.append(html[done : tag.start()])
        balancer.take(tag)
        done = tag.end()
    balancer.out.append(html[done:])
    return balancer.finish()


class _Balancer:
    """The tags that are open at one point of the text, and the text so far."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self._open: list[str] = []
        self._count: Counter[str] = Counter()

    def take(self, tag: re.Match[str]) -> None:
        """Add a tag, with the end tags that have to stand before it."""
        is_end, name, slash, space, attributes = tag.groups(default="")
        name = name.lower()
        if is_end:
            self._close(name)
            return
        attributes = attributes.rstrip(WHITE_SPACE) + slash
        bare = attributes.removesuffix("/")
        if name in SINGLE_TAGS:
            self.out.append(f"<{name} {bare}/>")
        elif bare != attributes:
            self.out.append(f"<{name}{space}{bare.rstrip(WHITE_SPACE)}></{name}>")
        else:
            if self._open and self._open[-1] == name and name not in NESTABLE_TAGS:
                self._close(name)
            self._open.append(name)
            self._count[name] += 1
            self.out.append(f"<{name}{space}{attributes}>")

    def _close(self, name: str) -> None:
        """Close everything up to the last open tag of that name; nothing if none is open."""
        if not self._count[name]:
            return
        last = ""
        while last != name:
            last = self._open.pop()
            self._count[last] -= 1
            self.out.append(f"</{last}>")

    def finish(self) -> str:
        """Close what is left, and give the text."""
        return "".join([*self.out, *(f"</{name}>" for name in reversed(self._open))])
