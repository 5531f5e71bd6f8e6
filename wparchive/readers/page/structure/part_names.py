"""What themes and plugins call the parts of a page: the words of `class` and `id`, roles and elements.

Themes call them what they like, yet in a small vocabulary: `td-post-sharing-top`, `jnews_share_top_container`,
`shapely-related-posts`. A name is taken apart into its words, and the tables below know words, not names.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.text import BREAKING, names

if TYPE_CHECKING:
    from turbohtml import Element

_WORDS: Final = (
    ("comment-form", names("respond commentform postcomment addcomment")),
    ("akismet-notice", names("akismet")),
    (
        "share",
        names(
            "share shares sharing sharedaddy shareaholic sharethis addtoany a2a addthis shariff heateor ssba ssbp sfsi"
            " mashsb essb dpsp ssb wabtn social socials sociable tweetmeme topsy novashare juiz printfriendly teilen"
            " compartir partager condividi udostepnij delen feedflare tweetthis"
        ),
    ),
    ("like", names("like likes wpulike likebtn kksr gdrts starrating ratings pvc")),
    (
        "related",
        names(
            "related relatedposts relateds relatedarticles yarpp crp rp4wp rp similar zemanta outbrain taboola nrelate"
            " linkwithin recommended recommendations recommendation upprev srp trending verwandte moreposts morestories"
            " mostread mostpopular readnext recirculation recirc"
        ),
    ),
    ("author-box", names("authorbox authorinfo authorbio saboxplugin abh molongui biography bio starbox")),
    (
        "subscribe",
        names(
            "subscribe subscription subscriptions subscriber newsletter newsletters mc4wp mailchimp optin feedburner"
            " mailpoet tnp convertkit signup sumome donate donation flattr patreon followus"
        ),
    ),
    (
        "cookie-notice",
        names(
            "cookie cookies cookiebar cmplz eucookie cky gdpr borlabs cookielaw cookiebanner onetrust didomi consent"
        ),
    ),
    (
        "advert",
        names(
            "ad ads advert adverts advertisement advertising adsense adsbygoogle dfp gpt adv wordads wpcnt wpa sponsor"
            " sponsored adrotate quads anzeige werbung publicidad pub ezoic adslot adbox adcontainer vgwort"
        ),
    ),
    ("back-to-top", names("backtotop totop scrolltop scrollup gotop topcontrol scrolltotop")),
    ("search", names("search searchform searchbox searchbar")),
    (
        "navigation",
        names(
            "nav navbar navi navigation menu menus submenu topmenu mainmenu breadcrumb breadcrumbs crumbs pagination"
            " paging pager pagelinks nextpage pagenavi prevnext nextprev skip hamburger offcanvas wpml subnav topnav"
            " mainnav postnav"
        ),
    ),
    (
        "sidebar",
        names("sidebar sidebars widget widgets widgetarea blogroll linkcat rightcol leftcol sidecol rail"),
    ),
    ("footer", names("colophon footer copyright credits credit subfooter imprint impressum")),
    ("header", names("masthead header topbar branding banner logo tagline headerimg siteheader")),
    (
        "meta",
        names(
            "meta metas metadata postmeta postmetadata entrymeta byline bylines dateline date datetime timestamp"
            " published posted author authors vcard tags taglist postinfo utility permalink trackback edit tagcloud"
            " readingtime taxonomies terms views wordcount filed categories feedback structured autor fecha datum infos"
        ),
    ),
)
"""Kinds of boilerplate and the words that stand for them. Of several, the first kind is taken."""

_TOGETHER: Final = tuple(
    (kind, names(first), names(second))
    for kind, first, second in (
        ("comment-form", "comment leave", "reply notes form respond login"),
        ("comments", "comments nocomments nopassword", "closed title heading header count number nav navigation"),
        ("author-box", "author writer autor autore auteur", "box bio info card description profile about desc area"),
        ("author-box", "author writer autor autore auteur", "details avatar bottom"),
        ("author-box", "about", "author writer"),
        ("related", "more most latest popular next featured also", "posts stories articles news entries reads read"),
        ("related", "you", "may might"),
        ("back-to-top", "top", "back scroll go to return up"),
        ("print", "print", "button btn icon link links"),
        ("print", "recipe recipes", "jump jtr print pin snippet button buttons"),
        ("navigation", "more", "link"),
        ("navigation", "previous prev next newer older", "post posts article link page entries story"),
        ("navigation", "next", "prev previous"),
        ("navigation", "page", "links numbers link"),
        ("navigation", "jump language lang", "to switcher switch"),
        ("advert", "cta", "banner box block section container inline wrapper"),
        ("advert", "google banner promo", "ad ads auto box block"),
        ("subscribe", "email feed rss follow sign", "subscribe signup form box up us"),
        (
            "share",
            "facebook fb twitter linkedin pinterest google whatsapp gplus",
            "like share button count tweet badge",
        ),
        ("meta", "cat category tag tagged posted", "links link in list on by at"),
        ("meta", "comments comment", "link links"),
        ("meta", "entry post article single", "header footer head info details cats cat category time data stats"),
        ("meta", "reading read", "time"),
        ("meta", "image photo picture thumbnail media caption figure", "credit credits"),
        ("footer", "site theme powered", "info generator by credits footer"),
        ("header", "site blog page", "title description name heading tagline header"),
        ("sidebar", "right left side", "column col bar"),
    )
)
"""The same for words that mean it together, whatever they mean alone: one of the first and one of the second."""

_EXACT: Final = {
    "secondary": "sidebar",
    "tertiary": "sidebar",
    "supplementary": "sidebar",
    "comments": "comments",
    "commentlist": "comments",
    "nocomments": "comments",
    "no-comments": "comments",
    "disqus_thread": "comments",
    "access": "navigation",
    "top": "header",
    "head": "header",
    "foot": "footer",
    "bottom": "footer",
    "taxonomy-category": "meta",
    "taxonomy-post_tag": "meta",
    "entry-header": None,
    "post-header": None,
    "article-header": None,
}
"""Whole names that mean something else than their words, or that have none."""

_BODY_NAMES: Final = names(
    "entry entrytext storycontent articlebody articlecontent postcontent postbody posttext entrybody storybody"
    " thecontent maincontent post_content single-content e-content wp-block-post-content td-post-content"
    " tdb_single_content elementor-widget-theme-post-content et_pb_post_content text the_content"
    " postarea contenttext blogcontent"
)
_BODY_FIRST: Final = names("entry post article story single the blog news page hentry themeform")
_BODY_SECOND: Final = names("content contents body text inner copy entry prose richtext storycontent")
_NO_BODY: Final = names(
    "wrap wrapper container area header footer meta comments title image thumbnail site outer main sidebar nav col"
    " categories category tags tag author date share related links list footer"
)

_POST: Final = re.compile(r"^post-\d|(?:^|\s)(?:hentry|type-[a-z]|elementor|wp-block-post-content|entry-content)")
"""The classes of a post (`get_post_class()`) have the names of its terms in them, which can be any word. They begin
with its number; counters of views have it as well, behind their own names."""
_LONGEST: Final = 1000
"""Characters of an element's names that are read."""
_WORD: Final = re.compile(r"[a-z0-9]+")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")

