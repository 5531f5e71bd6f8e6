"""The vocabulary of WXR as data: which elements there are, where they stand, and what they are called.

Namespaces are matched by family and local name, never by prefix and never by the exact address: exports of the last
twenty years write `http` and `https`, versions 1.0 to 1.2, and other programs write addresses of their own.
Source: the exporter of WordPress (`wp-admin/includes/export.php`) in its releases 2.5 to 7.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

Name: TypeAlias = bytes | str
"""As written with its prefix (fast way), or in Clark notation (strict way)."""

_MOST: Final = 10_000
"""Names that are remembered,"""
_LONGEST: Final = 200
"""none of more characters."""

STANDARD_NAMESPACES: Final = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "creativeCommons": "http://backend.userland.com/creativeCommonsRssModule",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dsq": "http://www.disqus.com/",
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "georss": "http://www.georss.org/georss",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "thr": "http://purl.org/syndication/thread/1.0",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "wp": "http://wordpress.org/export/1.2/",
}
"""What a prefix means where a file uses it without declaring it."""

_FAMILIES: Final = (
    # The excerpt's namespace lies below the export's, so it is asked for first.
    ("/excerpt/", "excerpt"),
    ("wordpress.org/export/", "wp"),
    ("purl.org/rss/1.0/modules/content", "content"),
    ("purl.org/dc/elements/", "dc"),
)

COMMENT_FIELDS: Final = (
    "wp:comment_id", "wp:comment_author", "wp:comment_author_email", "wp:comment_author_url", "wp:comment_author_IP",
    "wp:comment_date", "wp:comment_date_gmt", "wp:comment_content", "wp:comment_approved", "wp:comment_type",
    "wp:comment_parent", "wp:comment_user_id",
)  # fmt: skip
META_FIELDS: Final = ("wp:meta_key", "wp:meta_value")
AUTHOR_FIELDS: Final = (
    "wp:author_id", "wp:author_login", "wp:author_email", "wp:author_display_name", "wp:author_first_name",
    "wp:author_last_name", "wp:author_url",
)  # fmt: skip
CATEGORY_FIELDS: Final = (
    "wp:term_id", "wp:category_nicename", "wp:cat_name", "wp:category_parent", "wp:category_description",
)  # fmt: skip
TAG_FIELDS: Final = ("wp:term_id", "wp:tag_slug", "wp:tag_name", "wp:tag_parent", "wp:tag_description")
TERM_FIELDS: Final = (
    "wp:term_id", "wp:term_slug", "wp:term_name", "wp:term_parent", "wp:term_description", "wp:term_taxonomy",
)  # fmt: skip
ITEM_FIELDS: Final = (
    "title", "link", "pubDate", "dc:creator", "guid", "description", "content:encoded", "excerpt:encoded",
    "wp:post_id", "wp:post_date", "wp:post_date_gmt", "wp:post_modified", "wp:post_modified_gmt",
    "wp:comment_status", "wp:ping_status", "wp:post_name", "wp:status", "wp:post_parent", "wp:menu_order",
    "wp:post_type", "wp:post_password", "wp:is_sticky", "wp:attachment_url",
)  # fmt: skip
CHANNEL_FIELDS: Final = (
    "title", "link", "description", "pubDate", "language", "generator", "wp:wxr_version", "wp:base_site_url",
    "wp:base_blog_url",
)  # fmt: skip

_LEAF_TABLES: Final = (
    COMMENT_FIELDS,
    META_FIELDS,
    AUTHOR_FIELDS,
    CATEGORY_FIELDS,
    TAG_FIELDS,
    TERM_FIELDS,
    ITEM_FIELDS,
    CHANNEL_FIELDS,
    ("category",),
)
LEAVES: Final = frozenset(name for fields in _LEAF_TABLES for name in fields)
"""Elements that hold text and nothing else."""

CONTAINERS: Final = {
    "channel": (),
    "item": ("channel",),
    "wp:comment": ("item",),
    "wp:postmeta": ("item",),
    "wp:commentmeta": ("wp:comment",),
    "wp:author": ("channel",),
    "wp:wp_author": ("channel",),
    "wp:category": ("channel",),
    "wp:tag": ("channel",),
    "wp:term": ("channel",),
    "wp:termmeta": ("wp:category", "wp:tag", "wp:term"),
}
"""Elements that hold elements, each with those that it stands in."""

_WITHOUT_NAMESPACE: Final = {
    name.partition(":")[2]: name
    for name in (*LEAVES, *CONTAINERS)
    if name.startswith("wp:") and name.partition(":")[2] not in {"author", "category", "comment", "tag", "term"}
}


def canonical(tag: str) -> str:
    """Give the name by which the tables know an element.

    Args:
        tag: in Clark notation, `{namespace}local`, as lxml gives it.

    Returns:
        `family:local` for a known family (`wp:post_id`), the local name for none, else the tag itself.
    """
    if not tag.startswith("{"):
        return tag if tag in LEAVES or tag in CONTAINERS else _WITHOUT_NAMESPACE.get(tag, tag)
    namespace, _, local = tag[1:].partition("}")
    for part, family in _FAMILIES:
        if part in namespace:
            return f"{family}:{local}"
    return tag


class Names(dict[Name, str]):
    """Canonical names by the name as written, for end marks with a `/` before it; found out when first asked for."""

    def __init__(self, clark: Callable[[bytes], str]) -> None:
        super().__init__()
        self._clark = clark

    def __missing__(self, name: Name) -> str:
        if name[:1] in (b"/", "/"):
            known = f"/{self[name[1:]]}"
        else:
            known = canonical(self._clark(name) if isinstance(name, bytes) else name)
        if len(self) < _MOST and len(name) < _LONGEST:
            self[name] = known
        return known
