"""Front matter as one JSON object (Hugo, Eleventy)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wparchive.text import without_surrogates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wparchive.writers.markdown.frontmatter import Value


def front_matter(fields: Mapping[str, Value]) -> str:
    """Write front matter, one field a line.

    Args:
        fields: in the order in which they are to stand.
    """
    return f"{msgspec.json.format(msgspec.json.encode(without_surrogates(fields)), indent=2).decode()}\n"
