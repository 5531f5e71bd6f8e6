"""Layouts: how each site generator wants its content, as data. One TOML file is one layout; users write their own.

`fields` says what stands in front matter: a name (with dots, it goes into a table) and where its value comes from
(`wparchive.writers.markdown.values`). `files` says where a file goes, by type of post, `*` for all others: the first
pattern all of whose names have a value. `{path}` is the path of the post's page on the old site, which may be many
folders deep.
"""

from __future__ import annotations

import string
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec
from msgspec import Struct

from wparchive.errors import UsageError
from wparchive.options import LAYOUTS
from wparchive.writers.markdown.frontmatter import FORMATS
from wparchive.writers.markdown.values import CHANGES, taker

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wparchive.writers.markdown.values import Shown, Taker

OTHERS: Final = "*"


class Layout(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """One layout.

    Attributes:
        summary: for whom it is, in one line.
        fields: of front matter, in order.
        files: patterns of file names without ending, by type of post.
        drafts: patterns for what was not public, where these go elsewhere.
        front_matter: how it is written.
        always: fields that also stand there when they are empty or false.
        data: pattern of the names of data files; `{name}` is `authors`, `terms`, `menus` or `attachments`.
        comments: `section`, or the pattern of a data file's name.
        media: the folder for files of the media library.
        media_address: the same folder as pages link to it.
        links: internal links are `as-found`, an `address` (from the site's root) or `file` (from one file to the
            other).
        archives: addresses of the pages of terms, by taxonomy, and of authors; `{slug}` is the term's.
    """

    summary: str
    fields: dict[str, str]
    files: dict[str, list[str]]
    drafts: list[str] = []
    front_matter: Literal["yaml", "toml", "json", "lines"] = "yaml"
    always: list[str] = []
    data: str = "_data/{name}.json"
    comments: str = "section"
    media: str = "wp-content/uploads"
    media_address: str = "/wp-content/uploads"
    links: Literal["as-found", "address", "file"] = "address"
    archives: dict[str, str] = {}

    @cached_property
    def takers(self) -> list[tuple[list[str], str, bool, Taker]]:
        """For each field its tables and name; whether it always stands there; and what gives its value."""
        named = [(*name.rpartition("."), name in self.always, taker(source)) for name, source in self.fields.items()]
        return [(above.split(".") if above else [], name, always, take) for above, _, name, always, take in named]

    def matter(self, shown: Shown) -> str:
        """Write the front matter of a post."""
        found: dict[str, Any] = {}
        for above, name, always, take in self.takers:
            value = take(shown)
            if value or (always and value is not None):
                table = found
                for part in above:
                    table = table.setdefault(part, {})
                table[name] = value
        return FORMATS[self.front_matter](found)

    def place(self, shown: Shown, path: Sequence[str], *, is_draft: bool) -> tuple[str, ...]:
        """Say where a post wants to be.

        Args:
            shown: the post.
            path: the parts of its path on the old site.
            is_draft: it was not public.

        Returns:
            Folders and name, not yet made safe.
        """
        patterns = self.files.get(shown.post.type) or self.files[OTHERS]
        known = _known(shown, path)
        for pattern in [*(self.drafts if is_draft else ()), *patterns]:
            names = {name for _, name, _, _ in string.Formatter().parse(pattern) if name}
            if all(known.get(name) for name in names):
                return tuple(_filled(pattern, known, path))
        return tuple(path)


def _known(shown: Shown, path: Sequence[str]) -> dict[str, str]:
    post = shown.post
    day = CHANGES["day"](post.published or "") or ""
    year, _, rest = str(day).partition("-")
    month, _, day = rest.partition("-")
    title = taker("title")(shown)
    return {
        "path": "/".join(path), "name": path[-1], "type": post.type, "id": post.id or "", "title": str(title or ""),
        "year": year, "month": month, "day": day, "status": post.status,
    }  # fmt: skip


def _filled(pattern: str, known: Mapping[str, str], path: Sequence[str]) -> list[str]:
    parts: list[str] = []
    for part in pattern.split("/"):
        parts += path if part == "{path}" else [part.format_map(known)]
    return parts


def load_layout(name: str) -> Layout:
    """Give a layout of this program by its name, or one of the user's by the path of its file.

    Raises:
        UsageError: if there is none, or the file does not describe one.
    """
    from importlib.resources import files  # noqa: PLC0415 - not for --help

    try:
        text = (files(__package__) / f"{name}.toml" if name in LAYOUTS else Path(name)).read_text(encoding="utf-8")
        layout = msgspec.toml.decode(text, type=Layout)
    except (OSError, UnicodeDecodeError) as error:
        remedy = f"name one of {', '.join(LAYOUTS)}, or a file"
        raise UsageError("there is no such layout", place=name, remedy=remedy) from error
    except msgspec.MsgspecError as error:
        remedy = "docs/reference/layouts.md says what one is"
        raise UsageError(f"is no layout: {error}", place=name, remedy=remedy) from error
    if OTHERS not in layout.files:
        raise UsageError(f"is no layout: it does not say where other types go (files.{OTHERS!r})", place=name)
    _ = layout.takers
    _check_patterns(layout, name)
    return layout


def _check_patterns(layout: Layout, place: str) -> None:
    allowed = {"path", "name", "type", "id", "title", "year", "month", "day", "status"}
    for pattern in [*layout.drafts, *(one for patterns in layout.files.values() for one in patterns)]:
        try:
            names = {name for _, name, _, _ in string.Formatter().parse(pattern) if name is not None}
        except ValueError as error:
            raise UsageError(f"is no layout: {pattern!r}: {error}", place=place) from error
        if unknown := sorted(names - allowed):
            remedy = f"patterns know {', '.join(sorted(allowed))}"
            raise UsageError(f"is no layout: {pattern!r} names {unknown[0]!r}", place=place, remedy=remedy)
