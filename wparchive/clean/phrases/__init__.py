"""What themes and plugins say around a text, by language: the last resort, where no name in the markup says it.

Each file has the phrases of one rule, one a line. In them `{}` stands for some words and `#` for a number; case, the
form of quotes and the punctuation at both ends count for nothing. Only whole lines are compared, and only lines that
nobody wrote: a comment that reads “Leave a Reply” is a comment.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LONGEST: Final = 260
"""Characters of a line that is compared, or of its beginning where a phrase ends with `{}`. Akismet has the longest."""
_EDGES: Final = " \t.…:;,!*+_»«›‹→←↑↓⇧⟩⟨>|-–—·•×▸►▼▲▾“”„\"'()[]（）「」『』《》。：！،؟?¿¡\ufeff\u200b\u200e\u200f"  # noqa: RUF001
_QUOTES: Final = str.maketrans("‘’´`′“”„«»″\xa0\u202f", '\'\'\'\'\'""""""  ')  # noqa: RUF001
_NUMBER: Final = re.compile(r"[0-9٠-٩۰-۹০-৯]+(?:[.,][0-9]+)*")  # noqa: RUF001 - Arabic, Persian and Bengali digits
_WILD: Final = "{}"
_KEY: Final = 4


class Wild(NamedTuple):
    """A phrase with words that can be any.

    Attributes:
        rule: whose phrase it is.
        parts: what stands between the free words, in order; the first and the last can be empty.
    """

    rule: str
    parts: tuple[str, ...]

    def fits(self, line: str) -> bool:
        """Whether a folded line is this phrase, with something in each free place."""
        first, *between, last = self.parts
        if not (line.startswith(first) and line.endswith(last)):
            return False
        at, end = len(first), len(line) - len(last)
        for part in between:
            found = line.find(part, at + 1, end)
            if found < 0:
                return False
            at = found + len(part)
        return at < end


class Phrases(NamedTuple):
    """Phrases, ready to be compared.

    Attributes:
        whole: the rule of each phrase without free words.
        starts: phrases with free words by their first letters, `_KEY` of them where there are so many.
        ends: those that begin with free words, by their last letters.
    """

    whole: Mapping[str, str]
    starts: Mapping[str, tuple[Wild, ...]]
    ends: Mapping[str, tuple[Wild, ...]]

    def rule_of(self, line: str) -> str | None:
        """Say which rule has a line among its phrases.

        Args:
            line: as it stands on a page.
        """
        text = folded(line)
        if not text:
            return None
        if (rule := self.whole.get(text)) is not None:
            return rule
        for length in range(_KEY, 0, -1):
            for wild in (*self.starts.get(text[:length], ()), *self.ends.get(text[-length:], ())):
                if wild.fits(text):
                    return wild.rule
        return None


def folded(line: str) -> str:
    """Give a line without what makes no difference, at most `LONGEST` characters of it."""
    line = line[: 2 * LONGEST].translate(_QUOTES).casefold()
    return _NUMBER.sub("#", " ".join(line.split()).strip(_EDGES))[:LONGEST]


def compiled(phrases: Iterable[tuple[str, str]]) -> Phrases:
    """Make phrases ready.

    Args:
        phrases: the name of a rule and a phrase of it each; of two rules with the same phrase the first has it.
    """
    whole: dict[str, str] = {}
    starts: dict[str, list[Wild]] = {}
    ends: dict[str, list[Wild]] = {}
    for rule, phrase in phrases:
        if _WILD not in phrase:
            whole.setdefault(folded(phrase), rule)
            continue
        head, *middle, tail = (" ".join(part.translate(_QUOTES).casefold().split(" ")) for part in phrase.split(_WILD))
        parts = (head.lstrip(_EDGES), *middle, tail.rstrip(_EDGES))
        table, letters = (starts, parts[0][:_KEY]) if parts[0] else (ends, parts[-1][-_KEY:])
        table.setdefault(letters, []).append(Wild(rule, parts))
    whole.pop("", None)
    return Phrases(whole, _longest_first(starts), _longest_first(ends))


def _longest_first(table: Mapping[str, list[Wild]]) -> dict[str, tuple[Wild, ...]]:
    """Put “Posted by {} in {}” before “Posted {}”, whosever it is."""
    return {
        letters: tuple(sorted(found, key=lambda wild: -sum(map(len, wild.parts)))) for letters, found in table.items()
    }


@cache
def phrases_of(rule: str) -> tuple[str, ...]:
    """Give the phrases of a rule in all languages, as its file has them."""
    import tomllib  # noqa: PLC0415 - only pages need them
    from importlib.resources import files  # noqa: PLC0415

    text = files(__package__).joinpath(f"{rule}.toml").read_text(encoding="utf-8")
    return tuple(phrase for found in tomllib.loads(text).values() for phrase in found.split("\n") if phrase)


@cache
def known_phrases(rules: tuple[str, ...]) -> Phrases:
    """Give the phrases of several rules, the first of them foremost."""
    return compiled((rule, phrase) for rule in rules for phrase in phrases_of(rule))
