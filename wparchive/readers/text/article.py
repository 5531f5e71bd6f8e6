"""The post above the thread: its title, what stands around its text, and the text."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.dates.words import find_words
from wparchive.readers.text.heads import date_in, is_date, is_name
from wparchive.readers.text.phrases import kind_of, plain, without_by

if TYPE_CHECKING:
    from wparchive.readers.text.page import Scrape

_PROSE: Final = 80
_LONG: Final = 200
_LONGEST_TITLE: Final = 200
_SENTENCE: Final = re.compile(r"[.!?\u2026\u3002\uff01\uff1f:][\"'\u201d\u2019\u00bb)\]]*\Z")
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
_BEFORE_AUTHOR: Final = frozenset({"author-box", "meta", "navigation"})
"""Kinds of `About` and `By`."""
_BETWEEN: Final = frozenset({"meta", "share", "author-box", "advert"})
_BY: Final = re.compile(
    r"(?:\A|\s|[|\u00b7,])(?:by|von|par|por|di|da|door|av|af|przez|autor|author|de)[:\s]\s*(\S.{0,59})\Z", re.IGNORECASE
)
_LAST: Final = 30
_HEADINGS: Final = 5
_LEAD: Final = 400
_PARTS: Final = re.compile(r"\s[/|\u00b7\u2022]\s")
_SHORT: Final = 25
_NO_TITLE: Final = re.compile(r"[.,;|]\Z|\A(?:in|by) ", re.IGNORECASE)
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Where an extractor left out the space between two elements: `Ada NorthMarch 3, 2012`."""


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


def read_article(page: Scrape, end: int, title: str) -> Article:
    """Read the post.

    Args:
        page: the scrape.
        end: the line where the thread, or what is around it, begins.
        title: as the thread's heading has it; "" where it has none.
    """
    quoted = title or next((found.title for found in page.headings.values() if found.quoted), "")
    quoted = quoted or _named_below(page, end)
    at = _title_at(page, end, quoted)
    if at is None and any(found.quoted and found.title == quoted for found in page.headings.values()):
        first, shown = _first_text(page, 0, end), quoted
    elif at is None:
        first, shown = 0, ""
    else:
        first, shown = at + 1, page.words(at).text
    begin = _body_start(page, first, end)
    stop = _body_end(page, begin, end)
    dates, author = _stated(page, range(first, begin))
    return Article(shown, at, (begin, stop), *dates, author, range(first, begin))


def _named_below(page: Scrape, end: int) -> str:
    """The title where it stands on a line of its own below the heading of the thread, which breaks off before it."""
    for at in page.headings:
        if (
            end <= at + 1 < len(page)
            and any(map(str.isalnum, text := page.words(at + 1).text))
            and len(text) <= _LONGEST_TITLE
        ):
            wanted = plain(text)
            if any(plain(page.words(above).text) == wanted for above in range(min(end, _LEAD))):
                return text
    return ""


def _title_at(page: Scrape, end: int, title: str) -> int | None:
    """The line of the title: what the thread's heading quotes, a heading in Markdown, or the last short line."""
    lead = next((at for at in range(end) if _is_sentence(page, at)), end)
    if title:
        wanted = plain(title)
        same = [at for at in range(min(end, _LEAD)) if plain(page.words(at).text) == wanted]
        if same:
            return max((at for at in same if at <= lead), default=same[0])
    long = next((at for at in range(lead, end) if _is_sentence(page, at) and len(page.words(at).text) > _LONG), end)
    for level, limit in (("# ", long), ("## ", lead)):
        heads = [
            at for at in range(min(limit, _LEAD)) if page.lines[at].text.startswith(level) and _can_be_title(page, at)
        ]
        if heads:  # what a sentence stands above is the site's
            prose = next((at for at in range(heads[0], end) if _is_sentence(page, at)), end)
            return max(at for at in heads if at <= prose)
    short = [at for at in range(min(lead, _LEAD)) if _can_be_title(page, at)]
    if not short:
        text = page.words(0).text if end else ""
        alone = end > 1 and page.lines[1].gap and not _is_prose(page, 0)
        return 0 if alone and 0 < len(text) <= _LONGEST_TITLE and _is_unknown(page, 0) else None
    twice = Counter(plain(page.words(at).text) for at in short)
    if found := [at for at in short if twice[plain(page.words(at).text)] > 1]:
        return found[-1]
    whole = plain(page.words(0).text)  # of the page: `Title - Site`
    if found := [at for at in short if at and whole.startswith(f"{plain(page.words(at).text)} ")]:
        return max(found, key=lambda at: (len(page.words(at).text), at))
    beside = [at for at in short if at + 1 < end and is_meta(page, at + 1)]
    return beside[-1] if beside else short[-1]


