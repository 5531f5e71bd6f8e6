"""Comments for other systems: each result is read back as that system reads it."""

from __future__ import annotations

import csv
import gzip
import hashlib
import importlib.util
import json
import re
import sqlite3
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from records import a_comment, a_post, a_site, count_in

from wparchive.errors import DestinationError, UsageError
from wparchive.formats import WRITERS, load_writer
from wparchive.ledger import Ledger
from wparchive.model import Author, Body, Comment, CommentAuthor, Meta, Origin, Post, Term
from wparchive.options import INCLUDABLE, WriteOptions
from wparchive.targets import Target

if TYPE_CHECKING:
    from collections.abc import Callable

SYSTEMS = ("isso", "remark42", "disqus", "staticman", "hugo-data", "comments-json", "comments-csv")
SECRETS = (b"@example.org", b"192.0.2.", b"Mozilla")
SITE = a_site(title="S", url="https://blog.example.org/news")
HELLO = "/news/2010/05/hello/"
FOG = "/news/%E9%9C%A7/"


def post(identity: str, path: str = "/2010/05/hello/", **fields: Any) -> Post:
    needed: dict[str, Any] = {
        "title": "Fish &amp; <em>Chips</em>",
        "slug": path.strip("/").rpartition("/")[2],
        "url": f"https://blog.example.org/news{path}",
        "published": "2010-05-02T12:00:00+02:00",
        "body": Body(source="s", format="html", html="<p>Text</p>"),
        "meta": (Meta("a", "b"),),
        "source": Origin(name="a.xml", line=3),
    }
    return a_post(id=identity, **(needed | fields))


def comment(identity: str | None, parent: str | None = None, html: str = "", **fields: Any) -> Comment:
    minute = int(identity or 0) % 60
    needed: dict[str, Any] = {
        "parent": parent,
        "author": CommentAuthor(name=f"Name {identity}", email="ann@example.org", ip="192.0.2.7"),
        "published": f"2010-05-03T10:{minute:02}:00+02:00",
        "body": Body(source="s", format="html", html=html or f"<p>Comment {identity}</p>"),
        "meta": (Meta("agent", "Mozilla/5.0"),),
    }
    return a_comment(id=identity, **(needed | fields))


PING = CommentAuthor(name="Other blog", url="https://other.example.net/a?b=1&#038;c=2")
COMMENTS = (
    comment("1", html="<p>First &lt;b&gt; *stars* _lines_</p>\n<p>Second<br>line</p>"),
    comment("2", "1", html="<ul><li>one</li><li>two <code>a &lt; b</code></li></ul>"),
    comment("3", "2"),
    comment("4", "3", author=CommentAuthor(name="bob@example.org", email="bob@example.org", ip="2001:db8:1:2::7")),
    comment("5", "99"),
    comment("6", type="pingback", author=PING, html="<p>[…] a quotation […]</p>"),
    comment("7", "6"),
    comment("8", status="pending", html="<p>Hidden 8</p>"),
    comment("9", "1", status="spam", html="<p>Hidden 9</p>"),
    comment("10", status="trash", html="<p>Hidden 10</p>"),
    comment("11", "9", author=CommentAuthor(name=None), html='<p><a href="https://example.net/">link</a> 潮</p>'),
    comment("12", "1", published=None),
)
RECORDS: tuple[Any, ...] = (
    SITE,
    Author(login="ann", name="Ann", email="ann@example.org"),
    Term(taxonomy="category", slug="a", name="A"),
    post("1", comments=COMMENTS, comment_status="closed"),
    post("2", "/%E9%9C%A7/", comments=(comment("20"), comment("21", "20"))),
    post("3", "/private/", status="private", comments=(comment("30", html="<p>Hidden 30</p>"),)),
    post("4", "/empty/"),
    post("5", "/photo/", type="attachment", status="inherit", parent="3", comments=(comment("31", html="Hidden 31"),)),
    post("6", "", type="feedback", comments=(comment("32", html="Hidden 32"),)),
)
SHOWN = ["1", "2", "3", "4", "5", "6", "7", "11", "12", "20", "21"]
PARENTS = {"2": "1", "3": "2", "4": "3", "7": "6", "12": "1", "21": "20"}


