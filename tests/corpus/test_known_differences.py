"""Where an archive differs from what the live site said, the export differs from it: each case is listed and proven."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import raw_export
from scores import RUNS, SHARED, Miss, Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from raw_export import Element
    from scores import Scores

pytestmark = pytest.mark.corpus

DIFFERENCES = tomllib.loads(Path(__file__).with_name("known_differences.toml").read_text("utf-8"))["difference"]
FIELDS = [run for run in RUNS if run.scorer == "score_oracle"]
EXPORTS = [run for run in RUNS if run.scorer == "score_wxr"]

Record = dict[str, Any]


def listed(run: Run) -> list[dict[str, Any]]:
    return [entry for entry in DIFFERENCES if fnmatchcase(run.subject, entry["file"])]


def subject(run: Run) -> str:
    return run.subject


@pytest.mark.parametrize("run", [*FIELDS, *EXPORTS], ids=subject)
def test_every_difference_is_listed(scores: Scores, run: Run) -> None:
    known = listed(run)
    unknown = [
        miss
        for miss in scores.of(run).misses
        if not any(e["measure"] == miss.measure and miss.key in e.get("keys", [miss.key]) for e in known)
    ]
    assert unknown == []


@pytest.mark.parametrize("run", [*FIELDS, *EXPORTS], ids=subject)
def test_every_listed_difference_still_occurs(scores: Scores, run: Run) -> None:
    misses = scores.of(run).misses
    for entry in listed(run):
        if "keys" in entry:
            gone = [key for key in entry["keys"] if Miss(entry["measure"], key) not in misses]
            assert gone == [], entry["reason"]
        else:
            assert any(miss.measure == entry["measure"] for miss in misses), entry["reason"]


def test_every_list_is_of_a_file_that_is_scored() -> None:
    assert [entry["file"] for entry in DIFFERENCES if not any(entry in listed(run) for run in RUNS)] == []


def terms_in(item: Element) -> set[tuple[str, str, str]]:
    """WXR 1.0 says `tag` for post_tag, and names each term a second time without its slug."""
    return {("post_tag" if domain == "tag" else domain, slug, name) for domain, slug, name in item.terms if slug}


# By measure: what the archive says, and what the export says.
SAID: dict[str, tuple[Callable[[Record], Any], Callable[[Element], Any]]] = {
    "modified": (lambda post: post.get("modified"), lambda item: item.leaves.get("wp:post_modified_gmt")),
    "author": (lambda post: post.get("author_name"), lambda item: item.get("dc:creator")),
    "sticky": (lambda post: post.get("sticky", False), lambda item: item.get("wp:is_sticky") == "1"),
    "terms": (lambda post: {(t["taxonomy"], t["slug"], t["name"]) for t in post["terms"]}, terms_in),
    "body source": (lambda post: post["body"]["source"], lambda item: item.get("content:encoded")),
    "comment source": (lambda c: c["body"]["source"], lambda comment: comment.get("wp:comment_content")),
    "comment author url": (lambda c: c["author"].get("url", ""), lambda comment: comment.get("wp:comment_author_url")),
}


@pytest.mark.parametrize("run", FIELDS, ids=subject)
def test_a_difference_is_what_the_file_says(scores: Scores, run: Run) -> None:
    posts = {post["id"]: post for post in posts_of(scores.archive(run.subject))}
    items = {item.get("wp:post_id"): item for item in raw_export.read(SHARED / run.subject).all("item")}
    ids = keys_of(run.oracle)
    for measure, key in scores.of(run).misses:
        where, _, number = key.partition(" #")
        post, item = posts[ids[where]], items[ids[where]]
        in_archive, in_export = SAID[measure]
        if number:
            (post,) = [comment for comment in post["comments"] if comment["id"] == number]
            (item,) = [comment for comment in item.all("wp:comment") if comment.get("wp:comment_id") == number]
        assert in_archive(post) == in_export(item), f"{measure} of {key}"


@pytest.mark.parametrize("run", EXPORTS, ids=subject)
def test_comment_texts_differ_only_where_controls_stand_for_windows_1252(scores: Scores, run: Run) -> None:
    for measure, key in scores.of(run).misses:
        assert measure == "every comment text"
        found = Counter(c["body"]["source"] for post in posts_of(scores.archive(key)) for c in post["comments"])
        raw = [c.get("wp:comment_content") for c in raw_export.read(SHARED / key).all("wp:comment")]
        assert any("\x80" <= character <= "\x9f" for text in raw for character in text)
        assert found == Counter(as_windows_1252(text) for text in raw)


def as_windows_1252(text: str) -> str:
    table = {n: bytes([n]).decode("cp1252", "ignore") or chr(n) for n in range(0x80, 0xA0)}
    return text.translate(table)


def posts_of(archive: Path) -> Iterable[Record]:
    with archive.open("rb") as lines:
        records = [json.loads(line) for line in lines]
    return [record for record in records if record["kind"] == "post"]


@cache
def keys_of(oracle: str) -> dict[str, str]:
    """The id of each post by the name that the scorer gives it."""
    posts = json.loads((SHARED / oracle).read_bytes())["posts"]
    return {str(post.get("key") or post["id"]): str(post["id"]) for post in posts}
