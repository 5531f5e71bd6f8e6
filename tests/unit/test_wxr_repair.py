"""Making a damaged piece well-formed: what comes out, what is said about it, and how long it may take."""

from __future__ import annotations

import re
import time
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from wparchive.ledger import CODES
from wparchive.readers.wxr.elements import STANDARD_NAMESPACES
from wparchive.readers.wxr.repair import Repaired, repair

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = {prefix: STANDARD_NAMESPACES[prefix] for prefix in ("wp", "content", "excerpt", "dc")}


def parsed(mended: Repaired) -> etree._Element:
    """The channel that the mended piece is the inside of, by a strict parser."""
    declared = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in {**NAMES, "x": "urn:x"}.items())
    return etree.fromstring(f"<channel{declared}>".encode() + mended.xml + b"</channel>")


def texts(piece: str | bytes) -> list[tuple[str, str]]:
    """Local name and text of every leaf after the repair."""
    element = parsed(repair(piece.encode() if isinstance(piece, str) else piece, NAMES))
    return [
        (etree.QName(leaf).localname, leaf.text or "")
        for leaf in element.iter()
        if not len(leaf) and leaf is not element
    ]


def codes(piece: str | bytes) -> list[str]:
    mended = repair(piece.encode() if isinstance(piece, str) else piece, NAMES)
    return [one.code for one in mended.repairs]


@pytest.mark.parametrize(
    ("written", "text", "code"),
    [
        ("a\x08b\x0c\x1f", "ab", "control-characters"),
        ("a\ufffeb", "ab", "control-characters"),
        ("Tom & Jerry", "Tom & Jerry", "bare-ampersand"),
        ("&", "&", "bare-ampersand"),
        ("a&nbsp;b&eacute;", "a\xa0bé", "html-entity"),
        ("a&#8;b&#xFFFF;&#xD800;&#0;", "ab", "invalid-character-reference"),
        ("a&#233;&#x1F30A;&amp;&lt;", "aé🌊&<", None),
        ("<b>bold</b> & more", "<b>bold</b> & more", "bare-markup"),
        ("a <3 b", "a <3 b", "bare-markup"),
        ("<![CDATA[a ]]> b]]>", "a ]]> b", "unescaped-cdata-end"),
        ("<![CDATA[a ]]]]><![CDATA[> b]]>", "a ]]> b", None),
        ("x <![CDATA[a]]> y", "x a y", None),
        ("<![CDATA[<title>quoted</title>]]>", "<title>quoted</title>", None),
    ],
)  # fmt: skip
def test_a_text_is_kept_and_the_repair_named(written: str, text: str, code: str | None) -> None:
    damaged = f"<item><title>{written}</title><link>\x01</link></item>"
    assert texts(damaged)[0] == ("title", text)
    assert codes(damaged)[:-1] == ([code] if code else [])


def test_a_name_that_is_no_entity_is_a_bare_ampersand() -> None:
    assert texts("<item><title>AT&T; R&D;</title></item>") == [("title", "AT&T; R&D;")]


def test_a_value_that_was_never_escaped_is_taken_as_it_stands() -> None:
    value = '<a href="?a=1&b=2">1 &lt; 2 &amp; 3</a>'
    piece = (
        f"<item><wp:postmeta><wp:meta_key>k</wp:meta_key><wp:meta_value>{value}</wp:meta_value></wp:postmeta></item>"
    )
    assert texts(piece) == [("meta_key", "k"), ("meta_value", value)]
    assert codes(piece) == ["bare-markup"]
    bare = piece.replace(value, "a & b &amp; c")
    assert texts(bare)[1] == ("meta_value", "a & b &amp; c")


def test_invalid_bytes_are_one_repair_with_their_line_and_bytes() -> None:
    mended = repair(b"<item>\n<title>caf\xe9 \x93x\x94</title></item>", NAMES)
    assert [one[:2] for one in mended.repairs] == [("invalid-utf8", 1)]
    assert mended.repairs[0].original == "e9, 93, 94"
    assert "'é', '“', '”'" in mended.repairs[0].detail


def test_repairs_name_their_lines_in_order() -> None:
    piece = "<item>\n<title>a & b</title>\n\n<link>\x08</link>\n<guid>&nbsp;</guid></item>"
    assert [(one.code, one.line) for one in repair(piece.encode(), NAMES).repairs] == [
        ("bare-ampersand", 1),
        ("control-characters", 3),
        ("html-entity", 4),
    ]


