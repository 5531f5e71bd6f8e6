"""When a comment was written: what the page says in words and what it says for machines, each tried against the other.

Themes get the second wrong: one prints the same `datetime` for every comment, one prints `3:37 pm` in it. Where the two
differ over a page, the words are right: people have read them. Unless they are farther apart than clocks can be; then a
word means something else than we think.
"""

from __future__ import annotations

import itertools
import re
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from wparchive.dates import MAX_OFFSET, QUARTER, offset_text
from wparchive.dates.relative import is_relative
from wparchive.dates.vocabulary import NOON
from wparchive.dates.words import beside_times, find_words, parse_words
from wparchive.readers.page.thread.dates.habits import habits_of
from wparchive.readers.page.thread.dates.readings import further_readings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wparchive.readers.page.page import Page
    from wparchive.readers.page.thread.dates.readings import Reading, Said

_SAMPLES: Final = 3
"""Comments whose words are read to see whether the page's `datetime` can be trusted."""
_EXTRA: Final = 8
"""Words before a date that are no part of it: `Posted by Ada Lo on`."""
_LOCAL: Final = len("2011-02-08T06:30:00")
_NUMBERS: Final = re.compile(r"(?<!\d)\d{1,4}([./-])\d{1,2}\1\d{2,4}(?!\d)")
_DATED: Final = re.compile(rf"{_NUMBERS.pattern}|(?<![\d./-])\d{{1,2}}[./-]\d{{1,2}}\s\D{{0,8}}\d{{1,2}}:\d\d(?!\d)")
"""A date in numbers; without a year only before a time of day: `02-23 10:05`."""
_ORDINAL: Final = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_TIME: Final = re.compile(r"(?<![\d.:/-])\d{1,2}[:h]\d{2}(?::\d{2})?(?!\d|:\d)(?:\s?[ap]\.?m\b)?", re.IGNORECASE)
_ENDS_IN_TIME: Final = re.compile(r"\d[:h.]\d{2}$")
_WORD_FIRST: Final = re.compile(r"\s*[^\W\d_]")


class When(Struct, frozen=True, gc=False):
    """A comment's date.

    Attributes:
        published: ISO 8601, with an offset where the page states one, and without a time where it states none.
        raw: the words, where they are all that there is.
        leaves: indices of the leaves that say it.
        before: what its leaves say before it.
        after: what they say behind it.
        inferred: the year is concluded.
    """

    published: str | None = None
    raw: str | None = None
    leaves: frozenset[int] = frozenset()
    before: str = ""
    after: str = ""
    inferred: bool = False


def dates_of(said: Sequence[Said], numbers: Sequence[str | None], page: Page) -> list[When]:
    """Read the dates of a page's comments.

    Args:
        said: by each.
        numbers: their ids: they rise with time, which shows in which order day and month stand.
        page: for its language, and for when its post was written.

    Returns:
        The date of each.
    """
    said = _without_constant(said)
    texts = _first_texts(said, numbers)
    words = _Words(page, texts)
    trust = _trust(said, words)
    bare = [at for at, one in enumerate(said) if not one.leaves and one.machine is None]
    read = _unmarked_dates([said[at] for at in bare], words)
    stated = [when.published for when in read if when.published]
    if len(bare) < len(said) and len(stated) >= _SAMPLES and len(set(stated)) == 1:
        read = [replace(when, published=None) for when in read]  # one theme prints the post's own date at every ping
    found = dict(zip(bare, read, strict=True))
    dates = [found[at] if at in found else _date(one, words, trust=trust) for at, one in enumerate(said)]
    return _without_halves(dates, said, numbers)


def _without_halves(dates: list[When], said: Sequence[Said], numbers: Sequence[str | None]) -> list[When]:
    """Leave out times of a clock that says not whether it is before noon: on one day they fall while the ids rise.

    It is WordPress's own format in Estonian.
    """
    timed = [(int(number or 0), when.published or "") for number, when in zip(numbers, dates, strict=True)]
    shown = [value for _, value in sorted(timed) if len(value) == _LOCAL]
    falls = any(a > b and a[:10] == b[:10] for a, b in itertools.pairwise(shown))
    if None in numbers or not falls or not all(1 <= int(value[11:13]) <= NOON for value in shown):
        return dates
    return [
        replace(when, published=value[:10], raw=one.readings[0].text if one.readings else None)
        if len(value) == _LOCAL
        else when
        for when, one, (_, value) in zip(dates, said, timed, strict=True)
    ]


