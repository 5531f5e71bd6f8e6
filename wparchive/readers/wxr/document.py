"""From pieces of bytes to parsed elements: strict first, repaired where that fails, guessed only as the last resort."""

from __future__ import annotations

import codecs
import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from wparchive.encodings.charset import C1, from_c1
from wparchive.model import Where
from wparchive.readers.wxr.elements import CONTAINERS, ITEM_FIELDS, STANDARD_NAMESPACES, Names, canonical
from wparchive.readers.wxr.regular import RegularItem, regular_item
from wparchive.readers.wxr.scan import Piece, Scanner, split_again
from wparchive.readers.wxr.tokens import EMPTY, columns_of, needs_no_care, nest, tokenize, without_entities

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml import etree

    from wparchive.ledger import Ledger
    from wparchive.readers.wxr.repair import Repaired
    from wparchive.readers.wxr.tokens import Columns, Group

RSS: Final = re.compile(rb"<(?:rss|rdf:RDF)\b[^<>]*>")
XMLNS: Final = re.compile(rb"""xmlns:([A-Za-z_][\w.-]*)\s*=\s*(?:"([^"<>&\x00-\x1f]*)"|'([^'"<>&\x00-\x1f]*)')""")
PROLOG: Final = re.compile(rb"(?:\s*(?:<\?[^>]*>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[[^\]]*\]\s*)?>))*\s*", re.DOTALL)
DOCTYPE: Final = re.compile(rb"<!DOCTYPE\b", re.IGNORECASE)
CHANNEL: Final = re.compile(rb"<channel\b[^<>]*>")
END: Final = re.compile(rb"</rss\s*>|</rdf:RDF\s*>")
UNDECLARED: Final = re.compile(r"Namespace prefix (\S+) (?:for \S+ )?on \S+ is not defined")
C1_BYTES: Final = re.compile(rb"\xc2[\x80-\x9f]|&#(?:1[2-5][0-9]|[xX][89][0-9a-fA-F]);")
COMMENT_MARK: Final = b"wp:comment"
FAMILIES: Final = frozenset({"wp", "content", "excerpt", "dc"})
MAX_TAGS: Final = 4_000_000
"""An item of more takes gigabytes as a tree or as tokens, however small its bytes are."""

MAX_PREFIXES: Final = 1000
MAX_QUOTE: Final = 2000
MAX_ORIGINAL: Final = 100_000


class Item(Struct, frozen=True, gc=False):
    """One item.

    Attributes:
        content: what is in it, or its tokens and its containers.
        line: where it starts in the file, from 1.
        truncated: the file ends inside it.
    """

    content: RegularItem | tuple[Columns, Group]
    line: int
    truncated: bool = False


class ChannelPart(Struct, frozen=True, gc=False):
    """What the channel says outside of items.

    Attributes:
        columns, group: its tokens and containers.
        line: where it starts in the file, from 1.
        head: it begins a document: the site's own fields stand in it.
    """

    columns: Columns
    group: Group
    line: int
    head: bool


