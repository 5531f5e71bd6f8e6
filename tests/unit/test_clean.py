from __future__ import annotations

import contextlib
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from case_files import cases
from hypothesis import given
from hypothesis import strategies as st
from records import a_comment, a_post
from turbohtml import parse_fragment

from wparchive.clean import clean_stage, list_rules, rule_names
from wparchive.clean.pieces import LONGEST_PIECE, move_aside
from wparchive.clean.rules import RULES
from wparchive.clean.rules.feed_footer import sentences
from wparchive.errors import UsageError
from wparchive.ledger import Ledger
from wparchive.model import Body, Boilerplate, Post, TermRef
from wparchive.options import RenderOptions
from wparchive.text import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES = cases("clean")
NOTICE = '<p class="akismet_comment_form_privacy_notice">This site uses Akismet to reduce spam.</p>'
SHARE = '<div class="sharedaddy">Share this</div>'


def post(html: str | None, **changes: Any) -> Post:
    fields: dict[str, Any] = {
        "id": "7",
        "title": "Fog",
        "slug": "fog",
        "body": Body(source="as found", format="classic", html=html, text=None if html is None else plain_text(html)),
        "terms": (TermRef("category", "sea", "Sea"),),
    }
    return a_post(**fields | changes)


@contextlib.contextmanager
def open_ledger() -> Iterator[Ledger]:
    ledger = Ledger()
    yield ledger
    ledger._spool.close()


def clean(record: Post, options: RenderOptions | None = None) -> Post:
    with open_ledger() as ledger:
        found = list(clean_stage(iter([record]), options or RenderOptions(), ledger))
    (cleaned,) = [one for one in found if isinstance(one, Post)]
    return cleaned


@pytest.mark.parametrize("case", CASES)
def test_cases(case: dict[str, Any]) -> None:
    body = Body("as found", case.get("format", "classic"), case["html"], plain_text(case["html"]))
    cleaned = clean(post(None, body=body))
    assert cleaned.body.html == case.get("cleaned", case["html"])
    assert [piece.kind for piece in cleaned.boilerplate] == case.get("moved", [])
    assert [piece.text for piece in cleaned.boilerplate] == case.get("text", [p.text for p in cleaned.boilerplate])


def test_there_are_cases_for_each_rule_that_looks_into_bodies() -> None:
    kinds = {kind for case in CASES for kind in case.values[0].get("moved", [])}
    assert {rule.kind for rule in RULES if rule.find} <= kinds


def test_a_body_without_junk_stays_the_same_object() -> None:
    record = post('<p class="wp-block-paragraph">Fog.</p><blockquote><div class="sharedaddy">x</div></blockquote>')
    assert clean(record) is record


def test_the_text_is_that_of_the_cleaned_body() -> None:
    cleaned = clean(post(f"<p>Fog.</p>{SHARE}"))
    assert cleaned.body == Body(source="as found", format="classic", html="<p>Fog.</p>", text="Fog.")


def test_a_body_that_has_no_text_gets_none() -> None:
    assert clean(post(None, body=Body("as found", "classic", f"<p>Fog.</p>{SHARE}"))).body.text is None


def test_a_body_that_was_not_rendered_is_left_alone() -> None:
    record = post(None, body=Body(source=SHARE, format="classic"))
    assert clean(record) is record


def test_pieces_follow_those_that_were_moved_before() -> None:
    earlier = Boilerplate("header", "Harbour Notes", place="page")
    assert clean(post(f"<p>Fog.</p>{SHARE}", boilerplate=(earlier,))).boilerplate == (
        earlier,
        Boilerplate("share", "Share this", SHARE, "share-buttons"),
    )


def test_comments_are_what_a_person_wrote() -> None:
    comment = a_comment(body=Body(source=NOTICE, format="html", html=NOTICE, text=plain_text(NOTICE)))
    cleaned = clean(post(NOTICE, comments=(comment,)))
    assert [piece.kind for piece in cleaned.boilerplate] == ["akismet-notice"]
    assert cleaned.comments == (comment,)


def test_each_piece_is_in_the_ledger_with_its_rule_and_place() -> None:
    with open_ledger() as ledger:
        list(clean_stage(iter([post(f"<p>Fog.</p>{SHARE}{NOTICE}")]), RenderOptions(), ledger))
        issues = [(issue.code, issue.message.rpartition(": ")[2], issue.where) for issue in ledger.drain()]
    where = issues[0][2]
    assert (where.source, where.line, where.record) == ("export.xml", 12, "post 7")
    assert issues == [
        ("boilerplate-moved", "akismet-notice", where),
        ("boilerplate-moved", "share-buttons", where),
    ]


def test_a_rule_can_be_left_out() -> None:
    cleaned = clean(post(f"<p>Fog.</p>{SHARE}{NOTICE}"), RenderOptions(no_rules=frozenset({"share-buttons"})))
    assert cleaned.body.html == f"<p>Fog.</p>{SHARE}"


