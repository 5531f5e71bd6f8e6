"""Worker processes that may die (out of memory, killed, a crash in a library) without taking other work along."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from wparchive.collector import ease_collector
from wparchive.errors import WparchiveError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

T = TypeVar("T")
R = TypeVar("R")
Numbered: TypeAlias = tuple[int, T]

GRACE: Final = 2.0
"""Seconds that workers have to clean up after an interrupt."""


class WorkerDiedError(WparchiveError):
    """A worker process ended in the middle of its work, twice."""


def run_all(
    tasks: Sequence[T], work: Callable[[T], R], workers: int
) -> Generator[tuple[int, R | BaseException], None, None]:
    """Do tasks in other processes.

    No more tasks are handed out than there are workers, so when one dies, only as many are under suspicion. Those are
    done once more, each alone; what makes its worker die again has failed.

    Args:
        tasks: what can be pickled.
        work: what is done with each; a function of a module.
        workers: how many processes work at the same time.

    Yields:
        The number of a task, and what came of it: a result, or the exception that `work` raised, or `WorkerDiedError`.
    """
    waiting = deque(enumerate(tasks))
    while waiting:
        suspects = yield from _until_broken(waiting, work, min(workers, len(waiting)))
        for number, task in suspects:
            if (yield from _until_broken(deque([(number, task)]), work, 1)):
                yield number, WorkerDiedError("the process that converted it died", remedy="it may need more memory")


def _until_broken(
    waiting: deque[Numbered[T]], work: Callable[[T], R], workers: int
) -> Generator[tuple[int, R | BaseException], None, list[Numbered[T]]]:
    """Do what waits, until it is done or a worker dies; give what was in work then."""
    flying: dict[Future[R], Numbered[T]] = {}
    with _pool(workers, flying) as pool:
        while waiting or flying:
            while waiting and len(flying) < workers:
                number, task = waiting.popleft()
                try:
                    flying[pool.submit(_interruptible, partial(work, task))] = number, task
                except BrokenProcessPool:
                    return [*flying.values(), (number, task)]
            ended, _ = wait(flying, return_when=FIRST_COMPLETED)
            broken = [future for future in ended if isinstance(future.exception(), BrokenProcessPool)]
            for future in ended.difference(broken):
                error = future.exception()
                yield flying.pop(future)[0], future.result() if error is None else error
            if broken:
                break
    return list(flying.values())


@contextlib.contextmanager
def _pool(workers: int, flying: dict[Future[R], Numbered[T]]) -> Generator[ProcessPoolExecutor, None, None]:
    """A pool; where its block is left by an exception, what is in work is broken off."""
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(workers, context, initializer=_prepare)
    finished = False
    try:
        yield pool
        finished = True
    finally:
        pool.shutdown(wait=finished, cancel_futures=True)
        if not finished:
            # An interrupt at the terminal reaches the workers as well: they remove what they had half written.
            wait(flying, timeout=GRACE)
            for process in set(multiprocessing.active_children()) - before:
                process.terminate()
                process.join(GRACE)


def _prepare() -> None:
    """Start a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_batch, daemon=True).start()
    ease_collector()


def _end_with_the_batch() -> None:
    """End where the batch was killed: nobody is left who gives work, or who says that there is no more."""
    batch = multiprocessing.parent_process()
    if batch is not None:
        batch.join()
        signal.raise_signal(signal.SIGINT)
        time.sleep(GRACE)
        os._exit(1)


def _interruptible(work: Callable[[], R]) -> R:
    """Let an interrupt end the work, but not the waiting for work: that would print a traceback."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return work()
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
