"""How formats are chosen: by name, by suffix, by the first bytes; and add-ons among them."""

from __future__ import annotations

import sqlite3
import sys
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from wparchive import formats
from wparchive.errors import PluginError, UnknownFormatError, UsageError
from wparchive.formats import (
    READERS,
    WRITERS,
    Format,
    all_formats,
    choose_reader,
    choose_writer,
    load_reader,
    load_writer,
)
from wparchive.model import Author, Post, Site
from wparchive.pipeline import Job, open_source, run
from wparchive.sources import Source
from wparchive.targets import Target, atomic_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wparchive.ledger import Ledger


@pytest.fixture
def source(tmp_path: Path) -> Callable[..., Source]:
    def saved(data: bytes, name: str = "found.bin") -> Source:
        path = tmp_path / name
        path.write_bytes(data)
        return Source(name=name, path=path)

    return saved


# --- writers --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("destination", "name"),
    [
        ("blog", "markdown"), ("blog/", "markdown"), ("blog.md", "markdown"), ("blog.v2", "markdown"),
        ("blog.db", "sqlite"), ("blog.sqlite", "sqlite"), ("blog.sqlite3", "sqlite"), ("Blog.DB", "sqlite"),
        ("blog.jsonl", "jsonl"), ("blog.ndjson", "jsonl"), ("blog.json", "json"), ("a.db/blog.json", "json"),
        (".db", "markdown"), ("blog.jsonl.gz", "jsonl"), ("blog.JSON.GZ", "json"),
    ],
)  # fmt: skip
def test_the_suffix_of_the_destination_chooses_the_writer(tmp_path: Path, destination: str, name: str) -> None:
    assert choose_writer(None, tmp_path / destination).name == name


@pytest.mark.parametrize("destination", ["blog.csv", "blog.xml", "blog.zip", "blog.db.gz", "blog.gz"])
def test_a_folder_is_not_called_like_a_file_unless_asked_for(tmp_path: Path, destination: str) -> None:
    with pytest.raises(UsageError, match=r"no format is known by the ending .*--to markdown for a folder"):
        choose_writer(None, tmp_path / destination)
    assert choose_writer("markdown", tmp_path / destination).name == "markdown"
    (tmp_path / destination).mkdir()
    assert choose_writer(None, tmp_path / destination).name == "markdown"


@pytest.mark.parametrize("name", ["markdown", "sqlite", "jsonl", "json"])
@pytest.mark.parametrize("destination", ["blog.db", "blog.json", "blog", None])
def test_the_name_chooses_the_writer_whatever_the_destination(
    tmp_path: Path, name: str, destination: str | None
) -> None:
    assert choose_writer(name, tmp_path / destination if destination else None).name == name


@pytest.mark.parametrize("name", ["", "Markdown", "html", "md"])
def test_an_unknown_name_is_a_usage_error_that_lists_the_names(name: str) -> None:
    with pytest.raises(UsageError, match="choose one of markdown, sqlite, jsonl, json") as caught:
        choose_writer(name, None)
    assert repr(name) in caught.value.message


def test_standard_output_needs_a_name() -> None:
    with pytest.raises(UsageError, match=r"standard output is not named \(say --to jsonl or --to json\)"):
        choose_writer(None, None)


@pytest.mark.parametrize(
    ("kind", "entry"), [pytest.param(*row, id="-".join((row[0], row[1].name))) for row in all_formats()]
)
def test_every_format_of_the_table_can_be_loaded(kind: str, entry: Format) -> None:
    loaded: Any = load_reader(entry) if kind == "reader" else load_writer(entry)
    if kind == "reader":
        loaded = loaded.read_site if entry.joint else loaded.read
    assert callable(loaded)
    assert entry.summary
    assert all(suffix.startswith(".") for suffix in entry.suffixes)


FEED = (
    b'<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    b"<channel><title>News</title><item><title>One</title></item></channel></rss>"
)


