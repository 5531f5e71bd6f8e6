"""The post above the thread: its title, what stands around its text, and the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.dates.words import find_words
from wparchive.phrases import phrases_of
from wparchive.readers.text.phrases import plain, without_by
from wparchive.readers.text.prose import LONG, PROSE, SHORT, is_about_author, is_meta, is_prose, is_sentence
from wparchive.readers.text.thread.heads import date_in, is_name
from wparchive.readers.text.title import LONGEST, title_at

if TYPE_CHECKING:
    from wparchive.readers.text.scrape import Scrape

_AFTER: Final = frozenset(
    {
        "related",
        "author-box",
        "share",
        "navigation",
        "subscribe",
        "meta",
        "akismet-notice",
        "comment-form",
        "sidebar",
        "back-to-top",
        "footer",
    }
)
_BY: Final = re.compile(
    rf"(?:\A|\s|[|\u00b7,])(?:{'|'.join(phrases_of('by'))}|autor|author|de|di)[:\s]\s*(\S.{{0,59}})\Z", re.IGNORECASE
)
_LAST: Final = 30
_MENU: Final = 5
_LEAD: Final = 400


class Article(NamedTuple):
    """The post.

    Attributes:
        title: "" where nothing is one.
        title_at: its line; None where only the thread's heading names it.
        body: places of the first line of its text and behind the last.
        published: ISO 8601 without offset, or None.
        published_raw: as written, where it cannot be read.
        author: as the scrape shows it.
        meta: lines between title and text.
    """

    title: str
    title_at: int | None
    body: tuple[int, int]
    published: str | None = None
    published_raw: str | None = None
    author: str | None = None
    meta: range = range(0)


def read_article(scrape: Scrape, end: int, title: str) -> Article:
    """Read the post.

    Args:
        scrape: line by line.
        end: the line where the thread, or what is around it, begins.
        title: as the thread's heading has it; "" where it has none.
    """
    quoted = title or next((found.title for found in scrape.headings.values() if found.quoted), "")
    quoted = quoted or _named_below(scrape, end)
    at = title_at(scrape, end, quoted)
    if at is None and any(found.quoted and found.title == quoted for found in scrape.headings.values()):
        first, shown = _first_text(scrape, end), quoted
    elif at is None:
        first, shown = _first_sentence(scrape, end), ""
    else:
        first, shown = at + 1, scrape.words(at).text
    begin = _body_start(scrape, first, end)
    stop = _body_end(scrape, begin, end)
    dates, author = _stated(scrape, range(first, begin))
    return Article(shown, at, (begin, stop), *dates, author, range(first, begin))


def _named_below(scrape: Scrape, end: int) -> str:
    """The title where it stands on a line of its own below the heading of the thread, which breaks off before it."""
    for at in scrape.headings:
        if (
            end <= at + 1 < len(scrape)
            and any(map(str.isalnum, text := scrape.words(at + 1).text))
            and len(text) <= LONGEST
        ):
            wanted = plain(text)
            if any(plain(scrape.words(above).text) == wanted for above in range(min(end, _LEAD))):
                return text
    return ""


def _first_sentence(scrape: Scrape, end: int) -> int:
    """Where a text without a title begins: below what stands above the first sentence, if that can be a menu."""
    found = next((at for at in range(end) if is_sentence(scrape, at)), 0)
    return found if found >= _MENU else 0


def _first_text(scrape: Scrape, end: int) -> int:
    return next((at for at in range(end) if is_prose(scrape, at)), 0)


def _body_start(scrape: Scrape, first: int, end: int) -> int:
    """Pass over lines between title and text that name date, author and terms."""
    at = first
    while at < end and at - first < _LAST and is_meta(scrape, at) and not is_prose(scrape, at):
        at += 1
        while (
            at < end and not scrape.lines[at].gap and not is_sentence(scrape, at) and len(scrape.words(at).text) < SHORT
        ):
            at += 1  # `221,2043 minutes read` below the date
    return at


def _body_end(scrape: Scrape, begin: int, end: int) -> int:
    """Find what stands below the text: where nothing long comes any more, it begins with what is known."""
    long = [at for at in range(begin, end) if len(scrape.words(at).text) >= LONG and scrape.kind(at) is None]
    first = long[-1] + 1 if long else begin + 1
    for at in range(first, end):
        known = scrape.marks[at] is None and (scrape.kind(at) in _AFTER or at in scrape.headings)
        if known or is_about_author(scrape, at):
            return at
    return end


def _stated(scrape: Scrape, lines: range) -> tuple[tuple[str | None, str | None], str | None]:
    """Date and author, as the lines between title and text name them."""
    published: str | None = None
    raw: str | None = None
    author: str | None = None
    for at in lines:
        text = scrape.words(at).text
        found = date_in(text)
        if found is not None and published is None and raw is None:
            said = find_words(text, scrape.language)
            published = said[0].value() if said is not None else None
            raw = None if published else found[1].strip()
            text = found[2].strip() or found[0].strip()
        if author is None and len(text) < PROSE and (by := _BY.search(text)):
            name = without_by(by[1].strip(" |\u00b7,-"))
            author = name if is_name(name) and not any(map(str.isdigit, name)) and len(name.split()) <= 4 else None
    return (published, raw), author
