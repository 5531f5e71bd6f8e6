"""What is known of a post while its page is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from wparchive.readers.page.post.identity import Identity
    from wparchive.readers.page.post.stated import Stated


class Facts(Struct, frozen=True, gc=False):
    """What the parts of the reader need to know of each other.

    Attributes:
        identity: which post it is.
        stated: what the head of the page says.
        site_name: of the site.
        body: index of the element with the text, in the page's outline.
        post: index of the element of the post, if there is one.
        title: index of its heading, if there is one.
    """

    identity: Identity
    stated: Stated
    site_name: str | None
    body: int
    post: int | None
    title: int | None = None
