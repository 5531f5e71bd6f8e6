"""What other sites answered when WordPress asked them for an embed: rows `_oembed_<MD5>` of the post's meta.

The key is the MD5 of the address and of the attributes as PHP serializes them (WordPress: `WP_Embed::shortcode`).
Among those are the width that the theme gave to embeds, and a height made of it. Both are tried; an address that fits
no key is found by its most telling word among those of the addresses in the answers.
"""

from __future__ import annotations

import hashlib
import re
from functools import cached_property
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from wparchive.model import Meta

_KEY: Final = re.compile(r"_oembed_([0-9a-f]{32})")
_UNKNOWN: Final = "{{unknown}}"
"""What WordPress keeps where nobody answered."""

_WIDTHS: Final = (500, 640, 600, 650, 750, 620, 584, 604, 474, 660, 840, 525, 580, 625, 700, 720, 740, 780, 800, 550)
"""Of WordPress where the theme says nothing, and of the best-known themes; tried before all others."""
_OTHER_WIDTHS: Final = range(300, 1301)
_TRIES: Final = 20_000
"""So many keys are made for one post at most."""

_ADDRESS: Final = re.compile(r"https?://[^\s\"'<>]+")
_TELLING: Final = re.compile(r"[A-Za-z0-9_-]{6,}")


class Answers:
    """The answers in the meta of one post."""

    def __init__(self, meta: Iterable[Meta]) -> None:
        """Take them out of the meta.

        Args:
            meta: of the post.
        """
        self._html: dict[str, str] = {}
        for row in meta:
            key = _KEY.fullmatch(row.key)
            if key and isinstance(row.value, str) and row.value.strip() not in ("", _UNKNOWN):
                self._html.setdefault(key[1], row.value)
        self._width = _WIDTHS[0]
        self._left = _TRIES

    def find(self, url: str, attributes: Mapping[str, str]) -> str | None:
        """Find the answer for an address.

        Args:
            url: with `&` for `&amp;`.
            attributes: of the shortcode.

        Returns:
            HTML, or None where nobody answered.
        """
        if not self._html:
            return None
        return (
            self._by_key(url, attributes, (self._width, *_WIDTHS))
            or self._by_words.get(_telling_word(url) or "")
            or self._by_key(url, attributes, _OTHER_WIDTHS)
        )

    def _by_key(self, url: str, attributes: Mapping[str, str], widths: Iterable[int]) -> str | None:
        for width in widths:
            for serialized in _serialized(width, attributes):
                self._left -= 1
                key = hashlib.md5((url + serialized).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
                if key in self._html:
                    self._width = width
                    return self._html[key]
            if self._left <= 0:
                break
        return None

    @cached_property
    def _by_words(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for html in self._html.values():
            for address in _ADDRESS.findall(unquote(html)):
                for word in _words(address):
                    found.setdefault(word, html)
        return found


def _telling_word(url: str) -> str | None:
    """Give the longest word of an address behind the host, one with digits or capitals before all others."""
    return max(_words(url), key=lambda word: (word != word.lower() or not word.isalpha(), len(word)), default=None)


def _words(url: str) -> list[str]:
    return _TELLING.findall(url.partition("://")[2].partition("/")[2])


def _serialized(width: int, attributes: Mapping[str, str]) -> Iterator[str]:
    """Give the attributes as PHP serializes them; older WordPress gave the height as a float."""
    height = min(-(-width * 3 // 2), 1000)
    for number in (f"i:{height};", f"d:{height};"):
        values = {"width": f"i:{width};", "height": number}
        values |= {name: _php_string(value) for name, value in attributes.items()}
        inner = "".join(f"{_php_key(name)}{value}" for name, value in values.items())
        yield f"a:{len(values)}:{{{inner}}}"


def _php_key(name: str) -> str:
    return f"i:{name};" if name.isdecimal() else _php_string(name)


def _php_string(text: str) -> str:
    return f's:{len(text.encode("utf-8", "replace"))}:"{text}";'
