"""Where the links of the old site lead on the new one.

One pass over the records before anything is written gives each post its place, and each of its old names (permalink,
`?p=12`, guid, former slugs) leads there. The names lie in a temporary database on disk, so memory does not grow with
the site. What cannot be led anywhere is left as it is and named.
"""

from __future__ import annotations

import posixpath
import re
from html import escape, unescape
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import quote, unquote, urljoin

from msgspec.structs import replace

from wparchive.merging.post_names import address_key
from wparchive.model import Author, Post, Site, Term
from wparchive.paths import ENDING, path_of, slug_of
from wparchive.spool import Spool
from wparchive.text import one_line
from wparchive.urls import split_url
from wparchive.writers.markdown.old_names import candidates, former_names, names_of
from wparchive.writers.markdown.places import Places, has_page
from wparchive.writers.markdown.topics import Target, Topics
from wparchive.writers.markdown.visibility import Withheld, public_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from wparchive.model import Record
    from wparchive.options import WriteOptions
    from wparchive.writers.markdown.layouts import Layout
    from wparchive.writers.markdown.places import PostPlace

_SCHEMA: Final = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -512; PRAGMA temp_store = FILE;
CREATE TABLE names (name TEXT PRIMARY KEY, address TEXT, stem TEXT, title TEXT) WITHOUT ROWID;
CREATE TABLE former (name TEXT, address TEXT, stem TEXT, title TEXT);
CREATE TABLE discussed (address TEXT, comments INTEGER);
"""
_ENTER: Final = "INSERT OR IGNORE INTO names VALUES (?, ?, ?, ?)"
_ENTER_FORMER: Final = "INSERT INTO former VALUES (?, ?, ?, ?)"

_ALONE: Final = re.compile(r"""(?:(?<=\n)|(?<=<p>)|\A)https?://[^\s<>"']{1,2000}(?=\n|</p>|\Z)""")
_VERBATIM: Final = re.compile("<(?:pre|textarea|script|style)\\b", re.IGNORECASE)
_PLAIN_GUID: Final = re.compile(r"[?&](?:p|page_id|attachment_id)=\d+\Z")
"""What sites have as guid of a post, with the host that they had when it was written."""
_PARTS_OF_A_PAGE: Final = re.compile(r"(?:more-\d+|respond|comments|comment-form|)\Z")

_UPLOADS: Final = re.compile(r"/(?:wp-content/uploads|wp-content/blogs\.dir/\d+/files|files)/(.+)\Z")


