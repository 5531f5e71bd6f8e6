"""Names for what stands around a text on its page, where its reader had none.

A reader of pages divides them along their structure, by the names that themes give to its parts. What has no such name
is known here: by its words, by what is known of the post, or by what it stands between.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec.structs import replace

from wparchive.clean.phrases import LONGEST, compiled, folded, known_phrases
from wparchive.dates_in_words import parse_words
from wparchive.model import Boilerplate
from wparchive.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wparchive.clean.rule import Rule
    from wparchive.model import Post

UNKNOWN: Final = "unknown"
AKISMET: Final = "akismet-notice"
COOKIES: Final = "cookie-notice"
NAVIGATION: Final = "site-navigation"
CREDITS: Final = "theme-credits"
DETAILS: Final = "post-details"
SURROUNDINGS: Final = "surroundings"
REPEATED: Final = "repeated"
ORNAMENT: Final = "ornament"
_NAMELESS: Final = frozenset((UNKNOWN, REPEATED))
_COARSE: Final = _NAMELESS | {"header", "footer", "sidebar", "meta", "comments", "comment-form"}
"""Kinds that readers give to what holds lines of other kinds."""
_REMEMBERED: Final = 20_000
"""Lines whose rule is remembered: most stand on every page of a site."""
_LONGEST_RUN: Final = 6
"""Lines that can be named by what they stand between."""
_HEADINGS: Final = frozenset(
    ("related-posts", "widgets", "advert", "subscribe-form", "cookie-notice", "login-form", "author-box")
)
"""Rules whose lines are headings, mostly: what stands below is of the same kind."""
_LONGEST_HEADING: Final = 60
_LONGEST_LIST: Final = 16
_LONGEST_HEADED: Final = 300
"""Lines below a heading, and characters of one."""
_LONGEST_DATE: Final = 60
_SHORTEST_NOTICE: Final = 40
_COOKIE: Final = re.compile(
    "cookie|evästei|sütik|süti[ \\-]|çerez|кук[иі]|informasjonskaps|ملفات تعريف الارتباط|עוגיות"
)
"""What sites in most languages call cookies."""
_BETWEEN: Final = re.compile(r"[,;|/•·\n]|\s[-–—]\s")  # noqa: RUF001
_LABEL: Final = re.compile(r"\A[^:：]{1,40}[:：]")  # noqa: RUF001
_BY: Final = re.compile(r"\A\w{1,12}:? ")


class _Line(NamedTuple):
    """A line, and what it is called."""

    text: str
    kind: str
    rule: str | None


class Namer:
    """Names pieces by rules.

    Attributes:
        rules: those that know phrases, by name.
    """

    def __init__(self, rules: Sequence[Rule], own: Iterable[tuple[str, str]] = ()) -> None:
        """Compile the phrases.

        Args:
            rules: all that are on.
            own: the user's phrases, each with the name of its rule; they come first.
        """
        self.rules: Mapping[str, Rule] = {rule.name: rule for rule in rules}
        self._own = compiled(own)
        self._phrases = known_phrases(tuple(rule.name for rule in rules if rule.phrases))
        self._firm = known_phrases(tuple(rule.name for rule in rules if rule.phrases and rule.firm))
        self._known: dict[tuple[str, bool], str | None] = {}

    def label_of(self, line: str) -> Rule | None:
        """Say of which rule a line is a label that can stand in a body."""
        name = self.rule_of(line)
        rule = self.rules[name] if name is not None else None
        return rule if rule is not None and rule.labels else None

    def rule_of(self, line: str, *, firmly: bool = False) -> str | None:
        """Say which rule knows a line.

        Args:
            line: of a page.
            firmly: only those rules that are surer than the names in the markup are asked.
        """
        line = line[: 2 * LONGEST]
        key = (line, firmly)
        if key in self._known:
            return self._known[key]
        name = self._own.rule_of(line) or (self._firm if firmly else self._phrases).rule_of(line)
        if name is None:
            name = self._by_word(line, firmly=firmly)
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[key] = name
        return name

    def _by_word(self, line: str, *, firmly: bool) -> str | None:
        """Know a line by a word that all languages have, or by the arrow at its end."""
        small = line.lower()
        if len(line) <= LONGEST and "akismet" in small:
            name = AKISMET
        elif firmly:
            return None
        elif len(line) >= _SHORTEST_NOTICE and _COOKIE.search(small):
            name = COOKIES
        elif line.startswith(("«", "‹", "←")) or line.endswith(("»", "›", "→")):  # noqa: RUF001
            name = NAVIGATION
        elif line.startswith("©"):
            name = CREDITS
        else:
            return None
        return name if name in self.rules else None

    def name(self, post: Post, language: str | None = None) -> Post:
        """Name the pieces of a page that have no name.

        Args:
            post: with its boilerplate.
            language: of the site, for dates in words.

        Returns:
            The same object if there is nothing to name. No line is lost, and none changes its place.
        """
        if not any(piece.place == "page" and piece.kind in _COARSE for piece in post.boilerplate):
            return post
        details = _Details(post, language) if DETAILS in self.rules else None
        pieces: list[Boilerplate] = []
        for piece in post.boilerplate:
            pieces += self._named(piece, details) if piece.place == "page" and piece.kind in _COARSE else [piece]
        return post if tuple(pieces) == post.boilerplate else replace(post, boilerplate=tuple(pieces))

    def _named(self, piece: Boilerplate, details: _Details | None) -> list[Boilerplate]:
        lines = [self._line(text, piece, details) for text in piece.text.split("\n")]
        if all((line.kind, line.rule) == (piece.kind, piece.rule) for line in lines):
            return [piece]
        groups = [list(group) for _, group in groupby(lines, key=lambda line: (line.kind, line.rule))]
        if len(groups) == 1:
            return [replace(piece, kind=lines[0].kind, rule=lines[0].rule)]
        return [
            Boilerplate(group[0].kind, "\n".join(line.text for line in group), rule=group[0].rule, place=piece.place)
            for group in groups
        ]

    def _line(self, text: str, piece: Boilerplate, details: _Details | None) -> _Line:
        unknown = piece.kind in _NAMELESS
        name = self.rule_of(text, firmly=not unknown) if text else None
        if name is None and unknown and details is not None and details.has(text):
            name = DETAILS
        kind = self.rules[name].kind if name is not None else piece.kind
        return _Line(text, kind, name if kind != piece.kind else piece.rule)


class _Details:
    """What a page shows of its post outside of its text: title, author, date, terms."""

    def __init__(self, post: Post, language: str | None) -> None:
        self._language = language
        self._names = {folded(one_line(name)) for name in (post.title, post.author_name, post.author) if name}
        self._terms = {folded(one_line(term.name)) for term in post.terms}
        self._names.discard("")

    def has(self, text: str) -> bool:
        """Whether a line says one of these and nothing else."""
        line = folded(text)
        if line in self._names or ((found := _BY.match(line)) and line[found.end() :] in self._names):
            return True
        if self._terms and line and len(line) < LONGEST:
            named = {folded(part) for part in _BETWEEN.split(_LABEL.sub("", text))} - {""}
            if named and named <= self._terms:
                return True
        return "#" in line and len(text) <= _LONGEST_DATE and parse_words(text, self._language) is not None


def name_by_surroundings(post: Post) -> Post:
    """Name what has no name by what stands before and behind it, where both are of one kind; and mere ornaments.

    Args:
        post: with its boilerplate, after everything else is named.
    """
    found: list[Boilerplate] = []
    for nameless, run in groupby(post.boilerplate, key=_is_nameless):
        group = list(run)
        if nameless:
            end = len(found) + len(group)
            headed = _headed(found[-1], group) if found else 0
            found += [_surrounded(piece, found[-1].kind) for piece in group[:headed]]
            group = group[headed:]
            behind = post.boilerplate[end] if end < len(post.boilerplate) else None
            kind = _common_kind(found[-1] if found else None, behind) if _lines(group) <= _LONGEST_RUN else None
            group = [_surrounded(piece, kind) for piece in group]
        found += group
    return post if tuple(found) == post.boilerplate else replace(post, boilerplate=tuple(found))


def _headed(heading: Boilerplate, pieces: list[Boilerplate]) -> int:
    """How many pieces stand under a heading such as “Related Posts”: lists of titles, one piece each."""
    line = heading.text.rpartition("\n")[2]
    if heading.rule not in _HEADINGS or heading.place != "page" or len(line) > _LONGEST_HEADING:
        return 0
    lines = 0
    for number, piece in enumerate(pieces):
        lines += piece.text.count("\n") + 1
        if lines > _LONGEST_LIST or len(piece.text) > _LONGEST_HEADED * (piece.text.count("\n") + 1):
            return number
    return len(pieces)


def _is_nameless(piece: Boilerplate) -> bool:
    return piece.kind in _NAMELESS and piece.place == "page"


def _lines(pieces: list[Boilerplate]) -> int:
    return sum(piece.text.count("\n") + 1 for piece in pieces)


def _common_kind(before: Boilerplate | None, behind: Boilerplate | None) -> str | None:
    if before is None or behind is None or not before.place == behind.place == "page":
        return None
    return before.kind if before.kind == behind.kind and before.kind != ORNAMENT else None


def _surrounded(piece: Boilerplate, kind: str | None) -> Boilerplate:
    if kind is None and piece.kind == UNKNOWN and not any(map(str.isalnum, piece.text)):
        kind = ORNAMENT
    return piece if kind is None else replace(piece, kind=kind, rule=piece.rule or SURROUNDINGS)