class Document:
    """Reads one export as a stream of parsed items and channel parts, reporting every repair.

    Attributes:
        names: the name by which the tables know an element, by the name as written or in Clark notation.
        damaged: something had to be repaired, or could not be read.
    """

    def __init__(self, name: str, ledger: Ledger, limit: int) -> None:
        """Begin.

        Args:
            name: of the source, for issues.
            ledger: takes the repairs.
            limit: bytes above which one item is skipped.
        """
        self._name = name
        self._ledger = ledger
        self._limit = limit
        self._namespaces: dict[str, str] = {}
        self.names = Names(self._declared)
        self._marks = Names(self._clark)
        self._open, self._close = b"", b""
        self._documents = 0
        self._ended = False
        self._line = 0
        self.damaged = False
        self._wrap()

    def read(self, chunks: Iterable[bytes]) -> Iterator[Item | ChannelPart]:
        """Read.

        Args:
            chunks: the file's bytes as UTF-8 (or nearly).
        """
        for piece in Scanner(chunks, self._limit).pieces():
            yield from self._piece(piece)
        if self._documents and not self._ended:
            self._report("document-truncated", 0)

    def _piece(self, piece: Piece) -> Iterator[Item | ChannelPart]:
        self._line = piece.line
        if piece.oversize:
            self._too_large(piece, f"{piece.oversize:,} bytes; the limit is {self._limit:,}")
        elif len(piece.data) > MAX_TAGS and (tags := piece.data.count(b"<")) > MAX_TAGS:
            self._too_large(piece, f"{tags:,} tags; the limit is {MAX_TAGS:,}")
        elif not piece.is_item:
            yield from self._between(piece)
        else:
            item = self._item(piece) if piece.complete else None
            if item is not None:
                yield item
            else:
                yield from self._damaged(piece)

    def _too_large(self, piece: Piece, detail: str) -> None:
        self._report("item-too-large" if piece.is_item else "channel-unreadable", piece.line, detail)

    def _item(self, piece: Piece) -> Item | None:
        """Read an item that is well-formed; the fast way where that is sure of every byte."""
        if _swallows_another(piece.data):
            return None
        content = self._fast(piece.data)
        if content is not None:
            return Item(content, piece.line)
        element = self._strict(piece.data)
        return None if element is None else self._from_element(element[0], piece)

    def _fast(self, data: bytes) -> RegularItem | tuple[Columns, Group] | None:
        if not needs_no_care(data):
            return None
        try:
            regular = regular_item(data) if self._standard else None
        except UnicodeDecodeError:
            return None
        if regular is not None:
            return regular
        columns = tokenize(data, standard_prefix=self._marks[COMMENT_MARK] in CONTAINERS)
        group = nest(columns, self._marks) if columns else None
        return None if columns is None or group is None else (columns, group)

    def _from_element(self, element: etree._Element, piece: Piece, *, truncated: bool = False) -> Item | None:
        self._without_c1(element, piece)
        columns = columns_of(element)
        group = nest(columns, self._marks) if columns else None
        return Item((columns, group), piece.line, truncated) if columns and group else None

    def _damaged(self, piece: Piece) -> Iterator[Item | ChannelPart]:
        parts = split_again(piece)
        if len(parts) == 1:
            yield from self._mended(piece, last=True)
            return
        for part, following in zip(parts, [*parts[1:], None], strict=True):
            if part.is_item and not part.complete and following is not None:
                self._report("item-resynced", part.line)
            if not part.is_item:
                yield from self._between(part)
            elif part.complete and (item := self._item(part)) is not None:
                yield item
            else:
                yield from self._mended(part, last=following is None)

    def _mended(self, piece: Piece, *, last: bool) -> Iterator[Item | ChannelPart]:
        truncated = last and not piece.complete
        mended = self._repair(_to_last_character(piece.data) if truncated else piece.data)
        for code, line, detail, original in mended.repairs:
            if not (truncated and code == "unclosed-element"):
                self._report(code, piece.line + line, detail, original)
        element = self._strict(mended.xml)
        if element is None:
            element = self._guessed(mended.xml, piece)
        if truncated:
            self._report("item-truncated", piece.line)
        if element is not None:
            items = [self._from_element(kid, piece, truncated=truncated) for kid in element if kid.tag == "item"]
            if None in items:
                self._report("item-unreadable", piece.line, original=_quoted(piece.data))
            yield from filter(None, items)

    def _without_c1(self, parsed: etree._Element, piece: Piece) -> None:
        """Read C1 controls as Windows-1252: WordPress took text that was not UTF-8 for ISO-8859-1."""
        if (b"\xc2" not in piece.data and b"&#" not in piece.data) or not C1_BYTES.search(piece.data):
            return
        for element in parsed.iter():
            text = element.text
            if text and C1.search(text):
                element.text = from_c1(text)
                found = ", ".join(sorted({f"U+{ord(c):04X}" for c in C1.findall(text)}))
                name = str(element.tag).rpartition("}")[2]
                self._report("c1-characters", piece.line, f"{found} in {name}", text[:MAX_QUOTE])

    def _repair(self, data: bytes) -> Repaired:
        from wparchive.readers.wxr.repair import repair  # noqa: PLC0415 - most exports need none

        return repair(data, self._namespaces)

    @cached_property
    def _parser(self) -> etree.XMLParser:
        from lxml import etree  # noqa: PLC0415 - four megabytes that an export in WordPress's own form does not need

        return etree.XMLParser(
            huge_tree=True,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
            collect_ids=False,
        )

    def _strict(self, data: bytes) -> etree._Element | None:
        from lxml import etree  # noqa: PLC0415 - as above

        for _ in range(64):
            try:
                return etree.fromstring(self._open + data + self._close, self._parser)
            except etree.XMLSyntaxError as error:
                found = UNDECLARED.match(str(error))
                if found is None or found[1] in self._namespaces:
                    return None
                self._declare(found[1])
        return None

    def _guessed(self, data: bytes, piece: Piece) -> etree._Element | None:
        from lxml import etree  # noqa: PLC0415 - as above

        parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, remove_comments=True)
        element = etree.fromstring(self._open + data + self._close, parser)
        original = _quoted(piece.data)
        if element is None or not len(element):
            self._report("item-unreadable", piece.line, original=original)
            return None
        self._report("item-recovered", piece.line, original=original)
        return element

    def _between(self, piece: Piece) -> Iterator[Item | ChannelPart]:
        """Take what lies between items: the head of a document, its end, or nothing at all."""
        if not piece.data or piece.data.isspace():
            return
        starts = [found.start() for found in RSS.finditer(piece.data)]
        line = piece.line
        for begin, end in zip([0, *starts], [*starts, len(piece.data)], strict=True):
            if begin < end:
                data = piece.data[begin:end]
                yield from self._channel(data, line, head=RSS.match(data) is not None)
                line += data.count(b"\n")

    def _channel(self, data: bytes, line: int, *, head: bool) -> Iterator[Item | ChannelPart]:
        if head:
            self._start_document(data, line)
            data = CHANNEL.sub(b"", RSS.sub(b"", data, count=1), count=1)
        elif DOCTYPE.search(data):
            self._report("document-type", line)
        if ended := END.search(data):
            self._ended = True
            self._stray("junk-after-rss", data[ended.end() :], line)
            data = data[: ended.start()]
        elif not self._documents:
            self._stray("junk-before-xml", data, line)
            return
        before, _, after = data.rpartition(b"</channel>")
        inner = PROLOG.sub(b"", before + after, count=1)
        if not inner.strip():
            yield from [ChannelPart(*EMPTY, line, head)] * head
            return
        content = self._fast(b"<channel>%b</channel>" % without_entities(inner)) if b"<item" not in inner else None
        if isinstance(content, RegularItem) or content is None:
            yield from self._parsed_channel(inner, line, head=head)
        else:
            yield ChannelPart(*content, line, head)

    def _parsed_channel(self, inner: bytes, line: int, *, head: bool) -> Iterator[Item | ChannelPart]:
        element = self._channel_element(inner, line)
        if element is None:
            yield from [ChannelPart(*EMPTY, line, head)] * head
            return
        # Where a `<![CDATA[` has lost its end, an item stood in it as far as the scanner could tell.
        items = element.findall("item")
        for item in items:
            element.remove(item)
        columns = columns_of(element)
        group = nest(columns, self._marks) if columns else None
        assert columns is not None  # what holds markup was mended
        assert group is not None  # parsed elements are balanced
        yield ChannelPart(columns, group, line, head)
        piece = Piece(is_item=True, data=inner, line=line)
        yield from filter(None, (self._from_element(item, piece) for item in items))

    def _channel_element(self, inner: bytes, line: int) -> etree._Element | None:
        element = self._strict(inner)
        if element is not None and not _has_stray_text(element) and columns_of(element) is not None:
            return element
        mended = self._repair(inner)
        for code, at, detail, original in mended.repairs:
            self._report(code, line + at, detail, original)
        element = self._strict(mended.xml)
        if element is None:
            self._report("channel-unreadable", line, original=_quoted(inner))
        return element

    def _stray(self, code: str, data: bytes, line: int) -> None:
        text = PROLOG.sub(b"", data.removeprefix(b"\xef\xbb\xbf"), count=1).strip()
        if text:
            self._report(code, line, original=_quoted(text))

    def _start_document(self, data: bytes, line: int) -> None:
        self._documents += 1
        if self._documents > 1:
            self._report("joined-documents", line)
            if not self._ended:
                self._report("document-truncated", line)
        self._ended = False
        tags = RSS.match(data), CHANNEL.search(data)
        declared = [declaration for tag in tags if tag for declaration in XMLNS.findall(tag[0])]
        self._namespaces = {
            prefix.decode("ascii", "replace"): (double or single).decode("utf-8", "replace")
            for prefix, double, single in declared
            if double or single
        }
        # A standard prefix with an address that nobody knows is a damaged declaration, if its family has no other.
        families = {prefix: canonical(f"{{{uri}}}x") for prefix, uri in self._namespaces.items()}
        for prefix in FAMILIES & families.keys():
            if f"{prefix}:x" not in families.values():
                del self._namespaces[prefix]
        self._wrap()

    def _clark(self, name: bytes) -> str:
        """A name in Clark notation; with an undeclared prefix it stays as it is, which is the name of nothing known."""
        prefix, colon, local = name.decode("utf-8", "replace").rpartition(":")
        namespace = self._namespaces.get(prefix) if colon else None
        return f"{{{namespace}}}{local}" if namespace else f"{prefix}{colon}{local}"

    def _declared(self, name: bytes) -> str:
        """As `_clark`, for a name of an item that was accepted: an undeclared prefix of its is declared."""
        prefix, colon, _ = name.decode("utf-8", "replace").rpartition(":")
        if colon and prefix not in self._namespaces and len(self._namespaces) < MAX_PREFIXES:
            self._declare(prefix)
        return self._clark(name)

    def _declare(self, prefix: str) -> None:
        self._report("undeclared-prefix", self._line, prefix)
        self._namespaces[prefix] = STANDARD_NAMESPACES.get(prefix, f"urn:undeclared:{prefix}")
        self._wrap()

    def _wrap(self) -> None:
        names = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in self._namespaces.items() if prefix != "xml")
        self.names.clear()
        self._marks.clear()
        self._standard = all(self._marks[name.encode()] == name for name in ITEM_FIELDS)
        self._open, self._close = f"<channel{names}>".encode(), b"</channel>"

    def _report(self, code: str, line: int, detail: str = "", original: str | None = None) -> None:
        self.damaged = True
        self._ledger.report(code, Where(self._name, line or None), detail, original=original or None)


def _swallows_another(data: bytes) -> bool:
    """Whether the first text of an item lost its end and goes on to that of the next: well-formed, and two in one."""
    end = data.find(b"]]>")
    at = data.find(b"<item>\n", 1, end)
    return at >= 0 and data.find(b"<![CDATA[", at, end) >= 0 and not data.startswith(b"]]", end - 2)


def _to_last_character(data: bytes) -> bytes:
    """Leave out half a character where a file of UTF-8 was cut inside of it."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        text = decoder.decode(data)
    except UnicodeDecodeError:
        return data
    half, _ = decoder.getstate()
    return data if text.isascii() else data.removesuffix(half)


def _quoted(data: bytes) -> str:
    return data[:MAX_ORIGINAL].decode("utf-8", "replace")


def _has_stray_text(element: etree._Element) -> bool:
    return any(text and text.strip() for text in (element.text, *(kid.tail for kid in element)))
