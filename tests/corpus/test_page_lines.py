"""Of all found pages, every word is in one place; and what the records of pages lack, the pages do not show."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from scores import RUNS, SHARED, Run
from turbohtml import parse_fragment

from wparchive.encodings.charset import decode_mixed
from wparchive.ledger import Ledger
from wparchive.readers.page.page import page_of
from wparchive.readers.page.post.reader import read_page
from wparchive.readers.page.structure.lines import lines_of
from wparchive.readers.page.thread import take_thread
from wparchive.text import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from scores import Scores

    from wparchive.readers.page.structure.lines import Line

FOLDERS = ("corpus/html", "oracle/wordpress-7.1/pages", "oracle/wordpress-6.1/pages", "oracle/locales")
SITES = [run for run in RUNS if run.scorer == "score_pages"]
HIDDEN = ("action=postpass", "There has been a critical error on this website")
"""What a page has in the stead of a text: the form for its password, or WordPress' word that it broke down."""

pytestmark = [pytest.mark.corpus, pytest.mark.skipif(not SHARED.is_dir(), reason="no folder of found data")]


def words(lines: Iterable[Line]) -> Counter[str]:
    return Counter(word for line in lines for word in line.text.split())


def moved(path: Path) -> Counter[str]:
    """The words of a page, without its comments, that are lost (above zero) or made up (below)."""
    markup = decode_mixed(path.read_bytes())[0]
    page = page_of(markup, path.name)
    take_thread(page)
    whole = words(lines_of(page.tree.find("body") or page.tree.root))
    post = read_page(page_of(markup, path.name), Ledger())
    assert post is not None
    whole.subtract(words(lines_of(parse_fragment(post.body.source))))
    for piece in post.boilerplate:
        whole.subtract(piece.text.split())
    for text in (post.title, post.excerpt):
        for word in plain_text(text or "").split():
            whole[word] -= whole[word] > 0
    if (post.extra or {}).get("password_required"):
        whole["Protected:"] -= whole["Protected:"] > 0
    return +whole + Counter({word: -count for word, count in (-whole).items()})


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_word_of_every_found_page_is_in_one_place(folder: str) -> None:
    paths = sorted(path for path in (SHARED / folder).rglob("*.*") if path.suffix in (".html", ".htm"))
    assert len(paths) > 90
    assert {path.name: found for path in paths if (found := moved(path))} == {}


@cache
def truth(subject: str) -> tuple[list[dict[str, Any]], dict[int, dict[str, Any]]]:
    folder = SHARED / subject
    posts = json.loads((folder / "oracle.json").read_bytes())["posts"]
    return json.loads((folder / "manifest.json").read_bytes())["pages"], {post["id"]: post for post in posts}


def shown(subject: str, key: str) -> tuple[str, dict[str, Any]]:
    """The markup of all pages of a post in a theme, and what is true of it."""
    theme, _, name = key.removeprefix("single ").partition("/")
    pages, posts = truth(subject)
    found = [page for page in pages if page["theme"] == theme and posts.get(page.get("post_id"), {}).get("key") == name]
    assert found, key
    markup = "\n".join((SHARED / subject / page["file"]).read_text(encoding="utf-8") for page in found)
    return markup, posts[found[0]["post_id"]]


@pytest.mark.parametrize("run", SITES, ids=[run.subject for run in SITES])
def test_a_page_whose_text_is_not_found_does_not_show_it(scores: Scores, run: Run) -> None:
    for miss in scores.of(run).misses:
        if miss.measure == "body F1 >= .98":
            assert any(sign in shown(run.subject, miss.key)[0] for sign in HIDDEN), miss.key


@pytest.mark.parametrize("run", SITES, ids=[run.subject for run in SITES])
def test_a_page_whose_date_is_not_found_does_not_show_it(scores: Scores, run: Run) -> None:
    for miss in scores.of(run).misses:
        if miss.measure == "post date (day)":
            markup, post = shown(run.subject, miss.key)
            day = date.fromisoformat(post["date"][:10])
            forms = (f"{day:%Y-%m-%d}", f"{day:%Y/%m/%d}", f"{day:%B} {day.day}(?!\\d)", f"\\b{day.day} {day:%B}")
            assert [form for form in forms if re.search(form, markup)] == [], miss.key
