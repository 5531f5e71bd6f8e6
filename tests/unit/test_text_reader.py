"""Scrapes of pages as posts with comments; the cases under tests/cases/text have one for each family."""

from __future__ import annotations

import gzip
import random
import time
from collections import Counter
from pathlib import Path
from typing import Any, Final

import pytest
from case_files import cases
from hypothesis import given
from hypothesis import strategies as st

from wparchive.errors import InputError
from wparchive.ledger import Ledger
from wparchive.model import Issue, Post, Site
from wparchive.options import ReadOptions
from wparchive.pipeline import open_source
from wparchive.readers.text import read_site, sniff
from wparchive.readers.text.reader import Read, read_scrape
from wparchive.sources import Source

ROOT: Final = Path(__file__).parents[2]
FIXTURES: Final = ROOT / "fixtures/text"
WHOLE: Final = b"Knots\n\nA knot is a question to which the rope knows the answer.\n\nLeave a Reply\n"
CASES: Final = cases("text")


def read(text: str) -> tuple[Read, list[str]]:
    ledger = Ledger()
    found = read_scrape(text, "scrape.txt", ledger)
    return found, [issue.code for issue in ledger.all_issues()]


def posts_of(*paths: Path) -> list[Post]:
    return [record for record in open_source(*map(str, paths)) if isinstance(record, Post)]


@pytest.mark.parametrize("case", CASES)
def test_a_scrape_is_read_as_its_case_says(case: dict[str, Any]) -> None:
    found, issues = read(case["text"])
    post = found.post
    assert found.family == case["family"]
    assert post.title == case["title"]
    assert [
        [
            comment.place or "",
            comment.depth,
            comment.author.name or "",
            comment.published or comment.published_raw or "",
            comment.body.source,
        ]
        for comment in post.comments
    ] == case["comments"]
    ids, urls = ([comment.id for comment in post.comments], [comment.author.url for comment in post.comments])
    assert (ids, urls) == (case.get("ids", ids), case.get("urls", urls))
    assert [piece.kind for piece in post.boilerplate] == case["boilerplate"]
    assert sorted(issues) == case.get("issues", [])
    assert post.body.source == case.get("body", post.body.source).strip("\n")
    assert (post.author_name, post.published) == (
        case.get("author", post.author_name),
        case.get("published", post.published),
    )


@pytest.mark.parametrize("case", CASES)
def test_a_scrape_is_known_by_its_lines(case: dict[str, Any]) -> None:
    assert sniff(case["text"].encode(), "scrape.txt") >= 0.5


# --- what counts as a scrape --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dear Wim,\n\nthe boat is back. It came by itself.\n\nYours\nKlára\n", "letter.txt"),
        ("1. Mix.\n2. Wait.\n3. Bake.\n", "recipe.txt"),
        ("name,date\nWim,2011-02-08\n", "table.txt"),
        ("# A program\n\n## Install\n\n* first\n* second\n\nSee also the other page.\n", "README.md"),
        ('{"kind": "archive", "title": "Leave a Reply"}\n', "a.txt"),
        ("<html><body>Leave a Reply, this site uses Akismet</body></html>", "page.txt"),
        ('<?xml version="1.0"?><rss>Leave a Reply</rss>', "export.txt"),
        ("From: a@example.org\nSubject: x\nDate: y\n\nLeave a Reply\n", "mail.txt"),
        ("\0\0\0Leave a Reply\n", "bytes.txt"),
        ("", "empty.txt"),
        ("Leave a Reply\n\nThis site uses Akismet to reduce spam.\n", "words.js"),
    ],
)
def test_other_texts_are_left_to_others(text: str, name: str) -> None:
    assert sniff(text.encode(), name) < 0.5


# --- numbers, places, mentions ------------------------------------------------------------------------------------


def test_printed_numbers_stay_as_they_are_and_their_gaps_are_reported() -> None:
    records = list(open_source(str(FIXTURES / "numbered.txt")))
    post = next(record for record in records if isinstance(record, Post))
    assert [(c.number, c.place, c.depth) for c in post.comments] == [
        (1, "1", 1), (2, "2", 1), (1, "2.1", 2), (None, "2.2", 2), (4, "4", 1), (7, "7", 1),
    ]  # fmt: skip
    gaps = [record.message for record in records if isinstance(record, Issue) and record.code == "numbers-missing"]
    assert gaps == ["Printed numbers of comments are missing: those comments are not in the scrape: 3, 5, 6"]


def test_a_parent_is_not_certain_where_numbers_are_missing() -> None:
    (post,) = posts_of(FIXTURES / "numbered.txt")
    assert [comment.parent_certain for comment in post.comments] == [True, True, False, False, True, True]


def test_a_name_that_is_called_makes_no_author_and_no_parent() -> None:
    (post,) = posts_of(FIXTURES / "numbered.txt")
    assert post.comments[5].mentions == ("Old Postman", "Hanne")
    assert all(comment.author.name is None and comment.parent is None for comment in post.comments)


def test_a_comment_that_calls_an_author_hints_at_the_latest_one_of_that_author() -> None:
    (post,) = posts_of(FIXTURES / "antworten.txt")
    assert [comment.author.name for comment in post.comments] == [
        "Wim Aldersen", "Hanne Brodersen", "Fähren im Norden » Nebelhorn",
    ]  # fmt: skip
    assert [comment.type for comment in post.comments] == ["comment", "comment", "pingback"]
    assert "Meine Mutter sagt: nie am Freitag." in post.comments[1].body.source


