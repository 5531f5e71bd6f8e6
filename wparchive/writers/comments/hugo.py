"""Hugo: data files that templates show, one for each page, as a starter of `--layout hugo` reads them.

Format: https://gohugo.io/content-management/data-sources/ . The rows are those that `--comments data` writes beside
Markdown; the `key` in a page's front matter names its file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wparchive.manifest import Closing
from wparchive.target_folders import FolderTarget
from wparchive.writers.comments.gather import threads
from wparchive.writers.markdown.comments import data
from wparchive.writers.markdown.layouts import load_layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.ledger import Ledger
    from wparchive.model import Record
    from wparchive.options import WriteOptions
    from wparchive.targets import Target

_LAYOUT: Final = "hugo"


def write(records: Iterator[Record], target: Target, options: WriteOptions, ledger: Ledger) -> None:
    """Write the comments of a site as data files for Hugo.

    Args:
        records: the stream, bodies rendered.
        target: the folder, which is that of the Hugo site or another.
        options: what is published.
        ledger: of the run.

    Raises:
        DestinationError: if the folder cannot be written, or holds what is not ours.
    """
    pattern = load_layout(_LAYOUT).comments
    with FolderTarget(target) as folder:
        for thread in threads(records, options, ledger, layout=_LAYOUT):
            post = thread.post.id or thread.post.guid or thread.path
            rows, count = data(thread.entries), len(thread.entries)
            folder.write(pattern.format(key=thread.key), rows, post=post, beside=True, comments=count)
        folder.finish(Closing(ledger.end(), options, "hugo-data"))
