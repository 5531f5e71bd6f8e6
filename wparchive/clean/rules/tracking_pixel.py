"""Images that nobody is meant to see: they only tell a server that a text was read."""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from wparchive.clean.rule import Rule, outermost

# The counters of WordPress.com do not always have a size, and its feeds put buttons beside them.
_COUNTERS: Final = (
    "//feeds.wordpress.com/1.0/",
    "//stats.wordpress.com/b.gif",
    "//pixel.wp.com/",
    "//pixel.wordpress.com/",
)
_SELECTOR: Final = ", ".join(
    (
        'img:is([width="0"], [width="1"], [width="1px"]):is([height="0"], [height="1"], [height="1px"])',
        *(f'img[src*="{address}"]' for address in _COUNTERS),
    )
)
_ADDRESS: Final = f"(?:https?:)?(?:{'|'.join(map(re.escape, _COUNTERS))})"

RULE: Final = Rule(
    "tracking-pixel",
    "tracking-pixel",
    "invisible images that count readers",
    partial(outermost, _SELECTOR),
    attributes=rf"""(?<=height=.)[01](?:px)?["']|(?<=src=.){_ADDRESS}""",
)
