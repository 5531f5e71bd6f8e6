"""A built site as a visitor sees it: its pages, where their links lead, and how the comments below them are nested."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from lxml import html

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LINKS = (("a", "href"), ("link", "href"), ("img", "src"), ("script", "src"), ("iframe", "src"), ("area", "href"))
MEDIA = re.compile(r"/(?:wp-content/uploads|files)/")


class Link(NamedTuple):
    """A link of a page."""

    page: str
    url: str
    text: str = ""


class Shown(NamedTuple):
    """A comment on a page: how deep it stands, and the anchor of the comment that it stands in, if that shows."""

    depth: int
    within: str | None


def _plain(url: str) -> str:
    """An address for comparison: generators differ in what they encode."""
    return unquote(urldefrag(url).url)


class BuiltSite:
    """A folder of pages that a generator made, to be served at an address."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url.rstrip("/")
        self.base = urlsplit(self.url).path

    @cached_property
    def addresses(self) -> list[str]:
        """The addresses of all pages, below the site's own."""
        files = (path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html"))
        return sorted(f"/{file.removesuffix('index.html')}" for file in files)

    def file(self, address: str) -> Path | None:
        """The file that a server shows at an address."""
        path = unquote(address).strip("/")
        for name in (f"{path}/index.html".lstrip("/"), path, f"{path}.html"):
            if name and (self.folder / name).is_file():
                return self.folder / name
        return None

    def tree(self, address: str) -> html.HtmlElement:
        path = self.file(address)
        assert path, f"no page at {address}"
        text = path.read_text(encoding="utf-8")
        return html.document_fromstring(text if text.strip() else "<p></p>")

    def headings(self, address: str) -> list[str]:
        """The words of the headings of a page."""
        return [" ".join(heading.text_content().split()) for heading in self.tree(address).iter("h1")]

    def links(self) -> Iterator[Link]:
        for address in self.addresses:
            tree = self.tree(address)
            for tag, name in LINKS:
                for element in tree.iter(tag):
                    if element.get(name):
                        yield Link(address, str(element.get(name)).strip(), element.text_content().strip())

    def broken(self, unresolved: set[str], *, texts: bool = True) -> list[Link]:
        """Links to the site's own pages and files that lead nowhere, media and those in `unresolved` apart.

        Without `texts`, addresses that were no links in the text, of which some generators make links, are left out.
        """
        wrong = dict.fromkeys((_plain(url) for url in unresolved), False)
        found = []
        for link in self.links():
            if not texts and link.text in ((url := unquote(link.url)), url.partition("://")[2]):
                continue
            try:
                target = _plain(urljoin(f"{self.url}{link.page}", link.url))
                if target not in wrong:
                    wrong[target] = self._leads_nowhere(target)
            except ValueError:  # `http://[name`
                continue
            if wrong[target]:
                found.append(link)
        return found

    def _leads_nowhere(self, url: str) -> bool:
        parts, own = urlsplit(url), urlsplit(self.url)
        if parts.scheme not in ("http", "https") or parts.netloc.removeprefix("www.") != own.netloc.removeprefix(
            "www."
        ):
            return False
        if MEDIA.search(parts.path):
            return False
        inside = parts.path == self.base or parts.path.startswith(f"{self.base}/")
        return not inside or self.file(parts.path[len(self.base) :]) is None

    def comments(self, address: str) -> dict[str, Shown]:
        """The comments of a page by their anchors."""
        found = {}
        for element in self.tree(address).iter():
            anchor = element.get("id") or ""
            if not anchor.startswith("comment-"):
                continue
            above = [one for one in element.iterancestors() if (one.get("id") or "").startswith("comment-")]
            quotes = sum(one.tag == "blockquote" for one in element.iterancestors())
            depth = quotes if element.tag == "a" else len(above)
            found[anchor] = Shown(depth, above[0].get("id") if above else None)
        return found
