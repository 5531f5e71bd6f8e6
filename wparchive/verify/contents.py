"""What a result holds of each post and comment, and what it has to hold of those of a source."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wparchive import archive as archives
from wparchive.ledger import Ledger
from wparchive.manifest import read_end, read_manifest
from wparchive.model import Post
from wparchive.options import ReadOptions, WriteOptions
from wparchive.sources import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from wparchive.model import Record
    from wparchive.writers.comments.check import Row


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
        if self.shape.name == "comment" and self.shape is not COMMENT:
            return f"comment {', '.join(value for value in self.values if value)}"
        number = self.values[2] if self.shape is COMMENT else self.values[0]
        where = f" of post {self.values[0] or self.values[1]}" if self.shape is COMMENT else ""
        what = "post" if self.shape is PAGE else self.shape.name
        return f"{what} {number or '(without id)'}{where}{f' “{self.hint}”' if self.hint else ''}"


class Contents(NamedTuple):
    """What a result holds.

    Attributes:
        read: gives its facts, anew each time.
        expect: gives the facts that records of the source have to leave in it, each with whether it must be there.
        claim: what is proved where all of them are there.
    """

    read: Callable[[], Iterator[Fact]]
    expect: Callable[[Iterable[Record]], Iterator[tuple[Fact, bool]]]
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
    """What a folder of files holds: what was published, by the options of the run that made it."""
    from wparchive.writers.comments.check import expected  # noqa: PLC0415 - loads the HTML parser
    from wparchive.writers.markdown.check import expected_page, read_pages  # noqa: PLC0415 - the same

    closing = read_end(path)
    options = closing.options if closing else WriteOptions()

    def read() -> Iterator[Fact]:
        return (Fact(PAGE, (post, str(comments))) for post, comments in read_pages(read_manifest(path)))

    def expect(records: Iterable[Record]) -> Iterator[tuple[Fact, bool]]:
        for post in records:
            if isinstance(post, Post) and (page := expected_page(post, options)) is not None:
                yield Fact(PAGE, (page.post, str(page.comments)), post.title), page.certain

    def expect_threads(records: Iterable[Record]) -> Iterator[tuple[Fact, bool]]:
        layout = "hugo" if closing and closing.format == "hugo-data" else ""
        for thread in expected(records, options, layout):
            yield Fact(PAGE, (thread.post, str(len(thread.rows))), thread.title), True

    pages = closing is None or closing.format == "markdown"
    return Contents(read, expect if pages else expect_threads, "with as many comments as were to be published")


def comments(path: Path) -> Contents:
    """What a file of comments for another system holds: those that were published, as far as it keeps what they are."""
    from wparchive.writers.comments.check import expected, file_of, reading  # noqa: PLC0415 - loads sqlite3

    file = file_of(Source(name=path.name, path=path).head())
    assert file is not None
    shape = Shape("comment", tuple("date" if name == "dated" else name for name in file.compared), 2)

    def fact(row: Row) -> Fact:
        # No XML holds control characters, and all formats are compared alike.
        values = (getattr(row, name) for name in file.compared)
        return Fact(shape, tuple("".join(sign for sign in value if sign.isprintable()) for value in values))

    def read() -> Iterator[Fact]:
        with reading(path):
            yield from map(fact, file.rows(path))

    def expect(records: Iterable[Record]) -> Iterator[tuple[Fact, bool]]:
        with reading(path):
            closing = file.closing(path) if file.closing else None
        for thread in expected(records, closing[0].options if closing else WriteOptions()):
            for row in thread.rows:
                yield fact(row), True

    return Contents(read, expect, f"with the same {', '.join(shape.fields)}")


def _all_facts(records: Iterable[Record]) -> Iterator[tuple[Fact, bool]]:
    return ((fact, True) for record in records if isinstance(record, Post) for fact in _facts(record))


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
