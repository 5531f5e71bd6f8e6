"""How much text lies where: the outline of a page, with the weight of each element.

One walk, without recursion: pages can be nested as deep as they like.
"""

from __future__ import annotations

from bisect import bisect, bisect_left
from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from turbohtml import Element, Text

from wparchive.readers.page.structure.part_names import NO_FURNITURE, is_comment_form, kind_of, names_of, sign_of
from wparchive.text import HEADINGS, names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from turbohtml import Node

SILENT: Final = names("script style noscript template title head link meta iframe noembed noframes desc metadata")
"""Elements whose text a reader of the page does not see: those of `wparchive.text`, some without any, and SVG's."""
_MEDIA: Final = names("img video audio iframe object embed svg canvas picture table form input math noscript")
_GENERIC: Final = names("div section article main td tr tbody table center body")
"""Elements that say nothing of their content."""
_CONTROLS: Final = names("select textarea button option datalist")
"""Elements whose text nobody wrote: archives by month, search fields."""
_CLOSED: Final = frozenset(("navigation", "search", "share", "comment-form"))
_LISTS: Final = names("nav ul ol form")
"""Elements of these kinds that are not looked into: menus are the most of many a page."""
_NO_TEXT: Final = names("a h1")
"""Elements whose text says nothing of where the article is: links, and the title, which can be longer than it."""
_OF_A_POST: Final = names("main article h1")
_TEXTS: Final = names("div section article main td body blockquote")
"""Elements that can be said to hold the text of an article, in microdata."""
_NO_ROLES: Final = names("p a span img b i em strong br time label cite small") | HEADINGS | NO_FURNITURE
"""Elements without a role in the page, whatever they say."""
_BODY_PROPERTIES: Final = ("articleBody", "text")
"""Values of `itemprop` (schema.org) for the text of an article."""
_PARAGRAPHS: Final = names("p pre blockquote")
_PROSE: Final = 3
"""How many times more a character in a paragraph weighs than one in a byline, or a menu without links."""
_HIGHEST: Final = 200
"""Ancestors that are looked at."""
_HALF: Final = 0.5
_HEAVY: Final = 50
"""Bodies that are compared with what is around them, the heaviest."""
_HEADS: Final = names("h2 h3 h4 h5 h6 span small hr br a")
_BESIDE_FORM: Final = 100
"""Characters of a heading of the comment form, with what cancels an answer."""
_SOME: Final = 200
"""Characters of text that wrapper and body must have to be told by their share."""


class Weighed(Struct, gc=False, eq=False):
    """One element of the outline.

    Attributes:
        element: in the tree of the page.
        tag: its name, in small letters.
        place: its index in the outline.
        parent: index of its parent, -1 for the root.
        end: index behind its last descendant.
        names: of its classes, and its id.
        kind: of boilerplate, where its names, role or tag say so.
        text: characters of text in it, outside of links.
        own: those that stand in no element in it.
        linked: characters in links and titles.
        media: images, films, tables and other things that are no text.
        content: as `text`, without what is boilerplate by its kind.
        weight: as `content`; what stands in paragraphs counts more.
        sign: the kind, as the element itself says it; `kind` is none for what only wraps the text of the post.
        is_post: whether it is the element of a post.
        holds_body: whether its names say that it holds the text of a post.
    """

    element: Element
    tag: str
    place: int
    parent: int
    names: str
    kind: str | None
    sign: str | None
    is_post: bool
    holds_body: bool
    media: int
    end: int = 0
    text: int = 0
    own: int = 0
    linked: int = 0
    content: int = 0
    weight: int = 0

    def count(self, length: int, *, linked: bool) -> None:
        """Count the characters that stand in it, not in an element in it."""
        if self.tag in _CONTROLS:
            return
        if linked:
            self.linked += length
        else:
            self.own = length
            self.text += length
            self.weight = length * _PROSE if self.tag in _PARAGRAPHS else length

    @property
    def size(self) -> int:
        """How many elements it is, with all in it."""
        return self.end - self.place

    @property
    def is_generic(self) -> bool:
        """Whether the element is a mere container."""
        return self.tag in _GENERIC


class Outline:
    """The elements of a page in document order, the root first, without those whose text nobody sees.

    Attributes:
        parts: all of them.
        known: the same by their elements.
    """

    def __init__(self, root: Element) -> None:
        self.parts = _walk(root)
        self.parts[0].kind = None
        self.known = {part.element: part for part in self.parts}
        self._tagged: defaultdict[str, list[int]] = defaultdict(list)
        for part in self.parts:
            self._tagged[part.tag].append(part.place)
        _free_wrappers(self.parts)
        _free_titles(self.parts, self._tagged.get("h1", []))
        _name_forms(self.parts, self._tagged.get("form", []))
        _weigh(self.parts)

    def index(self, element: Element | None) -> int | None:
        """Find an element."""
        part = self.known.get(element) if element is not None else None
        return part.place if part is not None else None

    def tagged(self, *tags: str) -> list[int]:
        """Give the indices of all elements with one of some tags, in document order."""
        found = [self._tagged.get(tag, []) for tag in tags]
        return found[0] if len(found) == 1 else sorted(chain(*found))

    def above(self, at: int) -> Iterator[int]:
        """Give the indices of an element's ancestors, the nearest first; of deeply nested ones not all."""
        for _ in range(_HIGHEST):
            at = self.parts[at].parent
            if at < 0:
                return
            yield at

    def below(self, at: int) -> Iterator[int]:
        """Give the indices of an element's children."""
        return _below(self.parts, at)

    def inside(self, at: int) -> range:
        """Give the indices of an element and all in it."""
        return range(at, self.parts[at].end)


