"""What stands around the items: the site, its authors and terms, namespaces, and elements that nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from wparchive.model import Author, Meta, TermRef
from wparchive.readers import wxr as reader

if TYPE_CHECKING:
    from collections.abc import Callable


# --- authors and terms ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("element", ["wp:author", "wp:wp_author"])
def test_an_author_of_the_channel_gives_the_name_to_the_posts(wxr: Any, element: str) -> None:
    author = (
        f"<{element}><wp:author_id>2</wp:author_id><wp:author_login><![CDATA[ada]]></wp:author_login>"
        "<wp:author_email>ada@example.org</wp:author_email><wp:author_display_name>Ada B.</wp:author_display_name>"
        f"<wp:author_first_name>Ada</wp:author_first_name><wp:author_last_name></wp:author_last_name></{element}>"
    )
    reading = wxr.read(wxr.export(wxr.item(), channel=author))
    assert reading.authors == [
        Author(id="2", login="ada", name="Ada B.", first_name="Ada", email="ada@example.org")
    ]  # fmt: skip
    assert (reading.post.author, reading.post.author_name) == ("ada", "Ada B.")


def test_an_author_that_the_channel_does_not_list_is_a_login_alone(wxr: Any) -> None:
    post = wxr.read_item(creator="ghost").post
    assert (post.author, post.author_name) == ("ghost", None)


def test_version_1_0_names_the_author_by_the_display_name(wxr: Any) -> None:
    post = wxr.read(wxr.export(wxr.item(creator="Ada B."), version="1.0")).post
    assert (post.author, post.author_name) == (None, "Ada B.")


def test_an_author_without_a_name_is_called_by_the_login(wxr: Any) -> None:
    channel = "<wp:author><wp:author_login>ada</wp:author_login></wp:author>"
    assert wxr.read(wxr.export(wxr.item(), channel=channel)).authors == [Author(login="ada", name="ada")]


def test_categories_tags_and_terms_of_the_channel_are_terms(wxr: Any) -> None:
    channel = (
        "<wp:category><wp:term_id>1</wp:term_id><wp:category_nicename>sf</wp:category_nicename>"
        "<wp:category_parent>films</wp:category_parent><wp:cat_name><![CDATA[S & F]]></wp:cat_name>"
        "<wp:category_description>Far out</wp:category_description>"
        f"{wxr.meta('color', 'red', 'termmeta')}</wp:category>"
        "<wp:tag><wp:term_id>2</wp:term_id><wp:tag_slug>clones</wp:tag_slug><wp:tag_name>Clones</wp:tag_name></wp:tag>"
        "<wp:term><wp:term_id>3</wp:term_id><wp:term_taxonomy>genre</wp:term_taxonomy><wp:term_slug>drama</wp:term_slug>"
        "<wp:term_parent></wp:term_parent><wp:term_name>Drama</wp:term_name></wp:term>"
    )
    category, tag, term = wxr.read(wxr.export(wxr.item(), channel=channel)).terms
    assert (category.taxonomy, category.slug, category.name, category.parent) == ("category", "sf", "S & F", "films")
    assert (category.id, category.description, category.meta) == ("1", "Far out", (Meta("color", "red"),))
    assert (tag.taxonomy, tag.slug, tag.name, tag.parent) == ("post_tag", "clones", "Clones", None)
    assert (term.taxonomy, term.slug, term.name, term.id) == ("genre", "drama", "Drama", "3")


def category(slug: str, name: str, parent: str = "") -> str:
    return (
        f"<wp:category><wp:category_nicename>{slug}</wp:category_nicename>"
        f"<wp:category_parent>{parent}</wp:category_parent><wp:cat_name>{name}</wp:cat_name></wp:category>\n"
    )


def test_version_1_0_names_a_parent_by_its_name_and_the_slug_is_found(wxr: Any) -> None:
    channel = category("sf", "Science Fiction", "Films") + category("films", "Films")
    first, _ = wxr.read(wxr.export(wxr.item(), version="1.0", channel=channel)).terms
    assert (first.parent, first.parent_name) == ("films", None)


def test_a_parent_name_that_two_categories_have_is_kept_as_a_name(wxr: Any) -> None:
    channel = category("a", "Films") + category("b", "Films") + category("sf", "Science Fiction", "Films")
    reading = wxr.read(wxr.export(wxr.item(), version="1.0", channel=channel))
    assert (reading.terms[2].parent, reading.terms[2].parent_name) == (None, "Films")
    assert reading.issue("term-parent-ambiguous").where.record == "term sf"


def test_later_versions_name_a_parent_by_its_slug(wxr: Any) -> None:
    channel = category("films", "Science Fiction") + category("x", "films") + category("sf", "SF", "films")
    reading = wxr.read(wxr.export(wxr.item(), version="1.1", channel=channel))
    assert reading.terms[2].parent == "films"
    assert "term-parent-ambiguous" not in reading.codes


def test_version_1_0_writes_each_category_twice_and_means_it_once(wxr: Any) -> None:
    inner = (
        "<category><![CDATA[Films]]></category>\n"
        '<category domain="category" nicename="films"><![CDATA[Films]]></category>\n'
        '<category domain="tag"><![CDATA[Clones]]></category>\n'
        '<category domain="tag" nicename="clones"><![CDATA[Clones]]></category>\n'
        "<category><![CDATA[Only a name]]></category>\n"
    )
    post = wxr.read(wxr.export(wxr.item(1, inner), version="1.0")).post
    assert post.terms == (
        TermRef("category", "films", "Films"),
        TermRef("post_tag", "clones", "Clones"),
        TermRef("category", "", "Only a name"),
    )


def test_the_same_slug_in_two_taxonomies_is_two_terms(wxr: Any) -> None:
    inner = '<category domain="{}" nicename="x">X</category>'
    post = wxr.read_item("".join(inner.format(domain) for domain in ("category", "post_tag", "genre", "category"))).post
    assert [term.taxonomy for term in post.terms] == ["category", "post_tag", "genre"]


def test_attributes_of_a_category_are_decoded(wxr: Any) -> None:
    post = wxr.read_item("<category nicename='a&amp;b' domain='post_tag' ><![CDATA[A & B]]></category>").post
    assert post.terms == (TermRef("post_tag", "a&b", "A & B"),)


# --- the site and the envelope ----------------------------------------------------------------------------------
def test_the_site_is_what_the_channel_says(wxr: Any) -> None:
    channel = "<generator>https://wordpress.org/?v=6.5</generator>\n"
    site = wxr.read(wxr.export(wxr.item(), channel=channel)).site
    assert (site.title, site.url, site.description, site.language) == (
        "Blog",
        "https://blog.example.org",
        "Words",
        "en-US",
    )
    assert (site.generator, site.wxr_version) == ("https://wordpress.org/?v=6.5", "1.2")
    assert (site.exported, site.network_url, site.extra) == ("2024-05-01T10:00:00+00:00", None, None)


def test_a_blog_of_a_network_names_the_network(wxr: Any) -> None:
    export = wxr.export(wxr.item()).replace(
        "<wp:base_site_url>https://blog.example.org", "<wp:base_site_url>https://example.org"
    )
    assert wxr.read(export).site.network_url == "https://example.org"


def test_the_address_is_the_link_where_the_blog_address_is_missing(wxr: Any) -> None:
    export = wxr.export(wxr.item()).replace("<wp:base_blog_url>https://blog.example.org</wp:base_blog_url>\n", "")
    assert wxr.read(export).site.url == "https://blog.example.org"


def test_what_a_plugin_adds_to_the_channel_is_kept_under_extra(wxr: Any) -> None:
    channel = (
        '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="hub" href="https://hub.example.org"/>'
        "<image><url>https://blog.example.org/icon.png</url><title>Blog</title></image>\n"
    )
    reading = wxr.read(wxr.export(wxr.item(), channel=channel))
    assert reading.site.extra["{http://www.w3.org/2005/Atom}link"] == {
        "text": "", "@rel": "hub", "@href": "https://hub.example.org",
    }  # fmt: skip
    assert "https://blog.example.org/icon.png" in str(reading.site.extra["image"])
    assert set(reading.codes) == {"unknown-element"}


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2", "1.3"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_namespaces_are_known_by_family_in_every_version_and_scheme(wxr: Any, version: str, scheme: str) -> None:
    plain = wxr.export(wxr.item(1, wxr.comment(5)), version=version)
    reading = wxr.read(plain.replace('="http://', f'="{scheme}://'))
    assert reading.site.wxr_version == version
    assert reading.post.id == "1"
    assert reading.post.comments[0].id == "5"
    assert reading.codes == []


def other_prefixes(text: str) -> str:
    for prefix, other in {"wp": "wordpress", "content": "c", "excerpt": "exc.erpt-1", "dc": "dublin"}.items():
        text = text.replace(f"<{prefix}:", f"<{other}:").replace(f"</{prefix}:", f"</{other}:")
        text = text.replace(f"xmlns:{prefix}=", f"xmlns:{other}=")
    return text


def short_excerpt_namespace(text: str) -> str:
    return text.replace("http://wordpress.org/export/1.2/excerpt/", "http://wordpress.org/excerpt/1.0/")


def single_quotes(text: str) -> str:
    return text.replace('="http://wordpress.org/export/1.2/"', "='http://wordpress.org/export/1.2/'")


def declared_on_the_channel(text: str) -> str:
    declaration = ' xmlns:wp="http://wordpress.org/export/1.2/"'
    return text.replace(f"\n\t{declaration.strip()}", "").replace("<channel>", f"<channel{declaration}>")


@pytest.mark.parametrize(
    "change",
    [other_prefixes, short_excerpt_namespace, single_quotes, declared_on_the_channel],
    ids=lambda f: f.__name__,
)
def test_an_export_means_the_same_however_its_namespaces_are_written(wxr: Any, change: Callable[[str], str]) -> None:
    export = wxr.export(wxr.item(1, wxr.comment(5) + wxr.meta("k", "v")), channel=category("films", "Films"))
    same, other = wxr.read(export), wxr.read(change(export))
    assert other.post == same.post.__class__(**{**_fields(same.post), "source": other.post.source})
    assert (other.terms, other.site, other.codes) == (same.terms, same.site, [])


def _fields(post: Any) -> dict[str, Any]:
    return {name: getattr(post, name) for name in post.__struct_fields__}


def test_prefixes_without_any_declaration_have_their_usual_meaning_and_are_reported(wxr: Any) -> None:
    export = wxr.export(wxr.item(1, wxr.comment(5) + wxr.meta("k", "v")), namespaces={})
    reading = wxr.read(export)
    post = reading.post
    assert (post.id, post.body.source, post.author, post.meta) == ("1", "<p>Body 1</p>", "ada", (Meta("k", "v"),))
    assert post.comments[0].body.source == "Comment 5"
    assert set(reading.codes) == {"undeclared-prefix"}
    assert {issue.message.rpartition(" ")[2] for issue in reading.issues} == {"wp", "content", "excerpt", "dc"}


def test_elements_without_any_prefix_are_known_by_their_names(wxr: Any) -> None:
    item = wxr.item(1, wxr.meta("k", "v")).replace("<wp:", "<").replace("</wp:", "</")
    post = wxr.read(wxr.export(item)).post
    assert (post.id, post.slug, post.status, post.published, post.meta) == (
        "1", "post-1", "publish", "2011-02-08T06:30:12+01:00", (Meta("k", "v"),),
    )  # fmt: skip


def test_a_known_prefix_that_is_bound_to_something_else_means_that(wxr: Any) -> None:
    names = {"wp": "urn:other", "w": "http://wordpress.org/export/1.2/"}
    item = "<item><title>T</title><w:post_id>4</w:post_id><wp:post_id>9</wp:post_id></item>"
    post = wxr.read(wxr.export(item, namespaces=names)).post
    assert (post.id, post.extra) == ("4", {"{urn:other}post_id": "9"})


def test_a_declaration_on_an_element_holds_for_that_element(wxr: Any) -> None:
    inner = (
        '<m:content xmlns:m="http://search.yahoo.com/mrss/" url="u"/>'
        '<wp:post_parent xmlns:wp="urn:other">9</wp:post_parent>'
    )
    reading = wxr.read_item(inner)
    assert reading.post.parent is None
    assert reading.post.extra == {
        "{http://search.yahoo.com/mrss/}content": {"text": "", "@url": "u"},
        "{urn:other}post_parent": "9",
    }
    assert set(reading.codes) == {"unknown-element"}


def test_unknown_elements_are_kept_and_reported_once_each(wxr: Any) -> None:
    inner = '<wp:mood>blue</wp:mood><rating of="5">4</rating><rating>3</rating><nested><a>x</a></nested>'
    reading = wxr.read(wxr.export(wxr.item(1, inner), wxr.item(2, inner)))
    for post in reading.posts:
        assert post.extra["wp:mood"] == "blue"
        assert post.extra["rating"] == [{"text": "4", "@of": "5"}, "3"]
        assert "<a>x</a>" in str(post.extra["nested"])
    assert sorted(issue.message.split(" in ")[0].rpartition(" ")[2] for issue in reading.issues) == [
        "nested", "rating", "wp:mood",
    ]  # fmt: skip


def test_an_element_that_stands_again_is_kept_and_reported(wxr: Any) -> None:
    reading = wxr.read_item("<title>Second</title><title>Third</title>")
    assert (reading.post.title, reading.post.extra) == ("Title 1", {"title": ["Second", "Third"]})
    assert reading.codes == ["repeated-element", "repeated-element"]


def test_unknown_elements_of_comments_authors_and_terms_are_kept(wxr: Any) -> None:
    channel = (
        "<wp:author><wp:author_login>ada</wp:author_login><wp:karma>7</wp:karma></wp:author>"
        "<wp:tag><wp:tag_slug>t</wp:tag_slug><wp:count>3</wp:count></wp:tag>"
    )
    reading = wxr.read(wxr.export(wxr.item(1, wxr.comment(5, inner="<wp:agent>Lynx</wp:agent>")), channel=channel))
    assert reading.authors[0].extra == {"wp:karma": "7"}
    assert reading.terms[0].extra == {"wp:count": "3"}
    assert reading.post.comments[0].extra == {"wp:agent": "Lynx"}


def test_a_description_that_says_something_is_kept(wxr: Any) -> None:
    item = wxr.item().replace("<description></description>", "<description>A summary</description>")
    assert wxr.read(wxr.export(item)).post.extra == {"description": "A summary"}


def test_comments_and_instructions_of_xml_are_passed_over(wxr: Any) -> None:
    reading = wxr.read_item("<!-- hidden --><?php echo 1 ?>\n<!---->")
    assert (reading.post.extra, reading.codes) == (None, [])


def test_an_item_that_is_commented_out_is_not_read(wxr: Any) -> None:
    reading = wxr.read(wxr.export(f"<!-- {wxr.item(1)} -->\n", wxr.item(2)))
    assert [post.id for post in reading.posts] == ["2"]


def test_an_item_that_a_text_quotes_is_text(wxr: Any) -> None:
    quoted = "<item><title>quoted</title></item> and <wp:comment>"
    reading = wxr.read(wxr.export(wxr.item(1, body=quoted), wxr.item(2)))
    assert [post.body.source for post in reading.posts] == [quoted, "<p>Body 2</p>"]
    assert reading.codes == []


def test_authors_and_terms_between_items_are_read(wxr: Any) -> None:
    reading = wxr.read(wxr.export(wxr.item(1), category("late", "Late"), wxr.item(2)))
    assert [term.slug for term in reading.terms] == ["late"]
    assert len(reading.posts) == 2


def test_records_come_in_the_order_of_the_file(wxr: Any) -> None:
    reading = wxr.read(wxr.export(wxr.item(3), wxr.item(1), wxr.item(2), channel=category("a", "A")))
    assert [type(record).__name__ for record in reading.records] == ["Archive", "Site", "Term", "Post", "Post", "Post"]
    assert [post.id for post in reading.posts] == ["3", "1", "2"]


def test_the_line_of_a_post_is_the_line_of_its_item(wxr: Any) -> None:
    export = wxr.export(wxr.item(1, body="a\nb\r\nc"), wxr.item(2))
    lines = [number for number, line in enumerate(export.split("\n"), 1) if line.startswith("<item>")]
    assert [post.source.line for post in wxr.read(export).posts] == lines


def test_an_export_without_items_has_a_site_and_says_that_it_is_empty(wxr: Any) -> None:
    reading = wxr.read(wxr.export())
    assert reading.site.title == "Blog"
    assert reading.codes == ["empty-source"]


@pytest.mark.parametrize(
    ("head", "sure"),
    [
        (b'<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.2/">', True),
        (b"<rss><channel><item><wp:post_id>1</wp:post_id>", True),
        ('<rss xmlns:wp="http://wordpress.org/export/1.2/">'.encode("utf-16"), True),
        (b'<rss version="2.0"><channel><title>A feed</title>', False),
        (b"<html><body>wordpress.org</body></html>", False),
        (b"", False),
    ],
)
def test_an_export_is_known_by_its_own_elements(head: bytes, sure: bool) -> None:  # noqa: FBT001
    assert (reader.sniff(head, "any.name") >= 0.5) is sure
