"""What earlier runs left: results that lie among the sources, and temporary files of processes that were killed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.errors import DestinationError
from wparchive.manifest import MANIFEST, read_manifest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

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
    root = target.path.resolve() if target.path is not None else None
    inside = [source for source in found if root is not None and source.path.resolve().is_relative_to(root)]
    if not inside or root is None:
        return found
    if any(source.path.resolve() == root and not source.found for source in inside):
        raise DestinationError("is one of the sources", place=target.name, remedy="name another file with -o")
    own = {str(root), f"{root}/{MANIFEST}", *(f"{root}/{entry.path}" for entry in read_manifest(root))}
    return [source for source in found if source not in inside or str(source.path.resolve()) not in own]


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
