"""The records: what every reader gives, every stage takes and every writer gets.

They are immutable, hold no behaviour and know no files.
One definition is the Python type, the JSON codec and the JSON Schema; docs/reference/archive-format.md is made from it.
Conventions: ids are strings; dates are RFC 3339 strings with an offset; an optional field that is absent is None
(or an empty tuple) and is left out of the JSON.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, TypeAlias

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

    key: Annotated[str, Doc(description="Name of the field.")]
    value: Annotated[Any, Doc(description="Text, or the decoded form of a PHP-serialized value.")]
    raw: Annotated[str | None, Doc(description="The text as found, where decoding it was not exact.")] = None


RESTRICTED: Final = "wparchive-restricted"
"""Class of the elements in rendered HTML that hold what a site showed to some visitors only."""


class Body(Struct, frozen=True, omit_defaults=True, gc=False):
    """The text of a post or comment in up to three forms."""

    source: Annotated[str, Doc(description="Exactly as found.")]
    format: Annotated[str, Doc(description="`blocks`, `classic`, `html` or `text`.")]
    html: Annotated[str | None, Doc(description="Rendered and cleaned.")] = None
    text: Annotated[str | None, Doc(description="The words of `html`.")] = None


class TermRef(Struct, frozen=True, gc=False):
    """A term as a post names it."""

    taxonomy: Annotated[str, Doc(description="`category`, `post_tag` or one of the site's own.")]
    slug: Annotated[str, Doc(description="Empty where the source gives only a name.")]
    name: Annotated[str, Doc(description="As found; it may hold entities.")]


class Boilerplate(Struct, frozen=True, omit_defaults=True, gc=False):
    """A piece that a rule moved aside: it is not what the author wrote."""

    kind: Annotated[str, Doc(description="`akismet-notice`, `share`, `related`, `navigation`, … or `unknown`.")]
    text: Annotated[str, Doc(description="Its words.")]
    html: Annotated[str | None, Doc(description="As it stood in the body.")] = None
    rule: Annotated[str | None, Doc(description="Name of the cleaning rule that moved it.")] = None
    place: Annotated[str, Doc(description="`body`, `comment` or `page`.")] = "body"


class CommentAuthor(Struct, frozen=True, omit_defaults=True, gc=False):
    """Who wrote a comment. `email` and `ip` are private: no writer publishes them."""

    name: Annotated[str | None, Doc(description="As given with the comment.")] = None
    url: Annotated[str | None, Doc(description="As given with the comment.")] = None
    email: Annotated[str | None, Doc(description="Private: no writer publishes it.")] = None
    ip: Annotated[str | None, Doc(description="Private: no writer publishes it.")] = None
    user_id: Annotated[str | None, Doc(description="The registered user, where it was one.")] = None


class ReplyHint(Struct, frozen=True, omit_defaults=True, gc=False):
    """What a comment seems to answer, where the source records no parent."""

    why: Annotated[str, Doc(description="What the hint rests on.")]
    id: Annotated[str | None, Doc(description="Of the comment.")] = None
    number: Annotated[int | None, Doc(description="Of the comment, as printed.")] = None


class Comment(Struct, frozen=True, omit_defaults=True, kw_only=True, gc=False):
    """One comment. Comments lie flat in their post, ordered by (published, id); a tree is a view of that list."""

    id: Annotated[str | None, Doc(description="WordPress's number.")] = None
    number: Annotated[int | None, Doc(description="The number as printed, for sources without ids.")] = None
    place: Annotated[str | None, Doc(description="The path in the thread, `5` or `5.1`.")] = None
    parent: Annotated[str | None, Doc(description="Id of the comment it answers, as the source says.")] = None
    parent_certain: Annotated[bool, Doc(description="False where the parent was concluded, not recorded.")] = True
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
    mentions: Annotated[tuple[str, ...], Doc(description="Names that it calls with `@`.")]
    reply_hint: ReplyHint | None = None
    meta: tuple[Meta, ...] = ()
    boilerplate: Annotated[tuple[Boilerplate, ...], Doc(description="What cleaning moved out of it.")] = ()
    extra: Annotated[dict[str, Any] | None, Doc(description="Elements that nobody knew, by `{namespace}name`.")] = None


class Attachment(Struct, frozen=True, omit_defaults=True, gc=False):
    """What an attachment post says of its file."""

    url: Annotated[str | None, Doc(description="Address of the file.")] = None
    file: Annotated[str | None, Doc(description="Path below the uploads folder.")] = None
    mime: Annotated[str | None, Doc(description="Media type, as `image/jpeg`.")] = None
    alt: Annotated[str | None, Doc(description="Text in place of the image.")] = None
    caption: Annotated[str | None, Doc(description="The attachment's excerpt.")] = None
    description: Annotated[str | None, Doc(description="The attachment's content.")] = None
    width: Annotated[int | None, Doc(description="In pixels.")] = None
    height: Annotated[int | None, Doc(description="In pixels.")] = None


class Origin(Struct, frozen=True, omit_defaults=True, gc=False):
    """Where a record was found."""

    name: Annotated[str, Doc(description="Name of the source, as in `archive.sources`.")]
    line: Annotated[int | None, Doc(description="Line in the source, counted from 1.")] = None


class Source(Struct, frozen=True, omit_defaults=True, gc=False):
    """One input, as `archive.sources` lists it."""

    name: Annotated[str, Doc(description="Name of the file; of a file in a zip, `zip/file`.")]
    format: Annotated[str, Doc(description="The reader that read it.")]
    bytes: Annotated[int, Doc(description="Its size.")]
    sha256: Annotated[str, Doc(description="Of its bytes, hexadecimal.")]


class Archive(Struct, frozen=True, tag_field="kind", tag="archive", omit_defaults=True, kw_only=True, gc=False):
    """The first record."""

    schema: Annotated[int, Doc(description="Version of the format.")]
    generator: Annotated[str, Doc(description="Program that wrote it.")]
    sources: Annotated[tuple[Source, ...], Doc(description="The inputs that were read.")]


class Site(Struct, frozen=True, tag_field="kind", tag="site", omit_defaults=True, kw_only=True, gc=False):
    """What the source says of the site as a whole."""

    title: Annotated[str, Doc(description="As found.")]
    url: Annotated[str, Doc(description="Address of the blog.")]
    description: Annotated[str, Doc(description="The tagline.")]
    language: Annotated[str, Doc(description="As `en-US`.")]
    generator: Annotated[str, Doc(description="The program that made the export, as it names itself.")]
    wxr_version: Annotated[str, Doc(description="Version of the export's format.")]
    timezone_offset: Annotated[
        str | None, Doc(description="The offset that most dates of the site have, as `+02:00`.")
    ] = None
    network_url: Annotated[str | None, Doc(description="Home of the network, where it is not the blog's.")] = None
    exported: Annotated[str | None, Doc(description="When the export was made.")] = None
    extra: dict[str, Any] | None = None


class Author(Struct, frozen=True, tag_field="kind", tag="author", omit_defaults=True, kw_only=True, gc=False):
    """A registered author."""

    id: str | None = None
    login: Annotated[str, Doc(description="The name that posts give.")]
    name: Annotated[str, Doc(description="The name to show.")]
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    url: str | None = None
    extra: dict[str, Any] | None = None


class Term(Struct, frozen=True, tag_field="kind", tag="term", omit_defaults=True, kw_only=True, gc=False):
    """A category, tag or term of another taxonomy, as the site lists it."""

    taxonomy: Annotated[str, Doc(description="`category`, `post_tag`, `nav_menu` or one of the site's own.")]
    slug: Annotated[str, Doc(description="Its name in addresses.")]
    name: Annotated[str, Doc(description="As found; it may hold entities.")]
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

    id: Annotated[str | None, Doc(description="WordPress's number.")] = None
    type: Annotated[
        str, Doc(description="`post`, `page`, `attachment`, `nav_menu_item`, `wp_block` or one of the site's own.")
    ]
    status: Annotated[
        str,
        Doc(description="`publish`, `inherit` (attachments), `private`, `draft`, `pending`, `future`, `trash`, …"),
    ]
    title: Annotated[str, Doc(description="As found; newer exports keep entities and tags in it.")]
    slug: Annotated[str, Doc(description="Its name in addresses; often empty for drafts.")]
    url: Annotated[str | None, Doc(description="Address of its page.")] = None
    guid: Annotated[str | None, Doc(description="The feed's name for it; it never changes.")] = None
    author: Annotated[str | None, Doc(description="The author's login.")] = None
    author_name: Annotated[str | None, Doc(description="The name that the source shows.")] = None
    published: str | None = None
    published_raw: Annotated[str | None, Doc(description="The date as found, where it could not be read.")] = None
    modified: str | None = None
    modified_raw: Annotated[str | None, Doc(description="The date as found, where it could not be read.")] = None
    inferred: Annotated[
        tuple[str, ...], Doc(description="Dates whose offset is the site's usual one, not stated by the source.")
    ] = ()
    parent: Annotated[str | None, Doc(description="Id of the parent post.")] = None
    menu_order: Annotated[int | None, Doc(description="Its place among its siblings.")] = None
    sticky: Annotated[bool, Doc(description="Kept at the top of the blog.")] = False
    password: Annotated[str | None, Doc(description="In clear text. No writer publishes it.")] = None
    comment_status: Annotated[str | None, Doc(description="`open` or `closed`, for new comments.")] = None
    ping_status: Annotated[str | None, Doc(description="`open` or `closed`, for new pings.")] = None
    format: Annotated[str | None, Doc(description="`aside`, `gallery`, `quote`, …")] = None
    excerpt: Annotated[str | None, Doc(description="As found.")] = None
    truncated: Annotated[bool, Doc(description="The source holds only a part of this item.")] = False
    body: Body
    terms: tuple[TermRef, ...]
    featured_image: Annotated[str | None, Doc(description="Id of the attachment.")] = None
    attachment: Attachment | None = None
    meta: tuple[Meta, ...]
    comments: tuple[Comment, ...]
    boilerplate: Annotated[tuple[Boilerplate, ...], Doc(description="What cleaning moved out of the body.")]
    extra: Annotated[dict[str, Any] | None, Doc(description="Elements that nobody knew, by `{namespace}name`.")] = None
    source: Origin


class Issue(Struct, frozen=True, tag_field="kind", tag="issue", omit_defaults=True, kw_only=True, gc=False):
    """Something that was repaired, changed, set aside or lost."""

    code: Annotated[str, Doc(description="One of the issue codes.")]
    severity: Annotated[str, Doc(description="`info`, `changed` or `lost`.")]
    message: Annotated[str, Doc(description="What happened, in words.")]
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
