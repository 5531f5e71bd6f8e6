"""The cleaning stage: what plugins, themes and feeds put around a text is moved aside and named, never thrown away.

Bodies of posts are cleaned, and what readers of pages set aside is named. A comment is what a person wrote, and may
well quote what a rule looks for.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from wparchive.clean.cleaner import SHOWN, Cleaner
from wparchive.clean.rules import RULES, active_rules, rule_names
from wparchive.model import Post, Site

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wparchive.clean.rule import Rule
    from wparchive.clean.user_rules import UserRule
    from wparchive.ledger import Ledger
    from wparchive.model import Record
    from wparchive.options import RenderOptions

__all__ = ["check_rules", "clean_stage", "list_rules", "rule_names"]


def list_rules(own_rules: Sequence[str] = ()) -> list[tuple[str, str, bool]]:
    """Give name, summary and whether it is on by default, of each rule.

    Args:
        own_rules: paths of TOML files with rules of the user's own, which come first.

    Raises:
        UsageError: for a file with rules that cannot be used.
    """
    rules = (*(one.rule for one in _own(own_rules)), *RULES)
    return [(rule.name, rule.summary, rule.default) for rule in rules]


def clean_stage(records: Iterator[Record], options: RenderOptions, ledger: Ledger) -> Iterator[Record]:
    """Move junk out of the rendered bodies of posts into their `boilerplate`, and name what stands there already.

    Args:
        records: any records; posts without rendered body keep it as it is.
        options: which rules to apply, and files with rules of the user's own.
        ledger: gets one issue for each piece that is moved, and one for what is learned from many pages.

    Returns:
        The records, in their order. From the first saved page on they wait on disk until all are read, since what
        stands on most pages is known only then.

    Raises:
        UsageError: for a rule that does not exist, and for a file with rules that cannot be used. It is raised at once,
            before any record is read.
    """
    return _cleaned(records, Cleaner(*_chosen(options), ledger), ledger)


def check_rules(options: RenderOptions) -> None:
    """Look whether there are the rules that are asked for.

    Raises:
        UsageError: as `clean_stage`.
    """
    _chosen(options)


def _chosen(options: RenderOptions) -> tuple[tuple[Rule, ...], tuple[UserRule, ...]]:
    own = _own(options.own_rules)
    return active_rules(options.rules, options.no_rules, tuple(one.rule for one in own)), own


def _own(paths: Sequence[str]) -> tuple[UserRule, ...]:
    if not paths:
        return ()
    from wparchive.clean.user_rules import load_rules  # noqa: PLC0415 - few users have rules of their own

    return load_rules(paths)


def _cleaned(records: Iterator[Record], cleaner: Cleaner, ledger: Ledger) -> Iterator[Record]:
    for record in records:
        if isinstance(record, Post):
            if (record.boilerplate or record.body.format in SHOWN) and cleaner.is_page(record):
                from wparchive.clean.pages import clean_pages  # noqa: PLC0415 - only for pages

                yield from clean_pages(chain([record], records), cleaner, ledger)
                return
            yield cleaner.clean(record)
        else:
            if isinstance(record, Site):
                cleaner.set_site(record)
            yield record