def _is_unknown(page: Scrape, at: int) -> bool:
    return page.kind(at) is None and at not in page.headings and page.marks[at] is None and not is_meta(page, at)


def _can_be_title(page: Scrape, at: int) -> bool:
    text = page.words(at).text
    if not 0 < len(text) <= _LONGEST_TITLE or not _is_unknown(page, at) or not any(map(str.isalnum, text)):
        return False
    glued = not page.lines[at].gap and at > 0 and is_meta(page, at - 1)
    goes_on = at + 1 < len(page) and not page.lines[at + 1].gap and page.lines[at].gap and not is_meta(page, at + 1)
    if goes_on and any(line.gap for line in page.lines[1:4]):
        return False  # the first line of a paragraph
    return not glued and not _NO_TITLE.search(text)


def is_meta(page: Scrape, at: int) -> bool:
    """Whether a line says when, by whom or under what the post was published."""
    text = _CAMEL.sub(" ", page.words(at).text)
    if page.kind(at) in _BETWEEN or at in page.headings or is_date(text):
        return True
    if page.kind(at) == "comment-form":  # `Leave a Comment / Reviews / By`: where the post's comments would be counted
        return bool(_PARTS.search(text))
    short = len(text) < _PROSE + 40 and not _SENTENCE.search(text)
    return short and (kind_of(text) in _BETWEEN or date_in(text) is not None)


def _is_prose(page: Scrape, at: int) -> bool:
    text = page.words(at).text
    return len(text) >= _PROSE and (bool(_SENTENCE.search(text)) or len(text) > _LONG) and page.kind(at) is None


def _is_sentence(page: Scrape, at: int) -> bool:
    """Whether a line is of the text and not of what is above it."""
    text = page.words(at).text
    if page.lines[at].text.startswith("#") and not page.words(at).heading:
        return False  # Lynx puts what the page links to above all else
    ends = len(text) >= _SHORT and bool(_SENTENCE.search(text)) and not text.endswith(":")
    return (ends or len(text) >= _PROSE) and _is_unknown(page, at)


def is_about_author(page: Scrape, at: int) -> bool:
    """Whether an author's box begins at a line: a name, and words about whoever has it."""
    text = page.words(at).text
    first, _, rest = text.partition(" ")
    if rest and kind_of(first) in _BEFORE_AUTHOR:  # `About NAME`
        text = rest.strip()
    if at + 1 >= len(page) or page.marks[at] is not None or not is_name(text):
        return False
    first = text.split()[0].casefold()
    below = page.words(at + 1).text
    return len(first) > 2 and below.casefold().split()[:1] == [first] and bool(_SENTENCE.search(below))


def _first_text(page: Scrape, first: int, end: int) -> int:
    return next((at for at in range(first, end) if _is_prose(page, at)), first)


def _body_start(page: Scrape, first: int, end: int) -> int:
    """Pass over lines between title and text that name date, author and terms."""
    at = first
    while at < end and at - first < _LAST and is_meta(page, at) and not _is_prose(page, at):
        at += 1
        while at < end and not page.lines[at].gap and not _is_sentence(page, at) and len(page.words(at).text) < _SHORT:
            at += 1  # `221,2043 minutes read` below the date
    return at


def _body_end(page: Scrape, begin: int, end: int) -> int:
    """Find what stands below the text: where nothing long comes any more, it begins with what is known."""
    long = [at for at in range(begin, end) if len(page.words(at).text) >= _LONG and page.kind(at) is None]
    first = long[-1] + 1 if long else begin + 1
    for at in range(first, end):
        known = page.marks[at] is None and (page.kind(at) in _AFTER or at in page.headings)
        if known or is_about_author(page, at):
            return at
    return end


def _stated(page: Scrape, lines: range) -> tuple[tuple[str | None, str | None], str | None]:
    """Date and author, as the lines between title and text name them."""
    published: str | None = None
    raw: str | None = None
    author: str | None = None
    for at in lines:
        text = page.words(at).text
        found = date_in(text)
        if found is not None and published is None and raw is None:
            said = find_words(text, page.language)
            published = said[0].value() if said is not None else None
            raw = None if published else found[1].strip()
            text = found[2].strip() or found[0].strip()
        if author is None and len(text) < _PROSE and (by := _BY.search(text)):
            name = without_by(by[1].strip(" |\u00b7,-"))
            author = name if is_name(name) and not any(map(str.isdigit, name)) and len(name.split()) <= 4 else None
    return (published, raw), author
