"""What of a commenter's HTML may be shown: an allow-list.

Scripts, styles, frames and forms go; so do event handlers, and links to anything but pages and files (`javascript:`,
`data:`). Nearly all comments hold nothing of the kind, which one search tells.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

from wparchive.content.links import PROTOCOLS
from wparchive.text import any_of, names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from turbohtml.clean import Sanitizer

TAGS: Final = names(
    "a abbr acronym address b big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em"
    " figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strike"
    " strong sub summary sup table tbody td tfoot th thead tr tt u ul var wbr"
)
ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = {
    tag: names(allowed)
    for tag, allowed in {
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
    }.items()
}
_WITHOUT_CONTENT: Final = frozenset({"script", "style"})
"""Elements that go together with what they hold; of the others the words stay."""

_URL: Final = r'"(?:https?:|mailto:|[#/])[^"<>]*"'
_RISK: Final = re.compile(
    rf"<(?!/?(?:{any_of(TAGS - {'a', 'img'})})(?: ?/)?>"
    rf'|/a>|a(?: (?:href={_URL}|(?:class|rel|title)="[^"<>]*"|target="_blank"))*>'
    rf'|img(?: (?:src={_URL}|(?:alt|class|height|title|width)="[^"<>]*"))* ?/?>)'
)
"""Whatever is not exactly a tag that needs no look."""


def sanitize(html: str) -> tuple[str, tuple[str, ...]]:
    """Keep what is on the allow-list.

    Args:
        html: a rendered comment.

    Returns:
        HTML in which nothing acts by itself, and what was taken out, as `script` or `a[onclick]`.
    """
    if _RISK.search(html) is None:
        return html, ()
    # A comment without end would swallow the rest of the page.
    closed = html.rfind("-->") + 1
    safe, removed = _sanitizer().sanitize_report(html[:closed] + html[closed:].replace("<!--", "&lt;!--"))
    labels = (item.tag if item.attribute is None else f"{item.tag}[{item.attribute}]" for item in removed)
    return safe, tuple(dict.fromkeys(labels))


@functools.cache
def _sanitizer() -> Sanitizer:
    from turbohtml.clean import OnDisallowed, Policy, Sanitizer  # noqa: PLC0415 - few comments need it

    return Sanitizer(
        Policy(
            tags=TAGS,
            attributes=ATTRIBUTES,
            url_schemes=PROTOCOLS,
            allow_fragment_urls=True,
            on_disallowed_tag=OnDisallowed.STRIP,
            remove_with_content=_WITHOUT_CONTENT,
        )
    )
