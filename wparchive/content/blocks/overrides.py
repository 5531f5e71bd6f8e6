"""What a post says instead of a reusable block's own words (WordPress 6.5 and later: "synced pattern overrides").

`wp:block {"ref": 19, "content": {"Title": {"content": "New words"}}}` changes the block of the name `Title` in it. Its
name is in its attributes: `{"metadata": {"name": "Title"}}`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any, Final, TypeAlias

from wparchive.content.blocks.block import link_target

Overrides: TypeAlias = Mapping[str, Mapping[str, Any]]
"""Values of attributes, by the name of the block."""

_FIRST: Final = re.compile(r"\s*<([a-z][a-z0-9]*)(?:\s[^<>]*)?>", re.ASCII)
_LABELLED: Final = re.compile(r"<(a|button)(?:\s[^<>]*)?>")
_ADDRESS: Final = re.compile(r'(<(?:img|a)(?:\s[^<>]*?)?\s(?:src|href)=")[^"<>]*(")')
_ALT: Final = re.compile(r'(<img(?:\s[^<>]*?)?\salt=")[^"<>]*(")')


def overrides_of(attributes: Mapping[str, Any]) -> Overrides:
    """Read the overrides of a reusable block."""
    content = attributes.get("content")
    named = content.items() if isinstance(content, dict) else ()
    return {name: values for name, values in named if isinstance(values, dict)}


def overrides_for(attributes: Mapping[str, Any], overrides: Overrides) -> Mapping[str, Any]:
    """Choose the overrides for a block by the name that it has; nothing for most blocks."""
    metadata = attributes.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    return overrides.get(name, {}) if isinstance(name, str) else {}


def overridden(html: str, values: Mapping[str, Any]) -> str:
    """Put values in the place of what was saved: the words, the address and the alternative text.

    Args:
        html: of a paragraph, heading, button or image.
        values: by attribute.
    """
    html = _put_into(html, _FIRST.match(html), values.get("content"))
    html = _put_into(html, _LABELLED.search(html), values.get("text"))
    html = _put(html, _ADDRESS, values.get("url"), link_target)
    return _put(html, _ALT, values.get("alt"), escape)


def _put_into(html: str, start: re.Match[str] | None, words: object) -> str:
    """Put words in the place of what stands in an element."""
    end = html.rfind(f"</{start[1]}>") if start else -1
    if start is None or end < start.end() or not isinstance(words, str):
        return html
    return f"{html[: start.end()]}{words}{html[end:]}"


def _put(html: str, place: re.Pattern[str], value: object, change: Callable[[str], str]) -> str:
    """Put a value in the place of that of the first attribute."""
    if not isinstance(value, str):
        return html
    return place.sub(lambda found: f"{found[1]}{change(value)}{found[2]}", html, count=1)
