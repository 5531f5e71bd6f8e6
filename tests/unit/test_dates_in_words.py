"""Dates in words are read in the languages of the world, and what is not certain is not read."""

from __future__ import annotations

import json
import tomllib
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wparchive.dates.calendars import from_solar
from wparchive.dates.vocabulary import TOKEN, fold, vocabulary, words_of
from wparchive.dates.words import YEARS, Parts, beside_times, find_words, numeric_order, parse_words

if TYPE_CHECKING:
    from random import Random

ROOT = Path(__file__).parents[2]
CASES = tomllib.loads((ROOT / "tests/cases/dates/in_words.toml").read_text(encoding="utf-8"))
LOCALES = ROOT.parent / "shared/oracle/locales"


@pytest.mark.parametrize(("language", "text", "value"), CASES["dates"], ids=lambda part: str(part)[:40])
def test_a_date_is_read_or_left(language: str, text: str, value: str) -> None:
    parts = parse_words(text, language)
    assert ((parts.value() if parts else None) or "") == value


@pytest.mark.parametrize(("language", "text", "value", "words"), CASES["sentences"], ids=lambda part: str(part)[:40])
def test_a_date_is_found_in_a_sentence(language: str, text: str, value: str, words: str) -> None:
    found = find_words(text, language)
    assert (found[0].value() if found else "", found[1] if found else "") == (value, words)


def test_a_date_without_year_has_no_value() -> None:
    parts = parse_words("8. Februar um 14:05", "de")
    assert parts is not None
    assert parts.year is None
    assert parts.value() is None


def test_the_order_of_numbers_is_that_which_the_page_shows() -> None:
    assert parse_words("8/2/2011", "en") is None
    assert parse_words("8/2/2011", "en", "dmy") == Parts(2011, 2, 8)
    assert parse_words("8/2/2011", "en", "mdy") == Parts(2011, 8, 2)


def test_a_number_above_twelve_shows_the_order() -> None:
    assert numeric_order(["8/2/2011", "2/25/2011"]) == "mdy"
    assert numeric_order(["8/2/2011", "25/2/2011"]) == "dmy"


def test_dates_that_contradict_each_other_show_no_order() -> None:
    assert numeric_order(["25/2/2011", "2/25/2011"]) is None


def test_dates_that_rise_in_one_order_only_show_it() -> None:
    assert numeric_order(["2/3/2011", "2/4/2011", "3/1/2011"]) == "mdy"
    assert numeric_order(["2/3/2011", "2/4/2011"]) is None


def test_words_beside_the_time_that_nobody_knows_are_not_taken_for_nothing() -> None:
    shown = ["8 Pebruari 2011 wanci 2:57", "8 Pebruari 2011 wanci 14:57"]
    assert parse_words(shown[1], "su") is None
    assert parse_words(shown[0], "su", beside=frozenset()) == Parts(2011, 2, 8)
    assert parse_words(shown[0], "su", beside=beside_times(shown)) == Parts(2011, 2, 8, time(2, 57))
    assert parse_words(shown[1], "su", beside=frozenset()) == Parts(2011, 2, 8, time(14, 57))


@pytest.mark.parametrize("code", sorted(vocabulary()))
def test_no_name_means_two_months(code: str) -> None:
    names = {" ".join(TOKEN.findall(fold(name))) for group in vocabulary()[code]["months"] for name in group.split("|")}
    assert words_of(code).months.keys() == names
    for number, group in enumerate(vocabulary()[code]["months"], 1):
        for name in group.split("|"):
            assert parse_words(f"8 {name} 2011", code) == Parts(2011, number, 8)


WRITTEN = [code for code in sorted(vocabulary()) if vocabulary()[code]["months"]]


@given(st.sampled_from(WRITTEN), st.dates(), st.booleans())
def test_what_a_language_writes_is_what_is_read(code: str, day: date, upper: bool) -> None:  # noqa: FBT001
    name = vocabulary()[code]["months"][day.month - 1].split("|")[0]
    text = f"{day.day} {name.upper() if upper else name} {day.year:04d}"
    expected = Parts(day.year, day.month, day.day) if day.year in YEARS else None
    assert parse_words(text, code) == expected


FORMATS = (
    "{day} {month} {year}", "{day}. {month} {year}", "{month} {day}, {year}", "{year}. {month} {day}.",
    "{day} {month}, {year}", "{day}-{month}-{year}",
    "{weekday}, {day} {month} {year}", "{weekday} {month} {day}, {year}",
)  # fmt: skip
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2059, 12, 31))  # noqa: DTZ001
CLOCKS = ("", " {hour}:{minute:02d}", ", {hour:02d}:{minute:02d}", " @ {twelve}:{minute:02d} {noon}")


@given(st.sampled_from(WRITTEN), MOMENTS, st.sampled_from(FORMATS), st.sampled_from(CLOCKS), st.randoms())
def test_no_format_of_wordpress_is_read_as_another_day_or_time(
    code: str, moment: datetime, form: str, clock: str, random: Random
) -> None:
    entry = vocabulary()[code]
    noon = entry.get("pm" if moment.hour >= 12 else "am", "PM" if moment.hour >= 12 else "AM")
    text = (form + clock).format(
        day=moment.day,
        month=random.choice(entry["months"][moment.month - 1].split("|")),
        year=moment.year,
        weekday=random.choice(entry["weekdays"][moment.weekday()].split("|")),
        hour=moment.hour,
        twelve=moment.hour % 12 or 12,
        minute=moment.minute,
        noon=random.choice(noon.split("|")),
    )
    parts = parse_words(text, code)
    said = moment.replace(second=0, microsecond=0)
    whole = Parts(said.year, said.month, said.day, said.time() if clock else None)
    assert parts in (None, whole), text


@given(st.dates(date(1921, 3, 21), date(2059, 12, 31)), st.sampled_from(["fa", "ps"]))
def test_a_day_of_the_solar_calendar_is_a_gregorian_day(day: date, language: str) -> None:
    first = from_solar(1300, 1, 1)
    assert first == date(1921, 3, 21)
    names = vocabulary()[language]["solar"]
    written = [
        (year, month, number)
        for year in (day.year - 621, day.year - 622)
        for month in range(1, 13)
        for number in range(1, 32)
        if from_solar(year, month, number) == day
    ]
    assert len(written) == 1
    year, month, number = written[0]
    for name in names[month - 1].split("|"):
        assert parse_words(f"{number} {name} {year}", language) == Parts(day.year, day.month, day.day)


@given(st.text(max_size=150), st.sampled_from(["de", "en", "ja", None]))
def test_no_text_breaks_it_and_no_year_is_made_up(text: str, language: str | None) -> None:
    for parts in (parse_words(text, language), (find_words(text, language) or [None])[0]):
        assert parts is None or parts.year is None or parts.year in YEARS


@pytest.mark.corpus
@pytest.mark.parametrize(
    "path", sorted(LOCALES.glob("open/*/oracle-dates-and-strings.json")), ids=lambda p: p.parent.name
)
def test_what_wordpress_prints_is_read(path: Path) -> None:
    posts = json.loads((LOCALES / "oracle.json").read_text(encoding="utf-8"))["posts"]
    stored = {str(post["id"]): post["date"] for post in posts}
    shown = json.loads(path.read_text(encoding="utf-8"))
    for number, words in shown["posts"].items():
        if number in stored:
            parts = parse_words(" ".join(words), shown["locale"])
            assert parts is not None, words
            assert (parts.value() or "")[:16] == stored[number][:16].replace(" ", "T")
