"""How a page writes dates in numbers: in which order, and whether years have two digits; shown by all of them together.

Comments come after their post, and in the order of their numbers. What the dates of a page leave open stays open.
"""

from __future__ import annotations

import itertools
import re
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from wparchive.dates.words import numeric_order
from wparchive.readers.page.thread.dates.years import posted_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wparchive.dates.words import Order
    from wparchive.readers.page.page import Page

_WHOLE: Final = re.compile(r"(?<![\d./-])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4})(?!\d)")
_SHORT: Final = re.compile(r"(?<![\d./:-])(\d{1,2})([./-])(\d{1,2})\2(\d{2})(?![\d:]|[./-]\d)")
_NAMED: Final = re.compile(
    r"((?:[^\W\d_]\.?\s\d{1,2}(?:st|nd|rd|th)?,\s?|(?<!\d)\d{1,2}(?:\.?\s|-)[^\W\d_]+\.?(?:,?\s|-))['\u2019]?)(\d{2})"
    r"(?![\d:.h]|\s?[ap]\.?m)"
)
"""`Feb 8, 11`, `8 Feb '11`, `8-Feb-11`."""
_SPLIT: Final = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})\.?,\s(\d{4})(?!\d)")
"""`17.07, 2011`: the day and the month are one format, the year another."""
_NUMBERS: Final = re.compile(r"\d\s?[./-]\s?\d")
"""What all dates in numbers have. Most pages have none, and this is found several times as fast as they are."""
_YEAR: Final = re.compile(r"\d{4}")
_CENTURY: Final = 2000
_DAY: Final = 31
_MONTH: Final = 12
_ENOUGH: Final = 3
_LONG: Final[dict[str, Callable[[re.Match[str]], str]]] = {
    "first": lambda found: f"{_CENTURY + int(found[1])}-{found[3]}-{found[4]}",
    "last": lambda found: f"{found[1]}{found[2]}{found[3]}{found[2]}{_CENTURY + int(found[4])}",
}


class Habits(Struct, frozen=True, gc=False):
    """How the comments of a page write dates.

    Attributes:
        order: of day and month; None where nothing shows it.
        year: where years of two digits stand in numbers, and whether they stand behind the names of months.
    """

    order: Order | None = None
    year: Literal["first", "last", "named"] | None = None

    def plain(self, text: str) -> str:
        """Write a date as others do."""
        if "." in text:
            text = _SPLIT.sub(r"\1.\2.\3", text)
        if self.year == "named":
            return _NAMED.sub(lambda found: f"{found[1].rstrip(chr(39) + chr(0x2019))}{_CENTURY + int(found[2])}", text)
        return _SHORT.sub(_LONG[self.year], text) if self.year else text


def habits_of(texts: Sequence[str], page: Page) -> Habits:
    """Find out how a page writes dates.

    Args:
        texts: the dates of its comments, in the order in which they were written.
        page: it says when the post was written.
    """
    shown = "\0".join(texts)  # no date goes over that sign
    numeric = _NUMBERS.search(shown) and (_WHOLE.search(shown) or _SPLIT.search(shown) or _SHORT.search(shown))
    named = not numeric and not _YEAR.search(shown) and _NAMED.search(shown)
    if not numeric and not named:
        return Habits()
    posted = posted_in(page)
    if named:
        return Habits(None, "named") if posted and _are_years(texts, posted.day) else Habits()
    short = Habits(None, _place_of_year(texts, posted.day) if posted else None)
    whole = [short.plain(text) for text in texts]
    order = numeric_order(whole)
    if order is None and posted is not None:
        order = _order_since(whole, posted.day) or (_order_of_post(page, posted.day) if posted.exact else None)
    return replace(short, order=order)


def _are_years(texts: Sequence[str], since: date) -> bool:
    """Whether two digits behind a month and a day are years: not before the post's, and none before an earlier one."""
    found = [match for text in texts if (match := _NAMED.search(text))]
    years = [_CENTURY + int(match[2]) for match in found]
    marked = all(match[1].rstrip()[-1] in ",-'\u2019" for match in found)
    return min(years) >= since.year and years == sorted(years) and (marked or len(years) >= _ENOUGH)


def _place_of_year(texts: Sequence[str], since: date) -> Literal["first", "last"] | None:
    """Tell where years of two digits stand, if only in one place they can all be."""
    found = [tuple(map(int, match.group(1, 3, 4))) for text in texts if (match := _SHORT.search(text))]
    if not found:
        return None
    last = all(
        _CENTURY + year >= since.year and min(one, two) <= _MONTH and max(one, two) <= _DAY for one, two, year in found
    )
    first = all(
        (_CENTURY + year, month, day) >= (since.year, since.month, 1) and month <= _MONTH and day <= _DAY
        for year, month, day in found
    )
    return None if first == last else "first" if first else "last"


def _order_since(texts: Sequence[str], since: date) -> Order | None:
    """Tell the order of day and month, if in the other one a comment would be older than its post, or than a former."""
    fitting: list[Order] = []
    orders: tuple[Order, Order] = ("dmy", "mdy")
    for order in orders:
        days = [since, *_days(texts, order)]
        if len(days) == sum(_WHOLE.search(text) is not None for text in texts) + 1 and days == sorted(days):
            fitting.append(order)
    return fitting[0] if len(fitting) == 1 else None


def _days(texts: Sequence[str], order: Order) -> Iterator[date]:
    for text in texts:
        if found := _WHOLE.search(text):
            first, second, year = int(found[1]), int(found[3]), int(found[4])
            day, month = (first, second) if order == "dmy" else (second, first)
            try:
                yield date(year, month, day)
            except ValueError:
                return


def _order_of_post(page: Page, day: date) -> Order | None:
    """Tell the order in which the page writes the day of its post, if it does so in numbers."""
    orders: set[Order] = set()
    for found in itertools.islice(_WHOLE.finditer(page.tree.text), 1000):
        if int(found[4]) == day.year and day.day != day.month:
            numbers = int(found[1]), int(found[3])
            if numbers == (day.day, day.month):
                orders.add("dmy")
            elif numbers == (day.month, day.day):
                orders.add("mdy")
    return orders.pop() if len(orders) == 1 else None
