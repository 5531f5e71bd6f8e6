"""What each dependency is worth: CPU time beside the standard library, and beside other packages where they are there.

python tests/benchmarks/dependencies.py

All numbers of one run come from one machine and one sample, so that their ratios mean something. The sample is made
here: 2,000 posts with 15 comments each, some 20 MB. docs/explanation/dependencies.md quotes a run.
"""

from __future__ import annotations

import contextlib
import email.utils
import io
import json
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch
from xml.etree import ElementTree as ET

import bs4
import dateutil.parser
import msgspec
import turbohtml
import yaml
from lxml import etree

from wparchive import open_source
from wparchive.dates import stamp
from wparchive.encodings.charset import decode_mixed
from wparchive.model import Record
from wparchive.writers.markdown.convert import to_markdown
from wparchive.writers.markdown.frontmatter import front_matter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SHARE = 50
"""One in so many posts is measured where a whole sample would take minutes."""

WORDS = (
    "the tide table of our harbour says that low water comes at noon and nobody on the pier believes it because a"
    " table knows nothing of wind or of the <em>baker</em>, who <a href='https://example.org/{0}'>measures</a> twice"
)


def body(number: int) -> str:
    parts = [f"<p>{WORDS.format(number)}</p>" for _ in range(20)]
    parts[7] = (
        f"<ul><li>{number}</li><li>boots &amp; buckets</li></ul><blockquote><p>It is <b>late</b>.</p></blockquote>"
    )
    parts[15] = f"<h2>Part {number}</h2><pre><code>tide[{number}] = 0.4</code></pre>"
    return "\n".join(parts)


def item(number: int) -> str:
    comments = "".join(
        f"<wp:comment><wp:comment_id>{number * 100 + n}</wp:comment_id><wp:comment_author><![CDATA[Reader {n}]]>"
        "</wp:comment_author><wp:comment_date><![CDATA[2011-02-08 06:30:12]]></wp:comment_date>"
        "<wp:comment_date_gmt><![CDATA[2011-02-08 05:30:12]]></wp:comment_date_gmt>"
        f"<wp:comment_content><![CDATA[I was there at {n}.\n\nThere was <em>no</em> water.]]></wp:comment_content>"
        "<wp:comment_approved><![CDATA[1]]></wp:comment_approved><wp:comment_type><![CDATA[comment]]></wp:comment_type>"
        f"<wp:comment_parent>{number * 100 + n - 1 if n % 3 else 0}</wp:comment_parent></wp:comment>\n"
        for n in range(1, 16)
    )
    return (
        f"<item><title><![CDATA[Post {number}]]></title><link>https://example.org/{number}/</link>"
        f"<content:encoded><![CDATA[{body(number)}]]></content:encoded><wp:post_id>{number}</wp:post_id>"
        "<wp:post_date><![CDATA[2011-02-08 06:30:12]]></wp:post_date>"
        "<wp:post_date_gmt><![CDATA[2011-02-08 05:30:12]]></wp:post_date_gmt>"
        f"<wp:post_name><![CDATA[post-{number}]]></wp:post_name><wp:status><![CDATA[publish]]></wp:status>"
        f"<wp:post_type><![CDATA[post]]></wp:post_type>{comments}</item>\n"
    )


ROOT = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:wp="http://wordpress.org/export/1.2/">'
)
NUMBERS = range(1, 2001)


@cache
def items() -> tuple[str, ...]:
    return tuple(item(number) for number in NUMBERS)


@cache
def bodies() -> tuple[str, ...]:
    return tuple(body(number) for number in NUMBERS)


def cpu(work: Callable[[], object], times: int = 3) -> float:
    """The least CPU time of some runs, in seconds."""
    spent = []
    for _ in range(times):
        before = time.process_time()
        work()
        spent.append(time.process_time() - before)
    return min(spent)


def child(*arguments: str) -> float:
    """The CPU time of a program, in seconds: the least of three."""
    code = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=-3, stderr=-3, check=True);"
    code += "used = resource.getrusage(resource.RUSAGE_CHILDREN); print(used.ru_utime + used.ru_stime)"
    runs = [subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, check=True) for _ in range(3)]
    return min(float(run.stdout) for run in runs)


def optional(name: str) -> Any:
    """A package that is no dependency, where it is there."""
    try:
        return import_module(name)
    except ImportError:
        return None


def export(folder: str) -> Path:
    path = Path(folder, "export.xml")
    head = "<channel><title>T</title><link>https://example.org</link><wp:wxr_version>1.2</wp:wxr_version>"
    path.write_text(f"{ROOT}{head}\n{''.join(items())}</channel></rss>\n", encoding="utf-8")
    return path


def the_program() -> Iterator[tuple[str, float]]:
    program = str(Path(sys.executable).parent / "wparchive")
    with tempfile.TemporaryDirectory() as folder:
        source = str(export(folder))
        yield "wparchive --help", child(program, "--help")
        yield "import to JSON Lines", child(program, "import", source, "-o", f"{folder}/a.jsonl")
        yield "convert to Markdown", child(program, "convert", source, "-o", f"{folder}/blog/")
        yield "convert to SQLite", child(program, "convert", source, "-o", f"{folder}/blog.db")


