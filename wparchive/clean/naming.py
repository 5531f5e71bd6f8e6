"""Names for what stands around a text on its page, where its reader had none.

A reader of pages divides them along their structure, by the names that themes give to its parts. What has no such name
is known here: by its words, by what is known of the post, or by what it stands between.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from wparchive.clean.details import NAVIGATION, Details, is_archive_list
from wparchive.clean.kinds import NAMELESS
from wparchive.model import Boilerplate
from wparchive.phrases import LONGEST, compiled, known_phrases

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wparchive.clean.rule import Rule
    from wparchive.model import Post, Site

AKISMET: Final = "akismet-notice"
COMMENT_FORM: Final = "comment-form"
COOKIES: Final = "cookie-notice"
CREDITS: Final = "theme-credits"
WIDGETS: Final = "widgets"
_COARSE: Final = NAMELESS | {"header", "footer", "sidebar", "meta", "comments", "comment-form"}
"""Kinds that readers give to what holds lines of other kinds."""
_REMEMBERED: Final = 20_000
"""Lines whose rule is remembered: most stand on every page of a site."""
_ARROWS: Final = ("«", "‹", "←", "»", "›", "→")  # noqa: RUF001
_SHORTEST_NOTICE: Final = 40
_COOKIE: Final = re.compile(
    "cookie|evästei|sütik|süti[ \\-]|çerez|кук[иі]|informasjonskaps|ملفات تعريف الارتباط|עוגיות"
)
"""What sites in most languages call cookies."""
_CREDIT: Final = 80
"""Characters of a line that names WordPress to give it credit."""
_FIELD: Final = 40
"""Characters of the label of a field that must be filled in: “Name *”."""


class _Line(Struct, frozen=True, gc=False):
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
        line = line[: 2 * LONGEST].lstrip("# \t")  # scrapes can be in Markdown
        key = (line, firmly)
        if key in self._known:
            return self._known[key]
        name = self._own.rule_of(line)
        if name is None and not firmly and len(line) <= _FIELD and line.endswith(" *") and line[0].isalpha():
            name = COMMENT_FORM if COMMENT_FORM in self.rules else None
        name = name or (self._firm if firmly else self._phrases).rule_of(line) or self._by_word(line, firmly=firmly)
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[key] = name
        return name

    def _by_word(self, line: str, *, firmly: bool) -> str | None:
        """Know a line by a word that all languages have, or by the arrow at its end."""
        if not line:
            return None
        small = line.lower()
        if len(line) <= LONGEST and "akismet" in small:
            name = AKISMET
        elif firmly:
            return None
        elif len(line) >= _SHORTEST_NOTICE and _COOKIE.search(small):
            name = COOKIES
        elif line.startswith(_ARROWS) or line.endswith(_ARROWS):
            name = NAVIGATION
        elif line.startswith("©") or (len(line) <= _CREDIT and "wordpress" in small):
            name = CREDITS
        else:
            return None
        return name if name in self.rules else None

    def name(self, post: Post, site: Site | None = None) -> Post:
        """Name the pieces of a page that have no name.

        Args:
            post: with its boilerplate.
            site: what is known of the site that it is of.

        Returns:
            The same object if there is nothing to name. No line is lost, and none changes its place.
        """
        if not any(piece.place == "page" and piece.kind in _COARSE for piece in post.boilerplate):
            return post
        details = Details(post, site)
        pieces: list[Boilerplate] = []
        for piece in post.boilerplate:
            pieces += self._named(piece, details) if piece.place == "page" and piece.kind in _COARSE else [piece]
        return post if tuple(pieces) == post.boilerplate else replace(post, boilerplate=tuple(pieces))

    def _named(self, piece: Boilerplate, details: Details) -> list[Boilerplate]:
        texts = piece.text.split("\n")
        if piece.kind in NAMELESS and WIDGETS in self.rules and is_archive_list(texts):
            return [replace(piece, kind=self.rules[WIDGETS].kind, rule=WIDGETS)]
        lines: list[_Line] = []
        for text in texts:
            if text.strip() or not lines:
                lines.append(self._line(text, piece, details))
            else:  # blank lines of scrapes go with what is above them
                lines.append(replace(lines[-1], text=text))
        if all((line.kind, line.rule) == (piece.kind, piece.rule) for line in lines):
            return [piece]
        groups = [list(group) for _, group in groupby(lines, key=lambda line: (line.kind, line.rule))]
        if len(groups) == 1:
            return [replace(piece, kind=lines[0].kind, rule=lines[0].rule)]
        return [
            Boilerplate(group[0].kind, "\n".join(line.text for line in group), rule=group[0].rule, place=piece.place)
            for group in groups
        ]

    def _line(self, text: str, piece: Boilerplate, details: Details) -> _Line:
        unknown = piece.kind in NAMELESS
        name = self.rule_of(text, firmly=not unknown)
        if name is None and unknown and (name := details.rule_of(text)) not in self.rules:
            name = None
        kind = self.rules[name].kind if name is not None else piece.kind
        return _Line(text, kind, name if kind != piece.kind else piece.rule)
