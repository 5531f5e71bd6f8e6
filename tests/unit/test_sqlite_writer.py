from __future__ import annotations

import contextlib
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from records import a_comment, a_post

from wparchive.errors import DestinationError
from wparchive.ledger import Ledger
from wparchive.model import Author, Body, Comment, CommentAuthor, Meta, Origin, Post, Record, Where
from wparchive.options import WriteOptions
from wparchive.targets import Target
from wparchive.writers.sqlite import read_counts, write
from wparchive.writers.sqlite.database import APPLICATION_ID, key_of

if TYPE_CHECKING:
    from collections.abc import Iterator

SITE = Path(__file__).parents[1] / "cases" / "sqlite" / "site.jsonl"


def site() -> list[Any]:
    decoder = msgspec.json.Decoder(Record)
    return [decoder.decode(line) for line in SITE.read_bytes().splitlines()]


@contextlib.contextmanager
def balance() -> Iterator[Ledger]:
    ledger = Ledger()
    try:
        yield ledger
    finally:
        ledger._spool.close()


def save(records: list[Any], path: Path, *, fts: bool = True, **target: bool) -> Ledger:
    with balance() as ledger:
        write(iter(records), Target(path=path, **target), WriteOptions(fts=fts), ledger)
    return ledger


def ask(path: Path, query: str, *values: Any) -> list[Any]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return connection.execute(query, values).fetchall()


def post(identity: str | None = "1", **fields: Any) -> Post:
    needed: dict[str, Any] = {
        "title": "T",
        "slug": "t",
        "body": Body(source="s", format="html", html="s", text="s"),
        "source": Origin(name="a.xml", line=3),
    }
    return a_post(id=identity, **(needed | fields))


def comment(identity: str, parent: str | None = None, **fields: Any) -> Comment:
    needed: dict[str, Any] = {
        "author": CommentAuthor(name="N"),
        "body": Body(source="s", format="html", html="s", text="s"),
    }
    return a_comment(id=identity, parent=parent, **(needed | fields))


@pytest.fixture
def database(tmp_path: Path) -> Path:
    save(site(), tmp_path / "site.db")
    return tmp_path / "site.db"


def test_every_unit_is_counted_out(tmp_path: Path) -> None:
    ledger = save(site(), tmp_path / "site.db")

    assert ledger.went_out == {"author": 3, "term": 3, "post": 10, "comment": 11, "meta": 9}


def test_a_dry_run_counts_and_writes_nothing(tmp_path: Path) -> None:
    ledger = save(site(), tmp_path / "site.db", dry_run=True)

    assert ledger.went_out["comment"] == 11
    assert list(tmp_path.iterdir()) == []


def test_the_database_is_sound(database: Path) -> None:
    assert ask(database, "PRAGMA integrity_check") == [("ok",)]
    assert ask(database, "PRAGMA foreign_key_check") == []
    assert ask(database, "PRAGMA application_id") == [(APPLICATION_ID,)]
    assert ask(database, "PRAGMA user_version") == [(1,)]
    assert database.read_bytes()[68:72] == b"WPar"


def test_a_second_run_gives_the_same_bytes(database: Path) -> None:
    first = database.read_bytes()
    save(site(), database)

    assert database.read_bytes() == first


def test_nothing_is_left_beside_the_database(database: Path) -> None:
    assert [path.name for path in database.parent.iterdir()] == ["site.db"]


def test_a_run_that_fails_leaves_the_old_database(database: Path) -> None:
    before = database.read_bytes()

    def broken() -> Any:
        yield from site()[:7]
        raise DestinationError("the source ends here")

    with balance() as ledger, pytest.raises(DestinationError, match="the source ends here"):
        write(broken(), Target(path=database), WriteOptions(), ledger)
    assert database.read_bytes() == before
    assert [path.name for path in database.parent.iterdir()] == ["site.db"]


def test_a_foreign_database_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "site.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE mine (word)")
    before = path.read_bytes()

    with pytest.raises(DestinationError, match="not written by wparchive"):
        save(site(), path)
    assert path.read_bytes() == before
    save(site(), path, overwrite=True)
    assert ask(path, "SELECT count(*) FROM posts") == [(10,)]


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_a_database_with_a_journal_beside_it_is_not_replaced(database: Path, ending: str) -> None:
    database.with_name(database.name + ending).write_bytes(b"unfinished")

    with pytest.raises(DestinationError, match="lies beside it"):
        save(site(), database)


def test_standard_output_is_refused() -> None:
    with balance() as ledger, pytest.raises(DestinationError, match="cannot be streamed"):
        write(iter([]), Target(path=None), WriteOptions(), ledger)


def test_errors_of_sqlite_name_the_destination(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "wparchive.writers.sqlite.database.sql_text", lambda _: "CREATE TABLE t (a);\nCREATE TABLE t (a);\n"
    )

    with pytest.raises(DestinationError, match=r"site\.db: cannot be written: table t already exists"):
        save(site(), tmp_path / "site.db")
    assert list(tmp_path.iterdir()) == []