class Result:
    """What was written, and what the ledger says of it."""

    def __init__(self, system: str, path: Path, *records: Any, **options: Any) -> None:
        self.path = path
        self.ledger = Ledger()
        count_in(self.ledger, records or RECORDS)
        overwrite, dry_run = options.pop("overwrite", False), options.pop("dry_run", False)
        write = load_writer(next(entry for entry in WRITERS if entry.name == system))
        chosen = WriteOptions(**options)
        write(iter(records or RECORDS), Target(path=path, overwrite=overwrite, dry_run=dry_run), chosen, self.ledger)
        self.ledger.check_balance()
        self.issues = [(issue.code, issue.where.record, issue.message) for issue in self.ledger.all_issues()]

    @property
    def bytes(self) -> bytes:
        """All that was written, unpacked."""
        files = sorted(self.path.rglob("*")) if self.path.is_dir() else [self.path]
        data = b"".join(file.name.encode() + file.read_bytes() for file in files if file.is_file())
        return gzip.decompress(self.path.read_bytes()) if self.path.suffix == ".gz" else data


def destination(system: str, folder: Path) -> Path:
    return folder / {"isso": "comments.db", "remark42": "backup.gz"}.get(system, system)


@pytest.fixture(params=SYSTEMS)
def result(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Result]:
    def write(*records: Any, **options: Any) -> Result:
        return Result(request.param, destination(request.param, tmp_path), *records, **options)

    return write


def test_every_comment_is_written_or_accounted_for_by_name(result: Callable[..., Result]) -> None:
    ledger = result().ledger
    assert ledger.went_out["comment"] == len(SHOWN)
    assert ledger.units_of_code("not-published") == {"post": 2, "comment": 5, "meta": 4}
    assert ledger.units_of_code("no-place")["comment"] == 1


def test_what_was_not_public_is_not_there(result: Callable[..., Result]) -> None:
    assert b"Hidden" not in result().bytes


def test_addresses_are_not_there_unless_asked_for(result: Callable[..., Result], tmp_path: Path) -> None:
    everything = tuple(name for name in INCLUDABLE if name != "private-addresses")
    written = result(include=frozenset(everything)).bytes
    assert [secret for secret in SECRETS if secret in written] == []
    assert written.count(b"Hidden") >= 5
    assert list(tmp_path.iterdir())


def test_the_same_site_gives_the_same_bytes(result: Callable[..., Result]) -> None:
    first = result().bytes
    assert result(overwrite=True).bytes == first


def test_a_second_run_replaces_what_the_first_wrote(result: Callable[..., Result]) -> None:
    result()
    again = result(SITE, post("1", comments=(comment("50", html="Only"),)))
    assert again.ledger.went_out["comment"] == 1
    assert b"Only" in again.bytes
    assert b"Comment 3" not in again.bytes


@pytest.mark.parametrize("system", [name for name in SYSTEMS if name not in {"staticman", "hugo-data"}])
def test_what_somebody_else_wrote_is_not_replaced(system: str, tmp_path: Path) -> None:
    path = destination(system, tmp_path)
    path.write_bytes(b"SQLite format 3\0" + bytes(200))
    with pytest.raises(DestinationError):
        Result(system, path)
    assert Result(system, path, overwrite=True).ledger.went_out["comment"] == len(SHOWN)


def test_a_dry_run_counts_and_writes_nothing(result: Callable[..., Result], tmp_path: Path) -> None:
    assert result(dry_run=True).ledger.went_out["comment"] == len(SHOWN)
    assert list(tmp_path.iterdir()) == []


