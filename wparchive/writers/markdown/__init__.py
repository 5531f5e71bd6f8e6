"""The Markdown writer: a file for each post, page and item of any other type, with its comments below.

What goes where:

- posts, pages and custom types: a file at the path of their permalink;
- attachments: a row of `_data/attachments.json`, and a file of their own as well when they have comments;
- items of menus, authors, categories and tags: rows of `_data/*.json`;
- parts of pages, settings and logs of plugins (`visibility.NEVER_SHOWN`): nowhere, the report says how many of each;
- custom fields: nowhere, since what they mean is known to plugins alone; the report says how many.

What was not public is withheld unless it is asked for: posts by status and password, comments by status and type,
attachments with the post they belong to, items of menus with the one they lead to. Nothing of what a person did not
mean to publish is ever written: e-mail addresses and IPs of commenters, addresses of authors, passwords of posts.
"""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.errors import UsageError
from wparchive.ledger import units_of, where_of
from wparchive.manifest import Closing
from wparchive.model import Author, Post, Record, Site, Term, Where
from wparchive.paths import ENDING, ENDINGS
from wparchive.spool import Spool
from wparchive.target_folders import FolderTarget
from wparchive.writers.markdown.comments import data, entries_of, section
from wparchive.writers.markdown.convert import convert_all, rewritten
from wparchive.writers.markdown.guards import GUARDS
from wparchive.writers.markdown.layouts import load_layout
from wparchive.writers.markdown.pages import attached_file, is_secure, notice, some_without_scheme
from wparchive.writers.markdown.places import Places
from wparchive.writers.markdown.restricted import without_restricted
from wparchive.writers.markdown.rows import DataFiles, attachment_row, author_row, menu_row, menu_target, term_row
from wparchive.writers.markdown.values import Shown
from wparchive.writers.markdown.visibility import NEVER_SHOWN, Withheld, comment_needs, post_needs
from wparchive.writers.markdown.wordless import named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from wparchive.ledger import Ledger
    from wparchive.media.library import Library
    from wparchive.model import Comment
    from wparchive.options import WriteOptions
    from wparchive.targets import Target
    from wparchive.writers.markdown.addresses import Addresses
    from wparchive.writers.markdown.layouts import Layout
    from wparchive.writers.markdown.media import SiteMedia
    from wparchive.writers.markdown.places import PostPlace

    Links = Callable[[str], str | None]

_BATCH: Final = 64
"""How many comments are converted at once."""

_DATA_ENDING: Final = ENDINGS[1]


def write(  # noqa: PLR0913 - what a writer takes, and what this one asks for besides
    records: Iterator[Record],
    target: Target,
    options: WriteOptions,
    ledger: Ledger,
    *,
    again: Callable[[], Iterable[Record]] = tuple,
    library: Library | None = None,
) -> None:
    """Write records as a folder of Markdown files.

    Args:
        records: the stream, bodies rendered; where one is not, its source is taken for HTML.
        target: the folder.
        options: what is published, and where comments go.
        ledger: is told what went out, and why other things did not.
        again: gives the records once more, bodies not rendered: links need to know where every post goes.
        library: where the files come from that the pages show; without one they stay where they are.

    Raises:
        DestinationError: if the folder cannot be written, or holds what is not ours.
        UsageError: if there is no such layout.
    """
    layout = _chosen_layout(options)
    with ExitStack() as stack:
        folder = stack.enter_context(FolderTarget(target))  # first, since it may not be had
        addresses = None
        if layout.links != "as-found" or options.redirects:
            from wparchive.writers.markdown.addresses import Addresses  # noqa: PLC0415 - as most of what follows

            addresses = stack.enter_context(Addresses(layout, options))
            addresses.plan(again())
        files = stack.enter_context(DataFiles(folder, layout.data))
        waiting: Spool[Post] = stack.enter_context(Spool(Post))
        if "protected" not in options.include:
            records = without_restricted(records, ledger)
        media = None
        if library is not None:
            from wparchive.media.uses import Uses  # noqa: PLC0415
            from wparchive.writers.markdown.media import SiteMedia  # noqa: PLC0415

            media = SiteMedia(library, stack.enter_context(Uses(library.hosts)), layout, options)
            records = media.pass_through(records, stack.enter_context(Spool(Record)), ledger)
            media.obtain(folder, files, ledger)
        linked = addresses if layout.links != "as-found" else None
        run = _Run(_Destination(layout, folder, files, waiting, linked, media), options, ledger)
        run.take_all(records, addresses)
        folder.finish(Closing(ledger.end(), options))


def check_options(options: WriteOptions) -> None:
    """Look whether there is the layout that is asked for.

    Raises:
        UsageError: if there is none, or it cannot be used so.
    """
    _chosen_layout(options)


