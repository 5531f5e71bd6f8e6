"""Addresses of the web. Sources hold some that are none, at which Python's own functions raise."""

from __future__ import annotations

from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

_NONE: Final = SplitResult("", "", "", "", "")


def split_url(url: str) -> SplitResult:
    """Split an address; all parts are empty where it cannot be an address, as `http://[name`."""
    try:
        return urlsplit(url)
    except ValueError:
        return _NONE


def absolute(href: str | None, base: str | None) -> str | None:
    """Make an address absolute.

    Args:
        href: as a link has it.
        base: the absolute URL of the page, or None.

    Returns:
        The address, or None where it is none of the web, or relative to nobody knows what.
    """
    href = (href or "").strip()
    if href.startswith(("http://", "https://")) and href.isascii() and "[" not in href and "]" not in href:
        return href  # nearly all links are such; of other hosts' names, some cannot be split into their parts
    try:
        joined = urljoin(base or "", href)
        urlsplit(joined)  # without a base, nothing has looked at it yet
    except ValueError:  # `http://[name`
        return None
    return joined if joined.startswith(("http://", "https://")) else None
