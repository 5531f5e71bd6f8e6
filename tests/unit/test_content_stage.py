from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final

import pytest
from records import a_comment, a_post, a_site

from wparchive.content import RenderContext, body_format, render_post, render_stage
from wparchive.content.smilies import SMILIES, convert_smilies
from wparchive.ledger import Ledger
from wparchive.model import Body, Comment, CommentAuthor, Issue, Meta, Post, Record, Term
from wparchive.options import RenderOptions

if TYPE_CHECKING:
    from collections.abc import Iterator


def comment(source: str, **changes: Any) -> Comment:
    fields: dict[str, Any] = {
        "id": "5",
        "author": CommentAuthor(name="Ada"),
        "body": Body(source, "html"),
        "mentions": ("Bo",),
    }
    return a_comment(**fields | changes)


def post(source: str, *comments: Comment, **changes: Any) -> Post:
    fields: dict[str, Any] = {
        "id": "7",
        "title": "Fog & ice :)",
        "slug": "fog",
        "body": Body(source, body_format(source)),
        "comments": comments,
    }
    return a_post(**fields | changes)


def render(*records: Record, **options: Any) -> tuple[list[Record], list[Issue]]:
    ledger = Ledger()
    out = list(render_stage(iter(records), RenderOptions(**options), ledger))
    return out, list(ledger.all_issues())


def one(record: Post, **options: Any) -> tuple[Post, list[Issue]]:
    (rendered,), issues = render(record, **options)
    assert isinstance(rendered, Post)
    return rendered, issues


def test_bodies_of_posts_and_comments_get_html_and_text() -> None:
    rendered, issues = one(post("Fog.\n\nIce & wind.", comment("One.\nTwo http://example.org/")))

    assert rendered.body == Body(
        "Fog.\n\nIce & wind.", "classic", "<p>Fog.</p>\n<p>Ice & wind.</p>\n", "Fog.\n\nIce & wind."
    )
    link = '<a href="http://example.org/" rel="nofollow ugc">http://example.org/</a>'
    assert rendered.comments[0].body.html == f"<p>One.<br />\nTwo {link}</p>\n"
    assert rendered.comments[0].body.text == "One.\nTwo http://example.org/"
    assert issues == []


def test_nothing_but_bodies_is_changed() -> None:
    source = post("Fog.", comment("One."))
    rendered, _ = one(source)

    assert rendered.title == "Fog & ice :)"
    assert rendered.comments[0].author == CommentAuthor(name="Ada")
    assert rendered.comments[0].mentions == ("Bo",)
    assert rendered.source == source.source


def test_other_records_pass_in_their_order() -> None:
    site = a_site(title="x", url="http://example.org")
    term = Term(taxonomy="category", slug="x", name="x")
    out, _ = render(site, post(""), term)

    assert out[0] is site
    assert out[2] is term


def test_text_is_given_only_where_it_is_wanted() -> None:
    rendered, _ = one(post("Fog.", comment("One.")), text=False)

    assert rendered.body.text is None
    assert rendered.comments[0].body.text is None


def test_an_empty_body_has_empty_html() -> None:
    rendered, _ = one(post("", type="attachment"))

    assert rendered.body == Body("", "classic", "", "")


def test_the_format_of_a_body_follows_its_delimiters() -> None:
    assert body_format("<!-- wp:paragraph --><p>x</p><!-- /wp:paragraph -->") == "blocks"
    assert body_format("<p>wp: x</p>") == "classic"


def test_each_unknown_shortcode_is_reported_once_per_post() -> None:
    _, issues = render(
        post("[my_form] [frame a=1]\n\n[my_form]\n\n<!--nextpage-->[my_form]"), post("[frame a=1]", id="8")
    )

    assert [(issue.code, issue.message.split(": ")[1], issue.where.record) for issue in issues] == [
        ("unknown-shortcode", "frame", "post 7"),
        ("unknown-shortcode", "my_form", "post 7"),
        ("unknown-shortcode", "frame", "post 8"),
    ]
    assert issues[0].where.source == "export.xml"
    assert issues[0].where.line == 12


def test_a_block_without_saved_content_is_reported() -> None:
    rendered, issues = one(post("<!-- wp:calendar /-->"))

    assert 'data-block="core/calendar"' in (rendered.body.html or "")
    assert [issue.code for issue in issues] == ["block-placeholder"]


def test_what_is_taken_out_of_a_comment_is_reported() -> None:
    rendered, issues = one(post("", comment("<script>x</script><b onclick=y>One</b> <b onclick=z>two</b>")))

    assert rendered.comments[0].body.text == "One two"
    assert "onclick" not in (rendered.comments[0].body.html or "")
    assert [(issue.code, issue.where.record) for issue in issues] == [("unsafe-html", "comment 5")]
    assert issues[0].message.endswith(": script, b[onclick]")


def test_the_source_of_a_comment_is_kept() -> None:
    source = "<script>x</script>"
    rendered, _ = one(post("", comment(source)))

    assert rendered.comments[0].body.source == source


