"""Addresses that are none: whatever stands where an address is expected, readers and writers go on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from wparchive.formats import WRITERS
from wparchive.options import LAYOUTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Done

FIXTURES = Path(__file__).parents[2] / "fixtures"
HOST = re.compile(r"https?://[\w.-]*example\.(?:org|com|net)")
NONE = ["http://[name", "http://x\u2100.example.org"]
"""No closing bracket, and a letter that would be a slash where addresses are normalized."""

MARKDOWN = [
    ["markdown", "--layout", layout, "--redirects", "csv", *(["--starter"] if layout == "hugo" else [])]
    for layout in LAYOUTS
]
OTHERS = [[writer.name] for writer in WRITERS if writer.name != "markdown"]


@pytest.mark.parametrize("none", NONE)
@pytest.mark.parametrize("to", MARKDOWN + OTHERS, ids="-".join)
def test_an_export_whose_addresses_are_none_has_a_result_in_every_format(
    to: list[str], none: str, tmp_path: Path, wparchive: Callable[..., Done]
) -> None:
    export = tmp_path / "export.xml"
    text = (FIXTURES / "demo-blog/export.xml").read_text(encoding="utf-8")
    alone = f"<content:encoded><![CDATA[{none}/hello/\n\n"
    text = HOST.sub(none, text).replace("<content:encoded><![CDATA[", alone, 1)
    export.write_text(text, encoding="utf-8")
    done = wparchive("convert", "--quiet", export, "-o", tmp_path / "result", "--to", *to)
    if done.code:
        assert "--base-url" in done.err
        done = wparchive(
            "convert", "--quiet", export, "-o", tmp_path / "result", "--to", *to, "--base-url", "http://a.example.org"
        )
    assert done.code == 0
    assert (tmp_path / "result").exists()


@pytest.mark.parametrize("none", NONE)
@pytest.mark.parametrize("page", sorted((FIXTURES / "pages").glob("*/*.html")), ids=lambda path: path.name)
def test_a_page_whose_addresses_are_none_is_read(
    page: Path, none: str, tmp_path: Path, wparchive: Callable[..., Done]
) -> None:
    changed = tmp_path / page.name
    changed.write_text(HOST.sub(none, page.read_text(encoding="utf-8", errors="replace")), encoding="utf-8")
    done = wparchive("convert", "--quiet", changed, "-o", tmp_path / "result.jsonl")
    assert done.code in (0, 3)
