"""The normalized archive: records as JSON Lines or as one JSON document, written, read and described by a schema.

The format is docs/reference/archive-format.md. JSON Lines hold one record a line, `archive` and `site` first, `end`
last; the document holds the same objects by kind. A file without its end record was cut short.
"""

from __future__ import annotations

import hashlib
import tempfile
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import msgspec

from wparchive.errors import ArchiveError
from wparchive.ledger import units_of
from wparchive.model import SCHEMA_VERSION, Archive, Author, End, Issue, Post, Record, Site, Term, Where
from wparchive.sources import DamagedSourceError
from wparchive.targets import atomic_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.ledger import Ledger
    from wparchive.options import ReadOptions, WriteOptions
    from wparchive.sources import Source
    from wparchive.targets import Target

FLUSH: Final = 1 << 16
MAX_LINE: Final = 512 << 20
MAX_DOCUMENT: Final = 1 << 30

LINES_START: Final = b'{"kind":"archive"'
DOCUMENT_START: Final = b'{"archive":'

LOOKED_UP: Final = (b'"attachment"', b'"wp_block"')
"""Types of posts that others show."""

_LISTS: Final[tuple[tuple[type, str], ...]] = ((Author, "authors"), (Term, "terms"), (Post, "posts"), (Issue, "issues"))


def is_archive(head: bytes) -> bool:
    """Tell by its first bytes whether a file is an archive of ours, in either form."""
    return head.lstrip()[:1] == b"{" and _compact(head).startswith((LINES_START, DOCUMENT_START))


def _compact(head: bytes) -> bytes:
    """The first bytes without white space: a tool may have laid the JSON out anew."""
    return b"".join(head.split())


def sniff(head: bytes, _name: str) -> float:
    """Tell how surely the first bytes of a source are an archive: 0 or 1."""
    return 1.0 if is_archive(head) else 0.0


def write_lines(records: Iterator[Record], target: Target, _options: WriteOptions, ledger: Ledger) -> None:
    """Write an archive as JSON Lines.

    Args:
        records: the stream, without an end record: it is made from the ledger.
        target: a file or standard output.
        ledger: what goes out is counted there.

    Raises:
        DestinationError: if the file cannot be written or is not ours.
    """
    encoder, buffer, digest = msgspec.json.Encoder(), bytearray(), hashlib.sha256()
    with atomic_file(target, is_ours=is_archive, packed=True) as sink:
        for record in records:
            _count_out(record, ledger)
            encoder.encode_into(record, buffer, -1)
            buffer += b"\n"
            if len(buffer) > FLUSH:
                digest.update(buffer)
                sink.write(buffer)
                buffer.clear()
        digest.update(buffer)
        sink.write(buffer)
        sink.write(encoder.encode(ledger.end(digest.hexdigest())) + b"\n")


def write_document(records: Iterator[Record], target: Target, _options: WriteOptions, ledger: Ledger) -> None:
    """Write an archive as one JSON document, each record on a line of its own.

    Records of a kind stand together in it although they come mixed, so each kind is gathered in a file of its own
    first: memory stays flat.

    Args and errors as for `write_lines`.
    """
    encoder = msgspec.json.Encoder()
    lists = {kind: tempfile.SpooledTemporaryFile(max_size=FLUSH) for kind, _ in _LISTS}  # noqa: SIM115 - closed below
    heads: dict[type, bytes] = {}
    try:
        for record in records:
            _count_out(record, ledger)
            line = encoder.encode(record)
            if type(record) in lists:
                spool = lists[type(record)]
                spool.write(b",\n" + line if spool.tell() else line)
            else:
                heads.setdefault(type(record), line)
        with atomic_file(target, is_ours=is_archive, packed=True) as sink:
            sink.write(b'{"archive":%b,\n"site":%b' % (heads.get(Archive, b"null"), heads.get(Site, b"null")))
            for kind, name in _LISTS:
                sink.write(b',\n"%b":[\n' % name.encode())
                _copy(lists[kind], sink)
                sink.write(b"\n]")
            sink.write(b',\n"end":%b}\n' % encoder.encode(ledger.end()))
    finally:
        for spool in lists.values():
            spool.close()


def _copy(spool: tempfile.SpooledTemporaryFile[bytes], sink: BinaryIO) -> None:
    spool.seek(0)
    while chunk := spool.read(FLUSH):
        sink.write(chunk)


def _count_out(record: Record, ledger: Ledger) -> None:
    _count(record, ledger.went_out)


def _count(record: Record, counts: dict[str, int]) -> None:
    if isinstance(record, Post):
        for kind, units in units_of(record).items():
            counts[kind] += units
    elif isinstance(record, Author):
        counts["author"] += 1
    elif isinstance(record, Term):
        counts["term"] += 1
        counts["meta"] += len(record.meta)


