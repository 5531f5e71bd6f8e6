"""What a page of a site is: a post with its comments, a list of posts, or something else.

WordPress says so in the classes of the body (`get_body_class()`, since 2.8). Older themes do not: there the comment
form, the comments and the number of posts on the page are the witnesses.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from wparchive.readers.page.page import body_classes
from wparchive.readers.page.structure.part_names import COMMENT_FORM

if TYPE_CHECKING:
    from turbohtml import Document

SINGLE: Final = "post"
ATTACHMENT: Final = "attachment"
LISTS: Final = ("home", "archive", "search")
NOT_FOUND: Final = "404"

_BY_CLASS: Final = (
    ("error404", NOT_FOUND),
    ("search-results", "search"),
    ("search-no-results", "search"),
    ("attachment", ATTACHMENT),
    ("single", SINGLE),
    ("archive", "archive"),
    ("blog", "home"),
)
"""Classes and what they mean; the first that is there decides."""
_NUMBERED: Final = re.compile(r"(?:postid|page-id)-[0-9]+")
_POST: Final = re.compile(r"post-[0-9]+")
_ANSWERS: Final = f"#commentform, {COMMENT_FORM}, [id^='comment-'], [id^='li-comment-'], #respond"


class Kind(Struct, frozen=True, gc=False):
    """What a page is, and how that is known.

    Attributes:
        name: `post` (pages of type page and others among them), `attachment`, `home`, `archive`, `search`, `404`.
        why: `stated` by WordPress, or `concluded` from what stands on the page.
    """

    name: str
    why: str

    @property
    def holds_post(self) -> bool:
        """Whether it is the page of one post."""
        return self.name == SINGLE


def kind_of(tree: Document) -> Kind:
    """Tell what a page is."""
    names = set(body_classes(tree).split())
    for name, kind in _BY_CLASS:
        if name in names:
            return Kind(kind, "stated")
    if any(_NUMBERED.fullmatch(name) for name in names):
        return Kind(SINGLE, "stated")
    return Kind(_concluded(tree), "concluded")


def _concluded(tree: Document) -> str:
    if tree.select_one(_ANSWERS) is not None:
        return SINGLE
    posts = {found.attr("id") for found in tree.select("[id^='post-']") if _POST.fullmatch(str(found.attr("id")))}
    return "archive" if len(posts) > 1 else SINGLE
