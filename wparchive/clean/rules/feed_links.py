"""The sentence below each text of a feed in any language, known by its two links: to the post, and to the blog."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.clean.rule import Rule
from wparchive.clean.rules import feed_footer
from wparchive.urls import split_url

if TYPE_CHECKING:
    from turbohtml import Element

_LONGEST: Final = 3000
"""Characters of HTML; addresses and titles are most of it."""
_WORDS: Final = range(5, 81)
"""Characters beside the links."""
_END: Final = re.compile(r"</a>[^<>]{0,40}</p>\s*\Z")


def find(tree: Element) -> list[Element]:
    """Find the sentence where it is the last paragraph. A text that went through several feeds has it several times."""
    from turbohtml import Element  # noqa: PLC0415 - the rules can be listed without the HTML parser

    found: list[Element] = []
    for node in reversed(tree.children):
        if isinstance(node, Element):
            if node.tag != "p" or not (_is_footer(node) or feed_footer.is_footer(node.inner_html)):
                break
            found.append(node)
        elif node.text.strip():
            break
    return found[::-1]


def _is_footer(paragraph: Element) -> bool:
    links = paragraph.find_all("a")
    if len(links) != 2 or len(paragraph.inner_html) > _LONGEST or len(paragraph.find_all()) != 2:
        return False
    words = len(paragraph.text.strip()) - sum(len(link.text) for link in links)
    post, blog = (_place(link) for link in links)
    if post is None or blog is None or words not in _WORDS:
        return False
    return post[0] == blog[0] and post[1] != blog[1] and post[1].startswith(blog[1]) and blog[1].count("/") <= 1


def _place(link: Element) -> tuple[str, str] | None:
    address = split_url((link.attr("href") or "")[:2000])
    query = f"?{address.query}" if address.query else ""
    return (address.netloc, f"{address.path.rstrip('/')}{query}") if address.netloc else None


RULE: Final = Rule(
    "feed-links",
    "footer",
    "a last paragraph with a link to the post and one to the blog, on saved pages and in feeds",
    find,
    test=_END.search,
    in_pages=True,
)
