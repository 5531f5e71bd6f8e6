"""What a result holds of each post and comment, and what it has to hold of those of a source."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wparchive import archive as archives
from wparchive.ledger import Ledger
from wparchive.manifest import read_end, read_manifest
from wparchive.model import Post
from wparchive.options import ReadOptions
from wparchive.sources import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class Shape(NamedTuple):
    """What is compared of a kind of record.

    Attributes:
        name: of the kind.
        fields: names of what is compared, as messages say them.
        identity: how many of them, from the first, say which one it is.
    """

    name: str
    fields: tuple[str, ...]
    identity: int


POST = Shape("post", ("id", "guid", "type", "status", "title", "date", "text"), 2)
COMMENT = Shape("comment", ("post's id", "post's guid", "id", "parent", "author", "date", "status", "text"), 3)
PAGE = Shape("page", ("id", "number of comments"), 1)
"""A post in a folder of files: its words stand there in another form, so the files' own hashes speak for them."""


class Fact(NamedTuple):
    """One post or comment.

    Attributes:
        shape: what is compared of it.
        values: that, in the order of the shape's fields.
        hint: what a person knows it by.
    """

    shape: Shape
    values: tuple[str | None, ...]
    hint: str = ""

    @property
    def text(self) -> str:
        """One text of all that is compared."""
        return "\0".join([self.shape.name, *(value or "" for value in self.values)])

    @property
    def identity(self) -> tuple[str | None, ...]:
        """Which one it is."""
        return (self.shape.name, *self.values[: self.shape.identity])

    @property
    def name(self) -> str:
        """How messages call it."""
        number = self.values[2] if self.shape is COMMENT else self.values[0]
        where = f" of post {self.values[0] or self.values[1]}" if self.shape is COMMENT else ""
        what = "post" if self.shape is PAGE else self.shape.name
        return f"{what} {number or '(without id)'}{where}{f' “{self.hint}”' if self.hint else ''}"


class Contents(NamedTuple):
    """What a result holds.

    Attributes:
        read: gives its facts, anew each time.
        expect: gives the facts that a post of the source has to leave in it, each with whether it must be there.
        claim: what is proved where all of them are there.
    """

    read: Callable[[], Iterator[Fact]]
    expect: Callable[[Post], Iterator[tuple[Fact, bool]]]
    claim: str = "with the same content"


def archive(path: Path) -> Contents:
    """What an archive holds: everything."""

    def read() -> Iterator[Fact]:
        for record in archives.read(Source(name=path.name, path=path), ReadOptions(), Ledger()):
            if isinstance(record, Post):
                yield from _facts(record)

    return Contents(read, _all_facts)


def database(path: Path) -> Contents:
    """What a database holds: everything."""
    from wparchive.writers.sqlite.check import read_comments, read_posts  # noqa: PLC0415 - loads sqlite3

    def read() -> Iterator[Fact]:
        for row in read_posts(path):
            yield Fact(POST, row, row[4] or "")
        for row in read_comments(path):
            yield Fact(COMMENT, row, row[4] or "")

    return Contents(read, _all_facts)


def folder(path: Path) -> Contents:
    """What a folder of Markdown files holds: what was published, by the options of the run that made it."""
    from wparchive.writers.markdown.check import expected_page, read_pages  # noqa: PLC0415 - loads the HTML parser

    closing = read_end(path)

    def read() -> Iterator[Fact]:
        return (Fact(PAGE, (post, str(comments))) for post, comments in read_pages(read_manifest(path)))

    def expect(post: Post) -> Iterator[tuple[Fact, bool]]:
        page = expected_page(post, closing.options) if closing else None
        if page is not None:
            yield Fact(PAGE, (page.post, str(page.comments)), post.title), page.certain

    return Contents(read, expect, "with as many comments as were to be published")


def _all_facts(post: Post) -> Iterator[tuple[Fact, bool]]:
    return ((fact, True) for fact in _facts(post))


def _facts(post: Post) -> Iterator[Fact]:
    values = (post.id, post.guid, post.type, post.status, post.title, post.published, post.body.source)
    yield Fact(POST, values, post.title)
    for comment in post.comments:
        author = comment.author.name
        yield Fact(
            COMMENT,
            (
                post.id,
                post.guid,
                comment.id,
                comment.parent,
                author,
                comment.published,
                comment.status,
                comment.body.source,
            ),
            author or "",
        )
