"""The elements of a page that have an id: looked through once, for nearly everything here begins at one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from turbohtml import Document, Element


class Index(Struct, frozen=True, gc=False):
    """A page's elements by their ids.

    Attributes:
        tree: of the page.
        named: elements and their ids, in document order; ids can repeat.
        first: the first element of each id.
    """

    tree: Document
    named: list[tuple[str, Element]]
    first: dict[str, Element]


def index_of(tree: Document) -> Index:
    """Look through a page for ids."""
    named = [(element.attr("id") or "", element) for element in tree.select("[id]")]
    return Index(tree, named, dict(reversed(named)))
