"""What the elements around and inside a comment are for, by tag, address, microdata and the words of their classes.

Themes call the parts of a comment what they like, yet in a small vocabulary: `wpd-comment-author`, `commentmetadata`,
`c-comment__content`. A class is taken apart into its words, and the tables below know the words, not the classes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from wparchive.text import names

if TYPE_CHECKING:
    from turbohtml import Element

TEXT: Final = "text"
DATE: Final = "date"
AUTHOR: Final = "author"
HEAD: Final = "meta"
AVATAR: Final = "avatar"
REPLY: Final = "reply-link"
PERMALINK: Final = "permalink"
NUMBER: Final = "number"
NOTICE: Final = "moderation-notice"
SAYS: Final = "says"
BADGE: Final = "badge"
FORM: Final = "comment-form"
RATING: Final = "rating"
EDIT: Final = "edit-link"

FN: Final = 0
NAMED: Final = 1
LINKED: Final = 2
CITED: Final = 3
WRAPPED: Final = 4
"""How sure it is that an element holds the author's name and nothing else; the smaller, the surer."""

_EXACT: Final = {
    "fn": (AUTHOR, FN),
    "says": (SAYS, 0),
    "by-post-author": (BADGE, 0),
    "post-author": (BADGE, 0),
    "screen-reader-text": (None, 0),
    "vcard": (None, 0),
    "url": (None, 0),
}
"""Classes that WordPress's own walkers print, and what they mean."""

_WORDS: Final = (
    (names("avatar avatars gravatar gravatars userpic photo"), AVATAR, 0),
    (names("reply replies respond answer antwort"), REPLY, 0),
    (names("awaiting moderation unapproved"), NOTICE, 0),
    (names("badge badges verified owner flair"), BADGE, 0),
    (names("edit"), EDIT, 0),
    (names("star stars rating ratings"), RATING, 0),
    (names("like likes liked likebox vote votes voting karma upvote downvote thumbs reactions"), "like", 0),
    (names("share sharing sharedaddy shares"), "share", 0),
    (names("report flag abuse"), "report", 0),
    (names("cluv"), "related", 0),  # CommentLuv: the latest post of the commenter's own blog
    (names("permalink"), PERMALINK, 0),
    (names("number num counter nummer"), NUMBER, 0),
    (names("date time datetime timestamp timendate timeago ago when published posted datum fecha"), DATE, 0),
    (names("username nickname nick commenter commentator commentername authorname"), AUTHOR, NAMED),
    (names("author poster byline autor auteur autore"), AUTHOR, WRAPPED),
    (names("name"), AUTHOR, WRAPPED),
    (names("meta metadata metas info infos header head footer foot details data actions toolbar tools links"), HEAD, 0),
    (names("buttons controls options utility"), HEAD, 0),
    (names("text content txt message msg entry description inhalt contenido"), TEXT, 0),
)
"""Words of a class, what an element of that class is for, and for authors how sure it is. The first row decides."""

_ITEMPROPS: Final = {
    "text": (TEXT, 0),
    "commenttext": (TEXT, 0),
    "reviewbody": (TEXT, 0),
    "description": (TEXT, 0),
    "author": (AUTHOR, WRAPPED),
    "creator": (AUTHOR, WRAPPED),
    "name": (AUTHOR, NAMED),
    "datepublished": (DATE, 0),
    "datecreated": (DATE, 0),
    "commenttime": (DATE, 0),
    "reviewrating": (RATING, 0),
}

_WALKER: Final = re.compile(r"(?:^|\s)(?:depth-\d+|even|odd|thread-even|thread-odd)(?:\s|$)")
"""`get_comment_class()`: it also says `comment-author-<nicename>`, which is no author's element."""
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
_FUSED: Final = re.compile(r"^comments?(?=.)")
_STYLE: Final = re.compile(r"(?:[\w-]+:)*text-(?!\w*(?:comment|content|wrap|box|inner|body))")
"""How the text looks, and not that it is one: `text-sm`, `text-gray-500`, `text-muted`."""
_NO_TEXT: Final = names("a button label span time img b i em strong small cite")
Means = tuple[str | None, int]
NOTHING: Final[Means] = (None, 0)


@lru_cache(maxsize=4096)
def role_of_class(classes: str) -> Means:
    """Tell what an element is for by its classes.

    Args:
        classes: the attribute.

    Returns:
        The role, or None; and for authors how sure it is.
    """
    if _WALKER.search(classes):
        return NOTHING
    words: set[str] = set()
    for token in classes[:500].split():
        if found := _EXACT.get(token):
            if found[0]:
                return found
            continue
        if not _STYLE.match(token):
            words.update(words_of(token))
    if "author" in words and "name" in words:
        return (AUTHOR, NAMED)
    for known, role, rank in _WORDS:
        if not known.isdisjoint(words):
            return (role, rank)
    return NOTHING


@lru_cache(maxsize=4096)
def words_of(token: str) -> tuple[str, ...]:
    """Take a class or id apart into words: `commentText`, `comment_text` and `commenttext` all give `text`."""
    return tuple([_FUSED.sub("", word.lower()) for word in _WORD.findall(token[:200])])


@lru_cache(maxsize=4096)
def role_of_element(tag: str, classes: str | None) -> Means:
    """Tell what an element other than a link is for, by its tag and classes."""
    if tag == "time":
        return (DATE, 0)
    if tag == "form":
        return (FORM, 0)
    if classes:
        found = role_of_class(classes)
        if found[0] is not None and not (found[0] == TEXT and tag in _NO_TEXT):
            return found
    return (AUTHOR, CITED) if tag == "cite" else NOTHING


def role_of_item(itemprop: str | None) -> Means:
    """Tell what an element is for by its microdata."""
    return _ITEMPROPS.get(itemprop.strip().lower(), NOTHING) if itemprop else NOTHING


def role_of_link(link: Element, classes: str | None, number: str | None) -> Means:
    """Tell what a link is for, by where it leads, by its relation and by its classes.

    Args:
        link: in a comment.
        classes: of the link.
        number: the comment's id.
    """
    href = link.attr("href") or ""
    rel = link.attr("rel") or ""
    classes = classes or ""
    if "replytocom=" in href or href.endswith("#respond") or "comment-reply-" in classes or "comment-quote-" in classes:
        return (REPLY, 0)
    if "external" in rel or "url" in classes.split():
        return (AUTHOR, LINKED)
    if number is not None and href.endswith(f"#comment-{number}"):
        return (PERMALINK, 0)
    if "action=editcomment" in href or "comment-edit-link" in classes:
        return (EDIT, 0)
    # 2.7 gave the link no class; themes that load the form by script keep WordPress's data.
    if "moveForm(" in (link.attr("onclick") or "") or link.attr("data-commentid"):
        return (REPLY, 0)
    return role_of_element("a", classes)
