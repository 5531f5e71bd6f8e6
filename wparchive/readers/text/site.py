"""Scrapes of one site: each is one post, and what was recognised in all of them is counted."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from wparchive.ledger import units_of
from wparchive.merging.gathering import Gathering
from wparchive.model import Post, Site, Where
from wparchive.readers.joint import decoded, read_each
from wparchive.readers.text.reader import read_scrape
from wparchive.readers.text.thread.comments import missing
from wparchive.sources import whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wparchive.ledger import Ledger
    from wparchive.model import Record
    from wparchive.options import ReadOptions
    from wparchive.readers.text.reader import Read
    from wparchive.sources import Source


class Survey:
    """Counts what is recognised, for `inspect`."""

    def __init__(self) -> None:
        self._families: Counter[str] = Counter()
        self._certainty: Counter[str] = Counter()
        self._numbers: Counter[str] = Counter()
        self._boilerplate: Counter[str] = Counter()

    def see(self, read: Read) -> None:
        """Count one scrape."""
        post = read.post
        self._families[read.family] += 1
        self._certainty[read.sure] += 1
        top = [comment.number for comment in post.comments if comment.number is not None and comment.depth == 1]
        for name, count in (
            ("printed", sum(comment.number is not None for comment in post.comments)),
            ("missing", len(missing(top))),
            ("names", sum(comment.author.name is not None for comment in post.comments)),
            ("dates", sum(bool(comment.published or comment.published_raw) for comment in post.comments)),
        ):
            if count:
                self._numbers[name] += count
        for piece in post.boilerplate:
            self._boilerplate[piece.kind] += len(piece.text.splitlines())

    def site(self) -> Site:
        """The site, of which a text says nothing, with the counts in `extra`."""
        counted = {
            "families": self._families,
            "certainty": self._certainty,
            "numbers of comments": self._numbers,
            "lines of boilerplate": self._boilerplate,
        }
        pages = {name: dict(sorted(counter.items())) for name, counter in counted.items() if counter}
        return Site(title="", url="", description="", language="", generator="", wxr_version="", extra={"pages": pages})


def read_all(sources: Iterable[Source], options: ReadOptions, ledger: Ledger) -> Iterator[Record]:
    """Read each source as one post; posts wait on disk, for the site goes first, and what it says is known last.

    Raises:
        InputError: if none of the sources can be read.
    """
    survey = Survey()
    waiting = Gathering()
    decode_post = msgspec.msgpack.Decoder(Post).decode

    def take(source: Source) -> Iterator[Record]:
        read = _read(source, options, ledger)
        if read is not None:
            survey.see(read)
            ledger.came_in.update(units_of(read.post))
            waiting.put(msgspec.msgpack.encode(read.post), ())
        yield from ledger.drain()

    try:
        yield from read_each(sources, take, ledger)
        yield survey.site()
        for thing in waiting.things():
            yield from map(decode_post, waiting.pieces(thing))
    finally:
        waiting.close()


def _read(source: Source, options: ReadOptions, ledger: Ledger) -> Read | None:
    data = whole(source, source.chunks(), options.max_item_bytes, ledger)
    if data is None:
        return None
    text = decoded(data, source.name, ledger).text
    if not text.strip():
        ledger.report("empty-source", Where(source.name))
        return None
    return read_scrape(text, source.name, ledger)
