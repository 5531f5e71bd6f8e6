"""Reading files of comments back: what is in them, and what a site has to leave in them.

The words of a comment stand in each format in another form, so the files' own hashes speak for them; who wrote what,
when, where and below what is compared.
"""

from __future__ import annotations

import contextlib
import csv
import gzip
import hashlib
import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple, cast
from urllib.parse import urlsplit

import msgspec

from wparchive.errors import DestinationError
from wparchive.ledger import Ledger
from wparchive.manifest import Closing
from wparchive.writers.comments import disqus, isso, remark42, tables
from wparchive.writers.comments.gather import id_of, parent_of, threads
from wparchive.writers.comments.marks import name_of, times, utc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from wparchive.model import Record
    from wparchive.options import WriteOptions

_NOBODY: Final = "Anonymous"
_LONGEST: Final = 1 << 27
"""Characters of a field of a CSV table."""


class Row(NamedTuple):
    """One comment, in texts; "" is nothing.

    Attributes:
        page: path of its page.
        id: as the file has it.
        parent: id of what it answers.
        author: name as it is shown.
        date: in UTC; undated comments have in some systems the date of another.
        dated: the same as the source has it.
    """

    page: str
    id: str
    parent: str
    author: str
    date: str
    dated: str


class File(NamedTuple):
    """One format of files.

    Attributes:
        fits: tells it by its first bytes, unpacked.
        rows: gives the comments of a file, those of a page in a row.
        closing: gives what it says of itself, and the hash of what that closes; None where there is nothing.
        compared: fields of `Row` in which such a file and its source agree: some systems count comments anew.
    """

    fits: Callable[[bytes], bool]
    rows: Callable[[Path], Iterator[Row]]
    closing: Callable[[Path], tuple[Closing, str] | None] | None
    compared: tuple[str, ...]


class Thread(NamedTuple):
    """The comments of one page, as a source has them.

    Attributes:
        post: id, guid or path of the page.
        title: of the page.
        rows: the comments.
    """

    post: str
    title: str
    rows: list[Row]


def expected(records: Iterable[Record], options: WriteOptions, layout: str = "") -> Iterator[Thread]:
    """Say what has to be there of a site.

    Args:
        records: of the source.
        options: with which the result was written.
        layout: as for `threads`.
    """
    ledger = Ledger()
    for thread in threads(records, options, ledger, layout=layout, known=lambda _html: ""):
        rows = [
            Row(
                page=thread.path,
                id=id_of(entry),
                parent=id_of(parent) if (parent := parent_of(entry)) else "",
                author=name_of(entry),
                date=_date(time),
                dated=_date(utc(entry.comment.published)),
            )
            for entry, time in zip(thread.entries, times(thread, ledger), strict=True)
        ]
        for _ in ledger.drain():
            pass
        yield Thread(thread.post.id or thread.post.guid or thread.path, thread.title, rows)


def _date(time: datetime | None) -> str:
    return time.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "seconds") if time else ""


def _json_rows(path: Path) -> Iterator[Row]:
    for line in _lines(path):
        if line.startswith(b'{"url":'):
            page = _PAGE.decode(line.rstrip(b",\n"))
            for row in page.comments:
                date = _date(utc(row.date))
                yield Row(page.path, row.id, row.parent or "", row.author.name, date, date)


def _csv_rows(path: Path) -> Iterator[Row]:
    before = csv.field_size_limit(_LONGEST)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                date = _date(utc(row["date"]))
                yield Row(row["page_path"], row["id"], row["parent"], row["author_name"], date, date)
    finally:
        csv.field_size_limit(before)


def _remark42_rows(path: Path) -> Iterator[Row]:
    lines = _lines(path)
    next(lines, b"")
    for line in lines:
        row = _BACKED_UP.decode(line)
        yield Row(urlsplit(row.locator.url).path, row.id, row.pid, row.user.name, _date(utc(row.time)), "")


def _disqus_rows(path: Path) -> Iterator[Row]:
    from lxml import etree  # noqa: PLC0415 - only for this format

    page = ""
    names = {"wp": "http://wordpress.org/export/1.0/"}
    identifier, comment = "{http://www.disqus.com/}thread_identifier", f"{{{names['wp']}}}comment"
    with path.open("rb") as file:
        for _, element in etree.iterparse(file, tag=(identifier, comment), resolve_entities=False, huge_tree=True):
            if element.tag == identifier:
                page = element.text or ""
                continue
            found = {name: element.findtext(f"wp:comment_{name}", "", names) for name in ("id", "parent", "author")}
            parent = "" if found["parent"] == "0" else found["parent"]
            date = element.findtext("wp:comment_date_gmt", "", names)
            yield Row(page, found["id"], parent, found["author"], date, "")
            element.clear()