# --- structure --------------------------------------------------------------------------------------------------
def test_an_element_without_its_end_ends_at_the_next_field() -> None:
    piece = "<item>\n<title>No end\n<link>x</link>\n<wp:post_id>4</wp:post_id>\n</item>"
    assert texts(piece) == [("title", "No end"), ("link", "x"), ("post_id", "4")]
    assert codes(piece) == ["unclosed-element"]


def test_a_section_without_its_end_ends_at_the_next_field() -> None:
    piece = "<item>\n<content:encoded><![CDATA[<p>one</p>\ntwo\n<wp:post_id>4</wp:post_id>\n</item>"
    assert texts(piece) == [("encoded", "<p>one</p>\ntwo"), ("post_id", "4")]


def test_a_comment_without_its_end_ends_where_the_next_one_starts() -> None:
    comment = "<wp:comment><wp:comment_id>{}</wp:comment_id>"
    piece = f"<item>{comment.format(1)}{comment.format(2)}</wp:comment></item>"
    (item,) = parsed(repair(piece.encode(), NAMES))
    assert [etree.QName(kid).localname for kid in item] == ["comment", "comment"]
    assert codes(piece) == ["unclosed-element"]


def test_an_end_without_a_start_is_passed_over() -> None:
    piece = "<item></wp:comment><title>T</title></link></item>"
    assert texts(piece) == [("title", "T")]
    assert codes(piece) == ["stray-end-tag", "stray-end-tag"]


def test_text_outside_of_elements_is_set_aside_with_what_it_was() -> None:
    mended = repair(b"<item>Warning: out of memory<title>T</title> < </item>", NAMES)
    assert mended.repairs[0].code == "junk-between-items"
    assert mended.repairs[0].original == "Warning: out of memory"


def test_a_container_that_does_not_belong_there_is_kept_as_text() -> None:
    piece = "<item><wp:commentmeta><wp:meta_key>k</wp:meta_key></wp:commentmeta><title>&</title></item>"
    assert texts(piece)[0] == ("commentmeta", "<wp:meta_key>k</wp:meta_key>")
    piece = "<item><wp:category><wp:cat_name>c</wp:cat_name></wp:category><title>&</title></item>"
    assert texts(piece) == [("category", "<wp:cat_name>c</wp:cat_name>"), ("title", "&")]


def test_unknown_elements_keep_their_markup_as_text() -> None:
    piece = "<item><x:thing><x:thing>in</x:thing> & out</x:thing><title>T</title></item>"
    assert texts(piece) == [("thing", "<x:thing>in</x:thing> & out"), ("title", "T")]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('<category domain="a&b" nicename="c">N</category>', {"domain": "a&b", "nicename": "c"}),
        ("<category domain='a\"b'>N</category>", {"domain": 'a"b'}),
        ('<category domain="a" domain="b">N</category>', {"domain": "b"}),
        ('<category domain="&nbsp;&#233;">N</category>', {"domain": "\xa0é"}),
        ('<category domain="a"nicename="c">N</category>', {"domain": "a", "nicename": "c"}),
        ("<category domain=a>N</category>", {}),
    ],
)
def test_attributes_are_mended_too(written: str, expected: dict[str, str]) -> None:
    (item,) = parsed(repair(f"<item>{written}<title>&</title></item>".encode(), NAMES))
    assert dict(item[0].attrib) == expected


def test_comments_and_instructions_go_without_a_word() -> None:
    assert texts("<item><!-- a & b --><?php x ?><!DOCTYPE y><title>&amp;</title></item>") == [("title", "&")]
    assert codes("<item><!-- a & b --><?php x ?><title>&amp;</title></item>") == []


def test_what_is_well_formed_stays_what_it_is() -> None:
    piece = (
        '<item>\n<title>A &amp; B</title><category domain="tag" nicename="n"><![CDATA[N]]></category>'
        "<wp:comment><wp:comment_id>1</wp:comment_id><wp:commentmeta><wp:meta_key>k</wp:meta_key></wp:commentmeta>"
        "</wp:comment></item>"
    )
    before = parsed(Repaired(piece.encode(), []))
    after = parsed(repair(piece.encode(), NAMES))
    assert [(kid.tag, kid.text, dict(kid.attrib)) for kid in after.iter() if not len(kid)] == [
        (kid.tag, kid.text, dict(kid.attrib)) for kid in before.iter() if not len(kid)
    ]
    assert codes(piece) == []


