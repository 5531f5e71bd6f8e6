"""Options that several commands share, and how they become the objects of `wparchive.options`."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from click.core import ParameterSource

from wparchive.errors import UsageError
from wparchive.options import (
    INCLUDABLE,
    LAYOUTS,
    MEBIBYTE,
    POLICIES,
    REDIRECTS,
    MediaOptions,
    ReadOptions,
    RenderOptions,
    WriteOptions,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wparchive.formats import Format
    from wparchive.options import TermChange
    from wparchive.targets import Target

F = TypeVar("F", bound="Callable[..., Any]")

if TYPE_CHECKING:
    _ParamType = click.ParamType[int]
else:
    _ParamType = click.ParamType  # older releases of click cannot be subscripted

_COMMENTS: Final = ("isso", "remark42", "disqus", "staticman", "hugo-data", "comments-json", "comments-csv")
_SPEAK_TO: Final = {
    "comments": ("markdown",),
    "layout": ("markdown", *_COMMENTS),
    "fields": ("markdown",),
    "starter": ("markdown",),
    "redirects": ("markdown",),
    "old_hosts": ("markdown",),
    "hard_breaks": ("markdown",),
    "base_url": _COMMENTS,
    "site_id": ("remark42",),
    "fts": ("sqlite",),
}
"""Options of `writing()` that are not for all formats, and those that they are for."""

SIZES: Final = {"K": 1 << 10, "M": MEBIBYTE, "G": 1 << 30}


class Size(_ParamType):
    """A number of bytes: `500K`, `64M`, `2G`."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401
        """Read one."""
        number = re.fullmatch(r"([0-9]{1,18}(?:\.[0-9]{1,18})?)([KMG]?)(?:I?B)?", str(value).strip().upper())
        if number is None:
            self.fail(f"{value!r} is no size; say 500K, 64M or 2G", param, ctx)
        return int(float(number[1]) * SIZES.get(number[2], 1))


class _ListRules(click.Option):
    """`--list-rules`: it has to know of `--rules` wherever that stands on the command line."""

    def handle_parse_result(
        self, ctx: click.Context, opts: Mapping[str, Any], args: list[str]
    ) -> tuple[Any, list[str]]:
        """List the rules and exit, if it was given."""
        value, args = super().handle_parse_result(ctx, opts, args)
        if opts.get("list_rules") and not ctx.resilient_parsing:
            from wparchive.clean import list_rules  # only when asked

            own = opts.get("own_rules") or ctx.lookup_default("own_rules") or ()
            for name, summary, default in list_rules(own):
                click.echo(f"{name:20} {'on ' if default else 'off'}  {summary}")
            ctx.exit()
        return value, args


def _all(*decorators: Callable[[F], F]) -> Callable[[F], F]:
    def decorate(function: F) -> F:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


def sources(*, required: bool = True) -> Callable[[F], F]:
    """The sources of a command."""
    return click.argument("sources", nargs=-1, required=required, metavar="SOURCE…")


def output(*, help_text: str) -> Callable[[F], F]:
    """Where a result goes."""
    return click.option("-o", "--output", required=True, metavar="DEST", help=help_text)


def reading() -> Callable[[F], F]:
    """How sources are read."""
    return click.option(
        "--max-item-size", type=Size(), default="64M", show_default=True, help="Skip items larger than this, loudly."
    )


def cleaning() -> Callable[[F], F]:
    """What is done with bodies: with what nobody knows, with several languages, and which cleaning rules apply."""
    return _all(
        click.option("--shortcodes", type=click.Choice(POLICIES), default="keep", show_default=True,
                     help="Those that nobody knows: kept as written; stripped with what they hold; unwrapped."),
        click.option("--language", metavar="CODE",
                     help="Of texts in several languages (qTranslate) show this one, as `en`, and not all."),
        click.option("--rule", "rules", multiple=True, metavar="NAME", help="Apply this cleaning rule as well."),
        click.option("--no-rule", "no_rules", multiple=True, metavar="NAME", help="Leave this cleaning rule out."),
        click.option("--rules", "own_rules", multiple=True, type=click.Path(dir_okay=False), metavar="FILE",
                     help="Cleaning rules of your own, in TOML; in a configuration file the key is own_rules."),
        click.option("--list-rules", cls=_ListRules, is_flag=True, is_eager=True, expose_value=False,
                     help="List the cleaning rules and exit; with --rules also your own."),
    )  # fmt: skip


