"""What plugins do to a text before WordPress makes paragraphs of it: code and formulas are taken out, wrappers go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive.content.shortcodes.builders import unwrap_builders
from wparchive.content.shortcodes.highlighting import hold_code, hold_fences, name_languages
from wparchive.content.shortcodes.latex import hold_formulas
from wparchive.content.shortcodes.notes import take_notes

if TYPE_CHECKING:
    from wparchive.content.context import RenderContext
    from wparchive.content.shortcodes.held import Held

_AUDIO: Final = re.compile(r"\[audio(?::|\s+)\s*(https?://[^\s\[\]|\"']+)(?:\|([^\[\]]*))?\]", re.IGNORECASE)
_AUDIO_WORDS: Final = re.compile(r"(?:titles|artists)=([^|&]*)")


def before_paragraphs(source: str, held: Held, context: RenderContext) -> str:
    """Render what must not wait.

    Args:
        source: content as stored.
        held: gets what is finished; it is to be put back when everything else is rendered.
        context: the post around it.

    Returns:
        The text, in which other shortcodes may still stand.
    """
    if "`" in source and "```" in source and "<!-- wp:" not in source:  # one sign is found faster
        source = hold_fences(source, held)
    has_brackets = "[" in source
    if has_brackets:
        source = take_notes(unwrap_builders(hold_code(source, held), held, context), context)
        if "[audio" in source:
            source = _AUDIO.sub(_audio, source)
    if (has_brackets or "$" in source) and "latex" in source:
        source = hold_formulas(source, held)
    return name_languages(source) if source.startswith("<!-- wp:") and '"language"' in source else source


def _audio(found: re.Match[str]) -> str:
    """Give the player of today for `[audio http://…|titles=…|artists=…]` of WordPress.com and `[audio:http://…]`."""
    addresses = [address for address in found[1].split(",") if address.startswith("http")]
    if found[2] is None and addresses == [found[1]] and found[0][6] != ":":
        return found[0]  # WordPress knows that by itself
    words = [name.strip() for name in _AUDIO_WORDS.findall(found[2] or "") if name.strip()]
    players = [f'[audio src="{address}"]' for address in addresses]
    return "\n\n".join([*players, *([", ".join(words)] if words else [])])