_BY_ROLE: Final = {
    "navigation": "navigation",
    "banner": "header",
    "complementary": "sidebar",
    "contentinfo": "footer",
    "search": "search",
}
_BY_TAG: Final = {"nav": "navigation", "aside": "sidebar", "footer": "footer", "header": "header"}
COMMENT_FORM: Final = "form[action*='wp-comments-post']"
"""A selector of the forms by which comments come (`comment_form()`), whatever they are called."""
NO_FURNITURE: Final = frozenset(("main", "article", "body", "html"))
"""Elements that hold the post, whatever they are called: `main#skip-link-target`."""
_ORDER: Final = tuple(
    dict.fromkeys(
        ("comment-form", "akismet-notice", "comments", "share", "like", "related", "author-box", "subscribe", "print",
         *(kind for kind, _ in _WORDS))
    )
)  # fmt: skip


def is_comment_form(form: Element) -> bool:
    """Tell whether a form is one of `COMMENT_FORM`."""
    return "wp-comments-post" in (form.attr("action") or "")


def names_of(element: Element) -> str:
    """Give the names in `class` and `id`, with spaces between."""
    classes, name = element.attr("class"), element.attr("id")
    named = f"{name} {classes}" if classes and name else classes or name or ""
    return named if len(named) < _LONGEST else named[:_LONGEST]


class Sign(NamedTuple):
    """What tag and names of an element say.

    Attributes:
        kind: of boilerplate, or None.
        is_post: whether it is the element of a post.
        is_body: whether it holds the text of a post.
    """

    kind: str | None
    is_post: bool
    is_body: bool


@lru_cache(maxsize=1 << 14)
def sign_of(tag: str, named: str) -> Sign:
    """Say what tag and names of an element stand for: themes have few, and use them again and again.

    Args:
        tag: of the element.
        named: its names, as `names_of` gives them.
    """
    kind = kind_of_names(named) if named and tag not in NO_FURNITURE else None
    return Sign(kind, tag == "article" or "hentry" in named, tag in BREAKING and bool(named) and names_body(named))


def kind_of(element: Element, tag: str, *, in_post: bool) -> str | None:
    """Say what kind of boilerplate an element whose names say nothing holds, by its role or tag; None for no kind.

    Args:
        element: of the page.
        tag: the element's, none of `NO_FURNITURE`.
        in_post: whether it is in the element of a post, where `header` and `footer` are the post's.
    """
    if role := element.attr("role"):
        return _BY_ROLE.get(role)
    return "meta" if in_post and tag in ("header", "footer") else _BY_TAG.get(tag)


def kind_of_names(named: str) -> str | None:
    """Say what kind of boilerplate the names of one element stand for; None where they say nothing.

    Args:
        named: as `names_of` gives them.
    """
    if _POST.search(named):
        return None
    found: set[str] = set()
    for name in named.split():
        lower = name.lower()
        if lower in _EXACT:
            kind = _EXACT[lower]
            if kind is None:
                return None
            found.add(kind)
            continue
        words = set(_WORD.findall(_CAMEL.sub("-", name).lower()))
        words |= {word.rstrip("0123456789") for word in words}  # `sidebar1`
        together = [kind for kind, first, second in _TOGETHER if words & first and words & second]
        found.update(together or (kind for kind, known in _WORDS if words & known))
    return min(found, key=_ORDER.index, default=None)


def names_body(named: str) -> bool:
    """Tell whether the names of an element say that it holds the text of a post: `entry-content`, `post-body`."""
    for name in named.lower().split():
        if name in _BODY_NAMES:
            return True
        words = set(_WORD.findall(name))
        said = words & (_BODY_FIRST | _BODY_SECOND)  # `entry` is in both: `entry-toolbar` says nothing
        if len(said) > 1 and words & _BODY_FIRST and words & _BODY_SECOND and not words & _NO_BODY:
            return True
    return False
