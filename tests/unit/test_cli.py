"""The command line: what it prints where, with which code it exits, and where it finds its options."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner

from wparchive._version import __version__
from wparchive.cli.app import COMMANDS, app
from wparchive.cli.console import Progress
from wparchive.cli.options import Size
from wparchive.errors import WparchiveError
from wparchive.formats import WRITERS

if TYPE_CHECKING:
    from collections.abc import Callable

FIXTURES = Path(__file__).parents[2] / "fixtures"
DEMO = FIXTURES / "demo-blog/export.xml"
TRUNCATED = FIXTURES / "damaged/truncated-in-text.xml"
PROGRAM = (sys.executable, "-m", "wparchive")
SUMMARY = "16 posts, 19 comments in; 16 and 19 out; 0 lost, "


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own, without configuration."""
    for name in [name for name in os.environ if name.startswith("WPARCHIVE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def kinds(text: str) -> list[str]:
    return [json.loads(line)["kind"] for line in text.splitlines()]


def bodies(path: Path) -> list[str]:
    return [line for line in path.read_text().splitlines() if line.startswith('{"kind":"post"')]


def moved(path: Path) -> set[str]:
    """Names of the rules that moved something in an archive."""
    return {piece["rule"] for line in bodies(path) for piece in json.loads(line)["boilerplate"]}


# --- help -----------------------------------------------------------------------------------------------------------
def test_help_lists_the_commands(wparchive: Any) -> None:
    done = wparchive("--help")
    assert (done.code, done.err) == (0, "")
    assert [name for name in COMMANDS if f"\n  {name} " not in done.out] == []
    assert "wparchive convert export.xml -o blog/" in done.out


@pytest.mark.parametrize("flag", ["--help", "-h"])
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(wparchive: Any, name: str, flag: str) -> None:
    done = wparchive(name, flag)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: wparchive {name} ")


def test_the_version_is_the_packages(wparchive: Any) -> None:
    assert wparchive("--version").out == f"wparchive, version {__version__}\n"


def test_formats_are_listed_for_people_and_programs(wparchive: Any) -> None:
    assert re.search(r"^writer +sqlite .*\.db", wparchive("formats").out, re.MULTILINE)
    rows = json.loads(wparchive("formats", "--json").out)
    assert [row["name"] for row in rows if row["kind"] == "writer"] == [entry.name for entry in WRITERS]


@pytest.mark.parametrize("command", ["convert", "clean", "export", "batch"])
def test_rules_are_listed_without_anything_else(wparchive: Any, command: str) -> None:
    done = wparchive(command, "--list-rules")
    assert (done.code, done.err) == (0, "")
    assert re.search(r"^feed-footer +(on|off) +\S", done.out, re.MULTILINE)


# --- completion -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("shell", "says"),
    [("bash", "complete -o nosort -F"), ("zsh", "#compdef wparchive"), ("fish", "complete --no-files --command wpa")],
)
def test_a_shell_gets_its_completion_script(shell: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # click asks bash for its version, with a warning where there is none.
    monkeypatch.setattr("click.shell_completion.BashComplete._check_version", staticmethod(lambda: None))
    done = CliRunner().invoke(app, ["completion", shell])
    assert done.exit_code == 0
    assert says in done.output
    assert "_WPARCHIVE_COMPLETE" in done.output


def test_the_script_asks_the_program_and_is_answered() -> None:
    environment = {
        **os.environ,
        "_WPARCHIVE_COMPLETE": "bash_complete",
        "COMP_WORDS": "wparchive con",
        "COMP_CWORD": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", "import sys; sys.argv = ['wparchive']; from wparchive.cli import main; main()"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout == "plain,convert\n"


def test_an_unknown_shell_is_refused(wparchive: Any) -> None:
    assert wparchive("completion", "cmd").code == 2


# --- what goes where ------------------------------------------------------------------------------------------------
def test_data_goes_to_standard_output_and_the_summary_to_standard_error(wparchive: Any) -> None:
    done = wparchive("convert", DEMO, "--to", "jsonl", "-o", "-")
    assert done.code == 0
    assert (kinds(done.out)[:2], kinds(done.out)[-1]) == (["archive", "site"], "end")
    assert done.err.startswith(SUMMARY)
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("command", ["import", "clean", "export"])
def test_the_other_commands_write_to_standard_output_too(wparchive: Any, command: str, home: Path) -> None:
    wparchive("import", DEMO, "-o", "blog.jsonl")
    to = ["--to", "json"] if command == "export" else []
    done = wparchive(command, home / "blog.jsonl", "-o", "-", *to)
    assert done.code == 0
    assert done.out.startswith('{"archive":' if to else '{"kind":"archive"')
    assert done.err.startswith(SUMMARY)


def test_standard_output_and_a_file_get_the_same_bytes(wparchive: Any, home: Path) -> None:
    out = wparchive("import", DEMO, "-o", "-").out
    wparchive("import", DEMO, "-o", "blog.jsonl")
    assert (home / "blog.jsonl").read_text() == out


def test_the_road_in_steps_leads_where_convert_leads(wparchive: Any, home: Path) -> None:
    steps = [("import", DEMO, "a.jsonl"), ("clean", "a.jsonl", "b.json"), ("export", "b.json", "blog")]
    for command, source, output in steps:
        assert wparchive(command, source, "-o", output).code == 0
    assert wparchive("convert", DEMO, "-o", "direct").code == 0
    assert wparchive("verify", "blog", "--against", DEMO).code == 0
    pages = [
        sorted(path.relative_to(home / name) for path in (home / name).rglob("*.md")) for name in ("blog", "direct")
    ]
    assert pages[0] == pages[1] != []
    assert all((home / "blog" / page).read_bytes() == (home / "direct" / page).read_bytes() for page in pages[0])


def test_quiet_says_nothing(wparchive: Any) -> None:
    assert wparchive("convert", DEMO, "-o", "blog.db", "--quiet") == (0, "", "")
    assert wparchive("convert", DEMO, "-o", "dry.db", "-q", "--dry-run") == (0, "", "")


def test_quiet_still_says_what_was_lost(wparchive: Any) -> None:
    done = wparchive("import", TRUNCATED, "-o", "blog.jsonl", "-q")
    assert "lost: truncated-in-text.xml:" in done.err
    assert " in; " not in done.err


def test_verbose_shows_every_issue(wparchive: Any) -> None:
    quiet, loud = (wparchive("convert", DEMO, "-o", "blog.db", *more) for more in ([], ["-v"]))
    assert "boilerplate-moved" not in quiet.err
    assert "changed: export.xml:" in loud.err
    assert re.search(r"changed: export\.xml:\d+ \(post \d+\): A cleaning rule moved a piece aside", loud.err)
    assert loud.err.endswith(quiet.err)


def test_what_was_not_published_is_explained(wparchive: Any) -> None:
    done = wparchive("convert", DEMO, "-o", "blog")
    assert "\n  3 posts and 3 comments not public and not published; --include publishes them\n" in done.err


def test_what_members_alone_could_read_is_not_published_unasked(wparchive: Any, wxr: Any) -> None:
    source = wxr.save(wxr.export(wxr.item(1, body="For all. [members]A secret.[/members]")))
    withheld = wparchive("convert", source, "-o", "blog")
    asked = wparchive("convert", source, "-o", "all", "--include", "protected")

    line = "\n  what 1 post held for members alone not published; --include protected publishes it\n"
    assert (line in withheld.err, line in asked.err) == (True, False)
    for folder, is_there in (("blog", False), ("all", True)):
        assert any("secret" in file.read_text(encoding="utf-8") for file in Path(folder).rglob("*.md")) == is_there


def test_losses_are_shown_up_to_a_number(wparchive: Any, wxr: Any) -> None:
    source = wxr.save(wxr.export(*(wxr.item(number, body="x" * 3000 * (number > 1)) for number in range(1, 27))))
    done = wparchive("import", source, "-o", "blog.jsonl", "--max-item-size", "2K")
    assert done.err.count("lost: export.xml") == 20
    assert "(--report FILE.json has them all)" in done.err
    assert "25 lost" in done.err


def test_a_text_from_a_source_cannot_act_on_the_terminal(wparchive: Any, home: Path) -> None:
    issue = {
        "code": "item-unreadable",
        "severity": "lost",
        "message": "\x1b[2J\u202eout\n\rerror: no",
        "where": {"source": "\x9b1m"},
    }
    head = {"kind": "archive", "schema": 1, "generator": "", "sources": []}
    (home / "a.jsonl").write_text("\n".join(map(json.dumps, [head, {"kind": "issue", **issue}])))
    done = wparchive("import", "a.jsonl", "-o", "b.jsonl")
    assert done.err.splitlines()[0] == "lost: \ufffd1m: \ufffd[2J\ufffdout error: no"


# --- progress -------------------------------------------------------------------------------------------------------
def test_progress_appears_only_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert not Progress(quiet=False).on
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    assert not Progress(quiet=True).on
    progress = Progress(quiet=False)
    progress.at(0.25)
    progress(SimpleNamespace(comments=(1, 2)))  # type: ignore[arg-type]
    progress(SimpleNamespace(login="ada"))  # type: ignore[arg-type]
    progress.clear()
    progress.clear()
    assert terminal.getvalue() == "\r 25%  1 post, 2 comments \033[K\r\033[K"


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo terminals")
@pytest.mark.parametrize(("more", "shown"), [([], True), (["--quiet"], False)])
def test_progress_is_drawn_and_taken_away_on_a_terminal(home: Path, more: list[str], shown: object) -> None:
    import pty  # noqa: PLC0415 - not on Windows

    ours, theirs = pty.openpty()
    subprocess.run([*PROGRAM, "convert", DEMO, "-o", home / "blog.db", *more], stderr=theirs, check=True)
    os.close(theirs)
    seen = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # Linux: the other end is closed
            break
        if not piece:
            break
        seen += piece
    os.close(ours)
    assert bool(re.match(rb"\r[ 0-9]+%  1 post, [0-9]+ comments? .*\r\x1b\[K16 posts, ", seen)) == shown
    assert (b"\r\x1b[K" in seen) == shown


def test_no_progress_where_standard_error_is_no_terminal(home: Path) -> None:
    command = [*PROGRAM, "convert", DEMO, "-o", home / "blog.db"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert b"\r" not in done.stderr
    assert b"\x1b" not in done.stderr
    assert done.stdout == b""


# --- exit codes -----------------------------------------------------------------------------------------------------
def test_1_where_some_sources_could_not_be_read(wparchive: Any, home: Path) -> None:
    (home / "bad.jsonl").write_text('{"kind":"archive"\n')
    done = wparchive("import", DEMO, "bad.jsonl", "-o", "blog.jsonl")
    assert done.code == 1
    assert done.err.startswith("lost: bad.jsonl: A source could not be read; the others were: ")
    assert "16 posts" in done.err
    assert len(bodies(home / "blog.jsonl")) == 16


def test_what_an_earlier_run_could_not_read_is_said_and_no_failure_of_this_one(wparchive: Any, home: Path) -> None:
    (home / "bad.jsonl").write_text('{"kind":"archive"\n')
    wparchive("import", DEMO, "bad.jsonl", "-o", "blog.jsonl")
    done = wparchive("export", "blog.jsonl", "-o", "blog.db")
    assert done.code == 0
    assert done.err.startswith("lost: bad.jsonl: A source could not be read")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["convert"],
        ["convert", DEMO],
        ["convert", DEMO, "-o", "x", "--to", "html"],
        ["convert", DEMO, "-o", "-"],
        ["convert", DEMO, "-o", "x", "--rule", "no-such-rule"],
        ["convert", DEMO, "-o", "x", "--no-rule", "no-such-rule"],
        ["clean", DEMO, "-o", "x", "--rule", "no-such-rule"],
        ["convert", DEMO, "-o", "x", "--include", "everything"],
        ["convert", DEMO, "-o", "x", "--comments", "loud"],
        ["convert", DEMO, "-o", "x", "--no-such-option"],
        ["convert", DEMO, "-o", "x.db", "--layout", "hugo"],
        ["convert", DEMO, "-o", "x", "--no-fts"],
        ["batch", DEMO, "-o", "x", "--to", "isso", "--redirects", "csv"],
        ["--no-such-option"],
        ["--config", "missing.toml", "formats"],
        ["formats", "too", "much"],
        ["verify", "a", "b"],
    ],
    ids=lambda arguments: " ".join(map(str, arguments)).replace(str(DEMO), "DEMO") or "nothing",
)
def test_2_where_the_request_makes_no_sense(wparchive: Any, home: Path, arguments: list[object]) -> None:
    done = wparchive(*arguments)
    assert done.code == 2
    assert done.out == ""
    assert "Traceback" not in done.err
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("flag", ["--rule", "--no-rule"])
def test_an_unknown_rule_is_named_with_those_there_are(wparchive: Any, flag: str) -> None:
    done = wparchive("convert", DEMO, "-o", "x", flag, "no-such-rule")
    assert "no-such-rule" in done.err
    assert "feed-footer" in done.err or "--list-rules" in done.err


def test_3_where_nothing_can_be_read(wparchive: Any, home: Path) -> None:
    (home / "notes.txt").write_text("Buy rope.")
    for command, source in (("convert", "missing.xml"), ("inspect", "notes.txt"), ("import", "."), ("export", DEMO)):
        output = [] if command == "inspect" else ["-o", "out.jsonl"]
        done = wparchive(command, source, *output)
        assert (done.code, done.out) == (3, ""), command
    assert [path.name for path in home.iterdir()] == ["notes.txt"]


def test_4_where_the_destination_is_not_ours(wparchive: Any, home: Path) -> None:
    (home / "mine.db").write_text("my own")
    done = wparchive("convert", DEMO, "-o", "mine.db")
    assert (done.code, done.err.count("\n")) == (4, 1)
    assert "mine.db" in done.err
    assert "--overwrite" in done.err
    assert (home / "mine.db").read_text() == "my own"


def test_4_where_a_result_is_not_whole(wparchive: Any, home: Path) -> None:
    wparchive("import", DEMO, "-o", "blog.jsonl")
    path = home / "blog.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Low Water", b"Low Wader"))
    assert wparchive("verify", "blog.jsonl").code == 4


