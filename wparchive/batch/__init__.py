"""Batches: many sources, each converted to a result of its own.

    plan      which sources there are, what their results are called, and which are done already
    journal   what became of each, kept beside the results, so that a batch goes on where it was stopped
    workers   processes that may die without taking the others along

One bad source never stops the rest: what became of it is one outcome of many.
"""

from __future__ import annotations

import contextlib
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from wparchive.batch.journal import Journal, Outcome
from wparchive.batch.plan import Batch, Plan, make_plan
from wparchive.batch.workers import run_all
from wparchive.earlier_runs import remove_leftovers
from wparchive.errors import InputError, WparchiveError
from wparchive.pipeline import Job, check, run
from wparchive.targets import Target
from wparchive.text import sayable

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from wparchive.batch.plan import Task

__all__ = ["Batch", "Outcome", "Plan", "Tally", "convert_one", "exit_code", "make_plan", "run_batch"]


class Tally(NamedTuple):
    """What a worker says of a job that it did: how many posts and comments were read, and how much was lost."""

    posts: int
    comments: int
    lost: int


def convert_one(job: Job) -> Tally:
    """Do one job, in a worker."""
    ledger = run(job)
    return Tally(ledger.came_in["post"], ledger.came_in["comment"], ledger.severity_count("lost"))


def run_batch(plan: Plan, work: Callable[[Job], Tally] = convert_one) -> Generator[Outcome, None, None]:
    """Convert the sources of a plan that are not done yet.

    Args:
        plan: from `make_plan`.
        work: does one job; it is called in another process.

    Yields:
        What became of each, as soon as it is known; first of those that were done before.

    Raises:
        DestinationError: if the journal cannot be written.
        UsageError: for what is wrong with the request, whatever the sources hold.
    """
    jobs = [_job(plan.batch, task) for task in plan.tasks]
    for job in jobs[:1]:
        check(job)  # what is wrong with one is wrong with all
    yield from plan.done
    results = run_all(jobs, work, plan.batch.workers)
    try:
        with Journal(plan.batch.folder, write=not plan.batch.dry_run) as journal, contextlib.closing(results):
            for number, result in results:
                outcome = _outcome(plan.tasks[number], result)
                journal.enter(outcome)
                yield outcome
    finally:
        remove_leftovers(plan.batch.folder, {task.result for task in plan.tasks})  # of workers that died


def exit_code(outcomes: Sequence[Outcome]) -> int:
    """Give the exit code for what became of all: 0 all are done, 1 some failed, 3 none could be read."""
    failed = [outcome.code for outcome in outcomes if outcome.outcome == "failed"]
    if not failed:
        return 0
    none_readable = all(outcome.outcome == "failed" for outcome in outcomes) and set(failed) == {InputError.exit_code}
    return InputError.exit_code if none_readable else 1


def _job(batch: Batch, task: Task) -> Job:
    return Job(
        addresses=(task.source,),
        target=Target(path=batch.folder / task.result, overwrite=batch.overwrite, dry_run=batch.dry_run),
        writer=batch.writer,
        render=batch.render,
        read=batch.read,
        write=batch.write,
        media=batch.media,
        redact=batch.redact,
    )


def _reason(error: WparchiveError, source: str) -> str:
    """What an error says, without the name of the source, which stands beside it."""
    text = str(error)
    return text.removeprefix(f"{error.place}: ") if error.place in (source, PurePath(source).name) else text


def _outcome(task: Task, result: Tally | BaseException) -> Outcome:
    failed = Outcome(source=sayable(task.source), result=task.result, outcome="failed", state=task.state)
    if isinstance(result, Tally):
        return replace(failed, outcome="done", posts=result.posts, comments=result.comments, lost=result.lost)
    if isinstance(result, WparchiveError):
        return replace(failed, code=result.exit_code, message=sayable(_reason(result, task.source)))
    message = " ".join(f"{type(result).__name__}: {result}".split())
    return replace(failed, code=WparchiveError.exit_code, message=sayable(message))
