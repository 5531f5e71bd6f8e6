"""Raises the floors to what is scored now: `python tests/corpus/update_floors.py`. It refuses to lower any."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from scores import FLOORS, RUNS, SHARED, Floors, Scores, below, read_floors


def main() -> int:
    """Score everything, and write the floors unless one would sink."""
    if not SHARED.is_dir():
        sys.exit(f"no folder of found data at {SHARED}")
    floors = read_floors() if FLOORS.exists() else {}
    sunk = []
    with tempfile.TemporaryDirectory() as folder:
        scores = Scores(Path(folder))
        for run in RUNS:
            shares = scores.of(run).shares
            old = floors.setdefault(run.scorer, {}).get(run.subject, {})
            sunk += [f"{run.scorer} {run.subject}: {line}" for line in below(old, shares)]
            floors[run.scorer][run.subject] = shares
    if sunk:
        sys.exit("these would be lowered, so nothing was written:\n" + "\n".join(sunk))
    write(floors)
    return 0


def write(floors: Floors) -> None:
    """Write the floors in the order of the runs, so that a change is a change of one line."""
    text = json.dumps(floors, indent=1, default=str)
    FLOORS.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
