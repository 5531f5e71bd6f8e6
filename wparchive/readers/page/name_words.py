"""The words in which the names of authors and commenters stand, in many languages.

`Comment by NAME`, `NAME says:`, `Pingback: NAME`. Themes that give the name no element of its own print it in the
middle of them.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from wparchive.phrases import phrases_of

_COLONS: Final = ":\uff1a"
_WRITTEN: Final = (
    "Posted|Written|Left|Submitted|Said|Geschrieben|Posté|Écrit|Publicado|Escrito|Scritto|Geplaatst|Napisał"
)
_BY: Final = "|".join(phrases_of("by"))
_ONLY_BY: Final = re.compile(rf"^(?:{_BY})\s*:?\s+(?=\S)", re.IGNORECASE)
"""`by NAME`, as it stands on the line of a date."""
_LABEL: Final = re.compile(r"^(?:[^\W\d_]{2,12}\s?[:\uff1a]|מאת|автор)\s+(?=\S)", re.IGNORECASE)
"""What an element called the author's has before the name: `Author: NAME`."""
_NO_NAME: Final = re.compile(
    r"(?:Comment|Posted|Written|Left|Submitted|Said|Published|Date|Added|Kommentar|Geschrieben|Commentaire|Comentario"
    rf"|Commento|Comentário|Reactie|Komentarz|Permalink|Link|Reply|Pingback|Trackback|{_BY})?"
    r"\s?(?:on|at|am|um|le|el|den)?[\W\d_]*",
    re.IGNORECASE,
)
"""What the theme says beside a date where it names nobody there."""
_JOINT: Final = re.compile(
    r"(?<=\S)(?:\s+(?:on|at|am|um|le|à|el|il|alle|em|às|op|om|w|dnia|o|dne|den|på|kl|в|posted|geschrieben):?)+\s*$",
    re.IGNORECASE,
)
"""What stands between a name and the date behind it."""
_TRIMMED: Final = " \t,:;|·•\uff1a\u2013\u2014-/"
_REMEMBERED: Final = 100
"""Characters of names that are kept for the next time."""
_SHORTEST: Final = 3
"""Letters of a verb behind a name that needs no colon to be one."""


def without_words(text: str, *, bare: bool = False, labelled: bool = False) -> str:
    """Give a name without the known words before and behind it.

    Args:
        text: one line.
        bare: also without a single `by`.
        labelled: also without any word before a colon: `Author: NAME`.
    """
    known = _without_words if len(text) <= _REMEMBERED else _without_words.__wrapped__
    return known(text, bare, labelled)


@lru_cache(maxsize=1 << 10)
def _without_words(text: str, bare: bool, labelled: bool) -> str:  # noqa: FBT001 - a cache takes no names
    """The same people comment on many pages of a site."""
    before = _by().match(text) or (_LABEL.match(text) if labelled else None) or (_ONLY_BY.match(text) if bare else None)
    text = text[before.end() :] if before else text
    found = _says().search(text)
    return text[: found.start()] or text if found else text


def trimmed(text: str) -> str:
    """Take signs off that stand between a name and what is beside it."""
    text = text.strip(_TRIMMED)
    for first, last in ("()", "[]"):
        if text[:1] == last or text.count(first) > text.count(last):
            text = text.strip(first + last).strip(_TRIMMED)
    return text


def is_no_name(text: str) -> bool:
    """Whether a text is what themes say beside a date where they name nobody there."""
    return _NO_NAME.fullmatch(text) is not None


def says_who(text: str) -> bool:
    """Whether a text says that somebody's name is in it: `by NAME`, `NAME says:`."""
    return bool(_by().match(text) or _ONLY_BY.match(text) or _says().search(text))


def name_in_words(text: str) -> str | None:
    """Give the name out of what stands beside a date: `Posted by NAME on`."""
    text = trimmed(without_words(_JOINT.sub("", trimmed(text)), bare=True))
    return None if is_no_name(text) else text


def named_by(text: str) -> str | None:
    """Give the name that follows words which say that one does: `Posted by NAME`, `von NAME`."""
    found = _by().match(text) or _ONLY_BY.match(text)
    return (trimmed(_JOINT.sub("", trimmed(text[found.end() :]))) or None) if found else None


def ping_named(text: str) -> str | None:
    """Tell the type of ping that a text begins with, as in `Pingback: TITLE` and `Trackback by NAME`."""
    found = _ping().match(text.strip())
    return found and ("trackback" if found[1].casefold() in _trackbacks() else "pingback")


def ping_title(text: str) -> str | None:
    """Give what a ping is called, without the word for what it is; None where there is nothing else."""
    text = text.strip()
    found = _ping().match(text)
    return (text[found.end() :] if found else text).strip() or None


@cache
def _says() -> re.Pattern[str]:
    """Without a colon only what is no name: it is not short, and has no capitals."""
    verbs = "|".join(re.escape(verb) for verb in phrases_of("says") if len(verb) >= _SHORTEST)
    return re.compile(rf"(?:\s|\b|(?<=[\u3040-\u9fff]))(?:(?i:{_any('says')})\s*[{_COLONS}]|(?:{verbs}))\s*$")


@cache
def _by() -> re.Pattern[str]:
    labels = f"{_any('comment-words')}|{_any('pings')}|{_any('trackbacks')}"
    whole = "|".join(re.escape(phrase) for phrase in phrases_of("comment-by") if not phrase.isalpha())
    return re.compile(rf"(?:{whole}|(?:{labels}|{_WRITTEN})\s*:?\s+(?:{_by_words()}))\s*:?\s+(?=\S)", re.IGNORECASE)


@cache
def _ping() -> re.Pattern[str]:
    labels = f"{_any('trackbacks')}|{_any('pings')}"
    return re.compile(rf"({labels})(?:\s?[{_COLONS}]|\s+(?:{_by_words()})\b)", re.IGNORECASE)


@cache
def _by_words() -> str:
    """A pattern of the words for `by`: the last of each phrase."""
    return "|".join(sorted({re.escape(phrase.split()[-1]) for phrase in phrases_of("comment-by")}))


@cache
def _trackbacks() -> frozenset[str]:
    return frozenset(map(str.casefold, phrases_of("trackbacks")))


@cache
def _any(kind: str) -> str:
    """A pattern of the phrases of a kind, the longest first."""
    return "|".join(map(re.escape, sorted(set(phrases_of(kind)), key=lambda phrase: (-len(phrase), phrase))))
