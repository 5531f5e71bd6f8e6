"""Blocks that are saved as HTML, and what WordPress changes about some of them when it shows them.

Class names that WordPress adds (`wp-block-heading`, `is-layout-flow`, …) are not added.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from wparchive.content.autop import autop
from wparchive.text import names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wparchive.content.blocks.block import Block, BlockHandler
    from wparchive.content.context import RenderContext

AS_SAVED: Final = names(
    "accordion accordion-heading accordion-item accordion-panel audio code column columns comments comments-query-loop"
    " cover-image details embed file freeform gallery group heading html image list list-item math missing more"
    " nextpage paragraph preformatted pullquote query quote separator social-links spacer subhead tab table tabs"
    " terms-query text-columns verse video"
)
"""Blocks of WordPress itself whose saved HTML is shown as it is."""

_EMPTY_BUTTON: Final = re.compile(r"<(a|button)(?:\s[^<>]*)?></\1>")
_COVER: Final = re.compile(r"(?<=>)")
_MEDIA: Final = re.compile(r'(?<=<figure class="wp-block-media-text__media">)')


def shortcode(block: Block, context: RenderContext) -> str:
    """Blank lines become paragraphs; the shortcode is run with all others."""
    del context
    return autop(block.content or "")


def button(block: Block, context: RenderContext) -> str | None:
    """As saved; nothing where it has no label."""
    del context
    return "" if _EMPTY_BUTTON.search(block.content or "") else None


def cover(block: Block, context: RenderContext) -> str | None:
    """As saved, with the featured image where that is its background."""
    return _with_featured_image(block, context, _COVER, "wp-block-cover__image-background wp-post-image")


def media_text(block: Block, context: RenderContext) -> str | None:
    """As saved, with the featured image where that is its medium."""
    return _with_featured_image(block, context, _MEDIA, "wp-post-image")


def featured_image(context: RenderContext, class_name: str) -> str:
    """Give the featured image of the post, or "" where it has none that is known."""
    known = next((str(row.value) for row in context.meta if row.key == "_thumbnail_id"), "")
    media = context.index.media(known) if known else None
    if media is None or not media.url:
        return ""
    return f'<img class="{class_name}" src="{escape(media.url.strip())}" alt="{escape(media.alt)}" />'


def _with_featured_image(block: Block, context: RenderContext, place: re.Pattern[str], class_name: str) -> str | None:
    if block.attributes.get("useFeaturedImage") is not True or block.attributes.get("hasParallax") is True:
        return None
    image = featured_image(context, class_name)
    return place.sub(lambda _: image, block.content or "", count=1) if image else None


HANDLERS: Final[Mapping[str, BlockHandler]] = {
    "button": button,
    "cover": cover,
    "media-text": media_text,
    "shortcode": shortcode,
}
