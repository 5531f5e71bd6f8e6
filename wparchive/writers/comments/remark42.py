"""Remark42: its own backup, which `remark42 restore` takes.

Format: https://remark42.com/docs/backup/backup/ : a line with the version and what is known of pages, then a comment a
line, each a JSON object; packed with gzip where the destination ends in `.gz`, as Remark42's own backups do.

Answers keep their depth. Remark42 has no types and no queue for moderators: what is a ping, or was not approved and was
asked for all the same, says so in its text. Pages that took no more comments are read-only.
"""

from __future__ import annotations

import gzip
import tempfile
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import msgspec

from wparchive.targets import atomic_file
from wparchive.text import without_surrogates
from wparchive.writers.comments.gather import html_of, id_of, parent_of, threads
from wparchive.writers.comments.marks import hash_of, ip_of, marks, name_of, times
from wparchive.writers.comments.sealing import Sealed
from wparchive.writers.markdown.syntax import escape

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from wparchive.ledger import Ledger
    from wparchive.model import Record
    from wparchive.options import WriteOptions
    from wparchive.targets import Target
    from wparchive.writers.comments.gather import Thread
    from wparchive.writers.markdown.comments import Entry

_VERSION: Final = 1
_HEAD: Final = b'{"generator":"wparchive","closing":'
"""Remark42 passes over names that it does not know."""
_PACKED_NAME: Final = "wparchive-comments.json"
_COPIED: Final = 1 << 20


def write(records: Iterator[Record], target: Target, options: WriteOptions, ledger: Ledger) -> None:
    """Write the comments of a site as a backup of Remark42.

    Args:
        records: the stream, bodies rendered.
        target: the file; it is packed when its name ends in `.gz`.
        options: what is published, where the new site lies, and `site_id`.
        ledger: of the run.

    Raises:
        DestinationError: if the target is not ours, or cannot be written.
        UsageError: if the address of the site is not known.
    """
    with ExitStack() as stack:
        sink: BinaryIO | gzip.GzipFile = stack.enter_context(atomic_file(target, is_ours=is_ours))
        spool = stack.enter_context(tempfile.SpooledTemporaryFile(max_size=1 << 20))
        lines = Sealed(spool)
        pages = []  # they stand before the comments
        for thread in threads(records, options, ledger):
            if thread.post.comment_status == "closed":
                pages.append({"url": thread.url, "read_only": True})
            for entry, time in zip(thread.entries, times(thread, ledger), strict=True):
                lines.write(msgspec.json.encode(_comment(entry, thread, time, options)) + b"\n")
        if target.path is not None and target.path.suffix == ".gz":
            sink = stack.enter_context(gzip.GzipFile(_PACKED_NAME, "wb", fileobj=sink, mtime=0))
        closing = msgspec.Raw(lines.seal(ledger, options, "remark42"))
        head = {"generator": "wparchive", "closing": closing, "version": _VERSION, "users": [], "posts": pages}
        sink.write(msgspec.json.encode(head) + b"\n")
        spool.seek(0)
        while data := spool.read(_COPIED):
            sink.write(data)


def is_ours(head: bytes) -> bool:
    """Tell by its first bytes, packed or not, whether a file is a backup that this writer made."""
    return head.startswith(_HEAD) or (head.startswith(b"\x1f\x8b") and _PACKED_NAME.encode() in head[:100])


def _comment(entry: Entry, thread: Thread, time: datetime, options: WriteOptions) -> dict[str, Any]:
    """Describe a comment as Remark42's `store.Comment`."""
    parent, name = parent_of(entry), name_of(entry)
    above = marks(entry)
    ip = ip_of(entry, options)
    return {
        "id": id_of(entry),
        "pid": id_of(parent) if parent else "",
        "text": "".join(f"<p><em>{_escaped(mark)}</em></p>\n" for mark in above) + html_of(entry.comment),
        "orig": "\n\n".join([*(f"*{escape(mark)}*" for mark in above), without_surrogates(entry.body)]),
        "user": {
            "name": name,
            "id": f"wordpress_{hash_of(name)}",
            "picture": "",
            **({"ip": ip} if ip else {}),
            "admin": False,
        },
        "locator": {"site": options.site_id, "url": thread.url},
        "score": 0,
        "votes": {},
        "vote": 0,
        "time": time.isoformat().replace("+00:00", "Z"),
        "title": thread.title,
        "imported": True,
    }


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