def _chosen_layout(options: WriteOptions) -> Layout:
    layout = load_layout(options.layout, options.fields)
    if options.starter and (layout.starter is None or layout.links == "as-found"):
        raise UsageError("there is no starter for this layout", place=options.layout, remedy="leave --starter out")
    return layout


class _Destination(NamedTuple):
    """Where things go."""

    layout: Layout
    folder: FolderTarget
    files: DataFiles
    waiting: Spool[Post]
    addresses: Addresses | None
    media: SiteMedia | None


class _Run:
    """One run of the writer: what it must remember of the records that passed."""

    def __init__(self, destination: _Destination, options: WriteOptions, ledger: Ledger) -> None:
        self._layout, self._folder, self._files, self._waiting, self._addresses, self._media = destination
        self._options = options
        self._ledger = ledger
        self._guard = GUARDS[self._layout.guard]
        separate = options.comments == "auto" and options.starter and self._layout.comments != "section"
        self._comments_apart = separate or options.comments == "data"
        self._site: Site | None = None
        self._source = ""
        self._places = Places(self._layout)
        self._authors: dict[str, Author] = {}
        self._withheld = Withheld(options.include)
        self._left_out: Counter[tuple[str, str]] = Counter()

    def take_all(self, records: Iterable[Record], addresses: Addresses | None) -> None:
        """Write everything, then what had to wait, then what stands around a site."""
        for record in records:
            self.take(record)
        self.finish()
        if addresses is not None:
            self.finish_site(addresses)

    def take(self, record: Record) -> None:
        """Write a record, or set it aside for the end."""
        if isinstance(record, Post):
            self._source = self._source or record.source.name
            self._take_post(record)
        elif isinstance(record, Term):
            self._files.add("terms", term_row(record))
            self._ledger.went_out["term"] += 1
            self._left_out["meta", "custom fields"] += len(record.meta)
        elif isinstance(record, Author):
            self._authors[record.login] = record
            self._files.add("authors", author_row(record))
            self._ledger.went_out["author"] += 1
        elif isinstance(record, Site):
            self._places.of_site(record)
            self._site = self._site or record

    def finish(self) -> None:
        """Write what had to wait, and report what has no place."""
        for post in self._waiting:
            if post.type != "attachment":
                continue
            if self._withheld.has(post.parent):
                self._withheld.add(post)
                self._withhold(post, "belongs to a post that is not")
            else:
                self._write_attachment(post)
        for post in self._waiting:
            if post.type == "attachment":
                continue
            if self._withheld.has(menu_target(post)):
                self._withhold(post, "leads to a post that is not")
            else:
                self._write_menu_item(post)
        for (kind, what), units in self._left_out.items():
            if units:
                self._ledger.report("no-place", Where(self._source), f"{units} {what}", kind=kind, units=units)
        if self._addresses is not None:
            self._write_topics(self._addresses)

    def finish_site(self, addresses: Addresses) -> None:
        """Write what makes a site of the content, where that is asked for."""
        if self._options.redirects:
            from wparchive.writers.markdown.redirects import write_redirects  # noqa: PLC0415

            write_redirects(addresses, self._options.redirects, self._folder, self._ledger)
        if self._options.starter:
            from wparchive.writers.markdown.starters import write_starter  # noqa: PLC0415

            write_starter(self._layout, self._folder, self._site, front=addresses.front)

    def _write_topics(self, addresses: Addresses) -> None:
        """Write the pages of terms, authors and months."""
        from wparchive.writers.markdown.topics import list_line  # noqa: PLC0415

        for post, target in addresses.topics.pages():
            pieces = [self._layout.matter(Shown(post, self._authors, 0, target.address)), "\n"]
            if post.meta[0].value not in self._layout.native:
                listed = addresses.topics.listed(post)
                lines = (list_line(day, one.title, addresses.link(one, target.stem)) for day, one in listed)
                pieces.append(self._guard("".join(lines)))
            self._folder.write(target.stem + ENDING, "".join(pieces).encode("utf-8", "replace"))

    def _take_post(self, post: Post) -> None:
        withheld = self._withheld.take(post)
        if post.type in NEVER_SHOWN:
            self._leave_out(post)
        elif withheld:
            self._withhold(post, f"{post.type}, {', '.join(post_needs(post))}")
        elif post.type == "attachment":
            if post.parent is None:
                self._write_attachment(post)
            else:
                self._waiting.keep(post)
        elif post.type == "nav_menu_item":
            self._waiting.keep(post)
        else:
            self._write_post(post)

    def _write_menu_item(self, post: Post) -> None:
        self._files.add("menus", menu_row(post, self._addresses), posts=1)
        self._ledger.went_out["post"] += 1
        self._left_out["comment", "comments of menu items"] += len(post.comments)
        self._left_out["meta", "custom fields"] += units_of(post)["meta"]

    def _write_attachment(self, post: Post) -> None:
        file = self._media.link(post.attachment.url or "") if self._media and post.attachment else None
        self._files.add("attachments", {**attachment_row(post), "address": file}, posts=not post.comments)
        if post.comments:
            self._write_post(post)
        else:
            self._ledger.went_out["post"] += 1
            self._left_out["meta", "custom fields"] += len(post.meta)

    def _leave_out(self, post: Post) -> None:
        units = units_of(post)
        self._left_out["post", f"records of type {post.type}"] += 1
        self._left_out["comment", f"comments of type {post.type}"] += units["comment"]
        self._left_out["meta", "custom fields"] += units["meta"]

    def _withhold(self, post: Post, why: str) -> None:
        units = units_of(post)
        self._ledger.report("not-published", where_of(post), why, kind="post", units=1)
        self._ledger.account("comment", units["comment"])
        self._ledger.account("meta", units["meta"])

    def _write_post(self, post: Post) -> None:
        shown = self._shown_comments(post)
        place = self._place(post)
        resolver = self._addresses.resolver(post, place) if self._addresses else None
        links: Links | None = resolver
        if self._media:
            links = self._media.links(post.url or "", place.stem, resolver)
        body, *comment_bodies = self._convert(resolver.link_own_posts(post) if resolver else post, shown, links)
        entries = entries_of(shown, comment_bodies)
        about = Shown(
            post, self._authors, len(shown), place.address, place.key, self._image(post, links), self._link, self._leads
        )
        pieces = [notice(post)]
        if post.type == "attachment":
            pieces.append(attached_file(post, links))
        pieces.append(f"{body}\n" if body else "")
        in_page = entries and not self._comments_apart
        if in_page:
            author = self._authors.get(post.author or "")
            pieces += ["\n", *section(entries, author.id if author else None)]
        stem = place.stem
        lines = (self._layout.matter(about), "\n", *map(self._guard, pieces))
        page = b"".join([piece.encode("utf-8", "replace") for piece in lines])
        name = post.id or post.guid or stem
        self._folder.write(stem + ENDING, page, post=name, comments=len(entries) if in_page else 0)
        if entries and not in_page:
            beside = self._layout.comments == "section"
            file = stem + _DATA_ENDING if beside else self._layout.comments.format(key=place.key)
            secure = is_secure(post) and some_without_scheme(post, shown)
            html = partial(rewritten, resolve=links, secure=secure) if links or secure else None
            self._folder.write(file, data(entries, html), post=name, beside=True, comments=len(entries))
        for url in dict.fromkeys(resolver.unresolved if resolver else ()):
            self._ledger.report("link-unresolved", where_of(post), url)
        self._ledger.went_out["post"] += 1
        self._ledger.went_out["comment"] += len(entries)
        self._left_out["meta", "custom fields"] += units_of(post)["meta"]

    def _shown_comments(self, post: Post) -> Sequence[Comment]:
        """Give the comments that are to be published, and account for the others."""
        if not post.comments:
            return ()
        if self._options.comments == "none":
            self._left_out["comment", "comments, which were not asked for"] += len(post.comments)
            return ()
        shown = [comment for comment in post.comments if self._options.include.issuperset(comment_needs(comment))]
        if len(shown) < len(post.comments):
            withheld = len(post.comments) - len(shown)
            what = f"{withheld} comment{'s' if withheld > 1 else ''}"
            self._ledger.report("not-published", where_of(post), what, kind="comment", units=withheld)
        return shown

    def _convert(self, post: Post, comments: Sequence[Comment], links: Links | None) -> list[str]:
        bodies = [post.body, *(comment.body for comment in comments)]
        markup = [body.source if body.html is None else body.html for body in bodies]
        batches = (markup[start : start + _BATCH] for start in range(0, len(markup), _BATCH))
        left_out: Counter[str] = Counter()
        convert = partial(
            convert_all,
            resolve=links,
            hard_breaks=self._options.hard_breaks,
            left_out=left_out,
            secure=is_secure(post),
        )
        texts = [text for batch in batches for text in convert(batch)]
        if left_out:
            self._ledger.report("markup-left-out", where_of(post), named(left_out))
        return texts

    def _link(self, name: str) -> str:
        target = self._addresses.named(name) if self._addresses else None
        return self._addresses.link(target) if self._addresses and target else ""

    def _leads(self, path: str) -> str | None:
        return self._addresses.leads(path) if self._addresses else None

    def _image(self, post: Post, links: Links | None) -> str:
        """Give the address of a post's featured image."""
        found = (
            self._addresses.named(f"file {post.featured_image}") if self._addresses and post.featured_image else None
        )
        return (links(found.address) if links and found else None) or (found.address if found else "")

    def _place(self, post: Post) -> PostPlace:
        """Choose the post's file; say so where it could not have the name it asked for."""
        place = self._places.take(post, self._authors)
        for code, happened in (("path-collision", place.collided), ("path-changed", place.changed)):
            if happened:
                self._ledger.report(code, where_of(post), f"{place.stem}{ENDING}", original=place.wanted)
        return place
