"""One page of a post as a record: each part of the page is read, taken out, and what is left is accounted for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from wparchive.model import Body, Origin, Post, Where
from wparchive.readers.page.article import take_body
from wparchive.readers.page.author import find_author
from wparchive.readers.page.body import heaviest_body, named_body
from wparchive.readers.page.dates import find_dates
from wparchive.readers.page.facts import Facts
from wparchive.readers.page.identity import identity_of
from wparchive.readers.page.lines import pieces_of, take_alone
from wparchive.readers.page.stated import stated_by
from wparchive.readers.page.terms import find_terms
from wparchive.readers.page.thread import report_thread, take_thread
from wparchive.readers.page.title import find_title, site_name
from wparchive.readers.page.weights import Outline
from wparchive.readers.page.witnesses import differences

if TYPE_CHECKING:
    from turbohtml import Document, Element

    from wparchive.ledger import Ledger
    from wparchive.readers.page.identity import Identity
    from wparchive.readers.page.page import Page

_FORM: Final = "#commentform, form[action*='wp-comments-post.php']"
_CLOSED: Final = ".nocomments, .no-comments, .comments-closed, .wp-block-post-comments-closed"
_PASSWORD_FORM: Final = "form.post-password-form, form[action*='action=postpass']"  # noqa: S105 - a selector
_STATUSES: Final = ("publish", "private", "draft", "pending", "future")
_IMAGE_ID: Final = re.compile(r"(?:^|\s)wp-image-([0-9]{1,19})(?:\s|$)")


def read_page(page: Page, ledger: Ledger, *, whole: bool = True) -> Post | None:
    """Read the page of one post.

    Args:
        page: its tree is taken apart.
        ledger: gets what the page's own witnesses say otherwise.
        whole: whether all of the thread is on this page; else what the page says of its length is not compared.

    Returns:
        The post with its comments, and the rest of the page as boilerplate; None if the page is empty.
    """
    identity = identity_of(page)
    extra = _marks(page.tree)
    comment_status = _comment_status(page.tree)
    stated = stated_by(page.tree)
    thread = take_thread(page)
    root = page.tree.find("body") or page.tree.root
    if root is None:
        return None
    outline = Outline(root)
    post = outline.index(identity.element)
    named = named_body(outline, post)
    if post is None and named is not None:
        post = next((at for at in outline.above(named) if outline.parts[at].tag == "article"), None)
    facts = Facts(identity, stated, site_name(page.tree, stated), named if named is not None else -1, post)
    title = find_title(page, outline, facts)
    facts = facts._replace(title=outline.index(title.element))
    if named is None:
        facts = facts._replace(body=heaviest_body(outline, post, facts.title))
    dates = find_dates(page, outline, facts)
    author = find_author(outline, facts)
    terms = find_terms(outline, facts)
    wrappers = frozenset([root, *(outline.parts[at].element for at in outline.above(facts.body))])
    if facts.title is not None and not facts.title <= facts.body < outline.parts[facts.title].end:
        take_alone(outline.parts[facts.title].element)
    body, inner = take_body(outline, facts, page.language)
    pieces = [*inner, *pieces_of(root, wrappers)]
    where = Where(page.name, record=f"post {identity.id or identity.url or ''}")
    for difference in differences(stated, title, dates, body):
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
        published=dates.published,
        published_raw=dates.published_raw,
        modified=dates.modified,
        sticky="sticky" in identity.classes,
        comment_status=comment_status,
        format=_format(identity),
        body=Body(body, "html"),
        terms=terms,
        featured_image=_featured_image(root),
        meta=(),
        comments=thread.comments,
        boilerplate=tuple(pieces),
        extra=extra or None,
        source=Origin(page.name),
    )


def _status(identity: Identity) -> str:
    return next((status for status in _STATUSES if f"status-{status}" in identity.classes), "publish")


def _format(identity: Identity) -> str | None:
    names = sorted(name[7:] for name in identity.classes if name.startswith("format-"))
    return next((name for name in names if name != "standard"), None)


def _comment_status(tree: Document) -> str | None:
    if tree.select_one(_FORM) is not None:
        return "open"
    return "closed" if tree.select_one(_CLOSED) is not None else None


def _marks(tree: Document) -> dict[str, Any]:
    """What no field of the record is for."""
    found: dict[str, Any] = {}
    if tree.select_one(_PASSWORD_FORM) is not None:
        found["password_required"] = True
    image = tree.select_one("img.wp-post-image")
    if image is not None and (address := image.attr("data-src") or image.attr("src")):
        found["featured_image_url"] = address
    return found


def _featured_image(root: Element) -> str | None:
    image = root.select_one("img.wp-post-image")
    found = _IMAGE_ID.search(image.attr("class") or "") if image is not None else None
    return found[1] if found else None