def test_a_comment_without_a_date_gets_that_of_what_it_answers(tmp_path: Path) -> None:
    found = Result("remark42", tmp_path / "a").issues
    assert [(code, record) for code, record, _ in found if code == "comment-undated"] == [("comment-undated", "post 1")]
    times = {row["id"]: row["time"] for row in remark42(tmp_path / "a")[1]}
    assert times["12"] == times["1"] == "2010-05-03T08:01:00Z"


# --- Isso -----------------------------------------------------------------------------------------------------

ASK = """
import json, logging, sqlite3, sys
from pathlib import Path
import isso
from isso import config, make_app
from werkzeug.test import Client
logging.disable(logging.CRITICAL)
conf = config.load(str(Path(isso.__file__).with_name("isso.cfg")))
for section, name, value in (
    ("general", "dbpath", sys.argv[1]), ("general", "host", "https://blog.example.org"), ("guard", "enabled", "off"),
):
    conf.set(section, name, value)
client = Client(make_app(conf, threading=True))
for request in json.loads(sys.argv[2]):
    answer = client.open(**request)
    assert answer.status_code in (200, 201, 202), (request, answer.status_code, answer.data)
    print(json.dumps(json.loads(answer.data)))
"""
needs_isso = pytest.mark.skipif(importlib.util.find_spec("isso") is None, reason="needs isso")


def isso(path: Path, *requests: dict[str, Any]) -> list[Any]:
    """Ask the real Isso, which takes the database for its own."""
    command = [sys.executable, "-W", "ignore", "-c", ASK, str(path), json.dumps(requests)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def thread_of(uri: str) -> dict[str, Any]:
    return {"path": "/", "query_string": {"uri": uri}}


def words(html: str) -> list[str]:
    return re.sub("<[^>]*>", " ", html).split()


@needs_isso
def test_isso_shows_the_threads_of_the_site(tmp_path: Path) -> None:
    written = Result("isso", tmp_path / "comments.db")
    hello, fog = isso(written.path, thread_of(HELLO), thread_of(FOG))
    shape = {one["id"]: [reply["id"] for reply in one["replies"]] for one in hello["replies"]}
    assert shape == {1: [12, 2, 3, 4], 5: [], 6: [7], 11: []}, "12 has no date, and got that of 1"
    assert [(one["id"], [reply["id"] for reply in one["replies"]]) for one in fog["replies"]] == [(20, [21])]
    assert ("thread-flattened", "post 1") in {issue[:2] for issue in written.issues}
    shown = {one["id"]: one for top in hello["replies"] for one in (top, *top["replies"])}
    assert words(shown[1]["text"]) == ["First", "&lt;b&gt;", "*stars*", "_lines_", "Second", "line"]
    assert "<li>two <code>a &lt; b</code></li>" in shown[2]["text"]
    assert words(shown[3]["text"]) == ["@Name", "2", "Comment", "3"]
    assert 'href="#isso-2"' in shown[3]["text"]
    assert "<em>pingback</em>" in shown[6]["text"]
    assert (shown[6]["author"], shown[6]["website"]) == ("Other blog", "https://other.example.net/a?b=1&c=2")
    assert (shown[4]["author"], shown[11]["author"], shown[11]["website"]) == ("bob", None, None)
    assert shown[3]["created"] == datetime.fromisoformat(str(COMMENTS[2].published)).timestamp()


@needs_isso
@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>2^10^ and ~5~ and ~~6~~</p>", "2^10^ and ~5~ and ~~6~~"),
        ("<p><code>a ^b^ ~c~ &lt;cite&gt;</code></p>", "a ^b^ ~c~ &lt;cite&gt;"),
        ("<p>H<sub>2</sub>O <cite>Book</cite> <abbr title='x'>AB</abbr> <q>quoted</q></p>", "H2O Book AB quoted"),
        ("<dl><dt>Term</dt><dd>What it is</dd></dl>", "Term What it is"),
        ("<table><tr><td colspan='2'>a</td></tr><tr><td>b</td><td>c</td></tr></table>", "a b c"),
        (
            "<p>AT&amp;T &amp;amp; &lt;b&gt; 1 &lt; 2 [x](y) `z` # h</p>",
            "AT&amp;T &amp;amp; &lt;b&gt; 1 &lt; 2 [x](y) `z` # h",
        ),
        ("<p>\u3000祝你</p>", "祝你"),
        ("<p><s>gone</s> <b>bold</b> <i>soft</i></p>", "gone bold soft"),
        ("<blockquote><p>quoted</p></blockquote><pre>a\n  b</pre>", "quoted a b"),
    ],
)
def test_isso_shows_the_words_of_a_comment_and_no_markup(html: str, shown: str, tmp_path: Path) -> None:
    written = Result("isso", tmp_path / "a.db", SITE, post("1", comments=(comment("1", html=html),)))
    (thread,) = isso(written.path, thread_of(HELLO))
    assert " ".join(words(thread["replies"][0]["text"])) == shown