# --- readers --------------------------------------------------------------------------------------------------------
def test_the_first_bytes_choose_the_reader_whatever_the_name(source: Any, wxr: Any) -> None:
    assert choose_reader(source(wxr.export().encode(), "blog.json")).name == "wxr"
    assert choose_reader(source(b'{"kind":"archive","schema":1}\n', "blog.xml")).name == "archive"
    assert choose_reader(source(b' {\n  "archive" : {', "blog.txt")).name == "archive"


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>',
        FEED,
        b"<!DOCTYPE html><html><body>Hi</body></html>",
        b"\n<HTML><body>Hi</body></html>",
        b"Notice: something\n<!doctype html>",
        "<html><p>Hi".encode("utf-16"),
        b"WARC/1.0\r\nWARC-Type: warcinfo\r\n",
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: http://a.example.org/\r\n",
    ],
    ids=["atom", "rss", "html", "html-4", "php-notice", "utf-16", "warc", "mhtml"],
)
def test_pages_feeds_and_their_containers_are_read_as_pages(source: Any, data: bytes) -> None:
    assert choose_reader(source(data)).name == "page"


def test_a_frame_that_a_browser_saved_with_a_page_is_no_page_of_the_site(tmp_path: Path) -> None:
    path = tmp_path / "frame.html"
    path.write_bytes(b"<!DOCTYPE html><p>Buy a boat!")
    assert choose_reader(Source(name="frame.html", path=path)).name == "page"
    with pytest.raises(UnknownFormatError, match="HTML page that is a part of another one"):
        choose_reader(Source(name="a-post_files/frame.html", path=path))


def test_a_scrape_is_known_however_long_its_article_is(source: Any) -> None:
    article = "We went on along the dike until the next gate, and there were sheep.\n\n" * 5000
    thread = "2 thoughts on “The dike”\n\n  1. Lovely!\n\n  2. Is it far?\n\nLeave a Reply\n"
    assert choose_reader(source(f"The dike\n\n{article}{thread}".encode(), "dike.txt")).name == "text"
    with pytest.raises(UnknownFormatError):
        choose_reader(source(f"The dike\n\n{article}".encode(), "dike.txt"))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("jquery.js?ver=1.12", b"<html><body>no page</body></html>"),
        ("found.bin", b"document.write('<html><body>Buy a boat!</body></html>')"),
        ("header.php", b"<?php get_header(); ?><!DOCTYPE html><html><body>"),
        ("how-to-write.md", b"---\ntitle: A page\n---\n\n```\n<html><body>\n```\n"),
    ],
)
def test_what_writes_or_quotes_a_page_is_none(source: Any, name: str, data: bytes) -> None:
    with pytest.raises(UnknownFormatError):
        choose_reader(source(data, name))


@pytest.mark.parametrize("quoted", ["<html>", "<rss>", "WARC/1.0"])
def test_an_archive_that_quotes_a_page_is_an_archive(source: Any, quoted: str) -> None:
    assert choose_reader(source(b'{"kind":"archive","schema":1,"generator":"%b"}' % quoted.encode())).name == "archive"


def test_an_archive_that_quotes_an_export_is_an_archive(source: Any, wxr: Any) -> None:
    head = b'{"kind":"archive","schema":1,"generator":"%b"}' % wxr.export().replace('"', "'").encode()
    assert choose_reader(source(head)).name == "archive"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'<?xml version="1.0"?><disqus xmlns="http://disqus.com"><category/></disqus>', "export of Disqus"),
        (b'<?xml version="1.0"?><feed><id>tag:blogger.com,1999:blog-1</id><entry/></feed>', "is a Blogger export"),
        (b"SQLite format 3\0" + b"\0" * 100, "SQLite database"),
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"Buy rope.", "no format that is known"),
        (b'{"posts": []}', "no format that is known"),
        (bytes(range(256)), "no format that is known"),
    ],
    ids=["disqus", "blogger", "sqlite", "empty", "blank", "text", "json", "binary"],
)
def test_what_an_unreadable_file_is_gets_said(source: Any, data: bytes, message: str) -> None:
    with pytest.raises(UnknownFormatError, match=message) as caught:
        choose_reader(source(data, "found.bin"))
    assert (caught.value.place, caught.value.exit_code) == ("found.bin", 3)
    assert ("save it again" if "empty" in message else "`wparchive formats`") in caught.value.remedy


