"""What the terminal shows besides results: progress, the summary, issues and errors. All of it on standard error."""

from __future__ import annotations

import contextlib
import errno
import signal
import sys
import time
from typing import TYPE_CHECKING, Final, NoReturn

import click

from wparchive.cli.tables import printable
from wparchive.errors import DestinationError, StrictError, WparchiveError
from wparchive.plurals import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.ledger import Ledger
    from wparchive.model import Record

MAX_LOST_SHOWN: Final = 20
ACCOUNTS: Final = {
    "not-published": "{} not public and not published; --include publishes them",
    "no-place": "{} without a place in this format; an archive or a database keeps them",
    "duplicate-post": "{} left out that another source had already given",
    "duplicate-comment": "{} left out that stood there already",
    "pages-joined": "{} joined with what else shows the same posts",
}
"""Why less can come out than went in: the lines below the summary, by issue code."""

NOUNS: Final = {"meta": ("custom field", "custom fields")}
"""What kinds of units are called that are not called by their own name."""

PROGRESS_SECONDS: Final = 0.1
ROOM_ENOUGH: Final = 1 << 24
"""Bytes; a folder with so many has room for what a run keeps at a time."""


@contextlib.contextmanager
def reporting_errors(*, debug: bool) -> Iterator[None]:
    """Turn exceptions into one line on standard error and an exit code; with `debug`, let them through."""
    try:
        yield
    except (click.exceptions.Exit, click.Abort):  # which are how click leaves
        raise
    except WparchiveError as error:
        if debug:
            raise
        fail(str(error), error.exit_code)
    except BrokenPipeError:
        leave_broken_pipe()
    except _unforeseen() as error:
        if debug:
            raise
        if "is full" in str(error) or getattr(error, "errno", 0) == errno.ENOSPC:
            fail(_without_room(), DestinationError.exit_code)
        if isinstance(error, UnicodeEncodeError):
            message = f"{error.object!r} cannot be a file's name here (set PYTHONUTF8=1, or a locale of UTF-8)"
            fail(message, DestinationError.exit_code)
        fail(f"{type(error).__name__}: {error} (--debug shows where; please report it)", WparchiveError.exit_code)


def _unforeseen() -> tuple[type[Exception], ...]:
    """What can go wrong anywhere, mistakes of ours among it; of SQLite, where a run has loaded it."""
    sqlite = sys.modules.get("sqlite3")
    ours = (ArithmeticError, AssertionError, AttributeError, LookupError, NameError, TypeError, ValueError)
    return MemoryError, RuntimeError, OSError, *ours, *([sqlite.Error] if sqlite else [])


def leave_broken_pipe() -> NoReturn:
    """Exit as programs do whose reader went away (`| head`): there is nobody to tell."""
    with contextlib.suppress(OSError):
        sys.stdout.close()
    raise SystemExit(141)


def _without_room() -> str:
    """Say where there is no room: destinations raise errors of their own, so standard output, or what a run keeps."""
    import os
    import shutil
    import tempfile

    folder = os.environ.get("TMPDIR") or tempfile.gettempdir()
    with contextlib.suppress(OSError):
        if shutil.disk_usage(folder).free > ROOM_ENOUGH:
            return "standard output: there is no room for it"
    return f"{folder}: there is no room for temporary files (set TMPDIR to a folder with room)"


def end_in_order() -> None:
    """Let a run clean up when it is told to end, as at Ctrl-C; what somebody has it ignore (`nohup`), it ignores."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


def leave_interrupted() -> NoReturn:
    """Exit as programs do that the user stopped: 128 and the number of SIGINT."""
    click.echo("stopped; the same command begins again", err=True)
    raise SystemExit(130)


def fail(message: str, code: int) -> NoReturn:
    """Say what is wrong and exit."""
    click.secho("error: ", fg="red", bold=True, nl=False, err=True)
    click.echo(printable(message), err=True)
    raise SystemExit(code)


class Progress:
    """One line on a terminal that says how far a run is; nothing where there is no terminal.

    Without `color=True`, click would take the signs that clear the line away where there are to be no colours.
    """

    def __init__(self, *, quiet: bool) -> None:
        self.on = not quiet and sys.stderr.isatty()
        self._posts = self._comments = 0
        self._next = 0.0
        self._shown = False
        self._share = 0.0

    def at(self, share: float) -> None:
        """Take how much of the source was read, from 0 to 1."""
        self._share = share

    def __call__(self, record: Record) -> None:
        """Count a record."""
        if not self.on:
            return
        comments = getattr(record, "comments", None)
        if comments is None:
            return
        self._posts += 1
        self._comments += len(comments)
        now = time.monotonic()
        if now >= self._next:
            self._next, self._shown = now + PROGRESS_SECONDS, True
            line = f"{self._share:4.0%}  {counted(self._posts, 'post')}, {counted(self._comments, 'comment')}"
            click.echo(f"\r{line} \033[K", nl=False, err=True, color=True)

    def files(self, done: int, total: int, size: int) -> None:
        """Show how many files were fetched."""
        now = time.monotonic()
        if now >= self._next:
            self._next, self._shown = now + PROGRESS_SECONDS, True
            line = f"{done:,} of {counted(total, 'file')}, {size / (1 << 20):,.1f} MB"
            click.echo(f"\r{line} \033[K", nl=False, err=True, color=True)

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            click.echo("\r\033[K", nl=False, err=True, color=True)
            self._shown = False


def summarize(ledger: Ledger, *, quiet: bool, verbose: bool) -> None:
    """Show the one-line summary, and what was lost; with `verbose`, every issue."""
    lost, changed = ledger.severity_count("lost"), ledger.severity_count("changed")
    if verbose or lost:
        _show_issues(ledger, verbose=verbose)
    if quiet:
        return
    came_in, went_out = ledger.came_in, ledger.went_out
    click.echo(
        f"{counted(came_in['post'], 'post')}, {counted(came_in['comment'], 'comment')} in; "
        f"{went_out['post']:,} and {went_out['comment']:,} out; {lost:,} lost, {changed:,} changed",
        err=True,
    )
    if ledger.accounted["post"] or ledger.accounted["comment"]:
        for code, meaning in ACCOUNTS.items():
            if units := ledger.units_of_code(code):
                *others, last = [counted(number, *NOUNS.get(kind, (kind,))) for kind, number in units.items()]
                listed = f"{', '.join(others)} and {last}" if others else last
                click.echo(f"  {meaning.format(listed)}", err=True)
    if posts := ledger.issues["passage-not-published"]:
        said = f"what {counted(posts, 'post')} held for members alone not published; --include protected publishes it"
        click.echo(f"  {said}", err=True)


def _show_issues(ledger: Ledger, *, verbose: bool) -> None:
    shown = 0
    for issue in ledger.all_issues():
        if not verbose and issue.severity != "lost":
            continue
        if not verbose and shown == MAX_LOST_SHOWN:
            click.echo("  … (--report FILE.json has them all)", err=True)
            return
        where = issue.where
        place = f"{where.source}{f':{where.line}' if where.line else ''}{f' ({where.record})' if where.record else ''}"
        click.secho(f"{issue.severity}: ", fg="red" if issue.severity == "lost" else "yellow", nl=False, err=True)
        click.echo(printable(f"{place}: {issue.message}"), err=True)
        shown += 1


def check_strict(ledger: Ledger, *, strict: bool) -> None:
    """Raise where the user asked for losses to be an error.

    Raises:
        StrictError: if anything was lost.
    """
    lost = ledger.severity_count("lost")
    if strict and lost:
        raise StrictError(f"{lost:,} losses, and --strict was given", remedy="--report FILE.json names each")
