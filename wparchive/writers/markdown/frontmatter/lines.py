"""Front matter as lines of `Name: text` (Pelican's, which are those of Python-Markdown's extension `meta_data`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from wparchive.text import without_surrogates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.writers.markdown.frontmatter import Value


def front_matter(fields: Mapping[str, Value]) -> str:
    """Write front matter: a list with commas between its items, a mapping as `name_key`.

    Pelican takes a list with a semicolon in it for one of items between semicolons (`ensure_metadata_list`).

    Args:
        fields: in the order in which they are to stand. There is no escape in this format: white space within a text
            becomes one space, a semicolon within an item of a list a comma.
    """
    return "".join(_lines(fields, ""))


def _lines(fields: Mapping[str, Value], prefix: str) -> Iterator[str]:
    for name, value in fields.items():
        if isinstance(value, Mapping):
            yield from _lines(value, f"{prefix}{name}_")
        else:
            yield f"{prefix}{name}: {_text(value)}\n"


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int):
        return " ".join(str(without_surrogates(value)).split())
    items = [_text(item) for item in value]
    if not any("," in item or ";" in item for item in items):
        return ", ".join(items)
    return f"{'; '.join(item.replace(';', ',') for item in items)};"
