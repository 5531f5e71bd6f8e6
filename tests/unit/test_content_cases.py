"""The cases under tests/cases/content: a text, and what it becomes."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from wparchive.content import RenderContext, render_comment, render_post
from wparchive.content.autop import autop
from wparchive.content.safe import sanitize
from wparchive.text import plain_text

if TYPE_CHECKING:
    from collections.abc import Callable

CASES: Final = Path(__file__).parents[1] / "cases" / "content"
CONTEXT: Final = RenderContext(post="7", site="http://blog.example.org")
RENDER: Final[dict[str, Callable[[str], str]]] = {
    "autop": autop,
    "comment": render_comment,
    "post": lambda source: render_post(source, CONTEXT),
    "safe": lambda source: sanitize(source)[0],
    "text": plain_text,
}


def cases() -> list[Any]:
    files = [(path.stem, tomllib.loads(path.read_text(encoding="utf-8"))) for path in sorted(CASES.glob("*.toml"))]
    return [
        pytest.param(RENDER[file["render"]], case, id=f"{stem}: {case['about']}")
        for stem, file in files
        for case in file["case"]
    ]


@pytest.mark.parametrize(("render", "case"), cases())
def test_a_text_becomes_what_its_case_says(render: Callable[[str], str], case: dict[str, str]) -> None:
    assert render(case["source"]) == case.get("html", case.get("text"))
