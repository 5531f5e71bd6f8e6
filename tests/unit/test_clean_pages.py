from __future__ import annotations

import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from case_files import cases
from hypothesis import given
from hypothesis import strategies as st
from records import a_comment, a_post, a_site
from turbohtml import parse_fragment

from wparchive.clean import clean_stage, list_rules
from wparchive.clean.repeats import LEAST, Sightings
from wparchive.clean.rules import RULES
from wparchive.errors import UsageError
from wparchive.ledger import Ledger
from wparchive.model import Body, Boilerplate, Issue, Origin, Post, TermRef
from wparchive.options import RenderOptions
from wparchive.phrases import LONGEST, compiled, known_phrases, phrases_of
from wparchive.text import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable

SPOKEN = tuple(rule.name for rule in RULES if rule.phrases)


def piece(text: str, kind: str = "unknown", **fields: Any) -> Boilerplate:
    return Boilerplate(kind, text, place="page", **fields)


def page(*pieces: Boilerplate, number: int = 12, html: str = "<p>Fog.</p>", **changes: Any) -> Post:
    fields: dict[str, Any] = {
        "id": str(number),
        "title": "The Tide Mill",
        "slug": "lamp",
        "url": f"https://blog.example.org/{number}/",
        "author_name": "Ann Reed",
        "published": "2011-02-09T14:00:00",
        "body": Body(source=html, format="html", html=html, text="Fog."),
        "terms": (TermRef("category", "sea", "Sea"), TermRef("post_tag", "weather", "Weather")),
        "boilerplate": pieces,
        "source": Origin(f"{number}.html"),
    }
    return a_post(**fields | changes)


def cleaned(records: Iterable[Any], **options: Any) -> tuple[list[Post], list[Issue]]:
    ledger = Ledger()
    found = [*clean_stage(iter(records), RenderOptions(**options), ledger), *ledger.drain()]
    return [one for one in found if isinstance(one, Post)], [one for one in found if isinstance(one, Issue)]


def clean(post: Post, **options: Any) -> Post:
    ((found,), _) = cleaned([post], **options)
    return found


def lines(post: Post) -> list[str]:
    return [line for one in post.boilerplate for line in one.text.split("\n")]


@pytest.mark.parametrize("case", cases("naming"))
def test_lines_are_named(case: dict[str, Any]) -> None:
    site = a_site(language=case.get("language", ""))
    (post,), _ = cleaned([site, page(*(piece(text) for _, text in case["lines"]))])
    assert [[one.kind, one.text] for one in post.boilerplate] == case["lines"]


def test_lines_of_one_piece_are_named_one_by_one_and_keep_their_order() -> None:
    post = clean(page(piece("Skip to content\nHarbour Notes, a log\nLeave a Reply")))
    assert [(one.kind, one.rule) for one in post.boilerplate] == [
        ("navigation", "site-navigation"),
        ("unknown", None),
        ("comment-form", "comment-form"),
    ]
    assert lines(post) == ["Skip to content", "Harbour Notes, a log", "Leave a Reply"]


def test_blank_lines_and_marks_of_a_scrape_go_with_the_line_above() -> None:
    post = clean(page(piece("## Share this\n\n  * Share\n\nAn odd line")))
    assert [(one.kind, one.text) for one in post.boilerplate] == [
        ("share", "## Share this\n\n  * Share\n"),
        ("unknown", "An odd line"),
    ]


def test_what_the_reader_named_keeps_its_kind() -> None:
    pieces = (piece("Home\nBlog\nLeave a Reply", "navigation"), piece("Recent Posts\nShare this", "sidebar"))
    assert clean(page(*pieces)).boilerplate == pieces


def test_akismet_is_known_in_what_the_reader_gave_a_coarse_kind() -> None:
    post = clean(page(piece("Name\nThis site uses Akismet to reduce spam.\nPost Comment", "comment-form")))
    assert [one.kind for one in post.boilerplate] == ["comment-form", "akismet-notice", "comment-form"]


def test_a_comment_that_reads_like_boilerplate_is_a_comment() -> None:
    comment = a_comment(body=Body("Leave a Reply", "html", "<p>Leave a Reply</p>", "Leave a Reply"))
    quote = Boilerplate("unknown", "This site uses Akismet to reduce spam.", place="comment")
    post = clean(page(quote, comments=(comment,)))
    assert post.comments == (comment,)
    assert post.boilerplate == (quote,)


