"""What a batch has to do: its sources, the names of their results, and what is done already."""

from __future__ import annotations

import glob
import hashlib
import unicodedata
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from wparchive.batch.journal import Outcome, State, read_journal
from wparchive.errors import DestinationError, InputError, UnknownFormatError, UsageError
from wparchive.formats import Format, choose_reader
from wparchive.manifest import is_whole
from wparchive.options import MediaOptions, ReadOptions, RenderOptions, WriteOptions
from wparchive.paths import safe_name
from wparchive.sources import Sources, natural
from wparchive.text import sayable, without_surrogates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wparchive.sources import Source

PACKED: Final = (".gz", ".bz2", ".xz", ".zip")
ENDINGS: Final = (".xml", ".wxr", ".rss", ".jsonl", ".ndjson", ".json", ".html", ".htm", ".mht", ".mhtml", ".txt")
"""What is left out of a source's name to get that of its result: first one of `PACKED`, then one of these."""


class Batch(Struct, frozen=True, kw_only=True):
    """What a user asks for.

    Attributes:
        addresses: files, folders and globs; each file is a source, each recognised file of a folder is one.
        folder: where the results go.
        writer: their format.
        workers: how many processes work at the same time.
        again: convert also what is done already.
        overwrite: replace what this program did not write.
        dry_run: do everything but write.
        render: as of a `Job`.
        read: as of a `Job`.
        write: as of a `Job`.
        media: as of a `Job`.
        redact: as of a `Job`.
    """

    addresses: tuple[str, ...]
    folder: Path
    writer: Format
    workers: int = 1
    again: bool = False
    overwrite: bool = False
    dry_run: bool = False
    render: RenderOptions | None = RenderOptions()
    read: ReadOptions = ReadOptions()
    write: WriteOptions = WriteOptions()
    media: MediaOptions | None = None
    redact: bool = False


class Task(Struct, frozen=True):
    """One source that has to be converted.

    Attributes:
        source: its path, as the user named it.
        result: name of its result in the folder.
        state: what the result will depend on.
    """

    source: str
    result: str
    state: State


class Plan(Struct, frozen=True):
    """What has to be done.

    Attributes:
        batch: what was asked for.
        tasks: what there is to do, in order.
        done: what an earlier run did.
        unknown: files of folders that no reader knows.
        sources: all sources, in the order in which they were named.
    """

    batch: Batch
    tasks: tuple[Task, ...]
    done: tuple[Outcome, ...]
    unknown: tuple[str, ...]
    sources: tuple[str, ...]


class _Found(Struct, frozen=True):
    """A source, and the name it suggests for its result."""

    path: Path
    stem: str


def make_plan(batch: Batch) -> Plan:
    """Find the sources of a batch, name their results, and leave out what is done.

    Args:
        batch: what was asked for.

    Returns:
        The plan. A result keeps its name from run to run, whatever sources are added.

    Raises:
        UsageError: for standard input, or results that would lie among their sources.
        InputError: if there is nothing to convert.
    """
    unknown: list[str] = []
    found = {source.path.resolve(): source for address in batch.addresses for source in _find(address, batch, unknown)}
    if not found:
        raise InputError("there is no source that a reader knows", place=", ".join(batch.addresses))
    options = _fingerprint(batch)
    earlier = {(outcome.state.path, outcome.state.format): outcome for outcome in read_journal(batch.folder)}
    names = _Names(batch, found, (outcome.result for outcome in earlier.values()))
    tasks, done = [], []
    for path, source in found.items():
        state = _state(path, batch.writer.name, options)
        known = earlier.get((sayable(str(path)), batch.writer.name))
        if known and known.outcome == "done" and known.state == state and not batch.again and _is_there(batch, known):
            done.append(msgspec.structs.replace(known, source=sayable(str(source.path)), before=True))
        else:
            tasks.append(Task(str(source.path), known.result if known else names.new(source.stem), state))
    return Plan(
        batch, tuple(tasks), tuple(done), tuple(unknown), tuple(sayable(str(source.path)) for source in found.values())
    )


