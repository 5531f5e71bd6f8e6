"""Blocks: the grammar of the delimiters, and the table of what becomes of each block, one family per file.

    grammar      delimiters and their attributes
    saved        blocks that are saved as HTML         media   those that name files by id
    post         what the post around them says        links   what is only a link
    site         what only the live site can fill
    references   reusable blocks                       overrides   what a post says in place of their words
    render       all of it together

A handler is one function under the name of its block, see `block`.
"""

from __future__ import annotations

from typing import Final

from wparchive.content.blocks.references import References
from wparchive.content.blocks.render import render_blocks

__all__ = ["MARK", "References", "body_format", "render_blocks"]

MARK: Final = "<!-- wp:"
"""A text that contains this is made of blocks (WordPress: `has_blocks`)."""


def body_format(source: str) -> str:
    """Tell how a content was written: `blocks` or `classic`."""
    return "blocks" if MARK in source else "classic"
