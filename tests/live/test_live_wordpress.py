"""An archive of a live WordPress says what its database says, field by field."""

from __future__ import annotations

import html
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import LiveSite

pytestmark = pytest.mark.live

Record = dict[str, Any]

ZERO_DATE = "0000-00-00 00:00:00"
STATUSES = {"1": "approved", "0": "pending"}
SPAM = "spam"
NOT_EXPORTED_META = {"_edit_lock"}
NOT_EXPORTED_TERMS = {"post_format"}


def posts(site: LiveSite) -> dict[str, Record]:
    return {record["id"]: record for record in site.records if record["kind"] == "post"}


def both(site: LiveSite) -> Iterator[tuple[Record, Record]]:
    """Each post of the archive with its row of the database."""
    found = posts(site)
    return ((found[str(row["id"])], row) for row in site.dump["posts"])


def comments(site: LiveSite) -> Iterator[tuple[Record, Record]]:
    """Each comment of the archive with its row; WordPress does not export spam."""
    for post, row in both(site):
        found = {comment["id"]: comment for comment in post["comments"]}
        rows = [comment for comment in row["comments"] if comment["approved"] != SPAM]
        assert set(found) == {str(comment["id"]) for comment in rows}
        yield from ((found[str(comment["id"])], comment) for comment in rows)


def text(value: str) -> str:
    """A text of the database as it comes out of XML, which knows no carriage return."""
    return value.replace("\r\n", "\n")


def utc(stamp: str) -> str:
    return datetime.fromisoformat(stamp).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def assert_same_date(record: Record, name: str, local: str, gmt: str) -> None:
    if gmt == ZERO_DATE:
        assert name in record["inferred"]
        assert record[name][:19] == local.replace(" ", "T")
    else:
        assert name not in record.get("inferred", ())
        assert utc(record[name]) == gmt
        assert record[name][:19] == local.replace(" ", "T")


def php(value: Any) -> str:
    """A value as PHP serializes it: the way back from what the archive decoded."""
    if isinstance(value, list):
        value = dict(enumerate(value))
    if isinstance(value, dict):
        rows = "".join(php(int(k) if str(k).lstrip("-").isdigit() else k) + php(v) for k, v in value.items())
        return f"a:{len(value)}:{{{rows}}}"
    if isinstance(value, str):
        return f's:{len(value.encode())}:"{value}";'
    if value is None:
        return "N;"
    kind = {bool: "b", int: "i", float: "d"}[type(value)]
    return f"{kind}:{int(value) if kind == 'b' else value};"


def meta(rows: list[Record]) -> dict[str, list[str]]:
    """Rows of meta as the database holds them."""
    found: dict[str, list[str]] = {}
    for row in rows:
        value = row.get("raw", row["value"])
        found.setdefault(row["key"], []).append(value if isinstance(value, str) else php(value))
    return found


def meta_in_database(rows: Any) -> dict[str, list[str]]:
    """PHP writes an empty mapping as a list."""
    return {k: [text(v) for v in values] for k, values in dict(rows).items() if k not in NOT_EXPORTED_META}


def test_every_post_of_the_database_is_there_once(live_site: LiveSite) -> None:
    rows = [str(row["id"]) for row in live_site.dump["posts"]]
    assert len(rows) > 80
    assert sorted(record["id"] for record in live_site.records if record["kind"] == "post") == sorted(rows)


def test_the_fields_of_every_post_are_those_of_the_database(live_site: LiveSite) -> None:
    for post, row in both(live_site):
        assert post["type"] == row["type"]
        assert post["status"] == row["status"]
        assert post["slug"] == row["slug"]
        assert post["title"] == row["title_raw"]
        assert post["guid"] == row["guid"]
        assert post["author"] == row["author"]["login"]
        assert post["author_name"] == row["author"]["display_name"]
        assert post["body"]["source"] == text(row["content_raw"])
        assert post.get("excerpt", "") == text(row["excerpt_raw"])
        assert post.get("password", "") == row["password"]
        assert post.get("sticky", False) == row["sticky"]
        assert post.get("parent", "0") == str(row["parent"])
        assert post.get("menu_order", 0) == row["menu_order"]
        assert post["comment_status"] == row["comment_status"]
        assert post["ping_status"] == row["ping_status"]
        assert post.get("format", False) == row["format"]


def test_the_dates_of_every_post_are_those_of_the_database_in_utc(live_site: LiveSite) -> None:
    for post, row in both(live_site):
        assert_same_date(post, "published", row["date"], row["date_gmt"])
        assert_same_date(post, "modified", row["modified"], row["modified_gmt"])


def test_the_meta_of_every_post_is_that_of_the_database(live_site: LiveSite) -> None:
    for post, row in both(live_site):
        assert meta(post["meta"]) == meta_in_database(row["meta"]), row["id"]


def test_the_terms_of_every_post_are_those_of_the_database(live_site: LiveSite) -> None:
    for post, row in both(live_site):
        found = [(term["taxonomy"], term["slug"], term["name"]) for term in post["terms"]]
        assert sorted(found) == sorted(exported_term(term) for term in row["terms"]), row["id"]


