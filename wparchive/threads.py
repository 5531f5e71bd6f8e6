"""The tree of a post's comments: who answers whom, and in which order they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.model import Comment

_KEPT: Final = 63 * 7 - 1
"""Characters of 63 levels `000001.`: an answer below level 64 is put beside the one it answers.

Without a bound, the paths of a chain of 100,000 answers would fill 35 GB. WordPress flattens deep threads as well.
"""


class Spot(Struct, frozen=True, gc=False):
    """Where a comment stands in the tree of its post."""

    parent: int | None
    """Index of the comment that it answers, None at the top."""
    path: str
    """Positions, counted from 1, of the comments above it and its own: `000001.000003`."""


def arrange(comments: Sequence[Comment]) -> list[Spot]:
    """Find the place of each comment in its thread.

    A parent that is not there leaves a comment at the top; of comments that answer each other in a circle, the first is
    put there.

    Args:
        comments: those of one post, in their order.

    Returns:
        A spot for each, in the same order.
    """
    if all(comment.parent is None and comment.place is None for comment in comments):
        return [Spot(None, f"{number:06}") for number in range(1, len(comments) + 1)]
    parents = _parents(comments)
    _break_circles(parents)
    paths = [""] * len(comments)
    for index in range(len(comments)):
        above: int | None = index
        chain = []
        while above is not None and not paths[above]:
            chain.append(above)
            above = parents[above]
        for node in reversed(chain):
            parent = parents[node]
            paths[node] = f"{node + 1:06}" if parent is None else f"{paths[parent][:_KEPT]}.{node + 1:06}"
    return [Spot(parent, path) for parent, path in zip(parents, paths, strict=True)]


def _parents(comments: Sequence[Comment]) -> list[int | None]:
    by_id: dict[str, int] = {}
    by_place: dict[str, int] = {}
    for index, comment in enumerate(comments):
        if comment.id is not None:
            by_id.setdefault(comment.id, index)
        if comment.place is not None:
            by_place.setdefault(comment.place, index)
    return [
        by_id.get(comment.parent)
        if comment.parent is not None
        else by_place.get(comment.place.rpartition(".")[0])
        if comment.place is not None
        else None
        for comment in comments
    ]


def _break_circles(parents: list[int | None]) -> None:
    walked_by = [-1] * len(parents)
    for start in range(len(parents)):
        at: int | None = start
        while at is not None and walked_by[at] < 0:
            walked_by[at] = start
            at = parents[at]
        if at is not None and walked_by[at] == start:
            circle = [at]
            while (following := parents[circle[-1]]) != at:
                assert following is not None  # only a circle leads back to where this walk has been
                circle.append(following)
            parents[min(circle)] = None
