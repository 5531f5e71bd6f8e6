"""Pictures and players that a script loads when they come into view: until then, their address is in another attribute.

Pages have them, and so do the bodies of posts, where a page was copied or a host's own editor wrote them (Squarespace).

Every such plugin names that attribute its own way (`data-src`, `data-lazy-src`, `data-original`, `nitro-lazy-src`), and
puts a copy of the picture for browsers without scripts beside it, in `<noscript>`. Of a page that was saved with its
scripts run, both are mere leftovers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from turbohtml import Element, Text

from wparchive.text import names

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from turbohtml import Node

_LOADED: Final = names("img iframe source video audio")
_LOOKED_AT: Final = _LOADED | {"noscript"}
_ADDRESS: Final = re.compile(r"(?:data|nitro)-(?:[a-z]+-)*(?:(?:cf|ez)?src|srcset|original(?:-set)?|lazy|echo)")
_PLACEHOLDER: Final = re.compile(
    r"\s*\Z|data:|about:|#|[^?#]*/[^/?#]*(?:blank|spacer|transparent|trans\b|placeholder|loading|lazy|pixel|1x1|gr[ae]y)"
    r"[^/?#]*\.(?:gif|png|svg|jpe?g|webp)(?:[?#]|\Z)",
    re.IGNORECASE,
)
"""What stands in the place of the address: nothing, a drawing in the address itself, or a picture that is called so."""
_NO_ADDRESS: Final = re.compile(r"\s*(?:[^./]*\Z|data:)")
"""`data-lazy="true"` says only that it waits."""
_LONGEST: Final = 2000
"""Characters of an address that are looked at."""
_WAITING: Final = re.compile(r"(?<![\w-])(?:\w+-)?lazy(?!-?loaded)(?:load)?(?:-\w+)?(?![\w-])", re.IGNORECASE)
"""A class that says that it is not loaded yet; `lazyloaded` says that it is."""


def load(tree: Node) -> None:
    """Write addresses where a browser has them once a page was looked at from top to bottom.

    Args:
        tree: of a page or body; changed.
    """
    loaded: set[Element] = set()
    fallbacks = []
    for element in tree.iter_elements(_LOOKED_AT):
        if element.tag == "noscript":
            fallbacks.append(element)
        elif _is_loaded(element):
            loaded.add(element)
    for fallback in fallbacks:
        _settle(fallback, loaded)


def _is_loaded(element: Element) -> bool:
    """Load an element if it waits; say whether it did."""
    waiting = [name for name in element.attrs if _ADDRESS.fullmatch(name)]
    if not waiting or not (_stands_for_another(element.attr("src")) or _WAITING.search(element.attr("class") or "")):
        return False
    found = False
    for name in reversed(waiting):  # of several, the first stays
        value = element.attr(name) or ""
        if not _NO_ADDRESS.match(value[:_LONGEST]):
            del element.attrs[name]
            element.attrs["srcset" if name.endswith("set") else "src"] = value.strip()
            found = True
    return found


def _stands_for_another(address: str | None) -> bool:
    return _PLACEHOLDER.match((address or "")[:_LONGEST]) is not None


def _settle(fallback: Element, loaded: AbstractSet[Element]) -> None:
    """Drop the copy of a picture that has its address; give its address to one that has none."""
    inner = [child for child in fallback.children if not _is_blank(child)]
    copy = inner[0] if len(inner) == 1 and isinstance(inner[0], Element) else None
    address = copy.attr("src") if copy is not None and copy.tag in _LOADED else None
    if not address or copy is None:
        return
    for beside in _beside(fallback):
        if beside.tag != copy.tag:
            continue
        if _stands_for_another(beside.attr("src")):
            beside.attrs["src"] = address
        elif beside not in loaded and (beside.attr("src") or "").strip() != address.strip():
            continue
        fallback.decompose()
        return


def _beside(fallback: Element) -> Iterator[Element]:
    for step in ("previous_sibling", "next_sibling"):
        node = getattr(fallback, step)
        while node is not None and _is_blank(node):
            node = getattr(node, step)
        if isinstance(node, Element):
            yield node


def _is_blank(node: object) -> bool:
    return isinstance(node, Text) and not node.data.strip()
