"""Where the folder of found data is, and how the tests here run the program."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # update_floors.py, a script, finds its neighbours the same way

from scores import SHARED, Scores


@pytest.fixture(scope="session")
def scores(tmp_path_factory: pytest.TempPathFactory) -> Scores:
    """The scorers; each archive that they need is made once."""
    if not SHARED.is_dir():
        pytest.skip(f"no folder of found data at {SHARED}")
    return Scores(tmp_path_factory.mktemp("scores"))