@pytest.mark.parametrize("command", ["convert", "import", "inspect"])
def test_6_where_something_was_lost_and_that_was_to_be_an_error(wparchive: Any, command: str) -> None:
    output = [] if command == "inspect" else ["-o", "blog.jsonl"]
    assert wparchive(command, TRUNCATED, *output).code == 0
    done = wparchive(command, TRUNCATED, *output, "--strict")
    assert done.code == 6
    assert "and --strict was given" in done.err.splitlines()[-1]
    assert wparchive(command, DEMO, *output, "--strict").code == 0


@pytest.mark.parametrize("arguments", [("import", DEMO, "-o", "-"), ("inspect", DEMO, "--json")])
def test_a_reader_that_goes_away_is_no_error_worth_a_word(arguments: tuple[object, ...]) -> None:
    readable, writable = os.pipe()
    os.close(readable)
    done = subprocess.run(
        [*PROGRAM, *map(str, arguments)], stdout=writable, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writable)
    assert done.returncode == 141
    assert [line for line in done.stderr.splitlines() if not line.startswith(SUMMARY)] == []


# --- errors ---------------------------------------------------------------------------------------------------------
def test_an_error_is_one_line_that_names_the_file_the_place_and_the_remedy(wparchive: Any, home: Path) -> None:
    head = '{"kind":"archive","schema":%d,"generator":"","sources":[]}\n'
    (home / "new.jsonl").write_text(head % 9)
    (home / "bad.jsonl").write_text(head % 1 + "{}\n")
    expected = {
        "new.jsonl": "error: new.jsonl: is of format version 9; this program knows 1 (install a newer wparchive)\n",
        "bad.jsonl": "error: bad.jsonl, line 2: does not follow the archive format: ",
        "none.jsonl": "error: none.jsonl: there is no such file, folder or pattern\n",
    }
    for name, line in expected.items():
        done = wparchive("import", name, "-o", "out.jsonl")
        assert (done.code, done.out, done.err.count("\n")) == (3, "", 1)
        assert done.err.startswith(line)


