"""Texts in several languages, as the family of qTranslate stores them: all of them in one.

`[:en]Hello[:de]Hallo[:]`, `<!--:en-->Hello<!--:--><!--:de-->Hallo<!--:-->`, `{:en}Hello{:de}Hallo{:}`. What stands
outside of the sections is of all languages.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from msgspec.structs import replace

from wparchive.model import Post, Site, Term

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wparchive.model import Record

R = TypeVar("R", bound="Record")

_SECTION: Final = re.compile(
    r"<!--:([a-z]{2}(?:[_-][A-Za-z]{2,4})?|)-->|\[:([a-z]{2}(?:[_-][A-Za-z]{2,4})?|)\]|\{:([a-z]{2}(?:[_-][A-Za-z]{2,4})?|)\}"
)
_ENDS: Final = ("[:]", "<!--:-->", "{:}")
_SEPARATOR: Final = " / "
_TEXTS: Final[Mapping[type, tuple[str, ...]]] = {
    Post: ("title", "excerpt"),
    Site: ("title", "description"),
    Term: ("name", "description"),
}


class Section(NamedTuple):
    """A part of a text."""

    language: str
    """"" where it is of all languages."""
    text: str


def sections_of(text: str, language: str = "") -> list[Section]:
    """Divide a text.

    Args:
        text: a content, title or name.
        language: the one to choose, as the text names it, `en`; where it has no such section, its first one. "" for
            all of them.

    Returns:
        Its sections in their order; none where it is in one language, as nearly all texts are. `params[:id]` and the
        like are code: a text has sections where it begins with one, or ends one.
    """
    if not _may_have_sections(text):
        return []
    if not any(end in text for end in _ENDS) and not _SECTION.match(text.lstrip()):
        return []
    parts = _SECTION.split(text)
    languages = ["", *("".join(filter(None, parts[start : start + 3])) for start in range(1, len(parts), 4))]
    sections = [Section(name, part) for name, part in zip(languages, parts[::4], strict=True) if part.strip()]
    there = [section.language for section in sections if section.language]
    if not there or not language:
        return sections if there else []
    chosen = language if language in there else there[0]
    return [section for section in sections if section.language in ("", chosen)]


def _may_have_sections(text: str) -> bool:
    """Whether it is worth looking. One character is found ten times as fast as two."""
    if "[" in text and "[:" in text:
        return True
    if text.startswith("<!-- wp:"):
        return False  # blocks are younger than `<!--:en-->`, and have braces of their own
    return ("{" in text and "{:" in text) or "<!--:" in text


def in_one_line(text: str, language: str = "") -> str:
    """Give a title or name: in one language, or in all of them, `Hello / Hallo`.

    Args:
        text: as stored.
        language: "" for all.
    """
    sections = sections_of(text, language)
    if not sections:
        return text
    return ("" if language else _SEPARATOR).join(dict.fromkeys(section.text.strip() for section in sections))


def named(record: R, language: str = "") -> tuple[R, tuple[str, ...]]:
    """Put titles and names as `in_one_line` gives them.

    Args:
        record: any record.
        language: "" for all.

    Returns:
        The record, the same one if it has nothing in several languages; and the texts that were put otherwise.
    """
    texts = {name: getattr(record, name) for name in _TEXTS.get(type(record), ())}
    changed: dict[str, Any] = {
        name: in_one_line(text, language) for name, text in texts.items() if text and sections_of(text)
    }
    before = [texts[name] for name in changed]
    if isinstance(record, Post) and (names := [term.name for term in record.terms if sections_of(term.name)]):
        changed["terms"] = tuple([replace(term, name=in_one_line(term.name, language)) for term in record.terms])
        before += names
    return (replace(record, **changed), tuple(before)) if changed else (record, ())
