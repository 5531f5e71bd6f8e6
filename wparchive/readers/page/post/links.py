"""What a piece of links in the text of a post is, by where they lead: bylines, neighbours, lists of a plugin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.dates.words import find_words
from wparchive.readers.page.structure.part_names import names_of, sign_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from turbohtml import Element

    from wparchive.readers.page.post.facts import Facts
    from wparchive.readers.page.structure.outline import Outline, Weighed

SHORT: Final = 600
"""Characters of a byline (Kubrick's has a sentence on feeds and trackbacks), or of a list of links."""
LABEL: Final = 60
"""Characters beside the links in a list of terms."""
_SEVERAL: Final = 2
_EDGE: Final = 60
"""Characters of the text before or behind a byline: what stands in the middle of it is the author's."""
_TERM: Final = frozenset(("tag", "category"))
_BYLINE: Final = _TERM | {"author", "bookmark", "trackback"}
_BESIDE: Final = frozenset(("prev", "next"))
_CONTENTS: Final = re.compile(r"(?:^|[\s_-])toc(?=[\s_-]|$)|table-?of-?contents", re.IGNORECASE)
_SIGN_UP: Final = re.compile(
    r"//(?:eepurl\.com/|[\w.-]+\.list-manage\.com/subscribe|subscribe\.wordpress\.com|mailchi\.mp/|tinyletter\.com/"
    r"|feedburner\.google\.com/fb/a/mailverify|confirmsubscription\.com/)|[?&]sub_confirmation=1"
)
"""Addresses at which one becomes a subscriber, of services that send newsletters, and of YouTube."""
_BY: Final = 20
"""Characters of the words before an author who stands alone."""
_AUTHOR_PAGE: Final = re.compile(r"/author/[^/]+/?$")
_BYLINE_ADDRESS: Final = re.compile(r"/(?:feed|trackback|author/[^/]+)/?$|#(?:respond|comments|postcomment)$")
_LISTS: Final = frozenset(("ol", "ul"))
_MARKS: Final = 1
"""Characters beside links that are no words."""
_OWN_COMMENTS: Final = re.compile(r"/?#(?:respond|comments|postcomment|commentform)")
_PART: Final = re.compile(r"(?<=[^/])/[0-9]{1,3}$")
"""The number of a part of a divided post, behind its address."""
_NUMBERED: Final = re.compile(r"(?:[^\W\d]{1,20}\s)?[0-9]{1,3}")


def kind_by_links(part: Weighed, facts: Facts, language: str | None, *, at_edge: bool) -> str | None:
    """Tell bylines, the posts before and after, other pages of a divided post, and what a plugin calls related.

    Args:
        part: which has links in it.
        facts: what is known of the post.
        language: of the page.
        at_edge: whether it stands at the beginning or the end of the text, where bylines can be.

    Returns:
        The kind of boilerplate, or None.
    """
    if part.size > SHORT:
        return None
    links = part.element.find_all("a")
    if len(links) >= _SEVERAL and all(sign_of("a", names_of(link)).kind == "related" for link in links):
        return "related"
    has_paragraphs = part.tag != "p" and part.weight > part.content + LABEL
    if part.text > (SHORT if at_edge else LABEL) or part.text + part.linked > SHORT or not links or has_paragraphs:
        return None
    url = (facts.identity.url or "\0").rstrip("/")
    if part.text <= LABEL and (kind := _kind_of_targets(part, links, url)) is not None:
        return kind
    is_byline = all(_is_of_byline(link, url) for link in links) and _has_detail(part, links, url, language)
    return "meta" if is_byline else None


def is_contents(part: Weighed) -> bool:
    """Tell whether a piece is a table of contents that a plugin or theme made of the headings of the text.

    Args:
        part: which has links in it.
    """
    if _CONTENTS.search(part.names) is None or part.text > LABEL:
        return False
    return all((link.attr("href") or "#").startswith("#") for link in part.element.find_all("a"))


def bylines_in_text(outline: Outline, facts: Facts) -> Iterator[int]:
    """Find bylines at the ends of the element of the text, of themes that have none for the text alone.

    Args:
        outline: of the page.
        facts: what is known of the post.

    Yields:
        Indices of parts.
    """
    root = outline.parts[facts.body]
    before = 0
    at = facts.body + 1
    while at < root.end:
        part = outline.parts[at]
        at_edge = min(before, root.text - before - part.text) <= _EDGE
        if part.linked and at_edge and kind_by_links(part, facts, None, at_edge=True) == "meta":
            yield at
            before += part.text
            at = part.end
            continue
        before += part.own
        at += 1


def _kind_of_targets(part: Weighed, links: list[Element], url: str) -> str | None:
    """Tell what links are that have hardly a word beside them, and all lead to the like."""
    targets = [link.attr("href") or "" for link in links]
    if all(map(_SIGN_UP.search, targets)):
        return "subscribe"
    post = _PART.sub("", url)
    if all(_BESIDE & _relations(link) or _is_part(link, post) for link in links):
        return "navigation"
    if _is_list_of_posts(part, links, url):
        return "related"
    if part.text <= _MARKS and all(_OWN_COMMENTS.fullmatch(target.removeprefix(url)) for target in targets):
        return "comments"
    return None


def _is_list_of_posts(part: Weighed, links: list[Element], post: str) -> bool:
    """Whether a list has nothing but links that are marked as those of posts, and are of others."""
    posts = {(link.attr("href") or "").rstrip("/") for link in links if "bookmark" in _relations(link)}
    return part.tag in _LISTS and len(posts - {post}) == len(links) >= _SEVERAL


def _is_part(link: Element, post: str) -> bool:
    """Whether a link leads to a page of a divided post, and has its number."""
    return (link.attr("href") or "").startswith(post) and _NUMBERED.fullmatch(" ".join(link.text.split())) is not None


def _relations(link: Element) -> set[str]:
    return set((link.attr("rel") or "").split())


def _is_of_byline(link: Element, url: str) -> bool:
    """Whether a link is one of those that bylines have: terms, author, feed, trackback, comments, the post itself."""
    if _BYLINE & _relations(link):
        return True
    href = link.attr("href") or ""
    return href.rstrip("/") == url or _BYLINE_ADDRESS.search(href) is not None


def _has_detail(part: Weighed, links: list[Element], url: str, language: str | None) -> bool:
    """Whether there is what only bylines have: a term, the post's own feed or trackback, the author alone, a date."""
    if any(_TERM & _relations(link) for link in links):
        return True
    own = (f"{url}/trackback", f"{url}/feed")
    if any((link.attr("href") or "").rstrip("/") in own for link in links):
        return True
    if part.text <= _BY and all(_AUTHOR_PAGE.search(link.attr("href") or "") for link in links):
        return True
    return bool(find_words(" ".join(part.element.text.split()), language))
