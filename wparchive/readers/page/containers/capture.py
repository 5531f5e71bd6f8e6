"""What a container gives: the bytes of one page, and what it says of them."""

from __future__ import annotations

from typing import NamedTuple


class Capture(NamedTuple):
    """One page as it was saved.

    Attributes:
        name: for issues and records: the source's, and the address where the source holds several pages.
        data: its bytes.
        container: the kind, as `warc` or `mhtml`; "" for a bare file.
        address: the absolute URL that it was fetched from, or None.
        captured: when, RFC 3339 with an offset, or None.
        charset: the encoding that was sent along with it, or None.
        path: of the file, for mirrors have folders that stand for addresses.
    """

    name: str
    data: bytes
    container: str = ""
    address: str | None = None
    captured: str | None = None
    charset: str | None = None
    path: str = ""
