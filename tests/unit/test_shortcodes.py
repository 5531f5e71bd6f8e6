"""Shortcodes of plugins: what holds for all of them. What becomes of each is in tests/cases/content."""

from __future__ import annotations

import re
import time
from importlib.metadata import EntryPoint
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from turbohtml import parse_fragment

from wparchive.content import RenderContext, render_post
from wparchive.content.plugins import added_handlers
from wparchive.content.shortcodes import PLUGINS, WORDPRESS, _with_added, builders, highlighting
from wparchive.content.shortcodes.builders import unwrap_builders
from wparchive.content.shortcodes.held import Held
from wparchive.content.shortcodes.syntax import Wrapped
from wparchive.errors import PluginError
from wparchive.text import plain_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wparchive.content.shortcodes.syntax import Shortcode

SIGNS: Final = (
    "[code]", "[/code]", '[code lang="php"]', "[php]", "[/php]", "[[php]", "[/php]]", "[cc_php]", "[/cc_php]",
    "[vc_row]", "[/vc_row]", "[vc_column_text]", "[/vc_column_text]", "[one_half]", "[/one_half]", "[tab]", "[/tab]",
    "[et_pb_text]", "[/et_pb_text]", "[fusion_title size=2]", "[/fusion_title]", "[fusion_button link=#]",
    "[/fusion_button]", "[my_box a=1]", "[/my_box]", "[my_note]", "[/my_note]", "[latex]", "[/latex]", "$latex ", "$",
    "[youtube]", "[archives]", "[contact-form-7 id=1]", "[recipe]", "[/recipe]", "<p>", "</p>", "<b>", "</b>", "\n",
    "\n\n", "<pre>", "</pre>", "<code>", "</code>", "[:en]", "[:de]", "[:]", "<!--:en-->", "<!--:-->", "[", "]", "[[",
    "\ue001", "\ue0010b\ue001", "<!-- wp:x -->", "<!-- /wp:x -->", "[audio:", "http://example.org/a.mp3",
)  # fmt: skip
WORDS: Final = st.integers(0, 99).map(lambda number: f"word{number} ")
TEXTS: Final = st.lists(WORDS | st.sampled_from(SIGNS), max_size=40).map("".join)


def words(text: str) -> list[str]:
    return re.findall(r"word\d+", text)


def rendered(source: str, **options: str) -> str:
    return render_post(source, RenderContext(**options))  # type: ignore[arg-type]


@given(TEXTS)
def test_no_word_is_lost(source: str) -> None:
    assert words(rendered(source)) == words(source)


@given(TEXTS)
def test_no_word_is_lost_where_tags_are_taken_away(source: str) -> None:
    html = rendered(source, shortcodes="unwrap")

    assert words(html) == words(source)


@given(TEXTS)
def test_what_is_stripped_is_in_the_ledger(source: str) -> None:
    removed: list[str] = []

    def found(_code: str, _detail: str, original: str | None = None, /) -> None:
        removed.append(original or "")

    html = render_post(source, RenderContext(shortcodes="strip", found=found))

    assert sorted(words(html) + words("".join(removed))) == sorted(words(source))


@given(TEXTS)
def test_what_has_no_wrappers_any_more_stays_as_it_is(source: str) -> None:
    once = unwrap_builders(source, Held(), RenderContext())
    if "[[" not in source and "]]" not in source:
        assert unwrap_builders(once, Held(), RenderContext()).split() == once.split()


@given(st.text(max_size=60), st.sampled_from(["php", "code", "cc_java", "sourcecode"]))
def test_code_comes_out_as_it_went_in(code: str, name: str) -> None:
    code = code.replace("\r", "").replace("&", "").replace("\0", "").replace("\ue001", "")
    if f"[/{name}]" in code:
        return
    html = rendered(f"before [{name}]{code}[/{name}] after")

    element = parse_fragment(html).find("code")
    assert element is not None
    assert element.text == code.strip("\n")


