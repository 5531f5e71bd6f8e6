"""Runs the scorers of the folder of found data, and compares what they find with `floors.json`."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

SHARED = Path(os.environ.get("WPARCHIVE_SHARED") or Path(__file__).resolve().parents[3] / "shared")
FLOORS = Path(__file__).with_name("floors.json")
COMMAND = (sys.executable, "-m", "wparchive")

LIVE = "oracle/wordpress-7.1"
OLD = f"{LIVE}/wxr-old-clean"
OLD_RELEASES = ("2.5.1", "2.9.2", "3.0.6", "3.1.4", "3.3.3", "3.4.2", "4.9.31")
MISS = re.compile(r"^  miss ([^:]+): (\S+)(?: #(\S+))?", re.MULTILINE)


class Run(NamedTuple):
    """One run of one scorer.

    Attributes:
        scorer: name of the script.
        subject: what `floors.json` calls it: the export that is converted and scored, or what the scorer is given.
        oracle: what the live site said of the same posts; none for scorers that run the program themselves.
        options: of the script.
    """

    scorer: str
    subject: str
    oracle: str = ""
    options: tuple[str, ...] = ()


RUNS = (
    Run("score_wxr", "corpus/wxr"),
    Run("score_wxr", "oracle"),
    Run("score_oracle", f"{LIVE}/wxr/all.xml", f"{LIVE}/oracle.json"),
    Run("score_oracle", "oracle/wordpress-6.1/wxr/all.xml", "oracle/wordpress-6.1/oracle.json"),
    *(Run("score_oracle", f"{OLD}/wxr-wp{release}.xml", f"{OLD}/oracle.json") for release in OLD_RELEASES),
    Run("score_render", f"{LIVE}/wxr/all.xml", f"{LIVE}/oracle.json"),
    Run("score_render", "oracle/wordpress-6.1/wxr/all.xml", "oracle/wordpress-6.1/oracle.json"),
    Run("score_render", f"{OLD}/wxr-wp4.9.31.xml", f"{OLD}/oracle.json"),
    Run(
        "score_render",
        "corpus/wxr/WPTT__theme-unit-test/themeunittestdata.wordpress.xml",
        "oracle/rendered/WPTT__theme-unit-test.json",
    ),
    Run("score_pages", LIVE, options=("--single",)),
    Run("score_pages", "oracle/wordpress-6.1"),
    Run("score_pages", "oracle/locales"),
    Run("unseen_themes", f"{LIVE} with the names of comments"),
    Run("unseen_themes", f"{LIVE} without any names"),
    Run("page_bodies", "corpus"),
    Run("score_text", LIVE),
    Run("round_trip", f"{LIVE}/oracle.json"),
    Run("round_trip", "oracle/wordpress-6.1/oracle.json"),
    Run("round_trip", "oracle/rendered/WPTT__theme-unit-test.json"),
    Run("round_trip", f"{LIVE}/wxr/all.xml"),
    Run("round_trip", "corpus/wxr"),
    Run("markdown_cases", "wparchive.writers.markdown.convert:to_markdown"),
)


@dataclass(frozen=True)
class Share:
    """How many of how many were right: written `451/458`."""

    right: int
    all: int

    @classmethod
    def parse(cls, text: str) -> Share:
        right, _, every = text.partition("/")
        return cls(int(right), int(every))

    def __str__(self) -> str:
        return f"{self.right}/{self.all}"

    def is_below(self, floor: Share) -> bool:
        """Whether less of it is right than the floor says, or less of it was looked at."""
        return self.right * floor.all < floor.right * self.all or self.all < floor.all


class Miss(NamedTuple):
    """One thing that was not as the truth says: `hostile #455`, or the name of a file."""

    measure: str
    key: str


class Result(NamedTuple):
    shares: dict[str, Share]
    misses: list[Miss]


class Scores:
    """Runs scorers, each at most once, with the archives that they need."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.of = cache(self._of)
        self.archive = cache(self._archive)

    def _archive(self, export: str) -> Path:
        """The archive of an export, rendered and cleaned."""
        path = self._folder / (export.replace("/", "__") + ".jsonl")
        _run([*COMMAND, "convert", "--quiet", "--to", "jsonl", str(SHARED / export), "-o", str(path)])
        return path

    def _of(self, run: Run) -> Result:
        if run.scorer == "round_trip":
            return _round_trips(SHARED / run.subject)
        if run.scorer == "page_bodies":
            return _bodies(SHARED / run.subject)
        if run.scorer == "unseen_themes":
            return self._unseen(comments=run.subject.endswith("without any names"))
        if run.scorer == "markdown_cases":
            return _cases(_run([sys.executable, str(SHARED / "tools" / "markdown_cases.py"), run.subject]))
        subjects = [self.archive(run.subject), SHARED / run.oracle] if run.oracle else [SHARED / run.subject]
        return self._scored(run.scorer, *map(str, subjects), *run.options)

    def _unseen(self, *, comments: bool) -> Result:
        """The pages of the live site, with hashed names."""
        import unseen_themes  # noqa: PLC0415 - has no use for whoever only wants the floors

        folder = self._folder / f"unseen{comments:d}"
        unseen_themes.write_hashed(SHARED / LIVE, folder, comments=comments)
        return self._scored("score_pages", str(SHARED / LIVE), "--pages", str(folder))

    def _scored(self, scorer: str, *arguments: str) -> Result:
        script = str(SHARED / "tools" / f"{scorer}.py")
        out = self._folder / "scores.json"
        said = _run([sys.executable, script, *arguments, "-v", "--json", str(out)])
        scores = json.loads(out.read_bytes())
        shares = {name: Share(round(scores["scores"][name] * n), n) for name, n in scores["all"].items()}
        return Result(shares, [_miss(scorer, *found) for found in MISS.findall(said)])


