"""What front matter and file names can say of a post: the values that a layout names, and how it may change them.

A layout writes `date`, `slug | first`, `meta.subtitle` or `=post`: a value of `VALUES`, a field of the post's meta, or
a fixed text; behind each `|` stands one of `CHANGES`.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from wparchive.errors import UsageError
from wparchive.options import PUBLIC_STATUSES
from wparchive.paths import decoded, slug_of
from wparchive.text import one_line
from wparchive.writers.markdown.old_names import former_paths
from wparchive.writers.markdown.visibility import post_needs, public_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wparchive.model import Author, Post, TermRef
    from wparchive.writers.markdown.frontmatter import Value

_OWN_FIELDS: Final = {"category": "categories", "post_tag": "tags"}
NO_TOPICS: Final = frozenset({"post_format", "nav_menu", "author", "language", "post_translations"})
"""Taxonomies that say something else than what a post is about; `language` and `post_translations` are Polylang's."""

_MARKUP: Final = re.compile(r"<(?=[a-zA-Z/!?])|&(?=#|[a-zA-Z][a-zA-Z0-9]*;)")
"""What a browser would not read as the sign that it is."""
_NO_WORD: Final = re.compile(r"[^\w-]+")
_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9:]{8})([+-][0-9]{2}):([0-9]{2})")
_BARE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9]{2}:[0-9]{2}:[0-9]{2})?")
"""As WordPress writes it, without an offset; or a mere day."""


class Shown(NamedTuple):
    """A post where it is to be written.

    Attributes:
        post: the record.
        authors: those of the site, by login.
        comment_count: how many comments are shown with it.
        address: path of its page, from a `/`.
        key: names it in data files, where no other post has that name.
        image: address of its featured image.
        link: gives the link to the page of a term or author, by `category news` or `author ada`, "" if there is none.
        leads: gives the address to which one of the old site leads, None where nobody knows.
    """

    post: Post
    authors: Mapping[str, Author]
    comment_count: int
    address: str
    key: str = ""
    image: str = ""
    link: Callable[[str], str] = str
    leads: Callable[[str], str | None] = lambda _path: None


Taker: TypeAlias = "Callable[[Shown], Value | None]"


def _author_name(shown: Shown) -> str:
    post = shown.post
    author = shown.authors.get(post.author or "")
    return public_name(post.author_name or (author.name if author else None), author.email if author else None)


def _name(shown: Shown) -> str:
    """Give the last part of a post's address."""
    if shown.address == "/":
        return "index"
    return shown.address.strip("/").rpartition("/")[2] or decoded(shown.post.slug) or shown.post.id or shown.post.type


def _coauthors(shown: Shown) -> list[str]:
    """Name the authors that Co-Authors Plus has as terms; the name of such a term is a login, of an author or guest."""
    known = ((login, shown.authors.get(login)) for login in _names(shown.post.terms, "author"))
    return [
        public_name(author.name or login, author.email) if author else public_name(login) for login, author in known
    ]


def _authors(shown: Shown) -> list[str]:
    """Name all authors: those of Co-Authors Plus, or the one that WordPress has."""
    together = _coauthors(shown)
    alone = _author_name(shown) or _login(shown)
    return together or ([alone] if alone else [])


def _login(shown: Shown) -> str:
    author = shown.authors.get(shown.post.author or "")
    return public_name(shown.post.author, author.email if author else None)


def _names(terms: Sequence[TermRef], taxonomy: str) -> list[str]:
    return [one_line(term.name) or decoded(term.slug) for term in terms if term.taxonomy == taxonomy]


def _taxonomies(shown: Shown) -> Mapping[str, Value]:
    terms = shown.post.terms
    others = dict.fromkeys(term.taxonomy for term in terms if term.taxonomy not in {*NO_TOPICS, *_OWN_FIELDS})
    return {_NO_WORD.sub("_", taxonomy)[:100]: _names(terms, taxonomy) for taxonomy in others}


def _former_addresses(shown: Shown) -> list[str]:
    """Give the addresses that the post had before its slug or its day was changed."""
    path = shown.address.rstrip("/")
    former = former_paths(path, shown.post)
    # An address that is another page's now, or was another's as well, leads there.
    return [
        before if path.endswith((".html", ".htm")) else f"{before}/"
        for before in former
        if shown.leads(before) in {None, shown.address}
    ]


