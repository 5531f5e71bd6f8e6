"""Passages of public posts that not everybody could read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from wparchive.ledger import where_of
from wparchive.model import RESTRICTED, Post

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wparchive.ledger import Ledger
    from wparchive.model import Record


def without_restricted(records: Iterable[Record], ledger: Ledger) -> Iterator[Record]:
    """Take out of posts what they show to members alone; the shortcode's name in brackets stands in its place.

    Args:
        records: with their HTML; all but posts pass.
        ledger: told of each post from which something was taken.
    """
    for record in records:
        if isinstance(record, Post) and RESTRICTED in (record.body.html or ""):
            yield _public(record, ledger)
        else:
            yield record


def _public(post: Post, ledger: Ledger) -> Post:
    from turbohtml import Text, parse_fragment  # noqa: PLC0415 - few sites have members

    root = parse_fragment(post.body.html or "", positions=False)
    found = root.select(f".{RESTRICTED}:not(.{RESTRICTED} *)")
    if not found:
        return post
    for element in found:
        name = element.attr("data-shortcode") or element.attr("data-block") or "members"
        element.clear()
        element.append(Text(f"[{name}]"))
    where = where_of(post)
    ledger.report("passage-not-published", where, f"{len(found)} passage{'s' if len(found) > 1 else ''}")
    return replace(post, body=replace(post.body, html=root.inner_html))
