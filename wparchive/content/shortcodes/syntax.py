r"""The grammar of shortcodes (WordPress: `shortcodes.php`).

`[name attributes]`, `[name attributes /]` or `[name attributes]content[/name]`; `[[name]]` is an escape for `[name]`.
A shortcode does not stand in one of its own name, and attributes hold no `]`. Shortcodes may stand in attributes of
HTML tags, but not in comments.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from wparchive.content.shortcodes.in_tags import hide_brackets, show_brackets

if TYPE_CHECKING:
    from collections.abc import Set  # noqa: PYI025

    from wparchive.content.context import RenderContext

_SPACES: Final = r"[\r\n\t \u00a0]*+(?:&nbsp;[\r\n\t \u00a0]*+)*"
_START: Final = re.compile(r"\[(\[?)([\w-]++)", re.ASCII)
USED: Final = re.compile(r"\[([\w-]++)(?=[<>&/\[\]\x00-\x20=]|\Z)", re.ASCII)
"""What counts as a use. Once a shortcode is used in a text, any other sign may follow its name elsewhere in it."""
_PARAGRAPH_START: Final = re.compile(rf"<p>{_SPACES}(?=\[)")
_PARAGRAPH_END: Final = re.compile(rf"{_SPACES}</p>")
_ATTRIBUTE: Final = re.compile(
    r"""(?:(?P<name>[\w-]+)\s*=\s*)?(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')(?!\S)"""
    r"""|(?P<key>[\w-]+)\s*=\s*(?P<value>[^\s'"]+)(?!\S)|(?P<bare>\S+)""",
    re.ASCII,
)
_ODD_SPACES: Final = re.compile("[\u00a0\u200b]+")
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_SPACE_OF: Final[Mapping[str, str]] = {"n": "\n", "r": "\r", "t": "\t"}


class Shortcode(NamedTuple):
    """One shortcode of a text."""

    name: str
    attributes: Mapping[str, str]
    """By lower-case name; those without a name by their place, `0`, `1`, …"""
    content: str | None
    """None where it has no end tag."""


class Wrapped(NamedTuple):
    """What a shortcode gives that stands around others: those in its content are rendered too."""

    before: str
    content: str
    after: str


Handler: TypeAlias = Callable[[Shortcode, "RenderContext"], "str | Wrapped | None"]
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

    def __init__(self, handlers: Mapping[str, Handler], *, in_tags: bool = True) -> None:
        """Take the table.

        Args:
            handlers: by name.
            in_tags: whether those in attributes of tags are rendered.
        """
        self.names: Final = frozenset(handlers)
        self._handlers = handlers
        self._in_tags = in_tags

    def render(self, html: str, context: RenderContext) -> str:
        """Replace each shortcode of the set by what its handler gives (WordPress: `do_shortcode`).

        Args:
            html: a text that may hold shortcodes.
            context: handed to the handlers.

        Returns:
            The text with the results in place of the shortcodes, and `[name]` in place of `[[name]]`.
        """
        if "[" not in html:
            return html
        used = self.names.intersection(names_used(html))
        if not used:
            return html

        def replace(text: str) -> str:
            return self._replace(text, used, context)

        return show_brackets(replace(hide_brackets(html, replace if self._in_tags else None)))

    def _replace(self, html: str, used: Set[str], context: RenderContext) -> str:
        out: list[str] = []
        done = 0
        for found in _find(html, used):
            out.append(html[done : found.start])
            done = found.end
            written = html[found.start : found.end]
            if found.is_escape:
                out.append(written[1:-1])
                continue
            content = html[found.content] if found.content else None
            shortcode = Shortcode(found.name, parse_attributes(html[found.attributes]), content)
            result = self._handlers[found.name](shortcode, context)
            if isinstance(result, Wrapped):
                result = f"{result.before}{self.render(result.content, context)}{result.after}"
            out.append(written if result is None else result)
        return "".join([*out, html[done:]])

    def unwrap(self, html: str) -> str:
        """Take the `<p>` from around each shortcode that stands alone in it (WordPress: `shortcode_unautop`)."""
        if "[" not in html:
            return html
        out: list[str] = []
        done = position = 0
        following = _Following(html)
        while start := _PARAGRAPH_START.search(html, position):
            position = start.end()
            name = _START.match(html, position)
            if name is None or name[1] or name[2] not in self.names:
                continue
            found = _read(html, name, following)
            if found is None:
                break
            for last in (found.end, found.head_end):
                if end := _PARAGRAPH_END.match(html, last):
                    out += html[done : start.start()], html[found.start : last]
                    done = position = end.end()
                    break
        return "".join([*out, html[done:]])


def names_used(html: str) -> list[str]:
    """Name what stands in a text as a shortcode would, known or not, once for each."""
    return USED.findall(html)


def _find(html: str, used: Set[str]) -> Iterator[_Found]:
    position = 0
    following = _Following(html)
    while start := _START.search(html, position):
        position = start.end()
        if start[2] in used and (found := _read(html, start, following)):
            yield found
            position = found.end


def _read(html: str, start: re.Match[str], following: _Following) -> _Found | None:
    if (bracket := following.find("]", start.end())) < 0:
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
    for found in _ATTRIBUTE.finditer(_ODD_SPACES.sub(" ", text)):
        name = found["name"] or found["key"]
        value = next((v for v in found.group("double", "single", "value", "bare") if v is not None), "")
        if name:
            attributes[name.lower()] = _unescaped(value)
            if name.isdecimal() and len(name) < 10:
                place = max(place, int(name) + 1)
        elif value:
            attributes[str(place)] = _unescaped(value)
            place += 1
    return attributes


def _unescaped(value: str) -> str:
    return _ESCAPED.sub(lambda sign: _SPACE_OF.get(sign[1], sign[1]), value) if "\\" in value else value