def writing() -> Callable[[F], F]:
    """What is written, and how."""
    return _all(
        click.option("--include", multiple=True, type=click.Choice(INCLUDABLE), metavar="WHAT",
                     help=f"Publish what is not public, marked as such: {', '.join(INCLUDABLE)}. Can be repeated."),
        click.option("--comments", type=click.Choice(["auto", "section", "data", "none"]), default="auto",
                     show_default=True, help="Markdown: comments below the post, in JSON files, or not at all; auto is "
                     "below the post, but for a starter whose templates show them."),
        click.option("--layout", metavar="NAME", default="plain", show_default=True,
                     help=f"Markdown for a site generator: {', '.join(LAYOUTS)}; or the path of a layout of your own."),
        click.option("--field", "fields", multiple=True, metavar="NAME=SOURCE", callback=_named_fields,
                     help="Markdown: one more field of front matter, as subtitle=meta.subtitle; NAME= leaves one out."),
        click.option("--starter", is_flag=True,
                     help="Markdown: add configuration, templates and a style sheet, so that the generator builds it."),
        click.option("--redirects", multiple=True, type=click.Choice(REDIRECTS), metavar="KIND",
                     help=f"Markdown: files that lead old addresses to new: {', '.join(REDIRECTS)}. Can be repeated."),
        click.option("--old-host", "old_hosts", multiple=True, metavar="HOST",
                     help="Markdown: another host that the site had; links to it are the site's own. Can be repeated."),
        click.option("--hard-breaks", type=click.Choice(("spaces", "backslash")), default="spaces", show_default=True,
                     help="Markdown: how a line ends within a paragraph."),
        click.option("--terms", type=click.Path(dir_okay=False), metavar="FILE", help="Categories, tags and other terms"
                     ' to rename or to make one, in TOML: [category] and below it old-slug = "new-slug".'),
        click.option("--base-url", metavar="URL", callback=_web_address,
                     help="Comments: address of the new site; by default that of the old one."),
        click.option("--site-id", metavar="ID", default="remark", show_default=True,
                     help="Remark42: what it calls the site."),
        click.option("--fts/--no-fts", default=True, show_default=True, help="SQLite: the full-text index."),
    )  # fmt: skip


def media() -> Callable[[F], F]:
    """The files of the media library: where they come from, and what is allowed."""
    return _all(
        click.option("--media", is_flag=True,
                     help="Markdown: fetch the files that the pages show from the old site, and link to them here."),
        click.option("--media-dir", type=click.Path(file_okay=False), metavar="DIR",
                     help="Markdown: take them from a copy of wp-content/uploads; with --media, from there first."),
        click.option("--media-all", is_flag=True, help="Also attachments that no page shows."),
        click.option("--media-host", "media_hosts", multiple=True, metavar="HOST", callback=_hosts,
                     help="Fetch from this host as well, as cdn.example.org. Can be repeated."),
        click.option("--media-private", is_flag=True, help="Fetch from private and local addresses as well."),
        click.option("--media-cache", type=click.Path(file_okay=False), metavar="DIR",
                     help="Keep what was fetched there; by default in the destination."),
        click.option("--media-jobs", type=click.IntRange(1, 32), default=6, show_default=True, metavar="N",
                     help="Fetch so many at a time."),
        click.option("--media-max-size", type=Size(), default="1G", show_default=True, help="The largest file."),
        click.option("--media-max-total", type=Size(), default="100G", show_default=True, help="All files of a run."),
        click.option("--media-timeout", type=click.FloatRange(1), default=900, show_default=True, metavar="SECONDS",
                     help="The longest time for one file."),
        click.option("--media-max-time", type=click.FloatRange(1), default=43200, show_default=True, metavar="SECONDS",
                     help="The longest time for all of them."),
    )  # fmt: skip


def running(*, writes: bool = True) -> Callable[[F], F]:
    """What every command can be told about its run."""
    always = (
        click.option("--report", type=click.Path(dir_okay=False), metavar="FILE", help="Write the ledger as JSON."),
        click.option("--strict", is_flag=True, help="Exit with 6 if anything was lost."),
        click.option("-q", "--quiet", is_flag=True, help="No progress and no summary."),
        click.option("-v", "--verbose", is_flag=True, help="Show every issue."),
        color(),
        click.option("--debug", is_flag=True, help="Show a traceback when something fails."),
    )
    if not writes:
        return _all(*always)
    return _all(
        click.option(
            "--redact", is_flag=True, help="Leave out e-mail and IP addresses, passwords, and fields of such."
        ),
        click.option("--overwrite", is_flag=True, help="Replace what wparchive did not write."),
        click.option("--dry-run", is_flag=True, help="Do everything but write."),
        *always,
    )


def color() -> Callable[[F], F]:
    """Whether there are colours."""
    return click.option(
        "--color/--no-color",
        default=None,
        callback=_set_color,
        help="Colours; by default on a terminal, and not where NO_COLOR is set.",
    )


def _set_color(ctx: click.Context, _param: click.Parameter, value: bool | None) -> bool | None:  # noqa: FBT001 - click's
    if value is None and os.environ.get("NO_COLOR"):  # https://no-color.org
        value = False
    ctx.color = ctx.find_root().color = value  # the root is there also when the command has failed
    return value


