"""Things that belong together, gathered on disk by their names, in whatever order they come.

A post of a saved site has several names (its number, its address, its guid) and stands on several pages, each of which
may know only some of them. What shares a name, be it over a third piece that comes later, is one thing. Memory stays
flat: everything lies in a temporary database that SQLite removes by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

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
        names = [*names, *_named(number)]
        things = self._things_of(names)
        known = self._known(things, number)
        thing = known[0] if known else self._things
        self._things += not known
        for other in known[1:]:
            for table in ("pieces", "names"):
                self._base.execute(f"UPDATE {table} SET thing = ? WHERE thing = ?", (thing, other))  # noqa: S608
            self._base.execute("DELETE FROM numbers WHERE thing = ?", (other,))
        if number is not None:
            self._base.execute("INSERT OR IGNORE INTO numbers VALUES (?, ?)", (thing, number))
        if new := [(name, thing) for name in names if name not in things]:
            self._base.executemany("INSERT OR IGNORE INTO names VALUES (?, ?)", new)
        self._base.execute("INSERT INTO pieces (thing, rank, data) VALUES (?, ?, ?)", (thing, rank, data))

    def take(self, names: Iterable[str], *, number: str | None = None) -> list[bytes]:
        """Take out what has the number or shares any of the names."""
        known = self._known(self._things_of([*names, *_named(number)]), number)
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

    def _known(self, things: Mapping[str, int], number: str | None) -> list[int]:
        """Of the things that have the number or a name, those that have no other number."""
        own = {things[name] for name in _named(number) if name in things}
        found = set(things.values())
        numbers = {thing: text for thing in found - own for text in self._number(thing)}
        if number is None and len(set(numbers.values())) > 1:
            return [min(numbers)]
        return sorted(own | {thing for thing in found if number is None or numbers.get(thing, number) == number})

    def _things_of(self, names: Sequence[str]) -> dict[str, int]:
        marks = ", ".join("?" * len(names))
        return dict(self._base.execute(f"SELECT * FROM names WHERE name IN ({marks})", names))  # noqa: S608 - only marks

    def _number(self, thing: int) -> Iterator[str]:
        for (number,) in self._base.execute("SELECT number FROM numbers WHERE thing = ?", (thing,)):
            yield number


def _named(number: str | None) -> tuple[str, ...]:
    """The number of a thing as a name of it."""
    return () if number is None else (f"number {number}",)
