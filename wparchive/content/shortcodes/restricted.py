"""Text that plugins show to some visitors only: to members, to subscribers, to whoever is logged in.

It is kept, and marked, so that what everybody may read can be published without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive.content.balance import balance_tags
from wparchive.content.markup import restricted_edges
from wparchive.content.shortcodes.syntax import Wrapped
from wparchive.text import names

if TYPE_CHECKING:
    from wparchive.content.context import RenderContext
    from wparchive.content.shortcodes.syntax import Shortcode

FOR_SOME: Final = names(
    "arm_restrict_content content_protector ihc-hide-content is_paid logged_in loggedin login_required member"
    " memberonly members members-only members_access members_logged_in members_only membership mepr-active mepr-rule"
    " mepr-show passster private protected restrict restricted s2If su_members su_private um_loggedin um_show_content"
    " user_only wcm_restrict"
)
FOR_THE_OTHERS: Final = names(
    "guest guests mepr-hide members_not_logged_in not_logged_in su_guests um_loggedout visitor wcm_nonmember"
)
"""What stands there for everybody else."""
NAMES: Final = FOR_SOME | FOR_THE_OTHERS


def restricted(shortcode: Shortcode, context: RenderContext) -> Wrapped | None:
    """Mark what stands between the tags, if it was not for everybody: `[members]…[/members]`.

    Tags of its own that it leaves open end with it.
    """
    if shortcode.content is None:
        context.found("unknown-shortcode", shortcode.name)
        return None
    # Paid Memberships Pro says who is no member by level 0.
    if shortcode.name in FOR_THE_OTHERS or shortcode.attributes.get("level") == "0":
        return Wrapped("", shortcode.content, "")
    tag = "div" if "\n" in shortcode.content or "p>" in shortcode.content else "span"
    begin, end = restricted_edges(tag, f'data-shortcode="{shortcode.name}"')
    return Wrapped(begin, balance_tags(shortcode.content), end)