def _below(found: list[Weighed], at: int) -> Iterator[int]:
    child, end = at + 1, found[at].end
    while child < end:
        yield child
        child = found[child].end


def _walk(root: Element) -> list[Weighed]:
    """Give the elements of a page, with their texts, links and media added up."""
    part = _weighed(root, root.tag, 0, -1, in_post=False)
    found = [part]
    at, length, in_link, in_post = 0, 0, False, part.is_post
    nodes = iter(root)
    stack: list[tuple[Iterator[Node], int, int, bool, bool]] = []
    while True:
        for node in nodes:
            if type(node) is Text:
                length += len(node.data.strip())
                continue
            if type(node) is not Element:
                continue
            if (tag := node.tag) in SILENT:
                found[at].media += tag in _MEDIA
                continue
            stack.append((nodes, at, length, in_link, in_post))
            part = _weighed(node, tag, len(found), at, in_post=in_post)
            at = part.place
            found.append(part)
            length, in_link, in_post = 0, in_link or tag in _NO_TEXT, in_post or part.is_post
            closed = part.kind in _CLOSED and tag in _LISTS and "crumb" not in part.names
            part.linked = len(node.text) if closed else 0
            nodes = iter(() if closed else node)
            break
        else:
            part = found[at]
            if length:
                part.count(length, linked=in_link)
            part.end, part.content = len(found), part.text
            if not stack:
                return found
            nodes, at, length, in_link, in_post = stack.pop()
            above = found[at]
            above.text += part.text
            above.linked += part.linked
            above.media += part.media


def _weighed(element: Element, tag: str, place: int, parent: int, *, in_post: bool) -> Weighed:
    """Give an element with what it says of itself."""
    named = names_of(element)
    kind, is_post, holds_body = sign_of(tag, named) if named else (None, tag == "article", False)
    if not holds_body and tag in _TEXTS:
        holds_body = element.attr("itemprop") in _BODY_PROPERTIES
    if kind is None and tag not in _NO_ROLES:
        kind = kind_of(element, tag, in_post=in_post)
    return Weighed(element, tag, place, parent, named, kind, kind, is_post, holds_body, int(tag in _MEDIA))


def _free_wrappers(found: list[Weighed]) -> None:
    """Take the kind from what only wraps the text of the post, as `div.right-sidebar` around text and sidebar."""
    most = (found[0].text + found[0].linked) * _HALF
    posts = [at for at, part in enumerate(found) if part.tag in _OF_A_POST or part.holds_body]
    heavy = sorted((at for at in posts if found[at].text >= _SOME), key=lambda at: -found[at].text)[:_HEAVY]
    for at, part in enumerate(found):
        if part.text + part.linked > most and bisect(posts, at) < bisect_left(posts, part.end):
            part.kind = None
    for at in heavy:
        up = found[at].parent if found[at].holds_body else -1
        while up >= 0 and found[up].text * _HALF < found[at].text:
            found[up].kind = None
            up = found[up].parent


def _free_titles(found: list[Weighed], headings: list[int]) -> None:
    """Take the kind from a post's own column that is called a sidebar: its title, author and date stand there."""
    titled = set()
    for heading in headings:
        columns, at = [], found[heading].parent
        for _ in range(_HIGHEST):
            if at < 0 or found[at].is_post:
                break
            if found[at].kind == "sidebar":
                columns.append(at)
            at = found[at].parent
        # The first heading of a post alone: in others' sidebars, widgets have such headings too.
        if at not in titled:
            titled.add(at)
            for column in columns if at >= 0 and found[at].is_post else ():
                found[column].kind = None


def _name_forms(found: list[Weighed], forms: list[int]) -> None:
    """Give comment forms their kind, and what holds only one of them with its heading."""
    for form in forms:
        at, part = form, found[form]
        if part.kind is not None or not is_comment_form(part.element):
            continue
        part.kind = "comment-form"
        whole = part.text + part.linked + _BESIDE_FORM
        while (up := found[at].parent) > 0 and found[up].is_generic and found[up].text + found[up].linked <= whole:
            if any(found[child].tag not in _HEADS for child in _below(found, up) if child != at):
                break
            found[up].kind = found[up].kind or "comment-form"
            at = up


def _weigh(found: list[Weighed]) -> None:
    for part in reversed(found):
        if part.parent >= 0:
            above = found[part.parent]
            above.content -= part.text if part.kind is not None else part.text - part.content
            above.weight += part.weight if part.kind is None else 0
