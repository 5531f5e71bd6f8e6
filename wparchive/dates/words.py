"""Dates in words, as themes print them: `8. Februar 2011 um 14:00`, `February 8th, 2011 at 2:57 pm`, `2011年2月8日`.

Strict: every word of a text must be one that dates are made of, else it is no date. Nothing is taken from today, no
part that is missing is made up, and of what can be read in two ways neither is taken.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from datetime import date, time
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from wparchive.dates.calendars import SOLAR_YEARS, from_solar, without_era
from wparchive.dates.vocabulary import NOON, TOKEN, candidates, fold, primary, vocabulary, with_english, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wparchive.dates.vocabulary import Words

Order = Literal["dmy", "mdy"]

LONGEST_LINE: Final = 400
"""Characters in which a date is looked for."""
_LANGUAGES_TRIED: Final = 5
_DROPPED: Final = 4
"""Words on each side that can be left out: "8 February 2011 | 22 comments"."""
LONGEST: Final = 100
"""Characters. A longer text is no date."""
YEARS: Final = range(1900, 2060)
"""Other years are of other calendars: 2554 in Thailand, 1389 in Iran, 2067 in Nepal."""
_SOLAR: Final = 12
"""What is added to the number of a month of the solar calendar."""
_BESIDE: Final = 2
"""Words between which and the time of day stands at most one other."""
_WORDS_IN_A_NAME: Final = 5
"""`mười hai` of Vietnamese; Lingala counts its months in five words."""

_TIME: Final = re.compile(
    r"(?<![\d:.])(\d{1,2})(?::(\d{2})(?::(\d{2}))?|\s?h\s?(\d{2})(?:\s?min)?|\s?[時时点點시](?:\s?(\d{1,2})\s?[分분])?)"
    r"(?![\d:])"
)
_DOTTED_TIME: Final = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{2})()()()(?![\d.])")
"""`14.00`. Only where the day was taken out of the text, or a month is named: else it can be a day and a month."""
_YEAR_FIRST: Final = re.compile(r"(?<!\d)(\d{4})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?!\d)\.?")
_YEAR_LAST: Final = re.compile(r"(?<!\d)(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4})(?!\d)")
_YEAR: Final = re.compile(r"\d{4}")
_SHORT_YEAR: Final = re.compile(r"(?<![\d.])(\d{1,2}\.\s?(?:0?[1-9]|1[0-2])\.\s?)(\d{2})(?![\d.:])")
"""`8.2.11`, of a blog: not of 1911."""
_MONTH_NUMBER: Final = re.compile(
    r"(?<!\d)(\d{1,2})(?:\s?[月월]|-р\s?сар\w*)|(?<!\w)(?:thang|thg|th)\s?(\d{1,2})(?!\d)"  # noqa: RUF001 - Mongolian
)
_CUT_TIME: Final = re.compile(r":\d\d")
"""What follows an hour: without it, the hour of `February 2011 at 2:57` is a day."""
_MARK: Final = re.compile(r"(?<=\d)\s?[年日号號년일]")
_CLOCK: Final = "\x01"
"""Stands where the time of day was."""
_MONTH: Final = "\x02"
"""Stands before the number of a month."""
_DATE_SIGN: Final = re.compile(
    r"\d{4}\s?[-/.年년]\s?\d{1,2}\s?[-/.月월]|\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{4}|\d{1,2}\s?[月월]"
)
"""The beginning of a date without the name of a month."""
_LEAP_YEAR: Final = 2000


class Parts(Struct, frozen=True, gc=False):
    """What a text says of a date, in the site's own time.

    Attributes:
        year: None where it is not said.
        month: from 1.
        day: from 1.
        time: None where it is not said. Seconds are 0 where they are not said.
    """

    year: int | None
    month: int
    day: int
    time: time | None = None

    def value(self) -> str | None:
        """Write it as ISO 8601 does, without offset, and without a time where none is said; None without a year."""
        if self.year is None:
            return None
        day = f"{self.year:04d}-{self.month:02d}-{self.day:02d}"
        return day if self.time is None else f"{day}T{self.time.isoformat()}"


@lru_cache(maxsize=1 << 11)
def parse_words(
    text: str, language: str | None = None, order: Order | None = None, beside: frozenset[str] | None = None
) -> Parts | None:
    """Read a date.

    Args:
        text: all of it, and nothing but it.
        language: of the page, as `de-DE`. English is tried besides, for themes are often not translated; and where
            both fail, every language, provided that all which understand the text read the same.
        order: of day and month in numbers, where the page has shown it: see `numeric_order`.
        beside: where words that no language knows may stand beside the time of day, those which mean nothing: see
            `beside_times`. Of the others one may be “afternoon”: such a time is left out, if it can be before noon.

    Returns:
        Its parts, or None if it is no date, or cannot be read with certainty.
    """
    if len(text) > LONGEST or not any(map(str.isdigit, text)):
        return None
    folded = without_era(fold(text))
    own = primary(language)
    for words in _usual(own):
        if parts := _read(_with_century(folded, words), words, order, beside):
            return parts
    readings = {parts for code in candidates(folded, own) if (parts := _read(folded, words_of(code), order, beside))}
    return readings.pop() if len(readings) == 1 else None


def _with_century(text: str, words: Words) -> str:
    """Write the year of a date in full, where it is certain which of three numbers it is: as for day and month."""
    return _SHORT_YEAR.sub(r"\g<1>20\2", text) if words.order == "dmy" and not _YEAR.search(text) else text


@cache
def _usual(own: str) -> tuple[Words, ...]:
    """Give the words of a page's own language, of English, and of both together."""
    known = own in vocabulary() and own != "en"
    return (words_of(own), words_of("en"), with_english(own)) if known else (words_of("en"),)


