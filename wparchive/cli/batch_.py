"""`wparchive batch`: many sources, each to a result of its own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from wparchive.cli import options as opt

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from wparchive.batch import Batch, Outcome, Plan


@click.command("batch")
@opt.sources()
@click.option(
    "--to", "to", required=True, metavar="FORMAT", help="Format of the results, as `wparchive formats` lists."
)
@opt.output(help_text="The folder of the results.")
@click.option(
    "--jobs", type=click.IntRange(1), metavar="N", help="So many at a time; by default as many as processors."
)
@click.option("--again", is_flag=True, help="Convert also what an earlier run did.")
@opt.writing()
@opt.media()
@opt.cleaning()
@opt.reading()
@opt.running()
def command(sources: tuple[str, ...], to: str, **options: Any) -> None:
    """Convert many sources, each to a result of its own.

    Each file is a source, and each file of a folder that a reader knows; the files in one zip are one source. A bad
    source never stops the rest. The same command again goes on where it was stopped.
    """
    import contextlib

    from wparchive.batch import exit_code, make_plan, run_batch
    from wparchive.cli.running import check_report
    from wparchive.errors import StrictError

    check_report(options)
    plan = make_plan(_batch(sources, to, options))
    order = {name: number for number, name in enumerate(plan.sources)}
    outcomes: list[Outcome] = []
    stopped = False
    with contextlib.closing(run_batch(plan)) as results:
        try:
            for outcome in results:
                outcomes.append(outcome)
                _progress(len(outcomes), len(order), quiet=options["quiet"])
        except KeyboardInterrupt:
            stopped = True
    outcomes.sort(key=lambda outcome: order[outcome.source])
    _show(plan, outcomes, options)
    if stopped:
        click.echo("stopped; the same command goes on from here", err=True)
        raise SystemExit(130)
    if code := exit_code(outcomes):
        raise SystemExit(code)
    lost = sum(outcome.lost for outcome in outcomes)
    if options["strict"] and lost:
        raise StrictError(f"{lost:,} losses, and --strict was given", remedy="`wparchive convert --report` names each")


def _batch(sources: tuple[str, ...], to: str, options: dict[str, Any]) -> Batch:
    from msgspec.structs import replace

    from wparchive import batch
    from wparchive.errors import UsageError
    from wparchive.formats import choose_writer

    target, media = opt.target_of(options), opt.media_options(options)
    if target.path is None:
        raise UsageError("the results are many files", remedy="name a folder with -o")
    writer = choose_writer(to, None)
    return batch.Batch(
        addresses=sources,
        folder=target.path,
        writer=writer,
        workers=options["jobs"] or _processors(),
        again=options["again"],
        overwrite=target.overwrite,
        dry_run=target.dry_run,
        redact=options["redact"],
        render=opt.render_options(options, writer) if writer.rendered else None,
        read=opt.read_options(options),
        write=opt.write_options(options, writer),
        media=media and replace(media, wait=True),  # the workers share one cache where there is one
    )


def _processors() -> int:
    """How many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # not on macOS and Windows
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _progress(done: int, total: int, *, quiet: bool) -> None:
    import sys

    if not quiet and sys.stderr.isatty():
        click.echo(f"\r{done:,} of {total:,} …" if done < total else "\r\033[K", nl=False, err=True, color=True)


def _show(plan: Plan, outcomes: Sequence[Outcome], options: dict[str, Any]) -> None:
    """Show the table, the reasons of failures and the summary, and write the report."""
    from pathlib import Path

    from wparchive.cli.tables import printable, showable, table, terminal_width
    from wparchive.plurals import counted

    failed = [outcome for outcome in outcomes if outcome.outcome == "failed"]
    if not options["quiet"]:
        rows = [("source", "result", "posts", "comments", "lost", "outcome"), *map(_row, outcomes)]
        for line in table(rows, "llrrrl", width=terminal_width(), indent=""):
            click.echo(showable(line))
    for outcome in failed:
        click.secho("failed: ", fg="red", nl=False, err=True)
        click.echo(showable(printable(f"{outcome.source}: {outcome.message}")), err=True)
    if options["verbose"]:
        for name in plan.unknown:
            click.echo(showable(printable(f"no reader knows {name}")), err=True)
    if not options["quiet"]:
        before = sum(outcome.before for outcome in outcomes)
        parts = [f"{len(outcomes) - len(failed) - before:,} done"]
        parts += [f"{before:,} done before"] if before else []
        parts += [f"{len(failed):,} failed"]
        left = len(plan.sources) - len(outcomes)
        parts += [f"{left:,} left"] if left else []
        parts += [f"{len(plan.unknown):,} of no known format passed over"] if plan.unknown else []
        click.echo(f"{counted(len(plan.sources), 'source')}: {', '.join(parts)}", err=True)
    if options["report"]:
        _write_report(Path(options["report"]), plan, outcomes)


def _row(outcome: Outcome) -> tuple[str, ...]:
    numbers = [f"{number:,}" for number in (outcome.posts, outcome.comments, outcome.lost)]
    if outcome.outcome == "failed":
        return (outcome.source, "", "", "", "", "failed")
    return (outcome.source, outcome.result, *numbers, "done before" if outcome.before else "done")


def _write_report(path: Path, plan: Plan, outcomes: Sequence[Outcome]) -> None:
    from msgspec import json

    from wparchive.cli.running import is_report
    from wparchive.targets import Target, atomic_file

    with atomic_file(Target(path=path), is_ours=is_report) as sink:
        rows = b",\n".join(json.encode(outcome) for outcome in outcomes)
        sink.write(b'{"results":[\n%b\n],\n"unknown":%b}\n' % (rows, json.encode(plan.unknown)))
