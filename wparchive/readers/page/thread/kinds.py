"""What kind of comment it is, whether it was approved, and what its classes say of its author.

`get_comment_class()` puts the type first: `comment`, `pingback`, `trackback`, `review`, or a plugin's own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.model import Meta
from wparchive.readers.page.name_words import ping_named
from wparchive.readers.page.thread.roles import AUTHOR, NOTICE, RATING, words_of

if TYPE_CHECKING:
    from turbohtml import Element

    from wparchive.readers.page.thread.leaves import Own

_TYPES: Final = {
    "comment": "comment",
    "pingback": "pingback",
    "trackback": "trackback",
    "webmention": "webmention",
    "review": "review",
    "ping": "pingback",
}
_PLAIN: Final = "comment"
_OTHERS: Final = frozenset(_TYPES) - {_PLAIN}
"""Types that count where both are said: themes give pings the class `comment` as well."""
_LISTS: Final = {
    "pingback": "pingback",
    "pingbacks": "pingback",
    "pinglist": "pingback",
    "pings": "pingback",
    "trackback": "trackback",
    "trackbacks": "trackback",
    "reviews": "review",
}
"""Words of the list that comments stand in. A list of pings holds both kinds."""
_PLUGIN_TYPE: Final = re.compile(r"\s*([a-z][a-z0-9_-]{1,19})\s+(?:byuser\s|bypostauthor\s|even\s|odd\s)", re.ASCII)
_NICENAME: Final = re.compile(r"(?:^|\s)comment-author-(\S+)")
_TRACKBACK_TITLE: Final = re.compile(r"\s*<p>\s*<strong>[^<]*</strong>\s*</p>\s*<p>")
"""`wp-trackback.php` puts the other post's title in bold before its excerpt."""
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)?")


def type_of(classes: str, list_words: str, own: Own) -> str:
    """Tell the type of a comment.

    Args:
        classes: of the elements that call themselves this comment.
        list_words: classes and id of the list that it stands in.
        own: its leaves; a ping can say so in its first word.
    """
    tokens = classes.split()
    for token in tokens:
        if token in _TYPES and (token != _PLAIN or _OTHERS.isdisjoint(tokens)):
            return _TYPES[token]
    if found := _PLUGIN_TYPE.match(classes):
        return found[1]
    for token in list_words.split():
        for word in (token, *words_of(token)):
            if word in _LISTS:
                return _LISTS[word]
    return _by_first_word(own) if "comment" not in tokens else "comment"


def _by_first_word(own: Own) -> str:
    leaves = own.leaves
    for at, leaf in enumerate(leaves):
        named = at == 0 or leaf.role == AUTHOR or (at + 1 < len(leaves) and leaves[at + 1].role == AUTHOR)
        if named and (kind := ping_named(leaf.text)):
            return kind
    return _PLAIN


def settle_ping(kind: str, html: str) -> str:
    """Tell a trackback from a pingback where only the list says that it is one of the two."""
    return "trackback" if kind == "pingback" and _TRACKBACK_TITLE.match(html) else kind


def status_of(own: Own, classes: str) -> str:
    """Tell whether a comment was approved: only its own author sees it before, and a notice."""
    waits = "unapproved" in classes.split() or NOTICE in [leaf.role for leaf in own.leaves]
    return "pending" if waits else "approved"


def user_marks(classes: str) -> list[Meta]:
    """Give what classes say of an author who is a user of the site: `comment-author-<nicename>`, `bypostauthor`."""
    found = []
    if "comment-author-" in classes and (match := _NICENAME.search(classes)):
        found.append(Meta("user_nicename", match[1]))
    if "bypostauthor" in classes.split():
        found.append(Meta("by_post_author", value=True))
    return found


def rating_of(own: Own, root: Element) -> list[Meta]:
    """Give a review's stars as WooCommerce keeps them, in the meta field `rating`."""
    for leaf in own.leaves:
        if leaf.role == RATING and (found := _NUMBER.search(leaf.text)):
            return [Meta("rating", found[0])]
    element = root.select_one('[itemprop="ratingValue"]')
    value = (element.attr("content") or element.text).strip() if element is not None else ""
    return [Meta("rating", value)] if _NUMBER.fullmatch(value) else []
