from __future__ import annotations

import asyncio
import contextlib
import gc
import re
import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from wparchive.errors import DestinationError
from wparchive.ledger import Ledger
from wparchive.model import Meta, Record
from wparchive.options import WriteOptions
from wparchive.targets import Target
from wparchive.writers.markdown.visibility import NEVER_SHOWN
from wparchive.writers.sqlite import describe_schema, read_counts, schema_reference, write
from wparchive.writers.sqlite.private import is_private, split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SITE = Path(__file__).parents[1] / "cases" / "sqlite" / "site.jsonl"
PRIVATE = ["private_authors", "private_posts", "private_comments", "private_meta", "private_extra", "private_issues"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "site.db"
    decoder = msgspec.json.Decoder(Record)
    ledger = Ledger()
    ledger.came_in.update(author=3, term=3, post=10, comment=11, meta=9)
    write(map(decoder.decode, SITE.read_bytes().splitlines()), Target(path=path), WriteOptions(), ledger)
    ledger._spool.close()
    return path


@pytest.fixture
def database(made: Path, tmp_path: Path) -> Path:
    return shutil.copy(made, tmp_path / "site.db")


@contextlib.contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def ask(path: Path, query: str) -> list[Any]:
    with opened(path) as connection:
        return connection.execute(query).fetchall()


def names(path: Path, kind: str) -> list[str]:
    return [name for (name,) in ask(path, f"SELECT name FROM sqlite_master WHERE type = '{kind}' ORDER BY name")]


# --- views ------------------------------------------------------------------------------------------------------


def test_a_thread_is_in_the_order_of_reading(made: Path) -> None:
    query = "SELECT comment_id, depth, path, root_id, author FROM thread WHERE post_id = 1 ORDER BY path"

    assert ask(made, query) == [
        (11, 1, "000001", 11, "Carol"),
        (12, 2, "000001.000002", 11, "Ada A."),
        (14, 3, "000001.000002.000004", 11, "Carol"),
        (13, 1, "000003", 13, "Dave"),
        (15, 1, "000005", 15, "Shop"),
        (16, 1, "000006", 16, "Other site"),
        (17, 1, "000007", 17, "Eve"),
    ]


def test_the_recursive_view_proves_depth_and_path(made: Path) -> None:
    columns = "post_id, comment_id, parent_id, root_id, depth, path"

    assert ask(made, f"SELECT {columns} FROM thread EXCEPT SELECT {columns} FROM thread_recursive") == []
    assert ask(made, f"SELECT {columns} FROM thread_recursive EXCEPT SELECT {columns} FROM thread") == []


def test_what_never_had_a_page_was_not_shown_as_in_markdown(made: Path) -> None:
    ((sql,),) = ask(made, "SELECT sql FROM sqlite_master WHERE name = 'unpublished_posts'")
    sql = re.sub(r"--.*", "", sql)
    assert set(re.findall(r"'([\w-]+)'", sql)) == {*NEVER_SHOWN, "publish", "inherit"}


def test_one_thread_is_read_by_an_index(made: Path) -> None:
    plan = ask(made, "EXPLAIN QUERY PLAN SELECT * FROM thread WHERE post_id = 1 ORDER BY path")

    assert not [step for *_, step in plan if step.startswith(("SCAN", "USE TEMP"))]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("SELECT post_id FROM published_posts ORDER BY 1", [(-5,), (-4,), (-3,), (-2,), (-1,), (1,)]),
        ("SELECT comments FROM published_posts WHERE post_id = 1", [(6,)]),
        (
            "SELECT post_id, status, protected FROM unpublished_posts ORDER BY 1",
            [(6, "publish", 1), (7, "draft", 0), (8, "private", 0)],
        ),
        ("SELECT comment_id, status FROM unapproved_comments", [(15, "spam")]),
        (
            "SELECT * FROM commenters WHERE name = 'Carol'",
            [("Carol", 3, 2, "2011-02-08 07:00:00", "2011-02-08 10:00:00")],
        ),
        ("SELECT count(*) FROM commenters WHERE name IN ('Shop', 'Other site')", [(0,)]),
        (
            "SELECT * FROM who_answers_whom WHERE answered = 'Carol' ORDER BY 1",
            [("Ada A.", "Carol", 1), ("Dave", "Carol", 1)],
        ),
        ("SELECT * FROM posts_per_year WHERE year IS NOT NULL", [("2010", "page", 1), ("2011", "post", 1)]),
        (
            "SELECT * FROM comments_per_year WHERE year > '2010' ORDER BY 1, 2",
            [("2011", "comment", 4), ("2011", "pingback", 1), ("2012", "comment", 1)],
        ),
        ("SELECT post_id, comments FROM most_discussed", [(1, 6), (-2, 2), (-1, 2)]),
        ("SELECT post_id FROM posts_by_term WHERE term = 'Moss'", [(1,)]),
        ("SELECT slug, posts FROM posts_per_term ORDER BY 1", [("", 1), ("moss", 1), ("plants", 0), ("unlisted", 1)]),
        (
            "SELECT url, parent_title, featured FROM media",
            [("https://site.example.org/uploads/a.jpg", "Crème brûlée", 1)],
        ),
        (
            "SELECT * FROM broken_references ORDER BY 1, 2, 3",
            [("comment", 17, "parent", "999"), ("post", 8, "featured_image", "405"), ("post", 8, "parent", "404")],
        ),
    ],
)
def test_views_answer_the_usual_questions(made: Path, query: str, rows: list[Any]) -> None:
    answer = ask(made, query)

    assert answer == rows


