"""Characters and text: what several rooms need to know of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from turbohtml import Element


def plain_text(html: str) -> str:
    """Give the words that a fragment of HTML shows, laid out in lines.

    Args:
        html: a fragment, as it stands inside the body of a page.

    Returns:
        Its text: no markup, scripts or styles; blocks on lines of their own, links and images by their words alone.
    """
    from turbohtml import parse_fragment  # noqa: PLC0415 - not before it is needed: `--help` must start fast

    tree = parse_fragment(html, positions=False)
    if _AWKWARD.search(html):
        _straighten(tree)
    return tree.to_text()


# The most frequent ones first, which is the order in which they are tried.
_BLOCK_NAMES: Final = (
    "p, div, li, ul, ol, h2, h3, figure, figcaption, blockquote, td, tr, th, table, tbody, thead, tfoot, caption, h1,"
    " h4, h5, h6, pre, hr, section, dd, dt, dl, address, article, aside, footer, header, main, nav"
)
_INLINE_BLOCKS: Final = "center, form, fieldset, legend"
_BLOCKS_IN_WORDS: Final = f":is(a, b, del, em, font, i, ins, label, small, span, strong, u) > :is({_BLOCK_NAMES})"
_BLOCKS_IN_CELLS: Final = f":is(td, th) :is({_BLOCK_NAMES})"
_IN_LISTS: Final = frozenset(("li", "ul", "ol", "menu", "script", "style", "template"))
_BLOCK: Final = _BLOCK_NAMES.replace(", ", "|")
# Lists, tables and the like, and a block that no block follows.
_AWKWARD: Final = re.compile(
    rf"<(?:table|[uo]l|menu|center|form|fieldset)|</(?:{_BLOCK})>\s*+(?!</?(?:{_BLOCK})\b|\Z)", re.IGNORECASE
)


def _straighten(tree: Element) -> None:
    """Change what the text layout of turbohtml 1.15 leaves out, or runs together with the word beside it.

    It leaves out the captions of tables and what a list holds outside of its items. It takes some blocks for inline,
    starts no line after a block inside of inline markup, and gives blocks in the cell of a table no space.
    """
    from turbohtml import Element, Text  # noqa: PLC0415

    for block in tree.select(_INLINE_BLOCKS):
        block.tag = "div"
    for block in tree.select(_BLOCKS_IN_WORDS):
        block.insert_after(Element("br"))
    for table in tree.select("table:has(> caption)"):
        for caption in table.select(":scope > caption"):
            caption.tag = "div"
            table.insert_before(caption)
    for items in tree.select("ul, ol, menu"):
        for node in tuple(items.children):
            if node.tag not in _IN_LISTS if isinstance(node, Element) else isinstance(node, Text) and node.data.strip():
                node.wrap(Element("li"))
    for block in tree.select(_BLOCKS_IN_CELLS):
        block.tag = "span"
        block.insert_before(Text(" "))
        block.insert_after(Text(" "))


CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Characters that XML 1.0 forbids, one at a time."""

C1: Final = re.compile("[\x80-\x9f]")
"""C1 controls. In old exports they are Windows-1252 characters that were taken for ISO-8859-1."""

_ESCAPED: Final = re.compile("[\udc80-\udcff]+")


class Run(NamedTuple):
    """Bytes that were no UTF-8.

    Attributes:
        start: where they stand in the decoded text.
        raw: the bytes.
        text: what they were read as.
    """

    start: int
    raw: bytes
    text: str


def decode_mixed(data: bytes) -> tuple[str, list[Run]]:
    """Decode UTF-8 with stretches of Windows-1252 in it, as sites have that changed their encoding once.

    Unlike a look at lead bytes alone, this takes every maximal stretch of invalid bytes, so that an `é` of one byte
    before two letters is seen. Bytes that Windows-1252 does not have either become U+FFFD.

    Args:
        data: the bytes.

    Returns:
        The text, and the stretches that were not UTF-8.
    """
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        pass
    text, runs = data.decode("utf-8", "surrogateescape"), []
    for found in _ESCAPED.finditer(text):
        raw = found[0].encode("utf-8", "surrogateescape")
        runs.append(Run(found.start(), raw, raw.decode("cp1252", "replace")))
    spare = iter(runs)
    return _ESCAPED.sub(lambda _: next(spare).text, text), runs


def from_c1(text: str) -> str:
    """Read C1 controls as the Windows-1252 characters they stand for; the five that it does not have are kept."""
    return C1.sub(lambda found: found[0].encode("latin-1").decode("cp1252", "ignore") or found[0], text)
