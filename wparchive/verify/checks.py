"""What a result says of itself, checked: is all there that its ledger counted, and is it unchanged?"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import msgspec

from wparchive import archive as archives
from wparchive.errors import DestinationError, InputError
from wparchive.hashing import HashSet, hash64
from wparchive.ledger import KINDS, Ledger
from wparchive.manifest import MANIFEST, MEDIA_CACHE, UNFINISHED, read_end, read_manifest
from wparchive.model import End
from wparchive.options import ReadOptions
from wparchive.plurals import counted
from wparchive.sources import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from wparchive.manifest import Closing, Entry

SHOWN: Final = 20
"""So many things are named one by one; the others are counted."""

LONGEST_END: Final = 1 << 20
"""Bytes of the line with the end record: its counts and codes fill a few kilobytes."""

_NAMES: Final[Mapping[str, str]] = {
    "author": "author",
    "term": "term",
    "post": "post",
    "comment": "comment",
    "meta": "custom field",
}


class Check(NamedTuple):
    """One thing that was checked.

    Attributes:
        outcome: `passed`, `failed`, or `note` for what is worth knowing and no fault.
        text: what was found, one line.
        details: what it is about, one by one: the first `SHOWN`, and how many more there are.
    """

    outcome: Literal["passed", "failed", "note"]
    text: str
    details: tuple[str, ...] = ()


class Found:
    """Things of one sort that were found: the first ones by name, all by number."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.count = 0
        self._names: list[str] = []
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Enter one."""
        self.count += 1
        if len(self._names) < SHOWN:
            self._names.append(name)

    def details(self) -> tuple[str, ...]:
        """The lines below a check."""
        more = self.count - len(self._names)
        return (*self._names, f"… and {more:,} more") if more else tuple(self._names)


def archive(path: Path) -> Iterator[Check]:
    """Check an archive: the checksum and the counts of its end record, and the form of each record."""
    source, ledger = Source(name=path.name, path=path), Ledger()
    try:
        if not source.head(64).lstrip().startswith(archives.DOCUMENT_START):
            yield _checksum(source, "archive")
        for _ in archives.read(source, ReadOptions(), ledger):
            pass
    except InputError as error:
        yield Check("failed", f"it cannot be read to its end: {error}")
        return
    faults = [issue.message for issue in ledger.drain()]
    if faults:
        yield Check("failed", "the records are not those that its end record counts", tuple(faults))
    else:
        yield Check("passed", f"{_listed(ledger.came_in)}: as many as its end record counts")


def database(path: Path) -> Iterator[Check]:
    """Check a database: its structure and references, the full-text index, and the counts of the run."""
    from wparchive.writers.sqlite.check import read_counts  # noqa: PLC0415 - loads sqlite3

    try:
        found = read_counts(path)
    except DestinationError as error:
        yield Check("failed", f"it cannot be read to its end: {error}")
        return
    problems = Found(found.problems)
    if problems.count:
        yield Check("failed", "the database is damaged", problems.details())
    else:
        yield Check("passed", "the database, its references and its full-text index are sound")
    yield _counted(found.rows, found.end)


def folder(path: Path) -> Iterator[Check]:
    """Check a folder: its manifest, each file by its hash, the sums, and what lies there besides."""
    try:
        yield _checksum(Source(name=MANIFEST, path=path / MANIFEST), "list of files")
        closing = read_end(path)
        if (path / UNFINISHED).exists():
            yield Check("failed", "a later run began to write here, and was not finished")
        known = HashSet()
        yield _files(path, known)
        if closing is not None:
            yield _sums(path, closing)
    except (DestinationError, InputError) as error:
        yield Check("failed", f"its list of files cannot be read: {error}")
        return
    foreign = Found(name for name in _walk(path) if not known.has(hash64(name)))
    if foreign.count:
        yield Check("note", f"{counted(foreign.count, 'file')} that wparchive did not write", foreign.details())


def comments(path: Path) -> Iterator[Check]:
    """Check a file of comments for another system: its checksum, the count, and that no answer stands alone."""
    from wparchive.writers.comments.check import file_of, reading  # noqa: PLC0415 - loads sqlite3

    file = file_of(_head(path))
    assert file is not None
    try:
        with reading(path):
            found = file.closing(path) if file.closing else None
        yield _seal(found, possible=file.closing is not None)
        count, page, known, alone = 0, None, set[str](), Found()
        with reading(path):
            for row in file.rows(path):
                known = known if row.page == page else set()
                page = row.page
                known.add(row.id)
                count += 1
                if row.parent and row.parent not in known:
                    alone.add(f"comment {row.id} on {row.page} answers {row.parent}, which does not stand before it")
    except DestinationError as error:
        yield Check("failed", f"it cannot be read to its end: {error}")
        return
    yield (
        Check("failed", "answers stand alone", alone.details())
        if alone.count
        else Check("passed", "each answer follows what it answers")
    )
    if found is not None:
        end = found[0].end
        counted = {"comment": end.went_out.get("comment", 0)}
        yield _counted({"comment": count}, msgspec.structs.replace(end, went_out=counted))


def _seal(found: tuple[Closing, str] | None, *, possible: bool) -> Check:
    if found is not None and found[0].end.sha256 == found[1]:
        return Check("passed", "the file is unchanged, its checksum fits")
    if found is not None:
        return Check("failed", "the file was changed since it was written: its checksum does not fit")
    if possible:
        return Check("failed", "the file does not say how much was written: it was cut short or changed")
    return Check("note", "files of this format carry no checksum")


def _head(path: Path) -> bytes:
    return Source(name=path.name, path=path).head()


def _checksum(source: Source, what: str) -> Check:
    """Hold the bytes of JSON Lines against the hash in their last line."""
    digest, last = hashlib.sha256(), b""
    for chunk in source.chunks():
        last += chunk
        start = last.rfind(b"\n", 0, -1) + 1 or max(0, len(last) - LONGEST_END)
        digest.update(last[:start])
        last = last[start:]
    end = _end_of(last)
    if end is None:
        return Check("failed", f"the {what} has no end record: it was cut short")
    if end.sha256 is None:
        return Check("note", f"the {what} carries no checksum")
    if end.sha256 != digest.hexdigest():
        return Check("failed", f"the {what} was changed since it was written: its checksum does not fit")
    return Check("passed", f"the {what} is unchanged, its checksum fits")


class _Last(msgspec.Struct):
    """The last line of a manifest, as far as it is of use here."""

    end: End


def _end_of(line: bytes) -> End | None:
    try:
        return msgspec.json.decode(line, type=_Last).end if line.startswith(b'{"end":') else _END.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


_END: Final = msgspec.json.Decoder(End)


def _counted(there: Mapping[str, int], end: End) -> Check:
    wrong = tuple(
        f"{_NAMES[kind]}s: {there.get(kind, 0):,} there, {end.went_out.get(kind, 0):,} counted when it was written"
        for kind in KINDS
        if there.get(kind, 0) != end.went_out.get(kind, 0)
    )
    if wrong:
        return Check("failed", "there is not what its end record counts", wrong)
    return Check("passed", f"{_listed(there)}: as many as its end record counts")


def _files(root: Path, known: HashSet) -> Check:
    count, missing, changed = 0, Found(), Found()
    for entry in read_manifest(root):
        count += 1
        known.add(entry.path)
        there = _hash(root / entry.path)
        if there is None:
            missing.add(f"{entry.path} is missing")
        elif there != entry.sha256:
            changed.add(f"{entry.path} was changed")
    if not missing.count and not changed.count:
        return Check("passed", f"{counted(count, 'file')}, each as it was written")
    text = f"of {counted(count, 'file')} {missing.count:,} are missing and {changed.count:,} were changed"
    return Check("failed", text, missing.details() + changed.details())


def _hash(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _sums(root: Path, closing: Closing) -> Check:
    there = {"post": 0, "comment": 0}
    for entry in read_manifest(root):
        there["post"] += _posts(entry)
        there["comment"] += entry.comments
    counted = {kind: closing.end.went_out.get(kind, 0) for kind in there}
    return _counted(there, msgspec.structs.replace(closing.end, went_out=counted))


def _posts(entry: Entry) -> int:
    return entry.posts + (entry.post is not None and not entry.beside)


def _walk(root: Path) -> Iterator[str]:
    for folder_name, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name != MEDIA_CACHE)
        for name in sorted(names):
            relative = (Path(folder_name) / name).relative_to(root).as_posix()
            if relative not in (MANIFEST, UNFINISHED):
                yield relative


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(counted(counts[kind], _NAMES[kind]) for kind in KINDS if counts.get(kind)) or "no records"