def test_without_rules_nothing_is_moved() -> None:
    record = post(f"{SHARE}{NOTICE}")
    assert clean(record, RenderOptions(no_rules=frozenset(rule_names()))) is record


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (RenderOptions(rules=frozenset({"sahre"})), "sahre"),
        (RenderOptions(no_rules=frozenset({"", "sahre"})), "sahre"),
        (RenderOptions(rules=frozenset({"advert"}), no_rules=frozenset({"advert"})), "advert"),
    ],
)
def test_a_senseless_choice_of_rules_is_refused_before_anything_is_read(options: RenderOptions, says: str) -> None:
    with open_ledger() as ledger, pytest.raises(UsageError, match=says):
        clean_stage(iter([]), options, ledger)


def test_the_refusal_of_an_unknown_rule_names_the_known_ones() -> None:
    with open_ledger() as ledger, pytest.raises(UsageError) as refusal:
        clean_stage(iter([]), RenderOptions(rules=frozenset({"sahre"})), ledger)
    assert all(name in refusal.value.remedy for name in rule_names())


def test_other_records_pass() -> None:
    with open_ledger() as ledger:
        assert list(clean_stage(iter([ledger.end()]), RenderOptions(), ledger)) == [ledger.end()]


def test_the_rules_are_listed_under_different_names() -> None:
    assert [name for name, _, _ in list_rules()] == list(rule_names())
    assert max(Counter(rule_names()).values()) == 1
    assert all(summary and default for _, summary, default in list_rules())


@pytest.mark.parametrize("name", sorted({name for rule in RULES for name in rule.classes}))
def test_each_class_name_is_found_wherever_it_stands_in_its_attribute(name: str) -> None:
    # Names that only count inside another element have their cases in the data files.
    inner = {"mc-field-group": "mc_embed_signup", "ez-toc-list": "ez-toc-container", "toc_list": "toc_container"}
    for classes in (f'"{name}"', f'"one {name} two"', f"'one\n{name}'"):
        html = f"<p>Fog.</p><div id='{inner.get(name, '')}'><b class={classes}>x</b></div>"
        assert clean(post(None, body=Body("", "html", html))).body.html == "<p>Fog.</p>"


@pytest.mark.parametrize("sentence", sentences())
def test_the_footer_of_a_feed_is_known_in_each_language(sentence: str) -> None:
    links = ('<a href="https://blog.example.org/fog/">Fog</a>', '<a href="https://blog.example.org">Notes</a>')
    assert clean(post(f"<p>Fog.</p><p>{sentence.format(*links)}.</p>")).body.html == "<p>Fog.</p>"


def test_a_piece_that_swallows_the_article_stays() -> None:
    record = post(f'<div class="sharedaddy">Share this<p>{"fog " * LONGEST_PIECE}</p>')
    assert clean(record) is record


def test_neither_the_stage_nor_its_rules_load_the_html_parser() -> None:
    program = "import sys, wparchive.clean as c; c.list_rules(); sys.exit('turbohtml' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[2])


@pytest.mark.parametrize(
    "html",
    [
        '<img src="' * 100_000,
        '<div class="sharedaddy">' * 20_000,
        '<div class="' + "a " * 500_000 + '">',
        '<i class="wpa"></i>' * 20_000,
        '<i class="wpa"></i>x' * 5_000,
        "<div>" * 500 + '<b class="wpa">' * 5_000,
        "<p></a>x<a " * 50_000 + SHARE,
        "<a>" * 500_000 + "</a>",
        '<p>The post <a href="x">A</a> appeared first on <a href="x">B</a></p>' * 5_000,
        "<p>Share</p>" * 20_000,
        "<p>Fog.</p>" + '<h3>Related</h3><p><a href="x">y</a></p>' * 10_000,
        '<a href="https://www.facebook.com/sharer.php">f</a><a href="https://t.me/share">t</a>' * 20_000,
        "<div>" * 500 + "Fog." + "</div><p>Share</p>" * 500,
    ],
    ids=lambda html: html[:12],
)
def test_hostile_bodies_cost_time_in_proportion(html: str) -> None:
    clean(post(None, body=Body("", "html", html)))


SNIPPETS = st.sampled_from(
    [
        *(case.values[0]["html"] for case in CASES),
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<blockquote>",
        "</blockquote>",
        "<b>bold",
        "</b>",
        "word",
        " \n",
        "&nbsp;",
        "<br />",
        "<pre>\n\n a  b</pre>",
        "<table><td>cell",
        "<a href=x>link",
        "<!-- remark -->",
        "<textarea>\n<b>",
        "<script>if (a < b) 'x'</script>",
        "<svg><p>in</p></svg>",
    ]
)


@given(st.lists(SNIPPETS, max_size=8).map(" ".join))
def test_what_is_clean_stays_clean(html: str) -> None:
    cleaned, _ = move_aside(html, RULES)
    again, pieces = move_aside(cleaned, RULES)
    assert pieces == ()
    assert again is cleaned


def words(html: str) -> Counter[str]:
    # Of the tree: a stray end tag parts two words in the text as it was written, and is gone from what was cleaned.
    return Counter(plain_text(parse_fragment(html).inner_html).split())


@given(st.lists(SNIPPETS, max_size=8).map(" ".join))
def test_no_word_is_lost(html: str) -> None:
    cleaned, pieces = move_aside(html, RULES)
    assert words(html) == words(cleaned) + sum((words(piece.html or "") for piece in pieces), Counter())