def test_a_real_database_is_said_to_be_one(tmp_path: Path) -> None:
    path = tmp_path / "blog.db"
    database = sqlite3.connect(path)
    database.execute("create table posts (id)")
    database.close()
    with pytest.raises(UnknownFormatError, match="is a SQLite database; read the export or the archive"):
        choose_reader(Source(name="blog.db", path=path))


# --- add-ons --------------------------------------------------------------------------------------------------------
class Point(SimpleNamespace):
    """An entry point: a name, and what loading it gives or raises."""

    def load(self) -> object:
        if isinstance(self.gives, BaseException):
            raise self.gives
        return self.gives


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Registers add-ons: a list of objects for each group."""

    def installed(**groups: list[object]) -> None:
        def entry_points(*, group: str) -> list[Point]:
            kind = group.removeprefix("wparchive.")
            return [Point(name=f"addon{number}", gives=gives) for number, gives in enumerate(groups.get(kind, []))]

        monkeypatch.setattr("importlib.metadata.entry_points", entry_points)

    return installed


def _sniff(head: bytes, _name: str) -> float:
    return 0.9 if head.startswith(b"LOG") else 0.0


def _read(source: Source, _options: object, ledger: Ledger) -> Any:
    for line in source.head().decode().splitlines()[1:]:
        ledger.came_in["author"] += 1
        yield Author(login=line, name=line)


def _write(records: Any, target: Target, _options: object, ledger: Ledger) -> None:
    with atomic_file(target, is_ours=lambda _head: True) as sink:
        for record in records:
            if isinstance(record, Author):
                ledger.went_out["author"] += 1
                sink.write(f"{record.login}\n".encode())


@pytest.fixture
def addon(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module of an add-on that reads and writes lists of names."""
    module = ModuleType("addon_of_the_tests")
    vars(module).update(sniff=_sniff, read=_read, write_names=_write)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return module


READS = Format(name="log", summary="Names, one a line.", module="addon_of_the_tests")
WRITES = Format(
    name="names", summary="Names.", module="addon_of_the_tests", attribute="write_names", suffixes=(".names",),
    rendered=False,
)  # fmt: skip


@pytest.mark.usefixtures("addon")
def test_a_reader_and_a_writer_of_add_ons_are_found_and_used(install: Any, source: Any, tmp_path: Path) -> None:
    install(readers=[READS], writers=[WRITES])
    path = source(b"LOG\nada\nben\n").path
    target = Target(path=tmp_path / "out.names")
    assert choose_writer(None, target.path) == choose_writer("names", None) == WRITES
    ledger = run(Job(addresses=(str(path),), target=target, writer=WRITES, render=None))
    assert (target.path or path).read_text() == "ada\nben\n"
    assert ledger.went_out == {"author": 2}
    head = next(open_source(str(path)))
    assert [origin.format for origin in getattr(head, "sources", ())] == ["log"]


@pytest.mark.usefixtures("addon")
def test_add_ons_are_listed_and_named_where_a_name_is_unknown(install: Any) -> None:
    install(readers=[READS], writers=[WRITES])
    assert [entry.name for _, entry in all_formats()] == [
        *(entry.name for entry in READERS), "log", *(entry.name for entry in WRITERS), "names",
    ]  # fmt: skip
    with pytest.raises(UsageError, match=r"choose one of markdown, sqlite, jsonl, json, .*, names"):
        choose_writer("html", None)


