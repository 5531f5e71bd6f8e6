"""A scrape, line by line, with what each line is found to be looked up once."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Final

from wparchive.readers.text.extractors import linked, unbroken, with_bullets, without_scaffold
from wparchive.readers.text.lines import Line, Mark, Words, aligned, lines_of, mark_of, words_of
from wparchive.readers.text.phrases import Heading, heading_of, is_reply, kind_of, language_in
from wparchive.readers.text.thread.heads import LOOKED_AT, Head, date_in, head_of, is_date

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST: Final = 400
_LAST_DAY: Final = 31
_LOOKED_AT: Final = 60
_NOTHING: Final = re.compile(r"\d{0,5}|\[[^\[\]]{1,80}\]")


class Scrape:
    """The lines of one scrape. Places are indices in `lines`, in which blank lines do not count."""

    def __init__(self, text: str) -> None:
        lines = lines_of(text)
        self._markdown = any(line.text.startswith("# ") or "](" in line.text for line in lines)
        self.lines: list[Line] = aligned(linked(unbroken(with_bullets(without_scaffold(lines)))))
        self._words: dict[int, Words] = {}
        self._heads: dict[int, Head | None] = {}

    def __len__(self) -> int:
        return len(self.lines)

    @cached_property
    def marks(self) -> Sequence[Mark | None]:
        """What marks each line as an item; None for lines that are none, as `25. Februar 2015`."""
        return [None if mark and self._is_date(line, mark) else mark for line, mark in _marked(self.lines)]

    @cached_property
    def headings(self) -> dict[int, Heading]:
        """The lines that can head a thread."""
        found: dict[int, Heading] = {}
        bare: Counter[str] = Counter()
        for at, line in enumerate(self.lines):
            heading = heading_of(self.words(at).text) if len(line.text) < _LONGEST else None
            if heading is not None and self.marks[at] is None:
                found[at] = heading
                bare[self.words(at).text] += heading.stated is None
        counted = any(heading.stated is not None for heading in found.values())
        return {
            at: heading
            for at, heading in found.items()
            if heading.stated is not None or (bare[self.words(at).text] == 1 and not (counted and self._answers(at)))
        }

    @cached_property
    def language(self) -> str | None:
        """In which the theme speaks."""
        return language_in(self.words(at).text for at in range(len(self)))

    def _answers(self, at: int) -> bool:
        """In German the link below each comment, and the heading of all of them, is `Antworten`."""
        return is_reply(self.words(at).text)

    @staticmethod
    def _is_date(line: Line, mark: Mark) -> bool:
        if mark.number is None or mark.number > _LAST_DAY or not mark.text:
            return False
        if not mark.text[0].isalpha():
            return len(line.text) < _LOOKED_AT and is_date(line.text)
        found = date_in(words_of(line.text[:_LOOKED_AT]).text)
        return found is not None and not found[0].strip()

    def words(self, at: int) -> Words:
        """A line without its mark and without inline markup."""
        if at not in self._words:
            mark = self.marks[at]
            text = mark.text if mark is not None else self.lines[at].text
            # Themes count comments themselves, below the number of the list.
            self._words[at] = words_of("" if mark is not None and text.isdigit() else text, markdown=self._markdown)
        return self._words[at]

    def head(self, at: int) -> Head | None:
        """The head of the comment that would begin at a line."""
        if at not in self._heads:
            first = [self.words(at)]
            for below in range(at + 1, min(at + LOOKED_AT, len(self.lines))):
                if self.marks[below] is not None:
                    break
                first.append(self.words(below))
            marked = self.marks[at] is not None
            head = head_of(first, marked=marked)
            bare = next((below for below, words in enumerate(first) if not _NOTHING.fullmatch(words.text)), 0)
            if bare and marked and (found := head_of(first[bare:], marked=True)) is not None:
                head = found._replace(lines=found.lines + bare)  # a picture, or the theme's own count
            self._heads[at] = head
        return self._heads[at]

    def kind(self, at: int) -> str | None:
        """The kind of boilerplate that the words of a line are known as."""
        return kind_of(self.words(at).text)


def _marked(lines: Sequence[Line]) -> list[tuple[Line, Mark | None]]:
    return [(line, mark_of(line)) for line in lines]
