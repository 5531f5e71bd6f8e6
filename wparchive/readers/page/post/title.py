"""Which heading is the title of the post: by its name, its place, its link, and by what the head of the page says."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote

from wparchive.dates.vocabulary import fold
from wparchive.readers.page.structure.lines import UNKNOWN, lines_of
from wparchive.urls import absolute

if TYPE_CHECKING:
    from turbohtml import Document, Element

    from wparchive.readers.page.page import Page
    from wparchive.readers.page.post.facts import Facts
    from wparchive.readers.page.post.stated import Stated
    from wparchive.readers.page.structure.outline import Outline, Weighed

_HEADINGS: Final = {"h1": 3, "h2": 2, "h3": 1, "h4": 0, "h5": 0, "h6": 0}
_TITLE_NAME: Final = re.compile(
    r"(?:^|[\s_-])(?:entry|post|article|story|single)[-_]?(?:title|headline)(?![\w-])", re.ASCII
)
_HEADLINE: Final = re.compile(r"(?:^|\s)(?:p-name|headline|page-title|storytitle|posttitle|entrytitle|title)(?:\s|$)")
_ELSEWHERE: Final = frozenset(("sidebar", "related", "navigation", "footer", "comments", "comment-form", "author-box",
                               "subscribe", "search", "share", "advert", "cookie-notice"))  # fmt: skip
_BETWEEN: Final = re.compile(
    r"\s+(?:[|\-\u2013\u2014\u00ab\u00bb\u2039\u203a\u00b7\u2022:~<>/\u2192\u2190]+|::|//)\s+|\s*[|\u00bb\u00ab]\s*|: "
)
"""What stands between the title of a post and the name of the site."""
_LONGEST: Final = 2000
"""Characters."""
_MOST: Final = 500
"""Headings that are looked at."""
_LONGEST_MARK: Final = 30
_HOPELESS: Final = -6
_ENOUGH: Final = 5
"""Points at which a heading is the title."""
_STRAIGHT: Final = str.maketrans({
    "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-", "\u2026": "...",
    "\xa0": " ", "\u00d7": "x", "\u2032": "'", "\u2033": '"',
})  # fmt: skip


_UNTITLED: Final = 10
"""Points that a heading needs where the address has a number for a name: WordPress does so for posts without title."""
_IN_TITLES: Final = frozenset(("em", "i", "b", "strong", "sub", "sup", "code", "s"))
"""Elements that stand in titles. Those around all of it are the theme's."""
_BREAKS: Final = re.compile(r"</?(?:br|p|div)\b[^<>]*>")
_ANY_TAG: Final = re.compile(r"<[^<>]*>")
_TAGS: Final = re.compile(r"</?(?!(?:em|i|b|strong|sub|sup|code|s)\b)[a-zA-Z!][^<>]*>")


class Title(NamedTuple):
    """The title of a post.

    Attributes:
        text: HTML of a line: as found, without links around it. Empty if the post has none.
        element: the heading, or None where only the head of the page gives the title.
        beside: what else the heading says.
    """

    text: str
    element: Element | None = None
    beside: str = ""


def find_title(page: Page, outline: Outline, facts: Facts) -> Title:
    """Find the title.

    Args:
        page: without its comments.
        outline: of the same page.
        facts: what is known of the post.
    """
    best, named, most, seen = None, None, _ENOUGH - 1, 0
    for at, part in enumerate(outline.parts):
        if part.tag not in _HEADINGS and not ("title" in part.names and _TITLE_NAME.search(part.names)):
            continue
        if not 0 < part.text + part.linked <= _LONGEST or at < facts.body < part.end or seen == _MOST:
            continue
        seen += 1
        points = _by_place(at, outline, facts)
        if points > _HOPELESS and _text(part.element):
            own = _named_in(part.element, page, facts)
            points += _points(part, _text(own), facts) + _by_link(part, page, facts)
            if points > most:
                best, named, most = part.element, own, points
    untitled = most < _UNTITLED and facts.identity.id and facts.identity.slug == facts.identity.id
    if best is not None and named is not None and not untitled:
        beside = " ".join(_text(best).replace(_text(named), "", 1).split())
        return Title(_unmarked(_markup(named), facts), best, beside)
    return Title(escape(title_in_head(facts.stated, facts.site_name), quote=False))


def _named_in(heading: Element, page: Page, facts: Facts) -> Element:
    """Give the link to the post in its heading, where more is said beside it: `<a>TITLE</a> <small>DATE</small>`."""
    link = heading.find("a")
    if link is None or not (text := _text(link)) or text == (whole := _text(heading)):
        return heading
    if facts.stated.document_title and _begins(facts.stated.document_title, whole):
        return heading
    href = (absolute(link.attr("href"), page.address) or "").rstrip("/")
    own = facts.identity.url is not None and href == facts.identity.url.rstrip("/")
    return link if own or "bookmark" in (link.attr("rel") or "").split() else heading


