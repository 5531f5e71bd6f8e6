r"""The grammar of shortcodes (WordPress: `shortcodes.php`).

`[name attributes]`, `[name attributes /]` or `[name attributes]content[/name]`; `[[name]]` is an escape for `[name]`.
A shortcode does not stand in one of its own name, and attributes hold no `]`.
Inside HTML tags and comments nothing is a shortcode.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from wparchive.content.context import RenderContext

_SPACES: Final = r"(?:[\r\n\t \u00a0]|&nbsp;)*+"
_PARAGRAPH_END: Final = re.compile(rf"{_SPACES}</p>")
_ATTRIBUTE: Final = re.compile(
    r"""(?:(?P<name>[\w-]+)\s*=\s*)?(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')(?!\S)"""
    r"""|(?P<key>[\w-]+)\s*=\s*(?P<value>[^\s'"]+)(?!\S)|(?P<bare>\S+)""",
    re.ASCII,
)
_ESCAPED: Final = re.compile(r"""\\(["'\\])""")


class Shortcode(NamedTuple):
    """One shortcode of a text."""

    name: str
    attributes: Mapping[str, str]
    """By lower-case name; those without a name by their place, `0`, `1`, …"""
    content: str | None
    """None where it has no end tag."""


Handler: TypeAlias = Callable[[Shortcode, "RenderContext"], "str | None"]
"""Gives the HTML for a shortcode; None leaves it as written."""


class _Found(NamedTuple):
    """Where a shortcode stands, escape brackets included, and where its parts do."""

    start: int
    head_end: int
    end: int
    is_escape: bool
    name: str
    attributes: slice
    content: slice | None


class ShortcodeSet:
    """The shortcodes that are known at one stage of rendering."""

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        """Compile the expressions.

        Args:
            handlers: by name.
        """
        name = rf"({'|'.join(map(re.escape, handlers))})(?![\w-])"
        self.names: Final = frozenset(handlers)
        self.rendered: Final = frozenset(name for name, handler in handlers.items() if handler is not as_written)
        self._handlers = handlers
        self._start = re.compile(rf"\[(\[?){name}", re.ASCII)
        self._paragraph = re.compile(rf"<p>{_SPACES}(?=\[{name})", re.ASCII)

    def render(self, html: str, context: RenderContext) -> str:
        """Replace each shortcode of the set by what its handler gives (WordPress: `do_shortcode`).

        Args:
            html: a text that may hold shortcodes.
            context: handed to the handlers.

        Returns:
            The text with the results in place of the shortcodes, and `[name]` in place of `[[name]]`.
        """
        out: list[str] = []
        done = 0
        for found in self._find(html):
            out.append(html[done : found.start])
            done = found.end
            written = html[found.start : found.end]
            if found.is_escape:
                out.append(written[1:-1])
                continue
            content = html[found.content] if found.content else None
            shortcode = Shortcode(found.name, parse_attributes(html[found.attributes]), content)
            result = self._handlers[found.name](shortcode, context)
            out.append(written if result is None else result)
        return "".join([*out, html[done:]]) if done else html

    def unwrap(self, html: str) -> str:
        """Take the `<p>` from around each shortcode that stands alone in it (WordPress: `shortcode_unautop`)."""
        if "[" not in html:
            return html
        out: list[str] = []
        done = position = 0
        following = _Following(html)
        while start := self._paragraph.search(html, position):
            position = start.end()
            found = self._read(html, self._start.match(html, position), following)
            if found is None:
                break
            for last in (found.end, found.head_end):
                if end := _PARAGRAPH_END.match(html, last):
                    out += html[done : start.start()], html[found.start : last]
                    done = position = end.end()
                    break
        return "".join([*out, html[done:]])

    def _find(self, html: str) -> Iterator[_Found]:
        if "[" not in html:
            return
        position = scanned = 0
        in_tag = False
        following = _Following(html)
        while start := self._start.search(html, position):
            position = start.end()
            last_start, last_end = (html.rfind(sign, scanned, start.start()) for sign in "<>")
            in_tag = last_start > last_end if last_start != last_end else in_tag
            scanned = start.start()
            found = None if in_tag else self._read(html, start, following)
            if found:
                yield found
                position = scanned = found.end

    @staticmethod
    def _read(html: str, start: re.Match[str] | None, following: _Following) -> _Found | None:
        if start is None or (bracket := following.find("]", start.end())) < 0:
            return None
        escape, name = start.groups()
        is_void = html.startswith("/", bracket - 1)
        attributes = slice(start.end(), bracket - is_void)
        content = None
        head_end = end = bracket + 1
        if not is_void and (close := following.find(f"[/{name}]", end)) >= 0:
            content = slice(end, close)
            end = close + len(name) + 3
        is_escape = bool(escape) and html.startswith("]", end)
        first = start.start() + (bool(escape) and not is_escape)
        return _Found(first, head_end, end + is_escape, is_escape, name, attributes, content)


class _Following:
    """Finds the next of a few strings after rising positions, each stretch of the text searched once."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._next: dict[str, int] = {}

    def find(self, needle: str, position: int) -> int:
        known = self._next.get(needle)
        if known is None or -1 < known < position:
            known = self._next[needle] = self._html.find(needle, position)
        return known


def parse_attributes(text: str) -> dict[str, str]:
    """Read the attributes of a shortcode (WordPress: `shortcode_parse_atts`).

    Args:
        text: what stands between the name and `]`. U+00A0 and U+200B count as spaces.

    Returns:
        Values by lower-case name, or by place for values without a name.
    """
    attributes: dict[str, str] = {}
    place = 0
    for found in _ATTRIBUTE.finditer(text.replace("\u00a0", " ").replace("\u200b", " ")):
        name = found["name"] or found["key"]
        value = next((v for v in found.group("double", "single", "value", "bare") if v is not None), "")
        if name:
            attributes[name.lower()] = _ESCAPED.sub(r"\1", value)
        else:
            attributes[str(place)] = _ESCAPED.sub(r"\1", value)
            place += 1
    return attributes


def as_written(shortcode: Shortcode, context: RenderContext) -> None:
    """Leave a shortcode of WordPress's own that is not rendered yet, and report it."""
    context.found("unknown-shortcode", shortcode.name)