@needs_isso
def test_isso_links_to_pictures(tmp_path: Path) -> None:
    html = (
        '<p><img src="https://example.net/a.png" alt="A boat"> <a href="https://example.net/">'
        '<img src="https://example.net/b.png" alt="B"></a> <img alt="c"></p>'
    )
    written = Result("isso", tmp_path / "a.db", SITE, post("1", comments=(comment("1", html=html),)))
    (thread,) = isso(written.path, thread_of(HELLO))
    links = re.findall('<a href="([^"]*)"[^>]*>([^<]*)</a>', thread["replies"][0]["text"])
    assert links == [("https://example.net/a.png", "A boat"), ("https://example.net/", "B")]


@needs_isso
def test_isso_takes_answers_to_comments_of_the_old_site(tmp_path: Path) -> None:
    written = Result("isso", tmp_path / "comments.db")
    new = {"text": "A new answer", "author": "New", "parent": 3}
    path = {"path": "/new", "query_string": {"uri": HELLO}, "method": "POST", "json": new}
    added, likes, hello = isso(
        written.path, path, {"path": "/id/20/like", "method": "POST", "environ_base": {"REMOTE_ADDR": "192.0.2.9"}},
        thread_of(HELLO),
    )  # fmt: skip
    assert (added["id"], added["parent"], likes["likes"]) == (22, 1, 1)
    assert 22 in [reply["id"] for reply in hello["replies"][0]["replies"]]
    with pytest.raises(DestinationError):
        Result("isso", written.path)


@needs_isso
def test_isso_keeps_waiting_comments_back_until_they_are_activated(tmp_path: Path) -> None:
    written = Result("isso", tmp_path / "a.db", include=frozenset({"unapproved", "spam"}))
    (hello,) = isso(written.path, thread_of(HELLO))
    assert b"Hidden" in written.bytes
    assert "Hidden" not in json.dumps(hello)
    with sqlite3.connect(written.path) as base:
        modes = dict(base.execute("SELECT id, mode FROM comments"))
    base.close()
    assert {modes[8], modes[9], modes[10]} == {2}
    assert modes[11] == modes[1] == 1


@needs_isso
def test_isso_has_the_tables_that_it_makes_itself(tmp_path: Path) -> None:
    ours = Result("isso", tmp_path / "ours.db").path
    theirs = tmp_path / "theirs.db"
    isso(theirs, thread_of("/"))

    def tables(path: Path) -> dict[str, list[Any]]:
        base = sqlite3.connect(path)
        names = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: base.execute(f"PRAGMA table_info({name})").fetchall() for name in names}
        found["version"] = base.execute("PRAGMA user_version").fetchall()
        base.close()
        return found

    assert tables(ours) == tables(theirs)


def rows(path: Path, sql: str) -> list[Any]:
    base = sqlite3.connect(path)
    found = base.execute(sql).fetchall()
    base.close()
    return found


