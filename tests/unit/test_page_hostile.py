"""Pages that mean harm: a clear result, and time that grows no faster than the page."""

from __future__ import annotations

import time

import pytest

from wparchive.ledger import Ledger
from wparchive.readers.page.page import page_of
from wparchive.readers.page.post.reader import read_page

HEAD = '<!DOCTYPE html><body class="single postid-5">'
POST = '<article id="post-5"><h1 class="entry-title">T</h1><div class="entry-content"><p>Words.</p></div></article>'


def hostile(count: int) -> dict[str, str]:
    link = '<a href="/2011/02/x/comment-page-2/?replytocom={0}#comment-{0}">8.2.2011</a>'
    return {
        "nesting": "<div>" * count,
        "open spans": "<p>" + "<span>x" * count,
        "lists": "<ul><li>" * count,
        "tables": "<table><tr><td>" * (count // 8),
        "bodies in bodies": '<div class="entry-content">' * count,
        "long names": f'<div class="{"share entry-content " * count}">x</div>',
        "many attributes": "<div " + " ".join(f"a{number}=1" for number in range(count)) + ">x",
        "different names": "".join(f'<div class="n{number} share{number}">x</div>' for number in range(count)),
        "headings": "<h1>a title</h1>" * count,
        "dates": "<p>8 February 2011</p>" * count,
        "links to comments": "<div>" + "".join(map(link.format, range(count))),
        "nested links to comments": "".join(f"<div>{link.format(number)}" for number in range(count)),
        "forms": '<div><form action="wp-comments-post.php"><input name="s"></form>' * count,
        "remarks": "<!-- x -->" * count,
        "open remarks": '<ol><li id="comment-1"><p>' + "<!-- x " * count,
        "signs": "<" * count,
    }


@pytest.mark.parametrize("name", hostile(8))
def test_a_hostile_page_is_read_in_time_that_grows_no_faster_than_the_page(name: str) -> None:
    def seconds(count: int) -> float:
        start = time.process_time()
        post = read_page(
            page_of(HEAD + POST + hostile(count)[name], "x.html", address="http://x.example.org/"), Ledger()
        )
        spent = time.process_time() - start
        assert post is not None
        assert post.id == "5"
        assert post.title == "T"
        return spent

    # The best of three: one look for garbage takes longer than reading the small page does.
    few, many = (min(seconds(count) for _ in range(3)) for count in (1000, 8000))
    assert many < 8 * 4 * max(few, 0.01)


def test_an_attribute_of_megabytes_is_read() -> None:
    page = page_of(f'{HEAD}{POST}<div id="{"q" * 5_000_000}" class="{"a " * 2_000_000}">Foot', "x.html")
    post = read_page(page, Ledger())
    assert post is not None
    assert post.body.source == "<p>Words.</p>"
    assert [piece.text for piece in post.boilerplate] == ["Foot"]


@pytest.mark.parametrize("tag", ["html", "body"])
def test_a_page_that_is_a_comment_and_nothing_else_is_read_as_one(tag: str) -> None:
    post = read_page(page_of(f'<{tag} id="comment-5" class="comment"><p>Words.</p>', "x.html"), Ledger())
    assert [(comment.id, comment.body.source) for comment in post.comments] == [("5", "<p>Words.</p>")]
    assert post.body.source == ""
