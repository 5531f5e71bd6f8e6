from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from records import a_comment
from turbohtml import parse_fragment

from wparchive.model import Body, Comment, CommentAuthor, ReplyHint
from wparchive.writers.markdown.comments import data, entries_of, section
from wparchive.writers.markdown.convert import convert_all

COMMONMARK = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def comment(identity: str | None, parent: str | None = None, html: str = "<p>text</p>", **fields: Any) -> Comment:
    needed: dict[str, Any] = {
        "author": CommentAuthor(name=f"N{identity}"),
        "published": "2010-05-02T14:05:00+02:00",
        "body": Body(source=html, format="html", html=html),
    }
    return a_comment(id=identity, parent=parent, **(needed | fields))


def written(*comments: Comment, author_id: str | None = None) -> str:
    bodies = convert_all([comment.body.html or "" for comment in comments])
    return "".join(section(entries_of(comments, bodies), author_id)).removesuffix("\n")


def headline(**fields: Any) -> str:
    """The line above the text of a single comment, without its anchor."""
    return written(comment("1", **fields), author_id="3").split("\n")[2].removesuffix(' <a id="comment-1"></a>')


def test_a_thread_reads_well() -> None:
    author = CommentAuthor(name="Ann", url="http://ann.example.org")
    assert written(
        comment("1", author=author, html="<p>First.</p><ul><li>a</li></ul>"),
        comment("2", "1", html="<pre>x\n\n  y</pre>", author=CommentAuthor(name="Bo", user_id="3")),
        comment("3", "2"),
        comment("4", "1", status="pending"),
        comment(
            "5", type="pingback", author=CommentAuthor(name="Elsewhere » Post", url="http://e.example.org/?a=1&b=2")
        ),
        author_id="3",
    ) == (
        "## 5 comments\n"
        "\n"
        '**[Ann](http://ann.example.org)** · [2 May 2010, 14:05](#comment-1) <a id="comment-1"></a>\n'
        "\n"
        "First.\n"
        "\n"
        "- a\n"
        "\n"
        '> **Bo** (author) · [2 May 2010, 14:05](#comment-2) <a id="comment-2"></a>\n'
        ">\n"
        "> ```\n"
        "> x\n"
        ">\n"
        ">   y\n"
        "> ```\n"
        ">\n"
        '> > **N3** · [2 May 2010, 14:05](#comment-3) <a id="comment-3"></a>\n'
        "> >\n"
        "> > text\n"
        ">\n"
        '> **N4** · [2 May 2010, 14:05](#comment-4) · *pending* <a id="comment-4"></a>\n'
        ">\n"
        "> text\n"
        "\n"
        "### Pingbacks\n"
        "\n"
        "**[Elsewhere » Post](http://e.example.org/?a=1&b=2)** · [2 May 2010, 14:05](#comment-5)"
        ' <a id="comment-5"></a>\n'
        "\n"
        "text"
    )


def test_a_deep_thread_stays_at_four_levels_and_says_whom_it_answers() -> None:
    text = written(*(comment(str(n), str(n - 1) if n > 1 else None) for n in range(1, 13)))

    assert "> > > > **N5** · [2 May 2010, 14:05](#comment-5) <a" in text
    assert "> > > > **N12** · [2 May 2010, 14:05](#comment-12) · in reply to [N11](#comment-11) <a" in text
    assert "> > > > >" not in text


def test_an_answer_to_what_is_not_shown_says_so() -> None:
    assert "· in reply to a comment that is not here" in headline(parent="99")


def test_an_answer_to_a_ping_links_to_it() -> None:
    text = written(comment("1", type="pingback"), comment("2", "1"))

    assert "· in reply to [N1](#comment-1) <a" in text


def test_a_comment_that_seems_to_answer_another_links_to_it() -> None:
    hint = ReplyHint(why="it names the author", number=1)
    text = written(comment(None, number=1, place="1"), comment(None, number=2, place="2", reply_hint=hint))

    assert "· in reply to [NNone](#comment-1) <a" in text


def test_places_make_threads_where_there_are_no_ids() -> None:
    text = written(comment(None, place="5"), comment(None, place="5.1"))

    assert '> **NNone** · [2 May 2010, 14:05](#comment-5.1) <a id="comment-5.1"></a>' in text


