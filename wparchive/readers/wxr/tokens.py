"""One item as columns of tokens: the shape in which the records are made from it, whichever way it was read.

For what is not in WordPress's own order (`regular`) there are two ways. The fast one is a single regular expression for
the form in which WordPress writes: leaves that hold plain text or one CDATA section, and containers without attributes.
What it matches from end to end is well-formed XML with the very same meaning; the tests hold the two against each
other. All else, legal or not, goes through a strict XML parser and comes out as the same columns. The parser alone
takes half of the time of a whole import, and its element objects a quarter more.
"""

from __future__ import annotations

import html
import re
from itertools import compress
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.readers.wxr.elements import CONTAINERS, canonical
from wparchive.readers.wxr.regular import ATTRIBUTES, COMMENT, TEXT, regular_comments

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml import etree

    from wparchive.readers.wxr.elements import Name
    from wparchive.readers.wxr.regular import RegularComment

TOKEN: Final = re.compile(
    rb"""\s*+(?:
        <([^<>\s/!?&]++)(?<!:comment)(?<!meta)               # a leaf: its name, not that of a container that may be
            ((?:\s[^<>&]*+)?)>%b</\1>                        # empty, its attributes and text
      | <(/?[^<>\s/!?&]++)>                                  # the start or end of a container
      | .++                                                  # anything else, to the end: it is not for this way
    )"""
    % TEXT,
    re.DOTALL | re.VERBOSE,
)
FORBIDDEN: Final = bytes([*range(9), 11, 12, *range(13, 32)])
"""Control characters, and the carriage return, which XML reads as a line feed."""

NONCHARACTER: Final = re.compile(rb"\xef\xbf[\xbe\xbf]")
C1: Final = re.compile(rb"\xc2[\x80-\x9f]")
ATTRIBUTE: Final = re.compile(r'([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"]*)"|\'([^\']*)\')')