def _round_trips(subject: Path) -> Result:
    import round_trips  # noqa: PLC0415 - has no use for whoever only wants the floors

    files = sorted(path for path in subject.rglob("*") if path.is_file()) if subject.is_dir() else [subject]
    counted = round_trips.count(files)
    shares = {measure: Share(counted.right[measure], every) for measure, every in sorted(counted.all.items())}
    return Result(shares, [Miss(*miss) for miss in counted.misses])


def _bodies(corpus: Path) -> Result:
    import page_bodies  # noqa: PLC0415 - has no use for whoever only wants the floors

    shares = {f"snippets {measure}": Share(*share) for measure, share in page_bodies.snippets(corpus).items()}
    means = {"F1 of words": page_bodies.mean_f1(corpus), "F1, plainly": page_bodies.mean_f1(corpus, plainly=True)}
    return Result({name: Share(round(10_000 * mean), 10_000) for name, mean in means.items()} | shares, [])


def _run(command: list[str]) -> str:
    environment = {**os.environ, "WPARCHIVE": shlex.join(COMMAND), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=environment, check=False)
    assert done.returncode == 0, f"{command} ended with {done.returncode}: {done.stderr[-2000:]}"
    return done.stdout


def _cases(said: str) -> Result:
    right, every = re.findall(r"^(\d+) of (\d+) right$", said, re.MULTILINE)[0]
    misses = [Miss("cases", case) for case in re.findall(r"^WRONG (.*)$", said, re.MULTILINE)]
    return Result({"cases": Share(int(right), int(every))}, misses)


def _miss(scorer: str, measure: str, key: str, comment: str) -> Miss:
    if comment:
        return Miss(measure, f"{key} #{comment}")
    if scorer == "score_wxr" and "/" in key:  # it gives the last characters of a file's path
        key = next(str(path.relative_to(SHARED)) for path in SHARED.rglob("*") if str(path).endswith(key))
    return Miss(measure, key)


Floors = dict[str, dict[str, dict[str, Share]]]


def read_floors() -> Floors:
    """The floors: scorer, subject, measure."""
    found: dict[str, Any] = json.loads(FLOORS.read_bytes())
    return {
        scorer: {
            subject: {measure: Share.parse(text) for measure, text in measures.items()}
            for subject, measures in subjects.items()
        }
        for scorer, subjects in found.items()
    }


def below(floors: dict[str, Share], shares: dict[str, Share]) -> list[str]:
    """The measures that lie below their floors, or are not measured any more."""
    return [
        f"{measure}: {shares.get(measure, 'not measured')}, floor {floor}"
        for measure, floor in floors.items()
        if measure not in shares or shares[measure].is_below(floor)
    ]
