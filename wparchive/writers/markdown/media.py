"""Files of the media library in a folder of Markdown: which its pages use, where they lie, and the links to them."""

from __future__ import annotations

import posixpath
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from msgspec import Struct
from turbohtml import parse_fragment

from wparchive.hashing import HashSet
from wparchive.media.addresses import host_of
from wparchive.media.types import differs
from wparchive.model import Issue, Post, Site, Where
from wparchive.paths import path_of
from wparchive.text import one_line
from wparchive.urls import absolute
from wparchive.writers.markdown.visibility import NEVER_SHOWN, Withheld, comment_needs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from wparchive.ledger import Ledger
    from wparchive.media.library import Found, Library
    from wparchive.media.uses import Uses
    from wparchive.model import Body, Record
    from wparchive.options import WriteOptions
    from wparchive.spool import Spool
    from wparchive.target_folders import FolderTarget
    from wparchive.writers.markdown.layouts import Layout
    from wparchive.writers.markdown.rows import DataFiles, Row

_LEAD_AWAY = frozenset({"a", "area", "iframe", "script", "form", "blockquote", "q", "del", "ins", "base", "link"})
"""Elements whose addresses are not shown in their place."""


class SiteMedia:
    """The files of one site."""

    def __init__(self, library: Library, uses: Uses, layout: Layout, options: WriteOptions) -> None:
        """Begin without any.

        Args:
            library: where files come from.
            uses: takes what is used, and what became of it.
            layout: says where files go.
            options: what is published: what only other posts use is not wanted.
        """
        self._library = library
        self._uses = uses
        self._layout = layout
        self._options = options
        self._home = self._root = self._source = ""
        self._withheld = Withheld(options.include)

    # --- before anything is written -------------------------------------------------------------------------------

    def pass_through(self, records: Iterable[Record], spool: Spool[Any], ledger: Ledger) -> Iterator[Record]:
        """Take notice of what all records use, and give them again.

        Args:
            records: the stream, bodies rendered.
            spool: holds them meanwhile.
            ledger: whose issues nobody takes out of the stream any more.
        """
        for record in records:
            if not isinstance(record, Issue):
                self._note(record)
                spool.keep(record)

        def again() -> Iterator[Record]:
            for record in spool:
                yield record
                for _ in ledger.drain():
                    pass  # the report has them

        return again()

    def _note(self, record: Record) -> None:
        if isinstance(record, Site):
            self._home = self._home or record.url
            self._root = self._root or "".join(f"/{part}" for part in path_of(record.url))
            self._uses.hosts.add_site(record.url)
            self._uses.hosts.add_network(record.network_url or "")
        elif isinstance(record, Post):
            self._source = self._source or record.source.name
            if record.type == "attachment":
                self._uses.list_attachment(record)
            withheld = self._withheld.take(record)
            if not withheld and record.type not in NEVER_SHOWN and record.type != "nav_menu_item":
                self._note_post(record)

    def _note_post(self, post: Post) -> None:
        user, parent = _name(post), ""
        if post.type == "attachment":
            parent = post.parent or ""
            if post.attachment and post.attachment.url and (post.comments or self._library.options.every):
                self._uses.add(post.attachment.url, user if post.comments else "", parent=parent)
            if not post.comments:
                return
        if post.featured_image:
            self._uses.add_featured(post.featured_image, user)
        shown = [one.body for one in post.comments if self._options.include.issuperset(comment_needs(one))]
        page = post.url or self._home
        for body in (post.body, *(() if self._options.comments == "none" else shown)):
            for url, is_shown in _links(body):
                if address := absolute(url, page):
                    self._uses.add(address, user, shown=is_shown, parent=parent)
                    if not is_shown and self._layout.links != "as-found":
                        self._uses.add_linked(address, user)

    # --- the files ------------------------------------------------------------------------------------------------

    def obtain(self, folder: FolderTarget, files: DataFiles, ledger: Ledger) -> None:
        """Bring the files into their places, and list them.

        Args:
            folder: the destination.
            files: takes the list.
            ledger: is told what could not be had.
        """
        self._uses.withdraw(self._withheld.has)
        placed, lacking, elsewhere, where = HashSet(), HashSet(), Counter[str](), Where(self._source)
        for found in self._library.obtain(self._uses):
            name = self._uses.name(found.came_from, found.stored) if found.stored else ""
            self._uses.settle(found.url, name)
            if found.stored and placed.add(name):
                file = f"{self._layout.media}/{name}"
                folder.place(file, found.stored.path, found.stored.sha256, link=found.stored.ours)
            files.add("media", self._row(found, name))
            if found.elsewhere:
                elsewhere[host_of(found.url)] += 1
            elif found.stored or lacking.add(found.came_from or found.url):  # its copies lack as well
                for code, detail in _remarks(found):
                    ledger.report(code, where, detail)
        for host, number in elsewhere.items():
            ledger.report("media-elsewhere", where, f"{number} on {host}")

    def _row(self, found: Found, name: str) -> Row:
        listed = self._uses.listed(found.came_from) or self._uses.listed(found.url)
        about = {key: one_line(text) for key, text in listed._asdict().items()} if listed else {}
        return {
            "url": found.url,
            "original": found.came_from if found.stored and found.came_from != found.url else None,
            "file": name and f"{self._layout.media}/{name}",
            "address": self._address(name, "") if name else None,
            "bytes": found.stored and found.stored.bytes,
            "sha256": found.stored and found.stored.sha256,
            "mime": found.stored and found.stored.mime,
            "missing": found.why,
            "used_by": self._uses.users(found.url),
            "attachment": about.pop("id", None),
            **about,
        }

    # --- links ----------------------------------------------------------------------------------------------------

    def link(self, url: str, start: str = "") -> str | None:
        """Give the link to the file of an absolute address, None where the file is not there.

        Args:
            url: of the old site.
            start: path of the file in which the link stands, "" for links that templates show.
        """
        name = self._uses.file(url)
        return self._address(name, start) if name else None

    def _address(self, name: str, start: str) -> str:
        if self._layout.links == "address" or not start:
            return quote(f"{self._root}{self._layout.media_address}/{name}")
        return quote(posixpath.relpath(f"{self._layout.media}/{name}", posixpath.dirname(start) or "."))

    def links(self, page: str, start: str, others: Callable[[str], str | None] | None) -> MediaLinks:
        """Give what changes the links of one post; see `MediaLinks`."""
        return MediaLinks(self, page, start, others)


