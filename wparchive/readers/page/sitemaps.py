"""Site maps that lie among the pages (sitemaps.org): they name posts, and say nothing else of them."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Final

from wparchive.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Iterator

_SITEMAP: Final = re.compile(r"\s*(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:urlset|sitemapindex)[\s>]", re.DOTALL)
_LOCATION: Final = re.compile(r"<loc>\s*(?:<!\[CDATA\[)?([^<\]\s]{1,2000})")
_NO_POST: Final = re.compile(r"/(?:category|tag|author|page)/|\.(?:xml|jpe?g|png|gif|pdf)\Z")


def is_sitemap(text: str) -> bool:
    """Tell by its first characters whether a text is a site map (sitemaps.org)."""
    return _SITEMAP.match(text, 0, 4096) is not None


def mapped_posts(text: str) -> Iterator[str]:
    """Give the addresses in a site map that can be those of posts."""
    for found in _LOCATION.finditer(text):
        address = absolute(unescape(found[1]), None)
        if address is not None and not _NO_POST.search(address):
            yield address
