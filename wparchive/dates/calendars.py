"""Other calendars than the Gregorian one, in which plugins print dates: where they can be told for sure, as Gregorian.

The solar calendar of Iran and Afghanistan (its months have names of their own, and its years are 621 behind), and eras
of Japan and Taiwan, whose months and days are the Gregorian ones.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

SOLAR_YEARS: Final = range(1300, 1500)
"""Years of the solar calendar that are read: 1921 to 2121."""
_FIRST_DAY: Final = date(1921, 3, 21).toordinal()
"""Of the year 1300."""
_LEAP_YEARS: Final = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
"""Of a cycle of 33 years. It agrees with the observed equinox for all `SOLAR_YEARS`."""
_CYCLE: Final = 33
_LONG_MONTHS: Final = 6
"""The first have 31 days, the others 30, the last 29 but in leap years."""
_LAST_MONTH: Final = 12
_OTHERS: Final = 2400
"""From here on, years are counted from the Buddha's death."""
_ERAS: Final = {"民國": 1911, "民国": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
"""The year before the first of each."""
_OF_ERA: Final = re.compile(rf"({'|'.join(_ERAS)})\s?(\d{{1,3}}|元)\s?(?=年)")


def from_solar(year: int, month: int, day: int) -> date | None:
    """Give the Gregorian date of a day of the solar calendar.

    Args:
        year: of the Hijra, in `SOLAR_YEARS`.
        month: from 1, Farvardin.
        day: from 1.

    Returns:
        None if there is no such day.
    """
    if year not in SOLAR_YEARS or not 1 <= month <= _LAST_MONTH:
        return None
    last = 31 if month <= _LONG_MONTHS else 30 if month < _LAST_MONTH or year % _CYCLE in _LEAP_YEARS else 29
    if not 1 <= day <= last:
        return None
    leaps = sum(one % _CYCLE in _LEAP_YEARS for one in range(SOLAR_YEARS.start, year))
    months = 30 * (month - 1) + min(month - 1, _LONG_MONTHS)
    return date.fromordinal(_FIRST_DAY + 365 * (year - SOLAR_YEARS.start) + leaps + months + day - 1)


def without_era(text: str) -> str:
    """Write years of Japanese and Taiwanese eras as Gregorian ones: `平成23年` as `2011年`."""
    return _OF_ERA.sub(lambda found: str(_ERAS[found[1]] + (1 if found[2] == "元" else int(found[2]))), text)


def is_gregorian(year: int) -> bool:
    """Whether a year can be one of the Gregorian calendar: plugins put others into `datetime` as well."""
    return year not in SOLAR_YEARS and year < _OTHERS
