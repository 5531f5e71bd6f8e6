"""The encoding of a page is what its bytes say, and every doubt is reported."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wparchive.encodings.detection import Note, decode
from wparchive.ledger import CODES

RUSSIAN = "Это пример текста на русском языке, который был сохранён давно."
JAPANESE = "これは日本語の文章です。コメントを残す。映画について書きました。"
GREEK = "Αυτό είναι ένα κείμενο στα ελληνικά για μια παλιά ταινία."
THAI = "นี่คือข้อความภาษาไทยเกี่ยวกับภาพยนตร์เก่าเรื่องหนึ่ง"
POLISH = "Dziękuję za komentarz, to było świetne. Żółw źdźbło łódź gęś."


def codes(data: bytes, sent: str | None = None) -> list[str]:
    return [note.code for note in decode(data, sent).notes]


def test_utf8_without_doubt_is_not_worth_a_word() -> None:
    assert decode("<p>Ærø</p>".encode()) == ("<p>Ærø</p>", "utf-8", [])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides_and_is_no_text(encoding: str) -> None:
    page = "<meta charset=latin1><p>Ærø</p>"
    assert decode(page.encode(encoding)).text == page


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_is_known_without_a_mark(encoding: str) -> None:
    assert decode("<!DOCTYPE html><p>Ærø</p>".encode(encoding)).text == "<!DOCTYPE html><p>Ærø</p>"


def test_utf8_is_believed_before_what_is_declared() -> None:
    data = "<meta charset='iso-8859-1'><p>Ærø</p>".encode()
    assert decode(data).encoding == "utf-8"
    assert codes(data) == ["wrong-encoding-declared"]


def test_latin_1_means_windows_1252() -> None:
    found = decode("<meta charset='iso-8859-1'><p>“Ærø”</p>".encode("cp1252"))
    assert "“Ærø”" in found.text
    assert found.encoding == "cp1252"


def test_the_bytes_that_windows_1252_lacks_are_read_as_browsers_read_them() -> None:
    assert "\x81" in decode(b"<meta charset=latin1><p>\x81\xe9 \xe8 \xe0</p>").text


@pytest.mark.parametrize(
    ("text", "label", "codec"),
    [
        (RUSSIAN, "windows-1251", "cp1251"),
        (JAPANESE, "shift_jis", "cp932"),
        (JAPANESE, "euc-jp", "euc_jp"),
        (POLISH, "iso-8859-2", "iso8859-2"),
        ("这是一个用中文写的句子。", "gb2312", "gb18030"),
    ],
)
def test_the_declared_encoding_is_used_in_the_sense_of_browsers(text: str, label: str, codec: str) -> None:
    data = f'<meta http-equiv="Content-Type" content="text/html; charset={label}"><p>{text}</p>'.encode(codec)
    found = decode(data)
    assert text in found.text
    assert found.encoding == codec
    assert [note.code for note in found.notes] == ["declared-encoding"]


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (GREEK, "iso8859-7"),
        (THAI, "cp874"),
        (POLISH, "iso8859-2"),
    ],
)
def test_what_nobody_writes_was_not_declared(text: str, codec: str) -> None:
    found = decode(f"<meta charset=iso-8859-1><p>{text}</p>".encode(codec))
    assert text in found.text
    assert [note.code for note in found.notes] == ["guessed-encoding", "declared-encoding"]


@pytest.mark.parametrize(
    ("declared", "codec"), [("windows-1251", "koi8-r"), ("koi8-r", "cp1251"), ("windows-1251", "cp1251")]
)
def test_small_letters_tell_the_russian_encodings(declared: str, codec: str) -> None:
    assert RUSSIAN in decode(f"<meta charset={declared}><p>{RUSSIAN}</p>".encode(codec)).text


@pytest.mark.parametrize(
    "text", ["Les idées créées à Noël, l´été, déjà vues : 1ª, ½ l, µm.", "Größe, Äußerung, Öffnung"]
)
def test_western_text_is_believed(text: str) -> None:
    found = decode(f"<meta charset=iso-8859-1><p>{text}</p>".encode("cp1252"))
    assert text in found.text
    assert found.encoding == "cp1252"


def test_the_language_of_a_page_helps_the_guess() -> None:
    page = '<html lang="{}"><meta charset={}><p>Açık gün ışığında yağmur şarkısı dinledim.</p>'
    assert "ışığında" in decode(page.format("tr-TR", "iso-8859-1").encode("iso8859-9")).text
    assert "Não" in decode('<html lang="pt-BR"><p>Não são então três maçãs.</p>'.encode("cp1252")).text


@pytest.mark.parametrize("label", ["windows-874", "tis-620", "dos-874"])
def test_labels_that_python_does_not_have_are_known(label: str) -> None:
    assert decode(f"<meta charset={label}><p>{THAI}</p>".encode("cp874")).notes == [Note("declared-encoding", "cp874")]


def test_what_the_server_sent_counts_before_what_the_page_says() -> None:
    assert RUSSIAN in decode(f"<meta charset=latin1><p>{RUSSIAN}".encode("koi8-r"), "koi8-r").text


@pytest.mark.parametrize(
    ("text", "codec"), [(RUSSIAN, "cp1251"), (JAPANESE, "shift_jis"), (JAPANESE, "euc_jp"), (POLISH, "iso8859-2")]
)
@pytest.mark.parametrize("declared", ["", "<meta charset=utf-8>", "<meta charset=no-such-thing>"])
def test_without_a_true_declaration_the_letters_decide_and_that_is_said(text: str, codec: str, declared: str) -> None:
    found = decode(f"{declared}<html><p>{text}</p>".encode(codec))
    assert text in found.text
    assert "guessed-encoding" in [note.code for note in found.notes]


def test_iso_2022_jp_hides_in_ascii() -> None:
    assert JAPANESE in decode(f"<meta charset=utf-8><p>{JAPANESE}".encode("iso2022_jp")).text


def test_windows_1252_inside_of_utf8_is_read_as_such() -> None:
    found = decode("<p>Ærø Åse ørn fjørd ".encode() + b"\x93good\x94</p>")
    assert found.text == "<p>Ærø Åse ørn fjørd “good”</p>"
    assert [note.code for note in found.notes] == ["invalid-utf8"]


def test_bytes_that_nothing_explains_are_counted_as_lost() -> None:
    found = decode("<p>Ærø Åse ørn fjørd ".encode() + b"\x81</p>")
    assert [CODES[note.code].severity for note in found.notes] == ["changed", "lost"]


def test_the_letters_that_decide_can_stand_far_behind() -> None:
    assert RUSSIAN in decode(b"<p>x</p>" * 20_000 + RUSSIAN.encode("cp1251")).text


def test_a_stray_byte_in_a_page_of_ascii_is_read_as_windows_1252() -> None:
    found = decode(b"<p>x</p>" * 20_000 + b"<p>caf\xe9")
    assert found.text.endswith("<p>café")
    assert [note.code for note in found.notes] == ["invalid-utf8"]


def test_bytes_of_no_encoding_behind_much_text_end_in_no_circle() -> None:
    decode(b"<p>x</p>" * 20_000 + bytes(range(128, 256)))


TWICE = "Ærø, Åse, fjørd, ørn, café".encode().decode("latin-1")


def test_a_page_that_was_encoded_twice_throughout_is_repaired() -> None:
    found = decode(f"<p>{TWICE}</p>".encode())
    assert found.text == "<p>Ærø, Åse, fjørd, ørn, café</p>"
    assert [note.code for note in found.notes] == ["double-encoded"]


@pytest.mark.parametrize("other", ["“", "ø", "日本"])
def test_a_page_that_is_so_in_part_is_left_as_it_is_and_reported(other: str) -> None:
    page = f"<p>{TWICE} {other}</p>"
    assert decode(page.encode()).text == page
    assert codes(page.encode()) == ["double-encoded"]


def test_a_single_quotation_of_that_fault_is_left_as_it_is() -> None:
    page = "<p>It shows Ã¤ for a letter.</p>"
    assert decode(page.encode()).text == page


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "latin-1", "utf-16", "hex", "x" * 50, "idna", "\0"]))
def test_any_bytes_give_some_text_and_only_known_issues(data: bytes, sent: str | None) -> None:
    found = decode(data, sent)
    found.text.encode("utf-8", "surrogatepass")
    assert {note.code for note in found.notes} <= set(CODES)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_text_in_utf8_comes_back_unless_it_was_encoded_twice(text: str) -> None:
    found = decode(b"<p>" + text.encode())
    assert found.text == "<p>" + text or "double-encoded" in [note.code for note in found.notes]