@lru_cache(maxsize=1 << 11)
def find_words(text: str, language: str | None = None) -> tuple[Parts, str] | None:
    """Find the date in a sentence: "This entry was posted on February 8th, 2011 at 6:30 am and is filed under …".

    Args:
        text: a line.
        language: as for `parse_words`.

    Returns:
        Its parts and the words it was read from; None if there is none, or no language makes sense of it.
    """
    if not any(map(str.isdigit, text)):
        return None
    if _SHORT_YEAR.search(text) and (parts := parse_words(text, language)):  # in a sentence it can be a version
        return parts, text
    folded = without_era(fold(text[:LONGEST_LINE]))
    if len(folded) > len(text) or not text.casefold().startswith(folded[:1]):
        text = folded
    own = primary(language)
    others = itertools.islice(candidates(folded, own), _LANGUAGES_TRIED)
    for words in itertools.chain(_usual(own), map(words_of, others)):
        for run in _runs(folded, words):
            for start, end in _trimmed(run):
                if _CUT_TIME.match(folded, end):
                    continue
                if parts := _read(folded[start:end], words):
                    same = len(folded) == len(text.strip())
                    return parts, (text.strip() if same else folded)[start:end]
    return None


def _runs(text: str, words: Words) -> Iterator[list[tuple[int, int]]]:
    """Give the stretches of words of which each can be one of a date, as (start, end), where a month is among them."""
    run: list[tuple[int, int]] = []
    dated = False
    for found in itertools.chain(TOKEN.finditer(text), (None,)):
        token = found[0] if found else ""
        if found and (token[0].isdigit() or token in words.parts):
            run.append(found.span())
            dated |= token in words.month_words or bool(_DATE_SIGN.match(text, found.start()))
            continue
        if dated:
            yield run
        run, dated = [], False


