"""Rules of the user's own, in TOML: selectors for bodies, phrases for the lines around them."""

from __future__ import annotations

import re
import tomllib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import msgspec

from wparchive.clean.rule import Rule, outermost
from wparchive.clean.rules import rule_names
from wparchive.errors import UsageError
from wparchive.phrases import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

_Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9-]{0,39}\Z")]
_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
_Language = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*\Z")]
_SIGN: Final = re.compile(r"[.#]([A-Za-z_][\w-]*)|\[[\w-]+\s*[~|^$*]?=\s*[\"']?([\w./:-]{3,})")
"""What a selector asks of a class, an id or another attribute: it stands in each body in which the selector finds
something."""


class _Written(msgspec.Struct, forbid_unknown_fields=True):
    """One `[[rule]]` of a file."""

    name: _Name
    kind: _Name
    summary: _Text = "a rule of your own"
    selectors: tuple[_Text, ...] = ()
    phrases: tuple[_Text, ...] = ()
    languages: tuple[_Language, ...] = ()


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """A file with rules."""

    rule: tuple[_Written, ...]


class UserRule(msgspec.Struct, frozen=True):
    """A rule of the user's own.

    Attributes:
        rule: the rule, as the program's own are.
        phrases: lines that it knows, in which `{}` stands for any words and `#` for a number.
        languages: codes as `de`; the rule is for sites in these. Empty: for all.
    """

    rule: Rule
    phrases: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def is_for(self, language: str) -> bool:
        """Whether the rule is for a site in a language, or in one that is not known."""
        code = language.replace("_", "-").lower()
        known = [one.replace("_", "-").lower() for one in self.languages]
        return not known or not code or any(code == one or code.startswith(f"{one}-") for one in known)


def load_rules(paths: Sequence[str]) -> tuple[UserRule, ...]:
    """Read files with rules.

    Args:
        paths: of TOML files.

    Raises:
        UsageError: naming the file, the rule and what is wrong with it.
    """
    found: list[UserRule] = []
    names = set(rule_names())
    for path in paths:
        for number, written in enumerate(_read(path), 1):
            place = f"{path}: rule {number} ({written.name})"
            if written.name in names:
                raise UsageError("another rule has this name", place=place, remedy="call it otherwise")
            names.add(written.name)
            found.append(_made(written, place))
    return tuple(found)


def _read(path: str) -> tuple[_Written, ...]:
    try:
        return msgspec.convert(tomllib.loads(Path(path).read_text(encoding="utf-8")), _File).rule
    except OSError as error:
        raise UsageError(error.strerror or "cannot be read", place=path) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"is no TOML: {error}", place=path) from error
    except msgspec.ValidationError as error:
        remedy = "each [[rule]] has a name, a kind, and selectors or phrases; summary and languages can be added"
        raise UsageError(str(error), place=path, remedy=remedy) from error


def _made(written: _Written, place: str) -> UserRule:
    if not written.selectors and not written.phrases:
        raise UsageError("has neither selectors nor phrases", place=place)
    for phrase in written.phrases:
        head, _, rest = phrase.partition("{}")
        if not folded(phrase) or ("{}" in phrase and not folded(head) and not folded(rest.rpartition("{}")[2])):
            remedy = "words must stand at its beginning or at its end"
            raise UsageError(f"the phrase {phrase!r} would fit nearly any line", place=place, remedy=remedy)
    for selector in written.selectors:
        _check(selector, place)
    rule = Rule(
        written.name,
        written.kind,
        written.summary,
        partial(outermost, ", ".join(written.selectors)) if written.selectors else None,
        test=partial(_may_match, _signs(written.selectors)) if written.selectors else None,
    )
    return UserRule(rule, written.phrases, written.languages)


def _check(selector: str, place: str) -> None:
    from turbohtml import parse_fragment  # noqa: PLC0415 - only for rules of the user's own

    try:
        outermost(selector, parse_fragment("<p></p>", positions=False))
    except ValueError as error:
        raise UsageError(f"the selector {selector!r} is none: {error}", place=place) from error


def _signs(selectors: Sequence[str]) -> tuple[str, ...]:
    """What stands in each body in which one of the selectors finds something; () where that is not known."""
    found: list[str] = []
    for selector in selectors:
        if "," in selector or ":" in selector or (sign := _SIGN.search(selector)) is None:
            return ()
        found.append(sign[1] or sign[2])
    return tuple(found)


def _may_match(signs: tuple[str, ...], html: str) -> bool:
    return not signs or any(sign in html for sign in signs)
