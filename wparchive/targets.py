"""Destinations, and those of them that are one file; `target_folders` writes folders.

Every file is written to a sibling first and then moved into place, so that a reader never sees half of it.
Nothing that this program did not write is overwritten unless the user asks for it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from msgspec import Struct

from wparchive.errors import DestinationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PACKED: Final = ".gz"
NAME_KEPT: Final = 40
"""So many characters of a name are in that of its temporary file, which may not be longer than a name may be."""


class Target(Struct, frozen=True, kw_only=True):
    """Where a result goes.

    Attributes:
        path: the file or folder; None is standard output.
        overwrite: replace what this program did not write.
        dry_run: do everything but write.
    """

    path: Path | None
    overwrite: bool = False
    dry_run: bool = False

    @property
    def name(self) -> str:
        """The destination as messages name it."""
        return "standard output" if self.path is None else str(self.path)

    @property
    def is_stream(self) -> bool:
        """Whether it can only be written from start to end: standard output, a pipe or a device as `/dev/null`."""
        if self.path is None:
            return True
        try:
            mode = self.path.stat().st_mode
        except (OSError, ValueError):
            return False
        return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


@contextlib.contextmanager
def atomic_file(target: Target, *, is_ours: Callable[[bytes], bool], packed: bool = False) -> Iterator[BinaryIO]:
    """Open a destination file for writing; it appears under its name only when the block ends without an error.

    Args:
        target: the destination; a stream is written directly, and of a link, what it leads to.
        is_ours: tells by its first 4096 bytes whether an existing file was written by this program.
        packed: write it as gzip does where its name ends in `.gz`; `is_ours` gets unpacked bytes.

    Yields:
        A binary stream.

    Raises:
        DestinationError: if the file exists and is not ours, or cannot be written.
    """
    if target.is_stream and not target.dry_run:
        with _stream(target) as sink:
            yield sink
        return
    if target.path is None or target.dry_run:
        if not target.is_stream:
            _check_replaceable(target, is_ours, packed=packed)
        with open(os.devnull, "wb") as sink:  # noqa: PTH123 - os.devnull is no path of ours
            yield sink
        return
    _check_replaceable(target, is_ours, packed=packed)
    path = Path(os.path.realpath(target.path))
    temporary = path.with_name(temporary_name(path.name))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as sink:
            if packed and target.path.suffix == PACKED:
                import gzip  # noqa: PLC0415 - only when needed

                with gzip.GzipFile(target.path.stem, "wb", fileobj=sink, mtime=0) as packing:
                    yield cast("BinaryIO", packing)
            else:
                yield sink
        temporary.replace(path)
    except OSError as error:
        raise unwritable(error, target.name) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def check_file(target: Target, *, is_ours: Callable[[bytes], bool]) -> None:
    """Refuse a destination at once that could not be written at the end of a long run.

    Raises:
        DestinationError: as `atomic_file`, as far as it can be known.
    """
    if target.path is not None and not target.is_stream:
        _check_replaceable(target, is_ours, packed=False)
        make_folder(Path(os.path.realpath(target.path)).parent)


def make_folder(path: Path) -> None:
    """Make a folder, and those above it, where they are missing.

    Raises:
        DestinationError: if it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(error, path) from error


def temporary_name(name: str) -> str:
    """Give the name of the file that is moved into the place of another when it is whole."""
    return f".{name[:NAME_KEPT]}.{os.getpid()}.part"


@contextlib.contextmanager
def _stream(target: Target) -> Iterator[BinaryIO]:
    """Open what cannot be replaced: in the place of a device nothing else may come to be."""
    if target.path is not None:
        try:
            with target.path.open("wb") as sink:
                yield sink
        except BrokenPipeError:
            raise
        except OSError as error:
            raise unwritable(error, target.name) from error
        return
    if sys.stdout is None:
        raise DestinationError("is closed", place=target.name, remedy="name a file with -o")
    yield sys.stdout.buffer
    sys.stdout.buffer.flush()


def _check_replaceable(target: Target, is_ours: Callable[[bytes], bool], *, packed: bool) -> None:
    path = target.path
    try:
        if path is None or target.overwrite or not path.exists():
            return
        if path.is_dir():
            raise DestinationError("is a folder; a file was expected", place=target.name, remedy="name a file with -o")
        with path.open("rb") as existing:
            head = existing.read(4096)
    except OSError as error:
        raise DestinationError(f"cannot be looked at: {error.strerror}", place=target.name) from error
    if packed and head.startswith(b"\x1f\x8b"):
        with contextlib.suppress(zlib.error):
            head = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, 4096)
    if head and not is_ours(head):
        raise DestinationError(
            "exists and was not written by wparchive", place=target.name, remedy="--overwrite replaces it"
        )


def unwritable(error: OSError, place: object) -> DestinationError:
    """Say that something cannot be written, and what can be done about it.

    Args:
        error: why.
        place: the file or folder.
    """
    remedy = _REMEDIES.get(error.errno or 0, "name another place with -o")
    return DestinationError(f"cannot be written: {error.strerror or error}", place=str(place), remedy=remedy)


_REMEDIES: Final = {
    errno.ENOSPC: "make room there, or name another place with -o",
    errno.EDQUOT: "make room there, or name another place with -o",
    errno.EACCES: "name a place with -o where you may write",
    errno.EPERM: "name a place with -o where you may write",
    errno.EROFS: "name a place with -o where you may write",
}
