"""What real WordPress installations made of whole sites, where that folder lies beside the checkout."""

from __future__ import annotations

import importlib.util
import json
import sys
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from wparchive.content import RenderContext, render_comment, render_post
from wparchive.content.safe import sanitize

SHARED: Final = Path(__file__).parents[3] / "shared"
TOOLS: Final = SHARED / "tools"
NOT_SHOWN: Final = ("attachment", "nav_menu_item", "wp_block", "wp_navigation", "custom_css", "wp_global_styles")
FLOORS: Final = {
    # File: equal posts, of those that need no more than the file; comments before they are made safe, and after.
    "wordpress-7.1/oracle.json": (68 / 73, 1.0, 0.99),
    "wordpress-6.1/oracle.json": (68 / 73, 1.0, 0.99),
    "rendered/WPTT__theme-unit-test.json": (52 / 53, 1.0, 0.96),
}
"""What was reached; the numbers only go up."""

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not (TOOLS / "score_render.py").is_file(), reason="the folder of found data is missing"),
]


@cache
def score_render() -> Any:
    """The script that says when two pieces of HTML are equal."""
    spec = importlib.util.spec_from_file_location("score_render", TOOLS / "score_render.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(TOOLS))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(TOOLS))
    return module


def equal(ours: str, theirs: str) -> bool:
    stream = score_render().stream
    return bool(stream(ours) == stream(theirs))


def share(results: list[bool]) -> float:
    return sum(results) / len(results)


@pytest.mark.parametrize("name", FLOORS)
def test_posts_and_comments_are_what_wordpress_showed(name: str) -> None:
    oracle = json.loads((SHARED / "oracle" / name).read_text(encoding="utf-8"))
    posts = [post for post in oracle["posts"] if post["type"] not in NOT_SHOWN]
    comments = [
        (comment.get("content_raw", comment.get("raw")), comment.get("content_rendered", comment.get("rendered")))
        for post in posts
        for comment in post.get("approved_comments") or post.get("comments") or []
    ]
    context = RenderContext(plugins=False, site=oracle["home"])

    reached = (
        share([
            equal(render_post(post["content_raw"], context), shown)
            for post in posts
            if (shown := post.get("content_rendered_all_pages", post.get("content_rendered"))) is not None
            and not post.get("depends")
        ]),
        share([equal(render_comment(raw), shown) for raw, shown in comments]),
        share([equal(sanitize(render_comment(raw))[0], shown) for raw, shown in comments]),
    )  # fmt: skip

    assert all(ours >= floor for ours, floor in zip(reached, FLOORS[name], strict=True)), reached
