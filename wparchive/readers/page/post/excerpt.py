"""The excerpt of a post where its page shows it: between title and text, by its name or by what the head says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.readers.page.structure.lines import stands_alone, take
from wparchive.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.readers.page.post.facts import Facts
    from wparchive.readers.page.structure.outline import Outline, Weighed

_NAMED: Final = re.compile(
    r"(?:^|[\s_-])(?:excerpt|lead|lede|dek|deck|standfirst|subtitle|subline|subhead(?:line|ing)?|teaser|intro|abstract"
    r"|summary|vorspann|anrisse?r?|chapeau|chapo|bajada|copete|sumario|sottotitolo|ingress|manchet)(?:[\s_-]|$)",
    re.IGNORECASE,
)
"""What themes and papers call it."""
_TAGS: Final = frozenset(("p", "div", "section", "h2", "h3", "h4", "h5", "h6", "span", "strong"))
_AROUND: Final = frozenset((None, "meta", "header"))
"""Kinds of elements in which it stands: the head of an article."""
_SHORTEST: Final = 20
_LONGEST: Final = 1500
"""Characters of it."""
_CUT: Final = 40
"""Characters that a description must have for its beginning alone to say which line it is: search engines cut it."""
_LETTERS: Final = re.compile(r"[\W_]+")


def take_excerpt(outline: Outline, facts: Facts) -> str | None:
    """Take the excerpt out of the page, if the page shows it.

    Args:
        outline: of the page, whole.
        facts: what is known of the post.

    Returns:
        HTML of its inside, or None.
    """
    said = _LETTERS.sub("", (facts.stated.description or "").lower())
    for part in _candidates(outline, facts):
        if (part.kind is None and _NAMED.search(part.names)) or (len(said) > _SHORTEST and _is(part, said)):
            html = part.element.inner_html.strip()
            take(part.element)
            return html
    return None


def _candidates(outline: Outline, facts: Facts) -> Iterator[Weighed]:
    """Give the short texts between the title and the text of the post."""
    if facts.title is None:
        return
    at = outline.parts[facts.title].end
    while at < facts.body:
        part = outline.parts[at]
        if part.kind not in _AROUND:
            at = part.end
            continue
        is_text = part.tag in _TAGS and not part.media and part.linked <= part.text
        if is_text and part.end <= facts.body and _SHORTEST <= part.text <= _LONGEST and stands_alone(part.element):
            yield part
        at += 1


def _is(part: Weighed, said: str) -> bool:
    """Whether a text is the description that the head of the page states, or begins with it."""
    text = _LETTERS.sub("", one_line(part.element.text).lower())
    return (
        text == said or (len(said) >= _CUT and text.startswith(said)) or (len(text) >= _CUT and said.startswith(text))
    )
