"""`[embed]`: a page of another site (WordPress: `WP_Embed`)."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wparchive.content.context import RenderContext
    from wparchive.content.shortcodes.syntax import Shortcode


def embed(shortcode: Shortcode, context: RenderContext) -> str | None:
    """Give a link to the page, as WordPress does for a site that it does not know or cannot reach.

    A URL alone on its line, without the shortcode, stays text in that case.
    """
    del context
    url = (shortcode.content or shortcode.attributes.get("src", "")).strip().replace("&amp;", "&")
    if not url.lower().startswith(("http://", "https://")):
        return None
    return f'<a href="{escape(url)}">{escape(url, quote=False)}</a>'
