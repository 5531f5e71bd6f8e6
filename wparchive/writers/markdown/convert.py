"""HTML to Markdown: CommonMark with pipe tables and strikethrough, raw HTML only where Markdown has no words for it.

turbohtml parses and writes. What it does not know is changed in the tree before, by the table in
`wparchive.writers.markdown.elements`; what is to stay raw HTML is held aside meanwhile and put back at the end.

What comes out is safe to publish whatever comes in: no URL that runs code passes, and the only raw HTML is written by
the table's functions, from a short list of tags and attributes, always closed, never with a blank line inside.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final, Literal

from turbohtml import Comment, Element, Markdown, Text, parse_fragment

from wparchive.writers.markdown.breaks import ENDS_LINES, MANY, begins_line, ends_line, thin_out_breaks, trim_lines
from wparchive.writers.markdown.elements import REWRITES
from wparchive.writers.markdown.emphasis import has_tags, hold_emphasis, join_emphasis
from wparchive.writers.markdown.escapes import unescape
from wparchive.writers.markdown.held import Held
from wparchive.writers.markdown.raw import link_posts, tag_of
from wparchive.writers.markdown.tags import (
    BLOCKS,
    CODE_BLOCKS,
    EMPHASIS,
    LINES,
    NOWHERE,
    PLAYERS,
    PLUGINS,
    is_blank,
    is_inside,
    is_local,
    shows_nothing,
)
from wparchive.writers.markdown.wordless import show_backgrounds

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterable, Sequence

    from turbohtml import Node

_ROOM: Final = " " * 300
"""What the tree is parsed from before it gets its contents. The renderer of turbohtml 1.15 loses text where the source
of a tree is shorter than 257 characters and its Markdown is longer: it cuts two characters off the end of a piece that
it writes apart (`<td><b>zz</b>`) when that is as long as all up to the last `<br>` was (`a<br>b`)."""


def to_markdown(markup: str) -> str:
    """Convert an HTML fragment.

    Args:
        markup: HTML as a site shows it, of any quality.

    Returns:
        Markdown without newline at its end; "" when there is nothing to see.
    """
    return convert_all((markup,))[0]


def convert_all(
    fragments: Sequence[str],
    resolve: Callable[[str], str | None] | None = None,
    hard_breaks: Literal["spaces", "backslash"] = "spaces",
    left_out: Counter[str] | None = None,
    *,
    secure: bool = False,
) -> list[str]:
    """Convert the HTML fragments of one page, in half the time that one by one would take.

    Each is parsed alone, so none can close or swallow another's elements; then all are changed and written as one tree.

    Args:
        fragments: as for `to_markdown`, at least one; the post's body is the first, which alone can hold marks of
            where a page or teaser ends.
        resolve: gives the address that is to stand in the place of another, None for the same.
        hard_breaks: how a line ends within a paragraph.
        left_out: is told how many elements of which name show something and have neither words nor HTML of theirs.
        secure: write addresses without a scheme (`//cdn.example.org/a.jpg`) with https: an editor takes them for files.

    Returns:
        The Markdown of each, in order.
    """
    root = parse_fragment(_ROOM, positions=False)
    root.clear()
    for fragment in fragments:
        root.extend((parse_fragment(fragment, positions=False), Text(Held.END)))
    held, links = Held(), _Links(secure=secure)
    if _MARK.search(fragments[0]):
        _keep_marks(root, held)
    _finish_tags(root, fragments[0], held)
    if resolve is not None:
        root.rewrite_links(resolve)
    root.rewrite_links(links.take)
    if links.targets:
        _place_anchors(root, frozenset(links.targets), held)
    anchors = _rewrite(root, held)
    if links.some_encoded:
        _hide_encoded(anchors, held)
    for anchor in anchors:
        _settle_anchor(anchor, held)
    markdown, doubtful = _written(root, held, _form(hard_breaks))
    # A carriage return, from `&#13;`, ends a line in Markdown: with two of them text could break out of its code span.
    parts = [part.strip("\n") for part in _END.split(markdown.replace("\r", " "))[:-1]]
    parts = [unescape(part, hidden_marks=doubtful) if "\\" in part or "|" in part else part for part in parts]
    if left_out is not None:
        left_out += held.left_out
    return [held.put_back(part) if "\0" in part else part for part in parts]


def rewritten(markup: str, resolve: Callable[[str], str | None] | None, *, secure: bool) -> str:
    """Change the addresses in an HTML fragment, which comes out well-formed.

    Args:
        markup: HTML as a site shows it.
        resolve: as for `convert_all`.
        secure: as for `convert_all`.
    """
    root = parse_fragment(markup, positions=False)
    if resolve is not None:
        root.rewrite_links(resolve)
    if secure:
        root.rewrite_links(_with_scheme)
    return root.inner_html


_WAITING: Final = re.compile("data-[a-z-]*(?:src|lazy|original)")
_IN_A_ROW: Final = re.compile(r"</(?:[bBiI]|[eE][mM]|[sS](?i:trong|pan))><(?i:b|strong|i|em|span)\b")
_FRAME: Final = re.compile(r"<frame[\s>]")
_STYLES: Final = ("font-weight", "font-style", "line-through", "white-space", "vertical-align", "display", "list-style")


def _finish_tags(root: Element, body: str, held: Held) -> None:
    """Do what scripts and styles would do; in comments there are none of them."""
    if "data-" in body:
        if _WAITING.search(body):
            from wparchive.lazy_loading import load  # noqa: PLC0415 - few sites need it

            load(root)
        if "data-href" in body:
            link_posts(root)
    if "style=" in body:
        if any(name in body for name in _STYLES):
            from wparchive.writers.markdown.styles import settle_styles  # noqa: PLC0415 - few sites need it

            settle_styles(root)
        if "url(" in body:
            show_backgrounds(root, held)
    if _IN_A_ROW.search(body):
        join_emphasis(root)
    if frames := len(_FRAME.findall(body)):  # a text has no place for them, so no parser gives any
        held.left_out["frame"] += frames


def _rewrite(root: Element, held: Held) -> list[Element]:
    """Change what has a rule of its own, in one walk; give the elements for links, which have to wait for the rest."""
    elements = list(root.iter_elements(_LOOKED_AT))
    if len(elements) > MANY:
        thin_out_breaks(root)
    anchors = []
    for element in elements:
        tag = element.tag
        if tag == "a":
            anchors.append(element)
        elif element.parent is not None:
            REWRITES[tag](element, held)
    return anchors


_LOOKED_AT: Final = frozenset({*REWRITES, "a"})

_END: Final = re.compile(Held.END)
"""To split by it takes a third of the time that `str.split` takes."""


_BLANKS: Final = tuple(map(re.compile, ("&#1", r"\n(?:\n\n|>\n>\n)", ">\xa0")))


def _has_blanks(markdown: str) -> bool:
    """Tell whether there is what turbohtml makes of odd spaces at the ends of a line, and of what holds nothing.

    Expressions that begin with plain characters find nothing in a third of the time that `in` takes, and three of them
    in half of the time of one for all.
    """
    return any(blank.search(markdown) for blank in _BLANKS)


@functools.cache
def _form(hard_breaks: Literal["spaces", "backslash"]) -> Markdown | None:
    """Say how turbohtml is to write; None is its usual way."""
    return None if hard_breaks == "spaces" else Markdown(document=Markdown.Document(line_break=hard_breaks))


def _written(root: Element, held: Held, form: Markdown | None) -> tuple[str, bool]:
    """Write a tree, and tell whether turbohtml had written tags into it."""
    markdown = root.to_markdown(form)
    if _has_blanks(markdown):
        trim_lines(root, held)
        markdown = root.to_markdown(form)
    doubtful = has_tags(markdown)
    return _without_tags(root, held, markdown, form) if doubtful else markdown, doubtful


def _without_tags(root: Element, held: Held, markdown: str, form: Markdown | None) -> str:
    """Write emphasis without turbohtml where it has written tags, and where it does so again, all that is nested."""
    for nested in (False, True):
        if has_tags(markdown) and hold_emphasis(root, held, nested=nested):
            markdown = root.to_markdown(form)
    return markdown


_MARK: Final = re.compile(r"<!--(more|nextpage)\b")


_MOST_MARKS: Final = 500
"""How many comments are looked at, each of which looks at its neighbours."""


def _keep_marks(root: Element, held: Held) -> None:
    """Keep where an author ended the teaser or the page; site generators know `<!--more-->` as well.

    At the begin or end of a paragraph it is taken out of it: a line that begins with a comment is HTML to its end.
    """
    comments = [node for node in root.descendants if isinstance(node, Comment)]
    for node in comments[:_MOST_MARKS]:
        found = _MARK.match(f"<!--{node.data}")
        if found is None or is_inside(node, CODE_BLOCKS):
            continue
        mark, ends = f"{found[0]}-->", ends_line(node)
        if not ends and not begins_line(node):
            node.replace_with(held.hold(mark))
            continue
        place: Node = node
        while isinstance(place.parent, Element) and (place.parent.tag == "p" or place.parent.tag not in ENDS_LINES):
            place = place.parent
        if ends:
            place.insert_after(held.hold_block(mark))
        else:
            place.insert_before(held.hold_block(mark))
        node.extract()


# --- URLs and anchors -----------------------------------------------------------------------------------------

_CODE_SCHEMES: Final = frozenset({"javascript", "vbscript", "livescript", "mocha", "data"})
_HARMLESS: Final = re.compile("(?:https?:|/)[^<>`]*")
_SCHEME: Final = re.compile(r"([\x00-\x20a-z]+):[\x00-\x20]*(image/)?", re.IGNORECASE)
_CONTROLS: Final = dict.fromkeys(range(0x21))
_LEAVES_LINK: Final = re.compile("[<>`]")
_ENCODED: Final = str.maketrans({"<": "%3C", ">": "%3E", "`": "%60"})
"""What would be HTML or code if the link around it were broken (by another link within it)."""


class _Links:
    """What is noted of a tree's links on the way."""

    def __init__(self, *, secure: bool) -> None:
        self._secure = secure
        self.targets: list[str] = []
        """Where links within the page lead."""
        self.some_encoded = False

    def take(self, url: str) -> str | None:
        """Give the URL that is to stand instead, None for the same."""
        if "%" in url:
            self.some_encoded = True
        if _HARMLESS.fullmatch(url):
            return _with_scheme(url) if self._secure else None
        if url.startswith("#"):
            self.targets.append(url[1:])
        elif _runs_code(url):
            return NOWHERE
        return url.translate(_ENCODED) if _LEAVES_LINK.search(url) else None


