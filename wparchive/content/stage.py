"""The rendering stage: bodies get their HTML and, where wanted, their text."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from msgspec.structs import replace

from wparchive.content.autop import autop
from wparchive.content.comments import render_comment
from wparchive.content.context import RenderContext
from wparchive.content.render import render_post
from wparchive.content.safe import sanitize
from wparchive.model import Body, Comment, Post, Site, Where
from wparchive.text import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.content.context import Found
    from wparchive.ledger import Ledger
    from wparchive.model import Record
    from wparchive.options import RenderOptions


def render_stage(records: Iterator[Record], options: RenderOptions, ledger: Ledger) -> Iterator[Record]:
    """Render the bodies of posts and comments; all other records pass.

    What a reader took from a page or a text was rendered already, and no rule of WordPress's applies to it any more:
    bodies that have HTML, and bodies of posts in the formats `html` and `text`, of comments in the format `text`.
    Comments are made safe whatever they come from.

    Args:
        records: what a reader gave.
        options: whether to add plain text.
        ledger: told of unknown shortcodes (once per name and post), placeholders and unsafe markup.

    Yields:
        The same records, in the same order.
    """
    site = ""
    for record in records:
        if type(record) is Post:
            yield _rendered(record, site, options, ledger)
            continue
        if type(record) is Site:
            site = record.url.rstrip("/")
        yield record


def _rendered(post: Post, site: str, options: RenderOptions, ledger: Ledger) -> Post:
    body = post.body
    if body.html is not None or body.format in ("html", "text"):
        html = _as_shown(body)
    else:
        context = RenderContext(post=post.id, site=site, found=_reporter(post, ledger))
        html = render_post(body.source, context)
    comments = tuple([_rendered_comment(comment, post, options, ledger) for comment in post.comments])
    return replace(post, body=_body(body, html, options), comments=comments)


def _rendered_comment(comment: Comment, post: Post, options: RenderOptions, ledger: Ledger) -> Comment:
    body = comment.body
    was_shown = body.html is not None or body.format == "text"
    html, removed = sanitize(_as_shown(body) if was_shown else render_comment(body.source))
    if removed:
        name = f"comment {comment.id or comment.place or comment.number}"
        ledger.report("unsafe-html", _where(post, name), ", ".join(removed))
    return replace(comment, body=_body(body, html, options))


def _as_shown(body: Body) -> str:
    if body.html is not None:
        return body.html
    return body.source if body.format == "html" else autop(escape(body.source, quote=False))


def _body(body: Body, html: str, options: RenderOptions) -> Body:
    return Body(body.source, body.format, html, plain_text(html) if options.text else None)


def _reporter(post: Post, ledger: Ledger) -> Found:
    seen: set[tuple[str, str]] = set()

    def found(code: str, detail: str) -> None:
        if (code, detail) not in seen:
            seen.add((code, detail))
            ledger.report(code, _where(post, f"post {post.id}"), detail)

    return found


def _where(post: Post, record: str) -> Where:
    return Where(source=post.source.name, line=post.source.line, record=record)
