"""Code in shortcodes of syntax highlighters: `[code]`, `[sourcecode]`, `[php]`, `[cc_php]`, `[crayon]`.

The plugins take their code out of a text before WordPress makes paragraphs, smilies and other shortcodes of it.
Only what has its end tag is code: `[source]` and `[text]` stand in ordinary text.
The names are those of SyntaxHighlighter Evolved and WordPress.com (brushes), CodeColorer and Crayon.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING, Final

from wparchive.content.shortcodes.ends import Ends
from wparchive.content.shortcodes.syntax import parse_attributes
from wparchive.text import any_of, names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wparchive.content.shortcodes.held import Held

GENERIC: Final = names(
    "cc code codesyntax coder crayon enlighter geshi highlight highlightjs prism source sourcecode syntaxhighlighter"
)
"""The language is an attribute, if it is said at all."""

LANGUAGES: Final = names(
    "actionscript actionscript3 arduino as3 asm bash batch c cf clojure coldfusion cpp csharp css dart delphi diff"
    " elixir erl erlang fsharp go groovy haskell html java javafx javascript jfx jquery js jscript json julia kotlin"
    " lisp lua markdown matlab matlabkey mysql obj-c objc ocaml pas pascal patch perl php pl plain plsql powershell ps"
    " puppet py python r rails rb ror ruby rust sass scala scheme scss sh shell sql swift tcl terraform text tsql"
    " typescript vb vbnet verilog vhdl vim xhtml xml xslt yaml yml"
)
"""The name is the language."""

CODE: Final = GENERIC | LANGUAGES

_NO_LANGUAGE: Final = names("plain text none default auto")
_ALIASES: Final[Mapping[str, str]] = {"c#": "csharp", "c++": "cpp", "f#": "fsharp", "obj-c": "objc", "vb.net": "vbnet"}

_START: Final = re.compile(
    # CodeColorer: modes as letters behind `cc`, and the language behind an underscore.
    rf"\[({any_of(CODE)}|cc[a-zA-Z]{{0,8}}_[a-z][a-z0-9]{{0,20}}|cc[ielnNstTwW]{{1,6}})(?![\w-])([^\[\]]{{0,999}})\]",
    re.ASCII,
)
_AROUND: Final = re.compile(r"<(code|pre|p)(?:\s[^<>]{0,200})?>\s{0,20}\Z", re.ASCII)
_LANGUAGE: Final = re.compile(r"[\w+#.-]{1,40}", re.ASCII)
_ROOM: Final = 240
"""How far before a shortcode its paragraph can begin."""


def hold_code(source: str, held: Held) -> str:
    """Take the code out of a text.

    Args:
        source: content as stored.
        held: gets the code as `<pre><code class="language-…">`.

    Returns:
        The text with tokens for the code.
    """
    if _START.search(source) is None:
        return source
    ends = Ends(source)
    out: list[str] = []
    done = 0
    for start in _START.finditer(source):
        name, first = start[1], start.start()
        close = ends.next(name, start.end())
        if first < done or close is None or start[2].endswith("/"):
            continue
        body, last = source[start.end() : close[0]], close[1]
        before = source[done:first]
        if before.endswith("[") and source.startswith("]", last):
            # `[[code]…[/code]]` is an escape.
            out += before[:-1], held.hold_inline(escape(source[first:last], quote=False))
            done = last + 1
            continue
        tag, end = _around(before, source, last)
        if tag == "code":  # a text about shortcodes
            out += before, source[first:last]
            done = last
            continue
        if tag:
            before, last = before[: before.rindex("<")], end
        out += before, held.hold_block(highlighted(name, parse_attributes(start[2]), body))
        done = last
    return "".join([*out, source[done:]]) if done else source


_FENCE: Final = re.compile(r"(`{3,20})[ \t]*([\w+#.-]{0,40})")
_PRE: Final = re.compile(r"<(/?)pre[\s>]", re.IGNORECASE)


def hold_fences(source: str, held: Held) -> str:
    """Take the code between lines of three backticks out of a text, as plugins for Markdown do.

    Args:
        source: content as stored.
        held: gets the code as `hold_code` gives it.

    Returns:
        The text with tokens for the code. A fence that is never closed, or that stands in `<pre>`, stays.
    """
    out: list[str] = []
    opened: re.Match[str] | None = None
    start, in_pre = 0, False
    for line in source.splitlines(keepends=True):
        fence = None if in_pre else _FENCE.fullmatch(line.rstrip())
        if opened is None:
            for tag in _PRE.finditer(line):
                in_pre = not tag[1]
            if fence:
                opened, start = fence, len(out)
        elif fence and fence[1] == opened[1] and not fence[2]:
            code = highlighted("code", {"language": opened[2]}, "".join(out[start + 1 :]))
            out[start:] = [held.hold_block(code), "\n"]
            opened = None
            continue
        out.append(line)
    return "".join(out)


def _around(before: str, source: str, last: int) -> tuple[str, int]:
    """Name the element that holds nothing but a shortcode, and say where its end tag ends; "" if there is none."""
    start = _AROUND.search(before, max(len(before) - _ROOM, 0))
    end = re.compile(rf"\s{{0,20}}</{start[1]}>").match(source, last) if start else None
    return (start[1], end.end()) if start and end else ("", last)


def highlighted(name: str, attributes: Mapping[str, str], body: str) -> str:
    """Give the HTML of code.

    Args:
        name: of the shortcode.
        attributes: of its start tag.
        body: what it holds, as stored.
    """
    language = _language(name, attributes)
    lines = body.replace("\r\n", "\n").strip("\n")
    if "<" not in lines:
        lines = unescape(lines)  # as the visual editor stored it
    named = f' class="language-{escape(language)}"' if language else ""
    marked = attributes.get("highlight", "").strip()
    marks = f' data-highlight="{escape(marked)}"' if marked else ""
    html = f"<pre{marks}><code{named}>{escape(lines, quote=False)}</code></pre>"
    title = attributes.get("title", "").strip()
    if not title:
        return html
    return (
        f'<figure class="wp-block-code"><figcaption>{escape(unescape(title), quote=False)}</figcaption>{html}</figure>'
    )


def _language(name: str, attributes: Mapping[str, str]) -> str:
    """Name the language: as the attributes say, or the shortcode's name, or the part of it behind `cc_`."""
    stated = next((attributes[key] for key in ("language", "lang") if attributes.get(key)), "")
    if not stated and attributes.get("0", "").startswith("="):
        stated = attributes["0"].strip("='\"")  # `[code='php']`, as WordPress.com once had it
    if not stated:
        stated = name if name in LANGUAGES else name.partition("_")[2]
    stated = stated.strip().lower()
    stated = _ALIASES.get(stated, stated)
    return stated if _LANGUAGE.fullmatch(stated) and stated not in _NO_LANGUAGE else ""


_CODE_BLOCK: Final = re.compile(
    r"<!-- wp:[a-z0-9/-]{1,80} (\{[^<>]*+)(?<=\} --)>\s{0,9}<pre(?: class=\"([^\"<>]*)\")?(?=[\s>])", re.ASCII
)
_STATED: Final = re.compile(r'"language":\s?"(?:language-)?([\w+#.-]{1,40})"', re.ASCII)


def name_languages(source: str) -> str:
    """Say the language of a block of code in its HTML too, where only the block's attributes have it.

    So do SyntaxHighlighter's block and others: `<!-- wp:syntaxhighlighter/code {"language":"php"} --><pre>`.
    """

    def name(block: re.Match[str]) -> str:
        stated = _STATED.search(block[1])
        if not stated:
            return block[0]
        classes = f"language-{stated[1]} {block[2] or ''}".strip()
        return f'{block[0].rpartition("<pre")[0]}<pre class="{classes}"'

    return _CODE_BLOCK.sub(name, source)
