"""What a batch does with many sources, with bad ones, with workers that die, and when it is started again."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from case_files import cases

from wparchive.batch import Batch, Tally, exit_code, make_plan, run_batch, workers
from wparchive.batch.journal import JOURNAL, Journal, Outcome, State, read_journal
from wparchive.errors import DestinationError, InputError, UsageError
from wparchive.formats import choose_writer
from wparchive.manifest import Closing
from wparchive.model import End
from wparchive.options import WriteOptions
from wparchive.target_folders import FolderTarget
from wparchive.targets import Target

if TYPE_CHECKING:
    from collections.abc import Callable

WORK = """
import os, time
from pathlib import Path
from wparchive.batch import Tally
from wparchive.errors import InputError

def work(job):
    name = Path(job.addresses[0]).stem
    result = job.target.path
    if name == "dies":
        result.with_name(f".{result.name}.{os.getpid()}.part").write_text("half")
        os._exit(9)
    if name == "dies-once":
        mark = Path(job.addresses[0] + ".mark")
        if not mark.exists():
            mark.touch()
            os._exit(9)
    if name == "fails":
        raise InputError("is bad", place=Path(job.addresses[0]).name, remedy="mend it")
    if name == "fails-strangely":
        raise ValueError("two\\nlines")
    if name == "waits":
        print(os.getpid(), flush=True)
        time.sleep(60)
    result.write_text(name)
    return Tally(2, 3, 1)
"""


BATCH = """
import sys
from pathlib import Path
sys.path.insert(0, "")
from wparchive.batch import Batch, make_plan, run_batch
from wparchive.formats import choose_writer
from work_of_a_test import work

if __name__ == "__main__":
    batch = Batch(addresses=(sys.argv[1],), folder=Path(sys.argv[2]), writer=choose_writer("jsonl", None))
    list(run_batch(make_plan(batch), work))
"""


@pytest.fixture
def site(tmp_path: Path, wxr: Any) -> Callable[..., str]:
    """Makes an export somewhere below the test's folder."""

    def made(name: str, *items: str) -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wxr.export(*(items or (wxr.item(1, wxr.comment(11)),))))
        return str(path)

    return made


@pytest.fixture
def batch(tmp_path: Path) -> Callable[..., Batch]:
    def made(*addresses: str, to: str = "jsonl", **settings: Any) -> Batch:
        settings = {"folder": tmp_path / "out", "render": None, **settings}
        return Batch(addresses=addresses, writer=choose_writer(to, None), **settings)

    return made


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Tally]:
    """What other processes do in place of a conversion, by the name of the source."""
    (tmp_path / "work_of_a_test.py").write_text(WORK)
    monkeypatch.syspath_prepend(tmp_path)
    module = importlib.import_module("work_of_a_test")
    function: Callable[..., Tally] = module.work
    return function


