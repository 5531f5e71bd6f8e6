"""What HTML shows and Markdown has no words for: the words in it are kept, and it is named as left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from turbohtml import Element, Text

from wparchive.writers.markdown.tags import CODE_BLOCKS, NOWHERE, is_inside

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wparchive.writers.markdown.held import Held

_NOT_WORDS: Final = ("style", "script", "metadata")


def named(left_out: Mapping[str, int]) -> str:
    """Say what was left out: `canvas, 2 svg`."""
    return ", ".join(name if count == 1 else f"{count} {name}" for name, count in sorted(left_out.items()))


def keep_words(drawing: Element, held: Held) -> None:
    """Keep what a drawing says, each piece of it a word: titles, descriptions, labels."""
    for silent in drawing.find_all([*_NOT_WORDS]):
        silent.decompose()
    for inner in drawing.find_all(["svg", "title"]):
        inner.unwrap()
    words = [node.data.strip() for node in drawing.descendants if isinstance(node, Text)]
    if drawing.attr("aria-hidden") != "true":
        held.leave_out("svg")
    drawing.replace_with(Text(" ".join(filter(None, words))))


def leave_out(element: Element, held: Held) -> None:
    """Name what is drawn, run or filled in; what stands in it for browsers that do not know it is kept."""
    held.leave_out(element.tag)
    element.unwrap()


def leave_out_empty(element: Element, held: Held) -> None:
    """Name a bar that has no words beside its length."""
    if not element.text.strip():
        held.leave_out(element.tag)
    element.unwrap()


def leave_out_field(element: Element, held: Held) -> None:
    """Name a field of a form, but for the boxes of a list of tasks, which Markdown has, and fields nobody sees."""
    kind = (element.attr("type") or "text").lower()
    if kind not in ("checkbox", "hidden"):
        held.leave_out("input")
        element.decompose()


def drop_hidden(element: Element, held: Held) -> None:
    """Drop what no browser shows; words in it are for scripts."""
    if element.text.strip():
        held.leave_out(element.tag)
    element.decompose()


def drop_icons(button: Element, _: Held) -> None:
    """Drop the signs in a button that only its script knows, such as the `+` of WordPress's accordions."""
    for icon in button.select("[aria-hidden='true']"):
        icon.decompose()


def part_option(option: Element, _: Held) -> None:
    """Part one choice from the next."""
    option.insert_before(Text(" "))
    if not option.text.strip() and (label := option.attr("label")):
        option.append(Text(label))
    option.unwrap()


def link_area(area: Element, _: Held) -> None:
    """Make a link of a place in a picture that is one."""
    address = area.attr("href")
    if not address or address.endswith(NOWHERE):
        area.decompose()
        return
    label = next(filter(None, map(area.attr, ("alt", "title", "aria-label"))), address)
    area.insert_before(Text(" "))
    area.replace_with(Element("a", {"href": address}, [Text(label)]))


_BACKGROUND: Final = re.compile(r"background(?:-image)?\s*:[^;]{0,300}?url\(\s*['\"]?([^'\"()]+)", re.IGNORECASE)


def show_backgrounds(root: Element, held: Held) -> None:
    """Make a picture of a background that is one: that of WordPress's covers, and where nothing stands before it.

    Behind other words it is the dress of a row or a box.

    Args:
        root: holds the fragments; changed.
        held: is told what was left out.
    """
    for element in root.select("[style*='background']"):
        found = _BACKGROUND.search(element.attr("style") or "")
        if found is None or found[1].startswith("data:") or is_inside(element, CODE_BLOCKS):
            continue
        if element.has_class("wp-block-cover") or not element.text.strip():
            element.insert(0, Element("img", {"src": found[1].strip(), "alt": element.attr("aria-label") or ""}))
        else:
            held.leave_out("background")
