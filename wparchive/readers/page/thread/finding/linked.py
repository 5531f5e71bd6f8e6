"""Comments without a name of their own, found by the links to them: to themselves (`#comment-12`), and to answer them.

Some savers take every id and class out of a page, and leave its links.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Final

from turbohtml import Element

from wparchive.readers.page.thread.finding.marks import Mark
from wparchive.readers.page.thread.reply_links import REPLY_TO
from wparchive.text import names
from wparchive.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.readers.page.page import Page

_TO_COMMENT: Final = re.compile(r"([^#]*)#(?:li-|div-)?comment-(\d{1,20})")
_LINKS: Final = 'a[href*="comment-"], a[href*="replytocom="], a[data-commentid]'
_PAGE: Final = re.compile(r"(?:comment-page-\d{1,9}/?|[?&](?:cpage|replytocom)=.*)\Z")
_ITEMS: Final = names("li dd tr")
_ANSWERS: Final = ".children > li, .children > article, .children > div"
"""Comments in WordPress's own list of answers: those at the greatest depth have no link to answer them."""
_HIGHEST: Final = 12
"""Elements between a comment and the link to it."""
_NO_COMMENT: Final = ("h1", "textarea")
"""What holds one of these holds more than a comment."""


def linked_marks(page: Page) -> list[Mark]:
    """Find the elements that hold comments by the links in them.

    Args:
        page: in which nothing has a comment's id.

    Returns:
        One mark for each comment, in document order.
    """
    links = _own_links(page)
    shared = Counter(above for own in links.values() for above in {above for link in own for above in _above(link)})
    marks = {_item(own, shared): number for number, own in links.items()}
    if len(marks) < len(links):
        return [Mark(_item(own, shared), number) for number, own in links.items()]
    unlinked = [
        item for item in page.tree.select(_ANSWERS) if item not in marks and any(up in marks for up in item.ancestors)
    ]
    if not unlinked:
        return [Mark(item, number) for item, number in marks.items()]
    others = frozenset(unlinked)
    in_order = page.tree.iter_elements({item.tag for item in (*marks, *others)})
    return [Mark(item, marks.get(item)) for item in in_order if item in marks or item in others]


def _own_links(page: Page) -> dict[str, list[Element]]:
    """Give the links in each comment of the page: that to answer it, and the first to itself that says when."""
    found = list(_links(page))
    pages = Counter(target for _, target, _ in found if target)
    own = pages.most_common(1)[0][0] if pages else ""  # widgets link comments of other posts, one of each
    chosen: dict[str, dict[bool, Element]] = {}
    for link, target, number in found:
        if not target or (target == own and _says(link)):
            chosen.setdefault(number, {}).setdefault(bool(target), link)
    return {number: list(links.values()) for number, links in chosen.items()}


def _links(page: Page) -> Iterator[tuple[Element, str, str]]:
    """Give links to comments with the page that they lead to, an empty text for those to answer one; and the number."""
    for link in page.tree.select(_LINKS):
        href = link.attr("href") or ""
        if answered := link.attr("data-commentid"):
            if answered.isdecimal() and len(answered) <= 20:
                yield link, "", answered
        elif to_answer := REPLY_TO.search(href):
            yield link, "", to_answer[1]
        elif to_comment := _TO_COMMENT.fullmatch(href):
            address = absolute(to_comment[1], page.address) or page.address or "/"
            yield link, _PAGE.sub("", address).rstrip("/"), to_comment[2]


def _says(link: Element) -> bool:
    """Whether a link shows a date or a number, as that of a comment to itself does, and no name that is called."""
    return any(map(str.isdigit, link.text[: _HIGHEST * 10]))


def _above(link: Element) -> Iterator[Element]:
    return (node for node in islice(link.ancestors, _HIGHEST) if isinstance(node, Element))


def _item(links: list[Element], shared: Counter[Element]) -> Element:
    """Give the element of a comment by the links in it.

    It holds both links, if there are two, and is the outermost in which no other comment is linked, or the first that
    is an item of a list.
    """
    chain = list(_above(links[0]))
    beside = set(_above(links[-1]))
    first = next((at for at, above in enumerate(chain) if above in beside), 0)
    item = (
        links[0] if len(links) == 1 or any(chain[first].find(tag) is not None for tag in _NO_COMMENT) else chain[first]
    )
    for above in chain[first:] if item != links[0] else chain:
        if item.tag in _ITEMS or shared[above] > 1 or any(above.find(tag) is not None for tag in _NO_COMMENT):
            break
        item = above
    return item
