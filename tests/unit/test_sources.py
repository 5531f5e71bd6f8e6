from __future__ import annotations

import bz2
import gzip
import io
import lzma
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from wparchive.errors import InputError, SourceNotFoundError, UnknownFormatError
from wparchive.formats import choose_reader
from wparchive.sources import CHUNK, DamagedSourceError, Source, Sources, natural

if TYPE_CHECKING:
    from pathlib import Path

TEXT = b"<rss>" + b"tide " * 100_000 + b"</rss>"


def names(*addresses: Path | str) -> list[str]:
    with Sources(map(str, addresses)) as found:
        return [source.name for source in found]


def content(source: Source) -> bytes:
    return b"".join(source.chunks())


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_packed_files_are_told_by_their_first_bytes_and_not_by_their_names(tmp_path: Path, pack: type[bytes]) -> None:
    path = tmp_path / "export.xml"
    path.write_bytes(pack(TEXT))

    with Sources([str(path)]) as (source,):
        assert content(source) == TEXT
        assert source.head(5) == b"<rss>"
        assert source.fingerprint()[0] == path.stat().st_size


def test_no_piece_is_larger_than_a_chunk(tmp_path: Path) -> None:
    path = tmp_path / "export.xml.gz"
    path.write_bytes(gzip.compress(TEXT))

    assert max(map(len, Source(name="x", path=path).chunks())) <= CHUNK


def test_a_folder_is_read_in_natural_order_with_names_from_the_folder_on(tmp_path: Path) -> None:
    for name in ("part.10.xml", "part.2.xml", "sub/part.1.xml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(TEXT)

    assert names(tmp_path) == ["part.2.xml", "part.10.xml", "sub/part.1.xml"]


def test_a_pattern_stands_for_its_matches(tmp_path: Path) -> None:
    for name in ("a.1.xml", "a.2.xml", "b.xml"):
        (tmp_path / name).write_bytes(TEXT)

    assert names(tmp_path / "a.*.xml") == ["a.1.xml", "a.2.xml"]


def test_the_members_of_a_zip_are_sources_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("blog.10.xml", TEXT)
        archive.writestr("blog.9.xml", TEXT + b"9")
        archive.writestr("../../outside.xml", b"x")
        archive.writestr("folder/", b"")

    with Sources([str(path)]) as found:
        assert [s.name for s in found] == [
            "export.zip/../../outside.xml",
            "export.zip/blog.9.xml",
            "export.zip/blog.10.xml",
        ]
        assert content(found[1]) == TEXT + b"9"
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["export.zip"]


def test_a_zip_in_a_zip_is_opened_as_well_and_no_deeper_than_that(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    inner = TEXT
    for name in ("blog.xml", "parts.zip", "deeper.zip", "deepest.zip"):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(name, inner)
        inner = packed.getvalue()
        path.write_bytes(gzip.compress(inner))
        with Sources([str(path)]) as (source,):
            assert content(source)[:4] == (b"PK\x03\x04" if name == "deepest.zip" else TEXT[:4])
            if name == "deepest.zip":
                with pytest.raises(UnknownFormatError, match="too many others"):
                    choose_reader(source)
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["export.zip"]


def test_a_zip_that_is_packed_more_tightly_than_a_zip_can_be_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wparchive.sources.MOST_ANYWAY", 1 << 20)
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.zip", b"PK\x03\x04" + bytes(10_000_000))
    with Sources([str(path)]) as (source,), pytest.raises(InputError, match=r"bomb\.zip"):
        content(source)


def test_the_list_of_a_zip_is_read_once_however_many_files_are_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(50):
            archive.writestr(f"page-{number}.html", TEXT)
    opened: list[object] = []
    read = zipfile.ZipFile.__init__
    monkeypatch.setattr(
        zipfile.ZipFile, "__init__", lambda *args, **more: (opened.append(args), read(*args, **more))[1]
    )
    with Sources([str(path)]) as found:
        assert {content(source) for source in found} == {TEXT}
    assert len(opened) == 1


def test_nothing_at_an_address_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFoundError, match="missing") as error:
        names(tmp_path / "missing.xml")

    assert error.value.exit_code == 3


def test_a_damaged_zip_is_an_error_that_names_the_remedy_when_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    path.write_bytes(b"PK\x03\x04" + b"\x00" * 100)

    with Sources([str(path)]) as (source,), pytest.raises(InputError, match="zip -FF"):
        content(source)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_what_comes_before_the_end_of_a_packed_file_cut_short_is_given(tmp_path: Path, pack: type[bytes]) -> None:
    path = tmp_path / "export"
    noise = bytes(range(256)) * 2000 + TEXT
    packed = pack(noise)
    path.write_bytes(packed[: len(packed) - 20])
    got = b""

    with pytest.raises(DamagedSourceError):
        for chunk in Source(name="export", path=path).chunks():
            got += chunk

    assert noise.startswith(got)


def test_standard_input_is_a_source_that_leaves_nothing_behind(tmp_path: Path) -> None:
    program = (
        "from wparchive.sources import Sources\n"
        "with Sources(['-']) as (source,):\n"
        "    print(source.name, sum(map(len, source.chunks())), source.fingerprint()[0], source.path.exists())\n"
        "print(source.path.exists())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input=TEXT, capture_output=True, check=True, cwd=tmp_path, timeout=60
    )

    assert done.stdout.decode().split("\n")[:2] == [f"standard input {len(TEXT)} {len(TEXT)} True", "False"]


def test_the_meter_is_told_how_much_of_the_packed_file_was_read(tmp_path: Path) -> None:
    path = tmp_path / "export.xml.gz"
    path.write_bytes(gzip.compress(TEXT))
    shares: list[float] = []

    with Sources([str(path)], shares.append) as (source,):
        content(source)

    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_parts_are_ordered_by_number() -> None:
    parts = ["b.xml", "a.10.xml", "a.9.xml", "a.1.xml", "a.99999999999999999999.xml"]

    assert sorted(parts, key=natural)[:3] == ["a.99999999999999999999.xml", "a.1.xml", "a.9.xml"]
