from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from records import a_comment

from wparchive.threads import Spot, arrange

if TYPE_CHECKING:
    from wparchive.model import Comment

NAMES = st.sampled_from([None, *"abcdefgh"])


def comment(identity: str | None, parent: str | None = None, place: str | None = None) -> Comment:
    return a_comment(id=identity, parent=parent, place=place)


def test_an_answer_stands_below_its_parent_also_when_it_comes_first() -> None:
    spots = arrange([comment("a", "c"), comment("b"), comment("c", "b")])

    assert spots == [Spot(2, "000002.000003.000001"), Spot(None, "000002"), Spot(1, "000002.000003")]


def test_an_answer_to_what_is_not_there_stands_at_the_top() -> None:
    assert arrange([comment("a", "gone")]) == [Spot(None, "000001")]


def test_the_first_of_a_circle_stands_at_the_top() -> None:
    spots = arrange([comment("z", "c"), comment("a", "b"), comment("b", "c"), comment("c", "a")])

    assert [spot.parent for spot in spots] == [3, None, 3, 1]
    assert spots[0].path == "000002.000004.000001"


def test_a_comment_that_answers_itself_stands_at_the_top() -> None:
    assert arrange([comment("a", "a")]) == [Spot(None, "000001")]


def test_the_printed_place_tells_the_parent_where_there_is_no_id() -> None:
    spots = arrange(
        [comment(None, place="5"), comment(None, place="5.1"), comment(None, place="5.1.2"), comment(None, place="6.1")]
    )

    assert [spot.parent for spot in spots] == [None, 0, 1, None]


def test_threads_are_flat_below_level_64() -> None:
    spots = arrange([comment(str(n), str(n - 1)) for n in range(100)])

    assert [spot.path.count(".") for spot in spots] == [*range(64), *[63] * 36]
    assert sorted(spot.path for spot in spots) == [spot.path for spot in spots]


@given(st.lists(st.tuples(NAMES, NAMES), max_size=12))
def test_every_comment_hangs_below_a_top(pairs: list[tuple[str | None, str | None]]) -> None:
    comments = [comment(identity, parent) for identity, parent in pairs]

    spots = arrange(comments)

    assert len({spot.path for spot in spots}) == len(comments)
    for index, (comment_, spot) in enumerate(zip(comments, spots, strict=True), 1):
        above = "" if spot.parent is None else spots[spot.parent].path + "."
        assert spot.path == f"{above}{index:06}"
        assert spot.parent is None or comments[spot.parent].id == comment_.parent
