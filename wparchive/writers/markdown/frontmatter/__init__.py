"""Front matter: the fields above a text, in each of the formats that site generators read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from wparchive.writers.markdown.frontmatter import json, lines, toml, yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Value: TypeAlias = "str | int | bool | Sequence[str] | Mapping[str, Value]"
"""What front matter can hold. Dates are texts: parsers differ on what a timestamp becomes, and some lose its offset."""

FORMATS: Final[Mapping[str, Callable[[Mapping[str, Value]], str]]] = {
    "yaml": yaml.front_matter,
    "toml": toml.front_matter,
    "json": json.front_matter,
    "lines": lines.front_matter,
}
"""By the name that a layout gives: the function that writes fields, in their order, with the marks around them."""
