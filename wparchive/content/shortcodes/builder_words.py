"""What the elements of page builders show that stands in their attributes: titles, buttons, images, videos, names."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from wparchive.content.attachments import image, safe_url
from wparchive.text import names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wparchive.content.context import RenderContext

LIVE: Final = names(
    "av_blog av_contact av_magazine av_masonry_entries av_portfolio av_postslider av_productgrid blog_posts"
    " contact-form et_pb_blog et_pb_comments et_pb_contact_form et_pb_filterable_portfolio et_pb_fullwidth_menu"
    " et_pb_fullwidth_portfolio et_pb_fullwidth_post_slider et_pb_login et_pb_map et_pb_menu et_pb_portfolio"
    " et_pb_post_nav et_pb_post_slider et_pb_search et_pb_shop et_pb_sidebar et_pb_signup fl_builder_insert_layout"
    " fusion_blog fusion_contact_form fusion_featured_products_slider fusion_form fusion_map fusion_portfolio"
    " fusion_products_slider fusion_recent_posts fusion_widget_area su_feed su_gmap su_menu su_meta su_post su_posts"
    " su_siblings su_subpages su_user ux_instagram_feed ux_portfolio ux_product_categories ux_products vc_basic_grid"
    " vc_carousel vc_gmaps vc_masonry_grid vc_masonry_media_grid vc_media_grid vc_posts_grid vc_posts_slider"
    " vc_widget_sidebar vc_wp_archives vc_wp_calendar vc_wp_categories vc_wp_custommenu vc_wp_links vc_wp_meta"
    " vc_wp_pages vc_wp_posts vc_wp_recentcomments vc_wp_rss vc_wp_search vc_wp_tagcloud vc_wp_text"
)
"""Elements that show what only the live site knows."""

_LINES: Final = names("av_hr et_pb_divider fusion_separator mk_divider su_divider vc_separator x_line")
_IN_LINES: Final = (
    "dropcap",
    "hbox",
    "highlight",
    "inlinetweet",
    "label",
    "lightbox",
    "_link",
    "popover",
    "_dis",
    "tooltip",
)
"""Endings of names of what stands in a line, a digit behind them aside: `[dropcap]T[/dropcap]he`."""
_HEADINGS: Final = ("title", "heading", "main_heading", "h2", "custom_title", "label", "text", "field_title")
_LEVELS: Final = (
    "tag",
    "tag_name",
    "title_level",
    "header_level",
    "heading_tag",
    "level",
    "looks_like",
    "font_container",
    "size",
)
_HEADING_ELEMENTS: Final = names("fusion_title mk_fancy_title su_heading x_custom_headline x_feature_headline")
"""Elements that hold the words of a heading."""
_WORDS: Final = (
    "subtitle", "subheading", "subhead", "sub_heading", "h4", "description", "quote", "author", "name", "job_title",
    "position", "company_name", "company", "artist_name", "album_name", "sum", "number", "percent", "date", "cite",
)  # fmt: skip
_FACTS: Final = ("servings", "time", "difficulty", "source")
"""Of a recipe; the name of the attribute says what they are."""
_BUTTONS: Final = (
    ("button_text", ("button_url", "button_link", "url")),
    ("button_one_text", ("button_one_url",)),
    ("button_two_text", ("button_two_url",)),
    ("linktext", ("link",)),
)
"""Attributes with the words of a button, and those that say where it leads."""
_TARGETS: Final = ("link", "url", "href", "button_url", "button_link")
_IMAGES: Final = (
    "src",
    "image",
    "image_url",
    "image_src",
    "custom_src",
    "pic_link",
    "portrait_url",
    "images",
    "gallery_ids",
    "img",
)
_LIBRARY: Final = ("source", "id", "ids")
"""Attributes of elements that are called image, gallery, slider or carousel."""
_PICTURED: Final = ("_image", "gallery", "slider", "carousel")
_VIDEOS: Final = {
    "vc_video": "link", "et_pb_video": "src", "et_pb_fullwidth_video": "src", "av_video": "src", "et_pb_audio": "audio",
    "su_video": "url", "su_audio": "url", "ux_video": "url",
}  # fmt: skip
_PLAYERS: Final = {
    "fusion_youtube": "https://www.youtube.com/watch?v={}",
    "fusion_vimeo": "https://vimeo.com/{}",
}

_LEVEL: Final = re.compile(r"(?:tag:)?h?([1-6])(?:\|.*)?", re.IGNORECASE)
_IDS: Final = re.compile(r"\s*[0-9]{1,19}(?:\s*,\s*[0-9]{1,19})*\s*", re.ASCII)
_ADDRESS: Final = re.compile(r"(?:https?:)?//\S+|/\S*|#\S+", re.IGNORECASE)
_CODED: Final = {"``": '"', "`{`": "[", "`}`": "]", "%22": '"', "%91": "[", "%92": "\\", "%93": "]"}
"""How WPBakery and Divi write what cannot stand in an attribute."""


def shown(name: str, attributes: Mapping[str, str], context: RenderContext) -> tuple[str, str]:
    """Give what an element shows by its attributes.

    Args:
        name: of the shortcode.
        attributes: of its start tag.
        context: has the images, and is told of placeholders.

    Returns:
        What stands before the element's content, and behind it.
    """
    if name in LIVE:
        context.found("shortcode-placeholder", name)
        mark = f'<div class="wparchive-placeholder" data-shortcode="{name}">[{name}]</div>'
        return f"\n\n{mark}{''.join(_paragraphs(name, attributes, context))}\n\n", "\n\n"
    if name.endswith(("button", "btn")):
        return _button(name, attributes)
    if name.rstrip("0123456789").endswith(_IN_LINES):
        return "", ""
    if name.endswith("quote"):
        return "\n\n<blockquote>\n\n", f"\n\n{''.join(_paragraphs(name, attributes, context))}</blockquote>\n\n"
    if name in _HEADING_ELEMENTS:
        level = _level(attributes)
        return f"\n\n<h{level}>", f"</h{level}>\n\n"
    return f"\n\n{''.join(_paragraphs(name, attributes, context))}", "\n\n"


def _button(name: str, attributes: Mapping[str, str]) -> tuple[str, str]:
    target = next((_address(attributes[key]) for key in _TARGETS if attributes.get(key)), "")
    words = _decoded(attributes.get("button_text", ""))
    if not words and not name.startswith(("fusion_", "x_")):  # there it is what a mouse shows
        words = _heading(name, attributes)
    return (f'\n\n<a href="{safe_url(target)}">{words}', "</a>\n\n") if target else (f"\n\n{words}", "\n\n")


def _paragraphs(name: str, attributes: Mapping[str, str], context: RenderContext) -> Iterator[str]:
    """Give what the attributes hold, each a paragraph of its own."""
    if name in _LINES:
        yield "<hr />\n\n"
    if title := _heading(name, attributes):
        level = _level(attributes)
        yield f"{title}\n\n" if name.endswith("field") else f"<h{level}>{title}</h{level}>\n\n"
    if video := attributes.get(_VIDEOS.get(name, "")) or _player(name, attributes):
        yield f"{video}\n\n"
    else:
        yield from _images(name, attributes, context)
    yield from (f"{_decoded(attributes[key])}\n\n" for key in _WORDS if attributes.get(key))
    if name == "recipe":
        yield from (f"{key.capitalize()}: {attributes[key]}\n\n" for key in _FACTS if attributes.get(key))
    for words, targets in _BUTTONS:
        if attributes.get(words):
            target = next((_address(attributes[key]) for key in targets if attributes.get(key)), "")
            label = _decoded(attributes[words])
            yield f'<a href="{safe_url(target)}">{label}</a>\n\n' if target else f"{label}\n\n"


def _level(attributes: Mapping[str, str]) -> str:
    return next((found[1] for key in _LEVELS if (found := _LEVEL.fullmatch(attributes.get(key, "")))), "3")


def _heading(name: str, attributes: Mapping[str, str]) -> str:
    stated = next((attributes[key] for key in _HEADINGS if attributes.get(key)), "")
    if not stated and name in ("recipe-ingredients", "recipe-directions", "recipe-notes", "recipe-nutrition"):
        stated = name.partition("-")[2].capitalize()  # as Jetpack does
    return _decoded(stated)


def _images(name: str, attributes: Mapping[str, str], context: RenderContext) -> Iterator[str]:
    for key in (*_IMAGES, *(_LIBRARY if name.endswith(_PICTURED) else ())):
        stated = attributes.get(key, "").removeprefix("media:")
        if _IDS.fullmatch(stated):
            found = [context.index.media(number.strip()) for number in stated.split(",")]
            yield from (f"{image(media, 'full')}\n\n" for media in found if media is not None)
        elif _ADDRESS.fullmatch(stated):
            words = _decoded(attributes.get("alt") or attributes.get("title_text", ""))
            yield f'<img src="{safe_url(stated)}" alt="{escape(words)}" />\n\n'


def _player(name: str, attributes: Mapping[str, str]) -> str:
    """Give the address of a video, alone on its line: WordPress embeds it."""
    stated = attributes.get("id", "")
    return _PLAYERS[name].format(stated) if name in _PLAYERS and re.fullmatch(r"[\w-]{1,40}", stated) else ""


def _address(stated: str) -> str:
    """Give the address in `url:https%3A%2F%2F…|title:…` (WPBakery), `manually,https://…` (Enfold), or alone."""
    parts = stated.split("|")
    coded = next((part[4:] for part in parts if part.startswith("url:")), "")
    address = unescape(unquote(coded) if coded else stated.removeprefix("manually,")).strip()
    return address if _ADDRESS.fullmatch(address) else ""


def _decoded(text: str) -> str:
    for written, meant in _CODED.items():
        if written in text:
            text = text.replace(written, meant)
    return text.strip()
