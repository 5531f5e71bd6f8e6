"""Posts and comments of the grammar become what a live WordPress makes of them.

`python tests/live/rendering.py` compares more of them, and makes differing ones small.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import grammar
import pytest
from rendering import ERROR, deviations, difference

if TYPE_CHECKING:
    from rendering import LiveRenderer

pytestmark = pytest.mark.live

NUMBERS: Final = range(2000)
MOST_DEVIATING: Final = {"post": 0.24, "comment": 0.001}
"""Damaged shortcodes and block delimiters are frequent in the grammar's posts."""


def test_posts_and_comments_are_what_wordpress_shows(renderer: LiveRenderer) -> None:
    known = deviations()
    found = renderer.compare([grammar.post(n) for n in NUMBERS], [grammar.comment(n) for n in NUMBERS])
    differences = [(comparison, difference(comparison, known)) for comparison in found]

    assert Counter(comparison.kind for comparison in found) == {"post": len(NUMBERS), "comment": len(NUMBERS)}
    assert [comparison for comparison, what in differences if what == ERROR] == []
    for kind, most in MOST_DEVIATING.items():
        assert sum(comparison.kind == kind and bool(what) for comparison, what in differences) <= most * len(NUMBERS)
