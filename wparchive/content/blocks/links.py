"""Blocks that are links: the live site draws them, and the block itself says where they lead."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from wparchive.content.blocks.block import link, placeholder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wparchive.content.blocks.block import Block, BlockHandler
    from wparchive.content.context import RenderContext

SERVICES: Final[Mapping[str, str]] = {
    "chain": "Link",
    "codepen": "CodePen",
    "deviantart": "DeviantArt",
    "feed": "RSS Feed",
    "fivehundredpx": "500px",
    "github": "GitHub",
    "lastfm": "Last.fm",
    "linkedin": "LinkedIn",
    "soundcloud": "SoundCloud",
    "tiktok": "TikTok",
    "vk": "VK",
    "wordpress": "WordPress",
    "youtube": "YouTube",
}
"""How social services write their names, where that is not their key with a capital."""

_EMAIL: Final = re.compile(r"[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+")
_HAS_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#")
_NO_IDENTIFIER: Final = re.compile(r"[^a-z0-9-]")


def social_link(block: Block, context: RenderContext) -> str:
    """A link to the page, named by its label or its service; nothing without an address."""
    del context
    url = block.text("url").strip()
    if not url:
        return ""
    if _EMAIL.fullmatch(url):
        url = f"mailto:{url}"
    elif not _HAS_SCHEME.match(url):
        url = f"https://{url}"
    service = _NO_IDENTIFIER.sub("", block.text("service"))
    label = block.text("label") or SERVICES.get(service) or service.capitalize() or url
    named = f'<span class="wp-block-social-link-label screen-reader-text">{escape(label, quote=False)}</span>'
    classes = f"wp-social-link wp-social-link-{service} wp-block-social-link"
    return f'<li class="{classes}">{link(url, named, "wp-block-social-link-anchor")}</li>'


def navigation(block: Block, context: RenderContext) -> str:
    """The links in it; a placeholder where they are kept elsewhere."""
    if not block.content or block.content.isspace():
        return placeholder(block, context)
    return f'<nav class="wp-block-navigation"><ul class="wp-block-navigation__container">{block.content}</ul></nav>'


def navigation_link(block: Block, context: RenderContext) -> str:
    """A link; nothing without a label."""
    return _item(block, context, block.text("url"))


def home_link(block: Block, context: RenderContext) -> str:
    """A link to the site; nothing without a label."""
    return _item(block, context, context.site)


def _item(block: Block, context: RenderContext, url: str) -> str:
    del context
    label = block.text("label")
    if not label:
        return block.content or ""
    shown = link(
        url, f'<span class="wp-block-navigation-item__label">{label}</span>', "wp-block-navigation-item__content"
    )
    below = f'<ul class="wp-block-navigation__submenu-container">{block.content}</ul>' if block.content else ""
    return f'<li class="wp-block-navigation-item wp-block-{block.name}">{shown}{below}</li>'


def read_more(block: Block, context: RenderContext) -> str:
    """A link to the post with the block's words; a placeholder where it has none."""
    words = block.text("content")
    if not words or block.is_template:
        return placeholder(block, context, words)
    return link(context.url, words, "wp-block-read-more")


HANDLERS: Final[Mapping[str, BlockHandler]] = {
    "home-link": home_link,
    "navigation": navigation,
    "navigation-link": navigation_link,
    "navigation-submenu": navigation_link,
    "read-more": read_more,
    "social-link": social_link,
}
