"""The database file while it is written: opening, keys, inserting, finishing."""

from __future__ import annotations

import math
import sqlite3
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final
from zlib import crc32

from wparchive.model import Where

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wparchive.ledger import Ledger
    from wparchive.writers.sqlite.rows import Row, Table

APPLICATION_ID: Final = int.from_bytes(b"WPar", "big")
"""Says in the file's header, at byte 68, whose database it is (https://sqlite.org/fileformat.html, section 1.3)."""

USER_VERSION: Final = 1
"""Version of schema.sql. A named column changes only together with it."""

_SETTINGS: Final = (
    "PRAGMA encoding = 'UTF-8'",
    # Larger pages hold most comments whole.
    "PRAGMA page_size = 16384",
    # Whatever SQLite was compiled with: the same bytes.
    "PRAGMA auto_vacuum = NONE",
    "PRAGMA secure_delete = OFF",
    # The file is a temporary sibling that appears only when it is complete: there is nothing to roll back to.
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
    # A parent may come after its child.
    "PRAGMA foreign_keys = OFF",
    "PRAGMA cache_size = -4096",
    "PRAGMA temp_store = FILE",
)


def is_ours(head: bytes) -> bool:
    """Tell by its first bytes whether a file is a database that this writer made."""
    return head.startswith(b"SQLite format 3\0") and head[68:72] == APPLICATION_ID.to_bytes(4, "big")


def sql_text(name: str) -> str:
    """Give the text of one of the SQL files beside this module."""
    return files("wparchive.writers.sqlite").joinpath(name).read_text(encoding="utf-8")


def _statements(script: str) -> Iterator[str]:
    """Split a script. `executescript` is no alternative: it commits first, and all is to be one transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if ";" in line and sqlite3.complete_statement(statement):
            yield statement
            statement = ""


class Database:
    """An open database that takes rows.

    Attributes:
        where: the record whose rows are being written, for issues.
    """

    def __init__(self, connection: sqlite3.Connection, ledger: Ledger) -> None:
        """Make the tables and views in an empty file.

        Args:
            connection: to the file, with `isolation_level=None`.
            ledger: takes issues about values that SQLite cannot hold.
        """
        self.where = Where(source="")
        self._connection = connection
        self._ledger = ledger
        self._bounds: dict[str, tuple[int, int]] = {}
        for setting in _SETTINGS:
            connection.execute(setting)
        connection.execute("BEGIN")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {USER_VERSION}")
        self.run("schema.sql")
        self.run("views.sql")

    def run(self, name: str) -> None:
        """Run one of the SQL files beside this module."""
        for statement in _statements(sql_text(name)):
            self._connection.execute(statement)

    def finish(self, *, fts: bool) -> None:
        """Resolve references that point forward, make the indexes and, if asked, the full-text index, and commit."""
        self.run("finish.sql")
        if fts:
            self.run("search.sql")
        self._connection.execute("COMMIT")

    def find(self, query: str, *values: str) -> int | None:
        """Give the first column of the first row that a query finds."""
        row = self._execute(query, values).fetchone()
        return row[0] if row else None

    def keys(self, table: Table, wp_ids: Sequence[str | None]) -> list[int]:
        """Give the keys under which rows are to be inserted.

        It is the source's id where that is a number which is still free, else a negative number. Those never meet an id
        that comes later, so a positive key always is the source's id.

        Args:
            table: where the rows will be.
            wp_ids: the source's ids of the rows.
        """
        lowest, highest = self._bounds.get(table.name, (0, 0))
        query = f"SELECT 1 FROM {table.name} WHERE id = ?"  # noqa: S608 - a name from rows.py
        keys: dict[int, None] = {}
        for wp_id in wp_ids:
            key = key_of(wp_id)
            if key is None or (
                key <= highest and (key in keys or self._connection.execute(query, (key,)).fetchone() is not None)
            ):
                key = lowest = lowest - 1
            highest = max(highest, key)
            keys[key] = None
        self._bounds[table.name] = (lowest, highest)
        return list(keys)

    def add(self, table: Table, row: Row, *, replace: bool = False) -> int:
        """Insert a row, or put it in the place of that with the same key, and give its key."""
        return self._execute(f"{'REPLACE' if replace else 'INSERT'} {table.into}", row).lastrowid or 0

    def add_all(self, table: Table, rows: Sequence[Row]) -> None:
        """Insert rows."""
        before = self._connection.total_changes
        try:
            self._connection.executemany(f"INSERT {table.into}", [_bound(row) for row in rows])
        except (UnicodeEncodeError, OverflowError):
            # It stops at the first row that cannot be stored, and those before it are in.
            rest = rows[self._connection.total_changes - before :]
            self._connection.executemany(f"INSERT {table.into}", [_bound(self._storable(row)) for row in rest])

    def _execute(self, statement: str, row: Row) -> sqlite3.Cursor:
        try:
            return self._connection.execute(statement, _bound(row))
        except (UnicodeEncodeError, OverflowError):
            return self._connection.execute(statement, _bound(self._storable(row)))

    def _storable(self, row: Row) -> Row:
        """Replace what SQLite cannot hold: halves of surrogate pairs in a text, and numbers of more than 64 bits."""
        return tuple(self._storable_value(value) for value in row)

    def _storable_value(self, value: Any) -> Any:  # noqa: ANN401 - a value of any column
        if isinstance(value, int) and value.bit_length() > 63:
            return str(value)
        if not isinstance(value, str) or value.isascii():
            return value
        text = _encodable(value)
        if text != value:
            self._ledger.report("undecodable-bytes", self.where, original=ascii(value[:200]))
        return text


def _bound(row: Row) -> list[Any]:
    """Give the values of a row as numbers and texts alone: NaN is stored as NULL (https://sqlite.org/floatingpoint.html).

    For each None and each bool Python would look for an adapter first, which takes a twentieth of the run.
    """
    return [math.nan if value is None else 1 if value is True else 0 if value is False else value for value in row]


def checksum(status: str | None, date: str | None, name: str | None, text: str | None) -> int:
    """Give the CRC-32 of a row as it is stored: the fastest sum there is that a changed byte cannot leave the same."""
    text = f"{status or ''}\0{date or ''}\0{name or ''}\0{text or ''}"
    try:
        return crc32(text.encode())
    except UnicodeEncodeError:
        return crc32(_encodable(text).encode())


def _encodable(text: str) -> str:
    """Only halves of pairs fail to encode; each becomes one U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def key_of(wp_id: str | None) -> int | None:
    """Give the key that the first row with this id gets: the number itself, None if it is no plain number.

    15 digits are what a JSON reader in JavaScript keeps exactly.
    """
    if wp_id is None or not 0 < len(wp_id) <= 15 or not (wp_id.isascii() and wp_id.isdecimal()) or wp_id[0] == "0":
        return None
    return int(wp_id)