def _unmarked(title: str, facts: Facts) -> str:
    """Take off `Protected:` and `Private:`, in any language, where the head of the page has the title without it."""
    mark, colon, rest = title.partition(": ")
    head = facts.stated.document_title or ""
    hidden = facts.identity.classes & {"post-password-required", "status-private"}
    if hidden and colon and rest and len(mark) < _LONGEST_MARK and _begins(head, rest) and not _begins(head, title):
        return rest
    return title


def is_title_of(head: str, title: Title) -> bool:
    """Tell whether a title that the head of a page states is the one that was found, or has it in it."""
    text = _folded(unescape(_ANY_TAG.sub("", title.text)))
    return bool(text) and (text in _folded(head) or _folded(head) in text)


def title_in_head(stated: Stated, site: str | None) -> str:
    """Give the title that the head of a page states, without the name of the site; empty if it is only that name."""
    whole = (text for text in (stated.headline, stated.title, stated.document_title) if text is not None)
    return next((text for text in (_without_site(one, site) for one in whole) if text), "")


def _without_site(text: str, site: str | None) -> str:
    if site is None:
        return text
    if _same(text, site):
        return ""
    cuts = list(_BETWEEN.finditer(text))
    if cuts and _same(text[cuts[-1].end() :], site):
        return text[: cuts[-1].start()].strip()
    if cuts and _same(text[: cuts[0].start()], site):
        return text[cuts[-1].end() :].strip()
    return text


def site_name(tree: Document, stated: Stated) -> str | None:
    """Give the name of the site: as stated, or what the titles of its feeds begin with."""
    if stated.site_name:
        return stated.site_name
    for link in tree.select('link[rel~="alternate"][type="application/rss+xml"]'):
        name = _BETWEEN.split(link.attr("title") or "")[0].strip()
        if name and name != link.attr("title"):
            return name
    return None


def _points(heading: Weighed, text: str, facts: Facts) -> int:
    stated = facts.stated
    points = _HEADINGS.get(heading.tag, 0)
    if _TITLE_NAME.search(heading.names) or heading.element.attr("itemprop") == "headline":
        points += 4
    elif _HEADLINE.search(heading.names):
        points += 2
    if any(_same(text, one) for one in (stated.title, stated.headline) if one):
        points += 8
    elif stated.document_title and _begins(stated.document_title, text):
        points += 6
    elif stated.title and _begins(stated.title, text):
        points += 5
    if facts.site_name is not None and _same(text, facts.site_name):
        points -= 6
    elif facts.identity.slug and _letters(text) == _letters(unquote(facts.identity.slug)):
        points += 4
    return points


def _by_link(heading: Weighed, page: Page, facts: Facts) -> int:
    link = (heading.element.find("a") if heading.linked else None) or heading.element.closest("a")
    href = absolute(link.attr("href"), page.address) if link is not None else None
    if href is None:
        return 0
    href = href.split("#")[0].removesuffix("index.html").rstrip("/")  # as copies of a site lead to its files
    if facts.identity.url and href == facts.identity.url.rstrip("/"):
        return 3
    return -8 if href == page.site else -3


def _by_place(at: int, outline: Outline, facts: Facts) -> int:
    points = 0
    for index in outline.above(at):
        part = outline.parts[index]
        if index == facts.post:
            points += 2
        elif index == facts.body:
            points -= 3
        elif part.kind in _ELSEWHERE or part.tag in ("nav", "aside", "footer", "form"):
            return points - 6
    return points


def _begins(whole: str, text: str) -> bool:
    """Whether a text is all that stands before, or behind, one of the signs between title and site."""
    folded, wanted = _folded(whole), _folded(text)
    if not folded.startswith(wanted) and not folded.endswith(wanted):
        return wanted in [_folded(part) for part in _BETWEEN.split(whole)]
    rest = folded[len(wanted) :] if folded.startswith(wanted) else folded[: -len(wanted)]
    return not rest or not rest.strip()[0].isalnum() or not rest.strip()[-1].isalnum()


def _letters(text: str) -> str:
    """What of a title stays in its address, but for accents and dashes."""
    return "".join(filter(str.isalnum, fold(text)))


def _same(one: str, other: str) -> bool:
    return _folded(one) == _folded(other)


@lru_cache(maxsize=1 << 8)
def _folded(text: str) -> str:
    return " ".join(text.translate(_STRAIGHT).split()).casefold()


def _text(heading: Element) -> str:
    """The words of a heading as one line; a `<br>` in it is a space."""
    if heading.select_one("*") is None:
        return " ".join(heading.text.split())
    return " ".join([line.text for line in lines_of(heading, within=UNKNOWN)])


def _markup(heading: Element) -> str:
    """The HTML of a heading as one line, without links, and without what is no text."""
    whole = _text(heading)
    kept = [one.text for one in heading.iter_elements() if one.tag in _IN_TITLES and one.text.strip()]
    if not kept or any(" ".join(text.split()) == whole for text in kept):
        return escape(whole, quote=False)
    return " ".join(_TAGS.sub("", _BREAKS.sub(" ", heading.inner_html)).split())
