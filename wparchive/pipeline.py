"""The one place that joins the stages: bytes → reader → records → render → clean → writer, and the ledger beside it."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Struct

from wparchive._version import __version__
from wparchive.earlier_runs import remove_leftovers_of, without_results
from wparchive.errors import InputError, UnknownFormatError, UsageError
from wparchive.formats import check_options, choose_reader, load_joint_reader, load_reader, load_writer
from wparchive.ledger import Ledger
from wparchive.manifest import MEDIA_CACHE
from wparchive.merging.merger import Merger
from wparchive.model import SCHEMA_VERSION, Archive, Post, Where
from wparchive.model import Source as SourceRecord
from wparchive.options import MediaOptions, ReadOptions, RenderOptions, WriteOptions
from wparchive.siteindex import IndexedSite
from wparchive.sources import Sources
from wparchive.targets import make_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from wparchive.formats import Format
    from wparchive.media.library import Library
    from wparchive.model import Record
    from wparchive.options import TermChange
    from wparchive.sources import Source
    from wparchive.targets import Target


class _Stream(NamedTuple):
    """The records of a source, or of several that one reader reads together, of which it has the first."""

    source: Source
    entry: Format
    records: Iterator[Record]


BATCH: Final = 16


class Job(Struct, frozen=True, kw_only=True):
    """One run: what is read, what is done with it, and where it goes.

    Attributes:
        addresses: files, folders, globs or `-`.
        target: the destination.
        writer: its format.
        render: run the content and cleaning stages; None leaves bodies as they were found.
        archives_only: the sources must be normalized archives (`clean`, `export`).
        read: options of the readers.
        write: options of the writer.
        redact: leave out what is personal.
        media: where the files of the media library come from; None leaves them where they are.
        progress: is told each record as it passes.
        files: is told of fetched files how many are done, of how many, and their bytes.
        meter: is told which share of a source was read, from 0 to 1.
    """

    addresses: tuple[str, ...]
    target: Target
    writer: Format
    render: RenderOptions | None = RenderOptions()
    archives_only: bool = False
    read: ReadOptions = ReadOptions()
    write: WriteOptions = WriteOptions()
    redact: bool = False
    media: MediaOptions | None = None
    progress: Callable[[Record], None] | None = None
    files: Callable[[int, int, int], None] | None = None
    meter: Callable[[float], None] | None = None


def check(job: Job) -> None:
    """Look for what is wrong with a request whatever its sources hold, before any of them is read.

    Raises:
        UsageError: for options that cannot be, or that name what is not there.
        DestinationError: if there can be no folder for fetched files.
    """
    if job.media is not None:
        if not job.writer.media:
            raise UsageError(f"the format {job.writer.name} holds no files", remedy="leave --media out")
        from wparchive.media.folder import UploadsFolder  # noqa: PLC0415 - only where files were asked for

        if job.media.folder:
            UploadsFolder(Path(job.media.folder))
        if job.media.fetch and job.media.cache and not job.target.dry_run:
            make_folder(Path(job.media.cache))
    check_options(job.writer, job.write)
    if job.render is not None and (job.render.rules or job.render.no_rules or job.render.own_rules):
        from wparchive.clean import check_rules  # noqa: PLC0415 - loads the HTML parser

        check_rules(job.render)


def run(job: Job) -> Ledger:
    """Run a job.

    Returns:
        The ledger, balanced.

    Raises:
        InputError: if no source could be read.
        DestinationError: if the result cannot be written.
        UsageError: as `check`.
        UnbalancedError: if something is neither out nor accounted for.
    """
    check(job)
    ledger = Ledger()
    remove_leftovers_of(job.target)
    with Sources(job.addresses, job.meter) as found, ExitStack() as stack:
        sources = without_results(found, job.target)
        site = stack.enter_context(IndexedSite(sources, job.read))
        records = read_all(sources, job.read, ledger, archives_only=job.archives_only, hashed=job.writer.origins)
        if job.write.terms:
            records = _renamed(records, job.write.terms, ledger)
        if job.render is not None:
            records = staged(batched(with_issues(records, ledger)), job.render, ledger, site)
        if job.redact:
            from wparchive.writers.redaction import redacted  # noqa: PLC0415 - only where it was asked for

            records = redacted(with_issues(records, ledger), ledger)
        records = batched(with_issues(records, ledger, job.progress))
        write = load_writer(job.writer)
        if job.writer.twice:
            write = partial(write, again=lambda: _again(sources, job))
        if job.media is not None:
            write = partial(write, library=_library(job, job.media))
        write(records, job.target, job.write, ledger)
    ledger.check_balance()
    return ledger


def _again(sources: Iterable[Source], job: Job) -> Iterator[Record]:
    """Read the sources once more, for what has to be known before anything is written."""
    records = read_all(sources, job.read, Ledger(), hashed=False)
    return _renamed(records, job.write.terms, Ledger()) if job.write.terms else records


def _renamed(records: Iterator[Record], changes: tuple[TermChange, ...], ledger: Ledger) -> Iterator[Record]:
    from wparchive.terms import renamed  # noqa: PLC0415 - only where it was asked for

    return renamed(with_issues(records, ledger), changes, ledger)


def _library(job: Job, options: MediaOptions) -> Library:
    from wparchive.media.library import Library  # noqa: PLC0415 - only where files were asked for

    cache = job.target.path / MEDIA_CACHE if job.target.path and not job.target.dry_run else None
    return Library(options, cache, job.files)


def staged(records: Iterator[Record], options: RenderOptions, ledger: Ledger, site: IndexedSite) -> Iterator[Record]:
    """Send records through rendering and cleaning."""
    from wparchive.clean import clean_stage  # noqa: PLC0415 - loads the HTML parser
    from wparchive.content import render_stage  # noqa: PLC0415

    return clean_stage(render_stage(records, options, ledger, site), options, ledger)


def named(records: Iterator[Record], ledger: Ledger) -> Iterator[Record]:
    """Name what stands around the texts of pages, as cleaning does, where nothing else is to become of records.

    Args:
        records: as read. Those of an archive have their names, and stay as they are.
        ledger: takes what is learned from many pages.
    """
    for record in records:
        if isinstance(record, Post) and record.body.html is None and record.boilerplate:
            from wparchive.clean import clean_stage  # noqa: PLC0415 - only for pages

            yield from clean_stage(chain([record], records), RenderOptions(), ledger)
            return
        yield record


def with_issues(
    records: Iterator[Record], ledger: Ledger, progress: Callable[[Record], None] | None = None
) -> Iterator[Record]:
    """Put the issues that arise into the stream, after the record they arose with."""
    for record in records:
        if progress is not None:
            progress(record)
        yield record
        yield from ledger.drain()
    yield from ledger.drain()


def batched(records: Iterator[Record]) -> Iterator[Record]:
    """Let each stage work on a few records in a row: what it needs stays in the processor's caches.

    Measured on an export of 100 MB: a twentieth of the whole run, for half a megabyte of memory.
    """
    while batch := list(islice(records, BATCH)):
        yield from batch


def read_all(
    sources: Iterable[Source],
    options: ReadOptions,
    ledger: Ledger,
    *,
    archives_only: bool = False,
    hashed: bool = True,
) -> Iterator[Record]:
    """Read sources as one site.

    Args:
        sources: opened.
        options: limits.
        ledger: takes counts and issues.
        archives_only: other formats are refused.
        hashed: the archive record lists the sources with their hashes, for which each is read once more.

    Yields:
        The archive record with every source, then the merged records.

    Raises:
        InputError: if a source that the user named cannot be read, or none of a folder's can.
    """
    readable = list(_readable(list(sources), ledger))
    if archives_only and any(entry.name != "archive" for _, entry in readable):
        wrong = next(source for source, entry in readable if entry.name != "archive")
        raise InputError("is no normalized archive", place=wrong.name, remedy="`wparchive import` makes one of it")
    streams: list[_Stream] = []
    origins: list[SourceRecord] = []
    failures: list[InputError] = []
    groups = _grouped(readable)
    for group, entry in groups:
        try:
            made_of, stream = _opened(group, entry, options, ledger, hashed=hashed)
        except InputError as error:
            failures.append(error)
            ledger.report("source-unreadable", Where(group[0].name), error.message)
        else:
            origins += made_of
            streams.append(_Stream(group[0], entry, stream))
    if not streams:
        raise failures[0]
    yield Archive(schema=SCHEMA_VERSION, generator=f"wparchive {__version__}", sources=tuple(origins))
    yield from _merged(streams, failures, ledger)
    if len(failures) == len(groups):
        raise failures[0]


def _merged(streams: list[_Stream], failures: list[InputError], ledger: Ledger) -> Iterator[Record]:
    """Make one stream of several; what pages show of an export's posts is joined with those."""
    merger = Merger(ledger, exact=len(streams) > 1)

    def guarded(stream: _Stream, records: Iterator[Record]) -> Iterator[Record]:
        try:
            yield from records
        except InputError as error:
            failures.append(error)
            ledger.report("source-unreadable", Where(stream.source.name), error.message)

    pages = [stream for stream in streams if stream.entry.joint]
    if not pages:
        for stream in streams:
            yield from guarded(stream, merger.merge(stream.records, stream.source.name))
        return
    from wparchive.merging.overlay import Overlay, mark_excerpts  # noqa: PLC0415 - only for pages

    if len(pages) == len(streams):
        for stream in streams:
            records = mark_excerpts(stream.records, ledger)
            yield from guarded(stream, merger.merge(records, stream.source.name))
        return
    overlay = Overlay(ledger)
    try:
        ledger.hold("body-part-missing", "thread-page-missing")
        for stream in pages:
            yield from guarded(stream, overlay.gather(stream.records))
        for stream in streams:
            if not stream.entry.joint:
                yield from guarded(stream, overlay.lay(merger.merge(stream.records, stream.source.name)))
        yield from merger.merge(mark_excerpts(overlay.rest(), ledger), pages[0].source.name)
    finally:
        overlay.close()


