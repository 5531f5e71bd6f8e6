"""The bodies of saved pages are found better than the best general extractor finds them."""

from __future__ import annotations

import warnings

import page_bodies
import pytest
from scores import SHARED

CORPUS = SHARED / "corpus"

pytestmark = [pytest.mark.corpus, pytest.mark.skipif(not CORPUS.is_dir(), reason="no folder of found data")]


@pytest.mark.parametrize("plainly", [False, True], ids=["without captions", "plainly"])
def test_the_words_of_the_body_are_found_better_than_trafilatura_finds_them(*, plainly: bool) -> None:
    trafilatura = pytest.importorskip("trafilatura")
    ours, theirs = [], []
    for page in page_bodies.annotated(CORPUS, plainly=plainly):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            text = trafilatura.extract(page.path.read_bytes(), include_comments=False) or ""
        ours.append(page_bodies.f1(page_bodies.body_of(page.path, captions=page.captions), page.text))
        theirs.append(page_bodies.f1(text, page.text))
    assert sum(ours) > sum(theirs)
