"""What a file of comments says of itself: what was counted, how it was written, and a hash of it.

A folder's manifest has the same in its last line.

JSON and XML have it in their last line, a backup of Remark42 in its first, a database of Isso among its preferences;
a CSV table has no room.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Protocol

from wparchive.manifest import Closing, encode_closing

if TYPE_CHECKING:
    from wparchive.ledger import Ledger
    from wparchive.options import WriteOptions


class Output(Protocol):
    """Takes bytes."""

    def write(self, data: bytes, /) -> int:
        """Take the next ones."""


class Sealed:
    """An output whose bytes are hashed as they pass."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._digest = hashlib.sha256()

    def write(self, data: bytes) -> None:
        """Write the next bytes."""
        self._digest.update(data)
        self._output.write(data)

    def seal(self, ledger: Ledger, options: WriteOptions, name: str) -> bytes:
        """Give the closing of what was written.

        Args:
            ledger: of the run, everything counted.
            options: of the writer.
            name: of the format.
        """
        return encode_closing(Closing(ledger.end(), options, name), self._digest.hexdigest())
