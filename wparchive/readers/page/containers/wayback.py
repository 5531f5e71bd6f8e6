"""Pages out of the Wayback Machine and other web archives that replay them the same way.

Every address is `https://<archive>/web/<timestamp>[im_|js_|cs_|…]/<address>`, a toolbar stands on top, and a comment at
the end says when the page was archived. All of it is taken away again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from turbohtml import Document

_REPLAY: Final = (
    r"(?:(?:https?:)?//[\w.:-]{1,100})?/(?:[\w.-]{1,40}/){0,2}([0-9]{14})(?:[a-z]{2}_)?/(?=(?:https?|ftp|mailto):)"
)
_ADDRESS: Final = re.compile(_REPLAY)
_IN_ATTRIBUTE: Final = re.compile(rf"(?<=[\"'(=]){_REPLAY}")
_SRCSET: Final = re.compile(r"(?<=srcset=)(?:\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_IN_SRCSET: Final = re.compile(rf"(?<=[\"',\s]){_REPLAY}")
_MARKS: Final = ("FILE ARCHIVED ON", "WAYBACK TOOLBAR", "wombat", "wbinfo.")
_TOOLBAR: Final = re.compile(
    r"<!-- BEGIN WAYBACK TOOLBAR INSERT -->.*?<!-- END WAYBACK TOOLBAR INSERT -->"
    r"|<!--\s+FILE ARCHIVED ON [^>]*-->|<!--\s+playback timings[^>]*-->",
    re.DOTALL,
)
_HEAD: Final = re.compile(
    r"(<head\b[^>]{0,500}>)(?:(?!</head|<!-- End Wayback).)*<!-- End Wayback Rewrite JS Include -->", re.DOTALL
)
_TOOLBAR_NODES: Final = "#wm-ipp-base, #wm-ipp, #wm-ipp-print, #wm-capinfo, #donato"
_OWN: Final = re.compile(
    rf"<link\b[^>]*?\brel=[\"']?(?:canonical|shortlink|alternate)\b[^>]*?\bhref=[\"']{_REPLAY}"
    r"|\bwbinfo\.timestamp ?= ?\"([0-9]{14})\"|WB_wombat_Init\([^,]*, \"([0-9]{14})\""
)


class Restored(NamedTuple):
    """A page as it was before it was archived.

    Attributes:
        markup: with its own addresses.
        captured: when it was archived, RFC 3339 in UTC; None if it does not say.
    """

    markup: str
    captured: str | None


def restore(markup: str) -> Restored | None:
    """Undo what the archive did to a page.

    Args:
        markup: decoded HTML.

    Returns:
        The page; None if it is not out of a web archive. Links that its authors made to such an archive themselves are
        kept: of two addresses in one another, the inner one is theirs.
    """
    # Nearly all pages fail the first test, and it costs least: Python finds short words faster from behind.
    if markup.rfind("/http") < 0 or not any(mark in markup for mark in _MARKS):
        return None
    first = _ADDRESS.search(markup)
    if first is None:
        return None
    stamp = next((number for found in _OWN.finditer(markup) for number in found.groups() if number), first[1])
    markup = _TOOLBAR.sub("", markup)
    markup = _HEAD.sub(r"\1", markup, count=1)
    markup = _SRCSET.sub(lambda found: _IN_SRCSET.sub("", found[0]), markup)
    return Restored(_IN_ATTRIBUTE.sub("", markup), captured_at(stamp))


def original_address(address: str) -> tuple[str, str | None]:
    """Take the archive out of an address.

    Returns:
        The address of the page itself, and when it was archived; the address as it is where no archive is in it.
    """
    found = _ADDRESS.match(address)
    return (address[found.end() :], captured_at(found[1])) if found else (address, None)


def captured_at(stamp: str) -> str:
    """Write an archive's `20140109030403` as RFC 3339."""
    return f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}T{stamp[8:10]}:{stamp[10:12]}:{stamp[12:14]}+00:00"


def remove_toolbar(tree: Document) -> None:
    """Take the toolbar out of a page whose comments around it are gone."""
    for found in tree.select(_TOOLBAR_NODES):
        found.decompose()
