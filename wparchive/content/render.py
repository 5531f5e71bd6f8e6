"""A post's content as the site showed it, and the stage that renders every post and comment of a stream.

The order is that of WordPress's filters on `the_content`: embeds, blocks or paragraphs, shortcodes, smilies.
Curly quotes and the like (`wptexturize`) depend on the locale and are left to whoever shows the text.
"""

from __future__ import annotations

import functools
import re
from functools import partial
from typing import TYPE_CHECKING, Final

from wparchive.content.attachments import link
from wparchive.content.autop import autop
from wparchive.content.blocks import References, body_format, render_blocks
from wparchive.content.languages import Section, sections_of
from wparchive.content.players import play_media
from wparchive.content.shortcodes import EARLY, is_known, late
from wparchive.content.shortcodes.before import before_paragraphs
from wparchive.content.shortcodes.embeds import autoembed, with_answers
from wparchive.content.shortcodes.held import Held
from wparchive.content.shortcodes.unknown import settle
from wparchive.content.smilies import convert_smilies

if TYPE_CHECKING:
    from wparchive.content.context import RenderContext
    from wparchive.content.index import Media

PAGE_BREAK: Final = "<!--nextpage-->"
"""Divides a post into pages. It stays, as a marker, between the pages."""
_PAGE_BREAK: Final = re.compile(rf"\n{{0,2}}{PAGE_BREAK}\n{{0,2}}")
_BREAK_BLOCK: Final = re.compile(r"<!-- /?wp:nextpage -->")
"""Would otherwise be left on two pages."""

MANY: Final = 50
"""Rows of meta. Of more, those of embeds are sorted out once, however little there is to embed."""


def render_post(source: str, context: RenderContext) -> str:
    """Render one post, all its pages.

    Args:
        source: the content as stored.
        context: the post around it; told of what could not be rendered.

    Returns:
        HTML.
    """
    above = _above(context.media, context) if context.media is not None else ""
    if not source:
        return above
    if context.plugins and (sections := sections_of(source, context.language)):
        context.found("several-languages", ", ".join(dict.fromkeys(s.language for s in sections if s.language)))
        return above + "".join([_render_section(section, context) for section in sections])
    return above + _render_pages(source, context)


def _render_section(section: Section, context: RenderContext) -> str:
    html = _render_pages(section.text, context)
    return f'<div lang="{section.language.replace("_", "-")}">{html}</div>\n' if section.language else html


def _render_pages(source: str, context: RenderContext) -> str:
    references = References(context.index)
    if PAGE_BREAK in source or "[embed" in source or len(context.meta) > MANY:
        context = with_answers(context)
    if PAGE_BREAK in source:
        return f"{PAGE_BREAK}\n".join([_render_page(page, context, references) for page in _pages(source)])
    return _render_page(source, context, references)


def _pages(source: str) -> list[str]:
    """Divide a content (WordPress: `WP_Query::generate_postdata`). A break before everything divides nothing."""
    text = _PAGE_BREAK.sub(PAGE_BREAK, source)
    return _BREAK_BLOCK.sub("", text).removeprefix(PAGE_BREAK).split(PAGE_BREAK)


def _render_page(source: str, context: RenderContext, references: References) -> str:
    held = Held()
    html = _prepared(source, held, context)
    if "wp:" not in html:
        html = autop(html)
    else:
        is_classic = body_format(html) == "classic"
        prepare = functools.partial(_prepared, held=held, context=context)
        html = render_blocks(html, context, references, prepare)
        if is_classic:  # a delimiter with odd white space makes a block, but no content of blocks
            html = autop(html)
    shortcodes = late(html, plugins=context.plugins)
    html = shortcodes.render(shortcodes.unwrap(html), context)
    html = settle(html, partial(is_known, plugins=context.plugins), context.shortcodes, context.found)
    return held.put_back(convert_smilies(html, context.site))


def _prepared(source: str, held: Held, context: RenderContext) -> str:
    html = before_paragraphs(source, held, context) if context.plugins else source
    return autoembed(EARLY.render(html, context), context)


def _above(media: Media, context: RenderContext) -> str:
    """Give what WordPress shows above the text of an attachment's page (`prepend_attachment`)."""
    if not media.url:
        return ""
    if media.mime.startswith(("audio/", "video/")):
        return f"{play_media(media, context)}\n"
    return f'<p class="attachment">{link(media, "medium")}</p>\n'
