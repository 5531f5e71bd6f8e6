"""What stands in a post's content, found without rendering it: shortcodes, blocks, embeds, images."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.content.markup import TAG
from wparchive.content.shortcodes import CORE
from wparchive.content.shortcodes.unknown import unknown_shortcodes

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHORTCODE: Final = re.compile(r"\[(?<!\[\[)([A-Za-z][\w-]*+)(?=[\s=/\]])", re.ASCII)
_BLOCK: Final = re.compile(r"<!--\s{1,9}wp:([a-z][a-z0-9_/-]{0,199}+)\s", re.ASCII)
_REUSABLE: Final = re.compile(r'<!--\s{1,9}wp:(?:core/)?block\s{1,9}\{[^{}]{0,999}?"ref":\s{0,9}(\d{1,19})', re.ASCII)

_HOST: Final = re.compile(r"(?:https?:)?//(?:[^\s/@\"'<>]*@)?([^\s/@\"'<>?#:\\]+)", re.IGNORECASE)
_ADDRESS: Final = r"(?:https?:)?//[^\s\"'<>\[\]]+"
_EMBEDS: Final = tuple(
    (sign, re.compile(pattern, re.IGNORECASE | re.MULTILINE))
    for sign, pattern in (
        ("<iframe", rf"<iframe\s(?:[^<>]*?\s)?src\s*=\s*[\"']?({_ADDRESS})"),
        ("://", r"^[ \t]*(https?://[^\s\"'<>\[\]]+)[ \t\r]*$"),
        ("<p", r"<p(?: [^<>]*+)?>\s*+(https?://[^\s\"'<>\[\]]++)\s*+</p>"),
        ("[embed", rf"\[embed(?:\s[^\[\]]*)?\]\s*({_ADDRESS})"),
        ("[embed", rf"\[embed\s[^\[\]]*?src\s*=\s*[\"']?({_ADDRESS})"),
        ("embed", rf"<!--\s{{1,9}}wp:(?:core/|core-)?embed[a-z0-9/-]*\s+\{{[^{{}}]*?\"url\":\s*\"({_ADDRESS})\""),
    )
)
"""A text that stands wherever the expression could match, and the expression: frames, addresses alone on a line or in a
paragraph (which WordPress embeds: `WP_Embed::autoembed`), the shortcode and the block."""
_IMAGE: Final = re.compile(rf"<img\s(?:[^<>]*?\s)?src\s*=\s*[\"']?({_ADDRESS})", re.IGNORECASE)


class Inventory(NamedTuple):
    """What one content holds.

    Attributes:
        shortcodes: names, one for each use.
        blocks: names with namespace, one for each use.
        embeds: hosts, one for each address that is embedded.
        images: hosts, one for each use.
        reusable: ids of the reusable blocks that it shows.
    """

    shortcodes: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    embeds: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    reusable: tuple[str, ...] = ()


EMPTY: Final = Inventory()


def take_inventory(source: str) -> Inventory:
    """List what a content holds.

    Args:
        source: as stored.

    Returns:
        Names and hosts in the order of the text; hosts in lower case, without `www.` and port.
    """
    has_tags, has_addresses = "<" in source, "//" in source
    if not has_tags and not has_addresses and "[" not in source:
        return EMPTY
    blocks = tuple(_full_names(source)) if "wp:" in source else ()
    return Inventory(
        shortcodes=tuple(_shortcodes(source)) if "[" in source else (),
        blocks=blocks,
        embeds=tuple(map(host_of, _embedded(source))) if has_addresses else (),
        images=tuple(map(host_of, _IMAGE.findall(source))) if has_addresses and has_tags else (),
        reusable=tuple(_REUSABLE.findall(source)) if "core/block" in blocks else (),
    )


def host_of(address: str) -> str:
    """Give the host of an address, without user, port and `www.`; "" if it has none."""
    found = _HOST.match(address)
    return found[1].lower().removeprefix("www.") if found else ""


def _shortcodes(source: str) -> Iterator[str]:
    believed = CORE.union(unknown_shortcodes(source, CORE.__contains__))
    return (name for name in _SHORTCODE.findall(TAG.sub(" ", source)) if name in believed)


def _full_names(source: str) -> Iterator[str]:
    return (name if "/" in name else f"core/{name}" for name in _BLOCK.findall(source))


def _embedded(source: str) -> dict[str, None]:
    """The embedded addresses, each once: a block names its address and shows it on a line of its own."""
    return dict.fromkeys(
        address.replace("&amp;", "&").replace("&#038;", "&").replace("\\u0026", "&")
        for sign, pattern in _EMBEDS
        if sign in source
        for address in pattern.findall(source)
    )
