"""Isso: its SQLite database, which takes the place of the one that `dbpath` names in isso.cfg.

Format: https://isso-comments.de/docs/reference/server-api/ and the tables that Isso 0.14 makes (schema.sql).

Isso knows one level of answers: an answer to an answer stands below the same comment at the top, and its text begins
with a link to what it answers. A ping is a comment whose text says so. What was not approved waits for a moderator,
spam and trash as well: Isso's own mark for what was deleted (mode 4) would show the text.
"""

from __future__ import annotations

import contextlib
import hashlib
import ipaddress
import os
import sqlite3
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import msgspec

from wparchive.errors import DestinationError
from wparchive.manifest import Closing, encode_closing
from wparchive.targets import atomic_file
from wparchive.text import without_surrogates
from wparchive.writers.comments.gather import id_of, parent_of, threads
from wparchive.writers.comments.isso_text import known_html, settled
from wparchive.writers.comments.marks import email_of, ip_of, marks, name_of, site_of, times
from wparchive.writers.markdown.syntax import escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wparchive.ledger import Ledger
    from wparchive.model import Record
    from wparchive.options import WriteOptions
    from wparchive.targets import Target
    from wparchive.writers.comments.gather import Thread
    from wparchive.writers.markdown.comments import Entry

_APPLICATION_ID: Final = b"WPis"
"""Says in the file's header, at byte 68, who made it; Isso does not look there."""
_TRANSACTIONS: Final = (1).to_bytes(4, "big")
"""At byte 24 of a file that nobody wrote to since: how often somebody did. Isso's first opening of it counts."""

CLOSING: Final = "wparchive"
"""Name among Isso's preferences of what the file says of itself: Isso asks for those alone that it knows."""

_SHOWN: Final = 1
_WAITING: Final = 2
_NOBODY: Final = "0.0.0.0"  # noqa: S104 - what Isso enters for an address that it does not know
_NO_VOTERS: Final = bytes(256)
_LARGEST_ID: Final = (1 << 53) - 1
"""Isso's pages hold ids as numbers of JavaScript."""

_COMMENT: Final = (
    "INSERT INTO comments (tid, id, parent, created, mode, remote_addr, text, author, email, website, voters)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ROWS: Final = (
    "SELECT t.uri, t.title, c.id, c.parent, c.created, c.mode, c.remote_addr, c.text, c.author, c.email, c.website"
    " FROM threads AS t LEFT JOIN comments AS c ON c.tid = t.id ORDER BY t.id, c.id"
)


def write(records: Iterator[Record], target: Target, options: WriteOptions, ledger: Ledger) -> None:
    """Write the comments of a site as a database of Isso.

    Args:
        records: the stream, bodies rendered.
        target: the file; a database that Isso opened since is not replaced without `target.overwrite`.
        options: what is published, and where the new site lies.
        ledger: of the run.

    Raises:
        DestinationError: if the target is standard output or not ours, or cannot be written.
    """
    if target.is_stream and not target.dry_run:
        raise DestinationError("a database cannot be streamed", place=target.name, remedy="name a file with -o")
    with atomic_file(target, is_ours=is_ours) as sink:
        place = ":memory:" if target.dry_run else sink.name
        try:
            with contextlib.closing(sqlite3.connect(place, isolation_level=None)) as connection:
                for setting in ("encoding = 'UTF-8'", "journal_mode = OFF", "synchronous = OFF"):
                    connection.execute(f"PRAGMA {setting}")
                connection.execute("BEGIN")
                connection.execute(f"PRAGMA application_id = {int.from_bytes(_APPLICATION_ID, 'big')}")
                _Tables(connection).fill(threads(records, options, ledger, known=known_html), options, ledger)
                closing = encode_closing(Closing(ledger.end(), options, "isso"), sum_of(connection)).decode()
                connection.execute("INSERT INTO preferences (key, value) VALUES (?, ?)", (CLOSING, closing))
                connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise DestinationError(f"cannot be written: {error}", place=target.name) from error
        if not target.dry_run:
            os.fsync(sink.fileno())


