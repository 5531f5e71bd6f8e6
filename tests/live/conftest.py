"""A real WordPress for the tests here: started, filled, exported and dumped once, and stopped whatever happens."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rendering import live_renderer
from wordpress import CannotBeHadError, running, wordpress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rendering import LiveRenderer

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
    folder = tmp_path_factory.mktemp("wp")
    server = folder / "d"  # short: the path of a socket has 107 characters at most
    try:
        with running(server):
            wordpress("seed", server)
            wordpress("export", server, folder / "all.xml")
            wordpress("dump", server, folder / "dump.json")
    except CannotBeHadError as reason:
        pytest.skip(str(reason))
    return LiveSite(folder)


@pytest.fixture(scope="session")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveRenderer]:
    try:
        with live_renderer(tmp_path_factory.mktemp("wp")) as found:
            yield found
    except CannotBeHadError as reason:
        pytest.skip(str(reason))
