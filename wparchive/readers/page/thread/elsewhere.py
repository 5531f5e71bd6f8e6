"""Comments that are not in the page: other services load theirs by script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from turbohtml import Document, Element

    from wparchive.readers.page.ids import Index

_BY_ID: Final = {
    "disqus_thread": "Disqus",
    "idc-container": "IntenseDebate",
    "livefyre-comments": "Livefyre",
    "hyvor-talk-view": "Hyvor Talk",
    "coral_talk_stream": "Coral",
    "coral_thread": "Coral",
    "coral-container": "Coral",
    "commento": "Commento",
    "isso-thread": "Isso",
    "remark42": "Remark42",
    "cusdis_thread": "Cusdis",
    "graphcomment": "GraphComment",
    "vk_comments": "VK",
    "lv-container": "LiveRe",
    "SOHUCS": "Changyan",
    "vuukle-comments": "Vuukle",
    "discourse-comments": "Discourse",
    "jetpack-comments-load-more": "this site, on demand",
}
"""Elements into which scripts put comments."""
_BY_SELECTOR: Final = (
    ("div.fb-comments", "Facebook"),
    ('button[class*="load-more-submit"]', "this site, on demand"),
    ('a[class*="load-more-link"]', "this site, on demand"),
    ('button[class*="load-more-comments"]', "this site, on demand"),
)
"""The same without an id, and buttons that load the rest of a thread (wpDiscuz)."""
_BY_SCRIPT: Final = (
    ("disqus.com/embed", "Disqus"),
    ("disqus-comment-system", "Disqus"),
    ("coralproject.net", "Coral"),
    ("talk.hyvor.com", "Hyvor Talk"),
    ("intensedebate.com", "IntenseDebate"),
    ("livefyre.com", "Livefyre"),
    ("giscus.app", "giscus"),
    ("utteranc.es", "utterances"),
    ("commento.io", "Commento"),
    ("vuukle.com", "Vuukle"),
    ("spot.im", "OpenWeb"),
    ("viafoura.net", "Viafoura"),
    ("graphcomment.com", "GraphComment"),
)
"""Parts of scripts' addresses."""
_BY_ELEMENT: Final = {"hyvor-talk-comments": "Hyvor Talk", "giscus-widget": "giscus"}
"""Elements of their own that services define, by a script that is a module and can come from anywhere."""
_OWN_ELEMENTS: Final = ", ".join(_BY_ELEMENT)
_MODULE: Final = 'script[type="module"]'
_NAMES: Final = dict(_BY_SCRIPT)
_SCRIPT: Final = re.compile("|".join(map(re.escape, _NAMES)))
_PLACES: Final = ", ".join(["div.fb-comments", *(f"[id='{own}']" for own in _BY_ID)])
_MOST_PLACES: Final = 8


def places_in(tree: Document) -> list[Element]:
    """Give the elements into which scripts put comments, at most so many as a page has reason to have.

    Args:
        tree: a page on which a service was named.
    """
    return tree.select(_PLACES)[:_MOST_PLACES]


def services_in(index: Index) -> tuple[str, ...]:
    """Name the services that hold comments of a page.

    Args:
        index: of the page.

    Returns:
        Their names; `this site, on demand` for comments that a button loads.
    """
    found = {name: None for own, name in _BY_ID.items() if own in index.first}
    for selector, name in _BY_SELECTOR:
        if name not in found and index.tree.select_one(selector) is not None:
            found[name] = None
    if index.tree.select_one(_MODULE) is not None:
        found.update((_BY_ELEMENT[element.tag], None) for element in index.tree.select(_OWN_ELEMENTS))
    for script in index.tree.select("script[src]"):
        if part := _SCRIPT.search(script.attr("src") or ""):
            found[_NAMES[part[0]]] = None
    return tuple(found)
