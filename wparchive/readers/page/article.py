"""The text of the post out of its page: taken from the tree, without what themes and plugins put into it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.dates_in_words import find_words, parse_words
from wparchive.model import Boilerplate
from wparchive.readers.page.lines import stands_alone, take

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from turbohtml import Element

    from wparchive.readers.page.facts import Facts
    from wparchive.readers.page.weights import Outline, Weighed

_SHARE_OF_TEXT: Final = 0.5
"""Of the body's text. What holds more is the text itself, whatever its names say,"""
_LONG: Final = 1000
"""unless both are shorter than this many characters: many a post is shorter than its byline."""
_EDGE: Final = 300
_EDGE_SHARE: Final = 0.1
"""Where bylines can stand: in so many characters, or this share of them, from the beginning or the end of the text."""
_BLOCK: Final = "wp-block-"
"""Blocks in the text were put there by the author: lists of latest posts, links to social networks."""
_LINK_LISTS: Final = frozenset(("p", "div", "span", "ul", "small", "footer", "section"))
_BOXES: Final = frozenset(("div", "section", "aside", "footer", "table"))
_QUOTED: Final = frozenset(("blockquote", "q", "pre", "code"))
_SHORT: Final = 600
"""Characters of a byline (Kubrick's has a sentence on feeds and trackbacks), or of a list of links."""
_LABEL: Final = 60
"""Characters beside the links in a list of terms."""
_LINE: Final = 150
_UNNAMED: Final = frozenset(("font", "small", "span", "h3", "h4", "h5", "h6", "ul", "center"))
_TERM: Final = frozenset(("tag", "category"))
_BYLINE: Final = _TERM | {"author", "bookmark", "trackback"}
_BYLINE_ADDRESS: Final = re.compile(r"/(?:feed|trackback|author/[^/]+)/?$|#(?:respond|comments|postcomment)$")
_PART: Final = re.compile(r"(?<=[^/])/[0-9]{1,3}$")
"""The number of a part of a divided post, behind its address."""
_DIGITS: Final = re.compile(r"[0-9]{1,3}")


def take_body(outline: Outline, facts: Facts, language: str | None) -> tuple[str, list[Boilerplate]]:
    """Take the text of the post out of the page.

    Args:
        outline: of the page; its title is out of it already.
        facts: what is known of the post.
        language: of the page.

    Returns:
        HTML as found, but for what is boilerplate; and that.
    """
    body = outline.parts[facts.body].element
    pieces = []
    for part, kind in list(_boilerplate(outline, facts, language)):
        if part.element.parent is not None and (text := "\n".join(take(part.element))):
            pieces.append(Boilerplate(kind=kind, text=text, place="page"))
    html = body.inner_html.strip()
    body.clear()
    return html, pieces


def _boilerplate(outline: Outline, facts: Facts, language: str | None) -> Iterator[tuple[Weighed, str]]:
    """Find the outermost elements in the body that are boilerplate."""
    root = outline.parts[facts.body]
    whole = root.text + root.linked
    most = whole * _SHARE_OF_TEXT if whole > _LONG else whole
    edge = max(_EDGE, root.text * _EDGE_SHARE)
    before = 0
    at = facts.body + 1
    while at < root.end:
        part = outline.parts[at]
        if at == facts.title:
            at = part.end
            continue
        length = part.text + part.linked
        kind = None
        if part.tag not in _QUOTED and _BLOCK not in part.names and length <= most:
            at_edge = before <= edge or root.text - before - part.text <= edge
            kind = _kind(part, facts, language, at_edge=at_edge)
            if kind is None and before < _LABEL and _is_dateline(part, language):
                kind = "meta"
        if kind and stands_alone(part.element):
            yield part, kind
        if kind or part.tag in _QUOTED:
            before += part.text
            at = part.end
        else:
            before += part.text - sum(outline.parts[child].text for child in part.children)
            at += 1


def _kind(part: Weighed, facts: Facts, language: str | None, *, at_edge: bool) -> str | None:
    if part.kind is not None:
        test = _IN_BODY.get(part.kind)
        if test is not None and test(part) and (at_edge or part.kind != "meta"):
            return part.kind
    if part.media and _is_author_box(part) and at_edge:
        return "author-box"
    if part.linked and part.tag in _LINK_LISTS and not part.media:
        return _kind_by_links(part, facts, language, at_edge=at_edge)
    return None


def _is_dateline(part: Weighed, language: str | None) -> bool:
    """Whether a line is a date, or an unnamed byline with a date in it: some themes begin the text with it."""
    length = part.text + part.linked
    if not 0 < length <= _LINE:
        return False
    text = " ".join(part.element.text.split())
    return bool(parse_words(text, language) or (part.tag in _UNNAMED and find_words(text, language)))


def _is_author_box(part: Weighed) -> bool:
    """Whether a short piece has the picture of the author, as `get_avatar()` prints it."""
    if part.tag not in _BOXES or not 0 < part.text + part.linked <= _SHORT:
        return False
    return part.element.select_one("img[src*='gravatar.com/avatar']") is not None


def _is_short(part: Weighed) -> bool:
    return part.text + part.linked <= _SHORT


def _is_links(part: Weighed) -> bool:
    return part.linked >= part.text or part.text <= _LABEL


def _is_anything(_part: Weighed) -> bool:
    return True


_IN_BODY: Final[dict[str, Callable[[Weighed], bool]]] = {
    "comment-form": _is_anything,
    "akismet-notice": _is_short,
    "share": _is_short,
    "like": _is_short,
    "related": _is_anything,
    "author-box": _is_anything,
    "subscribe": _is_anything,
    "cookie-notice": _is_short,
    "advert": _is_anything,
    "back-to-top": _is_short,
    "navigation": _is_links,
    "comments": _is_short,
    "meta": _is_short,
}
"""Kinds of boilerplate that stand in bodies, and what the element must be like. An `aside` or `header` can be text."""


def _kind_by_links(part: Weighed, facts: Facts, language: str | None, *, at_edge: bool) -> str | None:
    """Tell bylines, and the links to the other pages of a divided post, by where their links lead."""
    if part.text > (_SHORT if at_edge else _LABEL) or part.text + part.linked > _SHORT or part.size > _SHORT:
        return None
    has_paragraphs = part.tag != "p" and part.weight > part.content + _LABEL
    links = part.element.find_all("a")
    if not links or has_paragraphs:
        return None
    url = (facts.identity.url or "\0").rstrip("/")
    post = _PART.sub("", url)
    if all(_DIGITS.fullmatch(link.text.strip()) and (link.attr("href") or "").startswith(post) for link in links):
        return "navigation"
    is_byline = all(_is_of_byline(link, url) for link in links) and (
        any(_TERM & set((link.attr("rel") or "").split()) for link in links)
        or find_words(" ".join(part.element.text.split()), language)
    )
    return "meta" if is_byline else None


def _is_of_byline(link: Element, url: str) -> bool:
    """Whether a link is one of those that bylines have: terms, author, feed, trackback, comments, the post itself."""
    if _BYLINE & set((link.attr("rel") or "").split()):
        return True
    href = link.attr("href") or ""
    return href.rstrip("/") == url or _BYLINE_ADDRESS.search(href) is not None
