from __future__ import annotations

import subprocess
import sys
import time
import tracemalloc
from collections import Counter

import pytest  # noqa: TC002 - pytest reads annotations of fixtures
from hypothesis import given
from hypothesis import strategies as st

from wparchive import hashing
from wparchive.hashing import HashBag, HashMap, HashSet, hash64


@given(st.lists(st.tuples(st.text(max_size=3), st.integers(0, 2**64 - 1)), max_size=200))
def test_a_map_of_hashes_gives_what_a_dictionary_would(entries: list[tuple[str, int]]) -> None:
    known: dict[str, int] = {}
    found = HashMap()
    for text, value in entries:
        assert found.setdefault(text, value) == known.get(text)
        known.setdefault(text, value)


def test_a_map_keeps_what_it_knows_while_it_grows() -> None:
    found = HashMap()
    for number in range(30_000):
        assert found.setdefault(f"guid-{number}", number) is None
    for number in range(30_000):
        assert found.setdefault(f"guid-{number}", 0) == number


def test_texts_whose_hashes_fall_into_one_place_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "hash64", lambda text: int(text) << 32)
    found = HashMap()
    assert [found.setdefault(str(number), number) for number in range(1, 3000)] == [None] * 2999
    assert [found.setdefault(str(number), 0) for number in range(1, 3000)] == list(range(1, 3000))


def test_a_hash_of_zero_is_an_entry_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "hash64", lambda _text: 0)
    found = HashMap()
    assert found.setdefault("a", 7) is None
    assert found.setdefault("a", 8) == 7


def test_a_set_says_once_that_a_text_is_new() -> None:
    found = HashSet()
    assert [found.add(text) for text in ("a", "b", "a", "", "")] == [True, True, False, True, False]


def test_fifty_thousand_texts_take_a_few_megabytes_and_little_time() -> None:
    tracemalloc.start()
    began = time.process_time()
    found = HashSet()
    assert all(found.add(f"https://blog.example.org/?p={number}") for number in range(50_000))
    taken, (_, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 6 << 20
    assert taken < 3


def test_the_hash_of_a_text_is_the_same_in_every_run() -> None:
    program = "from wparchive.hashing import hash64; print(hash64('caf\\u00e9'))"
    outputs = {
        subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, env={"PYTHONHASHSEED": seed})
        .stdout.decode()
        .strip()
        for seed in ("1", "2")
    }
    assert outputs == {str(hash64("café"))}


@given(st.text())
def test_a_hash_fits_into_64_bits_for_any_text_at_all(text: str) -> None:
    assert 0 <= hash64(text + "\ud800") < 2**64


@given(st.lists(st.tuples(st.booleans(), st.sampled_from("abcdef")), max_size=200))
def test_a_bag_of_hashes_gives_what_a_counter_would(steps: list[tuple[bool, str]]) -> None:
    known: Counter[str] = Counter()
    bag = HashBag()
    for put, text in steps:
        if put:
            bag.put(text)
            known[text] += 1
        else:
            assert bag.take(text) == (known[text] > 0)
            known[text] -= known[text] > 0
        assert len(bag) == known.total()


def test_a_set_of_hashes_can_be_asked_by_number() -> None:
    known = HashSet()
    known.add("a")
    assert known.has(hash64("a"))
    assert not known.has(hash64("b"))
