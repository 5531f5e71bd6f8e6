"""What the items of an export become: every field and quirk of posts, meta and comments, one fact each."""

from __future__ import annotations

from typing import Any

import pytest

from wparchive.model import Attachment, Body, CommentAuthor, Meta, Origin, TermRef

EVERY_FIELD = """<item>
<title>The Long Winter</title>
<link>https://blog.example.org/2011/02/winter/</link>
<pubDate>Tue, 08 Feb 2011 05:30:12 +0000</pubDate>
<dc:creator><![CDATA[ada]]></dc:creator>
<guid isPermaLink="false">https://blog.example.org/?p=12</guid>
<description></description>
<content:encoded><![CDATA[<p>Spoilers & all</p>]]></content:encoded>
<excerpt:encoded><![CDATA[In short]]></excerpt:encoded>
<wp:post_id>12</wp:post_id>
<wp:post_date><![CDATA[2011-02-08 06:30:12]]></wp:post_date>
<wp:post_date_gmt><![CDATA[2011-02-08 05:30:12]]></wp:post_date_gmt>
<wp:post_modified><![CDATA[2012-07-01 12:00:00]]></wp:post_modified>
<wp:post_modified_gmt><![CDATA[2012-07-01 10:00:00]]></wp:post_modified_gmt>
<wp:comment_status><![CDATA[open]]></wp:comment_status>
<wp:ping_status><![CDATA[closed]]></wp:ping_status>
<wp:post_name><![CDATA[winter]]></wp:post_name>
<wp:status><![CDATA[publish]]></wp:status>
<wp:post_parent>7</wp:post_parent>
<wp:menu_order>3</wp:menu_order>
<wp:post_type><![CDATA[page]]></wp:post_type>
<wp:post_password><![CDATA[secret]]></wp:post_password>
<wp:is_sticky>1</wp:is_sticky>
<category domain="category" nicename="films"><![CDATA[Films]]></category>
<wp:postmeta><wp:meta_key><![CDATA[mood]]></wp:meta_key><wp:meta_value><![CDATA[wistful]]></wp:meta_value></wp:postmeta>
</item>
"""


# --- posts ------------------------------------------------------------------------------------------------------
def test_every_field_of_an_item_arrives_in_its_place(wxr: Any) -> None:
    reading = wxr.read(wxr.export(EVERY_FIELD))
    post = reading.post
    assert reading.codes == []
    assert (post.id, post.type, post.status, post.title, post.slug) == (
        "12", "page", "publish", "The Long Winter", "winter",
    )  # fmt: skip
    assert (post.url, post.guid) == ("https://blog.example.org/2011/02/winter/", "https://blog.example.org/?p=12")
    assert (post.author, post.author_name) == ("ada", None)
    assert (post.published, post.modified) == ("2011-02-08T06:30:12+01:00", "2012-07-01T12:00:00+02:00")
    assert (post.parent, post.menu_order, post.sticky, post.password) == ("7", 3, True, "secret")
    assert (post.comment_status, post.ping_status, post.excerpt) == ("open", "closed", "In short")
    assert post.body == Body("<p>Spoilers & all</p>", "classic")
    assert post.terms == (TermRef("category", "films", "Films"),)
    assert post.meta == (Meta("mood", "wistful"),)
    assert (post.truncated, post.extra, post.inferred) == (False, None, ())
    assert post.source == Origin("1.xml", 18)


def test_an_item_says_the_same_with_its_elements_in_any_order(wxr: Any) -> None:
    lines = EVERY_FIELD.strip().splitlines()
    upside_down = "\n".join([lines[0], *reversed(lines[1:-1]), lines[-1]])
    assert wxr.read(wxr.export(upside_down)).post == wxr.read(wxr.export(EVERY_FIELD)).post


@pytest.mark.parametrize("end", ["", "\n", "\n\n\t"])
@pytest.mark.parametrize("element", ["title", "link", "guid", "content:encoded", "wp:post_id", "wp:status"])
def test_an_element_that_is_missing_or_closes_itself_is_an_empty_one(wxr: Any, element: str, end: str) -> None:
    def without(replacement: str) -> Any:
        lines = EVERY_FIELD.splitlines(keepends=True)
        return wxr.read(
            wxr.export("".join(replacement + end if line.startswith(f"<{element}") else line for line in lines))
        ).post

    assert without("").source.line == without(f"<{element}/>").source.line
    assert without("") == without(f"<{element}/>") == without(f"<{element}></{element}>")


