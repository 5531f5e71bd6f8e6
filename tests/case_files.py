"""The cases under tests/cases as parameters of a test: what went wrong once is data, and needs no Python."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent / "cases"


def cases(name: str, key: str = "case") -> list[Any]:
    """The cases of a file, or of all files of a folder; each is called by what it says of itself."""
    whole = FOLDER / name
    return [
        pytest.param(case, id=f"{path.stem}: {case.get('about') or case.get('name') or number}")
        for path in (sorted(whole.glob("*.toml")) if whole.is_dir() else [whole])
        for number, case in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))[key], 1)
    ]
