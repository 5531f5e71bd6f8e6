"""Comments of several elements side by side: a beginning, and what follows it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from turbohtml import Element

from wparchive.readers.page.thread.roles import TEXT, role_of_class
from wparchive.text import HEADINGS, names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from turbohtml import Node

    from wparchive.readers.page.thread.finding.root import Root

_STARTS: Final = HEADINGS | names("dt a")
"""Elements that can only be a comment's beginning: the rest of it follows."""
_NO_REST: Final = names("form ul ol nav aside script style h1 h2 h3 template noscript")
"""What stands between comments and belongs to none."""
_WHOLE: Final = names("li article section dd")
"""Elements of which each can be a comment by itself, as a ping that has no number."""
_ENOUGH: Final = 2
_DIGITS: Final = re.compile(r"\d+")
_Shape = tuple[str, str]


def joined(roots: list[Root]) -> list[Root]:
    """Put what follows a beginning into one element with it: `<dt>` and `<dd>`, a heading and what is under it.

    Args:
        roots: in document order.

    Returns:
        The same, where an element was only a beginning with one that holds all.
    """
    starts = {root.element for root in roots if root.element.tag in _STARTS}
    rests = _rests([root.element for root in roots if root.element not in starts])
    if not starts and not rests:
        return roots
    return [
        replace(root, element=_wrapped(*rests.get(root.element, (root.element, _section(root.element, starts)))))
        if root.element in starts or root.element in rests
        else root
        for root in roots
    ]


def _rests(elements: Sequence[Element]) -> dict[Element, tuple[Element, list[Element]]]:
    """Find what follows comments that are apart from their text: `<div id="comment-1">NAME</div><div>text</div>`.

    Either nearly all comments side by side are followed by elements of one shape, or one that says nothing, or not what
    was written, is followed by what is called a text. Where such an element stands before the first comment and none
    behind the last, it goes before.

    Returns:
        The first element of each comment, and those that follow it.
    """
    beside: dict[Node, list[Element]] = {}
    for element in elements:
        if element.parent is not None:
            beside.setdefault(element.parent, []).append(element)
    found: dict[Element, tuple[Element, list[Element]]] = {}
    for group in beside.values():
        others = set(group)
        following = [_following(element, others) for element in group]
        if len(group) == 1:
            if following[0] and _is_apart(group[0], following[0][0]):
                found[group[0]] = group[0], following[0][:1]
            continue
        shapes = _shapes(following[:-1])
        if not shapes or not (_are_parts(following[:-1]) or group[0].tag not in _WHOLE):
            continue
        kept = [[one for one in rest if _shape(one) in shapes] for rest in following]
        first = next((one for one in group[0].previous_siblings if isinstance(one, Element)), None)
        if not kept[-1] and first is not None and _shape(first) in shapes:
            kept = [[first], *kept[:-1]]
            found.update((element, (rest[0], [element])) for element, rest in zip(group, kept, strict=True) if rest)
        else:
            found.update((element, (element, rest)) for element, rest in zip(group, kept, strict=True) if rest)
    return found


def _are_parts(rests: Sequence[list[Element]]) -> bool:
    """Whether items of a list are the other half of a comment each, and not comments that the theme does not name."""
    return len(rests) >= _ENOUGH and all(len(rest) == 1 for rest in rests)


def _following(element: Element, others: set[Element]) -> list[Element]:
    """Give the elements between a comment and the next one."""
    found = []
    for beside in element.next_siblings:
        if isinstance(beside, Element):
            if beside in others or beside.attr("id") == "respond":
                break
            if beside.tag in _NO_REST or "children" in (beside.attr("class") or ""):
                break
            found.append(beside)
    return found


def _shapes(rests: Sequence[list[Element]]) -> frozenset[_Shape]:
    """Give the shapes of what follows nearly every comment, if any of it has text."""
    counts = Counter(shape for rest in rests for shape in {_shape(one) for one in rest})
    usual = frozenset([shape for shape, count in counts.items() if count * 5 >= len(rests) * 4])
    return usual if any(_shape(one) in usual and one.text.strip() for rest in rests for one in rest) else frozenset()


def _shape(element: Element) -> _Shape:
    return element.tag, _DIGITS.sub("", element.attr("class") or "")


def _is_apart(element: Element, following: Element) -> bool:
    """Whether a lone comment is only a beginning of one: it has no text, or what follows is called that."""
    if not element.text.strip():
        return bool(following.text.strip())
    called = role_of_class(following.attr("class") or "")[0] == TEXT
    return called and not any(role_of_class(one.attr("class") or "")[0] == TEXT for one in element.iter_elements())


def _section(start: Element, starts: set[Element]) -> list[Element]:
    """Give what follows a heading or a `<dt>` until the next one."""
    tag = start.tag
    found = []
    for beside in start.next_siblings:
        if isinstance(beside, Element):
            if beside in starts or beside.tag == tag or (tag == "dt" and beside.tag != "dd"):
                break
            if beside.tag == "form" or beside.attr("id") == "respond":
                break
            found.append(beside)
    return found


def _wrapped(start: Element, rest: Sequence[Element]) -> Element:
    """Put elements that follow each other, with all that is between them, into one."""
    parts: list[Node] = [start]
    for beside in start.next_siblings if rest else ():
        parts.append(beside)
        if beside == rest[-1]:
            break
    whole = Element("div")
    start.insert_before(whole)
    whole.extend(parts)
    return whole
