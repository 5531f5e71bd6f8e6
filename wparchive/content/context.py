"""What rendering needs to know beyond the text itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct

Found: TypeAlias = Callable[[str, str], None]
"""Called with an issue code of `wparchive.ledger.CODES` and what it is about (the name of a shortcode or block)."""


def ignore(code: str, detail: str) -> None:
    """Report nothing."""


class RenderContext(Struct, frozen=True, kw_only=True):
    """The post around a text.

    Attributes:
        post: id of the post, or None.
        site: URL of the WordPress installation without a slash at its end, or "" where it is not known.
        found: told of what could not be rendered.
    """

    post: str | None = None
    site: str = ""
    found: Found = ignore
