"""The archive as a file: what is written comes back, and what is wrong with a file is said."""

from __future__ import annotations

import hashlib
import json
import typing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import a_comment, a_post

from wparchive import archive
from wparchive.errors import ArchiveError, DestinationError
from wparchive.ledger import Ledger
from wparchive.model import (
    Archive,
    Attachment,
    Author,
    Body,
    Boilerplate,
    Comment,
    CommentAuthor,
    Issue,
    Meta,
    Origin,
    Post,
    Record,
    ReplyHint,
    Site,
    Source,
    Term,
    TermRef,
    Where,
)
from wparchive.options import ReadOptions, WriteOptions
from wparchive.pipeline import open_source
from wparchive.sources import Source as File
from wparchive.targets import Target

if TYPE_CHECKING:
    from collections.abc import Callable

FIXTURES = Path(__file__).parents[2] / "fixtures"
FORMS = {"blog.jsonl": archive.write_lines, "blog.json": archive.write_document}

# --- records of any kind --------------------------------------------------------------------------------------------
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBERS = st.integers(-(1 << 63), (1 << 64) - 1) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
EXTRA = st.none() | st.dictionaries(WORDS, VALUES, max_size=2)


def tuples(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(inner, max_size=2).map(tuple)


def built(record: type, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A strategy for a type of record; fields that are no texts, numbers or flags are given."""
    simple = {
        str: WORDS,
        str | None: st.none() | WORDS,
        int: st.integers(0, 1 << 40),
        int | None: st.none() | st.integers(0, 1 << 40),
        bool: st.booleans(),
        tuple[str, ...]: tuples(WORDS),
    }
    hints = {name: hint for name, hint in typing.get_type_hints(record).items() if name in record.__struct_fields__}
    return st.builds(record, **{name: fields[name] if name in fields else simple[hint] for name, hint in hints.items()})


METAS = tuples(built(Meta, value=VALUES))
BOILERPLATES = tuples(built(Boilerplate))
COMMENTS = built(
    Comment,
    author=built(CommentAuthor),
    body=built(Body),
    reply_hint=st.none() | built(ReplyHint),
    meta=METAS,
    boilerplate=BOILERPLATES,
    extra=EXTRA,
)
POSTS = built(
    Post,
    body=built(Body),
    terms=tuples(built(TermRef)),
    attachment=st.none() | built(Attachment),
    meta=METAS,
    comments=tuples(COMMENTS),
    boilerplate=BOILERPLATES,
    extra=EXTRA,
    source=built(Origin),
)
ARCHIVES = built(Archive, schema=st.just(1), sources=tuples(built(Source)))
SITES = built(Site, extra=EXTRA)
OTHERS = st.one_of(
    built(Author, extra=EXTRA), built(Term, meta=METAS, extra=EXTRA), POSTS, built(Issue, where=built(Where))
)


@st.composite
def streams(draw: st.DrawFn) -> list[Record]:
    return [draw(ARCHIVES), draw(SITES), *draw(st.lists(OTHERS, max_size=4))]


def written(folder: Path, records: list[Record], name: str = "blog.jsonl") -> Path:
    """An archive of these records, as if they had just been read."""
    ledger = Ledger()
    path = folder / name
    FORMS[name](iter(records), Target(path=path, overwrite=True), WriteOptions(), ledger)
    return path


def read(path: Path) -> tuple[list[Record], list[str]]:
    """The records of an archive, and the codes of what is wrong with it."""
    ledger = Ledger()
    records = list(archive.read(File(name=path.name, path=path), ReadOptions(), ledger))
    return records, [issue.code for issue in ledger.drain()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("archive")


@pytest.fixture(scope="module")
def blog() -> list[Record]:
    return list(open_source(str(FIXTURES / "demo-blog")))


# --- round trips ----------------------------------------------------------------------------------------------------
@given(record=ARCHIVES | SITES | OTHERS)
def test_any_record_is_the_same_after_writing_and_reading(record: Record) -> None:
    assert msgspec.json.decode(msgspec.json.encode(record), type=Record) == record


@given(records=streams())
def test_lines_and_document_hold_the_same_records(folder: Path, records: list[Record]) -> None:
    lines, issues = read(written(folder, records))
    assert (lines, issues) == (records, [])
    document, issues = read(written(folder, lines, "blog.json"))
    # The document gathers records of a kind; within a kind the order stays.
    kinds = [Archive, Site, Author, Term, Post, Issue]
    assert (document, issues) == (sorted(records, key=lambda record: kinds.index(type(record))), [])
    again, issues = read(written(folder, document))
    assert (again, issues) == (document, [])


@pytest.mark.parametrize("name", FORMS)
def test_the_second_run_gives_the_same_bytes(folder: Path, blog: list[Record], name: str) -> None:
    first = written(folder, blog, name).read_bytes()
    assert written(folder, read(folder / name)[0], name).read_bytes() == first
    assert len(first) > 10_000


def test_fields_that_are_absent_are_left_out(folder: Path) -> None:
    author = Author(login="ada", name="Ada")
    line = written(folder, [author]).read_text().splitlines()[0]
    assert line == '{"kind":"author","login":"ada","name":"Ada"}'


def test_the_end_record_counts_what_is_in_it_and_sums_the_bytes_before(folder: Path, blog: list[Record]) -> None:
    *lines, last = written(folder, blog).read_bytes().splitlines(keepends=True)
    end = json.loads(last)
    assert end["kind"] == "end"
    assert end["sha256"] == hashlib.sha256(b"".join(lines)).hexdigest()
    records = [json.loads(line) for line in lines]
    posts = [record for record in records if record["kind"] == "post"]
    assert end["out"]["post"] == len(posts) == 16
    assert end["out"]["comment"] == sum(len(post["comments"]) for post in posts) == 19
    assert end["out"]["author"] == sum(record["kind"] == "author" for record in records)


def test_the_sum_is_right_also_when_it_is_made_in_several_pieces(folder: Path, blog: list[Record]) -> None:
    long = [
        msgspec.structs.replace(post, body=Body("wide water " * 9000, "classic"))
        for post in blog
        if isinstance(post, Post)
    ]
    *lines, last = written(folder, [*blog[:2], *long]).read_bytes().splitlines(keepends=True)
    assert sum(map(len, lines)) > 4 * archive.FLUSH
    assert json.loads(last)["sha256"] == hashlib.sha256(b"".join(lines)).hexdigest()


def test_meta_of_posts_comments_and_terms_is_counted(folder: Path) -> None:
    term = Term(taxonomy="category", slug="boats", name="Boats", meta=(Meta("a", 1), Meta("b", 2)))
    post = a_post(meta=(Meta("d", 4),), comments=(a_comment(meta=(Meta("c", 3),)),))
    path = written(folder, [Archive(schema=1, generator="", sources=()), term, post])
    assert json.loads(path.read_text().splitlines()[-1])["out"] == {"term": 1, "post": 1, "comment": 1, "meta": 4}
    assert read(path)[1] == []


def test_the_order_is_archive_site_and_end_last(folder: Path, blog: list[Record]) -> None:
    kinds = [json.loads(line)["kind"] for line in written(folder, blog).read_text().splitlines()]
    assert (kinds[:2], kinds[-1], kinds.count("end")) == (["archive", "site"], "end", 1)


def test_the_document_has_its_parts_by_name(folder: Path, blog: list[Record]) -> None:
    document = json.loads(written(folder, blog, "blog.json").read_text())
    assert list(document) == ["archive", "site", "authors", "terms", "posts", "issues", "end"]
    assert len(document["posts"]) == document["end"]["out"]["post"]
    assert "sha256" not in document["end"]


def test_an_archive_of_nothing_is_read(folder: Path) -> None:
    empty: list[Record] = [Archive(schema=1, generator="", sources=())]
    for name in FORMS:
        assert read(written(folder, empty, name)) == (empty, [])


# --- forms of the file ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("indent", [1, 4, "\t"])
def test_a_document_that_was_laid_out_anew_is_read(folder: Path, blog: list[Record], indent: int | str) -> None:
    document = json.loads(written(folder, blog, "blog.json").read_text())
    path = folder / "pretty.json"
    path.write_text(json.dumps(document, indent=indent))
    assert archive.sniff(path.read_bytes()[:8192], "x") == 1
    assert read(path) == read(folder / "blog.json")


def test_lines_with_spaces_blank_lines_and_carriage_returns_are_read(folder: Path, blog: list[Record]) -> None:
    lines = written(folder, blog).read_text().splitlines()
    path = folder / "loose.jsonl"
    path.write_bytes("\r\n\r\n".join(json.dumps(json.loads(line)) for line in lines).encode())
    assert read(path) == (blog, [])


@pytest.mark.parametrize("size", [1, 7, 1 << 17])
def test_lines_go_across_pieces_of_the_file(
    folder: Path, blog: list[Record], monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    records = blog[:6]
    path = written(folder, records)
    monkeypatch.setattr("wparchive.sources.CHUNK", size)
    assert read(path) == (records, [])


def test_a_line_longer_than_many_pieces_is_read(folder: Path, blog: list[Record]) -> None:
    post = next(record for record in blog if isinstance(record, Post))
    long = msgspec.structs.replace(post, body=Body("wide water " * 100_000, "classic"))
    records: list[Record] = [blog[0], long, post]
    assert read(written(folder, records)) == (records, [])


def test_there_is_a_limit_to_a_line_and_to_a_document(
    folder: Path, blog: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wparchive.sources.CHUNK", 64)
    monkeypatch.setattr(archive, "MAX_LINE", 100)
    monkeypatch.setattr(archive, "MAX_DOCUMENT", 100)
    with pytest.raises(ArchiveError, match=r"blog\.jsonl: a line is longer than 100 bytes"):
        read(written(folder, blog))
    with pytest.raises(ArchiveError, match=r"blog\.json: .*more than 100 bytes.*JSON Lines"):
        read(written(folder, blog, "blog.json"))


@pytest.mark.parametrize("head", [b"", b"{", b'{"kind":"post"}', b"<rss>", b'["archive"]', b'{"end":{}}'])
def test_other_json_is_no_archive(head: bytes) -> None:
    assert archive.sniff(head, "blog.jsonl") == 0


# --- what is wrong with a file --------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", FORMS)
def test_an_archive_without_end_was_cut_short(folder: Path, blog: list[Record], name: str) -> None:
    path = written(folder, blog, name)
    text = path.read_text()
    at = text.rindex('{"kind":"end"' if name == "blog.jsonl" else ',\n"end":')
    path.write_text(text[:at] + ("}" if name == "blog.json" else ""))
    records, codes = read(path)
    assert len(records) == len(blog)
    assert codes == ["archive-cut-short"]


def test_what_is_lost_with_a_cut_is_called_lost(folder: Path, blog: list[Record]) -> None:
    path = written(folder, blog)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-3]))
    ledger = Ledger()
    list(archive.read(File(name="blog.jsonl", path=path), ReadOptions(), ledger))
    (issue,) = ledger.drain()
    assert (issue.code, issue.severity, issue.where) == ("archive-cut-short", "lost", Where("blog.jsonl"))


@pytest.mark.parametrize("kind", ["post", "author", "term"])
def test_counts_that_do_not_fit_are_reported(folder: Path, blog: list[Record], kind: str) -> None:
    path = written(folder, blog)
    lines = path.read_bytes().splitlines(keepends=True)
    gone = next(line for line in lines if line.startswith(b'{"kind":"%b"' % kind.encode()))
    path.write_bytes(b"".join(line for line in lines if line != gone))
    records, codes = read(path)
    assert len(records) == len(blog) - 1
    assert codes == ["archive-mismatch"]


@pytest.mark.parametrize("name", FORMS)
def test_a_newer_version_is_refused_with_the_remedy(folder: Path, blog: list[Record], name: str) -> None:
    path = written(folder, blog, name)
    path.write_text(path.read_text().replace('"schema":1', '"schema":2', 1))
    with pytest.raises(ArchiveError, match=r"format version 2; this program knows 1 \(install a newer wparchive\)"):
        read(path)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"not json", "malformed"),
        (b'{"kind":"post","id":1}', "Expected `str"),
        (b'{"kind":"site","title":"x"}', "missing required field"),
        (b'{"kind":"nothing"}', "nothing"),
        (b'{"title":"no kind"}', "kind"),
        (b'{"kind":"site","title":"\xff"}', "utf-8"),
        (b'{"kind":"site","x":' + b"[" * 200_000, ""),
        (b'{"kind":"author","login":"cut sho', "truncated"),
        (b"[]", "Expected `object`"),
    ],
    ids=["text", "type", "field", "kind", "no-kind", "bytes", "depth", "cut", "list"],
)
def test_a_malformed_line_is_an_error_that_names_source_and_line(
    folder: Path, blog: list[Record], line: bytes, says: str
) -> None:
    path = written(folder, blog)
    lines = path.read_bytes().splitlines()
    path.write_bytes(b"\n".join([*lines[:4], line, *lines[4:]]))
    with pytest.raises(ArchiveError, match=r"^blog\.jsonl, line 5: does not follow the archive format") as caught:
        read(path)
    assert says in str(caught.value)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("data", [b'{"archive":', b'{"archive":{},"site":null}', b'{"archive":"\xff"}'])
def test_a_malformed_document_is_an_error_that_names_the_source(folder: Path, data: bytes) -> None:
    path = folder / "bad.json"
    path.write_bytes(data)
    with pytest.raises(ArchiveError, match=r"^bad\.json, the document: does not follow the archive format"):
        read(path)


def test_what_stands_before_a_malformed_line_is_counted(folder: Path, blog: list[Record]) -> None:
    path = written(folder, blog)
    lines = path.read_bytes().splitlines()
    path.write_bytes(b"\n".join([*lines[:-5], b"{", *lines[-5:]]))
    ledger, records = Ledger(), []
    with pytest.raises(ArchiveError):
        records.extend(archive.read(File(name="blog.jsonl", path=path), ReadOptions(), ledger))
    assert sum(isinstance(record, Post) for record in records) == ledger.came_in["post"] > 0


def test_issues_of_an_earlier_run_are_carried(folder: Path, blog: list[Record]) -> None:
    old = Issue(code="bare-ampersand", severity="changed", message="Then.", where=Where("old.xml", 3))
    unknown = Issue(code="from-the-future", severity="lost", message="Later.", where=Where("new.xml"))
    path = written(folder, [*blog, old, unknown])
    ledger = Ledger()
    records = list(archive.read(File(name="blog.jsonl", path=path), ReadOptions(), ledger))
    assert records[-2:] == [old, unknown]
    assert list(ledger.all_issues())[-2:] == [old, unknown]
    assert list(ledger.drain()) == []  # they are in the stream already
    assert ledger.issues["from-the-future"] == 1
    assert ledger.severity_count("lost") == 1


# --- the destination ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", FORMS)
def test_an_archive_replaces_an_archive_and_nothing_else(tmp_path: Path, blog: list[Record], name: str) -> None:
    path = tmp_path / name
    write: Callable[..., None] = FORMS[name]
    for other in FORMS.values():
        other(iter(blog), Target(path=path), WriteOptions(), Ledger())
    path.write_text('{"mine": true}')
    with pytest.raises(DestinationError, match="was not written by wparchive"):
        write(iter(blog), Target(path=path), WriteOptions(), Ledger())
    assert path.read_text() == '{"mine": true}'
    write(iter(blog), Target(path=path, overwrite=True), WriteOptions(), Ledger())
    assert read(path)[1] == []


@pytest.mark.parametrize("name", FORMS)
def test_a_run_that_fails_leaves_no_archive(tmp_path: Path, blog: list[Record], name: str) -> None:
    def failing() -> Any:
        yield from blog
        raise ArchiveError("ends here")

    with pytest.raises(ArchiveError, match="ends here"):
        FORMS[name](failing(), Target(path=tmp_path / name), WriteOptions(), Ledger())
    assert list(tmp_path.iterdir()) == []


# --- the schema -----------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = archive.json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize(
    "path", [pytest.param(path, id=path.stem) for path in sorted((FIXTURES / "damaged").glob("*.xml"))]
)
def test_records_of_damaged_exports_follow_the_schema(
    folder: Path, validator: jsonschema.Draft202012Validator, path: Path
) -> None:
    lines = written(folder, list(open_source(str(path)))).read_text().splitlines()
    assert len(lines) > 2
    for line in lines:
        validator.validate(json.loads(line))


@given(record=OTHERS)
def test_any_record_follows_the_schema(validator: jsonschema.Draft202012Validator, record: Record) -> None:
    validator.validate(json.loads(msgspec.json.encode(record)))


@pytest.mark.parametrize(
    "change", [{"kind": "nothing"}, {"title": None}, {"comments": [{}]}, {"sticky": "yes"}, {"source": "x"}]
)
def test_other_records_do_not_follow_the_schema(
    blog: list[Record], validator: jsonschema.Draft202012Validator, change: dict[str, Any]
) -> None:
    post = next(record for record in blog if isinstance(record, Post))
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({**json.loads(msgspec.json.encode(post)), **change})
