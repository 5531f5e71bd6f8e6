"""Where the links of the old site lead on the new one.

One pass over the records before anything is written gives each post its place, and each of its old names (permalink,
`?p=12`, guid, former slugs) leads there. The names lie in a temporary database on disk, so memory does not grow with
the site. What cannot be led anywhere is left as it is and named.
"""

from __future__ import annotations

import posixpath
import re
import sqlite3
from typing import TYPE_CHECKING, Final, NamedTuple, Self
from urllib.parse import parse_qs, quote, unquote, urljoin, urlsplit

from wparchive.model import Author, Post, Site, Term
from wparchive.paths import ENDING, decoded
from wparchive.post_names import address_key
from wparchive.writers.markdown.places import Places, has_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wparchive.model import Record
    from wparchive.options import WriteOptions
    from wparchive.writers.markdown.layouts import Layout
    from wparchive.writers.markdown.places import PostPlace

_SCHEMA: Final = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -512; PRAGMA temp_store = FILE;
CREATE TABLE names (name TEXT PRIMARY KEY, address TEXT, stem TEXT) WITHOUT ROWID;
"""
_ENTER: Final = "INSERT OR IGNORE INTO names VALUES (?, ?, ?)"

_BEHIND_A_POST: Final = re.compile(
    r"/(?:feed(?:/(?:atom|rss2?|rdf))?|trackback|amp|embed|page/\d+|comment-page-\d+|\d{1,3})/?\Z"
)
"""What WordPress adds to a post's address: its feed, its pages, the pages of its comments."""

_PARTS_OF_A_PAGE: Final = re.compile(r"(?:more-\d+|respond|comments|comment-form|)\Z")
_ARCHIVES: Final = (
    ("category", re.compile(r"/category/(?:[^/]+/)*([^/]+)/?\Z")),
    ("post_tag", re.compile(r"/tag/([^/]+)/?\Z")),
    ("author", re.compile(r"/author/([^/]+)/?\Z")),
)
_UPLOADS: Final = re.compile(r"/(?:wp-content/uploads|wp-content/blogs\.dir/\d+/files|files)/(.+)\Z")
_VARIANT: Final = re.compile(r"(?:-\d+x\d+|-scaled|-rotated|-e\d{13})+(?=\.[A-Za-z0-9]{2,5}\Z)")


class Target(NamedTuple):
    """Where an old name leads.

    Attributes:
        address: on the new site, from a `/`.
        stem: path of the file without ending; "" for what is no file of the writer's.
    """

    address: str
    stem: str