class Addresses:
    """The old names of a site's pages, and where they lead now."""

    def __init__(self, layout: Layout, options: WriteOptions) -> None:
        """Begin without any name."""
        self._layout = layout
        self._options = options
        import sqlite3  # noqa: PLC0415 - not for layouts whose links stay as they are

        self._base = sqlite3.connect("", isolation_level=None)  # no name: a file of SQLite's own, gone when closed
        self._base.executescript(_SCHEMA)
        self.topics = Topics(self._base, layout, options.terms)
        self.front = False
        self.posts = 0
        self._home = ""
        self.root = ""
        self._title = ""
        self._sites: dict[str, str] = {}
        """Hosts of the site, and the path of its home on each."""
        self._guid_hosts: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()

    def plan(self, records: Iterable[Record]) -> None:
        """Take the names of all posts, in the order in which they will be written."""
        places, authors, withheld = Places(self._layout), dict[str, Author](), Withheld(self._options.include)
        self._base.execute("BEGIN")
        with Spool[Post](Post) as attached:
            for record in records:
                if isinstance(record, Site):
                    places.of_site(record)
                    self._of_site(record)
                elif isinstance(record, Author):
                    authors[record.login] = record
                elif isinstance(record, Term):
                    self.topics.add_term(record)
                elif isinstance(record, Post):
                    hidden = withheld.take(record)
                    if record.type == "attachment" and record.parent is not None:
                        attached.keep(record)
                    else:
                        self._take_post(record, places, authors, hidden=hidden)
            for post in attached:
                self._take_post(post, places, authors, hidden=withheld.take(post) or withheld.has(post.parent))
        self._settle(places, authors)
        self._base.execute("COMMIT")

    def _settle(self, places: Places, authors: Mapping[str, Author]) -> None:
        """Enter the names that can be known, or be free, only when all posts have their places."""
        for names, target in self.topics.settle(places, self._home, "" if self.front else self._title or "Blog"):
            for name in names:
                self._base.execute(_ENTER, (address_key(name) if "://" in name else name, *target))
        for login, author in authors.items():
            if author.id and (page := self.named(f"author {slug_of(public_name(login, author.email))}")):
                self._base.execute(_ENTER, (f"author_id {author.id}", *page))
        # A name that some page has now is no former name of another.
        self._base.execute("INSERT OR IGNORE INTO names SELECT * FROM former ORDER BY rowid")
        if self._home:
            self._base.execute(_ENTER, (address_key(self._home), "/", "", self._title))

    def _of_site(self, site: Site) -> None:
        self._home = self._home or site.url.rstrip("/")
        self.root = self.root or "".join(f"/{part}" for part in path_of(site.url))
        self._title = self._title or one_line(site.title)
        for url in (site.url, *self._options.old_hosts, site.network_url):
            if url:
                self._of_host(url)

    def _of_host(self, url: str) -> None:
        address = url if "://" in url else f"//{url}"
        if host := _host(address):
            self._sites.setdefault(host, unquote(split_url(address).path).rstrip("/"))

    def _take_post(self, post: Post, places: Places, authors: Mapping[str, Author], *, hidden: bool) -> None:
        """Take the names of a post that is not withheld, and the file of any."""
        if not hidden and has_page(post, self._options):
            self._enter(post, places.take(post, authors), authors)
        if post.attachment and post.attachment.url:
            self._enter_file(post, post.attachment.url, hidden=hidden)

    def _enter(self, post: Post, place: PostPlace, authors: Mapping[str, Author]) -> None:
        self.front = self.front or place.address == "/"
        row = (place.address, place.stem, one_line(post.title))
        self._base.executemany(_ENTER, [(name, *row) for name in names_of(post)])
        self._base.executemany(_ENTER_FORMER, [(name, *row) for name in former_names(post)])
        self.posts += post.type == "post"
        if post.comments:
            self._base.execute("INSERT INTO discussed VALUES (?, ?)", (place.address, len(post.comments)))
        if post.guid and _PLAIN_GUID.search(post.guid):
            self._guid_hosts.add(_host(post.guid))
        self.topics.add_post(post, place, authors)

    def _enter_file(self, post: Post, url: str, *, hidden: bool) -> None:
        """Take an uploaded file, to which the links to its page lead where that is gone, and was public."""
        if found := _UPLOADS.search(url):
            self._of_host(url[: found.start()])
        names = () if hidden or has_page(post, self._options) else names_of(post)
        for name in (f"file {post.id}", *names):
            self._base.execute(_ENTER, (name, url, "", one_line(post.title)))

    def _below(self, url: str) -> str | None:
        """Give the path of an address below the home of the site, decoded; None where it is another site's."""
        home = self._sites.get(_host(url))
        path = unquote(split_url(url).path).rstrip("/")
        if home is None or not f"{path}/".startswith(f"{home}/"):
            return None
        return path[len(home) :]

    def is_internal(self, url: str) -> bool:
        """Tell whether an absolute address is one of the old site's."""
        if self._below(url) is not None or (_host(url) in self._sites and _UPLOADS.search(split_url(url).path)):
            return True
        return _host(url) in self._guid_hosts and self.named(address_key(url)) is not None

    def find(self, url: str) -> Target | None:
        """Find where an absolute address of the old site leads, None if nobody knows."""
        below = self._below(url)
        names = [address_key(url)] if below is None else candidates(url, self._home, below)
        return next((target for name in names if (target := self.named(name))), None)

    def named(self, name: str) -> Target | None:
        """Find what has a name of the table: `id 12`, `post_tag tea`, `file 15`."""
        row = self._base.execute("SELECT address, stem, title FROM names WHERE name = ?", (name,)).fetchone()
        return Target(*row) if row else None

    def leads(self, path: str) -> str | None:
        """Give the address of the page to which a path below the home of the site leads, decoded."""
        target = self.named(address_key(self._home + quote(path)))
        return target.address if target else None

    def link(self, target: Target, start: str = "") -> str:
        """Write the link to a page.

        Args:
            target: the page.
            start: path of the file in which the link stands, without ending; "" for links that templates show.
        """
        if "://" in target.address:
            return target.address
        if self._layout.links == "file" and target.stem and start:
            return quote(posixpath.relpath(target.stem + ENDING, posixpath.dirname(start) or "."))
        return quote(target.address if self._layout.links == "site" else self.root + target.address)

    def former_paths(self) -> Iterator[tuple[str, Target]]:
        """Give the paths on the site's host at which no page stands now, in order, and where each leads.

        They are decoded, without a `/` at their end, and begin at the host's root.
        """
        host = address_key(self._home).partition("/")[0]
        standing = "CREATE TEMP TABLE standing AS SELECT DISTINCT rtrim(? || address, '/') AS path FROM names"
        self._base.execute("DROP TABLE IF EXISTS standing")
        self._base.execute(standing, (self.root,))
        self._base.execute("CREATE INDEX by_path ON standing (path)")
        sql = """SELECT name, address, stem, title FROM names WHERE name > :host || '/' AND name < :host || '0'
            AND NOT EXISTS (SELECT 1 FROM standing WHERE path = substr(name, length(:host) + 1)) ORDER BY name"""
        for name, *target in self._base.execute(sql, {"host": host}):
            if "?" not in name:
                yield name[len(host) :], Target(*target)

    def discussed(self) -> Iterator[tuple[str, Target, int]]:
        """Give the paths of pages that have comments, as `former_paths` has them, the page, and how many it has."""
        for address, comments in self._base.execute("SELECT address, comments FROM discussed ORDER BY address"):
            yield (self.root + address).rstrip("/"), Target(address, ""), comments

    def lists(self) -> Iterator[tuple[str, Target, int]]:
        """Give the paths of the pages of terms, authors and months, the page, and how many posts belong to it."""
        for *target, posts in self.topics.counted():
            yield (self.root + target[0]).rstrip("/"), Target(*target), posts

    def all_names(self) -> Iterator[tuple[str, Target]]:
        """Give every old name in order, and where it leads: `id 12`, `blog.example.org/2010/hello`, `post_tag tea`."""
        for name, *target in self._base.execute("SELECT * FROM names WHERE name NOT LIKE 'file %' ORDER BY name"):
            yield name, Target(*target)

    def resolver(self, post: Post, place: PostPlace) -> Resolver:
        """Give what changes the links of one post."""
        return Resolver(self, post, place)


