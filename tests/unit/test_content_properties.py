"""What holds for every text: nothing raises, no word is lost, short cuts change nothing, time stays linear."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wparchive.content import RenderContext, render_comment, render_post
from wparchive.content import autop as autop_module
from wparchive.content.autop import autop
from wparchive.content.balance import _close_tags, balance_tags
from wparchive.content.links import _link_words, make_clickable
from wparchive.content.safe import ATTRIBUTES, TAGS, _sanitizer, sanitize
from wparchive.content.shortcodes import LATE
from wparchive.content.smilies import SMILIES, _convert, convert_smilies
from wparchive.text import _BLANK_LINES, _BREAK, _tokenized, plain_text

if TYPE_CHECKING:
    from collections.abc import Callable

CONTEXT: Final = RenderContext()

SPACES: Final = ("\n", "\n\n", "\n\n", " ", " \n", "\r\n", "\r", "\t", "\f", "\xa0", "  \n \n")
INLINE: Final = (
    "<b>",
    "</b>",
    "<em>",
    "</em>",
    '<a href="http://example.org">',
    "</a>",
    "<code>",
    "</code>",
    "<i>x</i>",
)
BLOCKS: Final = (
    "<p>", "</p>", "<div>", "</div>", '<div class="x">', "<ul>", "<li>", "</li>", "</ul>", "<blockquote>",
    "</blockquote>", "<h2>", "</h2>", "<table>", "<tr>", "<td>", "</td>", "</tr>", "</table>", "<hr />", "<br />",
    "<br>", "<pre>", "</pre>", "<script>", "</script>", "<style>", "</style>", "<svg>", "</svg>", "<object>",
    "</object>", "<param>", "<option>", "</option>", "<video>", "<source>", "</video>", "<figure>", "<figcaption>",
    "</figcaption>", "</figure>", "<!--more-->", "<picture>", "<form>", "</form>", "<SPAN>", "</SPAN>",
)  # fmt: skip
SPANNING: Final = (
    "\n", "\n\n", " ", "<div\rclass=x>", '<a\nhref="x">', "<!-- a\n\nb -->", "<!-- > \n\n -->", "<!-- a -->",
    "<![CDATA[>", "]]>", "<script>", "</script>", "<style>", "</style>", "<svg>", "</svg>", "<math>", "</math>",
    "<option>", "</option>", "<object>", "</object>", "<param>", "<video>", "<source>", "<track>", "</video>",
    "<figure>", "<figcaption>", "</figcaption>", "<b>", "<div>", "</div>",
)  # fmt: skip
BROKEN: Final = (
    "<",
    ">",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<div\n",
    '<a\nhref="x">',
    "<b/>",
    "</",
    "&",
    "\ue000",
    '"',
)
SHORTCODES: Final = (
    '[caption width="3"]', "[/caption]", '<img src="x" />', "[[caption]]", "[gallery]", "[box a=1]", "[/box]",
    "[embed]http://example.org/[/embed]", "[embed]", "[", "]", "[[", "[wp_caption/]", "[/wp_caption]",
)  # fmt: skip
DELIMITERS: Final = (
    "<!-- wp:paragraph -->", "<!-- /wp:paragraph -->", '<!-- wp:x/y {"a":"} b"} -->', "<!-- /wp:x/y -->",
    "<!-- wp:latest-posts /-->", "<!-- wp:shortcode -->", "<!-- /wp:shortcode -->", "<!--nextpage-->",
)  # fmt: skip
ADDRESSES: Final = (
    "http://example.org/a", "www.example.org", "Www.example.org", "me@example.org", "ftp://x", "(", ")", ".", "@",
    "<http://example.org/b>", "&amp;", "&x", ":)", ";-)", "8O", ":lol:", "&nbsp;", "javascript://x",
)  # fmt: skip

WORDS: Final = st.integers(0, 99).map(lambda number: f"word{number} ")


def soup(*vocabularies: tuple[str, ...]) -> st.SearchStrategy[str]:
    signs = st.sampled_from([sign for vocabulary in vocabularies for sign in vocabulary])
    return st.lists(WORDS | signs, max_size=30).map("".join)


def words(text: str) -> list[str]:
    return re.findall(r"word\d+", text)


def by_all_rules(text: str) -> str:
    """Paragraphs without any short cut."""
    if not text.strip(" \t\n\r\0\v"):
        return ""
    text, pres = autop_module._hold_pre(text + "\n")
    html = autop_module._apply(text, autop_module._rules("[^>]*"), spanning=True)
    return autop_module._HELD_PRE.sub(lambda marker: pres[int(marker[1])], html)


@given(st.text(), soup(SPACES, INLINE, BLOCKS, BROKEN, SHORTCODES, DELIMITERS, ADDRESSES))
def test_no_text_is_refused(text: str, markup: str) -> None:
    for source in (text, markup, text + markup):
        html = render_post(source, CONTEXT)
        comment, _ = sanitize(render_comment(source))

        assert isinstance(plain_text(html) + plain_text(comment), str)


@given(soup(SPACES, INLINE, BLOCKS, SHORTCODES, DELIMITERS, ADDRESSES))
def test_posts_keep_their_words_in_order(source: str) -> None:
    assert words(render_post(source, CONTEXT)) == words(source)


@given(soup(SPACES, INLINE, BLOCKS, SHORTCODES, DELIMITERS, ADDRESSES))
def test_comments_keep_their_words_in_order(source: str) -> None:
    # A space for each tag: paragraphs take the white space around some tags away, as WordPress does.
    html = re.sub(r"<[^<>]+>", " ", render_comment(source))

    assert words(html) == words(source)


@given(soup(SPACES, INLINE, BLOCKS, BROKEN))
def test_paragraphs_keep_words_even_of_broken_markup(source: str) -> None:
    assert words(autop(source)) == words(source)


@given(soup(SPACES, INLINE))
def test_paragraphs_of_plain_text_are_those_that_all_rules_give(text: str) -> None:
    assert autop(text) == by_all_rules(text)


PARAGRAPHS: Final = ("one", "<em>two</em>", "three\nfour", "<b>five</b>\n<i>six</i>", "seven<br />eight", "nine\u00a0")
CLOSED: Final = (
    "<h2>one</h2>", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>", "<hr />",
    "<blockquote>\n<p>one</p>\n</blockquote>", "<table><tr><td>one</td></tr></table>", "<pre>one\n\ntwo</pre>",
    "<div>one</div>", "<!--more-->", "<p>one\ntwo</p>",
    "<figure><img src='x' /><figcaption>one</figcaption></figure>", "<script>\none\n</script>", "<dl><dt>one</dt></dl>",
)  # fmt: skip


@given(st.lists(st.sampled_from(PARAGRAPHS + CLOSED)).map("\n\n".join))
def test_paragraphs_of_paragraphs_are_the_same(text: str) -> None:
    html = autop(text)

    assert autop(html) == html


@given(soup(SPACES, INLINE, BLOCKS, BROKEN, ("[box]", "[caption-x]", "&#91;", "<b [x]>", "[", "]")))
def test_what_is_in_a_block_is_shown_as_it_is(text: str) -> None:
    html = text.replace("wp:", "").replace("-->", "")
    source = f"<!-- wp:html -->{html}<!-- /wp:html -->"

    assert render_post(source, CONTEXT) == html


@given(
    soup(
        SPACES, INLINE, BLOCKS, BROKEN, ("[box]", "[captions]", "[/caption]", "[[box]]", "[caption", "&#91;", "[", "]")
    )
)
def test_a_text_without_shortcodes_stays(text: str) -> None:
    source = text.replace("[caption]", "")

    assert LATE.render(source, CONTEXT) == source


@settings(max_examples=400)
@given(soup(SPACES, SPACES, INLINE, BLOCKS, BROKEN) | soup(SPANNING))
def test_holding_paragraphs_aside_changes_nothing(text: str) -> None:
    assert autop(text) == by_all_rules(text)


@given(soup(INLINE, ("<b/>", "<b x/>", "<b x>", "<b >", "<i\n>", "<3", "<", "</b >")))
def test_balanced_text_is_what_balancing_gives(text: str) -> None:
    assert balance_tags(text) == _close_tags(text)


@given(soup(SPACES, INLINE, INLINE, BLOCKS))
def test_what_is_balanced_stays_so(text: str) -> None:
    once = balance_tags(text)

    assert balance_tags(once) == once


@given(soup(ADDRESSES, (" ", "<b>", "</b>", '<a href="http://example.org/">', "</a>", "<", ">", "FTP.x", "wWw.x")))
def test_text_that_is_not_searched_holds_no_address(text: str) -> None:
    assert make_clickable(text) == _link_words(text)


@given(soup(tuple(SMILIES), (" ", "&nbsp;", "<b>", "<code>", "</code>")))
def test_text_that_is_not_searched_holds_no_smiley(text: str) -> None:
    assert convert_smilies(text) == _convert(text, "")


RAW: Final = (
    "<script>", "</script>", "<textarea>", "</textarea>", "<title>", "</title>", "<style>", "</style>", "<xmp>",
    "</xmp>", "<template>", "</template>", "<iframe>", "</iframe>", "<noscript>", "</noscript>", "<plaintext>", "<i>",
    "<p>", "<P>", '<b title="1 > 0">', '<b title="<i>">', "<!--", "-->", "<!-- > -->", "&lt;", "&amp;", "<br>", "\n",
)  # fmt: skip


@settings(max_examples=400)
@given(soup(INLINE, BLOCKS, ("1 < 2", "&lt;")) | soup(RAW))
def test_text_that_is_stripped_is_the_text_that_the_tokenizer_finds(html: str) -> None:
    blocks = _BLANK_LINES.sub("\n", _tokenized(html)).split(_BREAK)

    assert plain_text(html).split() == "\n\n".join(blocks).split()


ATTACKS: Final = (
    "<script>x</script>", "<img src=x onerror=x>", '<a href="javascript:x">', '<a href=" java\nscript:x">',
    "<iframe src=x>", "</iframe>", "<style>", "</style>", "<svg onload=x>", "<math>", "</math>", "<plaintext>",
    '<a href="data:text/html,x">', "<form>", "<input autofocus onfocus=x>", "<textarea>", "</textarea>", "<!--", "-->",
    '<p id="x" onclick="x">', "<p/onclick=x>", "<b \n", "<![CDATA[", "<noscript>", "<title>", '"', "'", "<?x",
)  # fmt: skip


@settings(max_examples=400)
@given(soup(ATTACKS) | soup(INLINE, BLOCKS, BROKEN, ATTACKS))
def test_only_what_is_allowed_is_shown(html: str) -> None:
    from turbohtml import parse_fragment  # noqa: PLC0415

    safe, _ = sanitize(html)
    for element in parse_fragment(safe).select("*"):
        assert element.tag in TAGS
        allowed = ATTRIBUTES["*"] | ATTRIBUTES.get(element.tag, frozenset())
        assert allowed.issuperset(element.attrs)
        for name in ("href", "src", "cite"):
            address = str(element.attrs.get(name, ""))
            assert not re.match(r"\W*(?:java\s*script|data)\W*:", address, re.IGNORECASE)


@given(soup(INLINE, BLOCKS) | soup(ATTACKS))
def test_what_passes_unchecked_would_pass_the_check(html: str) -> None:
    safe, removed = sanitize(html)
    if safe == html and not removed:
        assert _sanitizer().sanitize_report(html)[1] == []


RENDERERS: Final[dict[str, Callable[[str], object]]] = {
    "post": lambda source: plain_text(render_post(source, CONTEXT)),
    "comment": lambda source: plain_text(sanitize(render_comment(source))[0]),
}
HOSTILE: Final = (
    "<", "[", "&", "\n", " ", "\r\n", "a\n\n", "<!--", "<!-- ", "<!-- wp:", "<!-- wp:x {", '<!-- wp:x {"a":1}',
    "<!-- wp:x /-->", "<!-- wp:shortcode -->", "<p><div>", "<p>", "<p ", "<br>", "<pre>", "</pre>", "<script>",
    "<figcaption>x\n", "<source ", "<![CDATA[", "<a ", '<a title="', "<b><i>", "</b>", "[caption", "[caption]",
    "<p>[caption]", "<p>[caption", "[x_y]", "[/x]", "[a-", "[caption a='", "www.", "www.a ", "a@", ".a://", "@ ", ":)",
    " :lol:", "http://x/" + ")a" * 900 + " ", "<!--nextpage-->", "<ul><li>", "<textarea>", "<" * 49 + ">",
    "[caption]<img ", "[caption]<a ", "[caption]<img x><a ", '<b title="[caption]', '<b "[caption] ', "<b [caption] ",
    "<[caption]", "[[caption]]", "[[[caption]", "<b x=[caption]>", "&#91;", "<!--[caption]", "[caption]<![CDATA[",
    "[caption\u00a0", "[caption/", "[caption a=\\", "http://x <a><a x>y</a></a>", "http://x <a ", "<3 :) ", "<code\n",
    "[wp_caption][caption]", '[caption width=3 caption="<',
)  # fmt: skip


@pytest.mark.parametrize("what", RENDERERS)
@pytest.mark.parametrize("unit", HOSTILE, ids=lambda unit: repr(unit[:20]))
def test_time_grows_with_the_text_and_not_with_its_square(what: str, unit: str) -> None:
    size = 1 << 17
    source = (unit * (size // len(unit)))[:size] + "[/caption] --> ]</p>"
    start = time.process_time()
    RENDERERS[what](source)

    assert time.process_time() - start < 1


def test_deep_nesting_is_no_recursion() -> None:
    source = "<div><b>" * 20_000 + "word1" + "</i>" * 20_000

    assert words(plain_text(sanitize(render_comment(source))[0])) == ["word1"]
    assert words(plain_text(render_post(source, CONTEXT))) == ["word1"]
