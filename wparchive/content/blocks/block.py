"""What the handlers of blocks get, and what they share."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from wparchive.content.context import RenderContext

_SCHEME: Final = re.compile(r"[\x00-\x20]*([A-Za-z][A-Za-z0-9+.-]*):")
_HARMLESS: Final = frozenset({"http", "https", "mailto", "tel", "ftp", "feed"})


class Block(NamedTuple):
    """One block of a content.

    Attributes:
        name: as the delimiter says it, without `core/`.
        attributes: what the delimiter says besides; empty where that is no JSON object.
        content: the saved HTML, blocks in it rendered; None for a block without an end tag.
        is_template: stands in a block that the live site repeats for each post or comment that it finds.
    """

    name: str
    attributes: Mapping[str, Any]
    content: str | None
    is_template: bool = False

    def text(self, name: str) -> str:
        """Give an attribute that is a text, or ""."""
        value = self.attributes.get(name)
        return value if isinstance(value, str) else ""


BlockHandler: TypeAlias = Callable[[Block, "RenderContext"], "str | None"]
"""Gives the HTML for a block; None leaves the saved HTML as it is, and a placeholder where there is none."""


def full_name(name: str) -> str:
    """Give a block's name with its namespace."""
    return name if "/" in name else f"core/{name}"


def placeholder(block: Block, context: RenderContext, html: str = "") -> str:
    """Stand for what only the live site can fill, and report it.

    Args:
        block: its name is shown.
        context: told of it.
        html: what the block itself says of its content.
    """
    context.found("block-placeholder", full_name(block.name))
    return mark(block, html)


def mark(block: Block, html: str = "") -> str:
    """Give an element that a reader sees in place of a block, with what was saved of it.

    In a template, which has such an element already, it is what was said and saved alone.
    """
    name = full_name(block.name)
    said = " ".join(filter(None, (html, (block.content or "").strip())))
    if block.is_template:
        return said
    space = " " if said else ""
    return f'<div class="wparchive-placeholder" data-block="{name}">[{name}]{space}{said}</div>'


def link_target(url: str) -> str:
    """Give an address as the value of an attribute: "" for one that runs code (WordPress: `esc_url`)."""
    scheme = _SCHEME.match(url)
    return "" if scheme and scheme[1].lower() not in _HARMLESS else escape(url.strip())


def link(url: str, label: str, class_name: str = "") -> str:
    """Give a link.

    Args:
        url: as found.
        label: HTML.
        class_name: of the element.

    Returns:
        The label alone where the address is none that may be followed.
    """
    target = link_target(url)
    named = f' class="{class_name}"' if class_name else ""
    return f'<a{named} href="{target}">{label}</a>' if target else label
