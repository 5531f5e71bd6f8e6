"""Who wrote the post: the link to the author's page, the byline, and what the head of the page states."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote

from msgspec import Struct

from wparchive.dates.words import find_words
from wparchive.readers.page.name_words import named_by, without_words
from wparchive.readers.page.post.dates import bylines
from wparchive.readers.page.post.links import bylines_in_text
from wparchive.text import HEADINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.readers.page.post.facts import Facts
    from wparchive.readers.page.structure.outline import Outline, Weighed

_AUTHOR_PAGE: Final = re.compile(r"/author/([^/?#]+)/?(?:index\.html)?$")
_ELSEWHERE: Final = frozenset(("sidebar", "related", "navigation", "footer", "comments", "comment-form"))
_AUTHOR: Final = re.compile(r"(?:^|\s)(?:entry-|post-|article-)?author(?:-name)?(?:\s|$)")
_AUTHOR_NAME: Final = re.compile(r"(?:^|\s)(?:(?:entry|post|article)-)?author-name(?:\s|$)")
"""As `_AUTHOR`, on any element: nothing else than the name can stand there."""
_FN: Final = re.compile(r"(?:^|\s)fn(?:\s|$)")
_INLINE: Final = frozenset(("span", "a", "b", "strong", "cite"))
_UNNAMED: Final = frozenset(("a", "span"))
"""Elements that can hold the author's name whatever they are called."""
_LONGEST: Final = 100
_CALLED: Final = 2
"""How sure an element is that is only called the author's; it can have `by` in it."""
_WORDS_OF_A_NAME: Final = 3
_WORDS_IN_LINE: Final = 5
"""Of a name that only the words before it tell from a sentence."""
_WORDS_IN_CLAUSE: Final = 7
"""With `Posted by` before a name and `at` behind it; prose has more."""
_FIGURES: Final = re.compile(r"\d")
_SIGNS: Final = re.compile(r"[|\u2022\u00b7\u00bb\u2013\u2014/]|\s-\s|,\s")
_FILED: Final = re.compile(
    r"\s+(?:(?:posted|filed|veröffentlicht|publié)\s+)?(?:in|under|unter|dans|en|i)$", re.IGNORECASE
)
_BLOCK: Final = re.compile(r"(?:^|\s)wp-block-post-author(?:__name|-name(?:__link)?)(?:\s|$)")


class PostAuthor(NamedTuple):
    """The author of a post; None for what the page does not say.

    Attributes:
        login: as the address of the author's page has it.
        name: as shown.
    """

    login: str | None = None
    name: str | None = None


def find_author(outline: Outline, facts: Facts, language: str | None) -> PostAuthor:
    """Find the author.

    Args:
        outline: of the page, without the comments.
        facts: what is known of the post.
        language: of the page.
    """
    stated = _AUTHOR_PAGE.search(facts.stated.author_url or "")
    login = unquote(stated[1]) if stated else None
    found = sorted(_named(outline, facts), key=lambda one: one.rank)
    if not found and facts.stated.author is None:
        found = [one for at in bylines_in_text(outline, facts) for one in _linked_in(outline, at)]
    if not found:
        return PostAuthor(login, facts.stated.author or _in_bylines(outline, facts, language))
    best = _within(found[0], found)
    login = next((one.login for one in found if one.login and one.name == best.name), None) or best.login or login
    name = best.name
    if best.in_box and (len(name.split()) > _WORDS_OF_A_NAME or len(found) > 1):
        name = facts.stated.author or _shared([one.name for one in found]) or name
    return PostAuthor(login, name)


def _in_bylines(outline: Outline, facts: Facts, language: str | None) -> str | None:
    """Give the name that no element holds, from a line with the date or of the theme's: `February 8, 2011 by NAME`."""
    found = {
        name
        for line, part in bylines(outline, facts)
        for clause in _clauses(line, part, outline, language)
        if (name := named_by(clause)) and len(name.split()) <= _WORDS_IN_LINE and not _FIGURES.search(name)
    }
    return found.pop() if len(found) == 1 else None