def test_an_item_of_nothing_is_still_a_post(wxr: Any) -> None:
    post = wxr.read(wxr.export("<item></item>")).post
    assert (post.id, post.type, post.status, post.title, post.body.source) == (None, "post", "unknown", "", "")


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("<![CDATA[Tom & Jerry]]>", "Tom & Jerry"),
        ("Tom &amp;amp; Jerry", "Tom &amp; Jerry"),
        ("<![CDATA[Tom &amp; Jerry]]>", "Tom &amp; Jerry"),
        ("&#233;t&#xE9; &lt;em&gt;now&lt;/em&gt;", "été <em>now</em>"),
        ("<![CDATA[<em>now</em>]]>", "<em>now</em>"),
        ("  kept as found  ", "  kept as found  "),
    ],
)
def test_entities_of_a_title_are_decoded_once(wxr: Any, written: str, title: str) -> None:
    reading = wxr.read_item(title=written)
    assert reading.post.title == title
    assert reading.codes == []


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("<p>words</p>", "classic"),
        ("", "classic"),
        ("<!-- wp:paragraph --><p>words</p><!-- /wp:paragraph -->", "blocks"),
        ("before\n<!-- wp:core/html {} -->x<!-- /wp:core/html -->", "blocks"),
        ("<!-- wpfoo -->", "classic"),
    ],
)
def test_a_body_says_whether_it_is_made_of_blocks(wxr: Any, source: str, kind: str) -> None:
    assert wxr.read_item(body=source).post.body == Body(source, kind)


def test_a_body_arrives_to_the_last_blank(wxr: Any) -> None:
    body = "\n\n  \tfirst\r\nsecond ]] > ]] &nbsp; &amp; <!-- x -->\n "
    assert wxr.read_item(body=body).post.body.source == body.replace("\r\n", "\n")


def test_adjacent_cdata_sections_are_one_text(wxr: Any) -> None:
    reading = wxr.read_item(body="a ]]]]><![CDATA[> b ]]]]><![CDATA[>]]]]><![CDATA[>")
    assert reading.post.body.source == "a ]]> b ]]>]]>"
    assert reading.codes == []


@pytest.mark.parametrize("status", ["publish", "draft", "pending", "private", "future", "inherit", "trash", "archived"])
def test_every_status_is_kept_under_its_own_name(wxr: Any, status: str) -> None:
    assert wxr.read_item(status=status, slug="gone__trashed").post.status == status


@pytest.mark.parametrize(
    "kind",
    [
        "post",
        "page",
        "attachment",
        "nav_menu_item",
        "wp_block",
        "wp_navigation",
        "wp_template_part",
        "custom_css",
        "film",
    ],
)
def test_items_of_every_type_are_posts_of_that_type(wxr: Any, kind: str) -> None:
    assert wxr.read_item(type=kind).post.type == kind


@pytest.mark.parametrize(("written", "sticky"), [("1", True), ("0", False), ("", False)])
def test_a_post_is_sticky_where_the_element_says_1(wxr: Any, written: str, sticky: bool) -> None:  # noqa: FBT001
    assert wxr.read_item(f"<wp:is_sticky>{written}</wp:is_sticky>").post.sticky is sticky


@pytest.mark.parametrize(("written", "order"), [("0", None), ("", None), ("-1", -1), ("12", 12), ("first", None)])
def test_the_menu_order_is_a_number_where_it_says_something(wxr: Any, written: str, order: int | None) -> None:
    assert wxr.read_item(f"<wp:menu_order>{written}</wp:menu_order>").post.menu_order == order


@pytest.mark.parametrize("zero", ["0", ""])
def test_a_parent_of_zero_is_none(wxr: Any, zero: str) -> None:
    assert wxr.read_item(f"<wp:post_parent>{zero}</wp:post_parent>").post.parent is None


def test_the_featured_image_is_the_thumbnail_that_meta_names(wxr: Any) -> None:
    post = wxr.read_item(wxr.meta("_thumbnail_id", "71") + wxr.meta("_thumbnail_id", "72")).post
    assert post.featured_image == "71"
    assert wxr.read_item(wxr.meta("_thumbnail_id", "0")).post.featured_image is None