def _find(address: str, batch: Batch, unknown: list[str]) -> Iterator[_Found]:
    path = Path(address)
    if address == "-":
        raise UsageError("standard input is one source, not many", remedy="use `wparchive convert`")
    if path.is_dir():
        yield from _find_below(path, batch, unknown)
    elif not path.exists() and (matches := sorted(glob.glob(address, recursive=True), key=natural)):  # noqa: PTH207
        for match in matches:
            yield from _find(match, batch, unknown)
    else:
        # One that is missing is found out by its worker: it stops nobody else.
        yield _Found(path, _stem(path.name))


def _find_below(root: Path, batch: Batch, unknown: list[str]) -> Iterator[_Found]:
    results = batch.folder.resolve()
    if root.resolve() == results:
        raise UsageError("the results would lie among their sources", remedy="name another folder with -o")
    for path in sorted((path for path in root.rglob("*") if path.is_file()), key=lambda path: natural(str(path))):
        if results.is_relative_to(root.resolve()) and path.resolve().is_relative_to(results):
            continue
        if _is_recognised(path):
            *folders, name = path.relative_to(root).parts
            yield _Found(path, "-".join((*folders, _stem(name))))
        else:
            unknown.append(sayable(str(path)))


def _is_recognised(path: Path) -> bool:
    """Whether a reader knows a file, or a file in a zip. What is damaged counts: it must not be passed over."""
    try:
        with Sources((str(path),)) as members:
            return any(_is_known(member) for member in members)
    except InputError:
        return True


def _is_known(source: Source) -> bool:
    try:
        choose_reader(source)
    except UnknownFormatError:
        return False
    return True


def _stem(name: str) -> str:
    for endings in (PACKED, ENDINGS):
        lower = name.lower()
        name = next((name[: -len(ending)] for ending in endings if lower.endswith(ending)), name)
    return name


class _Names:
    """The names of results: each once on every file system, none of them that of a source."""

    def __init__(self, batch: Batch, sources: Iterable[Path], used: Iterable[str]) -> None:
        self.suffix = "" if batch.writer.folder else next(iter(batch.writer.suffixes), f".{batch.writer.name}")
        folder = batch.folder.resolve()
        below = (path.relative_to(folder).parts[0] for path in sources if path.is_relative_to(folder))
        self._taken = {_folded(name) for name in (*used, *below)}
        self._last: Counter[str] = Counter()

    def new(self, stem: str) -> str:
        """Give a name that nobody has yet."""
        stem = safe_name(stem, 150) or "untitled"
        while True:
            self._last[_folded(stem)] += 1
            number = self._last[_folded(stem)]
            name = f"{stem}{f'-{number}' if number > 1 else ''}{self.suffix}"
            if _folded(name) not in self._taken:
                self._taken.add(_folded(name))
                return name


def _folded(name: str) -> str:
    return unicodedata.normalize("NFD", unicodedata.normalize("NFC", name).casefold())


def _is_there(batch: Batch, outcome: Outcome) -> bool:
    result = batch.folder / outcome.result
    try:
        return is_whole(result) if batch.writer.folder else result.is_file()
    except DestinationError:
        return False  # its worker will say what is wrong there


def _state(path: Path, name: str, options: str) -> State:
    try:
        status = path.stat()
    except OSError:
        return State(sayable(str(path)), 0, 0, name, options)
    return State(sayable(str(path)), status.st_size, status.st_mtime_ns, name, options)


def _fingerprint(batch: Batch) -> str:
    """Give a short hash of all that decides what a result looks like."""
    options = (batch.writer.name, batch.render, batch.read, batch.write, batch.media, batch.redact)
    plain = without_surrogates(msgspec.to_builtins(options, order="deterministic"))  # in the names of folders
    return hashlib.sha256(msgspec.json.encode(plain)).hexdigest()[:16]
