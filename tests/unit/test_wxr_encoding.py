"""The encoding of an export, as declared, as marked, and as it is; and the usual offset of its dates."""

from __future__ import annotations

import codecs
import re
import time
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wparchive.readers.wxr.encoding import usual_offset

TEXT = "café — “naïve” €5"


def declared(encoding: str) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>\n'


def export(wxr: Any, declaration: str, body: str = TEXT) -> str:
    return wxr.export(wxr.item(1, body=body), wxr.item(2), declaration=declaration)


@pytest.mark.parametrize(
    "declaration",
    [
        declared("UTF-8"),
        declared("utf8"),
        "<?xml version='1.0' encoding='utf-8'?>",
        '<?xml version="1.0"?>',
        "",
        declared("no-such-encoding"),
        declared("ISO-8859-1"),
        declared("windows-1251"),
        declared("UTF-16"),
        declared("US-ASCII"),
    ],
)
def test_a_file_that_is_utf8_is_read_as_utf8_whatever_it_says(wxr: Any, declaration: str) -> None:
    reading = wxr.read(export(wxr, declaration))
    assert reading.posts[0].body.source == TEXT
    assert reading.codes == []


@pytest.mark.parametrize("blanks", ["", "\n\n", " \t"])
def test_a_byte_order_mark_is_no_text(wxr: Any, blanks: str) -> None:
    data = codecs.BOM_UTF8 + (blanks + export(wxr, declared("UTF-8"))).encode()
    reading = wxr.read(data)
    assert reading.posts[0].body.source == TEXT
    assert reading.codes == []


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("windows-1252", TEXT),
        ("ISO-8859-1", "café naïve"),
        ("ISO-8859-15", "café naïve €5"),
        ("windows-1251", "Привет, мир"),
        ("KOI8-R", "Привет, мир"),
        ("Shift_JIS", "映画の話"),
        ("GBK", "电影"),
        ("EUC-JP", "映画の話"),
        ("Big5", "電影"),
    ],
)
def test_a_declared_encoding_is_believed(wxr: Any, encoding: str, text: str) -> None:
    reading = wxr.read(export(wxr, declared(encoding), text).encode(encoding))
    assert reading.posts[0].body.source == text
    assert reading.codes == ["declared-encoding"]
    assert reading.issue("declared-encoding").severity == "info"


def test_what_says_iso_8859_1_and_holds_windows_1252_is_windows_1252(wxr: Any) -> None:
    reading = wxr.read(export(wxr, declared("ISO-8859-1")).encode("cp1252"))
    assert reading.posts[0].body.source == TEXT


CZECH = "Včera večer loďka zase začala téct a my jsme až do rána vylévali vodu. Sousedé přinesli kbelíky."
JAPANESE = "昨日の夜、ボートがまた水漏れして、朝まで水をかき出していました。"


@pytest.mark.parametrize(
    ("declaration", "encoding", "text"),
    [
        (declared("UTF-8"), "euc-jp", JAPANESE),
        ("", "shift_jis", JAPANESE),
        (declared("ISO-8859-1"), "iso2022_jp", JAPANESE),
        (declared("ISO-8859-1"), "koi8-r", "Вчера вечером лодка снова дала течь, и мы вычерпывали воду."),
    ],
)
def test_what_is_not_as_it_says_is_read_by_its_letters(wxr: Any, declaration: str, encoding: str, text: str) -> None:
    reading = wxr.read(export(wxr, declaration, text).encode(encoding))
    assert reading.posts[0].body.source == text
    assert reading.codes == ["guessed-encoding"]


def test_the_language_of_the_site_tells_latin_encodings_apart(wxr: Any) -> None:
    text = export(wxr, declared("ISO-8859-1"), CZECH)
    reading = wxr.read(re.sub("<language>.*?</language>", "<language>cs-CZ</language>", text).encode("cp1250"))
    assert reading.posts[0].body.source == CZECH
    assert reading.codes == ["guessed-encoding"]


@pytest.mark.parametrize("declaration", [declared("UTF-16"), ""])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_and_32_are_known_by_their_first_bytes(wxr: Any, encoding: str, declaration: str) -> None:
    data = export(wxr, declaration).encode(encoding)
    if encoding.endswith(("-le", "-be")) and not declaration:
        data = ("\ufeff" + export(wxr, declaration)).encode(encoding)
    reading = wxr.read(data)
    assert [post.body.source for post in reading.posts] == [TEXT, "<p>Body 2</p>"]
    assert reading.site.timezone_offset == "+01:00"
    assert reading.codes == ["declared-encoding"]


@pytest.mark.parametrize(
    "name", ["rot13", "zlib", "hex", "idna", "punycode", "undefined", "unicode_escape", "utf-7", "u\0tf-8", "x" * 500]
)
def test_a_name_that_is_no_encoding_of_files_is_not_used(wxr: Any, name: str) -> None:
    reading = wxr.read(export(wxr, declared(name), r"a \x41 +AGE- b"))
    assert reading.posts[0].body.source == r"a \x41 +AGE- b"


def test_a_latin_file_with_lines_of_utf8_is_read_line_by_line(wxr: Any) -> None:
    padding = "plain text\n" * 20_000
    text = export(wxr, declared("ISO-8859-1"), f"{padding}LATIN\nUTF8")
    data = text.encode().replace(b"LATIN", "café".encode("cp1252")).replace(b"UTF8", "“café”".encode())
    reading = wxr.read(data)
    assert reading.posts[0].body.source == f"{padding}café\n“café”"


