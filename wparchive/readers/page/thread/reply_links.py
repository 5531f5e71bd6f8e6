"""What reply links say: the comment's id, the post's, and in a label for screen readers the author's name.

`get_comment_reply_link()`: `aria-label` since 4.0, `data-commentid` and `data-postid` since 5.1, `data-replyto` since
5.5; before, the comment's id stands in the address and the post's in a call of `addComment.moveForm()`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from turbohtml import Element

REPLY_TO: Final = re.compile(r"[?&]replytocom=(\d{1,20})")
_MOVE_FORM: Final = re.compile(r"moveForm\(([^()]{0,200})\)")


class ReplyLink(Struct, frozen=True, gc=False):
    """What one reply link says.

    Attributes:
        label: a sentence with the author's name in it.
        comment: id of the comment that it would answer.
        post: id of the post.
    """

    label: str | None
    comment: str | None
    post: str | None


def reply_link(element: Element) -> ReplyLink:
    """Read a reply link."""
    label = element.attr("data-replyto") or element.attr("aria-label")
    comment, post = element.attr("data-commentid"), element.attr("data-postid")
    if comment is None and (found := REPLY_TO.search(element.attr("href") or "")):
        comment = found[1]
    if (comment is None or post is None) and (found := _MOVE_FORM.search(element.attr("onclick") or "")):
        arguments = [part.strip(" '\"") for part in found[1].split(",")]
        if len(arguments) >= 4:
            comment, post = comment or arguments[1], post or arguments[3]
    return ReplyLink(label, comment, post)
