"""The documentation says what the program does: whatever can be run in it is run here.

- ```console blocks: each `$ command` is run in a shell; what follows it is its output, where `…` alone stands for any
  lines.
- ```python blocks are run; the ```text block below one is what it prints. The blocks of a page share one folder, in
  which `fixtures` lies, and are run in order.
- ```toml blocks become the wparchive.toml of that folder.
- ```sql blocks are asked of the demo blog's database; the table below one is the answer.
- ```sh blocks hold what is not run here but in .ci/run: each line must stand there.
- `wparchive …` within a sentence must name a command and options that exist.
"""

from __future__ import annotations

import json
import os
import re
import runpy
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click
import jsonschema
import pytest

import wparchive
from wparchive import Job, Target, choose_writer, run
from wparchive.cli.app import COMMANDS, app
from wparchive.options import RenderOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
GENERATED = runpy.run_path(str(ROOT / "docs/generate.py"))
DEMO = ROOT / "fixtures/demo-blog/export.xml"
FENCE = re.compile(r"^(`{3,})([a-z]*)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
TABLE = re.compile(r"\s*((?:\|.*\|\n)+)")
LINK = re.compile(r"\]\(([^)\s]+)\)")
INLINE = re.compile(r"(?<!`)`(wparchive [^`\n]+)`")
ANYTHING = "…"


class Block(NamedTuple):
    """A fenced block: its language, its text, and what follows it on the page."""

    language: str
    text: str
    after: str


def blocks(page: Path, *languages: str) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    found = [Block(match[2], match[3], text[match.end() :]) for match in FENCE.finditer(text)]
    return [block for block in found if block.language in languages]


def pages_with(*languages: str) -> list[Any]:
    return [pytest.param(page, id=page.relative_to(ROOT).as_posix()) for page in PAGES if blocks(page, *languages)]


def commands(console: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of a console block, lines that end with a backslash joined, with the output that is shown."""
    for part in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
        command, _, output = part.replace("\\\n", " ").partition("\n")
        yield command, output.splitlines()


def matches(expected: list[str], actual: list[str]) -> bool:
    """Whether lines are as expected, `…` alone on a line being any number of them."""
    if not expected:
        return not actual
    if expected[0] == ANYTHING:
        return any(matches(expected[1:], actual[skipped:]) for skipped in range(len(actual) + 1))
    return bool(actual) and actual[0].rstrip() == expected[0].rstrip() and matches(expected[1:], actual[1:])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "fixtures", tmp_path / "fixtures")
    return tmp_path


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("docs") / "blog.db"
    run(Job(addresses=(str(DEMO),), target=Target(path=path), writer=choose_writer("sqlite", path)))
    connection = sqlite3.connect(path)
    yield connection
    connection.close()


def environment() -> dict[str, str]:
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {"PATH": programs, "HOME": os.environ.get("HOME", "/"), "LC_ALL": "C.UTF-8", "COLUMNS": "100"}


def output_of(arguments: list[str], folder: Path) -> str:
    """What a program prints, on both of its ways out."""
    done = subprocess.run(
        arguments,
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    return done.stdout


def check_console(block: Block, folder: Path) -> None:
    for command, expected in commands(block.text):
        output = output_of(["bash", "-c", command], folder)
        assert matches(expected, output.splitlines()), f"$ {command}\n{output}"


def check_python(block: Block, folder: Path) -> None:
    shown = FENCE.match(block.after.lstrip())
    assert shown, f"no output below\n{block.text}"
    assert shown[2] == "text"
    assert output_of([sys.executable, "-W", "error", "-c", block.text], folder) == shown[3]


def keep_configuration(block: Block, folder: Path) -> None:
    (folder / "wparchive.toml").write_text(block.text, encoding="utf-8")


CHECKS = {"console": check_console, "python": check_python, "toml": keep_configuration}


@pytest.mark.parametrize("page", pages_with(*CHECKS))
def test_commands_and_programs_of_a_page_do_what_it_shows(page: Path, folder: Path) -> None:
    for block in blocks(page, *CHECKS):
        CHECKS[block.language](block, folder)


@pytest.mark.parametrize("page", pages_with("sql"))
def test_queries_of_a_page_have_the_answers_it_shows(page: Path, database: sqlite3.Connection) -> None:
    for block in blocks(page, "sql"):
        cursor = database.execute(block.text)
        rows = [[column for column, *_ in cursor.description], *cursor.fetchall()]
        shown = TABLE.match(block.after)
        assert shown, f"no answer below\n{block.text}"
        actual = [" | ".join("" if cell is None else str(cell).replace("\n", " ") for cell in row) for row in rows]
        lines = [line.strip("| ") for line in shown[1].splitlines()]
        assert [" ".join(line.split()) for line in actual] == [
            " ".join(line.split()) for line in [lines[0], *lines[2:]]
        ]


@pytest.mark.parametrize("page", pages_with("sh"))
def test_what_is_not_run_here_is_run_in_ci(page: Path) -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    for block in blocks(page, "sh"):
        for line in block.text.splitlines():
            assert line in script


@pytest.mark.parametrize("page", [pytest.param(page, id=page.relative_to(ROOT).as_posix()) for page in PAGES])
def test_commands_within_sentences_exist(page: Path) -> None:
    context = click.Context(app)
    prose = FENCE.sub("", page.read_text(encoding="utf-8"))
    for found in INLINE.findall(prose):
        name = found.split()[1]
        known = {option for parameter in app.params for option in parameter.opts} | {"--help", "-h"}
        if not name.startswith("-"):
            assert name in COMMANDS, found
            command = app.get_command(context, name)
            assert command is not None
            known |= {option for p in command.params for option in (*p.opts, *p.secondary_opts)}
        assert set(re.findall(r"(?<=\s)--?[a-z][a-z-]*", found)) <= known, found


@pytest.mark.parametrize("page", [pytest.param(page, id=page.relative_to(ROOT).as_posix()) for page in PAGES])
def test_links_lead_to_files_and_headings_that_exist(page: Path) -> None:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    for link in LINK.findall(text):
        address, _, heading = link.partition("#")
        if address.startswith(("http:", "https:")):
            continue
        target = (page.parent / address).resolve() if address else page
        assert target.exists(), link
        if heading:
            titles = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert heading in {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}, link


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    heads = ROOT / "docs/heads"
    linked = {(ROOT / "docs" / link.partition("#")[0]).resolve() for link in LINK.findall(index)}
    pages = {page for page in (ROOT / "docs").rglob("*.md") if heads not in page.parents and page.name != "README.md"}
    assert pages - linked == set()


def test_generated_pages_are_fresh() -> None:
    stale = [path.relative_to(ROOT).as_posix() for path, _ in GENERATED["stale"]()]
    assert stale == [], "run `make docs`"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_a_section(name: str) -> None:
    command = app.get_command(click.Context(app), name)
    assert command is not None
    assert command.help
    assert f"\n## {name}\n" in (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_shown_in_use(name: str) -> None:
    shown = "\n".join(block.text for page in PAGES for block in blocks(page, "console"))
    assert f"$ wparchive {name} " in shown or f"$ wparchive {name}\n" in shown


def strict(schema: Any) -> Any:
    """The schema, with every object closed: the published one lets fields be added, ours must not have any beyond."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: strict(part) for key, part in schema.items()}
    return {**closed, "additionalProperties": False} if "properties" in schema else closed


@pytest.mark.parametrize("render", [None, RenderOptions()], ids=["import", "convert"])
@pytest.mark.parametrize("source", ["demo-blog", "wxr-1.0", "split-export"])
def test_archives_follow_the_published_schema(source: str, render: RenderOptions | None, tmp_path: Path) -> None:
    path = tmp_path / "archive.jsonl"
    writer = choose_writer("jsonl", path)
    run(Job(addresses=(str(ROOT / "fixtures" / source),), target=Target(path=path), writer=writer, render=render))
    schema = json.loads((ROOT / "wparchive/archive.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(strict(schema))
    for line in path.read_text(encoding="utf-8").splitlines():
        validator.validate(json.loads(line))


def test_public_names_are_sorted_and_importable() -> None:
    assert wparchive.__all__ == sorted(wparchive.__all__)
    for name in wparchive.__all__:
        assert getattr(wparchive, name) is not None


IMPORT = "import wparchive"
HELP = """
import sys
from wparchive.cli import main
sys.argv = ["wparchive", "--help"]
try:
    main()
except SystemExit:
    pass
"""


@pytest.mark.parametrize(("program", "light"), [(IMPORT, []), (HELP, ["msgspec", "click"])], ids=["import", "help"])
def test_nothing_slow_is_loaded_before_it_is_needed(program: str, light: list[str]) -> None:
    slow = sorted({"lxml", "turbohtml", "bs4", "dateutil", "yaml", "sqlite3", "msgspec", "click"}.difference(light))
    check = f"{program}\nimport sys; print([name for name in {slow!r} if name in sys.modules], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"
