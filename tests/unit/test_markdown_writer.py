from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from case_files import cases
from records import a_comment, a_post, a_site, count_in

from wparchive.content.context import RenderContext
from wparchive.content.render import render_post
from wparchive.errors import DestinationError
from wparchive.ledger import Ledger
from wparchive.model import (
    Archive,
    Attachment,
    Author,
    Body,
    Comment,
    CommentAuthor,
    Issue,
    Meta,
    Origin,
    Post,
    Term,
    TermRef,
    Where,
)
from wparchive.options import INCLUDABLE, WriteOptions
from wparchive.targets import Target
from wparchive.writers.markdown import write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SITE = a_site(title="Site", url="http://example.org/blog/", language="en")
SECRETS = ("@", "192.0.2.", "Mozilla", "open sesame")


def post(identity: str | None = "1", **fields: Any) -> Post:
    needed: dict[str, Any] = {
        "title": f"Title {identity}",
        "slug": f"slug-{identity}",
        "url": f"http://example.org/blog/2010/05/slug-{identity}/",
        "body": Body(source="s", format="html", html=f"<p>Text {identity}</p>"),
        "source": Origin(name="a.xml", line=3),
    }
    return a_post(id=identity, **(needed | fields))


def comment(identity: str, **fields: Any) -> Comment:
    needed: dict[str, Any] = {
        "author": CommentAuthor(name="Ann", email="ann@example.org", ip="192.0.2.7", user_id="9"),
        "body": Body(source="s", format="html", html=f"<p>Comment {identity}</p>"),
        "meta": (Meta(key="agent", value="Mozilla/5.0"),),
    }
    return a_comment(id=identity, **(needed | fields))


@contextlib.contextmanager
def balance(records: list[Any]) -> Iterator[Ledger]:
    ledger = Ledger()
    try:
        count_in(ledger, records)
        yield ledger
        ledger.check_balance()
    finally:
        ledger._spool.close()


class Folder:
    """What was written, and what the ledger says of it."""

    def __init__(self, path: Path, *records: Any, include: tuple[str, ...] = (), comments: str = "section") -> None:
        self.path = path
        with balance(list(records)) as ledger:
            options = WriteOptions(include=frozenset(include), comments=comments)
            write(iter(records), Target(path=path), options, ledger)
            self.ledger = ledger
            self.issues = [(issue.code, issue.where.record, issue.message) for issue in ledger.all_issues()]

    @property
    def files(self) -> list[str]:
        found = (file.relative_to(self.path).as_posix() for file in self.path.rglob("*") if file.is_file())
        return sorted(name for name in found if name != ".wparchive.jsonl")

    def text(self, name: str) -> str:
        return (self.path / name).read_text(encoding="utf-8")

    def fields(self, name: str) -> dict[str, Any]:
        fields: dict[str, Any] = yaml.safe_load(self.text(name).split("---\n")[1])
        return fields

    def rows(self, name: str) -> Any:
        return json.loads(self.text(f"_data/{name}.json"))


def test_a_post_becomes_a_file_at_the_path_of_its_permalink(tmp_path: Path) -> None:
    record = post(
        title="Fish &amp; <em>Chips</em>",
        author="ann",
        published="2010-05-02T14:05:00+02:00",
        terms=(TermRef("post_tag", "b", "B"), TermRef("category", "a", "A &amp; a"), TermRef("mood", "c", "")),
        sticky=True,
        featured_image="12",
        excerpt="Short",
    )
    folder = Folder(tmp_path, SITE, Author(login="ann", name="Ann A.", email="ann@example.org"), record)

    assert folder.text("2010/05/slug-1.md") == (
        '---\ntitle: "Fish & Chips"\ndate: "2010-05-02T14:05:00+02:00"\nslug: slug-1\nauthor: ann\n'
        'author_name: "Ann A."\ntype: post\nsticky: true\n'
        'categories:\n- "A & a"\ntags:\n- B\ntaxonomies:\n  mood:\n  - c\n'
        'permalink: "http://example.org/blog/2010/05/slug-1/"\nid: "1"\nfeatured_image: "12"\nexcerpt: Short\n---\n'
        "\nText 1\n"
    )
    assert folder.ledger.went_out == {"author": 1, "post": 1, "comment": 0}


