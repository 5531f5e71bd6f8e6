from __future__ import annotations

import itertools
import os
import sys
from pathlib import Path

import pytest

from wparchive.earlier_runs import remove_leftovers_of
from wparchive.errors import DestinationError
from wparchive.manifest import MANIFEST, Closing, is_whole, read_manifest
from wparchive.model import End
from wparchive.options import WriteOptions
from wparchive.target_folders import FolderTarget
from wparchive.targets import Target, atomic_file


def ours(head: bytes) -> bool:
    return head.startswith(b"OURS")


def write(path: Path, data: bytes, *, overwrite: bool = False, dry_run: bool = False) -> None:
    with atomic_file(Target(path=path, overwrite=overwrite, dry_run=dry_run), is_ours=ours) as sink:
        sink.write(data)


def fill(root: Path, files: dict[str, bytes], *, overwrite: bool = False, dry_run: bool = False) -> None:
    with FolderTarget(Target(path=root, overwrite=overwrite, dry_run=dry_run)) as folder:
        for name, data in files.items():
            folder.write(name, data)
        folder.finish(Closing(End(came_in={}, went_out={}, issues={}, accounted={}), WriteOptions()))


def fill_and_fail(root: Path, name: str, data: bytes) -> None:
    """Stop a run after its first file."""
    with pytest.raises(RuntimeError), FolderTarget(Target(path=root)) as folder:
        folder.write(name, data)
        raise RuntimeError


