"""Reading a database back: is all there that was written?"""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from wparchive.errors import DestinationError
from wparchive.model import End
from wparchive.writers.sqlite.database import USER_VERSION, checksum, is_ours

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_META_TABLES: Final = ("post_meta", "comment_meta", "term_meta", "private_meta")

_COUNTS: Final = {
    "author": "SELECT count(*) FROM authors WHERE listed",
    "term": "SELECT count(*) FROM terms WHERE listed",
    "post": "SELECT count(*) FROM posts",
    "comment": "SELECT count(*) FROM comments",
}


class Check(Struct, frozen=True, kw_only=True):
    """What a database holds.

    Attributes:
        rows: how many units of each kind of `wparchive.ledger.KINDS` are there.
            Rows of `private_meta` are counted as it was written, also when somebody dropped it since.
        end: the counts that were entered when it was written.
        problems: what `PRAGMA integrity_check`, `PRAGMA foreign_key_check` and the full-text index say, a line each.
    """

    rows: dict[str, int]
    end: End
    problems: tuple[str, ...]


def read_counts(path: Path) -> Check:
    """Count what is in a database, and examine it.

    Args:
        path: of the file; it is only read.

    Raises:
        DestinationError: if it is missing, not ours, of a later version or too damaged to be read.
    """
    with _opened(path) as connection:
        return Check(rows=_rows(connection), end=_end(connection), problems=_problems(connection))


def read_posts(path: Path) -> Iterator[tuple[str | None, ...]]:
    """Give of each post the id, guid, type, status, title, date and content, as found in the source.

    Errors as for `read_counts`.
    """
    with _opened(path) as connection:
        yield from connection.execute("SELECT wp_id, guid, type, status, title, published, content FROM posts")


def read_comments(path: Path) -> Iterator[tuple[str | None, ...]]:
    """Give of each comment its post's id and guid, and its id, parent, author, date, status and content.

    Errors as for `read_counts`.
    """
    with _opened(path) as connection:
        yield from connection.execute(
            "SELECT p.wp_id, p.guid, c.wp_id, c.parent, c.author, c.published, c.status, c.content"
            " FROM comments AS c JOIN posts AS p ON p.id = c.post_id"
        )


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with path.open("rb") as file:
            head = file.read(100)
        if not is_ours(head):
            raise DestinationError("is no database that wparchive wrote", place=str(path))
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            _check_version(connection, path)
            yield connection
    except OSError as error:
        raise DestinationError(f"cannot be read: {error.strerror}", place=str(path)) from error
    except sqlite3.Error as error:
        raise DestinationError(f"is damaged: {error}", place=str(path), remedy="write it again") from error


def _check_version(connection: sqlite3.Connection, path: Path) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > USER_VERSION:
        raise DestinationError(f"has version {version} of the tables", place=str(path), remedy="update wparchive")


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _rows(connection: sqlite3.Connection) -> dict[str, int]:
    rows = {kind: connection.execute(query).fetchone()[0] for kind, query in _COUNTS.items()}
    there = _tables(connection)
    rows["meta"] = sum(
        connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - a name from above
        for table in _META_TABLES
        if table in there
    )
    if "private_meta" not in there:
        rows["meta"] += connection.execute("SELECT coalesce(sum(private), 0) FROM end_counts").fetchone()[0]
    return rows


def _end(connection: sqlite3.Connection) -> End:
    counts = connection.execute("SELECT kind, came_in, went_out, accounted FROM end_counts").fetchall()
    came_in, went_out, accounted = ({row[0]: row[column] for row in counts if row[column]} for column in (1, 2, 3))
    issues = dict(connection.execute("SELECT code, issues FROM end_issues"))
    return End(came_in=came_in, went_out=went_out, accounted=accounted, issues=issues)


def _texts_fit(connection: sqlite3.Connection) -> bool:
    said = ("status, published, title, content FROM posts", "status, published, author, content FROM comments")
    found = sum(checksum(*row) for columns in said for row in connection.execute(f"SELECT {columns}"))
    return (found,) in connection.execute("SELECT texts FROM end_checksum").fetchall()


def _problems(connection: sqlite3.Connection) -> tuple[str, ...]:
    problems = [line for (line,) in connection.execute("PRAGMA integrity_check") if line != "ok"]
    problems += [
        f"row {row} of {table} names a row of {parent} that is not there"
        for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check")
    ]
    there = _tables(connection)
    for table in ("posts", "comments"):
        if f"{table}_fts" in there:
            query = f"SELECT (SELECT count(*) FROM {table}), (SELECT count(*) FROM {table}_fts_docsize)"  # noqa: S608
            rows, indexed = connection.execute(query).fetchone()
            if rows != indexed:
                problems.append(f"the full-text index holds {indexed} of {rows} {table}")
    if "end_checksum" in there and not _texts_fit(connection):
        problems.append("posts or comments were changed since they were written: their checksum does not fit")
    return tuple(problems)