@pytest.mark.parametrize(
    "unit",
    ["[code]", "[vc_row]", "[tab a=b]", "[latex]", "$latex ", "[my_box a=1]", "[:en]", "<code>", "[cc_", "[vimeo 1] ",
     "[audio http", "[vc_raw_html]aaaa", "[et_pb_code]", '<!-- wp:x {"language":"a"', "[[vc_row",
     "[contact-form-7 id=1]"],
)  # fmt: skip
@pytest.mark.parametrize("policy", ["keep", "strip", "unwrap"])
def test_time_grows_with_the_text_and_not_with_its_square(unit: str, policy: str) -> None:
    source = unit * ((1 << 17) // len(unit)) + "[/code][/tab][/my_box][/vimeo][/latex]$ -->"
    start = time.process_time()
    rendered(source, shortcodes=policy)

    assert time.process_time() - start < 2


def test_wrappers_lie_in_one_another_to_any_depth() -> None:
    source = "[vc_row]" * 20_000 + "word1" + "[/vc_row]" * 20_000

    assert plain_text(rendered(source)) == "word1"


def test_a_name_has_one_meaning() -> None:
    handlers = PLUGINS.keys() | WORDPRESS.keys()
    families = [handlers, highlighting.CODE, builders.MEMBERS, builders.WRAPPERS]

    assert sum(map(len, families)) == len(frozenset().union(*families))
    assert not PLUGINS.keys() & WORDPRESS.keys()


def test_frames_are_of_the_providers_own_hosts() -> None:
    hostile = 'https://evil.example/"><script>x</script>?v=aaaaaaaaaaa&list=b'
    for name in PLUGINS:
        for source in (f"[{name} '{hostile}']", f"[{name}]{hostile}[/{name}]", f"[{name}={hostile}]"):
            for frame in parse_fragment(rendered(source)).find_all("iframe"):
                assert "evil.example" not in (frame.attr("src") or "")


# --- add-ons --------------------------------------------------------------------------------------------------


def tide(shortcode: Shortcode, context: RenderContext) -> str:
    return f"<b>{shortcode.attributes['at']} {shortcode.content} {context.post}</b>"


def boxed(shortcode: Shortcode, _: RenderContext) -> Wrapped:
    return Wrapped("<div>", shortcode.content or "", "</div>")


def never(shortcode: Shortcode, _: RenderContext) -> None:
    del shortcode


NO_FUNCTION: Final = "text"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """How often add-ons were looked for; these functions are such."""
    names: list[str] = ["tide", "boxed", "never"]
    groups: list[str] = []

    def entry_points(*, group: str) -> list[EntryPoint]:
        groups.append(group)
        return [EntryPoint(name, f"here:{name}", group) for name in names if group == "wparchive.shortcodes"]

    monkeypatch.setattr("importlib.metadata.entry_points", entry_points)
    monkeypatch.setattr(EntryPoint, "load", lambda point: globals()[point.value.partition(":")[2]])
    for function in (added_handlers, _with_added):
        function.cache_clear()
    yield groups
    for function in (added_handlers, _with_added):
        function.cache_clear()


def test_an_add_on_renders_a_shortcode(asked: list[str]) -> None:
    html = render_post('[boxed]one [tide at="6"]two[/tide][/boxed]\n\n[tide at=7]', RenderContext(post="7"))

    assert html == "<div>one <b>6 two 7</b></div>\n<b>7 None 7</b>\n"
    assert asked == ["wparchive.shortcodes"]


def test_what_an_add_on_leaves_as_written_is_reported(asked: list[str]) -> None:
    del asked
    found: list[str] = []

    assert render_post("[never a=1]", RenderContext(found=lambda code, name, _=None: found.append(f"{code} {name}")))
    assert found == ["unknown-shortcode never"]


def test_no_add_on_is_looked_for_where_all_shortcodes_are_known(asked: list[str]) -> None:
    rendered("[caption]x[/caption] [youtube aaaaaaaaaaa] [vc_row]x[/vc_row] [php]x[/php]")
    rendered("no brackets")

    assert asked == []


def test_an_add_on_that_is_no_function_is_an_error(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    del asked
    monkeypatch.setattr(EntryPoint, "load", lambda _: NO_FUNCTION)

    with pytest.raises(PluginError):
        rendered("[tide at=6]")


@pytest.mark.parametrize(("handler", "message"), [(lambda *_: 42, "gave int"), (lambda *_: 1 / 0, "ZeroDivisionError")])
def test_an_add_on_that_fails_is_named(
    asked: list[str], monkeypatch: pytest.MonkeyPatch, handler: Callable[..., object], message: str
) -> None:
    del asked
    monkeypatch.setattr(EntryPoint, "load", lambda _: handler)

    with pytest.raises(PluginError, match=rf"add-on tide: .*{message}"):
        rendered("[tide at=6]")