def exported_term(term: Record) -> tuple[str, str, str]:
    """WordPress shows the terms of post formats by names of its own: `Aside` for `post-format-aside`."""
    is_format = term["taxonomy"] == "post_format"
    name = term["name"].removeprefix("post-format-").capitalize() if is_format else term["name"]
    return term["taxonomy"], term["slug"], name


def test_every_attachment_has_its_file(live_site: LiveSite) -> None:
    attachments = [(post, row) for post, row in both(live_site) if row["type"] == "attachment"]
    assert attachments
    for post, row in attachments:
        assert post["attachment"]["url"] == row["guid"]
        assert [post["attachment"]["file"]] == row["meta"]["_wp_attached_file"]
        assert post["attachment"].get("alt") == dict(row["meta"]).get("_wp_attachment_image_alt", [None])[0]


def test_the_fields_of_every_comment_are_those_of_the_database(live_site: LiveSite) -> None:
    statuses = set()
    for comment, row in comments(live_site):
        author = comment["author"]
        assert comment["status"] == STATUSES.get(row["approved"], row["approved"])
        assert comment["type"] == (row["type"] or "comment")
        assert comment.get("parent", "0") == str(row["parent"])
        assert author.get("name", "") == row["author_name"]
        assert author.get("email", "") == row["author_email"]
        assert author.get("ip", "") == row["author_ip"]
        assert author.get("user_id", "0") == str(row["user_id"])
        assert comment["body"]["source"] == text(row["content_raw"])
        assert_same_date(comment, "published", row["date"], row["date_gmt"])
        assert meta(comment.get("meta", [])) == meta_in_database(row["meta"])
        statuses.add(comment["status"])
    assert statuses >= {"approved", "pending", "trash"}


def test_the_address_of_every_commenter_is_that_of_the_database(live_site: LiveSite) -> None:
    """But for quotes and whole `javascript:` addresses, which the exporter drops, and it escapes no `&amp;` again."""
    for comment, row in comments(live_site):
        written = "" if row["author_url"].startswith("javascript:") else html.unescape(row["author_url"])
        assert comment["author"].get("url", "") == written.replace('"', "")


def test_the_depth_of_every_comment_is_that_of_the_database(live_site: LiveSite) -> None:
    """Where all the comments that it answers were exported."""
    exported = {comment["id"]: row for comment, row in comments(live_site)}
    checked = 0
    for comment, row in comments(live_site):
        above, seen = str(row["parent"]), set()
        while above in exported and above not in seen:
            seen.add(above)
            above = str(exported[above]["parent"])
        if above == "0":
            assert comment["depth"] == row["depth_in_db"], row["id"]
            checked += 1
    assert checked > 400


def test_the_authors_are_those_of_the_database(live_site: LiveSite) -> None:
    """WordPress exports the authors who have posts, without their home pages."""
    users = {user["login"]: user for user in live_site.dump["users"]}
    authors = [record for record in live_site.records if record["kind"] == "author"]
    assert {author["login"] for author in authors} == {row["author"]["login"] for row in live_site.dump["posts"]}
    for author in authors:
        user = users[author["login"]]
        assert author["id"] == str(user["id"])
        assert author["name"] == user["display_name"]
        assert author["email"] == user["email"]
        assert author.get("first_name", "") == user["first_name"]
        assert author.get("last_name", "") == user["last_name"]


def test_the_terms_are_those_of_the_database(live_site: LiveSite) -> None:
    slugs = {row["id"]: row["slug"] for row in live_site.dump["terms"]}
    rows = {str(row["id"]): row for row in live_site.dump["terms"] if row["taxonomy"] not in NOT_EXPORTED_TERMS}
    terms = {record["id"]: record for record in live_site.records if record["kind"] == "term"}
    assert set(terms) == set(rows)
    for number, term in terms.items():
        row = rows[number]
        assert (term["taxonomy"], term["slug"], term["name"]) == (row["taxonomy"], row["slug"], row["name"])
        assert term.get("parent") == slugs.get(row["parent"])
        assert term.get("description", "") == row["description"]
        assert meta(term.get("meta", [])) == meta_in_database(row["meta"])


def test_the_site_is_that_of_the_database(live_site: LiveSite) -> None:
    (site,) = [record for record in live_site.records if record["kind"] == "site"]
    assert site["title"] == live_site.dump["settings"]["blogname"]
    assert site["description"] == live_site.dump["settings"]["blogdescription"]
    assert site["url"] == live_site.dump["home"]


def test_nothing_is_lost_or_changed(live_site: LiveSite) -> None:
    issues = [record for record in live_site.records if record["kind"] == "issue"]
    assert [issue for issue in issues if issue["severity"] != "info"] == []


@pytest.mark.parametrize("destination", ["site.db", "site.jsonl", "site.json", "site"])
def test_what_is_converted_is_verified_against_the_export(
    live_site: LiveSite, destination: str, tmp_path: Path
) -> None:
    result = live_site.run("convert", live_site.export, "-o", tmp_path / destination)
    live_site.run("verify", "--against", live_site.export, result)
