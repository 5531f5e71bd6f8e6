"""Saved pages of a site: single files, folders of them, and the containers that browsers and crawlers make.

The way of a page: containers/ give its bytes, page.py its tree, page_kind.py what it is. Of a post, post/ reads the
fields and thread/ the comments, on what structure/ says of the elements; listing.py, feeds/ and sitemaps.py read what
else names posts. site.py puts all pages together, and joining.py what several of them say of one post.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.readers.page.containers import webarchive

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wparchive.ledger import Ledger
    from wparchive.model import Record
    from wparchive.options import ReadOptions
    from wparchive.sources import Source

_MARKS: Final = rb"(?:<!doctype html|<html[\s>]|<head[\s>]|<body[\s>])"
_PAGE: Final = re.compile(_MARKS, re.IGNORECASE)
_PAGE_BELOW: Final = re.compile(rb"^[ \t]*" + _MARKS, re.IGNORECASE | re.MULTILINE)
"""A page with something before it, as a message of PHP's; scripts have such marks too, but in quotes."""
_FEED: Final = re.compile(rb"<rss[\s>]|<feed[\s>]|<rdf:RDF[\s>]|<(?:urlset|sitemapindex)[\s>]")
_WARC: Final = re.compile(rb"WARC/[0-9]\.[0-9]+\r?\n")
_MHTML: Final = re.compile(rb"(?:\A|\n)(?:Snapshot-Content-Location:|Content-Type:\s*multipart/related)", re.IGNORECASE)
_BEFORE: Final = b"\xef\xbb\xbf\xfe\xff \t\r\n"
_OF_A_PAGE: Final = re.compile(
    r"(?:\A|/)[^/]*(?:_files|\.files|-Dateien|_fichiers|_archivos|_bestanden|_pliki)/[^/]*\Z"
)
"""A folder in which a browser put what a page is made of: frames and adverts among it are no pages of the site."""
_NO_PAGE: Final = re.compile(r"\.(?:css|m?js|map|svg|md|markdown)(?:[?@][^/]*)?\Z", re.IGNORECASE)
"""What a mirror has beside pages, `?ver=3` and all. Scripts write pages of a kind."""

_LESS_THAN_AN_EXPORT: Final = 0.9
"""Where the namespaces of an export are damaged, WordPress's own elements are its only sign."""


def sniff(head: bytes, name: str) -> float:
    """Tell how surely a source is a page, a feed or a container of pages.

    An export is RSS as well; its reader knows it by WordPress's own elements and is surer.
    """
    if _OF_A_PAGE.search(name) or _NO_PAGE.search(name) or head.startswith(b"<?php"):
        return 0.0
    if not head.startswith(b"<") and (_WARC.match(head) or _MHTML.search(head[:4096])):
        return 1.0
    if webarchive.is_one(head):
        return 1.0
    text = (head.replace(b"\0", b"") if b"\0" in head[:64] else head).lstrip(_BEFORE)
    sure, page = (1.0, _PAGE) if text.startswith(b"<") else (0.7, _PAGE_BELOW)
    if _FEED.search(text[:2048]):
        return 0.0 if b"tag:blogger.com" in text or b"wordpress.org/export/" in text else sure * _LESS_THAN_AN_EXPORT
    return sure if page.search(text) and not text.startswith((b"{", b"[")) else 0.0


def read_site(sources: Iterable[Source], options: ReadOptions, ledger: Ledger) -> Iterator[Record]:
    """Read pages as one site.

    Args:
        sources: pages, feeds and containers of them.
        options: the limit of a page's size.
        ledger: what comes in is counted there; pieces of one post that stand on several pages are accounted for.

    Yields:
        Issues while the pages are read, then the site, its terms and its posts.

    Raises:
        InputError: if none of the sources can be read.
    """
    from wparchive.readers.page.site import SiteReader  # noqa: PLC0415 - loads the HTML parser

    yield from SiteReader(options, ledger).read(sources)
