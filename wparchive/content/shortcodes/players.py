"""`[audio]` and `[video]` (WordPress: `wp_audio_shortcode`, `wp_video_shortcode`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wparchive.content.attachments import attached, placeholder
from wparchive.content.players import PLAYERS, play, sources_of

if TYPE_CHECKING:
    from wparchive.content.context import RenderContext
    from wparchive.content.index import Media
    from wparchive.content.shortcodes.syntax import Shortcode


def player(shortcode: Shortcode, context: RenderContext) -> str:
    """Play what the attributes name, else the first file of the kind that is attached to the post."""
    kind = PLAYERS[shortcode.name]
    given = dict(shortcode.attributes)
    sources = sources_of(kind, given)
    if not sources:
        media = next((each for each in attached(context.post or "", context) if _is_kind(each, kind.kind)), None)
        sources = (media.url,) if media is not None else ()
    if not sources:
        return placeholder(f"{kind.kind} of post {context.post}", context)
    tracks = shortcode.content or "" if shortcode.name == "video" else ""
    return play(kind, sources, given, context, tracks)


def _is_kind(media: Media, kind: str) -> bool:
    return bool(media.url) and media.mime.startswith(f"{kind}/")
