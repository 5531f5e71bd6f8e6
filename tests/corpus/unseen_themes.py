"""Pages of themes that nobody has seen: those of known themes, with the names in them made unreadable.

What remains is what holds for any theme: elements, texts, links, dates for machines, and what the head of a page says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zlib import crc32

from turbohtml import parse

if TYPE_CHECKING:
    from pathlib import Path

OF_COMMENTS = re.compile(
    r"comment|respond|reply|pingback|trackback|depth-\d|children|bypostauthor|byuser|even|odd|alt|thread|vcard|fn|says"
    r"|avatar|url|review"
)
"""Names by which WordPress itself calls comments and their parts."""


def write_hashed(oracle: Path, folder: Path, *, comments: bool) -> None:
    """Write the pages of an oracle with hashed names, and its other files as they are.

    Args:
        oracle: folder with pages.
        folder: where they are written, under the same names.
        comments: hash the names of comments as well.
    """
    for path in sorted((oracle / "pages").rglob("*.*")):
        out = folder / path.relative_to(oracle)
        out.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".html":
            out.write_text(hashed(path.read_text(encoding="utf-8"), comments=comments), encoding="utf-8")
        else:
            out.write_bytes(path.read_bytes())


def hashed(markup: str, *, comments: bool) -> str:
    """Make the names in a page unreadable.

    Args:
        markup: the page.
        comments: those of comments as well.
    """
    tree = parse(markup, positions=False)
    for element in tree.select("[class], [id]"):
        for attribute in ("class", "id"):
            if value := element.attr(attribute):
                kept = [name if not comments and OF_COMMENTS.search(name) else _hash(name) for name in value.split()]
                element.attrs[attribute] = " ".join(kept)
    return tree.html


def _hash(name: str) -> str:
    return f"x{crc32(name.encode()):08x}"
