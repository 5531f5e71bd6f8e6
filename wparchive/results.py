"""What earlier runs left: results that lie among the sources, and temporary files of processes that were killed."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wparchive.errors import DestinationError
from wparchive.manifest import MANIFEST, read_manifest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from wparchive.sources import Source
    from wparchive.targets import Target


def without_results(sources: Iterable[Source], target: Target) -> list[Source]:
    """Leave out of the files of a folder what an earlier run wrote to the same destination.

    Otherwise a second run over a folder in which its result lies would read that as well.

    Args:
        sources: as found.
        target: the destination.

    Raises:
        DestinationError: if the user named the destination itself as a source.
    """
    found = list(sources)
    if target.path is None or not target.path.exists():
        return found
    root = str(target.path.resolve())
    folders: dict[str, str] = {}
    real = [_real(source.path, folders) for source in found]
    if not any(path == root or path.startswith(f"{root}{os.sep}") for path in real):
        return found
    if any(path == root and not source.found for path, source in zip(real, found, strict=True)):
        raise DestinationError("is one of the sources", place=target.name, remedy="name another file with -o")
    own = {root, f"{root}/{MANIFEST}", *(f"{root}/{entry.path}" for entry in read_manifest(Path(root)))}
    return [source for path, source in zip(real, found, strict=True) if path not in own]


def _real(path: Path, folders: dict[str, str]) -> str:
    """Give a path without links in it. Of thousands of files, the folders are few: they are looked at once."""
    folder, name = os.path.split(path)
    if folder not in folders:
        folders[folder] = os.path.realpath(folder)
    whole = os.path.join(folders[folder], name)  # noqa: PTH118 - a path object takes ten times as long
    return os.path.realpath(whole) if os.path.islink(whole) else whole  # noqa: PTH114


def remove_leftovers(folder: Path, names: Collection[str]) -> None:
    """Remove the temporary files of processes that were killed while they wrote.

    Args:
        folder: in which they wrote.
        names: of the results that nobody writes now: files, or folders with a manifest.
    """
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        found = _TEMPORARY.fullmatch(path.name)
        if found and found[1] in names:
            path.unlink(missing_ok=True)
    for name in sorted(names):
        for path in (folder / name).rglob(".*.part"):
            if _TEMPORARY.fullmatch(path.name):
                path.unlink(missing_ok=True)


_TEMPORARY: Final = re.compile(r"\.(?:(.+)\.)?[0-9]+\.part")
