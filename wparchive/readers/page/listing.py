"""What shows or links posts on a page: lists (home, archives, search) with the beginning of each, and neighbours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.dates import rfc3339
from wparchive.model import Body, Origin, Post, Where
from wparchive.readers.page.joining import LIST, Piece
from wparchive.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from turbohtml import Element

    from wparchive.ledger import Ledger
    from wparchive.readers.page.page import Page

_ENTRIES: Final = "[class~='hentry'], [class~='type-post'], [class~='wp-block-post'], [id^='post-']"
_HEADINGS: Final = (
    ".entry-title a[href], .wp-block-post-title a[href], .post-title a[href]",
    "h1 a[href], h2 a[href], h3 a[href]",
    "a[rel~='bookmark'][href]",
)
_TEXTS: Final = (".entry-content, .wp-block-post-content, .entry, .storycontent, .e-content",)
_EXCERPTS: Final = (".entry-summary, .wp-block-post-excerpt, .excerpt, .p-summary",)
_DATES: Final = (
    "time.entry-date[datetime], time.published[datetime], .wp-block-post-date time[datetime], time[datetime]",
)
_NUMBER: Final = re.compile(r"(?:\A|\s)post-([0-9]{1,18})(?:\s|\Z)")
MOST: Final = 1000
"""Posts of one list: in each the heading is looked for, and hostile pages put all of them into one another."""
_NEIGHBOURS: Final = tuple(f"{tag}[rel~='{rel}'][href]" for tag in ("link", "a") for rel in ("prev", "next"))


def listed_posts(page: Page, ledger: Ledger) -> Iterator[Piece]:
    """Give the posts that a list shows, each with its address and what stands there of its text."""
    seen: set[str] = set()
    entries = page.tree.select(_ENTRIES)
    if len(entries) > MOST:
        ledger.report("list-too-long", Where(page.name), f"{len(entries):,}")
    for entry in entries[:MOST]:
        heading = _first(entry, _HEADINGS)
        url = absolute(heading.attr("href"), page.address or page.site) if heading is not None else None
        if heading is None or url is None or url in seen:
            continue
        seen.add(url)
        yield Piece(_post(page, entry, heading, url), LIST, page.captured)


def _post(page: Page, entry: Element, heading: Element, url: str) -> Post:
    number = _NUMBER.search(f"{entry.attr('id') or ''} {entry.attr('class') or ''}")
    date = _first(entry, _DATES)
    stamp = str(date.attr("datetime")) if date is not None else ""
    text, excerpt = _first(entry, _TEXTS), _first(entry, _EXCERPTS)
    return Post(
        id=number[1] if number else None,
        type="post",
        status="publish",
        title=heading.text.strip(),
        slug="",
        url=url,
        published=rfc3339(stamp),
        excerpt=excerpt.inner_html.strip() if excerpt is not None else None,
        truncated=True,
        body=Body(text.inner_html.strip() if text is not None else "", "html"),
        terms=(),
        meta=(),
        comments=(),
        boilerplate=(),
        source=Origin(page.name),
    )


def _first(element: Element, selectors: tuple[str, ...]) -> Element | None:
    for selector in selectors:
        found = element.select_one(selector)
        if found is not None:
            return found
    return None


def neighbours(page: Page) -> Iterator[str]:
    """Give the addresses of the posts before and after, as the page of a post links them."""
    own = page.address or ""
    for link in (found for selector in _NEIGHBOURS for found in page.tree.select(selector)):
        address = absolute(link.attr("href"), page.address)
        # Parts of the post and of its thread are linked by the same words.
        if address is not None and not (own and address.startswith(own.rstrip("/"))):
            yield address.partition("#")[0]
