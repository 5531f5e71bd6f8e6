"""Real site generators build what the layouts write: every page is there, every link leads somewhere."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

import pytest
from generators import GENERATORS, CannotBeHadError, build
from sites import BuiltSite
from wordpress import SHARED

from wparchive.model import Comment, Post, Site, Term
from wparchive.options import WriteOptions
from wparchive.paths import decoded
from wparchive.pipeline import open_source
from wparchive.text import one_line
from wparchive.threads import arrange
from wparchive.writers.markdown.addresses import Addresses
from wparchive.writers.markdown.layouts import load_layout
from wparchive.writers.markdown.places import has_page
from wparchive.writers.markdown.visibility import comment_needs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[2]
CORPUS = SHARED / "corpus/wxr"
SOURCES = {
    "demo-blog": ROOT / "fixtures/demo-blog/export.xml",
    "generators": ROOT / "fixtures/generators/export.xml",
    "oracle": SHARED / "oracle/wordpress-7.1/wxr/all.xml",
    "theme-unit-test": CORPUS / "WPTT__theme-unit-test/themeunittestdata.wordpress.xml",
    "1Marc": CORPUS / "1Marc__wordpress-to-gatsby/export.xml",
    "HuaienYao": CORPUS / "HuaienYao__hexoblogback/wordpress.xml",
    "bhardin": CORPUS / "bhardin__spotthevuln/wordpress.xml",
    "caseyg": CORPUS / "caseyg__thegraphicsoffice/wordpress.xml",
    "cc-archive": CORPUS / "cc-archive__labs/docs__wordpress.xml",
}
PLAIN = re.compile(r"(?:/[a-z0-9_-]+)+/")
DEEPEST_QUOTE = 4
PINGS = ("pingback", "trackback")


class Source(NamedTuple):
    """An export: its site, and its posts and terms."""

    path: Path
    site: Site
    posts: list[Post]
    terms: list[Term]


@cache
def source_of(name: str) -> Source:
    path = SOURCES[name]
    if not path.is_file():
        pytest.skip(f"no folder of found data: {path}")
    records = list(open_source(str(path)))
    (site,) = [record for record in records if isinstance(record, Site)]
    posts = [record for record in records if isinstance(record, Post)]
    return Source(path, site, posts, [record for record in records if isinstance(record, Term)])


def convert(path: Path, layout: str, folder: Path, *more: str) -> list[dict[str, Any]]:
    """Write a starter site; the issues of the run."""
    report = folder.with_suffix(".json")
    command = [sys.executable, "-m", "wparchive", "convert", str(path), "--layout", layout, "--starter", *more]
    done = subprocess.run(
        [*command, "-o", str(folder), "--report", str(report)], capture_output=True, text=True, check=False, timeout=200
    )
    assert done.returncode == 0, done.stderr
    issues: list[dict[str, Any]] = json.loads(report.read_bytes())["issues"]
    return issues


def unresolved(issues: list[dict[str, Any]]) -> set[str]:
    return {issue["message"].partition(": ")[2] for issue in issues if issue["code"] == "link-unresolved"}


@pytest.mark.slow
@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("name", GENERATORS)
def test_a_generator_builds_the_site(name: str, source: str, tmp_path: Path) -> None:
    export = source_of(source)
    issues = convert(export.path, name, tmp_path / "site")
    built = built_by(name, tmp_path / "site", export)
    assert list(missing(name, export, built)) == []
    assert list(misplaced_comments(name, export, built)) == []
    assert built.broken(unresolved(issues), texts=name != "astro") == []
    assert built.file("/"), "no front page"


@pytest.mark.slow
@pytest.mark.parametrize("source", ["generators", "oracle"])
@pytest.mark.parametrize("name", GENERATORS)
def test_comments_below_the_text_keep_their_threads(name: str, source: str, tmp_path: Path) -> None:
    export = source_of(source)
    convert(export.path, name, tmp_path / "site", "--comments", "section")
    built = built_by(name, tmp_path / "site", export)
    addresses, checked = addresses_of(name, export.path), 0
    for post in public(export):
        shown = built.comments(addresses[f"id {post.id}"])
        for comment in post.comments:
            if not comment_needs(comment) and comment.type not in PINGS:
                assert shown[anchor(comment)].depth == min(comment.depth - 1, DEEPEST_QUOTE), comment.id
                checked += 1
    assert checked > 5


def built_by(name: str, folder: Path, export: Source) -> BuiltSite:
    try:
        return BuiltSite(build(name, folder), export.site.url)
    except CannotBeHadError as reason:
        pytest.skip(str(reason))


@cache
def addresses_of(name: str, source: Path) -> Mapping[str, str]:
    """The address of each page by its names."""
    with Addresses(load_layout(name), WriteOptions()) as addresses:
        addresses.plan(open_source(str(source)))
        return {name: target.address for name, target in addresses.all_names()}


def public(export: Source) -> Iterator[Post]:
    return (post for post in export.posts if has_page(post, WriteOptions()) and post.type != "attachment")


def missing(name: str, export: Source, built: BuiltSite) -> Iterator[str]:
    """Addresses of published posts, pages and terms at which nothing is shown."""
    addresses = addresses_of(name, export.path)
    taken = set(addresses.values())
    home = urlsplit(export.site.url).path.rstrip("/")
    for post in public(export):
        address = addresses[f"id {post.id}"]
        old = unquote(urlsplit(post.url or "").path).removeprefix(home)
        moved = PLAIN.fullmatch(old) and old not in {*taken, "/index/"} and not urlsplit(post.url or "").query
        if not built.file(address) or moved:
            yield f"{post.url} at {address}"
        elif (title := one_line(post.title)) and title not in built.headings(address) and address != "/":
            yield f"{title} at {address}"
    for term in export.terms:
        if term.taxonomy in ("category", "post_tag"):
            address = addresses[f"{term.taxonomy} {decoded(term.slug)}"]
            if not built.file(address):
                yield f"{term.taxonomy} {term.slug} at {address}"


def misplaced_comments(name: str, export: Source, built: BuiltSite) -> Iterator[str]:
    """Comments that are not on the page of their post, or not in the comment that they answer."""
    addresses = addresses_of(name, export.path)
    for post in public(export):
        comments = [comment for comment in post.comments if not comment_needs(comment)]
        if not comments:
            continue
        shown = built.comments(addresses[f"id {post.id}"])
        assert len(shown) == len(comments)
        talk = [comment for comment in comments if comment.type not in PINGS]
        for comment, spot in zip(talk, arrange(talk), strict=True):
            above = talk[spot.parent] if spot.parent is not None else None
            found = shown.get(anchor(comment))
            wanted = anchor(above) if above else None
            if found is None or found.within != wanted:
                yield f"{anchor(comment)} of post {post.id}: {found}, wanted in {wanted}"


def anchor(comment: Comment) -> str:
    return f"comment-{comment.id}"
