"""The ledger: what came in is out or accounted for, and every issue has its meaning."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import a_comment, a_post

from wparchive.errors import UnbalancedError
from wparchive.ledger import CODES, KINDS, Ledger, units_of
from wparchive.model import Issue, Meta, Where

HERE = Where("blog.xml", 12, "post 7")
COUNTS = st.dictionaries(st.sampled_from(KINDS), st.integers(0, 1000))


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


# --- the balance ----------------------------------------------------------------------------------------------------
def test_an_empty_ledger_balances(ledger: Ledger) -> None:
    ledger.check_balance()


def test_what_is_out_or_accounted_for_balances(ledger: Ledger) -> None:
    ledger.came_in.update(post=5, comment=3, meta=2)
    ledger.went_out.update(post=4, comment=1)
    ledger.report("duplicate-post", HERE, kind="post", units=1)
    ledger.account("comment", 2)
    ledger.account("meta", 2)
    ledger.check_balance()


@pytest.mark.parametrize(("came_in", "went_out", "accounted"), [(2, 1, 0), (1, 2, 0), (0, 0, 1), (3, 3, 3)])
def test_what_does_not_balance_is_an_error_that_names_the_kind(
    ledger: Ledger, came_in: int, went_out: int, accounted: int
) -> None:
    ledger.came_in.update(post=1, comment=came_in)
    ledger.went_out.update(post=1, comment=went_out)
    ledger.account("comment", accounted)
    expected = f"(comment: {came_in} in, {went_out} out, {accounted} accounted for)"
    with pytest.raises(UnbalancedError, match=re.escape(expected)) as caught:
        ledger.check_balance()
    assert (caught.value.exit_code, "report" in caught.value.remedy) == (70, True)


def test_every_kind_that_does_not_balance_is_named(ledger: Ledger) -> None:
    ledger.came_in.update(post=1, author=1, term=1)
    ledger.went_out.update(term=1, meta=4)
    with pytest.raises(UnbalancedError) as caught:
        ledger.check_balance()
    assert re.findall(r"(\w+): \d", str(caught.value)) == ["author", "meta", "post"]


@given(came_in=COUNTS, went_out=COUNTS, accounted=COUNTS)
def test_it_balances_exactly_when_the_sums_do(
    came_in: dict[str, int], went_out: dict[str, int], accounted: dict[str, int]
) -> None:
    ledger = Ledger()
    ledger.came_in.update(came_in)
    ledger.went_out.update(went_out)
    for kind, units in accounted.items():
        ledger.account(kind, units)
    if all(came_in.get(kind, 0) == went_out.get(kind, 0) + accounted.get(kind, 0) for kind in KINDS):
        ledger.check_balance()
    else:
        with pytest.raises(UnbalancedError):
            ledger.check_balance()


def test_the_units_of_a_post_are_itself_its_comments_and_all_meta_rows() -> None:
    post = a_post(meta=(Meta("a", 1), Meta("a", 1)), comments=(a_comment(meta=(Meta("b", 1),)), a_comment()))
    assert units_of(post) == {"post": 1, "comment": 2, "meta": 3}


def test_the_end_record_has_the_kinds_in_their_order_and_no_zeros(ledger: Ledger) -> None:
    ledger.came_in.update(meta=1, comment=2, post=3, term=0)
    ledger.went_out.update(comment=2, post=2)
    ledger.report("unreadable-date", HERE)
    ledger.report("duplicate-post", HERE, kind="post", units=1)
    end = ledger.end("ab")
    assert list(end.came_in.items()) == [("post", 3), ("comment", 2), ("meta", 1)]
    assert (end.went_out, end.accounted, end.sha256) == ({"post": 2, "comment": 2}, {"post": 1}, "ab")
    assert list(end.issues.items()) == [("duplicate-post", 1), ("unreadable-date", 1)]


# --- the codes ------------------------------------------------------------------------------------------------------
def test_the_list_of_codes_is_closed(ledger: Ledger) -> None:
    with pytest.raises(KeyError, match="no-such-code"):
        ledger.report("no-such-code", HERE)
    assert list(ledger.all_issues()) == list(ledger.drain()) == []


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_sentence_and_a_severity(code: str) -> None:
    entry = CODES[code]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
    assert entry.severity in ("info", "changed", "lost")
    assert re.fullmatch(r"[A-Z].+[^.]\.", entry.meaning)
    assert entry.remedy == "" or entry.remedy.endswith(".")


def test_an_issue_says_what_its_code_means_and_the_case(ledger: Ledger) -> None:
    ledger.report("unreadable-date", HERE, original="soon")
    ledger.report("unknown-shortcode", HERE, "[tide]")
    plain, detailed = ledger.drain()
    assert plain == Issue(
        code="unreadable-date", severity="changed", message="A date that cannot be read was kept as text.",
        where=HERE, original="soon",
    )  # fmt: skip
    assert detailed.message == "A shortcode that is none of WordPress's own stays as written: [tide]"


def test_issues_are_counted_by_code_and_severity(ledger: Ledger) -> None:
    for code in ("item-truncated", "item-truncated", "unreadable-date", "empty-comment"):
        ledger.report(code, HERE)
    assert ledger.issues == {"item-truncated": 2, "unreadable-date": 1, "empty-comment": 1}
    counts = [ledger.severity_count(severity) for severity in ("lost", "changed", "info")]
    assert counts == [2, 1, 1]


# --- the ways out ---------------------------------------------------------------------------------------------------
def test_each_issue_is_drained_once(ledger: Ledger) -> None:
    ledger.report("empty-comment", HERE, "first")
    assert [issue.message[-5:] for issue in ledger.drain()] == ["first"]
    assert list(ledger.drain()) == []
    ledger.report("empty-comment", HERE, "again")
    assert [issue.message[-5:] for issue in ledger.drain()] == ["again"]


def test_an_issue_that_arises_while_draining_is_drained_too(ledger: Ledger) -> None:
    ledger.report("empty-comment", HERE, "1")
    seen = []
    for issue in ledger.drain():
        seen.append(issue.message[-1])
        if len(seen) < 3:
            ledger.report("empty-comment", HERE, str(len(seen) + 1))
    assert seen == ["1", "2", "3"]


def test_all_issues_come_in_order_also_when_there_are_many(ledger: Ledger) -> None:
    """Two megabytes of them: the first megabyte stays in memory, then they go to disk."""
    for number in range(3000):
        ledger.report("unknown-element", HERE, f"{number}", original="\n\u2028ü" * 100)
    drained = list(ledger.drain())
    assert [issue.message.rpartition(" ")[2] for issue in drained] == [str(number) for number in range(3000)]
    assert list(ledger.all_issues()) == drained


def test_all_issues_can_be_asked_for_again_and_grow(ledger: Ledger) -> None:
    ledger.report("empty-comment", HERE, "1")
    assert len(list(ledger.all_issues())) == len(list(ledger.all_issues())) == 1
    ledger.report("empty-comment", HERE, "2")
    assert [issue.message[-1] for issue in ledger.all_issues()] == ["1", "2"]


def test_an_issue_of_an_earlier_run_is_counted_but_not_drained(ledger: Ledger) -> None:
    old = Issue(code="empty-comment", severity="info", message="Then.", where=HERE)
    ledger.carry(old)
    assert (list(ledger.drain()), list(ledger.all_issues()), ledger.issues["empty-comment"]) == ([], [old], 1)
    assert ledger.arisen("empty-comment") == 0
    ledger.report("empty-comment", HERE)
    assert (ledger.arisen("empty-comment"), ledger.issues["empty-comment"]) == (1, 2)
