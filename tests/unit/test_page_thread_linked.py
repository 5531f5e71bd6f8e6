"""Comments in pages from which a saver took every id and class: found by their links."""

from __future__ import annotations

from wparchive.readers.page.page import page_of
from wparchive.readers.page.thread import Thread, take_thread

SITE = "http://x.example.org/2011/a-post/"
FORM = '<form action="/wp-comments-post.php"><textarea></textarea></form>'


def item(number: int, name: str, text: str, answers: str = "") -> str:
    return (
        f'<li><article><b>{name}</b> <a href="{SITE}#comment-{number}">'
        f'<time datetime="2011-02-0{number}T14:00:00+01:00">February {number}, 2011</time></a><p>{text}</p></article>'
        f'<a href="{SITE}?replytocom={number}#respond" aria-label="Reply to {name}">Reply</a>{answers}</li>'
    )


def read(markup: str) -> Thread:
    return take_thread(page_of(f"<body><h1>T</h1><p>Body.</p>{markup}{FORM}", "x", address=SITE))


def found(markup: str) -> list[tuple[str | None, str | None, str, str | None]]:
    return [(one.id, one.author.name, one.body.source, one.parent) for one in read(markup).comments]


def test_comments_are_found_by_the_links_to_them() -> None:
    assert found(f"<ol>{item(3, 'Ada', 'One.')}{item(5, 'Bo', 'Two.')}</ol>") == [
        ("3", "Ada", "<p>One.</p>", None),
        ("5", "Bo", "<p>Two.</p>", None),
    ]


def test_answers_within_a_comment_are_comments_that_answer_it() -> None:
    answer = item(5, "Bo", "Two.")
    assert found(f"<ol>{item(3, 'Ada', 'One.', f'<ol>{answer}</ol>')}</ol>") == [
        ("3", "Ada", "<p>One.</p>", None),
        ("5", "Bo", "<p>Two.</p>", "3"),
    ]


def test_an_answer_that_nobody_can_answer_is_a_comment_of_its_own() -> None:
    last = "<li><article><b>Cy</b> 8 February 2011<p>Three.</p></article></li>"
    answers = f'<ul class="children">{item(5, "Bo", "Two.", f"<ul class=children>{last}</ul>")}</ul>'
    assert found(f"<ol>{item(3, 'Ada', 'One.', answers)}</ol>") == [
        ("3", "Ada", "<p>One.</p>", None),
        ("5", "Bo", "<p>Two.</p>", "3"),
        (None, "Cy", "<p>Three.</p>", "5"),
    ]


def test_a_lone_comment_is_found_without_what_stands_around_it() -> None:
    markup = item(3, "Ada", "One.").replace("li>", "div>")
    assert found(f"<div>{markup}</div>") == [("3", "Ada", "<p>One.</p>", None)]


def test_a_comment_that_is_called_in_another_is_no_further_one() -> None:
    called = f'<a href="{SITE}#comment-3">@Ada</a> Two.'
    assert [one[0] for one in found(f"<ol>{item(3, 'Ada', 'One.')}{item(5, 'Bo', called)}</ol>")] == ["3", "5"]


def test_comments_of_other_posts_in_a_sidebar_are_none() -> None:
    others = "".join(f'<li>Ada on <a href="http://x.example.org/p{n}/#comment-{n}">Post {n}</a></li>' for n in range(4))
    assert read(f"<ul>{others}</ul>").comments == ()


def test_where_no_class_says_the_depth_comments_side_by_side_may_be_answers() -> None:
    assert [one.parent_certain for one in read(f"<ol>{item(3, 'A', 'x')}{item(5, 'B', 'y')}</ol>").comments] == [
        False
    ] * 2
