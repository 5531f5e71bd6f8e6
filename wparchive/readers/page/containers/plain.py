"""A bare file: one page or feed."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from wparchive.readers.page.containers.capture import Capture
from wparchive.sources import whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.ledger import Ledger
    from wparchive.sources import Source
_HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}", re.IGNORECASE)
_QUERY: Final = re.compile(r"/index\.(?:html?|php)[?@](.+?)(?:\.html)?\Z")
"""wget writes a query behind a `?`, or an `@` where file systems forbid that."""
_INDEX: Final = re.compile(r"/index\.html?\Z|(?<=[0-9a-z])\.html?\Z")
"""Both add `.html` to the names of pages that have none."""


def is_one(_head: bytes) -> bool:
    """Whatever no other container knows."""
    return True


def captures(source: Source, chunks: Iterator[bytes], limit: int, ledger: Ledger) -> Iterator[Capture]:
    """Give the one page; none, and an issue, where it is larger than the limit."""
    data = whole(source, chunks, limit, ledger)
    if data is not None:
        yield Capture(source.name, data, path=source.member or str(source.path))


def mirrored_address(path: str) -> str | None:
    """Give the address that a file of a mirror stands for: wget and HTTrack make a folder for each host.

    Args:
        path: as `sites/www.example.org/2012/05/a-post/index.html`.
    """
    parts = PurePath(path).parts
    hosts = [place for place, part in enumerate(parts[:-1]) if _HOST.fullmatch(part)]
    if not hosts:
        return None
    address = "/".join(parts[hosts[-1] :])
    asked = _QUERY.search(address)
    if asked is not None:
        return f"http://{address[: asked.start()]}/?{asked[1]}"
    return f"http://{_INDEX.sub('/', address)}"
