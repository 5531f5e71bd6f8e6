"""Footnotes that stand where they belong: `[ref]…[/ref]` and its kin become a mark, and a list below the text.

`ref` is of Simple Footnotes and Blank Footnotes, `efn_note` of Easy Footnotes, `mfn` of Modern Footnotes, `footnote`
and `fn` of several. `((…))` is not read: it is as often something else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.content.footnotes import footnote_list
from wparchive.content.markup import outside_verbatim
from wparchive.text import names

if TYPE_CHECKING:
    from wparchive.content.context import RenderContext

NOTES: Final = names("efn_note fn footnote mfn ref")

_NAME: Final = "|".join(sorted(NOTES))
_NOTE: Final = re.compile(
    rf"(?<![ \t])[ \t]*+\[({_NAME})(?:\s[^\[\]]{{0,200}})?\]([^\[]*+(?:\[(?!/?(?:{_NAME})[\s\]])[^\[]*+)*)\[/\1\]"
)
_PARAGRAPHS: Final = re.compile(r"\s*\n\s*")


def take_notes(source: str, context: RenderContext) -> str:
    """Put marks in the place of footnotes, and the notes below the text.

    Args:
        source: content as stored.
        context: the post around it.
    """
    if not any(f"[/{name}]" in source for name in NOTES):
        return source
    found: list[tuple[str, str]] = []

    def mark(match: re.Match[str]) -> str:
        text = _PARAGRAPHS.sub(" ", match[2].strip())
        if not text:
            return match[0]
        note = f"note-{context.post or 0}-{context.numbers.next(f'note {context.post}')}"
        found.append((note, text))
        return f'<sup class="fn"><a href="#{note}" id="{note}-link">{len(found)}</a></sup>'

    marked = outside_verbatim(source, lambda text: _NOTE.sub(mark, text))
    return f"{marked}\n\n{footnote_list(found)}" if found else source
