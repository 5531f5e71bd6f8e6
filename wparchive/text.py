"""The words of HTML: blocks apart by a blank line, lines apart by a line end, no markup.

Rendered bodies are mostly well-formed, and expressions strip them ten times faster than a tree does.
Whatever those leave of `<` or `>` sends the text to an exact tokenizer instead.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")

_QUOTES: Final = str.maketrans(
    "\u2018\u2019\u201a\u2039\u203a\u201c\u201d\u201e\u00ab\u00bb\u2013\u2014\u00a0", "'''''\"\"\"\"\"-- "
)


def names(text: str) -> frozenset[str]:
    """Give the words of a text: the way in which lists of tags and the like are written here."""
    return frozenset(text.split())


def one_line(markup: str | None) -> str:
    """Give the words of a title or name: without tags, entities decoded once, in one line."""
    if not markup:
        return ""
    if "<" in markup or "&" in markup:
        markup = plain_text(markup)
    return " ".join(markup.split())


def straight(text: str) -> str:
    """Make texts comparable, letter by letter: themes set curly quotes in names, elsewhere names stand as typed."""
    text = " ".join(text.split())
    return text if text.isascii() else text.translate(_QUOTES)


def sayable(name: str) -> str:
    r"""Give a file's name as records can hold it: bytes that are no UTF-8 as `\xe9`, so that two names stay two."""
    return name if name.isascii() else name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def without_surrogates(value: T) -> T:
    """Give a text, or lists and mappings of texts, without lone surrogates, which no file can hold."""
    found: Any = value
    if isinstance(found, str):
        return found if found.isascii() else found.encode("utf-8", "replace").decode()  # type: ignore[return-value]
    if isinstance(found, Mapping):
        found = {without_surrogates(name): without_surrogates(field) for name, field in found.items()}
    elif isinstance(found, Sequence):
        found = [without_surrogates(item) for item in found]
    return found  # type: ignore[no-any-return]


def any_of(strings: Iterable[str]) -> str:
    """Give an expression for any of the strings, grouped by first letter: such expressions are tried at every tag."""
    groups = itertools.groupby(sorted(strings), key=lambda string: string[0])
    return "|".join(f"{first}(?:{'|'.join(string[1:] for string in group)})" for first, group in groups)


HEADINGS: Final = names("h1 h2 h3 h4 h5 h6")
_PARAGRAPHS: Final = names(
    "address article aside blockquote caption center details div dl fieldset figcaption figure footer form h1 h2 h3 h4"
    " h5 h6 header hr main nav ol p pre section summary table tbody tfoot thead ul"
)
_LINES: Final = names("br dd dt li option td th tr")
BREAKING: Final = _PARAGRAPHS | _LINES
"""Elements before and behind which a new line begins."""
_SILENT: Final = names("iframe noembed noframes noscript script style template title")
"""Elements whose text a reader does not see."""

_BREAK: Final = "\r"
"""Stands for the space between blocks."""
_TAG: Final = re.compile(r"<(?:iframe(?:\s[^<>]*)?></iframe>|!--[^<>]*-->|(/?[a-z][^\s/<>]*+)[^<>]*>)", re.ASCII)
"""A tag or a comment. In capitals it is left to the tokenizer."""
_SHOWN: Final = {
    **{slash + name: _BREAK for name in _PARAGRAPHS for slash in ("", "/")},
    **{slash + name: "\n" for name in _LINES for slash in ("", "/")},
    **dict.fromkeys({*_SILENT, "plaintext", "textarea", "xmp"}, "<"),
}
"""What a tag leaves in the text if it is not nothing; `<` where the text does not go on as text."""
_BLANK_LINES: Final = re.compile(r"\n[ \t\n]*\n")


def plain_text(html: str) -> str:
    """Give the words that a reader of the HTML sees.

    Args:
        html: a rendered body.

    Returns:
        Plain text.
    """
    # Most comments are one paragraph without another tag.
    if html.endswith("</p>\n") and html.startswith("<p>") and html.find("<", 3) == len(html) - 5:
        text = html[3:-5]
    else:
        parts: list[str] = _TAG.split(html)
        parts[1::2] = map(_SHOWN.get, parts[1::2], itertools.repeat(""))
        text = "".join(parts)
    if "<" in text or ">" in text:
        text = _tokenized(html)
    elif "&" in text:
        text = unescape(text)
    text = _BLANK_LINES.sub("\n", text)
    return "\n\n".join([block for block in map(str.strip, text.split(_BREAK)) if block])


def _tokenized(html: str) -> str:
    from turbohtml import TokenType, tokenize  # noqa: PLC0415 - a slow import that few texts need

    out: list[str] = []
    silent = ""
    for token in tokenize(html, capture_attributes=False):
        tag = token.tag or ""
        if silent:
            silent = "" if token.type is TokenType.END_TAG and tag == silent else silent
        elif token.type is TokenType.TEXT:
            out.append(token.data or "")
        elif token.type is TokenType.START_TAG and tag in _SILENT:
            silent = tag
        elif tag in _PARAGRAPHS:
            out.append(_BREAK)
        elif tag in _LINES:
            out.append("\n")
    return "".join(out)
