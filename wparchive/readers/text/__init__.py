"""Plain-text scrapes of WordPress pages: what crawlers and text extractors make of a post and its comments.

lines.py takes a text apart, extractors.py undoes what programs did to the lines, and scrape.py says of each what it is
found to be. reader.py makes a post of them: thread/ has its comments, article.py and title.py the post, boilerplate.py
the rest. likeness.py weighs whether a text is such a page at all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wparchive.ledger import Ledger
    from wparchive.model import Record
    from wparchive.options import ReadOptions
    from wparchive.sources import Source

_TEXT: Final = re.compile(r"\.(?:txt|text|md|markdown)(?:\.(?:gz|bz2|xz))?\Z", re.IGNORECASE)
_OTHER: Final = re.compile(
    rb"\s*(?:<[!?a-zA-Z]|\[\s*(?:[\[{\"\]]|-?\d+\s*,)|\{\s*[\"}]|%PDF|PK\x03\x04|WARC/|\x1f\x8b|SQLite|#!|---\s*\n"
    rb"|From |(?:[\w-]+: [^\n]*\n){3})"
)
_NOT_TEXT: Final = re.compile(
    r"\.(?:css|m?js|json[lc]?|ndjson|xml|svg|csv|tsv|py|php|sh|toml|ya?ml|ini|cfg|conf|log|sql|map|lock|scss|less|ts|vtt|srt)\Z",
    re.IGNORECASE,
)
"""Files that lie beside pages, of which none is the text of one."""


def sniff(head: bytes, name: str) -> float:
    """Tell how surely a source is the text of a page with comments: not any text is.

    What counts are lines that only such a page has: the heading of a thread, the form, the notice of Akismet, names
    that say something, links that lead to comments.
    """
    begin = head[:4096].lower()
    if not head.strip() or _NOT_TEXT.search(name) or _OTHER.match(head) or b"\0" in begin or b"<html" in begin:
        return 0.0
    from wparchive.readers.text.likeness import likeness  # noqa: PLC0415 - loads the phrases

    found = likeness(head.decode("utf-8", "replace"))
    named = bool(_TEXT.search(name))
    return min(found, 0.9) if named else min(found - 0.2, 0.7)


def read_site(sources: Iterable[Source], options: ReadOptions, ledger: Ledger) -> Iterator[Record]:
    """Read scrapes as one site.

    Args:
        sources: one page's text each.
        options: the limit of a text's size.
        ledger: what comes in is counted there.

    Yields:
        The posts, in the order of the sources, then the site: what was recognised is in it.

    Raises:
        InputError: if none of the sources can be read.
    """
    from wparchive.readers.text.site import read_all  # noqa: PLC0415 - loads the phrases

    yield from read_all(sources, options, ledger)
