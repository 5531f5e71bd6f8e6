"""What a site showed to everybody, and what it did not: who may see a post or comment, and how it is marked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.hashing import HashSet, hash64
from wparchive.options import PUBLIC_STATUSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wparchive.model import Comment, Meta, Post

_NEEDED_BY_STATUS: Final[Mapping[str, str]] = {
    **{status: status for status in ("private", "draft", "pending", "future", "trash")},
    "auto-draft": "draft",
}
_OTHERWISE: Final = "private"
"""What statuses of plugins need (`wc-completed`, `request-pending`): sites do not show them."""

NEVER_SHOWN: Final = frozenset({
    "acf-field", "acf-field-group", "acf-post-type", "acf-taxonomy", "amp_validated_url", "custom_css",
    "customize_changeset", "elementor_library", "elementor_snippet", "feedback", "flamingo_contact",
    "flamingo_inbound", "flamingo_outbound", "frm_form_actions", "is_search_form", "jetpack_migration",
    "jp_mem_plan", "jp_pay_order", "mc4wp-form", "nf_sub", "oembed_cache", "postman_sent_mail", "revision",
    "scheduled-action", "shop_coupon", "shop_order", "shop_order_placehold", "shop_order_refund",
    "shop_subscription", "user_request", "wp_block", "wp_font_face",
    "wp_font_family", "wp_global_styles", "wp_navigation", "wp_template", "wp_template_part", "wpcf7_contact_form",
    "wpforms", "wpforms_entries", "wphb_minify_group",
})  # fmt: skip
"""Types that have no page of their own, whatever their status says: parts of pages, settings, logs, and what visitors
sent in through forms (`feedback` of Jetpack holds names, addresses and IPs, and is `publish`)."""

_OPEN: Final[Mapping[str, tuple[str, ...]]] = {
    "_jetpack_newsletter_access": ("everybody", ""),
    "_members_access_role": ("",),
    "rcp_subscription_level": ("",),
}
"""Custom fields by which Jetpack, Members and Restrict Content Pro close a post, and the values that leave it open."""

_ADDRESS: Final = re.compile(r"\s*([^@\s<>]+)@[^@\s<>]+\.[^@\s<>]+\s*")


def post_needs(post: Post) -> tuple[str, ...]:
    """Name what must be included for a post to be published, none for a public one."""
    status = () if post.status in PUBLIC_STATUSES else (_NEEDED_BY_STATUS.get(post.status, _OTHERWISE),)
    return (*status, "protected") if post.password or any(map(_restricts, post.meta)) else status


def _restricts(row: Meta) -> bool:
    """Whether a custom field says that a plugin shows the post to members or subscribers alone."""
    return row.key in _OPEN and row.value not in _OPEN[row.key]


class Withheld:
    """The posts that a run does not publish: what is attached to them is not published either."""

    def __init__(self, include: frozenset[str]) -> None:
        """Begin without any.

        Args:
            include: what is published that was not public.
        """
        self._include = include
        self._posts = HashSet()

    def take(self, post: Post) -> bool:
        """Take notice of a post, and tell whether it is withheld itself."""
        withheld = not self._include.issuperset(post_needs(post))
        if withheld:
            self.add(post)
        return withheld

    def add(self, post: Post) -> None:
        """Take notice of a post that is withheld for another's sake."""
        if post.id is not None:
            self._posts.add(post.id)

    def has(self, post: str | None) -> bool:
        """Tell whether the post of an id was withheld."""
        return post is not None and self._posts.has(hash64(post))


def comment_needs(comment: Comment) -> tuple[str, ...]:
    """Name what must be included for a comment of a published post to be published."""
    note = ("notes",) if comment.type.endswith("note") else ()
    if comment.status == "approved":
        return note
    return (*note, "spam" if comment.status == "spam" else "unapproved")


def public_name(name: str | None, email: str | None = None) -> str:
    """Give the name to show. Where somebody's address stands in for a name, only the part before the `@` is shown.

    Args:
        name: a display name or login.
        email: the same person's address, where it is known: it is not shown inside of a longer name either.
    """
    if not name or "@" not in name:
        return name or ""
    if email and email in name:
        name = name.replace(email, email.partition("@")[0])
    alone = _ADDRESS.fullmatch(name)
    return alone[1] if alone else name
