"""Finished pieces of HTML, held aside while the rest of a text is rendered: code and formulas are no text."""

from __future__ import annotations

import re
from typing import Final

_SIGN: Final = "\ue001"
_TOKEN: Final = re.compile(rf"<pre>{_SIGN}([0-9]{{1,9}})b{_SIGN}</pre>|{_SIGN}([0-9]{{1,9}})i{_SIGN}", re.ASCII)


class Held:
    """The pieces of one text.

    A token stands for each. That of a block is a `<pre>`, so that a paragraph ends before it and begins behind it.
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def hold_block(self, html: str) -> str:
        """Hold a block aside, and give its token."""
        return f"<pre>{_SIGN}{self._hold(html)}b{_SIGN}</pre>"

    def hold_inline(self, html: str) -> str:
        """Hold a piece of a line aside, and give its token."""
        return f"{_SIGN}{self._hold(html)}i{_SIGN}"

    def put_back(self, html: str) -> str:
        """Put the pieces where their tokens are. What only looks like a token stays."""
        return _TOKEN.sub(self._piece, html) if self._pieces else html

    def _hold(self, html: str) -> int:
        self._pieces.append(html)
        return len(self._pieces) - 1

    def _piece(self, token: re.Match[str]) -> str:
        number = int(token[1] or token[2])
        return self._pieces[number] if number < len(self._pieces) else token[0]
