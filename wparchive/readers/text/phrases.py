"""The words around comments and texts, in many languages.

They are strings of WordPress's translations and of common themes and plugins: by language, what stands before or
behind a name (`says`, `comment-by`), the labels of links, the words for comments, and the fixed lines by kind of
boilerplate. Words are compared folded: letters small and without accents, punctuation at the ends taken away.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.dates.vocabulary import fold
from wparchive.phrases import NO_SPACES, folded, known_phrases, languages_of, phrases_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_SPEAKING: Final = ("comment-links", "comment-form", "comment-lines")
"""Files of which many pages have a line, in the language of their theme."""
KINDS: Final = {
    "comment-form": "comment-form", "comment-lines": "comment-form", "back-to-top": "back-to-top",
    "related-posts": "related", "further-reading": "related", "share-buttons": "share", "network-names": "share",
    "like-button": "share", "print-button": "share", "advert": "advert", "cookie-notice": "cookie-notice",
    "subscribe-form": "subscribe", "author-box": "author-box", "post-details": "meta", "view-counter": "meta",
    "widgets": "sidebar", "login-form": "sidebar", "search-form": "sidebar", "site-navigation": "navigation",
    "theme-credits": "footer",
}  # fmt: skip
"""Files of phrases, and the kind of boilerplate that each makes a line of a scrape."""
_COUNTS: Final = "comment-lines"
"""The file that has headings of threads as well."""
_LONGEST: Final = 400
_FEW: Final = 2
_SURE: Final = 3
"""Words of a phrase that make known what goes on as a sentence."""
_LABELS: Final = frozenset({"related", "share", "sidebar", "navigation"})
"""Kinds that are no sentences, though sentences can begin like them: `On this page you find …`."""
_EDGES: Final = re.compile(r"\A[\W_]+|[\W_]+\Z")
_SPACES: Final = re.compile(r"[\s\u00a0]+")
_QUOTED: Final = re.compile(
    r"[\u201c\u201e\u00ab\u2039\u300c\u300e\u300a\"\u201d\u2018](.{1,300}?)[\u201c\u201d\u00bb\u203a\u300d\u300f\u300b\"\u2019]*\Z"
)
_QUOTED_FIRST: Final = re.compile(
    r"\A[\u201c\u201e\u00ab\u300c\u300e\u300a\"\u201d](.{1,300})[\u201c\u201d\u00bb\u300d\u300f\u300b\"]"
)
_COUNT: Final = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,\u00a0\u202f]\d{3})+|\d{1,6})(?![\d.,]*\d)")
_TITLE_BEFORE: Final = re.compile(r"\A(.{1,200}):\s(?=\d{1,6}\s\S+\Z)")
_REPLY_TO: Final = re.compile(r"\A\W*\w+ (?:to|a|auf|an|\u00e0|aan) [^\W\d_a-z]\S*(?: [^\W\d_a-z]\S*){0,3}\Z")
_CAMEL: Final = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")
"""Where an extractor left out the space between two elements: `ReplyBy Post Author`."""
_SIGNS: Final = (
    (re.compile(r"\A(?:\u00a9|\(c\) |Copyright )"), "footer"),
    (re.compile(r"\A[\u2191\u25b2]"), "back-to-top"),
    (re.compile(r"\A(?:[\u2190\u2192\u00ab\u00bb]|<-|->)|(?:[\u2190\u2192\u00bb]|->)\Z"), "navigation"),
)
"""Signs that need no language: where a line begins or ends with an arrow, it leads to another page."""
_GLUED: Final = 100
_AKISMET: Final = 260
_LONGEST_HEADING: Final = 200
_SHORT: Final = 30
_ONE: Final = frozenset({"one", "ein", "eine", "un", "una", "uno", "um", "uma", "een", "en", "ett", "jeden", "один"})


class Heading(NamedTuple):
    """What the heading of a thread says.

    Attributes:
        stated: how many comments there are; None where it does not say.
        title: of the post; "" where it names none.
        quoted: the title stands in quotation marks, so that it is certain.
    """

    stated: int | None
    title: str
    quoted: bool = False


class _Table(NamedTuple):
    reply: frozenset[str]
    headings: frozenset[str]
    pings: frozenset[str]
    trackbacks: frozenset[str]
    badges: frozenset[str]
    verbs: frozenset[str]
    liked: tuple[str, ...]
    comments: re.Pattern[str]
    says: re.Pattern[str]
    says_before: re.Pattern[str]
    glued: re.Pattern[str]
    by: re.Pattern[str]


def plain(text: str) -> str:
    """Fold a line for comparing."""
    return _SPACES.sub(" ", _EDGES.sub("", fold(text[:_LONGEST])))


@cache
def _table() -> _Table:
    def every(kind: str) -> dict[str, None]:
        return dict.fromkeys(filter(None, map(plain, phrases_of(kind))))

    words = sorted(every("comment-words"), key=len, reverse=True)
    spaced = "|".join(re.escape(word) for word in words if not NO_SPACES.search(word))
    dense = "|".join(re.escape(word) for word in words if NO_SPACES.search(word))
    says = "|".join(re.escape(phrase) for phrase in sorted(every("says"), key=len, reverse=True))
    by = "|".join(re.escape(phrase) for phrase in sorted(every("comment-by"), key=len, reverse=True))
    return _Table(
        reply=frozenset(every("comment-links")),
        headings=frozenset(every("thread-headings")),
        pings=frozenset([*every("pings"), *every("trackbacks")]),
        trackbacks=frozenset(every("trackbacks")),
        badges=frozenset(every("author-badges")),
        verbs=frozenset(every("says")),
        liked=tuple(f"{phrase} " for phrase in every("liked-by")),
        comments=re.compile(rf"(?<![^\W\d_])(?:{spaced})(?![^\W\d_])|{dense}"),
        says=re.compile(
            rf"(?:\s|(?<=[\u3040-\u9fff]))(?:{says})\s?[:\uff1a]?(?=\s|\Z)|[\u3040-\u9fff](?:{says})[:\uff1a]"
        ),
        says_before=re.compile(rf"\A(?:{says})\s(?=.{{1,80}}?\s?:)"),
        glued=re.compile(rf"(?:{says})\s?[:\uff1a]\Z"),
        by=re.compile(rf"\A(?:{by})\s(?=\S)"),
    )


def language_in(lines: Iterable[str]) -> str | None:
    """Tell the language of what a theme says, by the lines that are phrases of one language more than of others."""
    known = languages_of(_SPEAKING)
    votes: Counter[str] = Counter()
    for line in lines:
        for code in known.get(folded(line), ()) if len(line) <= _GLUED else ():
            votes[code] += 1
    (first, most), (_, next_most) = [*votes.most_common(2), ("", 0), ("", 0)][:2]
    return first if most > next_most else None


@lru_cache(maxsize=1 << 12)
def kind_of(text: str) -> str | None:
    """Say of which kind of boilerplate a line is, by its words.

    Args:
        text: without inline markup.

    Returns:
        None for a line that no phrase explains.
    """
    if not text or len(text) > _LONGEST:
        return None
    line = plain(text)
    if "akismet" in line and len(text) <= _AKISMET:
        return "akismet-notice"
    return (_known(text) if line else None) or next((kind for signs, kind in _SIGNS if signs.search(text)), None)


def _known(text: str) -> str | None:
    """Look a line up: all of it, then what it begins with."""
    known = known_phrases(tuple(KINDS))
    sentence = len(text) > _GLUED and text[-1] in ".!?"
    rule = (None if sentence else known.rule_of(text)) or known.rule_beginning(text, _SURE if sentence else _FEW)
    if rule is None or (rule == _COUNTS and heading_of(text) is not None):
        return None
    kind = KINDS[rule]
    return None if sentence and kind in _LABELS else kind


def is_reply(text: str) -> bool:
    """Whether a line is what WordPress prints below a comment: the links to answer and to edit it."""
    if len(text) > 60:
        return False
    reply = _table().reply
    line = plain(text)
    if line in reply or line.startswith(_table().liked):
        return True
    first, _, rest = plain(_CAMEL.sub(" ", text)).partition(" ")
    named = _REPLY_TO.search(text)
    return first in reply and (rest in reply or named is not None or without_by(rest) in _table().badges)


def reply_at_end(text: str) -> str:
    """Give a line without the label of a reply link at its end."""
    head, _, last = text.rpartition(" ")
    return head.rstrip(" |\u00b7-") if head and plain(last) in _table().reply else text


@lru_cache(maxsize=1 << 12)
def heading_of(text: str) -> Heading | None:
    """Read the heading of a thread: "22 thoughts on “Title”", "Kommentare (3)", "Comments"."""
    if not text or len(text) > _LONGEST:
        return None
    if plain(text) in _table().headings:
        return Heading(None, "")
    forms = (form.search(text) for form in (_QUOTED_FIRST, _QUOTED, _TITLE_BEFORE))
    quoted = next((found for found in forms if found), None)
    if quoted is None:
        return _counted(text, text)
    heading = _counted(f"{text[: quoted.start()]} {text[quoted.end() :]}", text)
    return Heading(heading.stated, quoted[1].strip(), quoted=True) if heading is not None else None


def _counted(rest: str, text: str) -> Heading | None:
    """Find the number of comments in a heading.

    Args:
        rest: the heading without the title in quotation marks.
        text: all of it.
    """
    folded = fold(rest)
    word = _table().comments.search(folded)
    counts = list(_COUNT.finditer(folded))
    if (
        word is None
        or len(counts) > 1
        or len(folded) > _LONGEST_HEADING
        or folded.rstrip().endswith((".", "!", "?", ","))
    ):
        return None
    if not counts:
        one = plain(rest).split(" ")[0] in _ONE and len(folded) < _SHORT + (rest != text) * _SHORT
        return Heading(1, "") if one else None
    number = counts[0]
    behind, before = word.start() - number.end(), number.start() - word.end()
    single = len(folded[number.end() : max(word.start(), number.end())].split()) <= 1
    near = (single and behind in range(-1, 20)) or before in range(-1, 12)
    if not near or min(number.start(), word.start()) > _SHORT:
        return None
    tail = rest.strip()[max(number.end(), word.end()) :].strip() if len(folded) == len(rest.strip()) else ""
    title = tail.partition(" ")[2].strip(' \u201c\u201d"\u00ab\u00bb')
    return Heading(int(re.sub(r"\D", "", number[0])), title)


def says(text: str) -> tuple[str, str] | None:
    """Divide `NAME says: rest`.

    Returns:
        The name and what follows; None where nobody says anything.
    """
    if len(text) > _LONGEST:
        return None
    folded = text.casefold()
    if len(folded) != len(text):
        return None
    table = _table()
    if found := table.says_before.match(folded):  # Arabic: the verb comes first
        name, _, rest = text[found.end() :].partition(":")
        return name.strip(), rest.strip()
    end = 0
    for found in table.says.finditer(_accentless(folded)):
        name, rest = text[: found.start() + (found[0][0] not in " \t")], text[found.end() :].strip()
        end = found.end()
        colon = found[0].rstrip()[-1] in ":\uff1a" or rest.startswith((":", "\uff1a"))
        verb = text[found.start() : found.end()]
        bare = not rest and verb == verb.lower()  # `SA` at an end is no Norwegian verb
        if name.strip() and (colon or bare) and len(name) <= 100:
            return name.strip(), rest.lstrip(":\uff1a ").strip()
        if end > 140:
            break
    return None


def _accentless(text: str) -> str:
    """Fold a text whose length must stay."""
    return text if text.isascii() else "".join(map(_folded, text[:_LONGEST]))


@lru_cache(maxsize=1 << 12)
def _folded(letter: str) -> str:
    found = fold(letter)
    return found if len(found) == 1 else letter


def without_verb(name: str) -> str:
    """Give a name without the verb that stands before or behind it."""
    words = name.split()
    if len(words) > 1 and plain(words[0]) in _table().verbs:
        words = words[1:]
    if len(words) > 1 and plain(words[-1]) in _table().verbs:
        words = words[:-1]
    return " ".join(words)


def is_beside_name(text: str) -> bool:
    """Whether a line is what stands beside a name and is none: a verb, or `Post author`."""
    line = plain(text) if len(text) <= _GLUED else ""
    return line in _table().verbs or line in _table().badges


def says_glued(text: str) -> tuple[str, str] | None:
    """Divide `NAMEsays:`, where an extractor left out the space; only for a line above a date."""
    found = _table().glued.search(_accentless(text.casefold())) if len(text) == len(text.casefold()) <= _GLUED else None
    return (text[: found.start()].strip(), "") if found and text[: found.start()].strip() else None


def only_says(text: str) -> bool:
    """Whether a line is nothing but the verb: `says:`."""
    return len(text) <= 30 and text.rstrip()[-1:] in ":\uff1a" and says(f"x {text}") == ("x", "")


def without_by(text: str) -> str:
    """Give a text without `Comment by` before it."""
    folded = text.casefold()
    found = _table().by.match(_accentless(folded)) if len(folded) == len(text) else None
    return text[found.end() :].strip() if found else text


def begins_with_by(text: str) -> bool:
    """Whether a text begins with `Comment by`, a name or none behind it."""
    return without_by(f"{text} x") != f"{text} x"


def without_badge(name: str) -> str:
    """Give a name without what themes print behind it: `NAME Post author`."""
    words = name.split()
    for size in range(min(len(words) - 1, _FEW + 1), 0, -1):
        if plain(" ".join(words[-size:])) in _table().badges:
            return " ".join(words[:-size])
    return name


def ping_of(text: str) -> tuple[str, str] | None:
    """Divide `Pingback: TITLE` into the type and the title."""
    if len(text) > _LONGEST:
        return None
    word, colon, title = text.replace("\uff1a", ":").partition(":")
    word = plain(word)
    if colon and title.strip() and len(word) < 40 and word in _table().pings:
        return ("trackback" if word in _table().trackbacks else "pingback"), title.strip()
    return None
