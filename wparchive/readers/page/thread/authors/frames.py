"""What stands around the names of a page, in whatever language: the words that all of them have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec.structs import replace

from wparchive.readers.page.thread.roles import AUTHOR, CITED, LINKED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wparchive.readers.page.thread.authors.author import Attribution
    from wparchive.readers.page.thread.leaves import Leaf, Own

_LONGEST: Final = 40
"""Characters of words before or behind a name."""
_ALIKE: Final = 4
"""Different names that can begin or end alike by chance no more."""


class Frame(NamedTuple):
    """What stands around the name in the labels of a page, whatever its language: `Reply to ` and ``."""

    before: str
    after: str

    def name_in(self, label: str) -> str | None:
        """Give the name that a label holds."""
        end = len(label) - len(self.after)
        if label.startswith(self.before) and label.endswith(self.after) and len(self.before) < end:
            return label[len(self.before) : end]
        return None


def frame_of(labels: Iterable[str]) -> Frame | None:
    """Find what is the same in all labels of a page.

    Returns:
        None where fewer than three labels differ, or the same words cannot be told from the beginnings of names.
    """
    different = sorted(set(labels))
    if len(different) < 3:
        return None
    before = _beginning(different)
    after = _beginning([label[::-1] for label in different])[::-1]
    # Names can begin alike: only whole words are of the sentence, in languages that have spaces between words.
    before = before[: before.rfind(" ") + 1] if " " in before else before
    after = after[after.find(" ") :] if " " in after else after
    return Frame(before, after) if before.strip() or after.strip() else None


def _beginning(texts: Sequence[str]) -> str:
    """Give what all texts begin with."""
    first, last = min(texts), max(texts)
    same = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    return first[:same]


def unframed(writers: Sequence[Attribution], owns: Iterable[Own]) -> list[Attribution]:
    """Take from names the words in which all names of the page stand, in whatever language.

    Args:
        writers: of each comment.
        owns: the leaves of each.
    """
    pairs = [(writer, own.leaves) for writer, own in zip(writers, owns, strict=True)]
    apart = [_around(leaves, writer.leaves[0]) for writer, leaves in pairs if _stands_apart(leaves, writer)]
    loose = [writer.name for writer, leaves in pairs if writer.name and _is_loose(leaves, writer)]
    if not loose:
        return list(writers)
    befores = {frame.before for frame in apart if frame.before}
    afters = {frame.after for frame in apart if frame.after}
    if not apart and len(set(loose)) >= _ALIKE and (frame := frame_of(loose)):
        befores.add(frame.before.strip())
        afters.add(frame.after.strip())
    return [
        replace(writer, name=_bare(writer.name, befores, afters))
        if writer.name and _is_loose(leaves, writer)
        else writer
        for writer, leaves in pairs
    ]


def _bare(name: str, befores: set[str], afters: set[str]) -> str:
    for before in sorted(befores, key=len, reverse=True):
        if before and name.startswith(f"{before} "):
            name = name[len(before) :].strip()
            break
    for after in sorted(afters, key=len, reverse=True):
        if after and name.endswith(f" {after}"):
            return name[: -len(after)].strip()
    return name


def _is_loose(leaves: Sequence[Leaf], writer: Attribution) -> bool:
    """Whether a name was found in an element that may hold more words, or is only where names are."""
    return bool(writer.leaves) and (writer.guessed or leaves[writer.leaves[0]].rank >= CITED)


def _stands_apart(leaves: Sequence[Leaf], writer: Attribution) -> bool:
    return (
        len(writer.leaves) == 1 and leaves[writer.leaves[0]].role == AUTHOR and leaves[writer.leaves[0]].rank == LINKED
    )


def _around(leaves: Sequence[Leaf], at: int) -> Frame:
    """Give the words that stand before and behind a name on its line, within the element around it."""
    beside = []
    for other in (at - 1, at + 1):
        leaf = leaves[other] if 0 <= other < len(leaves) else None
        near = leaf is not None and leaf.line == leaves[at].line and not any(map(str.isdigit, leaf.text))
        beside.append(leaf.text.strip() if near and leaf is not None and len(leaf.text) <= _LONGEST else "")
    return Frame(*beside)