class MediaLinks(Struct, frozen=True):
    """Changes the links of one post: those to files that are there, and by another function all others.

    Attributes:
        media: the files.
        page: old address of the post.
        start: path of the file in which the links stand.
        others: changes the other links, where they are changed at all.
    """

    media: SiteMedia
    page: str
    start: str
    others: Callable[[str], str | None] | None

    def __call__(self, url: str) -> str | None:
        """Give the link that is to stand instead, None for the same."""
        address = absolute(url, self.page)
        link = self.media.link(address, self.start) if address else None
        if link or not self.others:
            return link
        other = self.others(url)  # of an attachment's page it makes the address of its file
        return (self.media.link(other, self.start) if other else None) or other


def _name(post: Post) -> str:
    return post.id or post.guid or post.url or post.slug


def _links(body: Body) -> Iterator[tuple[str, bool]]:
    """Give the addresses in a text, each with whether what is there is shown in its place."""
    markup = body.source if body.html is None else body.html
    if any(sign in markup for sign in ("src", "href", "poster", "url(")):
        tree = parse_fragment(markup, positions=False)
        if "data-" in markup or "nitro-" in markup:
            from wparchive.lazy_loading import load  # noqa: PLC0415 - few sites need it

            load(tree)
        for link in tree.links():
            yield link.url, link.element.tag not in _LEAD_AWAY


def _remarks(found: Found) -> Iterator[tuple[str, str]]:
    """Give what the ledger has to know of a file."""
    if found.stored is None:
        yield "media-not-fetched", f"{found.url}: {found.why}"
        return
    if found.came_from != found.url:
        yield "media-from-original", found.url
    if differs(found.came_from.partition("?")[0].rpartition("/")[2], found.stored.mime):
        yield "media-type-differs", f"{found.came_from} is {found.stored.mime}"