def _trimmed(run: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Give a stretch, then what is left of it when words are dropped behind, then before, then on both sides."""
    drops = range(min(len(run) - 1, _DROPPED))
    for both in sorted(itertools.product(drops, drops), key=sum):
        if sum(both) < len(run) - 1:
            yield run[both[0]][0], run[len(run) - 1 - both[1]][1]


def numeric_order(texts: Iterable[str]) -> Order | None:
    """Find out in which order the dates of one page have day and month: `8/2/2011`.

    Args:
        texts: its dates, in the order in which they were written, as that of comments' ids.

    Returns:
        The order, if some number is greater than 12, or if only in one order no date lies before an earlier one;
        None if nothing says it, or two dates contradict each other.
    """
    found = [tuple(map(int, match.group(4, 1, 3))) for text in texts if (match := _YEAR_LAST.search(fold(text)))]
    if any(first > NOON for _, first, _ in found):
        return None if any(second > NOON for *_, second in found) else "dmy"
    if any(second > NOON for *_, second in found):
        return "mdy"
    day_first = _rises([(year, second, first) for year, first, second in found])
    month_first = _rises(found)
    if day_first == month_first:
        return None
    return "dmy" if day_first else "mdy"


def _rises(dates: Sequence[tuple[int, ...]]) -> bool:
    return all(a <= b for a, b in itertools.pairwise(dates))


def beside_times(texts: Iterable[str]) -> frozenset[str]:
    """Give the words beside times of day after noon, as a clock of 24 hours shows them: none of them is “afternoon”.

    Args:
        texts: dates of one page.
    """
    found: set[str] = set()
    for text in texts:
        rest, clock = _take_time(fold(text[:LONGEST]), _TIME)
        if clock is not None and not 1 <= clock[0] <= NOON:
            tokens = TOKEN.findall(rest)
            at = tokens.index(_CLOCK)
            found.update(tokens[max(at - _BESIDE, 0) : at + _BESIDE + 1])
    return frozenset(found)


def _read(text: str, words: Words, order: Order | None = None, beside: frozenset[str] | None = None) -> Parts | None:
    text, clock = _take_time(text, _TIME)
    text, numbers = _take_numbers(text, words, order)
    if numbers == ():
        return None
    if not numbers and ("th" in text or not text.isascii()):
        text = _MARK.sub(" ", _MONTH_NUMBER.sub(_as_month, text))
    if clock is None:
        text, clock = _take_time(text, _DOTTED_TIME)
    meaning = _meaning(TOKEN.findall(text), words, beside)
    if meaning is None or len(meaning.months) != (not numbers):
        return None
    if not numbers:
        years = [number for number in meaning.numbers if len(number) == 4]
        days = [number for number in meaning.numbers if len(number) < 3]
        if len(days) != 1 or len(years) > 1 or len(meaning.numbers) > len(years) + 1:
            return None
        year, month, day = int(years[0]) if years else None, meaning.months[0], int(days[0])
    elif meaning.numbers:
        return None
    else:
        year, month, day = numbers
        month += _SOLAR * (bool(words.solar) and year in SOLAR_YEARS)
    parts = _gregorian(year, month, day, words.ahead)
    return None if parts is None else _checked(parts, clock, meaning)


def _gregorian(year: int | None, month: int, day: int, ahead: int) -> Parts | None:
    """Put a date of another calendar into the Gregorian one. Of the solar one that cannot be done without a year."""
    if month <= _SOLAR:
        return Parts(year - ahead if year is not None and year not in YEARS else year, month, day)
    found = from_solar(year or 0, month - _SOLAR, day)
    return None if found is None else Parts(found.year, found.month, found.day)


def _as_month(found: re.Match[str]) -> str:
    return f" {_MONTH}{found[1] or found[2]} "


def _checked(parts: Parts, clock: tuple[int, int, int] | None, meaning: _Meaning) -> Parts | None:
    """Put day and time together, if there is such a day, on that day of the week, and such a time."""
    try:
        day = date(parts.year or _LEAP_YEAR, parts.month, parts.day)
        if clock is not None:
            hour, minute, second = clock
            doubtful = meaning.unknown and 1 <= hour <= NOON
            if meaning.noon is not None and hour <= NOON:
                hour = hour % NOON + meaning.noon
            elif meaning.noon == 0:
                return None
            parts = replace(parts, time=None if doubtful else time(hour, minute, second))
    except ValueError:
        return None
    if parts.year is not None and (
        parts.year not in YEARS or (meaning.weekday is not None and meaning.weekday != day.weekday())
    ):
        return None
    return None if meaning.noon is not None and clock is None else parts


def _take_time(text: str, form: re.Pattern[str]) -> tuple[str, tuple[int, int, int] | None]:
    """Put a sign in the place of the time of day, if there is one and not two."""
    found = form.search(text)
    if found is None or form.search(text, found.end()) is not None:
        return text, None
    hour, *rest = found.groups("")
    minute = rest[0] or rest[2] or rest[3] or "0"
    text = f"{text[: found.start()]} {_CLOCK} {text[found.end() :]}"
    return text, (int(hour), int(minute), int(rest[1] or "0"))


def _take_numbers(text: str, words: Words, order: Order | None) -> tuple[str, tuple[int, int, int] | tuple[()] | None]:
    """Take a date in numbers out of a text.

    Returns:
        The text without it, and year, month and day; nothing where their order is not certain, None if there is none.
    """
    if not ("." in text or "-" in text or "/" in text):
        return text, None
    if found := _YEAR_FIRST.search(text):
        numbers = int(found[1]), int(found[3]), int(found[4])
        return _YEAR_FIRST.sub(" ", text, 1), numbers
    found = _YEAR_LAST.search(text)
    if found is None:
        return text, None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if order is None:
        if first > NOON or second > NOON:
            order = "dmy" if first > NOON else "mdy"
        elif first == second or (found[2] == "." and words.order == "dmy"):
            order = "dmy"  # with full stops nobody else writes the month first, but for themes in English
        else:
            return text, ()
    day, month = (first, second) if order == "dmy" else (second, first)
    return _YEAR_LAST.sub(" ", text, 1), (year, month, day)


class _Meaning(Struct, frozen=True, gc=False):
    """The words of a date, with the part of the day as the hours that it adds."""

    numbers: list[str]
    months: list[int]
    weekday: int | None
    noon: int | None
    unknown: bool


def _meaning(tokens: Sequence[str], words: Words, known: frozenset[str] | None) -> _Meaning | None:
    """Say what each word of a date is; None if one of them does not belong to a date."""
    found: dict[str, list[int]] = {"month": [], "weekday": [], "noon": []}
    numbers: list[str] = []
    at = 0
    while at < len(tokens):
        token, length = tokens[at], 1
        if token[0].isdigit():
            numbers.append(token)
        elif token[0] == _MONTH:
            found["month"].append(int(token[1:]))
        elif token != _CLOCK:
            name, length = _longest_name(tokens, at, words)
            beside = _CLOCK in tokens[max(at - 1, 0) : at + length + (name not in words.around)]
            kind, value = _kind(name, words, beside_time=beside, months=found["month"])
            if not kind:
                if known is None or _CLOCK not in tokens[max(at - _BESIDE, 0) : at + _BESIDE + 1]:
                    return None
                kind = "around" if name in known else "unknown"
            found.setdefault(kind, []).append(value)
        at += length
    weekday, noon = (next(iter(found[kind]), None) for kind in ("weekday", "noon"))
    return _Meaning(numbers, found["month"], weekday, noon, "unknown" in found)


def _kind(name: str, words: Words, *, beside_time: bool, months: list[int]) -> tuple[str, int]:
    """Say what a word is. Some are several things: `am` of German and English, `mar` of `mardi` and `mars`."""
    if beside_time and name in words.noon:
        return "noon", words.noon[name]
    if name in words.around:
        return "around", 0
    month = words.months.get(name)
    if month is None and name in words.solar:
        month = words.solar[name] + _SOLAR
    if name in words.weekdays and (month is None or months):
        return "weekday", words.weekdays[name]
    month = month or _begun_month(name, words)
    return ("month", month) if month else ("", 0)


def _longest_name(tokens: Sequence[str], at: int, words: Words) -> tuple[str, int]:
    if tokens[at] not in words.beginnings:
        return tokens[at], 1
    for length in range(_WORDS_IN_A_NAME, 1, -1):
        name = " ".join(tokens[at : at + length])
        if name in words.months or name in words.weekdays or name in words.noon:
            return name, length
    return tokens[at], 1


def _begun_month(word: str, words: Words) -> int | None:
    """The month that a shortened name of at least three letters stands for, if it can only be one."""
    if sum(map(str.isalpha, word)) < 3:
        return None
    months = {month for name, month in words.months.items() if name.startswith(word) and _ends_at(name, len(word))}
    return months.pop() if len(months) == 1 else None


def _ends_at(name: str, size: int) -> bool:
    """Whether a name can be cut there: not between a letter and its vowel sign, as in the scripts of India."""
    return not unicodedata.category(name[size : size + 1] or " ").startswith("M")
