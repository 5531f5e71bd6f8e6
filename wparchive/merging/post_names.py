"""Names of one post: its number on its site, its address, its guid. What shares one of them is the same post."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from wparchive.urls import split_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.model import Post
_INDEX: Final = re.compile(r"(?:/index\.(?:html?|php))?/*\Z")
"""What mirrors of a site call the file of an address that ends in a slash."""


def number_of(post: Post, site: str | None, address: str | None = None) -> str | None:
    """Give the name that a post has by its number: no two posts of one site have the same.

    Args:
        post: with or without a number.
        site: address of its home; a host can have several sites.
        address: of any of its pages, whose host stands for a home that is not known.
    """
    if post.id is None:
        return None
    return f"{address_key(site) if site else _split(address or '')[0]} {post.id}"


def addresses_of(post: Post, *more: str | None) -> Iterator[str]:
    """Give the names that a post has by its addresses.

    Args:
        post: with its address and its guid.
        more: further addresses of it.
    """
    for url in (*more, post.url, post.guid):
        if url:
            yield address_key(url)


@lru_cache(maxsize=1 << 10)
def address_key(address: str) -> str:
    """An address for comparison: without scheme, `www.`, fragment and the slash at its end, decoded.

    The address of a site comes with each of its pages, and that of a post with those before and after it.
    """
    host, path, query = _split(address)
    return f"{host}{_INDEX.sub('', path)}{query}"


def slug_of(address: str) -> str:
    """Give the slug that an address ends in; an empty text where it names its post by number."""
    _, path, query = _split(address)
    return "" if query else _INDEX.sub("", path).rpartition("/")[2]


def is_home(address: str) -> bool:
    """Whether an address is that of a host, as pages give it for their own where a site is set up wrongly."""
    _, path, query = _split(address)
    return not path.strip("/") and not query


def _split(address: str) -> tuple[str, str, str]:
    url = split_url(address.strip())
    if not any(url):
        return "", address, ""  # `http://[name` is a name as well
    return url.netloc.lower().removeprefix("www."), unquote(url.path), f"?{url.query}" if url.query else ""
