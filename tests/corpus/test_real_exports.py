"""Every export that was found: through every format, twice, with nothing lost and nothing private published."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
import yaml
from click.testing import CliRunner
from scores import SHARED

from wparchive import pipeline
from wparchive.cli.app import app
from wparchive.cli.options import render_options
from wparchive.errors import InputError
from wparchive.formats import choose_writer
from wparchive.targets import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.corpus

FOLDER = SHARED / "corpus" / "wxr"
REFUSED = {
    "WordPress__php-toolkit/components__DataLiberation__Tests__wxr__malformed.xml": "no item that could be read",
    "WordPress__wordpress-importer/phpunit__data__malformed.xml": "no item that could be read",
    "getpelican__pelican/pelican__tests__content__bloggerexport.xml": "Blogger",
    "getpelican__pelican/pelican__tests__content__wordpress_content_decoded": "no format that is known",
    "getpelican__pelican/pelican__tests__content__wordpress_content_encoded": "no format that is known",
    "isso-comments__isso/isso__tests__disqus.xml": "Disqus",
    "isso-comments__isso/isso__tests__generic.json": "no format that is known",
}
FOUND = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file())
EXPORTS = [name for name in FOUND if name not in REFUSED]

DESTINATIONS = {"jsonl": "archive.jsonl", "json": "archive.json", "sqlite": "archive.db", "markdown": "site"}
MIN_PARAGRAPH_WORDS = 8
MIN_TITLE_WORDS = 3

Record = dict[str, Any]


def run(*arguments: str | Path) -> None:
    """Run a command in this process: there are too many to start a program for each."""
    done = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output


@dataclass
class Converted:
    """One export, and all that was made of it."""

    export: Path
    folder: Path
    reports: dict[str, Record] = field(default_factory=dict)

    def make(self) -> None:
        report = self.folder / "import.report.json"
        run("import", "--quiet", self.export, "-o", self.folder / "imported.jsonl", "--report", report)
        self.reports["import"] = json.loads(report.read_bytes())
        for name in DESTINATIONS:
            self.write(name)

    def write(self, name: str) -> None:
        report = self.folder / f"{name}.report.json"
        source, destination = self.folder / "imported.jsonl", self.path(name)
        run("export", "--quiet", source, "--to", name, "-o", destination, "--report", report)
        self.reports[name] = json.loads(report.read_bytes())

    def path(self, name: str) -> Path:
        return self.folder / DESTINATIONS[name]

    @cached_property
    def records(self) -> list[Record]:
        with self.path("jsonl").open("rb") as lines:
            return [json.loads(line) for line in lines]

    @cached_property
    def posts(self) -> list[Record]:
        return [record for record in self.records if record["kind"] == "post"]

    @cached_property
    def published(self) -> dict[Path, str]:
        """Every file of the Markdown folder."""
        return {path: path.read_text("utf-8") for path in sorted(self.path("markdown").rglob("*")) if path.is_file()}


@pytest.fixture(scope="module", params=EXPORTS)
def converted(request: pytest.FixtureRequest) -> Iterator[Converted]:
    with tempfile.TemporaryDirectory() as folder:
        made = Converted(FOLDER / request.param, Path(folder))
        made.make()
        yield made


@pytest.mark.parametrize(("name", "reason"), REFUSED.items())
def test_what_is_no_export_is_refused_and_nothing_is_written(name: str, reason: str, tmp_path: Path) -> None:
    if name not in FOUND:
        pytest.skip("no folder of found data")
    done = CliRunner().invoke(app, ["import", str(FOLDER / name), "-o", str(tmp_path / "archive.jsonl")])
    assert (done.exit_code, reason in done.output) == (InputError.exit_code, True), done.output
    assert list(tmp_path.iterdir()) == []


def test_the_ledger_balances(converted: Converted) -> None:
    assert set(converted.reports) == {"import", *DESTINATIONS}
    for name, report in converted.reports.items():
        end = report["end"]
        out = Counter(end["out"]) + Counter(end["accounted"])
        assert Counter(end["in"]) == out, name
        assert Counter(issue["code"] for issue in report["issues"]) == Counter(end["issues"]), name


def test_the_counts_are_those_of_the_records(converted: Converted) -> None:
    end, counted = converted.records[-1], Counter[str]()
    for record in converted.records:
        counted[record["kind"]] += 1
        counted["meta"] += len(record.get("meta", ()))
        for comment in record.get("comments", ()):
            counted["comment"] += 1
            counted["meta"] += len(comment.get("meta", ()))
    assert end["kind"] == "end"
    assert end["out"] == {kind: counted[kind] for kind in end["in"]}
    assert end["accounted"] == {}


def test_every_format_holds_the_same_records(converted: Converted) -> None:
    document = json.loads(converted.path("json").read_bytes())
    for kind, many in (("author", "authors"), ("term", "terms"), ("post", "posts"), ("issue", "issues")):
        assert document[many] == [record for record in converted.records if record["kind"] == kind]
    with sqlite3.connect(converted.path("sqlite")) as database:
        posts = Counter(database.execute("SELECT wp_id, content, html, text FROM posts"))
        comments = Counter(database.execute("SELECT wp_id, content, html, text FROM comments"))
    database.close()
    # An archive has what WordPress itself shows; where people look, shortcodes of plugins are shown, comments are safe.
    shown = as_shown(converted)
    assert posts == Counter(map(body_of, shown))
    assert comments == Counter(body_of(comment) for post in shown for comment in post["comments"])


def as_shown(converted: Converted) -> list[Record]:
    """The posts of an archive that is rendered as a database is."""
    path = converted.folder / "as-shown.jsonl"
    job = pipeline.Job(
        addresses=(str(converted.export),),
        target=Target(path=path, overwrite=True),
        writer=choose_writer("jsonl", None),
        render=render_options({}, choose_writer("sqlite", None)),
    )
    pipeline.run(job)
    return [record for record in map(json.loads, path.read_bytes().splitlines()) if record["kind"] == "post"]


def body_of(record: Record) -> tuple[str | None, str, str, str]:
    body = record["body"]
    return record.get("id"), body["source"], body["html"], body["text"]


@pytest.mark.parametrize("name", DESTINATIONS)
def test_verify_finds_nothing_missing(converted: Converted, name: str) -> None:
    run("verify", "--quiet", converted.path(name), "--against", converted.export)


def test_a_second_run_gives_the_same_bytes(converted: Converted) -> None:
    before = digests(converted.folder)
    for name in DESTINATIONS:
        converted.write(name)
    assert digests(converted.folder) == before


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_front_matter_of_every_page_is_yaml(converted: Converted) -> None:
    slugs = []
    for path, text in converted.published.items():
        if path.suffix == ".md":
            assert text.startswith("---\n")
            matter = yaml.load(text[4:].partition("\n---\n")[0], yaml.CSafeLoader)
            assert isinstance(matter.get("title", ""), str), path.name
            slugs.append((matter.get("id"), matter.get("slug")))
    known = {(post.get("id"), unquote(post["slug"]) or None) for post in converted.posts}
    assert [found for found in slugs if found not in known] == []


def test_no_address_of_a_commenter_is_published(converted: Converted) -> None:
    """But for those that somebody wrote into a text for all to read."""
    secrets = set()
    for post in converted.posts:
        secrets.add(post.get("password", ""))
        for comment in post["comments"]:
            secrets |= {comment["author"].get(name, "").strip() for name in ("email", "ip")}
    secrets -= {"", *said_in_public(converted, secrets)}
    if secrets:
        pattern = re.compile(r"(?<![\w.@-])(?:" + "|".join(map(re.escape, sorted(secrets))) + r")(?![\w@-])")
        told = {path.name: pattern.findall(text) for path, text in converted.published.items()}
        assert {name: found for name, found in told.items() if found} == {}


def said_in_public(converted: Converted, secrets: set[str]) -> set[str]:
    texts = "\n".join(public_texts(converted))
    return {secret for secret in secrets if secret in texts}


def public_texts(converted: Converted) -> Iterator[str]:
    for post in converted.posts:
        if is_public(post):
            yield from (post["title"], post.get("excerpt", ""), post["body"]["source"], post["body"]["text"])
            for comment in post["comments"]:
                if comment["status"] == "approved":
                    yield from (comment["body"]["source"], comment["body"]["text"])


def is_public(post: Record) -> bool:
    return post["status"] in ("publish", "inherit") and "password" not in post


def test_nothing_private_is_published(converted: Converted) -> None:
    """No run of words of a private text is in the Markdown, unless the same words are in a public one."""
    private = list(private_texts(converted))
    if private:
        shown = words("\n".join(converted.published.values()))
        public = words("\n".join(public_texts(converted)))
        assert [text[:200] for text in private if f" {text} " in shown and f" {text} " not in public] == []


def private_texts(converted: Converted) -> Iterator[str]:
    """The words of what the site did not show to everybody: titles, and paragraphs that are long enough to be known."""
    for post in converted.posts:
        hidden = []
        if not is_public(post):
            hidden = [post["body"]]
            yield from known_by(post["title"], MIN_TITLE_WORDS)
        hidden += [c["body"] for c in post["comments"] if not is_public(post) or c["status"] != "approved"]
        for body in hidden:
            yield from (text for part in body["text"].split("\n\n") for text in known_by(part, MIN_PARAGRAPH_WORDS))


def known_by(text: str, length: int) -> list[str]:
    found = words(text).strip()
    return [found] if found.count(" ") >= length - 1 else []


def words(text: str) -> str:
    return " ".join(["", *re.findall(r"[^\W_]+", text), ""])
