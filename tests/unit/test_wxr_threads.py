"""Comments in their threads: depth and order, whatever the parents say."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wparchive.threads import arrange

if TYPE_CHECKING:
    from wparchive.model import Comment


def depths(comments: tuple[Comment, ...]) -> dict[str | None, int]:
    return {comment.id: comment.depth for comment in comments}


def test_an_answer_is_one_deeper_than_what_it_answers(wxr: Any) -> None:
    reading = wxr.read_item("".join(wxr.comment(*pair) for pair in [(1, 0), (2, 1), (3, 2), (4, 1), (5, 0), (6, "")]))
    assert depths(reading.post.comments) == {"1": 1, "2": 2, "3": 3, "4": 2, "5": 1, "6": 1}
    assert [comment.parent for comment in reading.post.comments] == [None, "1", "2", "1", None, None]
    assert reading.codes == []


def test_a_parent_may_come_later_in_the_file(wxr: Any) -> None:
    reading = wxr.read_item(wxr.comment(3, 2) + wxr.comment(2, 1) + wxr.comment(1))
    assert depths(reading.post.comments) == {"1": 1, "2": 2, "3": 3}
    assert reading.codes == []


def test_an_answer_to_a_comment_that_is_not_there_is_at_the_top_and_reported(wxr: Any) -> None:
    reading = wxr.read_item(wxr.comment(1, 99) + wxr.comment(2, 1))
    first, second = reading.post.comments
    assert (first.parent, first.depth, second.depth) == ("99", 1, 2)
    issue = reading.issue("comment-parent-missing")
    assert issue.message.endswith("comment 1 answers 99")
    assert issue.where.record == "post 1"


def test_a_comment_that_answers_itself_is_at_the_top_and_reported(wxr: Any) -> None:
    reading = wxr.read_item(wxr.comment(1, 1) + wxr.comment(2, 1))
    assert depths(reading.post.comments) == {"1": 1, "2": 2}
    assert reading.codes == ["comment-cycle"]


def test_of_comments_in_a_circle_the_first_is_at_the_top(wxr: Any) -> None:
    inner = [(1, 3), (2, 1), (3, 2), (4, 3), (5, 4)]
    reading = wxr.read_item("".join(wxr.comment(*pair) for pair in inner))
    assert depths(reading.post.comments) == {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5}
    assert reading.issue("comment-cycle").message.endswith("comment 1")


def test_what_leads_into_a_circle_is_below_it(wxr: Any) -> None:
    reading = wxr.read_item("".join(wxr.comment(*pair) for pair in [(1, 2), (2, 3), (3, 2)]))
    assert depths(reading.post.comments) == {"1": 2, "2": 1, "3": 2}
    assert reading.codes == ["comment-cycle"]


def test_a_comment_with_the_id_zero_is_nobodys_parent(wxr: Any) -> None:
    reading = wxr.read_item(wxr.comment(0) + wxr.comment(1, 0))
    assert depths(reading.post.comments) == {"0": 1, "1": 1}
    assert reading.codes == []


def test_the_parent_of_a_comment_belongs_to_the_same_post(wxr: Any) -> None:
    reading = wxr.read(wxr.export(wxr.item(1, wxr.comment(1)), wxr.item(2, wxr.comment(2, 1))))
    assert reading.posts[1].comments[0].depth == 1
    assert reading.codes == ["comment-parent-missing"]


# --- order ------------------------------------------------------------------------------------------------------
def test_comments_come_by_their_instant_and_not_by_their_place(wxr: Any) -> None:
    comments = [
        wxr.comment(1, date="2011-02-09 12:00:00", gmt="2011-02-09 11:00:00"),
        wxr.comment(2, date="2011-02-09 12:30:00", gmt="2011-02-09 10:30:00"),
        wxr.comment(3, date="2011-02-08 12:00:00", gmt="2011-02-08 11:00:00"),
    ]
    assert [comment.id for comment in wxr.read_item("".join(comments)).post.comments] == ["3", "2", "1"]


def test_comments_of_one_second_come_by_their_number(wxr: Any) -> None:
    numbers = [10, 9, 100, 1]
    comments = wxr.read_item("".join(wxr.comment(number) for number in numbers)).post.comments
    assert [comment.id for comment in comments] == ["1", "9", "10", "100"]


def test_comments_without_a_date_come_first(wxr: Any) -> None:
    undated = wxr.comment(9, date="0000-00-00 00:00:00", gmt="0000-00-00 00:00:00")
    comments = wxr.read_item(wxr.comment(1) + undated).post.comments
    assert [(comment.id, comment.published) for comment in comments] == [
        ("9", None),
        ("1", "2011-02-09T10:00:00+01:00"),
    ]


@pytest.mark.parametrize("number", ["x1", "", "\uff11", "-5", "9" * 40, "\u00b2"])
def test_any_text_can_be_an_id(wxr: Any, number: str) -> None:
    comments = wxr.read_item(wxr.comment(number) + wxr.comment(2)).post.comments
    assert {comment.id for comment in comments} == {number or None, "2"}


# --- duplicates -------------------------------------------------------------------------------------------------
def test_the_same_comment_twice_is_one_and_accounted_for(wxr: Any) -> None:
    row = wxr.meta("k", "v", "commentmeta")
    reading = wxr.read_item(wxr.comment(5, inner=row) * 2 + wxr.comment(6, 5))
    assert [comment.id for comment in reading.post.comments] == ["5", "6"]
    assert reading.issue("duplicate-comment").where.record == "post 1"
    assert (reading.ledger.accounted["comment"], reading.ledger.accounted["meta"]) == (1, 1)


def test_two_comments_with_one_id_are_both_kept(wxr: Any) -> None:
    reading = wxr.read_item(wxr.comment(5, content="one") + wxr.comment(5, content="two"))
    assert [comment.body.source for comment in reading.post.comments] == ["one", "two"]
    assert reading.codes == ["conflicting-comment"]


def test_comments_without_an_id_are_no_duplicates(wxr: Any) -> None:
    reading = wxr.read_item(wxr.comment("") * 3)
    assert len(reading.post.comments) == 3
    assert "duplicate-comment" not in reading.codes


# --- any threads at all -----------------------------------------------------------------------------------------
@given(st.lists(st.tuples(st.integers(1, 8), st.integers(0, 9)), max_size=10, unique_by=lambda link: link[0]))
def test_any_links_give_depths_that_fit_their_parents(wxr: Any, links: list[tuple[int, int]]) -> None:
    comments = wxr.read_item("".join(wxr.comment(*link) for link in links)).post.comments
    depth = depths(comments)
    for comment in comments:
        if comment.depth > 1:
            assert comment.parent is not None
            assert depth[comment.parent] == comment.depth - 1
    assert {comment.id for comment in comments} == {str(number) for number, _ in links}


@given(st.lists(st.tuples(st.integers(1, 8), st.integers(0, 9)), max_size=10, unique_by=lambda link: link[0]))
def test_the_depth_is_that_of_the_tree_that_readers_are_shown(wxr: Any, links: list[tuple[int, int]]) -> None:
    comments = wxr.read_item("".join(wxr.comment(*link) for link in sorted(links))).post.comments
    assert [comment.depth for comment in comments] == [spot.path.count(".") + 1 for spot in arrange(comments)]


def test_a_chain_of_a_hundred_thousand_answers_takes_little_time(wxr: Any) -> None:
    links = [(number, number - 1) for number in range(1, 100_001)]
    random.Random(1).shuffle(links)
    comment = "<wp:comment><wp:comment_id>{}</wp:comment_id><wp:comment_parent>{}</wp:comment_parent></wp:comment>"
    data = wxr.export(wxr.item(1, "".join(comment.format(*link) for link in links))).encode()
    began = time.process_time()
    (_, post), _ = wxr.read_chunks(lambda: [data])
    assert time.process_time() - began < 15
    assert max(comment.depth for comment in post.comments) == 100_000


def test_a_circle_of_a_hundred_thousand_answers_takes_little_time(wxr: Any) -> None:
    comment = "<wp:comment><wp:comment_id>{}</wp:comment_id><wp:comment_parent>{}</wp:comment_parent></wp:comment>"
    count = 100_000
    data = wxr.export(wxr.item(1, "".join(comment.format(n + 1, (n + 1) % count + 1) for n in range(count)))).encode()
    began = time.process_time()
    (_, post), ledger = wxr.read_chunks(lambda: [data])
    assert time.process_time() - began < 15
    assert len(post.comments) == count
    assert ledger.issues["comment-cycle"] == 1
