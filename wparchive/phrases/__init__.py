"""What themes and plugins say around a text, by language: the last resort, where no name in the markup says it.

Each file has the phrases of one kind, one a line: those of a rule of the cleaner, or words around comments, as what
stands behind a name (`says`). In them `{}` stands for some words and `#` for a number; case, the form of quotes and the
punctuation at both ends count for nothing. Rules compare whole lines, and only lines that nobody wrote: a comment that
reads “Leave a Reply” is a comment.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LONGEST: Final = 260
"""Characters of a line that is compared, or of its beginning where a phrase ends with `{}`. Akismet has the longest."""
_EDGES: Final = " \t.…:;,!*+_»«›‹→←↑↓⇧⟩⟨>|-–—·•×▸►▼▲▾“”„\"'()[]（）「」『』《》。：！،؟?¿¡\ufeff\u200b\u200e\u200f"  # noqa: RUF001
_QUOTES: Final = tuple(zip("‘’´`′“”„«»″\xa0\u202f", '\'\'\'\'\'""""""  ', strict=True))  # noqa: RUF001
_NUMBER: Final = re.compile(r"[0-9٠-٩۰-۹০-৯]+(?:[.,][0-9]+)*")  # noqa: RUF001 - Arabic, Persian and Bengali digits
NO_SPACES: Final = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff]")
"""Scripts that put no space between words."""
_LABELS: Final = frozenset(
    {"post-details", "author-box", "comment-form", "share-buttons", "network-names", "related-posts", "further-reading"}
)
"""Rules with words that name what a colon separates from them."""
_MOST_WORDS: Final = 9
_MOST_LETTERS: Final = 30
_FEW_LETTERS: Final = 2
_WILD: Final = "{}"
_KEY: Final = 4


class Wild(Struct, frozen=True, gc=False):
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


class Phrases(Struct, frozen=True, gc=False):
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

    def rule_beginning(self, line: str, least: int = 2) -> str | None:
        """Say which rule has a phrase that a line begins with.

        Args:
            line: as it stands on a page. Of several phrases the longest counts.
            least: words of a phrase; one is enough where a colon stands behind it and the rule has labels like that.
        """
        text = folded(line)
        words = text.split(" ")
        for size in range(min(len(words) - 1, _MOST_WORDS), 0, -1):
            bare = " ".join(words[:size]).strip(_EDGES)
            rule = self.whole.get(bare)
            labelled = rule in _LABELS and words[size - 1][-1] in ":\uff1a"
            if rule is not None and (labelled or bare.count(" ") + 1 >= least):
                return rule
        if not NO_SPACES.search(text[:_MOST_LETTERS]):
            return None
        sizes = range(min(len(text), _MOST_LETTERS), _FEW_LETTERS, -1)
        found = ((text[:size], self.whole.get(text[:size])) for size in sizes)
        return next((rule for begin, rule in found if rule is not None and NO_SPACES.search(begin)), None)


def folded(line: str) -> str:
    """Give a line without what makes no difference, at most `LONGEST` characters of it."""
    return _bare(_small(line[: 2 * LONGEST]))


def _small(text: str) -> str:
    for sign, plain in _QUOTES:  # several times as fast as `translate`
        text = text.replace(sign, plain)
    return _NUMBER.sub("#", text.casefold())


def _bare(small: str) -> str:
    return " ".join(small.split()).strip(_EDGES)[:LONGEST]


def compiled(phrases: Iterable[tuple[str, str]]) -> Phrases:
    """Make phrases ready.

    Args:
        phrases: the name of a rule and a phrase of it each; of two rules with the same phrase the first has it.
    """
    whole: dict[str, str] = {}
    wilds: list[Wild] = []
    pairs = list(phrases)
    small = _small("\n".join([phrase.replace("\n", " ") for _, phrase in pairs]))  # all at once: there are thousands
    for (rule, _), phrase in zip(pairs, small.split("\n"), strict=False):
        if _WILD in phrase:
            wilds.append(_wild(rule, phrase))
        else:
            whole.setdefault(_bare(phrase), rule)
    return _indexed(whole, wilds)


def _wild(rule: str, phrase: str) -> Wild:
    head, *middle, tail = phrase.split(_WILD)
    return Wild(rule, (head.lstrip(_EDGES), *middle, tail.rstrip(_EDGES)))


def _indexed(whole: dict[str, str], wilds: Iterable[Wild]) -> Phrases:
    starts: dict[str, list[Wild]] = {}
    ends: dict[str, list[Wild]] = {}
    for wild in wilds:
        first, last = wild.parts[0], wild.parts[-1]
        table, letters = (starts, first[:_KEY]) if first else (ends, last[-_KEY:])
        table.setdefault(letters, []).append(wild)
    whole.pop("", None)
    return Phrases(whole, _longest_first(starts), _longest_first(ends))


def _longest_first(table: Mapping[str, list[Wild]]) -> dict[str, tuple[Wild, ...]]:
    """Put “Posted by {} in {}” before “Posted {}”, whosever it is."""
    return {
        letters: tuple(sorted(found, key=lambda wild: -sum(map(len, wild.parts)))) for letters, found in table.items()
    }


@cache
def _by_language(kind: str) -> Mapping[str, tuple[str, ...]]:
    import tomllib  # noqa: PLC0415 - only pages need them
    from importlib.resources import files  # noqa: PLC0415

    text = files(__package__).joinpath(f"{kind}.toml").read_text(encoding="utf-8")
    return {code: tuple(filter(None, found.split("\n"))) for code, found in tomllib.loads(text).items()}


@cache
def phrases_of(kind: str) -> tuple[str, ...]:
    """Give the phrases of a rule, or the words of a kind, in all languages, as its file has them."""
    return tuple(phrase for found in _by_language(kind).values() for phrase in found)


@cache
def languages_of(kinds: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Give the languages of each phrase of some kinds, those with free words left out; phrases are folded."""
    found: dict[str, dict[str, None]] = {}
    for kind in kinds:
        for code, phrases in _by_language(kind).items():
            for phrase in phrases:
                found.setdefault(folded(phrase), {})[code] = None
    return {phrase: tuple(codes) for phrase, codes in found.items()}


@cache
def _compiled(rule: str) -> Phrases:
    """The phrases of one rule, ready: several sets of rules have it."""
    return compiled((rule, phrase) for phrase in phrases_of(rule))


@cache
def known_phrases(rules: tuple[str, ...]) -> Phrases:
    """Give the phrases of several rules, the first of them foremost."""
    whole: dict[str, str] = {}
    wilds: list[Wild] = []
    for found in map(_compiled, rules):
        whole = {**found.whole, **whole}
        wilds += (wild for table in (found.starts, found.ends) for group in table.values() for wild in group)
    return _indexed(whole, wilds)