class Resolver:
    """Changes the links of one post.

    Attributes:
        unresolved: addresses of the old site that lead nowhere.
    """

    def __init__(self, addresses: Addresses, post: Post, place: PostPlace) -> None:
        """Begin a post."""
        self._addresses = addresses
        self._page = post.url or ""
        self._place = place
        self.unresolved: list[str] = []

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
        if _UPLOADS.search(split_url(absolute).path):
            return None if absolute == url else absolute
        base, _, fragment = absolute.partition("#")
        target = self._addresses.find(base)
        if target is None:
            if " " in url and not url.startswith(("/", "http")):
                return None  # `<del cite="words">`
            self.unresolved.append(absolute)
            return None if absolute == url else absolute
        if "://" in target.address:
            return target.address
        end = "" if _PARTS_OF_A_PAGE.match(fragment) else f"#{fragment}"
        if target.stem == self._place.stem and end:
            return end
        return self._addresses.link(target, self._place.stem) + end

    def link_own_posts(self, post: Post) -> Post:
        """Make links of addresses of the old site that stand on lines of their own: WordPress shows the post there."""
        html = post.body.html
        if html is None or _VERBATIM.search(html) or not _ALONE.search(html):
            return post
        return replace(post, body=replace(post.body, html=_ALONE.sub(self._own_post, html)))

    def _own_post(self, found: re.Match[str]) -> str:
        url = unescape(found[0])
        target = self._addresses.find(url.partition("#")[0]) if self._addresses.is_internal(url) else None
        if target is None or "://" in target.address:
            return found[0]
        return f'<a href="{found[0]}">{escape(target.title) or found[0]}</a>'


def _host(url: str) -> str:
    return split_url(url).netloc.lower().removeprefix("www.").partition(":")[0]
