"""Text smilies become characters (WordPress: `convert_smilies`, `smilies_init`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.content.markup import TAG

if TYPE_CHECKING:
    from collections.abc import Mapping

SMILIES: Final[Mapping[str, str]] = {
    ":neutral:": "\N{NEUTRAL FACE}",
    ":twisted:": "\N{SMILING FACE WITH HORNS}",
    ":arrow:": "\N{BLACK RIGHTWARDS ARROW}",
    ":shock:": "\N{HUSHED FACE}",
    ":smile:": "\N{SLIGHTLY SMILING FACE}",
    ":???:": "\N{CONFUSED FACE}",
    ":cool:": "\N{SMILING FACE WITH SUNGLASSES}",
    ":evil:": "\N{IMP}",
    ":grin:": "\N{GRINNING FACE}",
    ":idea:": "\N{ELECTRIC LIGHT BULB}",
    ":oops:": "\N{FLUSHED FACE}",
    ":razz:": "\N{FACE WITH STUCK-OUT TONGUE}",
    ":roll:": "\N{FACE WITH ROLLING EYES}",
    ":wink:": "\N{WINKING FACE}",
    ":cry:": "\N{DISAPPOINTED BUT RELIEVED FACE}",
    ":eek:": "\N{FACE WITH OPEN MOUTH}",
    ":lol:": "\N{SMILING FACE WITH OPEN MOUTH AND TIGHTLY-CLOSED EYES}",
    ":mad:": "\N{POUTING FACE}",
    ":sad:": "\N{SLIGHTLY FROWNING FACE}",
    ":!:": "\N{HEAVY EXCLAMATION MARK SYMBOL}",
    ":?:": "\N{BLACK QUESTION MARK ORNAMENT}",
    ":-)": "\N{SLIGHTLY SMILING FACE}",
    ":-(": "\N{SLIGHTLY FROWNING FACE}",
    ":-?": "\N{CONFUSED FACE}",
    ":-D": "\N{GRINNING FACE}",
    ":-P": "\N{FACE WITH STUCK-OUT TONGUE}",
    ":-o": "\N{FACE WITH OPEN MOUTH}",
    ":-x": "\N{POUTING FACE}",
    ":-|": "\N{NEUTRAL FACE}",
    ":)": "\N{SLIGHTLY SMILING FACE}",
    ":(": "\N{SLIGHTLY FROWNING FACE}",
    ":?": "\N{CONFUSED FACE}",
    ":D": "\N{GRINNING FACE}",
    ":P": "\N{FACE WITH STUCK-OUT TONGUE}",
    ":o": "\N{FACE WITH OPEN MOUTH}",
    ":x": "\N{POUTING FACE}",
    ":|": "\N{NEUTRAL FACE}",
    ";-)": "\N{WINKING FACE}",
    ";)": "\N{WINKING FACE}",
    "8-)": "\N{SMILING FACE WITH SUNGLASSES}",
    "8-O": "\N{HUSHED FACE}",
    "8O": "\N{HUSHED FACE}",
}
"""What WordPress shows since 4.2. Only `:mrgreen:` is still an image of the site's own: see `IMAGE`."""

IMAGE: Final = ":mrgreen:"
IMAGE_HTML: Final = '<img src="{site}/wp-includes/images/smilies/mrgreen.png" alt=":mrgreen:" class="wp-smiley" />'

_HINTS: Final = tuple(re.compile(hint) for hint in (r":(?:-?[)(?DPox|]|[a-z!?]+:)", r";-?\)", r"8-?[)O]"))
"""Each begins with one character, so that a text without it is passed over quickly."""
_SMILEY: Final = re.compile(
    r"(?:\A|(?<=[\r\n\t \xa0])|(?<=&nbsp;))"
    rf"(?:{'|'.join(map(re.escape, sorted([*SMILIES, IMAGE], reverse=True)))})"
    r"(?=[\r\n\t \xa0<]|&nbsp;|\Z)"
)
_VERBATIM: Final = re.compile(r"<(code|pre|style|script|textarea)")


def convert_smilies(html: str, site: str = "") -> str:
    """Replace the smilies that stand between white space, outside tags, code and the like.

    Args:
        html: HTML.
        site: URL of the WordPress installation; without it the one smiley that is an image stays as text.

    Returns:
        The HTML with characters for smilies.
    """
    return _convert(html, site) if any(hint.search(html) for hint in _HINTS) else html


def _convert(html: str, site: str) -> str:
    parts = TAG.split(html)
    verbatim = ""
    for index, part in enumerate(parts):
        if index % 2 and verbatim:
            verbatim = "" if part == f"</{verbatim}>" else verbatim
        elif index % 2:
            start = _VERBATIM.match(part)
            verbatim = start[1] if start else ""
        elif part and not verbatim:
            parts[index] = _SMILEY.sub(lambda found: _replacement(found[0], site), part)
    return "".join(parts)


def _replacement(smiley: str, site: str) -> str:
    if smiley == IMAGE:
        return IMAGE_HTML.format(site=site) if site else smiley
    return SMILIES[smiley]
