"""Guards: what a generator would take for its own syntax within a text is written so that it is shown.

Jekyll and Eleventy are told in front matter not to look for templates; Hugo, Nikola and Zola look all the same.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from wparchive.writers.markdown.dialects import for_kramdown, for_python

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_HUGO: Final = re.compile(r"\{\{([<%])(?:((?:(?!\{\{[<%]|[>%]\}\})[^*]){0,2000})([>%])\}\})?")
_NIKOLA: Final = re.compile(r"\{\{%(?:(?:(?!\{\{%)[^\n]){0,2000}?%\}\})?")
_ZOLA: Final = re.compile(
    r"\{([{%])(?=[ \t]{0,20}[A-Za-z_][A-Za-z0-9_:]{0,200}[ \t]{0,20}\()(?:([^{}\n*]{0,2000}\)[ \t]{0,20})([}%])\})?"
)
_MARKS: Final = {"<": ">", "%": "%", "{": "}"}


def _hugo(text: str) -> str:
    """Write `{{< a >}}` as `{{</* a */>}}` (Hugo's documentation, "Shortcodes"); one that does not end is set apart."""
    if "{{<" not in text and "{{%" not in text:
        return text

    def guarded(found: re.Match[str]) -> str:
        begin, inner, end = found.groups()
        if inner is None or end != _MARKS[begin]:
            return f"{{\u2060{found[0][1:]}"
        return f"{{{{{begin}/*{inner}*/{end}}}}}"

    return _HUGO.sub(guarded, text)


def _nikola(text: str) -> str:
    """Put `{{% a %}}` between `{{% raw %}}` and `{{% /raw %}}` (Nikola's handbook, "Shortcodes")."""
    if "{{%" not in text:
        return text

    def guarded(found: re.Match[str]) -> str:
        ended = found[0].endswith("%}}") and len(found[0]) > len("{{%") and "raw" not in found[0]
        return f"{{{{% raw %}}}}{found[0]}{{{{% /raw %}}}}" if ended else f"{{\u2060{found[0][1:]}"

    return _NIKOLA.sub(guarded, text)


def _zola(text: str) -> str:
    """Write the call `{{ a() }}` as `{{/* a() */}}` (Zola's documentation, "Shortcodes"); all else is text."""

    def guarded(found: re.Match[str]) -> str:
        begin, inner, end = found.groups()
        if inner is None or end != _MARKS[begin]:
            return f"{{\u2060{found[0][1:]}"
        return f"{{{begin}/*{inner}*/{end}}}"

    return _ZOLA.sub(guarded, text)


_IMAGE: Final = re.compile(
    r'!\[((?:[^\[\]\\\n]|\\.){0,1000})\]\((<[^<>\n]{0,2000}>|[^\s()<>]{0,2000})(?: "((?:[^"\\\n]|\\.){0,1000})")?\)'
)


def _astro(text: str) -> str:
    """Write images as HTML whose addresses are no UTF-8: Astro decodes those of Markdown, and fails."""

    def guarded(found: re.Match[str]) -> str:
        alt, url, title = found.groups()
        url = url.strip("<>")
        try:
            unquote(url, errors="strict")
        except UnicodeDecodeError:
            more = f' title="{escape(_plain(title))}"' if title else ""
            return f'<img src="{escape(url)}" alt="{escape(_plain(alt))}"{more}>'
        return found[0]

    return _IMAGE.sub(guarded, text) if "%" in text else text


def _plain(text: str) -> str:
    """Take the escapes of Markdown away."""
    return unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text))


GUARDS: Final[Mapping[str, Callable[[str], str]]] = {
    "": lambda text: text,
    "astro": _astro,
    "hugo": _hugo,
    "kramdown": for_kramdown,
    "nikola": lambda text: _nikola(for_python(text)),
    "python-markdown": for_python,
    "zola": _zola,
}
"""By the name that a layout gives. Where a generator has no way of writing its marks, an invisible word joiner
(U+2060) stands between them."""
