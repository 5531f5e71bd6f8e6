"""A comment's content as the site showed it (WordPress: the filters on `comment_text`).

Comments know neither shortcodes nor blocks. Curly quotes and the like (`wptexturize`) depend on the locale and are left
to whoever shows the text.
"""

from __future__ import annotations

import re
from typing import Final

from wparchive.content.autop import autop
from wparchive.content.balance import balance_tags
from wparchive.content.links import make_clickable
from wparchive.content.smilies import convert_smilies

_LONE_AMPERSAND: Final = re.compile(r"&([^#](?:(?<=[^\x00-\x7f])|(?![a-z1-4]{1,8};)))", re.IGNORECASE)
"""Of the sign behind it WordPress sees the first byte, so that nothing behind a sign beyond ASCII is an entity."""


def render_comment(source: str, site: str = "") -> str:
    """Render one comment.

    Args:
        source: the content as stored.
        site: URL of the WordPress installation, or "".

    Returns:
        HTML. What the commenter wrote may still do harm in it: see `wparchive.content.safe`.
    """
    html = convert_ampersands(make_clickable(source))
    return autop(balance_tags(convert_smilies(html, site)))


def convert_ampersands(html: str) -> str:
    """Escape each `&` that begins no entity (WordPress: `convert_chars`)."""
    return _LONE_AMPERSAND.sub(r"&#038;\1", html) if "&" in html else html
