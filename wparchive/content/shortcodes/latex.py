r"""Formulas: `[latex]…[/latex]` and `$latex …$` (WordPress.com, Jetpack, WP LaTeX).

A formula becomes ``$<code class="math">…</code>$``, and so ``$`…`$`` in Markdown. GitHub and GitLab take that for math.
Every other reader of CommonMark shows the formula as it was written, since only in a code span are `\`, `_`, `*` and
`<` no markup. The bare `$…$` of Pandoc and Hugo would lose characters wherever math is not switched on.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING, Final

from wparchive.content.markup import outside_verbatim

if TYPE_CHECKING:
    from wparchive.content.shortcodes.held import Held

_FORMULA: Final = re.compile(
    r"\[latex(?:\s[^\[\]]{0,200})?\]([^\[]*+(?:\[(?!/?latex\b)[^\[]*+)*)\[/latex\]"
    r"|\$latex(?:\s*=)?[\s\xa0]+((?:[^$\\<\n]++|\\.|\n(?!\r?\n)|<(?![a-zA-Z/!]))+)\$",
    re.DOTALL,
)
"""An inline formula ends at the first `$` without a backslash, and holds neither tags nor blank lines."""
_OPTIONS: Final = re.compile(r"(?:&(?:fg|bg|s)=[\w.-]{1,20}){1,5}\s*\Z", re.ASCII)
"""Colours and size of the image that the plugins made."""
_BREAK: Final = re.compile(r"<br ?/?>\n?|</?p>")


def hold_formulas(source: str, held: Held) -> str:
    """Take the formulas out of a text, but not those in code.

    Args:
        source: content as stored.
        held: gets the formulas.

    Returns:
        The text with tokens for them.
    """
    return outside_verbatim(source, lambda text: _FORMULA.sub(lambda found: _held(found, held), text))


def _held(found: re.Match[str], held: Held) -> str:
    stored = _BREAK.sub("\n", found[1]) if found[1] is not None else found[2]
    formula = " ".join(_OPTIONS.sub("", unescape(stored)).split())
    return held.hold_inline(f'$<code class="math">{escape(formula, quote=False)}</code>$') if formula else found[0]
