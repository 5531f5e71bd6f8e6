"""Disqus: its custom XML, a WXR of its own that other systems' importers read as well (Isso, Remark42, Commento).

Format: https://help.disqus.com/en/articles/1717222-custom-xml-import-format ; every element stands there, also empty.

Disqus takes all comments of one e-mail address for those of one person: without addresses, each name has one of its own
below `wparchive.invalid`, where no mail can go (RFC 2606). Types stand where WordPress has them, which Disqus passes
over.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from wparchive.targets import atomic_file
from wparchive.writers.comments.gather import html_of, id_of, parent_of, threads
from wparchive.writers.comments.marks import email_of, hash_of, ip_of, name_of, site_of, times, utc
from wparchive.writers.comments.sealing import Sealed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from wparchive.ledger import Ledger
    from wparchive.model import Record
    from wparchive.options import WriteOptions
    from wparchive.targets import Target
    from wparchive.writers.comments.gather import Thread
    from wparchive.writers.markdown.comments import Entry

_START: Final = """<?xml version="1.0" encoding="UTF-8"?>
<!-- wparchive: comments for Disqus -->
<rss version="2.0"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dsq="http://www.disqus.com/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.0/">
<channel>
"""
_END: Final = "</channel>\n</rss>\n"
CLOSING: Final = b"<!-- "
"""Begins the last line."""
_APPROVED: Final = {"approved": "1", "pending": "0", "unapproved": "0", "unknown": "0"}
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document can hold (XML 1.0, 2.2)."""


def write(records: Iterator[Record], target: Target, options: WriteOptions, ledger: Ledger) -> None:
    """Write the comments of a site as XML for Disqus.

    Args:
        records: the stream, bodies rendered.
        target: the file.
        options: what is published, and where the new site lies.
        ledger: of the run.

    Raises:
        DestinationError: if the target is not ours, or cannot be written.
        UsageError: if the address of the site is not known.
    """
    with atomic_file(target, is_ours=is_ours) as file:
        sink = Sealed(file)
        sink.write(_START.encode())
        for thread in threads(records, options, ledger):
            sink.write(_item(thread).encode())
            ids: dict[str, str] = {}
            for number, (entry, time) in enumerate(zip(thread.entries, times(thread, ledger), strict=True), start=1):
                found = id_of(entry)
                ids[entry.anchor] = found if found.isascii() and found.isdigit() else str(number)
                parent = parent_of(entry)
                above = ids[parent.anchor] if parent else "0"
                sink.write(_comment(entry, time, (ids[entry.anchor], above), options).encode())
            sink.write(b"</item>\n")
        sink.write(_END.encode())
        closing = sink.seal(ledger, options, "disqus").replace(b"-", b"\\u002d")  # comments of XML hold no `--`
        file.write(b"%b%b -->\n" % (CLOSING, closing))


def is_ours(head: bytes) -> bool:
    """Tell by its first bytes whether a file is one that this writer made."""
    return head.startswith(_START[:60].encode())


def _item(thread: Thread) -> str:
    post = thread.post
    closed = "closed" if post.comment_status == "closed" else "open"
    return (
        f"<item>\n{_element('title', thread.title)}{_element('link', thread.url)}<content:encoded></content:encoded>\n"
        f"{_element('dsq:thread_identifier', thread.path)}{_element('wp:post_date_gmt', _gmt(utc(post.published)))}"
        f"{_element('wp:comment_status', closed)}"
    )


def _comment(entry: Entry, time: datetime, ids: tuple[str, str], options: WriteOptions) -> str:
    comment, name = entry.comment, name_of(entry)
    fields = {
        "comment_id": ids[0],
        "comment_author": name,
        "comment_author_email": email_of(entry, options) or f"{hash_of(name)}@wparchive.invalid",
        "comment_author_url": site_of(entry),
        "comment_author_IP": ip_of(entry, options),
        "comment_date_gmt": _gmt(time),
        "comment_approved": _APPROVED.get(comment.status, comment.status),
        "comment_type": "" if comment.type == "comment" else comment.type,
        "comment_parent": ids[1],
    }
    elements = "".join(_element(f"wp:{field}", value) for field, value in fields.items())
    text = _NO_XML.sub("", html_of(comment)).replace("]]>", "]]]]><![CDATA[>")
    return f"<wp:comment>\n{elements}<wp:comment_content><![CDATA[{text}]]></wp:comment_content>\n</wp:comment>\n"


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(_NO_XML.sub('', text))}</{name}>\n"


def _gmt(time: datetime | None) -> str:
    return time.replace(tzinfo=None).isoformat(" ", "seconds") if time else ""