def _with_scheme(url: str) -> str | None:
    return f"https:{url}" if url.startswith("//") else None


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
        if name not in targets:
            continue
        if element.tag in LINES:
            _first_line(element).insert(0, held.anchor(name))
        else:
            element.insert_before(held.anchor(name))


def _first_line(box: Element) -> Element:
    """Give the line that a box begins with, if it begins with lines."""
    for _ in range(_MOST_BOXES):
        first = next((node for node in box.children if not is_blank(node)), None)
        if not (isinstance(first, Element) and first.tag in LINES):
            break
        box = first
    return box


_MOST_BOXES: Final = 20


def _hide_encoded(anchors: Iterable[Element], held: Held) -> None:
    """Write links whose text is their address in full: renderers show the text of `<http://…/%E4>` decoded."""
    for anchor in anchors:
        if (url := anchor.attr("href")) and "%" in url and anchor.text == url:
            anchor.append(held.hold(""))


def _settle_anchor(anchor: Element, held: Held) -> None:
    """Take away one that leads nowhere or has nothing to click on, and divide one around blocks."""
    if anchor.parent is None:
        return
    target = anchor.attr("href")
    if len(anchor) and not anchor.text.strip() and anchor.find([*_CLICKABLE]) is None:
        anchor.append(Text(anchor.attr("aria-label") or anchor.attr("title") or ""))  # of an icon
    if not target or target.endswith(NOWHERE) or all(is_blank(node) for node in anchor.children):
        anchor.unwrap()
        return
    if target != target.strip():
        anchor.attrs["href"] = target.strip()  # as browsers do (HTML, 2.4.1)
    if isinstance(anchor.previous_sibling, Element) and anchor.has_class(_FILE_BUTTON):
        anchor.insert_before(Text(" "))
    for child in anchor.children:
        if isinstance(child, Element) and child.tag in _BLOCKS:
            _push_link_down(anchor)
            return
    _settle_plain(anchor, target, held)


