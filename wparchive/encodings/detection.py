"""The encoding of a saved page or a scrape: what it is, not what it says.

Strict UTF-8 comes first, since text in another encoding is next to never valid UTF-8, while pages that declare another
encoding and are UTF-8 are common. Then comes what is declared, as browsers understand it (WHATWG Encoding Standard:
`latin-1` means Windows-1252), then a guess by the frequencies of letters.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.encodings.charset import decode_mixed
from wparchive.encodings.doubts import WESTERN, by_language, is_garbled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE: Final = (
    (re.compile(rb"(?:\s\0)*<\0[!?a-zA-Z]\0"), "utf-16-le"),
    (re.compile(rb"(?:\0\s)*\0<\0[!?a-zA-Z]"), "utf-16-be"),
)
"""A tag in UTF-16 without byte order mark."""

_BY_LABEL: Final[Mapping[str, str]] = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
"""Python's codec for a label, and the superset that browsers read instead."""
_LABELS: Final[Mapping[str, str]] = {
    "windows-874": "cp874", "dos-874": "cp874", "windows-949": "cp949", "ks_c_5601-1989": "cp949", "x-sjis": "cp932",
    "windows-31j": "cp932", "x-gbk": "gb18030", "x-euc-jp": "euc_jp", "x-x-big5": "big5hkscs", "cn-big5": "big5hkscs",
    "iso-8859-8-i": "iso8859-8", "logical": "iso8859-8", "visual": "iso8859-8", "koi": "koi8-r", "koi8": "koi8-r",
    "x-cp1250": "cp1250", "x-cp1251": "cp1251", "x-cp1252": "cp1252", "x-mac-cyrillic": "mac-cyrillic",
    "x-mac-ukrainian": "mac-cyrillic", "x-mac-roman": "mac-roman", "unicode-1-1-utf-8": "utf-8",
}  # fmt: skip
"""Labels of the standard that Python does not have."""

_DECLARED: Final = re.compile(
    rb"""<meta\b[^>]{0,400}?\bcharset\s*=\s*["']?\s*([\w.:-]{1,40})|<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]{1,40})""",
    re.IGNORECASE,
)
_DECLARATION_WITHIN: Final = 8192
"""Bytes. Browsers look at 1024; savers put their own comments before it."""

_SEVEN_BIT: Final = re.compile(rb"\x1b(?:\$[@B]|\([JI])")
"""ISO-2022-JP hides in ASCII: it changes character sets by escape sequences."""

_DOUBLE: Final = re.compile(
    rb"\xc3[\x82-\xb4](?:\xc2[\x80-\xbf]|%b)+" % "|".join("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ").encode()  # noqa: RUF001 - Windows-1252
)
"""A character from U+00C2 to U+00F4, as the first byte of UTF-8, and those that the bytes behind it can be."""
_BYTES: Final = {ord(bytes((n,)).decode("cp1252", "ignore") or chr(n)): n for n in range(0x80, 0x100)}
CERTAIN: Final = 5
"""So many stretches of double-encoded text, and none of another kind, are no accident."""
SHOWN: Final = 3
_ASCII: Final = bytes(range(128))
_SURE: Final = 2
"""Notes on a guess that explains every byte."""
_SINGLE_BYTE: Final = frozenset({"cp1252", "cp1251", "koi8-r", "koi8-u", "iso8859-5"})
"""Encodings that others are often taken for."""
_GUESSED_BY: Final = 1 << 16
_HIGH: Final = re.compile(rb"\A[\x00-\x7f]+(?=[\x00-\x7f]{100})")
"""What stands before the first letter beyond ASCII, but for a little."""
FEW: Final = 10
"""Bytes beyond ASCII, from which nothing can be guessed."""


class Note(NamedTuple):
    """An issue, not yet entered.

    Attributes:
        code: of the ledger.
        detail: what is particular to this page.
        original: the bytes or text in question.
    """

    code: str
    detail: str = ""
    original: str | None = None


class Decoded(NamedTuple):
    """A page's text.

    Attributes:
        text: without byte order mark.
        encoding: that it was in, as Python calls it.
        notes: what is to be reported.
    """

    text: str
    encoding: str
    notes: list[Note]


def decode(data: bytes, sent: str | None = None) -> Decoded:
    """Decode a page.

    Args:
        data: its bytes.
        sent: the label of the encoding that the server or the container gives, which counts before the page's own.

    Returns:
        The text; no bytes are left out in silence.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict_or_lossy(data[len(mark) :], encoding)
    wide = next((encoding for pattern, encoding in _WIDE if pattern.match(data)), None)
    if wide is not None:
        return _strict_or_lossy(data, wide)
    if b"\x1b" in data and data.isascii() and _SEVEN_BIT.search(data):
        return _strict_or_lossy(data, "iso2022_jp_ext")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(data, declared_encoding(data, sent))
    notes: list[Note] = []
    if text.isascii():
        return Decoded(text, "utf-8", notes)
    declared = declared_encoding(data, sent)
    if declared not in (None, "utf-8"):
        notes.append(Note("wrong-encoding-declared", f"it says {declared}, and is utf-8"))
    if doubles := list(_doubles(data)) if b"\xc3" in data else []:
        text, note = _undoubled(text, doubles)
        notes.append(note)
    return Decoded(text, "utf-8", notes)


def other_encoding(data: bytes) -> str | None:
    """Name the encoding of what is not UTF-8, where its letters tell that it is not Windows-1252 either.

    Args:
        data: a text, or the beginning of one.

    Returns:
        Python's name of an encoding that explains each byte; None for UTF-8, for Windows-1252, and for a few bytes.
    """
    if len(data.translate(None, _ASCII)) < FEW and b"\x1b" not in data:
        return None
    found = decode(data)
    lacks = any(note.code == "undecodable-bytes" for note in found.notes)
    return None if lacks or found.encoding in ("utf-8", WESTERN) else found.encoding


def declared_encoding(data: bytes, sent: str | None = None) -> str | None:
    """Give Python's name of the declared encoding, in the sense of browsers; None for a label that nobody knows."""
    stated = (_decoded_label(found) for found in _DECLARED.finditer(data, 0, _DECLARATION_WITHIN))
    for label in filter(None, chain((sent,), stated)):
        if found := _codec(label):
            return found
    return None


