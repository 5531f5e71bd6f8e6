"""Pages of themes that nobody has seen: those of known themes, with every name in them made unreadable.

What remains is what holds for any theme: elements, texts, links, dates for machines, and what the head of a page says.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from html import unescape
from typing import TYPE_CHECKING, Any
from zlib import crc32

from turbohtml import parse

from wparchive.ledger import Ledger
from wparchive.readers.page.page import page_of
from wparchive.readers.page.reader import read_page
from wparchive.text import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wparchive.model import Comment, Post

OF_COMMENTS = re.compile(
    r"comment|respond|reply|pingback|trackback|depth-\d|children|bypostauthor|byuser|even|odd|alt|thread|vcard|fn|says"
    r"|avatar|url|review"
)
"""Names by which WordPress itself calls comments and their parts."""
WORDS = re.compile(r"\w+")
GOOD = 0.98


def hashed(markup: str, *, comments: bool) -> str:
    """Make the names in a page unreadable.

    Args:
        markup: the page.
        comments: those of comments as well.
    """
    tree = parse(markup, positions=False)
    for element in tree.select("[class], [id]"):
        for name in ("class", "id"):
            if value := element.attr(name):
                kept = [
                    one if _stays(one, comments=comments) else f"x{crc32(one.encode()):08x}" for one in value.split()
                ]
                element.attrs[name] = " ".join(kept)
    return tree.html


def _stays(name: str, *, comments: bool) -> bool:
    return not comments and OF_COMMENTS.search(name) is not None


def scores(oracle: Path, *, comments: bool = False, step: int = 1) -> dict[str, tuple[int, int]]:
    """Read hashed pages of posts, and give for each field how many were right of how many.

    Args:
        oracle: folder with `manifest.json`, `oracle.json` and pages.
        comments: hash the names of comments as well.
        step: every how many-th page is read.
    """
    right: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for path, truth in list(singles(oracle))[::step]:
        markup = path.read_text(encoding="utf-8")
        post = read_page(page_of(hashed(markup, comments=comments), path.name), Ledger())
        assert post is not None
        for field, is_right in compared(post, truth, markup, comments=comments):
            every[field] += 1
            right[field] += is_right
    return {field: (right[field], every[field]) for field in every}


def singles(oracle: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Give the pages of posts, and what the live site said of each post."""
    truth = {post["id"]: post for post in json.loads((oracle / "oracle.json").read_bytes())["posts"]}
    for page in json.loads((oracle / "manifest.json").read_bytes())["pages"]:
        if page.get("kind", "single") == "single" and page.get("post_id") in truth and page["status"] == 200:
            yield oracle / page["file"], {**truth[page["post_id"]], "shown": page["comment_ids_seen_in_markup"]}


def compared(post: Post, truth: dict[str, Any], markup: str, *, comments: bool) -> Iterator[tuple[str, bool]]:
    """Give each field and whether it is right."""
    yield "title", words(post.title) in (words(truth["title_rendered"]), words(truth["title_raw"]))
    yield "date", (post.published or "")[:10] == truth["date"][:10]
    if f"/author/{truth['author']['login']}" in markup:
        named = {post.author_name, post.author}
        yield "author", bool(named & {truth["author"]["display_name"], truth["author"]["login"]})
    slugs = {term.slug for term in post.terms}
    for term in truth["terms"]:
        if term["taxonomy"] in ("category", "post_tag") and f"/{term['slug']}/" in markup:
            yield "terms", term["slug"] in slugs
    if "<!--nextpage-->" not in truth["content_raw"]:
        wanted = plain_text(truth["content_rendered_all_pages"])
        yield "body", f1(plain_text(post.body.source), wanted) >= GOOD
    if comments:
        yield from _comments(post.comments, truth)


def _comments(found: tuple[Comment, ...], truth: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    wanted = [comment for comment in truth["approved_comments"] if comment["id"] in truth["shown"]]
    texts = Counter(words(comment.body.source) for comment in found)
    known = {words(comment["content_rendered"]) for comment in truth["approved_comments"]}
    for comment in wanted:
        if comment["type"] in ("", "comment"):
            yield "comment", texts[words(comment["content_rendered"])] > 0
    for comment in found:
        if comment.type == "comment":
            yield "no other comment", words(comment.body.source) in known


@cache
def words(markup: str) -> tuple[str, ...]:
    return tuple(WORDS.findall(unescape(plain_text(markup)).casefold()))


def f1(found: str, wanted: str) -> float:
    one, other = (Counter(WORDS.findall(text.casefold())) for text in (found, wanted))
    every = one.total() + other.total()
    return 2 * (one & other).total() / every if every else 1.0
