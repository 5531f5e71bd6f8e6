"""The threads of a site: which comments are written, where each page lies on the new site, and what is left out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

from wparchive.errors import UsageError
from wparchive.hashing import HashSet, hash64
from wparchive.ledger import units_of, where_of
from wparchive.model import Author, Post, Site, Term, Where
from wparchive.paths import path_of
from wparchive.spool import Spool
from wparchive.text import one_line, without_surrogates
from wparchive.urls import split_url
from wparchive.writers.markdown.comments import entries_of
from wparchive.writers.markdown.convert import convert_all
from wparchive.writers.markdown.layouts import load_layout
from wparchive.writers.markdown.places import Places
from wparchive.writers.markdown.visibility import NEVER_SHOWN, comment_needs, post_needs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from wparchive.ledger import Ledger
    from wparchive.model import Comment, Record
    from wparchive.options import WriteOptions
    from wparchive.writers.markdown.comments import Entry
    from wparchive.writers.markdown.layouts import Layout

_BATCH: Final = 64
"""How many comments are converted at once."""


class Thread(NamedTuple):
    """The comments of one page.

    Attributes:
        post: to which they belong.
        path: of the page on the new site, percent-encoded, from the host's root.
        base: scheme and host of the new site, "" where nobody knows them.
        key: names it in data files.
        title: of the post.
        entries: the comments, parents before children.
    """

    post: Post
    path: str
    base: str
    key: str
    title: str
    entries: Sequence[Entry]

    @property
    def url(self) -> str:
        """Address of the page.

        Raises:
            UsageError: if the host is not known.
        """
        if not self.base:
            remedy = "name it with --base-url https://blog.example.org"
            raise UsageError("the address of the site is not known", place=self.path, remedy=remedy)
        return self.base + self.path

    @property
    def where(self) -> Where:
        """The post, for issues."""
        return where_of(self.post)


def threads(
    records: Iterable[Record],
    options: WriteOptions,
    ledger: Ledger,
    *,
    layout: str = "",
    known: Callable[[str], str] = str,
) -> Iterator[Thread]:
    """Take the threads out of a stream, and count everything in it as out or accounted for.

    Args:
        records: the stream, bodies rendered.
        options: what is published, and where the new site lies.
        ledger: is told what goes out, and why other things do not.
        layout: whose names of data files are used instead of those of `options.layout`.
        known: takes out of HTML what a system's Markdown has no words for.

    Yields:
        Each page that has comments to show. They count as written when the next one is asked for.

    Raises:
        UsageError: if there is no such layout.
    """
    gathering = _Gathering(options, ledger, load_layout(layout or options.layout, options.fields), known)
    with Spool[Post](Post) as late:
        for record in records:
            if not isinstance(record, Post):
                gathering.note(record)
            elif record.type == "attachment" and record.parent is not None and record.comments:
                late.keep(record)
            else:
                yield from gathering.take(record)
        for post in late:
            yield from gathering.take(post)
    gathering.finish()


class _Gathering:
    """What must be remembered of the records that passed."""

    def __init__(self, options: WriteOptions, ledger: Ledger, layout: Layout, known: Callable[[str], str]) -> None:
        self._include = options.include
        self._ledger = ledger
        self._known = known
        self._places = Places(layout)
        self._base, self._root = _split(options.base_url)
        self._based = bool(options.base_url)
        self._source = ""
        self._authors: dict[str, Author] = {}
        self._withheld = HashSet()
        self._left_out: Counter[tuple[str, str]] = Counter()

    def note(self, record: Record) -> None:
        """Take what is no post."""
        if isinstance(record, Site):
            self._places.of_site(record)
            if not self._based and record.url:
                self._base, self._root = _split(record.url)
                self._based = True
        elif isinstance(record, Author):
            self._authors[record.login] = record
            self._left_out["author", "authors"] += 1
        elif isinstance(record, Term):
            self._left_out["term", "terms"] += 1
            self._left_out["meta", "custom fields"] += len(record.meta)

    def take(self, post: Post) -> Iterator[Thread]:
        """Give the thread of a post, if it has one that is shown."""
        self._source = self._source or post.source.name
        needs = post_needs(post)
        if post.type in NEVER_SHOWN or post.type == "nav_menu_item":
            self._left_out["post", f"records of type {post.type}"] += 1
            self._left_out["comment", f"comments of type {post.type}"] += len(post.comments)
            self._left_out["meta", "custom fields"] += units_of(post)["meta"]
        elif not self._include.issuperset(needs):
            if post.id is not None:
                self._withheld.add(post.id)
            self._withhold(post, f"{post.type}, {', '.join(needs)}")
        elif post.type == "attachment" and self._withheld.has(hash64(post.parent or "")):
            self._withhold(post, "belongs to a post that is not")
        else:
            self._left_out["post", f"records of type {post.type}, of which only the comments are written"] += 1
            self._left_out["meta", "custom fields"] += units_of(post)["meta"]
            if post.type != "attachment" or post.comments:
                yield from self._thread(post)

    def _thread(self, post: Post) -> Iterator[Thread]:
        place = self._places.take(post, self._authors)
        shown = [comment for comment in post.comments if self._include.issuperset(comment_needs(comment))]
        if withheld := len(post.comments) - len(shown):
            what = f"{withheld} comment{'s' if withheld > 1 else ''}"
            self._ledger.report("not-published", where_of(post), what, kind="comment", units=withheld)
        if shown:
            path, title = quote(self._root + place.address), one_line(without_surrogates(post.title))
            entries = parents_first(entries_of(shown, _markdown(shown, self._known)))
            yield Thread(post, path, self._base, place.key, title or path, entries)
            self._ledger.went_out["comment"] += len(shown)

    def _withhold(self, post: Post, why: str) -> None:
        units = units_of(post)
        if not units["comment"]:  # nothing of it would have been written anyway
            self._left_out["post", "records that are not public"] += 1
            self._left_out["meta", "custom fields"] += units["meta"]
            return
        self._ledger.report("not-published", where_of(post), why, kind="post", units=1)
        self._ledger.account("comment", units["comment"])
        self._ledger.account("meta", units["meta"])

    def finish(self) -> None:
        """Say what has no place."""
        for (kind, what), units in self._left_out.items():
            if units:
                self._ledger.report("no-place", Where(self._source), f"{units} {what}", kind=kind, units=units)


def _markdown(comments: Sequence[Comment], known: Callable[[str], str]) -> list[str]:
    texts = [known(html_of(comment)) for comment in comments]
    batches = (texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH))
    # The first text is a post's, in which there may be marks that mean nothing in comments.
    return [text for batch in batches for text in convert_all(("", *batch))[1:]]


def html_of(comment: Comment) -> str:
    """Give the HTML of a comment, in which nothing acts by itself."""
    return without_surrogates(comment.body.source if comment.body.html is None else comment.body.html)


def parents_first(entries: Iterable[Entry]) -> list[Entry]:
    """Put what is answered before its answers: pings, which are read last, can have some."""
    placed: dict[str, Entry] = {}
    for entry in entries:
        if entry.answers is not None:
            placed.setdefault(entry.answers.anchor, entry.answers)
        placed.setdefault(entry.anchor, entry)
    return list(placed.values())


def parent_of(entry: Entry) -> Entry | None:
    """Give what a comment answers: what its source says, not what its words suggest."""
    return entry.answers if entry.level or entry.comment.parent is not None else None


def depths(entries: Iterable[Entry]) -> Mapping[str, int]:
    """Count for each comment, by its anchor, the comments above it and itself."""
    found: dict[str, int] = {}
    for entry in entries:
        parent = parent_of(entry)
        found[entry.anchor] = found[parent.anchor] + 1 if parent else 1
    return found


def id_of(entry: Entry) -> str:
    """Name a comment within its thread: by its id, or as the source numbers it."""
    return without_surrogates(entry.anchor.removeprefix("comment-"))


def _split(url: str) -> tuple[str, str]:
    """Split the address of a site into scheme and host, and the path without a `/` at its end."""
    parts = split_url(url)
    base = f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""
    return base, "".join(f"/{part}" for part in path_of(url))
