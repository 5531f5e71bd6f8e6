"""Pictures of saved pages have their addresses, though no script has loaded them; cases: tests/cases/page/lazy.toml."""

from __future__ import annotations

import pytest
from case_files import cases

from wparchive.ledger import Ledger
from wparchive.readers.page.page import page_of
from wparchive.readers.page.post.reader import read_page


@pytest.mark.parametrize("case", cases("page/lazy.toml"))
def test_a_picture_has_the_address_that_a_browser_would_load(case: dict[str, str]) -> None:
    text = "<p>The boat leaked, and the pier was far away. Nobody had a bucket, and the tide was going out.</p>"
    inner = f'<div class="entry-content">{text}<p>{case["html"]}</p></div>'
    markup = f'<body><article class="post-31 hentry"><h1 class="entry-title">Leak</h1>{inner}</article>'
    post = read_page(page_of(markup, "page.html"), Ledger())

    assert post.body.source.strip() == f"{text}<p>{case['body']}</p>"
