"""What readers share that read all their sources together, as one site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.encodings.detection import decode
from wparchive.errors import InputError
from wparchive.model import Where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from wparchive.encodings.detection import Decoded
    from wparchive.ledger import Ledger
    from wparchive.model import Record
    from wparchive.sources import Source


def read_each(
    sources: Iterable[Source], read: Callable[[Source], Iterator[Record]], ledger: Ledger
) -> Iterator[Record]:
    """Read sources one after the other; one that cannot be read costs the others nothing, and is reported.

    Args:
        sources: of one reader.
        read: reads one of them.
        ledger: takes the issues.

    Yields:
        What comes of each.

    Raises:
        InputError: if none of the sources can be read.
    """
    failures: list[InputError] = []
    taken = 0
    for source in sources:
        try:
            yield from read(source)
        except InputError as error:
            failures = failures or [error]
            ledger.report("source-unreadable", Where(source.name), error.message)
        else:
            taken += 1
    if failures and not taken:
        raise failures[0]


def decoded(data: bytes, name: str, ledger: Ledger, *, sent: str | None = None) -> Decoded:
    """Decode a page or a text, and report what its encoding is where that was not plain.

    Args:
        data: its bytes.
        name: of its source.
        ledger: takes the issues.
        sent: the label of the encoding that came along with it.
    """
    found = decode(data, sent)
    for note in found.notes:
        ledger.report(note.code, Where(name), note.detail, original=note.original)
    return found