def test_a_traceback_is_shown_with_debug(home: Path) -> None:
    command = [*PROGRAM, "import", "none.xml", "-o", str(home / "out.jsonl")]
    plain, debug = (
        subprocess.run([*command, *more], capture_output=True, text=True, check=False) for more in ([], ["--debug"])
    )
    assert (plain.returncode, plain.stderr) == (3, "error: none.xml: there is no such file, folder or pattern\n")
    assert debug.stderr.startswith("Traceback (most recent call last):")
    assert "SourceNotFoundError: none.xml" in debug.stderr


@pytest.mark.parametrize("error", [MemoryError("too much"), OSError(5, "I/O"), RecursionError("deep"), KeyError("x")])
def test_what_was_not_foreseen_is_one_line_and_exits_with_70(
    wparchive: Any, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(_job: object) -> None:
        raise error

    monkeypatch.setattr("wparchive.pipeline.run", fail)
    done = wparchive("import", DEMO, "-o", "blog.jsonl")
    assert (done.code, done.err) == (
        70,
        f"error: {type(error).__name__}: {error} (--debug shows where; please report it)\n",
    )


@pytest.mark.parametrize("error", [OSError(28, "No space"), sqlite3.OperationalError("database or disk is full")])
def test_a_full_disk_for_temporary_files_is_named_with_the_remedy(
    wparchive: Any, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(_job: object) -> None:
        raise error

    monkeypatch.setattr("wparchive.pipeline.run", fail)
    monkeypatch.setenv("TMPDIR", "/scratch")
    done = wparchive("import", DEMO, "-o", "blog.jsonl")
    assert done.code == 4
    assert "/scratch: there is no room for temporary files (set TMPDIR" in done.err


def test_the_summary_says_what_became_of_all_that_came_in(wparchive: Any) -> None:
    done = wparchive("import", FIXTURES / "pages/mirror", "-o", "blog.jsonl")
    came_in, went_out = (
        [int(number) for number in re.findall(pattern, done.err)[0]]
        for pattern in (r"(\d+) posts, (\d+) comments in", r"; (\d+) and (\d+) out")
    )
    assert f"  {came_in[0] - went_out[0]} posts and {came_in[1] - went_out[1]} comment joined with" in done.err


def test_ctrl_c_exits_as_programs_do_that_were_interrupted(wparchive: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_job: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("wparchive.pipeline.run", stopped)
    assert wparchive("import", DEMO, "-o", "blog.jsonl").code == 130


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("command", [("formats",), ("inspect", DEMO), ("convert", DEMO, "--to", "jsonl", "-o", "-")])
def test_standard_output_that_has_no_room_is_named(home: Path, command: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*PROGRAM, *command], stdout=full, stderr=subprocess.PIPE, cwd=home, check=False)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (4, b"error: standard output: there is no room for it")


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_is_told_to_end_leaves_nothing_behind(
    home: Path, number: int, request: pytest.FixtureRequest
) -> None:
    before = signal.signal(number, signal.SIG_DFL)  # the program inherits what `nohup` has the tests ignore
    request.addfinalizer(lambda: signal.signal(number, before))
    (spools := home / "spools").mkdir()
    command, env = [*PROGRAM, "import", "-", "-o", home / "out.jsonl"], {**os.environ, "TMPDIR": str(spools)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=env) as run:
        while run.poll() is None and not list(spools.glob("wparchive-*")):
            time.sleep(0.02)
        run.send_signal(number)  # while it waits for the end of standard input
        assert run.wait(timeout=60) == 130
        assert run.stderr is not None
        assert run.stderr.read() == b"stopped; the same command begins again\n"
    assert [path.name for path in home.rglob("*")] == ["spools"]


def test_every_error_has_an_exit_code_of_the_list() -> None:
    def tree(error: type[WparchiveError]) -> list[type[WparchiveError]]:
        return [error, *(found for child in error.__subclasses__() for found in tree(child))]

    assert {error.exit_code for error in tree(WparchiveError)} == {2, 3, 4, 5, 6, 70}


@pytest.mark.parametrize("name", ["export.xml", "my blog.xml"])
def test_a_file_given_as_command_gets_the_advice_to_convert_it(wparchive: Any, home: Path, name: str) -> None:
    shutil.copy(DEMO, home / name)
    done = wparchive(name)
    assert done.code == 2
    assert f"'{name}' is a file, not a command. Did you mean: wparchive convert {name} -o DEST" in done.err


def test_a_command_that_is_neither_is_unknown_and_the_nearest_is_named(wparchive: Any) -> None:
    assert "there is no command 'convret'. Did you mean: wparchive convert" in wparchive("convret", DEMO).err
    assert "No such command 'xyzzy'" in wparchive("xyzzy", DEMO).err
    assert wparchive("x" * 5000).code == 2


# --- sources and destinations ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "packed"])
def test_standard_input_is_a_source(
    wparchive: Any, monkeypatch: pytest.MonkeyPatch, home: Path, pack: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(pack(DEMO.read_bytes()))))
    done = wparchive("import", "-", "-o", "blog.jsonl")
    assert (done.code, done.err[: len(SUMMARY)]) == (0, SUMMARY)
    (source,) = json.loads((home / "blog.jsonl").read_text().splitlines()[0])["sources"]
    assert source["name"] == "standard input"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are Unicode there")
def test_a_name_that_is_no_text_can_be_read_and_said(wparchive: Any, home: Path) -> None:
    folder = home / "in"
    folder.mkdir()
    path = os.fsdecode(os.fsencode(folder) + b"/caf\xe9.xml")
    shutil.copy(TRUNCATED, path)
    for source in (path, folder):
        done = wparchive("import", source, "-o", "blog.jsonl")
        assert done.code == 0
        assert r"lost: caf\xe9.xml:" in done.err
    Path(path).write_text("Buy rope.")
    done = wparchive("import", path, "-o", "blog.jsonl")
    assert (done.code, done.err[:20]) == (3, r"error: caf\xe9.xml: ")


@pytest.mark.parametrize("command", ["import", "clean"])
def test_an_archive_is_not_called_like_a_database(wparchive: Any, home: Path, command: str) -> None:
    done = wparchive(command, DEMO, "-o", "blog.db")
    assert (done.code, "format sqlite (`wparchive convert` writes that)" in done.err) == (2, True)
    assert list(home.iterdir()) == []


def test_several_sources_are_one_site(wparchive: Any, home: Path) -> None:
    parts = sorted((FIXTURES / "split-export").glob("*.xml"))
    assert wparchive("import", *parts, "-o", "a.jsonl").code == 0
    assert wparchive("import", FIXTURES / "split-export", "-o", "b.jsonl").code == 0
    assert wparchive("import", FIXTURES / "split-export/*.xml", "-o", "c.jsonl").code == 0
    assert (home / "a.jsonl").read_bytes() == (home / "b.jsonl").read_bytes() == (home / "c.jsonl").read_bytes()


@pytest.mark.parametrize("output", ["blog", "blog.db", "blog.jsonl", "blog.json"])
def test_a_dry_run_writes_nothing(wparchive: Any, home: Path, output: str) -> None:
    done = wparchive("convert", DEMO, "-o", output, "--dry-run")
    assert done.code == 0
    assert done.err.splitlines()[-1] == f"dry run: nothing was written to {output}"
    assert re.match(r"16 posts, 19 comments in; \d+ and \d+ out", done.err)
    assert list(home.iterdir()) == []


def test_a_dry_run_to_standard_output_writes_nothing(wparchive: Any) -> None:
    done = wparchive("import", DEMO, "-o", "-", "--dry-run")
    assert (done.code, done.out) == (0, "")


@pytest.mark.parametrize("output", ["blog.db", "blog.jsonl", "blog.json"])
def test_overwrite_replaces_what_is_not_ours(wparchive: Any, home: Path, output: str) -> None:
    (home / output).write_text("my own")
    assert wparchive("convert", DEMO, "-o", output).code == 4
    assert wparchive("convert", DEMO, "-o", output, "--dry-run").code == 4
    assert (home / output).read_text() == "my own"
    assert wparchive("convert", DEMO, "-o", output, "--overwrite").code == 0
    assert wparchive("convert", DEMO, "-o", output).code == 0  # now it is ours


def test_options_of_writing_reach_the_writer(wparchive: Any, home: Path) -> None:
    wparchive("convert", DEMO, "-o", "public")
    wparchive("convert", DEMO, "-o", "all", "--include", "draft", "--include", "private", "--comments", "none")
    wparchive("convert", DEMO, "-o", "plain.db", "--no-fts")
    pages = {name: "".join(path.read_text() for path in (home / name).rglob("*.md")) for name in ("public", "all")}
    assert len(list((home / "all").rglob("*.md"))) > len(list((home / "public").rglob("*.md")))
    assert "## Comments" in pages["public"] or "omment" in pages["public"]
    database = sqlite3.connect(home / "plain.db")
    tables = {name for (name,) in database.execute("select name from sqlite_master")}
    database.close()
    assert "posts" in tables
    assert not [name for name in tables if "fts" in name or "search" in name]


def test_rules_can_be_left_out(wparchive: Any, home: Path) -> None:
    wparchive("convert", DEMO, "-o", "all.jsonl")
    rules = moved(home / "all.jsonl")
    out = min(rules)
    wparchive("convert", DEMO, "-o", "less.jsonl", "--no-rule", out)
    assert moved(home / "less.jsonl") == rules - {out} != rules


# --- the report -----------------------------------------------------------------------------------------------------
def test_the_report_has_the_counts_and_every_issue(wparchive: Any, home: Path) -> None:
    wparchive("convert", DEMO, "-o", "blog.jsonl", "--report", "report.json")
    report = json.loads((home / "report.json").read_text())
    lines = [json.loads(line) for line in (home / "blog.jsonl").read_text().splitlines()]
    issues = [line for line in lines if line["kind"] == "issue"]
    assert sorted(report["issues"], key=str) == sorted(issues, key=str) != []  # stages work on some records at a time
    end = {key: value for key, value in lines[-1].items() if key != "sha256"}
    assert report["end"] == end
    assert end["in"]["post"] == 16


def test_a_report_without_issues_is_json_too_and_replaced_by_the_next(wparchive: Any, home: Path, wxr: Any) -> None:
    source = wxr.save(wxr.export(wxr.item(1)))
    for _ in range(2):
        assert wparchive("import", source, "-o", "blog.jsonl", "--report", "report.json").code == 0
    assert json.loads((home / "report.json").read_text())["issues"] == []
    (home / "report.json").write_text("mine")
    assert wparchive("import", source, "-o", "blog.jsonl", "--report", "report.json").code == 4


def test_the_report_is_written_also_where_strict_fails(wparchive: Any, home: Path) -> None:
    assert wparchive("import", TRUNCATED, "-o", "blog.jsonl", "--strict", "--report", "report.json").code == 6
    codes = {issue["code"] for issue in json.loads((home / "report.json").read_text())["issues"]}
    assert "item-truncated" in codes


# --- options from elsewhere -----------------------------------------------------------------------------------------
def test_a_file_in_the_folder_gives_options(wparchive: Any, home: Path) -> None:
    (home / "wparchive.toml").write_text('quiet = true\n[convert]\noutput = "named.db"\ninclude = ["draft"]\n')
    assert wparchive("convert", DEMO) == (0, "", "")
    assert (home / "named.db").exists()


def test_a_key_may_be_written_as_the_option_is(wparchive: Any, home: Path) -> None:
    (home / "wparchive.toml").write_text('[convert]\nmax-item-size = "3K"\ndry-run = true\n')
    done = wparchive("convert", DEMO, "-o", "blog.db")
    assert "dry run: nothing was written" in done.err
    assert "The item is larger than the limit" in done.err


def test_options_of_one_command_are_not_those_of_another(wparchive: Any, home: Path) -> None:
    (home / "wparchive.toml").write_text("[export]\nquiet = true\n[import]\nquiet = false\n")
    assert wparchive("import", DEMO, "-o", "blog.jsonl").err.startswith(SUMMARY)
    assert wparchive("export", "blog.jsonl", "-o", "blog.db").err == ""


def test_what_stands_below_a_command_wins_over_what_stands_above(wparchive: Any, home: Path) -> None:
    (home / "wparchive.toml").write_text("quiet = true\n[import]\nquiet = false\n")
    assert wparchive("import", DEMO, "-o", "blog.jsonl").err.startswith(SUMMARY)
    assert wparchive("export", "blog.jsonl", "-o", "blog.db").err == ""


@pytest.mark.parametrize("value", ['"draft"', '["draft"]', '["draft", "private"]'])
def test_what_can_be_repeated_is_a_list_or_one_alone(wparchive: Any, home: Path, value: str) -> None:
    (home / "wparchive.toml").write_text(f"[convert]\ninclude = {value}\n")
    count = 12 + value.count('"') // 2
    assert f"; {count} and 16 out" in wparchive("convert", DEMO, "-o", "blog").err


def test_config_names_another_file(wparchive: Any, home: Path) -> None:
    (home / "wparchive.toml").write_text("quiet = true")
    (home / "loud.toml").write_text("[import]\nverbose = true\n")
    assert wparchive("--config", "loud.toml", "import", DEMO, "-o", "blog.jsonl").err.endswith("changed\n")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"not toml", "x.toml: "),
        (b'quiet = "\xff"', "x.toml: "),
        (b"convert = 1", "convert is a command; its options stand below [convert]"),
        (b'[formats]\njson = true\n[import]\nmax_item_size = "much"', "x.toml"),
        (b'layuot = "hugo"', "x.toml: no option has the key 'layuot' (did you mean layout?)"),
        (b"[export]\nmedia-jbs = 3", "below [export], no option has the key 'media-jbs' (did you mean media_jobs?)"),
        (b"[inspect]\noverwrite = true", "x.toml: below [inspect], no option has the key 'overwrite'"),
        (b"[convrt]", "x.toml: no option has the key 'convrt' (did you mean convert?)"),
    ],
    ids=["syntax", "encoding", "command", "later", "mistyped", "mistyped below", "of another command", "no command"],
)
def test_a_file_that_cannot_be_understood_is_a_usage_error(wparchive: Any, home: Path, data: bytes, says: str) -> None:
    (home / "x.toml").write_bytes(data)
    done = wparchive("--config", "x.toml", "formats")
    if b"later" in data or b"max_item_size" in data:
        assert done.code == 0  # it is no option of this command
        done = wparchive("--config", "x.toml", "import", DEMO, "-o", "blog.jsonl")
        says = "'much' is no size"
    assert done.code == 2
    assert says in done.err
    assert "Traceback" not in done.err


