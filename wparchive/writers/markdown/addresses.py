"""Where the links of the old site lead on the new one.

One pass over the records before anything is written gives each post its place, and each of its old names (permalink,
`?p=12`, guid, former slugs) leads there. The names lie in a temporary database on disk, so memory does not grow with
the site. What cannot be led anywhere is left as it is and named.
"""

from __future__ import annotations

import posixpath
import re
import sqlite3
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import parse_qs, quote, unquote, urljoin, urlsplit

from wparchive.model import Author, Post, Site, Term
from wparchive.paths import ENDING, decoded, path_of
from wparchive.post_names import address_key
from wparchive.text import one_line
from wparchive.writers.markdown.places import Places, has_page
from wparchive.writers.markdown.topics import Target, Topics

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from wparchive.model import Record
    from wparchive.options import WriteOptions
    from wparchive.writers.markdown.layouts import Layout
    from wparchive.writers.markdown.places import PostPlace

_SCHEMA: Final = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -512; PRAGMA temp_store = FILE;
CREATE TABLE names (name TEXT PRIMARY KEY, address TEXT, stem TEXT, title TEXT) WITHOUT ROWID;
"""
_ENTER: Final = "INSERT OR IGNORE INTO names VALUES (?, ?, ?, ?)"

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
_QUERIES: Final = (
    ("p", "id"),
    ("page_id", "id"),
    ("attachment_id", "id"),
    ("cat", "term"),
    ("tag", "post_tag"),
    ("author_name", "author"),
)
"""Plain addresses, `?p=12`, and which name of the table each of them is."""
_OF_THE_FRONT: Final = frozenset({"feed", "paged", "replytocom"})
"""Behind the site's own address others ask for something else, as `?s=` does."""

_UPLOADS: Final = re.compile(r"/(?:wp-content/uploads|wp-content/blogs\.dir/\d+/files|files)/(.+)\Z")
_VARIANT: Final = re.compile(r"(?:-\d+x\d+|-scaled|-rotated|-e\d{13})+(?=\.[A-Za-z0-9]{2,5}\Z)")


class Addresses:
    """The old names of a site's pages, and where they lead now."""

    def __init__(self, layout: Layout, options: WriteOptions) -> None:
        """Begin without any name."""
        self._layout = layout
        self._options = options
        self._base = sqlite3.connect("", isolation_level=None)  # no name: a file of SQLite's own, gone when closed
        self._base.executescript(_SCHEMA)
        self.topics = Topics(self._base, layout)
        self.front = False
        self._home = ""
        self._root = ""
        self._title = ""
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
                self._of_site(record)
            elif isinstance(record, Author):
                authors[record.login] = record
            elif isinstance(record, Term):
                self.topics.add_term(record)
            elif isinstance(record, Post) and has_page(record, self._options):
                if record.type == "attachment" and record.parent is not None:
                    late.append(record)
                else:
                    self._enter(record, places.take(record, authors), authors)
            if isinstance(record, Post) and record.attachment and record.attachment.url:
                self._enter_file(record, record.attachment.url)
        for post in late:
            self._enter(post, places.take(post, authors), authors)
        for names, target in self.topics.settle(places, self._home, "" if self.front else self._title or "Blog"):
            for name in names:
                self._base.execute(_ENTER, (address_key(name) if "://" in name else name, *target))
        if self._home:
            self._base.execute(_ENTER, (address_key(self._home), "/", "", self._title))
        self._base.execute("COMMIT")

    def _of_site(self, site: Site) -> None:
        self._home = self._home or site.url.rstrip("/")
        self._root = self._root or "".join(f"/{part}" for part in path_of(site.url))
        self._title = self._title or one_line(site.title)
        self._hosts |= {_host(url) for url in (site.url, site.network_url) if url}

    def _enter(self, post: Post, place: PostPlace, authors: Mapping[str, Author]) -> None:
        self.front = self.front or place.address == "/"
        for name in self._names(post):
            self._base.execute(_ENTER, (name, place.address, place.stem, one_line(post.title)))
        self.topics.add_post(post, place, authors)

    def _enter_file(self, post: Post, url: str) -> None:
        """Take an uploaded file, to which the links to its page lead where it has none on the new site."""
        names = () if has_page(post, self._options) else self._names(post)
        for name in (f"file {post.id}", *names):
            self._base.execute(_ENTER, (name, url, "", one_line(post.title)))

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
        names = [f"{kind} {decoded(query[key][0])}" for key, kind in _QUERIES if key in query]
        path = "" if names else unquote(parts.path).rstrip("/")
        if not names:
            names = [address_key(url)]
            is_home = [part for part in path.split("/") if part] == path_of(self._home)
            if query and (not is_home or _OF_THE_FRONT.issuperset(query)):
                names.append(address_key(f"//{parts.netloc}{parts.path}"))
        while path and (shorter := _BEHIND_A_POST.sub("", path)) != path:
            path = shorter
            names.append(address_key(f"//{parts.netloc}{quote(path)}"))
        for taxonomy, form in _ARCHIVES:
            if found := form.search(path):
                names.append(f"{taxonomy} {found[1]}")
        return next((target for name in names if (target := self.named(name))), None)

    def named(self, name: str) -> Target | None:
        """Find what has a name of the table: `id 12`, `post_tag tea`, `file 15`."""
        row = self._base.execute("SELECT address, stem, title FROM names WHERE name = ?", (name,)).fetchone()
        return Target(*row) if row else None

    def link(self, target: Target, start: str = "") -> str:
        """Write the link to a page.

        Args:
            target: the page.
            start: path of the file in which the link stands, without ending; "" for links that templates show.
        """
        if self._layout.links == "file" and target.stem and start:
            return quote(posixpath.relpath(target.stem + ENDING, posixpath.dirname(start) or "."))
        return quote(self._root + target.address)

    def all_names(self) -> Iterator[tuple[str, Target]]:
        """Give every old name in order, and where it leads: `id 12`, `blog.example.org/2010/hello`, `post_tag tea`."""
        for name, *target in self._base.execute("SELECT * FROM names WHERE name NOT LIKE 'file %' ORDER BY name"):
            yield name, Target(*target)


class Resolver:
    """Changes the links of one post.

    Attributes:
        unresolved: addresses of the old site that lead nowhere.
        media: addresses of files of the media library that the post uses.
    """

    def __init__(self, addresses: Addresses, post: Post, place: PostPlace) -> None:
        """Begin a post."""
        self._addresses = addresses
        self._page = post.url or ""
        self._place = place
        self.unresolved: list[str] = []
        self.media: list[str] = []

    def __call__(self, url: str) -> str | None:
        """Give the link that is to stand instead, None for the same."""
        url = url.strip()
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
        if "://" in target.address:
            self.media.append(target.address)
            return target.address
        end = "" if _PARTS_OF_A_PAGE.match(fragment) else f"#{fragment}"
        if target.stem == self._place.stem and end:
            return end
        return self._addresses.link(target, self._place.stem) + end


def original_of(url: str) -> str:
    """Give the address of the picture of which another is a smaller copy: `a-300x200.jpg` is one of `a.jpg`."""
    return _VARIANT.sub("", url)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower().removeprefix("www.").partition(":")[0]
    except ValueError:
        return ""
