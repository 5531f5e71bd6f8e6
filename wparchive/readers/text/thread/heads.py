"""What stands above a comment, or below it: its author's name, its date, the words around them.

Each shape is one function: it looks at the first lines and says what it found, or None.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.dates.vocabulary import fold, weekdays
from wparchive.dates.words import find_words, parse_words
from wparchive.readers.text.phrases import (
    heading_of,
    is_beside_name,
    is_reply,
    kind_of,
    only_says,
    ping_of,
    reply_at_end,
    says,
    says_glued,
    without_badge,
    without_by,
    without_verb,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wparchive.dates.words import Parts
    from wparchive.readers.text.lines import Words

SAYS: Final = "says"
DATED: Final = "dated"
REPLY: Final = "reply"
PING: Final = "ping"
DATE: Final = "date"
LOOKED_AT: Final = 5
"""Lines of a comment in which its head can stand."""

_DATED: Final = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4}|\d\s?[\u5e74\u6708\ub144\uc6d4]|\bago\b|\d(?:st|nd|rd|th)\b"
)
_COUNTED: Final = re.compile(r"\(\d{1,5}\)\Z")
"""How many posts there are of a month: `February 2020 (3)` is no third of February."""
_AGO: Final = re.compile(r"(?:\babout |\ban? )?\d* ?(?:second|minute|hour|day|week|month|year)s? ago", re.IGNORECASE)
_DIGITS: Final = re.compile(
    r"\d{1,4}[\d\s.,:/@-]{5,36}(?:[ap]m)?|\d{1,4}(?:[./-]\s?\d{1,4}){2}\.?,?\s(?:\w{1,8}\s)?\(?\d{1,2}[:.]\d\d\)?",
    re.IGNORECASE,
)
"""A date that need not be certain: `18.07, 2011 @ 11:43`, `8. 2. 2011 (14:00)`."""
_NAMES_TOO: Final = (None, "author-box", "share", "sidebar")
"""Kinds of which some phrases are names as well: `X`, `Links`."""
_LONGEST_NAME: Final = 60
_MOST_WORDS: Final = 7
_LONGEST_DATE: Final = 90
_LONGEST_INLINE: Final = 130
_TRIMMED: Final = " \t,:;|\u00b7\u2022\uff1a\u2013\u2014-@"
_AROUND_DATE: Final = re.compile(
    r"[\s,|\u00b7\u2022#@()\[\]\u2013\u2014-]+|(?:at|on|am|um|le|\u00e0|permalink|edit|said|says)\b", re.IGNORECASE
)
_NO_NAME: Final = re.compile(
    r"https?://|www\.|[{}<>]|\A[@#\"\u201c\u201e\u00ab(\[]|[!?;,:\u2026]\Z|\w{3,}\.\Z|\.\.\.|\A[\d\W]+\Z"
)
_TIME: Final = re.compile(r"\d{1,2}[:.h]\d\d(?::\d\d)?(?:\s?[ap]\.?m\.?)?", re.IGNORECASE)
_FEW: Final = 8
_LAST_DAY: Final = 31
_MONTHS: Final = 12
_JOINERS: Final = frozenset({"on", "am", "le", "el", "il", "em", "op", "den", "at", "um"})
"""Words before a date, which stand on a line of their own where each element does."""
_BEFORE_DATE: Final = re.compile(rf"\s(?:{'|'.join(sorted(_JOINERS))})\Z")
_BEFORE_NAME: Final = re.compile(
    r"\A(?:[^\s@]\S{0,200}@\S{1,200}\s+|\[[^\[\]]{0,40}\]\s*|[*\u2022\u25cf\u25cb\u25a0\u25a1\u25aa]\s+|_+\s)+(?=\S)"
)
"""What programs print for a picture, addresses in its words among it, or for a bullet."""
_GLUED: Final = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")
"""Where an element ends and the next begins without a space: `Ada Post authorMarch 3, 2012`."""
_LETTERS: Final = re.compile(r"\w+")
_NUMBERS: Final = re.compile(
    r"(?<![\d.])\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{2,4}(?!\.?\d)(?:[ ,@]+(?:\w+ )?\d{1,2}:\d\d(?:\s?[ap]m)?)?"
)
"""A date in numbers whose order is not certain."""
_INITIAL: Final = re.compile(r"[^\W\d_]\.\s+")
"""What a date can seem to begin with, and is of the name before it: `Ada O. July 14` is not of some o'clock."""
_VERSION: Final = re.compile(r"(?<!\d)\d{1,2}\s\d{4}\s[^\W\d]")
"""Numbers of versions: `Lathe 10 2004 May Update`. No language puts the year between day and month."""
_DASH: Final = re.compile(r"\s(?:[\u2014\u2013|\u00b7\u2022]|-{1,2})\s")


