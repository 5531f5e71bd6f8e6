"""Footnotes of the block editor: their texts are in the post's meta, the marks in its content."""

from __future__ import annotations

import functools
from html import escape
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wparchive.model import Meta


class _Note(msgspec.Struct):
    id: str
    content: str


def footnotes(meta: Iterable[Meta]) -> list[tuple[str, str]] | None:
    """Read the footnotes of a post.

    Args:
        meta: the post's own. The row `footnotes` holds JSON: `[{"id": …, "content": HTML}, …]`.

    Returns:
        Ids and texts; None where the row is missing, or cannot be read.
    """
    found = next((row.value for row in meta if row.key == "footnotes"), None)
    return _read(found) if isinstance(found, str) else None


@functools.lru_cache(maxsize=1)
def _read(text: str) -> list[tuple[str, str]] | None:
    try:
        notes = msgspec.json.decode(text or "[]", type=list[_Note])
    except (ValueError, RecursionError):
        return None
    return [(note.id, note.content) for note in notes]


def footnote_list(notes: Iterable[tuple[str, str]]) -> str:
    """List footnotes below a post, each with a link back to its mark (WordPress: `render_block_core_footnotes`)."""
    items = [
        f'<li id="{escape(note)}">{text} <a href="#{escape(note)}-link"'
        f' aria-label="Jump to footnote reference {number}">↩︎</a></li>'
        for number, (note, text) in enumerate(notes, 1)
    ]
    return f'<ol class="wp-block-footnotes">{"".join(items)}</ol>' if items else ""
