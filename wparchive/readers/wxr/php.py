r"""Reading what PHP's `serialize` wrote, as meta values hold it.

    N;  b:1;  i:42;  d:0.5;  s:BYTES:"text";  a:COUNT:{key value …}  O:BYTES:"Class":COUNT:{name value …}
    C:BYTES:"Class":BYTES:{data}  E:BYTES:"Enum:Case";  r:NUMBER;  R:NUMBER;

These are the forms that the PHP manual describes under `serialize` and `Serializable`. BYTES counts UTF-8.

What WordPress keeps is nearly always arrays of short strings and numbers: one regular expression cuts all of it at
once. A second, slower way takes one token after the other and knows the rest: quotes inside strings, objects, and
lengths that no longer fit. Those are common, since XML turns `\r\n` into `\n`, and since whoever masks the addresses in
an export changes texts without their lengths.

Caveats: a string whose length does not fit ends where newlines explain the length, else at the first `";` that
something serialized can follow. A text that holds such a `";` itself is cut too early then; mostly the count of the
array around it gives that away, and nothing is decoded.
"""

from __future__ import annotations

import math
import re
from array import array
from bisect import bisect_right
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Token: TypeAlias = tuple[str, str, str, str, str]
"""Length, text, integer, count, other: the first of length, integer, count and other that is not empty says what it is.

A count opens an array, or an object whose class is in `text`.
"""

MAX_DEPTH: Final = 200
"""Arrays nested deeper are not decoded, since JSON encoders stop at some depth as well."""

CUT_CHARS: Final = 1 << 16
"""A longer text is read token by token, so that a hostile one does not become a list of millions of tokens."""

_MISFIT: Final = "misfit"
_PLAIN: Final = (
    r"i:(0|-?[1-9][0-9]{0,17});|a:([0-9]{1,10}):\{"
    r"|(\}|N;|b:[01];|i:-?[1-9][0-9]{18};|d:[-+.0-9A-Ze]{1,400};)"
)
_CUT: Final = re.compile(rf's:([0-9]{{1,10}}):"([^"]*+)";|{_PLAIN}|[\s\S]+')
_FORM: Final = re.compile(rf"()(){_PLAIN}")
_STRING: Final = re.compile(r's:([0-9]{1,10}):"')
_STRING_END: Final = re.compile(r'";(?=[is]:[-0-9]|[bdaOCErR]:|N;|\}|\Z)')
_OBJECT: Final = re.compile(r'O:[0-9]{1,10}:"([^"]{1,250})":([0-9]{1,10}):\{')
_CUSTOM: Final = re.compile(r'C:[0-9]{1,10}:"([^"]{1,250})":([0-9]{1,10}):\{')
_ENUM: Final = re.compile(r'E:[0-9]{1,10}:"([^":]{1,250}):([^":]{1,250})";')
_REFERENCE: Final = re.compile(r"[rR]:([0-9]{1,10});")
_MALFORMED: Final = (ValueError, IndexError)
_KEY_TYPES: Final = frozenset((int, str))
_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]{0,18}")


class Decoded(NamedTuple):
    """A value that PHP serialized.

    Attributes:
        value: of JSON's types. An array with the keys 0, 1, 2 … is a list, any other a dictionary; an object is a
            dictionary with `__class__`, an enum case also has `name`, a reference is `{"__reference__": number}`.
        exact: the text says this and nothing else; otherwise it should be kept beside the value.
    """

    value: Any
    exact: bool


def unserialize(text: str) -> Decoded | None:
    """Decode a PHP-serialized text by one level: a string that is itself serialized stays a string.

    Args:
        text: a meta value as the source has it.

    Returns:
        The value, or None when the text is not serialized, is damaged, or is nested too deep.
    """
    # Nearly all meta is ordinary text, and must not pay more than this line.
    if text[1:2] not in (":", ";") or text[-1] not in ";}" or text[0] not in "aObidsNCE":
        return None
    # One character for one byte, so that lengths count what PHP counted.
    view = text if text.isascii() else text.encode("utf-8", "surrogatepass").decode("latin-1")
    if len(view) <= CUT_CHARS:
        try:
            return _build(_CUT.findall(view))
        except _MALFORMED:
            pass
    for trust_lengths in (True, False):
        try:
            return _build(_tokens(view, trust_lengths=trust_lengths))
        except _MALFORMED:
            continue
    return None


def _build(tokens: Iterable[Token]) -> Decoded:
    """Put tokens together, without recursion: an array is a flat list of keys and values until its end."""
    exact = True
    items: list[Any] = []
    stack: list[tuple[list[Any], int, str]] = []
    for length, text, integer, count, other in tokens:
        if length:
            if len(text) != int(length):
                raise ValueError(length)
            items.append(text if text.isascii() else _characters(text))
        elif integer:
            items.append(int(integer))
        elif count:
            if len(stack) == MAX_DEPTH:
                raise ValueError(count)
            stack.append((items, int(count), text))
            items = []
        elif other == "}":
            inner = items
            items, size, class_name = stack.pop()
            value, fits = _container(inner, size, class_name)
            items.append(value)
            exact &= fits
        else:
            value, fits = _scalar(other, text)
            items.append(value)
            exact &= fits
    if stack or len(items) != 1:
        raise ValueError(len(stack))
    return Decoded(items[0], exact)