def _named_fields(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    pairs = [value.partition("=") for value in values]
    if wrong := [name for name, equals, _ in pairs if not equals or not name.strip()]:
        raise click.BadParameter(f"{wrong[0]!r} is no NAME=SOURCE")
    return tuple((name.strip(), source.strip()) for name, _, source in pairs)


def _hosts(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    if wrong := [value for value in values if not _HOST.fullmatch(value)]:
        raise click.BadParameter(f"{wrong[0]!r} is no host; say blog.example.org")
    return values


_HOST: Final = re.compile(r"[^\s/?#@]+")


def _web_address(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    if value and not re.match(r"https?://[^\s/]", value):
        raise click.BadParameter(f"{value!r} is no address of a site; say https://blog.example.org")
    return value


def target_of(options: dict[str, Any]) -> Target:
    """The destination that `-o`, `--overwrite` and `--dry-run` name."""
    from wparchive.targets import Target

    path = None if options["output"] == "-" else Path(options["output"])
    return Target(path=path, overwrite=options["overwrite"], dry_run=options["dry_run"])


def archive_writer(target: Target) -> Format:
    """The form of an archive that its name asks for: one document, or lines.

    Raises:
        UsageError: where the name is that of another format.
    """
    from wparchive.errors import UsageError
    from wparchive.formats import WRITERS, choose_writer

    name = target.path.name.lower().removesuffix(".gz") if target.path else ""
    asked = next((entry.name for entry in WRITERS if name.endswith(entry.suffixes or ("/",))), "jsonl")
    if asked not in ("json", "jsonl"):
        raise UsageError(
            f"this command writes an archive, and the name is that of the format {asked}",
            place=target.name,
            remedy="`wparchive convert` writes that",
        )
    return choose_writer(asked, None)


def read_options(options: dict[str, Any]) -> ReadOptions:
    """What the reading options say."""
    return ReadOptions(max_item_bytes=options.get("max_item_size", 64 * MEBIBYTE))


def render_options(options: dict[str, Any], writer: Format) -> RenderOptions:
    """What the cleaning options say, and the format of the result needs."""
    return RenderOptions(
        text=writer.text,
        safe=writer.shown,
        plugins=writer.shown,
        shortcodes=options.get("shortcodes", "keep"),
        language=options.get("language") or "",
        rules=frozenset(options.get("rules", ())),
        no_rules=frozenset(options.get("no_rules", ())),
        own_rules=tuple(map(str, options.get("own_rules", ()))),
    )


def media_options(options: dict[str, Any]) -> MediaOptions | None:
    """What the options for files say; None where none were asked for."""
    if not options["media"] and not options["media_dir"]:
        if options["media_all"]:
            raise click.UsageError("--media-all does not say where from: --media, --media-dir, or both")
        return None
    return MediaOptions(
        fetch=options["media"],
        folder=options["media_dir"] or "",
        every=options["media_all"],
        hosts=frozenset(options["media_hosts"]),
        private=options["media_private"],
        cache=options["media_cache"] or "",
        connections=options["media_jobs"],
        file_bytes=options["media_max_size"],
        run_bytes=options["media_max_total"],
        file_seconds=options["media_timeout"],
        run_seconds=options["media_max_time"],
    )


def write_options(options: dict[str, Any], writer: Format) -> WriteOptions:
    """What the writing options say.

    Raises:
        UsageError: for an option on the command line that says nothing to this writer: somebody waits for its effect.
    """
    from wparchive.formats import WRITERS

    context = click.get_current_context()
    for name, formats in _SPEAK_TO.items():
        given = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if given and writer in WRITERS and writer.name not in formats:
            flag = next(max(one.opts, key=len) for one in context.command.params if one.name == name)
            remedy = f"leave it out, or say --to {formats[0]}"
            raise UsageError(f"{flag} says nothing to the format {writer.name}", remedy=remedy)
    return WriteOptions(
        include=frozenset(options.get("include", ())),
        comments=options.get("comments", "auto"),
        layout=options.get("layout", "plain"),
        fields=options.get("fields", ()),
        starter=options.get("starter", False),
        base_url=options.get("base_url") or "",
        site_id=options.get("site_id", "remark"),
        redirects=tuple(dict.fromkeys(options.get("redirects", ()))),
        old_hosts=tuple(options.get("old_hosts", ())),
        fts=options.get("fts", True),
        terms=_term_changes(options.get("terms")),
        hard_breaks=options.get("hard_breaks", "spaces"),
    )


def _term_changes(path: str | None) -> tuple[TermChange, ...]:
    if not path:
        return ()
    from wparchive.terms import load_changes  # only where it was asked for

    return load_changes(path)
