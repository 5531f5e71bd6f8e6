"""Items: posts, pages, attachments and all other types, as records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from wparchive.dates import NO_DATE, Stamp, rfc822, stamp, with_instant
from wparchive.model import Attachment, Body, Meta, Origin, Post, TermRef
from wparchive.readers.wxr.comments import Comments
from wparchive.readers.wxr.elements import ITEM_FIELDS
from wparchive.readers.wxr.fields import MAX_LETTERS, MAX_SHAPES, Shapes
from wparchive.readers.wxr.regular import RegularItem
from wparchive.readers.wxr.tokens import attributes_of, leaves

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wparchive.model import Comment
    from wparchive.readers.wxr.context import Context
    from wparchive.readers.wxr.document import Item
    from wparchive.readers.wxr.elements import Name
    from wparchive.readers.wxr.tokens import Columns, Group

DOMAINS: Final = {"tag": "post_tag", "": "category"}
"""What WXR 1.0 calls the taxonomies; every other domain is a taxonomy's own name."""

FORMAT_PREFIX: Final = "post-format-"


class Items:
    """Makes a record of each item."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._comments = Comments(context)
        self._shapes = Shapes(ITEM_FIELDS, context.names)
        self._attributes: dict[Name, dict[str, str]] = {}

    def read(self, item: Item) -> Post:
        """Read one item."""
        context, content = self._context, item.content
        context.ledger.came_in["post"] += 1
        context.line = item.line
        if isinstance(content, RegularItem):
            fields = self._fields(content.fields)
            terms, extra = self._terms(content.categories), self._extra(fields, {})
            meta = context.rows(content.rows)
            comments = self._comments.read(content.comments)
        else:
            fields, terms, extra = self._leaves(*content)
            columns, groups = content[0], content[1].groups
            meta = context.metas(columns, [group for group in groups if group.name != "wp:comment"])
            inner = [group for group in groups if group.name == "wp:comment"]
            comments = self._comments.read(columns.comments, columns, inner)
        post = self._post(fields, meta, terms, comments)
        if extra or item.truncated:
            return replace(post, extra=extra or None, truncated=item.truncated)
        return post

    def _fields(self, texts: Iterable[str]) -> dict[str, str]:
        fields = dict(zip(ITEM_FIELDS, texts, strict=True))
        number = fields["wp:post_id"]
        self._context.record = f"post {number}" if number else f"item {fields['title'][:60]!r}"
        return fields

    def _leaves(self, columns: Columns, group: Group) -> tuple[dict[str, str], tuple[TermRef, ...], dict[str, Any]]:
        """Read the item's own leaves: fields, terms, and what is neither."""
        names, texts, attributes = leaves(columns, group)
        picked, rest = self._shapes.take(names, texts)
        fields = self._fields([text or "" for text in picked])
        terms = self._terms([(texts[at], attributes[at]) for at, name, _ in rest if name == "category"])
        others = [(name, texts[at], attributes[at], again) for at, name, again in rest if name != "category"]
        return fields, terms, self._extra(fields, self._context.extras(others, "an item") if others else {})

    def _post(
        self,
        fields: dict[str, str],
        meta: tuple[Meta, ...],
        terms: tuple[TermRef, ...],
        comments: tuple[Comment, ...],
    ) -> Post:
        published, modified = self._dates(fields)
        author, author_name = self._author(fields["dc:creator"] or None)
        content, kind = fields["content:encoded"], fields["wp:post_type"] or "post"
        values = {row.key: row.value for row in reversed(meta) if isinstance(row.value, str)}
        return Post(
            id=fields["wp:post_id"] or None,
            type=kind,
            status=fields["wp:status"] or "unknown",
            title=fields["title"],
            slug=fields["wp:post_name"],
            url=fields["link"] or None,
            guid=fields["guid"] or None,
            author=author,
            author_name=author_name,
            published=published.value,
            published_raw=published.raw,
            modified=modified.value,
            modified_raw=modified.raw,
            inferred=("published",) * published.inferred + ("modified",) * modified.inferred,
            parent=_unless_zero(fields["wp:post_parent"]),
            menu_order=_number(fields["wp:menu_order"]),
            sticky=fields["wp:is_sticky"] == "1",
            password=fields["wp:post_password"] or None,
            comment_status=fields["wp:comment_status"] or None,
            ping_status=fields["wp:ping_status"] or None,
            format=next((t.slug.removeprefix(FORMAT_PREFIX) for t in terms if t.taxonomy == "post_format"), None),
            excerpt=fields["excerpt:encoded"] or None,
            body=Body(content, "blocks" if "<!-- wp:" in content else "classic"),
            terms=terms,
            featured_image=_unless_zero(values.get("_thumbnail_id")),
            attachment=_attachment(fields, values, meta) if kind == "attachment" else None,
            meta=meta,
            comments=comments,
            boilerplate=(),
            source=Origin(self._context.name, self._context.line),
        )

    def _dates(self, fields: dict[str, str]) -> tuple[Stamp, Stamp]:
        offset = self._context.site_offset
        local, utc = fields["wp:post_date"], fields["wp:post_date_gmt"]
        published = stamp(local, utc, offset)
        if (not utc or published == NO_DATE) and (value := rfc822(fields["pubDate"])):
            published = with_instant(published, local, value)
        modified = stamp(fields["wp:post_modified"], fields["wp:post_modified_gmt"], offset)
        for name, found in (("post_date", published), ("post_modified", modified)):
            if found.unreadable or found.inferred:
                self._context.report_date(found, name)
        return published, modified

    def _author(self, creator: str | None) -> tuple[str | None, str | None]:
        """WXR 1.0 names the author by the display name, later versions by the login."""
        if creator is None:
            return None, None
        known = self._context.authors
        if creator in known:
            return creator, known[creator] or None
        if self._context.version.startswith("1.0"):
            return None, creator
        return creator, None

    def _terms(self, categories: Sequence[tuple[str, Name]]) -> tuple[TermRef, ...]:
        """Read the item's categories; WXR 1.0 writes each twice, once without its slug."""
        found: dict[TermRef, None] = {}
        bare: list[TermRef] = []
        for name, written in categories:
            attributes = self._attributes.get(written)
            if attributes is None:
                attributes = attributes_of(written)
                if len(self._attributes) < MAX_SHAPES and len(written) < MAX_LETTERS:
                    self._attributes[written] = attributes
            domain, slug = attributes.get("domain", ""), attributes.get("nicename", "")
            term = TermRef(DOMAINS.get(domain, domain), slug, name)
            if slug:
                found[term] = None
            elif name:
                bare.append(term)
        if bare:
            named = {(term.taxonomy, term.name) for term in found}
            found.update({term: None for term in bare if (term.taxonomy, term.name) not in named})
        return tuple(found)

    def _extra(self, fields: dict[str, str], extra: dict[str, Any]) -> dict[str, Any]:
        if description := fields["description"].strip():
            extra["description"] = description
        date = fields["pubDate"].strip()
        if date and fields["wp:post_date"] and not _says_the_same(date, fields["wp:post_date_gmt"]):
            extra["pubDate"] = date
        return extra