def test_the_post_format_is_a_term_and_a_field(wxr: Any) -> None:
    post = wxr.read_item('<category domain="post_format" nicename="post-format-aside">Aside</category>').post
    assert post.format == "aside"
    assert post.terms == (TermRef("post_format", "post-format-aside", "Aside"),)


# --- dates ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("local", "gmt", "published"),
    [
        ("2011-02-08 06:30:12", "2011-02-08 05:30:12", "2011-02-08T06:30:12+01:00"),
        ("2011-02-08 11:15:12", "2011-02-08 05:30:12", "2011-02-08T11:15:12+05:45"),
        ("2011-02-08 02:00:12", "2011-02-08 05:30:12", "2011-02-08T02:00:12-03:30"),
    ],
)
def test_a_date_has_the_offset_that_its_two_sides_show(wxr: Any, local: str, gmt: str, published: str) -> None:
    post = wxr.read_item(date=local, gmt=gmt).post
    assert (post.published, post.published_raw, post.inferred) == (published, None, ())


def test_a_draft_is_lent_the_usual_offset_of_the_site_and_says_so(wxr: Any) -> None:
    draft = wxr.item(2, status="draft", date="2011-03-01 10:00:00", gmt="0000-00-00 00:00:00")
    reading = wxr.read(wxr.export(wxr.item(1), draft))
    post = reading.posts[1]
    assert (post.published, post.inferred) == ("2011-03-01T10:00:00+01:00", ("published",))
    assert reading.issue("inferred-offset").where.record == "post 2"
    assert reading.site.timezone_offset == "+01:00"


def test_a_draft_in_a_file_without_any_offset_keeps_its_date_as_text(wxr: Any) -> None:
    reading = wxr.read_item(date="2011-03-01 10:00:00", gmt="0000-00-00 00:00:00")
    assert (reading.post.published, reading.post.published_raw) == (None, "2011-03-01 10:00:00")
    assert reading.site.timezone_offset is None


def test_the_usual_offset_is_the_one_most_dates_have(wxr: Any) -> None:
    summer = {"date": "2011-07-01 12:00:00", "gmt": "2011-07-01 10:00:00"}
    items = [wxr.item(1), *(wxr.item(number, **summer) for number in (2, 3))]
    assert wxr.read(wxr.export(*items)).site.timezone_offset == "+02:00"


def test_zero_dates_are_no_date_and_no_issue(wxr: Any) -> None:
    reading = wxr.read_item(
        "<pubDate>Mon, 30 Nov -0001 00:00:00 +0000</pubDate>", date="0000-00-00 00:00:00", gmt="0000-00-00 00:00:00"
    )
    assert (reading.post.published, reading.post.published_raw, reading.post.extra) == (None, None, None)
    assert reading.codes == []


def test_a_malformed_date_keeps_its_text_and_is_reported(wxr: Any) -> None:
    reading = wxr.read_item(date="2011-02-08 19:57:357", gmt="")
    assert (reading.post.published, reading.post.published_raw) == (None, "2011-02-08 19:57:357")
    assert reading.issue("unreadable-date").original == "2011-02-08 19:57:357"
    assert reading.issue("unreadable-date").where.record == "post 1"


@pytest.mark.parametrize(
    ("pub_date", "published"),
    [
        ("Tue, 08 Feb 2011 05:30:12 +0000", "2011-02-08T05:30:12+00:00"),
        ("Tue, 08 Feb 2011 05:30:12 -0330", "2011-02-08T05:30:12-03:30"),
        ("Mon, 30 Nov -0001 00:00:00 +0000", None),
        ("Tue, 30 Nov 1999 00:00:00 +0000", None),
        ("soon", None),
    ],
)
def test_the_pub_date_is_used_where_there_is_no_other(wxr: Any, pub_date: str, published: str | None) -> None:
    assert wxr.read_item(f"<pubDate>{pub_date}</pubDate>", date="", gmt="").post.published == published


def test_a_pub_date_that_says_something_else_is_kept_beside_the_date(wxr: Any) -> None:
    post = wxr.read_item("<pubDate>Wed, 09 Feb 2011 05:30:12 +0000</pubDate>").post
    assert post.published == "2011-02-08T06:30:12+01:00"
    assert post.extra == {"pubDate": "Wed, 09 Feb 2011 05:30:12 +0000"}


