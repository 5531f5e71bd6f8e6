"""Several sources as one site: each record once, and all that is left out accounted for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import a_post, count_in, count_out

from wparchive.ledger import Ledger
from wparchive.merging.merger import Merger
from wparchive.model import Body, Post

FIXTURES = Path(__file__).parents[2] / "fixtures"

AUTHOR = (
    "<wp:author><wp:author_id>1</wp:author_id><wp:author_login>ada</wp:author_login>"
    "<wp:author_display_name>{name}</wp:author_display_name></wp:author>\n"
)
TERM = (
    "<wp:category><wp:term_id>3</wp:term_id><wp:category_nicename>boats</wp:category_nicename>"
    "<wp:cat_name>Boats</wp:cat_name>{inner}</wp:category>\n"
)
CHANNEL = AUTHOR.format(name="Ada") + TERM.format(inner="")
TERM_META = "<wp:termmeta><wp:meta_key>colour</wp:meta_key><wp:meta_value>red</wp:meta_value></wp:termmeta>"


def ids(reading: Any) -> list[str | None]:
    return [post.id for post in reading.posts]


def of_site(export: str, address: str) -> str:
    return export.replace("https://blog.example.org</", f"{address}</")


# --- split exports --------------------------------------------------------------------------------------------------
def test_the_parts_of_a_split_export_are_one_site(wxr: Any) -> None:
    parts = [wxr.export(*map(wxr.item, numbers), channel=CHANNEL) for numbers in ((1, 2), (3, 4))]
    reading = wxr.read(*parts)
    assert (ids(reading), reading.site.title) == (["1", "2", "3", "4"], "Blog")
    assert (len(reading.authors), len(reading.terms)) == (1, 1)
    assert reading.codes == ["duplicate-author", "duplicate-term"]


def test_the_parts_of_the_fixture_are_one_site(wxr: Any) -> None:
    parts = [path.read_bytes() for path in sorted((FIXTURES / "split-export").glob("*.xml"))]
    reading = wxr.read(*parts)
    assert len(parts) == 2
    assert len({post.id for post in reading.posts}) == len(reading.posts)
    assert len({author.login for author in reading.authors}) == len(reading.authors)
    assert reading.codes.count("duplicate-post") == 1


@pytest.mark.parametrize("times", [2, 5])
def test_the_same_export_twice_adds_nothing(wxr: Any, times: int) -> None:
    items = [wxr.item(1, wxr.comment(11) + wxr.meta("k", "v")), wxr.item(2)]
    export = wxr.export(*items, channel=AUTHOR.format(name="Ada") + TERM.format(inner=TERM_META))
    once, often = wxr.read(export), wxr.read(*[export] * times)
    assert ids(often) == ids(once) == ["1", "2"]
    assert (often.authors, often.terms) == (once.authors, once.terms)
    again = times - 1
    assert often.ledger.accounted == {
        "author": again, "term": again, "post": 2 * again, "comment": again, "meta": 2 * again,
    }  # fmt: skip


def test_what_was_left_out_is_named_with_its_source(wxr: Any) -> None:
    export = wxr.export(wxr.item(1), channel=CHANNEL)
    reading = wxr.read(export, export)
    assert reading.issue("duplicate-post").where.source == "2.xml"
    assert reading.issue("duplicate-post").where.record == "post 1"
    assert reading.issue("duplicate-post").where.line
    assert reading.issue("duplicate-author").where.record == "author ada"
    assert reading.issue("duplicate-term").where.record == "category boats Boats"


def test_the_first_description_of_an_author_is_kept(wxr: Any) -> None:
    first, second = (wxr.export(channel=AUTHOR.format(name=name)) for name in ("Ada", "Ada L."))
    assert [author.name for author in wxr.read(first, second).authors] == ["Ada"]


def test_terms_of_one_slug_in_two_taxonomies_are_two(wxr: Any) -> None:
    tag = "<wp:tag><wp:tag_slug>boats</wp:tag_slug><wp:tag_name>Boats</wp:tag_name></wp:tag>\n"
    reading = wxr.read(wxr.export(channel=TERM.format(inner="") + tag))
    assert [(term.taxonomy, term.slug) for term in reading.terms] == [("category", "boats"), ("post_tag", "boats")]


# --- posts ----------------------------------------------------------------------------------------------------------
def test_an_item_that_stands_twice_in_one_source_is_kept_twice_and_reported(wxr: Any) -> None:
    reading = wxr.read(wxr.export(wxr.item(1), wxr.item(1)))
    assert (ids(reading), reading.codes) == (["1", "1"], ["repeated-post"])


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Other"},
        {"body": "Other"},
        {"type": "page"},
        {"status": "private"},
        {"inner": "<wp:post_modified>2012-01-01 00:00:00</wp:post_modified>"},
        {"inner": "<wp:postmeta><wp:meta_key>k</wp:meta_key><wp:meta_value>v</wp:meta_value></wp:postmeta>"},
    ],
)
@pytest.mark.parametrize("where", ["two sources", "one source"])
def test_an_item_of_the_same_id_and_guid_with_other_content_is_kept(
    wxr: Any, change: dict[str, str], where: str
) -> None:
    items = [wxr.item(1), wxr.item(1, **change)]
    reading = wxr.read(*map(wxr.export, items)) if where == "two sources" else wxr.read(wxr.export(*items))
    assert ids(reading) == ["1", "1"]
    assert set(reading.codes) - {"inferred-offset"} == {"conflicting-post"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"number": 11}, {"number": 12}),
        ({"number": 11}, {"number": 11, "content": "Edited"}),
        ({"number": 11}, {"number": 11, "approved": "spam"}),
    ],
)
def test_a_post_with_as_many_but_other_comments_is_not_left_out(
    wxr: Any, before: dict[str, Any], after: dict[str, Any]
) -> None:
    reading = wxr.read(*(wxr.export(wxr.item(1, wxr.comment(**comment))) for comment in (before, after)))
    assert ([len(post.comments) for post in reading.posts], reading.codes) == ([1, 1], ["conflicting-post"])


def test_items_of_the_same_id_and_another_guid_are_different_posts(wxr: Any) -> None:
    reading = wxr.read(wxr.export(wxr.item(1)), wxr.export(wxr.item(1, guid="https://other.example.org/?p=1")))
    assert (ids(reading), reading.codes) == (["1", "1"], [])


def test_items_without_id_and_guid_are_never_taken_for_each_other(wxr: Any) -> None:
    bare = "<item><title>Same</title><content:encoded>Same</content:encoded></item>\n"
    reading = wxr.read(wxr.export(bare), wxr.export(bare))
    assert len(reading.posts) == 2
    assert "duplicate-post" not in reading.codes


# --- comments -------------------------------------------------------------------------------------------------------
def test_the_same_comment_twice_in_a_post_is_left_out_once(wxr: Any) -> None:
    same = wxr.comment(5, inner=wxr.meta("k", "v", "commentmeta"))
    reading = wxr.read_item(same + same + wxr.comment(6))
    assert [comment.id for comment in reading.post.comments] == ["5", "6"]
    assert reading.issue("duplicate-comment").where.record == "post 1"
    assert reading.ledger.accounted == {"comment": 1, "meta": 1}


def test_a_comment_with_the_id_of_another_is_kept_and_reported(wxr: Any) -> None:
    reading = wxr.read_item(wxr.comment(5) + wxr.comment(5, content="Other"))
    assert sorted(comment.body.source for comment in reading.post.comments) == ["Comment 5", "Other"]
    assert reading.codes == ["conflicting-comment"]


def test_comments_without_id_are_all_kept(wxr: Any) -> None:
    bare = "<wp:comment><wp:comment_content>Me too</wp:comment_content></wp:comment>"
    reading = wxr.read_item(bare * 3)
    assert [comment.id for comment in reading.post.comments] == [None] * 3
    assert "duplicate-comment" not in reading.codes


def test_one_comment_in_two_posts_is_in_both(wxr: Any) -> None:
    reading = wxr.read(wxr.export(wxr.item(1, wxr.comment(5)), wxr.item(2, wxr.comment(5))))
    assert ([len(post.comments) for post in reading.posts], reading.codes) == ([1, 1], [])


# --- sites ----------------------------------------------------------------------------------------------------------
def test_records_of_another_site_are_kept_and_reported(wxr: Any) -> None:
    other = of_site(wxr.export(wxr.item(2)), "https://other.example.org")
    reading = wxr.read(wxr.export(wxr.item(1)), other)
    assert (ids(reading), reading.site.url) == (["1", "2"], "https://blog.example.org")
    issue = reading.issue("other-site")
    assert (issue.where.source, issue.severity) == ("2.xml", "changed")
    assert issue.message.endswith(": https://other.example.org, not https://blog.example.org")


@pytest.mark.parametrize(
    "address",
    [
        "http://blog.example.org",
        "https://www.blog.example.org",
        "http://www.blog.example.org/",
        "https://Blog.Example.org/",
        "HTTPS://WWW.blog.example.org",
    ],
)
def test_a_site_that_moved_to_another_scheme_or_name_is_the_same(wxr: Any, address: str) -> None:
    reading = wxr.read(wxr.export(), of_site(wxr.export(), address))
    assert (reading.site.url, "other-site" in reading.codes) == ("https://blog.example.org", False)


@pytest.mark.parametrize(
    "address", ["https://blog.example.org/two", "https://blog.example.com", "", "http://[blog", "https://blog.example.org:8"]
)  # fmt: skip
def test_any_other_address_is_another_site(wxr: Any, address: str) -> None:
    assert "other-site" in wxr.read(wxr.export(), of_site(wxr.export(), address)).codes


# --- all of it ------------------------------------------------------------------------------------------------------
@st.composite
def sources(draw: st.DrawFn) -> list[list[Post]]:
    """A few sources with few different posts, so that they meet."""
    small = st.sampled_from("abc")
    post = st.builds(
        a_post, id=st.none() | small, guid=st.none() | small, title=small, status=small,
        body=st.builds(Body, source=small, format=st.just("classic")),
    )  # fmt: skip
    return draw(st.lists(st.lists(post, max_size=5), max_size=4))


@given(found=sources())
def test_nothing_is_left_out_that_is_not_there_and_it_balances(found: list[list[Post]]) -> None:
    ledger = Ledger()
    merger = Merger(ledger)
    kept: list[Any] = []
    for number, posts in enumerate(found):
        count_in(ledger, posts)
        kept += merger.merge(iter(posts), f"{number}")
    count_out(ledger, kept)
    ledger.check_balance()

    def content(post: Post) -> tuple[object, ...]:
        return post.id, post.guid, post.title, post.body

    assert {content(post) for post in kept} == {content(post) for posts in found for post in posts}
    if found:
        assert kept[: len(found[0])] == found[0]  # within one source nothing is left out
