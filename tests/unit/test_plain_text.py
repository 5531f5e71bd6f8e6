from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wparchive.text import plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("<p>Fog &amp; <b>ice</b>.</p>\n<p>Then<br>sun.</p>", "Fog & ice.\n\nThen\nsun."),
        ("<script>x</script><style>y</style>a<!-- b -->", "a"),
        ('<a href="https://blog.example.org">link</a> <img src="x" alt="image">', "link"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
        ("<table><caption>Tides</caption><tr><td>low</td><td>high</td></tr></table>", "Tides\n\nlow\nhigh"),
        ("<ul>Boats:<li>one</li><p>two</p></ul>", "Boats:\none\n\ntwo"),
        ("<ul><li>one</li><ul><li>in it</li></ul></ul>", "one\n\nin it"),
        ("<center>one</center><form>two</form>three", "one\n\ntwo\n\nthree"),
        ("<b>one<p>two</p>three</b>", "one\n\ntwo\n\nthree"),
        ("<table><tr><td>one<p>two</p><ul><li>three</li></ul>four</td></tr></table>", "one\n\ntwo\n\nthree\n\nfour"),
    ],
)
def test_the_words_that_a_page_shows(html: str, text: str) -> None:
    assert plain_text(html) == text


TAGS = st.sampled_from(
    [
        "p",
        "div",
        "ul",
        "ol",
        "li",
        "table",
        "caption",
        "tr",
        "td",
        "th",
        "center",
        "form",
        "blockquote",
        "b",
        "dl",
        "dd",
    ]
)


@given(st.lists(st.one_of(TAGS.map("<{}>".format), TAGS.map("</{}>".format), st.just(" word "), st.just("\n"))))
def test_no_word_is_left_out(pieces: list[str]) -> None:
    assert plain_text("".join(pieces)).split().count("word") == pieces.count(" word ")


ELEMENTS = st.recursive(
    st.just(" "),
    lambda inner: st.builds(
        lambda around, inside: around.format("w" + "".join(f"{element}w" for element in inside)),
        st.sampled_from(
            [
                "<p>{}</p>",
                "<div>{}</div>",
                "<section>{}</section>",
                "<ul><li>{}</li></ul>",
                "<ol>{}</ol>",
                "<center>{}</center>",
                "<blockquote>{}</blockquote>",
                "<table><tr><td>{}</td></tr></table>",
                "<table><caption>{}</caption></table>",
                " <b>{}</b> ",
                " <a>{}</a> ",
            ]
        ),
        st.lists(inner, max_size=3),
    ),
    max_leaves=8,
)


@given(ELEMENTS)
def test_no_block_runs_into_the_words_beside_it(html: str) -> None:
    assert plain_text(html).split().count("w") == html.count("w")


@pytest.mark.parametrize("html", ["<div>" * 50_000, "<ul>x<b>" * 20_000, "<table><td><p>x" * 20_000, "<" * 1_000_000])
def test_hostile_fragments_have_a_text(html: str) -> None:
    assert isinstance(plain_text(html), str)
