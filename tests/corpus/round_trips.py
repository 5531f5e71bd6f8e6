"""Renders Markdown back, for every post and comment of the folder of found data, and counts what came back the same."""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parents[1]))

from round_trip import Shape, rendered
from turbohtml import parse_fragment

from wparchive.cli.app import app
from wparchive.content.safe import sanitize
from wparchive.writers.markdown.convert import to_markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
BLANK_LINES = re.compile(r"\n(?:[> ]*\n)+")
LEFT_OVER = re.compile(r"\[/?(?:caption|gallery|embed)\b|<!-- /?wp:")
PAIRED = {"]": "["}
MEASURES = ("words", "blocks", "styles")


class Text(NamedTuple):
    """The HTML of a post or comment."""

    kind: str
    name: str
    html: str


def texts(path: Path) -> Iterator[Text]:
    """Give what a file holds: what a live site showed, or an export as this program renders it."""
    for found in _of_site(path) if "oracle" in path.parts and path.suffix == ".json" else _of_export(path):
        if found.html:
            yield found if found.kind == "post" else found._replace(html=sanitize(found.html)[0])


def _of_site(path: Path) -> Iterator[Text]:
    for post in json.loads(path.read_bytes())["posts"]:
        name = f"{path.parent.name} {post['id']}"
        yield Text("post", name, html_of(post))
        for comment in post.get("approved_comments") or post.get("comments") or ():
            yield Text("comment", f"{name} #{comment['id']}", html_of(comment))


def _of_export(path: Path) -> Iterator[Text]:
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder, "archive.jsonl")
        CliRunner().invoke(app, ["convert", "--quiet", str(path), "--to", "jsonl", "-o", str(archive)])
        lines = archive.read_bytes().splitlines() if archive.exists() else []
    for post in (record for line in lines if (record := json.loads(line))["kind"] == "post"):
        yield Text("post", f"{path.name} {post.get('id')}", html_of(post))
        for comment in post.get("comments", ()):
            yield Text("comment", f"{path.name} {post.get('id')} #{comment.get('id')}", html_of(comment))


def html_of(record: dict[str, Any]) -> str:
    """The HTML of a record, of an archive or as a site said it."""
    if "body" in record:
        return str(record["body"].get("html", ""))
    names = ("content_rendered_all_pages", "content_rendered", "rendered")
    return next((str(record[name]) for name in names if record.get(name)), "")


class Count(NamedTuple):
    """What was counted.

    Attributes:
        right: by measure, as `post words`: how many came back the same.
        all: how many there were.
        misses: the names of those that did not.
    """

    right: Counter[str]
    all: Counter[str]
    misses: list[tuple[str, str]]


def count(files: Iterable[Path]) -> Count:
    """Convert and render back everything in some files, each text once."""
    counted, seen = Count(Counter(), Counter(), []), set[str]()
    for path in files:
        for text in texts(path):
            if text.html not in seen:
                seen.add(text.html)
                _compare(text, counted)
    return counted


def _compare(text: Text, counted: Count) -> None:
    markdown = to_markdown(text.html)
    before, after = Shape(text.html), Shape(rendered(markdown))
    for measure in MEASURES:
        same = getattr(before, measure) == getattr(after, measure)
        counted.right[f"{text.kind} {measure}"] += same
        counted.all[f"{text.kind} {measure}"] += 1
        if not same:
            counted.misses.append((f"{text.kind} {measure}", text.name))
    without = not left_over(text.html, markdown)
    counted.right["without shortcodes"] += without
    counted.all["without shortcodes"] += 1
    if not without:
        counted.misses.append(("without shortcodes", text.name))
    counted.right["without needless escapes"] += all(escapes(markdown))
    counted.all["without needless escapes"] += 1


def left_over(html: str, markdown: str) -> bool:
    """Tell whether markup of WordPress's is left, other than in code, or text that was meant to be shown."""
    if LEFT_OVER.search(markdown.replace("\\[", "[")) is None:
        return False
    root = parse_fragment(html, positions=False)
    for code in root.select("pre, code"):
        code.decompose()
    return LEFT_OVER.search(root.text) is not None


def escapes(markdown: str) -> Iterator[bool]:
    """Say of each backslash in text whether something else is rendered without it.

    Marks may need each other, so those of a kind in a paragraph are taken away together. Paragraphs with code are left
    out, in which a backslash is one.
    """
    for paragraph in BLANK_LINES.split(markdown):
        if "\\" in paragraph and "`" not in paragraph.replace("\\`", ""):
            places: dict[str, list[int]] = {}
            for escape in ESCAPE.finditer(paragraph):
                places.setdefault(PAIRED.get(escape[1], escape[1]), []).append(escape.start())
            shown = rendered(paragraph)
            for group in places.values():
                without = "".join(sign for at, sign in enumerate(paragraph) if at not in group)
                yield from [rendered(without) != shown] * len(group)
