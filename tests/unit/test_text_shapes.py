"""The shapes of single lines in scrapes: headings of threads, heads of comments, marks, names that are called."""

from __future__ import annotations

import pytest

from wparchive.mentions import Names
from wparchive.readers.text.lines import aligned, lines_of, mark_of, words_of
from wparchive.readers.text.phrases import Heading, heading_of, is_reply, kind_of, ping_of, says
from wparchive.readers.text.thread.heads import Head, foot_of, head_of, inline_head, is_date, is_name


@pytest.mark.parametrize(
    ("text", "stated", "title"),
    [
        ("22 thoughts on “On knots”", 22, "On knots"),
        ("1,204 Comments", 1204, ""),
        ("This Post Has 3 Comments", 3, ""),
        ("Kommentare (3)", 3, ""),
        ("3 Gedanken zu „Vom Knoten“", 3, "Vom Knoten"),
        ("“On knots” への22件のフィードバック", 22, "On knots"),
        ("On knots: 4 комментария", 4, "On knots"),
        ("“On knots” için 2 yanıt", 2, "On knots"),
        ("12 Responses to On knots", 12, "On knots"),
        ("One thought on “On knots”", 1, "On knots"),
        ("Comments", None, ""),
    ],
)
def test_a_heading_says_how_many_comments_there_are_and_of_what(text: str, stated: int | None, title: str) -> None:
    heading = heading_of(text)
    assert heading is not None
    assert (heading.stated, heading.title) == (stated, title)


@pytest.mark.parametrize(
    "text", ["I got 22 comments on this.", "In 2011 nobody wrote a comment", "22 boats", "The reply", ""]
)
def test_a_sentence_about_comments_is_no_heading(text: str) -> None:
    assert heading_of(text) is None


def test_a_title_in_quotation_marks_is_certain() -> None:
    assert heading_of("2 thoughts on “A”") == Heading(2, "A", quoted=True)
    assert heading_of("2 thoughts on A") == Heading(2, "A", quoted=False)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Leave a Reply Cancel reply", "comment-form"),
        ("Schreibe einen Kommentar", "comment-form"),
        ("コメントを残す コメントをキャンセル", "comment-form"),
        ("Email *", "comment-form"),
        ("Este sitio usa Akismet para reducir el spam.", "akismet-notice"),
        ("Related Articles", "related"),
        ("BACK TO TOP BUTTON", "back-to-top"),
        ("Tags: rope, knots", "meta"),
        ("← Older posts", "navigation"),
        ("Recent Posts", "sidebar"),
        ("© 2014 Ines Karlow", "footer"),
        ("A knot is a question.", None),
        ("x &= ~y; // a line of code", None),
    ],
)
def test_a_line_is_known_by_its_words(text: str, kind: str | None) -> None:
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("Wim says:", "Wim", ""),
        ("WIM SAYS:", "WIM", ""),
        ("Wim sagt:", "Wim", ""),
        ("Wim dedi ki: 8 Şubat 2011", "Wim", "8 Şubat 2011"),
        ("小林 より: 2011年2月8日", "小林", "2011年2月8日"),
        ("يقول Wim : 8 فبراير", "Wim", "8 فبراير"),
        ("Jean dit :", "Jean", ""),
    ],
)
def test_a_name_says_something(text: str, name: str, rest: str) -> None:
    assert says(text) == (name, rest)


def test_a_sentence_in_which_somebody_says_something_is_no_head() -> None:
    assert says("My mother says hello") is None


@pytest.mark.parametrize(
    ("lines", "head"),
    [
        (["Wim says:", "Text"], Head("says", 1, "Wim")),
        (["Wim", "says:", "May 3, 2014", "Text"], Head("says", 3, "Wim", "May 3, 2014")),
        (["Wim says: May 3, 2014 at 2:00 pm", "Text"], Head("says", 1, "Wim", "May 3, 2014 at 2:00 pm")),
        (["Wim on May 3, 2014 at 2:00 pm said:", "Text"], Head("says", 1, "Wim", "on May 3, 2014 at 2:00 pm")),
        (["Wimsays:", "May 3, 2014", "Text"], Head("says", 2, "Wim", "May 3, 2014")),
        (["Wim:", "3. Mai 2014 um 14:00", "Text"], Head("says", 2, "Wim", "3. Mai 2014 um 14:00")),
        (["wim@example.org'wim@example.org' Wim says:", "Text"], Head("says", 1, "Wim")),
        (["[svg] Wim says:", "Text"], Head("says", 1, "Wim")),
        (["● Wim says:", "Text"], Head("says", 1, "Wim")),
        (["The Knot", "Wim", "pohti:", "May 3, 2014"], None),
        (["Wim", "on", "May 3, 2014", "Text"], Head("dated", 3, "Wim", "May 3, 2014")),
        (["on", "May 3, 2014", "Text"], None),
        (["Wim", "May 3, 2014", "Text"], Head("dated", 2, "Wim", "May 3, 2014")),
        (["Wim Avatar", "Wim", "May 3, 2014", "Text"], Head("dated", 3, "Wim", "May 3, 2014")),
        (["Wim May 3, 2014 Reply", "Text"], Head("dated", 1, "Wim", "May 3, 2014")),
        (["Ben 19. Juni 2018 um 15:28 Uhr - Antworten", "Text"], Head("dated", 1, "Ben", "19. Juni 2018")),
        (["Wim Post author", "May 3, 2014", "Text"], Head("dated", 2, "Wim", "May 3, 2014")),
        (["Pingback: Ropes", "Text"], Head("ping", 1, "Ropes", type="pingback")),
        (["Pingback:", "Ropes"], Head("ping", 2, "Ropes", type="pingback")),
        (["A sentence of a text.", "May 3, 2014"], None),
        (["Posted on May 3, 2014 by Wim"], None),
        (["Text without any head", "and a second line"], None),
    ],
)
def test_the_head_of_a_comment(lines: list[str], head: Head | None) -> None:
    assert head_of([words_of(line) for line in lines], marked=False) == head


