"""The description of the database, read from the comments of its own SQL."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from wparchive.writers.sqlite.database import sql_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD: Final = re.compile(r"CREATE (?P<kind>TABLE|VIRTUAL TABLE|VIEW) (?P<name>\w+) .*?\( -- (?P<description>.+)")
_COLUMN: Final = re.compile(r"    (?P<name>[a-z]\w*)(?: (?P<type>[A-Z]+)(?P<rest> .*?)?)?,? -- (?P<description>.+)")
_REFERENCE: Final = re.compile(r"REFERENCES (\w+)")
_TITLES: Final = {"TABLE": "Tables", "VIRTUAL TABLE": "Full-text search", "VIEW": "Views"}


class Column(Struct, frozen=True, kw_only=True):
    """A column of a table or view.

    Attributes:
        name: its name.
        type: its declared type, "" for columns of views and of the full-text index.
        references: the table whose `id` it holds, or "".
        description: what it holds, in Markdown.
    """

    name: str
    type: str
    references: str
    description: str


class Relation(Struct, frozen=True, kw_only=True):
    """A table, view or full-text index.

    Attributes:
        kind: `TABLE`, `VIEW` or `VIRTUAL TABLE`.
        name: its name.
        description: what it is, in Markdown.
        columns: its columns, in order.
    """

    kind: str
    name: str
    description: str
    columns: tuple[Column, ...]


def describe_schema() -> list[Relation]:
    """Give all tables, views and full-text indexes with their columns, in the order of the SQL."""
    return [relation for name in ("schema.sql", "views.sql", "search.sql") for relation in _relations(sql_text(name))]


def schema_reference() -> str:
    """Give the reference page of the database, as Markdown."""
    lines = ["# The SQLite database", "", *_preface(sql_text("schema.sql")), ""]
    relations = describe_schema()
    for kind, title in _TITLES.items():
        lines += [f"## {title}", ""]
        for relation in relations:
            if relation.kind == kind:
                lines += _section(relation)
    return "\n".join(lines)


def _relations(sql: str) -> Iterator[Relation]:
    lines = iter(sql.splitlines())
    for line in lines:
        if head := _HEAD.fullmatch(line):
            columns = []
            for inner in lines:
                if inner.startswith(")"):
                    break
                if column := _COLUMN.fullmatch(inner):
                    columns.append(_column(column))
            yield Relation(
                kind=head["kind"], name=head["name"], description=head["description"], columns=tuple(columns)
            )


def _column(match: re.Match[str]) -> Column:
    reference = _REFERENCE.search(match["rest"] or "")
    return Column(
        name=match["name"],
        type=match["type"] or "",
        references=reference[1] if reference else "",
        description=match["description"],
    )


def _preface(sql: str) -> list[str]:
    """The comment at the top of the file, up to the first empty line."""
    head, _, _ = sql.partition("\n\n")
    return [line.removeprefix("--").removeprefix(" ") for line in head.splitlines()]


def _section(relation: Relation) -> list[str]:
    rows = [
        f"| `{column.name}` | {_type(column)} | {column.description.replace('|', chr(92) + '|')} |"
        for column in relation.columns
    ]
    return [
        f"### {relation.name}",
        "",
        relation.description,
        "",
        "| column | type | meaning |",
        "|---|---|---|",
        *rows,
        "",
    ]


def _type(column: Column) -> str:
    return f"{column.type} → [{column.references}](#{column.references})" if column.references else column.type