def test_what_stands_between_two_pieces_of_one_kind_is_of_that_kind() -> None:
    around = (piece("Recent", "sidebar"), piece("Odd heading here"), piece("Links", "sidebar"))
    assert [one.kind for one in clean(page(*around)).boilerplate] == ["sidebar"] * 3
    assert clean(page(*around), no_rules=frozenset({"surroundings"})).boilerplate[1].kind == "unknown"


def test_a_rule_that_is_left_out_names_nothing() -> None:
    post = clean(page(piece("Leave a Reply")), no_rules=frozenset({"comment-form"}))
    assert post.boilerplate[0].kind == "unknown"


def test_lines_without_a_name_are_counted() -> None:
    _, issues = cleaned([page(piece("One odd line\nAnother odd line"))])
    assert [(one.code, one.message.rpartition(": ")[2]) for one in issues] == [("boilerplate-unknown", "2 lines")]


def test_what_repeats_on_most_pages_is_furniture_and_the_ledger_names_it() -> None:
    posts = [page(piece("A line of the theme"), piece(f"Of page {'abcdefg'[n]} alone"), number=n) for n in range(7)]
    found, issues = cleaned(posts)
    assert [one.kind for post in found for one in post.boilerplate] == ["repeated", "unknown"] * 7
    learned = [one for one in issues if one.code == "furniture-learned"]
    assert [one.message.rpartition(": ")[2] for one in learned] == ["A line of the theme"]
    assert "on 7 of 7 posts" in learned[0].message


def test_nothing_is_learned_from_few_pages_nor_from_other_sites() -> None:
    few = [page(piece("A line of the theme"), number=n) for n in range(LEAST - 1)]
    assert {one.kind for post in cleaned(few)[0] for one in post.boilerplate} == {"unknown"}
    others = [page(piece("A line"), number=n, url=f"https://b{n}.example.org/") for n in range(9)]
    assert {one.kind for post in cleaned(others)[0] for one in post.boilerplate} == {"unknown"}


def test_titles_of_other_posts_and_names_of_terms_lead_to_them() -> None:
    other = page(number=13, title="A calm before the storm", terms=(TermRef("category", "gulls", "Gulls"),))
    post, _ = cleaned([page(piece("A calm before the storm\nGulls\nA storm that is no post")), other])[0]
    assert [(one.kind, one.rule) for one in post.boilerplate] == [("navigation", "other-posts"), ("unknown", None)]


def test_the_name_of_the_site_is_its_header() -> None:
    site = a_site(title="Harbour Notes", description="Mostly fog")
    (post,), _ = cleaned([site, page(piece("Harbour Notes\nMostly fog"))])
    assert [(one.kind, one.rule, one.text) for one in post.boilerplate] == [
        ("header", "site-name", "Harbour Notes\nMostly fog")
    ]


BANNER = '<p><a href="https://shop.example.org/"><img src="https://blog.example.org/banner.png" alt=""></a></p>'


def bodies(before: str, after: str, number: int = 6) -> list[Post]:
    return [
        page(number=n, html=f"{before}<p>{'storm ' * n} and {'calm ' * (n + 20)} in year {n}.</p>{after}")
        for n in range(1, number + 1)
    ]


def test_a_banner_at_the_end_of_most_bodies_is_moved_aside_with_its_html() -> None:
    found, _ = cleaned(bodies("", BANNER))
    assert all("banner" not in (post.body.html or "") for post in found)
    assert [(one.rule, one.html) for post in found for one in post.boilerplate] == [("repeated", BANNER)] * 6


def test_a_banner_at_the_beginning_too() -> None:
    found, _ = cleaned(bodies(BANNER, ""))
    assert all("banner" not in (post.body.html or "") for post in found)


def test_a_signature_in_words_stays() -> None:
    posts = bodies("", "<p>Fair winds to all of you who read this far. Yours, Ann of the harbour office</p>")
    assert [post.body for post in cleaned(posts)[0]] == [post.body for post in posts]


def test_posts_of_an_export_pass_without_waiting() -> None:
    ledger = Ledger()
    taken = []

    def records() -> Any:
        for number in range(3):
            taken.append(number)
            yield page(number=number, body=Body("Fog.", "classic", "<p>Fog.</p>", "Fog."))

    next(clean_stage(records(), RenderOptions(), ledger))
    assert taken == [0]


ENDS = st.lists(
    st.sampled_from(
        [
            "<p>Fog.</p>", "bare ", "<div>", "</div>", "<p>Share this:</p>", "<h3>Related</h3>", "<hr>", "<p></p>",
            '<ul><li><a href="https://blog.example.org/a/">A calm</a></li></ul>', "<section><h4>You may also like</h4>",
            '<a href="https://t.me/share/url?u=x">t</a> <a href="https://www.facebook.com/sharer.php">f</a>', BANNER,
            '<p>Gone <a href="https://blog.example.org/a/">A</a> over <a href="https://blog.example.org">B</a></p>',
            '<form id="respond"><p>Name</p></form>', "<blockquote>", "</blockquote>", "<p>Post Views: 12</p>",
        ]
    ),
    max_size=12,
).map("".join)  # fmt: skip


