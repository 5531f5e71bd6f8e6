"""Content: from what WordPress stores to the HTML that the site showed.

    blocks/  shortcodes/  autop  smilies     render_post      one unit per rule, in WordPress's order
    links  balance  autop  smilies           render_comment
    safe                                     what is derived from the HTML
    stage                                    render_stage     the same for a stream of records

Everything here is a pure function of text; only the stage knows records and the ledger.
"""

from __future__ import annotations

from wparchive.content.blocks import body_format
from wparchive.content.comments import render_comment
from wparchive.content.context import RenderContext
from wparchive.content.render import render_post
from wparchive.content.stage import render_stage

__all__ = ["RenderContext", "body_format", "render_comment", "render_post", "render_stage"]
