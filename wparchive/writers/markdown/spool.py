"""Records on disk, for what can only be written when all of them have passed."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Generic, Self, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

R = TypeVar("R")


class Spool(Generic[R]):
    """Keeps records in their order."""

    def __init__(self, kind: type[R]) -> None:
        """Begin without any.

        Args:
            kind: of the records.
        """
        self._decoder = msgspec.json.Decoder(kind)
        self._file = tempfile.SpooledTemporaryFile(max_size=1 << 20)  # noqa: SIM115 - closed by __exit__

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self._file.close()

    def keep(self, record: R) -> None:
        """Take a record."""
        self._file.write(msgspec.json.encode(record) + b"\n")

    def __iter__(self) -> Iterator[R]:
        self._file.seek(0)
        for line in self._file:
            yield self._decoder.decode(line)
