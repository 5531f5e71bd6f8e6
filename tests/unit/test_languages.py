"""Texts in several languages in one (qTranslate), in titles and names. Contents are in tests/cases/content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import a_post, a_site

from wparchive.content import render_stage
from wparchive.content.languages import in_one_line, sections_of
from wparchive.ledger import Ledger
from wparchive.model import Body, Term, TermRef
from wparchive.options import RenderOptions

if TYPE_CHECKING:
    from wparchive.model import Record

BOTH: Final = "[:en]Tide[:de]Flut[:]"
SITE: Final = a_site(title=BOTH)


def through(record: Record, **options: Any) -> tuple[Any, Ledger]:
    ledger = Ledger()
    return next(render_stage(iter([record]), RenderOptions(**options), ledger)), ledger


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        (BOTH, "", "Tide / Flut"),
        (BOTH, "de", "Flut"),
        (BOTH, "fr", "Tide"),
        ("<!--:en-->Tide<!--:--><!--:de-->Flut<!--:-->", "de", "Flut"),
        ("{:en}Tide{:de}Flut{:}", "", "Tide / Flut"),
        ("[:en]Tide[:de]Flut", "de", "Flut"),
        ("7 [:en]tides[:de]Fluten[:]!", "de", "7Fluten!"),
        ("[:en]Same[:de]Same[:]", "", "Same"),
        ("params[:id]", "", "params[:id]"),
        ("Tide", "de", "Tide"),
    ],
)
def test_a_title_is_in_one_language_or_in_all(text: str, language: str, shown: str) -> None:
    assert in_one_line(text, language) == shown


@given(st.lists(st.sampled_from(["[:en]", "[:de]", "[:]", "{:en}", "{:}", "<!--:en-->", "<!--:-->", "a", "b ", "["])))
def test_no_text_is_lost(parts: list[str]) -> None:
    text = "".join(parts)
    sections = sections_of(text)

    assert not sections or [c for c in "".join(s.text for s in sections) if c in "ab"] == [c for c in text if c in "ab"]


def test_titles_and_names_are_put_in_order_and_what_they_were_is_in_the_ledger() -> None:
    shown, ledger = through(a_post(title=BOTH, excerpt=BOTH, terms=(TermRef("category", "tide", BOTH),)))

    assert (shown.title, shown.excerpt, shown.terms[0].name) == ("Tide / Flut",) * 3
    assert [issue.original for issue in ledger.all_issues()] == [BOTH] * 3


def test_a_term_and_the_site_are_in_the_language_that_is_asked_for() -> None:
    term, _ = through(Term(taxonomy="category", slug="tide", name=BOTH), language="de")
    site, _ = through(SITE, language="de")

    assert (term.name, site.title) == ("Flut", "Flut")


def test_archives_have_titles_as_they_were_found() -> None:
    shown, ledger = through(a_post(title=BOTH, body=Body(BOTH, "classic")), plugins=False)

    assert shown.title == BOTH
    assert shown.body.html == f"<p>{BOTH}</p>\n"
    assert list(ledger.all_issues()) == []


def test_what_is_in_one_language_is_not_touched() -> None:
    site = msgspec.structs.replace(SITE, title="Tide")

    assert through(site)[0] is site
