"""When a post was published: from attributes, from the head of the page, from words, and last from its address."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.dates import stamp
from wparchive.dates.calendars import is_gregorian
from wparchive.dates.words import find_words
from wparchive.readers.page.post.links import bylines_in_text
from wparchive.text import names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wparchive.readers.page.page import Page
    from wparchive.readers.page.post.facts import Facts
    from wparchive.readers.page.structure.outline import Outline, Weighed

_ELSEWHERE: Final = frozenset(("sidebar", "related", "navigation", "footer", "comments", "comment-form", "search"))
_SENTENCE: Final = 400
"""Characters of a sentence that names the date, as Kubrick's "This entry was posted on …"."""
_LINE: Final = 150
"""Characters of a line that nothing calls a byline."""
_SHORTEST: Final = 4
_HEAD: Final = 100
"""Characters at the beginning of the text in which a byline can stand."""
_BEFORE_TITLE: Final = 8
_BEHIND_TITLE: Final = 12
"""Elements around the title in which the byline is looked for."""
_CLOCK: Final = re.compile(r"[0-9]{1,2}[:.][0-9]{2}(?:\s|$)")
_MOST: Final = 200
"""Texts that are tried."""
_TIMES: Final = names("time abbr")


class Dates(NamedTuple):
    """The dates of a post.

    Attributes:
        published: RFC 3339; without an offset, or without a time, where the page does not say it. None if unknown.
        published_raw: the words it was read from, where they say more than `published`, or could not be read.
        modified: as `published`.
    """

    published: str | None = None
    published_raw: str | None = None
    modified: str | None = None


def find_dates(page: Page, outline: Outline, facts: Facts) -> Dates:
    """Find the dates of a post.

    Args:
        page: without its comments.
        outline: of the same page.
        facts: what is known of the post.
    """
    around = list(_around(outline, facts))
    attributes = [found for part in around if (found := _attribute(part)) is not None]
    day = facts.identity.day
    modified = iso(facts.stated.modified) or _first(attributes, "modified", None)
    stated = iso(facts.stated.published)
    shown = _first(attributes, "published", day or stated) or _first(attributes, "", day or stated)
    if shown is not None and stated is not None and not are_near(shown, stated):
        shown = None  # of another post, or of the last change
    best = shown if shown and (day is None or shown[:10] == day) else None
    if best is None or len(best) < 20:
        words = _best_in_words(page, outline, facts, around, stated)
        best = _joined(best, words[0] if words else None, stated, day)
        if words and best == words[0]:
            return Dates(best, words[1], modified)
    return Dates(best or shown or day, None, modified)


def are_near(one: str, other: str) -> bool:
    """Tell whether two dates are at most a day apart: what the head of a page states is often in UTC."""
    return abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days) <= 1


def iso(text: str | None) -> str | None:
    """Read a date as attributes have it: ISO 8601, with or without offset, time and seconds; None if it is none."""
    if not text or not text[:4].isdigit():
        return None
    text = text.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not is_gregorian(moment.year):
        return None
    if len(text) <= 10:
        return moment.date().isoformat() if len(text) == 10 else None
    return moment.replace(microsecond=0).isoformat()


def _joined(shown: str | None, words: str | None, stated: str | None, day: str | None) -> str | None:
    """Choose the surest date, and join what the words say in the site's time with the instant that the head states."""
    local = shown or words
    if local and stated and len(local) == 19 and stated.endswith("+00:00"):
        joined = stamp(local.replace("T", " "), stated[:19].replace("T", " "), None)
        if joined.value and joined.raw is None:
            return joined.value
    candidates = [one for one in (shown, stated, words) if one]
    fitting = [one for one in candidates if day is None or one[:10] == day]
    return max(fitting, key=len, default=None) or day


def _first(found: list[tuple[str, str]], what: str, day: str | None) -> str | None:
    fitting = [value for kind, value in found if kind == what]
    return next((value for value in fitting if day and value[:10] == day[:10]), fitting[0] if fitting else None)


def _around(outline: Outline, facts: Facts) -> Iterator[Weighed]:
    """Give the elements outside the text of the post and outside boilerplate of other kinds; the post's own first."""
    start, end = (facts.post, outline.parts[facts.post].end) if facts.post is not None else (0, 0)
    for begin, stop in ((start, end), (0, start), (end, len(outline.parts))):
        at = begin
        while at < stop:
            part = outline.parts[at]
            if part.kind in _ELSEWHERE or at == facts.body:
                yield from (_inner_meta(outline, at) if at == facts.body else ())
                at = part.end
                continue
            yield part
            at += 1


