"""The table of readers and writers, the add-ons' own included, and the choice among them.

Add-ons register under the entry point groups `wparchive.readers` and `wparchive.writers`: a `Format`, whose module has
the attributes of `Reader`, or the function of `Writer` under the name that `attribute` says.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, Protocol

from msgspec import Struct

from wparchive.errors import PluginError, UnknownFormatError, UsageError
from wparchive.sources import HEAD, ZIP_MAGIC
from wparchive.targets import PACKED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from importlib.metadata import EntryPoint, EntryPoints
    from pathlib import Path

    from wparchive.ledger import Ledger
    from wparchive.model import Post, Record
    from wparchive.options import ReadOptions, WriteOptions
    from wparchive.sources import Source
    from wparchive.targets import Target


class Reader(Protocol):
    """Reads one kind of source.

    `sniff` gets the first bytes (decompressed) and the name, and says from 0 to 1 how sure it is.
    `read` yields records, counts what comes in in the ledger, and reports there what it repairs or cannot read. A joint
    reader has `read_site` instead.
    """

    sniff: Callable[[bytes, str], float]
    read: Callable[[Source, ReadOptions, Ledger], Iterator[Record]]


class Lookup(Protocol):
    """Finds the items of one source that other posts may show, and reads those that are asked for.

    A reader may have a `lookup(source, options)` that makes one; without it, galleries and reusable blocks of its
    sources become placeholders. It reports nothing: what is wrong with a source is said when its records are read.
    """

    def entries(self) -> Iterator[tuple[str, str, bytes]]:
        """Give each attachment and reusable block: its id, its parent's id or "", and bytes to read it from."""

    def read(self, data: bytes) -> Iterator[Post]:
        """Read the bytes of an entry. Other posts may come along."""


class Writer(Protocol):
    """Writes one kind of result. `write` takes the stream and counts in the ledger what goes out."""

    write: Callable[[Iterator[Record], Target, WriteOptions, Ledger], None]


class Format(Struct, frozen=True, kw_only=True):
    """One line of the table.

    Attributes:
        name: as `--to` and `wparchive formats` call it.
        summary: one sentence.
        module: where it lives; it is imported when it is used.
        attribute: prefix of the functions in that module (`write`, `write_lines`).
        suffixes: names of destinations that choose it.
        folder: the destination is a folder of files.
        rendered: the writer needs bodies as HTML: `convert` and `export` render for it.
        text: it needs their plain text as well.
        shown: people look at the result, in a browser at last: what could act there is taken out of comments.
        media: it takes the files that the pages show as well, from a `wparchive.media.library.Library`.
        twice: the writer's function takes as well a function that gives the records once more, not rendered.
        origins: the result says of each source how large it is and what hash it has.
        joint: the reader reads all its sources together, by its function `read_site`.
        late: its sources say nothing of their site, and are read after those that do.

    A writer's module may have a function `check_options`, which raises a `UsageError` for options that cannot be.
    """

    name: str
    summary: str
    module: str
    attribute: str = ""
    suffixes: tuple[str, ...] = ()
    folder: bool = False
    rendered: bool = True
    text: bool = False
    shown: bool = True
    media: bool = False
    twice: bool = False
    origins: bool = True
    joint: bool = False
    late: bool = False


READERS: Final = (
    Format(
        name="wxr", summary="WordPress exports (WXR 1.0, 1.1, 1.2), whole or damaged", module="wparchive.readers.wxr"
    ),
    Format(name="archive", summary="normalized archives, JSON Lines or one document", module="wparchive.archive"),
    Format(
        name="page",
        summary="saved pages and feeds: files, folders, MHTML, webarchive, SingleFile, Wayback, WARC, WACZ",
        module="wparchive.readers.page",
        joint=True,
    ),
    Format(
        name="text",
        summary="plain-text scrapes of pages with comments",
        module="wparchive.readers.text",
        joint=True,
        late=True,
    ),
)

