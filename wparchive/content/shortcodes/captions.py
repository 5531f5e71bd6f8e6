"""`[caption]` and `[wp_caption]`: an image and the words below it (WordPress: `img_caption_shortcode`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.content.markup import TAG, WHITE_SPACE, attribute_value
from wparchive.content.shortcodes.syntax import Wrapped

if TYPE_CHECKING:
    from wparchive.content.context import RenderContext
    from wparchive.content.shortcodes.syntax import Shortcode

_IMAGE: Final = re.compile(r"<img [^>]+>", re.IGNORECASE)
_LINK_START: Final = re.compile(r"<a [^>]+>\Z", re.IGNORECASE)
_LINK_END: Final = re.compile(r"\s*</a>", re.IGNORECASE | re.ASCII)
_NO_IDENTIFIER: Final = re.compile(r"%[a-fA-F0-9]{2}|[^A-Za-z0-9_-]")
_NUMBER: Final = re.compile(r"\s*\+?[0-9]{1,9}", re.ASCII)


def caption(shortcode: Shortcode, context: RenderContext) -> Wrapped | str:
    """Give a figure as HTML 5 themes show it.

    The words are in the attribute `caption` (before WordPress 3.4) or follow the image.
    WordPress drops what stands before the image, and the words where the width is missing; here neither is lost.
    """
    del context
    attributes = shortcode.attributes
    before, content = "", shortcode.content or ""
    words = attributes.get("caption")
    if words is None:
        before, content, words = _parted(content)
    if not words:
        return before + content
    identifier = _identifier(attributes.get("id", ""))
    label = _identifier(attributes.get("caption_id", "")) or f"caption-{identifier.replace('_', '-')}"
    number = _NUMBER.match(attributes.get("width", ""))
    width = int(number[0]) if number else 0
    classes = f"wp-caption {attributes.get('align', 'alignnone')} {attributes.get('class', '')}".strip(WHITE_SPACE)
    has_label = identifier or "caption_id" in attributes
    figure = (
        "<figure"
        + (f' id="{identifier}"' if identifier else "")
        + (f' aria-describedby="{label}"' if has_label else "")
        + (f' style="width: {width}px"' if width else "")
        + f' class="{attribute_value(classes)}">'
    )
    figcaption = "<figcaption" + (f' id="{label}"' if has_label else "") + ' class="wp-caption-text">'
    end = f"{figcaption}{words}</figcaption></figure>"
    return Wrapped(before + figure, content, end) if width else f"{before}{figure}{content}{end}"


def _parted(content: str) -> tuple[str, str, str]:
    """Give what stands before the image, the image with the link around it, and the words behind."""
    image = _IMAGE.search(content, 0, content.rfind(">") + 1)
    if image is None:
        return "", content, ""
    start, end = image.span()
    last = len(content[:start].rstrip(WHITE_SPACE))
    if link := _LINK_START.search(content, content.rfind(">", 0, max(last - 1, 0)) + 1, last):
        start = link.start()
    if link_end := _LINK_END.match(content, end):
        end = link_end.end()
    before = content[:start]
    has_words = TAG.sub("", before).replace("&nbsp;", " ").strip()
    return before if has_words else "", content[start:end], content[end:].strip(WHITE_SPACE)


def _identifier(text: str) -> str:
    return _NO_IDENTIFIER.sub("", text)
