"""The rare elements of HTML, and what each is changed into so that turbohtml writes it well: `REWRITES`.

Bulk (paragraphs, links, emphasis, plain lists) is not here: turbohtml writes that alone, and each tag named here costs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from turbohtml import Element, Text

from wparchive.writers.markdown.breaks import settle_break
from wparchive.writers.markdown.code import rewrite_block, rewrite_span
from wparchive.writers.markdown.formulas import keep_math
from wparchive.writers.markdown.held import Held
from wparchive.writers.markdown.raw import (
    INLINE,
    keep_definitions,
    keep_details,
    keep_inline,
    keep_player,
    keep_table,
    link_plugin,
    link_script,
    tag_of,
)
from wparchive.writers.markdown.tags import (
    CODE_BLOCKS,
    CODE_SPANS,
    HEADINGS,
    HIDDEN,
    LISTS,
    NOWHERE,
    PASSED_THROUGH,
    PLAYERS,
    PLUGINS,
    SILENT,
    is_blank,
    is_inside,
    is_local,
    is_too_deep,
    shows_nothing,
)
from wparchive.writers.markdown.wordless import (
    drop_hidden,
    drop_icons,
    keep_words,
    leave_out,
    leave_out_empty,
    leave_out_field,
    link_area,
    part_option,
)

if TYPE_CHECKING:
    from turbohtml import Node


def _become_div(element: Element, _: Held) -> None:
    element.tag = "div"


def _settle_image(element: Element, held: Held) -> None:
    """Drop an image without an address, and write the sign that WordPress's script has put a picture for.

    One on its author's disk stays HTML: some readers of Markdown show the marks around such an address.
    """
    source = element.attr("src")
    if not source and (candidates := (element.attr("srcset") or "").split()):
        element.attrs["src"] = source = candidates[0].rstrip(",")
    if not source or source.endswith(NOWHERE):
        held.leave_out("img")
        element.replace_with(Text(element.attr("alt") or ""))
    elif (name := element.attr("class")) and _SIGN.search(name) and (sign := element.attr("alt")):
        element.replace_with(Text(sign))
    elif is_local(source):
        element.replace_with(held.hold(tag_of(element, ("src", "alt", "title"))))


_SIGN: Final = re.compile(r"(?<![\w-])(?:emoji|wp-smiley)(?![\w-])")


def _drop_empty_heading(element: Element, _: Held) -> None:
    if shows_nothing(element):
        element.unwrap()


def _rule(element: Element, held: Held) -> None:
    """Write `***` in a list: turbohtml's `---` right below a line would make a heading of that line."""
    if is_inside(element, ("li",)):
        element.replace_with(held.hold_block("***"))


def _caption(element: Element, _: Held) -> None:
    """Write a caption in italics, but for one that is so already; one of nothing would leave blank lines."""
    shown = [child for child in element.children if not is_blank(child)]
    if not shown:
        element.decompose()
    elif not (len(shown) == 1 and isinstance(shown[0], Element) and shown[0].tag in ("em", "i")):
        element.wrap_children(Element("em"))


# --- lists ----------------------------------------------------------------------------------------------------


def _quote(element: Element, held: Held) -> None:
    """Part two quotations in an item of a list, which turbohtml 1.15 would join; drop one of nothing."""
    if shows_nothing(element) and element.find([*CODE_BLOCKS, "li", "dl", "table"]) is None:
        element.decompose()
        return
    before = _neighbour(element)
    if isinstance(before, Element) and before.tag == "blockquote" and is_inside(element, ("li",)):
        element.insert_before(held.hold_block("<!-- -->"))


_SMALL_NUMBER: Final = re.compile(r"[0-9]{1,9}", re.ASCII)


