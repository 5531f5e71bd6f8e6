"""Cutting an export into items: nothing is lost or doubled at the cuts, and nobody can make it take long."""

from __future__ import annotations

import time
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wparchive.readers.wxr.scan import Piece, Scanner, split_again

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT = 64 << 20


def pieces(data: bytes, size: int = 1 << 17, limit: int = LIMIT) -> list[Piece]:
    return list(Scanner((data[at : at + size] for at in range(0, len(data), size)), limit).pieces())


def items(data: bytes, size: int = 1 << 17) -> list[bytes]:
    return [piece.data for piece in pieces(data, size) if piece.is_item]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", []),
        (b"<rss><channel></channel></rss>", []),
        (b"a<item>1</item>b<item>2</item>c", [b"<item>1</item>", b"<item>2</item>"]),
        (b"<item/><item>2</item>", [b"<item/><item>2</item>"]),
        (b"<item>\n</item><item a='b'>2</item>", [b"<item>\n</item>", b"<item a='b'>2</item>"]),
        (b"<items>x</items><item-x></item-x>", []),
        (b"<item>1", [b"<item>1"]),
        (b"<item><![CDATA[</item>]]></item>", [b"<item><![CDATA[</item>]]></item>"]),
        (b"<item><![CDATA[<![CDATA[</item>]]></item>", [b"<item><![CDATA[<![CDATA[</item>]]></item>"]),
        (b"<![CDATA[<item>]]><item>1</item>", [b"<item>1</item>"]),
        (b"<!-- <item> --><item>1</item>", [b"<item>1</item>"]),
        (b"<item><!-- x</item>", [b"<item><!-- x</item>"]),
        (b"<item><![CDATA[a]]>b</item>", [b"<item><![CDATA[a]]>b</item>"]),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_an_item_goes_from_its_start_to_its_end_outside_of_quotes(data: bytes, found: list[bytes], size: int) -> None:
    assert items(data, size) == found


MARKUP = [
    b"<item>",
    b"</item>",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"-->",
    b"<",
    b"x",
    b"\n",
    b"</ite",
    b"m>",
    b"<item",
    b" ",
    b"]",
]


@given(st.lists(st.sampled_from(MARKUP), max_size=40).map(b"".join), st.integers(1, 20))
def test_every_byte_is_in_exactly_one_piece_and_every_line_is_right(data: bytes, size: int) -> None:
    found = pieces(data, size)
    assert b"".join(piece.data for piece in found) == data
    line = 1
    for piece in found:
        assert piece.line == line
        line += piece.data.count(b"\n")


@given(st.lists(st.sampled_from(MARKUP), max_size=40).map(b"".join), st.integers(1, 20))
def test_the_size_of_the_chunks_says_nothing(data: bytes, size: int) -> None:
    assert pieces(data, size) == pieces(data, 1000)


def test_an_item_without_its_end_is_incomplete() -> None:
    assert [piece.complete for piece in pieces(b"<item>1</item><item>2") if piece.is_item] == [True, False]


# --- size -------------------------------------------------------------------------------------------------------
def test_an_item_above_the_limit_is_skipped_and_the_next_one_is_read() -> None:
    data = b"<item>" + b"x\n" * 5000 + b"</item>\n<item>2</item>"
    big, small = [piece for piece in pieces(data, 100, limit=1000) if piece.is_item]
    assert (big.data, big.oversize, big.line) == (b"", len(data) - len(b"\n<item>2</item>"), 1)
    assert (small.data, small.oversize, small.line) == (b"<item>2</item>", 0, 5002)


