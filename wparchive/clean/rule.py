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

    `classes`, `attributes` and `test` say in which bodies there can be something to find, since few are to be parsed:
    where a class name begins with one of `classes`, where `attributes` matches, or where `test` gives something.

    Attributes:
        name: what `--rule` and `--no-rule` call it.
        kind: of the boilerplate that it moves or names.
        summary: what it moves, in one line.
        find: gives the elements to move, none inside another, in the order of the document; None for a rule that only
            knows phrases.
        default: whether it is on unless it is left out.
        classes: the beginnings of class names.
        attributes: a regular expression that is tried behind the `="` of each attribute of a body.
        test: a function of the body.
        in_pages: whether only bodies out of saved pages and text scrapes are looked at, which hold what themes and
            plugins made of a text. An export has what its author wrote.
        phrases: whether lines of pages that nobody wrote are known by phrases, in phrases/<name>.toml.
        labels: whether such a phrase can stand in a body too, above a list of links at its end.
        firm: whether such lines are named also where the names in the markup say of which kind they are in the main.
    """

    name: str
    kind: str
    summary: str
    find: Callable[[Element], Iterable[Element]] | None = None
    default: bool = True
    classes: tuple[str, ...] = ()
    attributes: str = ""
    test: Callable[[str], object] | None = None
    in_pages: bool = False
    phrases: bool = False
    labels: bool = False
    firm: bool = False


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
