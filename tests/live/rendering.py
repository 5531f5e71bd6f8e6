"""Compare our rendering with that of a live WordPress, on texts of the grammar.

    python tests/live/rendering.py --texts 20000 --first 100000     # more than the test does
    python tests/live/rendering.py --shrink 20                      # and make the differing texts small

Every difference is an error of ours, or one of `deviations.toml`.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from xml.sax.saxutils import escape

import grammar
from wordpress import running, wordpress

from wparchive.content import render_comment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

HERE: Final = Path(__file__).parent
BATCH: Final = 2000
SITE: Final = "http://thelongtake.example"
"""Of the throw-away WordPress; it stays there when a file is imported."""
ERROR: Final = "error"
PAGE_BREAK: Final = "<!--nextpage-->\n"


class Comparison(NamedTuple):
    """One text, and what became of it."""

    kind: str
    source: str
    ours: str
    theirs: str


class Deviation(NamedTuple):
    """A difference that is meant, see `deviations.toml`."""

    name: str
    place: str
    pattern: re.Pattern[str]
    change: re.Pattern[str]
    becomes: str | None


def deviations() -> list[Deviation]:
    rows = tomllib.loads((HERE / "deviations.toml").read_text(encoding="utf-8"))["deviation"]
    return [
        Deviation(
            row["name"],
            row["in"],
            re.compile(row["pattern"]),
            re.compile(row.get("change", row["pattern"])),
            row.get("becomes"),
        )
        for row in rows
    ]


def difference(comparison: Comparison, known: Iterable[Deviation]) -> str:
    """Say what a difference is: nothing, the name of a known one, or `error`."""
    written = {"source": comparison.source, "ours": comparison.ours, "theirs": comparison.theirs}
    texts = dict(written)
    if texts["ours"] == texts["theirs"]:
        return ""
    names = []
    for name, place, pattern, change, becomes in known:
        if becomes is not None and pattern.search(written[place]):
            changed = {side: change.sub(becomes, texts[side]) for side in ("ours", "theirs")}
            names += [name] if any(texts[side] != text for side, text in changed.items()) else []
            texts |= changed
    if texts["ours"] == texts["theirs"]:
        return "+".join(names)
    return next((d.name for d in known if d.becomes is None and d.pattern.search(written[d.place])), ERROR)


@contextmanager
def live_renderer(folder: Path) -> Iterator[LiveRenderer]:
    """Start a WordPress without what cannot be compared."""
    server = folder / "d"  # short: the path of a socket has 107 characters at most
    with running(server):
        shutil.copy(HERE / "plain_site.php", server / "site/wp-content/mu-plugins/plain_site.php")
        yield LiveRenderer(folder, server)


class LiveRenderer(NamedTuple):
    """A WordPress that renders batches of texts."""

    folder: Path
    server: Path

    def compare(self, posts: Sequence[str], comments: Sequence[str]) -> list[Comparison]:
        """Render the texts here and there."""
        export, archive, rendered = (self.folder / name for name in ("texts.xml", "texts.jsonl", "rendered.json"))
        export.write_text(wxr(posts, comments), encoding="utf-8", newline="")
        wordpress("import", self.server, export, timeout=300)
        wordpress("render", self.server, rendered, timeout=300)
        archive.unlink(missing_ok=True)
        subprocess.run([sys.executable, "-m", "wparchive", "convert", "-q", export, "-o", archive], check=True)
        ours = {
            row["id"]: row["body"]
            for line in archive.read_bytes().splitlines()
            if (row := json.loads(line))["kind"] == "post"
        }
        found: list[Comparison] = []
        for row in json.loads(rendered.read_bytes())["posts"]:
            body = ours[str(row["id"])]
            if row["id"] <= len(posts):
                html = body["html"].replace(PAGE_BREAK, "\n")
                found.append(Comparison("post", body["source"], html, row["content_rendered"]))
            found += [
                Comparison("comment", raw, render_comment(raw, SITE), without_origin(comment["rendered"]))
                for comment in row["comments"]
                for raw in [comment["raw"]]
            ]
        return found


def without_origin(html: str) -> str:
    """WordPress before 6.2 wrote `rel="nofollow"` where later ones write `rel="nofollow ugc"`."""
    return html.replace('rel="nofollow"', 'rel="nofollow ugc"')


def wxr(posts: Sequence[str], comments: Sequence[str]) -> str:
    """Write the texts as an export: each post an item, all comments with one more. Characters keep their references."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        f' xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>x</title><link>{SITE}</link>'
        f"<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>{SITE}</wp:base_blog_url>"
        + "".join([_item(number, text) for number, text in enumerate(posts, 1)])
        + _item(len(posts) + 1, "", "".join([_comment(number, text) for number, text in enumerate(comments, 1)]))
        + "</channel></rss>\n"
    )


