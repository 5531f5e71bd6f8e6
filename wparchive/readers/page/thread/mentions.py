"""Whom a comment calls by name, and which comment it thereby seems to answer."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

from wparchive.model import ReplyHint
from wparchive.readers.page.thread.author import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wparchive.model import Comment

_AT: Final = re.compile(r"(?<![\w./])@(?=\w)")
_NAME: Final = re.compile(r"\w+(?:[ .'-]{1,2}\w+){0,3}(?=\s?:)|\w+(?:[.'-]\w+)*")
"""`@Name Name:`, or one word."""
_LINK: Final = re.compile(r'<a\s[^<>]{0,300}?href="[^"<>]{0,300}#comment-(\d{1,20})"[^<>]{0,300}>\s*@')
_FIRST: Final = re.compile(r"\w+")
_MOST: Final = 50
"""Names with the same first word that are tried at one mention."""


class Names:
    """The names of a thread's authors, by their first words."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(dict.fromkeys(names))

    @cached_property
    def _by_word(self) -> dict[str, list[str]]:
        """Most threads call nobody, and need it not."""
        by_word: dict[str, list[str]] = {}
        for name in self._names:
            if found := _FIRST.match(folded(name)):
                by_word.setdefault(found[0].casefold(), []).append(name)
        for group in by_word.values():
            group.sort(key=len, reverse=True)
        return by_word

    def mentioned(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Give the names that a text calls with `@`: an author's whole name where it is one, else the word.

        Args:
            texts: plain, the parts of one.
        """
        if not any("@" in text for text in texts):
            return ()
        text = folded(" ".join(texts))
        found: dict[str, None] = {}
        for at in _AT.finditer(text):
            found[self._one(text, at.end())] = None
        return tuple(found)

    def _one(self, text: str, start: int) -> str:
        first = _FIRST.match(text, start)
        assert first is not None  # the expression for `@` looks ahead
        for name in self._by_word.get(first[0].casefold(), ())[:_MOST]:
            end = start + len(name)
            if text[start:end].casefold() == folded(name).casefold() and not text[end : end + 1].isalnum():
                return name
        word = _NAME.match(text, start)
        return word[0] if word else first[0]


def hint_of(comment: Comment, earlier: Mapping[str, str]) -> ReplyHint | None:
    """Tell which comment another seems to answer, where the page does not show what it answers.

    Args:
        comment: which calls somebody.
        earlier: the id of the latest comment of each author before this one.
    """
    if "@" not in comment.body.source:
        return None
    if found := _LINK.search(comment.body.source):
        return ReplyHint("link", id=found[1])
    number = next((earlier[name] for name in comment.mentions if name in earlier), None)
    return ReplyHint("mention", id=number) if number is not None else None
