"""Where the comments of a scrape are: what finds a thread says it in these words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from wparchive.readers.text.thread.feet import Foot
    from wparchive.readers.text.thread.heads import Head

FORM: Final = frozenset({"comment-form", "akismet-notice"})
GUESSED: Final = frozenset({"inline", "answered", "paragraphs"})
"""Families in which nothing marks the beginning of a comment for sure."""


class Start(NamedTuple):
    """The beginning of one comment.

    Attributes:
        at: the line.
        indent: of that line.
        number: as printed.
        head: what stands above the text, if anything does.
        foot: what stands below it.
    """

    at: int
    indent: int
    number: int | None = None
    head: Head | None = None
    foot: Foot | None = None


class Thread(NamedTuple):
    """The comments of a scrape by their places.

    Attributes:
        starts: in order.
        end: behind the last line of the last comment.
        heading: line of the thread's heading, or None.
        family: `numbered`, `headed`, `inline`, `footed`, `answered` or `paragraphs`.
        step: columns by which one level is further in than the one above; 0 where indentation says nothing.
        top: indent of the outermost level.
    """

    starts: tuple[Start, ...]
    end: int
    heading: int | None
    family: str
    step: int = 0
    top: int = 0
