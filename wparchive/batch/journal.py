"""The journal of a batch: one line for each source that was finished, written when it was."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, BinaryIO, Final, Literal, Self

import msgspec
from msgspec import Struct

from wparchive.paths import safe_name
from wparchive.targets import unwritable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

JOURNAL: Final = ".wparchive-batch.jsonl"
"""Name of the journal in the folder of the results."""


class State(Struct, frozen=True):
    """What a result depends on: it is still good as long as this is the same.

    Attributes:
        path: absolute path of the source.
        bytes: its size.
        modified: when it was changed last, in nanoseconds of the file system's clock.
        format: of the result.
        options: fingerprint of all options.
    """

    path: str
    bytes: int
    modified: int
    format: str
    options: str


class Outcome(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What became of one source.

    Attributes:
        source: as the user named it, or as it lies in the folder that was named.
        result: name of the file or folder that was made of it.
        outcome: `done` or `failed`.
        before: it was done by an earlier run.
        code: where it failed, what the command line would have exited with.
        message: where it failed, why: one line.
        posts: how many posts were read.
        comments: how many comments were read.
        lost: how many issues of severity `lost` there were.
        state: of the source when it was read.
    """

    source: str
    result: str
    outcome: Literal["done", "failed"]
    before: bool = False
    code: int = 0
    message: str = ""
    posts: int = 0
    comments: int = 0
    lost: int = 0
    state: State


class Journal:
    """The journal while a batch runs."""

    def __init__(self, folder: Path, *, write: bool) -> None:
        """Open it.

        Args:
            folder: of the results.
            write: else nothing is written.
        """
        self._path = folder / JOURNAL
        self._write = write
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        if self._write:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self._path.open("ab")
                # A line that a crash cut short must not swallow the next one.
                if self._file.tell():
                    self._file.write(b"\n")
            except OSError as error:
                raise unwritable(error, self._path) from error
        return self

    def __exit__(self, *failure: object) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):  # what could not be written was said when it was entered
                self._file.close()

    def enter(self, outcome: Outcome) -> None:
        """Add a line. It is on the disk when this returns.

        Raises:
            DestinationError: if it cannot be written.
        """
        if self._file is None:
            return
        try:
            self._file.write(msgspec.json.encode(outcome) + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise unwritable(error, self._path) from error


def read_journal(folder: Path) -> Iterator[Outcome]:
    """Give the lines of a journal, the oldest first; none where there is none.

    Lines that cannot be read are passed over, as are those whose result would lie outside: what they speak of is done
    once more.
    """
    path = folder / JOURNAL
    if not path.is_file():
        return
    decoder = msgspec.json.Decoder(Outcome)
    with path.open("rb") as lines:
        for line in lines:
            try:
                outcome = decoder.decode(line)
            except (msgspec.MsgspecError, UnicodeDecodeError):
                continue
            if outcome.result and outcome.result == safe_name(outcome.result):
                yield outcome
