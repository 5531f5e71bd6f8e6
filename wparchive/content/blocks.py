"""Block comments: the delimiters go, and blocks that only the live site can fill become placeholders.

The grammar is that of WordPress's block parser: `<!-- wp:[namespace/]name {attributes} -->`, `<!-- /wp:name -->`, and
`<!-- wp:name {attributes} /-->` for a block without content. No namespace means `core`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

from wparchive.content.autop import autop

if TYPE_CHECKING:
    from wparchive.content.context import RenderContext

MARK: Final = "<!-- wp:"
"""A text that contains this is made of blocks (WordPress: `has_blocks`)."""

ContentRule: TypeAlias = Callable[[str], str]

CONTENT_RULES: Final[Mapping[str, ContentRule]] = {"shortcode": autop}
"""Blocks of `core` whose saved content WordPress changes when it shows it."""

_DELIMITER: Final = re.compile(
    r"<!--\s++(/)?+wp:((?:[a-z][a-z0-9_-]*+/)?+[a-z][a-z0-9_-]*+)\s++"
    r"(?:\{(?:[^<}]++|\}(?!\s+/?-->)|<(?!!--))*+\}\s++)?+(/)?+-->",
    re.ASCII,
)
"""Attributes end at the first `}` before the comment's end, and do not reach into another comment."""


def body_format(source: str) -> str:
    """Tell how a content was written: `blocks` or `classic`."""
    return "blocks" if MARK in source else "classic"


def render_blocks(source: str, context: RenderContext) -> str:
    """Remove the delimiters, and render what has no saved HTML.

    Args:
        source: content for which `body_format` says `blocks`.
        context: told of each block that became a placeholder.

    Returns:
        HTML, in which shortcodes may still stand.
    """
    out: list[str] = []
    done = 0
    started: tuple[str, int] | None = None
    for delimiter in _DELIMITER.finditer(source):
        start, end = delimiter.span()
        out.append(source[done:start])
        done = end
        is_end, name, is_void = delimiter.groups()
        name = name.removeprefix("core/")
        if is_end and started and started[0] == name:
            out[started[1] :] = [CONTENT_RULES[name]("".join(out[started[1] :]))]
            started = None
        elif is_void and not is_end:
            out.append(_placeholder(name, context))
        elif name in CONTENT_RULES and not is_end:
            started = name, len(out)
    return "".join([*out, source[done:]])


def _placeholder(name: str, context: RenderContext) -> str:
    name = name if "/" in name else f"core/{name}"
    context.found("block-placeholder", name)
    return f'<div class="wparchive-placeholder" data-block="{name}">[{name}]</div>'