def test_a_numeric_id_is_the_key_and_all_others_get_negative_ones(database: Path) -> None:
    assert ask(database, "SELECT id, wp_id, title FROM posts ORDER BY id DESC") == [
        (8, "8", "Private"),
        (7, "7", "Draft"),
        (6, "6", "Secret"),
        (5, "5", "A picture"),
        (1, "1", "Crème brûlée"),
        (-1, "1", "Crème brûlée, older"),
        (-2, "scrape-9", "About"),
        (-3, "p-10", "Top"),
        (-4, None, "No id"),
        (-5, "99999999999999999999", "Too big"),
    ]


@pytest.mark.parametrize(
    ("wp_id", "key"),
    [
        ("1", 1),
        ("999999999999999", 999999999999999),
        ("1000000000000000", None),
        ("0", None),
        ("007", None),
        ("-5", None),
        ("٣", None),
        ("", None),
        (None, None),
    ],
)
def test_only_plain_numbers_are_keys(wp_id: str | None, key: int | None) -> None:
    assert key_of(wp_id) == key


def test_parents_are_found_wherever_they_stand(database: Path) -> None:
    found = ask(database, "SELECT wp_id, parent, parent_id, featured_image_id FROM posts WHERE parent IS NOT NULL")

    assert sorted(found) == [("5", "1", 1, None), ("8", "404", None, None), ("scrape-9", "p-10", -3, None)]
    assert ask(database, "SELECT featured_image_id FROM posts WHERE id = 1") == [(5,)]
    assert ask(database, "SELECT parent_id FROM terms WHERE slug = 'moss'") == [(3,)]


def test_authors_and_terms_that_only_posts_name_have_rows(database: Path) -> None:
    assert ask(database, "SELECT slug, name, listed FROM terms WHERE id < 0 ORDER BY id DESC") == [
        ("unlisted", "Listed later", 1),
        ("", "No slug", 0),
    ]
    assert ask(database, "SELECT login, name, listed FROM authors WHERE id < 0") == [("zoe", "Zoe Zed", 1)]
    assert ask(database, "SELECT author_id FROM posts WHERE id IN (7, 8) ORDER BY id") == [(-1,), (None,)]
    assert ask(database, "SELECT position, term_id FROM post_terms WHERE post_id = 1") == [
        (0, 4),
        (1, -1),
        (2, -2),
        (3, -2),
    ]


def test_comments_of_an_id_that_is_taken_stay_in_their_own_thread(database: Path) -> None:
    assert ask(database, "SELECT id, wp_id, parent_id, path FROM comments WHERE post_id = -1") == [
        (-1, "11", None, "000001"),
        (18, "18", -1, "000001.000002"),
    ]


def test_comments_without_ids_are_threaded_by_their_place(database: Path) -> None:
    assert ask(database, "SELECT number, parent_id, path, mentions, reply_hint FROM comments WHERE post_id = -2") == [
        ("1", None, "000001", None, None),
        ("2", -2, "000001.000002", '["Finn"]', '{"why":"mention","number":1}'),
    ]


def test_a_registered_commenter_is_linked_to_the_author_also_when_it_is_listed_later(tmp_path: Path) -> None:
    answers = (comment("1", author=CommentAuthor(user_id="3")), comment("2", author=CommentAuthor(user_id="4")))
    save([post(comments=answers), Author(id="3", login="zoe", name="Zoe")], tmp_path / "a.db")

    assert ask(tmp_path / "a.db", "SELECT id, author_id FROM comments") == [(1, 3), (2, None)]


def test_decoded_values_are_json_and_texts_are_texts(database: Path) -> None:
    assert ask(database, "SELECT key, is_json, value, raw FROM post_meta") == [
        ("rating", 1, '{"stars":5,"of":[1,2]}', "a:2:{…}"),
        ("rating", 0, "5", None),
    ]


def test_dates_can_be_compared_in_utc(database: Path) -> None:
    assert ask(database, "SELECT published, published_utc FROM posts WHERE id = 1") == [
        ("2011-02-08T06:30:12+01:00", "2011-02-08 05:30:12")
    ]


def test_a_date_that_is_a_word_does_no_harm(tmp_path: Path) -> None:
    save([post(published="now")], tmp_path / "a.db")

    assert ask(tmp_path / "a.db", "SELECT published, published_utc FROM posts") == [("now", None)]


def test_words_are_found_with_and_without_accents(database: Path) -> None:
    query = "SELECT rowid, snippet(posts_fts, 1, '[', ']', '…', 4) FROM posts_fts WHERE posts_fts MATCH ?"

    assert ask(database, query, "cafe") == [(1, "How the [café] makes…")]
    assert ask(database, query, '"the café"') == [(1, "How [the café] makes…")]
    assert ask(database, query, '"café the"') == []
    assert sorted(ask(database, query, "title : brulee")) == [(-1, "Another text"), (1, "How the café makes…")]
    assert ask(database, "SELECT rowid FROM comments_fts WHERE comments_fts MATCH 'eve'") == [(17,)]
    assert ask(
        database, "SELECT highlight(comments_fts, 1, '<', '>') FROM comments_fts WHERE comments_fts MATCH 'buy'"
    ) == [("<Buy>",)]


