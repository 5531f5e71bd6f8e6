"""No unit test runs for ever: what takes time out of all proportion fails, and says where it was."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 120.0
"""Seconds of the processor. The slowest test takes a tenth of that."""


@pytest.fixture(autouse=True)
def _in_time() -> Iterator[None]:
    def stop(*_: object) -> NoReturn:
        pytest.fail(f"it took more than {LONGEST:g} seconds of the processor")

    if not hasattr(signal, "setitimer"):  # Windows
        yield
        return
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