def _clauses(line: str, part: Weighed, outline: Outline, language: str | None) -> list[str]:
    """Divide a byline at what is known of it: the date, the terms, and signs; nothing, if it cannot be one."""
    date_in = find_words(line, language)
    if (
        date_in is None
        and part.kind != "meta"
        and all(outline.parts[up].kind != "meta" for up in outline.above(part.place))
    ):
        return []
    known = [date_in[1]] if date_in is not None else []
    known += [" ".join(link.text.split()) for link in part.element.select("a[rel~='tag'], a[rel~='category']")]
    for words in filter(None, known):
        line = line.replace(words, "|", 1)
    clauses = [_FILED.sub("", clause.strip()) for clause in _SIGNS.split(line)]
    return clauses if all(len(clause.split()) <= _WORDS_IN_CLAUSE for clause in clauses) else []


def _within(best: _Name, found: list[_Name]) -> _Name:
    """The name that another link to the author has in its text: “View all posts by Ada Korr”."""
    inner = (one for one in found if one.name != best.name and re.search(rf"\b{re.escape(one.name)}\b", best.name))
    return next(inner, best)


def _shared(texts: list[str]) -> str | None:
    """The letters that texts of one author box share: "By Ada Korr", "View all of Ada Korr's posts"."""
    from difflib import SequenceMatcher  # noqa: PLC0415 - few pages need it

    first = f" {texts[0]} "
    found = (SequenceMatcher(None, first, f" {text} ", autojunk=False).find_longest_match() for text in texts[1:])
    best = max(found, key=lambda match: match.size, default=None)
    if best is None:
        return None
    words = first[best.a : best.a + best.size]
    if first[best.a - 1 : best.a].isalnum():  # `on Ada Korr` of `Von Ada Korr` and `von Ada Korr`
        words = words.partition(" ")[2] or words
    return words.strip() or None


class _Name(Struct, frozen=True, gc=False):
    rank: int
    login: str | None
    name: str
    in_box: bool


def _named(outline: Outline, facts: Facts) -> Iterator[_Name]:
    """Give the names that stand as the author's, with how sure they are (the less the surer) and the login."""
    post = range(0) if facts.post is None else outline.inside(facts.post)
    body = outline.inside(facts.body)
    for at, part in enumerate(outline.parts):
        if part.tag not in _UNNAMED and "author" not in part.names and "fn" not in part.names:
            continue
        if not 0 < part.text + part.linked <= _LONGEST or (sure := _sureness(part)) is None:
            continue
        kinds = {outline.parts[up].kind for up in outline.above(at)}
        if kinds & _ELSEWHERE or (
            at in body and "meta" not in kinds and "author-box" not in kinds and part.kind != "meta"
        ):
            continue
        found = _AUTHOR_PAGE.search(part.element.attr("href") or "")
        in_box = "author-box" in kinds
        rank = sure + 4 * (at not in post) + 8 * in_box
        name = " ".join(part.element.text.split())
        if sure == _CALLED:
            name = without_words(name, bare=True)
        yield _Name(rank, unquote(found[1]) if found else None, name, in_box)


def _linked_in(outline: Outline, byline: int) -> Iterator[_Name]:
    for part in outline.parts[byline : outline.parts[byline].end]:
        if part.tag == "a" and (found := _AUTHOR_PAGE.search(part.element.attr("href") or "")):
            yield _Name(0, unquote(found[1]), " ".join(part.element.text.split()), in_box=False)


def _sureness(part: Weighed) -> int | None:
    element, tag, named = part.element, part.tag, part.names
    if tag == "a":
        href = element.attr("href") or ""
        if ("/author/" in href and _AUTHOR_PAGE.search(href)) or element.attr("rel") == "author":
            return 0
    elif tag == "span" and element.attr("itemprop") == "author":
        return 1
    if not named or ("author" not in named and "fn" not in named):
        return None
    if _BLOCK.search(named) or _FN.search(named):
        return 1
    if tag in HEADINGS:
        return 3
    return _CALLED if (_AUTHOR if tag in _INLINE else _AUTHOR_NAME).search(named) else None
