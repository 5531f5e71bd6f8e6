"""Sources: the one place that opens input.

A source is one stream of bytes with a name: a file, a member of a zip, or standard input. Compression is told by the
first bytes, not by the name. Nothing is unpacked to disk but standard input, which can be read only once.
"""

from __future__ import annotations

import glob
import hashlib
import os
import re
import shutil
import sys
import tempfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from msgspec import Struct
from msgspec.structs import replace

from wparchive.errors import InputError, SourceNotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

CHUNK: Final = 1 << 17
HEAD: Final = 1 << 13

ZIP_MAGIC: Final = b"PK\x03\x04"


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


class DamagedSourceError(InputError):
    """A compressed source breaks off or is damaged. What came before was given."""


class Source(Struct, frozen=True, kw_only=True):
    """One stream of bytes.

    Attributes:
        name: how records, issues and messages call it; never a path outside what the user named.
        path: the file on disk.
        member: the name inside the zip at `path`, or None.
        meter: is told now and then which share of the file was read, from 0 to 1; not for members of a zip.
    """

    name: str
    path: Path
    member: str | None = None
    meter: Callable[[float], None] | None = None

    def chunks(self) -> Iterator[bytes]:
        """Give the content, decompressed, in pieces of at most `CHUNK` bytes.

        Raises:
            InputError: if it cannot be opened.
            DamagedSourceError: after everything before the damage was given.
        """
        with self._open() as raw:
            stream = _decompressed(raw)
            meter = self.meter if self.member is None else None
            size = self.size() or 1
            while chunk := self._read(stream, CHUNK):
                if meter is not None:
                    meter(raw.tell() / size)
                yield chunk

    def head(self, size: int = HEAD) -> bytes:
        """Give the first bytes of the content, decompressed; an empty text if it is damaged from the start."""
        with self._open() as raw:
            try:
                return self._read(_decompressed(raw), size)
            except DamagedSourceError:
                return b""

    def fingerprint(self) -> tuple[int, str]:
        """Give length in bytes and SHA-256 of the file as it lies there (of a zip's member: of its content)."""
        digest, size = hashlib.sha256(), 0
        with self._open() as stream:
            while chunk := self._read(stream, CHUNK):
                digest.update(chunk)
                size += len(chunk)
        return size, digest.hexdigest()

    def size(self) -> int:
        """Bytes of the file on disk, for progress."""
        return self.path.stat().st_size

    def _open(self) -> BinaryIO:
        try:
            if self.member is None:
                return self.path.open("rb")
            import zipfile  # noqa: PLC0415 - only when needed

            return cast("BinaryIO", zipfile.ZipFile(self.path).open(self.member))
        except (OSError, ValueError, KeyError, NotImplementedError, RuntimeError) as error:
            raise InputError(f"cannot be opened: {error}", place=str(self.path)) from error

    def _read(self, stream: BinaryIO, size: int) -> bytes:
        try:
            return stream.read(size)
        except _damage() as error:
            raise DamagedSourceError(f"breaks off or is damaged: {error}", place=self.name) from error


def _damage() -> tuple[type[Exception], ...]:
    """What reading can raise; of the decompressors, only those that are loaded."""
    known = (("lzma", "LZMAError"), ("zipfile", "BadZipFile"))
    lazy = [getattr(sys.modules[module], name) for module, name in known if module in sys.modules]
    return EOFError, OSError, ValueError, zlib.error, *lazy


def _decompressed(raw: BinaryIO) -> BinaryIO:
    head = _peek(raw)
    for magic, opener in COMPRESSIONS:
        if head.startswith(magic):
            return opener(raw)
    return raw


def _peek(raw: BinaryIO) -> bytes:
    peek = getattr(raw, "peek", None)
    return cast("bytes", peek(8))[:8] if peek else b""


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
        self._spool: Path | None = None

    def __enter__(self) -> list[Source]:
        """Find them all.

        Returns:
            The sources in the order given; files of a folder and members of a zip in natural order (2 before 10).

        Raises:
            SourceNotFoundError: for an address where nothing lies.
        """
        found = [source for address in self._addresses for source in self._find(address)]
        return found if self._meter is None else [replace(source, meter=self._meter) for source in found]

    def __exit__(self, *rest: object) -> None:
        if self._spool is not None:
            self._spool.unlink(missing_ok=True)

    def _find(self, address: str) -> Iterator[Source]:
        if address == "-":
            yield from _members(Source(name="standard input", path=self._spooled()))
            return
        path = Path(address)
        if path.is_dir():
            files = sorted((p for p in path.rglob("*") if p.is_file()), key=lambda p: natural(str(p)))
            for file in files:
                yield from _members(Source(name=_sayable(file.relative_to(path).as_posix()), path=file))
        elif path.exists():
            yield from _members(Source(name=_sayable(path.name), path=path))
        elif matches := sorted(glob.glob(address, recursive=True), key=natural):  # noqa: PTH207 - any pattern, any root
            for match in matches:
                yield from self._find(match)
        else:
            raise SourceNotFoundError("there is no such file, folder or pattern", place=address)

    def _spooled(self) -> Path:
        if self._spool is None:
            handle, name = tempfile.mkstemp(prefix="wparchive-")
            self._spool = Path(name)
            with os.fdopen(handle, "wb") as spool:
                shutil.copyfileobj(sys.stdin.buffer, spool, CHUNK)
        return self._spool


def _sayable(name: str) -> str:
    """A file's name as records can hold it: bytes that are no UTF-8 become U+FFFD."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _members(source: Source) -> Iterator[Source]:
    with source._open() as stream:  # noqa: SLF001 - the same module
        head = stream.read(4)
    if head != ZIP_MAGIC:
        yield source
        return
    import zipfile  # noqa: PLC0415 - only when needed

    try:
        with zipfile.ZipFile(source.path) as archive:
            names = [info.filename for info in archive.infolist() if not info.is_dir()]
    except zipfile.BadZipFile as error:
        raise InputError(f"is a damaged zip: {error}", place=source.name, remedy="zip -FF may repair it") from error
    for name in sorted(names, key=natural):
        yield Source(name=f"{source.name}/{name}", path=source.path, member=name)


def natural(name: str) -> list[tuple[int, int, str]]:
    """A sort key that puts part 2 before part 10: split exports number their files without zeros."""
    return [
        (1, int(part), part) if part.isdigit() and part.isascii() and len(part) < 19 else (0, 0, part)
        for part in re.split(r"([0-9]+)", name)
    ]
