"""One post as one file: its place, its front matter, its text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.options import PUBLIC_STATUSES
from wparchive.paths import decoded, path_of, permalink_parts, slug_of
from wparchive.text import one_line
from wparchive.writers.markdown.syntax import destination, escape, link
from wparchive.writers.markdown.visibility import post_needs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from wparchive.model import Comment, Post

_IMAGE: Final = re.compile(r"\.(?:avif|bmp|gif|ico|jpe?g|png|svg|webp)$", re.IGNORECASE)


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
    return (post.type or "post", decoded(post.slug) or slug_of(one_line(post.title)) or post.id or "untitled")


def address_of(post: Post, home: Sequence[str]) -> str:
    """Give the address of a post's page below the site's own: as the permalink has it, or made of type and name.

    It begins with a `/`, and ends with one where the permalink does.
    """
    if not post.url or "?" in post.url:
        return f"/{'/'.join(path_parts(post, home))}/"
    path = path_of(post.url)
    path = path[len(home) :] if path[: len(home)] == list(home) else path
    return "/".join(["", *map(decoded, path), *([""] if post.url.endswith("/") or not path else [])])


def is_secure(post: Post) -> bool:
    """Tell whether addresses without a scheme (`//cdn.example.org/a.jpg`) are to be written with https.

    Where the post's own is http they stay: a new site with https shows them as they are and would not show them with
    http.
    """
    return (post.url or "").startswith("https:")


def some_without_scheme(post: Post, comments: Iterable[Comment]) -> bool:
    """Tell whether there are such addresses in a post or its comments."""
    texts = (body.html or body.source for body in (post.body, *(comment.body for comment in comments)))
    return any('="//' in text or "='//" in text for text in texts)


def notice(post: Post) -> str:
    """Mark a post that was not public, "" for one that was."""
    needs = post_needs(post)
    if not needs:
        return ""
    status = [escape(one_line(post.status))] if post.status not in PUBLIC_STATUSES else []
    shut = ["password-protected" if post.password else "for members alone"] if "protected" in needs else []
    return f"> **Not public:** {', '.join([*status, *shut])}\n\n"


def attached_file(post: Post, links: Callable[[str], str | None] | None = None) -> str:
    """Show the file of an attachment's page: an image, or a link to what is none.

    Args:
        post: the attachment.
        links: gives the address that is to stand instead of the file's, None for the same.
    """
    file = post.attachment
    if file is None or not file.url:
        return ""
    address = (links(file.url) if links else None) or file.url
    if (file.mime or "").startswith("image/") or _IMAGE.search(file.url):
        return f"![{escape(one_line(file.alt))}]({destination(address)})\n\n"
    return f"{link(one_line(post.title) or file.url, address)}\n\n"
