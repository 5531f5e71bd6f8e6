"""Measures the program against `xmllint` on the same file in the same run: `bench.py --size 10M,100M,1G`.

The unit is the CPU time of `xmllint --huge --stream --noout`: what it costs to see that the file is well-formed, on
this machine, now. Each job's CPU time (user and system) is shown as a multiple of it beside its goal, and its peak of
memory beside its limit. Jobs take turns; the best of the runs counts for time and the worst for memory. Every result
goes to a folder of its own, so no time goes into replacing an old one; and folders of files stay until the end, since
for minutes after their deletion ext4 takes ten times as long to make new files. Nothing here is a test: times differ
between machines.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
SHARED = Path(os.environ.get("WPARCHIVE_SHARED") or HERE.parents[2] / "shared")
SHARED_GENERATOR = SHARED / "tools" / "gen_wxr.py"
OWN_GENERATOR = HERE / "generate.py"
PROGRAM = (sys.executable, "-m", "wparchive")
HELP_GOAL = 0.15
MEGABYTE = 1_000_000

LXML = """
import sys
from lxml import etree
for _, element in etree.iterparse(sys.argv[1], tag="item", huge_tree=True, resolve_entities=False, no_network=True):
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
"""


class Job(NamedTuple):
    """One thing that is measured.

    Attributes:
        name: in the table.
        arguments: of the program; `{export}` and `{out}` are filled in.
        goal: CPU time at most, in units of the baseline.
        megabytes: memory at most.
    """

    name: str
    arguments: tuple[str, ...]
    goal: float
    megabytes: int


JOBS = (
    Job("import to JSON Lines", ("import", "{export}", "-o", "{out}.jsonl"), 4, 48),
    Job("convert to JSON Lines", ("convert", "{export}", "-o", "{out}.jsonl"), 8, 48),
    Job("convert to Markdown", ("convert", "{export}", "--comments", "section", "-o", "{out}"), 10, 48),
    Job("convert to SQLite", ("convert", "{export}", "--fts", "-o", "{out}.db"), 12, 96),
)


class Spent(NamedTuple):
    """What one run took.

    Attributes:
        cpu: seconds, user and system.
        peak: bytes; not below this program's own, since a child starts as a copy of it.
    """

    cpu: float
    peak: int


class Best(NamedTuple):
    """The least time and the most memory of several runs."""

    cpu: float
    peak: int

    @classmethod
    def of(cls, runs: list[Spent]) -> Best:
        return cls(min(run.cpu for run in runs), max(run.peak for run in runs))


def measure(command: list[str], log: Path) -> Spent:
    """Run a command to its end; what it says goes to `log`, and is shown if it fails."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, str(log), flags, 0o600),
    ]
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=actions)
    _, status, used = os.wait4(child, 0)
    if status:
        sys.exit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}:\n{log.read_text()[-2000:]}")
    return Spent(used.ru_utime + used.ru_stime, used.ru_maxrss * (1 if sys.platform == "darwin" else 1024))


def baseline(export: Path) -> tuple[str, list[str]]:
    """The unit: its name and its command."""
    if shutil.which("xmllint"):
        return "xmllint --huge --stream --noout", ["xmllint", "--huge", "--stream", "--noout", str(export)]
    name = "lxml's iterparse, since xmllint is not installed: ratios are not those of the goals"
    return name, [sys.executable, "-c", LXML, str(export)]


def one_round(export: Path, unit: list[str], folder: Path) -> dict[str, Spent]:
    """Run the baseline and every job once, each into a new folder."""
    spent = {"unit": measure(unit, folder / "log")}
    for job in JOBS:
        out = tempfile.mkdtemp(dir=folder)
        filled = [part.format(export=export, out=f"{out}/result") for part in job.arguments]
        spent[job.name] = measure([*PROGRAM, *filled], folder / "log")
        for result in Path(out).glob("*.*"):
            result.unlink()
    return spent


def bench(export: Path, runs: int, folder: Path) -> dict[str, Any]:
    """Measure all jobs on one export, show the table, and give it as data."""
    name, unit = baseline(export)
    measure(unit, folder / "log")  # the file is in the page cache for everybody
    rounds = [one_round(export, unit, folder) for _ in range(runs)]
    best = {key: Best.of([spent[key] for spent in rounds]) for key in rounds[0]}
    size = export.stat().st_size
    say(f"\n{size / MEGABYTE:,.0f} MB, best of {runs}; unit: {name}, {best['unit'].cpu:.2f} s")
    say(f"{'':24}{'CPU':>10}{'ratio':>8}{'goal':>6}{'memory':>10}{'limit':>7}")
    jobs = {job.name: judge(job, best[job.name], best["unit"]) for job in JOBS}
    return {"bytes": size, "runs": runs, "unit": {"command": name, **best["unit"]._asdict()}, "jobs": jobs}


def judge(job: Job, best: Best, unit: Best) -> dict[str, Any]:
    """Hold one job against its goals, and show the line of the table."""
    ratio, limit = best.cpu / unit.cpu, job.megabytes * MEGABYTE
    over = [what for what, missed in (("time", ratio > job.goal), ("memory", best.peak > limit)) if missed]
    line = (
        f"{job.name:24}{best.cpu:8.2f} s{ratio:8.2f}{job.goal:6.0f}{best.peak / MEGABYTE:7.1f} MB{job.megabytes:4} MB"
    )
    say(f"{line}  over its {' and '.join(over)}" if over else line)
    return {**best._asdict(), "ratio": ratio, "goal": job.goal, "limit": limit}


def bench_help(runs: int, folder: Path) -> dict[str, float]:
    """Measure how long the program takes to say what it is."""
    best = Best.of([measure([*PROGRAM, "--help"], folder / "log") for _ in range(runs)])
    say(f"wparchive --help: {best.cpu:.3f} s of CPU, goal {HELP_GOAL} s, {best.peak / MEGABYTE:.1f} MB")
    return {**best._asdict(), "goal": HELP_GOAL}


def say(line: str) -> None:
    """Show a line at once: a measurement of a gigabyte takes minutes."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def arguments() -> argparse.Namespace:
    """Read the command line."""
    generator = SHARED_GENERATOR if SHARED_GENERATOR.exists() else OWN_GENERATOR
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", default="10M", help="sizes of exports to generate, as 10M,100M,1G [%(default)s]")
    parser.add_argument("--file", type=Path, action="append", default=[], help="measure with this export instead")
    parser.add_argument("--runs", type=int, default=3, help="how often each job runs [%(default)s]")
    parser.add_argument("--generator", type=Path, default=generator, help="makes the exports [%(default)s]")
    parser.add_argument("--json", type=Path, help="write the results here")
    return parser.parse_args()


def main() -> None:
    """Measure what the command line asks for."""
    asked = arguments()
    with tempfile.TemporaryDirectory(prefix="bench") as name:
        folder = Path(name)
        in_help = bench_help(asked.runs, folder)
        exports = [bench(file.resolve(), asked.runs, folder) for file in asked.file]
        for size in [] if asked.file else asked.size.split(","):
            export = folder / f"{size}.xml"
            measure([sys.executable, str(asked.generator), str(export), "--size", size], folder / "log")
            exports.append(bench(export, asked.runs, folder))
            export.unlink()
    if asked.json:
        found = {"help": in_help, "generator": asked.generator.name, "exports": exports}
        asked.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
