"""What a user can choose, as frozen objects that travel whole."""

from __future__ import annotations

from msgspec import Struct

PUBLIC_STATUSES = frozenset({"publish", "inherit"})
"""Post statuses that a published site shows (an attachment inherits its parent's)."""

INCLUDABLE = ("private", "protected", "draft", "pending", "future", "trash", "unapproved", "spam", "notes")
"""What `--include` can name: post statuses, password-protected posts, and kinds of comments.

`unapproved` are comments that wait for moderation or lie in the trash, `spam` are spam comments,
`notes` are comments that were never meant for readers (editors' notes, order notes).
"""

MEBIBYTE = 1 << 20


class ReadOptions(Struct, frozen=True, kw_only=True):
    """How sources are read.

    Attributes:
        max_item_bytes: an item larger than this is reported as lost and skipped, so that memory stays bounded.
    """

    max_item_bytes: int = 64 * MEBIBYTE


class RenderOptions(Struct, frozen=True, kw_only=True):
    """What the rendering and cleaning stages do.

    Attributes:
        text: also give the plain text of each body (writers that do not need it save the time).
        rules: names of cleaning rules to apply beyond those that are on by default.
        no_rules: names of cleaning rules to leave out.
    """

    text: bool = True
    rules: frozenset[str] = frozenset()
    no_rules: frozenset[str] = frozenset()


class WriteOptions(Struct, frozen=True, kw_only=True):
    """How results are written.

    Attributes:
        include: names from `INCLUDABLE` that are published although they are not public.
        comments: `section` (below the post), `data` (a JSON file beside it) or `none`.
        fts: build the full-text index (SQLite).
    """

    include: frozenset[str] = frozenset()
    comments: str = "section"
    fts: bool = True
