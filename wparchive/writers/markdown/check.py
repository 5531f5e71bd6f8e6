"""Reading a folder back: which posts are in it, with how many comments, and which of a source have to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wparchive.writers.markdown.places import has_page
from wparchive.writers.markdown.visibility import comment_needs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wparchive.manifest import Entry
    from wparchive.model import Post
    from wparchive.options import WriteOptions


class Page(NamedTuple):
    """What has to be there of a post.

    Attributes:
        post: its id, or its guid if it has none.
        comments: how many comments.
        certain: whether it has to be there; what is attached to a post depends on that one.
    """

    post: str
    comments: int
    certain: bool


def read_pages(entries: Iterable[Entry]) -> Iterator[tuple[str, int]]:
    """Give the id (or guid) of each post that has a page, and how many comments are shown there or beside it.

    Args:
        entries: of the manifest, in which the files of a post follow each other.
    """
    name, comments = None, 0
    for entry in entries:
        if entry.beside and entry.post == name:
            comments += entry.comments
            continue
        if name is not None:
            yield name, comments
        name, comments = entry.post, entry.comments
    if name is not None:
        yield name, comments


def expected_page(post: Post, options: WriteOptions) -> Page | None:
    """Say what has to be there of a post of the source.

    Args:
        post: of the source.
        options: with which the folder was written.

    Returns:
        None where no page of it is due: it is not published, or becomes a row in a data file.
    """
    shown = sum(options.include.issuperset(comment_needs(comment)) for comment in post.comments)
    if options.comments == "none":
        shown = 0
    name = post.id or post.guid
    if name is None or not has_page(post, options):
        return None
    return Page(name, shown, certain=post.type != "attachment")