def _unmarked_dates(said: Sequence[Said], words: _Words) -> list[When]:
    """Read dates that nothing calls one: outside the text if most comments have one, in it only if nearly all have."""
    outside = _all_dates(map(_only_loose, said), words, (len(said) + 1) // 2 - 1)
    if outside is not None:
        return outside
    if len(said) >= _SAMPLES:
        anywhere = _all_dates(map(_loosened, said), words, len(said) // 5)
        if anywhere is not None:
            return anywhere
    return [When()] * len(said)


def _all_dates(said: Iterable[Said], words: _Words, most: int) -> list[When] | None:
    """Read the dates of comments; None as soon as more than so many have none."""
    dates: list[When] = []
    for one in said:
        when = _date(one, words, trust=False)
        most -= not (when.published or when.raw)
        if most < 0:
            return None
        dates.append(when)
    return dates


def _loosened(said: Said) -> Said:
    return replace(said, readings=tuple([replace(reading, loose=True) for reading in said.readings]))


def _only_loose(said: Said) -> Said:
    return replace(said, readings=tuple([reading for reading in said.readings if reading.loose]))


def _first_texts(said: Sequence[Said], numbers: Sequence[str | None]) -> list[str]:
    """Give what each comment says of its date, in the order of the ids; without them, in that of the page."""
    ids = [int(number) for number in numbers if number is not None]
    if len(ids) < len(numbers):
        ids = list(range(len(numbers)))
    texts = sorted((number, _shown(one)) for number, one in zip(ids, said, strict=True) if one.readings)
    return [text for _, text in texts]


def _shown(one: Said) -> str:
    """Give what a comment says of its date; where only the time is the link to it, with what stands beside."""
    first = one.readings[0].text
    if not _TIME.fullmatch(first):
        return first
    return max((reading.text for reading in further_readings(one)), key=_figures, default=first)


def _figures(text: str) -> int:
    return sum(map(str.isdigit, text))


class _Words:
    """Reads dates in the words of one page."""

    def __init__(self, page: Page, texts: Sequence[str]) -> None:
        self._language = page.language
        self._texts = texts
        self._habits = habits_of(texts, page)
        self._order = self._habits.order

    @cached_property
    def _beside(self) -> frozenset[str]:
        """Most pages are in a language that is known, and need it not."""
        return beside_times(self._texts)

    def read(self, said: Said) -> tuple[str, Reading] | None:
        """Give the first that is a date, ISO 8601 without offset; first of all those that say a time of day."""
        first = self.whole(said.readings[0]) if said.readings else None
        if first is not None and len(first) > 10:
            return first, said.readings[0]
        readings = [*said.readings, *further_readings(said)]
        best = None
        for read in (self._whole, self.part, self._freely, self._sentence):
            for reading in readings:
                found = read(reading)
                if found is not None and len(found[0]) > 10:
                    return found
                if found is not None and best is None:
                    best = found
            if best is not None and not any(_TIME.search(reading.text) for reading in readings):
                break
        return best

    def _plain(self, text: str) -> str:
        """A date without what themes in English print in every language, and the colon behind it: `8th`."""
        return _ORDINAL.sub("", self._habits.plain(text).rstrip(" :"))

    def whole(self, reading: Reading) -> str | None:
        """Read a text that is a date and nothing else."""
        parts = parse_words(self._plain(reading.text), self._language, self._order)
        return parts.value() if parts is not None else None

    def _whole(self, reading: Reading) -> tuple[str, Reading] | None:
        value = self.whole(reading)
        while value is not None and reading.before:  # `NAME on Tuesday, February 8, 2011`
            before, _, word = reading.before.rpartition(" ")
            longer = replace(reading, text=f"{word} {reading.text}", before=before)
            if self.whole(longer) != value:
                break
            reading = longer
            if not word.isalnum():
                break  # `Comment by Maria D — May 8, 2011`: what stands before a dash is no part of the date
        return None if value is None else (value, reading)

    def part(self, reading: Reading) -> tuple[str, Reading] | None:
        """Read one text: if it may, without the first words of it, or the numbers in it alone."""
        rest = self._plain(reading.text)
        dropped: list[str] = []
        for _ in range(_EXTRA + 1 if reading.loose else 1):
            parts = parse_words(rest, self._language, self._order)
            if parts is not None:
                value = parts.value()
                return None if value is None else (value, _cut(reading, " ".join(dropped), ""))
            word, _, rest = rest.partition(" ")
            if not rest:
                break
            dropped.append(word)
        return self._numbers(reading) if reading.loose else None

    def _freely(self, reading: Reading) -> tuple[str, Reading] | None:
        """Read a text with words in it that no language knows, beside the time of day."""
        if not reading.loose:
            return None
        parts = parse_words(self._plain(reading.text), self._language, self._order, self._beside)
        value = parts.value() if parts is not None else None
        return None if value is None else (value, reading)

    def _numbers(self, reading: Reading) -> tuple[str, Reading] | None:
        """Read a date in numbers between words of another language than the page says: `le 8.2.2011 à 14:00`."""
        text = self._habits.plain(reading.text)
        days, times = list(_NUMBERS.finditer(text)), list(_TIME.finditer(text))
        if len(days) != 1 or len(times) > 1:
            return None
        start, end = min(one.start() for one in (*days, *times)), max(one.end() for one in (*days, *times))
        figures = " ".join([one[0] for one in (*days, *times)])
        # `Date:2011-02-08 下午2:57`: first with what stands beside the time
        read = (parse_words(one, self._language, self._order) for one in (text[start:], text[start:end], figures))
        value = next((parts.value() for parts in read if parts is not None), None)
        if value is None:
            return None
        return value, _cut(reading, text[:start], text[end:])

    def _sentence(self, reading: Reading) -> tuple[str, Reading] | None:
        """Read the date in a line: `On February 8, 2011, NAME wrote:`. No time beside which an unknown word stands."""
        text = self._plain(reading.text)
        found = find_words(text, self._language) if reading.loose else None
        value = found[0].value() if found is not None else None
        if found is None or value is None or found[1] not in text:
            return None
        before, _, after = text.partition(found[1])
        if _ENDS_IN_TIME.search(found[1]) and _WORD_FIRST.match(after):
            value = value[:10]
        return value, _cut(reading, before, after)


def _cut(reading: Reading, before: str, after: str) -> Reading:
    """Note what stands around the date in a text."""
    return replace(reading, before=f"{reading.before} {before}".strip(), after=f"{after} {reading.after}".strip())


def _without_constant(said: Sequence[Said]) -> Sequence[Said]:
    """Forget what is stated for machines where it is the same for comments of different dates."""
    stated = [one for one in said if one.machine and one.readings]
    if len({one.machine for one in stated}) == 1 and len({one.readings[0].text for one in stated}) > 1:
        return [replace(one, machine=None) for one in said]
    return said


def _trust(said: Sequence[Said], words: _Words) -> bool:
    """Whether what a page says for machines agrees with its words, or differs so much that the words are misread."""
    stated = [one for one in said if one.machine and one.readings]
    varied = len({one.machine for one in stated}) > 1
    for one in (*stated[:_SAMPLES], *stated[_SAMPLES:][-1:]):
        machine, found = one.machine or "", words.part(one.readings[0])
        read = found[0] if found is not None else None
        if read is not None and not _agree(machine, read) and not (varied and _far(machine, read)):
            return False
    return True


def _far(machine: str, words: str) -> bool:
    """Whether two dates are farther apart than a time in UTC and one of the site."""
    return abs(date.fromisoformat(machine[:10]) - date.fromisoformat(words[:10])) > timedelta(days=1)


def _agree(machine: str, words: str) -> bool:
    """Whether two dates are the same. Words without “afternoon” can be of a clock that has twelve hours."""
    size = min(len(words), len(machine), 16)
    same = machine[:size] == words[:size]
    if same or size < 16 or not 1 <= int(words[11:13]) <= NOON:
        return same
    half = (machine[:10], machine[13:16]) == (words[:10], words[13:16])
    return half and (int(machine[11:13]) - int(words[11:13])) in (NOON, -NOON)


def _date(one: Said, words: _Words, *, trust: bool) -> When:
    machine = one.machine
    if machine is not None and trust and len(machine) > 10:
        return When(machine, None, one.leaves)
    read = words.read(one)
    if read is None:
        if machine is not None and trust:
            return When(machine, None, one.leaves)
        readings = [*one.readings, *further_readings(one)]
        if not one.leaves:
            readings = [reading for reading in readings if _DATED.search(reading.text) or is_relative(reading.text)]
        raw = max(readings, key=_said, default=None)
        if raw is None:
            return When()
        figures = _NUMBERS.search(raw.text)
        if figures is not None:
            time = _TIME.search(raw.text, figures.end())
            start, end = figures.start(), time.end() if time is not None else figures.end()
            raw = _cut(replace(raw, text=raw.text[start:end]), raw.text[:start].strip(), raw.text[end:].strip())
        return When(None, raw.text, one.leaves.union(raw.leaves), raw.before, raw.after)
    value, reading = read
    used = one.leaves.union(reading.leaves)
    if machine is not None and trust and value[:10] != machine:
        value = machine
    offset = _offset(machine, value) if machine is not None else None
    return When(value if offset is None else value + offset, None, used, reading.before, reading.after)


def _said(reading: Reading) -> tuple[int, int, int]:
    """How much of a date a text says, and how little else."""
    return _figures(reading.text), -len(reading.leaves), -len(reading.text)


def _offset(machine: str, read: str) -> str | None:
    """The offset that makes a time in words and one in UTC the same instant: some themes state the second."""
    if len(read) <= 10 or not machine.endswith("+00:00"):
        return None
    difference = datetime.fromisoformat(read) - datetime.fromisoformat(machine[:19])
    difference = timedelta(minutes=round(difference / timedelta(minutes=1)))
    return offset_text(difference) if abs(difference) <= MAX_OFFSET and not difference % QUARTER else None
