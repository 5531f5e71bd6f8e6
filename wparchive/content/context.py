"""What rendering needs to know beyond the text itself."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, Protocol

from msgspec import Struct, field

from wparchive.content.index import EMPTY_INDEX, Media, SiteIndex

if TYPE_CHECKING:
    from wparchive.model import Meta, Post


class Found(Protocol):
    """Called with an issue code of `wparchive.ledger.CODES` and what it is about (the name of a shortcode or block).

    Each is entered once for a post, unless it comes with the text that it is about.
    """

    def __call__(self, code: str, detail: str, original: str | None = None, /) -> None:
        """Report it."""


def ignore(code: str, detail: str, original: str | None = None, /) -> None:
    """Report nothing."""


class Numbers:
    """Gives galleries and players the numbers that tell them apart, by kind, from 1.

    They go on from post to post, as in a request to WordPress that shows several.
    """

    def __init__(self) -> None:
        self._last: Counter[str] = Counter()

    def next(self, kind: str) -> int:
        """Give the next number of a kind."""
        self._last[kind] += 1
        return self._last[kind]


MOST_MEDIA: Final = 5000


class Allowance:
    """How many attachments a post may still show: a short text can ask for all of a site's a million times."""

    def __init__(self) -> None:
        self._left = MOST_MEDIA

    @property
    def has_room(self) -> bool:
        """Whether the post may ask for more."""
        return self._left > 0

    def spend(self, count: int) -> None:
        """Count what the post asked for; to ask costs something even where there is nothing."""
        self._left -= max(1, count)


class RenderContext(Struct, frozen=True, kw_only=True):
    """The post around a text.

    Attributes:
        post: id of the post, or None.
        url: address of the post's page, or "".
        meta: the post's own.
        site: URL of the WordPress installation without a slash at its end, or "" where it is not known.
        index: what the site has besides this post.
        media: the post itself, where it is an attachment.
        record: the post itself, for blocks that show its title, date or terms.
        numbers: of galleries and players.
        allowance: of attachments.
        plugins: whether to do what plugins do to a text.
        shortcodes: what becomes of those that nobody knows, one of `wparchive.options.POLICIES`.
        language: of texts in several languages the one to show, or "" for all.
        found: told of what could not be rendered.
    """

    post: str | None = None
    url: str = ""
    meta: tuple[Meta, ...] = ()
    site: str = ""
    index: SiteIndex = EMPTY_INDEX
    media: Media | None = None
    record: Post | None = None
    numbers: Numbers = field(default_factory=Numbers)
    allowance: Allowance = field(default_factory=Allowance)
    plugins: bool = True
    shortcodes: str = "keep"
    language: str = ""
    found: Found = ignore