def _item(number: int, text: str, comments: str = "") -> str:
    return (
        f"<item><title>{number}</title><content:encoded>{_encoded(text)}</content:encoded><wp:post_id>{number}</wp:post_id>"
        f"<wp:post_date>2020-01-01 00:00:00</wp:post_date><wp:post_name>p{number}</wp:post_name>"
        f"<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>{comments}</item>\n"
    )


def _comment(number: int, text: str) -> str:
    return (
        f"<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_date>2020-01-01 00:00:00</wp:comment_date>"
        f"<wp:comment_approved>1</wp:comment_approved><wp:comment_content>{_encoded(text)}</wp:comment_content></wp:comment>\n"
    )


def _encoded(text: str) -> str:
    return escape(text, {"\r": "&#13;", "\n": "&#10;"})


_PIECES: Final = re.compile(r"<[^<>\s]*>?|\[[^\[\]\s]*\]?|\s|[^<>\[\]\s]+|.", re.DOTALL)


def shrink(renderer: LiveRenderer, comparison: Comparison, known: Sequence[Deviation]) -> Comparison:
    """Leave pieces out as long as the rest differs: halves first, then quarters, then single pieces and characters."""
    for split in (_PIECES.findall, list):
        pieces: list[str] = split(comparison.source)
        size = len(pieces) // 2
        while size:
            spans = [(at, at + size) for at in range(0, len(pieces), size)]
            texts = ["".join(pieces[:start] + pieces[end:]) for start, end in spans]
            is_post = comparison.kind == "post"
            rest = renderer.compare(texts if is_post else [], [] if is_post else texts)
            by_source = {found.source: found for found in rest if difference(found, known) == ERROR}
            best = next(
                ((span, by_source[text]) for span, text in zip(spans, texts, strict=True) if text in by_source), None
            )
            if best:
                (start, end), comparison = best
                pieces = pieces[:start] + pieces[end:]
                size = min(size, len(pieces))
            else:
                size //= 2
    return comparison


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=2000, help="how many posts, and how many comments")
    parser.add_argument("--first", type=int, default=0, help="number of the first text")
    parser.add_argument("--shrink", type=int, default=0, metavar="N", help="make the first N differing texts small")
    parser.add_argument("--json", type=Path, help="write the differing texts to this file")
    options = parser.parse_args()
    known = deviations()
    counts: Counter[str] = Counter()
    bad: list[Comparison] = []
    with tempfile.TemporaryDirectory() as folder, live_renderer(Path(folder)) as renderer:
        for start in range(options.first, options.first + options.texts, BATCH):
            numbers = range(start, min(start + BATCH, options.first + options.texts))
            found = renderer.compare([grammar.post(n) for n in numbers], [grammar.comment(n) for n in numbers])
            for comparison in found:
                what = difference(comparison, known)
                counts[f"{comparison.kind}: {what or 'equal'}"] += 1
                if what == ERROR:
                    bad.append(comparison)
        shown = [shrink(renderer, comparison, known) for comparison in bad[: options.shrink]]
    rows: list[dict[str, Any]] = [c._asdict() for c in [*shown, *bad[options.shrink :]]]
    for row in rows[: options.shrink or 5]:
        sys.stdout.write("\n".join(f"{name:7}{text!r}" for name, text in row.items()) + "\n\n")
    if options.json:
        options.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    sys.stdout.write(f"{dict(sorted(counts.items()))}\n")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