class Head(NamedTuple):
    """The head of a comment.

    Attributes:
        shape: which it has.
        lines: how many lines it takes.
        name: None where it says none.
        date: as written; None where it says none.
        rest: what follows on its last line and is of the comment.
        type: of the comment.
    """

    shape: str
    lines: int
    name: str | None = None
    date: str | None = None
    rest: str = ""
    type: str = "comment"


def is_date(text: str) -> bool:
    """Whether a line is a date and nothing else, the label of a link aside."""
    if len(text) > _LONGEST_DATE or not _DATED.search(text) or _COUNTED.search(text):
        return False
    text = reply_at_end(text).strip(_TRIMMED + "#.")
    if _AGO.fullmatch(text) or _DIGITS.fullmatch(text) or parse_words(text) is not None:
        return True
    found = date_in(text)
    return found is not None and not found[0].strip(_TRIMMED) and _is_around(found[2])


def date_in(text: str) -> tuple[str, str, str] | None:
    """Find a date: what stands before it, its words, and what follows."""
    if not _DATED.search(text) or _COUNTED.search(text):
        return None
    if found := _AGO.search(text):
        return text[: found.start()], found[0], text[found.end() :]
    if len(text) > 400:
        return None
    said = find_words(text) if not _VERSION.search(text) else None
    at = text.lower().find(said[1].lower()) if said is not None and len(text.lower()) == len(text) else -1
    if said is None or at < 0:
        numbers = _NUMBERS.search(text)
        if numbers is None or not _can_be_day(numbers[0]):
            return None
        return text[: numbers.start()], numbers[0], text[numbers.end() :]
    end = at + len(said[1])
    if initial := _INITIAL.match(text, at, end):
        at = initial.end()
    at -= _weekday_before(text[:at], said[0])
    return text[:at], text[at:end], text[end:]


def _can_be_day(text: str) -> bool:
    """Whether three numbers are those of a day, in whatever order; others are numbers of versions."""
    first, second, third = map(int, re.findall(r"\d+", text)[:3])
    days = (second, third) if first > _LAST_DAY else (first, second)
    return 1 <= min(days) <= _MONTHS and max(days) <= _LAST_DAY


def _weekday_before(text: str, parts: Parts) -> int:
    """Tell how many letters the right day of the week takes at the end of a text, in whatever language it is said."""
    word = text.rstrip(_TRIMMED).rpartition(" ")[2].lstrip(_TRIMMED)
    if (
        parts.year is None
        or not word
        or date(parts.year, parts.month, parts.day).weekday() not in weekdays().get(fold(word.rstrip(".")), ())
    ):
        return 0
    return len(text) - text.rindex(word)


def _is_around(text: str) -> bool:
    """Whether what follows a date is of it, or the label of a link."""
    text = reply_at_end(f" {text.strip()}")
    rest = _AROUND_DATE.sub("", _TIME.sub("", text))
    return not rest.strip() or is_reply(text) or (rest != text and len(rest) <= _FEW and bool(_TIME.search(text)))


def is_name(text: str) -> bool:
    """Whether a line can be a name: short, and no sentence."""
    if not text or len(text) > _LONGEST_NAME or len(text.split()) > _MOST_WORDS or _NO_NAME.search(text):
        return False
    return not is_reply(text) and not _stands_between(text) and kind_of(text) in _NAMES_TOO and heading_of(text) is None


def cleaned(name: str) -> str:
    """Give a name without what themes and extractors put around it: a verb, a badge, words for its picture."""
    name = _BEFORE_DATE.sub("", without_badge(without_verb(_BEFORE_NAME.sub("", name))))
    name = name.removesuffix(" __").rstrip(",;")
    half = len(name) // 2
    doubled = name[half : half + 1] == " " and name[:half] == name[half + 1 :]  # the words for the picture as well
    return name[:half] if doubled else name


