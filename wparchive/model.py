"""The records: what every reader gives, every stage takes and every writer gets.

They are immutable, hold no behaviour and know no files.
One definition is the Python type, the JSON codec and the JSON Schema; docs/reference/archive-format.md is made from it.
Conventions: ids are strings; dates are RFC 3339 strings with an offset; an optional field that is absent is None
(or an empty tuple) and is left out of the JSON.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from msgspec import Meta as Doc
from msgspec import Struct

SCHEMA_VERSION = 1
"""The version of the archive's format. A named field changes only together with it."""


class Where(Struct, frozen=True, omit_defaults=True, gc=False):
    """The place that an issue speaks of."""

    source: Annotated[str, Doc(description="Name of the source, as in `archive.sources`.")]
    line: Annotated[int | None, Doc(description="Line in the source, counted from 1.")] = None
    record: Annotated[str | None, Doc(description="The record, as `post 12` or `comment 7`.")] = None


class Meta(Struct, frozen=True, omit_defaults=True, gc=False):
    """One row of post, comment or term meta. Keys repeat, so they are kept as a list."""

    key: str
    value: Annotated[Any, Doc(description="Text, or the decoded form of a PHP-serialized value.")]
    raw: Annotated[str | None, Doc(description="The text as found, where decoding it was not exact.")] = None


class Body(Struct, frozen=True, omit_defaults=True, gc=False):
    """The text of a post or comment in up to three forms."""

    source: Annotated[str, Doc(description="Exactly as found.")]
    format: Annotated[str, Doc(description="`blocks`, `classic`, `html` or `text`.")]
    html: Annotated[str | None, Doc(description="Rendered and cleaned.")] = None
    text: Annotated[str | None, Doc(description="The words of `html`.")] = None


class TermRef(Struct, frozen=True, gc=False):
    """A term as a post names it."""

    taxonomy: str
    slug: Annotated[str, Doc(description="Empty where the source gives only a name.")]
    name: str


class Boilerplate(Struct, frozen=True, omit_defaults=True, gc=False):
    """A piece that a rule moved aside: it is not what the author wrote."""

    kind: Annotated[str, Doc(description="`akismet-notice`, `share`, `related`, `navigation`, … or `unknown`.")]
    text: str
    html: str | None = None
    rule: Annotated[str | None, Doc(description="Name of the cleaning rule that moved it.")] = None
    place: Annotated[str, Doc(description="`body`, `comment` or `page`.")] = "body"


class CommentAuthor(Struct, frozen=True, omit_defaults=True, gc=False):
    """Who wrote a comment. `email` and `ip` are private: no writer publishes them."""

    name: str | None = None
    url: str | None = None
    email: str | None = None
    ip: str | None = None
    user_id: Annotated[str | None, Doc(description="The registered user, where it was one.")] = None


class ReplyHint(Struct, frozen=True, omit_defaults=True, gc=False):
    """What a comment seems to answer, where the source records no parent."""

    why: str
    id: str | None = None
    number: str | None = None


class Comment(Struct, frozen=True, omit_defaults=True, kw_only=True, gc=False):
    """One comment. Comments lie flat in their post, ordered by (published, id); a tree is a view of that list."""

    id: str | None = None
    number: Annotated[str | None, Doc(description="The number as printed, for sources without ids.")] = None
    place: Annotated[str | None, Doc(description="The path in the thread, `5` or `5.1`.")] = None
    parent: Annotated[str | None, Doc(description="Id of the comment it answers, as the source says.")] = None
    parent_certain: bool = True
    depth: Annotated[int, Doc(description="1 is the top of a thread.")]
    type: Annotated[str, Doc(description="`comment`, `pingback`, `trackback`, …")]
    status: Annotated[str, Doc(description="`approved`, `pending`, `spam`, `trash`, … or `unknown`.")]
    author: CommentAuthor
    published: str | None = None
    published_raw: Annotated[str | None, Doc(description="The date as found, where it could not be read.")] = None
    inferred: Annotated[
        tuple[str, ...], Doc(description="Dates whose offset is the site's usual one, not stated by the source.")
    ] = ()
    body: Body
    mentions: tuple[str, ...]
    reply_hint: ReplyHint | None = None
    meta: tuple[Meta, ...] = ()
    boilerplate: tuple[Boilerplate, ...] = ()
    extra: Annotated[dict[str, Any] | None, Doc(description="Elements that nobody knew, by `{namespace}name`.")] = None


class Attachment(Struct, frozen=True, omit_defaults=True, gc=False):
    """What an attachment post says of its file."""

    url: str | None = None
    file: Annotated[str | None, Doc(description="Path below the uploads folder.")] = None
    mime: str | None = None
    alt: str | None = None
    caption: str | None = None
    description: str | None = None
    width: int | None = None
    height: int | None = None


