"""Groups of links that all lead to the forms in which networks take what is shared, whatever a theme calls them."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from wparchive.clean.rule import Rule

if TYPE_CHECKING:
    from turbohtml import Element

_FORMS: Final = re.compile(
    r"(?:https?:)?//(?:[a-z0-9-]+\.){0,3}(?:"
    r"facebook\.com/(?:sharer?\b|share\.php|dialog/(?:share|feed)|plugins/share)|(?:twitter|x)\.com/(?:share|intent|home\?status)"
    r"|linkedin\.com/(?:shareArticle|sharing|cws/share)|pinterest\.[a-z.]{2,6}/pin/create|reddit\.com/(?:r/\w+/)?submit"
    r"|tumblr\.com/(?:share|widgets/share)|(?:t|telegram)\.me/share|whatsapp\.com/send|wa\.me/\?text|getpocket\.com/(?:save|edit)"
    r"|plus\.google\.com/share|digg\.com/submit|del(?:\.icio\.us|icious\.com)/(?:post|save)|stumbleupon\.com/(?:submit|badge)"
    r"|xing\.com/(?:spi/shares|app/user\?op=share|social_plugins/share)|vk(?:ontakte\.ru|\.com)/share\.php"
    r"|connect\.(?:ok|mail)\.ru/|b\.hatena\.ne\.jp/(?:entry|add|append)|line\.(?:me|naver\.jp)/(?:R/msg|lineit/share)"
    r"|news\.ycombinator\.com/submitlink|buffer(?:app)?\.com/add|share\.flipboard\.com|share\.diasporafoundation\.org"
    r"|bsky\.app/intent|threads\.net/intent|addtoany\.com/(?:share|add_to)|addthis\.com/bookmark|mix\.com/(?:mixit|add)"
    r"|instapaper\.com/(?:edit|hello2)|evernote\.com/(?:clip|noteit)|service\.weibo\.com/share|share\.v\.t\.qq\.com"
    r"|wykop\.pl/dodaj|meneame\.net/submit|skype\.com/share|sharethis\.com/share|identi\.ca/index\.php\?action=newnotice"
    r")|[^\s\"'<>?]{0,500}\?(?:[^\s\"'<>]{0,200}&(?:amp;)?)?share=[a-z]{1,20}(?![a-z])|mailto:\?|(?:whatsapp|fb-messenger|viber)://",
    re.IGNORECASE,
)
"""Addresses of such forms. `?share=facebook` is Jetpack's, `mailto:?` a letter to nobody yet."""
_LINK: Final = re.compile(rf"""href=["']?\s{{0,9}}(?:{_FORMS.pattern})""", re.IGNORECASE)
_NETWORKS: Final = 2
"""A lone link can be part of what somebody wrote: “Click to tweet”,"""
_APP: Final = re.compile(r"\s*(?:whatsapp|fb-messenger|viber)://")
"""but for those that only an app can follow."""
_LABEL: Final = 60
"""Characters beside the links, and in each link."""
_CLIMB: Final = 6
_MOST: Final = 60
"""Links of one group, and groups that are looked at."""
_SIGNS: Final = ("share", "intent", "submit", "mailto:?", "/pin/create", "bookmark", "/send")


def find(tree: Element) -> list[Element]:
    """Find the outermost elements in which all links are such links."""
    from turbohtml import Element  # noqa: PLC0415 - the rules can be listed without the HTML parser

    found: list[Element] = []
    for link in [link for link in tree.find_all("a") if is_share(link)][: _MOST * _NETWORKS]:
        above = [node for node in islice(link.ancestors, _CLIMB) if isinstance(node, Element)]
        if not any(one in found for one in above) and (group := _outermost_group(above, tree)) is not None:
            found.append(group)
    return found


def _outermost_group(above: list[Element], tree: Element) -> Element | None:
    """The outermost of the elements around a link in which nothing but such links stands."""
    best: Element | None = None
    for node in above:
        links = node.find_all("a")
        if node == tree or len(links) > _MOST or not all(map(is_share, links)) or not _is_short(node, links):
            break
        if len({_network(one) for one in links}) >= _NETWORKS or any(
            _APP.match(one.attr("href") or "") for one in links
        ):
            best = node
    return best


def is_share(link: Element) -> bool:
    """Whether a link leads to such a form."""
    return is_share_address(link.attr("href") or "")


def is_share_address(href: str) -> bool:
    """Whether an address is that of such a form."""
    return _FORMS.match(href[:2000].strip()) is not None


def may_share(html: str) -> bool:
    """Whether there can be such links in a body."""
    return any(sign in html for sign in _SIGNS) and _LINK.search(html) is not None


def _network(link: Element) -> str:
    address = (link.attr("href") or "").partition("://")[2].partition("/")
    return address[0] if "share=" not in address[2] else address[2].rpartition("share=")[2]


def _is_short(node: Element, links: list[Element]) -> bool:
    texts = [len(link.text.strip()) for link in links]
    return max(texts) <= _LABEL and len(node.text.strip()) - sum(texts) <= _LABEL + 4 * len(links)


RULE: Final = Rule(
    "share-links",
    "share",
    "groups of links that all lead to sharing forms, on saved pages",
    find,
    test=may_share,
    in_pages=True,
)
