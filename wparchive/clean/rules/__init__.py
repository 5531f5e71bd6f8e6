"""The cleaning rules, in the order in which they are applied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive.clean.rules import feed_footer, feed_links, furniture, plugins, repeated, share_links, tracking_pixel
from wparchive.errors import UsageError

if TYPE_CHECKING:
    from wparchive.clean.rule import Rule

# The footer comes last, since it is only known where nothing else follows it.
RULES: Final[tuple[Rule, ...]] = (
    *plugins.RULES,
    share_links.RULE,
    *furniture.RULES,
    furniture.NEWSLETTERS,
    tracking_pixel.RULE,
    feed_footer.RULE,
    feed_links.RULE,
    *repeated.RULES,
)


def rule_names() -> tuple[str, ...]:
    """Give the names of all rules."""
    return tuple(rule.name for rule in RULES)


def active_rules(wanted: frozenset[str], unwanted: frozenset[str], own: tuple[Rule, ...] = ()) -> tuple[Rule, ...]:
    """Choose the rules to apply.

    Args:
        wanted: names of rules beyond those that are on by default.
        unwanted: names of rules to leave out.
        own: rules of the user's own. They come first.

    Raises:
        UsageError: for a name that no rule has, and for one that is both wanted and unwanted.
    """
    rules = (*own, *RULES)
    names = [rule.name for rule in rules]
    if unknown := sorted((wanted | unwanted).difference(names)):
        raise UsageError(f"no cleaning rule is called {', '.join(unknown)}", remedy=f"the rules are {', '.join(names)}")
    if both := sorted(wanted & unwanted):
        raise UsageError(f"both --rule and --no-rule name {', '.join(both)}", remedy="leave one of them out")
    return tuple(rule for rule in rules if rule.name not in unwanted and (rule.default or rule.name in wanted))
