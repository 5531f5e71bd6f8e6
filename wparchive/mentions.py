"""Whom a comment calls by name, and which comment it thereby seems to answer."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

from wparchive.model import ReplyHint
from wparchive.text import straight

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wparchive.model import Comment

_AT: Final = re.compile(r"@(?:(?<![\w./]@)(?=\w)|(?<=\A@) (?=[^\W\d_]))")
"""With a space behind it only where a line begins: `we meet @ noon`. It begins with the sign, for which it can skip."""
_NAME: Final = re.compile(r"\w+(?:[ .'-]{1,2}\w+){0,3}(?=\.?\s?:)|\w+(?:[.'-]\w+)*")
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
            if found := _FIRST.match(straight(name)):
                by_word.setdefault(found[0].casefold(), []).append(name)
        for group in by_word.values():
            group.sort(key=len, reverse=True)
        return by_word

    def mentioned(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Give the names that a text calls with `@`: an author's whole name where it is one, else the word.

        Args:
            texts: plain, the lines of one.
        """
        lines = [straight(text) for text in texts if "@" in text]
        return tuple(dict.fromkeys(self._one(line, at.end()) for line in lines for at in _AT.finditer(line)))

    def _one(self, text: str, start: int) -> str:
        first = _FIRST.match(text, start)
        assert first is not None  # the expression for `@` looks ahead
        for name in self._by_word.get(first[0].casefold(), ())[:_MOST]:
            end = start + len(name)
            if text[start:end].casefold() == straight(name).casefold() and not text[end : end + 1].isalnum():
                return name
        word = _NAME.match(text, start)
        return word[0] if word else first[0]


def hint_of(comment: Comment, earlier: Mapping[str, Comment]) -> ReplyHint | None:
    """Tell which comment another seems to answer, where its source does not show what it answers.

    Args:
        comment: which calls somebody.
        earlier: the latest comment of each author before this one, by the author's name.
    """
    if "@" not in comment.body.source:
        return None
    if comment.body.html and (found := _LINK.search(comment.body.html)):
        return ReplyHint("link", id=found[1])
    called = next((earlier[name] for name in comment.mentions if name in earlier), None)
    if called is None or (called.id is None and called.number is None):
        return None
    return ReplyHint("mention", id=called.id, number=called.number if called.id is None else None)