def test_a_modified_date_is_read_like_the_published_one(wxr: Any) -> None:
    fields = "<wp:post_modified>{}</wp:post_modified><wp:post_modified_gmt>{}</wp:post_modified_gmt>"
    post = wxr.read_item(fields.format("2012-01-01 00:00:00", "0000-00-00 00:00:00")).post
    assert (post.modified, post.inferred) == ("2012-01-01T00:00:00+01:00", ("modified",))
    post = wxr.read_item(fields.format("never", "")).post
    assert (post.modified, post.modified_raw) == (None, "never")


# --- attachments and meta ---------------------------------------------------------------------------------------
DETAILS = 'a:3:{s:5:"width";i:640;s:6:"height";i:480;s:9:"mime_type";s:10:"image/jpeg";}'


def test_the_details_of_an_attachment_come_from_its_fields_and_meta(wxr: Any) -> None:
    inner = (
        "<wp:attachment_url>https://blog.example.org/wp-content/uploads/2011/02/still.jpg</wp:attachment_url>"
        + wxr.meta("_wp_attached_file", "2011/02/still.jpg")
        + wxr.meta("_wp_attachment_image_alt", "A still")
        + wxr.meta("_wp_attachment_metadata", DETAILS)
    )
    item = wxr.item(5, inner, type="attachment", body="A long description").replace(
        "<excerpt:encoded><![CDATA[]]>", "<excerpt:encoded><![CDATA[The caption]]>"
    )
    assert wxr.read(wxr.export(item)).post.attachment == Attachment(
        url="https://blog.example.org/wp-content/uploads/2011/02/still.jpg",
        file="2011/02/still.jpg",
        mime="image/jpeg",
        alt="A still",
        caption="The caption",
        description="A long description",
        width=640,
        height=480,
    )


@pytest.mark.parametrize(
    "details", ["", "no PHP", "a:0:{}", "i:5;", 'a:1:{s:5:"width";s:2:"10";}', 'a:1:{s:5:"width";d:1.5;}', "b:1;"]
)
def test_details_that_are_of_another_type_are_not_made_up(wxr: Any, details: str) -> None:
    attachment = wxr.read_item(wxr.meta("_wp_attachment_metadata", details), type="attachment").post.attachment
    assert (attachment.width, attachment.height, attachment.mime) == (None, None, None)


def test_only_attachments_have_an_attachment(wxr: Any) -> None:
    assert wxr.read_item(wxr.meta("_wp_attached_file", "x.jpg")).post.attachment is None


def test_meta_rows_keep_their_order_and_keys_may_repeat(wxr: Any) -> None:
    rows = [("b", "1"), ("a", "2"), ("b", "1"), ("", "no key"), ("c", "")]
    post = wxr.read_item("".join(wxr.meta(*row) for row in rows)).post
    assert post.meta == tuple(Meta(*row) for row in rows)


def test_values_that_php_serialized_are_decoded(wxr: Any) -> None:
    post = wxr.read_item(wxr.meta("list", 'a:2:{i:0;s:1:"x";i:1;d:0.5;}') + wxr.meta("text", "a:b")).post
    assert post.meta == (Meta("list", ["x", 0.5]), Meta("text", "a:b"))


def test_a_length_that_no_longer_fits_is_decoded_and_the_text_kept(wxr: Any) -> None:
    raw = 's:6:"a\r\nb\r\n";'
    reading = wxr.read_item(wxr.meta("k", raw))
    assert reading.post.meta == (Meta("k", "a\nb\n", raw.replace("\r\n", "\n")),)
    assert reading.issue("inexact-php").where.record == "post 1"


def test_a_meta_row_without_key_or_value_is_still_a_row(wxr: Any) -> None:
    reading = wxr.read_item(
        "<wp:postmeta></wp:postmeta><wp:postmeta/><wp:postmeta><wp:meta_key>k</wp:meta_key></wp:postmeta>"
    )
    assert reading.post.meta == (Meta("", ""), Meta("", ""), Meta("k", ""))
    assert reading.ledger.came_in["meta"] == 3


def test_what_else_stands_in_a_meta_row_is_kept_in_an_issue(wxr: Any) -> None:
    row = "<wp:meta_id>9</wp:meta_id><wp:meta_key>k</wp:meta_key><wp:meta_value>v</wp:meta_value>"
    reading = wxr.read_item(f"<wp:postmeta>{row}</wp:postmeta>")
    assert reading.post.meta == (Meta("k", "v"),)
    assert reading.issue("unknown-element").original == "9"


