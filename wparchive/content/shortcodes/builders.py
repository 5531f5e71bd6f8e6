"""Page builders, and columns and tabs of themes: their wrappers go, what they hold stays.

WPBakery (`vc_*`), Divi (`et_pb_*`), Avada (`fusion_*`), Enfold (`av_*`), X and Cornerstone (`x_*`, `cs_*`), Flatsome
(`ux_*`), Shortcodes Ultimate (`su_*`), Tatsu, and what the best-sold themes add to WPBakery.
This is done before paragraphs are made, as the builders themselves make paragraphs of what a wrapper holds. Wrappers
lie in one another to any depth, so each tag is looked at alone: an end needs no beginning.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from wparchive.content.markup import outside_verbatim
from wparchive.content.shortcodes.builder_words import shown
from wparchive.content.shortcodes.ends import Ends
from wparchive.content.shortcodes.highlighting import highlighted
from wparchive.content.shortcodes.providers import PROVIDERS
from wparchive.content.shortcodes.restricted import NAMES as RESTRICTED
from wparchive.content.shortcodes.syntax import parse_attributes
from wparchive.text import any_of, names

if TYPE_CHECKING:
    from wparchive.content.context import RenderContext
    from wparchive.content.shortcodes.held import Held

FAMILIES: Final = (
    "vc_", "et_pb_", "fusion_", "av_", "cs_element_", "su_", "ux_", "tatsu_", "mk_", "nectar_", "qode_", "qodef_",
    "edgtf_", "eltdf_", "mkdf_", "trx_", "themify_", "ultimate_", "wpsm_",
)  # fmt: skip
"""Beginnings of names."""

MEMBERS: Final = names(
    "blog_posts bsf-info-box contact-field contact-form cs_content cs_section featured_box fl_builder_insert_layout"
    " message_box recipe recipe-directions recipe-image recipe-ingredients recipe-notes recipe-nutrition text_box"
    " x_accordion x_accordion_item x_alert x_block_grid x_block_grid_item x_blockquote x_button x_callout x_card"
    " x_clear x_column x_columnize x_container x_content_band x_counter x_custom_headline x_dropcap x_feature_box"
    " x_feature_headline x_feature_list x_gap x_icon x_icon_list x_icon_list_item x_image x_line x_promo x_prompt"
    " x_pullquote x_responsive_text x_row x_section x_share x_skill_bar x_slide x_slider x_tab x_tab_nav"
    " x_tab_nav_item x_tabs x_text"
)
"""Names of builders whose beginning stands in code as well, and of Jetpack's that are made of several shortcodes."""

WRAPPERS: Final = names(
    "accordion accordions accordion-item accordion_item alert blockquote box button callout center col collapse column"
    " columns columns_row ctt_hbox dropcap dropcap1 dropcap2 dropcap3 easyazon_link expand five_sixth four_fifth"
    " fourcol_one fourcol_three fourcol_two full_width half info inlinetweet lead message note notice one_fifth"
    " one_fourth one_half one_sixth one_third panel presentation pullquote quote raw row section showhide slide spoiler"
    " tab tabgroup tabs third three_fifth three_fourth threecol_one threecol_two title toggle toggles tooltip"
    " tweet_dis twocol_one two_fifth two_third warning"
)
"""Ordinary words: they are taken for wrappers where the text has their end as well. `_last` may stand behind them."""

_ALONE: Final = re.compile(
    r"\[(?<![^\n]\[)(clear|clearboth|clearfix|gap|spacer|hr|divider|separator)(?: [^\[\]\n]{0,200})?\]"
    r"(?=[ \t\r]*(?:\n|\Z))"
)
"""Space and lines between parts, which have neither words nor an end, alone on their line."""
_RULES: Final = names("divider hr separator")
_SAYING: Final = names("button title")
"""Those that need no end where an attribute holds their words (Flatsome)."""

_NOT_OURS: Final = PROVIDERS.keys() | RESTRICTED
"""Names of a family that mean more than a wrapper; paragraphs are made first."""

