"""Records of comments from their elements: every field of all comments together, for a page shows what each means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace
from turbohtml import Element

from wparchive.mentions import Names, hint_of
from wparchive.model import Body, Comment, CommentAuthor
from wparchive.readers.page.structure.part_names import COMMENT_FORM
from wparchive.readers.page.thread.authors.author import NOBODY, attribution_of, stored_name
from wparchive.readers.page.thread.authors.frames import frame_of, unframed
from wparchive.readers.page.thread.authors.unmarked import complete_names
from wparchive.readers.page.thread.dates.readings import said_of
from wparchive.readers.page.thread.dates.when import dates_of
from wparchive.readers.page.thread.dates.years import with_years
from wparchive.readers.page.thread.finding.marks import depth_in
from wparchive.readers.page.thread.kinds import rating_of, settle_ping, status_of, type_of, user_marks
from wparchive.readers.page.thread.leaves import own_of, with_numbers
from wparchive.readers.page.thread.parents import places_of, spots_of
from wparchive.readers.page.thread.reply_links import ReplyLink, reply_link
from wparchive.readers.page.thread.roles import DATE, NUMBER, PERMALINK
from wparchive.readers.page.thread.text import furniture, html_of, split, usual_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from turbohtml import Document

    from wparchive.readers.page.page import Page
    from wparchive.readers.page.thread.authors.author import Attribution
    from wparchive.readers.page.thread.authors.frames import Frame
    from wparchive.readers.page.thread.dates.readings import Said
    from wparchive.readers.page.thread.dates.when import When
    from wparchive.readers.page.thread.finding.root import Root
    from wparchive.readers.page.thread.leaves import Leaf, Own
    from wparchive.readers.page.thread.parents import Spot
    from wparchive.readers.page.thread.text import Split

_NUMBER: Final = re.compile(r"#?\s*(\d{1,7})\s*(?:[.)#\u697c\u6a13]|F)?")
_OLD: Final = re.compile(r"WordPress (?:1\.|2\.[0-6]\b)")
_FORMS: Final = ("form#commentform", "#respond form", COMMENT_FORM)
_ALIKE: Final = 3
_BATCH: Final = 10_000
"""Comments whose trees are held at a time."""
_PINGS: Final = frozenset({"pingback", "trackback", "webmention"})


class Taken(NamedTuple):
    """Comments, and what their own parts say of the thread. The fields are those of `Thread`."""

    comments: tuple[Comment, ...]
    missing: tuple[str, ...]
    misnamed: tuple[str, ...]
    post: str | None


class _Read(Struct, frozen=True, gc=False):
    """What was read in one comment by itself."""

    root: Root
    own: Own
    kind: str
    link: ReplyLink | None
    said: Said


class _Batch(NamedTuple):
    """What is kept of comments that were read together: their trees can go."""

    comments: list[Comment]
    links: list[ReplyLink | None]
    misnamed: list[str]


def comments_of(roots: Sequence[Root], page: Page) -> Taken:
    """Take comments out of the tree and read them.

    Args:
        roots: in document order.
        page: which they are of.
    """
    threaded = _is_threaded(page.tree, roots)
    # From the last to the first: when a comment is read, its answers are out of it already.
    starts = range((len(roots) - 1) // _BATCH * _BATCH, -1, -_BATCH)
    batches = [_batch(roots[start : start + _BATCH], page) for start in starts][::-1]
    comments = [comment for batch in batches for comment in batch.comments]
    links = [link for batch in batches for link in batch.links]
    spots = spots_of(roots, links, threaded=threaded)
    numbers = {root.number for root in roots}
    answered = dict.fromkeys(link.comment for link in links if link is not None)
    return Taken(
        _linked(comments, spots, places_of(roots, spots)),
        tuple([number for number in answered if number and number not in numbers]),
        tuple([number for batch in batches for number in batch.misnamed]),
        next((link.post for link in links if link is not None and link.post), None),
    )


def _batch(roots: Sequence[Root], page: Page) -> _Batch:
    """Read comments that follow each other."""
    microdata = page.tree.select_one("[itemprop]") is not None
    reads = [_read(root, microdata=microdata) for root in reversed(roots)][::-1]
    reads = _counted(reads)
    numbers = [one.root.number for one in reads]
    dates = with_years(dates_of([one.said for one in reads], numbers, page), numbers, page)
    writers = unframed(_writers(reads, dates, page), [one.own for one in reads])
    links = [one.link for one in reads]
    frame = frame_of([link.label for link in links if link is not None and link.label])
    names = [_name(one, writer, frame) for one, writer in zip(reads, writers, strict=True)]
    named = [
        replace(writer, name=name) if name and name != writer.name else writer
        for writer, name in zip(writers, names, strict=True)
    ]
    misnamed = [
        number
        for number, writer, name in zip(numbers, writers, names, strict=True)
        if name is None and writer.name and number
    ]
    return _Batch(_comments(reads, named, dates), links, misnamed)


def _comments(reads: Sequence[_Read], writers: Sequence[Attribution], dates: Sequence[When]) -> list[Comment]:
    """Make the records, without their places in the thread."""
    names = Names([writer.name for writer in writers if writer.name])
    headers = [
        frozenset([*writer.leaves, *(at for at in when.leaves if _says_when(one.own.leaves[at]))])
        for one, when, writer in zip(reads, dates, writers, strict=True)
    ]
    usual = usual_words([one.own for one in reads], headers)
    return [
        _comment(one, split(one.own, header, usual), writer, when, names)
        for one, header, writer, when in zip(reads, headers, writers, dates, strict=True)
    ]


def _linked(comments: Sequence[Comment], spots: Sequence[Spot], places: Sequence[str | None]) -> tuple[Comment, ...]:
    """Put comments in their places in the thread."""
    earlier: dict[str, Comment] = {}
    linked = []
    for comment, spot, place in zip(comments, spots, places, strict=True):
        above = comments[spot.parent].id if spot.parent is not None else None
        hint = hint_of(comment, earlier) if spot.parent is None or not spot.certain else None
        if place or hint or spot.parent is not None or not spot.certain:
            linked.append(
                replace(
                    comment, parent=above, parent_certain=spot.certain, depth=spot.depth, place=place, reply_hint=hint
                )
            )
        else:
            linked.append(comment)
        if comment.id is not None and comment.author.name:
            earlier[comment.author.name] = comment
    return tuple(linked)


def _says_when(leaf: Leaf) -> bool:
    """Whether a leaf of a date's line is part of the date, and no word before it."""
    return leaf.role in (DATE, PERMALINK) or any(map(str.isdigit, leaf.text))


