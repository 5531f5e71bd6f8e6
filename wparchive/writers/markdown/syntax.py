"""The few pieces of Markdown that are written by hand: escaped text and links. CommonMark 0.31."""

from __future__ import annotations

import re
from typing import Final

_PUNCTUATION: Final = re.compile(r"[\\`*_\[\]<~&](?:(?<![~&])|(?<=~)~|(?<=&)(?=#?\w+;))")
_ENTITY: Final = re.compile(r"&(?=#?\w+;)")
_UNSAFE_IN_URL: Final = re.compile(r"[\x00-\x20<>\\\x7f-\x9f]")
_ODD_IN_URL: Final = re.compile(r"[\x00-\x20<>()&\\\x7f-\x9f]")
_ABSOLUTE: Final = re.compile(r"https?://", re.IGNORECASE)


def escape(text: str) -> str:
    """Write text so that nothing in it is taken for Markdown or HTML.

    Args:
        text: without line breaks, and for a place within a line: what counts only at its begin is left alone.
    """
    return _PUNCTUATION.sub(r"\\\g<0>", text) if _PUNCTUATION.search(text) else text  # most names have none


def destination(url: str) -> str:
    """Write a URL as the target of a link; what would end it early is percent-encoded."""
    if not _ODD_IN_URL.search(url):
        return url
    url = _ENTITY.sub("&amp;", _UNSAFE_IN_URL.sub(_percent, url.strip()))
    return f"<{url}>" if "(" in url or ")" in url else url


def link(text: str, url: str) -> str:
    """Write a link; one whose text is its address becomes `<address>`."""
    if text == url and _ABSOLUTE.match(url) and not _UNSAFE_IN_URL.search(url):
        return f"<{url}>"
    return f"[{escape(text)}]({destination(url)})"


def is_web_address(url: str | None) -> bool:
    """Tell whether a URL is absolute and of the web; no other is made a link of a comment's author."""
    return url is not None and _ABSOLUTE.match(url) is not None


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())
