"""Shortcodes: the table of those that are known, one family per file."""

from __future__ import annotations

from typing import Final

from wparchive.content.shortcodes.captions import caption
from wparchive.content.shortcodes.embeds import embed
from wparchive.content.shortcodes.syntax import ShortcodeSet, as_written

EARLY: Final = ShortcodeSet({"embed": embed})
"""Run on the content as stored, before blocks and paragraphs."""

LATE: Final = ShortcodeSet(
    {
        "audio": as_written,
        "caption": caption,
        "gallery": as_written,
        "playlist": as_written,
        "video": as_written,
        "wp_caption": caption,
    }
)
"""Run when paragraphs are set: the other shortcodes of WordPress itself."""

KNOWN: Final = EARLY.names | LATE.names
RENDERED: Final = EARLY.rendered | LATE.rendered
"""Those of the known ones that do not stay as written."""
