"""The comments of a post: a section that reads well, in plain text and rendered, and a JSON file for programs.

Answers are quoted below what they answer (`>`), since a quotation holds lists, code and tables as they are, and nothing
that a comment contains can reach beyond its own. From the fifth level on they stand beside each other, and say whom
they answer. Pings, which are other sites' links to the post, follow in a part of their own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from wparchive.text import one_line
from wparchive.threads import arrange
from wparchive.writers.markdown.rows import encoded
from wparchive.writers.markdown.syntax import escape, is_web_address, link
from wparchive.writers.markdown.visibility import comment_needs, public_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from wparchive.model import Comment

_PINGS: Final = frozenset({"pingback", "trackback"})
_ORDINARY: Final = frozenset({"comment", "", "pingback"})
_DEEPEST: Final = 4
_MARGINS: Final = tuple("> " * level for level in range(_DEEPEST + 1))
_MONTHS: Final = {
    "01": "January", "02": "February", "03": "March", "04": "April", "05": "May", "06": "June",
    "07": "July", "08": "August", "09": "September", "10": "October", "11": "November", "12": "December",
}  # fmt: skip
_DATE: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])-([0-9]{2})T([0-9]{2}:[0-9]{2})")
_NO_ID: Final = re.compile(r"[^\w.-]+")


class Entry(Struct, frozen=True, gc=False):
    """One comment where it is shown.

    Attributes:
        comment: the record.
        name: the author's, to be shown.
        body: its text in Markdown.
        anchor: where links to it lead, unique in the post.
        level: 0 at the top.
        answers: the entry it answers, if that is shown.
    """

    comment: Comment
    name: str
    body: str
    anchor: str
    level: int
    answers: Entry | None

    @property
    def url(self) -> str | None:
        """The author's web site, if it is one."""
        url, email = self.comment.author.url, self.comment.author.email
        if not url or not is_web_address(url) or (email and email in url):
            return None
        return url.replace("&#038;", "&").replace("&amp;", "&") if "&" in url else url


def entries_of(comments: Sequence[Comment], bodies: Sequence[str]) -> list[Entry]:
    """Bring comments into the order in which they are read: answers below what they answer, pings last.

    Args:
        comments: those of one post that are to be shown.
        bodies: the Markdown of each.
    """
    anchors = _anchors(comments)
    talk = [index for index, comment in enumerate(comments) if comment.type not in _PINGS]
    pings = [
        Entry(comment, _name(comment), bodies[index], anchors[index], 0, None)
        for index, comment in enumerate(comments)
        if comment.type in _PINGS
    ]
    known: dict[str | int | None, Entry] = {entry.comment.id: entry for entry in pings}
    made: dict[int, Entry] = {}
    spots = arrange([comments[index] for index in talk])
    for at, spot in sorted(enumerate(spots), key=lambda numbered: numbered[1].path):
        index = talk[at]
        comment = comments[index]
        answers = made[spot.parent] if spot.parent is not None else _answered(comment, known)
        made[at] = entry = Entry(comment, _name(comment), bodies[index], anchors[index], spot.path.count("."), answers)
        known.setdefault(comment.id, entry)
        known.setdefault(comment.number, entry)
    return [*made.values(), *pings]


def _name(comment: Comment) -> str:
    return one_line(public_name(comment.author.name, comment.author.email)) or "Anonymous"


def _answered(comment: Comment, known: Mapping[str | int | None, Entry]) -> Entry | None:
    """Find what a comment at the top of a thread answers: a ping, or what it seems to answer by its words."""
    hint = comment.reply_hint
    if comment.parent is None and hint is None:
        return None
    marks = (comment.parent, hint.id if hint else None, hint.number if hint else None)
    return next((known[mark] for mark in marks if mark is not None and mark in known), None)


def _anchors(comments: Sequence[Comment]) -> list[str]:
    """Name the place of each comment: by its id, or the number that was printed, or its position."""
    taken: set[str] = set()
    anchors = []
    for position, comment in enumerate(comments, start=1):
        name = comment.id or comment.place or str(comment.number or f"at-{position}")
        if not name.isalnum():
            name = _NO_ID.sub("-", name)
        name = f"{name}-at-{position}" if name in taken else name
        taken.add(name)
        anchors.append(f"comment-{name}")
    return anchors


