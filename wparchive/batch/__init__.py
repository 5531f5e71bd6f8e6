"""Batches: many sources, each converted to a result of its own.

    plan      which sources there are, what their results are called, and which are done already
    journal   what became of each, kept beside the results, so that a batch goes on where it was stopped
    workers   processes that may die without taking the others along

One bad source never stops the rest: what became of it is a line of the table.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from msgspec.structs import replace

from wparchive.batch.journal import Journal, Outcome
from wparchive.batch.plan import Batch, Plan, Task, make_plan
from wparchive.batch.workers import WorkerDiedError, run_all
from wparchive.errors import WparchiveError
from wparchive.pipeline import Job, run
from wparchive.targets import Target, remove_leftovers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Batch", "Outcome", "Plan", "convert_one", "exit_code", "make_plan", "run_batch"]


def run_batch(plan: Plan, work: Callable[[Job], Outcome] | None = None) -> Iterator[Outcome]:
    """Convert the sources of a plan that are not done yet.

    Args:
        plan: from `make_plan`.
        work: does one job, in a process of its own; `convert_one` where it is not given.

    Yields:
        What became of each, as it is known: first what was done before, then the others as they end.

    Raises:
        DestinationError: if the journal cannot be written.
    """
    yield from plan.done
    batch, names = plan.batch, {task.result for task in plan.tasks}
    jobs = {_job(batch, task): task for task in plan.tasks}
    results = run_all(list(jobs), work or convert_one, batch.jobs)
    remove_leftovers(batch.folder, names)
    with Journal(batch.folder, write=not batch.dry_run) as journal, contextlib.closing(results):
        try:
            for job, result in results:
                task = jobs[job]
                names.discard(task.result)
                outcome = _with_task(result if isinstance(result, Outcome) else _broken(result), task)
                journal.enter(outcome)
                yield outcome
        finally:
            remove_leftovers(batch.folder, names)