def test_isso_gets_addresses_only_as_it_stores_them(tmp_path: Path) -> None:
    written = Result("isso", tmp_path / "a.db", include=frozenset({"private-addresses"}))
    found = {row[0]: row[1:] for row in rows(written.path, "SELECT id, email, remote_addr FROM comments")}
    assert found[1] == ("ann@example.org", "192.0.2.0")
    assert found[4] == ("bob@example.org", "2001:0db8:0001:0000:0000:0000:0000:0000")
    assert found[11] == (None, "0.0.0.0")


def test_isso_gets_ids_for_comments_that_have_none_or_another_has(tmp_path: Path) -> None:
    thread = (comment("1"), comment("1"), comment(None), comment("9" * 40))
    written = Result("isso", tmp_path / "a.db", SITE, post("1", comments=thread), post("2", "/b/", comments=thread[:1]))
    assert [row[0] for row in rows(written.path, "SELECT id FROM comments ORDER BY id")] == [1, 2, 3, 4, 5]


def test_a_database_cannot_be_streamed() -> None:
    with pytest.raises(DestinationError, match="streamed"):
        load_writer(next(entry for entry in WRITERS if entry.name == "isso"))(
            iter(RECORDS), Target(path=None), WriteOptions(), Ledger()
        )


# --- Remark42 -------------------------------------------------------------------------------------------------