def _says_the_same(date: str, utc: str) -> bool:
    """Whether `pubDate` only repeats `post_date_gmt`, as WordPress writes it. `Tue, 08 Feb 2011 05:30:12 +0000`."""
    if date[5:7] == utc[8:10] and date[12:16] == utc[:4] and date[17:25] == utc[11:] and date.endswith("+0000"):
        return True
    return utc.startswith("0000") and ("-0001" in date or "30 Nov 1999 00:00:00" in date)


def _attachment(fields: dict[str, str], values: dict[str, str], meta: tuple[Meta, ...]) -> Attachment:
    details = next((row.value for row in meta if row.key == "_wp_attachment_metadata"), None)
    if not isinstance(details, dict):
        details = {}
    width, height = details.get("width"), details.get("height")
    mime = details.get("mime_type")
    return Attachment(
        url=fields["wp:attachment_url"] or None,
        file=values.get("_wp_attached_file") or None,
        mime=mime if isinstance(mime, str) else None,
        alt=values.get("_wp_attachment_image_alt") or None,
        caption=fields["excerpt:encoded"] or None,
        description=fields["content:encoded"] or None,
        width=width if isinstance(width, int) else None,
        height=height if isinstance(height, int) else None,
    )


def _unless_zero(text: str | None) -> str | None:
    return text if text and text != "0" else None


def _number(text: str | None) -> int | None:
    """The menu order; zero is the default and means nothing."""
    try:
        return int(text or "0") or None
    except ValueError:
        return None