WRITERS: Final = (
    Format(
        name="markdown",
        summary="a folder of Markdown files with front matter and comments",
        module="wparchive.writers.markdown",
        attribute="write",
        folder=True,
        media=True,
        twice=True,
        origins=False,
    ),
    Format(
        name="sqlite",
        summary="one SQLite database with threads and full-text search",
        module="wparchive.writers.sqlite",
        attribute="write",
        suffixes=(".db", ".sqlite", ".sqlite3"),
        text=True,
    ),
    Format(
        name="jsonl",
        summary="the normalized archive, one record a line",
        module="wparchive.archive",
        attribute="write_lines",
        shown=False,
        suffixes=(".jsonl", ".ndjson"),
        text=True,
    ),
    Format(
        name="json",
        summary="the normalized archive as one JSON document",
        module="wparchive.archive",
        attribute="write_document",
        shown=False,
        suffixes=(".json",),
        text=True,
    ),
    Format(
        name="isso",
        summary="comments for Isso: its SQLite database",
        module="wparchive.writers.comments.isso",
        attribute="write",
        origins=False,
    ),
    Format(
        name="remark42",
        summary="comments for Remark42: its own backup",
        module="wparchive.writers.comments.remark42",
        attribute="write",
        origins=False,
    ),
    Format(
        name="disqus",
        summary="comments for Disqus: its custom XML (WXR), which others import as well",
        module="wparchive.writers.comments.disqus",
        attribute="write",
        origins=False,
    ),
    Format(
        name="staticman",
        summary="comments as Staticman's YAML files",
        module="wparchive.writers.comments.staticman",
        attribute="write",
        folder=True,
        origins=False,
    ),
    Format(
        name="hugo-data",
        summary="comments as data files for Hugo",
        module="wparchive.writers.comments.hugo",
        attribute="write",
        folder=True,
        origins=False,
    ),
    Format(
        name="comments-json",
        summary="comments as one JSON document",
        module="wparchive.writers.comments.tables",
        attribute="write_json",
        origins=False,
    ),
    Format(
        name="comments-csv",
        summary="comments as one CSV table",
        module="wparchive.writers.comments.tables",
        attribute="write_csv",
        origins=False,
    ),
)

SURE_ENOUGH: Final = 0.5
LONG_HEAD: Final = 1 << 20
"""Bytes of a text that are looked at where the first do not tell what it is."""
SURE: Final = 0.9

_PACKABLE: Final = frozenset({".jsonl", ".ndjson", ".json"})
_OF_FILES: Final = frozenset({PACKED, ".csv", ".html", ".sql", ".txt", ".xml", ".yaml", ".yml", ".zip"})
"""Endings that nobody gives to a folder."""


def choose_writer(name: str | None, destination: Path | None) -> Format:
    """Choose the format of a result.

    Args:
        name: as the user asked, or None.
        destination: whose suffix decides where no name was given.

    Raises:
        UsageError: for a name that nobody knows, or standard output without a name.
    """
    if name is None and destination is None:
        raise UsageError("the format of standard output is not named", remedy="say --to jsonl or --to json")
    suffix = destination.suffix.lower() if destination is not None else ""
    if suffix == PACKED and destination is not None:  # of an archive, which alone is written packed
        suffix = destination.with_suffix("").suffix.lower()
        suffix = suffix if suffix in _PACKABLE else PACKED
    for entry in chain(WRITERS, _plugins("writers") if name or suffix else ()):
        if entry.name == name or (name is None and suffix in entry.suffixes):
            return entry
    if name is not None:
        names = ", ".join(entry.name for entry in (*WRITERS, *_plugins("writers")))
        raise UsageError(f"no writer is called {name!r}", remedy=f"choose one of {names}")
    if suffix in _OF_FILES and destination is not None and not destination.is_dir():
        remedy = f"say --to with a format of one file, or --to {WRITERS[0].name} for a folder of that name"
        raise UsageError(f"no format is known by the ending {suffix}", place=str(destination), remedy=remedy)
    return WRITERS[0]


def choose_reader(source: Source) -> Format:
    """Choose the reader that is surest of a source; add-ons are asked about those of which no reader here is sure.

    Raises:
        UnknownFormatError: if none is sure enough.
    """
    head = source.head()
    if head.startswith(ZIP_MAGIC):
        raise UnknownFormatError("is a zip inside of too many others", place=source.name, remedy="unpack it")
    score, best = _surest(READERS, head, source.name)
    if score < SURE_ENOUGH and len(head) == HEAD and b"\0" not in head:
        # What tells the scrape of a page from any other text stands below the article.
        score, best = _surest(READERS, source.head(LONG_HEAD), source.name)
    if score < SURE:
        score, best = max((score, best), _surest(_plugins("readers"), head, source.name), key=itemgetter(0))
    if score < SURE_ENOUGH:
        if not head.strip():
            raise UnknownFormatError("is empty", place=source.name, remedy="export or save it again")
        raise UnknownFormatError(_what_it_is(head), place=source.name, remedy="`wparchive formats` lists what is read")
    return best


