"""wparchive: what is left of a WordPress site, as an archive that lasts.

    from wparchive import Job, Target, choose_writer, run
    target = Target(path=Path("blog.jsonl"))
    ledger = run(Job(addresses=("export.xml",), target=target, writer=choose_writer("jsonl", None)))

Importing this package costs nothing: each name is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from wparchive._version import __version__

if TYPE_CHECKING:
    from wparchive.errors import WparchiveError
    from wparchive.formats import choose_writer
    from wparchive.ledger import Ledger
    from wparchive.model import Archive, Author, Comment, End, Issue, Post, Record, Site, Term
    from wparchive.options import ReadOptions, RenderOptions, WriteOptions
    from wparchive.pipeline import Job, open_source, run
    from wparchive.targets import Target

__all__ = [
    "Archive",
    "Author",
    "Comment",
    "End",
    "Issue",
    "Job",
    "Ledger",
    "Post",
    "ReadOptions",
    "Record",
    "RenderOptions",
    "Site",
    "Target",
    "Term",
    "WparchiveError",
    "WriteOptions",
    "__version__",
    "choose_writer",
    "open_source",
    "run",
]

_HOMES = {
    "wparchive.errors": ("WparchiveError",),
    "wparchive.formats": ("choose_writer",),
    "wparchive.ledger": ("Ledger",),
    "wparchive.model": ("Archive", "Author", "Comment", "End", "Issue", "Post", "Record", "Site", "Term"),
    "wparchive.options": ("ReadOptions", "RenderOptions", "WriteOptions"),
    "wparchive.pipeline": ("Job", "open_source", "run"),
    "wparchive.targets": ("Target",),
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module 'wparchive' has no attribute {name!r}")
