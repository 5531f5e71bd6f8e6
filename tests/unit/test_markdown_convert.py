from __future__ import annotations

import html
import re
import tomllib
from collections import Counter

import pytest
from case_files import FOLDER, cases
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from turbohtml import parse_fragment

from wparchive.writers.markdown.convert import convert_all, to_markdown
from wparchive.writers.markdown.wordless import named

ELEMENTS = tomllib.loads((FOLDER / "markdown/elements.toml").read_text(encoding="utf-8"))
COMMONMARK = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


@pytest.mark.parametrize("case", cases("markdown/convert.toml"))
def test_html_becomes_what_its_case_says(case: dict[str, str]) -> None:
    left_out: Counter[str] = Counter()
    assert convert_all((case["html"],), left_out=left_out) == [case["markdown"]]
    if "left_out" in case:
        assert named(left_out) == case["left_out"]


@pytest.mark.parametrize("name", ELEMENTS["words"].split())
def test_no_words_vanish_in_silence(name: str) -> None:
    left_out: Counter[str] = Counter()
    (markdown,) = convert_all((f"<p>Before</p><{name}>Words</{name}><p>After</p>",), left_out=left_out)
    assert "Before" in markdown
    assert "After" in markdown
    assert "Words" in markdown or left_out == {name: 1}


@pytest.mark.parametrize(("name", "attribute"), ELEMENTS["attributes"].items())
def test_nothing_that_an_attribute_shows_vanishes_in_silence(name: str, attribute: str) -> None:
    left_out: Counter[str] = Counter()
    words = "words" if name == "a" else ""
    (markdown,) = convert_all((f'<p><{name} {attribute}="/shown">{words}</{name}></p>',), left_out=left_out)
    assert ("/shown" in markdown) != (left_out == {name: 1})


# --- nothing that runs comes out --------------------------------------------------------------------------------

TAGS = (
    "a", "abbr", "audio", "b", "blockquote", "br", "button", "caption", "code", "colgroup", "dd", "details", "div",
    "dl", "dt", "em", "embed", "figcaption", "figure", "foreignObject", "form", "frameset", "h2", "hr", "iframe",
    "img", "input", "li", "link", "mark", "math", "meta", "mi", "mtext", "noembed", "noframes", "noscript", "object",
    "ol", "p", "plaintext", "pre", "rt", "ruby", "script", "select", "style", "sub", "summary", "svg", "table",
    "tbody", "td", "template", "textarea", "th", "title", "tr", "u", "ul", "video", "wparchive", "xmp",
)  # fmt: skip
ATTRIBUTES = (
    "",
    " colspan=1",
    " rowspan=2",
    " start=-1",
    " onclick=evil()",
    ' href="javascript:evil()"',
    ' href=" java&#9;script:evil()"',
    ' href="javascript&amp;colon;evil()"',
    ' href="data:text/html,<script>evil()</script>"',
    ' href="x) [y](javascript:evil()"',
    ' href="#x&quot;>&lt;script>evil()&lt;/script>"',
    ' src="javascript:evil()" onerror=evil()',
    ' src=x srcdoc="<script>evil()</script>"',
    ' id="x&quot;>&lt;script>evil()&lt;/script>"',
    ' title="](javascript:evil()) <script>evil()</script>"',
    ' alt="\n\n<script>evil()</script>"',
    ' class="language-x\n<script>evil()</script>" lang="```\n<script>"',
    ' style="background:url(javascript:evil())"',
)
TEXTS = (
    "a", "\n\n", "&#13;&#10;&#13;&#10;", "`", "```\n", "|", "\\", "%\0000\000%", "&#11;",
    "&lt;script&gt;evil()&lt;/script&gt;", "&lt;img src=x onerror=evil()&gt;", "[x](javascript:evil())",
    "&lt;javascript:evil()&gt;", "[x]: javascript:evil()", "<!--", "--><script>evil()</script>",
    "<![CDATA[<script>evil()</script>]]>", "<?php evil() ?>", "    <script>",
)  # fmt: skip
ATTRIBUTE = st.sampled_from(ATTRIBUTES)
PIECE = st.one_of(
    st.sampled_from(TEXTS),
    st.builds("<{}{}{}>".format, st.sampled_from(TAGS), ATTRIBUTE, ATTRIBUTE),
    st.builds("</{}>".format, st.sampled_from(TAGS)),
)
DANGEROUS = frozenset({
    "base", "embed", "form", "frameset", "link", "meta", "noscript", "object", "plaintext", "script",
    "style", "svg", "template", "textarea", "title", "xmp",
})  # fmt: skip
RUNS = re.compile(r"[\x00-\x20]*(?:javascript|vbscript|data)[\x00-\x20]*:", re.IGNORECASE)


@given(st.lists(PIECE, min_size=1, max_size=12).map("".join))
def test_nothing_that_runs_comes_out_of_any_markup(markup: str) -> None:
    shown = parse_fragment(COMMONMARK.render(to_markdown(markup)))

    for element in shown.iter_elements():
        assert element.tag not in DANGEROUS
        for name in element.attrs:
            value = element.attr(name) or ""
            assert not name.startswith("on"), name
            assert name not in ("style", "srcdoc", "formaction"), name
            assert not (name in ("href", "src") and RUNS.match(re.sub("[\t\n\r]", "", value))), value


