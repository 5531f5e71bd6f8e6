"""Safe, unique names of files: what every file system holds, from what a site called its posts.

Rules of names that no file system may refuse, collected from Windows ("Naming Files, Paths, and Namespaces"), POSIX
and APFS/HFS+ (which compare without case and composition, HFS+ also without format characters).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import chain, count
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MAX_NAME: Final = 215
"""Bytes of one name in UTF-8, its ending included: a slug of WordPress has up to 200, most file systems hold 255."""

MAX_PATH: Final = 1000
"""Bytes of a whole path in UTF-8 (Linux: 4096, macOS: 1024)."""

ENDING: Final = ".md"
ENDINGS: Final = (ENDING, ".comments.json")
DATA_FOLDER: Final = "_data"

_MAX_STEM: Final = MAX_NAME - max(map(len, ENDINGS))
_MOST_FOLDERS: Final = 50
_PLAIN: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}", re.ASCII)
_FORBIDDEN: Final = re.compile(
    '[\\x00-\\x1f\\x7f-\\x9f<>:"/\\\\|?*\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]'
)
"""What some file system refuses, and what makes a name look like another one (`\\u202e` turns the direction round)."""
_DEVICE: Final = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)
_SUFFIX: Final = re.compile(r"\.(?:html?|php)$", re.IGNORECASE)
_SEPARATORS: Final = re.compile(r"[\s!-/:-@\[-`{-~\u2000-\u206f\u3000-\u3003\u3008-\u3020]+")


class Place(NamedTuple):
    """Where a post goes.

    Attributes:
        stem: the path of its file without ending, with `/` between the parts.
        collided: another post had asked for that path before.
        changed: the name as it was cannot be held by every file system.
    """

    stem: str
    collided: bool
    changed: bool


def permalink_parts(url: str | None, home: Sequence[str] = ()) -> tuple[str, ...]:
    """Take the path out of a permalink.

    Args:
        url: `https://blog.example.org/news/2010/05/hello/`; None and `?p=12` give nothing.
        home: the parts of the site's own path (`news`), which are left out.

    Returns:
        The parts of the path, percent-decoded where they are UTF-8; () when it names no post.
    """
    path = path_of(url)
    if home and path[: len(home)] == list(home):
        path = path[len(home) :]
    if path and path[0].lower() == "index.php":
        path = path[1:]
    if path:
        path[-1] = _SUFFIX.sub("", path[-1])
    return tuple(map(decoded, path))


def path_of(url: str | None) -> list[str]:
    """Split the path of an address into its parts."""
    address = (url or "").partition("?")[0].partition("#")[0]
    _, absolute, rest = address.partition("//")
    path = rest.partition("/")[2] if absolute else address
    return [part for part in path.split("/") if part not in ("", ".", "..")]


def decoded(part: str) -> str:
    """Decode a slug or part of a path that is percent-encoded UTF-8; what is not stays as it is."""
    if "%" not in part:
        return part
    try:
        return unquote(part, errors="strict")
    except UnicodeDecodeError:  # cut off by the database's limit within a letter, or not UTF-8
        return part


def slug_of(title: str) -> str:
    """Make a name of a title, in its own script: `Ein Test: äöü!` becomes `ein-test-äöü`."""
    return _SEPARATORS.sub("-", title.lower()).strip("-")


def safe_name(name: str, limit: int = MAX_NAME) -> str:
    """Change a name so that every file system can hold it.

    Args:
        name: one part of a path.
        limit: bytes it may have in UTF-8.

    Returns:
        The name, composed (NFC); "" if nothing is left of it.
    """
    if _PLAIN.fullmatch(name) and len(name) <= limit and not _DEVICE.match(name):
        return name
    # No file of a folder is hidden, nor taken for an option by whoever says `rm *` there.
    name = _FORBIDDEN.sub("-", unicodedata.normalize("NFC", name)).strip().lstrip(". -")
    name = _DEVICE.sub(r"\1_", name, count=1) if _DEVICE.match(name) else name
    return _cut(name, limit).rstrip(". ")


def _composed(part: str) -> str:
    return part if part.isascii() else unicodedata.normalize("NFC", part)


def _cut(name: str, limit: int) -> str:
    encoded = name.encode()
    return name if len(encoded) <= limit else encoded[:limit].decode(errors="ignore")


@lru_cache(maxsize=1024)  # `2010/05` holds many
def _safe_folder(name: str, *, first: bool) -> str:
    name = safe_name(name)
    folded = name.casefold()
    if first and folded == DATA_FOLDER:
        return name[1:]
    return name[: name.rindex(".")] + "-" + name[name.rindex(".") + 1 :] if folded.endswith((".md", ".json")) else name


def choose_place(parts: Sequence[str], label: str, serial: int, claim: Callable[[str], bool]) -> Place:
    """Choose the file of a post.

    Args:
        parts: folders and name as the post has them, at least one.
        label: the post's id, or ""; it is added to a name that another post has.
        serial: a number that no other call has; it is added when the label does not help.
        claim: enters a text and says whether it is new, as `wparchive.hashing.HashSet.add`.

    Returns:
        A path that no other post has on any file system, however that compares names.
    """
    *folders, name = parts
    safe_folders = [_safe_folder(folder, first=not at) for at, folder in enumerate(folders[-_MOST_FOLDERS:])]
    stem = safe_name(name, _MAX_STEM) or safe_name(label, _MAX_STEM) or "untitled"
    changed = [*safe_folders, stem] != list(map(_composed, parts))
    safe_folders = [folder for folder in safe_folders if folder]
    if sum(len(folder.encode()) + 1 for folder in safe_folders) > MAX_PATH - MAX_NAME:
        safe_folders, changed = safe_folders[:1], True
    prefix = "".join(f"{folder}/" for folder in safe_folders)
    if claim(folded(prefix + stem)):
        return Place(prefix + stem, collided=False, changed=changed)
    label = safe_name(label, 40)
    marks = (label, *(f"{label}-{number}" for number in range(2, 10)))
    suffixes = (f"-{mark.strip('-')}" for mark in chain(marks, (f"{label}-{serial + more}" for more in count())))
    uniques = (f"{prefix}{_cut(stem, _MAX_STEM - len(end.encode()))}{end}" for end in suffixes if end != "-")
    return Place(next(path for path in uniques if claim(folded(path))), collided=True, changed=changed)


def folded(path: str) -> str:
    """Give what is equal for all paths that some file system takes for the same (Unicode, 3.13.5 D145)."""
    if path.isascii():
        return path.lower()
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFD", path).casefold())
    return "".join(letter for letter in folded if unicodedata.category(letter) != "Cf")
