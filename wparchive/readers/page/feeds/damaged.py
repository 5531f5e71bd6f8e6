"""Feeds that are not well-formed: read item by item, so that a fault in one costs nothing of the others.

A parser of feeds gives nothing at all of such a feed, or takes its CDATA sections for markup, without a word; and many
are: a text with a `]]>` of its own ends its section too early, control characters and bare `&` stand in titles, files
are cut short.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from turbohtml import HTMLParseError, parse_xml
from turbohtml.extract import feed

if TYPE_CHECKING:
    from turbohtml import Document
    from turbohtml.extract import Entry, Feed

_ROOT: Final = re.compile(r"<(rss|feed|rdf:RDF)(?:\s[^<>]*)?>")
_ITEM: Final = re.compile(r"<(item|entry)[\s>].*?(?:</\1\s*>|(?=<\1[\s>])|\Z)", re.DOTALL)
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SECTION: Final = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_TEXT: Final = re.compile(r"(<([a-z:A-Z]+)>\s*<!\[CDATA\[)(.*?)(\]\]>\s*</\2>)", re.DOTALL)
_LONE_AMPERSAND: Final = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)")


def entries_of(text: str) -> tuple[Feed | None, list[Entry], list[str]]:
    """Give the entries of a feed.

    Args:
        text: of the feed.

    Returns:
        What is known of the feed itself, its entries, and the text of those that cannot be read.
    """
    root = _ROOT.search(text)
    whole = _parsed(text) if root is not None else None
    if root is None or whole is not None:
        found = whole.feed() if whole is not None else feed(text)
        return found, list(found.entries) if found else [], []
    entries: list[Entry] = []
    unread: list[str] = []
    for item in _ITEM.finditer(text):
        alone = _parsed(_alone(root, _mended(item[0])))
        read = alone.feed() if alone is not None else None
        if read is not None and read.entries:
            entries += read.entries
        else:
            unread.append(item[0])
    first = _ITEM.search(text)
    head = _mended(text[root.end() : first.start() if first else len(text)])
    end = "</channel>" if "<channel" in head and "</channel>" not in head else ""
    return feed(f"{root[0]}{head}{end}</{root[1]}>") or feed(_alone(root, "")), entries, unread


def _parsed(markup: str) -> Document | None:
    """Give the tree of a feed; None if it is not well-formed."""
    try:
        return parse_xml(markup)
    except HTMLParseError:
        return None


def _alone(root: re.Match[str], item: str) -> str:
    channel = f"<channel><title></title>{item}</channel>" if root[1] == "rss" else item
    return f"{root[0]}{channel}</{root[1]}>"


def _mended(markup: str) -> str:
    markup = _CONTROLS.sub("", markup)
    markup = _TEXT.sub(lambda text: text[1] + text[3].replace("]]>", "]]]]><![CDATA[>") + text[4], markup)
    parts = _SECTION.split(markup)
    parts[::2] = [_LONE_AMPERSAND.sub("&amp;", part) for part in parts[::2]]
    return "".join(parts)