def _grouped(readable: list[tuple[Source, Format]]) -> list[tuple[list[Source], Format]]:
    """Put the sources of a reader that reads them together in the place of the first of them, late ones last."""
    groups: list[tuple[list[Source], Format]] = []
    joint: dict[str, list[Source]] = {}
    for source, entry in readable:
        if not entry.joint:
            groups.append(([source], entry))
        elif entry.name in joint:
            joint[entry.name].append(source)
        else:
            groups.append((joint.setdefault(entry.name, [source]), entry))
    return sorted(groups, key=lambda group: group[1].late)


def _opened(
    group: list[Source], entry: Format, options: ReadOptions, ledger: Ledger, *, hashed: bool
) -> tuple[tuple[SourceRecord, ...], Iterator[Record]]:
    """Give what sources are made of, and their records."""
    if entry.joint:
        return _origins(group, entry) if hashed else (), load_joint_reader(entry)(group, options, ledger)
    source = group[0]
    stream = load_reader(entry).read(source, options, ledger)
    first = next(stream, None) if entry.name == "archive" else None
    if isinstance(first, Archive):
        # What was made from an archive still names the sources that the archive was made from.
        return first.sources, stream
    if first is not None:
        stream = chain([first], stream)
    if not hashed:
        return (), stream
    return _origins(group, entry), stream