@pytest.mark.parametrize("table", ["posts_fts", "comments_fts"])
def test_the_full_text_index_agrees_with_the_texts(database: Path, table: str) -> None:
    ask(database, f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")


def test_the_full_text_index_can_be_left_out(tmp_path: Path) -> None:
    save(site(), tmp_path / "site.db", fts=False)

    assert ask(tmp_path / "site.db", "SELECT name FROM sqlite_master WHERE name LIKE '%fts%'") == []


def test_issues_and_counts_of_the_run_are_kept(tmp_path: Path) -> None:
    with balance() as ledger:
        ledger.came_in.update(post=11, comment=11)
        ledger.account("post", 1)
        ledger.report("empty-source", Where(source="a.xml"))
        write(iter(site()), Target(path=tmp_path / "a.db"), WriteOptions(), ledger)

    assert ask(tmp_path / "a.db", "SELECT code, line FROM issues") == [
        ("item-unreadable", 55),
        ("unreadable-date", 99),
        ("empty-source", None),
    ]
    assert ask(tmp_path / "a.db", "SELECT * FROM end_counts WHERE kind = 'post'") == [("post", 11, 10, 1, 0)]
    assert ask(tmp_path / "a.db", "SELECT * FROM end_issues") == [("empty-source", 1)]


def test_a_nul_in_a_text_is_kept(tmp_path: Path) -> None:
    save([post(title="a\0b", body=Body(source="c\0d", format="html", text="c\0dolphin"))], tmp_path / "a.db")

    assert ask(tmp_path / "a.db", "SELECT title, content FROM posts") == [("a\0b", "c\0d")]
    assert ask(tmp_path / "a.db", "PRAGMA integrity_check") == [("ok",)]


def test_half_a_surrogate_pair_becomes_a_replacement_character_and_an_issue(tmp_path: Path) -> None:
    meta = (
        Meta(key="a", value="1"),
        Meta(key="b", value="x\ud800"),
        Meta(key="c", value=["\ud800"]),
        Meta(key="d", value="2"),
    )
    ledger = save([post(title="é\udfff😀", meta=meta)], tmp_path / "a.db")

    assert ask(tmp_path / "a.db", "SELECT title FROM posts") == [("é\ufffd😀",)]
    assert ask(tmp_path / "a.db", "SELECT key, value FROM post_meta") == [
        ("a", "1"),
        ("b", "x\ufffd"),
        ("c", r'["\ud800"]'),
        ("d", "2"),
    ]
    assert ledger.issues == {"undecodable-bytes": 2}
    assert read_counts(tmp_path / "a.db").problems == ()
    assert ask(tmp_path / "a.db", "SELECT record, line FROM issues") == [("post 1", 3)] * 2


def test_numbers_beyond_64_bits_are_kept(tmp_path: Path) -> None:
    save([post(menu_order=2**70, meta=(Meta(key="n", value=2**70),))], tmp_path / "a.db")

    assert ask(tmp_path / "a.db", "SELECT menu_order FROM posts") == [(float(2**70),)]
    assert ask(tmp_path / "a.db", "SELECT value FROM post_meta") == [(str(2**70),)]


def test_a_chain_of_100000_answers_is_written_and_read(tmp_path: Path) -> None:
    chain = tuple(comment(str(n), str(n - 1) if n > 1 else None) for n in range(1, 100_001))
    save([post(comments=chain)], tmp_path / "a.db")

    assert ask(tmp_path / "a.db", "SELECT count(*), max(length(path)) FROM thread") == [(100_000, 447)]
    assert ask(tmp_path / "a.db", "SELECT max(depth) FROM thread_recursive") == [(100_000,)]
    assert ask(tmp_path / "a.db", "SELECT comment_id FROM thread ORDER BY path LIMIT 3 OFFSET 500") == [
        (501,),
        (502,),
        (503,),
    ]


def test_comments_with_one_id_are_all_kept(tmp_path: Path) -> None:
    save([post(comments=(comment("7"), comment("7"), comment("8", "7")))], tmp_path / "a.db")

    assert ask(tmp_path / "a.db", "SELECT id, wp_id, parent_id FROM comments ORDER BY position") == [
        (7, "7", None),
        (-1, "7", None),
        (8, "8", 7),
    ]


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="needs the sqlite3 program")
def test_the_sqlite3_program_opens_it(database: Path) -> None:
    def run(command: str) -> str:
        return subprocess.run(["sqlite3", str(database), command], capture_output=True, check=True, text=True).stdout

    assert "-- Posts, pages, attachments and items of any other type" in run(".schema posts")
    assert run("SELECT id FROM posts JOIN posts_fts ON posts_fts.rowid = id WHERE posts_fts MATCH 'hidden'") == "6\n"
