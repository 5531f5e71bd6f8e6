"""Sources: the one place that opens input.

A source is one stream of bytes with a name: a file, a member of a zip, or standard input. Compression is told by the
first bytes, not by the name. Nothing is unpacked to disk but standard input, which can be read only once.
"""

from __future__ import annotations

import contextlib
import glob
import hashlib
import os
import re
import sys
import tempfile
import zlib
from functools import partial
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from msgspec import Struct
from msgspec.structs import replace

from wparchive.errors import InputError, SourceNotFoundError
from wparchive.model import Where
from wparchive.text import sayable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from zipfile import ZipFile

    from wparchive.ledger import Ledger

CHUNK: Final = 1 << 17
HEAD: Final = 1 << 13

ZIP_MAGIC: Final = b"PK\x03\x04"
MOST_ZIPS: Final = 2
"""So many zips are opened inside of another: one can be made that holds itself."""
MOST_GROWTH: Final = 100
MOST_ANYWAY: Final = 1 << 30
"""A zip hardly gets smaller when it is packed once more: one that becomes so many times as large, and larger than this
in bytes, is a bomb."""


def _gzip(stream: BinaryIO) -> BinaryIO:
    import gzip  # noqa: PLC0415 - only when needed

    return cast("BinaryIO", gzip.GzipFile(fileobj=stream))


def _bz2(stream: BinaryIO) -> BinaryIO:
    import bz2  # noqa: PLC0415 - only when needed

    return cast("BinaryIO", bz2.BZ2File(stream))


def _xz(stream: BinaryIO) -> BinaryIO:
    import lzma  # noqa: PLC0415 - only when needed

    return cast("BinaryIO", lzma.LZMAFile(stream))


COMPRESSIONS: Final[tuple[tuple[bytes, Callable[[BinaryIO], BinaryIO]], ...]] = (
    (b"\x1f\x8b", _gzip),
    (b"BZh", _bz2),
    (b"\xfd7zXZ\x00", _xz),
)


_MAGICS: Final = tuple(magic for magic, _ in COMPRESSIONS)
_LONGEST_MAGIC: Final = max(map(len, _MAGICS))


class DamagedSourceError(InputError):
    """A compressed source breaks off or is damaged. What came before was given."""


class Source(Struct, frozen=True, kw_only=True):
    """One stream of bytes.

    Attributes:
        name: how records, issues and messages call it; never a path outside what the user named.
        path: the file on disk.
        member: the name inside the zip at `path`, or None.
        archive: that zip, opened once for all its members; None where that was not possible.
        found: it lies in a folder or zip that the user named, and was not named itself.
        meter: is told now and then which share of the file was read, from 0 to 1; not for members of a zip.
    """

    name: str
    path: Path
    member: str | None = None
    archive: ZipFile | None = None
    found: bool = False
    meter: Callable[[float], None] | None = None

    def chunks(self) -> Iterator[bytes]:
        """Give the content, decompressed, in pieces of at most `CHUNK` bytes.

        Raises:
            InputError: if it cannot be opened.
            DamagedSourceError: after everything before the damage was given.
        """
        with self._open() as raw:
            meter = self.meter if self.member is None else None
            size = (self.size() if meter is not None else 0) or 1
            for chunk in self._pieces(raw, CHUNK):
                if meter is not None:
                    meter(raw.tell() / size)
                yield chunk

    def head(self, size: int = HEAD, *, packed: bool = False) -> bytes:
        """Give the first bytes of the content, decompressed or not; an empty text if it is damaged from the start."""
        with self._open() as raw:
            try:
                return next(self._pieces(raw, size, packed=packed), b"")
            except DamagedSourceError:
                return b""

    def fingerprint(self) -> tuple[int, str]:
        """Give length in bytes and SHA-256 of the file as it lies there (of a zip's member: of its content).

        Of a member that is damaged: of what can be read.
        """
        digest, size = hashlib.sha256(), 0
        with self._open() as stream, contextlib.suppress(DamagedSourceError):
            for chunk in self._pieces(stream, CHUNK, packed=True):
                digest.update(chunk)
                size += len(chunk)
        return size, digest.hexdigest()

    def size(self) -> int:
        """Bytes of the file on disk, for progress."""
        return self.path.stat().st_size

    def _open(self) -> BinaryIO:
        """Open the file without a buffer: it is read in large pieces."""
        try:
            if self.member is None:
                return FileIO(self.path)
            if self.archive is None:
                raise ValueError("the list of its files is damaged")
            return cast("BinaryIO", self.archive.open(self.member))
        except _damage(KeyError, NotImplementedError, RuntimeError) as error:
            remedy = "" if self.member is None else "zip -FF may repair it"
            raise InputError(f"cannot be opened: {_why(error)}", place=self.name, remedy=remedy) from error

    def _pieces(self, raw: BinaryIO, size: int, *, packed: bool = False) -> Iterator[bytes]:
        """Read in pieces of one size, the last but for a damage being smaller.

        Reading piece by piece with `read` alone would lose what a decompressor has given before it fails.

        Args:
            raw: the file as it lies there.
            size: in bytes.
            packed: do not decompress.
        """
        expected, found = getattr(raw, "_expected_crc", None), 0
        if expected is not None:
            raw._expected_crc = None  # type: ignore[attr-defined]  # noqa: SLF001 - raised in place of the last piece
        parts: list[bytes] = []
        left, stream = size, raw
        try:
            stream = raw if packed else _decompressed(raw)
            read = getattr(stream, "read1", stream.read)
            while data := read(left):
                found = zlib.crc32(data, found) if expected is not None else 0
                parts.append(data)
                left -= len(data)
                if not left:
                    yield b"".join(parts)
                    parts.clear()
                    left = size
            if expected is not None and found != expected and stream is raw:
                raise ValueError("its checksum is wrong")
        except _damage() as error:
            if parts:
                yield b"".join(parts)
            raise DamagedSourceError(f"breaks off or is damaged: {error}", place=self.name) from error
        if parts:
            yield b"".join(parts)


