"""Records that wait on disk: what becomes of them is known only when others have passed."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Any, Final, Generic, Self, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")

_IN_MEMORY: Final = 1 << 20
"""Bytes from which on they lie on disk."""
_LENGTH: Final = 8
"""Bytes before each record that say how long it is."""


class Spool(Generic[T]):
    """Records on disk, which can be read more than once."""

    def __init__(self, kind: Any) -> None:  # noqa: ANN401 - a type, or a union of some
        """Begin without any.

        Args:
            kind: what they are.
        """
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(kind).decode
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by __exit__

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self._file.close()

    def keep(self, record: T) -> None:
        """Take one."""
        data = self._encode(record)
        self._file.write(len(data).to_bytes(_LENGTH, "little"))
        self._file.write(data)

    def __iter__(self) -> Iterator[T]:
        self._file.seek(0)
        while length := self._file.read(_LENGTH):
            yield self._decode(self._file.read(int.from_bytes(length, "little")))