@pytest.mark.parametrize(
    ("fields", "file"),
    [
        ({"type": "page", "url": "http://example.org/blog/about/team/"}, "about/team.md"),
        ({"type": "page", "url": "http://example.org/blog/"}, "index.md"),
        ({"type": "film", "url": "http://example.org/blog/?film=x"}, "film/slug-1.md"),
        ({"url": None, "slug": "%e9%9d%99"}, "post/静.md"),
        ({"url": None, "slug": "", "title": "Ein <b>Titel</b>!"}, "post/ein-titel.md"),
        ({"url": None, "slug": "", "title": "…"}, "post/1.md"),
        ({"url": "http://other.example.net/2010/x.html"}, "2010/x.md"),
    ],
)
def test_a_file_is_named_by_what_is_there(fields: dict[str, Any], file: str, tmp_path: Path) -> None:
    assert Folder(tmp_path, SITE, post(**fields)).files == [file]


def test_two_posts_of_one_address_get_two_files(tmp_path: Path) -> None:
    url = "http://example.org/same/"
    folder = Folder(tmp_path, post("5", url=url), post("57", url=url.upper()), post(None, url=url))

    assert folder.files == ["SAME-57.md", "same-2.md", "same.md"]
    assert [issue[:2] for issue in folder.issues] == [("path-collision", "post 57"), ("path-collision", None)]
    assert folder.issues[0][2].endswith(": SAME-57.md")


def test_a_name_that_had_to_be_changed_is_reported(tmp_path: Path) -> None:
    folder = Folder(tmp_path, post(url="http://example.org/a%3Ab/"), post("2", url="http://example.org/caf%C3%A9/"))

    assert folder.files == ["a-b.md", "café.md"]
    assert [issue[:2] for issue in folder.issues] == [("path-changed", "post 1")]


# --- what is published ------------------------------------------------------------------------------------------

HIDDEN = {
    "private": {"status": "private"},
    "protected": {"password": "open sesame"},
    "draft": {"status": "draft"},
    "pending": {"status": "pending"},
    "future": {"status": "future"},
    "trash": {"status": "trash"},
}


@pytest.mark.parametrize("name", HIDDEN)
def test_what_was_not_public_comes_out_only_when_asked_for_and_is_marked(name: str, tmp_path: Path) -> None:
    record = post(**HIDDEN[name], comments=(comment("1"),), meta=(Meta(key="k", value="v"),))
    withheld = Folder(tmp_path / "a", record, include=tuple(other for other in INCLUDABLE if other != name))
    shown = Folder(tmp_path / "b", record, include=(name,))

    assert withheld.files == []
    assert [issue[:2] for issue in withheld.issues] == [("not-published", "post 1")]
    assert shown.files == ["blog/2010/05/slug-1.md"]
    assert shown.fields("blog/2010/05/slug-1.md")["draft"] is True
    mark = "password-protected" if name == "protected" else name
    assert f"\n> **Not public:** {mark}\n\nText 1\n" in shown.text("blog/2010/05/slug-1.md")
    assert "open sesame" not in shown.text("blog/2010/05/slug-1.md")


def test_what_a_post_shows_to_members_alone_comes_out_only_when_asked_for(tmp_path: Path) -> None:
    inner = '<p>We <span class="wparchive-restricted">I</span></p>'
    html = f'<p>All.</p><div class="wparchive-restricted" data-shortcode="members">{inner}</div>'
    record = post(body=Body("…", "classic", html))
    withheld = Folder(tmp_path / "a", record)
    shown = Folder(tmp_path / "b", record, include=("protected",))

    assert withheld.text("blog/2010/05/slug-1.md").partition("---\n\n")[2] == "All.\n\n[members]\n"
    assert [issue[0] for issue in withheld.issues] == ["passage-not-published"]
    assert withheld.issues[0][2].endswith("1 passage")
    assert shown.text("blog/2010/05/slug-1.md").partition("---\n\n")[2] == "All.\n\nWe I\n"


@pytest.mark.parametrize("case", cases("markdown/restricted.toml"))
def test_what_members_alone_saw_comes_out_wherever_it_stands(case: dict[str, str], tmp_path: Path) -> None:
    source = case["source"].replace("{M}", "hidden")
    record = post(body=Body(source, "classic", render_post(source, RenderContext())))
    text = Folder(tmp_path, record).text("blog/2010/05/slug-1.md").partition("---\n\n")[2]
    assert text == case["markdown"].strip("\n") + "\n"


