"""The benchmark runs, and its export is one. How long anything takes is no matter here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from wparchive.ledger import Ledger
from wparchive.model import Issue, Post
from wparchive.pipeline import open_source

HERE = Path(__file__).parent


def run(script: str, *arguments: str | Path) -> str:
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("generated") / "export.xml"
    run("generate.py", path, "--size", "300K")
    return path


def test_a_generated_export_has_its_size_and_is_read_without_a_repair(export: Path) -> None:
    assert 300_000 <= export.stat().st_size < 900_000
    ledger = Ledger()
    records = list(open_source(str(export), ledger=ledger))
    posts = [record for record in records if isinstance(record, Post)]
    assert {post.type for post in posts} == {"post", "page", "attachment"}
    assert any(comment.depth > 2 for post in posts for comment in post.comments)
    assert {post.body.format for post in posts} == {"blocks", "classic"}
    assert [record for record in records if isinstance(record, Issue) and record.severity != "info"] == []


def test_the_same_size_and_seed_give_the_same_bytes(export: Path, tmp_path: Path) -> None:
    run("generate.py", tmp_path / "again.xml", "--size", "300K")
    run("generate.py", tmp_path / "other.xml", "--size", "300K", "--seed", "2")
    assert (tmp_path / "again.xml").read_bytes() == export.read_bytes()
    assert (tmp_path / "other.xml").read_bytes() != export.read_bytes()


def test_the_benchmark_measures_every_job(export: Path, tmp_path: Path) -> None:
    said = run("bench.py", "--file", export, "--runs", "1", "--json", tmp_path / "found.json")
    (found,) = json.loads((tmp_path / "found.json").read_bytes())["exports"]
    assert list(found["jobs"]) == [
        "import to JSON Lines", "convert to JSON Lines", "convert to Markdown", "convert to SQLite",
    ]  # fmt: skip
    for name, job in found["jobs"].items():
        assert name in said
        assert job["cpu"] > 0
        assert job["peak"] > 0
        assert job["ratio"] == job["cpu"] / found["unit"]["cpu"]


def test_the_benchmark_of_pages_measures_them(tmp_path: Path) -> None:
    mirror = HERE.parents[1] / "fixtures/pages/mirror"
    said = run("bench_pages.py", mirror, "--runs", "1", "--archives", "1", "--json", tmp_path / "found.json")
    found = json.loads((tmp_path / "found.json").read_bytes())
    assert found["archives"]["1"] > 0
    assert (found["pages"], found["rate"]) == (6, 6 / found["cpu"])
    assert "turbohtml" in found["others"]
    assert "bs4" in said
