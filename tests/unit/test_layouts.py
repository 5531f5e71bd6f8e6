"""Layouts: what they write into front matter, where they put files, and how users change them."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from records import a_post

from wparchive.errors import UsageError
from wparchive.model import Author, Meta, Post, TermRef
from wparchive.options import LAYOUTS
from wparchive.writers.markdown.layouts import TERM, load_layout
from wparchive.writers.markdown.values import CHANGES, VALUES, Shown, taker

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wparchive.writers.markdown.layouts import Layout

HOSTILE = (
    "---", "+++", "Title: with 'quotes' and \"more\"", "- a\n- b", "{{ x }} {% y %} {{< z >}}", "#1 & [x] {y} | > * !",
    "yes", "1e3", "12:30:45", "2011-02-08", "null", "~", "\\d \\", "\u2028\u0085\x7f", "潮 🎣 é", " x ", "@at", "%",
    "a: b: c", "'", '"', "=", "0x1F", "a, b; c", "<b>bold</b> &amp; more", "key:", "? x", "!!python/object", "&a *a",
)  # fmt: skip


def full_post(title: str, **fields: Any) -> Post:
    """A post that has something for each field of a layout."""
    values: dict[str, Any] = {
        "id": "12", "title": title, "slug": "hello", "author": "ada",
        "url": "https://blog.example.org/2011/02/hello/", "published": "2011-02-08T06:30:12+01:00",
        "modified": "2012-02-08T06:30:12+01:00", "excerpt": title, "menu_order": 3, "sticky": True, "format": "aside",
        "comment_status": "open", "featured_image": "77", "parent": "9",
        "terms": (
            TermRef("category", "a", title), TermRef("post_tag", "b", title), TermRef("genre", "c", title),
            TermRef("language", "pl", "Polski"), TermRef("post_translations", "pll_1", "pll_1"),
        ),
        "meta": (Meta("subtitle", title), Meta("_wp_old_slug", "former")),
    }  # fmt: skip
    return a_post(**values | fields)


def shown(post: Post) -> Shown:
    authors = {"ada": Author(login="ada", name=post.title)}
    link = {"category a": "/category/a/", "post_tag b": "/tag/b/", "author ada": "/author/ada/"}.get
    image = "https://blog.example.org/wp-content/uploads/a.jpg"
    return Shown(post, authors, 2, "/2011/02/hello/", "12", image, lambda name: link(name, ""))


def lines_of(text: str) -> dict[str, Any]:
    """What Pelican makes of metadata lines: lists are told by its settings, so texts are compared."""
    return dict(line.split(": ", 1) for line in text.strip("\n").split("\n"))


def between(mark: str) -> Callable[[str], str]:
    return lambda text: re.fullmatch(rf"{re.escape(mark)}\n(.*){re.escape(mark)}\n", text, re.DOTALL)[1]  # type: ignore[index]


PARSERS: Mapping[str, Callable[[str], Any]] = {
    "yaml": lambda text: yaml.safe_load(between("---")(text)),
    "toml": lambda text: tomllib.loads(between("+++")(text)),
    "json": json.loads,
    "lines": lines_of,
}


def at(found: Any, name: str) -> Any:
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def as_line(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int):
        return " ".join(str(value).split())
    items = [as_line(item) for item in value]
    if any("," in item or ";" in item for item in items):
        return f"{'; '.join(item.replace(';', ',') for item in items)};"
    return ", ".join(items)


@pytest.mark.parametrize("title", HOSTILE)
@pytest.mark.parametrize("name", LAYOUTS)
def test_front_matter_is_read_back_to_equal_values(name: str, title: str) -> None:
    layout = load_layout(name)
    about = shown(full_post(title))
    found = PARSERS[layout.front_matter](layout.matter(about))
    checked = 0
    for field, source in layout.fields.items():
        value = taker(source)(about)
        if not value and (field not in layout.always or value is None):
            assert at(found, field) is None, field
        elif layout.front_matter == "lines":
            several = isinstance(value, dict)
            wanted = {f"{field}_{key}": each for key, each in value.items()} if several else {field: value}
            assert {key: found[key] for key in wanted} == {key: as_line(each) for key, each in wanted.items()}
            checked += 1
        else:
            assert at(found, field) == value, field
            checked += 1
    assert checked > 10


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_keeps_what_its_target_has_a_place_for(name: str) -> None:
    sources = {source.partition(" ")[0] for source in load_layout(name).fields.values()}
    for group in (
        {"title", "heading"}, {"date"}, {"modified"}, {"categories", "category_slugs"}, {"tags", "tag_slugs"},
        {"taxonomies"}, {"authors", "author_name", "author_slugs"}, {"excerpt"}, {"sticky"}, {"format"}, {"id"},
        {"featured_image", "featured_image_url"}, {"parent"}, {"menu_order"}, {"comment_count"},
    ):  # fmt: skip
        assert sources & group, group


@pytest.mark.parametrize("name", [name for name in LAYOUTS if name != "plain"])
def test_a_layout_has_pages_of_terms_and_languages(name: str) -> None:
    layout = load_layout(name)
    assert TERM in layout.files
    assert layout.archive("category", "b", "a/b") == "/category/a/b/"
    assert {"language", "translation", "comment_status"} <= set(layout.fields.values())


@pytest.mark.parametrize(
    ("name", "post", "path"),
    [
        ("hugo", {}, "content/posts/2011/02/hello"),
        ("hugo", {"type": "page"}, "content/pages/2011/02/hello"),
        ("jekyll", {}, "_posts/2011-02-08-hello"),
        ("jekyll", {"published": None}, "content/post/hello"),
        ("jekyll", {"published": None, "published_raw": "2011-02-08 06:30:12"}, "_posts/2011-02-08-hello"),
        ("eleventy", {}, "content/post/2011/02/hello"),
        ("pelican", {}, "content/posts/2011/hello"),
        ("pelican", {"published": None}, "content/pages/post/hello"),
        ("nikola", {}, "posts/2011/02/hello"),
        ("nikola", {"published": None}, "pages/2011/02/hello"),
        ("mkdocs", {}, "docs/2011/02/hello"),
        ("zola", {}, "content/posts/hello"),
        ("astro", {}, "src/content/post/2011/02/hello"),
        ("obsidian", {}, "post/A title"),
        ("plain", {}, "2011/02/hello"),
    ],
)
def test_a_post_goes_where_its_generator_looks_for_it(name: str, post: dict[str, Any], path: str) -> None:
    found = load_layout(name).place(shown(full_post("A title", **post)), ("2011", "02", "hello"), is_draft=False)
    assert "/".join(found) == path


@pytest.mark.parametrize(
    ("raw", "dated", "zoned"),
    [
        ("2011-02-08 06:30:12", "2011-02-08T06:30:12", "2011-02-08 06:30:12"),
        ("2011-02-08", "2011-02-08", "2011-02-08"),
        ("2011-02-30 06:30:12", None, None),
        ("8 Feb 2011", None, None),
    ],
)
def test_a_date_without_an_offset_stays_in_the_time_of_the_site(raw: str, dated: str | None, zoned: str | None) -> None:
    about = shown(full_post("A title", published=None, published_raw=raw))

    assert taker("date | dated")(about) == dated
    assert taker("date | dated | zoned")(about) == zoned


@pytest.mark.parametrize(
    ("name", "part"), [("hugo", "index"), ("hugo", "_index"), ("jekyll", "_x"), ("mkdocs", "index")]
)
def test_a_name_that_means_something_to_the_generator_is_changed(name: str, part: str) -> None:
    found = load_layout(name).place(shown(full_post("A title", type="page")), (part,), is_draft=False)
    assert found[-1] == f"{part.lstrip('_')}-page"


def write(folder: Path, text: str) -> str:
    path = folder / "my.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def matter(layout: Layout) -> Any:
    return yaml.safe_load(between("---")(layout.matter(shown(full_post("A title")))))


def test_a_layout_of_ones_own_extends_another(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        'extends = "hugo"\nsummary = "mine"\n[files]\npost = ["content/blog/{name}"]\n'
        '[fields]\nsubtitle = "meta.subtitle"\nslug = ""\n"params.kind" = "=article"\n',
    )
    layout = load_layout(path)
    found = matter(layout)
    assert (found["subtitle"], found["params"]["kind"], found["url"]) == ("A title", "article", "/2011/02/hello/")
    assert "slug" not in found
    assert layout.files["post"] == ["content/blog/{name}"]
    assert layout.files["page"] == load_layout("hugo").files["page"]


def test_a_layout_may_extend_a_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text('extends = "plain"\n[fields]\na = "title"\n', encoding="utf-8")
    assert matter(load_layout(write(tmp_path, 'extends = "base.toml"\n')))["a"] == "A title"


def test_fields_of_the_command_line_come_last_and_can_take_fields_away() -> None:
    found = matter(load_layout("plain", [("title", "meta.subtitle | list"), ("date", ""), ("kind", "=note")]))
    assert (found["title"], found["kind"]) == (["A title"], "note")
    assert "date" not in found


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('extends = "my.toml"', "extends itself"),
        ('extends = "nothing.toml"', "no such layout"),
        ('extends = "plain"\nguard = "x"', "no guard"),
        ('extends = "plain"\n[fields]\na = "nothing"', "no value of a post"),
        ('extends = "plain"\n[fields]\na = "title | nothing"', "no change of a value"),
        ('extends = "plain"\n[files]\npost = ["{nothing}"]', "names 'nothing'"),
        ('extends = "plain"\n[files]\npost = ["{slug"]', "is no layout"),
        ('extends = "plain"\n[archives]\ncategory = "/{name}/"', "names 'name'"),
        ('extends = "plain"\nfields = 1', "is no layout"),
        ('extends = "plain"\nunknown = 1', "unknown"),
        ('summary = "x"\nfields = {}\nfiles = { post = ["a"] }', "other types"),
    ],
)
def test_what_is_wrong_with_a_layout_is_said(text: str, complaint: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=re.escape(complaint)):
        load_layout(write(tmp_path, text))


def test_every_value_and_change_is_used_or_documented() -> None:
    page = (Path(__file__).parents[2] / "docs/reference/layouts.md").read_text(encoding="utf-8")
    for name in (*VALUES, *CHANGES):
        assert f"`{name}`" in page
