"""What stands between two pieces of one kind, or below a heading, is of that kind."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from wparchive.clean.kinds import NAMELESS, ORNAMENT, UNKNOWN

if TYPE_CHECKING:
    from wparchive.model import Boilerplate, Post

SURROUNDINGS: Final = "surroundings"
_LONGEST_RUN: Final = 6
"""Lines that can be named by what they stand between."""
_HEADINGS: Final = frozenset(
    (
        "related-posts",
        "further-reading",
        "widgets",
        "advert",
        "subscribe-form",
        "cookie-notice",
        "login-form",
        "author-box",
    )
)
"""Rules whose lines are headings, mostly: what stands below is of the same kind."""
_LONGEST_HEADING: Final = 60
_LONGEST_LIST: Final = 16
_LONGEST_HEADED: Final = 300
"""Lines below a heading, and characters of one."""


def name_by_surroundings(post: Post) -> Post:
    """Name what has no name by what stands before and behind it, where both are of one kind; and mere ornaments.

    Args:
        post: with its boilerplate, after everything else is named.
    """
    found: list[Boilerplate] = []
    for nameless, run in groupby(post.boilerplate, key=_is_nameless):
        group = list(run)
        if nameless:
            end = len(found) + len(group)
            headed = _headed(found[-1], group) if found else 0
            found += [_surrounded(piece, found[-1].kind) for piece in group[:headed]]
            group = group[headed:]
            behind = post.boilerplate[end] if end < len(post.boilerplate) else None
            kind = _common_kind(found[-1] if found else None, behind) if _lines(group) <= _LONGEST_RUN else None
            group = [_surrounded(piece, kind) for piece in group]
        found += group
    return post if tuple(found) == post.boilerplate else replace(post, boilerplate=tuple(found))


def _headed(heading: Boilerplate, pieces: list[Boilerplate]) -> int:
    """How many pieces stand under a heading such as “Related Posts”: lists of titles, one piece each."""
    line = heading.text.rpartition("\n")[2]
    if heading.rule not in _HEADINGS or heading.place != "page" or len(line) > _LONGEST_HEADING:
        return 0
    lines = 0
    for number, piece in enumerate(pieces):
        lines += piece.text.count("\n") + 1
        if lines > _LONGEST_LIST or len(piece.text) > _LONGEST_HEADED * (piece.text.count("\n") + 1):
            return number
    return len(pieces)


def _is_nameless(piece: Boilerplate) -> bool:
    return piece.kind in NAMELESS and piece.place == "page"


def _lines(pieces: list[Boilerplate]) -> int:
    return sum(piece.text.count("\n") + 1 for piece in pieces)


def _common_kind(before: Boilerplate | None, behind: Boilerplate | None) -> str | None:
    if before is None or behind is None or not before.place == behind.place == "page":
        return None
    return before.kind if before.kind == behind.kind and before.kind != ORNAMENT else None


def _surrounded(piece: Boilerplate, kind: str | None) -> Boilerplate:
    if kind is None and piece.kind == UNKNOWN and not any(map(str.isalnum, piece.text)):
        kind = ORNAMENT
    return piece if kind is None else replace(piece, kind=kind, rule=piece.rule or SURROUNDINGS)
