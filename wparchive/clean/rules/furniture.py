"""What stands around a text on its page: by ids, classes, roles and the addresses of forms, then by its words.

Readers of pages set most of it aside before. What they leave in a body is found here, on pages only: an author may give
any of these names to what is part of the text.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from wparchive.clean.rule import Rule, outermost

if TYPE_CHECKING:
    from collections.abc import Sequence

_NAME: Final = re.compile(r"([.#])([\w-]+)")
_VALUE: Final = re.compile(r"\[[\w-]+([~|^$*]?)=\"([^\"]+)\"\]")


def on_pages(name: str, kind: str, summary: str, selector: str = "", **more: Any) -> Rule:  # noqa: ANN401 - fields
    """Make a rule for what stands around texts.

    Args:
        name: its name.
        kind: of the boilerplate.
        summary: what it moves and names.
        selector: CSS for bodies out of pages. Each arm has a class, an id or the value of an attribute; "" for a rule
            that only knows phrases.
        more: further fields of the rule.
    """
    if not selector:
        return Rule(name, kind, summary, phrases=True, in_pages=True, **more)
    plain = re.sub(r":not\([^()]*\)", "", selector)
    found = _NAME.findall(_VALUE.sub("", plain))
    signs = [name for sign, name in found if sign == "#"]
    signs += [value if part else f'="{value}"' for part, value in _VALUE.findall(plain)]
    return Rule(
        name,
        kind,
        summary,
        partial(outermost, selector),
        classes=tuple(name for sign, name in found if sign == "."),
        test=partial(_has_any, signs) if signs else None,
        in_pages=True,
        phrases=True,
        **more,
    )


def _has_any(signs: Sequence[str], html: str) -> bool:
    return any(sign in html for sign in signs)


# A phrase that several rules have belongs to the first of them.
RULES: Final = (
    on_pages(
        "comment-form",
        "comment-form",
        "the form for comments, and what stands above and below it",
        '#respond, .comment-respond, form[action*="wp-comments-post.php"]',
    ),
    on_pages("comment-lines", "comments", "how many comments there are, that no more are taken, their feed"),
    on_pages("back-to-top", "back-to-top", "links to the top of the page", labels=True, firm=True),
    on_pages("network-names", "share", "names of networks, outside of bodies"),
    on_pages("further-reading", "related", "headings of links that authors write as well, outside of bodies"),
    on_pages(
        "cookie-notice",
        "cookie-notice",
        "banners that ask about cookies",
        ".cookie-notice-container, .cky-consent-container, .cmplz-cookiebanner, #cookie-notice, #cookie-law-info-bar,"
        "#moove_gdpr_cookie_info_bar, #BorlabsCookieBox, .eupopup-container",
    ),
    on_pages(
        "print-button",
        "print",
        "buttons for printing, and for a PDF",
        ".printfriendly, .pf-button, .print-button, .pdfprnt-buttons, .dkpdf-button-container",
        labels=True,
    ),
    on_pages(
        "login-form",
        "login",
        "forms to log in, and links to them",
        'form[action*="wp-login.php"]:not([action*="postpass"])',
    ),
    on_pages("search-form", "search", "search forms", 'form[role="search"]:not([class*="wp-block"])'),
    on_pages("theme-credits", "footer", "what the foot of a page says of program, theme and rights"),
    on_pages("view-counter", "meta", "how often a text was read", labels=True),
    on_pages("post-details", "meta", "author, date and terms of a post, and its title once more"),
    on_pages("widgets", "sidebar", "headings of what stands in sidebars: recent posts, archives, tag clouds"),
    on_pages(
        "site-navigation",
        "navigation",
        "menus, skip links, breadcrumbs, links to other posts",
        '.skip-link, .breadcrumbs, .yoast-breadcrumb, .rank-math-breadcrumb, [itemtype$="BreadcrumbList"],'
        ".post-navigation, .posts-navigation, .page-links",
    ),
)
NEWSLETTERS: Final = on_pages(
    "newsletter-forms",
    "subscribe",
    "forms that lead to the services that send newsletters",
    'form[action*="list-manage.com/"], form[action*="subscribe.wordpress.com"], form[action*="feedburner"],'
    'form[action*="convertkit.com/"], form[action*="sibforms.com/"], form[action*="mailerlite.com/"]',
)._replace(phrases=False)
