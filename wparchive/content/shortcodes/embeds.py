"""Pages of other sites: `[embed]`, and addresses alone on their line or in their paragraph (WordPress: `WP_Embed`).

Nothing is fetched. WordPress keeps what a site answered in the post's meta, and that is shown. Where there is none, as
for a site that WordPress does not know, `[embed]` becomes a link and an address stays text.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from wparchive.content.context import RenderContext
from wparchive.content.markup import WHITE_SPACE, attribute_value
from wparchive.content.shortcodes.answers import Answers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from wparchive.content.shortcodes.syntax import Shortcode

_BARE: Final = re.compile(r"://(?i:(?<=[\s>]http://)|(?<=[\s>]https://))", re.ASCII)
"""In an address behind white space or a tag. It begins with the sign that is looked for first, and fast."""
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]++", re.IGNORECASE | re.ASCII)
_LINE_END: Final = re.compile(r"[ \t\r\f\v]*+$", re.MULTILINE)
_PARAGRAPH: Final = re.compile(r"<p(?: [^<>]*+)?>\s*+", re.IGNORECASE | re.ASCII)
_PARAGRAPH_END: Final = re.compile(r"\s*+</p>", re.IGNORECASE | re.ASCII)
_LONGEST_TAG: Final = 1000
_MEDIA: Final = re.compile(
    r"https?://[^\s\"\[\]]+\.(?:(mp3|ogg|flac|m4a|wav)|mp4|m4v|webm|ogv|flv)", re.IGNORECASE | re.ASCII
)
_YOUTUBE: Final = re.compile(r"https?://(?:www\.)?youtube\.com/(?:v|embed)/([^/]+)", re.IGNORECASE | re.ASCII)


class _EmbedContext(RenderContext, frozen=True, kw_only=True):
    """The post, with the answers in its meta, which are sorted out once for all its embeds."""

    answers: Answers


def embed(shortcode: Shortcode, context: RenderContext) -> str | None:
    """What the site answered, or a player, or else a link to the page."""
    attributes = dict(shortcode.attributes)
    url = (shortcode.content or attributes.get("src", "")).strip().replace("&amp;", "&")
    if not url.lower().startswith(("http://", "https://")):
        return None
    answers = context.answers if isinstance(context, _EmbedContext) else Answers(context.meta)
    return _embedded(url, attributes, answers) or f'<a href="{attribute_value(url)}">{attribute_value(url)}</a>'


def with_answers(context: RenderContext) -> RenderContext:
    """Give a context in which many embeds are found as fast as one."""
    fields = {name: getattr(context, name) for name in RenderContext.__struct_fields__}
    return _EmbedContext(**fields, answers=Answers(context.meta))


def autoembed(html: str, context: RenderContext) -> str:
    """Show the pages whose addresses stand alone on a line or in a paragraph (WordPress: `WP_Embed::autoembed`).

    Args:
        html: content as stored, after `[embed]` was run.
        context: the post around it.

    Returns:
        The content with players and kept answers in place of addresses; the others stay.
    """
    starts = [sign.start() - (5 if html[sign.start() - 1] in "sS" else 4) for sign in _BARE.finditer(html)]
    if html[:4].lower() == "http":
        starts.insert(0, 0)
    if not starts:
        return html
    answers = context.answers if isinstance(context, _EmbedContext) else Answers(context.meta)
    out: list[str] = []
    done = 0
    for address in _alone(html, starts):
        shown = _embedded(address[0].replace("&amp;", "&"), {}, answers)
        if shown:
            out += html[done : address.start()], shown
            done = address.end()
    return "".join([*out, html[done:]])


def _alone(html: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """Choose the addresses that stand alone, those on lines of their own only if they are in no tag and no comment."""
    last = dict.fromkeys(("<", ">", "<!--", "-->"), -1)
    scanned = 0
    for start in starts:
        address = _ADDRESS.match(html, start)
        if address is None:
            continue
        if _is_line(html, start, address.end()):
            for sign in last:
                last[sign] = max(last[sign], html.rfind(sign, scanned, start))
            scanned = max(0, start - 3)
            if last["<"] <= last[">"] and last["<!--"] <= last["-->"]:
                yield address
        elif _is_paragraph(html, start, address.end()):
            yield address


def _is_line(html: str, start: int, end: int) -> bool:
    before = _behind(html, start, " \t\r\f\v")
    return (before == 0 or html[before - 1] == "\n") and _LINE_END.match(html, end) is not None


def _is_paragraph(html: str, start: int, end: int) -> bool:
    before = _behind(html, start, WHITE_SPACE)
    if html[before - 1 : before] != ">" or _PARAGRAPH_END.match(html, end) is None:
        return False
    tag = html.rfind("<", max(0, before - _LONGEST_TAG), before)
    return tag >= 0 and _PARAGRAPH.fullmatch(html, tag, start) is not None


def _behind(html: str, position: int, signs: str) -> int:
    """Go back over some signs."""
    while position and html[position - 1] in signs:
        position -= 1
    return position


def _embedded(url: str, attributes: Mapping[str, str], answers: Answers) -> str | None:
    """Give what WordPress shows for an address, or None if there is nothing better than the address."""
    video = _YOUTUBE.match(url)
    if video:
        url = f"https://youtube.com/watch?v={video[1]}"
        return answers.find(url, attributes) or escape(url, quote=False)
    scheme, _, rest = url.partition("://")
    url = f"{scheme.lower()}://{rest}"
    media = _MEDIA.fullmatch(url)
    if media and media[1]:
        return f'[audio src="{url}" /]'
    if media:
        size = [f'{name}="{attributes[name]}" ' for name in ("width", "height") if attributes.get(name, "").isdecimal()]
        return f'[video {"".join(size) if len(size) == 2 else ""}src="{url}" /]'
    return answers.find(url, attributes)
