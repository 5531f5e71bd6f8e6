"""A post's content as the site showed it, and the stage that renders every post and comment of a stream.

The order is that of WordPress's filters on `the_content`: embeds, blocks or paragraphs, shortcodes, smilies.
Curly quotes and the like (`wptexturize`) depend on the locale and are left to whoever shows the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.content.autop import autop
from wparchive.content.blocks import body_format, render_blocks
from wparchive.content.shortcodes import EARLY, KNOWN, LATE
from wparchive.content.shortcodes.unknown import unknown_shortcodes
from wparchive.content.smilies import convert_smilies

if TYPE_CHECKING:
    from wparchive.content.context import RenderContext

PAGE_BREAK: Final = "<!--nextpage-->"
"""Divides a post into pages. It stays, as a marker, between the pages."""
_PAGE_BREAK: Final = re.compile(rf"(?:<!-- wp:nextpage -->\s*)?{PAGE_BREAK}(?:\s*<!-- /wp:nextpage -->)?", re.ASCII)
"""With the delimiters of its block, which would otherwise be left on two pages."""


def render_post(source: str, context: RenderContext) -> str:
    """Render one post, all its pages.

    Args:
        source: the content as stored.
        context: the post around it; told of what could not be rendered.

    Returns:
        HTML.
    """
    if not source:
        return ""
    if PAGE_BREAK in source:
        return f"{PAGE_BREAK}\n".join([_render_page(page, context) for page in _PAGE_BREAK.split(source)])
    return _render_page(source, context)


def _render_page(source: str, context: RenderContext) -> str:
    html = EARLY.render(source, context)
    html = render_blocks(html, context) if body_format(html) == "blocks" else autop(html)
    html = LATE.render(LATE.unwrap(html), context)
    for name in unknown_shortcodes(html, KNOWN):
        context.found("unknown-shortcode", name)
    return convert_smilies(html, context.site)