# --- comments ---------------------------------------------------------------------------------------------------
def test_every_field_of_a_comment_arrives_in_its_place(wxr: Any) -> None:
    (comment,) = wxr.read_item(wxr.comment(5, user="3", inner=wxr.meta("rating", "4", "commentmeta"))).post.comments
    assert (comment.id, comment.parent, comment.depth, comment.type, comment.status) == (
        "5", None, 1, "comment", "approved",
    )  # fmt: skip
    assert comment.author == CommentAuthor("Ben", "https://ben.example.org/", "ben@example.org", "192.0.2.7", "3")
    assert comment.published == "2011-02-09T10:00:00+01:00"
    assert comment.body == Body("Comment 5", "html")
    assert comment.meta == (Meta("rating", "4"),)
    assert (comment.parent_certain, comment.extra, comment.inferred) == (True, None, ())


@pytest.mark.parametrize(
    ("approved", "status"),
    [
        ("1", "approved"), ("0", "pending"), ("spam", "spam"), ("trash", "trash"), ("post-trashed", "post-trashed"),
        ("", "unknown"), ("hold", "pending"), ("approve", "approved"), ("held-by-plugin", "held-by-plugin"),
    ],
)  # fmt: skip
def test_the_status_of_a_comment_has_a_name(wxr: Any, approved: str, status: str) -> None:
    (comment,) = wxr.read_item(wxr.comment(5, approved=approved)).post.comments
    assert comment.status == status


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("", "comment"), ("comment", "comment"), ("pingback", "pingback"), ("trackback", "trackback"),
        ("review", "review"), ("order_note", "order_note"), ("note", "note"),
    ],
)  # fmt: skip
def test_the_type_of_a_comment_is_its_own_and_comment_where_it_is_empty(wxr: Any, written: str, kind: str) -> None:
    (comment,) = wxr.read_item(wxr.comment(5, type=written)).post.comments
    assert comment.type == kind


def test_a_comment_of_version_1_0_may_lack_the_later_fields(wxr: Any) -> None:
    short = wxr.comment(5).replace("<wp:comment_user_id>0</wp:comment_user_id>\n", "")
    (comment,) = wxr.read(wxr.export(wxr.item(1, short), version="1.0")).post.comments
    assert (comment.id, comment.author.user_id, comment.body.source) == ("5", None, "Comment 5")


def test_user_zero_is_nobody(wxr: Any) -> None:
    (comment,) = wxr.read_item(wxr.comment(5, user="0")).post.comments
    assert comment.author.user_id is None


@pytest.mark.parametrize("empty", ["<wp:comment></wp:comment>", "<wp:comment/>", "<wp:comment>\n\t</wp:comment>"])
def test_an_empty_comment_is_kept_counted_and_reported(wxr: Any, empty: str) -> None:
    reading = wxr.read_item(empty + wxr.comment(5))
    first, second = reading.post.comments
    assert (first.id, first.body.source, first.status, second.id) == (None, "", "unknown", "5")
    assert reading.issue("empty-comment").where.record == "post 1"
    assert reading.ledger.came_in["comment"] == 2


def test_a_comment_says_the_same_with_its_elements_in_any_order(wxr: Any) -> None:
    lines = wxr.comment(5, inner=wxr.meta("k", "v", "commentmeta")).strip().splitlines()
    upside_down = "\n".join([lines[0], *reversed(lines[1:-1]), lines[-1]])
    assert wxr.read_item(upside_down).post.comments == wxr.read_item("\n".join(lines)).post.comments


def test_a_comment_without_utc_time_is_lent_the_usual_offset(wxr: Any) -> None:
    reading = wxr.read_item(wxr.comment(5, gmt="0000-00-00 00:00:00"))
    (comment,) = reading.post.comments
    assert (comment.published, comment.inferred) == ("2011-02-09T10:00:00+01:00", ("published",))
    assert "inferred-offset" in reading.codes


def test_a_malformed_date_of_a_comment_keeps_its_text(wxr: Any) -> None:
    reading = wxr.read_item(wxr.comment(5, date="2011-02-09 19:57:357", gmt=""))
    (comment,) = reading.post.comments
    assert (comment.published, comment.published_raw) == (None, "2011-02-09 19:57:357")
    assert reading.issue("unreadable-date").original == "2011-02-09 19:57:357"
