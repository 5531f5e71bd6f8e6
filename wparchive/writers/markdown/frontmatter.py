"""Front matter: YAML that every parser, of version 1.1 or 1.2, reads back to the same values.

PyYAML's emitter does the writing; its representer and resolver are passed by. They take three times as long, and quote
by the rules of YAML 1.1 alone: a plain `1e3`, `0o14` or `12:30:45` is a text for one parser and a number for another.
Here a text is plain only when it is a simple word that no version knows otherwise, and in double quotes else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

import yaml
from yaml.events import (
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

Value: TypeAlias = "str | int | bool | Sequence[Value] | Mapping[str, Value]"
"""What front matter can hold. Dates are texts: parsers differ on what a timestamp becomes, and some lose its offset."""

_FAST: Final[type] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_BEFORE: Final = (StreamStartEvent(), DocumentStartEvent(explicit=True))
_AFTER: Final = (DocumentEndEvent(explicit=False), StreamEndEvent())
_MAPPING: Final = MappingStartEvent(None, None, implicit=True, flow_style=False)
_END_OF_MAPPING: Final = MappingEndEvent()
_SEQUENCE: Final = SequenceStartEvent(None, None, implicit=True, flow_style=False)
_END_OF_SEQUENCE: Final = SequenceEndEvent()
_PLAIN: Final = (True, False)
_QUOTED: Final = (False, True)
_NEVER: Final = 1 << 30
"""The width at which lines are wrapped."""

_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*", re.ASCII)
_NO_TEXT: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"})
_ESCAPE: Final = re.compile(r"\\(?:U([0-9A-F]{8})|.)")


def front_matter(fields: Mapping[str, Value], dumper: type = _FAST) -> str:
    """Write front matter.

    Args:
        fields: in the order in which they are to stand.
        dumper: PyYAML's C dumper where there is one; the other writes the same bytes in ten times the time.

    Returns:
        The block with both its `---` lines.
    """
    events: list[Event] = [*_BEFORE]
    _add(events, fields)
    text: str = yaml.emit([*events, *_AFTER], Dumper=dumper, allow_unicode=True, width=_NEVER)
    if "\\U" in text:
        text = _ESCAPE.sub(_unescape, text)
    return f"{text}---\n"


def _add(events: list[Event], value: Value) -> None:
    if isinstance(value, str):
        events.append(_text(value))
    elif isinstance(value, bool | int):
        events.append(ScalarEvent(None, None, _PLAIN, str(value).lower()))
    elif isinstance(value, Mapping):
        events.append(_MAPPING)
        for key, field in value.items():
            events.append(_key(key))
            _add(events, field)
        events.append(_END_OF_MAPPING)
    else:
        events.append(_SEQUENCE)
        for item in value:
            _add(events, item)
        events.append(_END_OF_SEQUENCE)


def _text(text: str) -> ScalarEvent:
    if _WORD.fullmatch(text) and text.lower() not in _NO_TEXT:
        return ScalarEvent(None, None, _PLAIN, text)
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode()  # no lone surrogates: no file could hold them
    return ScalarEvent(None, None, _QUOTED, text, style='"')


_key = lru_cache(maxsize=256)(_text)


def _unescape(escape: re.Match[str]) -> str:
    """Write an emoji as it is. PyYAML escapes what lies beyond U+FFFF, though YAML (1.1, 5.1) does not ask for it."""
    letter = chr(int(escape[1], 16)) if escape[1] else ""
    return letter if letter.isprintable() and letter else escape[0]
