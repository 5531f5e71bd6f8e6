from __future__ import annotations

import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wparchive.encodings.charset import C1, CONTROL, decode_mixed, from_c1


def test_utf8_is_decoded_as_it_is() -> None:
    assert decode_mixed("naïve “café” 🎬".encode()) == ("naïve “café” 🎬", [])


@pytest.mark.parametrize(
    ("data", "text", "runs"),
    [
        (b"caf\xe9 ici", "café ici", [(3, b"\xe9", "é")]),
        (b"\x93quoted\x94", "“quoted”", [(0, b"\x93", "“"), (7, b"\x94", "”")]),
        ("é".encode() + b"\xe9", "éé", [(1, b"\xe9", "é")]),
        (b"1\x80 = 2", "1€ = 2", [(1, b"\x80", "€")]),
        (b"\xe9\xe8 x", "éè x", [(0, b"\xe9\xe8", "éè")]),
        (b"cut \xe2\x80", "cut â€", [(4, b"\xe2\x80", "â€")]),
    ],
)
def test_stretches_that_are_no_utf8_are_read_as_windows_1252(
    data: bytes, text: str, runs: list[tuple[int, bytes, str]]
) -> None:
    assert decode_mixed(data) == (text, runs)


def test_bytes_that_no_encoding_explains_become_the_replacement_character() -> None:
    text, runs = decode_mixed(b"a\x81b")
    assert text == "a\ufffdb"
    assert [run.raw for run in runs] == [b"\x81"]


@given(st.binary())
def test_any_bytes_decode_and_every_invalid_one_is_accounted_for(data: bytes) -> None:
    text, runs = decode_mixed(data)
    kept = data.decode("utf-8", "ignore")
    rest = list(text)
    for run in reversed(runs):
        assert "".join(rest[run.start : run.start + len(run.text)]) == run.text
        del rest[run.start : run.start + len(run.text)]
    assert "".join(rest) == kept
    assert b"".join(run.raw for run in runs) == b"".join(
        char.encode("utf-8", "surrogateescape")
        for char in data.decode("utf-8", "surrogateescape")
        if "\udc80" <= char <= "\udcff"
    )


@given(st.lists(st.text() | st.text(st.characters(codec="cp1252"), min_size=1).map(lambda t: t.encode("cp1252"))))
def test_text_in_two_encodings_with_line_ends_between_is_read_in_both(pieces: list[str | bytes]) -> None:
    data = b"\n".join(piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)
    text, _ = decode_mixed(data)
    for piece, line in zip(pieces, text.split("\n") if pieces and b"\n" not in b"".join(
        piece if isinstance(piece, bytes) else piece.encode() for piece in pieces) else [], strict=False):  # fmt: skip
        if isinstance(piece, str):
            assert line == piece


def test_two_hundred_thousand_invalid_stretches_take_little_time() -> None:
    tracemalloc.start()
    began = time.process_time()
    text, _ = decode_mixed(b"\xe9a" * 200_000)
    taken, (_, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert text == "éa" * 200_000
    assert taken < 5
    assert peak < 20 << 20


@pytest.mark.parametrize(
    ("found", "read"),
    [("\x93a\x94", "“a”"), ("\x85", "…"), ("\x80", "€"), ("\x99", "™"), ("plain \xa0 é", "plain \xa0 é")],
)
def test_c1_controls_are_the_windows_1252_characters_they_stand_for(found: str, read: str) -> None:
    assert from_c1(found) == read


@pytest.mark.parametrize("code", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_the_five_controls_that_windows_1252_does_not_have_are_kept(code: int) -> None:
    assert from_c1(chr(code)) == chr(code)


def test_every_character_that_xml_forbids_is_found_and_no_other() -> None:
    forbidden = {code for code in range(0x10000) if CONTROL.match(chr(code))}
    allowed = {9, 10, 13, *range(0x20, 0xD800), *range(0xE000, 0xFFFE)}
    assert forbidden == set(range(0x10000)) - allowed
    assert not CONTROL.search("\U00010000\U0010ffff")


def test_the_c1_controls_are_those_from_80_to_9f() -> None:
    assert [code for code in range(0x200) if C1.match(chr(code))] == list(range(0x80, 0xA0))
