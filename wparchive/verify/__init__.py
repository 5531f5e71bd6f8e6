"""Verification: a result is read back, and held against what its ledger says and, where wanted, against its sources.

    checks      what a result says of itself: checksums, counts, files
    contents    what it holds of each post and comment, and what it has to hold of a source
    compare     the two held against each other

Each kind of result has a line in `KINDS`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.archive import is_archive
from wparchive.errors import DestinationError
from wparchive.manifest import MANIFEST
from wparchive.options import ReadOptions
from wparchive.sources import Source
from wparchive.verify import checks, contents
from wparchive.verify.checks import Check
from wparchive.verify.compare import compare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from wparchive.verify.contents import Contents

__all__ = ["Check", "verify"]


class Kind(NamedTuple):
    """One kind of result.

    Attributes:
        fits: tells it by its path and first bytes (b"" of a folder).
        checks: what it says of itself.
        contents: what it holds.
    """

    fits: Callable[[Path, bytes], bool]
    checks: Callable[[Path], Iterator[Check]]
    contents: Callable[[Path], Contents]


KINDS: Final = (
    Kind(lambda path, _head: (path / MANIFEST).is_file(), checks.folder, contents.folder),
    Kind(lambda _path, head: _is_comments(head), checks.comments, contents.comments),
    Kind(lambda _path, head: head.startswith(b"SQLite format 3\0"), checks.database, contents.database),
    Kind(lambda _path, head: is_archive(head), checks.archive, contents.archive),
)


def _is_comments(head: bytes) -> bool:
    from wparchive.writers.comments.check import file_of  # noqa: PLC0415 - loads sqlite3

    return file_of(head) is not None


def verify(path: Path, against: Sequence[str] = (), options: ReadOptions | None = None) -> Iterator[Check]:
    """Verify a result.

    Args:
        path: the file or folder that was written.
        against: addresses of the sources that it was made of; without them only the result itself is examined.
        options: with which those are read.

    Yields:
        What was checked, as soon as it is. The result is whole when none of them failed.

    Raises:
        DestinationError: if there is nothing at the path, or nothing that this program wrote.
        InputError: if the sources cannot be read.
    """
    kind = _kind_of(path)
    yield from kind.checks(path)
    if against:
        yield from compare(kind.contents(path), against, options or ReadOptions())


def _kind_of(path: Path) -> Kind:
    try:
        if not path.exists():
            raise DestinationError("there is no such file or folder", place=str(path))
        head = b"" if path.is_dir() else Source(name=path.name, path=path).head()
        for kind in KINDS:
            if kind.fits(path, head):
                return kind
    except OSError as error:
        raise DestinationError(f"cannot be read: {error.strerror}", place=str(path)) from error
    what = f"no file {MANIFEST} says what was written there" if path.is_dir() else "is no result of wparchive"
    raise DestinationError(what, place=str(path), remedy="name what -o named when it was written")