def _pinging(lines: Sequence[Words], *, marked: bool) -> Head | None:  # noqa: ARG001 - of one shape with the others
    """`Pingback: TITLE`."""
    found = ping_of(lines[0].text)
    if found is None and len(lines) > 1 and lines[0].text[-1] in ":\uff1a" and len(lines[1].text) < _LONGEST_INLINE:
        found = ping_of(f"{lines[0].text} {lines[1].text}")
        return Head(PING, 2, found[1], type=found[0]) if found else None
    return Head(PING, 1, found[1], type=found[0]) if found else None


def _saying(lines: Sequence[Words], *, marked: bool) -> Head | None:  # noqa: ARG001
    """`NAME says:`, with the date behind it or on the next line."""
    taken = 1
    found = says(lines[0].text)
    if found is None and len(lines) > 1 and is_date(lines[1].text):
        found = says_glued(lines[0].text)
    if found is None and len(lines) > 1 and only_says(lines[1].text) and is_name(lines[0].text):
        found, taken = (lines[0].text, ""), 2
    if found is None or not found[0] or len(found[0]) > 100 or found[0].startswith(("@", "\u201c", '"')):
        return None
    name, rest = found
    if (dated := date_in(name)) and (
        is_name(before := dated[0].strip(_TRIMMED))
        or (_BEFORE_DATE.match(f" {dated[1].partition(' ')[0]}") and _is_around(dated[2]))
    ):  # `NAME on DATE said:`; the title of a post that links here is longer than a name
        return Head(SAYS, taken, cleaned(before), name[len(dated[0]) :].strip(), rest)
    name = cleaned(name)
    if rest and is_date(rest):
        return Head(SAYS, taken, name, reply_at_end(rest))
    if not rest and len(lines) > taken and is_date(lines[taken].text):
        return Head(SAYS, taken + 1, name, reply_at_end(lines[taken].text))
    if rest and (dated := date_in(rest[:_LONGEST_INLINE])) and not dated[0].strip(_TRIMMED):
        return Head(SAYS, taken, name, dated[1], rest[len(dated[0]) + len(dated[1]) :].strip())
    return Head(SAYS, taken, name, None, rest)


def _scattered(lines: Sequence[Words], *, marked: bool) -> Head | None:  # noqa: ARG001
    """`NAME`, `on`, `DATE`, `said:` where each element has a line of its own."""
    for verb in range(2, min(len(lines), 4)):
        between = lines[1].text if verb > 2 else ""
        dated = is_date(lines[verb - 1].text) and len(between) <= _FEW and is_name(lines[0].text)
        if dated and only_says(lines[verb].text):
            return Head(SAYS, verb + 1, cleaned(lines[0].text), lines[verb - 1].text)
    return None


def _named_and_dated(lines: Sequence[Words], *, marked: bool) -> Head | None:
    """`NAME DATE Reply` on one line."""
    text = lines[0].text
    found = (date_in(text) or date_in(_GLUED.sub(" ", text))) if len(text) <= _LONGEST_INLINE else None
    if found is None:
        return None
    before, date, after = found
    name = without_by(before.strip(_TRIMMED)).strip(_TRIMMED)
    if not _is_around(after) or not is_name(name) or (not marked and name[-1:] == "."):
        return None
    return Head(DATED, 1, cleaned(name), date)


def _named_above_date(lines: Sequence[Words], *, marked: bool) -> Head | None:  # noqa: ARG001
    """NAME, and the date on the next line."""
    if len(lines) < 2 or not is_name(name := without_by(lines[0].text).rstrip(",")):
        return None
    if len(lines) > 2 and _spelled(name).startswith(f"{_spelled(lines[1].text)} ") and is_date(lines[2].text):
        return Head(DATED, 3, lines[1].text, reply_at_end(lines[2].text))  # `NAME Avatar` stands for the picture
    for at in (1, 2):
        if len(lines) > at and is_date(lines[at].text):
            answer = len(lines) > at + 2 and is_reply(lines[at + 1].text)
            return Head(DATED, at + 1 + answer, cleaned(name), reply_at_end(lines[at].text))
        passed = len(lines) > at and _stands_between(lines[at].text)
        if len(lines) > at and not passed and not is_reply(lines[at].text):
            return None
    return None


