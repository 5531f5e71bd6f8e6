"""Categories, tags and terms of other taxonomies: names from links, and slugs also from the classes of the post.

Sources: `get_the_term_list()` and `get_the_category_list()` (`rel="tag"`, `rel="category tag"`), the block post-terms,
and `get_post_class()`, which names every category and tag, shown or not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from wparchive.model import TermRef
from wparchive.urls import split_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from turbohtml import Element

    from wparchive.readers.page.post.facts import Facts
    from wparchive.readers.page.structure.outline import Outline

_ELSEWHERE: Final = frozenset(("sidebar", "related", "navigation", "footer", "comments", "header"))
_CLASSES: Final = (("category", "category-"), ("post_tag", "tag-"))
_BASES: Final = {"category": "category", "categories": "category", "tag": "post_tag", "tags": "post_tag"}
"""The first part of the addresses of terms, as WordPress has it by default, and as it is often set."""
_QUERIES: Final = {"category_name": "category", "tag": "post_tag"}
_LONGEST: Final = 300
"""Characters of a term's name."""
_SEPARATORS: Final = " ,;|·•›»、，،"  # noqa: RUF001 - Chinese and Arabic commas
"""What themes set between terms, some of them within the link."""
_ENCODED: Final = re.compile(r"%[0-9a-fA-F]{2}")
_NO_CLASS: Final = re.compile(r"[^A-Za-z0-9_-]")
_ADDRESS: Final = re.compile(r"/(?:category|tag)/[^/]")
_BLOCK: Final = re.compile(r"(?:^|\s)taxonomy-([A-Za-z0-9_-]+)")


def find_terms(outline: Outline, facts: Facts) -> tuple[TermRef, ...]:
    """Find the terms of a post.

    Args:
        outline: of its page, without the comments.
        facts: what is known of the post.

    Returns:
        Categories first, then tags, then others; each in the order of the page.
    """
    classes = facts.identity.classes
    of_class = {
        (taxonomy, name[len(prefix) :])
        for taxonomy, prefix in _CLASSES
        for name in classes
        if name.startswith(prefix) and len(name) > len(prefix)
    }
    order = {"category": 0, "post_tag": 1}
    found: dict[tuple[str, str], str] = {}
    for part_at, said, slug, name in _linked(outline):
        as_class = _as_class(slug)
        # A base that somebody chose, as `/stichwort/tide/` of a post with the class `tag-tide`.
        taxonomy = said if said in order else next((kind for kind in order if (kind, as_class) in of_class), said)
        known = {slug_ for kind, slug_ in of_class if kind == taxonomy}
        own = as_class in known
        if own or (not any(not one.isdecimal() for one in known) and _is_of_post(outline, part_at, facts)):
            kept = found.setdefault((taxonomy, slug), name)
            if not kept:
                found[taxonomy, slug] = name
    shown = {(taxonomy, _as_class(slug)) for taxonomy, slug in found}
    for taxonomy, slug in sorted(of_class - shown):
        if not slug.isdecimal():  # the number of a term whose slug no class can hold
            found[taxonomy, slug] = slug
    terms = [TermRef(taxonomy, slug, name or slug) for (taxonomy, slug), name in found.items()]
    return tuple(sorted(terms, key=lambda term: order.get(term.taxonomy, 2)))


def _linked(outline: Outline) -> Iterator[tuple[int, str, str, str]]:
    for at in outline.tagged("a"):
        part = outline.parts[at]
        if part.linked <= _LONGEST:
            rel, href = part.element.attr("rel") or "", part.element.attr("href") or ""
            around = outline.parts[part.parent].names
            block = _BLOCK.search(around) if "wp-block-post-terms" in around else None
            stated = block or "tag" in rel or "category" in rel
            if not stated and (("/tag/" not in href and "/category/" not in href) or not _ADDRESS.search(href)):
                continue
            if term := _term_of(href, part.element, rel.split(), block[1] if block else None):
                yield at, *term


def _term_of(href: str, link: Element, rel: list[str], block: str | None) -> tuple[str, str, str] | None:
    """Give taxonomy, slug and name of the term that a link leads to."""
    url = split_url(href)
    name = " ".join(link.text.split()).removeprefix("#").strip(_SEPARATORS)
    steps = [step for step in url.path.split("/") if step and not step.startswith("index.")]
    for key, taxonomy in _QUERIES.items():
        if values := parse_qs(url.query).get(key):
            return taxonomy, values[0], name
    base = next((_BASES[step] for step in steps[:-1] if step in _BASES), None)
    taxonomy = block or ("category" if "category" in rel else base) or (steps[-2] if len(steps) > 1 else "")
    if not any(letter.isalpha() for letter in taxonomy):
        taxonomy = "post_tag"
    if not steps or url.query:
        return (taxonomy, "", name) if url.query and name else None
    return taxonomy, _ENCODED.sub(lambda found: found[0].lower(), steps[-1]), name


def _as_class(slug: str) -> str:
    """The slug as a class has it (`sanitize_html_class`)."""
    return _NO_CLASS.sub("", _ENCODED.sub("", slug))


def _is_of_post(outline: Outline, at: int, facts: Facts) -> bool:
    """Whether a link stands among what is said of the post, and not in its text nor in lists of other posts."""
    above = list(outline.above(at))
    kinds = {outline.parts[up].kind for up in above} | {outline.parts[at].kind}
    if facts.body in above:
        return "meta" in kinds or "tag" in (outline.parts[at].element.attr("rel") or "")
    if any("crumb" in outline.parts[up].names.lower() for up in above):
        return True
    if kinds & _ELSEWHERE == {"header"} and "tag" in (outline.parts[at].element.attr("rel") or ""):
        return any(outline.parts[up].kind == "header" and facts.title in outline.inside(up) for up in above)
    return not kinds & _ELSEWHERE and (facts.post is None or facts.post in above or "meta" in kinds)
