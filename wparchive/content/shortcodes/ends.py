"""The end tags of a text, whatever their names: `[/name]`."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final

_END: Final = re.compile(r"\[/([A-Za-z][\w-]*+)\]", re.ASCII)


class Ends:
    """Finds ends after rising positions. The text is searched once, however many names there are."""

    def __init__(self, text: str) -> None:
        """Find them all."""
        self._places: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for end in reversed(list(_END.finditer(text))):
            self._places[end[1]].append(end.span())
        self.names: Final = frozenset(self._places)

    def next(self, name: str, position: int) -> tuple[int, int] | None:
        """Give where the next end of a name begins and ends, or None; no earlier one is given any more."""
        places = self._places.get(name, [])
        while places and places[-1][0] < position:
            places.pop()
        return places[-1] if places else None