def _slugs(terms: Sequence[TermRef], taxonomy: str) -> list[str]:
    return [decoded(term.slug) or slug_of(one_line(term.name)) for term in terms if term.taxonomy == taxonomy]


def _author_slugs(shown: Shown) -> list[str]:
    """Name all authors as their pages are named."""
    return [slug_of(public_name(login)) for login in author_logins(shown.post)]


def _links(shown: Shown, taxonomy: str) -> list[str]:
    """Give the links to the pages of a post's terms, in the order of their names."""
    slugs = _author_slugs(shown) if taxonomy == "author" else _slugs(shown.post.terms, taxonomy)
    return [shown.link(f"{taxonomy} {slug}") for slug in slugs]


def author_logins(post: Post) -> list[str]:
    """Give the logins of all authors: those of Co-Authors Plus, or the one that WordPress has."""
    return [term.slug.removeprefix("cap-") for term in post.terms if term.taxonomy == "author"] or (
        [post.author] if post.author else []
    )


def _marked(*marks: tuple[str, str]) -> Taker:
    """Take the first of several marks: the slug of a term of a taxonomy, or the value of a field of meta."""

    def take(shown: Shown) -> str | None:
        for kind, name in marks:
            found: Sequence[object] = (
                _slugs(shown.post.terms, name)
                if kind == "term"
                else [row.value for row in shown.post.meta if row.key == name]
            )
            if found and isinstance(found[0], str) and found[0]:
                return found[0]
        return None

    return take


def _by_status(shown: Shown, others: Mapping[str, str]) -> str:
    """Name the status as a generator does that has few of them."""
    return others.get(shown.post.status, "draft") if post_needs(shown.post) else "published"


VALUES: Final[Mapping[str, Taker]] = {
    "title": lambda shown: one_line(shown.post.title),
    "heading": lambda shown: one_line(shown.post.title) or _name(shown),
    "date": lambda shown: shown.post.published or shown.post.published_raw,
    "modified": lambda shown: shown.post.modified or shown.post.modified_raw,
    "slug": lambda shown: decoded(shown.post.slug),
    "author": _login,
    "author_name": _author_name,
    "authors": _authors,
    "coauthors": _coauthors,
    "type": lambda shown: shown.post.type,
    "status": lambda shown: shown.post.status,
    "special_status": lambda shown: shown.post.status if shown.post.status not in PUBLIC_STATUSES else None,
    "pelican_status": lambda shown: _by_status(shown, {"private": "hidden"}),
    "nikola_status": lambda shown: _by_status(shown, {"private": "private"}),
    "draft": lambda shown: bool(post_needs(shown.post)),
    "protected": lambda shown: bool(shown.post.password),
    "sticky": lambda shown: shown.post.sticky,
    "format": lambda shown: shown.post.format,
    "categories": lambda shown: _names(shown.post.terms, "category"),
    "tags": lambda shown: _names(shown.post.terms, "post_tag"),
    "taxonomies": _taxonomies,
    "permalink": lambda shown: shown.post.url,
    "address": lambda shown: shown.address,
    "former_addresses": _former_addresses,
    "name": _name,
    "id": lambda shown: shown.post.id,
    "parent": lambda shown: shown.post.parent,
    "menu_order": lambda shown: shown.post.menu_order,
    "featured_image": lambda shown: shown.post.featured_image,
    "comment_count": lambda shown: shown.comment_count,
    "comment_status": lambda shown: shown.post.comment_status,
    "excerpt": lambda shown: one_line(shown.post.excerpt),
    "category_slugs": lambda shown: _slugs(shown.post.terms, "category"),
    "tag_slugs": lambda shown: _slugs(shown.post.terms, "post_tag"),
    "author_slugs": _author_slugs,
    "category_links": lambda shown: _links(shown, "category"),
    "tag_links": lambda shown: _links(shown, "post_tag"),
    "author_links": lambda shown: _links(shown, "author"),
    "featured_image_url": lambda shown: shown.image,
    "language": _marked(("term", "language"), ("meta", "_wpml_import_language_code")),
    "translation": _marked(("term", "post_translations"), ("meta", "_wpml_import_translation_group")),
    "ping_status": lambda shown: shown.post.ping_status,
    "key": lambda shown: shown.key,
}
"""The values, by the name that layouts use. What is empty is left out of front matter."""


