from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wparchive.paths import (
    DATA_FOLDER,
    ENDINGS,
    MAX_NAME,
    choose_place,
    path_of,
    permalink_parts,
    safe_name,
    slug_of,
)


class Names:
    """Names that are taken, as `wparchive.hashing.HashSet` keeps them, and those that were given."""

    def __init__(self) -> None:
        self.taken: set[str] = set()
        self.calls = 0

    def add(self, text: str) -> bool:
        new = text not in self.taken
        self.taken.add(text)
        return new

    def place(self, *parts: str, label: str = "7") -> tuple[str, bool, bool]:
        self.calls += 1
        return tuple(choose_place(parts, label, self.calls, self.add))


# --- permalinks -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "home", "parts"),
    [
        ("http://blog.example.org/2010/05/02/hello-world/", "", ("2010", "05", "02", "hello-world")),
        ("http://example.org/blog/about/team", "http://example.org/blog/", ("about", "team")),
        ("http://example.org/blogger/", "http://example.org/blog", ("blogger",)),
        ("http://example.org/index.php/2010/hello.html", "", ("2010", "hello")),
        ("http://example.org/archives/12.php?x=1#y", "", ("archives", "12")),
        ("http://example.org/%e9%9d%99%e3%81%8b/", "", ("静か",)),
        ("http://example.org/a%2fb/%2E%2e/", "", ("a/b", "..")),
        ("http://example.org/caf%E9/", "", ("caf%E9",)),
        ("http://example.org/cut-off-%d7%a/", "", ("cut-off-%d7%a",)),
        ("http://example.org//a/./../b/", "", ("a", "b")),
        ("http://example.org/?p=34", "", ()),
        ("http://example.org/?page_id=3", "", ()),
        ("http://[example.org/a", "", ("a",)),
        ("/relative/path", "", ("relative", "path")),
        ("", "", ()),
        (None, "", ()),
    ],
)
def test_a_permalink_gives_the_parts_of_its_path(url: str | None, home: str, parts: tuple[str, ...]) -> None:
    assert permalink_parts(url, path_of(home)) == parts


def test_a_title_becomes_a_name_in_its_own_script() -> None:
    assert slug_of("Ein Test: „äöü“ & “हिन्दी” — 1/2!") == "ein-test-äöü-हिन्दी-1-2"


# --- names that every file system holds -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("hello-world", "hello-world"),
        ("Hello World", "Hello World"),
        ("静かな駅", "静かな駅"),
        ("e\u0301", "\u00e9"),
        ('a<b>c:d"e/f\\g|h?i*j', "a-b-c-d-e-f-g-h-i-j"),
        ("a\x00b\x1f\x7f\x9f", "a-b---"),
        ("\ud800a\uffff", "a-"),
        ("-rf", "rf"),
        ("?-.-x", "x"),
        ("a\u202egpj", "a-gpj"),
        ("trailing. . ", "trailing"),
        (" .hidden", "hidden"),
        ("..", ""),
        ("con", "con_"),
        ("AUX.txt", "AUX_.txt"),
        ("com¹", "com¹_"),
        ("conine", "conine"),
    ],
)
def test_a_name_is_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_long_name_is_cut_between_letters() -> None:
    assert safe_name("é" * 300, 9) == "éééé"


ANY_NAME = st.one_of(
    st.text(st.characters(), max_size=12),
    st.text(st.characters(), min_size=60, max_size=300),
    st.sampled_from(
        ["con", "NUL.x", "_data", "_DATA", "a.md", "A.MD", "a.comments.json", ".wparchive.jsonl", "..", " "]
    ),
    st.from_regex(r"[aAàÀäÄ\u0308\u200d.-]{1,4}", fullmatch=True),
)
DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$", re.IGNORECASE)


@given(st.lists(st.tuples(st.lists(ANY_NAME, min_size=1, max_size=4), st.sampled_from(["", "7", "57"])), max_size=12))
def test_no_two_posts_get_one_file_on_any_file_system(wishes: list[tuple[list[str], str]]) -> None:
    names = Names()
    stems = [names.place(*parts, label=label)[0] for parts, label in wishes]

    files = [unicodedata.normalize("NFD", unicodedata.normalize("NFC", stem + ENDINGS[0]).casefold()) for stem in stems]
    assert len(set(files)) == len(stems)
    folders = {"/".join(file.split("/")[:end]) for file in files for end in range(1, file.count("/") + 1)}
    assert folders.isdisjoint(files)
    for stem in stems:
        *above, name = stem.split("/")
        assert not above or above[0].casefold() != DATA_FOLDER
        for part in (*above, *(name + ending for ending in ENDINGS)):
            assert 0 < len(part.encode()) <= MAX_NAME
            assert not re.search('[\\x00-\\x1f<>:"\\\\|?*]', part)
            assert not DEVICE.match(part)
            assert part[0] not in ". "
            assert part[-1] not in ". "


# --- collisions -------------------------------------------------------------------------------------------------


def test_the_second_post_of_a_name_gets_its_id_added() -> None:
    names = Names()

    assert names.place("2010", "hello", label="5") == ("2010/hello", False, False)
    assert names.place("2010", "hello", label="57") == ("2010/hello-57", True, False)
    assert names.place("2010", "hello", label="57") == ("2010/hello-57-2", True, False)


def test_names_that_differ_only_in_case_or_composition_collide() -> None:
    names = Names()
    names.place("straße-É")

    assert names.place("STRASSE-e\u0301", label="2") == ("STRASSE-\u00e9-2", True, False)


def test_posts_without_id_are_numbered() -> None:
    names = Names()

    assert [names.place("a", label="")[0] for _ in range(3)] == ["a", "a-2", "a-3"]


def test_many_posts_of_one_name_and_id_need_few_tries_each() -> None:
    names = Names()
    tries = 0

    def claim(text: str) -> bool:
        nonlocal tries
        tries += 1
        return names.add(text)

    stems = {choose_place(("a",), "7", serial, claim).stem for serial in range(2000)}

    assert len(stems) == 2000
    assert tries < 2000 * 12


def test_the_added_id_fits_into_the_longest_name() -> None:
    names = Names()
    names.place("x" * 300)
    stem, collided, changed = names.place("x" * 300, label="1234567")

    assert stem.endswith("x-1234567")
    assert len(stem) + len(ENDINGS[1]) == MAX_NAME
    assert (collided, changed) == (True, True)


def test_a_decoded_name_counts_as_unchanged_and_a_repaired_one_as_changed() -> None:
    names = Names()

    assert names.place(*permalink_parts("/caf%C3%A9/")) == ("café", False, False)
    assert names.place("a:b") == ("a-b", False, True)


def test_a_name_of_which_nothing_is_left_becomes_the_id() -> None:
    assert Names().place("2010", "...", label="12") == ("2010/12", False, True)


def test_no_folder_is_named_like_a_file_or_the_data_folder() -> None:
    names = Names()

    assert names.place("a.md", "b") == ("a-md/b", False, True)
    assert names.place("a.comments.json", "b") == ("a.comments-json/b", False, True)
    assert names.place("_Data", "terms") == ("Data/terms", False, True)
    assert names.place("news", "_data") == ("news/_data", False, False)


def test_a_path_too_long_loses_its_folders() -> None:
    stem, _, changed = Names().place("top", *["é" * 99] * 10, "name")

    assert (stem, changed) == ("top/name", True)
