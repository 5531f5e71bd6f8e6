"""Media that a block names by their ids, where it was saved without HTML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from wparchive.content.blocks.block import link, placeholder
from wparchive.content.index import Media
from wparchive.content.players import player_block

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wparchive.content.blocks.block import Block, BlockHandler
    from wparchive.content.context import RenderContext


def gallery(block: Block, context: RenderContext) -> str:
    """As saved; without HTML, the gallery of its ids."""
    ids = block.attributes.get("ids")
    wanted = [str(one) for one in ids if str(one).isdecimal()] if isinstance(ids, list) else []
    if _is_saved(block) or not any(context.index.media(one) for one in wanted):
        return _as_saved(block, context)
    columns = block.attributes.get("columns")
    shown = f' columns="{columns}"' if type(columns) is int else ""
    return f'[gallery link="file" ids="{",".join(wanted)}"{shown}]'


def image(block: Block, context: RenderContext) -> str:
    """As saved; without HTML, the image of its id."""
    media = _media(block, context)
    if media is None:
        return _as_saved(block, context)
    return (
        f'<figure class="wp-block-image"><img class="wp-image-{media.id}" src="{escape(media.url.strip())}"'
        f' alt="{escape(media.alt)}" /></figure>'
    )


def audio(block: Block, context: RenderContext) -> str:
    """As saved; without HTML, a player for the file of its id."""
    return _player(block, context, "audio")


def video(block: Block, context: RenderContext) -> str:
    """As saved; without HTML, a player for the file of its id."""
    return _player(block, context, "video")


def file(block: Block, context: RenderContext) -> str:
    """As saved; without HTML, a link to the file of its id or address."""
    media = _media(block, context)
    if media is None:
        return _as_saved(block, context)
    label = block.text("fileName") or escape(media.title or media.url.rpartition("/")[2], quote=False)
    return f'<div class="wp-block-file">{link(media.url, label)}</div>'


def playlist_track(block: Block, context: RenderContext) -> str:
    """An item with a link to the sound, and whose it is; a placeholder without an address."""
    url = block.text("src")
    if "://" not in url:
        return placeholder(block, context)
    whose = ", ".join(filter(None, map(block.text, ("artist", "album", "length"))))
    label = block.text("title") or escape(url.rpartition("/")[2], quote=False)
    return f"<li>{link(url, label)}{f' ({whose})' if whose else ''}</li>"


def _player(block: Block, context: RenderContext, tag: str) -> str:
    media = _media(block, context)
    if media is None:
        return _as_saved(block, context)
    return player_block(tag, media.url.strip())


def _media(block: Block, context: RenderContext) -> Media | None:
    """Give what a block names that was saved without HTML. Nothing is asked of the site for one that was not."""
    if _is_saved(block):
        return None
    known = context.index.media(str(block.attributes["id"])) if "id" in block.attributes else None
    if known and known.url:
        return known
    url = block.text("url") or block.text("href") or block.text("src")
    return Media(id="", url=url) if url.startswith(("http://", "https://")) else None


def _is_saved(block: Block) -> bool:
    return bool(block.content and not block.content.isspace())


def _as_saved(block: Block, context: RenderContext) -> str:
    if block.content is not None:
        return block.content
    return placeholder(block, context) if block.attributes else ""


HANDLERS: Final[Mapping[str, BlockHandler]] = {
    "audio": audio,
    "file": file,
    "gallery": gallery,
    "image": image,
    "playlist-track": playlist_track,
    "video": video,
}
