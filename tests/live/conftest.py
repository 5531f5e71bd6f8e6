"""A real WordPress for the tests here: started, filled, exported and dumped once, and stopped whatever happens.

`WPARCHIVE_SHARED` names the folder with `tools/wp/wp.sh`; by default it is a sibling of the checkout. The script needs
Debian's packages of WordPress, PHP and MariaDB; it installs missing ones, as root, only where `WP_NO_APT` is empty.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(os.environ.get("WPARCHIVE_SHARED") or Path(__file__).resolve().parents[3] / "shared")
SCRIPT = SHARED / "tools" / "wp" / "wp.sh"
CANNOT_BE_HAD = 77
COMMAND = (sys.executable, "-m", "wparchive")


@dataclass(frozen=True)
class LiveSite:
    """What a live site exported, and what its database holds."""

    folder: Path

    @property
    def export(self) -> Path:
        return self.folder / "all.xml"

    @cached_property
    def dump(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "dump.json").read_bytes())
        return found

    @cached_property
    def records(self) -> list[dict[str, Any]]:
        """The archive that `import` makes of the export."""
        archive = self.run("import", self.export, "-o", self.folder / "archive.jsonl")
        with archive.open("rb") as lines:
            return [json.loads(line) for line in lines]

    def run(self, *arguments: str | Path) -> Path:
        """Run the program; its last argument is the destination."""
        command = [*COMMAND, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        return Path(arguments[-1])


@pytest.fixture(scope="session")
def live_site(tmp_path_factory: pytest.TempPathFactory) -> LiveSite:
    if not SCRIPT.is_file():
        pytest.skip(f"no WordPress to be started by {SCRIPT}")
    folder = tmp_path_factory.mktemp("wp")
    server = folder / "d"  # short: the path of a socket has 107 characters at most
    try:
        wordpress("up", server, timeout=300)
        wordpress("seed", server)
        wordpress("export", server, folder / "all.xml")
        wordpress("dump", server, folder / "dump.json")
    finally:
        wordpress("down", server)
        shutil.rmtree(server, ignore_errors=True)
    return LiveSite(folder)


def wordpress(verb: str, *arguments: Path, timeout: int = 60) -> None:
    """Run a verb of the script. What it says goes to a file: the servers that it starts would keep a pipe open."""
    log = arguments[0].with_name(f"{verb}.log")
    with log.open("wb") as said:
        done = subprocess.run(
            ["bash", str(SCRIPT), verb, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            timeout=timeout,
            env={"WP_NO_APT": "1", **os.environ},
            check=False,
        )
    text = log.read_text("utf-8", "replace")
    if done.returncode == CANNOT_BE_HAD:
        pytest.skip(f"no WordPress to be had here: {text.strip()[-300:]}")
    assert done.returncode == 0, f"wp.sh {verb} ended with {done.returncode}: {text[-2000:]}"
