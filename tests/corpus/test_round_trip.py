"""Markdown of every post and comment that was found, rendered back: the same words, blocks and styles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from scores import RUNS, Run

if TYPE_CHECKING:
    from scores import Scores

pytestmark = pytest.mark.corpus

ROUND_TRIPS = [run for run in RUNS if run.scorer == "round_trip"]


def subject(run: Run) -> str:
    return run.subject


@pytest.mark.parametrize("run", ROUND_TRIPS, ids=subject)
@pytest.mark.parametrize("kind", ["post", "comment"])
def test_no_word_is_lost_or_added(scores: Scores, run: Run, kind: str) -> None:
    result = scores.of(run)
    assert result.shares[f"{kind} words"].all > 0
    assert [miss.key for miss in result.misses if miss.measure == f"{kind} words"] == []


@pytest.mark.parametrize("run", ROUND_TRIPS, ids=subject)
@pytest.mark.parametrize("measure", ["post blocks", "comment blocks", "post styles", "comment styles"])
def test_the_structure_of_99_in_100_is_the_same(scores: Scores, run: Run, measure: str) -> None:
    share = scores.of(run).shares[measure]
    assert share.right >= 0.99 * share.all


@pytest.mark.parametrize("run", ROUND_TRIPS, ids=subject)
def test_every_backslash_is_needed_in_98_of_100(scores: Scores, run: Run) -> None:
    share = scores.of(run).shares["without needless escapes"]
    assert share.right >= 0.98 * share.all


SHOWN = {
    "16": "a shortcode in two brackets, to be shown as it is",
    "87 #454": "a comment, in which WordPress renders no shortcodes",
}
"""Texts that have the name of a shortcode in brackets on the live site, too."""


@pytest.mark.parametrize("run", ROUND_TRIPS, ids=subject)
def test_no_shortcode_and_no_block_is_left(scores: Scores, run: Run) -> None:
    left = [miss.key for miss in scores.of(run).misses if miss.measure == "without shortcodes"]
    assert [name for name in left if name.partition(" ")[2] not in SHOWN] == []
