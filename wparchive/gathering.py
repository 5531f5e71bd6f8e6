"""Things that belong together, gathered on disk by their names, in whatever order they come.

A post of a saved site has several names (its number, its address, its guid) and stands on several pages, each of which
may know only some of them. What shares a name, be it over a third piece that comes later, is one thing. Memory stays
flat: everything lies in a temporary database that SQLite removes by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_SCHEMA: Final = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8192; PRAGMA temp_store = FILE;
CREATE TABLE names (name TEXT PRIMARY KEY, thing INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE numbers (thing INTEGER PRIMARY KEY, number TEXT NOT NULL);
CREATE TABLE pieces (place INTEGER PRIMARY KEY, thing INTEGER NOT NULL, rank TEXT NOT NULL, data BLOB NOT NULL);
CREATE TABLE noted (name TEXT PRIMARY KEY, note TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX of_thing ON pieces (thing, rank, place);
CREATE INDEX names_of ON names (thing);
"""


class Gathering:
    """Pieces of things, by the names of the things."""

    def __init__(self) -> None:
        import sqlite3  # noqa: PLC0415 - only for sites that are gathered

        self._base = sqlite3.connect("", isolation_level=None)  # no name: a file of SQLite's own, gone when closed
        self._base.executescript(_SCHEMA)
        self._base.execute("BEGIN")
        self._things = 0

    def close(self) -> None:
        """Remove everything."""
        self._base.close()

    def put(self, data: bytes, names: Iterable[str], *, number: str | None = None, rank: str = "") -> None:
        """Add a piece.

        Args:
            data: the piece.
            names: of the thing.
            number: a name that no two things share: names do not make things one that have different numbers, since
                pages of a site that is set up wrongly all claim one address.
            rank: pieces of one thing come out in the order of their ranks, then in that in which they came.
        """
        names = list(names)
        known = self._known(names, number)
        thing = known[0] if known else self._things
        self._things += not known
        for other in known[1:]:
            for table in ("pieces", "names"):
                self._base.execute(f"UPDATE {table} SET thing = ? WHERE thing = ?", (thing, other))  # noqa: S608
            self._base.execute("DELETE FROM numbers WHERE thing = ?", (other,))
        if number is not None:
            self._base.execute("INSERT OR IGNORE INTO numbers VALUES (?, ?)", (thing, number))
            names.append(f"number {number}")
        self._base.executemany("INSERT OR IGNORE INTO names VALUES (?, ?)", [(name, thing) for name in names])
        self._base.execute("INSERT INTO pieces (thing, rank, data) VALUES (?, ?, ?)", (thing, rank, data))

    def take(self, names: Iterable[str], *, number: str | None = None) -> list[bytes]:
        """Take out what has the number or shares any of the names."""
        known = self._known(list(names), number)
        found = [data for thing in known for data in self.pieces(thing)]
        for thing in known:
            self._base.execute("DELETE FROM pieces WHERE thing = ?", (thing,))
        return found

    def things(self) -> Iterator[int]:
        """Give a number for each thing, in the order in which their first pieces came."""
        for (thing,) in self._base.execute("SELECT thing FROM pieces GROUP BY thing ORDER BY min(place)"):
            yield thing

    def pieces(self, thing: int) -> Iterator[bytes]:
        """Give the pieces of a thing by their ranks."""
        for (data,) in self._base.execute("SELECT data FROM pieces WHERE thing = ? ORDER BY rank, place", (thing,)):
            yield data

    def note(self, name: str, note: str) -> None:
        """Note that a name was seen; of several notes of one name the first is kept."""
        self._base.execute("INSERT OR IGNORE INTO noted VALUES (?, ?)", (name, note))

    def unknown(self) -> Iterator[tuple[str, str]]:
        """Give the noted names that are no names of things, with their notes, in the order of the names."""
        yield from self._base.execute(
            "SELECT name, note FROM noted WHERE name NOT IN (SELECT name FROM names) ORDER BY name"
        )

    def _known(self, names: Sequence[str], number: str | None) -> list[int]:
        """The things that have the number or a name, without those that have another number."""
        found = self._things_of(names)
        own = self._things_of([f"number {number}"]) if number is not None else set()
        numbers = {thing: text for thing in found - own for text in self._number(thing)}
        if number is None and len(set(numbers.values())) > 1:
            return [min(numbers)]
        return sorted(own | {thing for thing in found if number is None or numbers.get(thing, number) == number})

    def _things_of(self, names: Sequence[str]) -> set[int]:
        marks = ", ".join("?" * len(names))
        found = self._base.execute(f"SELECT thing FROM names WHERE name IN ({marks})", names)  # noqa: S608 - only marks
        return {thing for (thing,) in found}

    def _number(self, thing: int) -> Iterator[str]:
        for (number,) in self._base.execute("SELECT number FROM numbers WHERE thing = ?", (thing,)):
            yield number
