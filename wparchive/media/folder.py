"""A copy of the folder of uploads, from which files are taken without a network."""

from __future__ import annotations

import os
import unicodedata
from typing import TYPE_CHECKING

from wparchive.errors import UsageError
from wparchive.media.addresses import path_below_uploads, whole_path
from wparchive.media.types import HEAD, check

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class UploadsFolder:
    """`wp-content/uploads` itself, or a folder in which that lies."""

    def __init__(self, root: Path) -> None:
        """Look whether it is there.

        Raises:
            UsageError: if it is not.
        """
        if not root.is_dir():
            remedy = "name a copy of wp-content/uploads"
            raise UsageError("there is no such folder", place=str(root), remedy=remedy)
        self._root = root.resolve()

    def find(self, url: str) -> tuple[Path | None, str]:
        """Look for a file.

        Args:
            url: as `Hosts.file` gives it.

        Returns:
            The file and its media type, or None and why there is none.
        """
        for path in self._places(url):
            # Unlike pathlib's, it takes any name, however long.
            if not os.path.isfile(path) or not path.resolve().is_relative_to(self._root):  # noqa: PTH113
                continue
            try:
                with path.open("rb") as file:
                    verdict = check(path.name, file.read(HEAD))
            except OSError as error:
                return None, f"in the folder it cannot be read: {error.strerror}"
            return (path, verdict.mime) if verdict.mime else (None, f"in the folder it {verdict.fault}")
        return None, "is not in the folder"

    def _places(self, url: str) -> Iterator[Path]:
        """Give where it may lie; some systems write `ü` as two characters."""
        below, whole = path_below_uploads(url), whole_path(url)
        for parts in (below, ["uploads", *below], ["wp-content", "uploads", *below], whole):
            for form in ("NFC", "NFD"):
                yield self._root / unicodedata.normalize(form, "/".join(parts))