def xml() -> Iterator[tuple[str, float]]:
    pieces = [f"{ROOT}{one}</rss>".encode() for one in items()]
    yield "lxml: parse each item", cpu(lambda: [etree.fromstring(piece) for piece in pieces])
    yield "xml.etree: the same", cpu(lambda: [ET.fromstring(piece) for piece in pieces])
    with tempfile.TemporaryDirectory() as folder:
        source = str(export(folder))
        yield "read all records", cpu(lambda: list(open_source(source)))
        with patch("wparchive.readers.wxr.document.tokenize", lambda *_, **__: None):
            yield "the same, every item through lxml", cpu(lambda: list(open_source(source)))


def html() -> Iterator[tuple[str, float]]:
    few = bodies()[::SHARE]
    yield "turbohtml: parse each body", cpu(lambda: [turbohtml.parse_fragment(one) for one in bodies()])
    yield "bs4 with html.parser: the same", SHARE * cpu(lambda: [bs4.BeautifulSoup(one, "html.parser") for one in few])
    yield "turbohtml with our table: to Markdown", cpu(lambda: [to_markdown(one) for one in bodies()])
    if markdownify := optional("markdownify"):
        yield "markdownify: to Markdown", SHARE * cpu(lambda: [markdownify.markdownify(one) for one in few])


def archive() -> Iterator[tuple[str, float]]:
    with tempfile.TemporaryDirectory() as folder:
        records = list(open_source(str(export(folder))))
    encoder, decoder = msgspec.json.Encoder(), msgspec.json.Decoder(Record)
    lines = [encoder.encode(record) for record in records]
    plain = [json.loads(line) for line in lines]
    yield "msgspec: write the records", cpu(lambda: [encoder.encode(record) for record in records])
    yield "json: write the same, as dicts", cpu(lambda: [json.dumps(one, ensure_ascii=False) for one in plain])
    yield "msgspec: read them and check every field", cpu(lambda: [decoder.decode(line) for line in lines])
    yield "json: read them, check nothing", cpu(lambda: [json.loads(line) for line in lines])


def yaml_front_matter() -> Iterator[tuple[str, float]]:
    fields = [
        {"title": f"Post {n}: on tides", "date": "2011-02-08T06:30:12+01:00", "tags": ["a", "b"]} for n in NUMBERS
    ]
    yield "our own way", cpu(lambda: [front_matter(one) for one in fields])
    yield "yaml.safe_dump", cpu(lambda: [yaml.safe_dump(one) for one in fields])
    if ruamel := optional("ruamel.yaml"):
        writer = ruamel.YAML(typ="safe")
        yield "ruamel.yaml", cpu(lambda: [writer.dump(one, io.StringIO()) for one in fields])


SPELLINGS = (
    "Tue, 08 Feb 2011 05:30:12 +0000",
    "Tue, 08 Feb 2011 05:30:12 GMT",
    "8 Feb 2011 06:30:12 +0100",
    "Tuesday, 8 February 2011 05:30:12 UTC",
    "2011-02-08T05:30:12Z",
    "Feb 8, 2011 5:30:12 AM +0000",
)


def dates() -> Iterator[tuple[str, float]]:
    yield f"dateutil: right of {len(SPELLINGS)} spellings", right(dateutil.parser.parse)
    yield "email.utils: the same", right(email.utils.parsedate_to_datetime)
    local, utc = "2011-02-08 06:30:12", "2011-02-08 05:30:12"
    yield "dateutil: 10,000 dates as WordPress writes them", cpu(lambda: [dateutil.parser.parse(local) for _ in TIMES])
    yield "our own way for them", cpu(lambda: [stamp(local, utc, None) for _ in TIMES])


TIMES = range(10_000)


def right(read: Callable[[str], datetime]) -> int:
    """How many spellings of one date a function reads."""
    count = 0
    for text in SPELLINGS:
        with contextlib.suppress(ValueError, TypeError):
            count += read(text) == datetime.fromisoformat("2011-02-08T05:30:12+00:00")
    return count


def encodings() -> Iterator[tuple[str, float]]:
    words = "l'été à l'école"
    stray = "".join(bodies()[:1000]).encode() + f"{words} “fermée”".encode("cp1252")
    yield f"decode_mixed: {len(stray) / 1e6:.1f} MB with a few stray bytes", cpu(lambda: decode_mixed(stray))
    yield "UnicodeDammit.detwingle: the same", cpu(lambda: bs4.UnicodeDammit.detwingle(stray), 1)
    yield f"decode_mixed: {words!r} in Windows-1252 is right", decode_mixed(words.encode("cp1252"))[0] == words
    undone = bs4.UnicodeDammit.detwingle(words.encode("cp1252"))
    yield "UnicodeDammit.detwingle: the same", undone.decode("utf-8", "replace") == words


def startup() -> Iterator[tuple[str, float]]:
    before = child(sys.executable, "-c", "pass")
    for name in ("argparse", "click", "msgspec", "lxml.etree", "turbohtml", "bs4", "dateutil.parser", "yaml"):
        yield f"import {name}", max(0.0, child(sys.executable, "-c", f"import {name}") - before)


def main() -> None:
    lines = [f"{sum(map(len, items())) / 1e6:.1f} MB, Python {sys.version.split()[0]}; CPU seconds"]
    for measure in (the_program, xml, html, archive, yaml_front_matter, dates, encodings, startup):
        lines.append(measure.__name__)
        lines += [f"  {v:8.3f}  {name}" if isinstance(v, float) else f"  {v!s:>8}  {name}" for name, v in measure()]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
