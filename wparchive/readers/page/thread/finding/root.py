"""One comment in the tree of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from turbohtml import Element


class Root(Struct, frozen=True, gc=False):
    """One comment in the tree.

    Attributes:
        element: which holds it and the answers that are nested in it.
        number: its id, or None where the page does not say.
        parent: the id of the comment it answers, where its own id says so.
        above: index of the comment that it is nested in.
        classes: of all elements that call themselves this comment.
    """

    element: Element
    number: str | None
    parent: str | None
    above: int | None
    classes: str
