"""Pieces find each other by their names, in whatever order they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wparchive.merging.gathering import Gathering

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def gathering() -> Iterator[Gathering]:
    made = Gathering()
    yield made
    made.close()


def groups(gathering: Gathering) -> list[list[bytes]]:
    return [list(gathering.pieces(thing)) for thing in gathering.things()]


def test_pieces_that_share_a_name_are_one_thing_in_the_order_of_the_first(gathering: Gathering) -> None:
    gathering.put(b"1", ["a"])
    gathering.put(b"2", ["b"])
    gathering.put(b"3", ["c", "a"])
    assert groups(gathering) == [[b"1", b"3"], [b"2"]]


def test_a_later_piece_can_make_two_things_one(gathering: Gathering) -> None:
    gathering.put(b"1", ["a"])
    gathering.put(b"2", [], number="7")
    gathering.put(b"3", ["a"], number="7")
    gathering.put(b"4", ["a"])
    assert groups(gathering) == [[b"1", b"2", b"3", b"4"]]


def test_things_with_different_numbers_are_never_one_whatever_they_are_called(gathering: Gathering) -> None:
    for number in ("1", "2", "1"):
        gathering.put(number.encode(), ["home"], number=number)
    assert groups(gathering) == [[b"1", b"1"], [b"2"]]


def test_pieces_come_out_by_their_ranks(gathering: Gathering) -> None:
    for rank in ("1", "0", "2", "0"):
        gathering.put(rank.encode(), ["a"], rank=rank)
    assert groups(gathering) == [[b"0", b"0", b"1", b"2"]]


def test_what_was_taken_is_not_there_any_more(gathering: Gathering) -> None:
    gathering.put(b"1", ["a"])
    gathering.put(b"2", ["b"])
    assert gathering.take(["a", "c"]) == [b"1"]
    assert gathering.take(["a"]) == []
    assert groups(gathering) == [[b"2"]]


def test_a_noted_name_is_unknown_until_a_thing_has_it(gathering: Gathering) -> None:
    gathering.note("b", "first")
    gathering.note("b", "second")
    gathering.note("a", "x")
    gathering.put(b"1", ["a"])
    assert list(gathering.unknown()) == [("b", "first")]


@given(st.lists(st.sets(st.sampled_from("abcdefgh"), min_size=1), max_size=12))
def test_things_are_what_their_names_connect_and_no_piece_is_lost(pieces: list[set[str]]) -> None:
    gathering = Gathering()
    expected: list[tuple[set[str], set[int]]] = []
    for number, names in enumerate(pieces):
        gathering.put(bytes([number]), sorted(names))
        joined = (set(names), {number})
        for other in [one for one in expected if one[0] & names]:
            expected.remove(other)
            joined = (joined[0] | other[0], joined[1] | other[1])
        expected.append(joined)
    found = [{piece[0] for piece in group} for group in groups(gathering)]
    assert sorted(map(sorted, found)) == sorted(sorted(numbers) for _, numbers in expected)
    gathering.close()