def test_300_megabytes_of_one_item_take_the_memory_of_the_limit() -> None:
    def stream() -> Iterator[bytes]:
        yield b"<rss><item><![CDATA["
        block = b"text </item> and <item> again\n" * 4000
        for _ in range((300 << 20) // len(block)):
            yield block
        yield b"]]></item><item>2</item></rss>"

    tracemalloc.start()
    began = time.process_time()
    found = [piece for piece in Scanner(stream(), 1 << 20).pieces() if piece.is_item]
    taken, (_, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found[0].oversize > 299 << 20
    assert found[1].data == b"<item>2</item>"
    assert peak < 8 << 20
    assert taken < 20


@pytest.mark.parametrize(
    "data",
    [
        b"<item><![CDATA[" + b"<![CDATA[" * 1_000_000 + b"]]></item>",
        b"<item><![CDATA[" + b"</item>" * 1_000_000 + b"]]></item>",
        b"<item><![CDATA[" + b"]]>" * 1_000_000 + b"</item>",
        b"<item>" + b"<!--" * 1_000_000 + b"</item>",
        b"<!--" + b"<item>" * 10_000 + b"-->",
        b"<![CDATA[" + b"<item>" * 1_000_000 + b"]]>",
        b"<!--" * 1_000_000,
        b"<item" * 1_000_000,
        b"<item>" * 1_000_000,
        b"</item>" * 1_000_000,
        b"<item><![CDATA[" + b"</item" * 1_000_000,
    ],
    ids=lambda data: data[:24].decode(),
)
def test_a_million_openings_or_ends_take_little_time(data: bytes) -> None:
    began = time.process_time()
    assert sum(len(piece.data) for piece in pieces(data)) == len(data)
    assert time.process_time() - began < 5


def test_a_comment_that_lost_its_end_hides_nothing() -> None:
    item = b"<item>" + b"x" * 1000 + b"</item>\n"
    assert len(items(b"<!-- lost\n" + item * 200)) == 200


# --- cutting again ----------------------------------------------------------------------------------------------
def test_a_damaged_piece_is_cut_at_every_start_of_an_item_or_document() -> None:
    data = b"<item>1\n<item>2</item>\n<?xml version='1.0'?>\n<rss>\n<channel><item>3</item>"
    parts = split_again(Piece(is_item=True, data=data, line=10))
    assert b"".join(part.data for part in parts) == data
    assert [(part.is_item, part.complete) for part in parts if part.is_item] == [
        (True, False),
        (True, True),
        (True, True),
    ]
    assert [part.line for part in parts if part.is_item] == [10, 11, 14]


@pytest.mark.parametrize("data", [b"", b"<item>1</item>", b"<item>1"])
def test_a_piece_with_nothing_to_cut_at_stays_whole(data: bytes) -> None:
    piece = Piece(is_item=True, data=data, line=3)
    assert split_again(piece) == [piece]


def test_an_item_quoted_in_a_text_is_no_start() -> None:
    data = b"<item><title>a&lt;item> x<item>y</title></item>"
    assert all(part.data for part in split_again(Piece(is_item=True, data=data, line=1)))
    assert b"".join(part.data for part in split_again(Piece(is_item=True, data=data, line=1))) == data


def test_a_million_starts_are_cut_in_little_time() -> None:
    began = time.process_time()
    assert len(split_again(Piece(is_item=True, data=b"<item>\n" * 300_000, line=1))) == 300_000
    assert time.process_time() - began < 5


@pytest.mark.parametrize("opening", ["<!-- <![CDATA[ -->", "<foo>//<![CDATA[</foo>"])
def test_an_item_behind_a_section_that_lost_its_end_is_found(wxr: Any, opening: str) -> None:
    reading = wxr.read(wxr.export(wxr.item(1), wxr.item(2), channel=opening))
    assert [(post.id, post.body.source) for post in reading.posts] == [("1", "<p>Body 1</p>"), ("2", "<p>Body 2</p>")]
    assert reading.authors == []


def test_whole_and_in_small_chunks_an_export_gives_the_same_records(wxr: Any) -> None:
    comments = wxr.comment(5) + wxr.comment(6, 5)
    data = wxr.export(*(wxr.item(number, comments + wxr.meta("k", "é" * 50)) for number in range(20))).encode()
    whole, _ = wxr.read_chunks(lambda: [data])
    for size in (1, 100, 4096):
        parts, _ = wxr.read_chunks(lambda size=size: (data[at : at + size] for at in range(0, len(data), size)))
        assert parts == whole