def _surest(entries: Iterable[Format], head: bytes, name: str) -> tuple[float, Format]:
    score, best = 0.0, READERS[0]
    for entry in entries:
        found = load_reader(entry).sniff(head, name)
        if found > score:
            score, best = found, entry
        if score == 1:
            break
    return score, best


def load_reader(entry: Format) -> Reader:
    """Import a reader."""
    reader: Reader = _load(entry, "sniff", "read_site" if entry.joint else "read")
    return reader


def load_joint_reader(entry: Format) -> Callable[[Iterable[Source], ReadOptions, Ledger], Iterator[Record]]:
    """Import the function of a reader that reads several sources as one site."""
    read_site: Callable[[Iterable[Source], ReadOptions, Ledger], Iterator[Record]] = _load(entry, "read_site").read_site
    return read_site


def load_lookup(entry: Format) -> Callable[[Source, ReadOptions], Lookup] | None:
    """Import what looks things up in a reader's sources, where it has that."""
    lookup: Callable[[Source, ReadOptions], Lookup] | None = getattr(_load(entry), "lookup", None)
    return lookup


def load_writer(entry: Format) -> Callable[..., None]:
    """Import a writer's function: `Writer.write`, which takes `again` as well where the entry says `twice`."""
    write: Callable[..., None] = getattr(_load(entry, entry.attribute), entry.attribute)
    return write


def check_options(entry: Format, options: WriteOptions) -> None:
    """Ask a writer's module whether it can write so.

    Raises:
        UsageError: if it cannot.
    """
    check: Callable[[WriteOptions], None] | None = getattr(_load(entry), "check_options", None)
    if check is not None:
        check(options)


def _load(entry: Format, *names: str) -> Any:  # noqa: ANN401 - a module, whose functions are known by name
    try:
        module = import_module(entry.module)
    except ImportError as error:
        raise PluginError(f"the format {entry.name} cannot be loaded: {error}", place=entry.module) from error
    for name in names:
        if not callable(getattr(module, name, None)):
            raise PluginError(f"the format {entry.name} has no function {name!r}", place=entry.module)
    return module


@cache
def _points(entry_points: Callable[..., EntryPoints], group: str) -> tuple[EntryPoint, ...]:
    """Look for add-ons once: it takes 2 ms, and a folder has thousands of files."""
    return tuple(entry_points(group=group))


def _plugins(kind: str) -> Iterator[Format]:
    from importlib.metadata import entry_points  # noqa: PLC0415 - slow to import; most runs need no add-on

    for point in _points(entry_points, f"wparchive.{kind}"):
        try:
            entry = point.load()
        except Exception as error:
            raise PluginError(f"cannot be loaded: {error}", place=f"add-on {point.name}") from error
        if not isinstance(entry, Format):
            raise PluginError("is no wparchive.formats.Format", place=f"add-on {point.name}")
        yield entry


def all_formats() -> list[tuple[str, Format]]:
    """Every reader and writer, as (`reader` or `writer`, entry)."""
    return [
        *(("reader", entry) for entry in (*READERS, *_plugins("readers"))),
        *(("writer", entry) for entry in (*WRITERS, *_plugins("writers"))),
    ]


_MARKS: Final = (
    (b"http://disqus.com", "is an export of Disqus, not of WordPress"),
    (b"<feed", "is a Blogger export, not a WordPress export"),
    (b"<!doctype html", "is an HTML page that is a part of another one"),
    (b"<html", "is an HTML page that is a part of another one"),
    (b"SQLite format 3", "is a SQLite database; read the export or the archive that it was made from"),
)


def _what_it_is(head: bytes) -> str:
    lower = head.lower()
    return next((message for mark, message in _MARKS if mark.lower() in lower), "is of no format that is known")
