"""`wparchive verify`: a result read back, to prove that all is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from wparchive.cli import options as opt
from wparchive.plurals import counted

if TYPE_CHECKING:
    from wparchive.verify import Check

MARKS: Final = {"passed": ("✓", "ok", "green"), "failed": ("✗", "FAILED", "red"), "note": ("·", "note", "yellow")}
"""How a check is marked: where the terminal can show it, where it cannot, and its colour."""
AGAIN: Final = "write it again from its sources"


@click.command("verify")
@click.argument("destination", metavar="DEST")
@click.option("--against", multiple=True, metavar="SOURCE…", help="Prove that all of these sources is in it.")
@click.argument("more", nargs=-1, metavar="")
@opt.reading()
@click.option("-q", "--quiet", is_flag=True, help="Show only what failed.")
@opt.color()
@click.option("--debug", is_flag=True, help="Show a traceback when something fails.")
def command(destination: str, against: tuple[str, ...], more: tuple[str, ...], **options: Any) -> None:
    """Read a result back and prove that all is there.

    DEST is what -o named: an archive, a database or a folder. Its checksums and counts are held against its ledger;
    with --against, each post and comment of the sources is looked for in it.
    """
    from pathlib import Path

    from wparchive.cli.tables import printable, showable
    from wparchive.collector import collector_at_ease
    from wparchive.errors import DestinationError
    from wparchive.verify import verify

    if more and not against:
        raise click.UsageError(f"DEST is one file or folder; {more[0]!r} is one too many. Sources follow --against.")
    done = failed = 0
    with collector_at_ease():
        for check in verify(Path(destination), (*against, *more), opt.read_options(options)):
            done += check.outcome != "note"
            failed += check.outcome == "failed"
            if check.outcome == "failed" or not options["quiet"]:
                _show(check)
    if failed:
        raise DestinationError(
            f"is not whole: {failed} of {counted(done, 'check')} failed", place=destination, remedy=AGAIN
        )
    if not options["quiet"]:
        advice = "" if against else "; --against SOURCE holds it against what it was made of"
        click.echo(showable(f"{printable(destination)} is whole: {counted(done, 'check')} passed{advice}"))


def _show(check: Check) -> None:
    from wparchive.cli.tables import printable, showable

    mark, word, color = MARKS[check.outcome]
    click.secho(mark if showable(mark) == mark else word, fg=color, nl=False)
    click.echo(f" {showable(printable(check.text))}")
    for line in check.details:
        click.echo(f"    {showable(printable(line))}")
