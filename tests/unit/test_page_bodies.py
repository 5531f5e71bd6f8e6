"""What stands in the element of a post's text is told from the text; the cases are in tests/cases/page/bodies.toml."""

from __future__ import annotations

from typing import Any

import pytest
from case_files import cases

from wparchive.ledger import Ledger
from wparchive.readers.page.page import page_of
from wparchive.readers.page.post.reader import read_page
from wparchive.text import plain_text

ADDRESS = "http://tide.example.org/leak/"


@pytest.mark.parametrize("case", cases("page/bodies.toml"))
def test_the_text_is_told_from_what_stands_around_it(case: dict[str, Any]) -> None:
    inner = case["html"] if case.get("whole") else f'<div class="entry-content">{case["html"]}</div>'
    head = f'<html lang="en"><head>{case.get("head", "")}</head>'
    markup = f'{head}<body><article class="post-31 hentry"><h1 class="entry-title">Leak</h1>{inner}</article>'
    post = read_page(page_of(markup, "page.html", address=ADDRESS), Ledger())
    assert post is not None
    assert plain_text(post.body.source) == case["body"]
    assert post.excerpt == case.get("excerpt")
    found: dict[str, list[str]] = {}
    for piece in post.boilerplate:
        found.setdefault(piece.kind, []).extend(piece.text.split("\n"))
    assert found == case.get("kinds", {})
