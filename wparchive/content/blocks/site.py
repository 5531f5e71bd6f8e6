"""Blocks that only the live site can fill: each becomes a marked placeholder, with what the block itself says."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final

from wparchive.content.autop import autop
from wparchive.content.blocks.block import link, placeholder
from wparchive.text import names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wparchive.content.blocks.block import Block, BlockHandler
    from wparchive.content.context import RenderContext

FILLED: Final = names(
    "archives avatar breadcrumbs calendar categories comment-author-avatar comment-author-name comment-content"
    " comment-date comment-edit-link comment-reply-link comments-pagination-next comments-pagination-numbers"
    " comments-pagination-previous comments-title icon latest-comments latest-posts loginout page-list page-list-item"
    " pattern post-author post-author-biography post-author-name post-comment post-comments post-comments-count"
    " post-comments-form post-comments-link post-content post-navigation-link post-time-to-read query-pagination-next"
    " query-pagination-numbers query-pagination-previous query-title query-total site-logo site-tagline site-title"
    " tag-cloud template-part term-count term-description term-name"
)
"""Blocks that say nothing of what they show."""
_TEXTS: Final = names(
    "answer caption content description heading label name occupation question quote subheading subtitle text title"
)
"""Attributes that hold words, as blocks of plugins have them that are saved without HTML."""
_OF_FIELDS: Final = ("lazyblock/", "genesis-custom-blocks/", "block-lab/")
"""Blocks that sites make themselves, whose attributes are their fields."""

TEMPLATES: Final = names(
    "comment-template comments-pagination post-template query-no-results query-pagination term-template widget-group"
)
"""Blocks whose content the site repeats for each post, comment or term that it finds, or shows if there is need."""


def filled(block: Block, context: RenderContext) -> str:
    """A placeholder."""
    return placeholder(block, context)


def template(block: Block, context: RenderContext) -> str:
    """A placeholder with the words of the template, once."""
    return placeholder(block, context)


def search(block: Block, context: RenderContext) -> str:
    """A placeholder with the label."""
    return placeholder(block, context, escape(block.text("label"), quote=False))


def rss(block: Block, context: RenderContext) -> str:
    """A placeholder with a link to the feed."""
    url = block.text("feedURL")
    return placeholder(block, context, link(url, escape(url, quote=False)))


def legacy_widget(block: Block, context: RenderContext) -> str:
    """A placeholder with the title and text that the widget was given."""
    instance: Any = block.attributes.get("instance")
    raw: Any = instance.get("raw") if isinstance(instance, dict) else None
    values = [raw.get(key) for key in ("title", "text", "content")] if isinstance(raw, dict) else []
    return placeholder(block, context, " ".join(value for value in values if value and isinstance(value, str)))


def unknown(block: Block, context: RenderContext) -> str:
    """A placeholder with a link to the address that the block names, and with the words of its attributes."""
    url, label = block.text("url") or block.text("link"), block.text("text")
    is_address = "://" in url or (label != "" and url.startswith("/"))
    said = [link(url, label or escape(url, quote=False))] if is_address else []
    return placeholder(block, context, "\n".join([*said, *_words(block, "text" if is_address else "")]))


def _words(block: Block, taken: str) -> Iterator[str]:
    """Give the texts in the attributes of a block: under names that say so, and in the fields of one of a site's own.

    Advanced Custom Fields has those in `{"data": {"pier": "…", "_pier": "field_1"}}`. Of a text in them there are
    several words; the rest are choices, ids and addresses.
    """
    data: Any = block.attributes.get("data")
    own = data if isinstance(data, dict) else block.attributes if block.name.startswith(_OF_FIELDS) else {}
    for name, value in block.attributes.items():
        if name in _TEXTS and name not in own and name != taken and isinstance(value, str) and value != block.name:
            yield autop(value)
    for name, value in own.items():
        if isinstance(value, str) and not name.startswith("_") and (name in _TEXTS or " " in value.strip()):
            yield autop(value)


HANDLERS: Final[Mapping[str, BlockHandler]] = {
    **dict.fromkeys(sorted(FILLED), filled),
    **dict.fromkeys(sorted(TEMPLATES), template),
    "legacy-widget": legacy_widget,
    "rss": rss,
    "search": search,
}
