"""Starters: what makes a site of the content. Configuration, templates and a style sheet, ready to be built.

They lie in `layouts/starters/`, one folder for each generator. Most files are copied as they are; one whose name ends
in `.in` loses that ending, and `@@title@@` within it becomes the site's title, written as the file's format has it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from wparchive.paths import path_of
from wparchive.text import one_line, without_surrogates
from wparchive.urls import split_url
from wparchive.writers.markdown.frontmatter.yaml import UNPRINTABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from importlib.resources.abc import Traversable

    from wparchive.model import Site
    from wparchive.target_folders import FolderTarget
    from wparchive.writers.markdown.layouts import Layout

_SHARED: Final = "shared"
_FILLED: Final = ".in"
_VALUE: Final = re.compile(r"@@([a-z_]+)@@")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{2,8}){0,3}", re.ASCII)
_OFFSET: Final = re.compile(r"([+-])([0-9]{2}):([0-9]{2})")

_ZONES: Final = {
    "-09:30": "Pacific/Marquesas", "-03:30": "America/St_Johns", "+03:30": "Asia/Tehran", "+04:30": "Asia/Kabul",
    "+05:30": "Asia/Kolkata", "+05:45": "Asia/Kathmandu", "+06:30": "Asia/Yangon", "+09:30": "Australia/Darwin",
    "+10:30": "Australia/Adelaide", "+12:45": "Pacific/Chatham",
}  # fmt: skip
"""Time zones of offsets that are no whole hours, which `Etc/GMT` has no names for."""


def write_starter(layout: Layout, folder: FolderTarget, site: Site | None, *, front: bool) -> None:
    """Write the files of a layout's starter.

    Args:
        layout: with a starter.
        folder: where the content is.
        site: whose title, address, language and time zone go into the configuration.
        front: the site has a page at its front.
    """
    from importlib.resources import files  # noqa: PLC0415 - not for --help

    starter = layout.starter
    if starter is None:
        return
    values = {**site_values(site), "front": front}
    root = files("wparchive.writers.markdown.layouts") / "starters"
    found = [
        *_walk(root / starter.files, ""),
        *((place, root / _SHARED / name) for name, place in starter.shared.items()),
    ]
    for path, file in sorted(found, key=lambda one: one[0]):
        place = path.removesuffix(_FILLED)
        if place == starter.home and front:
            continue
        data = file.read_bytes()
        folder.write(place, filled(data.decode(), place, values).encode() if place != path else data)


def _walk(folder: Traversable, above: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{above}{entry.name}/")
        elif not entry.name.endswith(".pyc"):
            yield above + entry.name, entry


def site_values(site: Site | None) -> dict[str, str | bool]:
    """Give what a configuration says of a site.

    Returns:
        `title`, `description`, `language` (`en-US`), `lang` (`en`), `timezone` (of the IANA's names); `url`, without a
        `/` at its end, and its two parts, `host` and `base`.
    """
    title, description = (one_line(site.title), one_line(site.description)) if site else ("", "")
    url = split_url(site.url if site else "")
    host = f"{url.scheme}://{url.netloc}" if url.scheme in ("http", "https") and url.netloc else "https://example.org"
    base = "".join(f"/{quote(part, safe='%')}" for part in path_of(site.url)) if site else ""
    language = site.language if site and _LANGUAGE.fullmatch(site.language) else "en"
    return {
        "title": title or "Blog", "description": description, "url": host + base, "host": host, "base": base,
        "language": language.replace("_", "-"), "lang": re.split("[-_]", language)[0].lower(),
        "timezone": zone_of(site.timezone_offset if site else None),
    }  # fmt: skip


def zone_of(offset: str | None) -> str:
    """Name a time zone that has an offset, as `+02:00`, all the year; `Etc/GMT-2` has that one."""
    found = _OFFSET.fullmatch(offset or "")
    if not found or found[0][1:] == "00:00":
        return "UTC"
    if found[3] != "00":
        return _ZONES.get(found[0], "UTC")
    return f"Etc/GMT{'-' if found[1] == '+' else '+'}{int(found[2])}"


def filled(text: str, name: str, values: Mapping[str, str | bool]) -> str:
    """Put values into the text of a file.

    Args:
        text: with `@@title@@` in the places of literals.
        name: of the file, whose ending says how its format writes a literal.
        values: by name.
    """
    literal = _LITERALS.get(name.rpartition(".")[2], _json)
    return _VALUE.sub(lambda found: literal(values[found[1]]), text)


def _json(value: str | bool) -> str:  # noqa: FBT001 - it is a value
    """Write a literal of JSON, JavaScript, YAML and TOML."""
    text = json.dumps(without_surrogates(value), ensure_ascii=False)
    return UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


_LITERALS: Final[Mapping[str, Callable[[str | bool], str]]] = {"py": ascii}
