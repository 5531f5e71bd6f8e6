"""What the head of a page says of its post, for search engines and social networks: witnesses, and a last resort.

Sources: Open Graph (ogp.me), JSON-LD with the words of schema.org, as search engine plugins write it, and `<title>`.
"""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from wparchive.readers.page.json_ld import objects_in
from wparchive.readers.page.name_words import named_by
from wparchive.text import names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from turbohtml import Document

_ARTICLES: Final = names(
    "Article BlogPosting NewsArticle TechArticle ScholarlyArticle Report Review SocialMediaPosting Recipe"
    " OpinionNewsArticle ReportageNewsArticle AnalysisNewsArticle"
)
_META: Final = {
    "og:title": "title",
    "twitter:title": "title",
    "og:site_name": "site_name",
    "og:description": "description",
    "description": "description",
    "article:published_time": "published",
    "og:published_time": "published",
    "article:modified_time": "modified",
    "og:updated_time": "modified",
    "dc.title": "title",
    "dcterms.created": "published",
    "dc.date.issued": "published",
    "datepublished": "published",
    "datemodified": "modified",
    "parsely-pub-date": "published",
    "parsely-author": "author",
    "dc.creator": "author",
    "author": "author",
    "shareaholic:article_author_name": "author",
}
"""Names of `<meta>` and what they say; where several say the same, the first in this table is taken."""


class Stated(Struct, frozen=True, gc=False):
    """What the head says; None where it says nothing.

    Attributes:
        title: of the post, perhaps with the name of the site behind it.
        document_title: `<title>`, which nearly always has it.
        site_name: of the site.
        description: of the post; often the beginning of its text.
        headline: as JSON-LD has it.
        published: as found.
        modified: as found.
        author: a name.
        author_url: address of the author's page.
        word_count: how many words.
    """

    title: str | None = None
    document_title: str | None = None
    site_name: str | None = None
    description: str | None = None
    headline: str | None = None
    published: str | None = None
    modified: str | None = None
    author: str | None = None
    author_url: str | None = None
    word_count: int | None = None


def stated_by(tree: Document) -> Stated:
    """Read the head of a page."""
    found: dict[str, Any] = {}
    metas: dict[str, str] = {}
    for meta in tree.find_all("meta"):
        name = (meta.attr("property") or meta.attr("name") or meta.attr("itemprop") or "").lower()
        content = (meta.attr("content") or meta.attr("value") or "").strip()
        if (name in _META or name.startswith("twitter:")) and content:
            metas.setdefault(name, content)
    for name, field in _META.items():
        if name in metas:
            found.setdefault(field, metas[name])
    for number in "12":
        label, value = (metas.get(f"twitter:{what}{number}", "") for what in ("label", "data"))
        if author := named_by(f"{label.rpartition(' ')[2]} {value}"):
            found.setdefault("author", author)
    title = tree.find("title")
    if title is not None and (text := " ".join(title.text.split())):
        found["document_title"] = text
    for field, value in _from_json(tree):
        if field == "site_name":
            found.setdefault(field, value)
        else:
            found[field] = value
    return Stated(**found)


def _from_json(tree: Document) -> Iterator[tuple[str, Any]]:
    """Give fields from JSON-LD. Where the page has several articles, the first is the page's own."""
    objects = list(objects_in(tree))
    by_id = {one["@id"]: one for one in objects if isinstance(one.get("@id"), str) and len(one) > 1}
    article = next((one for one in objects if _types(one) & _ARTICLES), None)
    page = next((one for one in objects if "WebPage" in _types(one)), {})
    site = next((one for one in objects if "WebSite" in _types(one)), {})
    if name := _text(site.get("name")):
        yield "site_name", name
    for field, key in (("published", "datePublished"), ("modified", "dateModified")):
        if text := _text((article or {}).get(key)) or _text(page.get(key)):
            yield field, text
    yield from _author((article or {}).get("author") or page.get("author"), by_id)
    if article is None:
        return
    if text := _text(article.get("headline")):
        yield "headline", text
    if (number := str(article.get("wordCount", ""))).isdecimal() and len(number) < 10:
        yield "word_count", int(number)


def _author(author: object, by_id: dict[str, dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Read an author, who is a name, an object, or the name of an object that stands elsewhere."""
    author = author[0] if isinstance(author, list) and author else author
    if isinstance(author, str):
        if author not in by_id:
            yield "author", unescape(author)
            return
        author = by_id[author]
    if not isinstance(author, dict):
        return
    whole = by_id.get(str(author.get("@id")), {}) | author
    if "Organization" in _types(whole):
        return
    if name := _text(whole.get("name")):
        yield "author", name
    if url := _text(whole.get("url")):
        yield "author_url", url


def _types(one: dict[str, Any]) -> frozenset[str]:
    kind = one.get("@type")
    return frozenset(map(str, kind)) if isinstance(kind, list) else frozenset((str(kind),))


def _text(value: object) -> str | None:
    return unescape(value).strip() or None if isinstance(value, str) else None
