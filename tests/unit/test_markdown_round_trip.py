from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from round_trip import Shape, rendered

from wparchive.writers.markdown.convert import to_markdown


def assert_same(markup: str) -> None:
    markdown = to_markdown(markup)
    before, after = Shape(markup), Shape(rendered(markdown))
    assert after.words == before.words, markdown
    assert after.blocks == before.blocks, markdown
    assert after.styles == before.styles, markdown


# --- generated ----------------------------------------------------------------------------------------------------

WORDS = (
    "word", "Wort", "é", "“q”", '"', "日本", "（語）", "「引」", "שלום", "мир", "*", "**", "_", "x_y", "_z_", "`", "``",
    "[l](m)", "[x]", "[a]: b", "&lt;b&gt;", "&lt;3", "#", "#tag", "1.", "1986. A year", "2)", "-", "--", "---", "+",
    "+1", "=", "===", "&gt;", "|", "~", "~~", "!", "\\", "\\n", "http://example.org/_z_", "2*3", "&amp;lt;", "&amp;",
    "AT&amp;T", "***", "q:", ".", "$x_1$", "ab\ncd", "a  b", "^", "{{x}}", ":smile:", "$",
)  # fmt: skip
WORD = st.sampled_from(WORDS)
STYLES = ("em", "strong", "b", "i", "del", "sup", "sub", "u", "mark", "code", "span", "q", "cite", "font", "kbd")


SAID = (
    "font-weight:bold", "font-weight:400", "mso-bidi-font-weight:bold", "font-style:italic", "display:block",
    "vertical-align:super", "text-decoration:line-through", "white-space:pre-wrap",
)  # fmt: skip
"""What word processors say in the style of an element."""


def wrapped(tag: str, inner: str) -> str:
    return f"<{tag}>{inner}</{tag}>"


def said(tag: str, style: str, inner: str) -> str:
    return f'<{tag} style="{style}">{inner}</{tag}>'


LINE = st.recursive(
    st.one_of(WORD, st.lists(WORD, min_size=1, max_size=4).map(" ".join)),
    lambda inner: st.one_of(
        st.builds(wrapped, st.sampled_from(STYLES), inner),
        st.builds(said, st.sampled_from(("span", "b", "strong")), st.sampled_from(SAID), inner),
        st.builds("{}{}".format, inner, inner),
        st.builds("{} {}".format, inner, inner),
        st.builds("{}<br>{}".format, inner, inner),
        WORD.map('<a href="/x">{}</a>'.format),
        st.just('<img src="/i.png" alt="a">'),
    ),
    max_leaves=5,
)
CODE = st.lists(
    st.sampled_from(("x", "```", "~~~", "`", "", "    y", "- z", "&lt;b&gt;", "1. a", "\\*", "# h")), max_size=4
)
LEAF = st.one_of(
    *(LINE.map(f"<{tag}>{{}}</{tag}>".format) for tag in ("p", "p", "div", "h2", "h6", "figcaption")),
    LINE,
    CODE.map(lambda lines: "<pre>\n{}</pre>".format("\n".join(lines))),
    CODE.map(lambda lines: '<pre><code class="language-go">{}</code></pre>'.format("\n".join(lines))),
    st.sampled_from((
        "<hr>", "<!--more-->", '<iframe src="https://example.org/v"></iframe>', '<video src="/v.mp4"></video>', "<br>",
        '<audio><source src="/a.mp3"><a href="/a.mp3">a</a></audio>', "<p>&nbsp;</p>",
    )),
    st.builds("<figure><img src=/i.png><figcaption>{}</figcaption></figure>".format, LINE),
    st.builds("<table><tr><td>{}</td><td>{}</td></tr><tr><td>{}</td><td>x</td></tr></table>".format, LINE, LINE, LINE),
    st.builds("<table><tr><td colspan=2>{}</td></tr><tr><td>{}</td><td>{}</td></tr></table>".format, LINE, LINE, LINE),
    st.builds("<dl><dt>{}</dt><dd>{}</dd></dl>".format, LINE, LINE),
    st.builds('<dl class="gallery-item"><dt><img src="/i.png"></dt><dd>{}</dd></dl>'.format, LINE),
)  # fmt: skip
BLOCK = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        inner.map("<blockquote>{}</blockquote>".format),
        inner.map("<details><summary>s</summary>{}</details>".format),
        inner.map('<div class="wp-block-group">{}</div>'.format),
        st.builds("<ul><li>{}{}</li><li>{}</li></ul>".format, LINE, inner, LINE),
        st.builds("<ol start=4><li>{}</li><li>{}</li></ol>".format, inner, inner),
        st.builds("<ul><li>{}</li><ul><li>{}</li></ul></ul>".format, LINE, inner),
        st.builds('<ul><li>{}</li><li style="list-style:none"><ol><li>{}</li></ol></li></ul>'.format, LINE, inner),
        st.builds("<table><tr><td><p></p><p>{}</p></td><td>{}</td></tr></table>".format, LINE, LINE),
        st.builds("{}{}".format, inner, inner),
        st.builds("{}\n{}".format, inner, inner),
    ),
    max_leaves=6,
)


@given(BLOCK)
def test_words_blocks_and_styles_of_any_html_come_back(markup: str) -> None:
    assert_same(markup)
