"""Who wrote a comment: the name as the page shows it, and the address that it links to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace
from turbohtml import Element

from wparchive.readers.page.name_words import is_no_name, name_in_words, ping_title, trimmed, without_words
from wparchive.readers.page.thread.leaves import IN_PARAGRAPH, IN_TEXT
from wparchive.readers.page.thread.roles import (
    AUTHOR,
    CITED,
    DATE,
    FN,
    HEAD,
    LINKED,
    NUMBER,
    PERMALINK,
    SAYS,
    WRAPPED,
)
from wparchive.text import names, straight
from wparchive.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wparchive.readers.page.thread.authors.frames import Frame
    from wparchive.readers.page.thread.dates.when import When
    from wparchive.readers.page.thread.leaves import Leaf, Own

LONGEST: Final = 245
"""Characters: what the form allows (`comment_author` is a `tinytext`)."""
_DATED: Final = re.compile(r"\d.*[^\W\d_]|[^\W\d_].*\d|\d[./:-]\d")
"""A number and a word, or two numbers: no part of a name."""
_CLAUSE: Final = re.compile(r"\s+[\u2014\u2013]\s+|\s+-{1,2}\s+")
_BETWEEN: Final = re.compile(r"[\s'\"\u2018-\u201f\u2039\u203a\xab\xbb\u300a-\u300f\u2013\u2014-]+")
"""What typography changes in a name: quotes, dashes and the spaces beside them."""
_DAY: Final = re.compile(r"(?<!\S)\d{1,2}(?!\S)")
_HANDLE: Final = re.compile(r"\s*\(?@[\w.-]+\)?\s*")
"""By which others can call a member, in an element of its own behind the name: `Ada Korr` `(@ada)`."""
_TAG: Final = re.compile(r"<[^<>]*>")
_APART: Final = names("a b strong h2 h3 h4 h5 h6 dt span em i u figcaption")
"""Elements by which a name is set off from what stands around it."""
_BEFORE_DATE: Final = re.compile(r"\s*[,(|][^\d]{0,20}\d.*")
"""What follows a name in a line that could not be read as a date."""
_MARKS: Final = frozenset("|,(-\u00b7\u2022\u2013\u2014")
"""Signs between a name and a date on one line."""
_LEADING: Final = frozenset({DATE, HEAD, NUMBER, PERMALINK})
"""What can stand before a name."""
_LEVELS: Final = 5
_FIRST: Final = 12
"""Lines, empty ones among them, before which a name stands that nothing but the link to answer calls one."""


class Attribution(Struct, frozen=True, gc=False):
    """The author of a comment, and where the page says so.

    Attributes:
        name: None if the page does not say.
        url: absolute.
        leaves: indices of the leaves that hold the name.
        guessed: nothing says that they do but where they stand.
    """

    name: str | None = None
    url: str | None = None
    leaves: tuple[int, ...] = ()
    guessed: bool = False


NOBODY: Final = Attribution()


def attribution_of(own: Own, when: When, label: str | None, address: str | None, *, ping: bool) -> Attribution:
    """Find out who wrote a comment.

    Args:
        own: the comment's leaves.
        when: its date; a name stands beside it.
        label: of its reply link, which has the name in it.
        address: of the page.
        ping: a pingback's author is the title of the page that links here, and often all that is shown.
    """
    leaves = own.leaves
    dated = frozenset([leaves[at].line for at in when.leaves])
    best: tuple[tuple[bool, bool, int, bool, int, int], Attribution] | None = None
    for at, group in enumerate(list(_groups(leaves, when)) or list(_neighbours(own, when, label))):
        if not when.before:
            if when.leaves.issuperset(group) and when.published:
                continue
            group = _undated(leaves, group, when)  # noqa: PLW2901 - `<b>NAME</b> 3 years ago`
        first = leaves[group[0]]
        writer = _read(leaves, group)
        in_one = when.leaves.issuperset(group) and _text(leaves, group).startswith(when.before)
        if when.published and when.before and in_one:
            # `NAME wrote on DATE` is all in one element.
            writer = replace(writer, name=name_in_words(when.before))
        if label and _is_glued(leaves, group) and _names(first.text.strip(), label):
            writer = _read(leaves, group[:1])
        if writer.name is None or not _is_name(writer.name, first):
            continue
        agrees = label is not None and in_label(writer.name, label) is not None
        leads = all(leaf.role in _LEADING or number in when.leaves for number, leaf in enumerate(leaves[: group[0]]))
        written = _is_written(first, dated, leads=leads) and not _says_follows(leaves, group[-1])
        if written and not agrees and not ping:
            continue  # a name within the text is somebody else's
        sure = min(first.rank, LINKED) if first.role == AUTHOR else WRAPPED
        key = (label is not None and not agrees, written, sure, first.line not in dated, first.rank, at)
        if best is None or key < best[0]:
            best = key, writer
    if best is None:
        return _page_that_links(leaves) if ping else NOBODY
    chosen = best[1]
    first = leaves[chosen.leaves[0]]
    return Attribution(chosen.name, url_of(first, address), chosen.leaves, guessed=first.role != AUTHOR)


def _is_name(name: str, first: Leaf) -> bool:
    """Whether what was taken for a name can be one."""
    if not name or len(name) > LONGEST:
        return False
    if first.texted and first.role != AUTHOR and _DAY.search(name):
        return False  # `On January 1, 2015, NAME wrote:`
    if first.role != AUTHOR or first.rank == CITED:
        return not is_no_name(name)
    return first.rank != WRAPPED or any(map(str.isalnum, name))  # signs between name and date


def _page_that_links(leaves: Sequence[Leaf]) -> Attribution:
    """Give the name of a ping that links nowhere, where it is all that the theme prints: `Pingback: NAME`."""
    if not leaves or any(leaf.line != leaves[0].line or leaf.texted == IN_TEXT for leaf in leaves):
        return NOBODY
    name = ping_title(_text(leaves, list(range(len(leaves)))))
    return Attribution(name, None, tuple(range(len(leaves)))) if name and len(name) <= LONGEST else NOBODY


def _is_written(leaf: Leaf, dated: frozenset[int], *, leads: bool) -> bool:
    """Whether a name stands within the text and not above or below it."""
    if not leaf.texted or leaf.rank < LINKED or leaf.line in dated:
        return False
    return not (leads and (leaf.rank >= CITED or leaf.texted > IN_PARAGRAPH))


def _groups(leaves: Sequence[Leaf], when: When) -> Iterator[list[int]]:
    """Give the leaves of each element that is said to hold a name, without those that are a date and nothing else."""
    found: dict[Element, list[int]] = {}
    dated = when.leaves if when.published and not when.before else frozenset()
    for at, leaf in enumerate(leaves):
        if leaf.role == AUTHOR and leaf.holder is not None and at not in dated:
            group = found.setdefault(leaf.holder, [])
            if not group or leaves[group[0]].line == leaf.line:
                group.append(at)
    yield from found.values()


def _neighbours(own: Own, when: When, label: str | None) -> Iterator[list[int]]:
    """Where nothing is called an author: what is set off on the line of the date, before it, or first of all.

    Or what the link to answer calls so, on a line of its own.
    """
    leaves = own.leaves
    dated = {leaves[at].line for at in when.leaves}
    replies = {link.text.strip() for link in own.replies}
    for at, leaf in enumerate(leaves):
        if leaf.role not in (None, HEAD) or at in when.leaves or _is_elsewhere(leaf, replies):
            continue
        if _says_follows(leaves, at):
            yield [at]
            continue
        following = at + 1 < len(leaves) and leaves[at + 1].line in dated
        under = at > 0 and not leaf.texted and leaves[at - 1].line in dated
        parent = leaf.node.parent
        if isinstance(parent, Element) and parent.tag in _APART:
            if at == 0 or leaf.line in dated or following or under:
                yield [at]
        elif (label and leaf.line < _FIRST and _names(leaf.text.strip(), label)) or (
            following and leaf.line in dated and leaf.text.rstrip()[-1:] in _MARKS
        ):
            yield [at]


def _undated(leaves: Sequence[Leaf], group: list[int], when: When) -> list[int]:
    """Leave out what stands behind a name in its element and says when."""
    first, *rest = [at for at in group if at not in when.leaves] or group
    return [first, *[at for at in rest if not _DATED.search(leaves[at].text)]]


def _is_elsewhere(leaf: Leaf, replies: set[str]) -> bool:
    """Whether a text calls another comment, or is what a link to answer says."""
    return leaf.text.lstrip().startswith("@") or leaf.text.strip() in replies


def _says_follows(leaves: Sequence[Leaf], at: int) -> bool:
    """Whether WordPress's own element for `says:` stands behind a text."""
    return at + 1 < len(leaves) and leaves[at + 1].role == SAYS and leaves[at + 1].line == leaves[at].line


