"""Which files a site's pages use, which attachments it lists, and what became of each: in a database on disk."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from wparchive.media.addresses import Hosts, path_below_uploads, safe_path
from wparchive.merging.post_names import address_key
from wparchive.paths import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wparchive.media.cache import Stored
    from wparchive.model import Post

_SCHEMA: Final = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -512; PRAGMA temp_store = FILE;
CREATE TABLE uses (place INTEGER PRIMARY KEY, url TEXT, user TEXT, parent TEXT, UNIQUE (url, user));
CREATE TABLE listed (url TEXT PRIMARY KEY, id TEXT, title TEXT, alt TEXT, caption TEXT, parent TEXT,
    page TEXT) WITHOUT ROWID;
CREATE TABLE featured (id TEXT, user TEXT);
CREATE TABLE linked (page TEXT, user TEXT);
CREATE TABLE found (url TEXT PRIMARY KEY, file TEXT) WITHOUT ROWID;
CREATE TABLE names (folded TEXT PRIMARY KEY, name TEXT, sha256 TEXT) WITHOUT ROWID;
"""


class Listed(NamedTuple):
    """What the site's list of attachments says of a file: the id of the attachment, and its texts as stored."""

    id: str = ""
    title: str = ""
    alt: str = ""
    caption: str = ""


class Uses:
    """The files of one site.

    Attributes:
        hosts: from which files are taken.
    """

    def __init__(self, hosts: Hosts) -> None:
        """Begin without any."""
        self.hosts = hosts
        self._base = sqlite3.connect("", isolation_level=None)  # no name: a file of SQLite's own, gone when closed
        self._base.executescript(_SCHEMA)
        self._base.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()

    def add(self, url: str, user: str, *, shown: bool = True, parent: str = "") -> None:
        """Enter that something uses an address; what is no file of the media library is passed over.

        Args:
            url: absolute.
            user: what uses it, "" for nothing: an attachment that is wanted all the same.
            shown: as for `Hosts.file`.
            parent: a post without which the use does not count.
        """
        if file := self.hosts.file(url, shown=shown):
            row = (file, user, parent)
            self._base.execute("INSERT OR IGNORE INTO uses (url, user, parent) VALUES (?, ?, ?)", row)

    def add_featured(self, attachment: str, user: str) -> None:
        """Enter that something shows the file of an attachment, which may be listed later."""
        self._base.execute("INSERT INTO featured VALUES (?, ?)", (attachment, user))

    def add_linked(self, page: str, user: str) -> None:
        """Enter that something links to a page, which may be that of an attachment."""
        if self.hosts.is_own(page):
            self._base.execute("INSERT INTO linked VALUES (?, ?)", (address_key(page), user))

    def withdraw(self, is_withheld: Callable[[str], bool]) -> None:
        """Take back what only posts use that are not published, and what is said of their attachments.

        To be called when everything is entered.
        """
        for shown in (
            "featured JOIN listed USING (id) ORDER BY featured.rowid",
            "linked JOIN listed USING (page) ORDER BY linked.rowid",
        ):
            self._base.execute(
                f"INSERT OR IGNORE INTO uses (url, user, parent) SELECT url, user, '' FROM {shown}"  # noqa: S608
            )
        parents = "SELECT parent FROM uses UNION SELECT parent FROM listed"
        for (parent,) in self._base.execute(parents).fetchall():
            if parent and is_withheld(parent):
                self._base.execute("DELETE FROM uses WHERE parent = ?", (parent,))
                self._base.execute(
                    "UPDATE listed SET id = '', title = '', alt = '', caption = '' WHERE parent = ?", (parent,)
                )

    def list_attachment(self, post: Post) -> None:
        """Enter what an attachment says of its file."""
        self.hosts.add_attachment((post.attachment and post.attachment.url) or "")
        file = post.attachment and post.attachment.url and self.hosts.file(post.attachment.url)
        if post.attachment and file:
            about = (post.id or "", post.title, post.attachment.alt or "", post.attachment.caption or "")
            row = (file, *about, post.parent or "", address_key(post.url or ""))
            self._base.execute("INSERT OR IGNORE INTO listed VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def listed(self, url: str) -> Listed | None:
        """Give what the site says of a file, None where its list has none of that address."""
        row = self._base.execute("SELECT id, title, alt, caption FROM listed WHERE url = ?", (url,)).fetchone()
        return Listed(*row) if row else None

    def is_listed(self, url: str) -> bool:
        """Tell whether the site's list of attachments has an address."""
        return self.listed(url) is not None

    def urls(self) -> Iterator[str]:
        """Give each address once, in the order of first use."""
        for url, _ in self._base.execute("SELECT url, min(place) FROM uses GROUP BY url ORDER BY 2"):
            yield url

    def users(self, url: str) -> list[str]:
        """Give what uses an address, in order."""
        rows = self._base.execute("SELECT user FROM uses WHERE url = ? AND user <> '' ORDER BY place", (url,))
        return [user for (user,) in rows]

    def name(self, url: str, stored: Stored) -> str:
        """Choose what a file is called: as on the site, but for what no folder can hold, or what another file has.

        Args:
            url: where it came from.
            stored: the file. The same content at the same path is the same file, wherever it came from.
        """
        wanted = safe_path(path_below_uploads(url))
        stem, dot, ending = wanted.rpartition(".")
        for name in (wanted, f"{stem}-{stored.sha256[:8]}{dot}{ending}"):
            row = (folded(name), name, stored.sha256)
            self._base.execute("INSERT OR IGNORE INTO names VALUES (?, ?, ?)", row)
            taken = self._base.execute("SELECT name, sha256 FROM names WHERE folded = ?", row[:1]).fetchone()
            if taken[1] == stored.sha256:
                return str(taken[0])
        return f"{stored.sha256}{dot}{ending}"

    def settle(self, url: str, file: str) -> None:
        """Enter what became of an address: the name of its file, "" where there is none."""
        self._base.execute("INSERT OR REPLACE INTO found VALUES (?, ?)", (url, file))

    def file(self, url: str) -> str:
        """Give the name of the file that is there for an address as a page has it, "" if there is none."""
        found = self.hosts.file(url)
        row = found and self._base.execute("SELECT file FROM found WHERE url = ?", (found,)).fetchone()
        return str(row[0]) if row else ""
