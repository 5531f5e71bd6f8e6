"""What is scored against the truth never falls: each share of `floors.json` is a floor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import update_floors
from scores import RUNS, Result, Run, Share, below, read_floors

if TYPE_CHECKING:
    from pathlib import Path

    from scores import Scores


def run_name(run: Run) -> str:
    return f"{run.scorer}-{run.subject}"


@pytest.mark.corpus
@pytest.mark.parametrize("run", RUNS, ids=run_name)
def test_no_score_is_below_its_floor(scores: Scores, run: Run) -> None:
    floors = read_floors()[run.scorer][run.subject]
    assert floors
    assert below(floors, scores.of(run).shares) == []


def test_every_floor_belongs_to_a_run() -> None:
    floors = {(scorer, subject) for scorer, subjects in read_floors().items() for subject in subjects}
    assert floors == {(run.scorer, run.subject) for run in RUNS}


@pytest.mark.parametrize(
    ("share", "falls"),
    [("9/10", False), ("10/10", False), ("18/20", False), ("8/10", True), ("9/9", True), ("17/20", True)],
)
def test_a_share_is_below_its_floor_if_less_is_right_or_less_was_looked_at(share: str, *, falls: bool) -> None:
    assert Share.parse(share).is_below(Share.parse("9/10")) is falls


def test_a_measure_that_is_not_taken_any_more_is_below_its_floor() -> None:
    assert below({"item": Share(3, 3)}, {"slug": Share(3, 3)}) == ["item: not measured, floor 3/3"]


class FixedScores:
    def __init__(self, right: int) -> None:
        self._right = right

    def of(self, _run: Run) -> Result:
        return Result({"item": Share(self._right, 10)}, [])


@pytest.mark.parametrize(("right", "kept"), [(9, '"9/10"'), (7, '"8/10"')])
def test_floors_are_raised_and_never_lowered(
    right: int, kept: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    floors = tmp_path / "floors.json"
    floors.write_text('{"score_wxr": {"corpus/wxr": {"item": "8/10"}}}')
    monkeypatch.setattr("scores.FLOORS", floors)
    monkeypatch.setattr(update_floors, "FLOORS", floors)
    monkeypatch.setattr(update_floors, "SHARED", tmp_path)
    monkeypatch.setattr(update_floors, "RUNS", [RUNS[0]])
    monkeypatch.setattr(update_floors, "Scores", lambda _folder: FixedScores(right))
    if right < 8:
        with pytest.raises(SystemExit, match="item: 7/10, floor 8/10"):
            update_floors.main()
    else:
        assert update_floors.main() == 0
    assert kept in floors.read_text()
