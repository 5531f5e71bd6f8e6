"""The house rules that a machine can check."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "wparchive").rglob("*.py"))
OF_ANOTHER_PLACE = re.compile(r"/(?:work|tmp)/|\.\./shared|\bsessions?\b|(?<!user )(?<![-?])\bagents?\b", re.IGNORECASE)


def tracked() -> list[Path]:
    """The files of the project; nothing in a copy without its history."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    return [path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def ids(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


@pytest.mark.parametrize("path", MODULES, ids=ids(MODULES))
def test_a_module_has_fewer_than_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 400


@pytest.mark.parametrize("path", MODULES, ids=ids(MODULES))
def test_a_function_has_fewer_than_50_lines_and_at_most_6_parameters(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno + 1 < 50, node.name
            parameters = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
            assert len([name for name in parameters if name not in ("self", "cls")]) <= 6, node.name


POSSESSIVE_GROUP = re.compile(r"(?<!\\)\)(?:[*+?]|\{[0-9,]+\})\+")
GROUP_OF_LITERALS = re.compile(r"\(\?:(?:\\[^\w\s]|[^\\()\[\]*+?|.])*\Z")


@pytest.mark.parametrize("path", MODULES, ids=ids(MODULES))
def test_a_group_that_gives_nothing_back_holds_literals_alone(path: Path) -> None:
    # Of any other one Python 3.11.2 (Debian 12) forgets where it began when it fails, and 3.11.7 which groups it holds.
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            text = node.value if isinstance(node.value, str) else node.value.decode("latin-1")
            for found in POSSESSIVE_GROUP.finditer(text):
                assert GROUP_OF_LITERALS.search(text[: found.start()]), text


MAPS = [path for path in MODULES if path.name == "__init__.py"]


@pytest.mark.parametrize("path", MAPS, ids=ids(MAPS))
def test_the_map_of_a_room_names_modules_that_are_there(path: Path) -> None:
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    for name in re.findall(r"[\w/]+(?:\.py|/(?=[ ,;:]))", text):
        assert (path.parent / name).exists() or (ROOT / "wparchive" / name).exists(), name


def test_the_page_on_the_architecture_names_every_room_and_no_other() -> None:
    page = (ROOT / "docs/explanation/architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.*?`) \|", page.partition("\n## Where")[0], re.MULTILINE)
    there = {path.name for path in (ROOT / "wparchive").iterdir() if path.suffix == ".py" or list(path.glob("*.py"))}
    assert {name.rstrip("/") for row in rows for name in re.findall(r"`(.*?)`", row)} == {
        name for name in there if not name.startswith("_")
    }


def test_the_places_that_the_page_on_the_architecture_names_are_there() -> None:
    page = (ROOT / "docs/explanation/architecture.md").read_text(encoding="utf-8")
    for name in re.findall(r"`([\w/.-]+(?:/|\.(?:py|toml|json)))`", page.partition("\n## Where the plan")[0]):
        assert (ROOT / name).exists() or (ROOT / "wparchive" / name).exists(), name


def test_no_file_speaks_of_the_place_where_it_was_made() -> None:
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        assert str(ROOT) not in text, path
        if ROOT / "tests" not in path.parents:
            found = OF_ANOTHER_PLACE.search(text)
            assert found is None, f"{path}: {found[0]}"


def test_every_fixture_has_a_line_that_says_what_it_exercises() -> None:
    lines = (ROOT / "fixtures/README.md").read_text(encoding="utf-8")
    damaged = {path.name for path in (ROOT / "fixtures/damaged").glob("*.xml")}
    assert damaged == set(re.findall(r"^\| `([\w.-]+\.xml)` \|", lines, re.MULTILINE))
    for folder in (ROOT / "fixtures").iterdir():
        assert folder.is_file() or f"{folder.name}/" in lines, folder


def test_every_damaged_fixture_has_its_expectation() -> None:
    for path in (ROOT / "fixtures/damaged").glob("*.xml"):
        expected = json.loads(path.with_name(f"{path.stem}.expected.json").read_text(encoding="utf-8"))
        assert expected["issues"] == sorted(set(expected["issues"])), path
        assert expected["posts"], path


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = (ROOT / "docs/explanation/dependencies.md").read_text(encoding="utf-8").lower()
    for requirement in project["dependencies"]:
        name = re.split(r"[<>=!~ ]", requirement)[0]
        assert re.search(rf"^## {re.escape(name)}\b", page, re.MULTILINE), name
        assert "==" not in requirement, requirement


def test_ci_runs_the_commands_that_the_readme_names() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    for command in ("make demo", "make test"):
        assert command in readme
        assert re.search(rf"^{command}\b", script, re.MULTILINE)
