"""Packed sources that are damaged, hostile or odd: what can be read is given, and nothing runs away."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import random
import struct
import threading
import time
import tracemalloc
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from wparchive.errors import InputError, SourceNotFoundError
from wparchive.ledger import Ledger
from wparchive.pipeline import open_source
from wparchive.sources import CHUNK, DamagedSourceError, Source, Sources

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TEXT = "".join(f"line {number} of the tide table\n" for number in range(2000)).encode()


def given_before_damage(source: Source) -> tuple[bytes, str]:
    """What a source gives, and what it says then."""
    got = b""
    try:
        for chunk in source.chunks():
            got += chunk
    except DamagedSourceError as error:
        return got, error.message
    return got, ""


def one(path: Path) -> Source:
    (source,) = Sources([str(path)]).__enter__()
    return source


# --- compressed files -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("pack", "least"), [(gzip.compress, 0.4), (lzma.compress, 0.4), (bz2.compress, 0)])
def test_a_packed_file_cut_in_half_gives_what_stands_before_the_cut(
    tmp_path: Path, pack: Callable[[bytes], bytes], least: float
) -> None:
    path = tmp_path / "export"
    noise = random.Random(1).randbytes(40_000).hex().encode()
    packed = pack(noise)
    path.write_bytes(packed[: len(packed) // 2])
    got, message = given_before_damage(one(path))
    assert noise.startswith(got)
    assert len(got) >= least * len(noise)
    assert "breaks off or is damaged" in message
    assert one(path).head(100) == got[:100]


def test_wherever_a_packed_file_is_cut_it_gives_its_own_beginning_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "cut.gz"
    packed = gzip.compress(TEXT, mtime=0)
    for cut in (*range(2, len(packed), 67), len(packed) - 1):
        path.write_bytes(packed[:cut])
        got, message = given_before_damage(one(path))
        assert TEXT.startswith(got)
        assert message
        assert one(path).fingerprint()[0] == cut


def test_what_stands_behind_a_packed_file_costs_nothing_of_it(tmp_path: Path) -> None:
    path = tmp_path / "export.gz"
    path.write_bytes(gzip.compress(TEXT) + b"trailing words")
    got, message = given_before_damage(one(path))
    assert got == TEXT
    assert message


def test_packed_files_joined_with_cat_are_read_to_the_end(tmp_path: Path) -> None:
    path = tmp_path / "export"
    for pack in (gzip.compress, bz2.compress, lzma.compress):
        path.write_bytes(pack(TEXT) + pack(b"more"))
        assert given_before_damage(one(path)) == (TEXT + b"more", "")


def test_a_file_that_only_begins_like_a_packed_one_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "export"
    for start in (b"\x1f\x8b\x08\x00", b"BZh9", b"\xfd7zXZ\x00"):
        path.write_bytes(start + b"no such thing")
        got, message = given_before_damage(one(path))
        assert (got, bool(message)) == (b"", True)
        assert one(path).head() == b""


def test_all_pieces_but_the_last_have_one_size_however_the_file_is_packed(tmp_path: Path) -> None:
    path = tmp_path / "export"
    for packed in (TEXT * 20, gzip.compress(TEXT * 20), b"".join(gzip.compress(TEXT) for _ in range(20))):
        path.write_bytes(packed)
        sizes = [len(chunk) for chunk in one(path).chunks()]
        assert set(sizes[:-1]) == {CHUNK}
        assert sum(sizes) == len(TEXT) * 20


def test_a_hundred_thousand_tiny_streams_take_little_time(tmp_path: Path) -> None:
    path = tmp_path / "export.gz"
    path.write_bytes(gzip.compress(b"x", mtime=0) * 100_000)
    began = time.process_time()
    assert given_before_damage(one(path)) == (b"x" * 100_000, "")
    assert time.process_time() - began < 10


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_bomb_is_unpacked_piece_by_piece(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(pack(bytes(50 << 20)))
    source = one(path)
    tracemalloc.start()
    assert sum(len(chunk) for chunk in source.chunks()) == 50 << 20
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 << 20


# --- zips -------------------------------------------------------------------------------------------------------
def zipped(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_a_member_with_a_wrong_checksum_is_given_whole_and_then_called_damaged(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.xml": TEXT}, zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[data.index(b"line 7 ")] ^= 1
    path.write_bytes(data)
    got, message = given_before_damage(one(path))
    assert len(got) == len(TEXT)
    assert "checksum" in message
    assert one(path).fingerprint()[0] == len(TEXT)


def test_a_damaged_member_costs_nothing_of_the_others(wxr: Any, tmp_path: Path) -> None:
    exports = {f"{number}.xml": wxr.export(wxr.item(number)).encode() for number in (1, 2)}
    path = zipped(tmp_path / "a.zip", exports, zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    at = data.index(b"Body 1")
    data[at : at + 4] = b"BODY"
    path.write_bytes(data)
    ledger = Ledger()
    found = [record.body.source for record in open_source(str(path), ledger=ledger) if hasattr(record, "comments")]
    assert found == ["<p>BODY 1</p>", "<p>Body 2</p>"]
    assert ledger.severity_count("lost")


def test_a_member_that_needs_a_password_is_an_input_error(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.xml": TEXT})
    data = bytearray(path.read_bytes())
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.index(signature) + at
        data[start : start + 2] = struct.pack("<H", 1)
    path.write_bytes(data)
    with pytest.raises(InputError, match="password"):
        list(one(path).chunks())


def test_a_member_whose_own_header_is_broken_is_an_input_error(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.xml": TEXT, "b.xml": TEXT})
    data = bytearray(path.read_bytes())
    second = data.index(b"PK\x03\x04", 4)
    data[second : second + 4] = b"XXXX"
    path.write_bytes(data)
    with Sources([str(path)]) as (first, second_source):
        assert given_before_damage(first) == (TEXT, "")
        with pytest.raises(InputError):
            list(second_source.chunks())


def test_a_zip_bomb_costs_memory_for_one_piece(wxr: Any, tmp_path: Path) -> None:
    head, tail = wxr.export(wxr.item(1, body="{}"), wxr.item(2)).encode().split(b"{}")
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.xml", "w") as member:
        member.write(head)
        for _ in range(100):
            member.write(b"x" * (1 << 20))
        member.write(tail)
    ledger = Ledger()
    tracemalloc.start()
    posts = [record.id for record in open_source(str(path), ledger=ledger) if hasattr(record, "comments")]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert posts == ["2"]
    assert ledger.issues["item-too-large"] == 1
    assert peak < 200 << 20


# --- addresses --------------------------------------------------------------------------------------------------
def test_a_pipe_can_be_a_source_although_it_can_be_read_only_once(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(TEXT,))
    writer.start()
    with Sources([str(path)]) as (source,):
        writer.join()
        assert source.name == "pipe"
        assert source.head(4) == TEXT[:4]
        assert source.fingerprint()[0] == len(TEXT)
        assert given_before_damage(source) == (TEXT, "")
        assert source.path != path
    assert not source.path.exists()


def test_a_link_to_nothing_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "export.xml").symlink_to(tmp_path / "gone.xml")
    with pytest.raises(SourceNotFoundError), Sources([str(tmp_path / "export.xml")]):
        pass


def test_a_folder_that_holds_itself_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(TEXT)
    (tmp_path / "self").symlink_to(tmp_path)
    with Sources([str(tmp_path)]) as found:
        assert [source.name for source in found] == ["a.xml"]


def test_the_copy_of_a_pipe_is_taken_away_where_another_address_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(copies))
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(TEXT,))
    writer.start()
    with pytest.raises(SourceNotFoundError), Sources([str(path), str(tmp_path / "missing")]):
        pass
    writer.join()
    assert list(copies.iterdir()) == []


@pytest.mark.parametrize("name", ["a" * 300, "a/" * 3000, "a\0b", "a.xml/b"])
def test_a_name_that_no_file_can_have_is_the_name_of_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.xml").write_bytes(TEXT)
    with pytest.raises(SourceNotFoundError), Sources([str(tmp_path / name)]):
        pass


def test_a_damaged_zip_costs_nothing_of_the_files_beside_it(wxr: Any, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 and no more")
    (tmp_path / "b.xml").write_text(wxr.export(wxr.item(1)))
    ledger = Ledger()
    posts = [record.id for record in open_source(str(tmp_path), ledger=ledger) if hasattr(record, "comments")]
    assert posts == ["1"]
    assert ledger.issues["source-unreadable"] == 1


@pytest.mark.parametrize("name", ["[a].xml", "*.xml", "a?.xml"])
def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(TEXT)
    (tmp_path / "a.xml").write_bytes(b"other")
    assert given_before_damage(one(tmp_path / name)) == (TEXT, "")


# --- archives ---------------------------------------------------------------------------------------------------
def archived(wxr: Any, tmp_path: Path) -> bytes:
    from wparchive.formats import choose_writer  # noqa: PLC0415 - for these tests alone
    from wparchive.pipeline import Job, run  # noqa: PLC0415
    from wparchive.targets import Target  # noqa: PLC0415

    path = tmp_path / "blog.jsonl"
    export = wxr.save(wxr.export(*(wxr.item(number) for number in range(1, 30))))
    run(Job(addresses=(export,), target=Target(path=path), writer=choose_writer("jsonl", None), render=None))
    return path.read_bytes()


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_an_archive_cut_inside_a_line_gives_the_lines_before_it(
    wxr: Any, tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    data = archived(wxr, tmp_path)
    path = tmp_path / "cut"
    packed = pack(data)
    for share in (50, 75, 95):
        path.write_bytes(packed[: len(packed) * share // 100])
        ledger = Ledger()
        posts = [record.id for record in open_source(str(path), ledger=ledger) if hasattr(record, "comments")]
        assert posts == [str(number) for number in range(1, len(posts) + 1)]
        assert posts or pack is gzip.compress
        assert ledger.issues["archive-cut-short"] == 1


def test_an_archive_with_words_after_its_end_does_not_follow_its_format(wxr: Any, tmp_path: Path) -> None:
    path = tmp_path / "more"
    path.write_bytes(archived(wxr, tmp_path) + b"and then some")
    with pytest.raises(InputError, match="does not follow"):
        list(open_source(str(path)))
