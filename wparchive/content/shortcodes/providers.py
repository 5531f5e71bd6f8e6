"""Videos, music, documents and messages of other sites, by the shortcodes of WordPress.com, Jetpack and their like.

A shortcode states an id or an address. Where the provider has a page to be framed, it is framed: from the id, at the
provider's own host, never at one that the text names. A file of sound or film gets a player. What cannot be framed is a
link, to the address that is stated.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

from wparchive.content.players import player_block
from wparchive.content.shortcodes.syntax import Wrapped
from wparchive.text import names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wparchive.content.context import RenderContext
    from wparchive.content.shortcodes.syntax import Shortcode


class _Form(NamedTuple):
    """What may be stated, and the address that is made of its groups."""

    stated: re.Pattern[str]
    address: str
    is_page: bool
    """The address is to be framed; another is a link."""


def _page(stated: str, address: str) -> _Form:
    return _Form(re.compile(stated, re.IGNORECASE | re.ASCII), address, is_page=True)


def _link(stated: str, address: str) -> _Form:
    return _page(stated, address)._replace(is_page=False)


_VIDEO_PRESS: Final = (
    _page(r"(?:^|videopress\.com/(?:v|embed)/)([a-z0-9]{8})(?!\w)", "https://videopress.com/embed/{}"),
)
_TWEET: Final = (_link(r"^([0-9]{1,20})$", "https://twitter.com/i/web/status/{}"),)
_POLL: Final = (_link(r"^([0-9]{1,12})$", "https://poll.fm/{}"),)

_VIMEO: Final = (_page(r"(?:^|vimeo\.com/(?:[a-z]+/)*)([0-9]{1,12})(?!\w)", "https://player.vimeo.com/video/{}"),)
_YOUTUBE: Final = (
    _page(
        r"(?:^|[?&/]v=|/(?:v|embed|shorts|live)/|youtu\.be/)([\w-]{11})(?![\w-])",
        "https://www.youtube.com/embed/{}",
    ),
    _page(r"[?&]list=([\w-]{1,60})", "https://www.youtube.com/embed/videoseries?list={}"),
)
_YOUTUBES: Final = names(
    "embedyt kml_flashembed lyte su_youtube su_youtube_advanced video_lightbox_youtube yframe youtube youtube_sc"
)
_ADDRESSES: Final = names(
    "advanced_iframe blackbirdpie embeddoc evp_embed_video facebook flickr flowplayer fvplayer gdoc google-drive-embed"
    " googlemaps gview haiku iframe instagram jwplayer kickstarter pdf-embedder pdfjs-viewer pinterest powerpress"
    " sc_embed_player su_document tiktok"
)
"""Those that state an address and nothing else."""

PROVIDERS: Final[Mapping[str, tuple[_Form, ...]]] = {
    "crowdsignal": _POLL,
    "dailymotion": (
        _page(r"(?:^|/video/)([a-z0-9]{5,24})(?![a-z0-9:.])", "https://www.dailymotion.com/embed/video/{}"),
    ),
    "gist": (_link(r"^([0-9a-f]{1,40})(?:\.js)?$", "https://gist.github.com/{}"),),
    "polldaddy": _POLL,
    "scribd": (_page(r"(?:^|/doc(?:ument)?/)([0-9]{1,12})(?!\w)", "https://www.scribd.com/embeds/{}/content"),),
    "slideshare": (_page(r"^([0-9]{1,12})(?!\w)", "https://www.slideshare.net/slideshow/embed_code/{}"),),
    "soundcloud": (
        _page(r"^(https?://(?:[a-z]{1,9}\.)?soundcloud\.com/.+)", "https://w.soundcloud.com/player/?url={}"),
    ),
    "spotify": (
        _page(
            r"(?:open\.spotify\.com/(?:embed/)?|^spotify:)(album|artist|episode|playlist|show|track)[/:](\w{1,40})",
            "https://open.spotify.com/embed/{}/{}",
        ),
    ),
    "ted": (
        _link(r"(?:^|/view/(?:lang/\w+/)?id/)([0-9]{1,9})(?!\w)", "https://www.ted.com/talks/view/id/{}"),
        _page(r"ted\.com/talks/(?:lang/\w+/)?(\w{1,200})", "https://embed.ted.com/talks/{}"),
    ),
    "tweet": _TWEET,
    "twitter": _TWEET,
    "videopress": _VIDEO_PRESS,
    "wpvideo": _VIDEO_PRESS,
    **dict.fromkeys(names("su_vimeo video_lightbox_vimeo vimeo"), _VIMEO),
    **dict.fromkeys(_YOUTUBES, _YOUTUBE),
    **dict.fromkeys(_ADDRESSES, ()),
}
"""By shortcode: what may be stated. An address that none of the forms fits is a link."""

_STATED: Final = (
    "0", "id", "url", "src", "href", "link", "video", "video_id", "clip_id", "movie", "file", "fileurl", "key", "poll",
    "tweet",
)  # fmt: skip
"""Attributes that say what is meant; where none does, the content may."""
_LONGEST: Final = 2000
_TAGS: Final = re.compile(r"<[^<>]*>")
_MAP: Final = re.compile(r"(?:https?:)?//((?:maps\.google\.com/|www\.google\.com/maps)[^\s\"'<>]*)", re.IGNORECASE)
_MEDIA: Final = re.compile(r"\.(?:(mp3|ogg|oga|flac|m4a|wav)|mp4|m4v|webm|ogv)(?:[?#]|\Z)", re.IGNORECASE)
"""A file that a browser plays: of sound, or else of a film."""
_ADDRESS: Final = re.compile(r"(?:https?:)?//[^\s\"'<>\[\]]+", re.IGNORECASE)


def provider(shortcode: Shortcode, context: RenderContext) -> str | Wrapped | None:
    """Frame or link what a shortcode of `PROVIDERS` states; None where it states nothing that is understood.

    What stands between it and an end that belongs to another one of its name is kept.
    """
    stated = [_cleared(value) for key in _STATED if (value := shortcode.attributes.get(key))]
    in_attributes = next((html for one in stated if (html := _shown(shortcode.name, one))), None)
    html = in_attributes or _shown(shortcode.name, _cleared(_TAGS.sub("", shortcode.content or "")))
    if html is None:
        context.found("unknown-shortcode", shortcode.name)
        return None
    return Wrapped(html, shortcode.content, "") if in_attributes and shortcode.content else html


def powerpress(shortcode: Shortcode, context: RenderContext) -> str | Wrapped | None:
    """Play what `[powerpress]` states, or the first file of the episode: a line of the post's meta `enclosure`."""
    files = (row.value for row in context.meta if row.key == "enclosure" and isinstance(row.value, str))
    url = next(files, "").partition("\n")[0]
    return provider(shortcode._replace(attributes={"url": url, **shortcode.attributes}), context)