class Origin(Struct, frozen=True, omit_defaults=True, gc=False):
    """Where a record was found."""

    name: str
    line: int | None = None


class Source(Struct, frozen=True, omit_defaults=True, gc=False):
    """One input, as `archive.sources` lists it."""

    name: str
    format: str
    bytes: int
    sha256: str


class Archive(Struct, frozen=True, tag_field="kind", tag="archive", omit_defaults=True, kw_only=True, gc=False):
    """The first record."""

    schema: int
    generator: str
    sources: tuple[Source, ...]


class Site(Struct, frozen=True, tag_field="kind", tag="site", omit_defaults=True, kw_only=True, gc=False):
    """What the source says of the site as a whole."""

    title: str
    url: str
    description: str
    language: str
    generator: str
    wxr_version: str
    timezone_offset: Annotated[
        str | None, Doc(description="The offset that most dates of the site have, as `+02:00`.")
    ] = None
    network_url: Annotated[str | None, Doc(description="Home of the network, where it is not the blog's.")] = None
    exported: Annotated[str | None, Doc(description="When the export was made.")] = None
    extra: dict[str, Any] | None = None


class Author(Struct, frozen=True, tag_field="kind", tag="author", omit_defaults=True, kw_only=True, gc=False):
    """A registered author."""

    id: str | None = None
    login: str
    name: str
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    url: str | None = None
    extra: dict[str, Any] | None = None


class Term(Struct, frozen=True, tag_field="kind", tag="term", omit_defaults=True, kw_only=True, gc=False):
    """A category, tag or term of another taxonomy, as the site lists it."""

    taxonomy: str
    slug: str
    name: str
    parent: Annotated[str | None, Doc(description="Slug of the parent.")] = None
    parent_name: Annotated[
        str | None, Doc(description="The parent's name as found, where it names no single term.")
    ] = None
    description: str | None = None
    id: str | None = None
    meta: tuple[Meta, ...] = ()
    extra: dict[str, Any] | None = None


class Post(Struct, frozen=True, tag_field="kind", tag="post", omit_defaults=True, kw_only=True, gc=False):
    """A post, page, attachment or item of any other type, with its comments."""

    id: str | None = None
    type: str
    status: str
    title: Annotated[str, Doc(description="As found; newer exports keep entities and tags in it.")]
    slug: str
    url: str | None = None
    guid: str | None = None
    author: Annotated[str | None, Doc(description="The author's login.")] = None
    author_name: Annotated[str | None, Doc(description="The name that the source shows.")] = None
    published: str | None = None
    published_raw: str | None = None
    modified: str | None = None
    modified_raw: str | None = None
    inferred: Annotated[
        tuple[str, ...], Doc(description="Dates whose offset is the site's usual one, not stated by the source.")
    ] = ()
    parent: Annotated[str | None, Doc(description="Id of the parent post.")] = None
    menu_order: int | None = None
    sticky: bool = False
    password: str | None = None
    comment_status: str | None = None
    ping_status: str | None = None
    format: str | None = None
    excerpt: str | None = None
    truncated: Annotated[bool, Doc(description="The source ends inside this item.")] = False
    body: Body
    terms: tuple[TermRef, ...]
    featured_image: Annotated[str | None, Doc(description="Id of the attachment.")] = None
    attachment: Attachment | None = None
    meta: tuple[Meta, ...]
    comments: tuple[Comment, ...]
    boilerplate: tuple[Boilerplate, ...]
    extra: Annotated[dict[str, Any] | None, Doc(description="Elements that nobody knew, by `{namespace}name`.")] = None
    source: Origin


class Issue(Struct, frozen=True, tag_field="kind", tag="issue", omit_defaults=True, kw_only=True, gc=False):
    """Something that was repaired, changed, set aside or lost."""

    code: str
    severity: Annotated[str, Doc(description="`info`, `changed` or `lost`.")]
    message: str
    where: Where
    original: Annotated[str | None, Doc(description="The bytes or text that the issue is about.")] = None


class End(
    Struct,
    frozen=True,
    tag_field="kind",
    tag="end",
    omit_defaults=True,
    kw_only=True,
    gc=False,
    rename={"came_in": "in", "went_out": "out"},
):
    """The last record. An archive without it was cut short."""

    came_in: Annotated[dict[str, int], Doc(description="What was read, by kind.")]
    went_out: Annotated[dict[str, int], Doc(description="What was written, by kind.")]
    accounted: Annotated[dict[str, int], Doc(description="What was read and not written, by kind; issues say why.")]
    issues: Annotated[dict[str, int], Doc(description="Issues by code.")]
    sha256: Annotated[str | None, Doc(description="Of all bytes before this record's line (JSON Lines).")] = None


Record: TypeAlias = Archive | Site | Author | Term | Post | Issue | End