def _characters(view: str) -> str:
    """Turn bytes, one character each, into the characters they encode."""
    return view.encode("latin-1").decode("utf-8", "surrogatepass")


def _container(items: list[Any], count: int, class_name: str) -> tuple[Any, bool]:
    """Make a list or dictionary of keys and values that stand one after the other."""
    keys, values = items[::2], items[1::2]
    if len(items) != 2 * count or not _KEY_TYPES.issuperset(map(type, keys)):
        raise ValueError(count)
    if class_name:
        # The names of private and protected properties carry their class between two NUL characters.
        names = (str(key).rpartition("\0")[2] for key in keys)
        return {"__class__": _characters(class_name), **dict(zip(names, values, strict=True))}, False
    if keys == list(range(count)):
        return values, True
    texts = [key for key in keys if type(key) is str]
    value = dict(zip(keys if len(texts) == count else map(str, keys), values, strict=True))
    # PHP makes an integer of a key like "7": as a text it cannot be told from the integer. Most keys are words.
    misleading = texts and min(texts) < ":" and any(map(_INTEGER.fullmatch, texts))
    return value, len(value) == count and not misleading


def _scalar(form: str, string: str) -> tuple[Any, bool]:
    """Read a string whose length does not fit, or a form that has its value between colon and semicolon."""
    if form is _MISFIT:
        return _characters(string), False
    kind, text = form[:1], form[2:-1]
    if kind == "N":
        return None, True
    if kind == "b":
        return text == "1", True
    if kind == "i" and -(1 << 63) <= int(text) < 1 << 63:
        return int(text), True
    if kind == "d":
        number = float(text)
        return (number, True) if math.isfinite(number) else (text, False)
    raise ValueError(form)


def _tokens(view: str, *, trust_lengths: bool) -> Iterator[Token]:
    """Cut a text token by token, where lengths may not fit.

    Args:
        view: the text, one character for one byte.
        trust_lengths: a string ends where its length says, if a quote and a semicolon stand there. They may stand there
            by chance, at the end of the next string: then the second try is without this trust.
    """
    newlines: array[int] | None = None
    position = 0
    while position < len(view):
        if string := _STRING.match(view, position):
            start, length = string.end(), int(string[1])
            if not trust_lengths:
                end = _next_end(view, start)
            elif view.startswith('";', start + length):
                end = start + length
            else:
                newlines = newlines or array("Q", (found.end() for found in re.finditer(r"\A|\n", view)))
                end = _end_by_newlines(view, start, length, newlines)
            text = view[start:end]
            yield (string[1], text, "", "", "") if len(text) == length else _misfit(text)
            position = end + 2
        elif form := _FORM.match(view, position):
            empty, text, integer, count, other = form.groups("")
            yield empty, text, integer, count, other
            position = form.end()
        else:
            tokens, position = _rare(view, position)
            yield from tokens


def _end_by_newlines(view: str, start: int, length: int, lines: array[int]) -> int:
    """Find the quote that ends a string where each newline in it was two bytes when PHP counted, or else the next one.

    Args:
        view: the text.
        start: where the string begins.
        length: what it says to be its length.
        lines: where each line begins.
    """
    first = bisect_right(lines, start)
    last = bisect_right(range(first, len(lines)), start + length + first, key=lambda line: lines[line] + line + 1)
    end = start + length - last
    return end if _STRING_END.match(view, end) else _next_end(view, start)


def _next_end(view: str, start: int) -> int:
    """Find the first quote that can end a string."""
    end = _STRING_END.search(view, start)
    # No array's count would give a wrong end away where the string stands alone.
    if end is None or view[0] == "s":
        raise ValueError(start)
    return end.start()


def _misfit(text: str) -> Token:
    return "", text, "", "", _MISFIT


def _rare(view: str, position: int) -> tuple[list[Token], int]:
    """Read an object or a reference; give its tokens and where it ends."""
    if found := _OBJECT.match(view, position):
        return [("", found[1], "", found[2], "")], found.end()
    if found := _CUSTOM.match(view, position):
        end = found.end() + int(found[2])
        if view[end : end + 1] == "}":
            return _pair(found[1], "__data__", _misfit(view[found.end() : end])), end + 1
    elif found := _ENUM.match(view, position):
        return _pair(found[1], "name", _misfit(found[2])), found.end()
    elif found := _REFERENCE.match(view, position):
        return _pair("", "__reference__", ("", "", found[1], "", "")), found.end()
    raise ValueError(position)


def _pair(class_name: str, key: str, value: Token) -> list[Token]:
    return [("", class_name, "", "1", ""), _misfit(key), value, ("", "", "", "", "}")]
