"""Old and damaged exports: everything that is in their bytes arrives, and what cannot is named here with its reason.

The bytes are read a second time by `raw_export`, which shares nothing with the program; and what arrives is held
against what the live site said of the same posts.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
import raw_export
from scores import COMMAND, LIVE, SHARED

if TYPE_CHECKING:
    from pathlib import Path

    from raw_export import Element

pytestmark = pytest.mark.corpus

FOLDER = SHARED / LIVE
OLD = sorted((FOLDER / "wxr-old").glob("*.xml"))
CONTROLS = FOLDER / "wxr-broken" / "all-control-chars.xml"
TRUNCATED = FOLDER / "wxr-broken" / "truncated-300000.xml"
WHOLE = FOLDER / "wxr" / "all.xml"
FEED = FOLDER / "wxr-broken" / "post-comments-feed.xml"
FILES = [path for path in (*OLD, CONTROLS, TRUNCATED) if path.exists()]

# XML 1.0 forbids them, even as references (production 2, Char): no text that goes through XML can have them.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

# Releases whose exporter put a space after a text that ends in a bracket.
SPACE_AFTER_BRACKET = {f"wxr-wp{release}.xml" for release in ("2.5.1", "2.7.1", "2.9.2", "3.0.6", "3.1.4", "3.3.3")}

STATUSES = {"1": "approved", "0": "pending", "": "unknown"}

Record = dict[str, Any]


def name(path: Path) -> str:
    return path.name


every_file = pytest.mark.parametrize("path", FILES, ids=name)


@cache
def archive(path: Path) -> list[Record]:
    done = subprocess.run(
        [*COMMAND, "import", "--quiet", str(path), "-o", "-"], capture_output=True, check=True, timeout=60
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


@cache
def export(path: Path) -> Element:
    return raw_export.read(path)


def posts(path: Path) -> list[Record]:
    return [record for record in archive(path) if record["kind"] == "post"]


def pairs(path: Path) -> list[tuple[Record, Element]]:
    """Each post with the item that it was made of."""
    return list(zip(posts(path), export(path).all("item"), strict=True))


def issues(path: Path, code: str) -> list[Record]:
    return [record for record in archive(path) if record["kind"] == "issue" and record["code"] == code]


def kids(element: Element, kind: str) -> list[Element]:
    return [kid for kid in element.kids if kid.name == kind]


def arrives(text: str) -> str:
    """A text as it can arrive."""
    return FORBIDDEN.sub("", text)


@every_file
def test_as_many_records_arrive_as_the_bytes_hold(path: Path) -> None:
    found = export(path)
    assert len(posts(path)) == len(found.all("item"))
    assert sum(len(post["comments"]) for post in posts(path)) == len(found.all("wp:comment"))
    assert sum(len(post["meta"]) for post in posts(path)) == len(found.all("wp:postmeta"))
    in_comments = sum(len(comment.get("meta", ())) for post in posts(path) for comment in post["comments"])
    assert in_comments == len(found.all("wp:commentmeta"))


@every_file
def test_the_second_reader_overlooks_nothing(path: Path) -> None:
    """No text of these exports speaks of these tags, so each of them in the bytes is one."""
    data = path.read_bytes()
    for tag in ("item", "wp:comment", "wp:postmeta", "wp:commentmeta"):
        assert len(export(path).all(tag)) == data.count(f"<{tag}>".encode())


@every_file
def test_the_text_of_every_post_arrives(path: Path) -> None:
    for post, item in pairs(path):
        assert post.get("id", "") == item.get("wp:post_id")
        assert post["title"] == arrives(item.get("title"))
        assert post["slug"] == item.get("wp:post_name")
        assert post["body"]["source"] == arrives(item.get("content:encoded")), item.get("wp:post_id")
        assert post.get("excerpt", "") == arrives(item.get("excerpt:encoded"))


@every_file
def test_every_term_of_every_post_arrives_once(path: Path) -> None:
    """WXR 1.0 wrote each term twice, the first time without its slug, and said `tag` for post_tag."""
    for post, item in pairs(path):
        written = Counter(("post_tag" if domain == "tag" else domain, slug, text) for domain, slug, text in item.terms)
        wanted = {term for term in written if term[1]}
        assert Counter((term["taxonomy"], term["slug"], term["name"]) for term in post["terms"]) == Counter(wanted)
        assert {text for _, _, text in item.terms} == {term["name"] for term in post["terms"]}


@every_file
def test_every_row_of_meta_arrives(path: Path) -> None:
    """A PHP value that was decoded exactly has no text any more to be compared."""
    for post, item in pairs(path):
        for row, element in zip(post["meta"], kids(item, "wp:postmeta"), strict=True):
            assert row["key"] == element.get("wp:meta_key")
            if isinstance(row["value"], str) or "raw" in row:
                assert row.get("raw", row["value"]) == element.get("wp:meta_value"), row["key"]


@every_file
def test_every_field_of_every_comment_arrives(path: Path) -> None:
    for post, item in pairs(path):
        elements = {element.get("wp:comment_id"): element for element in kids(item, "wp:comment")}
        assert {comment["id"] for comment in post["comments"]} == set(elements)
        for comment in post["comments"]:
            element, author = elements[comment["id"]], comment["author"]
            assert comment["body"]["source"] == arrives(element.get("wp:comment_content"))
            assert author.get("name", "") == arrives(element.get("wp:comment_author"))
            assert author.get("email", "") == element.get("wp:comment_author_email")
            assert author.get("url", "") == element.get("wp:comment_author_url")
            assert author.get("ip", "") == element.get("wp:comment_author_IP")
            assert comment.get("parent", "0") == (element.get("wp:comment_parent") or "0")
            assert comment["type"] == (element.get("wp:comment_type") or "comment")
            approved = element.get("wp:comment_approved")
            assert comment["status"] == STATUSES.get(approved, approved)


@cache
def site_said() -> dict[str, Record]:
    return {str(post["id"]): post for post in json.loads((FOLDER / "oracle.json").read_bytes())["posts"]}


def written_by(path: Path, text: str) -> str:
    """What the exporter made of a text of the site; a carriage return does not live through XML."""
    text = text.replace("\r\n", "\n")
    return text + " " if path.name in SPACE_AFTER_BRACKET and text.endswith("]") else text


@pytest.mark.parametrize("path", OLD, ids=name)
def test_what_an_old_exporter_wrote_is_what_the_site_said(path: Path) -> None:
    found = {post["id"]: post for post in posts(path)}
    assert set(site_said()) <= set(found)
    for number, said in site_said().items():
        post = found[number]
        assert post["body"]["source"] == written_by(path, said["content_raw"]), said["key"]
        comments = {comment["id"]: comment for comment in post["comments"]}
        for comment in said["approved_comments"]:
            source = comments[str(comment["id"])]["body"]["source"]
            assert source == written_by(path, comment["content_raw"]), comment["id"]


@pytest.mark.parametrize("path", OLD, ids=name)
def test_nothing_of_an_old_export_is_lost(path: Path) -> None:
    assert [record for record in archive(path) if record["kind"] == "issue" and record["severity"] == "lost"] == []


@pytest.mark.skipif(not CONTROLS.exists(), reason="no folder of found data")
def test_control_characters_are_gone_and_named() -> None:
    """They are all that is missing, and the issues tell which there were and what the text was."""
    gone = Counter(FORBIDDEN.findall(CONTROLS.read_text("utf-8")))
    assert gone == Counter("\x0b\x0b\x08\x1f\x1b\ufffe\x07\x0c")
    named = issues(CONTROLS, "control-characters")
    assert Counter(re.findall(r"\d+ in ([\w:]+)", " ".join(issue["message"] for issue in named))) == Counter(
        ["title", "content:encoded", "wp:comment_author", "wp:comment_content"]
    )
    for character in gone:
        assert any(f"U+{ord(character):04X}" in issue["message"] for issue in named)
    assert all(issue["original"] for issue in named)


@pytest.mark.skipif(not CONTROLS.exists(), reason="no folder of found data")
def test_a_raw_ampersand_arrives_and_is_reported() -> None:
    (issue,) = issues(CONTROLS, "bare-ampersand")
    author = next(c["author"] for post in posts(CONTROLS) for c in post["comments"] if c["id"] == "467")
    assert "&" in author["url"]
    assert author["url"] in issue["original"]


@pytest.mark.skipif(not TRUNCATED.exists(), reason="no folder of found data")
def test_a_truncated_export_gives_all_that_it_holds() -> None:
    """It is the beginning of an export that is there whole: all items but the last are the same records."""
    assert WHOLE.read_bytes().startswith(TRUNCATED.read_bytes())
    whole, cut = posts(WHOLE), posts(TRUNCATED)
    assert [item.closed for item in export(TRUNCATED).all("item")] == [True] * (len(cut) - 1) + [False]
    for complete, found in zip(whole, cut[:-1], strict=False):
        assert encoded(found) == encoded(complete).replace(WHOLE.name, TRUNCATED.name)
    assert [post.get("truncated", False) for post in cut] == [False] * (len(cut) - 1) + [True]
    assert len(issues(TRUNCATED, "item-truncated")) == len(issues(TRUNCATED, "document-truncated")) == 1


@pytest.mark.skipif(not TRUNCATED.exists(), reason="no folder of found data")
def test_the_item_that_is_cut_keeps_what_is_there() -> None:
    cut = posts(TRUNCATED)[-1]
    (whole,) = [post for post in posts(WHOLE) if post["id"] == cut["id"]]
    assert cut["body"] == whole["body"]
    assert cut["meta"] == whole["meta"]
    by_id = {comment["id"]: comment for comment in whole["comments"]}
    last = export(TRUNCATED).all("wp:comment")[-1].get("wp:comment_id")
    (partial,) = [comment for comment in cut["comments"] if comment["id"] == last]
    complete = [comment for comment in cut["comments"] if comment["id"] != last]
    assert complete
    assert all(comment == by_id[comment["id"]] for comment in complete)
    assert partial["author"] == by_id[last]["author"]
    assert partial["body"]["source"] == ""


@pytest.mark.skipif(not FEED.exists(), reason="no folder of found data")
def test_of_a_damaged_feed_every_comment_arrives() -> None:
    done = subprocess.run([*COMMAND, "import", str(FEED), "-o", "-"], capture_output=True, check=True, timeout=60)
    (post,) = [record for record in map(json.loads, done.stdout.splitlines()) if record["kind"] == "post"]
    numbers = re.findall(r"#comment-([0-9]+)</link>", FEED.read_text(encoding="utf-8"))
    assert [comment["id"] for comment in post["comments"]] == sorted(numbers)


def encoded(record: Record) -> str:
    """A record as a line; an offset that was lent by the site is the one that most dates of the file have: left out."""
    lent = {field: record[field][:19] for field in record.get("inferred", ())}
    return json.dumps({**record, **lent}, ensure_ascii=False)
