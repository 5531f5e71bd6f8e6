"""Starters: what is put around the content is valid, whatever a site is called, and shows the same site everywhere."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from records import a_site

from wparchive.manifest import read_manifest
from wparchive.options import LAYOUTS
from wparchive.writers.markdown.layouts import load_layout
from wparchive.writers.markdown.starters import filled, site_values, zone_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Done

    from wparchive.model import Site

FIXTURES = Path(__file__).parents[2] / "fixtures"
EXPORT = FIXTURES / "generators/export.xml"
STARTERS = [name for name in LAYOUTS if load_layout(name).starter]
TITLES = ["Plain", "\"quotes\" 'and' \\ {{ x }} #1: y", "</script>\u2028\x7f é 🎣", "'''\"\"\" ${x} `y` %s"]


def site(**fields: str) -> Site:
    values = {"title": "T", "url": "https://a.example.org", "description": "D", "language": "en-GB"}
    return a_site(**values | fields)


@pytest.mark.parametrize("title", TITLES)
def test_a_title_is_the_same_in_every_format_of_configuration(title: str) -> None:
    values = {"title": title}
    assert tomllib.loads(filled("x = @@title@@", "a.toml", values))["x"] == title
    assert yaml.safe_load(filled("x: @@title@@", "a.yml", values))["x"] == title
    assert json.loads(filled("@@title@@", "a.mjs", values)) == title
    assert ast.literal_eval(filled("@@title@@", "a.py", values)) == title


@pytest.mark.parametrize(
    ("offset", "zone"),
    [
        (None, "UTC"), ("+00:00", "UTC"), ("-00:00", "UTC"), ("+02:00", "Etc/GMT-2"), ("-05:00", "Etc/GMT+5"),
        ("+05:30", "Asia/Kolkata"), ("+00:20", "UTC"), ("nonsense", "UTC"),
    ],
)  # fmt: skip
def test_an_offset_becomes_a_time_zone(offset: str | None, zone: str) -> None:
    assert zone_of(offset) == zone


def test_addresses_of_a_site_below_another_keep_its_path() -> None:
    found = site_values(site(url="https://a.example.org/the blog/"))
    assert (found["url"], found["base"]) == ("https://a.example.org/the%20blog", "/the%20blog")


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "//a.example.org", "https://"])
def test_an_address_that_is_none_of_the_web_is_not_taken(url: str) -> None:
    assert site_values(site(url=url))["host"] == "https://example.org"


def test_a_language_that_is_none_is_english() -> None:
    assert site_values(site(language='en" onload="x'))["language"] == "en"


def readable(path: Path) -> Any:
    """What the configuration in a file says, None for files of other kinds."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".toml":
        return tomllib.loads(text)
    if path.suffix == ".json":
        return json.loads(text)
    if path.suffix in (".yml", ".yaml"):
        return yaml.safe_load(text)
    return ast.parse(text) if path.suffix == ".py" else None


@pytest.mark.parametrize("name", STARTERS)
def test_a_starter_is_in_the_manifest_and_can_be_read(
    name: str, tmp_path: Path, wparchive: Callable[..., Done]
) -> None:
    done = wparchive("convert", EXPORT, "--layout", name, "--starter", "-o", tmp_path / "site")
    assert done.code == 0, done.err
    files = {entry.path for entry in read_manifest(tmp_path / "site")}
    there = {
        path.relative_to(tmp_path / "site").as_posix() for path in (tmp_path / "site").rglob("*") if path.is_file()
    }
    assert files | {".wparchive.jsonl"} == there
    for file in files:
        if not file.endswith(".md"):
            readable(tmp_path / "site" / file)
            text = (tmp_path / "site" / file).read_text(encoding="utf-8")
            assert "@@" not in text
            assert "wparchive" not in text or file.endswith((".theme", ".json", ".yml"))
    assert any(file.endswith("style.css") for file in files)


@pytest.mark.parametrize("name", STARTERS)
def test_the_configuration_says_what_the_site_is_called(
    name: str, tmp_path: Path, wparchive: Callable[..., Done]
) -> None:
    wparchive("convert", EXPORT, "--layout", name, "--starter", "-o", tmp_path)
    title = json.dumps("Harbour \"log\": {{ site }} & 'more' \\")
    python = ascii("Harbour \"log\": {{ site }} & 'more' \\")
    texts = [path.read_text(encoding="utf-8") for path in tmp_path.iterdir() if path.suffix != ".md" and path.is_file()]
    texts += [path.read_text(encoding="utf-8") for path in tmp_path.glob("src/site.mjs")]
    assert any(title in text or python in text for text in texts)


@pytest.mark.parametrize("name", STARTERS)
def test_comments_are_data_for_templates_or_a_section(
    name: str, tmp_path: Path, wparchive: Callable[..., Done]
) -> None:
    pattern = load_layout(name).comments
    wparchive("convert", EXPORT, "--layout", name, "--starter", "-o", tmp_path / "data")
    rows = json.loads((tmp_path / "data" / pattern.format(key="2")).read_bytes())
    assert [(row["anchor"], row["answered"], row["closes"]) for row in rows] == [
        ("comment-3", True, 0), ("comment-4", True, 0), ("comment-5", True, 0), ("comment-7", False, 2),
        ("comment-6", False, 1), ("comment-8", False, 0),
    ]  # fmt: skip
    wparchive("convert", EXPORT, "--layout", name, "--starter", "--comments", "section", "-o", tmp_path / "section")
    assert not list((tmp_path / "section").rglob("2.json"))


