"""What was fetched, on disk: files by their content, and which address had which.

    files/ab/abcdef…   a file, named by its SHA-256
    parts/12           a file of which a part is there
    index.sqlite       which address has which file; which address has which part, and by what to tell that it is
                       still a part of the same

A run that is killed at any moment leaves a cache that the next one goes on with: bytes are written without delay, and
an address is entered when its file is in place.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import time
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from wparchive.errors import DestinationError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import FileIO
    from pathlib import Path

INDEX: Final = "index.sqlite"
_PAUSE: Final = 0.2
"""Seconds between two looks at a cache that another run has."""
_SCHEMA: Final = """
PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS files (url TEXT PRIMARY KEY, sha256 TEXT, bytes INTEGER, mime TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS parts (number INTEGER PRIMARY KEY, url TEXT UNIQUE, validator TEXT, total INTEGER);
BEGIN EXCLUSIVE; COMMIT;
"""


class Stored(NamedTuple):
    """A file that is there.

    Attributes:
        path: where it lies.
        sha256: of its content.
        bytes: its size.
        mime: its media type.
        ours: it lies in the cache, where nobody else changes it.
    """

    path: Path
    sha256: str
    bytes: int
    mime: str
    ours: bool = True


class Cache:
    """One folder of files; one run has it at a time."""

    def __init__(self, root: Path, *, wait: bool = False) -> None:
        """Open it, and make it where it is missing.

        Args:
            root: the folder.
            wait: until no other run has it.

        Raises:
            DestinationError: if it cannot be made, or another run has it.
        """
        self.root = root
        try:
            for name in ("files", "parts"):
                (root / name).mkdir(parents=True, exist_ok=True)
            (root / ".gitignore").write_bytes(b"*\n")
            self._index = _opened(root / INDEX, wait=wait)
        except OSError as error:
            raise DestinationError(f"cannot be made: {error.strerror}", place=str(root)) from error
        except sqlite3.DatabaseError as error:
            busy = isinstance(error, sqlite3.OperationalError)
            what = "is in use by another run" if busy else f"is damaged: {error}"
            raise DestinationError(what, place=str(root / INDEX), remedy="" if busy else "remove it") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._index.close()

    def get(self, url: str) -> Stored | None:
        """Give the file of an address, None if it is not there."""
        row = self._index.execute("SELECT sha256, bytes, mime FROM files WHERE url = ?", (url,)).fetchone()
        return Stored(self._path(row[0]), *row) if row else None

    def holds(self, url: str) -> bool:
        """Tell whether the file of an address is there, and as it was: the result may have a hard link to it."""
        stored = self.get(url)
        if stored is None or (stored.path.is_file() and hash_of(stored.path) == stored.sha256):
            return stored is not None
        self._index.execute("DELETE FROM files WHERE url = ?", (url,))
        return False

    def keep(self, url: str, part: Part, mime: str) -> Stored:
        """Take a file that is whole."""
        digest, size = hash_of(part.path), part.size
        path = self._path(digest)
        path.parent.mkdir(exist_ok=True)
        part.close()
        part.path.replace(path)
        self._index.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", (url, digest, size, mime))
        self._index.execute("DELETE FROM parts WHERE url = ?", (url,))
        return Stored(path, digest, size, mime)

    @contextlib.contextmanager
    def part(self, url: str) -> Iterator[Part]:
        """Open the part of a file that is there, which may be nothing; it is kept where it can be gone on with."""
        self._index.execute("INSERT OR IGNORE INTO parts (url, validator) VALUES (?, '')", (url,))
        number, validator, total = self._index.execute(
            "SELECT number, validator, total FROM parts WHERE url = ?", (url,)
        ).fetchone()
        part = Part(self, url, self.root / "parts" / str(number))
        part.validator, part.total = validator, total
        if part.size and not validator:
            part.restart()
        try:
            yield part
        finally:
            part.close()
            if not part.size or not part.validator:
                part.path.unlink(missing_ok=True)
                self._index.execute("DELETE FROM parts WHERE url = ?", (url,))

    def enter_part(self, part: Part) -> None:
        """Remember by what to tell whether a part is still one of the file at its address."""
        self._index.execute(
            "UPDATE parts SET validator = ?, total = ? WHERE url = ?", (part.validator, part.total, part.url)
        )

    def _path(self, digest: str) -> Path:
        return self.root / "files" / digest[:2] / digest


def _opened(path: Path, *, wait: bool) -> sqlite3.Connection:
    """Open an index for this run alone."""
    while True:
        index = sqlite3.connect(path, isolation_level=None, timeout=1)
        try:
            index.executescript(_SCHEMA)
        except sqlite3.Error as error:
            index.close()
            if not wait or error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                raise
            time.sleep(_PAUSE)
        else:
            return index


class Part:
    """A file that is being fetched.

    Attributes:
        path: where it lies.
        size: how many bytes are there.
        validator: the strong ETag or the date by which a server tells whether the file is still the same; "" for none.
        total: how many bytes the whole has, None where the server did not say.
    """

    def __init__(self, cache: Cache, url: str, path: Path) -> None:
        """Open it."""
        self.url = url
        self.path = path
        self.validator = ""
        self.total: int | None = None
        self._cache = cache
        self._file: FileIO = path.open("ab", buffering=0)  # a killed run leaves what it had
        self.size = self._file.tell()

    def restart(self, validator: str = "", total: int | None = None) -> None:
        """Begin again."""
        self._file.truncate(0)
        self.size = 0
        self.validator, self.total = validator, total
        self._cache.enter_part(self)

    def write(self, data: bytes) -> None:
        """Add bytes at the end."""
        left = memoryview(data)
        while left:
            left = left[self._file.write(left) or 0 :]
        self.size += len(data)

    def head(self, size: int) -> bytes:
        """Give the first bytes."""
        with self.path.open("rb") as file:
            return file.read(size)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def hash_of(path: Path) -> str:
    """Give the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
