"""Pages of terms, authors, months and types: where they are, what they list, and that links lead there."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Done, Wxr

HOME = "https://blog.example.org"
CHANNEL = (
    "<wp:author><wp:author_id>1</wp:author_id><wp:author_login>ada@example.org</wp:author_login>"
    "<wp:author_email>ada@example.org</wp:author_email>"
    "<wp:author_display_name><![CDATA[Ada]]></wp:author_display_name></wp:author>"
    "<wp:category><wp:term_id>3</wp:term_id><wp:category_nicename>news</wp:category_nicename>"
    "<wp:category_parent></wp:category_parent><wp:cat_name><![CDATA[News & Views]]></wp:cat_name>"
    "<wp:category_description><![CDATA[What is new]]></wp:category_description></wp:category>"
    "<wp:category><wp:term_id>4</wp:term_id><wp:category_nicename>local</wp:category_nicename>"
    "<wp:category_parent>news</wp:category_parent><wp:cat_name><![CDATA[Local]]></wp:cat_name></wp:category>"
)


def term(taxonomy: str, slug: str, name: str) -> str:
    return f'<category domain="{taxonomy}" nicename="{slug}"><![CDATA[{name}]]></category>\n'


@pytest.fixture
def folder(wxr: Wxr, wparchive: Callable[..., Done], tmp_path: Path) -> Callable[..., Path]:
    def make(*items: str, layout: str = "eleventy", **more: Any) -> Path:
        path = wxr.save(wxr.export(*items, channel=CHANNEL, **more))
        done = wparchive("convert", path, "--layout", layout, "-o", tmp_path / "site", "--report", tmp_path / "r.json")
        assert done.code == 0, done.err
        return tmp_path / "site"

    return make


def page(folder: Path, name: str) -> tuple[dict[str, Any], str]:
    """The front matter of a page, and its text."""
    _, front, text = (folder / f"content/term/{name}.md").read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(front), text.strip()


def a_post(wxr: Wxr, number: int, *terms: str, body: str = "<p>x</p>", **fields: str) -> str:
    link = f"{HOME}/2011/02/post-{number}/"
    return wxr.item(number, "".join(terms), body=body, creator="ada@example.org", **{"link": link, **fields})


def test_the_page_of_a_term_lists_those_below_it_and_its_posts_the_newest_first(
    wxr: Wxr, folder: Callable[..., Path]
) -> None:
    news = term("category", "news", "News")
    found = folder(a_post(wxr, 1, news), a_post(wxr, 2, news, date="2012-01-01 00:00:00", gmt="2012-01-01 00:00:00"))
    front, text = page(found, "category/news")
    assert (front["title"], front["permalink"], front["description"]) == (
        "News & Views", "category/news/index.html", "What is new",
    )  # fmt: skip
    assert text.split("\n") == [
        "- [Local](/category/news/local/)",
        "- [Title 2](/2011/02/post-2/) · 2012-01-01",
        "- [Title 1](/2011/02/post-1/) · 2011-02-08",
    ]
    assert page(found, "category/news/local")[1] == ""


def test_months_authors_and_types_have_pages_and_no_address_of_a_person_is_in_them(
    wxr: Wxr, folder: Callable[..., Path]
) -> None:
    found = folder(a_post(wxr, 1), a_post(wxr, 2, type="film", link=f"{HOME}/film/two/"))
    assert page(found, "2011")[1] == page(found, "2011/02")[1] == "- [Title 1](/2011/02/post-1/) · 2011-02-08"
    assert page(found, "film")[1] == "- [Title 2](/film/two/) · 2011-02-08"
    assert page(found, "author/ada")[0]["title"] == "Ada"
    assert not [path for path in found.rglob("*.md") if "@" in path.read_text(encoding="utf-8")]


def test_what_is_not_public_is_listed_nowhere(wxr: Wxr, folder: Callable[..., Path]) -> None:
    found = folder(a_post(wxr, 1, term("category", "news", "News"), status="private"), a_post(wxr, 2))
    assert "Title 1" not in page(found, "category/news")[1]


def test_parents_that_go_in_a_circle_end(wxr: Wxr, folder: Callable[..., Path]) -> None:
    circle = "".join(
        f"<wp:term><wp:term_taxonomy>genre</wp:term_taxonomy><wp:term_slug>{slug}</wp:term_slug>"
        f"<wp:term_parent>{parent}</wp:term_parent><wp:term_name>{slug}</wp:term_name></wp:term>"
        for slug, parent in (("a", "b"), ("b", "a"))
    )
    found = folder(a_post(wxr, 1, term("genre", "a", "A")) + circle)
    assert page(found, "genre/a")[1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/category/news/", "/category/news/"),
        ("/category/local/", "/category/news/local/"),
        ("/?cat=4", "/category/news/local/"),
        ("/tag/tea/", "/tag/tea/"),
        ("/?tag=tea", "/tag/tea/"),
        ("/genre/slow/", "/genre/slow/"),
        ("/author/ada/feed/", "/author/ada/"),
        ("/2011/02/", "/2011/02/"),
        ("/2011/", "/2011/"),
        ("/category/news/page/3/", "/category/news/"),
        ("/", "/"),
        ("/feed/", "/"),
        ("/?paged=2", "/"),
        ("/page/2/", "/"),
        ("/2011/02/post-1/?replytocom=5#respond", "/2011/02/post-1/"),
        ("/2011/02/post-1/#comment-5", "/2011/02/post-1/#comment-5"),
        (" /?p=1 ", "/2011/02/post-1/"),
        ("//www.blog.example.org/?p=1", "/2011/02/post-1/"),
        ("/2011/02/post-1/picture/", f"{HOME}/wp-content/uploads/2011/02/picture.jpg"),
        ("/?attachment_id=9", f"{HOME}/wp-content/uploads/2011/02/picture.jpg"),
        ("/?s=tea", f"{HOME}/?s=tea"),
        ("/nowhere/", f"{HOME}/nowhere/"),
    ],
)
def test_links_of_every_form_lead_to_the_new_place(old: str, new: str, wxr: Wxr, folder: Callable[..., Path]) -> None:
    picture = "<wp:attachment_url>https://blog.example.org/wp-content/uploads/2011/02/picture.jpg</wp:attachment_url>"
    attached = {"type": "attachment", "status": "inherit", "link": f"{HOME}/2011/02/post-1/picture/"}
    found = folder(
        a_post(wxr, 1, term("post_tag", "tea", "Tea"), term("genre", "slow", "Slow")),
        a_post(wxr, 2, body=f'<a href="{old}">there</a>'),
        wxr.item(9, f"{picture}<wp:post_parent>1</wp:post_parent>", **attached),
    )
    text = (found / "content/post/2011/02/post-2.md").read_text(encoding="utf-8")
    assert re.search(r"\[there\]\(([^)]*)\)", text)[1] == new  # type: ignore[index]


def test_items_of_menus_say_where_they_lead_now(wxr: Wxr, folder: Callable[..., Path]) -> None:
    def item(number: int, **meta: str) -> str:
        rows = "".join(wxr.meta(f"_menu_item_{key}", value) for key, value in meta.items())
        return wxr.item(number, rows, type="nav_menu_item", title="" if number == 11 else "Item")

    found = folder(
        a_post(wxr, 1),
        item(11, type="post_type", object="post", object_id="1"),
        item(12, type="taxonomy", object="category", object_id="4"),
        item(13, type="custom", url=f"{HOME}/?p=1"),
        item(14, type="custom", url="javascript:alert(1)"),
    )
    rows = json.loads((found / "_data/wordpress/menus.json").read_bytes())
    assert [(row["title"], row.get("address"), row.get("url")) for row in rows] == [
        ("Title 1", "/2011/02/post-1/", None),
        ("Item", "/category/news/local/", None),
        ("Item", "/2011/02/post-1/", f"{HOME}/?p=1"),
        ("Item", None, None),
    ]


def test_the_featured_image_is_named_by_its_address(wxr: Wxr, folder: Callable[..., Path]) -> None:
    picture = "<wp:attachment_url>https://blog.example.org/wp-content/uploads/a.jpg</wp:attachment_url>"
    found = folder(
        a_post(wxr, 1, wxr.meta("_thumbnail_id", "9")), wxr.item(9, picture, type="attachment", status="inherit")
    )
    text = (found / "content/post/2011/02/post-1.md").read_text(encoding="utf-8")
    assert f'image: "{HOME}/wp-content/uploads/a.jpg"' in text


def test_data_files_are_yaml_as_well(wxr: Wxr, wparchive: Callable[..., Done], tmp_path: Path) -> None:
    odd = "a\u0085b\u2028c\x7fd\ufeff"
    path = wxr.save(wxr.export(wxr.item(1, wxr.comment(5, content=odd, author=odd))))
    wparchive("convert", path, "--layout", "jekyll", "--starter", "-o", tmp_path)
    text = (tmp_path / "_data/wordpress/comments/1.json").read_text(encoding="utf-8")
    assert yaml.safe_load(text) == json.loads(text)
