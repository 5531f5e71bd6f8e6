"""Destinations that are folders of files.

As single files, each is written to a sibling first and then moved into place, and nothing is overwritten that this
program did not write: the folder has a manifest of what is its own.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol, Self

import msgspec
from msgspec.structs import replace

from wparchive.errors import DestinationError
from wparchive.hashing import HashSet, hash64
from wparchive.manifest import MANIFEST, UNFINISHED, Entry, encode_closing, read_manifest, written_files
from wparchive.targets import temporary_name, unwritable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.manifest import Closing
    from wparchive.targets import Target

NEW_FILE: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class Sink(Protocol):
    """Takes a file bit by bit."""

    def __call__(self, data: bytes, posts: int = 0) -> None:
        """Take the next bytes, which hold the whole of so many posts."""


class FolderTarget:
    """A destination folder: writes files into it, keeps to it, and remembers what is its own.

    A file is replaced when the manifest of an earlier run lists it with the content it still has, or when its content
    is what would be written anyway. Files of an earlier run that were not written again are removed at the end, unless
    somebody edited them.
    """

    def __init__(self, target: Target) -> None:
        """Open the folder.

        Args:
            target: its path; it is made when it is missing.

        Raises:
            DestinationError: if the path is standard output or a file.
        """
        if target.path is None:
            raise DestinationError("this format is a folder of files", place=target.name, remedy="name one with -o")
        try:
            if target.path.exists() and not target.path.is_dir():
                raise DestinationError("is a file; a folder was expected", place=target.name)
        except OSError as error:
            raise DestinationError(f"cannot be looked at: {error.strerror}", place=target.name) from error
        self._target = target
        self.root: Path = target.path
        self._journal = self.root / UNFINISHED
        # A run that was stopped entered what it was about to write: the file is that, or still the one before.
        self._ours = HashSet()
        for entry in written_files(self.root):
            self._ours.add(_content(entry))
        self._written: HashSet | None = None
        self._root = str(target.path)
        self._made: set[str] = set()
        self._out: BinaryIO | None = None
        self._digest = hashlib.sha256()
        self._closing: Closing | None = None

    def __enter__(self) -> Self:
        if not self._target.dry_run:
            try:
                self.root.mkdir(parents=True, exist_ok=True)
                self._keep_list()
                self._written = HashSet() if (self.root / MANIFEST).exists() else None
                self._out = self._journal.open("wb")
            except OSError as error:
                raise unwritable(error, self._target.name) from error
        return self

    def _keep_list(self) -> None:
        """Put what a run that was stopped had written into the manifest: this run's list takes the place of its own.

        The manifest has no last line then, as the folder is not whole.
        """
        if not self._journal.exists():
            return
        temporary = self.root / temporary_name(MANIFEST)
        with temporary.open("wb") as out:
            out.writelines(msgspec.json.encode(entry) + b"\n" for entry in written_files(self.root))
        temporary.replace(self.root / MANIFEST)

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if self._out is None:
            return
        if kind is not None:
            self._leave(self._out)
            return
        try:
            if self._closing is not None:
                self._out.write(encode_closing(self._closing, self._digest.hexdigest()) + b"\n")
            self._out.close()
            self._remove_stale()  # what the new list has not is known for ours until then
            self._journal.replace(self.root / MANIFEST)
        except OSError as error:
            raise unwritable(error, self.root / MANIFEST) from error

    def _leave(self, out: BinaryIO) -> None:
        """Let the next run know what is there when this one ends early."""
        with contextlib.suppress(OSError):
            out.close()
        with contextlib.suppress(OSError):
            if not self._journal.stat().st_size:
                self._journal.unlink()
                self.root.rmdir()  # empty where nothing came of the run

    def write(
        self, name: str, data: bytes, *, post: str | None = None, beside: bool = False, comments: int = 0
    ) -> None:
        """Write one file.

        Args:
            name: relative to the folder, with `/` between its parts, from `wparchive.paths`.
            data: the content.
            post: id of the post that it holds, for the manifest.
            beside: it does not hold the post, but its comments.
            comments: how many comments of that post stand in it.

        Raises:
            DestinationError: if the name leaves the folder, or the file there is not ours.
        """
        digest = hashlib.sha256(data).hexdigest()
        entry = Entry(path=name, sha256=digest, bytes=len(data), post=post, beside=beside, comments=comments)
        if self._out is None:
            self._enter(entry)
            return
        path = self._locate(name)
        # One place for all of them: making a file in a folder of thousands costs the kernel a fifth more.
        temporary = f"{self._root}/.{os.getpid()}.part"
        try:
            handle = os.open(temporary, NEW_FILE, 0o666)
            try:
                left = memoryview(data)
                while left:
                    left = left[os.write(handle, left) :]
            finally:
                os.close(handle)
            self._put(temporary, path, entry)
        except OSError as error:
            raise unwritable(error, path) from error

    def place(self, name: str, source: Path, sha256: str, *, link: bool = False) -> None:
        """Put a file that lies elsewhere into the folder.

        Args:
            name: as for `write`.
            source: the file.
            sha256: of its content.
            link: nobody but this program changes the file, so that a hard link to it will do.

        Raises:
            DestinationError: as `write`.
        """
        path = self._locate(name)
        temporary = Path(self._root) / f".{os.getpid()}.part"
        try:
            entry = Entry(path=name, sha256=sha256, bytes=source.stat().st_size)
            if self._out is None:
                self._enter(entry)
                return
            temporary.unlink(missing_ok=True)
            if not link or not _linked(temporary, source):
                shutil.copyfile(source, temporary)
            self._put(str(temporary), path, entry)
            temporary.unlink(missing_ok=True)  # POSIX moves no link to where another link to the same file is
        except OSError as error:
            raise unwritable(error, path) from error

    @contextlib.contextmanager
    def open(self, name: str) -> Iterator[Sink]:
        """Open one file that is written bit by bit; it appears when the block ends without an error.

        Args:
            name: as for `write`, which can be used meanwhile.

        Yields:
            A function that takes the next bytes, and how many posts they hold the whole of.

        Raises:
            DestinationError: as `write`.
        """
        hasher, size, held = hashlib.sha256(), 0, 0
        path = self._locate(name)
        last = path.rpartition("/")[2]
        temporary = Path(os.devnull if self._out is None else f"{self._root}/{temporary_name(last)}")
        try:
            with temporary.open("wb") as sink:

                def write(data: bytes, posts: int = 0) -> None:
                    nonlocal size, held
                    size += sink.write(data)
                    held += posts
                    hasher.update(data)

                yield write
            entry = Entry(path=name, sha256=hasher.hexdigest(), bytes=size, posts=held)
            if self._out is None:
                self._enter(entry)
            else:
                self._put(str(temporary), path, entry)
        except OSError as error:
            raise unwritable(error, path) from error
        finally:
            if self._out is not None:
                temporary.unlink(missing_ok=True)

    def _locate(self, name: str) -> str:
        """Give the path of a file, its folder made and known to lie inside the destination.

        Paths are texts here: there is one for each post, and objects for them take longer than the writing.
        """
        if name.startswith("/") or (".." in name and ".." in name.split("/")):
            raise DestinationError(f"the name {name!r} leaves the folder", place=self._target.name)
        path = f"{self._root}/{name}"
        parent = path.rpartition("/")[0]
        if self._out is not None and parent not in self._made:
            try:
                os.makedirs(parent, exist_ok=True)  # noqa: PTH103
            except OSError as error:
                raise unwritable(error, parent) from error
            if not Path(parent).resolve().is_relative_to(self.root.resolve()):
                raise DestinationError("a link in the folder leads out of it", place=parent, remedy="remove the link")
            self._made.add(parent)
        return path

    def _put(self, temporary: str, path: str, entry: Entry) -> None:
        if not self._target.overwrite and os.path.exists(path):  # noqa: PTH110
            there = _digest_of(path)
            if there != entry.sha256 and not self._ours.has(hash64(_content(replace(entry, sha256=there)))):
                Path(temporary).unlink()
                raise DestinationError(
                    "exists and was not written by wparchive, or was edited since",
                    place=path,
                    remedy="--overwrite replaces it",
                )
        self._enter(entry)  # first: a file that is there without being listed would be nobody's
        os.replace(temporary, path)  # noqa: PTH105

    def _enter(self, entry: Entry) -> None:
        if self._written is not None:
            self._written.add(entry.path)
        if self._out is not None:
            line = msgspec.json.encode(entry) + b"\n"
            self._digest.update(line)
            self._out.write(line)
            self._out.flush()

    def finish(self, closing: Closing) -> None:
        """Say that all was written. The manifest's last line says so when the folder is closed.

        Args:
            closing: made when everything is counted.
        """
        self._closing = closing

    def _remove_stale(self) -> None:
        if self._written is None:
            return
        for entry in read_manifest(self.root):
            path = self.root / entry.path
            if self._written.has(hash64(entry.path)) or ".." in PurePosixPath(entry.path).parts:
                continue
            if not path.is_symlink() and path.is_file() and _digest_of(path) == entry.sha256:
                path.unlink()


def _content(entry: Entry) -> str:
    """What a file was, in a text that can be remembered."""
    return f"{entry.path}\0{entry.sha256}"


def _digest_of(path: str | Path) -> str:
    with open(path, "rb") as file:  # noqa: PTH123 - paths are texts where there are many
        return hashlib.file_digest(file, "sha256").hexdigest()


def _linked(path: Path, source: Path) -> bool:
    """Make a hard link, if the file systems let us."""
    try:
        path.hardlink_to(source)
    except OSError:
        return False
    return True
