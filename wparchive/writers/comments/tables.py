"""Comments for programs of one's own: one JSON document, or one table as CSV.

JSON: `{"generator": …, "threads": [{"url", "path", "title", "closed", "comments": [{…}]}], "closing": {…}}`; the
closing is for `wparchive verify`.
CSV (RFC 4180): a header, then a comment a row with the page that it stands on; lines end in CRLF, texts hold LF.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Final

import msgspec

from wparchive.targets import atomic_file
from wparchive.text import without_surrogates
from wparchive.writers.comments.gather import depths, html_of, id_of, parent_of, threads
from wparchive.writers.comments.marks import ADDRESSES, email_of, ip_of, name_of, site_of
from wparchive.writers.comments.sealing import Sealed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.ledger import Ledger
    from wparchive.model import Record
    from wparchive.options import WriteOptions
    from wparchive.targets import Target
    from wparchive.writers.comments.gather import Thread

_START: Final = b'{"generator":"wparchive","threads":['
_END: Final = b"\n],\n"
CLOSING: Final = b'"closing":'
"""Begins the last line."""
_COLUMNS: Final = (
    "page_url", "page_path", "page_title", "id", "parent", "depth", "type", "status", "author_name", "author_url",
    "date", "markdown", "html",
)  # fmt: skip
_ADDRESSES: Final = ("author_email", "author_ip")
_HEADER: Final = ",".join(_COLUMNS).encode()


def write_json(records: Iterator[Record], target: Target, options: WriteOptions, ledger: Ledger) -> None:
    """Write the comments of a site as one JSON document.

    Args:
        records: the stream, bodies rendered.
        target: the file.
        options: what is published, and where the new site lies.
        ledger: of the run.

    Raises:
        DestinationError: if the target is not ours, or cannot be written.
    """
    with atomic_file(target, is_ours=is_json) as file:
        sink = Sealed(file)
        sink.write(_START)
        mark = b"\n"
        for thread in threads(records, options, ledger):
            page = {
                "url": thread.base and thread.url,
                "path": thread.path,
                "title": thread.title,
                "closed": thread.post.comment_status == "closed",
                "comments": [_comment(row) for row in _rows(thread, options)],
            }
            sink.write(mark + msgspec.json.encode(page))
            mark = b",\n"
        sink.write(_END)
        file.write(b"%b%b}\n" % (CLOSING, sink.seal(ledger, options, "comments-json")))


def write_csv(records: Iterator[Record], target: Target, options: WriteOptions, ledger: Ledger) -> None:
    """Write the comments of a site as one table. Arguments and errors as for `write_json`."""
    columns = [*_COLUMNS, *(_ADDRESSES if ADDRESSES in options.include else ())]
    with atomic_file(target, is_ours=is_csv) as sink:
        text = io.TextIOWrapper(sink, encoding="utf-8", newline="", write_through=True)
        try:
            table = csv.DictWriter(text, columns, extrasaction="ignore")
            table.writeheader()
            for thread in threads(records, options, ledger):
                page = {"page_url": thread.base and thread.url, "page_path": thread.path, "page_title": thread.title}
                table.writerows({**page, **row} for row in _rows(thread, options))
        finally:
            text.detach()  # the stream is not this function's to close


def is_json(head: bytes) -> bool:
    """Tell by its first bytes whether a file is a document of ours."""
    return head.startswith(_START)


def is_csv(head: bytes) -> bool:
    """Tell by its first bytes whether a file is a table of ours."""
    return head.startswith(_HEADER)


def _rows(thread: Thread, options: WriteOptions) -> Iterator[dict[str, Any]]:
    found = depths(thread.entries)
    for entry in thread.entries:
        comment, parent = entry.comment, parent_of(entry)
        yield {
            "id": id_of(entry),
            "parent": id_of(parent) if parent else None,
            "depth": found[entry.anchor],
            "type": without_surrogates(comment.type),
            "status": without_surrogates(comment.status),
            "author_name": name_of(entry),
            "author_url": site_of(entry) or None,
            "author_email": email_of(entry, options) or None,
            "author_ip": ip_of(entry, options) or None,
            "date": without_surrogates(comment.published or comment.published_raw),
            "markdown": without_surrogates(entry.body),
            "html": html_of(comment),
        }


def _comment(row: dict[str, Any]) -> dict[str, Any]:
    """Put what belongs to the author into an object of its own, and leave out what is not there."""
    author = {name.removeprefix("author_"): row[name] for name in row if name.startswith("author_") and row[name]}
    return {**{name: row[name] for name in row if not name.startswith("author_")}, "author": author}
