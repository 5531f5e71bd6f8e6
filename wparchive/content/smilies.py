"""Text smilies become characters (WordPress: `convert_smilies`, `smilies_init`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
IMAGE_HTML: Final = (
    '<img src="{site}/wp-includes/images/smilies/mrgreen.png" alt=":mrgreen:" class="wp-smiley"'
    ' style="height: 1em; max-height: 1em;" />'
)

_HINTS: Final = tuple((hint[0], re.compile(hint)) for hint in (r":(?:-?[)(?DPox|]|[a-z!?]+:)", r";-?\)", r"8-?[)O]"))
"""By the sign that each begins with: most texts have none of them."""
_SMILEY: Final = re.compile(
    r"(?:\A|(?<=[\r\n\t \xa0])|(?<=&nbsp;))"
    rf"(?:{'|'.join(map(re.escape, sorted([*SMILIES, IMAGE], reverse=True)))})"
    r"(?=[\r\n\t \xa0]|&nbsp;|\Z)"
)
_TAG: Final = re.compile(r"<[^>\n]*+>?")
"""A tag is on one line, and may hold a `<`. Without its `>` it is text, searched once."""
_VERBATIM: Final = re.compile(r"<(code|pre|style|script|textarea)[^>]*>")
"""Its line ends do not matter, though with one it is no tag."""


def convert_smilies(html: str, site: str = "") -> str:
    """Replace the smilies that stand between white space, outside tags, code and the like.

    Args:
        html: HTML.
        site: URL of the WordPress installation; without it the one smiley that is an image stays as text.

    Returns:
        The HTML with characters for smilies.
    """
    for sign, hint in _HINTS:
        if sign in html and hint.search(html):
            return _convert(html, site)
    return html


def _convert(html: str, site: str) -> str:
    out: list[str] = []
    verbatim = ""
    for part in _parts(html):
        if verbatim:
            verbatim = "" if part == f"</{verbatim}>" else verbatim
            out.append(part)
        elif start := _VERBATIM.match(part):
            verbatim = start[1]
            out.append(part)
        else:
            out.append(part if part.startswith("<") else _SMILEY.sub(lambda found: _replacement(found[0], site), part))
    return "".join(out)


def _parts(html: str) -> Iterator[str]:
    """Give text, tag, text and so on."""
    done = 0
    for tag in _TAG.finditer(html):
        if tag[0].endswith(">"):
            yield html[done : tag.start()]
            yield tag[0]
            done = tag.end()
    yield html[done:]


def _replacement(smiley: str, site: str) -> str:
    if smiley == IMAGE:
        return IMAGE_HTML.format(site=site) if site else smiley
    return SMILIES[smiley]
