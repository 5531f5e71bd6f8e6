"""What stands around a text on its page, known by its words where no name in the markup says it."""

from __future__ import annotations

from functools import partial
from typing import Final

from wparchive.clean.rule import Rule, outermost

_FORM: Final = '#respond, .comment-respond, form[action*="wp-comments-post.php"]'

# A phrase that several rules have belongs to the first of them.
RULES: Final = (
    Rule(
        "comment-form",
        "comment-form",
        "the form for comments, and what stands above and below it",
        partial(outermost, _FORM),
        attributes=r"""respond["']|[^"'>]*wp-comments-post\.php|(?:[^"'>]*\s)?comment-respond\b""",
        in_pages=True,
        phrases=True,
    ),
    Rule("comment-lines", "comments", "how many comments there are, that no more are taken, their feed", phrases=True),
    Rule("back-to-top", "back-to-top", "links to the top of the page", phrases=True, labels=True, firm=True),
    Rule("cookie-notice", "cookie-notice", "banners that ask about cookies", phrases=True),
    Rule("print-button", "print", "buttons for printing, and for a PDF", phrases=True, labels=True),
    Rule("login-form", "login", "forms to log in, and links to them", phrases=True),
    Rule("search-form", "search", "search forms", phrases=True),
    Rule("theme-credits", "footer", "what the foot of a page says of program, theme and rights", phrases=True),
    Rule("view-counter", "meta", "how often a text was read", phrases=True, labels=True),
    Rule("post-details", "meta", "author, date and terms of a post, and its title once more", phrases=True),
    Rule("widgets", "sidebar", "headings of what stands in sidebars: recent posts, archives, tag clouds", phrases=True),
    Rule("site-navigation", "navigation", "menus, skip links, breadcrumbs, links to other posts", phrases=True),
)
