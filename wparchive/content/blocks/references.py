"""Reusable blocks: `wp:block {"ref": 19}` shows the block of that id (WordPress: `render_block_core_block`).

How much a post shows beyond what it says itself is limited, be it reusable blocks, its footnotes or its title: a short
text can ask for a long one a million times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from wparchive.content.index import SiteIndex

DEEPEST: Final = 20
"""So many reusable blocks stand in each other at most."""
MOST: Final = 1 << 20
"""So many characters come into one post from elsewhere at most: each reusable block may show another ten times."""
OVERHEAD: Final = 100
"""Characters that each reusable block costs besides, so that empty ones come to an end too."""


class References:
    """The reusable blocks that one post shows, and how much it shows from elsewhere."""

    def __init__(self, index: SiteIndex) -> None:
        self._index = index
        self._open: list[str] = []
        self._left = MOST

    def enter(self, reference: Any) -> str | None:  # noqa: ANN401 - whatever the JSON says
        """Begin to show a block; `leave` ends it.

        Args:
            reference: its id, a number or text.

        Returns:
            Its source, or None where the site has no public one, or it stands in itself, or there were too many.
        """
        key = str(reference)
        if key in self._open or len(self._open) >= DEEPEST:
            return None
        source = self._index.block(key)
        if source is None or len(source) > self._left:
            return None
        self.spend(OVERHEAD)
        self._open.append(key)
        return source

    @property
    def has_room(self) -> bool:
        """Whether the post may still show more than it says itself."""
        return self._left > 0

    def spend(self, characters: int) -> None:
        """Count what the post shows and does not say itself."""
        self._left -= max(0, characters)

    def leave(self) -> None:
        """End what `enter` began."""
        self._open.pop()
