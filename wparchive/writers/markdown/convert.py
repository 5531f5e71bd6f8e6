"""HTML to Markdown: CommonMark with pipe tables and strikethrough, raw HTML only where Markdown has no words for it.

turbohtml parses and writes. What it does not know is changed in the tree before, by the table in
`wparchive.writers.markdown.elements`; what is to stay raw HTML is held aside meanwhile and put back at the end.

What comes out is safe to publish whatever comes in: no URL that runs code passes, and the only raw HTML is written by
the table's functions, from a short list of tags and attributes, always closed, never with a blank line inside.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final

from turbohtml import Comment, Element, Text, parse_fragment

from wparchive.writers.markdown.elements import (
    BLOCKS,
    CODE,
    LINES,
    NOWHERE,
    REWRITES,
    Held,
    is_inside,
    is_out_of_place,
)
from wparchive.writers.markdown.emphasis import has_tags, hold_emphasis

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROOM: Final = " " * 300
"""What the tree is parsed from before it gets its contents. The renderer of turbohtml 1.15 loses text where the source
of a tree is shorter than 257 characters and its Markdown is longer: it cuts two characters off the end of a piece that
it writes apart (`<td><b>zz</b>`) when that is as long as all up to the last `<br>` was (`a<br>b`)."""

_PASSED_THROUGH: Final = "span, font, small, big, time, label, nobr, dfn, bdi, data, a:not([href]), a[href='']"
"""Inline elements without a form in Markdown. Left in the tree they hide from turbohtml that a line begins with them:
`<b></b><span>1. First</span>` would become a list."""


def to_markdown(markup: str) -> str:
    """Convert an HTML fragment.

    Args:
        markup: HTML as a site shows it, of any quality.

    Returns:
        Markdown without newline at its end; "" when there is nothing to see.
    """
    return convert_all((markup,))[0]


def convert_all(fragments: Sequence[str]) -> list[str]:
    """Convert the HTML fragments of one page, in half the time that one by one would take.

    Each is parsed alone, so none can close or swallow another's elements; then all are changed and written as one tree.

    Args:
        fragments: as for `to_markdown`, at least one; the post's body is the first, which alone can hold marks of
            where a page or teaser ends.

    Returns:
        The Markdown of each, in order.
    """
    root = parse_fragment(_ROOM, positions=False)
    root.clear()
    for fragment in fragments:
        root.append(parse_fragment(fragment, positions=False))
        root.append(Text(Held.END))
    _thin_out_breaks(root)
    held = Held()
    if _MARK.search(fragments[0]):
        _keep_marks(root, held)
    targets: list[str] = []
    root.rewrite_links(partial(_pass_url, targets))
    for element in list(root.iter_elements(REWRITES)):
        if is_out_of_place(element):
            element.unwrap()
        else:
            REWRITES[element.tag](element, held)
    if targets:
        _place_anchors(root, frozenset(targets), held)
    for anchor in root.select(_LINK_AROUND_BLOCK):
        _push_link_down(anchor)
    root.strip_tags(f"{_PASSED_THROUGH}, a[href$='{NOWHERE}']")
    markdown = root.to_markdown()
    if has_tags(markdown) and hold_emphasis(root, held):
        markdown = root.to_markdown()
    # A carriage return, from `&#13;`, ends a line in Markdown: with two of them text could break out of its code span.
    parts = markdown.replace("\r", " ").split(Held.END)[:-1]
    return [held.put_back(part.strip("\n")) for part in parts]


_MANY_BREAKS: Final = 2000
_LONGEST_RUN: Final = 100


def _thin_out_breaks(root: Element) -> None:
    """Shorten runs of line breaks that nobody meant: turbohtml 1.15 takes time with the square of their length."""
    if sum(1 for _ in root.iter_elements("br")) <= _MANY_BREAKS:
        return
    run = 0
    for node in list(root.descendants):
        if isinstance(node, Element) and node.tag == "br":
            run += 1
            if run > _LONGEST_RUN:
                node.decompose()
        elif isinstance(node, Text) and node.data.strip():
            run = 0


_MARK: Final = re.compile(r"<!--(more|nextpage)\b")


def _keep_marks(root: Element, held: Held) -> None:
    """Keep where an author ended the teaser or the page; site generators know `<!--more-->` as well."""
    for node in list(root.descendants):
        found = _MARK.match(f"<!--{node.data}") if isinstance(node, Comment) else None
        if found and not is_inside(node, CODE):
            node.replace_with(held.hold(f"{found[0]}-->"))


# --- URLs and anchors -----------------------------------------------------------------------------------------

_CODE_SCHEMES: Final = frozenset({"javascript", "vbscript", "livescript", "mocha", "data"})
_HARMLESS: Final = ("http:", "https:", "/")
_SCHEME: Final = re.compile(r"([\x00-\x20a-z]+):[\x00-\x20]*(image/)?", re.IGNORECASE)
_CONTROLS: Final = dict.fromkeys(range(0x21))
_LEAVES_LINK: Final = re.compile("[<>`]")
_ENCODED: Final = str.maketrans({"<": "%3C", ">": "%3E", "`": "%60"})
"""What would be HTML or code if the link around it were broken (by another link within it)."""


def _pass_url(targets: list[str], url: str) -> str | None:
    """Give the URL that is to stand instead, None for the same; note where links within the page lead."""
    if url.startswith("#"):
        targets.append(url[1:])
    elif not url.startswith(_HARMLESS) and _runs_code(url):
        return NOWHERE
    return url.translate(_ENCODED) if _LEAVES_LINK.search(url) else None


def _runs_code(url: str) -> bool:
    """Tell whether a browser would run the URL (it ignores control characters in the scheme: WHATWG URL, 4.4)."""
    found = _SCHEME.match(url)
    if not found:
        return False
    scheme = found[1].translate(_CONTROLS).lower()
    return scheme in _CODE_SCHEMES and not (scheme == "data" and found[2])


def _place_anchors(root: Element, targets: frozenset[str], held: Held) -> None:
    """Put an anchor where links within the page lead, since ids have no place in Markdown (footnotes, contents)."""
    for element in root.select("[id], a[name]"):
        name = element.attr("id") or element.attr("name") or ""
        if name not in targets or is_inside(element, CODE):
            continue
        if element.tag in LINES:
            element.insert(0, held.anchor(name))
        else:
            element.insert_before(held.anchor(name))


_LINK_AROUND_BLOCK: Final = f"a:has(> :is({', '.join(BLOCKS)}))"


def _push_link_down(anchor: Element) -> None:
    """Make `<a><h2>x</h2></a>` a heading with a link in it: a Markdown link cannot hold a block."""
    target = {name: anchor.attr(name) for name in ("href", "title") if anchor.attr(name)}
    waiting = list(anchor.children)
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Element) or node.tag not in BLOCKS:
            if node.text.strip() or (isinstance(node, Element) and (node.tag == "img" or node.find("img"))):
                node.wrap(Element("a", target))
        elif any(isinstance(child, Element) and child.tag in BLOCKS for child in node.children):
            waiting.extend(node.children)
        else:
            node.wrap_children(Element("a", target))
    anchor.unwrap()
