"""Pages of terms, authors, months and types of posts: what belongs to each, and where it lies.

WordPress makes these pages from its database. Here they are pages like others, of the type `term`, at the addresses
that they had; where a generator's templates do not fill them, their text lists the posts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

import msgspec

from wparchive.model import Body, Meta, Origin, Post
from wparchive.paths import decoded, slug_of
from wparchive.text import one_line
from wparchive.writers.markdown.layouts import TERM
from wparchive.writers.markdown.old_names import DEFAULT_ARCHIVES
from wparchive.writers.markdown.syntax import escape
from wparchive.writers.markdown.values import NO_TOPICS, author_logins
from wparchive.writers.markdown.visibility import post_needs, public_name

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence

    from wparchive.model import Author, Term
    from wparchive.options import TermChange
    from wparchive.writers.markdown.layouts import Layout
    from wparchive.writers.markdown.places import Places, PostPlace

_SCHEMA: Final = """
CREATE TABLE topics (
    taxonomy TEXT, slug TEXT, name TEXT, parent TEXT, about TEXT, id TEXT, address TEXT, stem TEXT,
    PRIMARY KEY (taxonomy, slug)
) WITHOUT ROWID;
CREATE TABLE members (taxonomy TEXT, slug TEXT, published TEXT, title TEXT, address TEXT, stem TEXT);
"""
_INDEXES: Final = (
    "CREATE INDEX by_topic ON members (taxonomy, slug, published)",
    "CREATE INDEX by_parent ON topics (taxonomy, parent)",
)
_NO_PAGES: Final = NO_TOPICS | {
    "elementor_library_type", "link_category", "product_type", "product_visibility", "wp_pattern_category",
    "wp_template_part_area", "wp_theme",
}  # fmt: skip
"""Taxonomies whose terms WordPress shows no page of."""

AUTHORS: Final = "author"
MONTHS: Final = "date"
TYPES: Final = "type"
FRONT: Final = "home"
_DEEPEST: Final = 20


class Target(NamedTuple):
    """Where an old name leads.

    Attributes:
        address: on the new site, from a `/`, below the site's own.
        stem: path of the file without ending; "" for what is no file of the writer's.
        title: what stands there.
    """

    address: str
    stem: str
    title: str = ""


class Topics:
    """What belongs to each term, author and month of a site; it lies in a database on disk."""

    def __init__(self, base: sqlite3.Connection, layout: Layout, changes: Sequence[TermChange] = ()) -> None:
        """Begin without any.

        Args:
            base: the database.
            layout: says where the pages go.
            changes: terms that had other slugs, whose addresses still lead to their pages.
        """
        self._former: dict[tuple[str, str], list[str]] = {}
        for change in changes:
            if change.becomes != change.slug:
                self._former.setdefault((change.taxonomy, change.becomes), []).append(decoded(change.slug))
        self._base = base
        self._layout = layout
        self._active = TERM in layout.files
        base.executescript(_SCHEMA)

    def add_term(self, term: Term) -> None:
        """Take a term, which has a page whether anything belongs to it or not."""
        if term.taxonomy not in _NO_PAGES:
            self._add(term.taxonomy, term.slug, term.name, term.parent or "", term.description or "", term.id or "")

    def add_post(self, post: Post, place: PostPlace, authors: Mapping[str, Author]) -> None:
        """Take what a public post belongs to."""
        if not self._active or post_needs(post) or post.type == "attachment":
            return
        for term in post.terms:
            if term.taxonomy not in _NO_PAGES:
                slug = self._add(term.taxonomy, term.slug, term.name)
                self._join(term.taxonomy, slug, post, place)
        if post.type != "post":
            if post.type != "page":
                self._join(TYPES, self._add(TYPES, post.type, post.type), post, place)
            return
        for login in author_logins(post):
            author = authors.get(login)
            shown = public_name(login, author.email if author else None)
            name = public_name(author.name, author.email) if author else post.author_name or ""
            self._join(AUTHORS, self._add(AUTHORS, slug_of(shown), public_name(name) or shown), post, place)
        day = post.published or ""
        for slug in (day[:4], f"{day[:4]}/{day[5:7]}") if day[:4].isdigit() else ():
            self._join(MONTHS, self._add(MONTHS, slug, slug.replace("/", "-")), post, place)
        if FRONT in self._layout.archives:
            self._join(FRONT, "", post, place)

    def _add(self, taxonomy: str, slug: str, name: str, *more: str) -> str:
        name = one_line(name)
        slug = decoded(slug) or slug_of(name)
        parent, about, number = more or ("", "", "")
        if self._active and slug and self._layout.archive(taxonomy, slug, slug):
            row = (taxonomy, slug, name or slug, decoded(parent), one_line(about), number, "", "")
            self._base.execute("INSERT OR IGNORE INTO topics VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        return slug

    def _join(self, taxonomy: str, slug: str, post: Post, place: PostPlace) -> None:
        title = one_line(post.title) or place.address
        row = (taxonomy, slug, post.published or "", title, place.address, place.stem)
        self._base.execute("INSERT INTO members VALUES (?, ?, ?, ?, ?, ?)", row)

    def settle(self, places: Places, home: str, front: str) -> Iterator[tuple[list[str], Target]]:
        """Choose the places of all pages, when those of the posts are chosen.

        Args:
            places: of the site.
            home: the site's address, without a `/` at its end.
            front: what the page at the front is called, "" where the site has one among its pages.

        Yields:
            The names of each page (`post_tag tea`, `term 12`, its address), and where it lies.
        """
        for sql in _INDEXES:
            self._base.execute(sql)
        if front and FRONT in self._layout.archives:
            self._base.execute("INSERT INTO topics VALUES (?, '', ?, '', '', '', '', '')", (FRONT, front))
        for taxonomy, slug, name, about, number in self._base.execute(
            "SELECT taxonomy, slug, name, about, id FROM topics"
        ).fetchall():
            address = self._layout.archive(taxonomy, slug, "/".join(self._above(taxonomy, slug)))
            page = _page(taxonomy, slug, name, about)
            place = places.take(msgspec.structs.replace(page, url=f"{home}{quote(address)}"), {})
            self._base.execute(
                "UPDATE topics SET address = ?, stem = ? WHERE taxonomy = ? AND slug = ?",
                (place.address, place.stem, taxonomy, slug),
            )
            names = [f"{taxonomy} {slug}", *([f"term {number}"] if number else ())]
            names += [f"cat {number}"] if number and taxonomy == "category" else []
            usual = DEFAULT_ARCHIVES.get(taxonomy, "/{taxonomy}/{path}/") if taxonomy != FRONT else "/"
            former = self._former.get((taxonomy, slug), ())
            names += [f"{taxonomy} {one}" for one in former]
            above = self._above(taxonomy, slug)[:-1]
            before = [next(iter(self._former.get((taxonomy, one), ())), one) for one in above]
            paths = [(one, "/".join([*way, one])) for way in (above, before) for one in (slug, *former)]
            old = [usual.format(taxonomy=taxonomy, slug=one, path=path) for one, path in paths]
            yield (
                [*names, *(home + quote(one) for one in dict.fromkeys((address, *old)))],
                Target(place.address, place.stem, name),
            )

    def _above(self, taxonomy: str, slug: str) -> list[str]:
        """Give the slugs from the top of the hierarchy to a term."""
        path = [slug]
        for _ in range(_DEEPEST):
            row = self._base.execute(
                "SELECT parent FROM topics WHERE taxonomy = ? AND slug = ?", (taxonomy, path[0])
            ).fetchone()
            if not row or not row[0] or row[0] in path:
                break
            path.insert(0, row[0])
        return path

    def pages(self) -> Iterator[tuple[Post, Target]]:
        """Give each page as a post without a text, and where it lies."""
        for taxonomy, slug, name, about, parent, address, stem in self._base.execute(
            "SELECT taxonomy, slug, name, about, parent, address, stem FROM topics"
        ):
            yield _page(taxonomy, slug, name, about, parent), Target(address, stem, name)

    def counted(self) -> Iterator[tuple[str, str, int]]:
        """Give address and stem of each page in order, and how many posts belong to it."""
        yield from self._base.execute(
            "SELECT t.address, t.stem, count(m.address) FROM topics AS t"
            " LEFT JOIN members AS m ON m.taxonomy = t.taxonomy AND m.slug = t.slug WHERE t.taxonomy <> ?"
            " GROUP BY t.taxonomy, t.slug ORDER BY t.address",
            (FRONT,),
        )

    def listed(self, page: Post) -> Iterator[tuple[str, Target]]:
        """Give what belongs to a page: the terms below it, and its posts, the newest first, with their days."""
        taxonomy, slug = str(page.meta[0].value), page.slug
        below = "SELECT '', address, stem, name FROM topics WHERE taxonomy = ? AND parent = ? ORDER BY name"
        posts = "SELECT published, address, stem, title FROM members WHERE taxonomy = ? AND slug = ? ORDER BY"
        for sql in (below, f"{posts} published DESC, address"):
            if slug or sql is not below:
                for day, *target in self._base.execute(sql, (taxonomy, slug)):
                    yield day[:10], Target(*target)


def _page(taxonomy: str, slug: str, name: str, about: str, parent: str = "") -> Post:
    meta = (Meta("taxonomy", taxonomy), *((Meta("parent", parent),) if parent else ()))
    return Post(
        type=TERM, status="publish", title=name, slug=slug, excerpt=about or None, meta=meta,
        body=Body("", "html"), terms=(), comments=(), boilerplate=(), source=Origin(""),
    )  # fmt: skip


def list_line(day: str, title: str, address: str) -> str:
    """Write one line of a page's list."""
    return f"- [{escape(title)}]({address}){f' · {day}' if day else ''}\n"
