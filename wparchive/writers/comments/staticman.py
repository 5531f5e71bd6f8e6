"""Staticman, and what shows its files: a YAML file for each comment, in a folder for each page.

Format: https://staticman.net/docs/configuration : `_data/comments/{options.slug}/`, fields with `_id` and `_parent` of
Staticman's own. The names of fields are those of its example and of the themes that read it.
`--include private-addresses` adds the MD5 of e-mail addresses, which is what Staticman's `transforms` leave of them;
an IP address has no place.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from wparchive.hashing import HashSet
from wparchive.manifest import Closing
from wparchive.paths import choose_place, decoded
from wparchive.target_folders import FolderTarget
from wparchive.text import without_surrogates
from wparchive.writers.comments.gather import id_of, parent_of, threads
from wparchive.writers.comments.marks import email_of, name_of, site_of, times
from wparchive.writers.markdown.frontmatter.yaml import front_matter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from wparchive.ledger import Ledger
    from wparchive.model import Record
    from wparchive.options import WriteOptions
    from wparchive.targets import Target
    from wparchive.writers.comments.gather import Thread
    from wparchive.writers.markdown.comments import Entry

_FOLDER: Final = "_data/comments"
_FENCE: Final = "---\n"
_NO_NAME: Final = re.compile(r"[^A-Za-z0-9_.-]")


def write(records: Iterator[Record], target: Target, options: WriteOptions, ledger: Ledger) -> None:
    """Write the comments of a site as files of Staticman.

    Args:
        records: the stream, bodies rendered.
        target: the folder; the files go below its `_data/comments`.
        options: what is published.
        ledger: of the run.

    Raises:
        DestinationError: if the folder cannot be written, or holds what is not ours.
    """
    taken, serial = HashSet(), 0
    with FolderTarget(target) as folder:
        for thread in threads(records, options, ledger):
            serial += 1
            place = choose_place((_slug(thread),), thread.post.id or "", serial, taken.add)
            if place.collided:
                ledger.report("path-collision", thread.where, f"{_FOLDER}/{place.stem}", original=_slug(thread))
            for entry, time in zip(thread.entries, times(thread, ledger), strict=True):
                name = f"{_FOLDER}/{place.stem}/comment-{_NO_NAME.sub('-', id_of(entry))[:100]}.yml"
                text = _yaml(entry, time, options)
                post = thread.post.id or thread.post.guid or thread.path
                folder.write(name, text.encode("utf-8", "replace"), post=post, beside=True, comments=1)
        folder.finish(Closing(ledger.end(), options, "staticman"))


def _slug(thread: Thread) -> str:
    """Name the page as its address does: that is what themes ask for."""
    return decoded(thread.path.rstrip("/").rpartition("/")[2]) or "index"


def _yaml(entry: Entry, time: datetime, options: WriteOptions) -> str:
    parent, email = parent_of(entry), email_of(entry, options).strip().lower()
    comment = entry.comment
    fields = {
        "_id": id_of(entry),
        "_parent": id_of(parent) if parent else "",
        "name": name_of(entry),
        "email": hashlib.md5(email.encode(), usedforsecurity=False).hexdigest() if email else "",
        "url": site_of(entry),
        "message": without_surrogates(entry.body),
        "date": comment.published or time.isoformat(),
        "type": "" if comment.type == "comment" else without_surrogates(comment.type),
        "status": "" if comment.status == "approved" else without_surrogates(comment.status),
    }
    return front_matter({name: value for name, value in fields.items() if value}).removesuffix(_FENCE)
