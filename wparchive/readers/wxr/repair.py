"""Makes a damaged piece of an export well-formed, and says what it did and where.

Only pieces that a strict parser refuses come here. The piece is not patched in place: it is read again as WordPress
wrote it. Every element of WXR either holds text or a few known elements, so the text of each can be cut out by its own
end tag, whatever stands in it, and written anew with proper escapes.

Caveats: a text in which its own end tag follows a `]]>` ends there; and in a value without CDATA a `<` or a bare `&`
means that the value was not escaped at all (WordPress 2 wrote meta values so), and it is taken as it stands.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.encodings.charset import CONTROL, MAX_RUNS, decode_mixed
from wparchive.readers.wxr.elements import CONTAINERS, LEAVES, STANDARD_NAMESPACES, canonical
from wparchive.readers.wxr.references import REFERENCE, character

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wparchive.encodings.charset import Run

MAX_ORIGINAL: Final = 2000
"""Characters of the original that an issue quotes."""

TAG: Final = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)(?P<attributes>(?:\s[^<>]*)?)>")
MARKUP: Final = re.compile(r"<(?=[/A-Za-z_!?])")
ATTRIBUTE: Final = re.compile(r"([A-Za-z_][\w.:-]*)\s*=\s*(\"[^\"<>]*\"|'[^'<>]*')")
CDATA_OPEN: Final = re.compile(r"\s*<!\[CDATA\[")
_VOCABULARY: Final = "|".join(sorted({name.rpartition(":")[2] for name in (*LEAVES, *CONTAINERS)}))
FIELD_START: Final = re.compile(rf"(?:\n[ \t]{{0,16}}|>)(?=</?(?:[A-Za-z]+:)?(?:{_VOCABULARY})[\s>])")
"""Where a text without an end must end at the latest: the next tag of the vocabulary at the start of a line."""

END_TAG: Final = re.compile(r"</([A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)\s*>")
SECTION_END: Final = re.compile(r"\]\]>\s*\Z")
MAX_TAG: Final = 200
MAX_DETAIL: Final = 200
MAX_NOTES: Final = 100
"""Repairs of one kind in one piece that are noted each."""

CUT_END: Final = re.compile(r"(?:\]\]>\s{0,50}(?:<(?:/[\w:.-]{0,100})?)?|\]\]|</[\w:.-]{0,100})?\Z")
"""What is left of `]]></name>` where a file was cut inside of it."""


class Repair(NamedTuple):
    """One thing that was mended: its issue code, the line within the piece (from 0), a detail, and what stood there."""

    code: str
    line: int
    detail: str
    original: str


class Repaired(NamedTuple):
    """A piece made well-formed."""

    xml: bytes
    repairs: list[Repair]


def repair(data: bytes, namespaces: Mapping[str, str]) -> Repaired:
    """Make a piece well-formed.

    Args:
        data: an item, or what lies between items, without XML declaration, `rss` and `channel` tags.
        namespaces: what the file's prefixes mean.

    Returns:
        UTF-8 XML with balanced elements, and the repairs in the order of their places.
    """
    text, runs = decode_mixed(data)
    encoding = _other_encoding(data) if runs else None
    if encoding is not None:
        text, runs = data.decode(encoding), []
    piece = _Piece(text, namespaces)
    if encoding is not None:
        piece.note("guessed-encoding", 0, encoding)
    piece.note_runs("invalid-utf8", [run for run in runs if "\ufffd" not in run.text])
    piece.note_runs("undecodable-bytes", [run for run in runs if "\ufffd" in run.text])
    piece.read()
    return Repaired("".join(piece.out).encode("utf-8", "replace"), sorted(piece.repairs, key=lambda r: r.line))


def _other_encoding(data: bytes) -> str | None:
    from wparchive.encodings.detection import other_encoding  # noqa: PLC0415 - nearly every export is UTF-8

    return other_encoding(data)


class _Piece:
    """The state of one repair: the text, the place in it, the open elements, and what was written."""

    def __init__(self, text: str, namespaces: Mapping[str, str]) -> None:
        self.text = text
        self._scopes = [namespaces]
        self.at = 0
        self.open: list[tuple[str, str]] = []  # as written, canonical
        self.out: list[str] = []
        self.repairs: list[Repair] = []
        self._noted: Counter[str] = Counter()
        self._last_ends: dict[str, int] = {}
        self._without_end: set[str] = set()
        self._line_at = (0, 0)

    def read(self) -> None:
        while found := MARKUP.search(self.text, self.at):
            self._junk(self.at, found.start())
            self.at = found.start()
            for opener, handle in _HANDLERS:
                if self.text.startswith(opener, self.at):
                    handle(self)
                    break
            else:
                self._tag()
        self._junk(self.at, len(self.text))
        while self.open:
            self.note("unclosed-element", len(self.text), self.open[-1][0])
            self._close()
        for code, count in self._noted.items():
            if count > MAX_NOTES:
                self.repairs.append(Repair(code, self.text.count("\n"), f"{count - MAX_NOTES:,} more before here", ""))

    def note_runs(self, code: str, runs: list[Run]) -> None:
        """Note all stretches of a kind as one: a text in another encoding has one at every other word."""
        if runs:
            texts = ", ".join(repr(text) for text in dict.fromkeys(run.text for run in runs))
            many = f"{len(runs)}{'+' if len(runs) == MAX_RUNS else ''}"
            detail = f"{many} read as {texts[:MAX_DETAIL]}"
            self.note(code, runs[0].start, detail, ", ".join(run.raw.hex(" ") for run in runs))

    def note(self, code: str, at: int, detail: str, original: str = "") -> None:
        self._noted[code] += 1
        if self._noted[code] > MAX_NOTES:
            return
        before, line = self._line_at
        if at < before:
            before, line = 0, 0
        line += self.text.count("\n", before, at)
        self._line_at = (at, line)
        self.repairs.append(Repair(code, line, detail, original[:MAX_ORIGINAL]))

    def skip_past(self, terminator: str) -> None:
        end = self.text.find(terminator, self.at)
        self.at = len(self.text) if end < 0 else end + len(terminator)

    def cdata_between(self) -> None:
        begin = self.at
        self.skip_past("]]>")
        self.note("junk-between-items", begin, "a CDATA section outside of any element", self.text[begin : self.at])

    def _canonical(self, written: str, scope: Mapping[str, str]) -> str:
        prefix, colon, local = written.rpartition(":")
        if not colon:
            return canonical(local)
        return canonical(f"{{{scope.get(prefix) or STANDARD_NAMESPACES.get(prefix, prefix)}}}{local}")

    def _scope(self, attributes: str) -> Mapping[str, str]:
        """What prefixes mean in an element: it can give them another meaning than the document does."""
        if "xmlns:" not in attributes:
            return self._scopes[-1]
        own = {name[6:]: value[1:-1] for name, value in ATTRIBUTE.findall(attributes) if name.startswith("xmlns:")}
        return {**self._scopes[-1], **own}

    def _junk(self, begin: int, end: int) -> None:
        stray = self.text[begin:end].strip()
        if stray:
            self.note("junk-between-items", begin, "text outside of any element", stray)

    def _tag(self) -> None:
        found = TAG.match(self.text, self.at)
        if found is None:
            self.note("junk-between-items", self.at, "a tag that does not end", self.text[self.at : self.at + 80])
            self.at += 1
            return
        begin, self.at = self.at, found.end()
        written, name = found["name"], self._canonical(found["name"], self._scope(found["attributes"]))
        if found["end"]:
            self._end_tag(begin, written, name)
        elif name in LEAVES:
            self._leaf(begin, written, found["attributes"])
        elif name in CONTAINERS and self._belongs_here(name):
            self._start_container(begin, written, name, found["attributes"])
        else:
            self._unknown(begin, written, found["attributes"])

    def _open_names(self) -> list[str]:
        return [name for _, name in self.open]

    def _belongs_here(self, name: str) -> bool:
        """Whether what such a container stands in is open; an item can follow one whose end is missing."""
        here = self._open_names()
        if "channel" in CONTAINERS[name]:
            return name == "item" or "item" not in here
        return any(parent in here for parent in CONTAINERS[name])

    def _start_container(self, begin: int, written: str, name: str, attributes: str) -> None:
        parents = CONTAINERS[name]
        if any(parent in parents for _, parent in self.open):
            while self.open[-1][1] not in parents:
                self.note("unclosed-element", begin, self.open[-1][0])
                self._close()
        else:
            while self.open:
                self.note("unclosed-element", begin, self.open[-1][0])
                self._close()
        empty = attributes.rstrip().endswith("/")
        self.out.append(f"<{written}{_attributes(attributes)}>")
        self.open.append((written, name))
        self._scopes.append(self._scope(attributes))
        if empty:
            self._close()

    def _end_tag(self, begin: int, written: str, name: str) -> None:
        if name not in self._open_names():
            self.note("stray-end-tag", begin, f"</{written}>")
            return
        while self.open[-1][1] != name:
            self.note("unclosed-element", begin, self.open[-1][0])
            self._close()
        self._close()

    def _close(self) -> None:
        written, _ = self.open.pop()
        self._scopes.pop()
        self.out.append(f"</{written}>\n")

    def _leaf(self, begin: int, written: str, attributes: str) -> None:
        if attributes.rstrip().endswith("/"):
            self.out.append(f"<{written}{_attributes(attributes)}/>")
            return
        cdata = CDATA_OPEN.match(self.text, self.at)
        content = self._cdata(begin, written, cdata.end()) if cdata else self._plain(begin, written)
        self._write(begin, written, attributes, content)

    def _write(self, begin: int, written: str, attributes: str, content: str) -> None:
        clean = CONTROL.sub("", content)
        if len(clean) != len(content):
            found = CONTROL.findall(content)
            names = ", ".join(sorted({f"U+{ord(c):04X}" for c in found}))
            self.note("control-characters", begin, f"{len(found)} in {written} ({names})", repr(content[:MAX_ORIGINAL]))
        self.out.append(f"<{written}{_attributes(attributes)}>{_escape(clean)}</{written}>\n")

    def _cdata(self, begin: int, written: str, start: int) -> str:
        end = self._find_end(written, start, after=SECTION_END)
        if end is None:
            content = self._to_next_field(begin, written, start)
            content = content.removesuffix("]]>")
        else:
            content, self.at = self.text[start : end[0]], end[1]
        sections = content.split("]]><![CDATA[")
        content = "".join(sections)
        if any("]]>" in section for section in sections):
            self.note("unescaped-cdata-end", begin, f"in {written}", _around(content, "]]>"))
        return content

    def _plain(self, begin: int, written: str) -> str:
        start = self.at
        end = self._find_end(written, start)
        if end is None:
            content = self._to_next_field(begin, written, start)
        else:
            content, self.at = self.text[start : end[0]], end[1]
        if "<" in content:
            mixed = _text_and_sections(content)
            if mixed is not None:
                return mixed
            self.note("bare-markup", begin, f"in {written}", content)
            return content
        if "]]>" in content:
            self.note("unescaped-cdata-end", begin, f"in {written}", _around(content, "]]>"))
        return self._entities(begin, written, content)

    def _entities(self, begin: int, written: str, content: str) -> str:
        if "&" not in content:
            return content
        if written.endswith("meta_value") and REFERENCE.sub("", content).count("&"):
            self.note("bare-markup", begin, f"in {written}", content)
            return content
        bad: dict[str, list[str]] = {}
        clean = REFERENCE.sub(lambda found: character(found, bad), content)
        for code, originals in bad.items():
            self.note(code, begin, f"in {written}", ", ".join(dict.fromkeys(originals)))
        bare = REFERENCE.sub("", content).count("&")
        if bare:
            self.note("bare-ampersand", begin, f"{bare} in {written}", content)
        return clean

    def _find_end(self, written: str, start: int, after: re.Pattern[str] | None = None) -> tuple[int, int] | None:
        """Find the end tag of a leaf, and of a CDATA section before it.

        A search that must fail is not made: a hostile piece has a hundred thousand elements without an end.

        Returns:
            Where the text ends, and where the tag does.
        """
        last, at = self._last_end(written), start - 1
        if after and written in self._without_end:
            return None
        while at < last:
            at = self.text.index(f"</{written}", at + 1)
            tag = END_TAG.match(self.text, at)
            if tag is None or tag[1] != written:
                continue
            if after is None:
                return tag.span()
            if section := after.search(self.text, max(start, at - MAX_TAG), at):
                return section.start(), tag.end()
        if after:
            self._without_end.add(written)
        return None

    def _last_end(self, written: str) -> int:
        if not self._last_ends:
            self._last_ends = {"": 0, **{found[1]: found.start() for found in END_TAG.finditer(self.text)}}
        return self._last_ends.get(written, -1)

    def _to_next_field(self, begin: int, written: str, start: int) -> str:
        self.note("unclosed-element", begin, written)
        found = FIELD_START.search(self.text, start)
        self.at = found.end() if found else len(self.text)
        if found:
            return self.text[start : self.at].rstrip()
        # The file ends here, perhaps inside of the end tag: that is no text.
        content = self.text[start:]
        return content[: len(content) - len(CUT_END.search(content[-MAX_TAG:])[0])]  # type: ignore[index]

    def _unknown(self, begin: int, written: str, attributes: str) -> None:
        """Keep what an element holds that nobody knows, with its markup as text."""
        if attributes.rstrip().endswith("/") or CDATA_OPEN.match(self.text, self.at):
            self._leaf(begin, written, attributes)
            return
        end = self._matching_end(written)
        if end is None:
            self.note("unclosed-element", begin, written)
            self.out.append(f"<{written}{_attributes(attributes)}/>")
            return
        content, self.at = self.text[self.at : end[0]], end[1]
        self._write(begin, written, attributes, content if "<" in content else self._entities(begin, written, content))

    def _matching_end(self, written: str) -> tuple[int, int] | None:
        """Find the end tag of an element that can hold others of its name."""
        key = f"<{written}"
        if key in self._without_end or self._last_end(written) < self.at:
            return None
        depth = 1
        for found in re.compile(rf"<(/?){re.escape(written)}(?=[\s>])[^<>]*>").finditer(self.text, self.at):
            depth += -1 if found[1] else 0 if found[0].endswith("/>") else 1
            if not depth:
                return found.span()
        self._without_end.add(key)
        return None


_HANDLERS: Final[tuple[tuple[str, Callable[[_Piece], None]], ...]] = (
    ("<!--", lambda piece: piece.skip_past("-->")),
    ("<![CDATA[", lambda piece: piece.cdata_between()),
    ("<!", lambda piece: piece.skip_past(">")),
    ("<?", lambda piece: piece.skip_past("?>")),
)


def _text_and_sections(content: str) -> str | None:
    """Join text and closed CDATA sections; None if there is any other markup in the content."""
    parts, at = [], 0
    while (begin := content.find("<", at)) >= 0:
        end = content.find("]]>", begin)
        if end < 0 or not content.startswith("<![CDATA[", begin):
            return None
        parts += [html.unescape(content[at:begin]), content[begin + 9 : end]]
        at = end + 3
    return "".join([*parts, html.unescape(content[at:])])


def _attributes(written: str) -> str:
    pairs = {name: html.unescape(value[1:-1]) for name, value in ATTRIBUTE.findall(written)}
    return "".join(f' {name}="{_escape(CONTROL.sub("", value))}"' for name, value in pairs.items())


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _around(content: str, what: str) -> str:
    at = content.find(what)
    return content[max(0, at - 40) : at + 60]