def _inner_meta(outline: Outline, body: int) -> Iterator[Weighed]:
    """Some themes print the byline into the element of the text, or have none for the text alone."""
    at = body + 1
    before = 0
    while at < outline.parts[body].end:
        part = outline.parts[at]
        if part.kind == "meta":
            yield from outline.parts[at : part.end]
            at = part.end
            continue
        if before < _HEAD and part.tag != "p":
            yield part
        before += part.own
        at += 1


def _attribute(part: Weighed) -> tuple[str, str] | None:
    """Give the date that an attribute states, and before it whether it is `published`, `modified`, or not said."""
    element = part.element
    if part.tag in _TIMES:
        text = element.attr("datetime") or element.attr("title")
    elif part.names and ("published" in part.names or "updated" in part.names):
        text = element.attr("title")
    elif part.tag == "span" and (element.attr("itemprop") or "").startswith("date"):
        text = element.attr("content") or element.attr("datetime")
    else:
        return None
    if (value := iso(text)) is None:
        return None
    said = f"{part.names} {element.attr('itemprop') or ''}".lower()
    if "publi" in said or "entry-date" in said:
        return "published", value
    return "modified" if "updated" in said or "modified" in said else "", value


def _best_in_words(
    page: Page, outline: Outline, facts: Facts, around: Sequence[Weighed], stated: str | None
) -> tuple[str, str] | None:
    """Give the date that stands around the text in words, and fits what is known; with its time, if any has one."""
    expected = {one[:10] for one in (facts.identity.day, stated) if one}
    found = list(_in_words(page, outline, facts, around)) or list(_in_bylines(page, outline, facts))
    days = expected or {found[0][0][:10]} if found else expected
    return max((one for one in found if one[0][:10] in days), key=lambda one: len(one[0]), default=None)


def _in_words(page: Page, outline: Outline, facts: Facts, around: Sequence[Weighed]) -> Iterator[tuple[str, str]]:
    for line, _ in bylines(outline, facts, around):
        if (date_in := find_words(line, page.language)) and (value := date_in[0].value()):
            yield value, date_in[1]


def bylines(outline: Outline, facts: Facts, around: Iterable[Weighed] | None = None) -> Iterator[tuple[str, Weighed]]:
    """Give the lines outside of the text that can say when the post was written, and by whom.

    Args:
        outline: of the page, without the comments.
        facts: what is known of the post.
        around: the elements that are looked at, if they were collected before.

    Yields:
        Each line without the title, and its element.
    """
    around = _around(outline, facts) if around is None else around
    seen: set[str] = set()
    for part in around:
        longest = _SENTENCE if part.kind == "meta" or part.tag in ("p", "small") else _LINE
        if len(seen) > _MOST or not _SHORTEST <= part.text + part.linked <= longest:
            continue
        line = _without_title(outline, part, facts)
        if _CLOCK.match(time := part.element.attr("title") or ""):
            line = f"{line} {time}"  # Twenty Ten: `<a title="6:30 am">February 8, 2011</a>`
        if line in seen or not _is_byline(outline, part, facts):
            continue
        seen.add(line)
        yield line, part


def _without_title(outline: Outline, part: Weighed, facts: Facts) -> str:
    """Give the line of an element without the title in it, which can have a year, or another date."""
    line = " ".join(part.element.text.split())
    if facts.title is None or not (heading := outline.parts[facts.title]).text + heading.linked:
        return line
    at = part.place
    if not (at <= facts.title < part.end or facts.title <= at < heading.end):
        return line
    link = heading.element.find("a")
    title = " ".join((link.text if link is not None else "").split()) or " ".join(heading.element.text.split())
    return line.replace(title, " ", 1).strip()


def _in_bylines(page: Page, outline: Outline, facts: Facts) -> Iterator[tuple[str, str]]:
    for at in bylines_in_text(outline, facts):
        line = " ".join(outline.parts[at].element.text.split())
        if (date_in := find_words(line, page.language)) and (value := date_in[0].value()):
            yield value, date_in[1]


def _end_of_post(outline: Outline, body: int) -> int:
    """Where the element behind the text ends: lists of other posts are near the title too, if the post is short."""
    end = outline.parts[body].end
    if end < len(outline.parts) and outline.parts[end].parent == outline.parts[body].parent:
        return outline.parts[end].end
    return end


def _is_byline(outline: Outline, part: Weighed, facts: Facts) -> bool:
    """Whether a line is where dates of the post are: among what is named so, in its element, or beside its title."""
    if part.kind == "meta" or facts.post is not None:
        return True
    at = part.place
    if facts.title is not None and facts.title - _BEFORE_TITLE <= at <= max(facts.body, facts.title + _BEHIND_TITLE):
        return at < _end_of_post(outline, facts.body)
    return any(outline.parts[up].kind == "meta" for up in outline.above(at))