@pytest.mark.parametrize(
    ("key", "value", "is_open"),
    [
        ("_jetpack_newsletter_access", "paid_subscribers", False),
        ("_jetpack_newsletter_access", "everybody", True),
        ("_members_access_role", "editor", False),
        ("rcp_subscription_level", ["1"], False),
        ("rcp_subscription_level", "", True),
    ],
)
def test_a_post_that_a_plugin_shows_to_members_alone_is_as_one_with_a_password(
    key: str, value: Any, is_open: Any, tmp_path: Path
) -> None:
    record = post(meta=(Meta(key=key, value=value),))
    withheld = Folder(tmp_path / "a", record)
    shown = Folder(tmp_path / "b", record, include=("protected",))

    assert bool(withheld.files) == is_open
    assert ("> **Not public:** for members alone\n" in shown.text("blog/2010/05/slug-1.md")) != is_open


def test_a_private_post_with_a_password_needs_both(tmp_path: Path) -> None:
    record = post(status="private", password="open sesame")

    assert Folder(tmp_path / "a", record, include=("private",)).files == []
    assert Folder(tmp_path / "b", record, include=("private", "protected")).files == ["blog/2010/05/slug-1.md"]


def test_statuses_of_plugins_count_as_private(tmp_path: Path) -> None:
    record = post(status="wc-completed")

    assert Folder(tmp_path / "a", record).files == []
    assert Folder(tmp_path / "b", record, include=("private",)).files == ["blog/2010/05/slug-1.md"]


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"status": "pending"}, "unapproved"),
        ({"status": "trash"}, "unapproved"),
        ({"status": "post-trashed"}, "unapproved"),
        ({"status": "unknown"}, "unapproved"),
        ({"status": "spam"}, "spam"),
        ({"type": "order_note"}, "notes"),
        ({"type": "note"}, "notes"),
    ],
)
def test_comments_that_were_not_public_come_out_only_when_asked_for(
    fields: dict[str, str], name: str, tmp_path: Path
) -> None:
    record = post(comments=(comment("1"), comment("2", **fields)), url="http://example.org/a/")
    withheld = Folder(tmp_path / "a", record, include=tuple(other for other in INCLUDABLE if other != name))
    shown = Folder(tmp_path / "b", record, include=(name,))

    assert "Comment 1" in withheld.text("a.md")
    assert "Comment 2" not in withheld.text("a.md")
    assert withheld.issues[0][:2] == ("not-published", "post 1")
    assert withheld.fields("a.md")["comment_count"] == 1
    assert "Comment 2" in shown.text("a.md")
    assert f"*{next(iter(fields.values()))}*".replace("_", "\\_") in shown.text("a.md")


def test_nothing_private_is_written_even_with_everything_included(tmp_path: Path) -> None:
    author = Author(
        login="ann@example.org", name="ann@example.org", email="ann@example.org", url="mailto:ann@example.org"
    )
    people = (
        CommentAuthor(name="bo@example.org", email="bo@example.org", ip="192.0.2.1", url="mailto:bo@example.org"),
        CommentAuthor(name="Cy", email="cy@example.org", ip="192.0.2.2"),
    )
    records = [
        SITE,
        author,
        post(
            author="ann@example.org",
            author_name="ann@example.org",
            password="open sesame",
            status="private",
            comments=tuple(comment(str(n), author=person, status="spam") for n, person in enumerate(people)),
            meta=(Meta(key="_secret", value="ann@example.org"),),
        ),
        post("2", type="attachment", author="ann@example.org", comments=(comment("8"),)),
        post("3", type="nav_menu_item", author="ann@example.org"),
    ]
    for comments in ("section", "data"):
        folder = Folder(tmp_path / comments, *records, include=INCLUDABLE, comments=comments)

        assert folder.files
        for name in folder.files:
            assert not [secret for secret in SECRETS if secret in folder.text(name)], name


# --- what has no page -------------------------------------------------------------------------------------------


def test_authors_and_terms_become_rows(tmp_path: Path) -> None:
    folder = Folder(
        tmp_path,
        Author(login="ann", name="Ann", id="9", email="ann@example.org", url="http://ann.example.org"),
        Term(taxonomy="category", slug="%e9%9d%99", name="A &amp; B", parent="p", meta=(Meta(key="k", value="v"),)),
        Term(taxonomy="post_tag", slug="t", name="T", description="<b>D</b>"),
    )

    assert folder.rows("authors") == [{"id": "9", "login": "ann", "name": "Ann", "url": "http://ann.example.org"}]
    assert folder.rows("terms") == [
        {"taxonomy": "category", "slug": "静", "name": "A & B", "parent": "p"},
        {"taxonomy": "post_tag", "slug": "t", "name": "T", "description": "D"},
    ]
    assert folder.text("_data/terms.json").count("\n") == 4
    assert folder.ledger.accounted == {"meta": 1}