def test_links_in_comments_of_data_files_lead_to_new_places(
    tmp_path: Path, wxr: Any, wparchive: Callable[..., Done]
) -> None:
    comment = wxr.comment(5, content='See <a href="https://blog.example.org/?p=1">this</a>.')
    path = wxr.save(wxr.export(wxr.item(1, comment, link="https://blog.example.org/2011/02/one/")))
    wparchive("convert", path, "--layout", "hugo", "--starter", "-o", tmp_path)
    (row,) = json.loads((tmp_path / "data/wordpress/comments/1.json").read_bytes())
    assert '<a href="/2011/02/one/" rel="nofollow ugc">this</a>' in row["html"] or 'href="/2011/02/one/"' in row["html"]


def test_a_starter_does_not_overwrite_what_is_there(tmp_path: Path, wparchive: Callable[..., Done]) -> None:
    (tmp_path / "hugo.toml").write_text("mine", encoding="utf-8")
    done = wparchive("convert", EXPORT, "--layout", "hugo", "--starter", "-o", tmp_path)
    assert done.code == 4
    assert (tmp_path / "hugo.toml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["plain", "obsidian"])
def test_where_there_is_no_starter_that_is_said(name: str, tmp_path: Path, wparchive: Callable[..., Done]) -> None:
    done = wparchive("convert", EXPORT, "--layout", name, "--starter", "-o", tmp_path / "x")
    assert done.code == 2
    assert "no starter" in done.err


def test_a_page_at_the_front_takes_the_place_of_the_list_of_posts(
    tmp_path: Path, wparchive: Callable[..., Done]
) -> None:
    wparchive("convert", EXPORT, "--layout", "jekyll", "--starter", "-o", tmp_path / "front")
    wparchive("convert", FIXTURES / "demo-blog/export.xml", "--layout", "jekyll", "--starter", "-o", tmp_path / "list")
    assert not (tmp_path / "front/index.html").exists()
    assert (tmp_path / "front/index.md").is_file()
    assert (tmp_path / "list/index.html").is_file()


# --- Zola and Obsidian are not to be had from a registry: what they read is in their documentation ------------------

ZOLA_PAGE = {
    "title", "description", "date", "updated", "weight", "draft", "slug", "path", "aliases", "authors",
    "in_search_index", "template", "taxonomies", "extra",
}  # fmt: skip
CALL = re.compile(r"\{\{\s*[A-Za-z_]\w*\(|\{%\s*[A-Za-z_]\w*\(")


def test_zola_gets_front_matter_and_shortcodes_as_its_documentation_has_them(
    tmp_path: Path, wparchive: Callable[..., Done]
) -> None:
    wparchive("convert", EXPORT, "--layout", "zola", "--starter", "-o", tmp_path)
    config = tomllib.loads((tmp_path / "config.toml").read_text(encoding="utf-8"))
    names = {taxonomy["name"] for taxonomy in config["taxonomies"]}
    assert config["base_url"] == "https://harbour.example.org"
    pages = [path for path in tmp_path.glob("content/**/*.md") if path.name != "_index.md"]
    paths = []
    for path in pages:
        _, front, text = path.read_text(encoding="utf-8").split("+++\n", 2)
        found = tomllib.loads(front)
        assert set(found) <= ZOLA_PAGE
        assert set(found.get("taxonomies", {})) <= names
        assert isinstance(found.get("weight", 0), int)
        assert re.fullmatch(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", found.get("date", "2011-02-08T00:00:00+00:00")
        )
        assert not CALL.search(text)
        paths.append(found["path"])
    assert len(paths) == len(set(paths)) > 25
    assert {
        "2021/03/template-syntax",
        "about/crew",
        "category/boats/dinghies",
        "tag/c",
        "author/ada",
        "2021/03",
    } <= set(paths)
    for template in ("index", "page", "section"):
        assert '{% extends "base.html" %}' in (tmp_path / f"templates/{template}.html").read_text(encoding="utf-8")


def test_obsidian_gets_notes_with_properties_and_links_between_files(
    tmp_path: Path, wparchive: Callable[..., Done]
) -> None:
    wparchive("convert", EXPORT, "--layout", "obsidian", "-o", tmp_path)
    notes = list(tmp_path.rglob("*.md"))
    assert len(notes) > 25
    for note in notes:
        text = note.read_text(encoding="utf-8")
        found = yaml.safe_load(re.match(r"---\n(.*?\n)---\n", text, re.DOTALL)[1])  # type: ignore[index]
        assert all(not re.search(r"[\s#]", tag) for tag in found.get("tags", ()))
        assert not set(note.name) & set('*"\\/<>:|?')
        for link in re.findall(r"\]\((?!https?:|#)([^)\s]+\.md)", text):
            from urllib.parse import unquote  # noqa: PLC0415

            assert (note.parent / unquote(link)).resolve().is_file(), link