# --- anything at all --------------------------------------------------------------------------------------------
PIECES = [
    "<item>", "</item>", "<title>", "</title>", "<title/>", "<![CDATA[", "]]>", "<wp:comment>", "</wp:comment>",
    "<wp:postmeta>", "</wp:postmeta>", "<wp:meta_key>", "</wp:meta_key>", "<wp:commentmeta>", "</wp:commentmeta>",
    "<x:y>", "</x:y>", "<b a='1'>", "</b>", '<category domain="', '">', "</category>", "&", "&amp;", "&nbsp;",
    "&#8;", "<", ">", "<!--", "-->", "<?", "?>", "<!", "text", "\n", " ", "\x08", "\x93", "é", "\ufffe", "]", '"',
    "<wp:category>", "</wp:category>", "<channel>", "</channel>",
]  # fmt: skip


def well_formed(data: bytes) -> None:
    mended = repair(data, NAMES)
    try:
        parsed(mended)
    except etree.XMLSyntaxError as error:
        # A name that no declaration covers is for the reader to declare, and nothing else is left to complain about.
        assert re.match(r"Namespace prefix \S+ (for \S+ )?on \S+ is not defined", str(error)), mended.xml  # noqa: PT017
    assert {one.code for one in mended.repairs} <= CODES.keys()
    assert [one.line for one in mended.repairs] == sorted(one.line for one in mended.repairs)
    assert all(0 <= one.line <= data.count(b"\n") and len(one.original) <= 2000 for one in mended.repairs)


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_markup_becomes_well_formed(text: str) -> None:
    well_formed(text.encode())


@given(st.binary(max_size=200))
def test_any_bytes_become_well_formed(data: bytes) -> None:
    well_formed(b"<item><title>" + data + b"</title></item>")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<>&\ufffe\uffff"), max_size=100))
def test_a_text_without_markup_is_kept_in_every_field(text: str) -> None:
    assert texts(f"<item><title>{text}</title><link>&</link></item>")[0] == ("title", text)
    assert texts(f"<item><title><![CDATA[{text}]]></title><link>&</link></item>")[0][1] == text.replace(
        "]]><![CDATA[", ""
    )


# --- time and memory --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "data",
    [
        b"<item><content:encoded><![CDATA[" + b"\xe9a" * 500_000 + b"]]></content:encoded></item>",
        b"<item><title>" + b"\x08" * 1_000_000 + b"</title></item>",
        b"<item><title>" + b"&" * 1_000_000 + b"</title></item>",
        b"<item>" + b"<" * 1_000_000,
        b"<item>" + b"<a" * 300_000,
        b"<item>" + b"<wp:comment>" * 100_000,
        b"<wp:comment>" * 50_000 + b"</wp:postmeta>" * 50_000,
        b"<item>" + b"</wp:comment>" * 100_000,
        b"<item>" + b"<title>" * 100_000,
        b"<item>" + b"<title><![CDATA[" * 50_000 + b"</title>" * 50_000,
        b"<item>" + b"<![CDATA[" * 300_000,
        b"<item>" + b"<!--" * 300_000,
        b"<item>" + b"".join(b"<x%d>" % number for number in range(50_000)),
        b"<item><title " + b'a="b" ' * 100_000 + b">x</title></item>",
        b"<item><title " + b"a =  " * 100_000 + b">x</title></item>",
        b"<item><title><![CDATA[" + b"]]> " * 200_000 + b"</title></item>",
        b"<item><title>" + b"\n                " * 100_000,
        b"<item><title>" + b"</" * 500_000,
    ],
    ids=lambda data: repr(data[:40])[2:-1],
)  # fmt: skip
def test_a_hostile_piece_takes_little_time_and_few_repairs(data: bytes) -> None:
    began = time.process_time()
    mended = repair(data, {})
    assert time.process_time() - began < 5
    assert len(mended.repairs) < 1000


def test_a_megabyte_of_invalid_bytes_takes_little_memory() -> None:
    tracemalloc.start()
    repair(b"<item><title>" + b"\xe9a" * 100_000 + b"</title></item>", {})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 << 20


def test_repairs_beyond_the_hundredth_of_a_kind_are_counted() -> None:
    mended = repair(b"<item>" + b"</wp:comment>\n" * 250 + b"</item>", NAMES)
    assert [one.code for one in mended.repairs] == ["stray-end-tag"] * 101
    assert "150 more" in mended.repairs[-1].detail


def test_the_meaning_of_prefixes_decides_and_not_their_letters() -> None:
    names: Mapping[str, str] = {"a": "http://wordpress.org/export/1.1/", "wp": "urn:other"}
    mended = repair(b"<item><a:comment><a:comment_id>1</a:comment_id><a:comment></a:comment></item>", names)
    assert mended.xml.count(b"</a:comment>") == 2
    assert [one.code for one in mended.repairs] == ["unclosed-element"]
