"""What a set of pages turned out to be, in numbers: for `inspect`, and to find out which site they are of."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from wparchive.merging.post_names import address_key
from wparchive.model import Site
from wparchive.readers.page.page import content_of

if TYPE_CHECKING:
    from wparchive.readers.page.feeds import FeedFacts
    from wparchive.readers.page.page import Page
    from wparchive.readers.page.page_kind import Kind

LIMIT: Final = 10_000
"""Different names that are counted for one question; a hostile archive has more than memory."""
SHOWN: Final = 20
_GENERATOR: Final = "meta[name='generator'][content^='WordPress' i]"
_THEME: Final = re.compile(r"/wp-content/themes/([\w.-]{1,60})/")
_FEED: Final = "link[rel~='alternate'][type='application/rss+xml'][title]"
_FEED_TITLE: Final = re.compile(r"\A(.{1,300}?) +(?:»|›|→|-|–|\||&raquo;) +[^»]{1,60}\Z")  # noqa: RUF001


class Survey:
    """Counts, while pages are read."""

    def __init__(self) -> None:
        self.kinds: Counter[str] = Counter()
        self.certainty: Counter[str] = Counter()
        self.containers: Counter[str] = Counter()
        self.encodings: Counter[str] = Counter()
        self.generators: Counter[str] = Counter()
        self.themes: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.sites: Counter[str] = Counter()
        self.titles: Counter[str] = Counter()
        self.descriptions: Counter[str] = Counter()
        self.feeds: Counter[str] = Counter()
        self.comments = 0

    def see_page(self, page: Page, kind: Kind, container: str, encoding: str) -> None:
        """Count a page."""
        self.kinds[kind.name] += 1
        self.certainty[kind.why] += 1
        self.containers[container or "page"] += 1
        self.encodings[encoding] += 1
        tree = page.tree
        generator = content_of(tree, _GENERATOR)
        style = tree.select_one("link[href*='/wp-content/themes/']")
        theme = _THEME.search(style.attr("href") or "") if style is not None else None
        for counter, value in (
            (self.generators, generator),
            (self.themes, theme[1] if theme else None),
            (self.languages, page.language),
            (self.sites, page.site),
            (self.titles, _title(page)),
        ):
            if value:
                _add(counter, value)

    def see_feed(self, facts: FeedFacts) -> None:
        """Count a feed."""
        self.feeds[f"{facts.kind} of {'comments' if facts.of_comments else 'posts'}"] += 1
        if not facts.of_comments:
            _add(self.titles, facts.title)
            if facts.description:
                _add(self.descriptions, facts.description)

    def site(self) -> Site:
        """The site that most of the pages are of, with everything else that was counted in `extra`."""
        return Site(
            title=_most(self.titles),
            url=_most(self.sites),
            description=_most(self.descriptions),
            language=_most(self.languages),
            generator=_most(self.generators),
            wxr_version="",
            extra={"pages": self.facts()},
        )

    def other_sites(self) -> list[tuple[str, int]]:
        """Give the homes of further sites, and how many pages are of each."""
        own = address_key(_most(self.sites))
        return [(home, number) for home, number in _ranked(self.sites) if address_key(home) != own]

    def facts(self) -> dict[str, Any]:
        """All counts by name; of names that are many, the most frequent ones."""
        counted = (
            "kinds",
            "certainty",
            "containers",
            "encodings",
            "generators",
            "themes",
            "languages",
            "sites",
            "feeds",
        )
        return {name: dict(_ranked(getattr(self, name))[:SHOWN]) for name in counted if getattr(self, name)}


def _title(page: Page) -> str | None:
    name = content_of(page.tree, "meta[property='og:site_name']")
    if name:
        return name
    link = page.tree.select_one(_FEED)
    found = _FEED_TITLE.match(link.attr("title") or "") if link is not None else None
    return found[1] if found else None


def _add(counter: Counter[str], value: str) -> None:
    if value in counter or len(counter) < LIMIT:
        counter[value[:500]] += 1


def _ranked(counter: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))


def _most(counter: Counter[str]) -> str:
    return _ranked(counter)[0][0] if counter else ""