def _spelled(name: str) -> str:
    """The letters of a name: the words for its picture have other quotation marks."""
    return " ".join(_LETTERS.findall(fold(name)))


def _stands_between(text: str) -> bool:
    """Whether a line stands between a name and a date: `says`, `on`, `wrote on`."""
    before, _, last = text.rpartition(" ")
    joins = last.casefold() in _JOINERS
    return is_beside_name(text) or (joins and (not before or is_beside_name(before)))


def _colon_above_date(lines: Sequence[Words], *, marked: bool) -> Head | None:  # noqa: ARG001
    """`NAME:` in whatever words, and the date on the next line; each on a line of its own where nothing is joined."""
    for colon in range(min(len(lines) - 1, 3)):
        text = lines[colon].text.rstrip()
        if text[-1:] not in (":", "\uff1a"):
            if not is_name(text):
                return None
            continue
        if colon and _speaks_alone(text):
            return None
        name = " ".join([line.text for line in lines[: colon + 1]]).rstrip(_TRIMMED)
        name = cleaned(name)
        named = is_name(name) and is_date(lines[colon + 1].text) and (colon < 2 or len(text) <= 2)
        return Head(SAYS, colon + 2, name, reply_at_end(lines[colon + 1].text)) if named else None
    return None


def _speaks_alone(text: str) -> bool:
    """Whether a line with a colon has a name of its own, so that what stands above it is none: `NAME says:`."""
    return not only_says(text) and (len(text.split()) > 1 or says_glued(text) is not None or text[0].isupper())


def _named_above_reply(lines: Sequence[Words], *, marked: bool) -> Head | None:
    """NAME, and the link to answer on the next line, where an item of a list begins."""
    if marked and len(lines) > 2 and is_name(lines[0].text) and is_reply(lines[1].text):
        return Head(REPLY, 2, lines[0].text)
    return None


def _dated_alone(lines: Sequence[Words], *, marked: bool) -> Head | None:
    """A date and nobody's name, where an item begins or the date leads to the comment."""
    if (marked or lines[0].comment) and is_date(lines[0].text):
        return Head(DATE, 1, None, reply_at_end(lines[0].text))
    return None


_SHAPES: Final[tuple[Callable[..., Head | None], ...]] = (
    _pinging, _saying, _scattered, _colon_above_date, _named_and_dated, _named_above_date, _named_above_reply,
    _dated_alone,
)  # fmt: skip


def head_of(lines: Sequence[Words], *, marked: bool) -> Head | None:
    """Read the head of a comment.

    Args:
        lines: its first lines, `LOOKED_AT` of them.
        marked: it begins with a number or a bullet.
    """
    if not lines or not lines[0].text or len(lines[0].text) > 400:
        return None
    return next((found for shape in _SHAPES if (found := shape(lines, marked=marked)) is not None), None)


def inline_head(text: str) -> Head | None:
    """Read a head that stands on one line with the text: `NAME February 8, 2011 at 2:00 pm I find …`."""
    found = date_in(text[:_LONGEST_INLINE])
    if found is None:
        return None
    name = without_by(found[0].strip(_TRIMMED)).strip(_TRIMMED)
    rest = text[len(found[0]) + len(found[1]) :].strip(_TRIMMED)
    if not is_name(name) or not rest or len(name) > 40:
        return None
    return Head("inline", 1, name, found[1], rest)


def foot_of(text: str) -> tuple[str, str] | None:
    """Read what old themes print below a comment: `Comment by NAME — DATE @ TIME`.

    Returns:
        What stands before the dash, and the date.
    """
    if len(text) > 200 or not _DATED.search(text) or not (dashes := list(_DASH.finditer(text))):
        return None
    name, date = text[: dashes[-1].start()], text[dashes[-1].end() :]
    date = reply_at_end(date.replace("@", " "))
    if not is_date(" ".join(date.split())) or len(name) > 120 or not name.strip():
        return None
    return name.strip(), " ".join(date.split())
