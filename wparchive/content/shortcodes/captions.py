"""`[caption]` and `[wp_caption]`: an image and the words below it (WordPress: `img_caption_shortcode`)."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from wparchive.content.context import RenderContext
    from wparchive.content.shortcodes.syntax import Shortcode

_IMAGE: Final = re.compile(r"\s*((?:<a [^>]+>\s*)?<img [^>]+>(?:\s*</a>)?)(.*)", re.IGNORECASE | re.DOTALL | re.ASCII)
_NO_IDENTIFIER: Final = re.compile(r"[^A-Za-z0-9_-]")
_NUMBER: Final = re.compile(r"\s*[0-9]{1,5}")


def caption(shortcode: Shortcode, context: RenderContext) -> str:
    """Give a figure as HTML 5 themes show it.

    The words are in the attribute `caption` (before WordPress 3.4) or follow the image.
    WordPress drops them where the width is missing; here the figure is made without one.
    """
    del context
    attributes = shortcode.attributes
    content = shortcode.content or ""
    words = attributes.get("caption")
    if words is None and (found := _IMAGE.fullmatch(content)):
        content, words = found[1], found[2].strip()
    if not words:
        return content
    identifier = _NO_IDENTIFIER.sub("", attributes.get("id", ""))
    label = f"caption-{identifier.replace('_', '-')}"
    width = _NUMBER.match(attributes.get("width", ""))
    classes = f"wp-caption {attributes.get('align', 'alignnone')} {attributes.get('class', '')}".strip()
    return (
        "<figure"
        + (f' id="{identifier}" aria-describedby="{label}"' if identifier else "")
        + (f' style="width: {int(width[0])}px"' if width else "")
        + f' class="{escape(classes)}">{content}<figcaption'
        + (f' id="{label}"' if identifier else "")
        + f' class="wp-caption-text">{words}</figcaption></figure>'
    )
