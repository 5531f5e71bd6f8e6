from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wparchive.dates import NO_DATE, Stamp, offset_text, rfc822, rfc3339, stamp, with_instant

LOCAL = "2011-02-08 06:30:12"
GMT = "2011-02-08 05:30:12"
ZERO = "0000-00-00 00:00:00"


@pytest.mark.parametrize(
    ("local", "utc", "value"),
    [
        (LOCAL, GMT, "2011-02-08T06:30:12+01:00"),
        (GMT, GMT, "2011-02-08T05:30:12+00:00"),
        ("2011-02-08 11:15:12", GMT, "2011-02-08T11:15:12+05:45"),
        ("2011-02-08 02:00:12", GMT, "2011-02-08T02:00:12-03:30"),
        ("2011-02-08 19:30:12", GMT, "2011-02-08T19:30:12+14:00"),
        ("2011-02-07 15:30:12", GMT, "2011-02-07T15:30:12-14:00"),
        ("2011-01-01 00:15:00", "2010-12-31 23:15:00", "2011-01-01T00:15:00+01:00"),
        (f" {LOCAL}\n", f"\t{GMT} ", "2011-02-08T06:30:12+01:00"),
        ("2011-02-08T06:30:12", "2011-02-08T05:30:12", "2011-02-08T06:30:12+01:00"),
        ("2011-02-08 06:30", "2011-02-08 05:30", "2011-02-08T06:30:00+01:00"),
        ("2011-02-08 06:30:12.5", GMT, "2011-02-08T06:30:12+01:00"),
    ],
)
def test_the_difference_of_local_time_and_utc_is_the_offset(local: str, utc: str, value: str) -> None:
    assert stamp(local, utc, "+09:00") == Stamp(value)


@pytest.mark.parametrize("local", ["2011-02-08 06:35:12", "2011-02-08 19:45:12", "2011-02-09 06:30:12"])
def test_a_difference_that_is_no_offset_leaves_the_utc_time_and_keeps_the_local_text(local: str) -> None:
    assert stamp(local, GMT, "+01:00") == Stamp("2011-02-08T05:30:12+00:00", raw=local)


@pytest.mark.parametrize("utc", [ZERO, "-0001-11-30 00:00:00", "", None, "  "])
def test_a_local_time_alone_is_lent_the_usual_offset_and_says_so(utc: str | None) -> None:
    assert stamp(LOCAL, utc, "+05:45") == Stamp("2011-02-08T06:30:12+05:45", inferred=True)


def test_a_local_time_alone_stays_text_where_no_offset_is_known() -> None:
    assert stamp(LOCAL, ZERO, None) == Stamp(None, raw=LOCAL)


@pytest.mark.parametrize("local", [ZERO, "", None])
def test_a_utc_time_alone_is_kept_in_utc(local: str | None) -> None:
    assert stamp(local, GMT, "+01:00") == Stamp("2011-02-08T05:30:12+00:00")


@pytest.mark.parametrize("local", [ZERO, "", None])
@pytest.mark.parametrize("utc", [ZERO, "", None])
def test_zeros_on_both_sides_are_no_date(local: str | None, utc: str | None) -> None:
    assert stamp(local, utc, "+01:00") == NO_DATE


@pytest.mark.parametrize(
    "text",
    [
        "2011-02-08 19:57:357",
        "2011-02-30 06:30:12",
        "2011-02-08 25:00:00",
        "2011-02-08",
        "1297146612",
        "yesterday at noon",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2011-02-08 06:30:12 PM",
    ],
)
def test_a_malformed_date_is_kept_as_text_and_nothing_is_made_of_it(text: str) -> None:
    assert stamp(text, ZERO, "+01:00") == Stamp(None, raw=text, unreadable=True)
    assert stamp(text, GMT, "+01:00") == Stamp("2011-02-08T05:30:12+00:00", raw=text, unreadable=True)


def test_a_malformed_utc_time_is_kept_as_text_beside_what_the_local_time_says() -> None:
    broken = "2011-02-30 05:30:12"
    assert stamp(LOCAL, broken, "+01:00") == Stamp(
        "2011-02-08T06:30:12+01:00", raw=broken, inferred=True, unreadable=True
    )


@pytest.mark.parametrize("written", ["2011-02-08T06:30:12+01:00", "2011-02-08 06:30:12+01:00"])
def test_an_offset_that_the_local_time_states_itself_is_not_replaced_by_the_usual_one(written: str) -> None:
    assert stamp(written, ZERO, "+09:00") == Stamp("2011-02-08T06:30:12+01:00")


@pytest.mark.parametrize("odd", ["2011-W06-2T06:30:12", "20110208T063012.123", "2011-02-08 06:30+01"])
def test_other_forms_of_the_same_length_never_leak_into_the_value(odd: str) -> None:
    for local, utc in ((odd, odd), (odd, GMT), (LOCAL, odd)):
        value = stamp(local, utc, "+01:00").value
        assert value is None or (len(value) == 25 and datetime.fromisoformat(value).tzinfo is not None)


def instants() -> st.SearchStrategy[datetime]:
    return st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)).map(lambda moment: moment.replace(microsecond=0))  # noqa: DTZ001 - WordPress's have no zone


@given(instants(), st.integers(-56, 56).map(lambda quarters: quarters * timedelta(minutes=15)))
def test_every_instant_and_offset_comes_back_exactly(instant: datetime, offset: timedelta) -> None:
    written = stamp(f"{instant + offset}", f"{instant}", None)
    assert written.raw is None
    assert written.value is not None
    assert datetime.fromisoformat(written.value) == instant.replace(tzinfo=UTC)
    assert datetime.fromisoformat(written.value).utcoffset() == offset


