"""An export and pages of the same site are one site, each field from the better source."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from records import count_out

from wparchive.ledger import Ledger
from wparchive.model import Comment, Issue, Post, Site
from wparchive.pipeline import open_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HOME = "https://blog.example.org"


def page(number: int, body: str, comments: str = "", url: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>Shown {number}</title>'
        f'<link rel="https://api.w.org/" href="{HOME}/wp-json/">'
        f'<link rel="canonical" href="{url or f"{HOME}/shown-{number}/"}"></head>'
        f'<body class="single single-post postid-{number}">'
        f'<article id="post-{number}" class="post-{number} hentry tag-new"><h1 class="entry-title">Shown {number}</h1>'
        f'<div class="entry-content">{body}</div></article>'
        f'<div id="comments"><ol class="comment-list">{comments}</ol></div></body></html>'
    )


def comment(number: int, text: str) -> str:
    return (
        f'<li id="comment-{number}" class="comment depth-1">'
        f'<div class="comment-author vcard"><cite class="fn">Tom</cite></div>'
        f'<div class="comment-content"><p>{text}</p></div></li>'
    )


@pytest.fixture
def joined(tmp_path: Path, wxr: Any) -> Callable[..., tuple[list[Any], Ledger]]:
    """Reads an export, given by its items, together with pages."""

    def read(items: list[str], *pages: str, export_first: bool = True) -> tuple[list[Any], Ledger]:
        folder = tmp_path / "pages"
        folder.mkdir()
        for place, text in enumerate(pages):
            (folder / f"{place}.html").write_text(text, encoding="utf-8")
        paths = [wxr.save(wxr.export(*items)), str(folder)]
        ledger = Ledger()
        records: list[Any] = list(open_source(*(paths if export_first else paths[::-1]), ledger=ledger))
        count_out(ledger, records)
        ledger.check_balance()
        return records, ledger

    return read


def posts(records: list[Any]) -> list[Post]:
    return [record for record in records if isinstance(record, Post)]


def codes(records: list[Any]) -> list[str]:
    return [record.code for record in records if isinstance(record, Issue)]


@pytest.mark.parametrize("export_first", [True, False])
def test_the_export_says_what_was_written_and_the_page_adds_comments(
    joined: Any, wxr: Any, *, export_first: bool
) -> None:
    item = wxr.item(7, wxr.comment(1, content="As it was typed & sent."))
    shown = page(7, "<p>Rendered</p>", comment(1, "As it was shown") + comment(2, "Came later"))
    records, ledger = joined([item], shown, export_first=export_first)
    (post,) = posts(records)
    assert (post.title, post.body.source, post.body.html) == ("Title 7", "<p>Body 7</p>", None)
    assert [one.id for one in post.comments] == ["1", "2"]
    first: Comment = post.comments[0]
    assert (first.body.source, first.author.email) == ("As it was typed & sent.", "ben@example.org")
    assert "pages-joined" in codes(records)
    assert ledger.accounted == {"post": 1, "comment": 1}


@pytest.mark.parametrize("raw", ["[product id=5]", '<!-- wp:latest-posts {"x":3} /-->', "[su_box]y[/su_box]"])
def test_what_only_the_live_site_could_render_is_taken_from_the_page(raw: str, joined: Any, wxr: Any) -> None:
    (post,) = posts(joined([wxr.item(7, body=raw)], page(7, "<p>As it was shown</p>"))[0])
    assert (post.body.source, post.body.html) == (raw, "<p>As it was shown</p>")


@pytest.mark.parametrize("raw", ["<p>Plain</p>", "Five [5] of them", "[[escaped]]", "<!-- wp:paragraph --><p>x</p>"])
def test_other_bodies_are_rendered_from_the_export(raw: str, joined: Any, wxr: Any) -> None:
    (post,) = posts(joined([wxr.item(7, body=raw)], page(7, "<p>As it was shown</p>"))[0])
    assert (post.body.source, post.body.html) == (raw, None)


def test_a_body_that_the_export_has_lost_is_the_page_s(joined: Any, wxr: Any) -> None:
    (post,) = posts(joined([wxr.item(7, body="")], page(7, "<p>As it was shown</p>"))[0])
    assert (post.body.source, post.body.format) == ("<p>As it was shown</p>", "html")


def test_posts_that_only_one_of_them_has_are_kept(joined: Any, wxr: Any) -> None:
    records, _ = joined([wxr.item(7), wxr.item(8)], page(7, "<p>x</p>"), page(9, "<p>y</p>"))
    assert [post.id for post in posts(records)] == ["7", "8", "9"]


def test_a_page_finds_its_post_by_the_address_alone(joined: Any, wxr: Any) -> None:
    shown = page(7, "<p>x</p>", comment(2, "Came later")).replace("postid-7", "").replace("post-7", "")
    (post,) = posts(joined([wxr.item(7, link=f"{HOME}/shown-7/")], shown)[0])
    assert [one.id for one in post.comments] == ["2"]


def test_pages_of_another_site_are_not_laid_on_posts_with_their_numbers(joined: Any, wxr: Any) -> None:
    other = page(7, "<p>x</p>", url="https://other.example.org/x/").replace(HOME, "https://other.example.org")
    records, _ = joined([wxr.item(7)], other)
    assert [post.title for post in posts(records)] == ["Title 7", "Shown 7"]


def test_an_excerpt_of_a_post_that_the_export_has_is_no_loss(joined: Any, wxr: Any) -> None:
    listed = (
        f'<html><head><link rel="https://api.w.org/" href="{HOME}/wp-json/"></head><body class="home blog">'
        f'<div class="hentry post-{{0}}"><h2><a href="{HOME}/shown-{{0}}/">Shown</a></h2></div></body></html>'
    )
    records, _ = joined([wxr.item(7)], listed.format(7), listed.format(8))
    assert [(post.id, post.truncated) for post in posts(records)] == [("7", False), ("8", True)]
    assert codes(records).count("post-excerpt-only") == 1


def test_the_site_is_the_export_s_with_what_the_pages_were(joined: Any, wxr: Any) -> None:
    records, _ = joined([wxr.item(7)], page(7, "<p>x</p>"))
    (site,) = [record for record in records if isinstance(record, Site)]
    assert (site.title, site.wxr_version) == ("Blog", "1.2")
    assert site.extra is not None
    assert site.extra["pages"]["kinds"] == {"post": 1}


def test_pings_without_an_id_are_not_doubled(joined: Any, wxr: Any) -> None:
    ping = wxr.comment(5, type="pingback", author="Elsewhere")
    shown = page(7, "x").replace(
        '<ol class="comment-list">',
        '<ol class="comment-list"><li class="pingback"><p>Pingback: <a class="url" href="https://ben.example.org/">Elsewhere</a></p></li>',
    )
    (post,) = posts(joined([wxr.item(7, ping)], shown)[0])
    assert [one.id for one in post.comments] == ["5"]


def test_it_is_the_same_on_the_command_line(wparchive: Any, wxr: Any, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(page(7, "<p>x</p>", comment(2, "Came later")), encoding="utf-8")
    done = wparchive("convert", wxr.save(wxr.export(wxr.item(7))), tmp_path / "a.html", "-o", tmp_path / "x.jsonl")
    assert done.code == 0
    kinds = [json.loads(line)["kind"] for line in (tmp_path / "x.jsonl").read_bytes().splitlines()]
    assert kinds.count("post") == 1