def read(source: Source, _options: ReadOptions, ledger: Ledger) -> Iterator[Record]:
    """Read an archive in either form.

    The archive's own end record is held against what was read; its issues pass through.

    Args:
        source: the file.
        ledger: what comes in is counted there.

    Yields:
        All records but the end.

    Raises:
        ArchiveError: naming the line and the field, where a record does not follow the format.
    """
    end: End | None = None
    counts = type(ledger.came_in)()
    try:
        for record in _records(source):
            if isinstance(record, End):
                end = record
                continue
            if isinstance(record, Issue):
                ledger.carry(record)
            _count(record, counts)
            yield record
    finally:
        # What stands before a malformed line was given, and must be balanced when other sources are read on.
        ledger.came_in.update(counts)
    where = Where(source.name)
    if end is None:
        ledger.report("archive-cut-short", where)
    elif {kind: n for kind, n in counts.items() if n} != end.went_out:
        ledger.report("archive-mismatch", where, f"{dict(counts)} here, {end.went_out} when it was written")


class ArchiveLookup:
    """One archive; see `wparchive.formats.Lookup`."""

    def __init__(self, source: Source) -> None:
        """Begin.

        Args:
            source: the file.
        """
        self._source = source
        self._decoder = msgspec.json.Decoder(Post)

    def entries(self) -> Iterator[tuple[str, str, bytes]]:
        """Give each attachment and reusable block: its id, its parent's id or "", and its JSON."""
        encoder = msgspec.json.Encoder()
        if _compact(self._source.head(64)).startswith(DOCUMENT_START):
            lines = (encoder.encode(record) for record in _read_document(self._source))
        else:
            lines = (line for line, _ in _lines(self._source))
        for line in lines:
            if any(kind in line for kind in LOOKED_UP):
                for post in self.read(line):
                    yield post.id or "", post.parent or "", line

    def read(self, data: bytes) -> Iterator[Post]:
        """Read a line, if it holds an attachment or reusable block."""
        try:
            post = self._decoder.decode(data)
        except (ValueError, RecursionError):
            return  # that it is malformed, or no post, is said when the records are read
        if f'"{post.type}"'.encode() in LOOKED_UP:
            yield post


def lookup(source: Source, _options: ReadOptions) -> ArchiveLookup:
    """Look up single posts of an archive."""
    return ArchiveLookup(source)


def _records(source: Source) -> Iterator[Record]:
    head = source.head(64)
    if _compact(head).startswith(DOCUMENT_START):
        yield from _read_document(source)
        return
    decoder = msgspec.json.Decoder(Record)
    record: Record | None = None
    number = 0
    try:
        for number, (line, is_whole) in enumerate(_lines(source), 1):
            if not line.strip():
                continue
            if not is_whole and number > 1 and not isinstance(record, End) and not _is_json(line):
                return  # cut short inside of this line: the end record is missing, and that will be said
            record = decoder.decode(line)
            if isinstance(record, Archive):
                _check_version(source, record)
            yield record
    except DamagedSourceError:
        if record is None:
            raise
    except (ValueError, RecursionError) as error:  # msgspec's own errors, and bytes that are no UTF-8
        raise _bad(source, f"line {number}", error) from error


def _is_json(line: bytes) -> bool:
    try:
        msgspec.json.decode(line)
    except (ValueError, RecursionError):
        return False
    return True


def _lines(source: Source) -> Iterator[tuple[bytes, bool]]:
    """Give the lines, and whether each has its end: the last one may not."""
    buffer = bytearray()
    for chunk in source.chunks():
        begin = 0
        while (end := chunk.find(b"\n", begin)) >= 0:
            if buffer:
                buffer += chunk[begin:end]
                yield bytes(buffer), True
                buffer.clear()
            else:
                yield chunk[begin:end], True
            begin = end + 1
        buffer += chunk[begin:]
        if len(buffer) > MAX_LINE:
            raise ArchiveError(f"a line is longer than {MAX_LINE:,} bytes", place=source.name)
    yield bytes(buffer), False


class _Document(msgspec.Struct):
    archive: Archive
    site: Site | None = None
    authors: list[Author] = []
    terms: list[Term] = []
    posts: list[Post] = []
    issues: list[Issue] = []
    end: End | None = None


def _read_document(source: Source) -> Iterator[Record]:
    data = bytearray()
    for chunk in source.chunks():
        data += chunk
        if len(data) > MAX_DOCUMENT:
            raise ArchiveError(
                f"a JSON document of more than {MAX_DOCUMENT:,} bytes is not read",
                place=source.name,
                remedy="use JSON Lines (--to jsonl)",
            )
    try:
        document = msgspec.json.decode(data, type=_Document)
    except (ValueError, RecursionError) as error:
        raise _bad(source, "the document", error) from error
    _check_version(source, document.archive)
    yield document.archive
    if document.site is not None:
        yield document.site
    for group in (document.authors, document.terms, document.posts, document.issues):
        yield from group
    if document.end is not None:
        yield document.end


def _check_version(source: Source, archive: Archive) -> None:
    if archive.schema > SCHEMA_VERSION:
        raise ArchiveError(
            f"is of format version {archive.schema}; this program knows {SCHEMA_VERSION}",
            place=source.name,
            remedy="install a newer wparchive",
        )


def _bad(source: Source, place: str, error: Exception) -> ArchiveError:
    return ArchiveError(f"does not follow the archive format: {error}", place=f"{source.name}, {place}")


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one line of an archive, made from the record types."""
    (schema,), components = msgspec.json.schema_components([Record], ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"wparchive normalized archive, version {SCHEMA_VERSION}: one record",
        **schema,
        "$defs": components,
    }