def test_the_environment_gives_options_and_wins_over_the_file(
    wparchive: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "wparchive.toml").write_text('[convert]\noutput = "file.db"\n')
    monkeypatch.setenv("WPARCHIVE_CONVERT_OUTPUT", "environment.db")
    monkeypatch.setenv("WPARCHIVE_CONVERT_QUIET", "1")
    assert wparchive("convert", DEMO) == (0, "", "")
    assert [path.name for path in home.glob("*.db")] == ["environment.db"]


def test_the_command_line_wins_over_both(wparchive: Any, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "wparchive.toml").write_text('output = "file.db"\nfts = false\n')
    monkeypatch.setenv("WPARCHIVE_CONVERT_OUTPUT", "environment.db")
    monkeypatch.setenv("WPARCHIVE_CONVERT_MAX_ITEM_SIZE", "1")
    assert wparchive("convert", DEMO, "-o", "line.db", "--max-item-size", "1M").err.startswith("16 posts")
    assert [path.name for path in home.glob("*.db")] == ["line.db"]


def test_colours_can_be_asked_for_and_refused(wparchive: Any) -> None:
    command = ("import", TRUNCATED, "-o", "blog.jsonl")
    assert "\x1b[31m" in wparchive(*command, "--color").err
    for more in ([], ["--no-color"]):
        assert "\x1b" not in wparchive(*command, *more).err


