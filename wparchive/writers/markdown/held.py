"""What is held aside while turbohtml writes the rest of a page."""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import Final

from turbohtml import Element, Text


class Held:
    """Raw HTML and Markdown that is held aside while turbohtml writes the rest.

    A token stands for each piece. It is made of NUL, which no text of an HTML tree can hold (WHATWG HTML, 13.2.5: it
    is dropped or becomes U+FFFD), and begins and ends with a punctuation mark, as the pieces do: on that it depends
    whether a `*` beside it can be emphasis.
    """

    END: Final = "%\0\0%"
    """The token between two fragments."""

    BREAK: Final = "%\0\0\0%"
    """The token before a line break that is the end of a paragraph."""

    _TOKEN: Final = re.compile("%\0([0-9]+)\0%")
    _MARGIN: Final = " >-*+.)0123456789"
    _LIST_MARKER: Final = re.compile("[^>]")
    _TAG: Final = re.compile(r"</?\w")
    _REST: Final = re.compile(r"[^\S\n]*\n")
    _BLANK: Final = re.compile(r"\n[> ]*\n[> ]*")
    _WINDOW: Final = 300
    """How far around a block its indentation is looked for, in characters."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self.left_out: Counter[str] = Counter()
        """Names of the elements that come out neither as Markdown nor as HTML."""

    def leave_out(self, name: str) -> None:
        """Name an element that shows something, and is left out."""
        self.left_out[name] += 1

    def hold(self, piece: str) -> Text:
        """Hold a piece aside.

        Args:
            piece: one that ends in a newline is a block: it is to stand in a paragraph of its own, and gets the
                indentation of its place and the blank line after it that ends raw HTML (CommonMark 4.6). An empty
                block is but a blank line.

        Returns:
            The node that stands for it.
        """
        self._pieces.append(piece)
        return Text(f"%\0{len(self._pieces) - 1}\0%")

    def hold_block(self, piece: str) -> Element:
        """Hold a block aside, in the paragraph that it needs."""
        return Element("p", children=[self.hold(f"{piece}\n")])

    def anchor(self, name: str) -> Text:
        """Hold a place aside that links can lead to."""
        return self.hold(f'<span id="{html.escape(name)}"></span>')

    def put_back(self, markdown: str) -> str:
        """Put the pieces where their tokens are."""
        kept, done = [], 0
        while (nul := markdown.find("\0", done)) >= 0:  # a regular expression takes five times as long
            close = markdown.find("\0", nul + 1)
            if close == nul + 1:
                end, text = _end_paragraph(markdown, nul + len(self.BREAK) - 1)
            else:
                end, piece = close + 2, self._pieces[int(markdown[nul + 1 : close])]
                if piece == "\n" and (blank := self._BLANK.match(markdown, end)):
                    end, piece = blank.end(), ""
                text = self._fit(piece, markdown, nul - 1, end)
            kept += [markdown[done : nul - 1], text]
            done = end
        return "".join([*kept, markdown[done:]])

    def put_into(self, markup: str) -> str:
        """Put the pieces into HTML that is to be held itself."""
        return self._TOKEN.sub(lambda token: self._pieces[int(token[1])].rstrip("\n"), markup)

    def _fit(self, piece: str, text: str, start: int, end: int) -> str:
        """Fit a piece into its line."""
        before = text[max(start - self._WINDOW, 0) : start].rpartition("\n")[2]
        if not piece.endswith("\n"):
            # A tag alone on its line would begin a block of HTML (CommonMark 4.6, the seventh kind).
            alone = self._TAG.match(piece) and self._REST.match(text, end) and not before.strip(self._MARGIN)
            return f"{piece}&#32;" if alone else piece
        margin = self._LIST_MARKER.sub(" ", before)
        next_line = text[end + 1 : end + self._WINDOW].partition("\n")[0]
        if next_line.replace(" ", "") in ("", margin.replace(" ", "")):
            piece = piece[:-1]  # a blank line follows, or nothing
        return piece.replace("\n", f"\n{margin}")


_LINE_BREAK: Final = re.compile(r"(<br>)|(?: *|\\)\n([> ]*)")


def _end_paragraph(markdown: str, at: int) -> tuple[int, str]:
    """Write two line breaks as the end of a paragraph; in the cell of a table there is none."""
    line_break = _LINE_BREAK.match(markdown, at)
    if line_break is None:
        return at, ""
    in_cell, margin = line_break.groups()
    return line_break.end(), "<br><br>" if in_cell else f"\n{margin.rstrip()}\n{margin}"
