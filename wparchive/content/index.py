"""What rendering needs to know of the whole site: its media, and its reusable blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence


class Size(Struct, frozen=True, gc=False):
    """A smaller copy of an image.

    Attributes:
        url: address of the file.
        width: in pixels.
        height: in pixels.
    """

    url: str
    width: int
    height: int


class Media(Struct, frozen=True, omit_defaults=True, kw_only=True, gc=False):
    """One attachment: a file, and what the site says of it.

    Attributes:
        id: of the attachment's post.
        url: address of the file.
        page: address of the attachment's page.
        mime: media type, as `image/jpeg`.
        title: as stored.
        caption: the attachment's excerpt, as stored.
        description: its content, as stored.
        alt: text in place of an image.
        width: in pixels, or None.
        height: in pixels, or None.
        parent: id of the post that it is attached to, or "".
        menu_order: its place among its siblings.
        published: when it was uploaded, RFC 3339 or "".
        slug: its name in addresses.
        sizes: smaller copies of an image by the name of their size, as `thumbnail`.
    """

    id: str
    url: str = ""
    page: str = ""
    mime: str = ""
    title: str = ""
    caption: str = ""
    description: str = ""
    alt: str = ""
    width: int | None = None
    height: int | None = None
    parent: str = ""
    menu_order: int = 0
    published: str = ""
    slug: str = ""
    sizes: dict[str, Size] = {}


class SiteIndex(Protocol):
    """Answers by id, whatever keeps the answers."""

    def media(self, attachment_id: str) -> Media | None:
        """Give an attachment, or None if the site has none of that id."""

    def attached(self, post_id: str) -> Sequence[Media]:
        """Give what is attached to a post, by menu order, then by id."""

    def block(self, block_id: str) -> str | None:
        """Give the source of a reusable block (`wp_block`) that is published and has no password, or None."""


class _EmptyIndex:
    def media(self, attachment_id: str) -> None:
        del attachment_id

    def attached(self, post_id: str) -> tuple[Media, ...]:
        del post_id
        return ()

    def block(self, block_id: str) -> None:
        del block_id


EMPTY_INDEX: Final[SiteIndex] = _EmptyIndex()
"""Of a site of which nothing is known."""
