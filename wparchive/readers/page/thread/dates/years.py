"""Dates without a year: comments come after their post, and in the order of their numbers."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec.structs import replace

from wparchive.dates.relative import is_relative
from wparchive.dates.words import parse_words
from wparchive.readers.page.json_ld import values_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.dates.words import Parts
    from wparchive.readers.page.page import Page
    from wparchive.readers.page.thread.dates.when import When

_IN_ADDRESS: Final = re.compile(r"/(\d{4})/(\d{1,2})(?:/(\d{1,2}))?/", re.ASCII)
_ISO_DAY: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)


def with_years(dates: list[When], numbers: Sequence[str | None], page: Page) -> list[When]:
    """Give dates without a year the first year in which they follow the post and the comment before; marked inferred.

    Args:
        dates: as the page shows them.
        numbers: ids of the comments.
        page: its address or its metadata say when the post was written; where they do not, nothing is inferred.
    """
    if all(when.published is not None or when.raw is None for when in dates):
        return dates
    posted = posted_in(page)
    if posted is None:
        return dates
    earliest = posted.day
    known = all(number is not None for number in numbers)
    found = list(dates)
    for at in sorted(range(len(dates)), key=lambda at: int(numbers[at] or 0) if known else at):
        when = dates[at]
        if when.published is not None:
            earliest = max(earliest, _day(_ISO_DAY.match(when.published)) or earliest)
            continue
        # `16 ans ago` of a theme without translation is no 16th of August.
        parts = parse_words(when.raw, page.language) if when.raw and not is_relative(when.raw) else None
        day = _first_after(earliest, parts) if parts is not None and parts.year is None else None
        if parts is not None and day is not None:
            earliest = day
            found[at] = replace(when, published=replace(parts, year=day.year).value(), inferred=True)
    return found


class Posted(NamedTuple):
    """When a post was written.

    Attributes:
        day: or the first one of the month, where nothing says more.
        exact: whether it is the day.
    """

    day: date
    exact: bool


def posted_in(page: Page) -> Posted | None:
    """Tell when the post of a page was written, by its address or by what its head states for machines."""
    stated = page.tree.select_one('meta[property="article:published_time"]')
    found = _ISO_DAY.match((stated.attr("content") or "").strip()) if stated is not None else None
    found = found or _IN_ADDRESS.search(page.address or "") or _in_data(page)
    day = _day(found)
    return Posted(day, exact=bool(found and found[3])) if day is not None else None


def _in_data(page: Page) -> re.Match[str] | None:
    """Find the day in JSON-LD."""
    return next(filter(None, map(_ISO_DAY.match, values_in(page.tree, "datePublished"))), None)


def _day(found: re.Match[str] | None) -> date | None:
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        return None


def _first_after(earliest: date, parts: Parts) -> date | None:
    """Give the first such day that is not before another; None for a 29th of February that is not near."""
    for year in (earliest.year, earliest.year + 1):
        try:
            day = date(year, parts.month, parts.day)
        except ValueError:
            continue
        if day >= earliest:
            return day
    return None
