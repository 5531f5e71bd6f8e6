"""The bodies that are found in saved pages of all kinds of sites, held against what people marked in them.

Two kinds of annotations: whole texts (F1 of their words), and snippets that are, or are not, in the text of the page.
Those of the article extraction benchmark leave captions out, so captions are left out of what is compared with them; a
page whose annotation has the comments in it says nothing of the body.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from turbohtml import parse_fragment

from wparchive.encodings.charset import decode_mixed
from wparchive.ledger import Ledger
from wparchive.readers.page.page import page_of
from wparchive.readers.page.post.reader import read_page
from wparchive.text import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CAPTIONS = "figcaption, .wp-caption-text, .gallery-caption"
WITH_COMMENTS = ("firefox-nightly-blog",)
QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\xa0": " "})


class Annotated(NamedTuple):
    """A page and its text."""

    path: Path
    text: str
    captions: bool


def annotated(corpus: Path, *, plainly: bool = False) -> Iterator[Annotated]:
    """Give the pages whose whole text is known.

    Args:
        corpus: folder of the found data.
        plainly: take the annotations as they are: of all pages, and held against bodies with their captions.
    """
    known = json.loads((corpus / "golden/scrapinghub_ground_truth.json").read_bytes())
    for path in sorted((corpus / "html/scrapinghub__article-extraction-benchmark").iterdir()):
        if (name := path.stem.removeprefix("html__")) in known:
            yield Annotated(path, known[name]["articleBody"], captions=plainly)
    for path in sorted((corpus / "golden/readability").glob("*.expected.html")):
        name = path.name.removesuffix(".expected.html")
        if plainly or name not in WITH_COMMENTS:
            page = corpus / f"html/mozilla__readability/test__test-pages__{name}__source.html"
            yield Annotated(page, plain_text(path.read_text(encoding="utf-8")), captions=True)


def body_of(path: Path, *, captions: bool = True) -> str:
    """The words of the body that is found in a page."""
    post = read_page(page_of(decode_mixed(path.read_bytes())[0], path.name), Ledger())
    assert post is not None
    body = parse_fragment(post.body.source)
    return plain_text(body.inner_html if captions else body.remove(CAPTIONS).inner_html)


def f1(found: str, wanted: str) -> float:
    """Of the words, in any order."""
    one, other = (Counter(re.findall(r"\w+", text.translate(QUOTES).casefold())) for text in (found, wanted))
    every = one.total() + other.total()
    return 2 * (one & other).total() / every if every else 1.0


def mean_f1(corpus: Path, *, plainly: bool = False) -> float:
    """Of all annotated pages."""
    pages = annotated(corpus, plainly=plainly)
    scores = [f1(body_of(page.path, captions=page.captions), page.text) for page in pages]
    return sum(scores) / len(scores)


def snippets(corpus: Path) -> dict[str, tuple[int, int]]:
    """How many snippets are, and are not, in the body, as was marked, of how many."""
    known = {
        entry["file"]: entry
        for entry in json.loads((corpus / "golden/trafilatura_evaldata.json").read_bytes()).values()
    }
    right: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for path in sorted((corpus / "html/adbar__trafilatura").iterdir()):
        entry = known.get(path.name.split("__", 2)[-1])
        if entry is None:
            continue
        body = " ".join(body_of(path).split())
        for measure, wanted in (("with", True), ("without", False)):
            for snippet in entry[measure]:
                every[measure] += 1
                right[measure] += (" ".join(snippet.split()) in body) is wanted
    return {measure: (right[measure], every[measure]) for measure in sorted(every)}
