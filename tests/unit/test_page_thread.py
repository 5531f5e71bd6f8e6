"""The comment threads of saved pages: each layout that themes have used, as a page with what must be read from it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from wparchive.ledger import Ledger
from wparchive.model import Where
from wparchive.readers.page.page import page_of
from wparchive.readers.page.thread import Thread, report_thread, take_thread
from wparchive.text import plain_text

FIXTURES = Path(__file__).parents[2] / "fixtures/pages/threads"
PAGES = sorted(FIXTURES.glob("*.html"))


def thread_of(markup: str, **known: str) -> Thread:
    return take_thread(page_of(markup, "page.html", **known))


def summary(thread: Thread) -> dict[str, Any]:
    """All that is read of a thread, without what has its usual value."""
    comments = []
    for comment in thread.comments:
        fields: dict[str, Any] = {
            "id": comment.id,
            "place": comment.place,
            "number": comment.number,
            "parent": comment.parent,
            "uncertain": not comment.parent_certain,
            "depth": comment.depth if comment.depth > 1 else None,
            "type": comment.type if comment.type != "comment" else None,
            "status": comment.status if comment.status != "approved" else None,
            "author": comment.author.name,
            "url": comment.author.url,
            "published": comment.published,
            "published_raw": comment.published_raw,
            "html": comment.body.html,
            "mentions": list(comment.mentions),
            "hint": [comment.reply_hint.why, comment.reply_hint.id] if comment.reply_hint else None,
            "meta": {row.key: row.value for row in comment.meta},
            "boilerplate": [[piece.kind, piece.text] for piece in comment.boilerplate],
        }
        comments.append({name: value for name, value in fields.items() if value})
    rest = {name: value for name, value in thread._asdict().items() if name != "comments" and value}
    return {"comments": comments, **{k: list(v) if isinstance(v, tuple) else v for k, v in rest.items()}}


@pytest.mark.parametrize("path", PAGES, ids=[path.stem for path in PAGES])
def test_a_thread_is_read_as_its_page_shows_it(path: Path) -> None:
    expected = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
    assert summary(thread_of(path.read_text(encoding="utf-8"))) == expected


@pytest.mark.parametrize("path", PAGES, ids=[path.stem for path in PAGES])
def test_no_comment_is_left_in_the_tree(path: Path) -> None:
    page = page_of(path.read_text(encoding="utf-8"), path.name)
    thread = take_thread(page)
    rest = plain_text(page.tree.html)
    for comment in thread.comments:
        text = plain_text(comment.body.html or "")
        assert len(text) < 12 or text not in rest


def one(markup: str, **known: str) -> Any:
    (comment,) = thread_of(f'<ol class="commentlist">{markup}</ol>', **known).comments
    return comment


ITEM = '<li id="comment-5" class="comment even depth-1"><cite class="fn">{name}</cite> {date}<p>{text}</p></li>'


def item(name: str = "Ada", date: str = "", text: str = "Mud.") -> str:
    return ITEM.format(name=name, date=date, text=text)


def test_a_date_gets_no_offset_that_the_page_does_not_state() -> None:
    said = item(date='<a href="#comment-5">February 8, 2011 at 3:37 pm</a>')
    assert one(said).published == "2011-02-08T15:37:00"


def test_a_date_gets_no_time_that_the_page_does_not_state() -> None:
    assert one(item(date='<span class="date">February 8, 2011</span>')).published == "2011-02-08"


@pytest.mark.parametrize(
    "words", ["2 years ago", "vor 3 Tagen", "Jun 20th at 2:41 am", "8/2/2011", "8.2.11", "Feb 8, 11"]
)
def test_a_date_that_cannot_be_read_with_certainty_stays_words(words: str) -> None:
    comment = one(item(date=f'<span class="comment-date">{words}</span>'))
    assert (comment.published, comment.published_raw) == (None, words)


def test_a_comment_without_a_date_gets_none_from_its_text() -> None:
    comment = one(item(text="I was born on 8 February 1980 at 10:00."))
    assert (comment.published, comment.published_raw) == (None, None)


def test_an_html_comment_that_nobody_ends_hides_no_comments() -> None:
    page = page_of(
        f"<html><body><ol>{item(text='Tar <!-- and')}{item(text='Nets').replace('5', '6')}</ol></body></html>", "x"
    )
    assert [one.id for one in take_thread(page).comments] == ["5", "6"]


def test_how_long_ago_a_comment_was_written_is_kept_as_it_stands() -> None:
    comment = one('<li id="comment-5"><h6>Ada (16 years ago)</h6><p>I was born 3 years ago.</p></li>')
    assert (comment.author.name, comment.published, comment.published_raw) == ("Ada", None, "16 years ago")


def test_the_beginning_of_a_sentence_with_a_date_is_no_name() -> None:
    comment = one(
        '<div id="comment-5"><p><strong>On January 1, 2015, 1:00 am, Ada wrote:</strong></p><p>Tar.</p></div>'
    )
    assert comment.author.name in (None, "Ada")


def test_how_long_ago_in_two_languages_is_no_day_of_august() -> None:
    markup = '<ol><li id="comment-5"><b class="fn">Ada</b> <span class="date">16 ans ago</span><p>Tar.</p></li></ol>'
    page = page_of(f'<html lang="fr"><body>{markup}', "x", address="http://x.example.org/2011/02/08/leak/")
    assert [(one.published, one.published_raw) for one in take_thread(page).comments] == [(None, "16 ans ago")]


def test_a_ping_that_links_nowhere_has_its_name() -> None:
    comment = one('<li class="pingback" id="comment-5"><p>Pingback: The Leaking Boat</p></li>')
    assert (comment.type, comment.author.name) == ("pingback", "The Leaking Boat")


def test_a_comment_without_a_name_gets_none_from_a_link_in_its_text() -> None:
    comment = one('<li id="comment-5"><p>See <a href="http://x.example.org" rel="external nofollow">Bo</a>.</p></li>')
    assert comment.author.name is None
    assert comment.body.html == '<p>See <a href="http://x.example.org" rel="external nofollow">Bo</a>.</p>'


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('<cite class="fn">Says Who</cite> <span class="says">says:</span>', "Says Who"),
        ("<cite><strong>Ramona</strong> dijo:</cite>", "Ramona"),
        ('<div class="c-comment__author">Jo <time datetime="2011-02-08T10:00:00Z">8 Feb</time></div>', "Jo"),
        ('<p class="author">Jo, <span class="badge">Author</span></p>', "Jo"),
        ('<div class="vcard"><cite class="fn">By the Sea</cite></div>', "By the Sea"),
        ("<cite>Von Trapp</cite>", "Von Trapp"),
        ("<cite>Comentari de Ada</cite>", "Ada"),
        ("<cite>Ada ütleb:</cite>", "Ada"),
        ("<cite>Maria Sa</cite>", "Maria Sa"),
        ("<cite>小说</cite>", "小说"),
        ('<p>Ada <span class="says">skribis:</span></p>', "Ada"),
        ('<p><a rel="external" href="http://a.example.org">Ada</a> <span class="says">x</span></p>', "Ada"),
        ('<h4 class="entry-title"><b class="fn">wrote on water</b> wrote on</h4>', "wrote on water"),
    ],
)
def test_a_name_is_told_from_what_stands_around_it(header: str, name: str) -> None:
    assert one(f'<li id="comment-5" class="comment even depth-1">{header}<p>Mud.</p></li>').author.name == name


def test_whom_a_comment_answers_is_in_its_text_though_the_theme_calls_him_an_author() -> None:
    text = '<p><a style="color:red">@</a><a class="at_parent_comment_author">Cy Marr</a>: mud.</p>'
    comment = one(f'<li id="comment-5" class="comment">{text}<div class="comment-info"><b class="fn">Bo</b></div></li>')
    assert (comment.author.name, plain_text(comment.body.html or "")) == ("Bo", "@Cy Marr: mud.")


def test_the_reply_links_label_gives_a_name_as_it_was_entered() -> None:
    label = '<a class="comment-reply-link" href="#respond" aria-label="Auf Bo &quot;B&quot; O\'Hara antworten">x</a>'
    assert one(item(name="Bo “B” O’Hara").replace("</li>", f"{label}</li>")).author.name == 'Bo "B" O\'Hara'


def test_quotes_of_the_language_are_not_in_a_name() -> None:
    label = '<a class="comment-reply-link" href="#respond" aria-label="Répondre à Bo &quot;B&quot; O\'Hara">x</a>'
    assert one(item(name="Bo «\xa0B\xa0» O’Hara").replace("</li>", f"{label}</li>")).author.name == 'Bo "B" O\'Hara'


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Zer <a href='http://x.example.org' rel='external'>Ada</a> wa", "Zer Bo wa"], ["Ada", "Bo"]),
        (["Zer Ada", "Zer Bo", "Zer Cy", "Zer Di"], ["Ada", "Bo", "Cy", "Di"]),
        (["Zer Ada", "Zer Bo", "Zer Cy"], ["Zer Ada", "Zer Bo", "Zer Cy"]),
        (["Zer Ada", "Zer Bo", "Zer Cy", "Dima"], ["Zer Ada", "Zer Bo", "Zer Cy", "Dima"]),
    ],
)
def test_words_around_all_names_of_a_page_are_no_part_of_them(names: list[str], expected: list[str]) -> None:
    page = "".join(f'<li id="comment-{n}"><cite>{name}</cite><p>Mud.</p></li>' for n, name in enumerate(names))
    assert [comment.author.name for comment in thread_of(f"<ol>{page}</ol>").comments] == expected


def test_an_address_is_that_of_the_name_and_never_that_of_the_comment() -> None:
    relative = item(name='<a class="url" href="/about/">Ada</a>')
    assert (
        one(relative, address="https://tides.example.org/low-water/").author.url == "https://tides.example.org/about/"
    )
    assert one(item(name='<a href="#comment-5">Ada</a>')).author.url is None


def test_what_repeats_beside_name_and_date_is_the_themes() -> None:
    row = '<li id="comment-{0}"><b>{1}</b> - <i>2011-02-0{0}</i> - {2}</li>'
    thread = thread_of(
        "<ol>" + "".join(row.format(n, w, t) for n, w, t in [(1, "Ada", "No"), (2, "Bo", "Yes")]) + "</ol>"
    )
    assert [comment.body.html for comment in thread.comments] == ["No", "Yes"]


def test_the_reply_form_that_stands_in_a_comment_is_no_part_of_its_text() -> None:
    comment = one(item().replace("</li>", "<form><p>Your name</p></form></li>"))
    assert comment.body.html == "<p>Mud.</p>"
    assert [(piece.kind, piece.text) for piece in comment.boilerplate] == [("comment-form", "Your name")]


def test_comments_come_in_the_order_of_their_dates() -> None:
    rows = [(7, "2016-05-06"), (9, "2016-05-04"), (8, "2016-05-04")]
    page = "".join(
        f'<li id="comment-{n}"><b class="fn">A</b><time datetime="{d}T10:00:00Z">x</time></li>' for n, d in rows
    )
    assert [comment.id for comment in thread_of(page).comments] == ["8", "9", "7"]


def dated(*rows: tuple[str, str]) -> list[str | None]:
    page = "".join(
        f'<li id="comment-{n}"><b class="fn">A</b><time datetime="{machine}">{words}</time><p>x</p></li>'
        for n, (machine, words) in enumerate(rows, 1)
    )
    return [comment.published for comment in thread_of(page).comments]


def test_a_clock_of_twelve_hours_without_noon_says_no_time() -> None:
    words = ("8 Feb 2011 09:00", "8 Feb 2011 11:30", "8 Feb 2011 02:15")
    assert dated(*(("", text) for text in words)) == ["2011-02-08"] * 3
    assert dated(*(("", text) for text in words[:2])) == ["2011-02-08T09:00:00", "2011-02-08T11:30:00"]
    stated = ["2011-02-08T09:00:00+01:00", "2011-02-08T11:30:00+01:00", "2011-02-08T14:15:00+01:00"]
    assert dated(*zip(stated, words, strict=True)) == stated


def test_words_that_are_far_from_what_is_stated_are_misread() -> None:
    stated = ["2011-07-08T09:00:00+01:00", "2011-07-09T11:30:00+01:00"]
    assert dated((stated[0], "8 June 2011"), (stated[1], "9 June 2011")) == stated
    assert dated((stated[0], "8 June 2011"), (stated[0], "9 June 2011")) == ["2011-06-08", "2011-06-09"]


def test_a_year_of_another_calendar_is_stated_by_nobody() -> None:
    assert dated(("1389-11-19T10:00:00", "8 Feb 2011"), ("1389-11-20T10:00:00", "")) == ["2011-02-08", None]


def test_threads_are_flat_for_certain_only_where_wordpress_had_none() -> None:
    page = '{}<ol><li id="comment-1">a</li><li id="comment-2">b</li></ol><form id="commentform"></form>'
    old, new = (f'<meta name="generator" content="WordPress {version}">' for version in ("2.3.1", "6.1"))
    assert [comment.parent_certain for comment in thread_of(page.format(old)).comments] == [True, True]
    assert [comment.parent_certain for comment in thread_of(page.format(new)).comments] == [False, False]
    closed = page.replace('<form id="commentform"></form>', "")
    assert [comment.parent_certain for comment in thread_of(closed.format(new)).comments] == [False, False]
    walked = closed.replace("<li ", '<li class="comment even depth-1" ')
    assert [comment.parent_certain for comment in thread_of(walked.format(new)).comments] == [True, True]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("elsewhere", ["comment-count-differs", "comments-elsewhere"]),
        ("missing-answers", ["comment-author-differs", "comment-not-found"]),
        ("hand-made", ["thread-guessed"]),
        ("microdata", ["comment-count-differs"]),
        ("html5-walker", []),
        ("no-comments", []),
    ],
)
def test_the_page_and_its_thread_are_held_against_each_other(name: str, codes: list[str]) -> None:
    ledger = Ledger()
    thread = thread_of((FIXTURES / f"{name}.html").read_text(encoding="utf-8"))
    report_thread(thread, Where(name), ledger)
    assert sorted(ledger.issues) == codes


def test_a_part_of_a_thread_is_not_measured_by_the_number_of_all() -> None:
    ledger = Ledger()
    report_thread(
        thread_of('<h3 id="comments">90 Comments</h3><ol><li id="comment-1">x</li></ol>'),
        Where("x"),
        ledger,
        whole=False,
    )
    assert not ledger.issues


def test_a_year_that_is_not_shown_is_concluded_from_the_post_and_marked() -> None:
    row = '<li id="comment-{0}"><b class="fn">A</b> <a href="#comment-{0}">{1}</a><p>x</p></li>'
    dates = ((7, "Dec 20th at 2:41 am"), (8, "Dec 31st at 10:00 pm"), (9, "Jan 2nd at 1:00 pm"))
    page = "<ol>" + "".join(row.format(number, words) for number, words in dates) + "</ol>"
    comments = thread_of(page, address="https://tides.example.org/2019/12/19/low-water/").comments
    assert [comment.published for comment in comments] == [
        "2019-12-20T02:41:00",
        "2019-12-31T22:00:00",
        "2020-01-02T13:00:00",
    ]
    assert {(comment.inferred, comment.published_raw) for comment in comments} == {
        (("published",), words) for _, words in dates
    }
    assert [comment.published for comment in thread_of(page).comments] == [None, None, None]
