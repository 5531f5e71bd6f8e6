"""What holds for every thread of a saved page, however its theme is made, and however large or broken it is."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wparchive.readers.page.page import Page, page_of
from wparchive.readers.page.thread import Thread, take_thread
from wparchive.text import plain_text

NAMES = (
    '<b class="fn">{0}</b>',
    '<cite><a href="http://x.example.org" rel="external nofollow">{0}</a></cite>',
    '<span class="comment-author">{0}</span>',
    '<div class="c-user__name">{0}</div>',
    "<cite>{0}</cite>",
)
DATES = (
    '<time datetime="2016-05-04T10:{0:02}:00Z">4 May 2016 at 10:{0:02}</time>',
    '<a href="#comment-{0}">May 4, 2016 at 10:{0:02}</a>',
    '<span class="comment-date">2016-05-04 10:{0:02}</span>',
)
TEXTS = (
    '<div class="comment-content">{}</div>',
    "{}",
    '<div class="commentText">{}</div>',
    "<blockquote class='entry'>{}</blockquote>",
)
FURNITURE = (
    "",
    '<a class="comment-reply-link" href="?replytocom={0}#respond">f{0}</a>',
    '<div class="sharedaddy">f{0}</div>',
    '<p class="comment-likes">f{0}</p>',
    '<span class="report"><a href="#">f{0}</a></span>',
)
ITEMS = (
    '<li id="comment-{0}">{1}{2}</li>',
    '<li class="comment even depth-{3}" id="li-comment-{0}"><article id="comment-{0}">{1}</article>{2}</li>',
    '<li><div id="comment-{0}" class="comment-body">{1}</div>{2}</li>',
)
PIECES = (
    '<li id="comment-1">',
    '<li id="comment-2" class="comment even depth-2">',
    "<ol>",
    "</ol>",
    "</li>",
    "<p>",
    "<dt id='comment-3'>",
    "<dd>",
    '<a name="comment-4">',
    "<table><tr id='comment-5'>",
    '<div class="comment-content">',
    "<cite>",
    "</cite>",
    "text ",
    '<time datetime="0000-99-99">',
    '<time datetime="2016-05-04T10:00">',
    "<form>",
    '<a class="comment-reply-link" href="?replytocom=1">',
    "<!--",
    "-->",
    "<plaintext>",
    '<li class="pingback">',
    '<div id="wc-comm-6_1">',
    "@a ",
    "8/2/2011 ",
    "</div>",
    "<pre>",
    "&",
)


@st.composite
def threads(draw: st.DrawFn) -> tuple[str, dict[str, tuple[str, str | None]]]:
    """A page, and the words and the parent of each of its comments by id."""
    name, date, text, extra, item = (draw(st.sampled_from(form)) for form in (NAMES, DATES, TEXTS, FURNITURE, ITEMS))
    parents = [
        draw(st.integers(min_value=0, max_value=at)) for at in range(draw(st.integers(min_value=1, max_value=8)))
    ]
    truth: dict[str, tuple[str, str | None]] = {}
    inner: dict[int, list[str]] = {}
    depths = {0: 0}
    for number, parent in enumerate(parents, 1):
        depths[number] = depths[parent] + 1
        truth[str(number)] = (f"w{number} Reply x{number}", str(parent) if parent else None)
    for number in range(len(parents), 0, -1):
        words = f"<p>w{number} Reply</p><p>x{number}</p>"
        own = name.format(f"Name{number}") + date.format(number) + text.format(words) + extra.format(number)
        answers = "".join(reversed(inner.get(number, [])))
        children = f'<ul class="children">{answers}</ul>' if answers else ""
        inner.setdefault(parents[number - 1], []).append(item.format(number, own, children, depths[number]))
    return f'<body><p>Body.</p><ol class="commentlist">{"".join(reversed(inner[0]))}</ol><p>Foot.</p></body>', truth


def words_of(thread: Thread) -> Counter[str]:
    texts = [plain_text(comment.body.html or "") for comment in thread.comments]
    texts += [piece.text for comment in thread.comments for piece in comment.boilerplate]
    return Counter(word for text in texts for word in text.split())


def read(markup: str) -> tuple[Page, Thread]:
    page = page_of(markup, "page.html")
    return page, take_thread(page)


@settings(max_examples=150, deadline=None)
@given(threads())
def test_every_comment_of_every_layout_is_read_with_its_words_its_name_its_date_and_its_parent(
    made: tuple[str, dict[str, tuple[str, str | None]]],
) -> None:
    markup, truth = made
    page, thread = read(markup)
    assert {
        str(comment.id): (" ".join(plain_text(comment.body.html or "").split()), comment.parent)
        for comment in thread.comments
    } == truth
    assert [comment.author.name for comment in thread.comments] == [f"Name{comment.id}" for comment in thread.comments]
    assert all(
        (comment.published or "")[:16] == f"2016-05-04T10:{int(comment.id or 0):02}" for comment in thread.comments
    )
    assert plain_text(page.tree.html).split() == ["Body.", "Foot."]


@settings(max_examples=100, deadline=None)
@given(threads())
def test_every_word_of_a_comment_ends_in_one_place(made: tuple[str, dict[str, tuple[str, str | None]]]) -> None:
    markup, truth = made
    counts = words_of(read(markup)[1])
    for number in truth:
        assert counts[f"w{number}"] == counts[f"x{number}"] == 1
        assert counts[f"f{number}"] == (f"f{number}<" in markup)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_no_markup_breaks_the_reader_and_no_two_comments_have_one_id(pieces: list[str]) -> None:
    thread = read("".join(pieces))[1]
    ids = [comment.id for comment in thread.comments if comment.id is not None]
    assert len(ids) == len(set(ids))
    assert {comment.parent for comment in thread.comments} <= {None, *ids}


def hostile(count: int) -> dict[str, str]:
    header = '<cite class="fn">N</cite><a href="#comment-{0}">x</a>'
    item = f'<li id="comment-{{0}}" class="comment even depth-1">{header}<p>@N {{0}}</p></li>'
    return {
        "many": "<ol>" + "".join(item.format(number) for number in range(count)),
        "deep": "".join(f'<ol><li id="comment-{number}"><cite class="fn">N</cite><p>t</p>' for number in range(count)),
        "deep, without ids": "".join(f'<ol><li class="pingback depth-{number}"><p>t</p>' for number in range(count)),
        "one, of many elements": '<ol><li id="comment-1">' + "<div>2001 t" * count,
        "one, of many names and dates": '<ol><li id="comment-1">' + "<cite>2001</cite><time>2001</time>" * count,
        "one, of many mentions": '<ol><li id="comment-1"><p>' + "@a " * count,
        "many beginnings": "".join(f'<a name="comment-{number}"></a>' for number in range(count)),
        "many containers": '<div class="comments">' * count,
    }


@pytest.mark.parametrize("name", hostile(0))
def test_time_grows_no_faster_than_the_page(name: str) -> None:
    def seconds(count: int) -> float:
        page = page_of(hostile(count)[name], "page.html")
        start = time.process_time()
        take_thread(page)
        return time.process_time() - start

    few, many = (min(seconds(count) for _ in range(3)) for count in (1000, 8000))
    assert many < 8 * 4 * max(few, 0.005)
