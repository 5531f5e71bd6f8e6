"""Measures the reading of saved pages: `bench_pages.py [FOLDER]`, by default the 22 themes of the folder of found data.

The program converts the whole folder to JSON Lines: pages a second on one core, beside its goal, and as ratios to what
other programs take for the same files: trafilatura for the text of each page, Beautiful Soup for nothing but its tree.
They see the pages in one process, without the time of starting. Then the peak of memory over web archives of different
sizes. Nothing here is a test: times differ between machines. Without the folder, the project's own small mirror is
measured, of which the rate says little.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from bench import HERE, MEGABYTE, PROGRAM, SHARED, Best, measure, say

OWN = HERE.parents[1] / "fixtures/pages/mirror"
THEMES = SHARED / "oracle/wordpress-7.1/pages"
GOAL = 300
HOST = re.compile(rb"(?:thelongtake\.example|tides\.example\.org)")

EACH = """
import sys, time
from pathlib import Path
{imports}
pages = [path.read_bytes() for path in sorted(Path(sys.argv[1]).rglob("*.html"))[:: int(sys.argv[2])]]
begin = time.process_time()
for page in pages:
    {work}
print((time.process_time() - begin) / len(pages), file=open(sys.argv[3], "w"))
"""


class Other(NamedTuple):
    """Another program.

    Attributes:
        module: what must be installed.
        imports: to be done before the time is taken.
        work: what is done with `page`.
        share: one in so many pages is measured.
    """

    module: str
    imports: str
    work: str
    share: int


OTHERS = (
    Other("turbohtml", "import turbohtml", "turbohtml.parse(page)", 1),
    Other("trafilatura", "import trafilatura", "trafilatura.extract(page, include_comments=True)", 10),
    Other("bs4", "import bs4", "bs4.BeautifulSoup(page, 'html.parser')", 10),
)


def seconds_of(other: Other, pages: Path, folder: Path) -> float | None:
    """CPU seconds that another program takes for a page, None if it is not installed."""
    if find_spec(other.module) is None:
        return None
    script, out = EACH.format(imports=other.imports, work=other.work), folder / "seconds"
    share = other.share if len(list(pages.rglob("*.html"))) > 100 else 1
    measure([sys.executable, "-c", script, str(pages), str(share), str(out)], folder / "log")
    return float(out.read_text())


def bench(pages: Path, runs: int, folder: Path) -> dict[str, Any]:
    """Measure, show the table, and give it as data."""
    number = sum(1 for _ in pages.rglob("*.html"))
    command = [*PROGRAM, "convert", "--quiet", str(pages), "-o", str(folder / "out.jsonl"), "--overwrite"]
    best = Best.of([measure(command, folder / "log") for _ in range(runs)])
    rate = number / best.cpu
    say(f"{number} pages to JSON Lines: {best.cpu:.2f} s of CPU, {rate:.0f} a second, goal {GOAL};")
    say(f"{best.peak / MEGABYTE:.1f} MB of memory")
    others = {}
    for other in OTHERS:
        seconds = seconds_of(other, pages, folder)
        if seconds is None:
            say(f"{other.module:14} is not installed")
            continue
        others[other.module] = ratio = seconds * number / best.cpu
        say(f"{other.module:14}{1 / seconds:8.0f} a second{ratio:8.2f} times our time   {other.work}")
    return {"pages": number, **best._asdict(), "rate": rate, "goal": GOAL, "others": others}


def bench_archives(pages: Path, megabytes: tuple[int, ...], folder: Path) -> dict[int, int]:
    """Show the peak of memory over web archives of several sizes: it must not grow with them."""
    peaks = {}
    for size in megabytes:
        archive = folder / f"{size}.warc.gz"
        number = write_archive(archive, sorted(pages.rglob("*.html")), size * MEGABYTE)
        command = [*PROGRAM, "convert", "--quiet", str(archive), "-o", str(folder / "out.jsonl"), "--overwrite"]
        spent = measure(command, folder / "log")
        peaks[size] = spent.peak
        rate = number / spent.cpu
        say(f"WARC of {size} MB, {number} pages: {rate:.0f} a second, {spent.peak / MEGABYTE:.1f} MB of memory")
        archive.unlink()
    return peaks


def write_archive(path: Path, pages: list[Path], size: int) -> int:
    """Write pages over and over, each time as those of another site; the number of pages."""
    written = number = 0
    with path.open("wb") as out:
        while written < size:
            page = pages[number % len(pages)].read_bytes()
            site = b"site%d.example.org" % (number // 40)
            number += 1
            block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + HOST.sub(site, page)
            head = (
                b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://%b/%d/\r\nWARC-Date: 2020-01-01T00:00:00Z"
                b"\r\nWARC-Record-ID: <urn:uuid:%d>\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n"
            )
            record = head % (site, number, number, len(block)) + block + b"\r\n\r\n"
            written += len(record)
            out.write(gzip.compress(record, 1))
    return number


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pages", type=Path, nargs="?", default=THEMES if THEMES.is_dir() else OWN)
    parser.add_argument("--runs", type=int, default=3, help="how often the program runs [%(default)s]")
    sizes = "sizes of web archives to make of the pages, in MB [%(default)s]"
    parser.add_argument("--archives", type=int, nargs="*", default=[25, 100], help=sizes)
    parser.add_argument("--json", type=Path, help="write the results here")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench") as name:
        found = bench(asked.pages.resolve(), asked.runs, Path(name))
        found["archives"] = bench_archives(asked.pages, tuple(asked.archives), Path(name))
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