def words(html: str) -> Counter[str]:
    return Counter(plain_text(parse_fragment(html).inner_html).split())


@given(st.lists(ENDS, min_size=1, max_size=7))
def test_no_word_of_a_body_is_lost_and_what_is_clean_stays_clean(htmls: list[str]) -> None:
    posts = [page(number=number, html=html) for number, html in enumerate(htmls)]
    once, _ = cleaned(posts)
    for before, after in zip(posts, once, strict=True):
        moved = sum((words(one.html or "") for one in after.boilerplate), Counter())
        assert words(before.body.html or "") == words(after.body.html or "") + moved
    assert cleaned(once)[0] == once


KINDS = st.sampled_from(["unknown", "sidebar", "navigation", "meta", "comment-form", "related", "repeated"])
LINES = st.lists(
    st.sampled_from(
        [
            "Leave a Reply", "Related Posts", "—", "A storm", "A calm", "This site uses Akismet to reduce spam.",
            "The Tide Mill", "Share", "Cookies help us to make this site better, as you know.", "« back", "© Ann", "",
            "Recent Posts", "8 February 2011", "By Ada Finn", "Home / Sea / The Tide Mill", "Sea", "Name *",
            "An odd line that no rule can possibly know of",
        ]
    ),
    min_size=1,
    max_size=4,
).map("\n".join)  # fmt: skip
PIECES = st.lists(st.builds(piece, LINES, KINDS), max_size=9).map(tuple)


@given(st.lists(PIECES, min_size=1, max_size=8))
def test_no_line_is_lost_or_changes_its_place_and_what_is_named_stays_named(pages: list[tuple[Any, ...]]) -> None:
    posts = [page(*pieces, number=number) for number, pieces in enumerate(pages)]
    once, _ = cleaned(posts)
    assert [lines(post) for post in once] == [lines(post) for post in posts]
    twice, _ = cleaned(once)
    assert twice == once


@given(st.text(max_size=600))
def test_any_line_can_be_looked_up(line: str) -> None:
    assert known_phrases(SPOKEN).rule_of(line) in (None, *SPOKEN)


@pytest.mark.parametrize("rule", SPOKEN)
def test_each_phrase_is_known_to_its_rule_alone(rule: str) -> None:
    known = known_phrases(SPOKEN)
    for phrase in phrases_of(rule):
        line = phrase.replace("{}", "fog").replace("#", "22")
        assert known.rule_of(line.upper() if line.isascii() else line) == rule, phrase


def test_the_words_around_comments_are_known_in_more_than_fifty_languages() -> None:
    folder = Path(__file__).parents[2] / "wparchive/phrases"
    for name in ("comment-form", "comment-lines"):
        assert len(tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))) > 50


@pytest.mark.parametrize(
    "text",
    ["x" * 10_000_000, "a\n" * 300_000, "— " * 2_000_000, "By A" * 1_000_000, "Name *\n" * 100_000, "/" * 5_000_000],
    ids=lambda text: text[:6],
)
def test_hostile_pieces_cost_time_in_proportion(text: str) -> None:
    post = page(piece(text), *(piece(f"line {number} of a page") for number in range(3_000)))
    assert lines(clean(post)) == lines(post)


def test_phrases_cost_no_time_that_input_can_choose() -> None:
    known = compiled([("x", "a{}a{}a{}a{}b")])
    assert known.rule_of("a" * 10_000_000) is None
    assert known.rule_of("a" * LONGEST) is None


def test_sightings_forget_what_is_rare_first() -> None:
    seen = Sightings()
    for number in range(250_000):
        seen.see_post("x") if number % 100 == 0 else None
        seen.see("x", "common" if number % 50 == 0 else str(number))
    assert seen.is_common("x", "common")
    assert not seen.is_common("x", "1")


OWN = """
[[rule]]
name = "podcast-strip"
kind = "advert"
summary = "the strip that leads to the podcast"
selectors = [".podcast-strip"]
phrases = ["Listen to our podcast", "Episode #: {}"]
languages = ["en"]
"""


def own(tmp_path: Path, text: str = OWN) -> tuple[str, ...]:
    path = tmp_path / "rules.toml"
    path.write_text(text, encoding="utf-8")
    return (str(path),)


