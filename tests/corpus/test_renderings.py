"""Where a post is rendered otherwise than a live WordPress showed it, the post is listed, with the reason."""

from __future__ import annotations

import re
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from scores import RUNS, Run

if TYPE_CHECKING:
    from scores import Scores

pytestmark = pytest.mark.corpus

DIFFERENCES = tomllib.loads(Path(__file__).with_name("known_renderings.toml").read_text("utf-8"))["difference"]
RENDERINGS = [run for run in RUNS if run.scorer == "score_render"]


def subject(run: Run) -> str:
    return run.subject


@pytest.mark.parametrize("run", RENDERINGS, ids=subject)
def test_every_post_that_is_rendered_otherwise_is_listed(scores: Scores, run: Run) -> None:
    known = {key for entry in DIFFERENCES if fnmatchcase(run.subject, entry["file"]) for key in entry["keys"]}
    missed = {found[1] for miss in scores.of(run).misses if (found := re.match(r"post (\S+) ratio", miss.measure))}

    assert missed == known
