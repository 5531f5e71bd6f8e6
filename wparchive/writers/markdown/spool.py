"""Records that wait for the end of the stream, on disk."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")


class Spool(Generic[T]):
    """Records on disk: what becomes of them is known only when others have passed."""

    def __init__(self, kind: Any) -> None:  # noqa: ANN401 - a type, or a union of some
        """Begin without any.

        Args:
            kind: what they are.
        """
        self._kind = kind
        self._spool = tempfile.SpooledTemporaryFile(max_size=1 << 16)  # noqa: SIM115 - closed by __exit__

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self._spool.close()

    def keep(self, record: T) -> None:
        """Take one."""
        self._spool.write(msgspec.json.encode(record) + b"\n")

    def __iter__(self) -> Iterator[T]:
        self._spool.seek(0)
        decoder: msgspec.json.Decoder[T] = msgspec.json.Decoder(self._kind)
        for line in self._spool:
            yield decoder.decode(line)
