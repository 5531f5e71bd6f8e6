"""What the parts of the WXR reader share while one file is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wparchive.model import Meta, Where
from wparchive.readers.wxr.elements import META_FIELDS
from wparchive.readers.wxr.fields import Shapes, add_extra, extra_value
from wparchive.readers.wxr.php import unserialize
from wparchive.readers.wxr.tokens import leaves

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wparchive.dates import Stamp
    from wparchive.ledger import Ledger
    from wparchive.readers.wxr.elements import Name
    from wparchive.readers.wxr.fields import Rest
    from wparchive.readers.wxr.tokens import Columns, Group

SERIALIZED_ENDS: Final = frozenset({";", "}"})
"""What every value ends in that PHP serialized; most end in something else."""


class Context:
    """The state of one file: its name and version, what is known of the site, and the way to the ledger."""

    def __init__(self, name: str, ledger: Ledger, site_offset: str | None, names: Mapping[Name, str]) -> None:
        """Begin.

        Args:
            name: of the source.
            ledger: takes counts and issues.
            site_offset: the offset that most dates of the file have, as `+02:00`.
            names: the name by which the tables know an element, by the name as written.
        """
        self.name = name
        self.ledger = ledger
        self.site_offset = site_offset
        self.names = names
        self.version = ""
        self.authors: dict[str, str] = {}
        self.line = 0
        self.record = ""
        self._meta = Shapes(META_FIELDS, names)
        self._unknown: set[str] = set()

    def where(self) -> Where:
        """The item that is being read."""
        return Where(self.name, self.line or None, self.record or None)

    def unknown(self, name: str, parent: str, line: int) -> None:
        """Report an element that nobody knows, once per file and name."""
        name = name[:1000]
        if name not in self._unknown and len(self._unknown) < 1000:
            self._unknown.add(name)
            self.ledger.report("unknown-element", Where(self.name, line or None), f"{name} in {parent}")

    def extras(self, leaves: Iterable[tuple[str, str, Name, bool]], parent: str) -> dict[str, Any]:
        """Keep the leaves that have no field, each reported.

        Args:
            leaves: name, text and attributes of each, and whether it is a known one that stands again.
            parent: what they stand in, for the message.
        """
        extra: dict[str, Any] = {}
        for name, text, attributes, repeated in leaves:
            add_extra(extra, name, extra_value(text, attributes))
            if repeated:
                self.ledger.report("repeated-element", self.where(), f"{name} in {parent}")
            else:
                self.unknown(name, parent, self.line)
        return extra

    def metas(self, columns: Columns, groups: Iterable[Group]) -> tuple[Meta, ...]:
        """Read meta rows, their values decoded where PHP serialized them."""
        return tuple([self._one_meta(columns, group) for group in groups])

    def rows(self, rows: Iterable[tuple[str, str]]) -> tuple[Meta, ...]:
        """Read meta rows that are keys and values already."""
        return tuple([self._decoded(key, value) for key, value in rows])

    def _one_meta(self, columns: Columns, group: Group) -> Meta:
        begin = group.begin
        # Nearly every row is a key and its value and nothing else; there are more of them than of anything else.
        if group.end - begin == 3 and self._is_plain_row(columns.names[begin + 1], columns.names[begin + 2]):
            key: str | None = columns.texts[begin + 1]
            value: str | None = columns.texts[begin + 2]
            rest: tuple[Rest, ...] = ()
        else:
            names, texts, _ = leaves(columns, group)
            (key, value), rest = self._meta.take(names, texts)
        for at, name, _ in rest:
            # A meta row has no room for more than key and value: what else stands in it is kept in the issue.
            self.ledger.report("unknown-element", self.where(), f"{name} in meta {key}", original=texts[at])
        return self._decoded(key or "", value or "")

    def _decoded(self, key: str, value: str) -> Meta:
        self.ledger.came_in["meta"] += 1
        decoded = unserialize(value) if value[-1:] in SERIALIZED_ENDS else None
        if decoded is None:
            return Meta(key, value)
        if decoded.exact:
            return Meta(key, decoded.value)
        self.ledger.report("inexact-php", self.where(), f"meta {key}")
        return Meta(key, decoded.value, value)

    def _is_plain_row(self, first: Name, second: Name) -> bool:
        return self.names[first] == "wp:meta_key" and self.names[second] == "wp:meta_value"

    def report_date(self, found: Stamp, field: str) -> None:
        """Report a date that could not be read, or whose offset was lent by the site."""
        if found.unreadable:
            self.ledger.report("unreadable-date", self.where(), field, original=found.raw)
        else:
            self.ledger.report("inferred-offset", self.where(), f"{field} {found.value}")
