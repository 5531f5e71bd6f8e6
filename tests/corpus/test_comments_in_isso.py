"""Comments of real exports in other systems: the real Isso shows the same threads as the JSON document holds."""

from __future__ import annotations

import html
import importlib.util
import json
import re
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from scores import SHARED

from wparchive.cli.app import app

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.corpus

EXPORTS = sorted(
    path for path in (SHARED / "corpus/wxr").rglob("*.xml") if path.is_file() and b"<wp:comment>" in path.read_bytes()
)
ASK = """
import json, logging, sqlite3, sys
from pathlib import Path
import isso
from isso import config, make_app
from werkzeug.test import Client
logging.disable(logging.CRITICAL)
conf = config.load(str(Path(isso.__file__).with_name("isso.cfg")))
conf.set("general", "dbpath", sys.argv[1])
conf.set("general", "host", "https://blog.example.org")
client = Client(make_app(conf, threading=True))
found = {}
for (uri,) in sqlite3.connect(sys.argv[1]).execute("SELECT uri FROM threads"):
    answer = client.get("/", query_string={"uri": uri})
    found[uri] = json.loads(answer.data) if answer.status_code == 200 else None
print(json.dumps(found))
"""
MARK = re.compile(r"<p>(?:<em>(?:pingback|trackback)</em>|<a href=\"#isso-[^>]*>.*?</a>)</p>\s*")


def convert(export: Path, system: str, path: Path) -> None:
    done = CliRunner().invoke(app, ["convert", str(export), "--to", system, "-o", str(path)], catch_exceptions=False)
    assert done.exit_code in (0, 3), done.output


def words(markup: str) -> str:
    """All that is said, a picture by its description, else its address; without spaces, which markup takes along."""
    return re.sub(r"\W", "", html.unescape(re.sub("<[^>]*>", "", re.sub("<img[^>]*>", picture, markup))))


def picture(found: re.Match[str]) -> str:
    attributes: dict[str, str] = dict(re.findall(r'(alt|src)="([^"]*)"', found[0]))
    return attributes.get("alt") or attributes.get("src", "")


def roots(page: dict[str, Any]) -> Counter[tuple[str, str]]:
    """Each comment with the one at the top of its thread, by their authors."""
    comments = {row["id"]: row for row in page["comments"]}

    def top(row: dict[str, Any]) -> dict[str, Any]:
        return top(comments[row["parent"]]) if row["parent"] else row

    return Counter((row["author"]["name"], top(row)["author"]["name"]) for row in comments.values())


@pytest.mark.skipif(importlib.util.find_spec("isso") is None, reason="needs isso")
@pytest.mark.parametrize("export", EXPORTS, ids=lambda path: path.name)
def test_isso_shows_the_threads_and_words_of_a_real_export(export: Path, tmp_path: Path) -> None:
    database, document = tmp_path / "comments.db", tmp_path / "comments.json"
    convert(export, "isso", database)
    if not database.exists():
        pytest.skip("no export that can be read")
    convert(export, "comments-json", document)
    command = [sys.executable, "-W", "ignore", "-c", ASK, str(database)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    shown = json.loads(done.stdout)
    pages = {page["path"]: page for page in json.loads(document.read_bytes())["threads"]}
    assert set(shown) == set(pages)
    for path, page in pages.items():
        tops = shown[path]["replies"]
        found = [(one, top) for top in tops for one in (top, *top["replies"])]
        names = Counter((one["author"] or "Anonymous", top["author"] or "Anonymous") for one, top in found)
        assert names == roots(page), path
        here = sorted(words(MARK.sub("", one["text"], count=2)) for one, _ in found)
        there = sorted(words(row["html"]) for row in page["comments"])
        assert here == there, path