SECTION: Final = re.compile(rb"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
ESCAPED: Final = re.compile(rb">([^<>&]*+(?:&(?:amp|lt|gt|quot|apos);[^<>&]*+)+)</")
ENTITIES: Final = {b"&lt;": b"<", b"&gt;": b">", b"&quot;": b'"', b"&apos;": b"'", b"&amp;": b"&"}
"""The last comes last: `&amp;lt;` is `&lt;`."""

Row = tuple[str, str, str, str]
"""Name, attributes, text and mark of one token."""

END: Final = "/"

STRAY: Final = "#text"
"""The name of text that stands outside of any leaf."""


class Columns(NamedTuple):
    """The tokens of one item, a tuple for each property; a token is a leaf or the mark of a container.

    Attributes:
        names: of leaves; empty for marks.
        attributes: of leaves, as written.
        texts: of leaves.
        marks: name of a container where it starts, with `/` before it where it ends; empty for leaves.
        comments: those that are no tokens, since they are in WordPress's own form.
    """

    names: tuple[Name, ...]
    attributes: tuple[Name, ...]
    texts: Sequence[str]
    marks: tuple[Name, ...]
    comments: Sequence[RegularComment] = ()


def needs_no_care(data: bytes) -> bool:
    """Tell whether there is no character in an item that XML forbids or changes, as far as bytes tell."""
    if len(data.translate(None, FORBIDDEN)) != len(data):
        return False
    return not ((b"\xc2" in data and C1.search(data)) or (b"\xef" in data and NONCHARACTER.search(data)))


def without_entities(data: bytes) -> bytes:
    """Write leaves with XML's own entities as CDATA sections, which `tokenize` takes: titles of sites have `&amp;`."""
    if b"&" not in data:
        return data
    sections = SECTION.split(data)
    sections[::2] = [ESCAPED.sub(_as_section, part) for part in sections[::2]]
    return b"".join(sections)


def _as_section(leaf: re.Match[bytes]) -> bytes:
    text = leaf[1]
    for entity, character in ENTITIES.items():
        text = text.replace(entity, character)
    return leaf[0] if b"]]>" in text else b"><![CDATA[%b]]></" % text


def tokenize(data: bytes, *, standard_prefix: bool = True) -> Columns | None:
    """Read an item the fast way.

    Args:
        data: from `<item>` to `</item>`, of which `needs_no_care` is true.
        standard_prefix: `wp:` means what it does in WordPress's exports.

    Returns:
        Its columns, or None if an attribute or character of it needs care. Where anything else in it is not in the
        form that this way knows for certain, the columns end there, without the end of the item, and `nest` refuses
        them.
    """
    try:
        begin = data.find(COMMENT) if standard_prefix else -1
        comments = regular_comments(data, begin) if begin >= 0 else None
        head = data if comments is None else data[:begin] + b"</item>"
        names, attributes, texts, marks = zip(*TOKEN.findall(head), strict=True)
        if not all(map(ATTRIBUTES.fullmatch, set(attributes))):
            return None
        return Columns(names, attributes, list(map(bytes.decode, texts)), marks, comments or ())
    except UnicodeDecodeError:
        return None


def columns_of(element: etree._Element) -> Columns | None:
    """Read a parsed item into the same columns.

    Returns:
        Its columns, or None if a leaf of it holds elements: such a text was not escaped, and only the bytes have it.
    """
    rows: list[Row] = []
    if not _walk(element, rows):
        return None
    names, attributes, texts, marks = zip(*rows, strict=True)
    return Columns(names, attributes, texts, marks)


def _walk(element: etree._Element, rows: list[Row]) -> bool:
    mark = str(element.tag)
    here = canonical(mark)
    rows.append(("", "", "", mark))
    _stray(element.text, rows)
    for kid in element:
        if here in CONTAINERS.get(canonical(kid.tag), ()):
            if not _walk(kid, rows):
                return False
        elif len(kid):
            return False
        else:
            attributes = "".join(f' {key!s}="{html.escape(str(value))}"' for key, value in kid.attrib.items())
            rows.append((str(kid.tag), attributes, kid.text or "", ""))
        _stray(kid.tail, rows)
    rows.append(("", "", "", f"/{mark}"))
    return True


def _stray(text: str | None, rows: list[Row]) -> None:
    if text and not text.isspace():
        rows.append((STRAY, "", text.strip(), ""))


class Group(NamedTuple):
    """A container in the columns of an item.

    Attributes:
        name: canonical.
        begin: place of its start mark.
        end: place of its end mark.
        groups: the containers in it, in order.
    """

    name: str
    begin: int
    end: int
    groups: list[Group]


EMPTY: Final = Columns((b"", b""), (b"", b""), ["", ""], (b"channel", b"/channel")), Group("channel", 0, 1, [])
"""What stands in a channel without anything."""


def nest(columns: Columns, canonical_names: Mapping[Name, str]) -> Group | None:
    """Find the containers of an item.

    Args:
        columns: of the item.
        canonical_names: gives the name by which the tables know an element, for an end mark with a `/` before it.

    Returns:
        The item's group, or None if the marks are not balanced or name what is no container there.
    """
    open_groups: list[tuple[str, int, list[Group]]] = []
    places = list(compress(range(len(columns.marks)), columns.marks))
    names = [canonical_names[columns.marks[place]] for place in places]
    groups: list[Group] = []
    for place, name in zip(places, names, strict=True):
        if name in CONTAINERS and (not open_groups or open_groups[-1][0] in CONTAINERS[name]):
            open_groups.append((name, place, groups))
            groups = []
        elif open_groups and name == END + open_groups[-1][0]:
            opened, begin, outer = open_groups.pop()
            outer.append(Group(opened, begin, place, groups))
            groups = outer
        else:
            return None
    whole = len(groups) == 1 and not open_groups and groups[0].begin == 0 and places[-1] == len(columns.marks) - 1
    return groups[0] if whole else None


def leaves(columns: Columns, group: Group) -> tuple[tuple[Name, ...], Sequence[str], tuple[Name, ...]]:
    """Names, texts and attributes of the leaves that stand in a container itself, in order."""
    names, attributes, texts, *_ = columns
    begin, end = group.begin + 1, group.end
    if group.groups:
        spans = []
        for inner in group.groups:
            if inner.begin > begin:
                spans.append((begin, inner.begin))
            begin = inner.end + 1
        if end > begin:
            spans.append((begin, end))
        if len(spans) != 1:
            places = [place for span in spans for place in range(*span)]
            return (
                tuple(names[place] for place in places),
                [texts[place] for place in places],
                tuple(attributes[place] for place in places),
            )
        begin, end = spans[0]
    return names[begin:end], texts[begin:end], attributes[begin:end]


def attributes_of(written: Name) -> dict[str, str]:
    """The attributes of a leaf by name."""
    text = written.decode("utf-8", "replace") if isinstance(written, bytes) else written
    return {name: html.unescape(double or single) for name, double, single in ATTRIBUTE.findall(text)}