class Addresses:
    """The old names of a site's pages, and where they lead now."""

    def __init__(self, layout: Layout, options: WriteOptions) -> None:
        """Begin without any name."""
        self._layout = layout
        self._options = options
        self._base = sqlite3.connect("", isolation_level=None)  # no name: a file of SQLite's own, gone when closed
        self._base.executescript(_SCHEMA)
        self._home = ""
        self._hosts: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()

    def plan(self, records: Iterable[Record]) -> None:
        """Take the names of all posts, in the order in which they will be written."""
        places, authors, late = Places(self._layout), dict[str, Author](), list[Post]()
        self._base.execute("BEGIN")
        for record in records:
            if isinstance(record, Site):
                places.of_site(record)
                self._home = self._home or record.url.rstrip("/")
                self._hosts |= {_host(url) for url in (record.url, record.network_url) if url}
            elif isinstance(record, Author):
                authors[record.login] = record
                self._archive("author", record.login)
            elif isinstance(record, Term):
                self._archive(record.taxonomy, record.slug)
            elif isinstance(record, Post) and has_page(record, self._options):
                if record.type == "attachment" and record.parent is not None:
                    late.append(record)
                else:
                    self._enter(record, places.take(record, authors))
        for post in late:
            self._enter(post, places.take(post, authors))
        self._base.execute("COMMIT")

    def _archive(self, taxonomy: str, slug: str) -> None:
        pattern = self._layout.archives.get(taxonomy)
        if pattern:
            self._base.execute(_ENTER, (f"{taxonomy} {decoded(slug)}", pattern.format(slug=decoded(slug)), ""))

    def _enter(self, post: Post, place: PostPlace) -> None:
        for name in self._names(post):
            self._base.execute(_ENTER, (name, place.address, place.stem))

    def _names(self, post: Post) -> Iterator[str]:
        if post.id:
            yield f"id {post.id}"
        for url in (post.url, post.guid):
            if url and "://" in url:
                yield address_key(url)
        above = address_key(post.url or "").rpartition("/")[0]
        for row in post.meta:
            if row.key == "_wp_old_slug" and isinstance(row.value, str) and post.url and "?" not in post.url:
                yield f"{above}/{decoded(row.value)}"

    def is_internal(self, url: str) -> bool:
        """Tell whether an absolute address is one of the old site's."""
        return _host(url) in self._hosts

    def find(self, url: str) -> Target | None:
        """Find where an absolute address of the old site leads, None if nobody knows."""
        parts = urlsplit(url)
        query = parse_qs(parts.query)
        numbers = [query[key][0] for key in ("p", "page_id", "attachment_id") if key in query]
        path = unquote(parts.path).rstrip("/")
        names = [f"id {number}" for number in numbers] or [address_key(url)]
        while not numbers and (shorter := _BEHIND_A_POST.sub("", path)) != path:
            path = shorter
            names.append(address_key(f"//{parts.netloc}{quote(path)}"))
        for taxonomy, form in _ARCHIVES:
            if not numbers and (found := form.search(path)):
                names.append(f"{taxonomy} {found[1]}")
        for name in names:
            row = self._base.execute("SELECT address, stem FROM names WHERE name = ?", (name,)).fetchone()
            if row:
                return Target(*row)
        return None

    def all_names(self) -> Iterator[tuple[str, Target]]:
        """Give every old name in order, and where it leads: `id 12`, `blog.example.org/2010/hello`, `post_tag tea`."""
        for name, address, stem in self._base.execute("SELECT name, address, stem FROM names ORDER BY name"):
            yield name, Target(address, stem)


class Resolver:
    """Changes the links of one post.

    Attributes:
        unresolved: addresses of the old site that lead nowhere.
        media: addresses of files of the media library that the post uses.
    """

    def __init__(self, addresses: Addresses, layout: Layout, post: Post, place: PostPlace) -> None:
        """Begin a post."""
        self._addresses = addresses
        self._layout = layout
        self._page = post.url or ""
        self._place = place
        self.unresolved: list[str] = []
        self.media: list[str] = []

    def __call__(self, url: str) -> str | None:
        """Give the link that is to stand instead, None for the same."""
        if not url or url.startswith(("#", "mailto:", "tel:", "data:")):
            return None
        try:
            absolute = urljoin(self._page, url)
            if not absolute.startswith(("http://", "https://")) or not self._addresses.is_internal(absolute):
                return None
            return self._internal(absolute, url)
        except ValueError:  # `http://[name`
            return None

    def _internal(self, absolute: str, url: str) -> str | None:
        if _UPLOADS.search(urlsplit(absolute).path):
            self.media.append(absolute)
            return None if absolute == url else absolute
        base, _, fragment = absolute.partition("#")
        target = self._addresses.find(base)
        if target is None:
            self.unresolved.append(absolute)
            return None if absolute == url else absolute
        end = "" if _PARTS_OF_A_PAGE.match(fragment) else f"#{fragment}"
        if target.stem == self._place.stem and end:
            return end
        if self._layout.links == "file" and target.stem:
            start = posixpath.dirname(self._place.stem) or "."
            return quote(posixpath.relpath(target.stem + ENDING, start)) + end
        return quote(target.address) + end


def original_of(url: str) -> str:
    """Give the address of the picture of which another is a smaller copy: `a-300x200.jpg` is one of `a.jpg`."""
    return _VARIANT.sub("", url)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower().removeprefix("www.").partition(":")[0]
    except ValueError:
        return ""
