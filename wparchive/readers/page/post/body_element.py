"""Which element holds the text of the post: by its name where it has one, else by where the text lies."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from wparchive.text import BREAKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.readers.page.structure.outline import Outline

_NAMED_SHARE: Final = 0.35
"""Of the text of a post's element that an element must hold to be its body for its name's sake."""
_LITTLE: Final = 250
"""Characters that may stand beside such an element whatever its share: bylines, in posts that are only an image."""
_MANIFOLD: Final = 3
"""How many times as much must lie around a heading's surroundings for those to be only a head of the article,"""
_LONG: Final = 500
"""if they have less than this many characters."""
_MANY: Final = 10
"""The same, however long they are, within the page's only article."""
_NESTED_SHARE: Final = 0.9
"""Of the text of an element that is named as a body that another in it must hold to be it instead."""
_NAMED_ALONE: Final = 0.6
"""Of the text of all elements that are named as a body that one of them must hold to be it alone."""
_MOST: Final = 0.8
"""Share of the text in one child at which the search goes on there."""
_NO_WRAPPERS: Final = frozenset(("meta", "header"))


def named_body(outline: Outline, post: int | None) -> int | None:
    """Find the element that is named as the one with the text of the post.

    Args:
        outline: of the page, without its comments.
        post: index of the element of the post, if it has one.

    Returns:
        Its index, or None if there is none, or too much text lies beside it.
    """
    tried: set[int | None] = {None}
    for scope in _scopes(outline, post):
        at = _named(outline, scope) if scope is not None and scope not in tried else None
        if at is not None:
            return _inmost(outline, at)
        tried.add(scope)
    return None


def _scopes(outline: Outline, post: int | None) -> Iterator[int | None]:
    """Give what to look in, one after the other: each takes a look at the whole page."""
    yield post
    yield _scope(outline)
    yield 0


def heaviest_body(outline: Outline, post: int | None, title: int | None) -> int:
    """Find the element that holds the text of the post by where the text lies: near the title, on a page of any theme.

    Args:
        outline: of the page, without its comments.
        post: index of the element of the post, if it has one.
        title: index of the heading, if there is one.

    Returns:
        Its index.
    """
    scope = _scope(outline)
    start = post if post is not None and outline.parts[post].content > _LITTLE else scope or 0
    if title is not None:
        start = (
            _around_title(outline, title, post if post is not None and _holds_much(outline, post) else None) or start
        )
        for at in outline.above(start):
            weight = outline.parts[at].weight
            least = weight / _MANY if scope is not None and at >= scope else min(_LONG, weight / _MANIFOLD)
            if outline.parts[start].weight < max(least, min(_LONG, weight / _MANIFOLD)) and start != post:
                start = at
    return _heaviest(outline, _block(outline, start))


def _around_title(outline: Outline, title: int, post: int | None) -> int | None:
    """The element around the heading in which there is enough text, or the post's if that is reached before."""
    enough = min(_LITTLE, outline.parts[0].weight * _NAMED_SHARE) + outline.parts[title].weight
    for at in outline.above(title):
        if at == post or (outline.parts[at].weight > enough and outline.parts[at].kind is None):
            return at
    return None


def _holds_much(outline: Outline, post: int) -> bool:
    """Whether the element of the post has its share of the page's text, or of its pictures."""
    whole, part = outline.parts[0], outline.parts[post]
    return part.weight >= whole.weight * _NAMED_SHARE or (part.media > 0 and part.media >= whole.media * _NAMED_SHARE)


def _block(outline: Outline, at: int) -> int:
    """The next element upwards that shares no line with others."""
    while at and outline.parts[at].tag not in BREAKING:
        at = outline.parts[at].parent
    return at


def _scope(outline: Outline) -> int | None:
    """The page's only `main` or `article`."""
    for tag in ("main", "article"):
        called = outline.parts[0].element.select(f"{tag}, [role='{tag}']")
        found = [at for element in called if (at := outline.index(element)) is not None]
        if len(found) == 1:
            return found[0]
    return None


def _named(outline: Outline, scope: int) -> int | None:
    """The heaviest element that is named as a body, or what holds several, unless too much lies beside it."""
    best: int | None = None
    outermost: list[int] = []
    hidden = 0
    for at in outline.inside(scope):
        part = outline.parts[at]
        if part.kind is not None and part.kind not in _NO_WRAPPERS and at >= hidden:
            hidden = part.end
        if at >= hidden and part.kind is None and part.holds_body:
            if _is_better(outline, at, best):
                best = at
            if not outermost or at >= outline.parts[outermost[-1]].end:
                outermost.append(at)
    if best is None:
        return None
    named = sum(outline.parts[at].content for at in outermost)
    if outline.parts[best].content < _NAMED_ALONE * named:  # a page builder's text is in many elements of one name
        best = _around(outline, scope, outermost, named)
    inside, whole = outline.parts[best].content, outline.parts[scope].content
    return best if whole - inside < _LITTLE or inside >= _NAMED_SHARE * whole else None


def _around(outline: Outline, at: int, named: list[int], whole: int) -> int:
    """The smallest element that holds nearly all elements of a list."""
    sums = [0, *accumulate(outline.parts[one].content for one in named)]
    while True:
        for child in outline.below(at):
            first, last = bisect_left(named, child), bisect_left(named, outline.parts[child].end)
            if sums[last] - sums[first] >= _NESTED_SHARE * whole:
                at = child
                break
        else:
            return at


def _is_better(outline: Outline, at: int, best: int | None) -> bool:
    """Whether an element is named as a body with better reason than the best one before it in the document."""
    if best is None:
        return True
    inner, outer = outline.parts[at], outline.parts[best]
    if at < outer.end:  # `article.post-content` around `div.entry-content`
        # else the post may be its pictures
        shows = inner.media > 0 or inner.content >= _LONG or not outer.media or not _media(outline, best)
        return shows and inner.content >= _NESTED_SHARE * outer.content
    return inner.content + inner.linked > outer.content + outer.linked


def _media(outline: Outline, whole: int) -> int:
    """Count the pictures and the like in an element, but for those in boilerplate, as the comment form."""
    found, at = outline.parts[whole].media, whole + 1
    while at < outline.parts[whole].end:
        part = outline.parts[at]
        found -= part.media if part.kind is not None else 0
        at = part.end if part.kind is not None else at + 1
    return found


def _inmost(outline: Outline, at: int) -> int:
    """Go down while one child, and nothing beside it, holds all that is there: hueman's `.entry > .entry-inner`."""
    while True:
        part = outline.parts[at]
        below = [outline.parts[child] for child in outline.below(at)]
        heavy = [one for one in below if one.kind is None and (one.content or one.linked or one.media)]
        if len(heavy) != 1 or not heavy[0].is_generic or heavy[0].content < part.content:
            return at
        if heavy[0].media + sum(one.media for one in below if one.kind is not None) < part.media:
            return at
        at = heavy[0].place


def _heaviest(outline: Outline, at: int) -> int:
    """Go down to where the text lies spread over several children."""
    while True:
        part = outline.parts[at]
        heavy = max(
            (child for child in outline.below(at) if outline.parts[child].kind is None),
            key=lambda child: outline.parts[child].weight,
            default=None,
        )
        if heavy is None or not outline.parts[heavy].is_generic:
            return at
        if outline.parts[heavy].weight < _MOST * max(part.weight, 1):
            return at
        at = heavy
