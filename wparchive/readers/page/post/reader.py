"""One page of a post as a record: each part of the page is read, taken out, and what is left is accounted for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from msgspec.structs import replace
from turbohtml import Element

from wparchive.model import Body, Boilerplate, Origin, Post, Where
from wparchive.readers.page.ids import index_of
from wparchive.readers.page.post.author import find_author
from wparchive.readers.page.post.body import take_body
from wparchive.readers.page.post.body_element import heaviest_body, named_body
from wparchive.readers.page.post.dates import find_dates
from wparchive.readers.page.post.differences import differences
from wparchive.readers.page.post.excerpt import take_excerpt
from wparchive.readers.page.post.facts import Facts
from wparchive.readers.page.post.identity import identity_of
from wparchive.readers.page.post.stated import stated_by
from wparchive.readers.page.post.terms import find_terms
from wparchive.readers.page.post.title import find_title, site_name
from wparchive.readers.page.structure.lines import pieces_of, take_alone
from wparchive.readers.page.structure.outline import Outline
from wparchive.readers.page.structure.part_names import COMMENT_FORM
from wparchive.readers.page.thread import find_thread, report_thread, take_thread
from wparchive.readers.page.thread.elsewhere import places_in
from wparchive.text import names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from turbohtml import Document

    from wparchive.ledger import Ledger
    from wparchive.readers.page.ids import Index
    from wparchive.readers.page.page import Page
    from wparchive.readers.page.post.identity import Identity
    from wparchive.readers.page.post.stated import Stated
    from wparchive.readers.page.post.title import Title
    from wparchive.readers.page.thread import Found

_CLOSED: Final = names("nocomments no-comments comments-closed wp-block-post-comments-closed")
_PASSWORD_FORM: Final = "form.post-password-form, form[action*='action=postpass']"  # noqa: S105 - a selector
_STATUSES: Final = ("publish", "private", "draft", "pending", "future")
_IMAGE_ID: Final = re.compile(r"(?:^|\s)wp-image-([0-9]{1,19})(?:\s|$)")


def read_page(page: Page, ledger: Ledger, *, whole: bool = True) -> Post:
    """Read the page of one post.

    Args:
        page: its tree is taken apart.
        ledger: gets what the page's own witnesses say otherwise.
        whole: whether all of the thread is on this page; else what the page says of its length is not compared.

    Returns:
        The post with its comments, and the rest of the page as boilerplate.
    """
    before = _before(page)
    thread = take_thread(page, before.thread)
    # Nothing is left where the body itself was a comment: `<body id="comment-5">`.
    root = page.tree.find(["body", "frameset"]) or Element("body")
    outline = Outline(root)
    facts, title = _located(page, outline, before)
    dates = find_dates(page, outline, facts)
    author, terms = find_author(outline, facts, page.language), find_terms(outline, facts)
    excerpt, body, pieces = _take_apart(page, outline, facts, places_in(page.tree) if thread.elsewhere else ())
    identity = before.identity
    where = Where(page.name, record=f"post {identity.id or identity.url or ''}")
    for difference in differences(before.stated, title, dates, body):
        ledger.report("head-differs", where, difference)
    report_thread(thread, where, ledger, whole=whole)
    return Post(
        id=identity.id,
        type=identity.type,
        status=_status(identity),
        title=title.text,
        slug=identity.slug,
        url=identity.url,
        author=author.login,
        author_name=author.name,
        **dates._asdict(),
        sticky="sticky" in identity.classes,
        comment_status=before.comment_status,
        format=_format(identity),
        excerpt=excerpt,
        body=Body(body, "html"),
        terms=terms,
        featured_image=before.marks.pop("featured_image", None),
        meta=(),
        comments=thread.comments,
        boilerplate=(*_beside(title), *pieces),
        extra=before.marks or None,
        source=Origin(page.name),
    )


class _Before(NamedTuple):
    """What is read of a page before anything is taken out of it."""

    identity: Identity
    stated: Stated
    site_name: str | None
    comment_status: str | None
    marks: dict[str, Any]
    thread: Found


def _before(page: Page) -> _Before:
    index, stated = index_of(page.tree), stated_by(page.tree)
    identity, named = identity_of(page, index), site_name(page.tree, stated)
    status, marks = _comment_status(index), _marks(page.tree)
    return _Before(identity, stated, named, status, marks, find_thread(page, index))


def _located(page: Page, outline: Outline, before: _Before) -> tuple[Facts, Title]:
    """Find where the text of the post and its title are."""
    post = outline.index(before.identity.element)
    named = named_body(outline, post)
    if post is None and named is not None:
        post = next((at for at in outline.above(named) if outline.parts[at].tag == "article"), None)
    body = -1 if named is None else named
    facts = Facts(before.identity, before.stated, before.site_name, body, post)
    title = find_title(page, outline, facts)
    facts = replace(facts, title=outline.index(title.element))
    if named is None:
        facts = replace(facts, body=heaviest_body(outline, post, facts.title))
    return facts, title


def _take_apart(
    page: Page, outline: Outline, facts: Facts, elsewhere: Sequence[Element]
) -> tuple[str | None, str, tuple[Boilerplate, ...]]:
    """Take excerpt, title and text out of the page, and divide what is left into pieces."""
    excerpt = take_excerpt(outline, facts)
    root = outline.parts[0].element
    wrappers = frozenset([root, *(outline.parts[at].element for at in outline.above(facts.body))])
    if facts.title is not None and not facts.title <= facts.body < outline.parts[facts.title].end:
        take_alone(outline.parts[facts.title].element)
    body, pieces = take_body(outline, facts, page.language, elsewhere)
    return excerpt, body, (*pieces, *pieces_of(outline, wrappers))


def _beside(title: Title) -> tuple[Boilerplate, ...]:
    return (Boilerplate("meta", title.beside, place="page"),) if title.beside else ()


def _status(identity: Identity) -> str:
    return next((status for status in _STATUSES if f"status-{status}" in identity.classes), "publish")


def _format(identity: Identity) -> str | None:
    formats = sorted(name[7:] for name in identity.classes if name.startswith("format-"))
    return next((name for name in formats if name != "standard"), None)


def _comment_status(index: Index) -> str | None:
    if "commentform" in index.first or index.tree.select_one(COMMENT_FORM) is not None:
        return "open"
    named = index.tree.select("[class*='comments']")
    return (
        "closed"
        if not _CLOSED.isdisjoint(index.first)
        or any(_CLOSED.intersection((one.attr("class") or "").split()) for one in named)
        else None
    )


def _marks(tree: Document) -> dict[str, Any]:
    """What no field of the record is for."""
    found: dict[str, Any] = {}
    if tree.select_one(_PASSWORD_FORM) is not None:
        found["password_required"] = True
    image = tree.select_one("img.wp-post-image")
    if image is not None and (address := image.attr("data-src") or image.attr("src")):
        found["featured_image_url"] = address
        if number := _IMAGE_ID.search(image.attr("class") or ""):
            found["featured_image"] = number[1]
    return found
