"""Takes the wanted fields out of a container, fast: shapes repeat, so each shape is looked up once.

An export has hundreds of thousands of comments and meta rows, nearly all with the same leaves in the same order.
A shape is that sequence of names; it is turned once into the places of the wanted fields.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wparchive.readers.wxr.tokens import attributes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wparchive.readers.wxr.elements import Name


MAX_SHAPES: Final = 1000
MAX_LEAVES: Final = 300
MAX_LETTERS: Final = 10_000
"""A hostile file could have a shape of its own for every element, with any number of leaves and any names."""


class Rest(NamedTuple):
    """A leaf that is not among the wanted fields.

    Attributes:
        place: among the leaves of its container.
        name: canonical.
        repeated: a wanted field that stands again.
    """

    place: int
    name: str
    repeated: bool


class Plan(NamedTuple):
    """Where a shape has its fields.

    Attributes:
        pick: takes the wanted texts, in order, from the texts of the leaves and a None after them.
        rest: the other leaves.
    """

    pick: Callable[[list[str | None]], tuple[str | None, ...]]
    rest: tuple[Rest, ...]


class Shapes:
    """Takes the wanted fields out of containers of one kind."""

    def __init__(self, wanted: tuple[str, ...], names: Mapping[Name, str]) -> None:
        """Prepare.

        Args:
            wanted: canonical names of at least two fields.
            names: the canonical name of each leaf by the name as written.
        """
        self._wanted = wanted
        self._names = names
        self._plans: dict[tuple[Name, ...], Plan] = {}

    def take(self, names: tuple[Name, ...], texts: Sequence[str]) -> tuple[tuple[str | None, ...], tuple[Rest, ...]]:
        """Take the fields of one container.

        Args:
            names: of its leaves.
            texts: of its leaves.

        Returns:
            The wanted texts (None where a field is missing), and the other leaves.
        """
        plan = self._plans.get(names) or self._plan(names)
        return plan.pick([*texts, None]), plan.rest

    def _plan(self, names: tuple[Name, ...]) -> Plan:
        found = [self._names[name] for name in names]
        places = [found.index(name) if name in found else len(found) for name in self._wanted]
        taken = set(places)
        rest = tuple(Rest(at, name, name in self._wanted) for at, name in enumerate(found) if at not in taken)
        plan = Plan(itemgetter(*places), rest)
        if len(self._plans) < MAX_SHAPES and len(names) < MAX_LEAVES and sum(map(len, names)) < MAX_LETTERS:
            self._plans[names] = plan
        return plan


def extra_value(text: str, attributes: Name) -> Any:  # noqa: ANN401 - text, or attributes beside it
    """The content of an element that nobody knows: its text; with attributes, a mapping of all of it."""
    found = attributes_of(attributes) if attributes else {}
    return {"text": text, **{f"@{name}": value for name, value in found.items()}} if found else text


def add_extra(extra: dict[str, Any], name: str, value: Any) -> None:  # noqa: ANN401 - as in extra_value
    """Put a value into a mapping of extras; names that repeat make a list."""
    if name not in extra:
        extra[name] = value
    elif isinstance(extra[name], list):
        extra[name].append(value)
    else:
        extra[name] = [extra[name], value]
