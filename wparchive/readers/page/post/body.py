"""The text of the post out of its page: taken from the tree, without what themes and plugins put into it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.dates.words import find_words, parse_words
from wparchive.model import Boilerplate
from wparchive.readers.page.name_words import is_no_name
from wparchive.readers.page.post.links import LABEL, SHORT, is_contents, kind_by_links
from wparchive.readers.page.structure.lines import stands_alone, take
from wparchive.readers.page.structure.part_names import is_comment_form
from wparchive.text import HEADINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from turbohtml import Element

    from wparchive.readers.page.post.facts import Facts
    from wparchive.readers.page.structure.outline import Outline, Weighed

_SHARE_OF_TEXT: Final = 0.5
"""Of the body's text. What holds more is the text itself, whatever its names say,"""
_LONG: Final = 1000
"""unless both are shorter than this many characters: many a post is shorter than its byline."""
_EDGE: Final = 300
_EDGE_SHARE: Final = 0.1
"""Where bylines can stand: in so many characters, or this share of them, from the beginning or the end of the text."""
_BLOCK: Final = re.compile(r"(?:^|\s)wp-block-(?!post-)")
"""Blocks in the text were put there by the author: lists of latest posts, links to social networks. Those that show
what is known of a post are the theme's,"""
_LISTED: Final = re.compile(r"(?:^|\s)wp-block-(?:query|post-template)(?:\s|$)")
"""unless an author's list of posts has them."""
_LINK_LISTS: Final = frozenset(("p", "div", "span", "ul", "ol", "small", "footer", "section", "h2", "h3", "h4"))
_BOXES: Final = frozenset(("div", "section", "aside", "footer", "table"))
_QUOTED: Final = frozenset(("blockquote", "q", "pre", "code"))
_LINE: Final = 150
_ABOVE_COMMENTS: Final = 2
"""Elements above the place of comments: a heading, and how many there are."""
_UNNAMED: Final = frozenset(("font", "small", "span", "h3", "h4", "h5", "h6", "ul", "center"))


def take_body(
    outline: Outline, facts: Facts, language: str | None, elsewhere: Sequence[Element] = ()
) -> tuple[str, list[Boilerplate]]:
    """Take the text of the post out of the page.

    Args:
        outline: of the page; its title is out of it already.
        facts: what is known of the post.
        language: of the page.
        elsewhere: elements into which scripts put comments.

    Returns:
        HTML as found, but for what is boilerplate; and that.
    """
    body = outline.parts[facts.body].element
    pieces: list[Boilerplate] = []
    taken: set[int] = set()
    places = _places_of_comments(outline, facts, elsewhere)
    for part, kind in [*_boilerplate(outline, facts, language), *places, *_form(outline, facts)]:
        if part.element.parent is None or not taken.isdisjoint(outline.above(part.place)):
            continue
        taken.add(part.place)
        if text := "\n".join(take(part.element)):
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
        is_block = "wp-block-" in part.names
        is_kept = part.tag in _QUOTED or (is_block and _LISTED.search(part.names) is not None)
        if not is_kept and length <= most and not (is_block and _BLOCK.search(part.names)):
            at_edge = before <= edge or root.text - before - part.text <= edge
            kind = _kind(part, facts, language, at_edge=at_edge)
            if kind is None and before < LABEL:
                kind = "meta" if _is_dateline(part, language) else None
            elif kind is None and at_edge and _is_author_box(part):
                kind = "author-box"
            if kind is None and _is_file_name(part, outline.parts[part.parent]):
                kind = "meta"
        if kind and stands_alone(part.element):
            yield part, kind
            yield from _title_of_related(outline, at) if kind == "related" else ()
        if kind or is_kept:
            before += part.text
            at = part.end
        else:
            before += part.own
            at += 1


def _places_of_comments(outline: Outline, facts: Facts, elsewhere: Sequence[Element]) -> Iterator[tuple[Weighed, str]]:
    """Find what stands in the body only for comments that a script is to put there: their place, and its heading."""
    for element in elsewhere:
        at = outline.index(element)
        if at is None or not facts.body < at < outline.parts[facts.body].end:
            continue
        while (up := outline.parts[at].parent) != facts.body and _is_label(outline.parts[up]):
            at = up
        yield from ((part, "comments") for part in _heading_above(outline, at))
        yield outline.parts[at], "comments"


