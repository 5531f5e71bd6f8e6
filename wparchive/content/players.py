"""Players of sound and video, as WordPress writes them for browsers (`wp_audio_shortcode`, `wp_video_shortcode`)."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.content.attachments import EXTENSIONS, attributes_of, mime_of, safe_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wparchive.content.context import RenderContext
    from wparchive.content.index import Media

_FALSE: Final = frozenset({"", "0", "false"})
"""What WordPress takes for no (`wp_validate_boolean`); `off` is none of it."""
_NUMBER: Final = re.compile(r"\s*-?([0-9]{1,9})", re.ASCII)
_SPACES: Final = str.maketrans("", "", "\r\n\t")
_SITES: Final = (
    ("video/youtube", re.compile(r"https?://(?:www\.)?(?:youtube\.com/watch|youtu\.be/)", re.IGNORECASE)),
    ("video/vimeo", re.compile(r"https?://(?:.+\.)?vimeo\.com/", re.IGNORECASE)),
)
"""Videos that play from the site they are on."""


def player_block(kind: str, address: str) -> str:
    """Give a player for one file, as the editor saves it.

    Args:
        kind: `audio` or `video`.
        address: of the file.
    """
    return f'<figure class="wp-block-{kind}"><{kind} controls src="{escape(address)}"></{kind}></figure>'


class Player(NamedTuple):
    """What one kind of player plays, and how it is written.

    Attributes:
        kind: `audio` or `video`.
        extensions: of the files that it plays, in the order in which they are offered; attributes have these names.
        attributes: names and values where the shortcode gives none, in the order in which they are written.
    """

    kind: str
    extensions: tuple[str, ...]
    attributes: Mapping[str, str]


AUDIO: Final = Player(
    "audio",
    ("mp3", "ogg", "flac", "m4a", "wav"),
    {
        "class": "wp-audio-shortcode", "id": "", "loop": "", "autoplay": "", "muted": "", "preload": "none",
        "style": "width: 100%;",
    },
)  # fmt: skip
VIDEO: Final = Player(
    "video",
    ("mp4", "m4v", "webm", "ogv", "flv"),
    {
        "class": "wp-video-shortcode", "id": "", "width": "640", "height": "360", "poster": "", "loop": "",
        "autoplay": "", "muted": "", "preload": "metadata",
    },
)  # fmt: skip
PLAYERS: Final[Mapping[str, Player]] = {"audio": AUDIO, "video": VIDEO}


def sources_of(player: Player, given: Mapping[str, str]) -> tuple[str, ...]:
    """Give the addresses that the attributes of a shortcode name, the best first.

    WordPress shows nothing where an attribute is named for another kind of file, or for one that it does not play.
    """
    # `[audio http://…]`; but where a line ends among the attributes, the first bare one is `<br`.
    bare = ("0",) if "://" in given.get("0", "") else ()
    names = ("src", *bare, *player.extensions, *(name for name in given if name in EXTENSIONS))
    return tuple(dict.fromkeys(filter(None, (given.get(name) for name in names))))


def play(
    player: Player, sources: tuple[str, ...], given: Mapping[str, str], context: RenderContext, tracks: str = ""
) -> str:
    """Write a player.

    Args:
        player: which one.
        sources: addresses of the same thing in several forms, the best first.
        given: the attributes of the shortcode.
        context: the post around it.
        tracks: HTML of subtitles and the like.

    Returns:
        The player, in it a link for browsers that play nothing; of a file that it does not play the link alone.
    """
    best, *others = sources
    site = _site_of(player, best)
    if not site and not best.lower().endswith(tuple(f".{extension}" for extension in player.extensions)):
        words = escape(unescape(best), quote=False)
        return f'<a class="wp-embedded-{player.kind}" href="{safe_url(best)}">{words}</a>'
    number = context.numbers.next(player.kind)
    values = _attributes(player, given, f"{player.kind}-{context.post or 0}-{number}")
    if site == "video/vimeo":
        best = f"https://{best.partition('://')[2].partition('?')[0]}?loop={values.get('loop', 0)}"
    html = (
        f"<{player.kind}{attributes_of(values)}>"
        + "".join([_source(address, site if address is best else "", number) for address in (best, *others)])
        + tracks.translate(_SPACES).strip()
        + f'<a href="{safe_url(best)}">{safe_url(best)}</a></{player.kind}>'
    )
    if player is AUDIO:
        return html
    width = f"width: {values['width']}px;" if values["width"] != "0" else ""
    return f'<div style="{width}" class="wp-video">{html}</div>'


def _attributes(player: Player, given: Mapping[str, str], identifier: str) -> dict[str, str]:
    values = {name: given.get(name, value) for name, value in player.attributes.items()} | {"id": identifier}
    for name in ("loop", "autoplay", "muted"):
        values[name] = "" if values[name].lower() in _FALSE else "1"
    for name in ("width", "height"):
        if name in values:
            found = _NUMBER.match(values[name])
            values[name] = found[1] if found else "0"
    poster = {"poster": safe_url(values["poster"])} if values.get("poster") else {}
    return {name: escape(value) for name, value in values.items() if value} | poster | {"controls": "controls"}


def _source(address: str, site: str, number: int) -> str:
    path, mark, fragment = address.partition("#")
    numbered = f"{path}{'&' if '?' in path else '?'}_={number}{mark}{fragment}"
    return f'<source type="{site or mime_of(address)}" src="{safe_url(numbered)}" />'


def _site_of(player: Player, address: str) -> str:
    return next((kind for kind, site in _SITES if site.match(address)), "") if player is VIDEO else ""


def play_media(media: Media, context: RenderContext) -> str:
    """Play an attachment, on its own page."""
    player = PLAYERS[media.mime.partition("/")[0]]
    given = {"width": str(media.width), "height": str(media.height)} if media.width and media.height else {}
    return play(player, (media.url,), given, context)