def _is_glued(leaves: Sequence[Leaf], group: list[int]) -> bool:
    """Whether a name and what the theme says behind it stand together: `<b>Name</b><span>says:</span>`."""
    return len(group) == 2 and leaves[group[1]].text.rstrip().endswith((":", "\uff1a"))


def _names(text: str, label: str) -> bool:
    """Whether a text is a name in a label: at the end or the beginning of it, or between words."""
    before, found, after = label.partition(text)
    return bool(found and len(text) > 1 and not before[-1:].isalnum() and not after[:1].isalnum())


def _read(leaves: Sequence[Leaf], group: list[int]) -> Attribution:
    """Take the name out of an element, which can say more than that."""
    first = leaves[group[0]]
    while len(group) > 1 and _HANDLE.fullmatch(leaves[group[-1]].text):
        group = group[:-1]
    if len(group) > 1 and first.rank >= CITED:
        # `<cite><strong>Name</strong> says:</cite>`: what is set off is the name.
        inner = [at for at in group if leaves[at].node.parent != first.holder]
        if inner and len(inner) < len(group) and leaves[group[-1]].text[:1].isspace():
            group = inner
    text = _text(leaves, group)
    if first.rank >= CITED or first.role != AUTHOR:
        parts = _CLAUSE.split(text, maxsplit=1)
        if len(parts) == 2 and any(map(str.isdigit, parts[1])):
            text = parts[0]
    if first.rank > FN or first.role != AUTHOR:
        text = without_words(text, bare=first.role != AUTHOR, labelled=first.role == AUTHOR and first.rank >= CITED)
    if first.role != AUTHOR:
        text = _BEFORE_DATE.sub("", text) or text
    return Attribution(trimmed(text) or text, None, tuple(group))