def _is_threaded(tree: Document, roots: Sequence[Root]) -> bool:
    """Whether a thread without links to answer can have lost its threads: WordPress has them since 2.7.

    It prints no such links where comments are closed; there, what its own walker printed says at which depth it stands.
    """
    generator = tree.select_one('meta[name="generator"]')
    version = (generator.attr("content") or "") if generator is not None else ""
    if _OLD.match(version):
        return False
    closed = all(tree.select_one(form) is None for form in _FORMS)
    return not closed or (version.startswith("WordPress ") and all(depth_in(root.classes) is None for root in roots))


def _writers(reads: Sequence[_Read], dates: Sequence[When], page: Page) -> list[Attribution]:
    """Find the author of each comment."""
    writers = [
        attribution_of(one.own, when, one.link.label if one.link else None, page.address, ping=one.kind in _PINGS)
        for one, when in zip(reads, dates, strict=True)
    ]
    guesses = [writer.name for writer in writers if writer.guessed]
    if len(guesses) >= _ALIKE and len(set(guesses)) == 1:  # a word of the theme
        writers = [NOBODY if writer.guessed else writer for writer in writers]
    spoken = [at for at, one in enumerate(reads) if one.kind not in _PINGS]
    complete = complete_names(
        [reads[at].own for at in spoken], [dates[at] for at in spoken], [writers[at] for at in spoken], page.address
    )
    for at, writer in zip(spoken, complete, strict=True):
        writers[at] = writer
    return writers


def _name(one: _Read, writer: Attribution, frame: Frame | None) -> str | None:
    """Give the author's name; None where the reply link names somebody else, or nobody is named."""
    shown, label = writer.name, one.link.label if one.link is not None else None
    if label is None:
        return shown
    if shown is None:
        return frame.name_in(label) if frame is not None else None
    if frame is not None and label.strip() == f"{frame.before}{frame.after}".strip():
        return shown  # the label of a link to one who gave no name
    return stored_name(shown, label, frame)


def _list_words(element: Element) -> str:
    parent = element.parent
    if not isinstance(parent, Element):
        return ""
    return f"{parent.attr('class') or ''} {parent.attr('id') or ''}"


def _read(root: Root, *, microdata: bool) -> _Read:
    list_words = _list_words(root.element)
    element = root.element.extract()
    own = own_of(element, root.number, microdata=microdata)
    kind = type_of(root.classes, list_words, own)
    links = [reply_link(found) for found in own.replies]
    link = next((found for found in links if found.comment is not None), links[0] if links else None)
    return _Read(root, own, kind, link, said_of(own))


def _counted(reads: list[_Read]) -> list[_Read]:
    """Note which leaves number the comments of the page."""
    owns = with_numbers([one.own for one in reads])
    return [
        one if one.own is own else replace(one, own=own, said=said_of(own))
        for one, own in zip(reads, owns, strict=True)
    ]


def _comment(one: _Read, texts: Split, writer: Attribution, when: When, names: Names) -> Comment:
    """Make the record of a comment, but for its place in the thread."""
    own, root = one.own, one.root
    html = html_of(root.element, own, texts.text)
    meta = user_marks(root.classes)
    if one.kind == "review":
        meta += rating_of(own, root.element)
    return Comment(
        id=root.number,
        number=_number(own),
        depth=1,
        type=settle_ping(one.kind, html),
        status=status_of(own, root.classes),
        author=CommentAuthor(name=writer.name, url=writer.url),
        published=when.published,
        published_raw=when.raw,
        inferred=("published",) if when.inferred else (),
        body=Body(html, "html", html),
        mentions=names.mentioned([" ".join(own.leaves[at].text for at in texts.text)]) if "@" in html else (),
        meta=tuple(meta),
        boilerplate=furniture(own, texts.header, texts.rest),
    )


def _number(own: Own) -> int | None:
    """Give the number that the theme prints at a comment."""
    for leaf in own.leaves:
        if leaf.role in (NUMBER, PERMALINK) and (match := _NUMBER.fullmatch(leaf.text.strip())):
            return int(match[1])
    return None