@pytest.mark.skipif(sys.platform == "win32", reason="has no pseudo-terminals")
@pytest.mark.parametrize("command", [("import", "none.xml", "-o", "blog.jsonl"), ("verify", "none"), ("verify", DEMO)])
@pytest.mark.parametrize(
    ("more", "env", "colours"), [([], {}, True), (["--no-color"], {}, False), ([], {"NO_COLOR": "1"}, False)]
)
def test_errors_have_colours_on_a_terminal_unless_refused(
    home: Path, command: tuple[str, ...], more: list[str], env: dict[str, str], *, colours: bool
) -> None:
    ours, theirs = os.openpty()
    env = {**{key: value for key, value in os.environ.items() if key != "NO_COLOR"}, **env}
    subprocess.run([*PROGRAM, *command, *more], stdout=theirs, stderr=theirs, cwd=home, env=env, check=False)
    shown = os.read(ours, 10_000)
    for end in (ours, theirs):
        os.close(end)
    assert b"error: " in shown
    assert (b"\x1b" in shown) == colours


# --- sizes ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("500K", 500 << 10), ("64M", 64 << 20), ("2G", 2 << 30), ("1000", 1000), ("64m", 64 << 20), ("1.5K", 1536),
        ("64MB", 64 << 20), ("64MiB", 64 << 20), (" 8K ", 8 << 10), ("12B", 12), ("0", 0), (1000, 1000),
    ],
)  # fmt: skip
def test_sizes_are_read(text: object, size: int) -> None:
    assert Size().convert(text, None, None) == size


@pytest.mark.parametrize(
    "text",
    ["", "K", "much", "-5M", "5KM", "5T", "1e9", "nan", "inf", "0x10", "٣M", "1_000", "5 5", "M5", True, -1, "9" * 400],
)
def test_nonsense_is_no_size(text: object) -> None:
    with pytest.raises(click.BadParameter, match="is no size; say 500K, 64M or 2G"):
        Size().convert(text, None, None)


def test_items_beyond_the_size_are_skipped_loudly(wparchive: Any) -> None:
    done = wparchive("import", DEMO, "-o", "blog.jsonl", "--max-item-size", "5K")
    lost = done.err.count("The item is larger than the limit and was skipped")
    assert 0 < lost < 16
    assert f" out; {lost} lost, " in done.err