def test_rules_of_the_users_own_move_pieces_and_name_lines(tmp_path: Path) -> None:
    strip = '<div class="podcast-strip">Episode 12</div>'
    lines_ = piece("Listen to our podcast!\nEpisode 12: Fog")
    post = clean(page(lines_, html=f"<p>Fog.</p>{strip}"), own_rules=own(tmp_path))
    assert post.body.html == "<p>Fog.</p>"
    assert [(one.kind, one.rule, one.html) for one in post.boilerplate] == [
        ("advert", "podcast-strip", None),
        ("advert", "podcast-strip", strip),
    ]


@pytest.mark.parametrize("selector", [".strip", "i, .strip", "div:has(b)", "[data-of=podcast]", "p + div", "div b"])
def test_a_selector_of_the_users_own_finds_its_pieces_however_it_is_written(tmp_path: Path, selector: str) -> None:
    html = '<p>Fog.</p><div class="strip" data-of="podcast"><b>Episode 12</b></div>'
    post = clean(page(html=html), own_rules=own(tmp_path, OWN.replace(".podcast-strip", selector)))
    assert [one.rule for one in post.boilerplate] == ["podcast-strip"]
    assert "Episode" not in (post.body.html or "")


def test_they_come_before_the_programs_own(tmp_path: Path) -> None:
    rules = '[[rule]]\nname = "mine"\nkind = "like"\nphrases = ["Leave a Reply"]\n'
    assert clean(page(piece("Leave a Reply")), own_rules=own(tmp_path, rules)).boilerplate[0].kind == "like"


@pytest.mark.parametrize(("language", "kind"), [("en-GB", "advert"), ("de-DE", "unknown"), ("", "advert")])
def test_they_are_for_the_languages_that_they_name(language: str, kind: str, tmp_path: Path) -> None:
    site = a_site(language=language)
    (post,), _ = cleaned([site, page(piece("Listen to our podcast"))], own_rules=own(tmp_path))
    assert post.boilerplate[0].kind == kind


def test_they_work_on_exports_too_and_can_be_left_out(tmp_path: Path) -> None:
    html = '<p>Fog.</p><div class="podcast-strip">x</div>'
    post = page(body=Body(html, "classic", html, "Fog."))
    assert clean(post, own_rules=own(tmp_path)).body.html == "<p>Fog.</p>"
    assert clean(post, own_rules=own(tmp_path), no_rules=frozenset({"podcast-strip"})) == post


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[rule", "is no TOML"),
        ("rules = []", "unknown field `rules`"),
        ('[[rule]]\nname = "a"', "missing required field `kind`"),
        ('[[rule]]\nname = "a"\nkind = "b"', "neither selectors nor phrases"),
        ('[[rule]]\nname = "A b"\nkind = "b"\nphrases = ["x"]', "matching regex"),
        ('[[rule]]\nname = "advert"\nkind = "b"\nphrases = ["x"]', "another rule has this name"),
        ('[[rule]]\nname = "a"\nkind = "b"\nphrases = ["{}"]', "would fit nearly any line"),
        ('[[rule]]\nname = "a"\nkind = "b"\nphrases = ["{} by {}"]', "would fit nearly any line"),
        ('[[rule]]\nname = "a"\nkind = "b"\nselectors = ["p[["]', "selector 'p[[' is none"),
        ('[[rule]]\nname = "a"\nkind = "b"\nphrases = ["x"]\ncolour = 1', "unknown field `colour`"),
        ('[[rule]]\nname = "a"\nkind = "b"\nphrases = ["x"]\nlanguages = ["English"]', "matching regex"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_at_once(text: str, says: str, tmp_path: Path) -> None:
    (path,) = own(tmp_path, text)
    with pytest.raises(UsageError) as refusal:
        clean_stage(iter([]), RenderOptions(own_rules=(path,)), Ledger())
    assert says in str(refusal.value)
    assert path in str(refusal.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.toml"):
        list_rules([str(tmp_path / "none.toml")])


@pytest.mark.parametrize("swapped", [False, True])
def test_own_rules_are_listed_wherever_their_file_is_named(swapped: bool, tmp_path: Path) -> None:  # noqa: FBT001
    arguments = ["--list-rules", "--rules", *own(tmp_path)]
    arguments = arguments[1:] + arguments[:1] if swapped else arguments
    command = [sys.executable, "-m", "wparchive", "clean", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    listed = [line.split()[0] for line in done.stdout.splitlines()]
    assert listed == ["podcast-strip", *(rule.name for rule in RULES)]
    assert max(Counter(listed).values()) == 1