_NAME: Final = rf"(?:{any_of(FAMILIES)})[\w-]+|{any_of(MEMBERS | WRAPPERS)}"
_TAG: Final = re.compile(rf"\[(\[?)(/?)({_NAME})((?:_last|_first)?)(?![\w-])([^\[\]]*+)\](\]?)", re.ASCII)

_ENCODED: Final = re.compile(
    r"\[(vc_raw_html|vc_raw_js|fusion_code|fusion_syntax_highlighter)([^\[\]]*)\]([A-Za-z0-9+/=\s]*+)\[/\1\]", re.ASCII
)
_DIVI_CODE: Final = re.compile(
    r"(\[et_pb_(?:fullwidth_)?code(?:\s[^\[\]]*)?\])([^\[]*+)(?=\[/et_pb_(?:fullwidth_)?code\])"
)
_LINE_END: Final = "<!-- [et_pb_line_break_holder] -->"


def unwrap_builders(source: str, held: Held, context: RenderContext) -> str:
    """Take the wrappers of page builders away, and show the words that stand in their attributes.

    Args:
        source: content as stored.
        held: gets the HTML that stood encoded, of which no paragraphs are to be made.
        context: told of each family.

    Returns:
        The text, in which other shortcodes may still stand.
    """
    if _TAG.search(source) is None and _ALONE.search(source) is None:
        return source
    source = _ENCODED.sub(partial(_decoded, held), source)
    if "_code" in source:
        source = _DIVI_CODE.sub(lambda code: code[1] + held.hold_block(code[2]), source.replace(_LINE_END, "\n"))
    unwrapper = _Unwrapper(Ends(source).names, context)
    return outside_verbatim(source, lambda text: _TAG.sub(unwrapper.replace, _ALONE.sub(unwrapper.part, text)))


class _Unwrapper:
    """Remembers what is to stand where an element ends."""

    def __init__(self, ended: frozenset[str], context: RenderContext) -> None:
        self._ended = ended
        self._context = context
        self._behind: defaultdict[str, list[str]] = defaultdict(list)

    def part(self, alone: re.Match[str]) -> str:
        """Give what stands between two parts."""
        self._context.found("shortcode-unwrapped", alone[1])
        return "\n<hr />\n" if alone[1] in _RULES else ""

    def replace(self, tag: re.Match[str]) -> str:
        """Give what is to stand in the place of a tag."""
        escape, end, name, last, attributes, escape_end = tag.groups()
        is_subscript = tag.start() > 0 and not end and tag.string[tag.start() - 1].isalnum()
        says_itself = name in _SAYING and "text=" in attributes
        if name in _NOT_OURS or (
            name in WRAPPERS and not says_itself and (name + last not in self._ended or is_subscript)
        ):
            return tag[0]
        if escape or escape_end:
            return tag[0].removeprefix(escape).removesuffix(escape_end)
        behind = self._behind[name + last]
        if end:
            return behind.pop() if behind else tag[0] if name in WRAPPERS else "\n\n"
        self._context.found("shortcode-unwrapped", family_of(name))
        before, after = shown(name, parse_attributes(attributes.removesuffix("/")), self._context)
        if attributes.endswith("/") or name + last not in self._ended:
            return before + after
        behind.append(after)
        return before


def family_of(name: str) -> str:
    """Name the builder as its shortcodes begin, `vc_*`; a name that belongs to none is its own family."""
    family = next((family for family in FAMILIES if name.startswith(family)), "")
    return f"{family}*" if family else name


def _decoded(held: Held, found: re.Match[str]) -> str:
    """Give what `base64(rawurlencode(html))` of WPBakery and `base64(html)` of Avada stand for."""
    name, attributes, encoded = found.groups()
    try:
        html = base64.b64decode("".join(encoded.split()), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return found[0]
    if name.startswith("vc_"):
        return held.hold_block(unquote(html))
    if name == "fusion_syntax_highlighter":
        return held.hold_block(highlighted("code", parse_attributes(attributes), html))
    return held.hold_block(html)
