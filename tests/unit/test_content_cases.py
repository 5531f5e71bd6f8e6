"""The cases under tests/cases/content: a text, and what it becomes.

Besides, a case of a post may say what the post and its site have: `meta`, `record` (fields of the post), `media`
(attachments; those of all cases stand at the top of the file), `reusable` (sources of reusable blocks by id); and what
is reported: `found`.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from msgspec import convert
from msgspec.structs import replace
from records import a_post

from wparchive.content import RenderContext, render_comment, render_post
from wparchive.content.autop import autop
from wparchive.content.index import Media
from wparchive.content.safe import sanitize
from wparchive.model import Meta, TermRef
from wparchive.text import plain_text

if TYPE_CHECKING:
    from collections.abc import Callable

CASES: Final = Path(__file__).parents[1] / "cases" / "content"
POST: Final = a_post()
RENDER: Final[dict[str, Callable[[str], str]]] = {
    "autop": autop,
    "comment": lambda source: render_comment(source, "http://blog.example.org"),
    "safe": lambda source: sanitize(source)[0],
    "text": plain_text,
}


class CaseIndex:
    """What a case says of its site."""

    def __init__(self, case: dict[str, Any]) -> None:
        self._media = [convert(row, Media) for row in case.get("media", ())]
        self._reusable = case.get("reusable", {})

    def media(self, attachment_id: str) -> Media | None:
        return next((media for media in self._media if media.id == attachment_id), None)

    def attached(self, post_id: str) -> list[Media]:
        return [media for media in self._media if media.parent == post_id]

    def block(self, block_id: str) -> str | None:
        source: str | None = self._reusable.get(block_id)
        return source


def context_of(case: dict[str, Any], found: list[str]) -> RenderContext:
    record = dict(case.get("record", {}))
    terms = tuple(TermRef(**term) for term in record.pop("terms", ()))
    return RenderContext(
        post="7",
        url="http://blog.example.org/seven/",
        site="http://blog.example.org",
        meta=tuple(Meta(key, value) for key, value in case.get("meta", {}).items()),
        record=replace(POST, terms=terms, **record),
        index=CaseIndex(case),
        plugins=case.get("plugins", True),
        shortcodes=case.get("shortcodes", "keep"),
        language=case.get("language", ""),
        found=lambda code, detail, _=None: found.append(f"{code}: {detail}"),
    )


def cases() -> list[Any]:
    files = [(path.stem, tomllib.loads(path.read_text(encoding="utf-8"))) for path in sorted(CASES.glob("*.toml"))]
    return [
        pytest.param(file["render"], {"media": file.get("media", ()), **case}, id=f"{stem}: {case['about']}")
        for stem, file in files
        for case in file["case"]
    ]


@pytest.mark.parametrize(("render", "case"), cases())
def test_a_text_becomes_what_its_case_says(render: str, case: dict[str, Any]) -> None:
    found: list[str] = []
    html = render_post(case["source"], context_of(case, found)) if render == "post" else RENDER[render](case["source"])

    assert html == case.get("html", case.get("text"))
    assert found == case.get("found", found)