def test_two_comments_of_one_id_have_anchors_of_their_own() -> None:
    text = written(comment("1"), comment("1"), comment(None), comment('x"><script>'))

    assert [f'id="{name}"' in text for name in ("comment-1", "comment-1-at-2", "comment-at-3", "comment-x-script-")]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"author": CommentAuthor()}, "**Anonymous** · [2 May 2010, 14:05](#comment-1)"),
        (
            {"author": CommentAuthor(name="A &amp; *B* <i>\nC</i>")},
            "**A & \\*B\\* C** · [2 May 2010, 14:05](#comment-1)",
        ),
        (
            {"author": CommentAuthor(name="A", url="http://e.org/a_(b)?x=1&#038;copy;")},
            "**[A](<http://e.org/a_(b)?x=1&amp;copy;>)** · [2 May 2010, 14:05](#comment-1)",
        ),
        ({"author": CommentAuthor(name="A", url="javascript:x()")}, "**A** · [2 May 2010, 14:05](#comment-1)"),
        (
            {"author": CommentAuthor(name="A", url="http://e.org/) [x](y")},
            "**[A](<http://e.org/)%20[x](y>)** · [2 May 2010, 14:05](#comment-1)",
        ),
        ({"published": None}, "**N1** · [no date](#comment-1)"),
        ({"published": None, "published_raw": "[Tue]day"}, "**N1** · [\\[Tue\\]day](#comment-1)"),
        ({"type": "review"}, "**N1** · [2 May 2010, 14:05](#comment-1) · *review*"),
        ({"status": "trash", "type": "a*b"}, "**N1** · [2 May 2010, 14:05](#comment-1) · *a\\*b* · *trash*"),
    ],
)  # fmt: skip
def test_the_line_above_a_comment(fields: dict[str, Any], expected: str) -> None:
    assert headline(**fields) == expected


def test_trackbacks_stand_with_the_pingbacks_and_are_marked() -> None:
    text = written(comment("1", type="trackback"))

    assert text.startswith("## 1 comment\n\n### Pingbacks\n\n**N1** · [2 May 2010, 14:05](#comment-1) · *trackback* <a")


def test_addresses_are_not_shown_even_as_names() -> None:
    people = (
        CommentAuthor(name="ann@example.org", email="ann@example.org"),
        CommentAuthor(name="Bo (bo@example.org)", email="bo@example.org"),
        CommentAuthor(name="cy@example.org"),
        CommentAuthor(name="Di", email="di@example.org", url="http://example.org/di@example.org", ip="192.0.2.4"),
    )
    comments = [comment(str(n), author=author) for n, author in enumerate(people)]
    entries = entries_of(comments, ["text"] * 4)

    assert [entry.name for entry in entries] == ["ann", "Bo (bo)", "cy", "Di"]
    assert "@" not in "".join(section(entries, None))
    assert b"@" not in data(entries)
    assert b"192.0.2.4" not in data(entries)


def test_the_data_file_has_what_is_public() -> None:
    author = CommentAuthor(name="Ann", url="http://ann.example.org", email="a@example.org", ip="192.0.2.4", user_id="3")
    rows = json.loads(data(entries_of([comment("1", author=author), comment("2", "1", status="spam")], ["a", "b"])))

    assert rows[0] == {
        "id": "1",
        "anchor": "comment-1",
        "parent": None,
        "depth": 1,
        "answered": True,
        "closes": 0,
        "type": "comment",
        "status": "approved",
        "author": {"name": "Ann", "url": "http://ann.example.org"},
        "date": "2010-05-02T14:05:00+02:00",
        "day": "2 May 2010, 14:05",
        "markdown": "a",
        "html": "<p>text</p>",
        "public": True,
    }
    assert (rows[1]["parent"], rows[1]["depth"], rows[1]["public"]) == ("1", 2, False)


# --- whatever a comment contains, the others stay whole ---------------------------------------------------------

UNRULY = (
    "<details><summary>s", "<!--", "<pre>", "<blockquote><ul><li>", "<table><tr><td colspan=2>", "<b>", "<a href=/x>",
    "<hr>", "<h1>x", "```", "~~~", "&lt;details&gt;", "&gt; x", "- x", "1. x", "===", "---", "    x", "[x]: y",
    "|x|<br>|-|", "<script>", "<textarea>", "<plaintext>", "</div></section>", "x<br>", "\\", "&#13;", "",
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(UNRULY), st.integers(0, 12)), min_size=1, max_size=10))
def test_no_comment_is_lost_or_reaches_into_the_next(wishes: list[tuple[str, int]]) -> None:
    comments = [
        comment(
            str(n), str(parent) if parent else None, f"<p>before{n}</p>{html}", type="pingback" if n == 7 else "comment"
        )
        for n, (html, parent) in enumerate(wishes, start=1)
    ]
    shown = parse_fragment(COMMONMARK.render(written(*comments)))

    for n in range(1, len(comments) + 1):
        [anchor] = shown.select(f"#comment-{n}")
        assert anchor.closest("p") is not None
        assert anchor.closest("details, table, li, pre, code, h1") is None
    paragraphs = [paragraph.text.strip() for paragraph in shown.select("p")]
    for n in range(1, len(comments) + 1):
        assert sum(text == f"before{n}" for text in paragraphs) == 1


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from(["", *"abcdefg"])), max_size=8))
def test_every_comment_is_shown_once_whatever_its_parent(links: list[tuple[str, str]]) -> None:
    comments = [comment(identity, parent or None) for identity, parent in links]

    assert sorted(map(id, comments)) == sorted(
        id(entry.comment) for entry in entries_of(comments, [""] * len(comments))
    )


def test_a_chain_of_thousands_is_written() -> None:
    comments = [comment(str(n), str(n - 1)) for n in range(3000)]

    assert "".join(section(entries_of(comments, [""] * 3000), None)).count("<a id=") == 3000
