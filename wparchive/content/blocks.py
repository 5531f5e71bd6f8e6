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

CONTENT_RULES: Final[Mapping[str, ContentRule]] = {"core/shortcode": autop}
"""Blocks whose saved content WordPress changes when it shows it."""

_DELIMITER: Final = re.compile(
    r"<!--\s+(?P<end>/)?wp:(?P<name>(?:[a-z][a-z0-9_-]*/)?[a-z][a-z0-9_-]*)\s+"
    r"(?:\{(?:[^<}]++|\}(?!\s+/?-->)|<(?!!--))*+\}\s+)?(?P<void>/)?-->",
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
    if "/-->" not in source and not any(name.removeprefix("core/") in source for name in CONTENT_RULES):
        return _DELIMITER.sub("", source)
    out: list[str] = []
    started: tuple[str, int] | None = None
    done = 0
    for delimiter in _DELIMITER.finditer(source):
        out.append(source[done : delimiter.start()])
        done = delimiter.end()
        name = _full_name(delimiter["name"])
        if delimiter["void"] and not delimiter["end"]:
            out.append(_placeholder(name, context))
        elif delimiter["end"] and started and started[0] == name:
            out[started[1] :] = [CONTENT_RULES[name]("".join(out[started[1] :]))]
            started = None
        elif not delimiter["end"] and name in CONTENT_RULES:
            started = name, len(out)
    return "".join([*out, source[done:]])


def _full_name(name: str) -> str:
    return name if "/" in name else f"core/{name}"


def _placeholder(name: str, context: RenderContext) -> str:
    context.found("block-placeholder", name)
    return f'<div class="wparchive-placeholder" data-block="{name}">[{name}]</div>'
