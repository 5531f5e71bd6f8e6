"""What systems have to be told about comments in their own ways: when, by whom, and what is out of the ordinary."""

from __future__ import annotations

import hashlib
import ipaddress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from wparchive.text import one_line, without_surrogates

if TYPE_CHECKING:
    from wparchive.ledger import Ledger
    from wparchive.options import WriteOptions
    from wparchive.writers.comments.gather import Thread
    from wparchive.writers.markdown.comments import Entry

ADDRESSES: Final = "private-addresses"
"""What `--include` has to name for e-mail and IP addresses to be written."""

_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)


def times(thread: Thread, ledger: Ledger) -> list[datetime]:
    """Say when each comment was written. These systems order by time, and cannot do without one.

    A comment without a date gets that of what it answers, else of the comment before it, else of the post; it is
    reported.

    Args:
        thread: with its comments.
        ledger: takes the issues.
    """
    latest = utc(thread.post.published) or _BEGINNING
    known: dict[str, datetime] = {}
    undated = 0
    for entry in thread.entries:
        found = utc(entry.comment.published)
        if found is None:
            undated += 1
            found = known[entry.answers.anchor] if entry.answers else latest
        known[entry.anchor] = latest = found
    if undated:
        ledger.report("comment-undated", thread.where, f"{undated} comment{'s' if undated > 1 else ''}")
    return [known[entry.anchor] for entry in thread.entries]


def utc(published: str | None) -> datetime | None:
    """Read a date of a record, None where there is none that can be read."""
    try:
        return datetime.fromisoformat(published).astimezone(UTC) if published else None
    except (ValueError, OverflowError):  # the year 10000 in another zone
        return None


def marks(entry: Entry, *, status: bool = True) -> list[str]:
    """Name what is out of the ordinary: that a comment is a ping or of a plugin's type, or was not approved.

    Args:
        entry: the comment.
        status: the system has no place for it.
    """
    comment = entry.comment
    found = [comment.type] if comment.type not in {"comment", ""} else []
    found += [comment.status] if status and comment.status != "approved" else []
    return [one_line(without_surrogates(mark)) for mark in found]


def name_of(entry: Entry) -> str:
    """Give the name to show, which is never empty."""
    return without_surrogates(entry.name)


def site_of(entry: Entry) -> str:
    """Give the author's web site, "" where there is none."""
    return without_surrogates(entry.url or "")


def email_of(entry: Entry, options: WriteOptions) -> str:
    """Give the author's e-mail address where it was asked for, else ""."""
    return without_surrogates(entry.comment.author.email or "") if ADDRESSES in options.include else ""


def ip_of(entry: Entry, options: WriteOptions) -> str:
    """Give the author's IP address where it was asked for and is one, else ""."""
    if ADDRESSES not in options.include:
        return ""
    try:
        return str(ipaddress.ip_address((entry.comment.author.ip or "").strip()))
    except ValueError:
        return ""


def hash_of(name: str) -> str:
    """Give SHA-1 of a name as hexadecimal digits: systems tell by it who is who, and no address is behind it."""
    return hashlib.sha1(name.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
