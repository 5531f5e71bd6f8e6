"""The rendering stage: bodies get their HTML and, where wanted, their text."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from wparchive.content.attachments import media_of
from wparchive.content.autop import autop
from wparchive.content.comments import render_comment
from wparchive.content.context import Numbers, RenderContext, ignore
from wparchive.content.index import EMPTY_INDEX
from wparchive.content.languages import R, named
from wparchive.content.safe import sanitize
from wparchive.model import Body, Comment, Post, Site, Where
from wparchive.text import names, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.content.context import Found
    from wparchive.content.index import SiteIndex
    from wparchive.ledger import Ledger
    from wparchive.model import Record
    from wparchive.options import RenderOptions

_NUMBER: Final = re.compile("[0-9]+")
_SIGNS_OF_PLUGINS: Final = ("[", "{:", "<!--:", "$latex", '"language"', "```")
"""Without one of these there is nothing in a content that only plugins understand."""
_BUILDERS_FIELDS: Final = names(
    "_breakdance_data _bricks_page_content_2 _cornerstone_data _elementor_data _fl_builder_data"
    " _themify_builder_settings_json brizy_post_uid ct_builder_json ct_builder_shortcodes mfn-page-items panels_data"
    " tve_updated_post zionbuilder_page_elements"
)
"""Where page builders keep what they show; most of them write it to the content as well."""


def render_stage(
    records: Iterator[Record], options: RenderOptions, ledger: Ledger, index: SiteIndex = EMPTY_INDEX
) -> Iterator[Record]:
    """Render the bodies of posts and comments; all other records pass.

    What a reader took from a page or a text was rendered already, and no rule of WordPress's applies to it any more:
    bodies that have HTML, and bodies of posts in the formats `html` and `text`, of comments in the format `text`.
    What an archive has as WordPress itself shows it is rendered again where plugins do more to it.
    Comments are made safe, if that is asked for, whatever they come from.

    Args:
        records: what a reader gave.
        options: whether to add plain text, and to make comments safe.
        ledger: told of unknown shortcodes (once per name and post), placeholders and unsafe markup.
        index: what the site has, for what posts show of it.

    Yields:
        The same records, in the same order.
    """
    around = RenderContext(index=index)
    for record in records:
        if type(record) is Post:
            yield _rendered(record, around, options, ledger)
            continue
        if type(record) is Site:
            around = RenderContext(index=index, site=record.url.rstrip("/"), numbers=around.numbers)
        yield _named(record, Where(source=""), options, ledger)


def _rendered(post: Post, around: RenderContext, options: RenderOptions, ledger: Ledger) -> Post:
    body = post.body
    if body.format in ("html", "text") or (body.html is not None and not _is_to_be_finished(body, options)):
        html = _as_shown(body)
    else:
        context = RenderContext(
            post=post.id,
            url=post.url or "",
            meta=post.meta,
            site=around.site,
            index=around.index,
            media=media_of(post) if post.type == "attachment" else None,
            record=post,
            numbers=around.numbers,
            plugins=options.plugins,
            shortcodes=options.shortcodes,
            language=options.language,
            found=_reporter(post, ledger),
        )
        html = _finished(body, context)
    if not body.source and post.meta and post.type != "attachment":
        _report_builder(post, ledger)
    comments = tuple([_rendered_comment(comment, post, around.site, options, ledger) for comment in post.comments])
    post = replace(post, body=_body(body, html, options), comments=comments)
    return _named(post, _where(post, f"post {post.id}"), options, ledger)


def _report_builder(post: Post, ledger: Ledger) -> None:
    field = next((row.key for row in post.meta if row.key in _BUILDERS_FIELDS and row.value), None)
    if field is not None:
        ledger.report("text-in-custom-fields", _where(post, f"post {post.id}"), field)


def _named(record: R, where: Where, options: RenderOptions, ledger: Ledger) -> R:
    if not options.plugins:
        return record
    record, before = named(record, options.language)
    for text in before:
        ledger.report("several-languages", where, options.language or "all of them", original=text)
    return record


def _is_to_be_finished(body: Body, options: RenderOptions) -> bool:
    """Whether an archive may have it as WordPress itself shows it, and there may be more to do."""
    return (options.plugins or options.shortcodes != "keep") and any(sign in body.source for sign in _SIGNS_OF_PLUGINS)


def _finished(body: Body, context: RenderContext) -> str:
    """Render a body, but not one whose HTML is another's, or was cleaned; numbers of galleries and players aside."""
    from wparchive.content.render import render_post  # noqa: PLC0415 - pages need none of it

    if body.html is not None:
        bare = replace(context, numbers=Numbers(), plugins=False, shortcodes="keep", found=ignore)
        if _NUMBER.sub("", body.html) != _NUMBER.sub("", render_post(body.source, bare)):
            return body.html
    return render_post(body.source, context)


def _rendered_comment(comment: Comment, post: Post, site: str, options: RenderOptions, ledger: Ledger) -> Comment:
    body = comment.body
    was_shown = body.html is not None or body.format == "text"
    html = _as_shown(body) if was_shown else render_comment(body.source, site)
    if options.safe:
        html, removed = sanitize(html)
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

    def found(code: str, detail: str, original: str | None = None, /) -> None:
        if original is not None or (code, detail) not in seen:
            seen.add((code, detail))
            ledger.report(code, _where(post, f"post {post.id}"), detail, original=original)

    return found


def _where(post: Post, record: str) -> Where:
    return Where(source=post.source.name, line=post.source.line, record=record)
