"""The fast ways of reading an item against the strict one: they say the same, or the fast one refuses."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wparchive.errors import InputError
from wparchive.readers.wxr import document
from wparchive.readers.wxr.elements import COMMENT_FIELDS, ITEM_FIELDS, canonical
from wparchive.readers.wxr.regular import regular_item
from wparchive.readers.wxr.tokens import columns_of, needs_no_care, nest, tokenize

NAMES = {"wp": "http://wordpress.org/export/1.2/", "content": "http://purl.org/rss/1.0/modules/content/"}


class Canonical(dict[Any, str]):
    """The names that the tables know, for names as written and in Clark notation."""

    def __missing__(self, name: Any) -> str:
        if name[:1] in (b"/", "/"):
            return f"/{self[name[1:]]}"
        if isinstance(name, bytes):
            prefix, _, local = name.decode().rpartition(":")
            return canonical(f"{{{NAMES[prefix]}}}{local}" if prefix in NAMES else local)
        return canonical(name)


def is_fast(item: str) -> bool:
    data = item.encode()
    columns = tokenize(data) if needs_no_care(data) else None
    return columns is not None and nest(columns, Canonical()) is not None


@pytest.mark.parametrize(
    "inner",
    [
        "<title>T</title>",
        "<wp:comment></wp:comment>",
        "<wp:postmeta>\n</wp:postmeta>",
        "<title></title><link>x</link>",
        "<title><![CDATA[a ] b ]] c > d]]></title>",
        '<category domain="tag" nicename="n"><![CDATA[N]]></category>',
        "<wp:postmeta><wp:meta_key>k</wp:meta_key><wp:meta_value><![CDATA[]]></wp:meta_value></wp:postmeta>",
        "<wp:comment><wp:comment_id>1</wp:comment_id></wp:comment>\n<content:encoded><![CDATA[<item>]]></content:encoded>",
    ],
)
def test_what_wordpress_writes_is_read_the_fast_way(inner: str) -> None:
    assert is_fast(f"<item>{inner}</item>")


@pytest.mark.parametrize(
    "inner",
    [
        "stray",
        "<title>a &amp; b</title>",
        "<title>a & b</title>",
        "<title>a]]]]><![CDATA[>b</title>",
        "<title><![CDATA[a]]><![CDATA[b]]></title>",
        "<title><![CDATA[a]]>b</title>",
        "<title>a<![CDATA[b]]></title>",
        "<title><![CDATA[a</title>",
        "<title><b>a</b></title>",
        "<title>a</link>",
        "<title>a",
        "<title/>",
        "</title>",
        "<wp:comment>x</wp:comment>",
        "<wp:comment>",
        "<wp:comment><wp:postmeta></wp:comment></wp:postmeta>",
        "wp:comment></wp:comment>",
        "<!-- x -->",
        "<?x?>",
        "<![CDATA[x]]>",
        '<title xmlns="urn:x">a</title>',
        '<wp:post_id xmlns:wp="urn:x">a</wp:post_id>',
        "<category domain='tag'>a</category>",
        '<category domain="a&amp;b">a</category>',
        '<category domain="a\nb">a</category>',
        '<category domain="a">a</category',
        "<title>\x08</title>",
        "<title>a\r\nb</title>",
        "<title>\x93</title>",
        "<title>\ufffe</title>",
        "<wp:comment><wp:comment><wp:comment_id>1</wp:comment_id></wp:comment></wp:comment>",
    ],
)
def test_what_needs_care_is_refused(inner: str) -> None:
    assert not is_fast(f"<item>{inner}</item>")


@pytest.mark.parametrize(
    "item", ["<item>", "</item>", "<item></item><item></item>", "<item></item>x", "<channel></channel><x/>"]
)
def test_what_is_no_whole_item_is_refused(item: str) -> None:
    assert not is_fast(item)


def test_bytes_that_are_no_utf8_are_refused() -> None:
    assert tokenize(b"<item><title>caf\xe9</title></item>") is None


# --- the two ways side by side ----------------------------------------------------------------------------------
ATOMS = [
    "<title>", "</title>", "<link>", "</link>", "<![CDATA[", "]]>", "]", "x", "&amp;", "&", "&#8;", "&#233;",
    "<wp:post_id>",
    "</wp:post_id>", "<q:post_id>", "</q:post_id>", "<wp:comment>", "</wp:comment>", "<wp:postmeta>", "</wp:postmeta>",
    "<wp:meta_key>", "</wp:meta_key>", "<wp:commentmeta>", "</wp:commentmeta>", '<category domain="tag" nicename="a">',
    "</category>", "<category domain='tag'>", '<category domain="x&quot;y">', "<b>", "</b>", "<b/>", "<", ">", '"', "'",
    "<!-- c -->", "<?p ?>", "item>", "/item>", "wp:comment>", "/wp:comment>", "é", ":", "foo:bar>", "<x:y>", "</x:y>",
    '<t xmlns:wp="urn:o">', "</t>", '<title xmlns="urn:d">', "A[", "<title>A[", "CDATA[", '<guid isPermaLink="false">',
    "</guid>", "<wp:comment />", '<wp:comment a="b">', "<wp:category>", "</wp:category>", "<é>", "</é>", "<title >",
    "</title >", '<category a="<">', '<category a=">">', '<category a="\n\t">', "\n", "\t", " ", "\r", "\x08", "\x85",
    "\u2028", "\ufeff", "\xa0", "\ufffe",
]  # fmt: skip
PAIRS = [
    ("<title>", "</title>"),
    ("<![CDATA[", "]]>"),
    ("<content:encoded><![CDATA[", "]]></content:encoded>"),
    ("<wp:comment>", "</wp:comment>"),
    ("<wp:postmeta>", "</wp:postmeta>"),
    ("<wp:category>", "</wp:category>"),
    ("<q:comment>", "</q:comment>"),
    ("<q:post_id>", "</q:post_id>"),
    ("<b>", "</b>"),
    ("<x:y>", "</x:y>"),
    ('<t xmlns:wp="urn:o">', "</t>"),
    ('<category domain="tag" nicename="a">', "</category>"),
    ("<category domain='tag'>", "</category>"),
    ('<wp:comment a="b">', "</wp:comment>"),
]
ROW = "<wp:commentmeta><wp:meta_key>k</wp:meta_key><wp:meta_value><![CDATA[v]]></wp:meta_value></wp:commentmeta>"


def comments() -> st.SearchStrategy[str]:
    """Comments in the form of core."""
    fields = [name.removeprefix("wp:") for name in COMMENT_FIELDS]
    texts = st.lists(st.sampled_from(["", "1", "0", "<![CDATA[x]]>", "2011-02-08 05:30:12"]), min_size=12, max_size=12)
    rows = st.integers(0, 3).map(lambda count: ROW * count)
    user = st.booleans()

    def written(values: list[str], rows: str, with_user: bool) -> str:  # noqa: FBT001
        leaves = zip(fields if with_user else fields[:-1], values, strict=False)
        return f"<wp:comment>{''.join(f'<wp:{name}>{text}</wp:{name}>' for name, text in leaves)}{rows}</wp:comment>"

    return st.builds(written, texts, rows, user)


FIELD_TEXTS = (
    "", "1", "0", "post", "attachment", "<![CDATA[x ] y]]>", "2011-02-08 05:30:12", "<![CDATA[<!-- wp:a -->]]>",
)  # fmt: skip
OPTIONAL_FIELDS = ("wp:post_modified", "wp:post_modified_gmt", "wp:attachment_url")


def fields_of_items() -> st.SearchStrategy[str]:
    """What stands in an item before its comments, in the form of core: fields, categories, rows of meta."""
    tags = st.sampled_from(['<category domain="tag" nicename="a">A</category>', "<category>B</category>"])
    row = "<wp:postmeta><wp:meta_key>k</wp:meta_key><wp:meta_value><![CDATA[a:0:{}]]></wp:meta_value></wp:postmeta>"

    def written(texts: list[str], left_out: set[str], more: list[str], rows: int) -> str:
        leaves = zip(ITEM_FIELDS, texts, strict=True)
        guid = ' isPermaLink="false"'
        return (
            "".join(f"<{n}{guid if n == 'guid' else ''}>{text}</{n}>\n" for n, text in leaves if n not in left_out)
            + "".join(more)
            + row * rows
        )

    texts = st.lists(st.sampled_from(FIELD_TEXTS), min_size=len(ITEM_FIELDS), max_size=len(ITEM_FIELDS))
    left_out = st.sets(st.sampled_from([*OPTIONAL_FIELDS, "guid"]))
    return st.builds(written, texts, left_out, st.lists(tags, max_size=3), st.integers(0, 3))


def inner_markup() -> st.SearchStrategy[str]:
    def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        pairs = st.builds(lambda pair, text: f"{pair[0]}{text}{pair[1]}", st.sampled_from(PAIRS), inner)
        return st.lists(pairs | comments() | st.sampled_from(["x", "\n", " "]), max_size=4).map("".join)

    anything = st.recursive(st.sampled_from(["", "x", "\n"]) | st.sampled_from(ATOMS), nested, max_leaves=8)
    regular = st.builds("".join, st.tuples(fields_of_items(), st.lists(comments(), max_size=2).map("".join)))
    return anything | regular | st.builds("".join, st.tuples(fields_of_items(), anything))


def read(wxr: Any, data: bytes) -> Any:
    try:
        records, ledger = wxr.read_chunks(lambda: [data])
    except InputError:
        return "nothing"
    return records, list(ledger.drain())


@settings(max_examples=400)
@given(inner_markup(), st.none() | st.tuples(st.integers(0, 2000), st.integers(0, 2), st.sampled_from(ATOMS)))
@example("<wp:comment></wp:comment>", None)
@example("wp:comment></wp:comment>", None)
@example('<wp:post_parent xmlns:wp="urn:other">9</wp:post_parent>', None)
@example('<category domain="a\n\tb">x</category>', None)
@example("<wp:category>x</wp:category><wp:comment></wp:comment>", None)
@example("<é>x</é>", None)
def test_the_fast_way_gives_the_very_records_and_issues_of_the_strict_way(
    wxr: Any, inner: str, change: tuple[int, int, str] | None
) -> None:
    text = wxr.export(wxr.item(1, inner))
    if change is not None:
        place = text.index("<item>") + change[0] % (len(text) - text.index("<item>"))
        text = text[:place] + change[2] + text[place + change[1] :]
    data = text.encode("utf-8", "surrogatepass")
    fast = read(wxr, data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(document, "needs_no_care", lambda _data: False)
        assert read(wxr, data) == fast


def test_the_strict_way_gives_the_names_and_texts_of_the_fast_way() -> None:
    from lxml import etree  # noqa: PLC0415 - for this test alone

    item = (
        '<item><title>T</title><category domain="tag" nicename="a&#10;b">N</category><wp:post_id>4</wp:post_id>'
        "<wp:postmeta><wp:meta_key>k</wp:meta_key></wp:postmeta></item>"
    )
    declared = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in NAMES.items())
    strict = columns_of(etree.fromstring(f"<channel{declared}>{item}</channel>")[0])
    fast = tokenize(item.replace("&#10;", "").encode())
    assert strict is not None
    assert fast is not None
    known = Canonical()
    for one, other in ((strict.names, fast.names), (strict.marks, fast.marks)):
        assert [known[name] if name else "" for name in one] == [known[name] if name else "" for name in other]
    assert list(strict.texts) == list(fast.texts)


@pytest.mark.parametrize(
    "unit", ["<", "<a", "<![CDATA[", "]]>", "&", "<title>", "</title>", " ", "]", "<wp:comment>", 'a="', "x>"]
)
def test_two_megabytes_of_anything_take_little_time(unit: str) -> None:
    data = f"<item><title>{unit * (2_000_000 // len(unit))}</title></item>".encode()
    began = time.process_time()
    columns = tokenize(data)
    if columns is not None:
        nest(columns, Canonical())
    assert time.process_time() - began < 2


HEAD = st.sampled_from([
    "<title>A &amp; B &lt;b&gt; &amp;lt;</title>", "<title>a &nbsp; b</title>", "<title>a]]&gt;b</title>", "<x>1</x>",
    "<title><![CDATA[>a &amp; b</]]></title>", "<generator>https://wordpress.org/?v=6.5</generator>", "stray", "\n",
    "<!-- c -->", "<image><url>u</url></image>", '<atom:link href="h" />', "<title>a</title>", "&amp;", "<item>",
    "<wp:author><wp:author_login><![CDATA[ada]]></wp:author_login></wp:author>", "<![CDATA[x]]>", "</title>",
    "<wp:tag><wp:tag_slug>t</wp:tag_slug><wp:tag_name>A &quot;T&quot;</wp:tag_name></wp:tag>",
])  # fmt: skip


@settings(max_examples=300)
@given(st.lists(HEAD, max_size=4).map("".join), st.lists(HEAD, max_size=2).map("".join))
def test_a_channel_says_the_same_in_both_ways(wxr: Any, head: str, between: str) -> None:
    data = wxr.export(wxr.item(1), between, wxr.item(2), channel=head).encode()
    fast = read(wxr, data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(document, "needs_no_care", lambda _data: False)
        assert read(wxr, data) == fast


@given(fields_of_items(), st.lists(comments(), max_size=2))
def test_an_item_in_the_form_of_core_is_read_in_the_fastest_way(fields: str, written: list[str]) -> None:
    regular = regular_item(f"<item>{fields}{''.join(written)}</item>".encode())
    assert (regular is not None) == ("<guid" in fields)
