"""The SQLite writer: everything the records hold, in one database file, with full-text search and views.

schema.sql says what is in it. The file is made beside its destination in one transaction and then moved into place;
the same records give the same bytes.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from typing import TYPE_CHECKING

from wparchive.errors import DestinationError
from wparchive.targets import atomic_file
from wparchive.writers.sqlite.check import Check, read_counts
from wparchive.writers.sqlite.database import Database, is_ours
from wparchive.writers.sqlite.records import RecordWriter, count
from wparchive.writers.sqlite.reference import describe_schema, schema_reference

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wparchive.ledger import Ledger
    from wparchive.model import Record
    from wparchive.options import WriteOptions
    from wparchive.targets import Target

__all__ = ["Check", "describe_schema", "read_counts", "schema_reference", "write"]


def write(records: Iterator[Record], target: Target, options: WriteOptions, ledger: Ledger) -> None:
    """Write records into a database and count them out.

    Everything is kept, whether it may be published or not; what is personal stands in tables that can be dropped.

    Args:
        records: as a reader gives them; memory holds one at a time.
        target: the file. One that exists is replaced if this writer made it, or if `target.overwrite`.
        options: `fts` says whether to build the full-text index.
        ledger: of the run.

    Raises:
        DestinationError: if the target is standard output or not ours, or cannot be written.
    """
    if target.path is None or target.is_stream:
        raise DestinationError("a database cannot be streamed", place=target.name, remedy="name a file with -o")
    _check_unused(target.path)
    with atomic_file(target, is_ours=is_ours) as sink:
        if target.dry_run:
            for record in records:
                count(record, ledger)
            return
        try:
            # atomic_file made the empty file; SQLite fills it under its name.
            with contextlib.closing(sqlite3.connect(sink.name, isolation_level=None)) as connection:
                database = Database(connection, ledger)
                writer = RecordWriter(database)
                for record in records:
                    writer.write(record)
                    count(record, ledger)
                writer.end(ledger)
                database.finish(fts=options.fts)
        except sqlite3.Error as error:
            raise DestinationError(f"cannot be written: {error}", place=target.name) from error
        os.fsync(sink.fileno())


def _check_unused(path: Path) -> None:
    """Refuse to replace a database whose journal lies beside it: SQLite would play it into the new file.

    Raises:
        DestinationError: if there is one.
    """
    for ending in ("-journal", "-wal"):
        journal = path.with_name(path.name + ending)
        if journal.exists() and journal.stat().st_size:
            raise DestinationError(
                f"is in use, or a program that used it was cut short: {journal.name} lies beside it",
                place=str(path),
                remedy="close that program, or open the database once with sqlite3",
            )
