"""Layouts: how each site generator wants its content, as data. One TOML file is one layout; users write their own.

`fields` says what stands in front matter: a name (with dots, it goes into a table) and where its value comes from
(`wparchive.writers.markdown.values`). `files` says where a file goes, by type of post, `*` for all others: the first
pattern all of whose names have a value. `{path}` is the path of the post's page on the old site, which may be many
folders deep. Terms, authors and months have pages of the type `term`, where `files` says where these go; `term.genre`
is for those of one taxonomy.
"""

from __future__ import annotations

import string
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec
from msgspec import Struct

from wparchive.errors import UsageError
from wparchive.options import LAYOUTS
from wparchive.paths import decoded
from wparchive.writers.markdown.frontmatter import FORMATS
from wparchive.writers.markdown.guards import GUARDS
from wparchive.writers.markdown.values import CHANGES, taker

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wparchive.writers.markdown.values import Shown, Taker

OTHERS: Final = "*"
TERM: Final = "term"
"""The type of pages that show what belongs to a term, an author or a month."""

PATTERN_NAMES: Final = ("path", "name", "type", "id", "title", "slug", "taxonomy", "year", "month", "day", "status")
_MOST_LAYOUTS: Final = 10


class Starter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `--starter` puts around the content.

    Attributes:
        files: folder of `starters`, whose files are copied.
        shared: files of `starters/shared`, and where they go.
        home: the file that shows the newest posts; a site with a page at its front goes without.
    """

    files: str
    shared: dict[str, str] = {}
    home: str = ""


class Layout(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """One layout.

    Attributes:
        summary: for whom it is, in one line.
        fields: of front matter, in order.
        fields_of: other fields of some types of posts; an empty source takes a field away.
        files: patterns of file names without ending, by type of post.
        drafts: patterns for what was not public, where these go elsewhere.
        front: pattern for the page at the front of the site, where it has one.
        reserved: names that the generator takes for something else, with `*` and `?`; they are changed.
        guard: what in a text the generator would take for its own, one of `guards.GUARDS`.
        front_matter: how it is written.
        always: fields that also stand there when they are empty or false.
        data: pattern of the names of data files; `{name}` is `authors`, `terms`, `menus` or `attachments`.
        comments: `section`, or the pattern of the name of a data file, where `{key}` is the post's `key`.
        media: the folder for files of the media library.
        media_address: the same folder as pages link to it.
        links: internal links are `as-found`, an `address` (from the host's root), that from the `site`'s root, to which
            the generator adds the site's own path, or `file` (from one file to the other).
        unicode: the normal form of addresses, where the generator brings them into one.
        by_file: pages have the addresses that their files have below the first folder: front matter cannot say others.
        archives: addresses of the pages of terms, by taxonomy, of `author`, of months (`date`) and types of posts
            (`type`); `home` is a page with all posts; `*` is for other taxonomies, and "" for no pages.
        native: taxonomies whose pages the generator fills itself; those of all others list their posts.
        starter: what `--starter` adds.
    """

    summary: str
    fields: dict[str, str]
    fields_of: dict[str, dict[str, str]] = {}
    files: dict[str, list[str]]
    drafts: list[str] = []
    front: str = ""
    reserved: list[str] = []
    guard: str = ""
    front_matter: Literal["yaml", "toml", "json", "lines"] = "yaml"
    always: list[str] = []
    data: str = "_data/{name}.json"
    comments: str = "section"
    media: str = "wp-content/uploads"
    media_address: str = "/wp-content/uploads"
    links: Literal["as-found", "address", "site", "file"] = "address"
    unicode: Literal["NFC", "NFKC"] = "NFC"
    by_file: bool = False
    archives: dict[str, str] = {}
    native: list[str] = []
    starter: Starter | None = None

    @cached_property
    def _by_type(self) -> Mapping[str, list[tuple[list[str], str, bool, Taker]]]:
        return {kind: list(self._takers({**self.fields, **more})) for kind, more in (("", {}), *self.fields_of.items())}

    def _takers(self, fields: Mapping[str, str]) -> Iterable[tuple[list[str], str, bool, Taker]]:
        """For each field its tables and name; whether it always stands there; and what gives its value."""
        for name, source in fields.items():
            above, _, last = name.rpartition(".")
            if source:
                yield above.split(".") if above else [], last, name in self.always, taker(source)

    def matter(self, shown: Shown) -> str:
        """Write the front matter of a post."""
        found: dict[str, Any] = {}
        for above, name, always, take in self._by_type.get(shown.post.type) or self._by_type[""]:
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
        if self._keeps_paths:
            return tuple(path)
        if self.front and shown.address == "/":
            return tuple(self.front.split("/"))
        path = [self._free(part) for part in path]
        known = _known(shown, path)
        of_taxonomy = self.files.get(f"{TERM}.{known['taxonomy']}") if known["taxonomy"] else None
        patterns = of_taxonomy or self.files.get(shown.post.type) or self.files[OTHERS]
        for pattern in [*(self.drafts if is_draft else ()), *patterns]:
            names = {name for _, name, _, _ in string.Formatter().parse(pattern) if name}
            if all(known.get(name) for name in names):
                return tuple(_filled(pattern, known, path))
        return tuple(path)

    @cached_property
    def _keeps_paths(self) -> bool:
        return self.files == {OTHERS: ["{path}"]} and not (self.front or self.reserved or self.drafts)

    def _free(self, part: str) -> str:
        """Change a name that means something else to the generator."""
        if any(fnmatchcase(part.lower(), name) for name in self.reserved):
            return f"{part.lstrip('_')}-page"
        return part

    def archive(self, taxonomy: str, slug: str, path: str) -> str:
        """Give the address of a term's page, "" where it has none.

        Args:
            taxonomy: as the term has it, or another key of `archives`.
            slug: of the term.
            path: the same with the slugs of those above it.
        """
        pattern = self.archives.get(taxonomy, self.archives.get(OTHERS, ""))
        return pattern.format(taxonomy=taxonomy, slug=slug, path=path)


def _known(shown: Shown, path: Sequence[str]) -> dict[str, str]:
    post = shown.post
    day = CHANGES["day"](post.published or post.published_raw or "") or ""
    year, _, rest = str(day).partition("-")
    month, _, day = rest.partition("-")
    title = taker("title")(shown)
    return {
        "path": "/".join(path), "name": path[-1], "type": post.type, "id": post.id or "", "title": str(title or ""),
        "year": year, "month": month, "day": day, "status": post.status, "slug": decoded(post.slug),
        "taxonomy": str(post.meta[0].value) if post.type == TERM and post.meta else "",
    }  # fmt: skip


def _filled(pattern: str, known: Mapping[str, str], path: Sequence[str]) -> list[str]:
    parts: list[str] = []
    for part in pattern.split("/"):
        parts += path if part == "{path}" else [part.format_map(known)]
    return parts


def load_layout(name: str, fields: Iterable[tuple[str, str]] = ()) -> Layout:
    """Give a layout of this program by its name, or one of the user's by the path of its file.

    Args:
        name: of the layout.
        fields: further fields of front matter, each with its source; "" takes one away.

    Raises:
        UsageError: if there is none, or the file does not describe one.
    """
    remedy = "docs/reference/layouts.md says what one is"
    try:
        found = _read(name)
        found["fields"] = {**found.get("fields", {}), **dict(fields)}
        layout = msgspec.convert(found, Layout)
    except (msgspec.MsgspecError, TypeError) as error:
        raise UsageError(f"is no layout: {error}", place=name, remedy=remedy) from error
    if OTHERS not in layout.files:
        raise UsageError(f"is no layout: it does not say where other types go (files.{OTHERS!r})", place=name)
    if layout.guard not in GUARDS:
        raise UsageError(f"is no layout: there is no guard {layout.guard!r}", place=name, remedy=remedy)
    _ = layout._by_type  # noqa: SLF001 - its sources are checked now, not with the first post
    _check_patterns(layout, name)
    return layout


_HERE: Final = Path(__file__).parent
"""`importlib.resources` would load a megabyte of modules for zips."""


def _read(name: str) -> dict[str, Any]:
    """Read a layout, and below it those that it extends: what it says takes the place of what they say."""
    layers: list[dict[str, Any]] = []
    beside = Path()
    while name:
        if len(layers) == _MOST_LAYOUTS:
            raise UsageError("extends itself, or too many others", place=name)
        try:
            path = _HERE / f"{name}.toml" if name in LAYOUTS else beside / name
            layer = msgspec.toml.decode(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            remedy = f"name one of {', '.join(LAYOUTS)}, or a file"
            raise UsageError("there is no such layout", place=name, remedy=remedy) from error
        layers.append(layer)
        beside = beside if name in LAYOUTS else (beside / name).parent
        name = str(layer.pop("extends", ""))
    merged: dict[str, Any] = {}
    for layer in reversed(layers):
        for key, value in layer.items():
            together = isinstance(value, dict) and isinstance(merged.get(key), dict)
            merged[key] = {**merged[key], **value} if together else value
    return merged


def _check_patterns(layout: Layout, place: str) -> None:
    posts = [*layout.drafts, *(one for patterns in layout.files.values() for one in patterns)]
    checks: list[tuple[Iterable[str], Iterable[str]]] = [
        (posts, PATTERN_NAMES),
        (layout.archives.values(), ("taxonomy", "slug", "path")),
        ([layout.data], ("name",)),
        ([layout.comments], ("key",)),
    ]
    for patterns, allowed in checks:
        for pattern in patterns:
            _check_pattern(pattern, allowed, place)


def _check_pattern(pattern: str, allowed: Iterable[str], place: str) -> None:
    try:
        names = {name for _, name, _, _ in string.Formatter().parse(pattern) if name is not None}
    except ValueError as error:
        raise UsageError(f"is no layout: {pattern!r}: {error}", place=place) from error
    if unknown := sorted(names - set(allowed)):
        remedy = f"patterns know {', '.join(sorted(allowed))}"
        raise UsageError(f"is no layout: {pattern!r} names {unknown[0]!r}", place=place, remedy=remedy)
