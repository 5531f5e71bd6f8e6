"""Damaged exports: what still arrives, what is said about it, and that a fault costs no more than its own item."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wparchive.errors import InputError
from wparchive.model import Post

CASES = sorted((Path(__file__).parents[1] / "cases" / "wxr").glob("*.toml"))
DAMAGED = sorted((Path(__file__).parents[2] / "fixtures" / "damaged").glob("*.xml"))


def summary(posts: list[Post]) -> list[dict[str, Any]]:
    return [
        {
            "id": post.id,
            "title": post.title,
            "body": post.body.source,
            "comments": [comment.id for comment in post.comments],
        }
        for post in posts
    ]


@pytest.mark.parametrize("path", DAMAGED, ids=lambda path: path.stem)
def test_every_damaged_fixture_gives_what_is_expected_of_it(wxr: Any, path: Path) -> None:
    expected = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
    reading = wxr.read(path.read_bytes())
    assert summary(reading.posts) == expected["posts"]
    assert set(expected["issues"]) <= set(reading.codes)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_went_wrong_once_stays_right(wxr: Any, path: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    items = case.get("xml", "").replace("{item}", wxr.item(2))
    reading = wxr.read(wxr.export(items, channel=case.get("channel", "")))
    found = summary(reading.posts)
    for post, expected in zip(found, case["posts"], strict=True):
        assert {name: post[name] for name in expected} == expected
    assert sorted(set(reading.codes)) == sorted(case["issues"])


# --- one kind of damage each ------------------------------------------------------------------------------------
def test_control_characters_go_and_the_text_around_them_stays(wxr: Any) -> None:
    export = wxr.export(wxr.item(1, body="one\x08 two\x00\x1f three"), wxr.item(2))
    reading = wxr.read(export)
    assert [post.body.source for post in reading.posts] == ["one two three", "<p>Body 2</p>"]
    issue = reading.issue("control-characters")
    assert issue.where.line == export[: export.index("one\x08")].count("\n") + 1
    assert "U+0000, U+0008, U+001F" in issue.message
    assert "one\\x08 two" in issue.original


@pytest.mark.parametrize(
    ("title", "read", "code"),
    [
        ("Tom & Jerry", "Tom & Jerry", "bare-ampersand"),
        ("caf&eacute;&nbsp;&hellip;", "café\xa0…", "html-entity"),
        ("a&#8;b", "ab", "invalid-character-reference"),
        ("<b>bold</b>", "<b>bold</b>", "bare-markup"),
        ("2 < 3", "2 < 3", "bare-markup"),
    ],
)
def test_what_xml_does_not_allow_in_a_title_is_read_as_it_was_meant(wxr: Any, title: str, read: str, code: str) -> None:
    reading = wxr.read(wxr.export(wxr.item(1, title=title), wxr.item(2)))
    assert [post.title for post in reading.posts] == [read, "Title 2"]
    assert reading.codes == [code]
    assert reading.issue(code).where.line == 19


def test_an_unescaped_end_of_section_is_text(wxr: Any) -> None:
    body = "if (a[b[0]]>1) and ]]> again ]"
    reading = wxr.read(wxr.export(wxr.item(1, wxr.comment(5, content="x ]]> y"), body=body), wxr.item(2)))
    assert reading.posts[0].body.source == body
    assert reading.posts[0].comments[0].body.source == "x ]]> y"
    assert reading.codes == ["unescaped-cdata-end", "unescaped-cdata-end"]


def test_values_of_version_1_0_that_were_never_escaped_are_kept_as_they_stand(wxr: Any) -> None:
    row = "<wp:postmeta><wp:meta_key>ad</wp:meta_key><wp:meta_value>{}</wp:meta_value></wp:postmeta>"
    for value in ('<a href="?a=1&b=2">x</a>', "AT&T", "<br />", "1 < 2", "<unclosed>"):
        reading = wxr.read(wxr.export(wxr.item(1, row.format(value)), wxr.item(2), version="1.0"))
        assert [(meta.key, meta.value) for meta in reading.posts[0].meta] == [("ad", value)]
        assert len(reading.posts) == 2


@pytest.mark.parametrize(
    "junk", ["\n\n\n", "<br />\n<b>Warning</b>: foo in /srv/x.php on line 3<br />\n", "\x00\x01 ", "&&<<"]
)
def test_what_stands_before_the_declaration_is_set_aside(wxr: Any, junk: str) -> None:
    reading = wxr.read(junk + wxr.export(wxr.item(1)))
    assert [post.body.source for post in reading.posts] == ["<p>Body 1</p>"]
    assert reading.site.title == "Blog"
    assert reading.codes == (["junk-before-xml"] if junk.strip() else [])


def test_what_stands_after_the_end_is_set_aside_with_what_it_was(wxr: Any) -> None:
    reading = wxr.read(wxr.export(wxr.item(1)) + "\n<br />\nFatal error: out of memory")
    assert reading.issue("junk-after-rss").original == "<br />\nFatal error: out of memory"
    assert [post.id for post in reading.posts] == ["1"]


def test_words_between_items_cost_nothing(wxr: Any) -> None:
    reading = wxr.read(wxr.export(wxr.item(1), "Warning: Cannot modify header & <b>more</b>\n", wxr.item(2)))
    assert [post.id for post in reading.posts] == ["1", "2"]
    assert "junk-between-items" in reading.codes
    assert "Warning: Cannot modify header" in str([issue.original for issue in reading.issues])


def test_unknown_elements_between_items_are_kept_in_an_issue(wxr: Any) -> None:
    reading = wxr.read(wxr.export(wxr.item(1), "<footer>the end</footer>", wxr.item(2)))
    assert [issue.original for issue in reading.issues] == ["the end"]


def test_joined_exports_are_all_read(wxr: Any) -> None:
    joined = wxr.export(wxr.item(1), version="1.0") + wxr.export(wxr.item(2)) + wxr.export(wxr.item(3))
    reading = wxr.read(joined)
    assert [post.id for post in reading.posts] == ["1", "2", "3"]
    assert reading.codes == ["joined-documents", "joined-documents"]


def test_joined_exports_may_mean_different_things_by_their_prefixes(wxr: Any) -> None:
    other = {"wp": "urn:x", "w": "http://wordpress.org/export/1.2/"}
    second = "<item><title>B</title><w:post_id>2</w:post_id><wp:post_id>no</wp:post_id></item>"
    reading = wxr.read(wxr.export(wxr.item(1)) + wxr.export(second, namespaces=other) + wxr.export(wxr.item(3)))
    assert [post.id for post in reading.posts] == ["1", "2", "3"]


@pytest.mark.parametrize("cut", ["<p>Bo", "<wp:post_d", "</item", "<link>https", "]]></content:enc"])
def test_an_export_that_was_cut_short_and_joined_with_another_is_read_to_the_cut(wxr: Any, cut: str) -> None:
    first = wxr.export(wxr.item(1), wxr.item(2))
    at = first.rindex(cut) + len(cut)
    reading = wxr.read(first[:at] + wxr.export(wxr.item(3)))
    assert [post.title for post in reading.posts] == ["Title 1", "Title 2", "Title 3"]
    assert [post.body.source for post in reading.posts][::2] == ["<p>Body 1</p>", "<p>Body 3</p>"]
    assert {"joined-documents", "document-truncated"} <= set(reading.codes)


def test_an_item_without_its_end_ends_where_the_next_one_starts(wxr: Any) -> None:
    reading = wxr.read(wxr.export(wxr.item(1).replace("</item>\n", ""), wxr.item(2), wxr.item(3)))
    assert [(post.id, post.body.source) for post in reading.posts] == [
        ("1", "<p>Body 1</p>"),
        ("2", "<p>Body 2</p>"),
        ("3", "<p>Body 3</p>"),
    ]
    assert reading.issue("item-resynced").where.line == 18


def test_a_last_item_without_its_end_is_kept_and_marked(wxr: Any) -> None:
    export = wxr.export(wxr.item(1), wxr.item(2, body="several words here"))
    reading = wxr.read(export[: export.index("words")])
    first, last = reading.posts
    assert (first.truncated, last.truncated) == (False, True)
    assert (last.title, last.body.source) == ("Title 2", "several ")
    assert reading.issue("item-truncated").severity == "lost"
    assert reading.issue("document-truncated").severity == "lost"


def test_a_cut_inside_an_end_tag_leaves_none_of_it_in_the_text(wxr: Any) -> None:
    export = wxr.export(wxr.item(1, body="several words"))
    end = export.index("]]></content:encoded>")
    for at in (end, *range(end + 2, end + 21)):  # a single bracket may be the last of the text
        assert wxr.read(export[:at]).post.body.source == "several words"


def test_a_text_that_lost_its_end_does_not_swallow_the_next_item(wxr: Any) -> None:
    for field in ("<dc:creator>", "<content:encoded>"):
        first = wxr.item(1)
        cut = first[: first.index("<![CDATA[", first.index(field)) + 11]
        reading = wxr.read(wxr.export(f"{cut}\n", wxr.item(2), wxr.item(3)))
        assert [post.title for post in reading.posts] == ["Title 1", "Title 2", "Title 3"]
        assert [post.id for post in reading.posts] == [None, "2", "3"]


@pytest.mark.parametrize(
    "damage", ["wordpress.org/exp\x00rt", "wordpress.orgXexport", 'wordpress.org/export/1.2/" x="<']
)
def test_a_damaged_declaration_of_a_namespace_is_given_its_usual_meaning(wxr: Any, damage: str) -> None:
    export = wxr.export(wxr.item(1)).replace("wordpress.org/export", damage)
    reading = wxr.read(export)
    assert (reading.post.id, reading.post.body.source) == ("1", "<p>Body 1</p>")
    assert "undeclared-prefix" in reading.codes


def test_a_document_type_is_reported(wxr: Any) -> None:
    assert wxr.read(wxr.export(wxr.item(1), declaration="<!DOCTYPE rss>")).codes == ["document-type"]


def test_no_item_that_can_be_read_is_an_error_that_names_the_file(wxr: Any) -> None:
    with pytest.raises(InputError) as caught:
        wxr.read('<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>cut')
    assert caught.value.place == "1.xml"


# --- one item damaged at random ---------------------------------------------------------------------------------
COUNT = 4


def sound_items(wxr: Any) -> list[str]:
    return [
        wxr.item(
            number,
            wxr.comment(number * 10)
            + wxr.comment(number * 10 + 1, number * 10, content="a ]]]]><![CDATA[> b <wp:comment>")
            + wxr.meta("k", f"v{number}")
            + '<category domain="tag" nicename="x"><![CDATA[X]]></category>\n',
            body=f"<p>Body {number}</p>\n\nsee <item> and </item> &amp; <![CDATA[ it",
        )
        for number in range(1, COUNT + 1)
    ]


def read_posts(wxr: Any, data: bytes) -> list[Post]:
    ledger_and_records = wxr.read_chunks(lambda: [data])
    return [record for record in ledger_and_records[0] if isinstance(record, Post)]


def content(post: Post) -> tuple[Any, ...]:
    return (post.id, post.title, post.body, post.comments, post.meta, post.terms, post.published, post.slug, post.extra)


MARKUP = [
    b"</title>", b"<title>", b"<wp:comment>", b"</wp:comment>", b"]]>", b"<![CDATA[", b"</content:encoded>",
    b"<wp:meta_key>", b"</wp:meta_value>", b"</wp:postmeta>", b"</wp:comment_content>", b"</item>", b"<item>", b"<",
    b"&", b"<!--", b"\x00", b"\x93",
]  # fmt: skip


@st.composite
def damages(draw: st.DrawFn) -> tuple[int, int, int, bytes]:
    """Which item, at which of its thousandths, how many bytes of it go, and what comes in their place."""
    place = draw(st.tuples(st.integers(1, COUNT), st.integers(0, 999)))
    kind = draw(st.sampled_from(["delete", "insert", "replace", "markup", "cut"]))
    if kind == "cut":
        return (*place, 1 << 20, b"\n")
    noise = draw(st.sampled_from(MARKUP) if kind == "markup" else st.binary(min_size=1, max_size=6))
    length = draw(st.integers(1, 60)) if kind == "delete" else len(noise) if kind == "replace" else 0
    return (*place, length, b"" if kind == "delete" else noise)


@settings(max_examples=300)
@given(damages())
@example((2, 130, 1 << 20, b"\n"))
def test_damage_inside_one_item_leaves_all_the_others_as_they_are(
    wxr: Any, damage: tuple[int, int, int, bytes]
) -> None:
    number, thousandth, length, noise = damage
    items = [item.encode() for item in sound_items(wxr)]
    sound = [content(post) for post in read_posts(wxr, wxr.export("{}").encode().replace(b"{}", b"".join(items)))]
    item = items[number - 1]
    at = len(item) * thousandth // 1000
    items[number - 1] = item[:at] + noise + item[at + length :]
    posts = read_posts(wxr, wxr.export("{}").encode().replace(b"{}", b"".join(items)))
    found = [content(post) for post in posts]
    for other in range(1, COUNT + 1):
        if other != number:
            assert sound[other - 1] in found


@pytest.mark.parametrize(
    "markup",
    [
        "<title>",
        "</title>",
        "</item>",
        "]]>",
        "<![CDATA[",
        "</wp:comment>",
        "</content:encoded>",
        "<wp:comment>",
        "</wp:meta_key>",
    ],
)
def test_a_piece_of_markup_that_is_missing_costs_nothing_of_the_texts(wxr: Any, markup: str) -> None:
    item = wxr.item(1, wxr.comment(5) + wxr.comment(6) + wxr.meta("k", "value"), body="Words of the body")
    parts = item.split(markup)
    for at in range(1, len(parts)):
        reading = wxr.read(wxr.export(markup.join(parts[:at]) + markup.join(parts[at:]), wxr.item(2)))
        everything = str(reading.records)
        for text in ("Title 1", "Words of the body", "Comment 5", "Comment 6", "value", "<p>Body 2</p>"):
            assert text in everything
        assert reading.codes


# --- anything at all --------------------------------------------------------------------------------------------
def never_fails(wxr: Any, data: bytes) -> None:
    try:
        wxr.read(data)
    except InputError as error:
        assert error.place  # noqa: PT017 - either outcome is right


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(wxr: Any, data: bytes) -> None:
    never_fails(wxr, data)
    never_fails(wxr, b"<rss xmlns:wp='http://wordpress.org/export/1.2/'><channel>" + data + b"</channel></rss>")
    never_fails(wxr, wxr.export("{}").encode().replace(b"{}", b"<item>" + data + b"</item>"))


ENVELOPE = [
    "<rss>", "</rss>", "<?xml version='1.0'?>", "<channel>", "</channel>", "<wp:author>", "</wp:author>", "<wp:term>",
    "<!DOCTYPE x>", "-->", "x", "\n", "<a:b>", "</a:b>", '<t xmlns:a="" xmlns:wp="urn:o">', "<xmlns:a>", "<wp:post_id>",
    "</wp:post_id>", "<title/>", "&#8;", "&x;",
]  # fmt: skip


@settings(max_examples=200)
@given(st.lists(st.sampled_from([*(markup.decode("latin-1") for markup in MARKUP), *ENVELOPE]), max_size=25))
def test_any_markup_between_the_ends_of_a_document_is_read_or_refused(wxr: Any, parts: list[str]) -> None:
    text = "".join(parts)
    never_fails(wxr, wxr.export(text))
    never_fails(wxr, wxr.export(wxr.item(1), channel=text))
    reading = wxr.read(wxr.export(wxr.item(1, text), wxr.item(2)))
    assert "<p>Body 1</p>" in str(reading.records)


def test_an_export_cut_anywhere_gives_every_whole_item(wxr: Any) -> None:
    data = wxr.export("{}").encode().replace(b"{}", "".join(sound_items(wxr)[:3]).encode())
    sound = [content(post) for post in read_posts(wxr, data)]
    ends = [at + len(b"</item>\n") for at in range(len(data)) if data.startswith(b"</item>\n", at)]
    for at in range(data.index(b"<item>") + 6, len(data), 17):
        whole = sum(end - 1 <= at for end in ends)
        found = read_posts(wxr, data[:at])
        assert [content(post) for post in found[:whole]] == sound[:whole]
        assert whole <= len(found) <= whole + 1
        assert all(post.truncated for post in found[whole:])
