"""Content: from what WordPress stores to the HTML that the site showed.

    blocks/  shortcodes/  autop  smilies     render_post      one unit per rule, in WordPress's order
    links  balance  autop  smilies           render_comment
    safe                                     what is derived from the HTML
    stage                                    render_stage     the same for a stream of records

Everything here is a pure function of text; only the stage knows records and the ledger. Each name is loaded when it is
first used: what was a page needs next to none of it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wparchive.content.blocks import body_format
    from wparchive.content.comments import render_comment
    from wparchive.content.context import RenderContext
    from wparchive.content.render import render_post
    from wparchive.content.stage import render_stage

__all__ = ["RenderContext", "body_format", "render_comment", "render_post", "render_stage"]

_HOMES = {
    "RenderContext": "context",
    "body_format": "blocks",
    "render_comment": "comments",
    "render_post": "render",
    "render_stage": "stage",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    if name not in _HOMES:
        raise AttributeError(f"module 'wparchive.content' has no attribute {name!r}")
    return getattr(import_module(f"wparchive.content.{_HOMES[name]}"), name)
