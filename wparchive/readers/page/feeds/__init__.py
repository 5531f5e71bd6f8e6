"""Feeds that lie among the pages: RSS, Atom and RDF, of posts and of comments.

They say exactly what pages show in words: dates, guids, authors. A feed of comments is known by its items, which link
`…#comment-<id>` (`get_comment_link()`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.dates import rfc822, rfc3339
from wparchive.model import Body, Comment, CommentAuthor, Origin, Post, TermRef
from wparchive.readers.page.feeds.details import Details, details_of
from wparchive.readers.page.joining import COMMENT_FEED, FEED, Piece
from wparchive.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from turbohtml.extract import Entry

_START: Final = re.compile(
    r"\s*(?:<\?xml[^>]*>)?(?:\s|<!--.*?-->|<\?.*?\?>|<!DOCTYPE rss[^>]*>)*<(?:rss|feed|rdf:RDF)[\s>]", re.DOTALL
)
_COMMENT: Final = re.compile(r"(.*?)(?:/comment-page-[0-9]+/?|[?&]cpage=[0-9]+)?#comment-([0-9]{1,18})\Z")
_NUMBERED: Final = re.compile(r"[?&](?:p|page_id)=([0-9]{1,18})\Z")
_GENERATOR: Final = re.compile(
    r"<generator>\s*https?://(?:www\.)?wordpress\.(?:org|com)/\?v=([0-9]{1,3})(?:\.([0-9]{1,3}))?"
)
_IN_REPLY: Final = re.compile(
    r"<p>[^<>]{0,60}<a href=\"[^\"<>]{1,2000}#comment-([0-9]{1,18})\"[^<>]*>[^<>]{0,500}</a>[^<>]{0,60}</p>\s*"
)
"""The words are the site's language's; what stands between them is the same in all."""


class FeedFacts(NamedTuple):
    """What a feed says of its site.

    Attributes:
        kind: `rss`, `atom` or `rdf`.
        of_comments: its items are comments.
        title: of the site, or of the post for a feed of its comments.
        link: the address of either.
        description: the site's tagline.
    """

    kind: str
    of_comments: bool
    title: str
    link: str | None
    description: str


def is_feed(text: str) -> bool:
    """Tell by its first characters whether a text is a feed."""
    return _START.match(text, 0, 4096) is not None


def read_feed(text: str, name: str) -> tuple[FeedFacts, list[Piece], list[str]] | None:
    """Read a feed.

    Args:
        text: decoded.
        name: of its source.

    Returns:
        What it says of the site, a piece for each post that it holds or has comments of, and the text of items that
        cannot be read; None if it is no feed.
    """
    from wparchive.readers.page.feeds.damaged import entries_of  # noqa: PLC0415 - few sites come with their feeds

    found, entries, unread = entries_of(text)
    if found is None:
        return None
    link = absolute(found.link, None)
    comments = [(entry, match) for entry in entries if (match := _COMMENT.match(entry.link or entry.id or ""))]
    of_comments = bool(comments)
    facts = FeedFacts(found.type, of_comments, (found.title or "").strip(), link, (found.description or "").strip())
    if of_comments:
        return facts, list(_commented(comments, name, says_parents=_says_parents(text))), unread
    details = details_of(text, len(entries))
    posts = [_post(entry, about, name) for entry, about in zip(entries, details, strict=True) if entry.link or entry.id]
    return facts, posts, unread


def _post(entry: Entry, details: Details, name: str) -> Piece:
    content = entry.content.decode("utf-8", "replace") if isinstance(entry.content, bytes) else entry.content
    number = _NUMBERED.search(entry.id or "")
    published = _date(entry.published)
    post = Post(
        id=number[1] if number else None,
        type="post",
        status="publish",
        title=(entry.title or "").strip(),
        slug="",
        url=absolute(entry.link, None),
        guid=entry.id,
        author_name=(entry.author or "").strip() or None,
        published=published,
        published_raw=entry.published if published is None else None,
        modified=_date(entry.updated),
        excerpt=entry.summary if content is None else None,
        truncated=content is None,
        body=Body((content or "").strip(), "html"),
        terms=tuple([TermRef("category", "", term) for term in details.categories]),
        meta=(),
        comments=(),
        boilerplate=(),
        extra={"enclosure": list(details.enclosures)} if details.enclosures else None,
        source=Origin(name),
    )
    return Piece(post, FEED)


def _says_parents(text: str) -> bool:
    """Since WordPress 5.4, answers in a feed begin with a link to what they answer (`get_comment_text()`)."""
    found = _GENERATOR.search(text)
    return found is not None and (int(found[1]), int(found[2] or 0)) >= (5, 4)


def _commented(found: list[tuple[Entry, re.Match[str]]], name: str, *, says_parents: bool) -> Iterator[Piece]:
    by_post: dict[str, list[Comment]] = {}
    for entry, match in found:
        by_post.setdefault(match[1], []).append(_comment(entry, match[2], says_parents=says_parents))
    for url, comments in by_post.items():
        number = _NUMBERED.search(url)
        post = Post(
            id=number[1] if number else None,
            type="post",
            status="publish",
            title="",
            slug="",
            url=absolute(url, None),
            body=Body("", "html"),
            terms=(),
            meta=(),
            comments=tuple(sorted(comments, key=lambda comment: (comment.published or "", int(comment.id or 0)))),
            boilerplate=(),
            source=Origin(name),
            truncated=True,
        )
        yield Piece(post, COMMENT_FEED)


def _comment(entry: Entry, number: str, *, says_parents: bool) -> Comment:
    content = entry.content.decode("utf-8", "replace") if isinstance(entry.content, bytes) else entry.content
    text = (content or entry.summary or "").strip()
    answered = _IN_REPLY.match(text) if says_parents else None
    published = _date(entry.published)
    return Comment(
        id=number,
        parent=answered[1] if answered else None,
        parent_certain=says_parents,
        depth=2 if answered else 1,
        type="comment",
        status="approved",
        author=CommentAuthor(name=(entry.author or "").strip() or None),
        published=published,
        published_raw=entry.published if published is None else None,
        body=Body(text[answered.end() :] if answered else text, "html"),
        mentions=(),
    )


def _date(text: str | None) -> str | None:
    """Read a date of Atom or of RSS."""
    return rfc3339(text) or rfc822(text)