def _origins(group: list[Source], entry: Format) -> tuple[SourceRecord, ...]:
    found = ((source.name, source.fingerprint()) for source in group)
    return tuple(
        SourceRecord(name=name, format=entry.name, bytes=size, sha256=digest) for name, (size, digest) in found
    )


def _readable(sources: list[Source], ledger: Ledger) -> Iterator[tuple[Source, Format]]:
    failures: list[InputError] = []
    found = False
    for source in sources:
        try:
            entry = choose_reader(source)
        except InputError as error:
            failures = failures or [error]  # each holds what was looked at of its file
            passed_over = source.found and isinstance(error, UnknownFormatError)
            code = "source-skipped" if passed_over else "source-unreadable"
            ledger.report(code, Where(source.name), error.message)
        else:
            found = True
            yield source, entry
    if not found:
        if failures:
            raise failures[0]
        raise InputError("there is nothing to read", remedy="name an export, an archive, or a folder of saved pages")


def open_source(*addresses: str, options: ReadOptions | None = None, ledger: Ledger | None = None) -> Iterator[Record]:
    """Read sources as one site, without rendering: for programs that want the records.

    Args:
        addresses: files, folders, globs or `-`.
        options: limits.
        ledger: takes counts and issues; without one, issues come in the stream alone.

    Yields:
        The records, issues among them, without an end record.
    """
    ledger = ledger if ledger is not None else Ledger()
    with Sources(addresses) as sources:
        yield from with_issues(read_all(sources, options or ReadOptions(), ledger), ledger)
