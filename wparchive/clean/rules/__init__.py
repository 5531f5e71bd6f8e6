"""The cleaning rules, in the order in which they are applied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive.clean.rules import feed_footer, plugins, tracking_pixel
from wparchive.errors import UsageError

if TYPE_CHECKING:
    from wparchive.clean.rule import Rule

# The footer comes last, since it is only known where nothing else follows it.
RULES: Final[tuple[Rule, ...]] = (*plugins.RULES, tracking_pixel.RULE, feed_footer.RULE)


def rule_names() -> tuple[str, ...]:
    """Give the names of all rules."""
    return tuple(rule.name for rule in RULES)


def list_rules() -> list[tuple[str, str, bool]]:
    """Give name, summary and whether it is on by default, of each rule."""
    return [(rule.name, rule.summary, rule.default) for rule in RULES]


def active_rules(wanted: frozenset[str], unwanted: frozenset[str]) -> tuple[Rule, ...]:
    """Choose the rules to apply.

    Args:
        wanted: names of rules beyond those that are on by default.
        unwanted: names of rules to leave out.

    Raises:
        UsageError: for a name that no rule has, and for one that is both wanted and unwanted.
    """
    if unknown := sorted((wanted | unwanted).difference(rule_names())):
        raise UsageError(
            f"no cleaning rule is called {', '.join(unknown)}", remedy=f"the rules are {', '.join(rule_names())}"
        )
    if both := sorted(wanted & unwanted):
        raise UsageError(f"both --rule and --no-rule name {', '.join(both)}", remedy="leave one of them out")
    return tuple(rule for rule in RULES if rule.name not in unwanted and (rule.default or rule.name in wanted))
