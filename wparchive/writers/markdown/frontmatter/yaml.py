"""Front matter as YAML that every parser, of version 1.1 or 1.2, reads back to the same values.

A text is plain only when it is a simple word that no version of YAML knows otherwise, and in double quotes else, as
JSON has it: a plain `1e3`, `0o14` or `12:30:45` is a text for one parser and a number for another.
Texts in JSON's form are YAML's double-quoted ones (YAML 1.2, 1.2), but for the characters of `UNPRINTABLE`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import msgspec

from wparchive.text import without_surrogates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.writers.markdown.frontmatter import Value

_WORD: Final = re.compile(
    r"(?!(?:y|n|yes|no|on|off|true|false|null|nan|inf)\Z)[A-Za-z][A-Za-z0-9_-]*", re.ASCII | re.IGNORECASE
)
UNPRINTABLE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Control characters, line breaks of YAML 1.1, and what parsers refuse or take for a mark of the encoding."""


def front_matter(fields: Mapping[str, Value]) -> str:
    """Write front matter.

    Args:
        fields: in the order in which they are to stand.

    Returns:
        The block with both its `---` lines.
    """
    return "\n".join(["---", *_mapping(fields, ""), "---\n"]) if fields else "---\n{}\n---\n"


def _mapping(fields: Mapping[str, Value], margin: str) -> Iterator[str]:
    for name, value in fields.items():
        if isinstance(value, str):
            yield f"{margin}{_key(name)}: {_text(value)}"
        elif isinstance(value, int) or not value:
            yield f"{margin}{_key(name)}: {_json(value)}"
        else:
            yield f"{margin}{_key(name)}:"
            if isinstance(value, Mapping):
                yield from _mapping(value, f"{margin}  ")
            else:
                yield from [f"{margin}- {_text(item)}" for item in value]


def _text(text: str) -> str:
    if _WORD.fullmatch(text):
        return text
    if text.isascii():
        written = _json(text)
        return written.replace("\x7f", "\\u007f") if "\x7f" in text else written
    return UNPRINTABLE.sub(_escape, _json(without_surrogates(text)))


_key = lru_cache(maxsize=256)(_text)
"""Names of fields are the same in all posts."""


def _json(value: Value) -> str:
    """Write a value on one line: JSON is YAML in its flow style."""
    return msgspec.json.encode(value).decode()


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