def _settle_plain(anchor: Element, target: str, held: Held) -> None:
    """Keep a link HTML that leads to its author's disk, and bold the address that is the text of its own link.

    Some readers of Markdown show the marks around addresses of the former, and turbohtml 1.15 writes but the address of
    the latter.
    """
    if is_local(target):
        anchor.insert_before(held.hold(tag_of(anchor, ("href", "title"))))
        anchor.insert_after(held.hold("</a>"))
        anchor.unwrap()
    elif len(anchor) == 1 and isinstance(bold := anchor[0], Element) and bold.tag in EMPHASIS and bold.text == target:
        bold.append(held.hold(""))


_BLOCKS: Final = frozenset(BLOCKS)
_FILE_BUTTON: Final = "wp-block-file__button"
"""Stands right behind the name of a file in WordPress's blocks, with a margin."""
_CLICKABLE: Final = ("img", *PLAYERS, *PLUGINS)


def _push_link_down(anchor: Element) -> None:
    """Make `<a><h2>x</h2></a>` a heading with a link in it: a Markdown link cannot hold a block."""
    target = {name: anchor.attr(name) for name in ("href", "title") if anchor.attr(name)}
    waiting = list(anchor.children)
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Element) or node.tag not in _BLOCKS:
            if node.text.strip() or (isinstance(node, Element) and (node.tag == "img" or node.find("img"))):
                node.wrap(Element("a", target))
        elif any(isinstance(child, Element) and child.tag in _BLOCKS for child in node.children):
            waiting.extend(node.children)
        elif not shows_nothing(node):
            node.wrap_children(Element("a", target))
    anchor.unwrap()