def _text(leaves: Sequence[Leaf], group: list[int]) -> str:
    return " ".join("".join([leaves[at].text for at in group]).split())


def in_label(shown: str, label: str) -> str | None:
    """Give a name as a label has it, if it does: with the quotes that were typed, and not those of the language.

    Args:
        shown: the name as the theme shows it. French puts spaces into quotes.
        label: of the link to answer.
    """
    if shown in label:
        return shown
    label = " ".join(label.split())
    at = straight(label).find(straight(shown))
    if at >= 0:
        return label[at : at + len(shown)]
    words = _BETWEEN.split(shown)
    if len(words) < 3 or not "".join(words):
        return None
    found = re.search(_BETWEEN.pattern.join(map(re.escape, words)), label)
    return found and found[0].strip()


def stored_name(shown: str, label: str, frame: Frame | None) -> str | None:
    """Give a name as it was entered, from the label of the reply link: there it is not made pretty.

    Args:
        shown: the name as the theme shows it.
        label: of the link.
        frame: what is around the names in the page's labels.

    Returns:
        The name, or None if the label names somebody else.
    """
    if found := in_label(shown, label):
        return found
    named = frame.name_in(" ".join(label.split())) if frame is not None else None
    return named if named is not None and straight(_TAG.sub("", named)) == straight(shown) else None


def url_of(leaf: Leaf, address: str | None) -> str | None:
    """Give where a name links to, if that is not the comment itself."""
    node = leaf.node.parent
    title = leaf.holder.attr("title") if leaf.holder is not None else None  # `<cite class="fn" title="ADDRESS">NAME`
    stated = title.strip() if title and title.strip().startswith(("http://", "https://")) else None
    for _ in range(_LEVELS):
        if not isinstance(node, Element) or node.tag in ("li", "article"):
            return stated
        href = node.attr("href") if node.tag == "a" else None
        if href is not None:
            href = href.strip()
            here = not href or href.startswith(("#", "?")) or "#comment-" in href or "replytocom=" in href
            return None if here else absolute(href, address)
        node = node.parent
    return stated
