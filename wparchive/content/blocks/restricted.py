"""Blocks that plugins show to some visitors only: what is saved in them is kept, and marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive.content.blocks.block import full_name
from wparchive.content.markup import restricted_edges

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wparchive.content.blocks.block import Block, BlockHandler
    from wparchive.content.context import RenderContext


def restricted(block: Block, _context: RenderContext) -> str | None:
    """Mark what the block holds."""
    if block.content is None:
        return None
    return block.content.join(restricted_edges("div", f'data-block="{full_name(block.name)}"'))


HANDLERS: Final[Mapping[str, BlockHandler]] = dict.fromkeys(
    ("pmpro/membership", "premium-content/subscriber-view", "woocommerce-memberships/member-content"), restricted
)
