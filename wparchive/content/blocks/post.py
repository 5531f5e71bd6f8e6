"""Blocks that show something of the post in which they stand."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from wparchive.content.blocks.block import link, placeholder
from wparchive.content.blocks.saved import featured_image
from wparchive.content.footnotes import footnote_list, footnotes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wparchive.content.blocks.block import Block, BlockHandler
    from wparchive.content.context import RenderContext


def post_footnotes(block: Block, context: RenderContext) -> str:
    """The list of the post's footnotes, with links back; a placeholder where the source does not have them."""
    notes = footnotes(context.meta)
    return placeholder(block, context) if notes is None else footnote_list(notes)


def post_title(block: Block, context: RenderContext) -> str:
    """The post's title; a placeholder for that of another post."""
    title = _of_this_post(block, context, "title")
    if not title:
        return placeholder(block, context)
    level = block.attributes.get("level", 2)
    tag = f"h{level}" if level in range(1, 7) else "p"
    return f'<{tag} class="wp-block-post-title">{_linked(block, context, title)}</{tag}>'


def post_date(block: Block, context: RenderContext) -> str:
    """The day when the post was published or changed, as `2011-02-08`; a placeholder for that of another post."""
    wanted = "modified" if block.text("displayType") == "modified" else "published"
    date = _of_this_post(block, context, wanted)
    if not date:
        return placeholder(block, context)
    words = _linked(block, context, date[:10])
    return f'<div class="wp-block-post-date"><time datetime="{escape(date)}">{words}</time></div>'


def post_excerpt(block: Block, context: RenderContext) -> str:
    """The post's excerpt, where it has one of its own; a placeholder else."""
    excerpt = _of_this_post(block, context, "excerpt")
    if not excerpt:
        return placeholder(block, context)
    return f'<div class="wp-block-post-excerpt"><p class="wp-block-post-excerpt__excerpt">{excerpt}</p></div>'


def post_featured_image(block: Block, context: RenderContext) -> str:
    """The post's featured image; a placeholder where the source does not have it."""
    image = "" if block.is_template else featured_image(context, "wp-post-image")
    if not image:
        return placeholder(block, context)
    return f'<figure class="wp-block-post-featured-image">{_linked(block, context, image)}</figure>'


def post_terms(block: Block, context: RenderContext) -> str:
    """The post's terms of one taxonomy, without links; a placeholder for those of another post."""
    taxonomy = block.text("term") or "category"
    terms = context.record.terms if context.record and not block.is_template else ()
    named = [term.name for term in terms if term.taxonomy == taxonomy]
    if not named:
        return placeholder(block, context)
    words = escape(block.text("separator") or ", ").join(named)
    return f'<div class="taxonomy-{escape(taxonomy)} wp-block-post-terms">{words}</div>'


def _of_this_post(block: Block, context: RenderContext, field: str) -> str:
    """Give a field of the post, or "": in a template, a block means other posts."""
    value: str | None = getattr(context.record, field) if context.record and not block.is_template else None
    return value or ""


def _linked(block: Block, context: RenderContext, html: str) -> str:
    return link(context.url, html) if block.attributes.get("isLink") is True else html


HANDLERS: Final[Mapping[str, BlockHandler]] = {
    "footnotes": post_footnotes,
    "post-date": post_date,
    "post-excerpt": post_excerpt,
    "post-featured-image": post_featured_image,
    "post-terms": post_terms,
    "post-title": post_title,
}
