"""The cleaning stage: what plugins and feeds put around a text is moved aside, never thrown away.

Only post bodies are cleaned. A comment is what a person wrote, and may well quote what a rule looks for.
"""

from __future__ import annotations

import re
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from msgspec.structs import replace

from wparchive.clean.rules import active_rules, list_rules, rule_names
from wparchive.model import Post, Where
from wparchive.text import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wparchive.clean.rule import Rule
    from wparchive.ledger import Ledger
    from wparchive.model import Record
    from wparchive.options import RenderOptions

__all__ = ["clean_stage", "list_rules", "rule_names"]


def clean_stage(records: Iterator[Record], options: RenderOptions, ledger: Ledger) -> Iterator[Record]:
    """Move junk out of the rendered bodies of posts, into their `boilerplate`.

    Args:
        records: any records; posts without rendered body pass unchanged.
        options: which rules to apply.
        ledger: gets one issue for each piece.

    Returns:
        The records, in their order.

    Raises:
        UsageError: for a rule that does not exist. It is raised at once, before any record is read.
    """
    return _cleaned(records, active_rules(options.rules, options.no_rules), ledger)


def _cleaned(records: Iterator[Record], rules: Sequence[Rule], ledger: Ledger) -> Iterator[Record]:
    tests = [rule.test for rule in rules if rule.test]
    if attributes := _attributes(rules):
        tests.append(re.compile(attributes).search)
    for record in records:
        if isinstance(record, Post) and (html := record.body.html) and any(test(html) for test in tests):
            yield _clean(record, html, rules, ledger)
        else:
            yield record


def _clean(post: Post, html: str, rules: Sequence[Rule], ledger: Ledger) -> Post:
    from wparchive.clean.pieces import move_aside  # noqa: PLC0415 - most bodies need no HTML parser here

    cleaned, pieces = move_aside(html, rules)
    if not pieces:
        return post
    where = Where(source=post.source.name, line=post.source.line, record=f"post {post.id}" if post.id else None)
    for piece in pieces:
        ledger.report("boilerplate-moved", where, piece.rule or "")
    text = None if post.body.text is None else plain_text(cleaned)
    body = replace(post.body, html=cleaned, text=text)
    return replace(post, body=body, boilerplate=(*post.boilerplate, *pieces))


def _attributes(rules: Sequence[Rule]) -> str:
    """Make one regular expression that finds nothing in nearly all bodies, so that these need not be parsed.

    It begins with the one character that all attributes have: to that, the search skips in the fastest way there is.
    """
    signs = [rule.attributes for rule in rules if rule.attributes]
    if names := sorted({name for rule in rules for name in rule.classes}):
        # Grouped by their first letters, for most class names have none of these and are passed over at once.
        groups = [
            f"{first}(?:{'|'.join(name[1:] for name in group)})" for first, group in groupby(names, itemgetter(0))
        ]
        letters = "".join(sorted({name[0] for name in names}))
        signs.append(rf"""(?<=class=.)(?:[^"'>]*\s)?(?=[{letters}])(?:{"|".join(groups)})""")
    return rf"""=["'](?:{"|".join(signs)})""" if signs else ""
