"""The data files beside the pages, `_data/*.json`: arrays of one object a line, written as the records come."""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final, Self

import msgspec

from wparchive.paths import decoded
from wparchive.text import one_line
from wparchive.writers.markdown.syntax import is_web_address
from wparchive.writers.markdown.visibility import public_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from wparchive.model import Author, Post, Term
    from wparchive.target_folders import FolderTarget, Sink
    from wparchive.writers.markdown.addresses import Addresses
    from wparchive.writers.markdown.topics import Target

Row = dict[str, Any]


class DataFiles:
    """The data files of one run; each is opened with its first row and closed with the run."""

    def __init__(self, folder: FolderTarget, pattern: str) -> None:
        """Prepare to write below a folder that is open.

        Args:
            folder: the folder.
            pattern: of the files' names; `{name}` stands for which it is.
        """
        self._folder = folder
        self._pattern = pattern
        self._files: dict[str, Sink] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            for write in self._files.values():
                write(b"\n]\n")
        self._stack.__exit__(kind, failure, trace)

    def add(self, name: str, row: Row, posts: int = 0) -> None:
        """Add a row.

        Args:
            name: of the file, without ending.
            row: what is empty in it is left out.
            posts: how many posts stand in the row, and nowhere else, for the manifest.
        """
        write = self._files.get(name)
        if write is None:
            path = self._pattern.format(name=name)
            write = self._files[name] = self._stack.enter_context(self._folder.open(path))
            write(b"[\n")
        else:
            write(b",\n")
        write(encoded({field: value for field, value in row.items() if value not in (None, "", [])}), posts)


_NO_YAML: Final = re.compile(rb"\x7f|\xc2[\x80-\x9f]|\xe2\x80[\xa8\xa9]|\xef\xbb\xbf|\xef\xbf[\xbe\xbf]")
"""In UTF-8: control characters, ends of lines and marks that JSON allows and YAML does not."""


def encoded(row: Mapping[str, Any]) -> bytes:
    """Write a row as JSON that is YAML as well: Jekyll reads its data files as that."""
    data = msgspec.json.encode(row)
    return _NO_YAML.sub(lambda found: b"\\u%04x" % ord(found[0].decode()), data) if _NO_YAML.search(data) else data


def author_row(author: Author) -> Row:
    """Describe an author, without the address."""
    return {
        "id": author.id,
        "login": public_name(author.login, author.email),
        "name": public_name(author.name, author.email),
        "first_name": public_name(author.first_name, author.email),
        "last_name": public_name(author.last_name, author.email),
        "url": author.url if is_web_address(author.url) else None,
    }


def term_row(term: Term) -> Row:
    """Describe a category, tag or other term."""
    is_author = term.taxonomy == "author"
    return {
        "taxonomy": term.taxonomy,
        "slug": decoded(term.slug),
        "name": public_name(one_line(term.name)) if is_author else one_line(term.name),
        "parent": decoded(term.parent) if term.parent else term.parent_name,
        # Co-Authors Plus keeps the person's address there, to be searched for.
        "description": None if is_author else one_line(term.description),
        "id": term.id,
    }


def attachment_row(post: Post) -> Row:
    """Describe an uploaded file."""
    file = post.attachment
    row: Row = {
        "id": post.id,
        "title": one_line(post.title),
        "slug": post.slug,
        "permalink": post.url,
        "date": post.published,
    }
    if file is not None:
        row |= {
            "url": file.url,
            "file": file.file,
            "mime": file.mime,
            "alt": one_line(file.alt),
            "caption": one_line(file.caption),
            "description": one_line(file.description),
            "width": file.width,
            "height": file.height,
        }
    return {**row, "parent": post.parent, "author": public_name(post.author)}


_SAFE: Final = re.compile(r"\s*(?:https?:|mailto:|tel:|[^:]*(?:[/?#]|\Z))", re.IGNORECASE)
_MENU_FIELDS: Final = {
    "_menu_item_url": "url",
    "_menu_item_type": "kind",
    "_menu_item_object": "object",
    "_menu_item_object_id": "object_id",
    "_menu_item_menu_item_parent": "parent",
}


def menu_target(post: Post) -> str | None:
    """Give the id of the post that an item of a menu leads to, None where it leads elsewhere."""
    found = {meta.key: meta.value for meta in post.meta if meta.key in _MENU_FIELDS}
    return str(found.get("_menu_item_object_id")) if found.get("_menu_item_type") == "post_type" else None


def menu_row(post: Post, addresses: Addresses | None) -> Row:
    """Describe an item of a navigation menu: what it is called, and where it leads."""
    found = {_MENU_FIELDS[meta.key]: meta.value for meta in post.meta if meta.key in _MENU_FIELDS}
    if not _SAFE.match(str(found.get("url", ""))):
        del found["url"]  # templates make a link of it
    target = _led_to(found, addresses) if addresses else None
    return {
        "menus": [term.slug for term in post.terms if term.taxonomy == "nav_menu"],
        "order": post.menu_order,
        "title": one_line(post.title) or (target.title if target else ""),
        "id": post.id,
        **{name: value for name, value in found.items() if value != "0"},
        "address": addresses.link(target) if target and addresses else None,
    }


def _led_to(found: Row, addresses: Addresses) -> Target | None:
    """Find the page that an item of a menu leads to."""
    if found.get("kind") == "post_type":
        return addresses.named(f"id {found.get('object_id')}")
    if found.get("kind") == "taxonomy":
        return addresses.named(f"term {found.get('object_id')}")
    url = found.get("url")
    return addresses.find(url) if isinstance(url, str) and addresses.is_internal(url) else None