def killed(root: Path, files: dict[str, bytes], moment: int) -> bool:
    """Fill a folder in a process that dies before it touches the file system for the n-th time; False if it lived."""
    touches = itertools.count()

    def die(event: str, arguments: tuple[object, ...]) -> None:
        touching = event in ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "open")
        if touching and str(root) in str(arguments[0]) and next(touches) == moment:
            os._exit(9)

    if not (child := os.fork()):
        sys.addaudithook(die)
        remove_leftovers_of(Target(path=root))
        fill(root, files)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def files_of(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


class TestFiles:
    def test_a_file_appears_whole_or_not_at_all(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "result"

        with pytest.raises(RuntimeError), atomic_file(Target(path=path), is_ours=ours) as sink:
            sink.write(b"OURS half")
            raise RuntimeError

        assert list((tmp_path / "new").iterdir()) == []

    def test_an_error_leaves_the_file_before_as_it_was(self, tmp_path: Path) -> None:
        path = tmp_path / "result"
        write(path, b"OURS first")

        with pytest.raises(RuntimeError), atomic_file(Target(path=path), is_ours=ours) as sink:
            sink.write(b"OURS second")
            raise RuntimeError

        assert path.read_bytes() == b"OURS first"

    def test_our_own_file_is_replaced(self, tmp_path: Path) -> None:
        path = tmp_path / "result"
        write(path, b"OURS first")
        write(path, b"OURS second")

        assert path.read_bytes() == b"OURS second"

    def test_a_foreign_file_is_refused_and_replaced_only_when_asked(self, tmp_path: Path) -> None:
        path = tmp_path / "diary"
        path.write_bytes(b"dear diary")

        with pytest.raises(DestinationError, match="--overwrite") as error:
            write(path, b"OURS")

        assert error.value.exit_code == 4
        assert path.read_bytes() == b"dear diary"
        write(path, b"OURS", overwrite=True)
        assert path.read_bytes() == b"OURS"

    def test_a_dry_run_writes_nothing_but_still_refuses(self, tmp_path: Path) -> None:
        write(tmp_path / "new", b"OURS", dry_run=True)
        (tmp_path / "diary").write_bytes(b"dear diary")

        with pytest.raises(DestinationError):
            write(tmp_path / "diary", b"OURS", dry_run=True)

        assert [path.name for path in tmp_path.iterdir()] == ["diary"]

    def test_a_folder_in_the_place_of_a_file_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(DestinationError, match="is a folder"):
            write(tmp_path, b"OURS")


class TestFolders:
    @pytest.mark.skipif(sys.platform == "win32", reason="has no devices that are files")
    def test_a_device_is_written_and_never_replaced(self, tmp_path: Path) -> None:
        device = tmp_path / "null"
        os.mkfifo(device)
        reader = os.open(device, os.O_RDONLY | os.O_NONBLOCK)
        write(device, b"OURS new")
        assert os.read(reader, 100) == b"OURS new"
        os.close(reader)
        assert device.is_fifo()
        assert [path.name for path in tmp_path.iterdir()] == ["null"]

    def test_of_a_link_the_file_is_replaced_to_which_it_leads(self, tmp_path: Path) -> None:
        (link := tmp_path / "latest").symlink_to(tmp_path / "of-today")
        for text in (b"OURS one", b"OURS two"):
            write(link, text)
            assert link.is_symlink()
            assert (tmp_path / "of-today").read_bytes() == text

    def test_a_second_run_gives_the_same_bytes(self, tmp_path: Path) -> None:
        files = {"2021/a.md": b"one", "b.md": b"two"}
        fill(tmp_path / "blog", files)
        before = (files_of(tmp_path / "blog"), (tmp_path / "blog" / MANIFEST).read_bytes())
        fill(tmp_path / "blog", files)

        assert (files_of(tmp_path / "blog"), (tmp_path / "blog" / MANIFEST).read_bytes()) == before
        assert before[0] == files

    def test_the_manifest_lists_each_file_with_what_is_in_it(self, tmp_path: Path) -> None:
        with FolderTarget(Target(path=tmp_path)) as folder:
            folder.write("a.md", b"abc", post="7", comments=2)

        (entry,) = read_manifest(tmp_path)
        assert (entry.path, entry.bytes, entry.post, entry.comments) == ("a.md", 3, "7", 2)

    def test_what_an_earlier_run_wrote_and_this_one_did_not_is_removed(self, tmp_path: Path) -> None:
        fill(tmp_path, {"old.md": b"old", "kept.md": b"kept"})
        fill(tmp_path, {"kept.md": b"kept"})

        assert files_of(tmp_path) == {"kept.md": b"kept"}

    def test_a_file_that_somebody_edited_is_neither_removed_nor_replaced(self, tmp_path: Path) -> None:
        fill(tmp_path, {"a.md": b"a", "b.md": b"b"})
        (tmp_path / "a.md").write_bytes(b"mine")
        (tmp_path / "b.md").write_bytes(b"mine")

        fill(tmp_path, {"c.md": b"c"})
        assert files_of(tmp_path) == {"a.md": b"mine", "b.md": b"mine", "c.md": b"c"}
        with pytest.raises(DestinationError, match="edited"):
            fill(tmp_path, {"a.md": b"new"})
        assert (tmp_path / "a.md").read_bytes() == b"mine"
        fill(tmp_path, {"a.md": b"new"}, overwrite=True)
        assert (tmp_path / "a.md").read_bytes() == b"new"

    def test_what_lies_there_already_with_the_same_content_is_fine(self, tmp_path: Path) -> None:
        (tmp_path / "a.md").write_bytes(b"same")
        fill(tmp_path, {"a.md": b"same"})

        assert files_of(tmp_path) == {"a.md": b"same"}

    def test_a_run_that_fails_can_be_repeated(self, tmp_path: Path) -> None:
        fill_and_fail(tmp_path, "a.md", b"a")
        fill(tmp_path, {"a.md": b"a", "b.md": b"b"})

        assert files_of(tmp_path) == {"a.md": b"a", "b.md": b"b"}

    def test_what_runs_that_failed_had_written_is_ours(self, tmp_path: Path) -> None:
        fill(tmp_path, {"first.md": b"1"})
        for name in ("a.md", "b.md"):
            fill_and_fail(tmp_path, name, b"old")
        fill(tmp_path, {"a.md": b"new"})

        assert files_of(tmp_path) == {"a.md": b"new"}

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process that dies")
    def test_at_whatever_moment_runs_are_killed_the_next_knows_what_is_ours(self, tmp_path: Path) -> None:
        first, second = {"a.md": b"1", "b.md": b"1"}, {"a.md": b"2", "c/d.md": b"2"}
        third, last = {"c/d.md": b"3", "e.md": b"3"}, {"a.md": b"4", "f.md": b"4"}
        states = [{**files, "mine.md": b"mine"} for files in (first, second, third)]
        for one in itertools.count():
            for other in itertools.count():
                fill(root := tmp_path / f"{one}-{other}", first)
                (root / "mine.md").write_bytes(b"mine")
                deaths = killed(root, second, one), killed(root, third, other)
                assert not is_whole(root) or files_of(root) in states
                remove_leftovers_of(Target(path=root))
                fill(root, last)
                assert files_of(root) == {**last, "mine.md": b"mine"}
                assert is_whole(root)
                if not deaths[1]:
                    break
            if not deaths[0]:
                break
        assert min(one, other) > 10  # so many moments there are

    def test_a_list_that_breaks_off_is_read_up_to_there(self, tmp_path: Path) -> None:
        fill_and_fail(tmp_path, "a.md", b"old")
        with (tmp_path / f"{MANIFEST}.part").open("ab") as journal:
            journal.write(b'{"path":"b.m')
        fill(tmp_path, {"a.md": b"new"})

        assert files_of(tmp_path) == {"a.md": b"new"}

    def test_what_cannot_be_written_says_what_to_do(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_bytes(b"")
        with pytest.raises(DestinationError, match=r"a/b: cannot be written: .* \(name another place with -o\)"):
            fill(tmp_path / "a/b", {"c.md": b""})

    @pytest.mark.parametrize("name", ["../out.md", "/out.md", "a/../../out.md"])
    def test_no_name_leads_out_of_the_folder(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(DestinationError, match="leaves the folder"):
            fill(tmp_path / "blog", {name: b"x"})

        assert not (tmp_path / "out.md").exists()

    def test_no_link_leads_out_of_the_folder(self, tmp_path: Path) -> None:
        (tmp_path / "blog").mkdir()
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "blog" / "2021").symlink_to(tmp_path / "elsewhere")

        with pytest.raises(DestinationError, match="leads out"):
            fill(tmp_path / "blog", {"2021/a.md": b"x"})

        assert list((tmp_path / "elsewhere").iterdir()) == []

    def test_a_dry_run_makes_no_folder(self, tmp_path: Path) -> None:
        fill(tmp_path / "blog", {"a.md": b"a"}, dry_run=True)

        assert not (tmp_path / "blog").exists()

    def test_a_file_written_bit_by_bit_is_listed_too(self, tmp_path: Path) -> None:
        with FolderTarget(Target(path=tmp_path)) as folder, folder.open("rows.json") as sink:
            sink(b"[1,")
            sink(b"2]", 2)

        (entry,) = read_manifest(tmp_path)
        assert (entry.path, entry.bytes, entry.posts) == ("rows.json", 5, 2)

    @pytest.mark.parametrize("target", [Target(path=None), Target(path=Path(__file__))])
    def test_neither_standard_output_nor_a_file_is_a_folder(self, target: Target) -> None:
        with pytest.raises(DestinationError):
            FolderTarget(target)


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_name_that_no_file_can_have_is_an_error_of_the_destination(tmp_path: Path, overwrite: bool) -> None:  # noqa: FBT001
    target = Target(path=tmp_path / ("a" * 300), overwrite=overwrite)
    with pytest.raises(DestinationError, match="too long"), atomic_file(target, is_ours=bool) as sink:
        sink.write(b"x")
    with pytest.raises(DestinationError, match="too long"), FolderTarget(target):
        pass


def test_a_name_may_be_as_long_as_the_file_system_allows(tmp_path: Path) -> None:
    write(tmp_path / ("é" * 127), b"OURS")
    with FolderTarget(Target(path=tmp_path / "folder")) as folder:
        folder.write("a" * 255, b"x")
        with folder.open("b" * 255) as sink:
            sink(b"y")
    assert sorted(files_of(tmp_path).values()) == [b"OURS", b"x", b"y"]
