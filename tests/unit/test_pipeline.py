"""The stages together: what is read, in which order, from which sources, and that doing it again changes nothing."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import os
import shutil
import sqlite3
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from wparchive.cli.options import render_options
from wparchive.errors import (
    ArchiveError,
    DestinationError,
    InputError,
    SourceNotFoundError,
    UnbalancedError,
    UnknownFormatError,
)
from wparchive.formats import choose_writer
from wparchive.ledger import Ledger
from wparchive.model import Archive, Issue, Post, Record, Site
from wparchive.options import ReadOptions, RenderOptions, WriteOptions
from wparchive.pipeline import Job, open_source, run
from wparchive.targets import Target
from wparchive.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable

FIXTURES = Path(__file__).parents[2] / "fixtures"
DEMO = FIXTURES / "demo-blog/export.xml"
DEAD = 2**22 + 1
"""More than the number of any process."""


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Path]:
    """Runs a job into a file; its path."""

    def made(name: str, *sources: object, **options: Any) -> Path:
        path = tmp_path / name
        target = Target(path=path, overwrite=options.pop("overwrite", False))
        run(Job(addresses=tuple(map(str, sources)), target=target, writer=choose_writer(None, path), **options))
        return path

    return made


def records(*sources: object) -> list[Record]:
    return list(open_source(*map(str, sources)))


def posts(*sources: object) -> list[Post]:
    return [record for record in records(*sources) if isinstance(record, Post)]


def bytes_of_html(path: Path) -> bytes:
    """The HTML of the comments of a result."""
    if path.suffix == ".db":
        with contextlib.closing(sqlite3.connect(path)) as connection:
            return str(connection.execute("SELECT html FROM comments").fetchall()).encode()
    if path.suffix == ".json":
        shown = json.loads(path.read_bytes())["posts"][0]["comments"]
        return json.dumps([comment["body"]["html"] for comment in shown]).encode()
    return "".join(comment.body.html or "" for post in posts(path) for comment in post.comments).encode()


def origins(*sources: object) -> list[tuple[str, str, int, str]]:
    head = next(open_source(*map(str, sources)))
    assert isinstance(head, Archive)
    return [(source.name, source.format, source.bytes, source.sha256) for source in head.sources]


def origin(path: Path, form: str = "wxr", name: str = "") -> tuple[str, str, int, str]:
    data = path.read_bytes()
    return name or path.name, form, len(data), hashlib.sha256(data).hexdigest()


# --- the first record -----------------------------------------------------------------------------------------------
def test_the_first_record_names_every_source(wxr: Any) -> None:
    paths = [Path(wxr.save(wxr.export(wxr.item(number)), f"{number}.xml")) for number in (1, 2)]
    assert origins(*paths) == [origin(path) for path in paths]
    first, second, *rest = records(*paths)
    assert (type(first), type(second)) == (Archive, Site)
    assert not any(isinstance(record, Archive | Site) for record in rest)


def test_a_packed_source_is_named_as_it_lies_there(wxr: Any, tmp_path: Path) -> None:
    export = wxr.export(wxr.item(1)).encode()
    packed = tmp_path / "blog.xml.gz"
    packed.write_bytes(gzip.compress(export, mtime=0))
    assert origins(packed) == [origin(packed)]
    assert [post.id for post in posts(packed)] == ["1"]


def test_a_file_in_a_zip_is_named_by_its_content(wxr: Any, tmp_path: Path) -> None:
    export = wxr.export(wxr.item(1)).encode()
    path = tmp_path / "blog.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("in/blog.xml", export)
    assert origins(path) == [("blog.zip/in/blog.xml", "wxr", len(export), hashlib.sha256(export).hexdigest())]


def test_a_source_that_cannot_be_read_is_not_among_those_it_was_made_of(wxr: Any, tmp_path: Path) -> None:
    good = Path(wxr.save(wxr.export(wxr.item(1))))
    other = tmp_path / "notes.txt"
    other.write_text("Buy rope.")
    assert origins(good, other) == [origin(good)]


@pytest.mark.parametrize("name", ["blog.jsonl", "blog.json"])
def test_an_archive_that_is_read_again_keeps_its_sources(make: Any, wxr: Any, name: str) -> None:
    paths = [Path(wxr.save(wxr.export(wxr.item(number)), f"{number}.xml")) for number in (1, 2)]
    again = make(f"again-{name}", make(name, *paths))
    assert origins(again) == [origin(path) for path in paths]


def test_an_archive_and_an_export_together_name_the_sources_of_both(make: Any, wxr: Any) -> None:
    first, second = (Path(wxr.save(wxr.export(wxr.item(number)), f"{number}.xml")) for number in (1, 2))
    assert origins(make("blog.jsonl", first), second) == [origin(first), origin(second)]


# --- sources that cannot be read ------------------------------------------------------------------------------------
def damaged_archive(make: Any, folder: Path, line: int) -> Path:
    """An archive of the demo blog in which one line is malformed."""
    whole = make("whole.jsonl", DEMO, render=None)
    lines = whole.read_bytes().splitlines()
    whole.unlink()
    lines[line - 1] = lines[line - 1][:-2]
    path = folder / "damaged.jsonl"
    path.write_bytes(b"\n".join(lines))
    return path


@pytest.mark.parametrize("line", [1, 2, 9, 15])
def test_an_unreadable_source_among_several_is_reported_and_the_rest_done(
    make: Any, wxr: Any, tmp_path: Path, line: int
) -> None:
    bad = damaged_archive(make, tmp_path, line)
    ledger = Ledger()
    good = wxr.save(wxr.export(wxr.item(777)))
    target = Target(path=tmp_path / "out.jsonl")
    ledger = run(Job(addresses=(str(bad), good), target=target, writer=choose_writer("jsonl", None)))
    assert ledger.issues["source-unreadable"] == 1
    (issue,) = [issue for issue in ledger.all_issues() if issue.code == "source-unreadable"]
    assert (issue.where.source, issue.severity) == ("damaged.jsonl", "lost")
    assert posts(target.path)[-1].id == "777"


def test_where_no_source_can_be_read_the_first_error_is_raised(make: Any, tmp_path: Path) -> None:
    bad = damaged_archive(make, tmp_path, 9)
    for sources in ([bad], [bad, bad]):
        with pytest.raises(ArchiveError, match=r"damaged\.jsonl, line 9"):
            make("out.jsonl", *sources)
    assert [path.name for path in tmp_path.iterdir()] == ["damaged.jsonl"]


def test_files_that_nobody_knows_are_passed_over_and_named(wxr: Any, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Buy rope.")
    (tmp_path / "blog.xml").write_text(wxr.export(wxr.item(1)))
    (issue,) = [record for record in records(tmp_path) if isinstance(record, Issue)]
    assert (issue.code, issue.where.source) == ("source-skipped", "notes.txt")
    (tmp_path / "blog.xml").unlink()
    with pytest.raises(UnknownFormatError, match=r"^notes\.txt: "):
        records(tmp_path)


def test_a_member_that_cannot_be_opened_does_not_stop_the_others(wxr: Any, tmp_path: Path) -> None:
    path = tmp_path / "blog.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a.xml", wxr.export(wxr.item(1)))
        packed.writestr("b.xml", wxr.export(wxr.item(2)))
    data = bytearray(path.read_bytes())
    entry = data.index(b"PK\x01\x02")
    data[entry + 8] |= 1  # says that a.xml is encrypted
    path.write_bytes(data)
    found = records(path)
    assert [record.id for record in found if isinstance(record, Post)] == ["2"]
    (issue,) = [record for record in found if isinstance(record, Issue)]
    assert (issue.code, issue.where.source) == ("source-unreadable", "blog.zip/a.xml")


def test_nothing_to_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFoundError, match="no file lies in this folder"):
        records(tmp_path)
    with pytest.raises(SourceNotFoundError, match="no such file"):
        records(tmp_path / "missing.xml")


@pytest.mark.parametrize("name", ["blog.jsonl", "site/blog.jsonl", "site", ""])
def test_a_result_that_lies_among_the_sources_is_no_source(make: Any, tmp_path: Path, name: str) -> None:
    shutil.copy(DEMO, tmp_path)
    first = make(name, tmp_path)
    before = {path: path.read_bytes() for path in first.rglob("*") if path.is_file()} or first.read_bytes()
    make(name, tmp_path)
    assert ({path: path.read_bytes() for path in first.rglob("*") if path.is_file()} or first.read_bytes()) == before


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("blog.jsonl", f".blog.jsonl.{DEAD}.part"),
        (f"{'long' * 20}.db", f".{'long' * 10}.{DEAD}.part"),
        ("site", f"site/.{DEAD}.part"),
        ("site", f"site/.posts.json.{DEAD}.part"),
    ],
)
def test_what_a_killed_run_left_is_removed_and_no_source(make: Any, tmp_path: Path, name: str, left: str) -> None:
    shutil.copy(DEMO, tmp_path)
    others = [tmp_path / f".diary.{DEAD}.part", tmp_path / f".{name}.{os.getppid()}.part"]
    for other in others:
        other.write_text("of somebody else, or of a process that runs")
    first = make(name, DEMO)
    archive = make("half.jsonl", DEMO)
    shutil.move(archive, leftover := first.parent / left)
    make(name, tmp_path)
    assert not leftover.exists()
    assert all(other.exists() for other in others)


def test_a_destination_that_was_named_as_a_source_is_not_replaced(make: Any, tmp_path: Path) -> None:
    shutil.copy(DEMO, tmp_path / "blog.jsonl")
    with pytest.raises(DestinationError, match="is one of the sources"):
        make("blog.jsonl", tmp_path / "blog.jsonl", overwrite=True)
    assert (tmp_path / "blog.jsonl").read_bytes() == DEMO.read_bytes()


def test_an_archive_that_was_rendered_and_its_export_are_one_site(make: Any) -> None:
    archive = make("blog.jsonl", DEMO)
    assert [post.id for post in posts(archive, DEMO)] == [post.id for post in posts(DEMO)]
    assert [post.id for post in posts(DEMO, archive)] == [post.id for post in posts(DEMO)]


@pytest.mark.parametrize("name", ["blog.jsonl.gz", "blog.json.gz"])
def test_an_archive_is_packed_where_its_name_says_so(make: Any, name: str) -> None:
    packed = make(name, DEMO)
    before = packed.read_bytes()
    assert gzip.decompress(before) == make(name.removesuffix(".gz"), DEMO).read_bytes()
    assert make(name, DEMO).read_bytes() == before, "it is ours, and the same"
    packed.write_bytes(gzip.compress(b"somebody else's"))
    with pytest.raises(DestinationError, match="was not written by wparchive"):
        make(name, DEMO)


def test_a_folder_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    shutil.copy(DEMO, tmp_path)
    scandir = os.scandir

    def guarded(path: Any) -> Any:
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    found = records(tmp_path)
    unreadable = [one.where.source for one in found if isinstance(one, Issue) and one.code == "source-unreadable"]
    assert unreadable == ["closed"]
    with pytest.raises(SourceNotFoundError, match=r"closed: cannot be looked at: Permission denied$"):
        records(closed)


@pytest.mark.parametrize("name", ["blog.jsonl", "blog.json", "blog.db"])
def test_what_is_personal_is_left_out_where_that_is_asked_for(make: Any, wxr: Any, name: str) -> None:
    fields = wxr.meta("_edit_last", "1") + wxr.meta("sender_email", "eve@example.org")
    comments = wxr.comment(11, inner=wxr.meta("akismet_as_submitted", "192.0.2.7", "commentmeta"))
    comments += wxr.comment(12, author="cid@example.org", content="Write to fay@example.org")
    locked = wxr.item(2, "<wp:post_password>letmein</wp:post_password>")
    author = (
        "<wp:author><wp:author_login>ada@example.org</wp:author_login>"
        "<wp:author_email>ada@example.org</wp:author_email></wp:author>"
    )
    term = (
        "<wp:term><wp:term_id>3</wp:term_id><wp:term_taxonomy>series</wp:term_taxonomy><wp:term_slug>sea</wp:term_slug>"
        f"<wp:term_name>Sea</wp:term_name>{wxr.meta('editor_email', 'gus@example.org', 'termmeta')}</wp:term>"
    )
    item = wxr.item(1, comments + fields, creator="ada@example.org")
    export = wxr.save(wxr.export(item, "From hal@example.org", locked, channel=author + term))
    path = make(name, export, redact=True)
    data = path.read_bytes()
    assert b"junk-between-items" in data
    for personal in (
        b"ben@example",
        b"192.0.2",
        b"eve@",
        b"cid@",
        b"ada@",
        b"letmein",
        b"akismet_as",
        b"gus@",
        b"hal@",
    ):
        assert personal not in data, personal
    for public in (b"fay@example.org", b"_edit_last", b"ada", b"cid"):
        assert public in data, public
    if name != "blog.db":
        assert [bool(post.password) for post in posts(path)] == [False, True]
    assert [check.text for check in verify(path) if check.outcome == "failed"] == []


def test_archives_only_refuses_an_export_with_the_remedy(make: Any, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^export\.xml: is no normalized archive \(`wparchive import` makes one"):
        make("out.db", DEMO, archives_only=True)
    assert list(tmp_path.iterdir()) == []
    archive = make("blog.jsonl", DEMO, render=None)
    assert make("out.jsonl", archive, archives_only=True).exists()


# --- the stages -----------------------------------------------------------------------------------------------------
def test_rendering_twice_changes_nothing(make: Any) -> None:
    once = posts(make("once.jsonl", DEMO))
    twice = posts(make("twice.jsonl", make("once.jsonl", DEMO)))
    assert twice == once
    moved = [post for post in once if post.boilerplate]
    assert moved, "the demo blog has junk for the cleaning rules"
    assert all(post.body.html is not None for post in once)


def test_cleaning_later_gives_what_converting_gives(make: Any) -> None:
    imported = make("import.jsonl", DEMO, render=None)
    assert all(post.body.html is None and not post.boilerplate for post in posts(imported))
    assert posts(make("clean.jsonl", imported)) == posts(make("convert.jsonl", DEMO))


def test_bodies_as_they_were_found_are_never_changed(make: Any) -> None:
    found = {post.id: post.body.source for post in posts(DEMO)}
    assert {post.id: post.body.source for post in posts(make("blog.jsonl", DEMO))} == found


def test_the_text_is_left_out_where_it_is_not_wanted(make: Any) -> None:
    bodies = [post.body for post in posts(make("blog.jsonl", DEMO, render=RenderOptions(text=False)))]
    assert {body.text for body in bodies} == {None}
    assert {body.html is None for body in bodies} == {False}


def test_a_rule_that_is_left_out_moves_nothing(make: Any) -> None:
    kept = posts(make("blog.jsonl", DEMO))
    names = {piece.rule for post in kept for piece in post.boilerplate}
    without = make("without.jsonl", DEMO, render=RenderOptions(no_rules=frozenset(names)))
    assert [piece for post in posts(without) for piece in post.boilerplate] == []


def test_issues_stand_after_the_record_they_arose_with(make: Any, wxr: Any) -> None:
    items = [wxr.item(number, wxr.comment(number, content="<script>1</script>")) for number in (1, 2, 3)]
    path = make("blog.jsonl", wxr.save(wxr.export(*items)), render=RenderOptions(safe=True))
    found = [record for record in records(path) if isinstance(record, Post | Issue)]
    assert [type(record) for record in found] == [Post, Issue] * 3
    for post, issue in zip(found[::2], found[1::2], strict=True):
        assert isinstance(post, Post)
        assert isinstance(issue, Issue)
        assert (issue.code, issue.where.record) == ("unsafe-html", f"comment {post.id}")


@pytest.mark.parametrize(("name", "acts"), [("blog.jsonl", True), ("blog.json", True), ("blog.db", False)])
def test_a_comment_is_made_safe_where_a_browser_shows_it(make: Any, wxr: Any, name: str, acts: bool) -> None:  # noqa: FBT001
    export = wxr.save(wxr.export(wxr.item(1, wxr.comment(7, content="<b onclick=x>one</b>"))))
    writer = choose_writer(None, Path(name))
    options = render_options({}, writer)
    assert (b"onclick" in bytes_of_html(make(name, export, render=options))) == acts


def test_a_run_tells_each_record_that_passes(make: Any) -> None:
    seen: list[Record] = []
    make("blog.jsonl", DEMO, progress=seen.append)
    assert sum(isinstance(record, Post) for record in seen) == 16


def test_the_limit_of_an_item_reaches_the_reader(make: Any, wxr: Any) -> None:
    source = wxr.save(wxr.export(wxr.item(1), wxr.item(2, body="x" * 9000)))
    path = make("blog.jsonl", source, read=ReadOptions(max_item_bytes=5000))
    found = records(path)
    assert [record.id for record in found if isinstance(record, Post)] == ["1"]
    assert [record.code for record in found if isinstance(record, Issue)] == ["item-too-large"]


def test_a_writer_that_forgets_something_is_found_out(
    wxr: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def forgetful(found: Any, _target: Target, _options: WriteOptions, _ledger: Ledger) -> None:
        list(found)

    monkeypatch.setattr("wparchive.archive.write_lines", forgetful)
    target = Target(path=tmp_path / "blog.jsonl")
    job = Job(addresses=(wxr.save(wxr.export(wxr.item(1))),), target=target, writer=choose_writer("jsonl", None))
    with pytest.raises(UnbalancedError, match=r"post: 1 in, 0 out, 0 accounted for"):
        run(job)


# --- as a library ---------------------------------------------------------------------------------------------------
def test_open_source_gives_records_and_issues_without_rendering(wxr: Any) -> None:
    found = records(wxr.save(wxr.export(wxr.item(1, body="A & B"), wxr.item(2, date="never", gmt=""))))
    assert [type(record) for record in found] == [Archive, Site, Post, Post, Issue]
    assert isinstance(found[2], Post)
    assert (found[2].body.source, found[2].body.html) == ("A & B", None)


def test_open_source_counts_in_the_ledger_that_it_is_given(wxr: Any) -> None:
    ledger = Ledger()
    list(open_source(wxr.save(wxr.export(wxr.item(1, wxr.comment(5)))), ledger=ledger))
    assert (ledger.came_in["post"], ledger.came_in["comment"]) == (1, 1)


def test_open_source_opens_nothing_before_it_is_asked(tmp_path: Path) -> None:
    stream = open_source(str(tmp_path / "missing.xml"))
    with pytest.raises(SourceNotFoundError):
        next(stream)


def test_a_file_that_was_named_and_that_nobody_knows_is_a_loss(wxr: Any, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Buy rope.")
    (tmp_path / "blog.xml").write_text(wxr.export(wxr.item(1)))
    (issue,) = [r for r in records(tmp_path / "notes.txt", tmp_path / "blog.xml") if isinstance(r, Issue)]
    assert (issue.code, issue.severity, issue.where.source) == ("source-unreadable", "lost", "notes.txt")
