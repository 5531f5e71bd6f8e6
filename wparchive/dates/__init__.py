"""WordPress's dates: a local time without a zone, and the same instant in UTC, either of which can be missing.

The rule, from `get_post_time` and the exporter: where the UTC value is valid it is the instant, and the difference of
the two is the offset the site had then. Where only the local time is there, the site's usual offset is lent to it and
the date is marked as inferred. No date is ever made up.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

QUARTER: Final = timedelta(minutes=15)
MAX_OFFSET: Final = timedelta(hours=14)
ZERO: Final = timedelta(0)


MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
RFC822: Final = re.compile(
    rf"[A-Z][a-z]{{2}}, (0?[1-9]|[12][0-9]|3[01]) ({'|'.join(MONTHS)}) ([12][0-9]{{3}})"
    r" ((?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]) ([+-])([01][0-9]):?([0-5][0-9])"
)
"""The form in which WordPress writes `pubDate`; other forms are for dateutil."""
DEFAULTS: Final = (datetime(2000, 1, 1), datetime(2001, 2, 2, 1))  # noqa: DTZ001 - compared, never used
RFC3339: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)


class Stamp(Struct, frozen=True, gc=False):
    """A date as the records hold it.

    Attributes:
        value: RFC 3339 with an offset, or None.
        raw: the text as found, where `value` does not say all of it.
        inferred: the offset is the site's usual one.
        unreadable: `raw` is no date at all.
    """

    value: str | None
    raw: str | None = None
    inferred: bool = False
    unreadable: bool = False


NO_DATE: Final = Stamp(None)


def stamp(local: str | None, utc: str | None, site_offset: str | None) -> Stamp:
    """Join a local time and its UTC twin into one date.

    Args:
        local: `YYYY-MM-DD hh:mm:ss` in the site's time, or None.
        utc: the same instant in UTC; zeros, an empty text or None where WordPress does not know it.
        site_offset: the offset most dates of the site have, as `+02:00`, or None.
    """
    if utc and local:
        try:
            utc_time = datetime.fromisoformat(utc)
            difference = ZERO if local == utc else datetime.fromisoformat(local) - utc_time
        except (ValueError, TypeError):
            pass
        else:
            if _is_plain(utc) and (local == utc or _is_plain(local)):
                if not difference:
                    return Stamp(f"{local[:10]}T{local[11:]}+00:00")
                if not difference % QUARTER and abs(difference) <= MAX_OFFSET:
                    return Stamp(f"{local[:10]}T{local[11:]}{offset_text(difference)}")
                return Stamp(f"{utc[:10]}T{utc[11:]}+00:00", raw=local)
    return _one_sided(_clean(local), _clean(utc), site_offset)


def with_instant(found: Stamp, local: str | None, stated: str) -> Stamp:
    """Use an instant that is stated elsewhere, where a date has no UTC twin: other programs write no `post_date_gmt`.

    Args:
        found: what the local time alone gave.
        local: that time.
        stated: RFC 3339 with an offset.

    Returns:
        The instant in local time; `found` where the two are no twins, as they are a whole number of quarters apart.
    """
    if found == NO_DATE:
        return Stamp(stated)
    _, instant = _read(stated)
    twin = stamp(_clean(local), str(instant or ""), None)
    return twin if found.unreadable or not twin.raw else found


def offset_text(offset: timedelta) -> str:
    """Write an offset as RFC 3339 does: `+05:45`."""
    sign = "-" if offset < ZERO else "+"
    minutes = abs(offset) // timedelta(minutes=1)
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}"


def _is_plain(text: str) -> bool:
    """Whether a date that can be read has WordPress's form, not another of ISO 8601's of the same length."""
    return len(text) == 19 and text[7] == "-" and text[16] == ":"


def _one_sided(local: str, utc: str, site_offset: str | None) -> Stamp:
    local_time, stated = _read(local)
    utc_time = stated or _read(utc)[0]
    if utc_time is not None:
        if local_time is not None:
            return stamp(f"{local_time}", f"{utc_time}", site_offset)
        return Stamp(f"{utc_time.isoformat()}+00:00", raw=local or None, unreadable=bool(local))
    if local_time is None:
        return Stamp(None, raw=local, unreadable=True) if local else NO_DATE
    if site_offset is None:
        return Stamp(None, raw=local)
    return Stamp(f"{local_time.isoformat()}{site_offset}", raw=utc or None, inferred=True, unreadable=bool(utc))


def _clean(text: str | None) -> str:
    text = (text or "").strip()
    return "" if text.startswith(("0000-00-00", "-0001-11-30")) else text


def _read(text: str) -> tuple[datetime | None, datetime | None]:
    """Read WordPress's own form, with or without `T` and seconds, and nothing that only resembles it.

    Returns:
        The time as written, and the same in UTC where the text states its offset.
    """
    if len(text) < 16 or text[4] != "-" or text[13] != ":":  # a bare date would be given a midnight nobody stated
        return None, None
    try:
        moment = datetime.fromisoformat(text).replace(microsecond=0)
        written = moment.replace(tzinfo=None)
        return written, written - offset if (offset := moment.utcoffset()) is not None else None
    except (ValueError, OverflowError):
        return None, None


def rfc822(text: str | None) -> str | None:
    """Read the `pubDate` of a feed: `Tue, 08 Feb 2011 05:30:12 +0000`.

    Returns:
        RFC 3339 with the offset that the text states, or None: also for the dates that WordPress makes of zeros
        (`Mon, 30 Nov -0001`, `Tue, 30 Nov 1999 00:00:00`).
    """
    text = (text or "").strip()
    if not text or "-0001" in text or text.startswith("Tue, 30 Nov 1999 00:00:00"):
        return None
    if found := RFC822.fullmatch(text):
        day, month, year, time, sign, hours, minutes = found.groups()
        value = f"{year}-{1 + MONTHS.index(month):02d}-{int(day):02d}T{time}{sign}{hours}:{minutes}"
        return value if _read(value)[0] else None
    from dateutil import parser  # noqa: PLC0415 - slow to import, needed for few dates

    try:
        # Two defaults: what the text leaves out dateutil takes from them, and such a date is made up.
        # A zone is only taken as an offset: names of zones mean what the machine is set to.
        first, second = (parser.parse(text, default=d, tzinfos=lambda _name, offset: offset) for d in DEFAULTS)
        moment = first.replace(microsecond=0)
        return moment.isoformat() if first == second and moment.utcoffset() is not None else None
    except (ValueError, OverflowError):
        return None


def rfc3339(text: str | None) -> str | None:
    """Read a date of RFC 3339, as feeds and web archives have it: `2011-02-08T05:30:12Z`.

    Returns:
        The same without a fraction of seconds and with an offset in numbers; None if it is no such date, or none that a
        calendar has.
    """
    found = RFC3339.fullmatch((text or "").strip())
    if found is None:
        return None
    value = f"{found[1]}{'+00:00' if found[2] in ('Z', 'z') else found[2]}"
    return value if _read(value)[0] else None
