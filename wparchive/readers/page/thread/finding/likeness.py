"""Comments of hand-made themes, in which nothing has WordPress's ids or classes: found by what they are like.

First what calls itself a comment in microdata, microformats or by a plain class; then elements side by side, of one
shape, in something that is called comments, or called so themselves. In all cases a name must be found in them, and a
date; without dates, they must be as many as the page says, or WordPress itself must have printed a name.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from turbohtml import Element

from wparchive.readers.page.thread.authors.author import attribution_of
from wparchive.readers.page.thread.dates.readings import said_of
from wparchive.readers.page.thread.dates.when import dates_of
from wparchive.readers.page.thread.finding.linked import linked_marks
from wparchive.readers.page.thread.finding.marks import Mark
from wparchive.readers.page.thread.leaves import own_of
from wparchive.text import names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wparchive.readers.page.ids import Index
    from wparchive.readers.page.page import Page

_CALLED: Final = (
    '[itemprop="comment"]',
    '[itemtype$="schema.org/Comment"]',
    '[itemtype$="schema.org/UserComments"]',
    "[data-comment-id]",
    "li.comment, div.comment, article.comment, section.comment, dt.comment",
    ".h-cite.u-comment, .u-comment.h-cite, .hcomment",
)
"""Elements that call themselves comments, the surest first."""
_ANY_CALLED: Final = ", ".join(_CALLED)
_WHOLE: Final = (
    "[id*=comment i], [class*=comment i], [id*=kommentar i], [class*=kommentar i], [id*=coment i], [id*=response i],"
    " [class*=response i], [id*=discussion i], [class*=discussion i]"
)
"""Elements that can hold the comments of a page."""
_OTHERS: Final = re.compile("latest|recent|popular|widget|respond|form|count|reply")
"""Words of lists of comments on other posts, and of what is around the form."""
_ITEMS: Final = names("li div article section dt tr")
_LISTS: Final = names("ul ol dl table tbody")
_CLOSED: Final = names("aside nav form header head")
_SAMPLE: Final = 5
_ENOUGH: Final = 3
"""Elements that are comments not by chance."""
_MOST: Final = 200
"""Elements that are looked into."""
_ALTERNATING: Final = re.compile(r"^(?:odd|even|alt|first|last|byuser|bypostauthor)$|\d")


class Likely(NamedTuple):
    """What is like comments.

    Attributes:
        marks: of them; they have no ids.
        guessed: nothing calls them comments but what is around them.
    """

    marks: list[Mark]
    guessed: bool


def likely_marks(index: Index, page: Page, counts: Sequence[int]) -> Likely:
    """Find what is like comments in a page where nothing has a comment's id.

    Args:
        index: of the page.
        page: for its language.
        counts: numbers of comments that the page states.
    """
    linked = linked_marks(page)
    if linked and _are_dated([mark.element for mark in linked], page):
        return Likely(linked, guessed=False)
    called = index.tree.select_one(_ANY_CALLED) is not None  # of most pages, one look says it
    for selector in _CALLED if called else ():
        found = [element for element in index.tree.select(selector) if _is_open(element)]
        if found and _are_comments(found, page, counts):
            return Likely([Mark(element, None) for element in found], guessed=False)
    for whole in islice(index.tree.select(_WHOLE), _MOST):
        if whole.tag not in ("body", "html") and _is_open(whole):
            for group in (*_alike(whole), *_beside(whole)):
                if _are_comments(group, page, counts):
                    return Likely([Mark(element, None) for element in group], guessed=True)
    return Likely([], guessed=False)


def _is_open(element: Element) -> bool:
    """Whether an element can stand in a thread: neither in a sidebar nor in a list of other posts' comments."""
    above: object = element
    for _ in range(_SAMPLE):
        if not isinstance(above, Element) or above.tag == "body":
            return True
        if above.tag in _CLOSED or _OTHERS.search(f"{above.attr('class') or ''} {above.attr('id') or ''}".lower()):
            return False
        above = above.parent
    return True


def _alike(whole: Element) -> Iterator[list[Element]]:
    """Give the children of an element and of the lists in it, those of one tag and class together, the most first."""
    inner = [child for child in whole.children if isinstance(child, Element)]
    inner += [item for child in inner if child.tag in _LISTS for item in child.children if isinstance(item, Element)]
    children = [child for child in inner if child.tag in _ITEMS]
    shapes = Counter(map(_shape, children))
    for shape, count in shapes.most_common(_SAMPLE):
        if count > 1:
            yield [child for child in children if _shape(child) == shape]


def _beside(first: Element) -> Iterator[list[Element]]:
    """Give elements of one shape side by side, if an element is the first of them."""
    around = first.parent
    before = next((one for one in first.previous_siblings if isinstance(one, Element)), None)
    if first.tag in _ITEMS and isinstance(around, Element) and (before is None or _shape(before) != _shape(first)):
        yield from (group for group in _alike(around) if group[0] == first)


def _shape(element: Element) -> tuple[str, str]:
    """An element's tag and classes, but for those that tell it from its neighbours."""
    classes = [token for token in (element.attr("class") or "").split() if not _ALTERNATING.search(token)]
    return element.tag, " ".join(classes)


def _are_comments(elements: Sequence[Element], page: Page, counts: Sequence[int]) -> bool:
    """Whether a name and a date are found in each of some elements, or what else shows that they are comments."""
    owns = [own_of(element, None, microdata=True) for element in elements[:_SAMPLE]]
    said = [said_of(own) for own in owns]
    dates = dates_of(said, [None] * len(said), page)
    named = [
        attribution_of(own, when, None, None, ping=False).name or when.before
        for own, when in zip(owns, dates, strict=True)
    ]
    if not _nearly_all(named):
        return False
    if _nearly_all(when.published or when.raw for when in dates):
        return True
    return len(elements) >= _ENOUGH and (len(elements) in counts or any(map(_has_author_link, elements[:_SAMPLE])))


def _has_author_link(element: Element) -> bool:
    """Whether an element has a link as `get_comment_author_link()` prints it."""
    return element.select_one('a.url[rel~="external"]') is not None


def _are_dated(elements: Sequence[Element], page: Page) -> bool:
    """Whether a date is found in each of some elements: what links to itself needs no other sign of a comment."""
    said = [said_of(own_of(element, None)) for element in elements[:_SAMPLE]]
    return _nearly_all(when.published or when.raw for when in dates_of(said, [None] * len(said), page))


def _nearly_all(found: Iterable[object]) -> bool:
    found = list(found)
    return sum(map(bool, found)) * 5 >= len(found) * 4 > 0
