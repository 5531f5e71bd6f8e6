"""The scrape that the project began with is read whole: nothing of it is unknown, and nothing is made up."""

from __future__ import annotations

import pytest
from scores import SHARED

from wparchive.model import Issue, Post
from wparchive.pipeline import open_source

pytestmark = pytest.mark.corpus

CALLED = {
    5: ("davew", "mrwilson41"),
    6: ("Stacey",),
    10: ("Stacey", "Mark Hall"),
    11: ("Mr Skills",),
    12: ("Mark Hall",),
    13: ("James Fox",),
    15: ("scepticarla",),
    17: ("James Fox",),
    18: ("Mark Hall",),
    20: ("BeardofPants", "Mark Hall"),
    21: ("BeardofPants", "James Fox"),
}


@pytest.fixture(scope="module")
def post() -> Post:
    files = sorted((SHARED / "seed").glob("*.txt"))
    if not files:
        pytest.skip(f"no seed in {SHARED}")
    records = list(open_source(str(files[0])))
    assert not [record for record in records if isinstance(record, Issue)]
    (found,) = [record for record in records if isinstance(record, Post)]
    return found


def test_title_and_text(post: Post) -> None:
    assert post.title == "Never Let Me Go"
    assert post.body.source.count("\n\n") == 6


def test_22_comments_with_their_numbers_and_paragraphs(post: Post) -> None:
    assert [comment.number for comment in post.comments] == list(range(1, 23))
    assert {comment.depth for comment in post.comments} == {1}
    assert [comment.body.source.count("\n\n") for comment in post.comments[:5]] == [1, 0, 2, 0, 1]


def test_mentions_are_found_and_no_author_is_made_of_them(post: Post) -> None:
    assert {comment.number: comment.mentions for comment in post.comments if comment.mentions} == CALLED
    assert not [comment.author.name for comment in post.comments if comment.author.name]


def test_what_is_left_is_of_four_kinds(post: Post) -> None:
    assert [piece.kind for piece in post.boilerplate] == ["related", "comment-form", "akismet-notice", "back-to-top"]