def test_links_of_markdown_give_ids_parents_and_addresses() -> None:
    (post,) = posts_of(FIXTURES / "reply-links.md")
    first, second = post.comments
    assert (first.id, first.author.url, first.published) == ("41", "https://wim.example.org", "2012-05-06T09:12:00")
    assert (second.id, second.parent, second.place) == ("42", "41", "1.1")


# --- sites and sources --------------------------------------------------------------------------------------------


def test_several_scrapes_are_one_site_with_what_was_recognised_in_all_of_them() -> None:
    records = list(open_source(str(FIXTURES)))
    (site,) = [record for record in records if isinstance(record, Site)]
    assert len([record for record in records if isinstance(record, Post)]) == 3
    assert site.extra is not None
    assert site.extra["pages"]["families"] == {"A numbered": 1, "C name says": 1, "G Markdown": 1}


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("long.txt", WHOLE * 400, "item-too-large"),
        ("blank.txt", b" \n" * 40, "empty-source"),
        ("cut.txt.gz", gzip.compress(random.Random(1).randbytes(3000).hex().encode())[:-900], "document-truncated"),
        ("gone.txt", None, "source-unreadable"),
    ],
    ids=["too large", "empty", "cut off", "not there any more"],
)
def test_a_scrape_that_cannot_be_read_as_it_should_is_named_and_keeps_no_other_from_being_read(
    tmp_path: Path, name: str, data: bytes | None, code: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    (tmp_path / "whole.txt").write_bytes(WHOLE)
    records = list(
        read_site(
            [Source(name=one, path=tmp_path / one) for one in (name, "whole.txt")],
            ReadOptions(max_item_bytes=10_000),
            ledger := Ledger(),
        )
    )
    assert [issue.code for issue in ledger.all_issues() if issue.where.source == name] == [code]
    assert "Knots" in [record.title for record in records if isinstance(record, Post)]


def test_scrapes_of_which_none_can_be_read_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        list(read_site([Source(name="gone.txt", path=tmp_path / "gone.txt")], ReadOptions(), Ledger()))


def test_a_scrape_in_windows_1252_is_read(tmp_path: Path) -> None:
    path = tmp_path / "scrape.txt"
    path.write_bytes((FIXTURES / "antworten.txt").read_text(encoding="utf-8").encode("cp1252"))
    (post,) = posts_of(path)
    assert post.title == "Der Fahrplan der Fähre"


# --- every line has one place -------------------------------------------------------------------------------------

LINES: Final = (
    "{0}", "{0} {1} goes on, and this sentence about {2} is long enough to be one of the text itself, I think.",
    "  1. {0} {1}", "  2. {0}\n\n    {1}", "    1. {0}", "    • {0} {1} {2}", "  3. {0} says:\n\n    {1}",
    "{0} says:\nFebruary 8, 2011 at 2:00 pm\n{1}\nReply", "{0}\nMay 3, 2014\n{1}", "22 Comments", "Kommentare",
    "Leave a Reply", "This site uses Akismet to reduce spam.", "Related Articles", "Back to top", "Tags: {0}",
    "Posted on May 3, 2014 by {0}", "Pingback: {0}", "# {0}", "> {0}", "[{0}](https://x.example.org/#comment-7)",
    "@{0}: {1}", "About {0}", "{0} February 8, 2011 {1}", "12. Mai 2011 {0}", "- {0}", "{0}:", "* * *",
    "{0} \u2014 February 8, 2011", "\u2190 {0}",
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(LINES), st.booleans()), min_size=1, max_size=25))
def test_every_word_ends_in_exactly_one_place(lines: list[tuple[str, bool]]) -> None:
    text = ""
    for at, (line, gap) in enumerate(lines):
        text += ("\n" if gap else "") + line.format(*(f"Word{at}x{n}" for n in range(3))) + "\n"
    wanted = dict.fromkeys((word for word in _words(text) if word.startswith("Word")), 1)
    post = read(text)[0].post
    parts = [post.title, post.body.source]
    for comment in post.comments:
        parts += [comment.body.source, comment.author.name or "", comment.published_raw or ""]
        parts += [piece.text for piece in comment.boilerplate]
    parts += [piece.text for piece in post.boilerplate]
    assert Counter(word for part in parts for word in _words(part) if word.startswith("Word")) == wanted


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text).split()


# --- hostile input ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "a\n" * 1_000_000,
        "x" * 20_000_000,
        "".join(f"  {n}. text\n\n" for n in range(1, 20_000)),
        "  1. x y\n\nText\n\n" * 10_000,
        "22 Comments\n" * 30_000,
        "Bob says:\ntext\n" * 15_000,
        ("[" * 1900 + "\n") * 1000,
        ("[](a" * 400 + "\n") * 1000,
        (" *a" * 90 + "\n") * 3000,
        "".join(" " * n + f"1. a text of number {n}\n\n" for n in range(1000)),
    ],
    ids=["lines", "one line", "numbers", "ones", "headings", "heads", "brackets", "links", "stars", "deep"],
)
def test_hostile_texts_are_read_in_bounded_time(text: str) -> None:
    begun = time.process_time()
    read(text)
    assert time.process_time() - begun < 20
