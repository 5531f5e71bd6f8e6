"""The sentence that plugins for search engines add below each text of a feed, in the languages of feed_footer.toml."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wparchive.clean.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from turbohtml import Element

_LONGEST: Final = 3000
"""Characters of HTML; addresses and titles are most of it."""

_LINK: Final = re.compile(r"<a [^>]*>.*?</a>", re.DOTALL)
_BETWEEN_LINKS: Final = re.compile(r"</a>([^<]{3,60})<a ")
_APOSTROPHE: Final = "\N{RIGHT SINGLE QUOTATION MARK}"


@cache
def sentences() -> Mapping[str, str]:
    """Give the sentence in each language, with `{}` for its two links, and the words between these."""
    import tomllib  # noqa: PLC0415 - few bodies get this far

    # `importlib.resources` would load a megabyte of modules for zips.
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    return {sentence: sentence.split("{}")[1].strip() for sentence in tomllib.loads(text).values()}


def find(tree: Element) -> list[Element]:
    """Find the sentence where it is the last paragraph. A text that went through several feeds has it several times."""
    from turbohtml import Element  # noqa: PLC0415 - the rules can be listed without the HTML parser

    found: list[Element] = []
    for node in reversed(tree.children):
        if isinstance(node, Element) and node.tag == "p" and is_footer(node.inner_html):
            found.append(node)
        elif isinstance(node, Element) or node.text.strip():
            break
    return found[::-1]


def is_footer(html: str) -> bool:
    """Tell whether the inside of a paragraph is the sentence and nothing else."""
    if len(html) > _LONGEST:
        return False
    sentence = " ".join(_LINK.sub("{}", html).replace(_APOSTROPHE, "'").split())
    return sentence.rstrip(" .。") in sentences()


def may_end(html: str) -> bool:
    """Tell whether a body may end with the sentence: there is a link at the very end, and the right words before it."""
    if "</a>" not in html[-60:]:
        return False
    known = sentences().values()
    return any(words.strip() in known for words in _BETWEEN_LINKS.findall(html[-_LONGEST:]))


RULE: Final = Rule(
    "feed-footer",
    "footer",
    "“The post … appeared first on …” at the end of a text that came out of a feed",
    find,
    test=may_end,
)