def test_a_latin_file_of_one_line_takes_little_time(wxr: Any) -> None:
    body = "x" * 10_000_000 + "é"
    data = export(wxr, declared("ISO-8859-1"), body).replace("\n", "").encode("cp1252")
    began = time.process_time()
    (_, post, _), _ = wxr.read_chunks(lambda: (data[at : at + 4096] for at in range(0, len(data), 4096)))
    assert time.process_time() - began < 10
    assert post.body.source == body


def test_bytes_that_the_declared_encoding_lacks_are_lost_and_reported_with_their_line(wxr: Any) -> None:
    data = export(wxr, declared("windows-1252"), "a\nbHERE").encode("cp1252").replace(b"HERE", b"\x81\xe9")
    reading = wxr.read(data)
    assert reading.posts[0].body.source == "a\nb\ufffdé"
    issue = reading.issue("undecodable-bytes")
    assert (issue.severity, issue.where.line) == ("lost", data[: data.index(b"\x81")].count(b"\n") + 1)


# --- UTF-8 that is not all UTF-8 --------------------------------------------------------------------------------
def test_a_file_that_says_utf8_and_is_windows_1252_is_read_so_and_reported(wxr: Any) -> None:
    data = export(wxr, declared("UTF-8")).encode("cp1252")
    reading = wxr.read(data)
    assert [post.body.source for post in reading.posts] == [TEXT, "<p>Body 2</p>"]
    assert reading.issue("invalid-utf8").where.line == data[: data.index(b"\xe9")].count(b"\n") + 1


def test_both_encodings_in_one_text_are_read(wxr: Any) -> None:
    data = export(wxr, declared("UTF-8"), "“one” HERE “three”").encode().replace(b"HERE", b"\x93two\x94 caf\xe9")
    reading = wxr.read(data)
    assert reading.posts[0].body.source == "“one” “two” café “three”"
    assert reading.codes == ["invalid-utf8"]


def test_one_issue_names_all_invalid_bytes_of_an_item(wxr: Any) -> None:
    data = export(wxr, declared("UTF-8"), "x").encode().replace(b"[x]", b"[" + b"\xe9 " * 5000 + b"]")
    issue = wxr.read(data).issue("invalid-utf8")
    assert len(issue.original) <= 2000


def test_c1_controls_are_read_as_windows_1252_and_reported(wxr: Any) -> None:
    reading = wxr.read(export(wxr, declared("UTF-8"), "\x93quoted\x94 and \x85").encode())
    assert reading.posts[0].body.source == "“quoted” and …"
    issue = reading.issue("c1-characters")
    assert "U+0085, U+0093, U+0094" in issue.message
    assert issue.original == "\x93quoted\x94 and \x85"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff]")))
def test_any_text_arrives_in_utf_8_and_16(wxr: Any, text: str) -> None:
    for encoding in ("utf-8", "utf-16"):
        reading = wxr.read(export(wxr, declared(encoding), text).encode(encoding))
        assert reading.posts[0].body.source == text


@given(st.text(st.characters(codec="cp1252", exclude_categories=["Cc"], exclude_characters="]<>&")))
def test_any_windows_1252_text_arrives(wxr: Any, text: str) -> None:
    assume(not is_utf8(text.encode("cp1252")))
    reading = wxr.read(export(wxr, declared("windows-1252"), text).encode("cp1252"))
    assert reading.posts[0].body.source == text


def is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


# --- the usual offset -------------------------------------------------------------------------------------------
def dates(local: str, gmt: str) -> bytes:
    return f"<wp:post_date>{local}</wp:post_date>\n\t<wp:post_date_gmt>{gmt}</wp:post_date_gmt>\n".encode()


def offset_of(wxr: Any, *chunks: bytes) -> str | None:
    return usual_offset(wxr.Stream(lambda: chunks))


def test_the_usual_offset_is_that_of_most_dates(wxr: Any) -> None:
    one, two = dates("2011-02-08 06:00:00", "2011-02-08 05:00:00"), dates("2011-07-08 07:00:00", "2011-07-08 05:00:00")
    assert offset_of(wxr, one + two + two) == "+02:00"
    assert offset_of(wxr, one + one + two) == "+01:00"
    assert offset_of(wxr, two, one, two, one) == "+01:00"  # of two that are as common, always the same one


@pytest.mark.parametrize(
    ("local", "gmt"),
    [
        ("2011-02-08 06:00:00", "0000-00-00 00:00:00"),
        ("2011-02-08 06:07:00", "2011-02-09 05:00:00"),
        ("0000-00-00 00:00:00", "2011-02-09 05:00:00"),
        ("", ""),
    ],
)
def test_dates_without_an_offset_do_not_count(wxr: Any, local: str, gmt: str) -> None:
    assert offset_of(wxr, dates(local, gmt)) is None
    assert offset_of(wxr, dates(local, gmt) + dates("2011-02-08 06:00:00", "2011-02-08 00:15:00")) == "+05:45"


def test_dates_in_cdata_and_across_chunks_count(wxr: Any) -> None:
    data = dates("<![CDATA[2011-02-08 02:30:00]]>", "<![CDATA[2011-02-08 06:00:00]]>")
    assert offset_of(wxr, data[:50], data[50:]) == "-03:30"


def test_no_more_of_a_file_than_a_sample_is_looked_at(wxr: Any) -> None:
    given_out = 0

    def chunks() -> Any:
        nonlocal given_out
        while True:
            given_out += 1
            yield b"x" * (1 << 20)

    assert usual_offset(wxr.Stream(chunks)) is None
    assert given_out <= 9


def test_a_hostile_sample_takes_little_time(wxr: Any) -> None:
    began = time.process_time()
    for unit in (b"_date>", b"_date><![CDATA[", b"_date>2011-02-08 06:00:00</x>" + b" " * 30, b"<_date_gmt>"):
        offset_of(wxr, unit * (4_000_000 // len(unit)))
    assert time.process_time() - began < 5
