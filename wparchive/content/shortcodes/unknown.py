"""Which shortcodes of a text nobody knows. Square brackets stand in ordinary text too: `[sic]`, `[1]`, `[…]`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.content.markup import TAG
from wparchive.text import names

if TYPE_CHECKING:
    from collections.abc import Container

PLUGINS_SHORTCODES: Final = names(
    "archives buddypress code contactform crowdsignal css dailymotion facebook flickr gist googlemaps html instagram"
    " javascript jetpack latex nggallery php pinterest polldaddy python recipe sitemap slideshare soundcloud"
    " sourcecode spotify ted tweet twitter videopress vimeo wpvideo youtube"
)
"""Names that are believed to be shortcodes even without attributes and end tag."""

_SHORTCODE: Final = re.compile(r"\[(?<![\w\[]\[)([A-Za-z][\w-]*+)([\s=/][^\[\]\n]*)?\](?![\](])", re.ASCII)
"""Neither an array's index, nor an escape, nor the text of a Markdown link."""
_END: Final = re.compile(r"\[/([A-Za-z][\w-]*+)\]", re.ASCII)
_HAS_ATTRIBUTE: Final = re.compile(r"=|\s[\w-]+\s*=\s*\S", re.ASCII)


def unknown_shortcodes(html: str, known: Container[str]) -> list[str]:
    """Name what looks like a shortcode and is not known.

    Args:
        html: a post's content after its shortcodes were rendered.
        known: names to leave out.

    Returns:
        Names in the order of their first use.
    """
    if "[" not in html:
        return []
    words = TAG.sub(" ", html)
    ended = set(_END.findall(words))
    found = dict.fromkeys(
        name
        for name, attributes in _SHORTCODE.findall(words)
        if "_" in name or "-" in name or name in ended or name in PLUGINS_SHORTCODES or _HAS_ATTRIBUTE.match(attributes)
    )
    return [name for name in found if name not in known]
