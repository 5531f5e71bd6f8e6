"""One post as one file: its place, its front matter, its text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.options import PUBLIC_STATUSES
from wparchive.paths import decoded, permalink_parts, slug_of
from wparchive.text import plain_text
from wparchive.writers.markdown.syntax import destination, escape, link
from wparchive.writers.markdown.visibility import post_needs, public_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wparchive.model import Author, Post, TermRef
    from wparchive.writers.markdown.frontmatter import Value

_OWN_FIELDS: Final = {"category": "categories", "post_tag": "tags"}
_NO_FIELDS: Final = frozenset({"post_format", "nav_menu"})
_IMAGE: Final = re.compile(r"\.(?:avif|bmp|gif|ico|jpe?g|png|svg|webp)$", re.IGNORECASE)
_NO_WORD: Final = re.compile(r"[^\w-]+")


def plain(markup: str | None) -> str:
    """Give the words of a title or name: without tags, entities decoded once, in one line."""
    if not markup:
        return ""
    if "<" in markup or "&" in markup:
        markup = plain_text(markup)
    return " ".join(markup.split())


def path_parts(post: Post, home: Sequence[str]) -> tuple[str, ...]:
    """Say where a post wants to be: as its permalink has it, or by type and name where that has no path.

    Args:
        post: the post.
        home: the parts of the site's own path.
    """
    parts = permalink_parts(post.url, home)
    if parts:
        return parts
    if post.url and post.status in PUBLIC_STATUSES and "?" not in post.url:
        return ("index",)  # a page that is the front page has the site's own address
    return (post.type or "post", decoded(post.slug) or slug_of(plain(post.title)) or post.id or "untitled")


def fields(post: Post, authors: Mapping[str, Author], comment_count: int) -> dict[str, Value]:
    """Give the front matter of a post; what is empty is left out.

    Args:
        post: the post.
        authors: those of the site, by login.
        comment_count: how many comments are shown with it.
    """
    author = authors.get(post.author or "")
    email = author.email if author else None
    found: dict[str, Value | None] = {
        "title": plain(post.title),
        "date": post.published or post.published_raw,
        "modified": post.modified or post.modified_raw,
        "slug": decoded(post.slug),
        "author": public_name(post.author, email),
        "author_name": public_name(post.author_name or (author.name if author else None), email),
        "type": post.type,
        "status": post.status if post.status not in PUBLIC_STATUSES else None,
        "draft": bool(post_needs(post)),
        "protected": bool(post.password),
        "sticky": post.sticky,
        "format": post.format,
        **_terms(post.terms),
        "permalink": post.url,
        "id": post.id,
        "parent": post.parent,
        "menu_order": post.menu_order,
        "featured_image": post.featured_image,
        "comment_count": comment_count,
        "excerpt": plain(post.excerpt),
    }
    return {name: value for name, value in found.items() if value}


def _terms(terms: tuple[TermRef, ...]) -> dict[str, Value]:
    names: dict[str, list[str]] = {}
    for term in terms:
        if term.taxonomy not in _NO_FIELDS:
            names.setdefault(term.taxonomy, []).append(plain(term.name) or decoded(term.slug))
    own = {field: names.pop(taxonomy, []) for taxonomy, field in _OWN_FIELDS.items()}
    return {**own, "taxonomies": {_NO_WORD.sub("_", taxonomy)[:100]: others for taxonomy, others in names.items()}}


def notice(post: Post) -> str:
    """Mark a post that was not public, "" for one that was."""
    needs = post_needs(post)
    if not needs:
        return ""
    status = [escape(plain(post.status))] if post.status not in PUBLIC_STATUSES else []
    return f"> **Not public:** {', '.join([*status, *(['password-protected'] if post.password else [])])}\n\n"


def attached_file(post: Post) -> str:
    """Show the file of an attachment's page: an image, or a link to what is none."""
    file = post.attachment
    if file is None or not file.url:
        return ""
    if (file.mime or "").startswith("image/") or _IMAGE.search(file.url):
        return f"![{escape(plain(file.alt))}]({destination(file.url)})\n\n"
    return f"{link(plain(post.title) or file.url, file.url)}\n\n"