# --- nothing that is text is lost -------------------------------------------------------------------------------

WORDS = (
    "word", "*", "_", "x_y", "`", "[l](m)", "&lt;b&gt;", "#", "1.", "2)", "-", "+", "&gt;", "|", "~~", "!", "\\", "é",
    "“q”", '"', "http://example.org/_z_", "<br>", "2*3", "&amp;lt;", "---", "***", "===", "q:",
)  # fmt: skip
INLINE_TAGS = ("em", "strong", "b", "i", "a href=/x", "sup", "del", "span", "u", "mark", "code")
LINE = st.recursive(
    st.sampled_from(WORDS),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map(" ".join),
        st.tuples(st.sampled_from(INLINE_TAGS), inner).map(lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0].split()[0]}>"),
    ),
    max_leaves=8,
)
BLOCK = st.recursive(
    st.one_of(
        LINE.map("<p>{}</p>".format),
        LINE.map("<h2>{}</h2>".format),
        LINE.map("<figure><img src=/i.png><figcaption>{}</figcaption></figure>".format),
        st.builds("<table><tr><td>{}</td><td>{}</td></tr></table>".format, LINE, LINE),
        st.builds("<dl><dt>{}</dt><dd>{}</dd></dl>".format, LINE, LINE),
        st.sampled_from(["<pre>a\n\n  *b*</pre>", "<pre>```\n</pre>", "<hr>"]),
    ),
    lambda inner: st.one_of(
        inner.map("<blockquote>{}</blockquote>".format),
        inner.map("<details><summary>s</summary>{}</details>".format),
        st.builds("<ul><li>{}{}</li><li>{}</li></ul>".format, LINE, inner, LINE),
        st.builds("<ol><li>{}</li><li>{}</li></ol>".format, inner, inner),
        st.builds("{}{}".format, inner, inner),
    ),
    max_leaves=6,
)
BREAKS = re.compile(
    r"<(?:br|hr|/?(?:p|h2|ul|ol|li|blockquote|pre|table|tbody|thead|tr|td|th|figure|figcaption|dl|dt|dd))\b[^>]*>"
)


def words(markup: str) -> str:
    """The text of markup without any white space."""
    return "".join(html.unescape(re.sub("<[^>]*>", "", BREAKS.sub(" ", markup))).split())


@given(BLOCK)
def test_no_text_is_lost_or_becomes_markup(markup: str) -> None:
    assert words(COMMONMARK.render(to_markdown(markup))) == words(markup)


def shown(markdown: str) -> str:
    """HTML in which it does not matter whether emphasis was Markdown or a tag."""
    return re.sub("(</?)s>", r"\1del>", COMMONMARK.render(markdown))


@given(st.lists(BLOCK, min_size=1, max_size=4))
def test_fragments_converted_together_come_out_as_alone(fragments: list[str]) -> None:
    assert [shown(text) for text in convert_all(fragments)] == [shown(to_markdown(fragment)) for fragment in fragments]


def test_a_line_ends_in_a_backslash_where_that_is_asked_for() -> None:
    assert convert_all(["<p>Low<br>\nwater</p><pre>a  \nb</pre>"], hard_breaks="backslash") == [
        "Low\\\nwater\n\n```\na  \nb\n```"
    ]


@given(BLOCK)
def test_a_backslash_at_the_end_of_a_line_shows_what_two_spaces_show(markup: str) -> None:
    (markdown,) = convert_all([markup], hard_breaks="backslash")
    assert shown(markdown) == shown(to_markdown(markup))


@pytest.mark.parametrize(
    "growth", ["\N{NO-BREAK SPACE}" * 90, "*" * 200, "<ul>" + "<li>x" * 100 + "</ul>"], ids=["spaces", "stars", "list"]
)
@pytest.mark.parametrize("place", ["<table><tr><td><b>{}</b></td></tr></table>", "<p>a <mark>{}</mark></p>"])
def test_no_short_text_is_lost_after_a_line_break(growth: str, place: str) -> None:
    """What turbohtml loses in trees of little source, see `convert._ROOM`."""
    for length in range(1, 10):
        assert "z" * length in to_markdown(f"a<br>b<p>{growth}</p>{place.format('z' * length)}")


# --- bounds -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "piece",
    [
        "<sub>x",
        "<table><tr><td>",
        "<details>",
        "<blockquote>",
        "<ul><li>",
        "<a href=x><div>",
        "<span>x",
        "<b>x",
        "<dl><dt>x",
    ],
)
def test_deep_nesting_ends(piece: str) -> None:
    assert isinstance(to_markdown(piece * 3000), str)


@pytest.mark.parametrize("piece", ["<br>", " <b><br></b>", "<p><br>"])
def test_endless_line_breaks_end(piece: str) -> None:
    text = to_markdown("<p>a" + piece * 20_000 + "<b>é</b> <i>z</i></p>")

    assert len(text) < 1000
    assert text.startswith("a")
    assert "é" in text
    assert text.endswith(" *z*")


def test_the_text_of_elements_too_deep_stays() -> None:
    assert to_markdown("<div>" * 150 + "a<sub>b</sub>") == "ab"