def _isso_rows(path: Path) -> Iterator[Row]:
    with _opened(path) as base:
        query = (
            "SELECT t.uri, c.id, c.parent, c.author, c.created FROM comments AS c JOIN threads AS t ON t.id = c.tid"
            " ORDER BY c.tid, c.parent IS NOT NULL, c.id"
        )
        for page, number, parent, author, created in base.execute(query):
            date = _date(datetime.fromtimestamp(created, UTC))
            yield Row(page, str(number), "" if parent is None else str(parent), author or _NOBODY, date, "")


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        with cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if packed else raw as lines:
            yield from lines


def _at_end(path: Path, mark: bytes, strip: bytes) -> tuple[Closing, str] | None:
    """Read a closing in the last line of a file."""
    digest, last = hashlib.sha256(), b""
    for line in _lines(path):
        digest.update(last)
        last = line
    if not last.startswith(mark):
        return None
    return _CLOSING.decode(last.removeprefix(mark).rstrip().removesuffix(strip)), digest.hexdigest()


def _at_start(path: Path) -> tuple[Closing, str] | None:
    lines, digest = _lines(path), hashlib.sha256()
    first = _HEAD.decode(next(lines, b""))
    for line in lines:
        digest.update(line)
    return first.closing, digest.hexdigest()


def _in_base(path: Path) -> tuple[Closing, str] | None:
    with _opened(path) as base:
        if problem := next((line for (line,) in base.execute("PRAGMA integrity_check") if line != "ok"), None):
            raise DestinationError(f"is damaged: {problem}", place=str(path))
        row = base.execute("SELECT value FROM preferences WHERE key = ?", (isso.CLOSING,)).fetchone()
        return (_CLOSING.decode(row[0]), isso.sum_of(base)) if row else None


class _Head(msgspec.Struct):
    """The first line of a backup of Remark42, as far as it is of use here."""

    closing: Closing


class _User(msgspec.Struct):
    name: str = ""


class _Locator(msgspec.Struct):
    url: str


class _BackedUp(msgspec.Struct):
    """A comment in a backup of Remark42, as far as it is of use here."""

    id: str
    pid: str
    time: str
    user: _User
    locator: _Locator


class _Comment(msgspec.Struct):
    id: str
    parent: str | None
    date: str | None
    author: _User


class _Page(msgspec.Struct):
    """A thread in a JSON document, as far as it is of use here."""

    path: str
    comments: list[_Comment]


_PAGE: Final = msgspec.json.Decoder(_Page)
_BACKED_UP: Final = msgspec.json.Decoder(_BackedUp)
_CLOSING: Final = msgspec.json.Decoder(Closing)
_HEAD: Final = msgspec.json.Decoder(_Head)
_WHOLE: Final = ("page", "id", "parent", "author")
_COUNTED_ANEW: Final = ("page", "author", "date")

FILES: Final = (
    File(isso.is_made_here, _isso_rows, _in_base, _COUNTED_ANEW),
    File(remark42.is_ours, _remark42_rows, _at_start, (*_WHOLE, "date")),
    File(disqus.is_ours, _disqus_rows, lambda path: _at_end(path, disqus.CLOSING, b" -->"), _COUNTED_ANEW),
    File(tables.is_json, _json_rows, lambda path: _at_end(path, tables.CLOSING, b"}"), (*_WHOLE, "dated")),
    # A table does not say for which address it was written.
    File(tables.is_csv, _csv_rows, None, ("id", "parent", "author", "dated")),
)


def file_of(head: bytes) -> File | None:
    """Choose the format of a file by its first bytes, unpacked."""
    return next((entry for entry in FILES if entry.fits(head)), None)


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """Make one kind of error of all that damaged files cause.

    Raises:
        DestinationError: if the block cannot read what it finds.
    """
    try:
        yield
    except (OSError, EOFError, sqlite3.Error, csv.Error, SyntaxError, ValueError, TypeError, OverflowError) as error:
        raise DestinationError(f"is damaged: {error}", place=str(path), remedy="write it again") from error
