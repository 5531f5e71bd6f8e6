"""What `verify` proves of a result, and what it finds when somebody changed it."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from wparchive.cli.app import app
from wparchive.errors import DestinationError, InputError
from wparchive.formats import choose_writer
from wparchive.manifest import MANIFEST, read_end, read_manifest
from wparchive.options import WriteOptions
from wparchive.pipeline import Job, run
from wparchive.targets import Target
from wparchive.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wparchive.verify import Check

KINDS = ("blog.jsonl", "blog.json", "blog.db", "blog")
COMMENTS = ("isso", "remark42", "disqus", "comments-json", "comments-csv")
"""Formats of which a file holds the comments alone."""


@pytest.fixture(scope="module")
def export(wxr: Any) -> str:
    """Three posts (one of them a draft), a menu item, an attachment with a comment, and comments of all kinds."""
    comments = [wxr.comment(11), wxr.comment(12, parent=11), wxr.comment(13, approved="0")]
    items = [
        wxr.item(1, "".join(comments)),
        wxr.item(2, wxr.comment(21), status="draft"),
        wxr.item(3, type="page", slug="about"),
        wxr.item(4, type="nav_menu_item"),
        wxr.item(5, wxr.comment(51) + "<wp:post_parent>1</wp:post_parent>", type="attachment", status="inherit"),
        wxr.item(6, type="attachment", status="inherit"),
    ]
    path: str = wxr.save(wxr.export(*items))
    return path


@pytest.fixture
def write(tmp_path: Path, export: str) -> Callable[..., Path]:
    def written(name: str, *sources: str, to: str | None = None, **options: Any) -> Path:
        path = tmp_path / name
        writer = choose_writer(to, path)
        job = Job(addresses=sources or (export,), target=Target(path=path), writer=writer, render=None,
                  write=WriteOptions(**options))  # fmt: skip
        run(job)
        return path

    return written


def failures(path: Path, *against: str) -> list[Check]:
    return [check for check in verify(path, against) if check.outcome == "failed"]


def texts(path: Path, *against: str) -> str:
    checks = verify(path, against)
    return "\n".join("\n".join((check.outcome + " " + check.text, *check.details)) for check in checks)


def flip(path: Path, mark: bytes, bit: int = 1) -> None:
    """Change a bit of the last letter of a mark, where that stands for the last time."""
    data = bytearray(path.read_bytes())
    data[data.rindex(mark) + len(mark) - 1] ^= bit
    path.write_bytes(data)


def cut(path: Path, size: int) -> None:
    path.write_bytes(path.read_bytes()[:-size])


@pytest.mark.parametrize("name", KINDS)
def test_what_was_just_written_is_whole(write: Any, export: str, name: str) -> None:
    path = write(name)
    checks = list(verify(path, [export]))
    assert {check.outcome for check in checks} == {"passed"}
    assert len(checks) > len(list(verify(path))) > 0


@pytest.mark.parametrize("name", KINDS)
def test_another_source_is_missing_in_it_and_it_is_extra(write: Any, wxr: Any, name: str) -> None:
    other = wxr.save(wxr.export(wxr.item(7, title="Elsewhere")))
    found = texts(write(name), other)
    assert "post 7 “Elsewhere” is missing" in found
    assert "are in it and not in the sources" in found
    assert "post 1" in found


# --- archives -------------------------------------------------------------------------------------------------------


def test_a_flipped_byte_in_an_archive_breaks_its_checksum(write: Any, export: str) -> None:
    path = write("blog.jsonl")
    flip(path, b"Body 3")
    assert "its checksum does not fit" in failures(path)[0].text
    assert "post 3 “Title 3” differs: text" in texts(path, export)


def test_a_flipped_byte_in_the_structure_of_an_archive_is_named_by_its_line(write: Any, export: str) -> None:
    path = write("blog.jsonl")
    flip(path, b'"kind":"site"')
    found = texts(path, export)
    assert "line 2" in found
    assert "it cannot be compared with the sources" in found


def test_a_byte_that_is_no_text_any_more_is_damage_too(write: Any) -> None:
    archive, folder = write("blog.jsonl"), write("blog")
    last = archive.read_bytes()[-20:-10]  # of the checksum in the end record
    flip(archive, last, 0x80)
    assert "it was cut short" in failures(archive)[0].text
    flip(folder / MANIFEST, b".md", 0x80)
    assert "is damaged" in texts(folder)


@pytest.mark.parametrize("size", [1 << 8, 1 << 10])
def test_an_archive_with_a_cut_end_was_cut_short(write: Any, size: int) -> None:
    path = write("blog.jsonl")
    cut(path, size)
    assert "it was cut short" in failures(path)[0].text


def test_a_record_that_was_taken_out_of_an_archive_is_missing_in_the_counts(write: Any, export: str) -> None:
    path = write("blog.jsonl")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(line for line in lines if b"Body 3" not in line))
    assert [check.text for check in failures(path)] == [
        "the archive was changed since it was written: its checksum does not fit",
        "the records are not those that its end record counts",
    ]
    assert "post 3 “Title 3” is missing" in texts(path, export)


def test_an_archive_in_one_document_is_counted(write: Any) -> None:
    path = write("blog.json")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(line for line in lines if b"Body 3" not in line))
    assert "not those that its end record counts" in failures(path)[0].text
    cut(path, 40)
    assert "it cannot be read to its end" in failures(path)[0].text


def test_a_changed_comment_is_named_with_what_differs(write: Any, wxr: Any) -> None:
    source = wxr.save(wxr.export(wxr.item(1, wxr.comment(11, author="Cleo") + wxr.comment(12, parent=11))))
    path = write("blog.jsonl", source)
    changed = wxr.export(wxr.item(1, wxr.comment(11, author="Cleo", content="New", approved="0") + wxr.comment(12)))
    found = texts(path, wxr.save(changed))
    assert "comment 11 of post 1 “Cleo” differs: status, text" in found
    assert "comment 12 of post 1 “Ben” differs: parent" in found
    assert "2 of 1 post, 2 comments of the sources are missing or differ" in found


def test_the_first_twenty_are_named_and_the_others_counted(write: Any, wxr: Any) -> None:
    source = wxr.save(wxr.export(*(wxr.item(n) for n in range(100, 130))))
    (check,) = failures(write("blog.jsonl"), source)
    assert len(check.details) == 21
    assert check.details[0] == "post 100 “Title 100” is missing"
    assert check.details[-1] == "… and 10 more"


def test_records_that_are_twice_in_the_sources_have_to_be_twice_in_the_result(write: Any, wxr: Any) -> None:
    once, twice = (wxr.save(wxr.export(*[wxr.item("", guid="", title="Same")] * n)) for n in (1, 2))
    assert failures(write("twice.jsonl", twice), twice) == []
    assert "1 of 2 posts" in failures(write("once.jsonl", once), twice)[0].text


def test_sources_in_parts_are_compared_as_one_site(write: Any, wxr: Any) -> None:
    parts = [wxr.save(wxr.export(wxr.item(n), wxr.item(9)), f"{n}.xml") for n in (1, 2)]
    path = write("blog.jsonl", *parts)
    assert failures(path, *parts) == []
    assert failures(path, *reversed(parts)) == []


# --- databases ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("table", "key"), [("comments", 51), ("posts", 3)])
def test_a_row_that_was_deleted_from_a_database_is_missing(write: Any, export: str, table: str, key: int) -> None:
    path = write("blog.db")
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"DELETE FROM {table} WHERE id = ?", (key,))
    assert failures(path)
    assert f"{table}:" in texts(path)
    assert f"{table[:-1]} {key}" in texts(path, export)


def test_a_text_that_was_changed_in_a_database_is_found_by_its_source(write: Any, export: str) -> None:
    path = write("blog.db")
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE posts SET content = 'x' WHERE id = 3")
    assert "post 3 “Title 3” differs: text" in texts(path, export)


@pytest.mark.parametrize("mark", [b"Comment 51", b"<p>Body 3", b"Title 3"])
def test_a_flipped_byte_in_a_database_breaks_its_checksum(write: Any, mark: bytes) -> None:
    path = write("blog.db", fts=False)
    flip(path, mark)
    assert "failed the database is damaged\nposts or comments were changed" in texts(path)


@pytest.mark.parametrize(
    "change", ["comments SET author = 'x'", "comments SET status = 'x'", "posts SET published = 'x'"]
)
def test_who_said_what_when_cannot_be_changed_unseen_in_a_database(write: Any, change: str) -> None:
    path = write("blog.db")
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"UPDATE {change}")
    assert "posts or comments were changed" in texts(path)


def test_a_database_that_was_cut_is_damaged(write: Any) -> None:
    path = write("blog.db")
    cut(path, path.stat().st_size // 2)
    assert failures(path)


# --- folders --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        {"comments": "data"},
        {"comments": "none"},
        {"include": frozenset({"draft", "unapproved"})},
        {"include": frozenset({"draft", "unapproved"}), "comments": "data"},
    ],
)
def test_a_folder_is_compared_by_the_options_it_was_written_with(write: Any, export: str, options: Any) -> None:
    path = write("blog", **options)
    assert failures(path, export) == []
    closing = read_end(path)
    assert closing is not None
    assert closing.options == WriteOptions(**options)


def test_the_same_folder_has_the_same_manifest(write: Any) -> None:
    options = {"include": frozenset({"draft", "unapproved", "private", "spam", "future"})}
    first, second = (write(name, **options) / MANIFEST for name in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()
    assert b'"include":["draft","future","private","spam","unapproved"]' in first.read_bytes()


def pages(path: Path) -> list[Path]:
    return [path / entry.path for entry in read_manifest(path) if entry.post]


def test_a_file_that_was_removed_or_changed_in_a_folder_is_named(write: Any) -> None:
    path = write("blog")
    removed, changed, *_ = pages(path)
    removed.unlink()
    flip(changed, b"Title")
    (check,) = failures(path)
    assert check.details == (
        f"{removed.relative_to(path).as_posix()} is missing",
        f"{changed.relative_to(path).as_posix()} was changed",
    )


def test_a_file_that_was_removed_together_with_its_line_is_missed(write: Any, export: str) -> None:
    path = write("blog")
    page = pages(path)[0]
    page.unlink()
    manifest = path / MANIFEST
    lines = manifest.read_bytes().splitlines(keepends=True)
    name = page.relative_to(path).as_posix().encode()
    manifest.write_bytes(b"".join(line for line in lines if name not in line))
    found = texts(path, export)
    assert "the list of files was changed since it was written" in found
    assert "posts: 4 there, 5 counted when it was written" in found
    assert "post 1 “Title 1” is missing" in found


def test_a_folder_without_the_end_of_its_list_was_cut_short(write: Any) -> None:
    path = write("blog")
    cut(path / MANIFEST, 50)
    assert "the list of files has no end record: it was cut short" in texts(path)


def test_files_of_somebody_else_are_no_fault(write: Any) -> None:
    path = write("blog")
    (path / "notes").mkdir()
    (path / "notes" / "mine.txt").write_text("x")
    (note,) = [check for check in verify(path) if check.outcome == "note"]
    assert note.text == "1 file that wparchive did not write"
    assert note.details == ("notes/mine.txt",)
    assert failures(path) == []


# --- what cannot be verified ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", [*COMMENTS, "staticman", "hugo-data"])
@pytest.mark.parametrize(
    "options", [{}, {"include": frozenset({"draft", "unapproved"}), "base_url": "https://b.example"}]
)
def test_files_of_comments_hold_what_their_source_and_options_ask_for(
    write: Any, export: str, wxr: Any, to: str, options: Any
) -> None:
    path = write("comments", to=to, **options)
    assert failures(path, export) == []
    strangers = "".join(wxr.comment(number, author="Zed") for number in range(96, 100))
    other = wxr.save(wxr.export(wxr.item(1, strangers)), "other.xml")
    assert failures(path, other) != []


@pytest.mark.parametrize("to", ["isso", "remark42", "disqus", "comments-json"])
def test_a_flipped_byte_in_a_file_of_comments_breaks_its_checksum(write: Any, to: str) -> None:
    path = write("comments", to=to)
    flip(path, b"Comment 12")
    assert "failed the file was changed since it was written" in texts(path)


@pytest.mark.parametrize("to", COMMENTS)
def test_a_file_of_comments_that_was_cut_short_is_not_whole(write: Any, export: str, to: str) -> None:
    path = write("comments", to=to)
    cut(path, path.stat().st_size // 3)
    assert failures(path, export) != []


def test_an_answer_whose_comment_was_taken_out_stands_alone(write: Any) -> None:
    path = write("comments", to="comments-csv")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if ",11,,1," not in line), encoding="utf-8")
    assert "answers 11, which does not stand before it" in texts(path)


def test_what_is_no_result_cannot_be_verified(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear reader")
    for path in (tmp_path / "nothing", tmp_path, tmp_path / "letter.txt"):
        with pytest.raises(DestinationError):
            list(verify(path))


def test_a_source_that_cannot_be_read_is_an_error_of_the_input(write: Any, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear reader")
    with pytest.raises(InputError):
        list(verify(write("blog.jsonl"), [str(tmp_path / "letter.txt")]))


# --- the command ----------------------------------------------------------------------------------------------------


def test_the_command_says_what_holds_and_exits_with_0(write: Any, export: str, wxr: Any, wparchive: Any) -> None:
    done = wparchive("verify", write("blog.jsonl"), "--against", export)
    assert done.code == 0
    assert done.out.splitlines()[0] == "✓ the archive is unchanged, its checksum fits"
    assert done.out.splitlines()[-1].endswith("blog.jsonl is whole: 3 checks passed")
    more = wxr.save(wxr.export(wxr.item(77)))
    assert "post 77" in wparchive("verify", write("blog.jsonl"), "--against", export, more).out


def test_the_command_exits_with_4_and_the_remedy_when_something_is_wrong(write: Any, wparchive: Any) -> None:
    path = write("blog.jsonl")
    flip(path, b"Body 3")
    done = wparchive("verify", path)
    assert done.code == 4
    assert "✗ the archive was changed" in done.out
    assert done.err == f"error: {path}: is not whole: 1 of 2 checks failed (write it again from its sources)\n"


def test_the_command_shows_only_faults_when_it_is_to_be_quiet(write: Any, wparchive: Any) -> None:
    path = write("blog.jsonl")
    assert wparchive("verify", path, "--quiet").out == ""
    flip(path, b"Body 3")
    assert wparchive("verify", path, "--quiet").out.startswith("✗ the archive was changed")


def test_the_marks_are_words_where_the_terminal_has_no_signs(write: Any, wxr: Any) -> None:
    other = wxr.save(wxr.export(wxr.item(7)))
    output = CliRunner(charset="ascii").invoke(app, ["verify", str(write("blog.jsonl")), "--against", other]).output
    assert "ok the archive is unchanged" in output
    assert "FAILED 1 of 1 post" in output
    assert "post 7 ?Title 7? is missing" in output


def test_two_results_are_a_wrong_use(write: Any, export: str, wparchive: Any) -> None:
    done = wparchive("verify", write("blog.jsonl"), export)
    assert done.code == 2
    assert "--against" in done.err
