"""Passages of public posts that not everybody could read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

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
    html, count = _cut(post.body.html or "")
    if RESTRICTED in html:
        html, more = _cut_elements(html)
        count += more
    if not count:
        return post
    where = where_of(post)
    ledger.report("passage-not-published", where, f"{count} passage{'s' if count > 1 else ''}")
    return replace(post, body=replace(post.body, html=html))


_EDGE: Final = re.compile(
    rf"(?:<|&lt;)!--(/?){RESTRICTED}--(?:>|&gt;)"
    rf"""(?:(?:<|&lt;)(?:div|span) class=(?:"|&quot;){RESTRICTED}(?:"|&quot;) data-\w+=(?:"|&quot;)([\w/-]+))?"""
)


def _cut(html: str) -> tuple[str, int]:
    """Cut passages out by their edges, before anything is parsed.

    In a table, HTML lets no element be around rows: a parser puts it before the table and leaves the rows where they
    are. In an attribute and in a field of a form there are no elements at all.
    """
    out: list[str] = []
    done = depth = count = 0
    for edge in _EDGE.finditer(html):
        if not edge[1]:
            if not depth:
                out += html[done : edge.start()], f"[{edge[2] or 'members'}]"
                count += 1
            depth += 1
        elif depth:
            depth -= 1
            done = edge.end()
    return "".join(out) + ("" if depth else html[done:]), count


def _cut_elements(html: str) -> tuple[str, int]:
    """Cut passages out of an archive that has no edges, or has lost some."""
    from turbohtml import Text, parse_fragment  # noqa: PLC0415 - few sites have members

    root = parse_fragment(html, positions=False)
    found = root.select(f".{RESTRICTED}:not(.{RESTRICTED} *)")
    for element in found:
        name = element.attr("data-shortcode") or element.attr("data-block") or "members"
        element.clear()
        element.append(Text(f"[{name}]"))
    return root.inner_html, len(found)