def whole(source: Source, chunks: Iterator[bytes], limit: int, ledger: Ledger) -> bytes | None:
    """Read a source to its end, or to its damage.

    Args:
        source: the file.
        chunks: its content.
        limit: bytes at most.
        ledger: is told why it was not read, or not to its end.

    Returns:
        The bytes; None where there are more than the limit.
    """
    pieces, size = [], 0
    try:
        for piece in chunks:
            pieces.append(piece)
            size += len(piece)
            if size > limit:
                ledger.report("item-too-large", Where(source.name), f"more than {limit:,} bytes")
                return None
    except DamagedSourceError as error:
        if not pieces:
            raise
        ledger.report("document-truncated", Where(source.name), error.message)
    return b"".join(pieces)


def _damage(*more: type[Exception]) -> tuple[type[Exception], ...]:
    """What reading can raise; of the decompressors, only those that are loaded."""
    known = (("lzma", "LZMAError"), ("zipfile", "BadZipFile"))
    lazy = [getattr(sys.modules[module], name) for module, name in known if module in sys.modules]
    return EOFError, OSError, ValueError, zlib.error, *lazy, *more


def _decompressed(raw: BinaryIO) -> BinaryIO:
    head = _peek(raw)
    for magic, opener in COMPRESSIONS:
        if head.startswith(magic):
            return opener(raw)
    return raw


def _peek(raw: BinaryIO) -> bytes:
    if not isinstance(raw, FileIO):  # a zip's member, whose `seek` undoes what `_pieces` did with its checksum
        return cast("bytes", raw.peek(8))  # type: ignore[attr-defined]
    head = raw.read(8)
    raw.seek(0)
    return head


