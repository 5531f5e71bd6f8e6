"""The index of a site: attachments and reusable blocks by id, found in one cheap pass when a text first asks.

Most texts never ask: then no byte is read twice. The entries lie in a temporary database on disk, which SQLite removes
by itself, as the bytes that their reader found; only what is asked for is parsed. Memory does not grow with the site.
"""

from __future__ import annotations

import contextlib
import functools
from itertools import chain
from typing import TYPE_CHECKING, Final, Self

from msgspec.structs import replace

from wparchive.errors import InputError
from wparchive.formats import choose_reader, load_lookup

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from wparchive.content.index import Media
    from wparchive.formats import Lookup
    from wparchive.model import Post
    from wparchive.options import ReadOptions
    from wparchive.sources import Source

_SCHEMA: Final = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -128; PRAGMA temp_store = FILE;
CREATE TABLE entries (place INTEGER PRIMARY KEY, id TEXT, parent TEXT, source INTEGER, data BLOB);
"""
_KEYS: Final = "CREATE INDEX by_id ON entries (id); CREATE INDEX by_parent ON entries (parent) WHERE parent <> ''"

MOST_ATTACHED: Final = 5000
"""So many attachments of one post are known: no page shows more, and a hostile file could have millions."""

_REMEMBERED: Final = 32


class IndexedSite:
    """Answers what rendering asks of a site (`wparchive.content.index.SiteIndex`)."""

    def __init__(self, sources: Sequence[Source], options: ReadOptions) -> None:
        """Begin; nothing is read yet.

        Args:
            sources: of one site.
            options: how to read them.
        """
        self._sources = sources
        self._options = options
        self._lookups: list[Lookup] = []
        self._base: sqlite3.Connection | None = None
        self.block = functools.lru_cache(_REMEMBERED)(self._block)
        self.media = functools.lru_cache(_REMEMBERED)(self._media)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._base is not None:
            self._base.close()

    def _media(self, attachment_id: str) -> Media | None:
        """Give an attachment, or None if the site has none of that id."""
        from wparchive.content.attachments import media_of  # noqa: PLC0415 - who asks has loaded it

        found = self._posts("id", attachment_id)
        return next((media_of(post) for post in found if post.type == "attachment" and post.id == attachment_id), None)

    def attached(self, post_id: str) -> Sequence[Media]:
        """Give what is attached to a post, by menu order, then by id."""
        from wparchive.content.attachments import media_of  # noqa: PLC0415 - who asks has loaded it

        posts = [
            post for post in self._posts("parent", post_id) if post.type == "attachment" and post.parent == post_id
        ]
        found = {post.id: media_of(post) for post in reversed(posts)}
        return sorted(found.values(), key=lambda media: (media.menu_order, len(media.id), media.id))

    def _block(self, block_id: str) -> str | None:
        """Give the source of a reusable block that is published and has no password, or None."""
        found = self._posts("id", block_id)
        return next(
            (
                post.body.source
                for post in found
                if post.type == "wp_block" and post.id == block_id and post.status == "publish" and not post.password
            ),
            None,
        )

    def _posts(self, column: str, value: str) -> Iterator[Post]:
        if self._base is None:
            self._base = self._read()
        rows = self._base.execute(
            f"SELECT source, data FROM entries WHERE {column} = ? AND {column} <> '' ORDER BY place LIMIT ?",  # noqa: S608
            (value, MOST_ATTACHED),
        )
        return chain.from_iterable(self._lookups[source].read(data) for source, data in rows)

    def _read(self) -> sqlite3.Connection:
        import sqlite3  # noqa: PLC0415 - most sites are rendered without

        base = sqlite3.connect("", isolation_level=None)  # no name: a file of SQLite's own, gone when closed
        base.executescript(_SCHEMA)
        base.execute("BEGIN")
        for source in self._sources:
            # What is wrong with a source is said when its records are read.
            with contextlib.suppress(InputError):
                quiet = replace(source, meter=None)
                lookup = load_lookup(choose_reader(quiet))
                if lookup is not None:
                    self._lookups.append(lookup(quiet, self._options))
                    number = len(self._lookups) - 1
                    rows = ((*entry[:2], number, entry[2]) for entry in self._lookups[number].entries())
                    base.executemany("INSERT INTO entries (id, parent, source, data) VALUES (?, ?, ?, ?)", rows)
        base.execute("COMMIT")
        base.executescript(_KEYS)
        return base