def _title_of_related(outline: Outline, at: int) -> Iterator[tuple[Weighed, str]]:
    """Find the heading above a list of related posts, where all that stands below that heading is the list."""
    beside = list(outline.below(outline.parts[at].parent))
    place = beside.index(at)
    above = outline.parts[beside[place - 1]]
    behind = beside[place + 1 : place + 2]
    is_title = place > 0 and above.tag in HEADINGS and _is_label(above)
    if is_title and all(outline.parts[one].tag in HEADINGS for one in behind):
        yield above, "related"


def _heading_above(outline: Outline, at: int) -> list[Weighed]:
    """Give the heading above a place of comments, with what stands between."""
    beside = list(outline.below(outline.parts[at].parent))
    place = beside.index(at)
    for first in range(max(place - _ABOVE_COMMENTS, 0), place):
        above = [outline.parts[one] for one in beside[first:place]]
        if above[0].tag in HEADINGS and all(map(_is_label, above)):
            return above
    return []


def _form(outline: Outline, facts: Facts) -> Iterator[tuple[Weighed, str]]:
    """Find the heading above the comment form, where that is in the body, and what stands behind it: pings, mostly."""
    body = outline.parts[facts.body]
    forms = (one for one in outline.tagged("form") if facts.body < one < body.end)
    at = next((one for one in forms if is_comment_form(outline.parts[one].element)), facts.body)
    place, behind = at, []
    while at != facts.body:
        up = outline.parts[at].parent
        beside = list(outline.below(up))
        behind += [outline.parts[one] for one in beside[beside.index(at) + 1 :]]
        if place == at and up != facts.body and outline.parts[up].content <= LABEL:
            place = up
        at = up
    if place != facts.body and 2 * sum(part.content for part in behind) <= body.content:
        yield from ((part, "comments") for part in _heading_above(outline, place))
        yield from ((part, part.kind or "comments") for part in behind if stands_alone(part.element))


def _kind(part: Weighed, facts: Facts, language: str | None, *, at_edge: bool) -> str | None:
    if part.kind is not None:
        test = _IN_BODY.get(part.kind)
        if test is not None and test(part) and (at_edge or part.kind != "meta"):
            return part.kind
    if part.media and at_edge and _has_avatar(part):
        return "author-box"
    if part.linked and is_contents(part):
        return "navigation"
    if part.linked and part.tag in _LINK_LISTS and not part.media:
        return kind_by_links(part, facts, language, at_edge=at_edge)
    return None


def _is_dateline(part: Weighed, language: str | None) -> bool:
    """Whether a line is a date, or an unnamed byline with a date in it: some themes begin the text with it."""
    length = part.text + part.linked
    if not 0 < length <= _LINE:
        return False
    text = " ".join(part.element.text.split())
    if parse_words(text, language):
        return True
    found = find_words(text, language)
    return found is not None and (part.tag in _UNNAMED or is_no_name(text.replace(found[1], "", 1).strip()))


def _is_file_name(part: Weighed, around: Weighed) -> bool:
    """Whether a line in a link is the name of the file that it leads to: WordPress' own title for an upload."""
    if around.tag != "a" or part.size > 1 or not 0 < part.linked <= LABEL:
        return False
    name = (around.element.attr("href") or "").rpartition("/")[2]
    return "." in name and name.rpartition(".")[0] == part.element.text.strip()


def _has_avatar(part: Weighed) -> bool:
    """Whether a short piece has the picture of the author, as `get_avatar()` prints it."""
    if part.tag not in _BOXES or not 0 < part.text + part.linked <= SHORT:
        return False
    return part.element.select_one("img[src*='gravatar.com/avatar']") is not None


def _is_author_box(part: Weighed) -> bool:
    """Whether a short piece says something of somebody, and leads to the page of that author."""
    if part.tag not in _BOXES or not part.linked or not part.text or part.text + part.linked > SHORT:
        return False
    return part.element.select_one("p a[rel~='author']") is not None


def _is_short(part: Weighed) -> bool:
    return part.text + part.linked <= SHORT


def _is_label(part: Weighed) -> bool:
    return part.text + part.linked <= LABEL


def _is_links(part: Weighed) -> bool:
    return part.linked >= part.text or part.text <= LABEL


def _is_anything(_part: Weighed) -> bool:
    return True


_IN_BODY: Final[dict[str, Callable[[Weighed], bool]]] = {
    "comment-form": _is_anything,
    "akismet-notice": _is_short,
    "print": _is_short,
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