DATE_LIKE = st.text("0123456789-: TWZ+.", max_size=26)


@given(st.none() | st.text() | DATE_LIKE, st.none() | st.text() | DATE_LIKE, st.none() | st.just("+02:00"))
@example("0001-01-01T00:00:00+14:00", None, None)
def test_a_date_is_rfc_3339_or_none_and_never_an_error(local: str | None, utc: str | None, offset: str | None) -> None:
    found = stamp(local, utc, offset)
    if found.value is not None:
        assert len(found.value) == 25
        assert datetime.fromisoformat(found.value).isoformat() == found.value
    if found.unreadable:
        assert found.raw


@pytest.mark.parametrize(
    ("offset", "text"),
    [(timedelta(0), "+00:00"), (timedelta(hours=5, minutes=45), "+05:45"), (-timedelta(hours=3, minutes=30), "-03:30")],
)
def test_an_offset_is_written_as_rfc_3339_does(offset: timedelta, text: str) -> None:
    assert offset_text(offset) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Tue, 08 Feb 2011 05:30:12 +0000", "2011-02-08T05:30:12+00:00"),
        (" Tue, 8 Feb 2011 05:30:12 +0000\n", "2011-02-08T05:30:12+00:00"),
        ("Tue, 08 Feb 2011 05:30:12 +0545", "2011-02-08T05:30:12+05:45"),
        ("Tue, 08 Feb 2011 05:30:12 -0330", "2011-02-08T05:30:12-03:30"),
        ("Tue, 08 Feb 2011 05:30:12 GMT", "2011-02-08T05:30:12+00:00"),
        ("Wed, 1 May 2024 10:00 +0200", "2024-05-01T10:00:00+02:00"),
        ("2011-02-08T05:30:12Z", "2011-02-08T05:30:12+00:00"),
    ],
)
def test_the_date_of_a_feed_is_read_with_the_offset_that_it_states(text: str, value: str) -> None:
    assert rfc822(text) == value


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "Mon, 30 Nov -0001 00:00:00 +0000",
        "Tue, 30 Nov 1999 00:00:00 +0000",
        "Tue, 08 Feb 2011 05:30:12",
        "Tue, 31 Feb 2011 05:30:12 +0000",
        "Tue, 08 Feb 2011 05:30:12 +9900",
        "10:00 +0000",
        "Feb 2011 +0000",
        "Tue, 08 Feb 2011 05:30:12 EST",
        "Tue, 08 Feb 2011 05:30:12 CET",
        "no date at all",
        "9" * 5000,
    ],
)
def test_what_states_no_instant_of_its_own_is_no_date(text: str | None) -> None:
    assert rfc822(text) is None


@given(st.text() | DATE_LIKE | st.text("TuesdayFb 0123456789:,+-", max_size=40))
def test_the_date_of_a_feed_is_rfc_3339_or_none_and_never_an_error(text: str) -> None:
    value = rfc822(text)
    assert value is None or datetime.fromisoformat(value).utcoffset() is not None


@given(instants().filter(lambda moment: moment.year >= 1000), st.integers(-48, 56))
def test_every_date_that_wordpress_writes_into_a_feed_comes_back(instant: datetime, quarters: int) -> None:
    if instant.date() == datetime(1999, 11, 30).date():  # noqa: DTZ001 - what zeros become
        return
    moment = instant.replace(tzinfo=timezone(quarters * timedelta(minutes=15)))
    value = rfc822(moment.strftime("%a, %d %b %Y %H:%M:%S %z"))
    assert value is not None
    assert datetime.fromisoformat(value) == moment


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2011-02-08T05:30:12Z", "2011-02-08T05:30:12+00:00"),
        (" 2011-02-08T05:30:12.123456z ", "2011-02-08T05:30:12+00:00"),
        ("2011-02-08T06:30:12+01:00", "2011-02-08T06:30:12+01:00"),
        ("2011-02-08T06:30:12", None),
        ("2011-02-30T06:30:12Z", None),
        ("2011-02-08T06:30:12+99:00", None),
        ("2011-02-08", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_of_rfc_3339_are_read_and_nothing_that_only_resembles_them(text: str | None, value: str | None) -> None:
    assert rfc3339(text) == value


@pytest.mark.parametrize(
    ("local", "stated", "value"),
    [
        (LOCAL, "2011-02-08T05:30:12+00:00", Stamp("2011-02-08T06:30:12+01:00")),
        (LOCAL, "2011-02-08T06:30:12+01:00", Stamp("2011-02-08T06:30:12+01:00")),
        ("", "2011-02-08T06:30:12+01:00", Stamp("2011-02-08T06:30:12+01:00")),
        (LOCAL, "2024-05-05T05:05:05+00:00", Stamp(None, raw=LOCAL)),
        ("2/8/2011", "2011-02-08T06:30:12+01:00", Stamp("2011-02-08T05:30:12+00:00", raw="2/8/2011", unreadable=True)),
        (LOCAL, "9999-12-31T23:59:59-14:00", Stamp(None, raw=LOCAL)),
    ],
)
def test_an_instant_from_elsewhere_is_used_where_it_fits_the_local_time(local: str, stated: str, value: Stamp) -> None:
    assert with_instant(stamp(local, "", None), local, stated) == value
