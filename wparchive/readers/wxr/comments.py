"""Comments of one item: records in thread order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wparchive.dates import stamp
from wparchive.model import Body, Comment, CommentAuthor
from wparchive.readers.wxr.elements import COMMENT_FIELDS
from wparchive.readers.wxr.fields import Shapes
from wparchive.readers.wxr.tokens import leaves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wparchive.model import Meta
    from wparchive.readers.wxr.context import Context
    from wparchive.readers.wxr.regular import RegularComment
    from wparchive.readers.wxr.tokens import Columns, Group

STATUSES: Final = {"1": "approved", "0": "pending", "approve": "approved", "hold": "pending", "": "unknown"}
"""`comment_approved`; every other value (`spam`, `trash`, `post-trashed`, a plugin's own) is its own name."""


class Comments:
    """Reads the comments of items."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._shapes = Shapes(COMMENT_FIELDS, context.names)

    def read(
        self, regular: Sequence[RegularComment], columns: Columns | None = None, groups: Sequence[Group] = ()
    ) -> tuple[Comment, ...]:
        """Read the comments of one item.

        Args:
            regular: those in WordPress's own form.
            columns: of the item, where it has others.
            groups: the `wp:comment` containers in these.

        Returns:
            The records, ordered by (published, id), each with its depth in the thread.
        """
        if not groups and not regular:
            return ()
        context = self._context
        taken = [self._take(columns, group) for group in groups] if columns else []
        taken += [(one.fields, context.rows(one.rows) if one.rows else (), None) for one in regular]
        context.ledger.came_in["comment"] += len(taken)
        depths = self._depths([(texts[0], texts[10]) for texts, _, _ in taken])
        comments = [self._comment(*fields, depth) for fields, depth in zip(taken, depths, strict=True)]
        comments.sort(key=_thread_order)
        return tuple(comments)

    def _take(
        self, columns: Columns, group: Group
    ) -> tuple[tuple[str | None, ...], tuple[Meta, ...], dict[str, Any] | None]:
        names, texts, attributes = leaves(columns, group)
        fields, rest = self._shapes.take(names, texts)
        meta = self._context.metas(columns, group.groups) if group.groups else ()
        extra = None
        if rest:
            found = ((name, texts[at], attributes[at], repeated) for at, name, repeated in rest)
            extra = self._context.extras(found, "a comment")
        return fields, meta, extra

    def _comment(
        self, texts: tuple[str | None, ...], meta: tuple[Meta, ...], extra: dict[str, Any] | None, depth: int
    ) -> Comment:
        number, name, email, url, ip, local, utc, content, approved, kind, parent, user = texts
        user = user if user != "0" else None
        published = stamp(local, utc, self._context.site_offset)
        if number is None and content is None and name is None:
            self._context.ledger.report("empty-comment", self._context.where())
        if published.unreadable or published.inferred:
            self._context.report_date(published, "comment_date")
        return Comment(
            id=number or None,
            parent=parent if parent and parent != "0" else None,
            depth=depth,
            type=kind or "comment",
            status=STATUSES.get(approved or "", approved or "unknown"),
            author=CommentAuthor(name or None, url or None, email or None, ip or None, user or None),
            published=published.value,
            published_raw=published.raw,
            inferred=("published",) if published.inferred else (),
            body=Body(content or "", "html"),
            mentions=(),
            meta=meta,
            extra=extra,
        )

    def _depths(self, links: list[tuple[str | None, str | None]]) -> list[int]:
        """Count each comment's depth; parents that are missing or that form a circle put it at the top.

        Args:
            links: (id, parent) of each comment.
        """
        if all(not parent or parent == "0" for _, parent in links):
            return [1] * len(links)
        parents = {number: parent for number, parent in links if number and number != "0"}
        depths: dict[str, int] = {}
        place: dict[str, int] = {}
        for number, parent in links:
            if parent and parent != "0" and parent not in parents:
                self._context.ledger.report(
                    "comment-parent-missing", self._context.where(), f"comment {number} answers {parent}"
                )
            chain: list[str] = []
            at: str | None = number
            while at in parents and at not in depths:
                chain.append(at)
                depths[at] = 0  # being counted: met again, it is a circle
                at = parents[at]
            if at and chain and depths.get(at) == 0:
                place = place or {number: at for at, number in enumerate(parents)}
                chain, circle = chain[: chain.index(at)], chain[chain.index(at) :]
                top = circle.index(min(circle, key=place.__getitem__))
                self._context.ledger.report("comment-cycle", self._context.where(), f"comment {circle[top]}")
                below = reversed(circle[top + 1 :] + circle[:top])
                depths.update((link, step) for step, link in enumerate((circle[top], *below), 1))
            base = depths.get(at or "", 0)
            for step, link in enumerate(reversed(chain), 1):
                depths[link] = base + step
        return [depths.get(number or "", 1) for number, _ in links]


def _thread_order(comment: Comment) -> tuple[str, int, str]:
    number = comment.id or ""
    digits = number.isdigit() and number.isascii()
    return _instant(comment.published), int(number) if digits else 0, number


def _instant(published: str | None) -> str:
    """A text that sorts as the instant does; dates that are missing come first."""
    if published is None or published.endswith("+00:00"):
        return published or ""
    from datetime import UTC, datetime  # noqa: PLC0415 - the common case needs none of it

    try:
        return datetime.fromisoformat(published).astimezone(UTC).isoformat()
    except OverflowError:
        return published
