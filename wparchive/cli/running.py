"""Runs a job for a command: progress, summary, report and exit code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wparchive.cli.console import Progress, check_strict, summarize
from wparchive.collector import collector_at_ease

if TYPE_CHECKING:
    from wparchive.ledger import Ledger
    from wparchive.pipeline import Job


def run_job(job: Job, options: dict[str, Any]) -> None:
    """Run a job and say what became of it.

    Args:
        job: what to do.
        options: of the command line, as `running()` gives them.

    Raises:
        StrictError: where `--strict` was given and something was lost.
        SystemExit: with 1 if some of several sources could not be read.
    """
    from msgspec.structs import replace

    from wparchive.pipeline import run

    check_report(options)
    progress = Progress(quiet=options["quiet"])
    with collector_at_ease():
        try:
            ledger = run(
                replace(job, progress=progress, meter=progress.at, files=progress.files) if progress.on else job
            )
        finally:
            progress.clear()
    finish(ledger, options)
    if job.target.dry_run and not options["quiet"]:
        click.echo(f"dry run: nothing was written to {job.target.name}", err=True)
    if ledger.arisen("source-unreadable"):
        raise SystemExit(1)


def finish(ledger: Ledger, options: dict[str, Any]) -> None:
    """Show the summary, write the report, and hold to `--strict`."""
    summarize(ledger, quiet=options["quiet"], verbose=options["verbose"])
    if options.get("report"):
        write_report(ledger, Path(options["report"]))
    check_strict(ledger, strict=options["strict"])


def check_report(options: dict[str, Any]) -> None:
    """Refuse a report that could not be written when everything else is done.

    Raises:
        DestinationError: if it cannot be written, or is not ours.
    """
    if options.get("report"):
        from wparchive.targets import Target, check_file

        check_file(Target(path=Path(options["report"])), is_ours=is_report)


def is_report(head: bytes) -> bool:
    """Tell whether a file is a report of a run or a batch."""
    return head.startswith((b'{"end":', b'{"results":'))


def write_report(ledger: Ledger, path: Path) -> None:
    """Write the ledger as one JSON document: the counts of the end record, then every issue, one a line."""
    from msgspec import json

    from wparchive.targets import Target, atomic_file

    with atomic_file(Target(path=path), is_ours=is_report) as sink:
        sink.write(b'{"end":%b,\n"issues":[' % json.encode(ledger.end()))
        separator = b"\n"
        for issue in ledger.all_issues():
            sink.write(separator + json.encode(issue))
            separator = b",\n"
        sink.write(b"\n]}\n")
