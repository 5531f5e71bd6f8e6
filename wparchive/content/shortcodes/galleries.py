"""`[gallery]`, `[playlist]` and `[nggallery]`: many attachments in one place.

WordPress: `gallery_shortcode`, `wp_playlist_shortcode`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from wparchive.content.attachments import attached, by_id, class_name, image, link, placeholder
from wparchive.text import names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wparchive.content.context import RenderContext
    from wparchive.content.index import Media
    from wparchive.content.shortcodes.syntax import Shortcode

_IDS: Final = re.compile(r"[0-9]+", re.ASCII)
_INTEGER: Final = re.compile(r"\s*([0-9]{1,9})", re.ASCII)
_TAGS: Final = names(
    "address article aside b blockquote dd div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header i li main nav"
    " ol p pre section small span strong table tbody td tr u ul"
)
"""What `itemtag`, `icontag` and `captiontag` may name."""

_ITEM: Final = {"itemtag": ("figure", "dl"), "icontag": ("div", "dt"), "captiontag": ("figcaption", "dd")}
"""The tags of one image: in HTML 5, and instead of what cannot be a tag."""

_ORDERS: Final[Mapping[str, Callable[[Media], Any]]] = {
    "id": lambda media: _number(media.id),
    "date": lambda media: media.published,
    "post_date": lambda media: media.published,
    "title": lambda media: media.title.casefold(),
    "post_title": lambda media: media.title.casefold(),
    "name": lambda media: media.slug,
    "post_name": lambda media: media.slug,
    "menu_order": lambda media: media.menu_order,
}
"""What `orderby` can name. Anything else leaves the order as it is, `rand` too: the same site gives the same pages."""


def gallery(shortcode: Shortcode, context: RenderContext) -> str:
    """Show images as the theme's grid: HTML 5, and the older list where the shortcode asks for its tags.

    The style sheet that WordPress writes before each gallery is left out.
    """
    attributes = shortcode.attributes
    chosen, missing = _chosen(shortcode, "image", context)
    if not chosen and not missing:
        return _nothing(attributes, "images", context)
    number = context.numbers.next("gallery")
    columns, size = _columns(attributes.get("columns")), attributes.get("size", "thumbnail") or "thumbnail"
    items = [_item(media, f"gallery-{number}-{media.id}", attributes, size) for media in chosen]
    marks = [placeholder(f"attachment {number}", context) for number in missing]
    return (
        f"<div id='gallery-{number}' class='gallery galleryid-{_post(attributes, context)}"
        f" gallery-columns-{columns} gallery-size-{class_name(size)}'>{''.join(items + marks)}\n\t\t</div>\n"
    )


def _item(media: Media, identifier: str, attributes: Mapping[str, str], size: str) -> str:
    item, icon, caption = (_tag(attributes.get(name), *usual) for name, usual in _ITEM.items())
    words = media.caption.strip()
    described = {"aria-describedby": identifier} if words else {}
    if attributes.get("link") == "none":
        shown = image(media, size, described)
    else:
        shown = link(media, size, to_page=attributes.get("link") != "file", attributes=described)
    shape = ("portrait" if media.height > media.width else "landscape") if media.width and media.height else ""
    below = (
        f"\n\t\t\t\t<{caption} class='wp-caption-text gallery-caption' id='{identifier}'>\n\t\t\t\t{words}"
        f"\n\t\t\t\t</{caption}>"
    )
    return (
        f"<{item} class='gallery-item'>\n\t\t\t<{icon} class='gallery-icon {shape}'>\n\t\t\t\t{shown}\n\t\t\t</{icon}>"
        f"{below if words else ''}</{item}>"
    )


def _tag(given: str | None, usual: str, instead: str) -> str:
    if given is None:
        return usual
    return given.lower() if given.lower() in _TAGS else instead


def playlist(shortcode: Shortcode, context: RenderContext) -> str:
    """Show the player and the list of what it plays; the list is what a browser without scripts shows.

    The script that fills the player is left out.
    """
    kind = "video" if shortcode.attributes.get("type") == "video" else "audio"
    chosen, missing = _chosen(shortcode, kind, context)
    if not chosen and not missing:
        return _nothing(shortcode.attributes, kind, context)
    style = class_name(shortcode.attributes.get("style", "light"))
    size = ' width="640" height="360"' if kind == "video" else ' width="640"'
    current = '<div class="wp-playlist-current-item"></div>' if kind == "audio" else ""
    rows = "".join([f"<li>{link(media, 'none')}</li>" for media in chosen])
    return (
        f'<div class="wp-playlist wp-{kind}-playlist wp-playlist-{style}">{current}'
        f'<{kind} controls="controls" preload="none"{size}></{kind}>'
        '<div class="wp-playlist-next"></div><div class="wp-playlist-prev"></div>'
        f"<noscript><ol>{rows}</ol></noscript>"
        f"{''.join([placeholder(f'attachment {number}', context) for number in missing])}</div>"
    )


def _nothing(attributes: Mapping[str, str], what: str, context: RenderContext) -> str:
    """Show nothing where files of other kinds are named; mark where what is attached to a post is not known."""
    named = attributes.get("ids") or attributes.get("include") or ""
    return "" if _ids(named) else placeholder(f"{what} of post {_post(attributes, context)}", context)


def nextgen(shortcode: Shortcode, context: RenderContext) -> str:
    """Mark the place of a gallery of the plugin NextGEN, which keeps its images in tables that no export holds."""
    number = next(filter(None, (shortcode.attributes.get(name) for name in ("id", "gallery", "0"))), "")
    return placeholder(f"NextGEN gallery {number[:100]}".strip(), context)


def _chosen(shortcode: Shortcode, kind: str, context: RenderContext) -> tuple[Sequence[Media], list[str]]:
    """Choose what is shown.

    Returns:
        The attachments of the kind in their order, and the ids of those that the source does not hold.
    """
    attributes = shortcode.attributes
    order = attributes.get("orderby", "").lower()
    wanted = attributes.get("ids") or attributes.get("include")
    if wanted:
        found = {number: by_id(number, context) for number in _ids(wanted)}
        media = [each for each in found.values() if each is not None]
        missing = [number for number, each in found.items() if each is None]
        if not attributes.get("ids") and not order:
            media.sort(key=lambda each: (each.menu_order, _number(each.id)))
    else:
        left_out = set(_ids(attributes.get("exclude", "")))
        media = [each for each in attached(_post(attributes, context), context) if each.id not in left_out]
        missing = []
    for name in reversed(order.split()):
        if name in _ORDERS:
            media.sort(key=_ORDERS[name])
    if attributes.get("order", "").upper() == "DESC" and order != "post__in" and (order or not attributes.get("ids")):
        media.reverse()
    return [each for each in media if each.mime.startswith(f"{kind}/")], missing


def _ids(text: str) -> dict[str, None]:
    return dict.fromkeys(str(int(number)) for number in _IDS.findall(text) if len(number) < 20)


def _post(attributes: Mapping[str, str], context: RenderContext) -> str:
    found = _INTEGER.match(attributes.get("id", ""))
    return str(int(found[1])) if found else str(context.post or 0)


def _columns(text: str | None) -> int:
    if text is None:
        return 3
    found = _INTEGER.match(text)
    return int(found[1]) if found else 0


def _number(text: str) -> tuple[int, str]:
    """A sort key that puts 2 before 10."""
    return (int(text), "") if text.isascii() and text.isdigit() and len(text) < 20 else (0, text)
