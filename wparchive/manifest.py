"""The list of what was written into a folder, which lies in it: for a later run, and for whoever wants to check it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import msgspec
from msgspec import Struct

from wparchive.errors import DestinationError
from wparchive.model import End  # noqa: TC001 - msgspec reads the annotations
from wparchive.options import WriteOptions  # noqa: TC001 - msgspec reads the annotations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

T = TypeVar("T")

MANIFEST: Final = ".wparchive.jsonl"
"""Name of the file that lists what was written into a folder, so that a later run knows what is its own."""

UNFINISHED: Final = f"{MANIFEST}.part"
"""Name of that file until the run is done; it stays where one was stopped."""

MEDIA_CACHE: Final = ".wparchive-media"
"""Name of the folder in it where fetched files lie until they are in their places, and for the next run."""


class Entry(Struct, frozen=True, omit_defaults=True):
    """One line of a folder's manifest: a file that was written, and what stands in it.

    Attributes:
        path: relative to the folder.
        sha256: of its content.
        bytes: its size.
        post: the post that the file is about.
        beside: it holds the comments of that post, whose page is another file.
        posts: how many other posts it holds the whole of, as a row of a list.
        comments: how many comments.
    """

    path: str
    sha256: str
    bytes: int
    post: str | None = None
    beside: bool = False
    posts: int = 0
    comments: int = 0


class Closing(Struct, frozen=True):
    """The last line of a folder's manifest. A folder without it was not written to its end.

    Files of comments have the same where their format has room for it.

    Attributes:
        end: what was counted while it was written, and the hash of the lines before this one.
        options: how it was written, so that it can be held against its sources again.
        format: name of the writer.
    """

    end: End
    options: WriteOptions
    format: str = "markdown"


def encode_closing(closing: Closing, sha256: str) -> bytes:
    """Give a closing as JSON, on one line.

    Args:
        closing: without a hash.
        sha256: of what it closes.
    """
    end = msgspec.structs.replace(closing.end, sha256=sha256)
    # Sets have no order of their own.
    return msgspec.json.encode(msgspec.structs.replace(closing, end=end), order="deterministic")


def read_manifest(root: Path, name: str = MANIFEST) -> Iterator[Entry]:
    """Give the entries of a folder's manifest, none if there is none.

    Args:
        root: the folder.
        name: of the file. One that a run left unfinished may break off in its last line.

    Raises:
        DestinationError: if the manifest is not one of ours.
    """
    decoder = msgspec.json.Decoder(Entry)
    for line in _manifest_lines(root, name):
        if not line.startswith(_CLOSING_START) and (name == MANIFEST or line.endswith(b"\n")):
            yield _decoded(decoder, line, root)


def written_files(root: Path) -> Iterator[Entry]:
    """Give all that is ours in a folder: what its manifest lists, and what a run wrote that was not finished.

    Raises:
        DestinationError: as `read_manifest`.
    """
    for name in (MANIFEST, UNFINISHED):
        yield from read_manifest(root, name)


def is_whole(root: Path) -> bool:
    """Tell whether a folder was written to its end, and no later run has begun to write there since.

    Raises:
        DestinationError: as `read_manifest`.
    """
    return not (root / UNFINISHED).exists() and read_end(root) is not None


def read_end(root: Path) -> Closing | None:
    """Give the last line of a folder's manifest, None if it was cut short or there is none.

    Raises:
        DestinationError: if it is not one of ours.
    """
    last = b""
    for line in _manifest_lines(root, MANIFEST):
        last = line
    return _decoded(msgspec.json.Decoder(Closing), last, root) if last.startswith(_CLOSING_START) else None


_CLOSING_START: Final = b'{"end":'


def _manifest_lines(root: Path, name: str) -> Iterator[bytes]:
    path = root / name
    try:
        if path.is_file():
            with path.open("rb") as lines:
                yield from lines
    except OSError as error:
        raise DestinationError(f"cannot be read: {error.strerror}", place=str(path)) from error


def _decoded(decoder: msgspec.json.Decoder[T], line: bytes, root: Path) -> T:
    try:
        return decoder.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise DestinationError(f"is damaged: {error}", place=str(root / MANIFEST), remedy="remove it") from error