def section(entries: Sequence[Entry], author_id: str | None) -> list[str]:
    """Write the section below a post.

    Args:
        entries: from `entries_of`, at least one.
        author_id: id of the post's author, whose comments are marked.

    Returns:
        Pieces of whole lines. They are left apart, since one emoji makes a text of a long thread four times as large.
    """
    pings = [entry for entry in entries if entry.comment.type in _PINGS]
    talk = entries[: len(entries) - len(pings)]
    pieces = [f"## {len(entries)} comment{'s' if len(entries) > 1 else ''}\n"]
    if talk:
        pieces += ["\n", *_stack(talk, author_id)]
    if pings:
        pieces += ["\n### Pingbacks\n\n", *_stack(pings, author_id)]
    return pieces


def _stack(entries: Iterable[Entry], author_id: str | None) -> list[str]:
    pieces: list[str] = []
    above = ""
    for entry in entries:
        margin = _MARGINS[min(entry.level, _DEEPEST)]
        blank = margin.rstrip()
        if pieces:
            pieces.append(f"{above if len(above) < len(blank) else blank}\n")
        pieces.append(f"{margin}{_headline(entry, author_id)}\n")
        if entry.body:
            pieces.append(f"{blank}\n{_quoted(entry.body, margin) if margin else entry.body}\n")
        above = blank
    return pieces


def _quoted(text: str, margin: str) -> str:
    blank = margin.rstrip()
    return "\n".join([margin + line if line else blank for line in text.split("\n")])


def _headline(entry: Entry, author_id: str | None) -> str:
    comment = entry.comment
    url = entry.url
    name = link(entry.name, url) if url else escape(entry.name)
    author = " (author)" if author_id is not None and comment.author.user_id == author_id else ""
    anchor, date = entry.anchor, _date(comment)
    return f'**{name}**{author} · [{date}](#{anchor}){_answering(entry)}{_marks(comment)} <a id="{anchor}"></a>'


def _answering(entry: Entry) -> str:
    """Say whom a comment answers where its place does not: from a level on, or to one that is not here."""
    if entry.answers is None:
        return " · in reply to a comment that is not here" if entry.comment.parent is not None else ""
    if entry.answers.level == entry.level - 1 < _DEEPEST:
        return ""
    return f" · in reply to [{escape(entry.answers.name)}](#{entry.answers.anchor})"


def _marks(comment: Comment) -> str:
    """Say what is out of the ordinary: the type of a plugin, or that it was not approved."""
    if comment.status == "approved" and comment.type in _ORDINARY:
        return ""
    marks = [] if comment.type in _ORDINARY else [comment.type]
    if comment.status != "approved":
        marks.append(comment.status)
    return "".join([f" · *{escape(one_line(mark))}*" for mark in marks])


def _date(comment: Comment) -> str:
    """Write the date as one reads it, in the site's own time."""
    found = _DATE.match(comment.published or "")
    if not found:
        return escape(one_line(comment.published_raw)) or "no date"
    year, month, day, time = found.groups()
    return f"{day.lstrip('0')} {_MONTHS[month]} {year}, {time}"


def data(entries: Sequence[Entry], html: Callable[[str], str] | None = None) -> bytes:
    """Write the comments as a JSON array, one a line, in the order of the section; nothing private is in it.

    Args:
        entries: from `entries_of`.
        html: changes their HTML.
    """
    levels = [*(entry.level for entry in entries[1:]), 0]
    rows = b",\n".join(encoded(_row(entry, below, html)) for entry, below in zip(entries, levels, strict=False))
    return b"[\n" + rows + b"\n]\n"


def _row(entry: Entry, below: int, html: Callable[[str], str] | None) -> dict[str, Any]:
    """Describe a comment. With `answered` and `closes` a template nests them in one pass.

    Args:
        entry: the comment.
        below: level of the comment that follows.
        html: as for `data`.
    """
    comment = entry.comment
    text = comment.body.html if comment.body.html is not None else comment.body.source
    return {
        "id": comment.id,
        "anchor": entry.anchor,
        "parent": comment.parent,
        "depth": entry.level + 1,
        "answered": below > entry.level,
        "closes": max(entry.level - below, 0),
        "type": comment.type,
        "status": comment.status,
        "author": {"name": entry.name, "url": entry.url},
        "date": comment.published or comment.published_raw,
        "day": _date(comment),
        "markdown": entry.body,
        "html": html(text) if html else text,
        "public": not comment_needs(comment),
    }
