"""One saved page as a tree, with what is known of where it comes from.

Every part of this reader takes a `Page`, and what one part has taken out of the tree no later part sees again.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from msgspec import Struct
from turbohtml import Comment, parse

from wparchive.lazy_loading import load
from wparchive.readers.page.swallowed import freed, without_plaintext
from wparchive.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from turbohtml import Document, Element

_BELOW_SITE: Final = re.compile(
    r"(?:index\.php/)?wp-json/$|(?:index\.php)?\?rest_route=/$|xmlrpc\.php(?:\?rsd)?$|wp-includes/wlwmanifest\.xml$"
)
"""What WordPress puts behind the address of a site, in links that every page of it has."""
_EMBEDDED: Final = re.compile(r"[?&@]url=(https?[^&\s]{1,2000})")
_AT_HOME: Final = re.compile(r"index\.html?(?:#.*)?")
_HOSTED: Final = re.compile(r"https?://[^/?#]")
_ABOUT: Final = re.compile(r"<rdf:Description\s+rdf:about=[\"']([^\"'<>]{1,2000})[\"']")
_SWALLOWED: Final = re.compile("<!--|</html")
_SITE_LINKS: Final = ("https://api.w.org/", "EditURI", "wlwmanifest", "pingback", "home")
"""Values of `rel` whose addresses say where the site is; the surest first. A pingback can be another host's."""


class Page(Struct, frozen=True, gc=False):
    """One page.

    Attributes:
        name: of its source, as issues and records call it.
        tree: the document; readers of a page take out of it what they have read.
        address: the absolute URL that it was fetched from, or that it gives as its own; None if neither is known.
        captured: when it was saved, RFC 3339 with an offset, or None.
        language: as the page states it, as `de-DE`, or None.
        site: the absolute URL of the blog's home without a slash at its end, where the page says it.
    """

    name: str
    tree: Document
    address: str | None = None
    captured: str | None = None
    language: str | None = None
    site: str | None = None


def page_of(
    markup: str,
    name: str,
    *,
    address: str | None = None,
    captured: str | None = None,
    mirrored: Callable[[], str | None] = lambda: None,
) -> Page:
    """Parse a page.

    Args:
        markup: decoded HTML, out of its container.
        name: of its source.
        address: the absolute URL that it was saved from, as its container says; else the page's own word is taken.
        captured: when it was saved, RFC 3339 with an offset.
        mirrored: gives the address that its file stands for, where nothing says one.

    Returns:
        The page.
    """
    tree = parse(markup, positions=False)
    if any(map(_swallows, tree.xpath_iter("//comment()"))) and (free := freed(markup)) is not markup:
        markup, tree = free, parse(free, positions=False)
    if tree.find("plaintext") is not None:
        tree = parse(without_plaintext(markup), positions=False)
    load(tree)
    links: dict[str, str] = {}
    for rel, href in _links(tree):
        links.setdefault(rel, href)
    own = links.get("canonical") or content_of(tree, 'meta[property="og:url"]')
    address = address or absolute(own, None)
    if address is None and (not own or _AT_HOME.fullmatch(own)):  # else its own links lead from another place
        address = _for_embedding(tree) or _for_trackbacks(markup)
    address = address or mirrored()
    return Page(name, tree, address, captured, _language(tree), _site(links, address))


def _swallows(node: object) -> bool:
    return isinstance(node, Comment) and _SWALLOWED.search(node.data) is not None


def body_classes(tree: Document) -> str:
    """Give the classes of the body (`get_body_class()`), as the attribute has them."""
    body = tree.find("body")
    return (body.attr("class") if body is not None else None) or ""


def content_of(tree: Element | Document, selector: str) -> str | None:
    """Give the `content` of the first element that a CSS selector finds, without space around it; None if empty."""
    found = tree.select_one(selector)
    return (found.attr("content") or "").strip() or None if found is not None else None


def _for_embedding(tree: Document) -> str | None:
    """Give the address that `wp_oembed_add_discovery_links()` states, since 4.4; copies of a site quote it again."""
    link = tree.select_one('link[type="application/json+oembed"]')
    found = _EMBEDDED.search((link.attr("href") if link is not None else None) or "")
    address = found[1] if found else ""
    while "/" not in address and (plain := unquote(address)) != address:
        address = plain
    return absolute(address, None) if _HOSTED.match(address) else None


def _for_trackbacks(markup: str) -> str | None:
    """Give the address that `trackback_rdf()` prints, in a comment, for programs; pages of many posts have many."""
    if "trackback:ping" not in markup:
        return None
    found = {one[1] for one in _ABOUT.finditer(markup)}
    return absolute(unescape(found.pop()), None) if len(found) == 1 else None


def _links(tree: Document) -> Iterator[tuple[str, str]]:
    for link in tree.find_all("link"):
        if href := link.attr("href"):
            for name in (link.attr("rel") or "").split():
                yield name, href


def _language(tree: Document) -> str | None:
    for name in ("lang", "xml:lang"):
        if tree.root is not None and (value := (tree.root.attr(name) or "").strip()):
            return value
    return content_of(tree, 'meta[http-equiv="content-language" i]')


def _site(links: dict[str, str], address: str | None) -> str | None:
    for name in _SITE_LINKS:
        url = absolute(links.get(name), address)
        if url is not None and (home := _BELOW_SITE.sub("", url)) != url:
            return home.rstrip("/")
    return None
