"""Terms under other names: the list of a site, its posts, and the addresses that lead to its pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from records import a_post, count_in, count_out

from wparchive.errors import UsageError
from wparchive.ledger import Ledger
from wparchive.model import Meta, Post, Record, Term, TermRef
from wparchive.options import TermChange
from wparchive.terms import load_changes, renamed

if TYPE_CHECKING:
    from collections.abc import Callable

FIXTURES: Final = Path(__file__).parents[2] / "fixtures"
MERGED: Final = TermChange("category", "old-news", "news", "")
RENAMED: Final = TermChange("category", "misc", "various", "Various things")


def term(slug: str, name: str, **fields: Any) -> Term:
    return Term(taxonomy="category", slug=slug, name=name, **fields)


def post(*terms: tuple[str, str]) -> Post:
    return a_post(terms=tuple(TermRef("category", slug, name) for slug, name in terms))


def through(*records: Record, changes: tuple[TermChange, ...] = (MERGED, RENAMED)) -> tuple[list[Any], Ledger]:
    ledger = Ledger()
    return list(renamed(records, changes, ledger)), ledger


@pytest.mark.parametrize("first", ["news", "old-news"])
def test_a_term_that_becomes_another_is_one_with_it_whichever_comes_first(first: str) -> None:
    both = sorted([term("news", "News"), term("old-news", "Old news")], key=lambda one: one.slug != first)
    (kept, written), ledger = through(*both, post(("old-news", "Old news"), ("news", "News")))
    assert (kept.slug, kept.name) == ("news", "News")
    assert written.terms == (TermRef("category", "news", "News"),)
    assert ledger.arisen("term-merged")
    assert ledger.arisen("term-not-found")  # no `misc` is there


def test_a_term_is_renamed_everywhere() -> None:
    (kept, below, written), _ = through(term("misc", "Misc"), term("sub", "Sub", parent="misc"), post(("misc", "Misc")))
    assert (kept.slug, kept.name) == ("various", "Various things")
    assert (below.slug, below.parent) == ("sub", "various")
    assert written.terms == (TermRef("category", "various", "Various things"),)


def test_a_term_that_was_below_the_one_that_it_becomes_is_not_below_itself() -> None:
    (kept, *rest), _ = through(term("old-news", "Old news", parent="news"))
    assert (kept.slug, kept.parent, rest) == ("news", None, [])


def test_a_term_of_another_taxonomy_and_one_that_is_not_named_stay() -> None:
    tag = Term(taxonomy="post_tag", slug="misc", name="Misc")
    other = term("harbour", "Harbour")
    found, _ = through(tag, other, post(("harbour", "The harbour")))
    assert found == [tag, other, post(("harbour", "The harbour"))]


def test_a_term_that_has_no_slug_is_known_by_its_name() -> None:
    changes = (TermChange("category", "Old news", "news", "News"),)
    (written,), _ = through(post(("", "Old news")), changes=changes)
    assert written.terms == (TermRef("category", "news", "News"),)


def test_what_became_one_is_accounted_for() -> None:
    terms = (term("news", "News"), term("old-news", "Old news", meta=(Meta("colour", "red"),)))
    found, ledger = through(*terms)
    count_in(ledger, terms)
    count_out(ledger, found)
    ledger.check_balance()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("category = 1", "is no map of terms"),
        ("[category]\nnews = { slugg = 'x' }", "unknown field `slugg`"),
        ("[category]\na = 'b'\nb = 'c'", "category a becomes b, which becomes another"),
        ("[", "is no map of terms"),
    ],
)
def test_a_file_that_says_something_else_is_an_error(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "terms.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        load_changes(str(path))


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        load_changes(str(tmp_path / "terms.toml"))


def test_old_addresses_lead_to_the_page_of_the_new_name(wparchive: Callable[..., Any], tmp_path: Path) -> None:
    site = tmp_path / "site"
    options = ["--layout", "hugo", "--redirects", "csv", "--terms", FIXTURES / "term-changes.toml"]
    assert wparchive("convert", FIXTURES / "demo-blog/export.xml", "-o", site, *options).code == 0
    lines = (site / "redirects/redirects.csv").read_text(encoding="utf-8").splitlines()
    assert "/category/walks,/category/wanderings/,301" in lines
    assert "/category/tide-tables,/category/tides/,301" in lines
    assert not (site / "content/categories/walks").exists()
    assert (site / "content/categories/wanderings").is_dir()