class Sources:
    """Finds the sources that a user names, and keeps the copy of standard input while they are read."""

    def __init__(self, addresses: Iterable[str], meter: Callable[[float], None] | None = None) -> None:
        """Take the addresses.

        Args:
            addresses: files, folders, globs, or `-` for standard input.
            meter: for every source, as `Source.meter`.
        """
        self._addresses = tuple(addresses)
        self._meter = meter
        self._spools: dict[str, Path] = {}
        self._archives: list[ZipFile] = []

    def __enter__(self) -> list[Source]:
        """Find them all.

        Returns:
            The sources in the order given; files of a folder and members of a zip in natural order (2 before 10).

        Raises:
            SourceNotFoundError: for an address where nothing lies.
        """
        try:
            found = [source for address in self._addresses for source in self._find(address)]
        except BaseException:
            self.__exit__()
            raise
        return found if self._meter is None else [replace(source, meter=self._meter) for source in found]

    def __exit__(self, *rest: object) -> None:
        for archive in self._archives:
            archive.close()
        for spool in self._spools.values():
            spool.unlink(missing_ok=True)

    def _find(self, address: str) -> Iterator[Source]:
        if address == "-":
            yield from self._members(
                Source(name="standard input", path=self._spooled(address, _pieces_of(sys.stdin.buffer)))
            )
            return
        path = Path(address)
        try:
            path.stat()
        except (FileNotFoundError, NotADirectoryError):
            pass  # perhaps a pattern
        except (OSError, ValueError) as error:
            raise SourceNotFoundError(f"cannot be looked at: {_why(error)}", place=address[:200]) from error
        if path.is_dir():
            for file in _files(path, address):
                yield from self._members(Source(name=sayable(file.relative_to(path).as_posix()), path=file, found=True))
        elif path.is_file():
            yield from self._members(Source(name=sayable(path.name), path=path))
        elif path.exists():  # a pipe, as `<(zcat …)` makes one
            with path.open("rb") as pipe:
                yield from self._members(Source(name=sayable(path.name), path=self._spooled(address, _pieces_of(pipe))))
        elif matches := [match for match in _matches(address) if Path(match).exists()]:
            for match in matches:
                yield from self._find(match)
        else:
            raise SourceNotFoundError("there is no such file, folder or pattern", place=address)

    def _members(self, source: Source, outer: int = 0) -> Iterator[Source]:
        """Give the files in a zip, also of one in it; what is none, or cannot be opened, as it is: reading says so."""
        try:
            raw = source.head(_LONGEST_MAGIC, packed=True)
            head = source.head(_LONGEST_MAGIC) if raw.startswith(_MAGICS) else raw
            is_zip = head.startswith(ZIP_MAGIC) and outer <= MOST_ZIPS
        except InputError:
            is_zip = False
        if not is_zip:
            yield source
            return
        import zipfile  # noqa: PLC0415 - only when needed

        path = source.path
        try:
            if source.member is not None or raw != head:
                content = _within(source.chunks(), max(MOST_GROWTH * source.size(), MOST_ANYWAY))
                path = self._spooled(f"{source.path}/{source.member}", content)
            archive = zipfile.ZipFile(path)
        except _damage(InputError):
            yield replace(source, member="", archive=None)
            return
        self._archives.append(archive)
        names = [info.filename for info in archive.infolist() if not info.is_dir()]
        for name in sorted(names, key=natural):
            member = Source(name=f"{source.name}/{name}", path=path, member=name, archive=archive, found=True)
            yield from self._members(member, outer + 1)

    def _spooled(self, address: str, chunks: Iterable[bytes]) -> Path:
        """Keep what can be read only once, or only from its beginning."""
        if address not in self._spools:
            handle, name = tempfile.mkstemp(prefix="wparchive-")
            self._spools[address] = Path(name)
            with os.fdopen(handle, "wb") as spool:
                spool.writelines(chunks)
        return self._spools[address]


def _pieces_of(stream: BinaryIO) -> Iterator[bytes]:
    return iter(partial(stream.read, CHUNK), b"")


def _within(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """Give what is no larger than a limit in bytes."""
    for chunk in chunks:
        limit -= len(chunk)
        if limit < 0:
            raise InputError("is packed more tightly than any zip")
        yield chunk


def _files(folder: Path, address: str) -> list[Path]:
    """All files in a folder, in natural order, and the folders in it that cannot be read: reading those will say so."""
    closed: list[OSError] = []
    files = [Path(root) / name for root, _, names in os.walk(folder, onerror=closed.append) for name in names]
    files = [path for path in files if path.is_file()] + [Path(error.filename) for error in closed]
    if not files:
        raise SourceNotFoundError("no file lies in this folder", place=address)
    if files == [folder]:
        raise SourceNotFoundError(f"cannot be looked at: {closed[0].strerror}", place=address)
    return sorted(files, key=lambda path: natural(str(path)))


def _why(error: Exception) -> str:
    """What went wrong, without the number and the path, which stands before it."""
    return str(getattr(error, "strerror", None) or error)


def _matches(pattern: str) -> list[str]:
    return sorted(glob.glob(pattern, recursive=True), key=natural)  # noqa: PTH207 - any pattern, any root


def natural(name: str) -> list[tuple[int, int, str]]:
    """A sort key that puts part 2 before part 10: split exports number their files without zeros."""
    return [
        (1, int(part), part) if part.isdigit() and part.isascii() and len(part) < 19 else (0, 0, part)
        for part in re.split(r"([0-9]+)", name)
    ]