def here(job: Any) -> Tally:
    """What is done in this process, where processes are not the point."""
    job.target.path.write_text("result")
    return Tally(2, 3, 1)


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work is done in this process."""

    def run_all(tasks: Any, work: Any, _workers: int) -> Any:
        yield from ((number, work(task)) for number, task in enumerate(tasks))

    monkeypatch.setattr("wparchive.batch.run_all", run_all)


def results(plan: Any) -> list[str]:
    return [task.result for task in plan.tasks]


# --- sources and names ----------------------------------------------------------------------------------------------


def test_each_file_is_a_source_and_its_result_has_its_name(site: Any, batch: Any) -> None:
    plan = make_plan(batch(site("blog.xml"), site("b.org.2019.xml.gz"), site("x/Ünï.wxr"), to="sqlite"))
    assert results(plan) == ["blog.db", "b.org.2019.db", "Ünï.db"]


def test_results_that_are_folders_have_no_suffix(site: Any, batch: Any) -> None:
    assert results(make_plan(batch(site("blog.xml"), to="markdown"))) == ["blog"]


def test_sources_of_one_name_have_results_of_different_names(site: Any, batch: Any) -> None:
    sources = [site("a/export.xml"), site("b/export.xml"), site("c/EXPORT.XML"), site("d/export-2.xml")]
    names = results(make_plan(batch(*sources)))
    assert names == ["export.jsonl", "export-2.jsonl", "EXPORT-3.jsonl", "export-2-2.jsonl"]


def test_the_same_source_named_twice_is_one(site: Any, batch: Any, tmp_path: Path) -> None:
    path = site("blog.xml")
    assert len(make_plan(batch(path, str(tmp_path / "x" / ".." / "blog.xml"), str(tmp_path / "*.xml"))).tasks) == 1


def test_a_folder_gives_each_file_that_a_reader_knows_named_by_its_place(site: Any, batch: Any, tmp_path: Path) -> None:
    for name in ("sites/b/export.xml", "sites/a10/export.xml", "sites/a9/export.xml", "sites/top.xml"):
        site(name)
    (tmp_path / "sites" / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    plan = make_plan(batch(str(tmp_path / "sites")))
    assert results(plan) == ["a9-export.jsonl", "a10-export.jsonl", "b-export.jsonl", "top.jsonl"]
    assert [Path(name).name for name in plan.unknown] == ["photo.jpg"]


def test_a_zip_is_one_source_and_a_damaged_one_is_not_passed_over(site: Any, batch: Any, tmp_path: Path) -> None:
    folder = tmp_path / "zips"
    folder.mkdir()
    with zipfile.ZipFile(folder / "blog.zip", "w") as archive:
        archive.write(site("1.xml"), "blog.1.xml")
        archive.write(site("2.xml"), "blog.2.xml")
    with zipfile.ZipFile(folder / "photos.zip", "w") as archive:
        archive.writestr("a.jpg", b"\xff\xd8\xff")
    (folder / "damaged.zip").write_bytes((folder / "blog.zip").read_bytes()[:-30])
    plan = make_plan(batch(str(folder)))
    assert results(plan) == ["blog.jsonl", "damaged.jsonl"]
    assert [Path(name).name for name in plan.unknown] == ["photos.zip"]


def test_results_of_an_earlier_run_are_no_sources(site: Any, batch: Any, tmp_path: Path) -> None:
    source = site("sites/blog.xml")
    results_folder = tmp_path / "sites" / "out"
    results_folder.mkdir()
    shutil.copy(source, results_folder / "blog.jsonl")
    assert results(make_plan(batch(str(tmp_path / "sites"), folder=results_folder))) == ["blog.jsonl"]
    with pytest.raises(UsageError):
        make_plan(batch(str(results_folder), folder=results_folder))


def test_a_result_never_takes_the_place_of_a_source(site: Any, batch: Any, tmp_path: Path) -> None:
    first, second = site("blog.jsonl"), site("sub/sub.xml")
    assert results(make_plan(batch(first, folder=tmp_path))) == ["blog-2.jsonl"]
    assert results(make_plan(batch(second, folder=tmp_path, to="markdown"))) == ["sub-2"]


def test_standard_input_and_nothing_at_all_are_no_batch(batch: Any, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        make_plan(batch("-"))
    with pytest.raises(InputError):
        make_plan(batch(str(tmp_path)))


# --- the journal ----------------------------------------------------------------------------------------------------


def entry(name: str = "a", **fields: Any) -> Outcome:
    state = State(path=f"/{name}", bytes=1, modified=2, format="jsonl", options="x")
    return Outcome(**{"source": name, "result": f"{name}.jsonl", "outcome": "done", "state": state, **fields})


def test_a_journal_gives_back_what_was_entered_also_after_a_crash_within_a_line(tmp_path: Path) -> None:
    with Journal(tmp_path / "new", write=True) as journal:
        journal.enter(entry("a", posts=2))
    with (tmp_path / "new" / JOURNAL).open("ab") as file:
        file.write(b'{"source":"b\xff","result":"b"}\n{"source":"b","resu')
    with Journal(tmp_path / "new", write=True) as journal:
        journal.enter(entry("c", outcome="failed", code=3, message="no"))
    assert list(read_journal(tmp_path / "new")) == [
        entry("a", posts=2),
        entry("c", outcome="failed", code=3, message="no"),
    ]


@pytest.mark.parametrize("name", ["../x.jsonl", "/x.jsonl", "a/b.jsonl", "..", ""])
def test_a_journal_cannot_lead_out_of_its_folder(tmp_path: Path, name: str) -> None:
    with Journal(tmp_path, write=True) as journal:
        journal.enter(entry(result=name))
    assert list(read_journal(tmp_path)) == []


def test_a_journal_that_cannot_be_written_is_an_error_of_the_destination(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(DestinationError), Journal(tmp_path / "file", write=True):
        pass


# --- going on -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("in_process")
def test_what_is_done_is_not_done_again(site: Any, batch: Any) -> None:
    sources = [site("a.xml"), site("b.xml")]
    first = list(run_batch(make_plan(batch(sources[0])), here))
    plan = make_plan(batch(*sources))
    assert results(plan) == ["b.jsonl"]
    second = list(run_batch(plan, here))
    assert [(o.source, o.before, o.posts, o.comments, o.lost) for o in second] == [
        (sources[0], True, 2, 3, 1),
        (sources[1], False, 2, 3, 1),
    ]
    assert [outcome.before for outcome in first] == [False]
    assert make_plan(batch(*sources)).tasks == ()


def change_source(path: Path, _result: Path) -> None:
    path.write_text(path.read_text() + "\n")


def touch_source(path: Path, _result: Path) -> None:
    os.utime(path, ns=(5, 5))


def remove_result(_path: Path, result: Path) -> None:
    result.unlink()


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("change", [change_source, touch_source, remove_result])
def test_what_changed_is_done_again_under_its_name(site: Any, batch: Any, change: Any) -> None:
    one, other = site("x/blog.xml"), site("y/blog.xml")
    request = batch(one, other)
    list(run_batch(make_plan(request), here))
    change(Path(other), request.folder / "blog-2.jsonl")
    assert results(make_plan(batch(other, one))) == ["blog-2.jsonl"]


@pytest.mark.usefixtures("in_process")
def test_other_options_another_format_and_again_do_all_again(site: Any, batch: Any) -> None:
    path = site("blog.xml")
    list(run_batch(make_plan(batch(path)), here))
    assert results(make_plan(batch(path))) == []
    assert results(make_plan(batch(path, again=True))) == ["blog.jsonl"]
    assert results(make_plan(batch(path, write=WriteOptions(include=frozenset({"draft"}))))) == ["blog.jsonl"]
    assert results(make_plan(batch(path, to="sqlite"))) == ["blog.db"]


@pytest.mark.usefixtures("in_process")
def test_a_folder_that_was_not_written_to_its_end_is_done_again(site: Any, batch: Any, tmp_path: Path) -> None:
    path = site("blog.xml")

    def make_folder(job: Any) -> Tally:
        job.target.path.mkdir()
        return Tally(0, 0, 0)

    list(run_batch(make_plan(batch(path, to="markdown")), make_folder))
    assert results(make_plan(batch(path, to="markdown"))) == ["blog"]
    with FolderTarget(Target(path=tmp_path / "out" / "blog")) as folder:
        folder.finish(Closing(End(came_in={}, went_out={}, issues={}, accounted={}), WriteOptions()))
    assert results(make_plan(batch(path, to="markdown"))) == []


@pytest.mark.usefixtures("in_process")
def test_a_dry_run_leaves_no_trace(site: Any, batch: Any, tmp_path: Path) -> None:
    (outcome,) = run_batch(make_plan(batch(site("a.xml"), dry_run=True)), lambda job: Tally(job.target.dry_run, 0, 0))
    assert outcome.posts == 1
    assert not (tmp_path / "out").exists()


def test_the_exit_code_tells_all_some_and_none() -> None:
    unreadable, broken = entry(outcome="failed", code=3), entry(outcome="failed", code=70)
    assert exit_code([entry(), entry()]) == 0
    assert exit_code([entry(), unreadable]) == 1
    assert exit_code([unreadable, unreadable]) == 3
    assert exit_code([unreadable, broken]) == 1


# --- processes ------------------------------------------------------------------------------------------------------


def test_bad_sources_and_dying_workers_stop_nobody(site: Any, batch: Any, work: Any, tmp_path: Path) -> None:
    names = ["a", "dies", "b", "fails", "dies-once", "fails-strangely", "c"]
    request = batch(*(site(f"{name}.xml") for name in names), workers=2)
    outcomes = {Path(outcome.source).stem: outcome for outcome in run_batch(make_plan(request), work)}
    assert {name for name, outcome in outcomes.items() if outcome.outcome == "done"} == {"a", "b", "c", "dies-once"}
    assert {name: (outcome.code, outcome.message) for name, outcome in outcomes.items() if outcome.code} == {
        "dies": (70, "the process that converted it died (it may need more memory)"),
        "fails": (3, "is bad (mend it)"),
        "fails-strangely": (70, "ValueError: two lines"),
    }
    assert len(outcomes) == len(names)
    assert sorted(outcome.result for outcome in read_journal(request.folder)) == sorted(
        f"{name}.jsonl" for name in names
    )
    assert list((tmp_path / "out").glob("*.part")) == []
    assert [Path(task.source).stem for task in make_plan(request).tasks] == ["dies", "fails", "fails-strangely"]


def test_a_batch_that_is_broken_off_leaves_its_journal_and_no_process(
    site: Any, batch: Any, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "GRACE", 0.1)
    request = batch(site("a.xml"), site("waits.xml"), site("b.xml"))
    start = time.monotonic()
    running = run_batch(make_plan(request), work)
    assert next(running).result == "a.jsonl"
    running.close()
    assert time.monotonic() - start < 20
    assert [outcome.result for outcome in read_journal(request.folder)] == ["a.jsonl"]
    assert results(make_plan(request)) == ["waits.jsonl", "b.jsonl"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_batch_that_is_killed_leaves_no_process(site: Any, tmp_path: Path) -> None:
    (tmp_path / "work_of_a_test.py").write_text(WORK)
    command = [sys.executable, "-c", BATCH, site("waits.xml"), str(tmp_path / "out")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=tmp_path) as running:
        assert running.stdout is not None
        worker = int(running.stdout.readline())
        running.kill()
    for _ in range(200):
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("the worker waits for work that nobody will give")


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are Unicode there")
def test_names_that_are_no_text_are_said_and_told_apart(wparchive: Any, tmp_path: Path, wxr: Any) -> None:
    (tmp_path / "in").mkdir()
    for byte in (b"\xe8", b"\xe9"):
        Path(os.fsdecode(os.fsencode(tmp_path / "in") + b"/caf" + byte + b".xml")).write_text(wxr.export(wxr.item(1)))
    Path(os.fsdecode(os.fsencode(tmp_path / "in") + b"/\xff.txt")).write_text("Dear reader")
    for done in ("done", "done before"):
        run = wparchive("batch", tmp_path / "in", "--to", "jsonl", "-o", tmp_path / "out", "--jobs", 1, "--verbose")
        assert run.code == 0
        lines = [" ".join(line.split()) for line in run.out.splitlines()[1:]]
        assert lines == [
            rf"{tmp_path}/in/caf\xe8.xml caf-.jsonl 1 0 0 {done}",
            rf"{tmp_path}/in/caf\xe9.xml caf--2.jsonl 1 0 0 {done}",
        ]
        assert r"no reader knows" in run.err
        assert r"\xff.txt" in run.err


def test_the_command_makes_a_table_and_a_report(site: Any, wparchive: Any, tmp_path: Path, wxr: Any) -> None:
    good = site("blog.xml", wxr.item(1, wxr.comment(11)), wxr.item(2))
    bad, missing = tmp_path / "bad.xml", tmp_path / "missing.xml"
    bad.write_text("Dear reader")
    arguments = ("batch", good, bad, missing, "--to", "jsonl", "-o", tmp_path / "out", "--jobs", 1)
    done = wparchive(*arguments, "--report", tmp_path / "r.json")
    assert done.code == 1
    head, first, *failed = [" ".join(line.split()) for line in done.out.splitlines()]
    assert head == "source result posts comments lost outcome"
    assert first == f"{good} blog.jsonl 2 1 0 done"
    assert failed == [f"{bad} failed", f"{missing} failed"]
    assert f"failed: {bad}: is of no format that is known" in done.err
    assert done.err.splitlines()[-1] == "3 sources: 1 done, 2 failed"
    report = json.loads((tmp_path / "r.json").read_text())
    assert [(row["outcome"], row.get("posts")) for row in report["results"]] == [
        ("done", 2),
        ("failed", None),
        ("failed", None),
    ]
    verified = wparchive("verify", tmp_path / "out" / "blog.jsonl", "--against", good)
    assert verified.code == 0


def test_the_command_exits_with_3_where_nothing_can_be_read(wparchive: Any, tmp_path: Path) -> None:
    done = wparchive("batch", tmp_path / "missing.xml", "--to", "jsonl", "-o", tmp_path / "out", "--jobs", 1, "--quiet")
    assert done.code == 3
    assert done.out == ""
    assert done.err == f"failed: {tmp_path / 'missing.xml'}: there is no such file, folder or pattern\n"


@pytest.mark.parametrize("case", cases("cli/wrong-options.toml"))
@pytest.mark.parametrize("command", ["batch", "convert"])
def test_what_is_wrong_with_options_is_said_once_before_a_source_is_read(
    wparchive: Any, tmp_path: Path, command: str, case: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("[[nothing")
    for name in ("a.xml", "b.xml"):
        (tmp_path / name).write_text("no export")  # which is said where it is read
    done = wparchive(command, "a.xml", "b.xml", "-o", tmp_path / "out", *case["options"])
    assert case["says"] in done.err
    assert done.code == case.get("code", 2)
    assert done.err.count(case["says"]) == 1
    assert "a.xml" not in done.err
    assert not (tmp_path / "out").exists()


def test_the_command_needs_a_folder(site: Any, wparchive: Any) -> None:
    done = wparchive("batch", site("a.xml"), "--to", "jsonl", "-o", "-")
    assert done.code == 2
    assert "name a folder with -o" in done.err
