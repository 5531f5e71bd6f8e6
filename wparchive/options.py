"""What a user can choose, as frozen objects that travel whole."""

from __future__ import annotations

from typing import Literal, NamedTuple

from msgspec import Struct

PUBLIC_STATUSES = frozenset({"publish", "inherit"})
"""Post statuses that a published site shows (an attachment inherits its parent's)."""

INCLUDABLE = ("private", "protected", "draft", "pending", "future", "trash", "unapproved", "spam", "notes",
              "private-addresses")  # fmt: skip
"""What `--include` can name: post statuses, posts and parts of them that are not for everybody, and kinds of comments.

`protected` are posts with a password, and what plugins show to members or subscribers alone,
`unapproved` are comments that wait for moderation or lie in the trash, `spam` are spam comments,
`notes` are comments that were never meant for readers (editors' notes, order notes),
`private-addresses` are e-mail and IP addresses of commenters, which only files for comment systems can hold.
"""

POLICIES = ("keep", "strip", "unwrap")
"""What `--shortcodes` can say of those that nobody knows.

They stay as written; they go together with what stands between their tags, each into an issue of the ledger; or only
the tags go.
"""

LAYOUTS = ("plain", "hugo", "jekyll", "eleventy", "astro", "pelican", "zola", "nikola", "mkdocs", "obsidian")
"""The layouts of Markdown that come with this program."""

REDIRECTS = ("nginx", "apache", "netlify", "cloudflare", "csv")
"""What `--redirects` can name: programs and services that are told where old addresses lead now."""

MEBIBYTE = 1 << 20


class TermChange(NamedTuple):
    """A term under another name.

    Attributes:
        taxonomy: `category`, `post_tag` or another.
        slug: that it has.
        becomes: the slug that it is to have; that of another term makes one of both.
        name: that it is to have, "" for that of the term that it becomes.
    """

    taxonomy: str
    slug: str
    becomes: str
    name: str


class ReadOptions(Struct, frozen=True, kw_only=True):
    """How sources are read.

    Attributes:
        max_item_bytes: an item larger than this is reported as lost and skipped, so that memory stays bounded.
    """

    max_item_bytes: int = 64 * MEBIBYTE


class RenderOptions(Struct, frozen=True, kw_only=True):
    """What the rendering and cleaning stages do.

    Attributes:
        text: also give the plain text of each body (writers that do not need it save the time).
        safe: take out of comments what could act in a browser. Archives have them as WordPress shows them.
        plugins: also do what plugins do to a text: their shortcodes, several languages in one. Archives hold what
            WordPress itself makes of it, and what the site would show without its plugins.
        shortcodes: what becomes of those that nobody knows, one of `POLICIES`.
        language: of texts in several languages (qTranslate) the one to show, as `en`; "" for all of them.
        rules: names of cleaning rules to apply beyond those that are on by default.
        no_rules: names of cleaning rules to leave out.
        own_rules: paths of TOML files with cleaning rules of the user's own.
    """

    text: bool = True
    safe: bool = True
    plugins: bool = True
    shortcodes: str = "keep"
    language: str = ""
    rules: frozenset[str] = frozenset()
    no_rules: frozenset[str] = frozenset()
    own_rules: tuple[str, ...] = ()


class MediaOptions(Struct, frozen=True, kw_only=True):
    """Where files of the media library come from, and what is allowed.

    Attributes:
        fetch: from the site, over the network.
        folder: a copy of wp-content/uploads, which is looked at first; "" for none.
        every: also attachments that no page uses.
        hosts: further hosts to fetch from than the site's own, as `cdn.example.org`.
        private: also from addresses that are not public.
        cache: a folder for what is fetched, "" for one in the destination.
        wait: for another run to be done with the cache.
        connections: so many files at a time.
        file_bytes: the largest file.
        run_bytes: as much as is fetched in one run.
        file_seconds: the longest time for one file, all attempts included.
        run_seconds: the longest time for all of them.
        stall_seconds: the longest time without any byte.
        pause_seconds: before a second attempt; twice as long before each later one.
    """

    fetch: bool = False
    folder: str = ""
    every: bool = False
    hosts: frozenset[str] = frozenset()
    private: bool = False
    cache: str = ""
    wait: bool = False
    connections: int = 6
    file_bytes: int = 1024 * MEBIBYTE
    run_bytes: int = 100 * 1024 * MEBIBYTE
    file_seconds: float = 900
    run_seconds: float = 12 * 3600
    stall_seconds: float = 30
    pause_seconds: float = 1


class WriteOptions(Struct, frozen=True, kw_only=True):
    """How results are written.

    Attributes:
        include: names from `INCLUDABLE` that are published although they are not public.
        comments: `section` (below the post), `data` (a JSON file), `none`, or `auto`: as data where a starter shows
            them, else below the post.
        layout: of a folder of Markdown files: one of this program's, or the path of the user's own.
        fields: further fields of front matter, each with its source; an empty source takes a field away.
        starter: add what makes a site of the content.
        base_url: address of the new site, for what needs whole addresses; "" for that of the old one.
        site_id: what Remark42 calls the site.
        redirects: names of kinds of files from `REDIRECTS` that lead old addresses to new ones.
        old_hosts: further hosts that the site had, whose links are its own.
        fts: build the full-text index (SQLite).
        terms: those that are renamed, or made one with others.
        hard_breaks: how Markdown ends a line within a paragraph, in `spaces` or a `backslash`.
    """

    include: frozenset[str] = frozenset()
    comments: str = "auto"
    layout: str = "plain"
    fields: tuple[tuple[str, str], ...] = ()
    starter: bool = False
    base_url: str = ""
    site_id: str = "remark"
    redirects: tuple[str, ...] = ()
    old_hosts: tuple[str, ...] = ()
    fts: bool = True
    terms: tuple[TermChange, ...] = ()
    hard_breaks: Literal["spaces", "backslash"] = "spaces"
