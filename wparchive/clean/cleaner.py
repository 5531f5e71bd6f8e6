"""Cleaning one post: which rules can find something in it, and what becomes of what they find."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from wparchive.ledger import where_of
from wparchive.text import plain_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wparchive.clean.naming import Namer
    from wparchive.clean.rule import Rule
    from wparchive.clean.user_rules import UserRule
    from wparchive.ledger import Ledger
    from wparchive.model import Post, Site

SHOWN: Final = frozenset(("html", "text"))
"""Formats of bodies that came out of a page, a feed or a text scrape."""


class Cleaner:
    """Cleans posts by a choice of rules."""

    def __init__(self, rules: Sequence[Rule], own: Sequence[UserRule], ledger: Ledger) -> None:
        self._ledger = ledger
        self._all = rules
        self._own = {one.rule.name: one for one in own}
        self._site: Site | None = None
        self._choose_rules("")

    def set_site(self, site: Site) -> None:
        """Say of which site the posts are: rules of the user's own can be for some languages only."""
        self._site = site
        self._choose_rules(site.language)

    def _choose_rules(self, language: str) -> None:
        self._rules = [
            rule for rule in self._all if rule.name not in self._own or self._own[rule.name].is_for(language)
        ]
        self._in_any = [rule for rule in self._rules if rule.find and not rule.in_pages]
        self._in_pages = [rule for rule in self._rules if rule.find]
        self._tests_any = _tests(self._in_any)
        self._tests_pages = _tests(self._in_pages)
        self.__dict__.pop("namer", None)

    @cached_property
    def namer(self) -> Namer:
        """What names pieces. It is made when the first page comes: it has to read all phrases."""
        from wparchive.clean.naming import Namer  # noqa: PLC0415 - only for pages

        known = [rule.name for rule in self._rules if rule.name in self._own]
        return Namer(self._rules, [(name, phrase) for name in known for phrase in self._own[name].phrases])

    def is_page(self, post: Post) -> bool:
        """Whether a post was read from a page, so that there is boilerplate to name."""
        if post.body.format in SHOWN:
            return True
        return bool(post.boilerplate) and any(piece.place == "page" for piece in post.boilerplate)

    def clean(self, post: Post) -> Post:
        """Clean a post of an export.

        Returns:
            The same object if there is nothing to do.
        """
        html = post.body.html
        if not html or not any(test(html) for test in self._tests_any):
            return post
        return self._clean_body(post, html, self._in_any)

    def clean_page(self, post: Post) -> Post:
        """Clean a post that was read from a page, and name what stood around it.

        Returns:
            The same object if there is nothing to do.
        """
        html = post.body.html
        if html and self._label_at_end(html):
            post = self._clean_body(post, html, self._in_pages, self.namer.label_of)
        elif html and any(test(html) for test in self._tests_pages):
            post = self._clean_body(post, html, self._in_pages)
        return self.namer.name(post, self._site)

    def _label_at_end(self, html: str) -> bool:
        """Whether near the end of a body there is a line that is a label."""
        from wparchive.clean.tails import LOOKED_AT  # noqa: PLC0415 - needs the HTML parser

        end = html[-LOOKED_AT:]
        return any(map(self.namer.label_of, plain_text(end[end.find("<") :] if "<" in end else end).split("\n")))

    def _clean_body(
        self, post: Post, html: str, rules: Sequence[Rule], label_of: Callable[[str], Rule | None] | None = None
    ) -> Post:
        from wparchive.clean.pieces import move_aside  # noqa: PLC0415 - most bodies need no HTML parser here

        cleaned, pieces = move_aside(html, rules, label_of)
        if not pieces:
            return post
        where = where_of(post)
        for piece in pieces:
            self._ledger.report("boilerplate-moved", where, piece.rule or "")
        text = None if post.body.text is None else plain_text(cleaned)
        body = replace(post.body, html=cleaned, text=text)
        return replace(post, body=body, boilerplate=(*post.boilerplate, *pieces))


def _tests(rules: Sequence[Rule]) -> list[Callable[[str], object]]:
    tests = [rule.test for rule in rules if rule.test]
    if attributes := _attributes(rules):
        tests.append(re.compile(attributes).search)
    return tests


def _attributes(rules: Sequence[Rule]) -> str:
    """Make one regular expression that finds nothing in nearly all bodies, so that these need not be parsed.

    It begins with the one character that all attributes have: to that, the search skips in the fastest way there is.
    """
    signs = [rule.attributes for rule in rules if rule.attributes]
    if names := sorted({name for rule in rules for name in rule.classes}):
        # Grouped by their first letters, for most class names have none of these and are passed over at once.
        groups = [
            f"{first}(?:{'|'.join(name[1:] for name in group)})" for first, group in groupby(names, itemgetter(0))
        ]
        letters = "".join(sorted({name[0] for name in names}))
        signs.append(rf"""(?<=class=.)(?:[^"'>]*\s)?(?=[{letters}])(?:{"|".join(groups)})""")
    return rf"""=["'](?:{"|".join(signs)})""" if signs else ""
