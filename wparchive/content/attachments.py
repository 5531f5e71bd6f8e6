"""Attachments: what their records say, and how WordPress shows one: an image of some size, or a link to it."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any, Final

from wparchive.content.index import Media, Size
from wparchive.content.links import PROTOCOLS
from wparchive.content.markup import TAG

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wparchive.content.context import RenderContext
    from wparchive.model import Post

_TYPES: Final = {
    "audio/aac": "aac",
    "audio/flac": "flac",
    "audio/midi": "mid midi",
    "audio/mpeg": "mp3 m4a m4b",
    "audio/ogg": "ogg oga",
    "audio/wav": "wav",
    "audio/x-matroska": "mka",
    "audio/x-ms-wma": "wma",
    "audio/x-realaudio": "ra ram",
    "image/avif": "avif",
    "image/bmp": "bmp",
    "image/gif": "gif",
    "image/heic": "heic",
    "image/jpeg": "jpg jpeg jpe",
    "image/png": "png",
    "image/svg+xml": "svg",
    "image/tiff": "tif tiff",
    "image/webp": "webp",
    "image/x-icon": "ico",
    "video/3gpp": "3gp 3gpp",
    "video/avi": "avi",
    "video/mp4": "mp4 m4v",
    "video/mpeg": "mpeg mpg mpe",
    "video/ogg": "ogv",
    "video/quicktime": "mov qt",
    "video/webm": "webm",
    "video/x-flv": "flv",
    "video/x-matroska": "mkv",
    "video/x-ms-wmv": "wmv",
}
EXTENSIONS: Final = {extension: mime for mime, extensions in _TYPES.items() for extension in extensions.split()}
"""Media type by the end of a file's name (WordPress: `wp_get_mime_types`). Python's own table is the machine's."""

_EXTENSION: Final = re.compile(r"\.([A-Za-z0-9]{1,5})(?:[?#]|$)", re.ASCII)
_SCHEME: Final = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):", re.ASCII)
_NO_CLASS: Final = re.compile(r"[^A-Za-z0-9_-]")

_BOUNDS: Final = {"thumbnail": (150, 150), "medium": (300, 300), "medium_large": (768, 0), "large": (1024, 1024)}
"""The sizes of a WordPress that nobody has set up: an export does not say what its site has. Zero is no bound."""


def media_of(post: Post) -> Media:
    """Give what rendering needs of an attachment's record."""
    file = post.attachment
    url = (file and file.url) or ""
    details = next((row.value for row in post.meta if row.key == "_wp_attachment_metadata"), None)
    return Media(
        id=post.id or "",
        url=url,
        page=post.url or "",
        mime=(file and file.mime) or mime_of(url),
        title=post.title,
        caption=post.excerpt or "",
        description=post.body.source,
        alt=(file and file.alt) or "",
        width=file.width if file else None,
        height=file.height if file else None,
        parent=post.parent or "",
        menu_order=post.menu_order or 0,
        published=post.published or "",
        slug=post.slug,
        sizes=_sizes(details, url),
    )


def _sizes(details: object, url: str) -> dict[str, Size]:
    """Read the copies of an image; the values come from PHP and can be anything."""
    found: dict[str, Size] = {}
    sizes = details.get("sizes") if isinstance(details, dict) else None
    for name, size in sizes.items() if isinstance(sizes, dict) else ():
        match size:
            case {"file": str(file), "width": int(width), "height": int(height)}:
                found[str(name)] = Size(url[: url.rfind("/") + 1] + file, width, height)
    return found


def extension_of(address: str) -> str:
    """Give the end of a file's name, in lower case and without the dot."""
    ends = _EXTENSION.findall(address.rpartition("/")[2].partition("?")[0].partition("#")[0])
    return ends[-1].lower() if ends else ""


def mime_of(address: str) -> str:
    """Give the media type that a file's name stands for, or ""."""
    return EXTENSIONS.get(extension_of(address), "")


def safe_url(url: str) -> str:
    """Give an address for an attribute; "" for one with a scheme that WordPress lets into no link (`esc_url`)."""
    scheme = _SCHEME.match(url)
    if scheme and scheme[1].lower() not in PROTOCOLS:
        return ""
    return escape(url.strip().replace(" ", "%20").replace("&#038;", "&").replace("&amp;", "&"))


def class_name(text: str) -> str:
    """Give what of a text can stand in a class or id (WordPress: `sanitize_html_class`)."""
    return _NO_CLASS.sub("", text)


def attributes_of(values: Mapping[str, object]) -> str:
    """Write attributes.

    Args:
        values: by name, escaped.
    """
    return "".join([f' {name}="{value}"' for name, value in values.items()])


def image(media: Media, size: str, attributes: Mapping[str, str] | None = None) -> str:
    """Show an image (WordPress: `wp_get_attachment_image`); "" for what is none.

    What browsers load lazily or choose from (`loading`, `srcset`) is the theme's and the site's matter and left out.

    Args:
        media: the attachment.
        size: `thumbnail`, `medium`, … or `full`.
        attributes: further ones.
    """
    if not media.mime.startswith("image/") or not media.url:
        return ""
    name = escape(size)
    values: dict[str, Any] = {
        **_source(media, size),
        "class": f"attachment-{name} size-{name}",
        "alt": escape(TAG.sub("", media.alt).strip()),
        **(attributes or {}),
    }
    return f"<img{attributes_of(values)} />"


def _source(media: Media, size: str) -> dict[str, Any]:
    copy = media.sizes.get(size)
    if copy:
        return {"width": copy.width, "height": copy.height, "src": safe_url(copy.url)}
    if not media.width or not media.height:
        return {"src": safe_url(media.url)}
    width, height = media.width, media.height
    most = [bound / side for bound, side in zip(_BOUNDS.get(size, (0, 0)), (width, height), strict=True) if bound]
    scale = min([1, *most])
    return {
        "width": max(1, int(width * scale + 0.5)),
        "height": max(1, int(height * scale + 0.5)),
        "src": safe_url(media.url),
    }


def link(media: Media, size: str, *, to_page: bool = False, attributes: Mapping[str, str] | None = None) -> str:
    """Show an attachment as a link (WordPress: `wp_get_attachment_link`): an image, else its title.

    Args:
        media: the attachment.
        size: of the image.
        to_page: to the attachment's page, not to the file.
        attributes: of the image.
    """
    url = (media.page or media.url) if to_page else media.url
    words = image(media, size, attributes) or media.title.strip() or escape(media.url.rpartition("/")[2])
    return f"<a href='{safe_url(url)}'>{words}</a>"


def by_id(number: str, context: RenderContext) -> Media | None:
    """Give an attachment that a post names, as long as its allowance lasts."""
    found = context.index.media(number) if context.allowance.has_room else None
    context.allowance.spend(1)
    return found


def attached(post: str, context: RenderContext) -> Sequence[Media]:
    """Give what is attached to a post, as long as the allowance of the one that shows it lasts."""
    found = context.index.attached(post) if context.allowance.has_room else ()
    context.allowance.spend(len(found))
    return found


def placeholder(what: str, context: RenderContext) -> str:
    """Mark the place of something that the source does not hold, and report it.

    Args:
        what: in words, as `attachment 12`.
        context: told of it.
    """
    context.found("media-missing", what)
    return f'<div class="wparchive-placeholder" data-media="{escape(what)}">[{escape(what)}]</div>'
