"""Options that several commands share, and how they become the objects of `wparchive.options`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from wparchive.options import INCLUDABLE, LAYOUTS, MEBIBYTE, POLICIES, ReadOptions, RenderOptions, WriteOptions

if TYPE_CHECKING:
    from collections.abc import Callable

    from wparchive.formats import Format
    from wparchive.targets import Target

F = TypeVar("F", bound="Callable[..., Any]")

if TYPE_CHECKING:
    _ParamType = click.ParamType[int]
else:
    _ParamType = click.ParamType  # older releases of click cannot be subscripted

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
                     help="Those that nobody knows: as written; without their tags; or away, what they hold included."),
        click.option("--language", metavar="CODE",
                     help="Of texts in several languages (qTranslate) show this one, as `en`, and not all."),
        click.option("--rule", "rules", multiple=True, metavar="NAME", help="Apply this cleaning rule as well."),
        click.option("--no-rule", "no_rules", multiple=True, metavar="NAME", help="Leave this cleaning rule out."),
        click.option("--list-rules", is_flag=True, is_eager=True, expose_value=False, callback=_list_rules,
                     help="List the cleaning rules and exit."),
    )  # fmt: skip


def writing() -> Callable[[F], F]:
    """What is written, and how."""
    return _all(
        click.option("--include", multiple=True, type=click.Choice(INCLUDABLE), metavar="WHAT",
                     help=f"Publish what is not public, marked as such: {', '.join(INCLUDABLE)}. Can be repeated."),
        click.option("--comments", type=click.Choice(["section", "data", "none"]), default="section", show_default=True,
                     help="Markdown: comments below the post, as a JSON file beside it, or not at all."),
        click.option("--layout", metavar="NAME", default="plain", show_default=True,
                     help=f"Markdown for a site generator: {', '.join(LAYOUTS)}; or the path of a layout of your own."),
        click.option("--fts/--no-fts", default=True, show_default=True, help="SQLite: the full-text index."),
    )  # fmt: skip


def running(*, writes: bool = True) -> Callable[[F], F]:
    """What every command can be told about its run."""
    always = (
        click.option("--report", type=click.Path(dir_okay=False), metavar="FILE", help="Write the ledger as JSON."),
        click.option("--strict", is_flag=True, help="Exit with 6 if anything was lost."),
        click.option("-q", "--quiet", is_flag=True, help="No progress and no summary."),
        click.option("-v", "--verbose", is_flag=True, help="Show every issue."),
        click.option(
            "--color/--no-color",
            default=None,
            callback=_set_color,
            help="Colours; by default on a terminal.",
        ),
        click.option("--debug", is_flag=True, help="Show a traceback when something fails."),
    )
    if not writes:
        return _all(*always)
    return _all(
        click.option("--overwrite", is_flag=True, help="Replace what wparchive did not write."),
        click.option("--dry-run", is_flag=True, help="Do everything but write."),
        *always,
    )


def _set_color(ctx: click.Context, _param: click.Parameter, value: bool | None) -> bool | None:  # noqa: FBT001 - click's
    ctx.color = value
    return value


def _list_rules(ctx: click.Context, _param: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's signature
    if not value or ctx.resilient_parsing:
        return
    from wparchive.clean import list_rules  # noqa: PLC0415 - only when asked

    for name, summary, default in list_rules():
        click.echo(f"{name:20} {'on ' if default else 'off'}  {summary}")
    ctx.exit()


def target_of(options: dict[str, Any]) -> Target:
    """The destination that `-o`, `--overwrite` and `--dry-run` name."""
    from wparchive.targets import Target  # noqa: PLC0415 - not for --help

    path = None if options["output"] == "-" else Path(options["output"])
    return Target(path=path, overwrite=options["overwrite"], dry_run=options["dry_run"])


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
    )


def write_options(options: dict[str, Any]) -> WriteOptions:
    """What the writing options say."""
    return WriteOptions(
        include=frozenset(options.get("include", ())),
        comments=options.get("comments", "section"),
        layout=options.get("layout", "plain"),
        fts=options.get("fts", True),
    )
