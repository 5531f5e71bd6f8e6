"""What repeats on most pages of a site is furniture: learned from all its pages, in bounded memory.

Two things are learned. A line of which no rule knows the kind, and which stands on most pages outside of what people
wrote, is furniture. So is a block that stands at the beginning or at the end of most bodies, if it holds no prose: a
signature that an author puts under each post looks the same from here, and is left where it is.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec.structs import replace

from wparchive.clean.kinds import UNKNOWN
from wparchive.clean.rules.repeated import OTHER_POSTS, REPEATED
from wparchive.hashing import HashSet, hash64
from wparchive.ledger import where_of
from wparchive.model import Boilerplate, Where
from wparchive.phrases import folded
from wparchive.text import one_line
from wparchive.urls import split_url

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from wparchive.clean.rule import Rule
    from wparchive.ledger import Ledger
    from wparchive.model import Post

LEAST: Final = 5
"""Posts from which something is learned."""
REMEMBERED: Final = 200_000
"""Different lines and edges that are counted. Beyond, those that are seen least are forgotten."""
_EDGE: Final = 40
"""Characters of HTML at the beginning and the end of a body by which it is known that there is something to look at."""
_BLOCKS: Final = 4
"""Blocks at each end of a body that are compared."""
_SHORTEST_TITLE: Final = 8
"""Characters of a title. Shorter ones are words of menus too."""
_NAMED: Final = 80
"""Characters of what was learned that an issue shows."""


class Sightings:
    """Counts things by the site that they stand on."""

    def __init__(self) -> None:
        self._posts: Counter[str] = Counter()
        self._seen: Counter[tuple[str, int]] = Counter()
        self._least = 1

    def see_post(self, site: str) -> None:
        """Count a post."""
        self._posts[site] += 1

    def see(self, site: str, thing: str) -> None:
        """Count a thing; of a post each only once."""
        self._seen[site, hash64(thing)] += 1
        if len(self._seen) > REMEMBERED:
            self._least *= 2
            self._seen = Counter({key: count for key, count in self._seen.items() if count >= self._least})

    def is_common(self, site: str, thing: str) -> bool:
        """Whether a thing stands on most posts of a site."""
        count = self._seen[site, hash64(thing)]
        return count >= LEAST and 2 * count > self._posts[site]

    def counts(self, site: str, thing: str) -> tuple[int, int]:
        """On how many posts a thing stands, and how many the site has."""
        return self._seen[site, hash64(thing)], self._posts[site]


class Learned(NamedTuple):
    """What one post has of what was learned: how many blocks of its body are furniture at either end."""

    head: int = 0
    tail: int = 0


class Repeats:
    """Learns from posts that are seen twice, and for the ends of bodies three times."""

    def __init__(self, ledger: Ledger, rules: Container[str]) -> None:
        """Begin.

        Args:
            ledger: gets what is learned.
            rules: names of the rules that are on.
        """
        self._ledger = ledger
        self._learns = REPEATED.name in rules
        self._knows_titles = OTHER_POSTS.name in rules
        self._titles = HashSet()
        self._lines = Sightings()
        self._edges = Sightings()
        self._blocks = Sightings()
        self._reported: set[tuple[str, str]] = set()
        self.edges_repeat = False

    def see(self, post: Post) -> None:
        """Count the lines without a name, and the ends of the body."""
        site = site_of(post)
        title = folded(one_line(post.title))
        if len(title) >= _SHORTEST_TITLE:
            self._titles.add(f"{site}\n{title}")
        for term in post.terms:
            self._titles.add(f"{site}\n{folded(one_line(term.name))}")
        if any(piece.place == "page" for piece in post.boilerplate):  # else it is out of a feed or a list
            self._lines.see_post(site)
        for line in dict.fromkeys(folded(line) for line in _unknown_lines(post)):
            if line:
                self._lines.see(site, line)
        if post.truncated or any(piece.rule == REPEATED.name and piece.place == "body" for piece in post.boilerplate):
            return  # of what is left, nothing more is furniture
        self._edges.see_post(site)
        for edge in _edges(post):
            self._edges.see(site, edge)
            self.edges_repeat = self.edges_repeat or (self._learns and self._edges.is_common(site, edge))

    def look_closer(self, post: Post) -> None:
        """Count the blocks at the ends of a body that looks like many others there."""
        site = site_of(post)
        self._blocks.see_post(site)
        if any(self._edges.is_common(site, edge) for edge in _edges(post)):
            head, tail = _blocks(post)
            for block in {*(f"<{html}" for html in head), *(f">{html}" for html in tail)}:
                self._blocks.see(site, block)

    def apply(self, post: Post) -> Post:
        """Name the lines and move the blocks that were learned.

        Args:
            post: one of those that were seen.
        """
        site = site_of(post)
        post = self._with_known_lines(post, site)
        if not self.edges_repeat or not any(self._edges.is_common(site, edge) for edge in _edges(post)):
            return post
        head, tail = _blocks(post)
        furniture = Learned(self._common(site, "<", head), self._common(site, ">", tail[::-1]))
        return post if furniture == Learned() else self._without_blocks(post, furniture)

    def _common(self, site: str, sign: str, blocks: list[str]) -> int:
        """How many of the first blocks are common to most posts."""
        for number, html in enumerate(blocks):
            if not self._blocks.is_common(site, sign + html):
                return number
            self._report(site, html, self._blocks.counts(site, sign + html))
        return len(blocks)

    def _without_blocks(self, post: Post, furniture: Learned) -> Post:
        from wparchive.clean.pieces import take_blocks  # noqa: PLC0415 - needs the HTML parser
        from wparchive.text import plain_text  # noqa: PLC0415

        html, pieces = take_blocks(post.body.html or "", furniture.head, furniture.tail, REPEATED)
        where = where_of(post)
        for _ in pieces:
            self._ledger.report("boilerplate-moved", where, REPEATED.name)
        text = None if post.body.text is None else plain_text(html)
        return replace(post, body=replace(post.body, html=html, text=text), boilerplate=(*post.boilerplate, *pieces))

    def _with_known_lines(self, post: Post, site: str) -> Post:
        if not any(True for _ in _unknown_lines(post)):
            return post
        pieces: list[Boilerplate] = []
        for piece in post.boilerplate:
            pieces += self._divided(piece, site) if piece.kind == UNKNOWN and piece.place == "page" else [piece]
        return replace(post, boilerplate=tuple(pieces))

    def _divided(self, piece: Boilerplate, site: str) -> Iterator[Boilerplate]:
        rules: list[Rule | None] = []
        texts = piece.text.split("\n")
        for line in texts:
            rules.append(rules[-1] if rules and not line.strip() else self._rule_of(line, site))
        for rule, run in groupby(zip(rules, texts, strict=True), key=itemgetter(0)):
            text = "\n".join(line for _, line in run)
            if rule is not None:
                yield Boilerplate(rule.kind, text, rule=rule.name, place=piece.place)
            else:
                yield piece if text == piece.text else replace(piece, text=text, html=None)

    def _rule_of(self, line: str, site: str) -> Rule | None:
        key = folded(line)
        if not key:
            return None
        if self._knows_titles and self._titles.has(hash64(f"{site}\n{key}")):
            return OTHER_POSTS
        if self._learns and self._lines.is_common(site, key):
            self._report(site, line, self._lines.counts(site, key))
            return REPEATED
        return None

    def _report(self, site: str, thing: str, counts: tuple[int, int]) -> None:
        key = (site, thing[:_NAMED])
        if key not in self._reported and len(self._reported) < REMEMBERED:
            self._reported.add(key)
            detail = f"on {counts[0]:,} of {counts[1]:,} posts: {thing[:_NAMED]}"
            self._ledger.report("furniture-learned", Where(site or "the pages"), detail, original=thing[:2000])


def site_of(post: Post) -> str:
    """The host of a post's address, "" where it is not known."""
    return split_url(post.url or "").netloc


def _unknown_lines(post: Post) -> Iterator[str]:
    for piece in post.boilerplate:
        if piece.kind == UNKNOWN and piece.place == "page":
            yield from piece.text.split("\n")


def _edges(post: Post) -> tuple[str, ...]:
    html = (post.body.html or "").strip()
    return (f"<{html[:_EDGE]}", f">{html[-_EDGE:]}") if len(html) > 4 * _EDGE else ()


def _blocks(post: Post) -> tuple[list[str], list[str]]:
    """The blocks at both ends of a body that hold no prose, up to the first one that does."""
    from wparchive.clean.tails import ends_without_prose  # noqa: PLC0415 - needs the HTML parser

    return ends_without_prose(post.body.html or "", _BLOCKS)