@pytest.mark.parametrize(
    ("body", "html"),
    [
        (Body("a\n\n[gallery]", "html"), "a\n\n[gallery]"),
        (Body("a < b\n\nc", "text"), "<p>a &lt; b</p>\n<p>c</p>\n"),
        (Body("a", "text", html="<p>a</p>"), "<p>a</p>"),
    ],
)
def test_bodies_that_were_shown_already_stay_as_they_are(body: Body, html: str) -> None:
    rendered, issues = one(post("", comment("", body=body), body=body))

    assert rendered.body.html == html
    assert issues == []
    if body.html or body.format == "text":
        assert rendered.comments[0].body.html == html


def test_comments_that_were_shown_already_are_made_safe() -> None:
    body = Body("x", "html", html="<p onclick=x>One</p>")
    rendered, _ = one(post("", comment("", body=body)))

    assert rendered.comments[0].body.html == "<p>One</p>"


def test_the_site_names_the_images_of_smilies() -> None:
    site = a_site(title="x", url="http://example.org/")
    out, _ = render(site, post("so :mrgreen:"))

    assert isinstance(out[1], Post)
    assert 'src="http://example.org/wp-includes/images/smilies/mrgreen.png"' in (out[1].body.html or "")


@pytest.mark.parametrize("smiley", SMILIES)
def test_every_smiley_is_found(smiley: str) -> None:
    assert convert_smilies(f"so {smiley}") == f"so {SMILIES[smiley]}"


@pytest.mark.parametrize(
    "text",
    ["[sic] [1] [...] [emphasis mine] [x = 5]", "[a](http://example.org)", "x[some_index]", "[[escaped_one]]", "[:en]"],
)
def test_brackets_in_ordinary_text_are_not_reported(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('[contact-form-7 id="1"]', ["contact-form-7"]),
        ("[youtube]", ["youtube"]),
        ("[note]x[/note]", ["note"]),
        ("[xy_row][xy_column]x[/xy_column][/xy_row]", ["xy_row", "xy_column"]),
        ("[several-words] and [several-words]", []),
        ("<code>[note]x[/note]</code>", []),
        ("<!-- wp:paragraph --><p>[my_form]</p><!-- /wp:paragraph -->", ["my_form"]),
        ("[caption width=3]<img src=x> y[/caption][embed]http://example.org/[/embed]", []),
    ],
)
def test_unknown_shortcodes_are_named(text: str, names: list[str]) -> None:
    assert found(text) == names


def found(text: str) -> list[str]:
    names: list[str] = []
    render_post(text, RenderContext(found=lambda _, detail: names.append(detail)))
    return names


def test_pages_are_rendered_apart_with_the_break_between_them() -> None:
    source = "one<!--nextpage-->two"

    assert render_post(source, RenderContext()) == "<p>one</p>\n<!--nextpage-->\n<p>two</p>\n"


def test_the_delimiters_of_a_page_break_leave_nothing_behind() -> None:
    source = "<!-- wp:x -->a<!-- /wp:x -->\n<!-- wp:nextpage -->\n<!--nextpage-->\n<!-- /wp:nextpage -->\nb"

    assert render_post(source, RenderContext()) == "a\n<!--nextpage-->\n<p>b</p>\n"


def test_importing_content_does_not_load_the_html_parser() -> None:
    code = "import sys, wparchive.content; sys.exit('turbohtml' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_stage_is_lazy() -> None:
    def endless() -> Iterator[Record]:
        while True:
            yield post("x")

    assert isinstance(next(render_stage(endless(), RenderOptions(), Ledger())), Post)


BUILT: Final = "[vc_row]One [youtube aaaaaaaaaaa][/vc_row]\n\n[my_box a=1]two[/my_box]"


def test_what_an_archive_has_as_wordpress_shows_it_is_finished_where_it_is_published() -> None:
    archived, _ = one(post(BUILT), plugins=False)
    from_archive, _ = one(archived)
    at_once, _ = one(post(BUILT))

    assert "[vc_row]" in (archived.body.html or "")
    assert from_archive == at_once
    assert "[" not in (one(archived, shortcodes="unwrap")[0].body.html or "")


def test_what_a_page_showed_is_not_rendered_again() -> None:
    shown = post("", body=Body("[vc_row]One[/vc_row]", "classic", "<p>Otherwise</p>"))

    assert one(shown)[0].body.html == "<p>Otherwise</p>"


def test_archives_and_cleaned_archives_settle_unknown_shortcodes_too() -> None:
    archived, _ = one(post(BUILT), plugins=False)
    stripped, issues = one(archived, plugins=False, shortcodes="strip")

    assert stripped.body.text == ""
    assert "my_box a=1" in "".join(issue.original or "" for issue in issues)


def test_a_post_whose_text_stands_in_the_fields_of_a_page_builder_is_named() -> None:
    fields = (Meta("_thumbnail_id", "4"), Meta("_bricks_page_content_2", [{"settings": {"text": "Fog"}}]))

    assert [issue.code for issue in one(post("", meta=fields))[1]] == ["text-in-custom-fields"]
    assert one(post("Fog", meta=fields))[1] == one(post("", meta=fields[:1]))[1] == []
