"""What the channel says: the site, its authors and its terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wparchive.dates import rfc822
from wparchive.model import Author, Site, Term, Where
from wparchive.readers.wxr.elements import (
    AUTHOR_FIELDS,
    CATEGORY_FIELDS,
    CHANNEL_FIELDS,
    TAG_FIELDS,
    TERM_FIELDS,
)
from wparchive.readers.wxr.fields import Shapes, add_extra
from wparchive.readers.wxr.tokens import leaves

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.readers.wxr.context import Context
    from wparchive.readers.wxr.document import ChannelPart
    from wparchive.readers.wxr.tokens import Columns, Group


class Taxonomy(NamedTuple):
    """How the channel writes the terms of one kind: the fields to take, and the taxonomy it stands for."""

    fields: tuple[str, ...]
    name: str


TERM_ELEMENTS: Final = {
    "wp:category": Taxonomy(CATEGORY_FIELDS, "category"),
    "wp:tag": Taxonomy(TAG_FIELDS, "post_tag"),
    "wp:term": Taxonomy(TERM_FIELDS, ""),
}


class Channel:
    """Makes records of the elements that stand outside of items."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._author = Shapes(AUTHOR_FIELDS, context.names)
        self._terms = {name: Shapes(kind.fields, context.names) for name, kind in TERM_ELEMENTS.items()}

    def records(self, part: ChannelPart) -> Iterator[Site | Author | Term]:
        """Give the site (from the head of a document), then authors and terms in the order of the file."""
        context, columns = self._context, part.columns
        context.line, context.record = part.line, ""
        names, texts, attributes = leaves(columns, part.group)
        fields: dict[str, str] = {}
        rest = []
        for written, text, attribute in zip(names, texts, attributes, strict=True):
            name = context.names[written]
            if part.head and name in CHANNEL_FIELDS and name not in fields:
                fields[name] = text.strip()
            else:
                rest.append((name, text, attribute, name in fields))
        if part.head:
            yield self._site(fields, context.extras(rest, "the channel"))
        else:
            # No record stands for what lies between items: the issue keeps it.
            for name, text, _, _ in rest:
                context.ledger.report("junk-between-items", context.where(), f"element {name}", original=text or None)
        groups = part.group.groups
        yield from (self._read_author(columns, group) for group in groups if group.name not in TERM_ELEMENTS)
        terms = [group for group in groups if group.name in TERM_ELEMENTS]
        parents = self._parents_by_name(columns, terms) if context.version.startswith("1.0") else {}
        yield from (self._read_term(columns, group, parents) for group in terms)

    def _site(self, fields: dict[str, str], extra: dict[str, Any]) -> Site:
        context = self._context
        context.version = fields.get("wp:wxr_version", "") or context.version
        url = fields.get("wp:base_blog_url") or fields.get("link", "")
        network = fields.get("wp:base_site_url") or None
        if fields.get("link") not in (None, "", url):
            add_extra(extra, "link", fields["link"])
        exported = rfc822(fields.get("pubDate"))
        if fields.get("pubDate") and exported is None:
            add_extra(extra, "pubDate", fields["pubDate"])
        return Site(
            title=fields.get("title", ""),
            url=url,
            description=fields.get("description", ""),
            language=fields.get("language", ""),
            generator=fields.get("generator", ""),
            wxr_version=context.version,
            timezone_offset=context.site_offset,
            network_url=network if network != url else None,
            exported=exported,
            extra=extra or None,
        )

    def _fields(self, columns: Columns, group: Group, shapes: Shapes) -> tuple[list[str | None], dict[str, Any] | None]:
        names, texts, attributes = leaves(columns, group)
        picked, rest = shapes.take(names, texts)
        others = [(name, texts[at], attributes[at], again) for at, name, again in rest]
        extra = self._context.extras(others, group.name) if others else None
        return [text or None for text in picked], extra

    def _read_author(self, columns: Columns, group: Group) -> Author:
        self._context.ledger.came_in["author"] += 1
        (author_id, login, email, display, first, last, url), extra = self._fields(columns, group, self._author)
        if login:
            self._context.authors[login] = display or ""
        return Author(
            id=author_id,
            login=login or "",
            name=display or login or "",
            first_name=first,
            last_name=last,
            email=email,
            url=url,
            extra=extra,
        )

    def _read_term(self, columns: Columns, group: Group, parents: dict[str, list[str]]) -> Term:
        self._context.ledger.came_in["term"] += 1
        (term_id, slug, name, parent, description, *taxonomy), extra = self._fields(
            columns, group, self._terms[group.name]
        )
        parent_name = None
        if parent and parents:
            slugs = parents.get(parent, [])
            if len(slugs) == 1:
                parent = slugs[0]
            else:
                where = Where(self._context.name, self._context.line, f"term {slug}")
                self._context.ledger.report("term-parent-ambiguous", where, f"{parent!r}, the parent of {name!r}")
                parent, parent_name = None, parent
        return Term(
            taxonomy=(taxonomy[0] if taxonomy else TERM_ELEMENTS[group.name].name) or "",
            slug=slug or "",
            name=name or "",
            parent=parent,
            parent_name=parent_name,
            description=description,
            id=term_id,
            meta=self._context.metas(columns, group.groups),
            extra=extra,
        )

    def _parents_by_name(self, columns: Columns, terms: list[Group]) -> dict[str, list[str]]:
        """WXR 1.0 gives a category's parent by its name: the slugs of the categories of each name."""
        slugs: dict[str, list[str]] = {}
        for group in terms:
            if group.name == "wp:category":
                names, texts, _ = leaves(columns, group)
                (_, slug, name, *_), _ = self._terms[group.name].take(names, texts)
                slugs.setdefault(name or "", []).append(slug or "")
        return slugs


def empty_site(context: Context) -> Site:
    """The site of a file that has no channel of its own (a fragment): nothing is known of it."""
    return Site(
        title="", url="", description="", language="", generator="", wxr_version="", timezone_offset=context.site_offset
    )
