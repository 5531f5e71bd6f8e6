"""The throw-away WordPress of the live tests: `wp.sh` of a folder beside the checkout, or of `WPARCHIVE_SHARED`.

The script needs Debian's packages of WordPress, PHP and MariaDB; it installs missing ones, as root, only where
`WP_NO_APT` is empty.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

SHARED: Final = Path(os.environ.get("WPARCHIVE_SHARED") or Path(__file__).resolve().parents[3] / "shared")
SCRIPT: Final = SHARED / "tools" / "wp" / "wp.sh"
CANNOT_BE_HAD: Final = 77


class CannotBeHadError(Exception):
    """There is no WordPress here."""


def wordpress(verb: str, *arguments: Path, timeout: int = 60) -> None:
    """Run a verb of the script. What it says goes to a file: the servers that it starts would keep a pipe open."""
    if not SCRIPT.is_file():
        raise CannotBeHadError(f"no WordPress to be started by {SCRIPT}")
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
        raise CannotBeHadError(text.strip()[-300:])
    assert done.returncode == 0, f"wp.sh {verb} ended with {done.returncode}: {text[-2000:]}"


@contextmanager
def running(server: Path) -> Iterator[None]:
    """Start a WordPress in a folder, and stop it whatever happens."""
    try:
        wordpress("up", server, timeout=300)
        yield
    finally:
        if server.is_dir():
            wordpress("down", server)
            shutil.rmtree(server, ignore_errors=True)