# --- privacy ----------------------------------------------------------------------------------------------------


def test_personal_data_stand_in_private_tables(made: Path) -> None:
    assert ask(made, "SELECT email FROM private_authors") == [("ada@example.org",), ("bob@example.org",)]
    assert ask(made, "SELECT * FROM private_posts") == [(6, "letmein")]
    assert ask(made, "SELECT * FROM private_comments") == [
        (11, "carol@example.org", "192.0.2.1"),
        (12, None, "192.0.2.2"),
    ]
    assert ask(made, "SELECT post_id, comment_id, term_id, position, key FROM private_meta") == [
        (None, None, 4, 1, "owner_email"),
        (1, None, None, 2, "_billing_phone"),
        (1, None, None, 3, "_meta"),
        (1, None, None, 4, "contact"),
        (None, 11, None, 0, "akismet_as_submitted"),
    ]
    assert ask(made, "SELECT kind, record_id FROM private_extra") == [("site", 1), ("comments", 17)]
    assert ask(made, "SELECT * FROM private_issues") == [(1, "<item>frank@example.org")]


def test_without_private_tables_no_personal_datum_is_left_and_all_views_work(database: Path) -> None:
    secrets = [
        b"carol@",
        b"ada@",
        b"bob@",
        b"root@",
        b"moss@",
        b"frank@",
        b"192.0.2.",
        b"letmein",
        b"555-0100",
        b"Browser/",
    ]
    before = database.read_bytes()
    with opened(database) as connection:
        for table in PRIVATE:
            connection.execute(f"DROP TABLE {table}")
        connection.execute("VACUUM")
    after = database.read_bytes()

    assert [secret for secret in secrets if secret not in before] == []
    assert [secret for secret in secrets if secret in after] == []
    assert [table for table in names(database, "table") if "private" in table] == []
    for view in names(database, "view"):
        ask(database, f"SELECT * FROM {view}")
    assert read_counts(database).rows == read_counts(database).end.went_out
    assert read_counts(database).problems == ()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("akismet_history", "…"),
        ("_customer_user", "7"),
        ("_shipping_city", "Ulm"),
        ("senderEmail", "…"),
        ("author_ip", "…"),
        ("ip", "…"),
        ("signup_ipaddress", "…"),
        ("http_user_agent", "…"),
        ("plain", {"a": [{"User-Agent": "…"}]}),
        ("plain", {"a": ["finn@example.org"]}),
        ("plain", "192.0.2.9"),
        ("author", "finn@example.org (Finn)"),
        ("from", "Finn <finn@example.org>"),
        ("plain", "2001:db8::7:8:9"),
    ],
)
def test_fields_with_personal_data_are_private(key: str, value: Any) -> None:
    assert is_private(Meta(key=key, value=value))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("_thumbnail_id", "5"),
        ("_wp_attachment_metadata", {"width": 640, "sizes": {"thumbnail": {"file": "a.jpg"}}}),
        ("description", "Write to finn@example.org for more"),
        ("tip_of_the_day", "12:30:00"),
        ("zip", 12345),
        ("footnotes", None),
    ],
)
def test_other_fields_are_not_private(key: str, value: Any) -> None:
    assert not is_private(Meta(key=key, value=value))


