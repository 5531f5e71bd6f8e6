"""The encoding of a file, and the offset of its dates: what has to be known before the first item."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from wparchive.dates import stamp
from wparchive.model import Where
from wparchive.sources import DamagedSourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.readers.wxr.context import Context
    from wparchive.sources import Source

SAMPLE: Final = 8 << 20
"""Bytes from the start of a file in which its usual offset is looked for."""

PAIR: Final = re.compile(
    rb"_date>(?:<!\[CDATA\[)?(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?:\]\]>)?</[^<>]{1,40}>\s{0,20}"
    rb"<[^<>]{1,40}_date_gmt>(?:<!\[CDATA\[)?(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)"
)

UTF8_DECLARED: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\b[^>]{0,100}encoding=[\"']utf-?8[\"']", re.IGNORECASE)
LATIN_1: Final = "iso8859-1"
UTF8_NAMES: Final = frozenset({"utf-8", "utf-8-sig", "ascii"})
UTF16_STARTS: Final = {b"<\x00?\x00": "utf-16-le", b"\x00<\x00?": "utf-16-be"}
"""UTF-16 without a byte-order mark (XML 1.0, appendix F)."""

NO_CHARSETS: Final = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"})
"""Codecs of Python's for text that are not what a file is written in."""

MAX_LINE: Final = 1 << 20

EAST_ASIAN: Final = frozenset(
    {"big5", "big5hkscs", "cp932", "cp949", "euc_jp", "euc_kr", "gb18030", "gb2312", "gbk", "shift_jis"}
)
THREE_BYTES: Final = "\u0800"
"""The first character of three bytes in UTF-8, as those of East Asia are."""

STATEFUL: Final = ("utf-16", "utf-32", "iso2022", "hz")
"""Encodings in which a byte for the end of a line means something else as well."""


def usual_offset(source: Source) -> str | None:
    """Find the offset that most dates of an export have.

    Returns:
        As `+02:00`, or None where no date of the sample has both a local and a UTC time.
    """
    counts: Counter[str] = Counter()
    seen, before = 0, b""
    try:
        for chunk in source.chunks():
            window = before + chunk.replace(b"\x00", b"")  # of UTF-16: enough to see the dates
            counted = 0
            for found in PAIR.finditer(window):
                counted = found.end()
                local, utc = found[1].decode(), found[2].decode()
                moment = stamp(local, utc, None)
                if moment.value and moment.raw is None and not local.startswith("0000"):
                    counts[moment.value[19:]] += 1
            seen += len(chunk)
            before = window[max(counted, len(window) - 256) :]
            if seen >= SAMPLE or counts.total() >= 500:
                break
    except DamagedSourceError:
        pass  # the reading itself will report it
    return min(counts, key=lambda offset: (-counts[offset], offset)) if counts else None


def to_utf8(chunks: Iterator[bytes], context: Context) -> Iterator[bytes]:
    """Give a file's bytes as UTF-8.

    A declared encoding is believed unless the first bytes disprove it: exports say ISO-8859-1 and hold UTF-8, since
    the declaration is a setting of the blog and the text comes from the database. For the same reason each line that
    is UTF-8 is taken for it. What is not UTF-8, and says that it is, or that it is ISO-8859-1, is read by its letters.
    Bytes of a file that is UTF-8 by its declaration are passed on as they are; invalid ones among them are mended item
    by item.

    Args:
        chunks: the file.
        context: takes the issue when the file is transcoded.
    """
    first = next(chunks, b"")
    encoding, code = _encoding(first)
    if encoding is None:
        yield first.removeprefix(codecs.BOM_UTF8)
        yield from chunks
        return
    context.ledger.report(code, Where(context.name, 1), encoding)
    line = 1
    for text in _decoded(_then(first, chunks), encoding):
        if "\ufffd" in text:
            at = line + text.count("\n", 0, text.index("\ufffd"))
            context.ledger.report(
                "undecodable-bytes", Where(context.name, at), f"{text.count(chr(0xFFFD))} in {encoding}"
            )
        line += text.count("\n")
        if text:
            yield text.encode("utf-8", "replace")


def _decoded(chunks: Iterator[bytes], encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    if encoding.startswith(STATEFUL):
        yield from (decoder.decode(chunk) for chunk in chunks)
        yield decoder.decode(b"", final=True)
        return
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).splitlines(keepends=True) or [b""]
        if len(rest) > MAX_LINE:
            end = rest.rfind(b">") + 1 or len(rest)
            lines, rest = [*lines, rest[:end]], rest[end:]
        yield "".join([_line(line, encoding) for line in lines])
    yield _line(rest, encoding)


def _line(line: bytes, encoding: str) -> str:
    try:
        text = line.decode("utf-8")
        if text.isascii() or encoding not in EAST_ASIAN or max(text) >= THREE_BYTES:
            return text
        return line.decode(encoding)  # two of its bytes are UTF-8 by chance, as in every third short name
    except UnicodeDecodeError:
        return line.decode(encoding, "replace")


def _then(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _encoding(head: bytes) -> tuple[str | None, str]:
    """Name the encoding to decode from, None for UTF-8, and the issue that says how it is known."""
    declared = _declared(head)
    if declared in (None, LATIN_1) and (not _is_whole_utf8(head) or b"\x1b$" in head):
        from wparchive.encodings.detection import other_encoding  # noqa: PLC0415 - nearly every export is UTF-8

        if other := other_encoding(head[: head.rfind(b"\n") + 1] or head):  # the last line may end within a character
            return other, "guessed-encoding"
    # Browsers and WordPress's authors mean Windows-1252 when they say ISO-8859-1 (WHATWG Encoding, labels).
    return "cp1252" if declared == LATIN_1 else declared, "declared-encoding"


def _declared(head: bytes) -> str | None:
    """Name the encoding that a file says, unless its bytes disprove it; None is UTF-8."""
    if UTF8_DECLARED.match(head):
        return None
    if head[:4] in UTF16_STARTS:
        return UTF16_STARTS[head[:4]]
    from bs4.dammit import EncodingDetector  # noqa: PLC0415 - slow to import, and nearly every export is UTF-8

    _, from_mark = EncodingDetector.strip_byte_order_mark(head)
    declared = from_mark or EncodingDetector.find_declared_encoding(head)
    name = _codec(declared or "utf-8")
    # What declares UTF-16 in ASCII is not UTF-16.
    if name in UTF8_NAMES or (from_mark is None and (name.startswith(("utf-16", "utf-32")) or _is_utf8(head))):
        return None
    return name


def _codec(declared: str) -> str:
    """Python's name for an encoding; that of UTF-8 where there is none."""
    try:
        b"<".decode(declared, "replace")  # refuses codecs that are not for text
        name = codecs.lookup(declared).name
    except (LookupError, ValueError):  # also of a name with a null character
        return "utf-8"
    return "utf-8" if name in NO_CHARSETS else name


def _is_utf8(head: bytes) -> bool:
    """Whether there is text beyond ASCII and all of it is UTF-8."""
    return not head.isascii() and _is_whole_utf8(head)


def _is_whole_utf8(head: bytes) -> bool:
    """Whether nothing is not UTF-8; the last bytes may be half a character."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True
