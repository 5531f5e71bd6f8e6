"""The block parser and its handlers, beyond what the cases under tests/cases/content say."""

from __future__ import annotations

import re
import time
from importlib.metadata import EntryPoint
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import a_post

from wparchive.content import RenderContext, render_post
from wparchive.content.blocks import links, media, post, render_blocks, restricted, saved, site
from wparchive.content.blocks.references import DEEPEST, MOST
from wparchive.content.blocks.render import HANDLERS
from wparchive.content.index import Media
from wparchive.content.plugins import added_handlers
from wparchive.errors import PluginError
from wparchive.model import Meta

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wparchive.content.blocks.block import Block

CONTEXT: Final = RenderContext()

STARTS: Final = (
    "paragraph", "group", "shortcode", "button", "cover", "gallery", "image", "query", "post-template", "latest-posts",
    "core/list", "shop/price", "search", "columns",
)  # fmt: skip
SIGNS: Final = (
    *[f"<!-- wp:{name} -->" for name in STARTS],
    *[f'<!-- wp:{name} {{"a":{{"b":"}} >"}}}} -->' for name in STARTS],
    *[f"<!-- /wp:{name} -->" for name in STARTS],
    "<!-- wp:latest-posts /-->", "<!-- wp:shop/cart /-->", "<!--  wp:shortcode\n-->", '<!-- wp:x {"a":1 --> ',
    "<!-- wp:x {", "<!-- wp:", "-->", "<!--", "<p>", "</p>", "<div>", "</div>", "\n\n", "<!--nextpage-->",
    "<!-- wp:nextpage -->\n<!--nextpage-->\n<!-- /wp:nextpage -->", "<!--more-->", "http://example.org/\n",
)  # fmt: skip


class Reusable:
    """A site of nothing but reusable blocks, and an image."""

    def __init__(self, sources: Mapping[str, str], image: str = "") -> None:
        self._sources = sources
        self._image = Media(id="4", url=image)

    def media(self, attachment_id: str) -> Media | None:
        return self._image if attachment_id == "4" else None

    def attached(self, post_id: str) -> tuple[()]:
        del post_id
        return ()

    def block(self, block_id: str) -> str | None:
        return self._sources.get(block_id)


class Untouchable(Reusable):
    """A site that must not be asked: the first question costs a pass over the source."""

    def __init__(self) -> None:
        super().__init__({})

    def media(self, attachment_id: str) -> Media | None:
        raise AssertionError(attachment_id)

    def block(self, block_id: str) -> str | None:
        raise AssertionError(block_id)


def words(text: str) -> list[str]:
    return re.findall(r"word\d+", text)


def soup(signs: tuple[str, ...]) -> st.SearchStrategy[str]:
    word = st.integers(0, 99).map(lambda number: f" word{number} ")
    return st.lists(word | st.sampled_from(signs), max_size=30).map("".join)


@given(st.text(), soup(SIGNS))
def test_no_text_is_refused(text: str, markup: str) -> None:
    assert isinstance(render_blocks(text + markup, CONTEXT), str)


@given(soup(SIGNS))
def test_blocks_keep_their_words_in_order_however_broken_their_delimiters_are(source: str) -> None:
    assert words(render_blocks(source, CONTEXT)) == words(source)
    assert words(render_post(source, CONTEXT)) == words(source)


@given(soup(SIGNS))
def test_no_delimiter_is_left(source: str) -> None:
    html = render_post(source, CONTEXT)

    assert re.search(r"<!--\s+/?wp:[a-z/-]+\s+(?:\{[^{}<]*\}\s+)?/?-->", html) is None


@given(soup(tuple(f"<!-- {end}wp:{name} -->" for name in ("paragraph", "group", "list") for end in ("", "/"))))
def test_the_short_cut_for_saved_blocks_changes_nothing(source: str) -> None:
    assert render_blocks(f"{source}<!-- wp:button --><!-- /wp:button -->", CONTEXT) == render_blocks(source, CONTEXT)


