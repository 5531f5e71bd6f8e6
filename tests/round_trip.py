"""What HTML says, in a form in which HTML and the Markdown made of it must be the same: its words, blocks and styles.

Markdown has no form for some of HTML, so these count as the same:

- a run of text between blocks and a paragraph; two line breaks in a row and the end of a paragraph;
- boxes without meaning (`div`, `section`, `figure`, `center`), the tables of Blogger's captions, lists without items,
  pictures of a gallery that are lists of definitions, and what is in them;
- a caption and a paragraph in emphasis; a style that says something and the element that does;
- an item that is but the margin of the lists in it, and these lists in the item before;
- styles within code, and none; a link around blocks, and links within them; a link that would run code, and none;
- what is empty, and nothing;
- what a plugin of the browser played, which none has any more, and a link to its file;
- a background that is a picture, of a cover or where nothing stands before it, and that picture;
- choices in a form, buttons behind the name of a file, and words of their own.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from markdown_it import MarkdownIt
from turbohtml import Element, Text, parse_fragment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from turbohtml import Node

COMMONMARK: Final = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

NESTED: Final = frozenset({
    "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "dl", "dt", "dd", "details", "summary",
    "table", "tr", "td",
})  # fmt: skip
"""Blocks that are told apart, by their begin and end."""

BOXES: Final = frozenset({
    "address", "article", "aside", "caption", "center", "div", "fieldset", "figcaption", "figure", "footer", "form",
    "header", "hgroup", "legend", "main", "nav", "p", "search", "section",
})  # fmt: skip
"""Blocks that only end a paragraph."""

SAME: Final = {"th": "td", "dir": "ul", "menu": "ul", "listing": "pre", "xmp": "pre"}
EMOJI: Final = "img.emoji[src][alt], img.wp-smiley[src][alt]"
"""Pictures that stand for signs."""
GIST: Final = re.compile(r"(?:https?:)?//(gist\.github\.com/[\w/-]+)")
"""A script that shows code in its place, which becomes a link."""
FLASH_VIDEO: Final = re.compile(r"(?:https?:)?//(?:www\.)?youtube(?:-nocookie)?\.com/v/([\w-]{11})(?![\w-])")
"""What a plugin played and a frame shows today."""
OPTION: Final = "a + .wp-block-file__button, option:not(pre *)"
ICON: Final = "button [aria-hidden='true']"
"""A sign that only a script knows."""
CAPTIONED: Final = ", ".join(f"table.tr-caption-container{part}" for part in (" td", " tr", " tbody", ""))
"""What Blogger writes around a picture with a caption."""
BACKGROUND: Final = ":not(pre *)[style*='background']"
IN_STYLE: Final = re.compile(r"background(?:-image)?\s*:[^;]*url\(\s*['\"]?(?!data:)([^'\"()]+)", re.IGNORECASE)
KEPT_EMPTY: Final = frozenset({"li", "td", "dd"})
SILENT: Final = "script, style, template, title, noembed, noframes, rp, annotation-xml"
PLAYERS: Final = frozenset({"iframe", "audio", "video"})
SHOWN_IN_CODE: Final = "img, iframe, audio, video, object, embed"
STYLES: Final = {
    **{name: name for name in ("sub", "sup", "mark", "ins", "u", "cite", "q", "rt")},
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
    **dict.fromkeys(("em", "i", "figcaption"), "em"),
    **dict.fromkeys(("strong", "b"), "strong"),
    **dict.fromkeys(("del", "s", "strike"), "del"),
}
SAID: Final = {
    name: re.compile(rf"(?<![\w-]){said}", re.IGNORECASE)
    for name, said in (
        ("del", r"text-decoration[a-z-]*\s*:[^;]*line-through"),
        ("em", r"font-style\s*:\s*(?:italic|oblique)"),
        ("strong", r"font-weight\s*:\s*(?:bold|[6-9]00)"),
        ("sup", r"vertical-align\s*:\s*super"),
        ("sub", r"vertical-align\s*:\s*sub(?!\w)"),
        ("not bold", r"font-weight\s*:\s*(?:normal|[1-5]00)"),
        ("box", r"display\s*:\s*block"),
        ("unmarked", r"list-style(?:-type)?\s*:[^;]*\bnone\b"),
        ("lines", r"white-space\s*:\s*pre\s*(?:;|$)(?!.*white-space)"),
    )
}
"""What the `style` of an element says, as old editors and word processors write it."""
DEEPEST: Final = 90
RUNS_CODE: Final = re.compile(r"(?:(?:java|vb)script|data):|$", re.IGNORECASE)
PLAYERS_NUMBER: Final = re.compile(r"[?&]_=[0-9]+$")
"""What WordPress puts to the address of a player, to tell those of a page apart."""

LANGUAGES: Final = re.compile(
    r"(?:\blanguage-|\bbrush:\s*|\blang:\s*|\blang-|\bhljs\s+|data-enlighter-language=\"|\blang=\")([\w+#-]+)"
)


def rendered(markdown: str) -> str:
    """Render Markdown as a site generator does."""
    return COMMONMARK.render(markdown)


def _settle(root: Element) -> None:
    """Write what a script or a style shows as what it shows."""
    for silent in root.select(SILENT):
        gist = GIST.match(silent.attr("src") or "") if silent.tag == "script" else None
        if gist:
            link = Element("a", {"href": f"https://{gist[1]}"}, [Text(f"https://{gist[1]}")])
            silent.replace_with(Element("p", children=[link]))
        else:
            silent.decompose()
    for styled in root.select("[style]"):
        _settle_style(styled)
    for picture in root.select(EMOJI):
        picture.replace_with(Text(picture.attr("alt") or ""))
    for option in root.select(OPTION):
        option.insert_before(Text(" "))
    for part in root.select(CAPTIONED):
        part.tag = "figcaption" if part.has_class("tr-caption") else "div"
    for icon in root.select(ICON):
        icon.decompose()
    for box in root.select(BACKGROUND):
        address_of = IN_STYLE.search(box.attr("style") or "")
        if address_of and (box.has_class("wp-block-cover") or not box.text.strip()):
            box.insert(0, Element("img", {"src": address_of[1], "alt": box.attr("aria-label") or ""}))


class Shape:
    """What HTML says, in order.

    Attributes:
        blocks: begins and ends of blocks, paragraphs, and the links and pictures in each.
        words: what a browser shows, with one space wherever there is any.
        styles: the text without white space, in runs of one style: emphasis, code, sub.
    """

    def __init__(self, html: str) -> None:
        self.blocks: list[str] = []
        self.styles: list[tuple[str, str]] = []
        self._texts: list[str] = []
        self._line = _Line()
        root = parse_fragment(html, positions=False)
        _settle(root)
        waiting: list[Node | str] = [root]
        while waiting:  # no recursion, which deep nesting would overflow
            node = waiting.pop()
            if isinstance(node, str):
                self._mark(node)
            elif isinstance(node, Element):
                waiting += reversed(self._open(node))
            elif isinstance(node, Text):
                self._say(node.data, node)
        self._mark("")
        self.words = " ".join("".join(self._texts).split())

    def _say(self, text: str, node: Node) -> None:
        self._texts.append(text)
        if solid := "".join(text.split()):
            style = _style(node)
            if self.styles and self.styles[-1][0] == style:
                solid = self.styles.pop()[1] + solid
            self.styles.append((style, solid))
            self._line.say(_href(node))

    def _mark(self, block: str) -> None:
        """Note the begin or end of a block; "" for one that only ends a paragraph."""
        self._texts.append(" ")
        self.blocks += self._line.tokens()
        self._line = _Line()
        name = block.removeprefix("/")
        if name != block and name not in KEPT_EMPTY and self.blocks[-1:] and self.blocks[-1].split()[0] == name:
            self.blocks.pop()
        elif block:
            self.blocks.append(block)

    def _open(self, element: Element) -> list[Node | str]:
        """Note an element; give what is to be visited of it."""
        tag = SAME.get(element.tag, element.tag)
        if tag == "pre" and element.select_one(SHOWN_IN_CODE) is None:
            self._mark(_code(element))
            self._texts += [element.text, " "]
            return []
        if tag in ("ul", "ol"):
            has_items = any(map(_is_item, element.children))
            if has_items:
                _fill_items(element)
            children: list[Node | str] = list(element.children)
        else:
            has_items = False
            children = list(_listed(element))
        if tag in BOXES or _is_box(tag, element, has_items=has_items):
            return ["", *children, ""]
        if tag in NESTED:
            return [tag + _attributes(tag, element), *children, f"/{tag}"]
        return self._thing(tag, element, children)

    def _thing(self, tag: str, element: Element, children: list[Node | str]) -> list[Node | str]:
        """Note what is no block."""
        if tag == "br":
            self._texts.append(" ")
            if self._line.ends_with_break:
                self._mark("")
            self._line.ends_with_break = self._line.said
        elif tag == "hr":
            self._mark("hr")
        elif tag == "img":
            if source := element.attr("src"):
                alt = " ".join((element.attr("alt") or "").split())
                self._line.say(_href(element), f"img {address(source)} {alt}".rstrip())
        elif tag in PLAYERS and (source := _file(element, "src", "source[src]")):
            self._mark("")
            self._line.say(None, f"{tag} {address(PLAYERS_NUMBER.sub('', source))}")
            return [*children, ""] if tag != "iframe" else [""]
        elif tag in ("object", "embed") and (source := _file(element, "data", _PLUGIN_FILE)):
            self._mark("")
            if video := FLASH_VIDEO.match(source):
                self._line.say(None, f"iframe https://www.youtube.com/embed/{video[1]}")
                return [""]
            self._say(element.attr("title") or source, element)
            self._line.things.append(f"a {address(source)}")
            self._mark("")
        elif tag != "iframe":
            return children
        return []


_PLUGIN_FILE: Final = "embed[src], iframe[src], param[name='movie'][value^='http']"


class _Line:
    """One paragraph: the links and pictures in it, and its line breaks."""

    def __init__(self) -> None:
        self.things: list[str] = []
        self.said = False
        self.ends_with_break = False
        self._breaks = 0

    def say(self, href: str | None, thing: str | None = None) -> None:
        self._breaks += self.ends_with_break
        self.said, self.ends_with_break = True, False
        if href and f"a {href}" not in self.things[-1:]:
            self.things.append(f"a {href}")
        if thing:
            self.things.append(thing)

    def tokens(self) -> list[str]:
        return [f"p{' br' * self._breaks}", *self.things] if self.said else []


def _ancestors(node: Node) -> Iterator[Element]:
    return (above for above in islice(node.ancestors, DEEPEST) if isinstance(above, Element))


def _style(node: Node) -> str:
    styles = {STYLES[above.tag] for above in _ancestors(node) if above.tag in STYLES}
    said = [above.attr("style") or "" for above in _ancestors(node) if above.tag == "span"]
    styles.update(name for name, pattern in SAID.items() if name in STYLES and any(map(pattern.search, said)))
    if any(above.tag == "dd" and _is_in_gallery(above) for above in _ancestors(node)):
        styles.add("em")
    return "code" if "code" in styles else " ".join(sorted(styles))


def _settle_style(element: Element) -> None:
    """Take a style for the element that means the same."""
    said = {name for name, pattern in SAID.items() if pattern.search(element.attr("style") or "")}
    if element.tag in ("b", "strong") and "not bold" in said:
        element.unwrap()
    elif element.tag == "span":
        _settle_span(element, said)
    elif element.tag == "li" and "unmarked" in said and element.parent and element.find(["ul", "ol"]):
        _settle_item(element, element.parent)
    elif element.tag == "div" and "lines" in said and element.find("div") is not None:
        lines = "\n".join(child.text for child in element.children if isinstance(child, Element))
        element.replace_with(Element("pre", children=[Text(lines)]))


def _settle_span(span: Element, said: set[str]) -> None:
    if "not bold" in said and isinstance(outer := span.parent, Element):
        is_bold = outer.tag in ("b", "strong") or (
            outer.tag == "span" and SAID["strong"].search(outer.attr("style") or "")
        )
        if is_bold and outer.text.strip() == span.text.strip():
            outer.unwrap()
    elif "box" in said:
        if not _is_break(span.previous_siblings):
            span.insert_before(Element("br"))
        if not _is_break(span.next_siblings):
            span.insert_after(Element("br"))


def _settle_item(item: Element, parent: Element) -> None:
    if not all(isinstance(child, Element) and child.tag in ("ul", "ol") for child in filter(_is_shown, item)):
        return
    items = [other for other in parent if isinstance(other, Element) and other.tag == "li"]
    if (at := items.index(item)) > 0:
        items[at - 1].extend(list(item))
        item.decompose()
    elif all(SAID["unmarked"].search(other.attr("style") or "") for other in items):
        parent.unwrap()
        for other in items:
            other.unwrap()


def _is_break(beside: Iterable[Node]) -> bool:
    """Tell whether a line break is the first that shows something."""
    first = next(filter(_is_shown, beside), None)
    return isinstance(first, Element) and first.tag == "br"


def _is_box(tag: str, element: Element, *, has_items: bool) -> bool:
    """Tell whether a block has no meaning where it stands: a list without items, a picture of a gallery."""
    return (
        tag == "pre"
        or (tag in ("ul", "ol") and not has_items)
        or (tag in ("dl", "dt", "dd") and _is_in_gallery(element))
    )


def _is_in_gallery(element: Element) -> bool:
    return any(above.has_class("gallery-item") for above in (element, *islice(_ancestors(element), 2)))


def _href(node: Node) -> str | None:
    for above in _ancestors(node):
        if above.tag == "a" and not RUNS_CODE.match(url := address(above.attr("href") or "")):
            return url
    return None


def _file(element: Element, name: str, inner: str) -> str | None:
    own = element.attr("src") or element.attr(name)
    child = None if own else element.select_one(inner)
    return own if child is None else child.attr("src") or child.attr("value")


def _is_item(node: Node) -> bool:
    return isinstance(node, Element) and node.tag == "li"


def _is_shown(node: Node) -> bool:
    return isinstance(node, Element) or (isinstance(node, Text) and bool(node.data.strip()))


def _fill_items(element: Element) -> None:
    """Put what stands between two items of a list into the first."""
    item: Element | None = None
    for node in list(element.children):
        if isinstance(node, Element) and node.tag == "li":
            item = node
        elif _is_shown(node):
            if item is None:
                item = Element("li")
                node.wrap(item)
            else:
                item.append(node)


def _listed(element: Element) -> Iterator[Node | str]:
    """Give the children, with a list around items that have none."""
    inside = False
    for node in list(element.children):
        if _is_item(node) != inside and _is_shown(node):
            yield "/ul" if inside else "ul"
            inside = not inside
        yield node
    if inside:
        yield "/ul"


def _attributes(tag: str, element: Element) -> str:
    if tag == "ol":
        start = element.attr("start") or "1"
        return f" {start}" if start != "1" and re.fullmatch("[0-9]{1,9}", start) else ""
    names = ("colspan", "rowspan") if tag == "td" else ()
    return "".join(f" {name}={element.attr(name)}" for name in names if (element.attr(name) or "1") != "1")


def _code(element: Element) -> str:
    for line_break in element.select("br"):
        line_break.replace_with(Text("\n"))
    code = element.select_one("code")
    tags = " ".join(each.html.partition(">")[0] for each in (code, element) if each is not None)
    language = LANGUAGES.search(tags)
    return f"pre {language[1].lower() if language else ''}\n{element.text.strip(chr(10))}"


def address(url: str) -> str:
    """Write a URL in the one way of several that mean the same."""
    return quote(unquote("".join(url.strip().split("\n"))), safe="/?&=#:;,+!$'()*@[]~")
