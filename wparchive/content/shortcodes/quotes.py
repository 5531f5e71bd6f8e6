"""Words that an author sets apart for readers to pass on: the "click to tweet" of several plugins."""

from __future__ import annotations

from html import escape, unescape
from typing import TYPE_CHECKING, Final

from wparchive.content.shortcodes.syntax import Wrapped
from wparchive.text import names

if TYPE_CHECKING:
    from wparchive.content.context import RenderContext
    from wparchive.content.shortcodes.syntax import Shortcode

QUOTES: Final = names("Tweet TweetThis bctt click_to_tweet clicktotweet ctt tweetthis")
_STATED: Final = ("tweet", "quote", "text", "0")


def quote(shortcode: Shortcode, context: RenderContext) -> Wrapped | None:
    """Show the words as a quotation: `[bctt tweet="…"]`, `[Tweet "…"]`, `[ctt template="1"]…[/ctt]`."""
    stated = next((value for key in _STATED if (value := shortcode.attributes.get(key))), "")
    words = shortcode.content or escape(unescape(stated), quote=False)
    if not words.strip():
        context.found("unknown-shortcode", shortcode.name)
        return None
    return Wrapped("<blockquote><p>", words, "</p></blockquote>")