HOSTILE: Final = (
    "<!-- wp:group -->", "<!-- /wp:group -->", "<!-- wp:button -->", "<!-- wp:button --><a>", "<!-- wp:search /-->",
    "<!-- wp:post-template -->", "<!-- wp:shop/cart /-->", '<!-- wp:x {"a":[[[[',
    '<!-- wp:search {"a":' + "[" * 900 + "} /-->",
    "<!-- wp:x {}", "<!-- wp:x }", '<!-- wp:x {"a":"}} -', "<!-- wp:x {} ", "<!-- wp:" + "x" * 500, "<!-- wp:x/", "}  ",
    "<p>http://x/</p>", "http://x/\n", "\nhttp://x/a.mp3", "[embed]http://x/[/embed]", "<p ", "<p>\n", "\n<http://x/\n",
    "<!--nextpage-->http://x/\n", "<!-- wp:shortcode -->a\n\n", '<!-- wp:cover {"useFeaturedImage":true} -->',
    "https://www.youtube.com/embed/x\n", "<!-- wp:footnotes /-->", '<!-- wp:block {"ref":1} /-->',
)  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE, ids=lambda unit: repr(unit[:24]))
def test_time_grows_with_the_text_and_not_with_its_square(unit: str) -> None:
    size = 1 << 17
    meta = [Meta(f"_oembed_{number:032x}", f"<b>http://x/{number}</b>") for number in range(2000)]
    context = RenderContext(meta=tuple(meta), index=Reusable({"1": "one <!-- wp:search /-->"}))
    start = time.process_time()
    render_post((unit * (size // len(unit)))[:size], context)

    assert time.process_time() - start < 1


@pytest.mark.parametrize("name", ["group", "shortcode", "post-template", "button", "navigation-submenu", "shop/box"])
def test_deep_nesting_is_no_recursion(name: str) -> None:
    source = f"<!-- wp:{name} -->" * 20_000 + "word1" + f"<!-- /wp:{name} -->" * 20_000

    assert words(render_blocks(source, CONTEXT)) == ["word1"]


def test_reusable_blocks_that_multiply_are_cut_off() -> None:
    ten = {str(n): "word0" + f'<!-- wp:block {{"ref":{n + 1}}} /-->' * 10 for n in range(1, 2 * DEEPEST)}
    found: list[str] = []
    context = RenderContext(index=Reusable(ten), found=lambda code, detail: found.append(f"{code}: {detail}"))
    html = render_post('<!-- wp:block {"ref":1} /--><!--nextpage-->' * 20, context)

    assert len(html) < 2 * MOST
    assert f"block-not-inlined: {DEEPEST + 1}" in found
    assert "block-placeholder: core/block" in found


def test_a_reusable_block_of_any_size_is_no_reason_to_show_it_everywhere() -> None:
    context = RenderContext(index=Reusable({"1": "x" * (MOST + 1)}))

    assert len(render_post('<!-- wp:block {"ref":1} /-->', context)) < 100


def test_no_post_overrides_a_thousand_blocks_with_a_long_text() -> None:
    one = '<!-- wp:paragraph {"metadata":{"name":"A"}} --><p>x</p><!-- /wp:paragraph -->'
    context = RenderContext(index=Reusable({"1": one * 1000}))
    source = f'<!-- wp:block {{"ref":1,"content":{{"A":{{"content":"{"y" * 100_000}"}}}}}} /-->'

    assert len(render_post(source, context)) < 2 * MOST


@pytest.mark.parametrize("name", ["footnotes", "post-title", "post-excerpt", "cover"])
def test_no_post_says_a_long_thing_a_thousand_times(name: str) -> None:
    long = "x" * 500_000
    record = a_post(title=long, excerpt=long)
    meta = (Meta("footnotes", f'[{{"id":"1","content":"{long}"}}]'), Meta("_thumbnail_id", "4"))
    context = RenderContext(record=record, meta=meta, index=Reusable({}, image=long))
    block = f'<!-- wp:{name} {{"useFeaturedImage":true}} -->'
    source = f"{block}<p>x</p><!-- /wp:{name} -->" * 1000

    assert len(render_post(source, context)) < 3 * len(long) + 200 * 1000


def test_a_gallery_that_was_saved_without_html_is_the_shortcode_of_its_ids() -> None:
    context = RenderContext(index=Reusable({}, image="http://example.org/i.png"))
    source = '<!-- wp:gallery {"ids":[4,9],"columns":2} /-->'

    assert render_blocks(source, context) == '[gallery link="file" ids="4,9" columns="2"]'


def test_the_site_is_asked_for_nothing_that_was_saved() -> None:
    source = "".join(
        f'<!-- wp:{name} {{"id":4,"ids":[4]}} --><p>saved</p><!-- /wp:{name} -->'
        for name in ("image", "audio", "video", "file", "gallery", "cover", "media-text", "button")
    )

    assert render_blocks(source, RenderContext(index=Untouchable())) == "<p>saved</p>" * 8


def test_every_block_has_one_handler() -> None:
    families = [module.HANDLERS for module in (saved, media, post, links, site, restricted)]

    assert sum(map(len, families)) == len(HANDLERS)
    assert not site.FILLED & saved.AS_SAVED


def shop_cart(block: Block, context: RenderContext) -> str:
    del context
    return f"<p>{block.name} {block.attributes['items']} {block.content}</p>"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The groups of entry points that were asked for; one of them has a handler."""
    groups: list[str] = []

    def entry_points(*, group: str) -> list[EntryPoint]:
        groups.append(group)
        here = "tests.unit.test_blocks"
        return [EntryPoint("shop/cart", f"{here}:shop_cart", group)] if group == "wparchive.blocks" else []

    monkeypatch.setattr("importlib.metadata.entry_points", entry_points)
    monkeypatch.setattr(EntryPoint, "load", lambda point: globals()[point.value.partition(":")[2]])
    added_handlers.cache_clear()
    yield groups
    added_handlers.cache_clear()


def test_an_add_on_renders_a_block(asked: list[str]) -> None:
    source = '<!-- wp:shop/cart {"items":3} /--><!-- wp:shop/cart {"items":4} -->x<!-- /wp:shop/cart -->'

    assert render_blocks(source, CONTEXT) == "<p>shop/cart 3 None</p><p>shop/cart 4 x</p>"
    assert asked == ["wparchive.blocks"]


def test_no_add_on_is_looked_for_where_all_blocks_are_known(asked: list[str]) -> None:
    render_blocks("<!-- wp:group --><!-- wp:latest-posts /--><!-- /wp:group --><!-- wp:block /-->", CONTEXT)

    assert asked == []


def test_an_add_on_that_cannot_be_loaded_is_named(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EntryPoint, "load", lambda _: 1 / 0)
    with pytest.raises(PluginError, match="cannot be loaded: division by zero") as error:
        render_blocks("<!-- wp:shop/cart /-->", CONTEXT)

    assert error.value.place == "add-on shop/cart"
    assert asked == ["wparchive.blocks"]


def test_an_add_on_that_is_no_function_is_named(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EntryPoint, "load", lambda _: 1)
    with pytest.raises(PluginError, match="is no function"):
        render_blocks("<!-- wp:shop/cart /-->", CONTEXT)

    assert asked == ["wparchive.blocks"]
