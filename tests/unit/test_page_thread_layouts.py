"""One comment after the other in the layouts of many themes; the layouts are in tests/cases/page/layouts.toml."""

from __future__ import annotations

from typing import Any

import pytest
from case_files import cases

from wparchive.readers.page.page import page_of
from wparchive.readers.page.thread import take_thread
from wparchive.text import plain_text

SAID = ((3, "Ada Lo", "First text, with words."), (5, "Bo", "Reply"), (8, "Cy d", "On 1 May 2001: yes."))
LINK = '<a href="http://u.example.org" rel="external nofollow" class="url">{}</a>'
URLS: dict[bool | str, set[str | None]] = {
    True: {"http://u.example.org"},
    False: {None},
    "of the first": {"http://u.example.org", None},
}


@pytest.mark.parametrize("case", cases("page/layouts.toml", "layout"))
def test_a_comment_is_read_in_every_layout(case: dict[str, Any]) -> None:
    items = "".join(
        case["item"].format(n=number, w=name, t=text, l=LINK.format(name) if at == 0 else name, i=at + 1)
        for at, (number, name, text) in enumerate(SAID)
    )
    body = case.get("body", "Body.")
    page = page_of(
        f'<html lang="en"><p>{body}</p><ol class="commentlist">{items}</ol>',
        "x",
        address=f"http://x.example.org/{case.get('day', '')}",
    )
    comments = take_thread(page).comments
    found = [
        (one.id and int(one.id), one.author.name, plain_text(one.body.html or "").removesuffix("\nand more"))
        for one in comments
    ]
    assert found == [(number if case.get("ids", True) else None, name, text) for number, name, text in SAID]
    end = (16 if case["time"] else 10) if case.get("dates", True) else 0
    assert [(one.published or "")[:16] for one in comments] == [f"2011-02-0{n}T14:00"[:end] for n, *_ in SAID]
    if "raw" in case:
        assert [one.published_raw for one in comments] == [case["raw"].format(n=number) for number, *_ in SAID]
    assert {one.author.url for one in comments} == URLS[case["url"]]
    assert plain_text(page.tree.html) == body
