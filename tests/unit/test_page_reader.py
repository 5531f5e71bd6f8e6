"""A page of a post becomes a record, whatever its theme, age and language, and every line of it is somewhere."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from turbohtml import parse_fragment

from wparchive.ledger import Ledger
from wparchive.readers.page.page import Page, page_of
from wparchive.readers.page.post.reader import read_page
from wparchive.readers.page.structure.lines import lines_of
from wparchive.readers.page.thread import take_thread
from wparchive.text import plain_text

if TYPE_CHECKING:
    from wparchive.model import Post

ROOT = Path(__file__).parents[2]
THEMES = ROOT / "fixtures/pages/themes"
CASES = tomllib.loads((ROOT / "tests/cases/page/themes.toml").read_text(encoding="utf-8"))
ORACLE = ROOT.parent / "shared/oracle"


def page(name: str) -> Page:
    return page_of((THEMES / f"{name}.html").read_text(encoding="utf-8"), f"{name}.html")


def read(markup: str, **known: str) -> Post:
    post = read_page(page_of(markup, "page.html", **known), Ledger())
    assert post is not None
    return post


def test_every_page_of_a_theme_has_a_case() -> None:
    assert {path.stem for path in THEMES.iterdir()} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_fields_are_read(name: str) -> None:
    post = read_page(page(name), Ledger())
    assert post is not None
    known: dict[str, Any] = {
        field: value for field, value in CASES[name].items() if field not in ("body", "not_body", "kinds", "comments")
    }
    if "terms" in known:
        found = [[term.taxonomy, term.slug, term.name] for term in post.terms]
        assert found == known.pop("terms")
    assert {field: getattr(post, field) for field in known} == known
    assert len(post.comments) == CASES[name].get("comments", 0)


@pytest.mark.parametrize("name", CASES)
def test_the_body_is_the_text_and_nothing_else(name: str) -> None:
    post = read_page(page(name), Ledger())
    assert post is not None
    body = plain_text(post.body.source)
    assert [text for text in CASES[name]["body"] if text not in body] == []
    assert [text for text in CASES[name].get("not_body", ()) if text in body] == []


@pytest.mark.parametrize("name", [name for name in CASES if "kinds" in CASES[name]])
def test_boilerplate_has_its_kind(name: str) -> None:
    post = read_page(page(name), Ledger())
    assert post is not None
    for kind, texts in CASES[name]["kinds"].items():
        found = "\n".join(piece.text for piece in post.boilerplate if piece.kind == kind)
        assert [text for text in texts if text not in found] == [], kind


def lines(markup: str) -> Counter[str]:
    return Counter(line.text for line in lines_of(parse_fragment(markup)))


def places(markup: str) -> tuple[Counter[str], Counter[str]]:
    """The visible lines of a page without its comments, and those of all places where it put them."""
    without_comments = page_of(markup, "x")
    take_thread(without_comments)
    body = without_comments.tree.find("body")
    assert body is not None
    expected = Counter(line.text for line in lines_of(body))
    post = read(markup)
    found = lines(post.body.source)
    for piece in post.boilerplate:
        found.update(piece.text.split("\n"))
    if expected - found:
        missing = Counter(" ".join((expected - found).elements()).split())
        title = Counter(plain_text(post.title).split())
        assert missing == title + Counter(word for word in missing - title if word == "Geschützt:")
        found += expected - found
    return expected, found


@pytest.mark.parametrize("name", CASES)
def test_every_line_is_in_one_place(name: str) -> None:
    expected, found = places((THEMES / f"{name}.html").read_text(encoding="utf-8"))
    assert found == expected


TAGS = st.sampled_from(
    [
        "div",
        "p",
        "span",
        "a",
        "ul",
        "li",
        "article",
        "header",
        "footer",
        "nav",
        "aside",
        "h1",
        "form",
        "table",
        "td",
        "b",
    ]
)
NAMES = st.sampled_from(
    ("entry-content", "entry-meta", "entry-title", "sharedaddy", "related", "sidebar", "widget", "nav", "post-12",
     "tags", "hentry", "post", "author", "date", "comments", "respond", "content", "footer", "byline", "author-box")
)  # fmt: skip
PIECES = st.one_of(
    st.builds("<{} class='{}'>".format, TAGS, NAMES),
    st.builds("<{}>".format, TAGS),
    st.builds("</{}>".format, TAGS),
    st.sampled_from(["word", " two words ", "\n", "8 May 2011", "1", "<a href='/tag/x/' rel=tag>x</a>", "<!-- c -->"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=60))
def test_no_line_is_lost_or_made_up_on_any_page(pieces: list[str]) -> None:
    expected, found = places("<body class='single postid-12'>" + "".join(pieces))
    assert found == expected


@pytest.mark.corpus
@pytest.mark.parametrize("theme", ["astra", "classic15", "kubrick", "shapely", "tielike", "twentytwentyfour"])
def test_every_line_of_real_themes_is_in_one_place(theme: str) -> None:
    pages = sorted((ORACLE / "wordpress-7.1/pages" / theme).glob("[b-m]*.html"))
    if not pages:
        pytest.skip("no found data")
    for path in pages:
        expected, found = places(path.read_text(encoding="utf-8"))
        assert found == expected, path.name
