"""Addresses of the web. Sources hold some that are none, at which Python's own functions raise."""

from __future__ import annotations

from typing import Final
from urllib.parse import SplitResult, urlsplit

_NONE: Final = SplitResult("", "", "", "", "")


def split_url(url: str) -> SplitResult:
    """Split an address; all parts are empty where it cannot be an address, as `http://[name`."""
    try:
        return urlsplit(url)
    except ValueError:
        return _NONE