def _fit_list(element: Element, held: Held) -> None:
    """Make a list one of items only, with a start that Markdown can write; turbohtml would leave others as found."""
    if element.tag == "ol":
        element.attrs.pop("reversed", None)
        if "start" in element.attrs and not _SMALL_NUMBER.fullmatch(element.attr("start") or ""):
            del element.attrs["start"]
    elif element.tag != "ul":
        element.tag = "ul"
    strays = [
        node for node in element.children if (node.tag != "li" if isinstance(node, Element) else not is_blank(node))
    ]
    if strays and len(strays) == sum(not is_blank(node) for node in element.children):
        element.tag = "div"  # no item at all: editors write lists around lists to indent them
        return
    for stray in strays:
        before = _neighbour(stray)
        if isinstance(before, Element):
            before.append(stray)
        else:
            stray.wrap(Element("li"))
    _part(element, held)


def _part(element: Element, held: Held) -> None:
    """Put a blank line between a list and one of another kind: only CommonMark sees without it where that begins."""
    inner: Node = element
    while (before := _neighbour(inner)) is None and isinstance(box := inner.parent, Element) and box.tag == "div":
        inner = box
    while isinstance(before, Element) and before.tag == "div":
        before = _neighbour(before) if len(before) == 0 else _shown(before[-1])
    if isinstance(before, Element) and {before.tag, element.tag} == {"ol", "ul"} and not is_inside(element, ("li",)):
        element.insert_before(held.hold_block(""))


def _neighbour(node: Node) -> Node | None:
    """Give the neighbour before that shows something."""
    return _shown(node.previous_sibling)


def _shown(node: Node | None) -> Node | None:
    while node is not None and is_blank(node):
        node = node.previous_sibling
    return node


def _gather(item: Element, _: Held) -> None:
    """Put a list around items that have none: a browser shows them as a list, too."""
    if isinstance(item.parent, Element) and item.parent.tag in LISTS:
        return
    before = _neighbour(item)
    if isinstance(before, Element) and before.attr("class") == _GATHERED:
        before.append(item)
    else:
        item.wrap(Element("ul", {"class": _GATHERED}))


_GATHERED: Final = "wparchive-items"


def _unwrap(element: Element, _: Held) -> None:
    element.unwrap()


def _drop(element: Element, _: Held) -> None:
    element.decompose()


_Rewrite = Callable[[Element, Held], None]


def _unless_deep(rewrite: _Rewrite) -> _Rewrite:
    """Spare elements below the deepest that somebody wrote what takes time with their depth."""

    def rewritten(element: Element, held: Held) -> None:
        if is_too_deep(element):
            element.unwrap()
        else:
            rewrite(element, held)

    return rewritten


_CHEAP: Final[Mapping[str, _Rewrite]] = {
    **dict.fromkeys(SILENT, _drop),
    **dict.fromkeys(HIDDEN, drop_hidden),
    **dict.fromkeys(("applet", "canvas"), leave_out),
    **dict.fromkeys(("meter", "progress"), leave_out_empty),
    "area": link_area,
    "input": leave_out_field,
    "button": drop_icons,
    "option": part_option,
    **dict.fromkeys(PASSED_THROUGH, _unwrap),
    **dict.fromkeys(CODE_BLOCKS, rewrite_block),
    **dict.fromkeys(CODE_SPANS, rewrite_span),
    # turbohtml takes these blocks for inline elements: `<center>a</center><center>b</center>` would become `ab`.
    **dict.fromkeys(("center", "fieldset", "form", "hgroup", "legend", "search"), _become_div),
    "br": settle_break,
    **dict.fromkeys(HEADINGS, _drop_empty_heading),
    "img": _settle_image,
    "li": _gather,
    "script": link_script,
}
_DEAR: Final[Mapping[str, _Rewrite]] = {
    **dict.fromkeys(INLINE, keep_inline),
    **dict.fromkeys(PLAYERS, keep_player),
    **dict.fromkeys(PLUGINS, link_plugin),
    **dict.fromkeys(LISTS, _fit_list),
    "blockquote": _quote,
    "details": keep_details,
    "dl": keep_definitions,
    "figcaption": _caption,
    "hr": _rule,
    "math": keep_math,
    "svg": keep_words,
    "table": keep_table,
}
REWRITES: Final[Mapping[str, _Rewrite]] = {
    **_CHEAP,
    **{tag: _unless_deep(rewrite) for tag, rewrite in _DEAR.items()},
}
"""By tag: changes an element in the tree, holding aside what is to come out as it is; in the order of the page."""