@lru_cache(maxsize=1 << 6)
def _codec(label: str) -> str | None:
    label = label.strip().strip("\"'").lower()
    try:
        codec = codecs.lookup(_LABELS.get(label, label))
    except (LookupError, ValueError):
        return None
    # `hex` and `rot13` are codecs too.
    return _BY_LABEL.get(codec.name, codec.name) if codec._is_text_encoding else None  # noqa: SLF001 - as bytes.decode does


def _decoded_label(found: re.Match[bytes]) -> str:
    return (found[1] or found[2]).decode("ascii", "ignore")


def _not_utf8(data: bytes, declared: str | None) -> Decoded:
    if declared not in (None, "utf-8") and not _is_mostly_utf8(data):
        try:
            return _as_declared(data, data.decode(declared), declared)
        except UnicodeDecodeError:
            if declared == WESTERN:  # has five holes, which browsers read as C1 controls
                return _as_declared(data, mixed_1252(data), declared)
    if _is_mostly_utf8(data) or len(data.translate(None, _ASCII)) < FEW:
        return _mixed(data)
    return _guessed(data, declared)


def _as_declared(data: bytes, text: str, declared: str) -> Decoded:
    """Take a text as it is declared, unless it reads as nothing that people write, and as something in another way."""
    if declared in _SINGLE_BYTE and (
        is_garbled(text, declared) or (declared == WESTERN != by_language(data, declared))
    ):
        found = _guessed(data, declared)
        if found.encoding not in (declared, "utf-8") and len(found.notes) == _SURE:
            return found
    return Decoded(text, declared, [Note("declared-encoding", declared)])


def _mixed(data: bytes) -> Decoded:
    """Read what is UTF-8 as such, and stretches that are not as Windows-1252."""
    text, runs = decode_mixed(data)
    shown = ", ".join(f"{run.raw[:20]!r}" for run in runs[:SHOWN])
    lost = "\ufffd" in text and "\ufffd".encode() not in data
    notes = [Note("invalid-utf8", f"{len(runs)} stretches, as {shown}"), *([Note("undecodable-bytes")] if lost else [])]
    return Decoded(text, "utf-8", notes)


def mixed_1252(data: bytes) -> str:
    """Decode Windows-1252, the five bytes that it does not have as the controls that browsers make of them."""
    return data.decode("latin-1").translate({code: char for char, code in _BYTES.items()})


def _is_mostly_utf8(data: bytes) -> bool:
    """Four fifths of the bytes beyond ASCII are UTF-8: by chance that does not happen in another encoding."""
    high = len(data.translate(None, _ASCII))
    valid = len(data.decode("utf-8", "ignore").encode().translate(None, _ASCII))
    return 5 * valid >= 4 * high


def _guessed(data: bytes, declared: str | None) -> Decoded:
    from turbohtml import parse  # noqa: PLC0415 - the HTML parser is loaded by then, but not by the encodings

    # What the page says has been tried, and is wrong; the guess is to rest on its letters alone.
    letters = b"<p>" + _HIGH.sub(b"", data, count=1)[:_GUESSED_BY]
    guess = parse(_DECLARED.sub(b"", letters), detect_encoding=True, positions=False).encoding or "cp1252"
    encoding = by_language(data, _codec(guess) or WESTERN)
    if encoding == "utf-8":  # has been tried as well
        return _mixed(data)
    found = _strict_or_lossy(data, encoding)
    says = f"it says {declared}, and" if declared else "it says nothing, and"
    return found._replace(notes=[Note("guessed-encoding", f"{says} reads as {encoding}"), *found.notes])


def _strict_or_lossy(data: bytes, encoding: str) -> Decoded:
    notes = [] if encoding == "utf-8" else [Note("declared-encoding", encoding)]
    try:
        return Decoded(data.decode(encoding), encoding, notes)
    except UnicodeDecodeError as error:
        place = f"at byte {error.start:,}, and perhaps further on"
        original = data[error.start : error.start + 40].hex(" ")
    if encoding == "utf-8":
        return _mixed(data)
    text = data.decode(encoding, "replace")
    return Decoded(text, encoding, [*notes, Note("undecodable-bytes", place, original)])


def _undoubled(text: str, doubles: list[str]) -> tuple[str, Note]:
    """Repair text that was encoded to UTF-8 twice (`MÃ¤rz`), where the whole page is so.

    A single stretch can be a quotation of just that fault, so only a page without any other letter beyond ASCII is
    changed.
    """
    shown = ", ".join(doubles[:SHOWN])
    whole = len(doubles) >= CERTAIN and _once(text)
    if whole:
        return whole, Note("double-encoded", f"{len(doubles)} stretches, as {shown}; repaired")
    return text, Note("double-encoded", f"{len(doubles)} stretches, as {shown}; left as they are")


def _doubles(data: bytes) -> Iterator[str]:
    """Give the stretches of a page in UTF-8 that are UTF-8 twice."""
    for found in _DOUBLE.finditer(data):
        if _once(stretch := found[0].decode()):
            yield stretch


def _once(text: str) -> str:
    """Take one layer of UTF-8 off; an empty text where that does not go without rest."""
    try:
        return text.translate(_BYTES).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return ""
