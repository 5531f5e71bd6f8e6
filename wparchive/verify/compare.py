"""A result held against its sources: is each of their posts and comments in it, with the same content?

Only hashes are kept of what was read, so that it does not matter how large the site is.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from wparchive.errors import DestinationError, InputError
from wparchive.hashing import HashBag
from wparchive.ledger import Ledger
from wparchive.pipeline import open_source
from wparchive.plurals import counted
from wparchive.verify.checks import SHOWN, Check, Found

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wparchive.options import ReadOptions
    from wparchive.verify.contents import Contents, Fact


def compare(contents: Contents, sources: Sequence[str], options: ReadOptions) -> Iterator[Check]:
    """Compare.

    Args:
        contents: of the result.
        sources: addresses of what it was made of.
        options: with which they are read.

    Yields:
        What was found.

    Raises:
        InputError: if the sources cannot be read.
    """
    there = HashBag()
    try:
        for fact in contents.read():
            there.put(fact.text)
    except (DestinationError, InputError) as error:
        yield Check("failed", f"it cannot be compared with the sources: {error}")
        return
    ledger = Ledger()
    absent: dict[tuple[str | None, ...], Fact] = {}
    count, wanted = 0, Counter[str]()
    for fact, certain in contents.expect(open_source(*sources, options=options, ledger=ledger)):
        wanted[fact.shape.name] += 1
        if there.take(fact.text) or not certain:
            continue
        count += 1
        if len(absent) < SHOWN:
            absent[fact.identity] = fact
    if unread := ledger.arisen("source-unreadable"):
        yield Check("failed", f"{unread:,} of the sources could not be read, and were not compared")
    extra = Found()
    differing = _pair(contents, there, absent, extra) if len(there) else {}
    listed = ", ".join(counted(number, name) for name, number in wanted.items()) or "no posts"
    if count:
        names = Found(differing.get(identity, f"{fact.name} is missing") for identity, fact in absent.items())
        names.count = count
        yield Check("failed", f"{count:,} of {listed} of the sources are missing or differ", names.details())
    else:
        yield Check("passed", f"{listed} of the sources: all of them are in it, {contents.claim}")
    if extra.count:
        yield Check("note", f"{extra.count:,} are in it and not in the sources", extra.details())


def _pair(
    contents: Contents, left: HashBag, absent: dict[tuple[str | None, ...], Fact], extra: Found
) -> dict[tuple[str | None, ...], str]:
    """Say of what is absent whether it is there with another content; what is left then is extra."""
    differing: dict[tuple[str | None, ...], str] = {}
    for fact in contents.read():
        if not left.take(fact.text):
            continue
        source = absent.get(fact.identity)
        if source is None:
            extra.add(fact.name)
        else:
            names = zip(fact.shape.fields, fact.values, source.values, strict=True)
            fields = [name for name, here, there in names if (here or "") != (there or "")]
            differing[fact.identity] = f"{source.name} differs: {', '.join(fields)}"
    return differing
