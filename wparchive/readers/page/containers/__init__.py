"""Containers: what a page was saved in, one kind a module. What comes out are the bytes of pages, one after another."""

from __future__ import annotations

from importlib import import_module
from itertools import chain
from typing import TYPE_CHECKING, Final

from wparchive.sources import HEAD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.ledger import Ledger
    from wparchive.options import ReadOptions
    from wparchive.readers.page.containers.capture import Capture
    from wparchive.sources import Source

_KINDS: Final = ("warc", "mhtml", "webarchive", "plain")
"""Modules, each with `is_one(head)` and `captures(source, chunks, limit, ledger)`; the last takes everything."""


def captures(source: Source, options: ReadOptions, ledger: Ledger) -> Iterator[Capture]:
    """Give the pages that a source holds.

    Args:
        source: a file of any kind of container.
        options: the limit of a page's size.
        ledger: is told what is passed over.

    Raises:
        InputError: if the source cannot be read.
    """
    chunks = source.chunks()
    first = next(chunks, b"")
    for kind in _KINDS:
        module = import_module(f"wparchive.readers.page.containers.{kind}")
        if module.is_one(first[:HEAD]):
            yield from module.captures(source, chain((first,), chunks), options.max_item_bytes, ledger)
            return
