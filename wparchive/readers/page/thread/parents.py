"""Who answers whom: by what a comment's id says, by the depth that its classes state, by what it is nested in."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from wparchive.readers.page.thread.finding.marks import depth_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.readers.page.thread.finding.root import Root
    from wparchive.readers.page.thread.reply_links import ReplyLink


_DEEPEST: Final = 64
"""Levels of a place in the thread that are written out."""


class Spot(Struct, frozen=True, gc=False):
    """A comment's place in the thread.

    Attributes:
        parent: index of the comment that it answers.
        depth: 1 is the top.
        certain: False where the comment can as well answer one beside it.
    """

    parent: int | None
    depth: int
    certain: bool = True


def spots_of(roots: Sequence[Root], links: Sequence[ReplyLink | None], *, threaded: bool) -> list[Spot]:
    """Find the place of each comment.

    At the greatest depth that a site allows, WordPress prints an answer beside the comment it answers
    (`Walker_Comment::display_element()`). There, and nowhere else, a comment has no link to answer it. A theme that
    prints no such links, although the comment form is there, shows no threads: who answers whom is not known. Nor is it
    where comments that can be answered stand side by side, and no class says at which depth.

    Args:
        roots: the comments, in document order.
        links: such of each. Those that name no comment are the theme's, at every depth.
        threaded: whether this WordPress prints such links.
    """
    parents = _parents(roots)
    depths: list[int] = []
    for parent in parents:
        depths.append(1 if parent is None else depths[parent] + 1)
    deepest = max(depths, default=1)
    answerable = [link is not None and link.comment is not None for link in links]
    has_links = any(answerable)
    shown = any(links) and any(depth_in(root.classes) is not None for root in roots)
    flat = deepest == 1 and not shown and threaded
    seen: set[tuple[int | None, int]] = set()
    spots = []
    for at, (parent, depth) in enumerate(zip(parents, depths, strict=True)):
        beside = (parent, depth) in seen
        seen.add((parent, depth))
        lowest = not answerable[at] and depth > 1 if has_links else depth == deepest >= 3
        stated = roots[at].parent is not None
        doubtful = (flat and len(roots) > 1) or (lowest and beside)
        spots.append(Spot(parent, depth, stated or not doubtful))
    return spots


def _parents(roots: Sequence[Root]) -> list[int | None]:
    numbers = {root.number: at for at, root in enumerate(roots) if root.number is not None}
    open_threads: list[tuple[int, int]] = []
    found: list[int | None] = []
    for at, root in enumerate(roots):
        depth = depth_in(root.classes)
        while depth is not None and open_threads and open_threads[-1][0] >= depth:
            open_threads.pop()
        if root.parent is not None:
            parent = numbers.get(root.parent)
            parent = parent if parent is not None and parent < at else None
        elif depth == 1:
            parent = None
        elif depth is not None and open_threads and open_threads[-1][0] == depth - 1:
            parent = open_threads[-1][1]
        else:
            parent = root.above
        if depth is not None:
            open_threads.append((depth, at))
        found.append(parent)
    return found


def places_of(roots: Sequence[Root], spots: Sequence[Spot]) -> list[str | None]:
    """Number the comments of a thread that have no id, `1`, `1.1`, `2`: nothing else tells them apart.

    Args:
        roots: the comments, in document order.
        spots: where each stands.

    Returns:
        The places of those that have no id, None for the others.
    """
    if all(root.number is not None for root in roots):
        return [None] * len(roots)
    answers: Counter[int | None] = Counter()
    places: list[str | None] = []
    for spot in spots:
        answers[spot.parent] += 1
        above = places[spot.parent] if spot.parent is not None else ""
        deep = above is None or spot.depth > _DEEPEST
        places.append(None if deep else f"{above}.{answers[spot.parent]}" if above else str(answers[spot.parent]))
    return [place if root.number is None else None for root, place in zip(roots, places, strict=True)]
