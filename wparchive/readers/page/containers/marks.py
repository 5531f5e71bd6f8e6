"""What savers of single pages write into them: the address and the time. One line of the table a program."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.dates import MONTHS, rfc822

if TYPE_CHECKING:
    from collections.abc import Callable

_LOOKED_AT: Final = 1 << 14
"""Characters from the start. SingleFile and browsers write the first line; some savers keep a head of styles first."""

_WORDS: Final = ("saved with SingleFile", "savepage-url", "data-scrapbook", "Mirrored from", "saved from url")
_JAVASCRIPT: Final = re.compile(
    rf"[A-Z][a-z]{{2}} ({'|'.join(MONTHS)}) ([0-9]{{2}}) ([0-9]{{4}}) ([0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}})"
    r" GMT([+-][0-9]{2})([0-9]{2})"
)


class Mark(NamedTuple):
    """What a saver says of a page.

    Attributes:
        container: the saver.
        address: the absolute URL, or None.
        captured: RFC 3339 with an offset, or None.
    """

    container: str
    address: str | None = None
    captured: str | None = None


class _Saver(NamedTuple):
    name: str
    pattern: re.Pattern[str]
    date: Callable[[str], str | None]


def javascript_date(text: str) -> str | None:
    """Read what JavaScript's `Date.toString()` writes: `Tue Nov 10 2020 12:34:56 GMT+0100 (…)`."""
    found = _JAVASCRIPT.match(text.strip())
    if found is None:
        return None
    month, day, year, time, hours, minutes = found.groups()
    return f"{year}-{1 + MONTHS.index(month):02d}-{day}T{time}{hours}:{minutes}"


def _digits(text: str) -> str | None:
    """Read WebScrapBook's `20201110113456789`, in UTC."""
    found = re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})[0-9]*", text)
    return "{}-{}-{}T{}:{}:{}+00:00".format(*found.groups()) if found else None


_SAVERS: Final = (
    _Saver(
        "singlefile",
        re.compile(r"Page saved with SingleFile\s+url: ?(?P<url>\S+)(?:\s+saved date: ?(?P<date>[^\n]{1,100}))?"),
        javascript_date,
    ),
    _Saver(
        "savepage-we",
        re.compile(
            r'<meta name="savepage-url" content="(?P<url>[^"]+)"'
            r'(?:.{0,400}?<meta name="savepage-date" content="(?P<date>[^"]{1,100}))?',
            re.DOTALL,
        ),
        javascript_date,
    ),
    _Saver(
        "webscrapbook",
        re.compile(
            r'<html\b(?=[^>]*\sdata-scrapbook-source="(?P<url>[^"]+)")'
            r'(?:(?=[^>]*\sdata-scrapbook-create="(?P<date>[0-9]+)"))?'
        ),
        _digits,
    ),
    _Saver(
        "httrack",
        re.compile(r"<!-- Mirrored from (?P<url>\S+) by HTTrack [^>]{0,200}?(?:\], (?P<date>[^>]{1,60}?))? ?-->"),
        rfc822,
    ),
    _Saver("browser", re.compile(r"<!-- saved from url=\([0-9]+\)(?P<url>\S+?) ?-->(?P<date>)"), lambda _text: None),
)


def mark_of(markup: str) -> Mark | None:
    """Give what the saver of a page wrote into it, None if no saver is known by its words."""
    head = markup[:_LOOKED_AT]
    if not any(word in head for word in _WORDS):  # true of most pages, and quickly found
        return None
    for saver in _SAVERS:
        found = saver.pattern.search(head)
        if found is not None:
            url = found["url"].strip("\"'")
            if saver.name == "httrack" and "://" not in url:
                url = f"http://{url}"
            address = url if url.startswith(("http://", "https://")) else None
            return Mark(saver.name, address, saver.date(found["date"] or ""))
    return None
