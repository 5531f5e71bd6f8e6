"""Names that the pages of a site had: which a page has, and which an address may mean.

A name is an address for comparison (`blog.example.org/2010/hello`), or a kind and a value: `id 12`, `page_id 12`,
`cat 3`, `post_tag tea`, `author ann`, `author_id 1`, `date 2010/05`.
"""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, quote

from wparchive.merging.post_names import address_key
from wparchive.paths import decoded
from wparchive.urls import split_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.model import Post

BEHIND: Final = (
    r"(?:comments/)?feed(?:/(?:atom|rss2?|rdf))?|wp-(?:atom|commentsrss2|feed|rdf|rss2?)\.php"
    r"|trackback|amp|embed|page/[0-9]+|comment-page-[0-9]+"
)
"""What WordPress adds to the address of a page: its feed, what is another form of it, its further pages, the pages of
its comments. An expression that Python, nginx and Apache read alike."""
_BEHIND: Final = re.compile(rf"/(?:{BEHIND}|\d{{1,3}})/?\Z")

_QUERIES: Final = {
    "p": "id",
    "page_id": "id",
    "attachment_id": "id",
    "cat": "cat",
    "category_name": "category",
    "tag": "post_tag",
    "author": "author_id",
    "author_name": "author",
    "m": "date",
}
"""Plain addresses, `?p=12`, and which kind of name each of them is (`WP::parse_request`)."""
KINDS: Final = {
    "id": "p",
    "page_id": "page_id",
    "attachment_id": "attachment_id",
    "cat": "cat",
    "category": "category_name",
    "post_tag": "tag",
    "author_id": "author",
    "author": "author_name",
    "date": "m",
}
"""Kinds of names, and how WordPress calls each in plain addresses; a kind of neither is a taxonomy, which has its own
name there."""
OWN: Final = frozenset({"file", "term", "home"})
"""Kinds of names that are no addresses."""

_OF_THE_FRONT: Final = re.compile(r"feed|paged|replytocom|cpage|utm_\w+|fbclid|gclid|amp|share")
"""Behind the site's own address others ask for something else, as `?s=` does."""
_PLAIN_DATE: Final = re.compile(r"(\d{4})(\d{2})?\d*")
_ARCHIVES: Final = (
    ("category", re.compile(r"/category/(?:[^/]+/)*([^/]+)\Z")),
    ("post_tag", re.compile(r"/tag/([^/]+)\Z")),
    ("author", re.compile(r"/author/([^/]+)\Z")),
)
DEFAULT_ARCHIVES: Final = {
    "category": "/category/{path}/",
    "post_tag": "/tag/{slug}/",
    "author": "/author/{slug}/",
    "date": "/{slug}/",
}
"""Where WordPress has its archives if nobody changed that; other taxonomies stand below their own names."""
_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MOST_FORMER: Final = 50
_PAGE_BREAK: Final = "<!--nextpage-->"
_ENDING: Final = re.compile(r"\.html?\Z")
_KIND: Final = re.compile(r"[\w-]+")


def names_of(post: Post) -> Iterator[str]:
    """Give the names that a post has: by its number, its address and its guid."""
    if post.id:
        yield f"id {post.id}"
        if post.type in {"page", "attachment"}:
            yield f"{post.type}_id {post.id}"
    for url in (post.url, post.guid):
        if url and "://" in url:
            yield address_key(url)


def former_names(post: Post) -> Iterator[str]:
    """Give the names that a post had before its slug or its day was changed, and those of its further pages."""
    if post.url and "?" not in post.url:
        key = address_key(post.url)
        yield from former_paths(key, post)
        parts = min(post.body.source.count(_PAGE_BREAK) + 1, _MOST_FORMER)
        yield from (f"{key}/{number}" for number in range(2, parts + 1))


def former_paths(path: str, post: Post) -> Iterator[str]:
    """Give the paths that a page had before the slug or the day of its post was changed (`wp_old_slug_redirect`).

    Args:
        path: that it has now, decoded, without a `/` at its end; "" for none.
        post: the post.
    """
    if not path:
        return
    above, _, slug = path.rpartition("/")
    values = [(row.key, row.value) for row in post.meta if isinstance(row.value, str) and row.value]
    ending = found[0] if (found := _ENDING.search(slug)) else ""
    slugs = [decoded(value).strip("/") + ending for key, value in values if key == "_wp_old_slug"][:_MOST_FORMER]
    days = [value for key, value in values if key == "_wp_old_date"][:_MOST_FORMER]
    folders = dict.fromkeys([above, *(_on_day(above, post.published or "", day) for day in days)])
    for folder, name in product(folders, dict.fromkeys([slug, *slugs])):
        if (folder, name) != (above, slug):
            yield f"{folder}/{name}"


def _on_day(folder: str, published: str, former: str) -> str:
    """Put another day where a permalink has that of the post: `/2010/05/02` or `/2010/05`."""
    now, then = _DAY.match(published), _DAY.match(former)
    if now and then:
        for parts in (3, 2, 1):
            ending = "/" + "/".join(now.groups()[:parts])
            if folder.endswith(ending):
                return f"{folder.removesuffix(ending)}/{'/'.join(then.groups()[:parts])}"
    return folder


def candidates(url: str, home: str, below: str) -> Iterator[str]:
    """Give the names that an address may mean, the likeliest first.

    Args:
        url: absolute, without fragment.
        home: address of the site's front page, without a `/` at its end.
        below: path of the address below the site's own, decoded, without a `/` at its end.
    """
    query = parse_qs(split_url(url).query)
    asked = [_asked(kind, query[key][0]) for key, kind in _QUERIES.items() if key in query]
    if asked:
        yield from asked
        return
    yield from (f"{key} {decoded(query[key][0])}" for key in query if key not in OWN | KINDS.keys())
    path = below.removeprefix("/index.php")
    yield address_key(url)
    if query and not path and not all(_OF_THE_FRONT.fullmatch(key) for key in query):
        return
    yield address_key(url.partition("?")[0])
    yield address_key(home + quote(path))
    while path and (shorter := _BEHIND.sub("", path)) != path:
        path = shorter
        yield address_key(home + quote(path))
    for taxonomy, form in _ARCHIVES:
        if found := form.search(path):
            yield f"{taxonomy} {found[1]}"


def _asked(kind: str, value: str) -> str:
    """Give the name that one part of a query is."""
    if kind == "date":
        found = _PLAIN_DATE.fullmatch(value)
        return f"date {'/'.join(part for part in found.groups() if part)}" if found else ""
    return f"{kind} {decoded(value).rstrip('/').rpartition('/')[2]}"


def plain_query(name: str) -> tuple[str, str] | None:
    """Give what a plain address asks by for a name, as `("p", "12")`; None for a name that is an address or none."""
    kind, space, value = name.partition(" ")
    if not space or kind in OWN or not _KIND.fullmatch(kind):
        return None
    return KINDS.get(kind, kind), value.replace("/", "") if kind == "date" else value
