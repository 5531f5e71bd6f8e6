"""What a cleaning rule is."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from turbohtml import Element

_CLASS_NAME = re.compile(r"\.([A-Za-z_][\w-]*)")


class Rule(NamedTuple):
    """One kind of junk, and how to find it.

    The last three of the attributes say in which bodies there can be something to find, since few are to be parsed:
    where a class name begins with one of `classes`, where `attributes` matches, or where `test` gives something.

    Attributes:
        name: what `--rule` and `--no-rule` call it.
        kind: of the boilerplate that it moves.
        summary: what it moves, in one line.
        find: gives the elements to move, none inside another, in the order of the document.
        default: whether it is on unless it is left out.
        classes: the beginnings of class names.
        attributes: a regular expression that is tried behind the `="` of each attribute of a body.
        test: a function of the body.
    """

    name: str
    kind: str
    summary: str
    find: Callable[[Element], Iterable[Element]]
    default: bool = True
    classes: tuple[str, ...] = ()
    attributes: str = ""
    test: Callable[[str], object] | None = None


def by_class(name: str, kind: str, summary: str, selector: str) -> Rule:
    """Make a rule of a CSS selector.

    Args:
        name: its name.
        kind: of the boilerplate.
        summary: what it moves.
        selector: each arm of it names a class, since the classes also are what a body is first searched for.
    """
    classes = tuple(_CLASS_NAME.findall(selector))
    return Rule(name, kind, summary, partial(outermost, selector), classes=classes)


def outermost(selector: str, tree: Element) -> list[Element]:
    """Give the elements that match a selector and do not lie in another one that does."""
    return tree.select(f":is({selector}):not(:is({selector}) *)")
