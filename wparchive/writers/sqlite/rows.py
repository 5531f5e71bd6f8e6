"""The tables that take rows: their columns, and where the values stand in a record."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable

Row = tuple[Any, ...]


class Table(Struct, frozen=True, eq=False):
    """How rows get into a table.

    Attributes:
        name: its name.
        into: what follows INSERT: `INTO …`. Computed columns come first.
        values: gives the values of the columns that are fields of a record.
    """

    name: str
    into: str
    values: Callable[[Any], Row]


def _table(name: str, computed: str, fields: str = "") -> Table:
    """Describe a table.

    Args:
        name: of the table.
        computed: columns that the writer computes, separated by spaces.
        fields: columns that are fields of the record: `column`, or `column=dotted.path`.
    """
    paths = {column: path or column for column, _, path in (field.partition("=") for field in fields.split())}
    columns = [*computed.split(), *paths]
    into = f"INTO {name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    return Table(name, into, attrgetter(*paths.values()) if paths else tuple)


ARCHIVE: Final = _table("archive", "", "schema generator")
SOURCES: Final = _table("sources", "", "name format bytes sha256")
SITE: Final = _table(
    "site",
    "extra",
    "title url description language generator wxr_version timezone_offset network_url exported",
)
AUTHORS: Final = _table("authors", "id listed extra", "wp_id=id login name first_name last_name url")
TERMS: Final = _table("terms", "id listed extra", "wp_id=id taxonomy slug name parent parent_name description")
POSTS: Final = _table(
    "posts",
    "id author_id parent_id featured_image_id protected inferred extra",
    "wp_id=id type status title slug url published modified menu_order sticky comment_status ping_status"
    " post_format=format guid author author_name parent featured_image published_raw modified_raw truncated"
    " source=source.name source_line=source.line excerpt"
    " text=body.text content_format=body.format html=body.html content=body.source",
)
ATTACHMENTS: Final = _table("attachments", "post_id", "url file mime alt caption description width height")
POST_TERMS: Final = _table("post_terms", "post_id position term_id name")
COMMENTS: Final = _table(
    "comments",
    "id post_id position parent_id path mentions reply_hint inferred extra",
    "wp_id=id depth type status author=author.name author_url=author.url user_id=author.user_id published parent"
    " parent_certain number place published_raw"
    " text=body.text content_format=body.format html=body.html content=body.source",
)
POST_META: Final = _table("post_meta", "post_id position key is_json value raw")
COMMENT_META: Final = _table("comment_meta", "comment_id position key is_json value raw")
TERM_META: Final = _table("term_meta", "term_id position key is_json value raw")
BOILERPLATE: Final = _table("boilerplate", "post_id comment_id", "kind rule place text html")
ISSUES: Final = _table("issues", "", "code severity message source=where.source line=where.line record=where.record")
END_COUNTS: Final = _table("end_counts", "kind came_in went_out accounted private")
END_ISSUES: Final = _table("end_issues", "code issues")
END_CHECKSUM: Final = _table("end_checksum", "texts")
PRIVATE_AUTHORS: Final = _table("private_authors", "author_id email")
PRIVATE_POSTS: Final = _table("private_posts", "post_id password")
PRIVATE_COMMENTS: Final = _table("private_comments", "comment_id email ip")
PRIVATE_META: Final = _table("private_meta", "post_id comment_id term_id position key is_json value raw")
PRIVATE_EXTRA: Final = _table("private_extra", "kind record_id extra")
PRIVATE_ISSUES: Final = _table("private_issues", "issue_id original")
