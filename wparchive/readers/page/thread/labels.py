"""What reply links say: the comment's id, the post's, and in a label for screen readers the author's name.

`get_comment_reply_link()`: `aria-label` since 4.0, `data-commentid` and `data-postid` since 5.1, `data-replyto` since
5.5; before, the comment's id stands in the address and the post's in a call of `addComment.moveForm()`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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


class Frame(NamedTuple):
    """What stands around the name in the labels of a page, whatever its language: `Reply to ` and ``."""

    before: str
    after: str

    def name_in(self, label: str) -> str | None:
        """Give the name that a label holds."""
        end = len(label) - len(self.after)
        if label.startswith(self.before) and label.endswith(self.after) and len(self.before) < end:
            return label[len(self.before) : end]
        return None


def frame_of(labels: Iterable[str]) -> Frame | None:
    """Find what is the same in all labels of a page.

    Returns:
        None where fewer than three labels differ, or the same words cannot be told from the beginnings of names.
    """
    different = sorted(set(labels))
    if len(different) < 3:
        return None
    before = _beginning(different)
    after = _beginning([label[::-1] for label in different])[::-1]
    # Names can begin alike: only whole words are of the sentence, in languages that have spaces between words.
    before = before[: before.rfind(" ") + 1] if " " in before else before
    after = after[after.find(" ") :] if " " in after else after
    return Frame(before, after) if before.strip() or after.strip() else None


def _beginning(texts: Sequence[str]) -> str:
    """Give what all texts begin with."""
    first, last = min(texts), max(texts)
    same = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    return first[:same]