def is_ours(head: bytes) -> bool:
    """Tell by its first bytes whether a file is a database that this writer made, and nobody changed since."""
    return is_made_here(head) and head[24:28] == _TRANSACTIONS


def is_made_here(head: bytes) -> bool:
    """Tell by its first bytes whether a file is a database that this writer made, be it used by Isso since or not."""
    return head.startswith(b"SQLite format 3\0") and head[68:72] == _APPLICATION_ID


def sum_of(connection: sqlite3.Connection) -> str:
    """Give SHA-256 of what the threads of a database hold."""
    digest = hashlib.sha256()
    for row in connection.execute(_ROWS):
        digest.update(msgspec.json.encode(row) + b"\n")
    return digest.hexdigest()


class _Tables:
    """The tables of a database while they are filled."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._last = 0
        script = files("wparchive.writers.comments").joinpath("schema.sql").read_text(encoding="utf-8")
        statement = ""
        for line in script.splitlines(keepends=True):  # `executescript` would end the transaction
            statement += line
            if sqlite3.complete_statement(statement):
                connection.execute(statement)
                statement = ""

    def fill(self, found: Iterator[Thread], options: WriteOptions, ledger: Ledger) -> None:
        """Enter threads."""
        for thread in found:
            added = self._connection.execute(
                "INSERT INTO threads (uri, title) VALUES (?, ?)", (thread.path, thread.title)
            )
            self._enter(added.lastrowid, thread, options, ledger)

    def _enter(self, tid: int | None, thread: Thread, options: WriteOptions, ledger: Ledger) -> None:
        ids: dict[str, int] = {}
        roots: dict[str, Entry] = {}
        flattened = 0
        for entry, time in zip(thread.entries, times(thread, ledger), strict=True):
            ids[entry.anchor] = self._free_id(id_of(entry))
            parent = parent_of(entry)
            root = roots[entry.anchor] = roots[parent.anchor] if parent else entry
            answered = parent if parent is not root else None
            flattened += answered is not None
            row: tuple[Any, ...] = (
                tid,
                ids[entry.anchor],
                ids[root.anchor] if parent else None,
                time.timestamp(),
                _SHOWN if entry.comment.status == "approved" else _WAITING,
                _anonymous(ip_of(entry, options)),
                _text(entry, answered, ids),
                name_of(entry) if entry.comment.author.name else None,
                email_of(entry, options) or None,
                site_of(entry) or None,
                _NO_VOTERS,
            )
            self._connection.execute(_COMMENT, row)
        if flattened:
            ledger.report("thread-flattened", thread.where, f"{flattened} of {len(ids)} comments")

    def _free_id(self, wanted: str) -> int:
        """Give the id that a comment had, or the next that nobody has."""
        number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) <= len(str(_LARGEST_ID)) else 0
        while not 0 < number <= _LARGEST_ID or self._is_taken(number):
            self._last += 1
            number = self._last
        return number

    def _is_taken(self, number: int) -> bool:
        return self._connection.execute("SELECT 1 FROM comments WHERE id = ?", (number,)).fetchone() is not None


def _text(entry: Entry, answered: Entry | None, ids: Mapping[str, int]) -> str:
    """Give the Markdown of a comment, below what Isso has no other place for."""
    above = [f"*{escape(mark)}*" for mark in marks(entry, status=False)]
    if answered is not None:
        above.append(f"[@{escape(name_of(answered))}](#isso-{ids[answered.anchor]})")
    return "\n\n".join([*above, *([settled(without_surrogates(entry.body))] if entry.body else [])])


def _anonymous(ip: str) -> str:
    """Blank the end of an IP address as Isso does before it stores one: to /24, or /48."""
    if not ip:
        return _NOBODY
    address = ipaddress.ip_address(ip)
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is None:
            return ":".join([*address.exploded.split(":")[:3], *["0000"] * 5])
        address = address.ipv4_mapped
    return f"{str(address).rpartition('.')[0]}.0"