def test_at_an_item_a_name_above_its_reply_link_or_a_date_alone_is_a_head() -> None:
    lines = [words_of(line) for line in ("Wim", "Reply", "Text")]
    assert head_of(lines, marked=True) == Head("reply", 2, "Wim")
    assert head_of(lines, marked=False) is None
    assert head_of([words_of("October 10, 2010"), words_of("Text")], marked=True) == Head(
        "date", 1, None, "October 10, 2010"
    )


def test_a_foot_has_a_dash_between_name_and_date() -> None:
    assert foot_of("Comment by Wim — May 3, 2014 @ 2:00 pm") == ("Comment by Wim", "May 3, 2014 2:00 pm")
    assert foot_of("A text — and no date") is None


def test_a_head_on_the_line_of_the_text() -> None:
    head = inline_head("Wim May 3, 2014 at 2:00 pm Ours never answers.")
    assert head == Head("inline", 1, "Wim", "May 3, 2014 at 2:00 pm", "Ours never answers.")


@pytest.mark.parametrize(
    "text", ["May 3, 2014", "8. 2. 2011 (14:00)", "18.07, 2011 @ 11:43", "3 days ago", "2014年5月3日"]
)
def test_a_date_is_a_date_although_it_may_not_be_certain(text: str) -> None:
    assert is_date(text)


@pytest.mark.parametrize(
    "text", ["Thanks!", "@Wim", "Reply", "says", "22 Comments", "https://x.example.org", "2011", ""]
)
def test_these_are_no_names(text: str) -> None:
    assert not is_name(text)


@pytest.mark.parametrize(("text", "number"), [("12. text", 12), ("• text", None), ("3) text", 3), ("#7. text", 7)])
def test_a_mark_of_an_item(text: str, number: int | None) -> None:
    mark = mark_of(lines_of(text)[0])
    assert mark is not None
    assert (mark.number, mark.text) == (number, "text")


@pytest.mark.parametrize("text", ["1\\. escaped", "3.5 metres", "text", "-dash", "2011"])
def test_these_are_no_marks(text: str) -> None:
    assert mark_of(lines_of(text)[0]) is None


def test_numbers_that_are_set_flush_right_begin_in_one_column() -> None:
    lines = aligned(lines_of("   9. a\n  10. b\n"))
    assert [line.indent for line in lines] == [3, 3]


def test_markup_of_markdown_is_taken_away_and_its_links_are_kept() -> None:
    words = words_of("![](a.png) **[Wim](https://w.example.org)** [May](https://x.example.org/#comment-7)")
    assert words.text == "Wim May"
    assert words.comment == "7"


@pytest.mark.parametrize(
    "text", ["Reply", "ANTWORTEN", "Reply to Klára Nováčková", "Like Liked by 21 people", "Log in to Reply"]
)
def test_the_label_of_a_link_below_a_comment(text: str) -> None:
    assert is_reply(text)


@pytest.mark.parametrize("text", ["Reply to the second root", "I like it", "Replying"])
def test_words_that_begin_like_such_a_label(text: str) -> None:
    assert not is_reply(text)


@pytest.mark.parametrize(
    ("text", "names", "found"),
    [
        ("@Old Postman: @Hanne: so it is", (), ("Old Postman", "Hanne")),
        ("@hanne so it is", (), ("hanne",)),
        ("@Klára N. so it is", ("Klára N.",), ("Klára N.",)),
        ("So it is\n\n@Wim: yes", (), ("Wim",)),
        ("@ Wim: yes, and we meet @ noon", (), ("Wim",)),
        ("write to me@example.org", (), ()),
    ],
)
def test_names_are_called_with_an_at_sign(text: str, names: tuple[str, ...], found: tuple[str, ...]) -> None:
    assert Names(names).mentioned(text.splitlines()) == found


def test_pingbacks_and_trackbacks_are_told_apart() -> None:
    assert ping_of("Trackback: Ropes") == ("trackback", "Ropes")
    assert ping_of("Пингбэк: Ropes") == ("pingback", "Ropes")
    assert ping_of("Note: this is none") is None
