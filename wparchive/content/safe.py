"""What of a commenter's HTML may be shown: an allow-list.

Scripts, styles, frames and forms go; so do event handlers, and links to anything but pages and files (`javascript:`,
`data:`). Nearly all comments hold nothing of the kind, which one search tells.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

from wparchive.content.links import PROTOCOLS

if TYPE_CHECKING:
    from turbohtml.clean import Sanitizer

_TEXT_TAGS: Final = (
    "p br strong em b i u s a abbr acronym big blockquote center cite code del details dd div dl dt em figcaption figure"
    " font h1 h2 h3 h4 h5 h6 hr img ins kbd li mark ol pre q ruby rp rt samp small span strike sub summary sup tt ul"
    " var wbr table caption colgroup col thead tbody tfoot tr td th"
).split()
_ATTRIBUTES: Final = {
    "*": "align class dir lang style title",
    "a": "href rel target",
    "blockquote": "cite",
    "col": "span",
    "colgroup": "span",
    "del": "cite datetime",
    "font": "color face size",
    "img": "alt border height src width",
    "ins": "cite datetime",
    "li": "value",
    "ol": "reversed start type",
    "q": "cite",
    "table": "border cellpadding cellspacing summary width",
    "td": "colspan headers rowspan valign width",
    "th": "colspan headers rowspan scope valign width",
    "ul": "type",
}
_NO_TEXT: Final = frozenset({"script", "style"})
"""Elements that go with what they hold; of others the words stay."""

_URL: Final = r'"(?:https?:|mailto:|[#/])[^"<>]*"'
_PLAIN_TAG: Final = (
    rf"/?(?:{'|'.join(tag for tag in _TEXT_TAGS if tag not in ('a', 'img'))}| br)(?: ?/)?>"
    rf'|/a>|a(?: (?:href={_URL}|(?:class|rel|title)="[^"<>]*"|target="_blank"))*>'
    rf'|img(?: (?:src={_URL}|(?:alt|class|height|title|width)="[^"<>]*"))* ?/?>'
)
_RISK: Final = re.compile(f"<(?!{_PLAIN_TAG})")
_UNCLOSED_COMMENT: Final = re.compile(r"<!--(?!.*-->)", re.DOTALL)


def sanitize(html: str) -> tuple[str, tuple[str, ...]]:
    """Keep what is on the allow-list.

    Args:
        html: a rendered comment.

    Returns:
        HTML without anything that acts by itself, and what was taken out, as `script` or `a[onclick]`.
    """
    if _RISK.search(html) is None:
        return html, ()
    ...


@functools.cache
def _sanitizer() -> Sanitizer:
    from turbohtml.clean import OnDisallowed, Policy, Sanitizer  # noqa: PLC0415 - few comments need it

    return Sanitizer(
        Policy(
            tags=frozenset(_TEXT_TAGS),
            attributes={tag: frozenset(names.split()) for tag, names in _ATTRIBUTES.items()},
            url_schemes=PROTOCOLS,
            allow_fragment_urls=True,
            on_disallowed_tag=OnDisallowed.STRIP,
            remove_with_content=_NO_TEXT,
        )
    )
