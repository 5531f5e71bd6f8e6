"""Pages of one post: `<!--nextpage-->` divides its body, and WordPress divides long threads."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from turbohtml import Element

from wparchive.readers.page.page import body_classes
from wparchive.text import names
from wparchive.urls import absolute, split_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.readers.page.page import Page

QUERY_NAMES: Final = names("p page_id attachment_id")
"""Names in the query of an address that names its post by number."""
_BODY_CLASS: Final = re.compile(r"(?:single-|page-)paged-([0-9]{1,6})")
_THREAD: Final = re.compile(r"/comment-page-[0-9]{1,6}(/?)\Z")
_PATH: Final = re.compile(r"/comment-page-([0-9]{1,6})/?\Z")
_TO_PAGES: Final = 'a[href*="comment-page-"], a[href*="cpage="]'
_NEXTPAGE: Final = re.compile(r"/[0-9]{1,4}(/?)\Z")
MOST: Final = 100
"""Parts of a body that are looked for where no class says that a link leads to one."""
_COMMENT: Final = re.compile(r"comment-[0-9]{1,18}")
_DIRECTION: Final = re.compile(r"prev(?:ious)?\b|next\b")
_SHORT: Final = re.compile(r"[0-9]{1,4}")
_QUERY: Final = re.compile(r"(?:\A|&)cpage=([0-9]{1,6})")


class Part(NamedTuple):
    """Which page of a post a page is.

    Attributes:
        body: number of the part of its body, from 1.
        thread: number of the page of its thread, from 1; None where the address does not say.
    """

    body: int = 1
    thread: int | None = None


def part_of(page: Page) -> Part:
    """Tell which page of its post a page is: by the body's classes (`get_body_class()`), or by its address."""
    found = _BODY_CLASS.search(body_classes(page.tree))
    thread = thread_page(page.address) if page.address else None
    return Part(int(found[1]) if found else 1, thread)


def thread_page(address: str) -> int | None:
    """Give the number of the page of a thread from its address."""
    url = split_url(address)
    found = _PATH.search(url.path)
    number = found[1] if found else None
    number = number or ((query := _QUERY.search(url.query)) and query[1]) or None
    return int(number) if number else None


def post_address(address: str, part: Part | None = None) -> str:
    """Give the address of the post from that of one of its pages, without what counts pages and readers.

    Args:
        address: absolute.
        part: which page it is; only with it is a number at the end known to be no part of the permalink.
    """
    url = split_url(address)
    path = _THREAD.sub(r"\1", url.path) if "/comment-page-" in url.path else url.path
    if part is not None and part.body > 1:
        path = _NEXTPAGE.sub(r"\1", path)
    asked = url.query.split("&") if url.query else ()
    kept = [pair for pair in asked if pair.split("=")[0] in QUERY_NAMES]
    query = "?" + "&".join(kept) if kept else ""
    return f"{url.scheme}://{url.netloc}{path}{query}"


class Linked(NamedTuple):
    """What a page links of its post.

    Attributes:
        thread: number of the page of the thread that it is itself, as far as its links tell.
        body_parts: the highest number of a part of the body.
        thread_pages: numbers of pages of the thread, its own perhaps among them.
    """

    thread: int | None
    body_parts: int
    thread_pages: tuple[int, ...]


def linked_parts(page: Page, part: Part) -> Linked:
    """Find the parts of its post that a page links.

    Args:
        page: before anything is taken out of it.
        part: which page it is.
    """
    home = post_address(page.address, part) if page.address else ""
    own: Counter[int] = Counter()
    said: list[tuple[str, int]] = []
    others: set[int] = set()
    known: dict[str, int | None] = {}
    for link in page.tree.select(_TO_PAGES):
        href, _, fragment = (link.attr("href") or "").partition("#")
        if href not in known:
            address = absolute(href, page.address)
            number = thread_page(address) if address else None
            known[href] = number if address and number and _same(post_address(address, part), home) else None
        number = known[href]
        if number is None:
            continue
        if _COMMENT.fullmatch(fragment):
            said.append((fragment, number))
            continue
        others.add(number)
        if step := _step(link):
            own[number - step] += 1
    # A comment's own link names the page that it stands on; widgets link comments of other pages.
    there = {name[name.find("comment-") :] for name in _ids(page)} if said else set()
    own.update(number for fragment, number in said if fragment in there)
    others.update(number for _, number in said)
    thread = part.thread or (own.most_common(1)[0][0] if own else None)
    return Linked(thread, _last_part(page, part, home), tuple(sorted({*others, *own})))


def _last_part(page: Page, part: Part, home: str) -> int:
    """Give the last part of the body that follows, link by link, on the one that the page is.

    Links are known by their class (since 5.1), or by where they lead. A page can have archives of years below it, as
    `/blog/2012/`, so a number alone is not enough.
    """
    texts = (link.text.strip() for link in page.tree.select("a.post-page-numbers[href]"))
    classed = {int(text) for text in texts if _SHORT.fullmatch(text)}
    last = part.body
    while last + 1 in classed or _leads_to(page, home, last + 1):
        last += 1
    return last


def _leads_to(page: Page, home: str, number: int) -> bool:
    path = split_url(home).path.rstrip("/")
    if not path or number > MOST or '"' in path or "\\" in path:
        return False
    below = f"{path}/{number}"
    return any(
        _same((absolute(link.attr("href"), page.address) or "").rstrip("/").removesuffix(f"/{number}"), home)
        for ending in (below, f"{below}/")
        for link in page.tree.select(f'a[href$="{ending}"]')
    )


def _ids(page: Page) -> Iterator[str]:
    for element in page.tree.select("[id*='comment-']"):
        yield element.attr("id") or ""


def _step(link: Element) -> int:
    """Tell by its class or that of what it stands in whether a link leads to the page before or after (`-1`, `1`)."""
    for element in (link, link.parent):
        names = element.attr("class") if isinstance(element, Element) else None
        if names and (found := _DIRECTION.search(names)):
            return -1 if found[0].startswith("prev") else 1
    return 0


def _same(one: str, other: str) -> bool:
    return not other or one.partition("://")[2].rstrip("/") == other.partition("://")[2].rstrip("/")