def _dated(value: Value) -> Value | None:
    """Give a date that generators read: with its offset, or in the site's own time where no source says more."""
    if not isinstance(value, str) or _DATE.match(value):
        return value if isinstance(value, str) else None
    if not _BARE.fullmatch(value):
        return None
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return None
    return value.replace(" ", "T")


def _day(value: Value) -> Value | None:
    dated = _dated(value)
    return dated[:10] if isinstance(dated, str) else None


def _local(value: Value) -> Value:
    """Write a date as `2011-02-08 06:30:12`, in the site's own time."""
    return value[:19].replace("T", " ") if isinstance(value, str) and _dated(value) else value


def _zoned(value: Value) -> Value:
    """Write a date as `2011-02-08 06:30:12 +0100`."""
    found = _DATE.match(value) if isinstance(value, str) else None
    return f"{_local(value)} {found[5]}{found[6]}" if found else _local(value)


def _file(address: str) -> str:
    """Give the file that a server shows at an address."""
    path = address.strip("/")
    return path if path.endswith((".html", ".htm")) else f"{path}/index.html".lstrip("/")


def _each(change: Callable[[str], str]) -> Callable[[Value], Value]:
    def changed(value: Value) -> Value:
        return change(value) if isinstance(value, str) else [change(str(item)) for item in _items(value)]

    return changed


def _items(value: Value) -> Sequence[Value]:
    return [value] if isinstance(value, str | int) else list(value)


CHANGES: Final[Mapping[str, Callable[[Value], Value | None]]] = {
    "dated": _dated,
    "day": _day,
    "file": _each(_file),
    "first": lambda value: next(iter(_items(value)), None),
    "hyphenated": _each(lambda text: _NO_WORD.sub("-", text).strip("-")),
    "list": lambda value: [str(item) for item in _items(value)],
    "local": _local,
    "markup": _each(lambda text: _MARKUP.sub(lambda found: "&lt;" if found[0] == "<" else "&amp;", text)),
    "natural": lambda value: value if isinstance(value, int) and value >= 0 else None,
    "negated": lambda value: not value,
    "rootless": _each(lambda text: text.lstrip("/")),
    "relative": _each(lambda text: text.strip("/")),
    "zoned": _zoned,
}
"""What may be done to a value, by name. `markup` is for generators whose themes print a field as HTML."""


def taker(expression: str) -> Taker:
    """Read what a layout says of one field.

    Raises:
        UsageError: for a value or change that nobody knows.
    """
    name, *changes = (part.strip() for part in expression.split("|"))
    if unknown := [change for change in changes if change not in CHANGES]:
        raise UsageError(f"no change of a value is called {unknown[0]!r}", remedy=f"choose of {', '.join(CHANGES)}")
    steps = [CHANGES[change] for change in changes]
    first = _source(name)
    if not steps:
        return first

    def take(shown: Shown) -> Value | None:
        value = first(shown)
        for step in steps:
            value = None if value is None else step(value)
        return value

    return take


def _source(name: str) -> Taker:
    if name.startswith("="):
        fixed: Value = {"=true": True, "=false": False}.get(name, name[1:])
        return lambda _shown: fixed
    if name.startswith("meta."):
        return lambda shown: _meta(shown.post, name.removeprefix("meta."))
    if name.startswith("taxonomy."):
        return lambda shown: _names(shown.post.terms, name.removeprefix("taxonomy."))
    if name not in VALUES:
        known = ", ".join([*VALUES, "meta.KEY", "taxonomy.NAME", "=TEXT"])
        raise UsageError(f"no value of a post is called {name!r}", remedy=f"choose of {known}")
    return VALUES[name]


def _meta(post: Post, key: str) -> Value | None:
    found = [row.value for row in post.meta if row.key == key and row.value not in ("", None)]
    return found[0] if len(found) == 1 and isinstance(found[0], str | int) else [str(value) for value in found]