def test_authors_who_wrote_together_are_named_without_their_addresses(tmp_path: Path) -> None:
    terms = (TermRef("author", "cap-ann", "ann"), TermRef("author", "cap-guest", "guest@example.org"))
    folder = Folder(
        tmp_path,
        SITE,
        Author(login="ann", name="Ann A.", email="ann@example.org"),
        Term(taxonomy="author", slug="cap-ann", name="ann", description="Ann A. ann 9 ann@example.org"),
        post(terms=terms, author="ann"),
    )

    assert folder.fields("2010/05/slug-1.md")["authors"] == ["Ann A.", "guest"]
    assert folder.rows("terms") == [{"taxonomy": "author", "slug": "cap-ann", "name": "ann"}]


def test_attachments_become_rows_and_pages_where_they_have_comments(tmp_path: Path) -> None:
    picture = Attachment(url="http://example.org/a.jpg", mime="image/jpeg", alt="A [b]", width=3)
    records = [
        post("1", type="attachment", status="inherit", attachment=picture),
        post(
            "2",
            type="attachment",
            status="inherit",
            url="http://example.org/2/",
            attachment=picture,
            comments=(comment("1"),),
        ),
        post(
            "3",
            type="attachment",
            status="inherit",
            url="http://example.org/3/",
            comments=(comment("1", status="spam"),),
        ),
    ]
    folder = Folder(tmp_path, *records)

    assert folder.files == ["2.md", "3.md", "_data/attachments.json"]
    assert [row["id"] for row in folder.rows("attachments")] == ["1", "2", "3"]
    assert folder.rows("attachments")[0]["alt"] == "A [b]"
    assert "\n![A \\[b\\]](http://example.org/a.jpg)\n\nText 2\n\n## 1 comment\n" in folder.text("2.md")


def test_attachments_are_withheld_with_the_post_they_belong_to(tmp_path: Path) -> None:
    records = [
        post("5", type="attachment", status="inherit", parent="6", comments=(comment("1"),)),
        post("6", status="draft"),
        post("7", type="attachment", status="inherit", parent="8"),
        post("8"),
        post("9", type="attachment", status="inherit", parent="99"),
    ]

    assert [row["id"] for row in Folder(tmp_path / "a", *records).rows("attachments")] == ["7", "9"]
    shown = Folder(tmp_path / "b", *records, include=("draft",))
    assert [row["id"] for row in shown.rows("attachments")] == ["5", "7", "9"]


def test_menu_items_become_rows(tmp_path: Path) -> None:
    meta = (
        Meta(key="_menu_item_url", value="http://example.org/x"),
        Meta(key="_menu_item_menu_item_parent", value="0"),
        Meta(key="_menu_item_classes", value=[""]),
    )
    item = post(
        "3", type="nav_menu_item", title="X", menu_order=2, terms=(TermRef("nav_menu", "main", "Main"),), meta=meta
    )
    folder = Folder(tmp_path, item)

    assert folder.files == ["_data/menus.json"]
    assert folder.rows("menus") == [
        {"menus": ["main"], "order": 2, "title": "X", "id": "3", "url": "http://example.org/x"}
    ]


def test_a_menu_says_nothing_of_posts_that_are_withheld(tmp_path: Path) -> None:
    """The item has the title that somebody gave it, and comes before or behind what it leads to."""

    def item(identity: str, target: str, kind: str = "post_type") -> Post:
        fields = {"type": kind, "object": "page", "object_id": target}
        meta = tuple(Meta(key=f"_menu_item_{name}", value=value) for name, value in fields.items())
        return post(identity, type="nav_menu_item", title=f"To {target}", meta=meta)

    records = [
        item("1", "7"),
        item("2", "8"),
        post("7", status="private"),
        post("8"),
        post("9", type="attachment", status="inherit", parent="7"),
        item("3", "9"),
        item("4", "7", "taxonomy"),
    ]
    withheld = Folder(tmp_path / "a", *records)
    assert [row["id"] for row in withheld.rows("menus")] == ["2", "4"]
    assert [message for _, _, message in withheld.issues if "leads to" in message] == [
        "A record that is not public was not published: leads to a post that is not"
    ] * 2
    shown = Folder(tmp_path / "b", *records, include=("private",))
    assert [row["id"] for row in shown.rows("menus")] == ["1", "2", "3", "4"]


def test_what_has_no_place_is_counted_by_type(tmp_path: Path) -> None:
    archive = Archive(schema=1, generator="", sources=())
    records = [
        archive,
        post("1", type="wp_global_styles"),
        post("2", type="wp_global_styles"),
        post("3", type="feedback", comments=(comment("1"),)),
        post("4", type="revision", status="inherit"),
    ]
    folder = Folder(tmp_path, *records)

    assert folder.files == []
    assert {message.split(": ")[1] for code, _, message in folder.issues if code == "no-place"} == {
        "2 records of type wp_global_styles",
        "1 records of type feedback",
        "1 comments of type feedback",
        "1 custom fields",
        "1 records of type revision",
    }