def _shown(name: str, stated: str) -> str | None:
    for form in PROVIDERS[name]:
        if found := form.stated.search(stated):
            address = form.address.format(*[quote(group, safe="") for group in found.groups()])
            return framed(address) if form.is_page else linked(address)
    if name == "googlemaps" and (found := _MAP.match(stated)):
        return framed(f"https://{found[1]}")
    if not _ADDRESS.fullmatch(stated):
        return None
    media = _MEDIA.search(stated)
    return player_block("audio" if media[1] else "video", stated) if media else linked(stated)


def bandcamp(shortcode: Shortcode, context: RenderContext) -> str | None:
    """Frame an album or a track of it: `[bandcamp album=119385304 track=2 size=venti]`."""
    numbers = [
        f"{key}={value}/" for key in ("album", "track") if (value := shortcode.attributes.get(key, "")).isdecimal()
    ]
    if not numbers:
        context.found("unknown-shortcode", shortcode.name)
        return None
    return framed(f"https://bandcamp.com/EmbeddedPlayer/{''.join(numbers)}")


def codepen(shortcode: Shortcode, context: RenderContext) -> str | None:
    """Link a pen: `[codepen_embed slug_hash='a' user='b']code[/codepen_embed]`, `[CodePen href=a user=b]`."""
    slug = shortcode.attributes.get("slug_hash") or shortcode.attributes.get("href", "")
    user = shortcode.attributes.get("user") or "anon"
    if not slug.isalnum():
        context.found("unknown-shortcode", shortcode.name)
        return None
    return (shortcode.content or "") + linked(f"https://codepen.io/{quote(user)}/pen/{quote(slug)}")


def framed(address: str) -> str:
    """Give a frame that shows a page of a provider."""
    return f'<figure class="wp-block-embed"><iframe src="{escape(address)}" allowfullscreen></iframe></figure>'


def linked(address: str) -> str:
    """Give a link that shows where it leads."""
    return f'<figure class="wp-block-embed"><a href="{escape(address)}">{escape(address, quote=False)}</a></figure>'


def _cleared(stated: str) -> str:
    """Give an id or address without `=` before it and quotes around it, curly ones included."""
    return unescape(stated[:_LONGEST].strip().lstrip("=").strip("\"'\u201c\u201d\u2033"))