def test_unknown_elements_are_parted_by_name_and_value() -> None:
    public = {"{http://example.org/ip/}mood": "calm", "enclosure": {"text": "", "@url": "https://example.org/a.mp3"}}
    private = {"{http://example.org/}author_ip": "…", "author": "finn@example.org (Finn)", "seen": ["192.0.2.1"]}

    assert split({**public, **private}) == (public, private)
    assert split({}) == split(None) == (None, None)


# --- reading back -----------------------------------------------------------------------------------------------


def test_what_is_read_back_is_what_was_written(made: Path) -> None:
    check = read_counts(made)

    assert check.rows == {"author": 3, "term": 3, "post": 10, "comment": 11, "meta": 9}
    assert check.end.went_out == check.end.came_in == check.rows
    assert check.problems == ()


def test_a_missing_post_is_found(database: Path) -> None:
    with opened(database) as connection:
        connection.execute("DELETE FROM posts WHERE id = 6")

    check = read_counts(database)

    assert check.rows["post"] == 9
    assert check.problems == (
        "row 6 of private_posts names a row of posts that is not there",
        "the full-text index holds 10 of 9 posts",
        "posts or comments were changed since they were written: their checksum does not fit",
    )


def test_a_missing_index_entry_is_found(database: Path) -> None:
    with opened(database) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = replace(sql, '(slug)', '(url)') WHERE name = 'posts_by_slug'"
        )

    assert any("posts_by_slug" in problem for problem in read_counts(database).problems)


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])


def _replace(path: Path) -> None:
    path.write_bytes(b"plain text")


def _outdate(path: Path) -> None:
    with opened(path) as connection:
        connection.execute("PRAGMA user_version = 99")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_truncate, "is damaged"),
        (_replace, "is no database that wparchive wrote"),
        (_outdate, "update wparchive"),
        (Path.unlink, "cannot be read: No such file"),
    ],
)
def test_what_cannot_be_read_back_is_named(database: Path, spoil: Callable[[Path], None], message: str) -> None:
    spoil(database)

    with pytest.raises(DestinationError, match=message) as caught:
        read_counts(database)
    assert caught.value.place == str(database)


# --- the description --------------------------------------------------------------------------------------------


def test_every_table_view_and_column_is_described(made: Path) -> None:
    described = {relation.name: [column.name for column in relation.columns] for relation in describe_schema()}
    shadows = ("_config", "_data", "_docsize", "_idx")
    there = {
        name: [column for _, column, _, _, _, _, hidden in ask(made, f"PRAGMA table_xinfo({name})") if hidden != 1]
        for name in names(made, "table") + names(made, "view")
        if not name.endswith(shadows) and not name.startswith("sqlite_")
    }

    assert described == there
    assert [r.name for r in describe_schema() if not r.description or not all(c.description for c in r.columns)] == []


def test_the_reference_names_types_and_references() -> None:
    page = schema_reference()

    assert "\n### posts\n" in page
    assert "| `author_id` | INTEGER → [authors](#authors) | Who wrote it. |" in page


# --- Datasette --------------------------------------------------------------------------------------------------


# Datasette leaves connections of its own open, which Python says from 3.13 on, whenever it collects them.
@pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_datasette_shows_every_page_and_finds_the_full_text_index(made: Path) -> None:
    from datasette.app import Datasette  # noqa: PLC0415 - as it is loaded, too

    async def visit() -> tuple[dict[str, int], list[Any], str]:
        datasette = Datasette([str(made)])
        await datasette.invoke_startup()
        paths = ["/", "/site", "/site/posts/1", "/site/posts/-2", "/site/post_meta/1,0", "/site/comments/11"]
        paths += [f"/site/{name}" for name in [*names(made, "table"), *names(made, "view")]]
        answers = {path: (await datasette.client.get(path)).status_code for path in paths}
        found = (await datasette.client.get("/site/posts.json?_search=brulee&_shape=array")).json()
        linked = (await datasette.client.get("/site/comments?id=11")).text
        for database in datasette.databases.values():
            database.close()
        return answers, found, linked

    answers, found, linked = asyncio.run(visit())
    gc.collect()

    assert {path: status for path, status in answers.items() if status != 200} == {}
    assert [post["id"] for post in found] == [-1, 1]
    assert '<a href="/site/posts/1">Crème brûlée</a>' in linked
