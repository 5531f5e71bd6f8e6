"""The group of commands, each imported when it is called: `wparchive --help` reads no more than this table."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Final

import click

from wparchive._version import __version__
from wparchive.cli.console import leave_interrupted, reporting_errors
from wparchive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

COMMANDS: Final = {
    "convert": "Turn an export into Markdown, SQLite or an archive, in one go.",
    "inspect": "Show what is in a source before anything is written.",
    "import": "Read sources into a normalized archive, nothing stripped.",
    "clean": "Move boilerplate aside in an archive.",
    "export": "Write an archive in another format.",
    "verify": "Read a result back and prove that all is there.",
    "batch": "Convert many sources, each to a result of its own.",
    "formats": "List what can be read and written.",
    "completion": "Print the completion script for a shell.",
}

EPILOG: Final = """\b
Examples:
  wparchive convert export.xml -o blog/        a folder of Markdown
  wparchive convert export.xml -o blog.db      a SQLite database
  wparchive inspect export.xml                 what is in it
"""


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The commands in the order in which they are of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"wparchive.cli.{cmd_name}_").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; click would make 1 of a broken pipe and of Ctrl-C, which means something else here."""
        try:
            with reporting_errors(debug="--debug" in sys.argv):
                return super().invoke(ctx)
        except KeyboardInterrupt:
            leave_interrupted()

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a file's name in its place gets the advice to say `convert`."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import os.path  # only for the advice

            if os.path.exists(args[0]):  # noqa: PTH110 - pathlib's raises where a name is too long
                ctx.fail(f"{args[0]!r} is a file, not a command. Did you mean: wparchive convert {args[0]} -o DEST")
            from difflib import get_close_matches  # only for the advice

            if near := get_close_matches(args[0], COMMANDS, 1):
                ctx.fail(f"there is no command {args[0]!r}. Did you mean: wparchive {near[0]}")
        return super().resolve_command(ctx, args)


def _read_config(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    import tomllib  # only when it is asked for
    from pathlib import Path

    path = Path(value or "wparchive.toml")
    if value is None and not path.is_file():
        return
    try:
        with path.open("rb") as file:
            values = tomllib.load(file)
    except (OSError, ValueError) as error:  # also bytes that are no UTF-8
        message = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"cannot be read: {message}", place=str(path)) from error
    if strange := [name for name in COMMANDS if not isinstance(values.get(name, {}), dict)]:
        raise UsageError(f"{strange[0]} is a command; its options stand below [{strange[0]}]", place=str(path))
    tables = {name: values.pop(name, {}) for name in COMMANDS}
    known = {name: _keys(name) for name in COMMANDS}
    _check_keys(path, "", values, {*COMMANDS}.union(*known.values()))
    for name, table in tables.items():
        _check_keys(path, f"below [{name}], ", table, known[name])
    ctx.default_map = {
        name: {
            key: [item] if known[name].get(key) and isinstance(item, str) else item
            for key, item in ((key.replace("-", "_"), item) for key, item in {**values, **table}.items())
        }
        for name, table in tables.items()
    }


def _keys(command: str) -> dict[str, bool]:
    """The keys that the options of a command have in a configuration file, and whether they can be repeated."""
    parameters = import_module(f"wparchive.cli.{command}_").command.params
    options = [option for option in parameters if isinstance(option, click.Option) and option.expose_value]
    return {option.name: option.multiple for option in options if option.name}


def _check_keys(path: Path, place: str, found: Iterable[str], known: Collection[str]) -> None:
    """Refuse what no option is called: who mistypes a key would wait for its effect in vain.

    Raises:
        UsageError: naming the key and the one that was probably meant.
    """
    for key in found:
        if (name := key.replace("-", "_")) not in known:
            from difflib import get_close_matches  # only where something is wrong

            near = get_close_matches(name, sorted(known), 1)
            remedy = f"did you mean {near[0]}?" if near else "docs/reference/commands.md lists the keys"
            raise UsageError(f"{place}no option has the key {key!r}", place=str(path), remedy=remedy)


@click.command(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "WPARCHIVE"},
    epilog=EPILOG,
)
@click.version_option(__version__, prog_name="wparchive")
@click.option(
    "--config",
    metavar="FILE",
    callback=_read_config,
    expose_value=False,
    is_eager=True,
    help="Options from a TOML file; wparchive.toml in this folder is read without asking.",
)
def app() -> None:
    """Keep a WordPress blog: exports in, Markdown, SQLite and a lasting archive out.

    Every post, comment and repair is accounted for; nothing private is published unless asked.
    """
