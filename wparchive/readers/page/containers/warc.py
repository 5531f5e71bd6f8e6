"""Web archives (WARC, ISO 28500, and the older ARC): records of all that was fetched; pages and feeds are read.

WACZ is a zip with such files in it, and zips are opened before they come here. Every capture of a page is read: what
captures of one post have in common is joined, so nothing that an older one shows is lost.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from wparchive.dates import rfc3339
from wparchive.model import Where
from wparchive.readers.page.containers.capture import Capture
from wparchive.sources import DamagedSourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warcio.recordloader import ArcWarcRecord

    from wparchive.ledger import Ledger
    from wparchive.sources import Source

_START: Final = re.compile(rb"WARC/[0-9]\.[0-9]+\r?\n|filedesc://")
_WANTED: Final = re.compile(
    r"text/html|application/xhtml\+xml|application/(?:rss|atom|rdf)\+xml|(?:text|application)/xml"
)
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_HEADERS: Final = 1 << 20
"""Bytes that the headers of a record can have: the library reads lines of any length."""


def is_one(head: bytes) -> bool:
    """Tell a web archive by its first bytes."""
    return _START.match(head) is not None


def captures(source: Source, chunks: Iterator[bytes], limit: int, ledger: Ledger) -> Iterator[Capture]:
    """Give the pages and feeds that were fetched without error, one at a time.

    Args:
        source: the archive, of any size.
        chunks: its content.
        limit: bytes of a page at most.
        ledger: is told, once for each kind, how many records were passed over, and where the archive breaks off.
    """
    passed: Counter[str] = Counter()
    try:
        for record in _records(source, chunks):
            why = _why_not(record)
            capture = _capture(record, source, limit, ledger) if why is None else None
            if capture is not None:
                yield capture
            elif why is not None:
                passed[why] += 1
            _skip(record)
    except DamagedSourceError as error:
        ledger.report("document-truncated", Where(source.name), error.message)
    for why, number in sorted(passed.items()):
        ledger.report("records-passed-over", Where(source.name), f"{why} ({number:,})")


class _Stream:
    """A source as a file, which does not look further for the headers of a record than they can be long."""

    def __init__(self, source: Source, chunks: Iterator[bytes]) -> None:
        self._name = source.name
        self._chunks = chunks
        self._left = b""
        self._given = 0
        self.looked_from: int | None = None

    def read(self, size: int) -> bytes:
        if not self._left:
            self._left = next(self._chunks, b"")
        piece, self._left = self._left[:size], self._left[size:]
        self._given += len(piece)
        if self.looked_from is not None and self._given - self.looked_from > _HEADERS:
            raise DamagedSourceError("no record begins where one should", place=self._name)
        return piece

    def tell(self) -> int:
        return self._given


def _records(source: Source, chunks: Iterator[bytes]) -> Iterator[ArcWarcRecord]:
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - only for web archives
    from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415
    from warcio.statusandheaders import StatusAndHeadersParserException  # noqa: PLC0415

    stream = _Stream(source, chunks)
    records = ArchiveIterator(stream, arc2warc=True)
    while True:
        stream.looked_from = stream.tell()
        try:
            with contextlib.redirect_stderr(io.StringIO()):  # the library prints what it finds odd
                record = next(records, None)
        except (ArchiveLoadFailed, StatusAndHeadersParserException, AttributeError, ValueError) as error:
            # An AttributeError is the library's where a response has lost its address.
            message = " ".join(str(error).split())[:200]
            raise DamagedSourceError(f"a record cannot be read: {message}", place=source.name) from error
        stream.looked_from = None
        if record is None:
            return
        yield record


def _why_not(record: ArcWarcRecord) -> str | None:
    """Say why a record is no page; None for a page."""
    if record.rec_type not in ("response", "resource"):
        return f"{record.rec_type} record"
    http = record.http_headers
    kind = ((http.get_header("Content-Type") if http else record.content_type) or "").strip().lower()
    if http is not None and http.get_statuscode() != "200":
        return f"status {(http.get_statuscode() or '?')[:3]}"
    if not _WANTED.match(kind):
        return f"type {kind.partition(';')[0][:40] or '(none)'}"
    return None


def _capture(record: ArcWarcRecord, source: Source, limit: int, ledger: Ledger) -> Capture | None:
    headers, http = record.rec_headers, record.http_headers
    address = (headers.get_header("WARC-Target-URI") or "").strip("<> ")
    where = Where(f"{source.name}#{address}")
    encoding = ((http.get_header("Content-Encoding") if http else None) or "").strip().lower()
    content = record.content_stream()
    if encoding not in ("", "identity", "none") and encoding not in _known_encodings():
        ledger.report("page-unreadable", where, f"it is compressed as {encoding[:20]}")
        return None
    data = _read(content, limit)
    if len(data) > limit:
        ledger.report("item-too-large", where, f"more than {limit:,} bytes")
        return None
    if reason := headers.get_header("WARC-Truncated"):
        ledger.report("document-truncated", where, f"while it was fetched ({reason[:40]})")
    kind = (http.get_header("Content-Type") if http else None) or record.content_type or ""
    charset = _CHARSET.search(kind)
    captured = headers.get_header("WARC-Date")
    return Capture(
        name=where.source,
        data=data,
        container="warc",
        address=address if address.startswith(("http://", "https://")) else None,
        captured=rfc3339(captured),
        charset=charset[1] if charset else None,
    )


def _read(content: io.RawIOBase, limit: int) -> bytes:
    """Read to the end, or just past the limit."""
    pieces, size = [], 0
    with contextlib.redirect_stderr(io.StringIO()):
        while size <= limit and (piece := content.read(min(1 << 16, limit + 1 - size))):
            pieces.append(piece)
            size += len(piece)
    return b"".join(pieces)


def _skip(record: ArcWarcRecord) -> None:
    """Read what is left of a record, so that the next one is looked for where it begins."""
    while record.raw_stream.read(1 << 16):
        pass


def _known_encodings() -> frozenset[str]:
    from warcio.bufferedreaders import BufferedReader  # noqa: PLC0415 - only for web archives

    return frozenset(BufferedReader.get_supported_decompressors())
