"""Front matter as TOML 1.0 (Zola, Hugo).

A text in JSON's form is a basic string of TOML, but for U+007F, which TOML wants escaped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import msgspec

from wparchive.text import without_surrogates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.writers.markdown.frontmatter import Value

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


def front_matter(fields: Mapping[str, Value]) -> str:
    """Write front matter.

    Args:
        fields: in the order in which they are to stand; tables follow all others.

    Returns:
        The block with both its `+++` lines.
    """
    return "\n".join(["+++", *_table(fields, ""), "+++\n"])


def _table(fields: Mapping[str, Value], path: str) -> Iterator[str]:
    tables = {name: value for name, value in fields.items() if isinstance(value, Mapping)}
    for name, value in fields.items():
        if name not in tables:
            yield f"{_key(name)} = {_value(value)}"
    for name, table in tables.items():
        inner = f"{path}{_key(name)}"
        yield f"\n[{inner}]"
        yield from _table(table, f"{inner}.")


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _value(name)


def _value(value: Value) -> str:
    return msgspec.json.encode(without_surrogates(value)).decode().replace("\x7f", "\\u007f")