def test_issues_in_the_stream_are_passed_over(tmp_path: Path) -> None:
    issue = Issue(code="empty-source", severity="info", message="", where=Where("a.xml"))

    assert Folder(tmp_path, issue, post(), issue).files == ["blog/2010/05/slug-1.md"]


# --- comments ---------------------------------------------------------------------------------------------------


def test_comments_stand_below_the_post_beside_it_or_nowhere(tmp_path: Path) -> None:
    record = post(url="http://example.org/a/", comments=(comment("1"),))

    section = Folder(tmp_path / "a", record)
    assert "## 1 comment\n" in section.text("a.md")
    beside = Folder(tmp_path / "b", record, comments="data")
    assert "Comment" not in beside.text("a.md")
    assert json.loads(beside.text("a.comments.json"))[0]["markdown"] == "Comment 1"
    none = Folder(tmp_path / "c", record, comments="none")
    assert none.files == ["a.md"]
    assert none.issues[0][2].endswith(": 1 comments, which were not asked for")


def test_comments_of_the_author_are_marked(tmp_path: Path) -> None:
    folder = Folder(
        tmp_path,
        Author(login="a", name="A", id="9"),
        post(url="http://example.org/a/", author="a", comments=(comment("1"),)),
    )

    assert "**Ann** (author) ·" in folder.text("a.md")


def test_hundreds_of_comments_keep_their_texts(tmp_path: Path) -> None:
    folder = Folder(tmp_path, post(url="http://example.org/a/", comments=tuple(comment(str(n)) for n in range(200))))

    text = folder.text("a.md")
    assert [text.count(f"\n\nComment {n}\n") for n in range(200)] == [1] * 200


# --- bodies -----------------------------------------------------------------------------------------------------


def test_the_source_stands_in_where_a_body_was_not_rendered(tmp_path: Path) -> None:
    folder = Folder(tmp_path, post(url="http://example.org/a/", body=Body(source="<b>raw</b>", format="classic")))

    assert folder.text("a.md").endswith("---\n\n**raw**\n")


def test_a_lone_surrogate_does_not_stop_the_run(tmp_path: Path) -> None:
    body = Body(source="", format="html", html="<p>\ud800</p>")

    assert Folder(tmp_path, post(url="http://example.org/a/", title="\ud800", body=body)).text("a.md").endswith("\n?\n")


# --- the folder -------------------------------------------------------------------------------------------------


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    records = [
        SITE,
        Author(login="a", name="A"),
        Term(taxonomy="t", slug="s", name="n"),
        post(comments=(comment("1"),)),
    ]
    first = Folder(tmp_path / "a", *records)
    again = Folder(tmp_path / "a", *records)
    other = Folder(tmp_path / "b", *records)

    for name in (*first.files, ".wparchive.jsonl"):
        assert first.text(name) == again.text(name) == other.text(name)


def test_a_file_that_somebody_edited_stays(tmp_path: Path) -> None:
    Folder(tmp_path, post(url="http://example.org/a/"))
    (tmp_path / "a.md").write_text("mine", encoding="utf-8")

    with pytest.raises(DestinationError):
        Folder(tmp_path, post(url="http://example.org/a/"))
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == "mine"


def test_a_failing_stream_leaves_no_half_file(tmp_path: Path) -> None:
    def records() -> Iterator[Any]:
        yield Term(taxonomy="t", slug="s", name="n")
        yield post()
        raise RuntimeError

    with balance([]) as ledger:
        ledger.came_in.update({"term": 1, "post": 1})
        with pytest.raises(RuntimeError):
            write(records(), Target(path=tmp_path), WriteOptions(), ledger)
    left = sorted(file.name for file in tmp_path.rglob("*") if file.is_file())
    assert left == [".wparchive.jsonl.part", "slug-1.md"]  # the first says what is ours to the next run


def test_a_dry_run_counts_and_writes_nothing(tmp_path: Path) -> None:
    records = [Term(taxonomy="t", slug="s", name="n"), post(comments=(comment("1"),))]
    with balance(records) as ledger:
        write(iter(records), Target(path=tmp_path / "new", dry_run=True), WriteOptions(), ledger)

    assert not (tmp_path / "new").exists()
    assert ledger.went_out == {"term": 1, "post": 1, "comment": 1}
