"""What the head of a page says of its post, held against what was found in the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.readers.page.post.dates import are_near, iso
from wparchive.readers.page.post.title import is_title_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.readers.page.post.dates import Dates
    from wparchive.readers.page.post.stated import Stated
    from wparchive.readers.page.post.title import Title

_WORD: Final = re.compile(r"<[^>]*>|(\w+)")
_FEW: Final = 100
_TIMES: Final = 2
"""How many times more or fewer words than stated are found in what cannot be the text of the post: plugins count all
sorts of things, such as shortcodes, or letters in Japanese."""


def differences(stated: Stated, title: Title, dates: Dates, body: str) -> Iterator[str]:
    """Say what was found otherwise than the head of the page states it.

    Args:
        stated: by the head.
        title: as found.
        dates: as found.
        body: HTML of the text.

    Yields:
        One sentence for each difference.
    """
    heads = [text for text in (stated.headline, stated.title) if text]
    if title.element is not None and heads and not any(is_title_of(head, title) for head in heads):
        yield f"title {heads[0]!r}"
    published = iso(stated.published)
    if published and dates.published and not are_near(published, dates.published):
        yield f"published {published}"
    if stated.word_count is not None:
        found = sum(bool(word) for word in _WORD.findall(body))
        if max(found, stated.word_count) > _FEW + _TIMES * min(found, stated.word_count):
            yield f"{stated.word_count} words, {found} are there"
