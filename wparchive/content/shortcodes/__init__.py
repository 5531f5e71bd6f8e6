"""Shortcodes: the table of those that are known, one family per file."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

from wparchive.content.plugins import added_handlers
from wparchive.content.shortcodes import builders, highlighting, notes, placeholders, providers, quotes, restricted
from wparchive.content.shortcodes.captions import caption
from wparchive.content.shortcodes.embeds import embed
from wparchive.content.shortcodes.galleries import gallery, nextgen, playlist
from wparchive.content.shortcodes.players import player
from wparchive.content.shortcodes.syntax import ShortcodeSet, names_used

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wparchive.content.shortcodes.syntax import Handler

EARLY: Final = ShortcodeSet({"embed": embed}, in_tags=False)
"""Run on the content as stored, before blocks and paragraphs."""

WORDPRESS: Final[Mapping[str, Handler]] = {
    "audio": player,
    "caption": caption,
    "gallery": gallery,
    "playlist": playlist,
    "video": player,
    "wp_caption": caption,
}
PLUGINS: Final[Mapping[str, Handler]] = {
    **dict.fromkeys(placeholders.LIVE | placeholders.LIVE_WITH_ATTRIBUTES, placeholders.placeholder),
    **dict.fromkeys(providers.PROVIDERS, providers.provider),
    **dict.fromkeys(quotes.QUOTES, quotes.quote),
    **dict.fromkeys(restricted.NAMES, restricted.restricted),
    "CodePen": providers.codepen,
    "bandcamp": providers.bandcamp,
    "codepen_embed": providers.codepen,
    "nggallery": nextgen,
    "powerpress": providers.powerpress,
}

LATE: Final = ShortcodeSet(WORDPRESS)
"""Run when paragraphs are set: the other shortcodes of WordPress itself."""
_LATE_AND_PLUGINS: Final = ShortcodeSet({**PLUGINS, **WORDPRESS})

CORE: Final = EARLY.names | LATE.names
"""Those of WordPress itself: they are shortcodes wherever they stand."""
_TAKEN: Final = highlighting.CODE | builders.MEMBERS | notes.NOTES | {"latex"}
"""Those that `before_paragraphs` takes out of a text."""
_KNOWN: Final = CORE | PLUGINS.keys() | _TAKEN
_RENDERED: Final = _KNOWN | builders.WRAPPERS
"""A wrapper that is still in a text has no end, and nobody knows what it was."""


def late(html: str, *, plugins: bool) -> ShortcodeSet:
    """Give `LATE`, with those of plugins, and with the add-ons' own if the text has a name that nobody here knows."""
    if not plugins or "[" not in html:
        return LATE
    if _RENDERED.issuperset(used := names_used(html)) or added_handlers("shortcodes").keys().isdisjoint(used):
        return _LATE_AND_PLUGINS
    return _with_added()


@functools.cache
def _with_added() -> ShortcodeSet:
    return ShortcodeSet({**added_handlers("shortcodes"), **PLUGINS, **WORDPRESS})


def is_known(name: str, *, plugins: bool = True) -> bool:
    """Tell whether a shortcode is WordPress's own, or one of the plugins' that are known here."""
    return name in _KNOWN or name.startswith(builders.FAMILIES) if plugins else name in CORE


def is_rendered(name: str) -> bool:
    """Tell whether a shortcode of that name is rendered, and not left as written."""
    return name in _RENDERED or name.startswith(builders.FAMILIES) or name in added_handlers("shortcodes")