@pytest.mark.usefixtures("addon")
def test_the_surest_reader_is_chosen(install: Any, source: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    install(readers=[READS])
    found = source(b"LOG\n")
    monkeypatch.setattr("wparchive.readers.wxr.sniff", lambda _head, _name: 0.95)
    assert choose_reader(found).name == "wxr"
    monkeypatch.setattr("wparchive.readers.wxr.sniff", lambda _head, _name: 0.6)
    assert choose_reader(found).name == "log"
    monkeypatch.setattr("wparchive.readers.wxr.sniff", lambda _head, _name: 0.4)
    with pytest.raises(UnknownFormatError):
        choose_reader(source(b"none of them"))


def test_a_built_in_that_is_certain_does_not_ask_add_ons(install: Any, source: Any, wxr: Any, tmp_path: Path) -> None:
    broken = [RuntimeError("must not be loaded")]
    install(readers=broken, writers=broken)
    assert choose_reader(source(wxr.export(wxr.item(1)).encode())).name == "wxr"
    assert [type(record) for record in open_source(wxr.save(wxr.export(wxr.item(1))))][1:] == [Site, Post]
    for name in ("blog", "blog.db", "blog.jsonl", "blog.json"):
        choose_writer(None, tmp_path / name)
    choose_writer("json", None)


@pytest.mark.parametrize(
    ("gives", "message"),
    [
        (ImportError("no module named tide"), "addon0: cannot be loaded: no module named tide"),
        (AttributeError("reader"), "addon0: cannot be loaded: reader"),
        (ZeroDivisionError("at import"), "addon0: cannot be loaded: at import"),
        (object(), "addon0: is no wparchive.formats.Format"),
        (Format, "addon0: is no wparchive.formats.Format"),
    ],
)
def test_a_broken_add_on_is_an_error_that_names_it(install: Any, source: Any, gives: object, message: str) -> None:
    install(readers=[gives], writers=[gives])
    calls: list[Callable[[], object]] = [
        lambda: choose_reader(source(b"anything")),
        lambda: choose_writer("tide", None),
        all_formats,
    ]
    for call in calls:
        with pytest.raises(PluginError) as caught:
            call()
        assert str(caught.value) == f"add-on {message}"
        assert caught.value.exit_code == 5


def test_a_format_whose_module_is_missing_is_an_error(install: Any, source: Any) -> None:
    lost = Format(name="lost", summary="Lost.", module="there_is_no_such_module", attribute="write")
    install(readers=[lost])
    with pytest.raises(PluginError, match="the format lost cannot be loaded: No module named"):
        choose_reader(source(b"anything"))
    with pytest.raises(PluginError, match=r"^there_is_no_such_module: the format lost cannot be loaded"):
        load_writer(lost)


@pytest.mark.parametrize("name", ["sniff", "read"])
def test_a_reader_without_its_functions_is_an_error(addon: ModuleType, name: str) -> None:
    delattr(addon, name)
    with pytest.raises(PluginError, match=rf"^addon_of_the_tests: the format log has no function '{name}'"):
        load_reader(READS)


def test_a_writer_without_its_function_is_an_error(addon: ModuleType) -> None:
    del addon.write_names
    with pytest.raises(PluginError, match="the format names has no function 'write_names'"):
        load_writer(WRITES)


def test_the_command_exits_with_5_where_an_add_on_is_broken(install: Any, source: Any, wparchive: Any) -> None:
    install(readers=[ImportError("no tide")])
    done = wparchive("inspect", source(b"anything").path)
    assert (done.code, done.out, done.err) == (5, "", "error: add-on addon0: cannot be loaded: no tide\n")


def test_no_two_formats_have_one_name_or_suffix() -> None:
    for table in (formats.READERS, formats.WRITERS):
        names = [entry.name for entry in table]
        suffixes = [suffix for entry in table for suffix in entry.suffixes]
        assert len(names) == len(set(names))
        assert len(suffixes) == len(set(suffixes))
