"""Many pages are one site: each is read for itself, and what belongs to one post is joined.

Pages lie in any order and in any number, so what was read of them waits on disk until all of them are read.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec.structs import replace

from wparchive.dates import rfc3339
from wparchive.hashing import HashSet
from wparchive.ledger import units_of
from wparchive.merging.gathering import Gathering
from wparchive.merging.post_names import address_key, is_home, number_of
from wparchive.model import Author, Term, TermRef, Where
from wparchive.readers.joint import decoded, read_each
from wparchive.readers.page.containers import captures
from wparchive.readers.page.containers.marks import mark_of
from wparchive.readers.page.containers.plain import mirrored_address
from wparchive.readers.page.containers.wayback import original_address, remove_toolbar, restore
from wparchive.readers.page.feeds import is_feed, read_feed
from wparchive.readers.page.joining import PAGE, Piece, join, rank
from wparchive.readers.page.listing import listed_posts, neighbours
from wparchive.readers.page.page import page_of
from wparchive.readers.page.page_kind import ATTACHMENT, LISTS, kind_of
from wparchive.readers.page.pagination import linked_parts, part_of, post_address
from wparchive.readers.page.post.reader import read_page
from wparchive.readers.page.sitemaps import is_sitemap, mapped_posts
from wparchive.readers.page.survey import Survey
from wparchive.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wparchive.ledger import Ledger
    from wparchive.model import Record
    from wparchive.options import ReadOptions
    from wparchive.readers.page.containers.capture import Capture
    from wparchive.readers.page.page import Page
    from wparchive.readers.page.page_kind import Kind
    from wparchive.sources import Source

_LONGEST_QUOTE: Final = 100_000
NAMED: Final = 100
"""Missing posts, and further sites, that are named one by one; the rest is counted."""
MAX_TERMS: Final = 100_000
"""Names of terms that are kept, by which those of feeds are known, which give no more than a name."""


class SiteReader:
    """Reads pages and gives the posts."""

    def __init__(self, options: ReadOptions, ledger: Ledger) -> None:
        self._options = options
        self._ledger = ledger
        self._gathering = Gathering()
        self._terms: dict[str, TermRef] = {}
        self._survey = Survey()
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(Piece)

    def read(self, sources: Iterable[Source]) -> Iterator[Record]:
        """Read all pages, then give the site, its authors, terms and posts.

        Raises:
            InputError: if none of the sources can be read.
        """
        try:
            yield from read_each(sources, self._take_source, self._ledger)
            yield self._survey.site()
            self._report_other_sites()
            yield from self._posts()
            self._report_unknown()
        finally:
            self._gathering.close()

    def _take_source(self, source: Source) -> Iterator[Record]:
        for capture in captures(source, self._options, self._ledger):
            self._take(capture)
            # Nothing else goes out yet, and issues are not to pile up in memory.
            yield from self._ledger.drain()

    def _take(self, capture: Capture) -> None:
        found = decoded(capture.data, capture.name, self._ledger, sent=capture.charset)
        if is_feed(found.text):
            self._take_feed(found.text, capture.name)
        elif is_sitemap(found.text):
            self._note(mapped_posts(found.text), capture.name)
        else:
            self._take_page(found.text, found.encoding, capture)

    def _take_feed(self, text: str, name: str) -> None:
        found = read_feed(text, name)
        if found is None:
            self._ledger.report("page-without-post", Where(name), "a damaged feed")
            return
        facts, pieces, unread = found
        for item in unread:
            self._ledger.report("feed-item-unreadable", Where(name), original=item[:_LONGEST_QUOTE])
        self._survey.see_feed(facts)
        for piece in pieces:
            self._put(piece, None if facts.of_comments else facts.link, piece.post.url)

    def _take_page(self, text: str, encoding: str, capture: Capture) -> None:
        page, container = _opened(text, capture)
        kind = kind_of(page.tree)
        self._survey.see_page(page, kind, container, encoding)
        pieces = self._pieces(page, kind)
        if not pieces or kind.name in LISTS:
            self._ledger.report("page-without-post", Where(page.name), kind.name)
        site = page.site
        del page  # its tree can be larger than all that was read of it
        for piece in pieces:
            self._put(piece, site, piece.post.url)

    def _pieces(self, page: Page, kind: Kind) -> list[Piece]:
        """Read what a page has of posts."""
        if kind.name in LISTS:
            return list(listed_posts(page, self._ledger))
        if not kind.holds_post and kind.name != ATTACHMENT:
            return []
        part = part_of(page)
        linked = linked_parts(page, part)
        self._note(neighbours(page), page.name)
        post = read_page(page, self._ledger, whole=not linked[1])
        if not (kind.holds_post or post.comments):
            return []
        if (address := post.url or page.address) is not None:
            post = replace(post, url=post_address(address, part))
        return [Piece(post, PAGE, page.captured, part.body, *linked)]

    def _note(self, addresses: Iterable[str], name: str) -> None:
        """Note posts that are named by nothing but a link."""
        for address in addresses:
            self._gathering.note(address_key(address), f"{name.replace(' ', '_')} {address}")

    def _put(self, piece: Piece, site: str | None, *addresses: str | None) -> None:
        post = piece.post
        self._ledger.came_in.update(units_of(post))
        if len(self._terms) < MAX_TERMS:
            self._terms.update({ref.name: ref for ref in post.terms if ref.slug and ref.name not in self._terms})
        names = {address_key(url) for url in (*addresses, post.guid) if url}
        if piece.origin == PAGE:  # where a site is set up wrongly, all its pages give the home as their address
            own = address_key(site) if site else ""
            names = {name for name in names if name != own and not is_home(f"//{name}")}
        number = number_of(post, site, next(filter(None, addresses), None))
        data = self._encoder.encode(piece)
        self._gathering.put(data, sorted(names), number=number, rank=rank(piece))

    def _posts(self) -> Iterator[Record]:
        authors, terms = HashSet(), HashSet()
        for thing in self._gathering.things():
            post = join(map(self._decoder.decode, self._gathering.pieces(thing)), self._ledger)
            post = replace(
                post, terms=tuple([ref if ref.slug else self._terms.get(ref.name, ref) for ref in post.terms])
            )
            if post.author and authors.add(post.author):
                self._ledger.came_in["author"] += 1
                yield Author(login=post.author, name=post.author_name or "")
            for ref in post.terms:
                if terms.add(f"{ref.taxonomy}\0{ref.slug or ref.name}"):
                    self._ledger.came_in["term"] += 1
                    yield Term(taxonomy=ref.taxonomy, slug=ref.slug, name=ref.name)
            yield post

    def _report_other_sites(self) -> None:
        others = self._survey.other_sites()
        for home, number in others[:NAMED]:
            self._ledger.report("other-site", Where("the pages"), f"{home} ({number:,} pages)")
        if len(others) > NAMED:
            self._ledger.report("other-site", Where("the pages"), f"{len(others) - NAMED:,} more")

    def _report_unknown(self) -> None:
        """Say which posts are linked and not there: the first by name, the rest by number."""
        more = 0
        for _, note in self._gathering.unknown():
            where, _, address = note.partition(" ")
            if more < NAMED:
                self._ledger.report("post-unknown", Where(where, record=f"post {address}"))
            more += 1
        if more > NAMED:
            self._ledger.report("post-unknown", Where("the pages"), f"{more - NAMED:,} more")


def _opened(text: str, capture: Capture) -> tuple[Page, str]:
    """Take a page out of what its savers put around it."""
    container, address, captured = capture.container, capture.address, capture.captured
    mark = mark_of(text)
    if mark is not None:
        container = container or mark.container
        address, captured = address or mark.address, captured or mark.captured
    restored = restore(text)
    if restored is not None:
        container, text, captured = "wayback", restored.markup, restored.captured or captured
    if address is not None:
        address, archived = original_address(address)
        captured = archived or captured
    address, captured = absolute(address, None), rfc3339(captured)
    mirrored = partial(mirrored_address, capture.path)
    page = page_of(text, capture.name, address=address, captured=captured, mirrored=mirrored)
    if restored is not None:
        remove_toolbar(page.tree)
    return page, container
