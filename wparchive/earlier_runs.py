"""What earlier runs left: results that lie among the sources, and temporary files of processes that were killed."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wparchive.errors import DestinationError
from wparchive.manifest import MANIFEST, UNFINISHED, written_files
from wparchive.targets import NAME_KEPT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from wparchive.sources import Source
    from wparchive.targets import Target
_TEMPORARY: Final = re.compile(r"\.(?:(.+)\.)?([0-9]{1,10})\.part")


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
    own = {root, *(f"{root}/{name}" for name in (MANIFEST, UNFINISHED))}
    own.update(f"{root}/{entry.path}" for entry in written_files(Path(root)))
    return [source for path, source in zip(real, found, strict=True) if path not in own]


def _real(path: Path, folders: dict[str, str]) -> str:
    """Give a path without links in it. Of thousands of files, the folders are few: they are looked at once."""
    folder, name = os.path.split(path)
    if folder not in folders:
        folders[folder] = os.path.realpath(folder)
    whole = os.path.join(folders[folder], name)  # noqa: PTH118 - a path object takes ten times as long
    return os.path.realpath(whole) if os.path.islink(whole) else whole  # noqa: PTH114


def remove_leftovers_of(target: Target) -> None:
    """Remove what runs that were killed left beside a destination and in it, before its folder is read as a source.

    Args:
        target: where the next run will write.
    """
    if target.path is not None and not target.dry_run and not target.is_stream:
        path = Path(os.path.realpath(target.path))
        remove_leftovers(path.parent, {path.name})


def remove_leftovers(folder: Path, names: Collection[str]) -> None:
    """Remove the temporary files of processes that were killed while they wrote.

    Args:
        folder: in which they wrote.
        names: of the results: files, or folders with a manifest.
    """
    _remove_temporary(folder, {name[:NAME_KEPT] for name in names})
    for name in sorted(names):
        _remove_temporary(folder / name)


def _remove_temporary(folder: Path, names: Collection[str] | None = None) -> None:
    with contextlib.suppress(
        OSError
    ):  # what cannot be listed is no folder, and what cannot be removed is in nobody's way
        for path in folder.iterdir():
            found = _TEMPORARY.fullmatch(path.name)
            if found and (names is None or found[1] in names) and not _runs(int(found[2])):
                path.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    """Whether a process is alive. Windows is not asked: there nobody can remove a file that a process has open."""
    if os.name == "nt":
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