def remark42(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Read a backup as its documentation says: a line with what is known of pages, then a comment a line."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    head, *lines = (json.loads(line) for line in data.splitlines())
    return head, lines


def test_remark42_reads_its_own_backup(tmp_path: Path) -> None:
    head, found = remark42(Result("remark42", tmp_path / "backup.gz", site_id="news").path)
    assert (head["version"], head["users"]) == (1, [])
    assert head["posts"] == [{"url": f"https://blog.example.org{HELLO}", "read_only": True}]
    assert [row["id"] for row in found if row["locator"]["url"].endswith(FOG)] == ["20", "21"]
    assert sorted(row["id"] for row in found) == sorted(SHOWN)
    assert {row["id"]: row["pid"] for row in found if row["pid"]} == PARENTS
    seen: set[str] = {""}
    for row in found:
        assert row["pid"] in seen, "parents stand before their children"
        seen.add(row["id"])
        assert set(row) >= {"id", "pid", "text", "orig", "user", "locator", "score", "vote", "time"}
        assert set(row["user"]) == {"name", "id", "picture", "admin"}
        assert row["locator"]["site"] == "news"
        assert datetime.fromisoformat(row["time"]).utcoffset() is not None
    by_id = {row["id"]: row for row in found}
    assert by_id["1"]["text"].startswith("<p>First &lt;b&gt; *stars*")
    assert by_id["1"]["orig"].startswith("First")
    assert by_id["6"]["text"].startswith("<p><em>pingback</em></p>")
    assert by_id["1"]["title"] == "Fish & Chips"
    assert by_id["4"]["user"]["name"] == "bob"


def test_remark42_marks_what_was_not_approved_and_gets_addresses_when_asked(tmp_path: Path) -> None:
    include = frozenset({"unapproved", "private-addresses"})
    found = {row["id"]: row for row in remark42(Result("remark42", tmp_path / "plain", include=include).path)[1]}
    assert found["8"]["orig"] == "*pending*\n\nHidden 8"
    assert found["1"]["user"]["ip"] == "192.0.2.7"
    assert "email" not in json.dumps(found)


def test_a_new_address_takes_the_place_of_the_old(tmp_path: Path) -> None:
    found = remark42(Result("remark42", tmp_path / "a", base_url="https://new.example.net/b/").path)[1]
    assert {row["locator"]["url"] for row in found} == {
        "https://new.example.net/b/2010/05/hello/", "https://new.example.net/b/%E9%9C%A7/",
    }  # fmt: skip


@pytest.mark.parametrize("system", ["remark42", "disqus"])
def test_a_system_that_needs_whole_addresses_says_so(system: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--base-url"):
        Result(system, tmp_path / "a", post("1", url="/a/", comments=(comment("1"),)))


# --- Disqus, and who else reads its XML ------------------------------------------------------------------------


def test_disqus_xml_is_an_export_with_the_same_threads(wxr: Any, tmp_path: Path) -> None:
    data = Result("disqus", tmp_path / "a.xml", include=frozenset({"unapproved", "spam"})).bytes
    reading = wxr.read(data[len("a.xml") :])
    assert set(reading.codes) <= {"unknown-element"}, "the identifier of the thread"
    found = {one.id: one for post in reading.posts for one in post.comments}
    assert set(found) == {*SHOWN, "8", "9", "10"}
    assert {one.id: one.parent for one in found.values() if one.parent} == {**PARENTS, "9": "1", "11": "9"}
    assert {one.id: one.status for one in found.values() if one.status != "approved"} == {
        "8": "pending", "9": "spam", "10": "trash",
    }  # fmt: skip
    assert found["6"].type == "pingback"
    assert found["2"].body.source.strip() == "<ul><li>one</li><li>two <code>a &lt; b</code></li></ul>"
    assert [post.url for post in reading.posts] == [f"https://blog.example.org{path}" for path in (HELLO, FOG)]
    assert found["1"].author.email.endswith("@wparchive.invalid")
    assert found["1"].author.email != found["2"].author.email


def test_every_element_that_disqus_asks_for_is_there(tmp_path: Path) -> None:
    text = Result("disqus", tmp_path / "a.xml").bytes.decode()
    for item, names in (
        ("item", "title link content:encoded dsq:thread_identifier wp:post_date_gmt wp:comment_status"),
        ("wp:comment", "wp:comment_id wp:comment_author wp:comment_author_email wp:comment_author_url"),
        ("wp:comment", "wp:comment_author_IP wp:comment_date_gmt wp:comment_content wp:comment_approved"),
        ("wp:comment", "wp:comment_parent"),
    ):  # fmt: skip
        for piece in re.findall(rf"<{item}>(.*?)</{item}>", text, re.DOTALL):
            assert [name for name in names.split() if f"<{name}>" not in piece] == []


@needs_isso
def test_issos_own_importer_takes_the_xml(tmp_path: Path) -> None:
    source = Result("disqus", tmp_path / "a.xml").path
    script = (
        "import sys, isso.config, isso.db, isso.migrate, pathlib\n"
        "conf = isso.config.load(str(pathlib.Path(isso.__file__).with_name('isso.cfg')))\n"
        "isso.migrate.dispatch('wordpress', isso.db.SQLite3(sys.argv[1], conf), sys.argv[2])\n"
    )
    path = tmp_path / "b.db"
    command = [sys.executable, "-W", "ignore", "-c", script, str(path), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert rows(path, "SELECT count(*) FROM comments") == [(len(SHOWN),)]


def test_characters_that_xml_cannot_hold_and_its_own_marks_do_no_harm(wxr: Any, tmp_path: Path) -> None:
    hostile = comment("1", html="<p>a]]>b\x0bc\ud800</p>", author=CommentAuthor(name="<x>&\x00]]>"))
    data = Result("disqus", tmp_path / "a.xml", SITE, post("1", title="]]>\x01", comments=(hostile,))).bytes
    (found,) = wxr.read(data[len("a.xml") :]).post.comments
    assert found.body.source == "<p>a]]>bc?</p>"


# --- files of generators, and tables ----------------------------------------------------------------------------


def test_staticman_has_a_file_for_each_comment(tmp_path: Path) -> None:
    written = Result("staticman", tmp_path / "site")
    files = {file.relative_to(written.path).as_posix(): file for file in written.path.rglob("*.yml")}
    names = [f"_data/comments/hello/comment-{number}.yml" for number in SHOWN[:9]]
    names += [f"_data/comments/霧/comment-{number}.yml" for number in SHOWN[9:]]
    assert sorted(files) == sorted(names)
    found = {str(row["_id"]): row for row in (yaml.safe_load(file.read_text("utf-8")) for file in files.values())}
    assert {number: row["_parent"] for number, row in found.items() if "_parent" in row} == PARENTS
    assert found["6"]["type"] == "pingback"
    assert found["1"]["message"] == "First \\<b> \\*stars\\* \\_lines\\_\n\nSecond  \nline"
    assert found["5"]["date"] == COMMENTS[4].published
    assert "email" not in found["1"]


def test_staticman_gets_addresses_as_it_stores_them(tmp_path: Path) -> None:
    written = Result("staticman", tmp_path / "site", include=frozenset({"private-addresses"}))
    row = yaml.safe_load((written.path / "_data/comments/hello/comment-1.yml").read_text("utf-8"))
    assert row["email"] == hashlib.md5(b"ann@example.org").hexdigest()
    assert b"@example.org" not in written.bytes


def test_pages_of_one_name_get_folders_of_their_own(tmp_path: Path) -> None:
    posts = [post(str(number), f"/{number}/same/", comments=(comment(str(number)),)) for number in (1, 2)]
    written = Result("staticman", tmp_path / "site", SITE, *posts)
    assert sorted(path.name for path in (written.path / "_data/comments").iterdir()) == ["same", "same-2"]
    assert "path-collision" in [issue[0] for issue in written.issues]


def test_hugo_has_a_file_for_each_page_in_the_order_of_the_site(tmp_path: Path) -> None:
    written = Result("hugo-data", tmp_path / "site")
    found = {file.stem: json.loads(file.read_text("utf-8")) for file in written.path.rglob("*.json")}
    assert set(found) == {"1", "2"}
    assert [row["id"] for row in found["2"]] == ["20", "21"]
    assert sorted(row["id"] for row in found["1"]) == sorted(SHOWN[:9])
    assert [row["depth"] for row in found["1"] if row["id"] in {"1", "2", "3", "4"}] == [1, 2, 3, 4]


def test_json_has_the_threads(tmp_path: Path) -> None:
    found = json.loads(Result("comments-json", tmp_path / "a").path.read_bytes())
    assert [page["path"] for page in found["threads"]] == [HELLO, FOG]
    assert [page["closed"] for page in found["threads"]] == [True, False]
    comments = {row["id"]: row for page in found["threads"] for row in page["comments"]}
    assert {number: row["parent"] for number, row in comments.items() if row["parent"]} == PARENTS
    assert {number: comments[number]["depth"] for number in ("4", "7", "5")} == {"4": 4, "7": 2, "5": 1}
    assert comments["6"]["author"] == {"name": "Other blog", "url": "https://other.example.net/a?b=1&c=2"}


def test_json_of_a_site_without_comments_is_a_document(tmp_path: Path) -> None:
    assert json.loads(Result("comments-json", tmp_path / "a", SITE, post("1")).path.read_bytes())["threads"] == []


def test_csv_has_a_row_for_each_comment(tmp_path: Path) -> None:
    include = frozenset({"private-addresses"})
    path = Result("comments-csv", tmp_path / "a", include=include).path
    with path.open(encoding="utf-8", newline="") as file:
        found = {row["id"]: row for row in csv.DictReader(file)}
    assert sorted(found) == sorted(SHOWN)
    assert {number: row["parent"] for number, row in found.items() if row["parent"]} == PARENTS
    assert found["1"]["html"] == COMMENTS[0].body.html
    assert (found["1"]["author_email"], found["1"]["author_ip"]) == ("ann@example.org", "192.0.2.7")


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_demo_blog_is_written_by_the_command(system: str, tmp_path: Path, wparchive: Callable[..., Any]) -> None:
    export = Path(__file__).parents[2] / "fixtures/demo-blog/export.xml"
    path = destination(system, tmp_path)
    done = wparchive("convert", export, "--to", system, "-o", path)
    assert done.code == 0, done.err
    assert "16 posts, 19 comments in; 0 and 16 out; 0 lost" in done.err
