"""The rare elements of HTML, and what each is changed into so that turbohtml writes it well: `REWRITES`.

Bulk (paragraphs, links, emphasis, plain lists) is not here: turbohtml writes that alone, and each tag named here costs.
"""

from __future__ import annotations

import html
import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from turbohtml import Axis, Element, Node, Text
from turbohtml.clean import OnDisallowed, Policy, Sanitizer

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping

HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS: Final = (
    *HEADINGS, "p", "div", "ul", "ol", "dl", "pre", "blockquote", "figure", "table", "hr", "section", "article",
    "header", "footer", "aside", "details", "address",
)  # fmt: skip
LINES: Final = frozenset({*HEADINGS, "p", "div", "li", "dd", "td", "th", "figcaption", "section", "article"})
"""Elements whose begin and end are those of a line."""

CODE: Final = frozenset({"pre", "code", "kbd", "samp", "tt"})

NOWHERE: Final = "about:invalid"
"""The address that stands for one that was taken away (CSS Values and Units 4, 4.5.1)."""

_DEEPEST: Final = 100
"""How many ancestors are looked at. Elements below that lose their markup, so that a million nested ones cost no more
than a million beside each other; browsers give up at 512."""


def is_out_of_place(element: Element) -> bool:
    """Tell whether an element lies in code, where there is only text, or deeper than any that somebody wrote."""
    depth = 0
    for depth, ancestor in enumerate(islice(element.ancestors, _DEEPEST), start=1):  # noqa: B007 - read below
        if isinstance(ancestor, Element) and ancestor.tag in CODE:
            return True
    return depth == _DEEPEST


def is_inside(node: Node, tags: Container[str]) -> bool:
    """Tell whether one of the ancestors is such an element."""
    above = islice(node.ancestors, _DEEPEST)
    return any(isinstance(ancestor, Element) and ancestor.tag in tags for ancestor in above)


class Held:
    """Raw HTML and Markdown that is held aside while turbohtml writes the rest.

    A token stands for each piece. It is made of NUL, which no text of an HTML tree can hold (WHATWG HTML, 13.2.5: it
    is dropped or becomes U+FFFD), and begins and ends with a punctuation mark, as the pieces do: on that it depends
    whether a `*` beside it can be emphasis.
    """

    END: Final = "%\0\0%"
    """The token between two fragments."""

    _TOKEN: Final = re.compile("%\0([0-9]+)\0%")
    _MARGIN: Final = " >-*+.)0123456789"
    _LIST_MARKER: Final = re.compile("[^>]")
    _TAG: Final = re.compile(r"</?\w")
    _REST: Final = re.compile(r"[^\S\n]*\n")
    _WINDOW: Final = 300
    """How far around a block its indentation is looked for, in characters."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def hold(self, piece: str) -> Text:
        """Hold a piece aside.

        Args:
            piece: one that ends in a newline is a block: it is to stand in a paragraph of its own, and gets the
                indentation of its place and the blank line after it that ends raw HTML (CommonMark 4.6).

        Returns:
            The node that stands for it.
        """
        self._pieces.append(piece)
        return Text(f"%\0{len(self._pieces) - 1}\0%")

    def hold_block(self, piece: str) -> Element:
        """Hold a block aside, in the paragraph that it needs."""
        return Element("p", children=[self.hold(f"{piece}\n")])

    def anchor(self, name: str) -> Text:
        """Hold a place aside that links can lead to."""
        return self.hold(f'<span id="{html.escape(name)}"></span>')

    def put_back(self, markdown: str) -> str:
        """Put the pieces where their tokens are."""
        return self._TOKEN.sub(self._piece, markdown) if "\0" in markdown else markdown

    def _piece(self, token: re.Match[str]) -> str:
        piece, text = self._pieces[int(token[1])], token.string
        before = text[max(token.start() - self._WINDOW, 0) : token.start()].rpartition("\n")[2]
        if not piece.endswith("\n"):
            # A tag alone on its line would begin a block of HTML (CommonMark 4.6, the seventh kind).
            alone = self._TAG.match(piece) and self._REST.match(text, token.end()) and not before.strip(self._MARGIN)
            return f"{piece}&#32;" if alone else piece
        margin = self._LIST_MARKER.sub(" ", before)
        next_line = text[token.end() + 1 : token.end() + self._WINDOW].partition("\n")[0]
        if next_line.replace(" ", "") in ("", margin.replace(" ", "")):
            piece = piece[:-1]  # a blank line follows, or nothing
        return piece.replace("\n", f"\n{margin}")


# --- elements that turbohtml takes for others -----------------------------------------------------------------


def _become(tag: str) -> Callable[[Element, Held], None]:
    def rename(element: Element, _: Held) -> None:
        element.tag = tag

    return rename


_SMALL_NUMBER: Final = re.compile(r"[0-9]{1,9}", re.ASCII)


def _fit_list(element: Element, _: Held) -> None:
    """Take away a start that Markdown cannot write; turbohtml would leave the whole list as found."""
    if "start" in element.attrs and not _SMALL_NUMBER.fullmatch(element.attr("start") or ""):
        del element.attrs["start"]


def _drop_empty_image(element: Element, _: Held) -> None:
    source = element.attr("src")
    if not source or source.endswith(NOWHERE):
        element.decompose()


def _rule(element: Element, held: Held) -> None:
    """Write `***` in a list: turbohtml's `---` right below a line would make a heading of that line."""
    if is_inside(element, ("li",)):
        element.replace_with(held.hold_block("***"))


def _caption(element: Element, _: Held) -> None:
    element.wrap_children(Element("em"))


def _defined_term(element: Element, _: Held) -> None:
    """Write the term bold, above its definitions; a gallery of the classic editor is such a list, of images."""
    if element.find("img") is None:
        element.wrap_children(Element("strong"))


_EMBEDS: Final = ("audio", "embed", "iframe", "object", "video")


def _embed(element: Element, _: Held) -> None:
    """Make a link of what was embedded: it works in every reader, and says what was there when it is gone.

    It is a paragraph, as players and frames are boxes of their own.
    """
    source = element.attr("src") or element.attr("data")
    if not source and (inner := element.find(["source", "embed", "iframe"])) is not None:
        source = inner.attr("src")
    if not source or source.endswith(NOWHERE) or element.parent is None:
        return
    label = Text(element.attr("title") or source)
    if is_inside(element, ("a",)):
        element.replace_with(label)
    else:
        element.replace_with(Element("p", children=[Element("a", {"href": source}, [label])]))


# --- code -----------------------------------------------------------------------------------------------------

_LANGUAGE: Final = re.compile(r"(?:^|[\s;])(?:(?:brush|lang)\s*:\s*|lang(?:uage)?-)([\w+#.-]+)", re.IGNORECASE)
"""How syntax highlighters write it in a class: `brush: php; gutter: true`, `lang:php`, `language-php`, `lang-php`."""

_PLAIN_WORD: Final = re.compile(r"[\w+#.-]+")


def _name_language(element: Element, _: Held) -> None:
    """Say the language of code in the one way that turbohtml reads."""
    code = element.find("code")
    candidates = [element] if code is None else [code, element]
    found = next(filter(None, map(_language, candidates)), None)
    for each in candidates:
        each.attrs.pop("class", None)
    if found:
        candidates[0].attrs["class"] = f"language-{found}"


def _language(element: Element) -> str | None:
    by_class = _LANGUAGE.search(element.attr("class") or "")
    if by_class:
        return by_class[1].lower()
    named = element.attr("data-enlighter-language") or element.attr("data-language") or element.attr("lang") or ""
    return named.lower() if _PLAIN_WORD.fullmatch(named) else None


# --- what stays HTML ------------------------------------------------------------------------------------------

_INLINE_HTML: Final[Mapping[str, tuple[str, ...]]] = {
    "abbr": ("title",),
    "acronym": ("title",),
    "bdo": ("dir",),
    "cite": (),
    "ins": (),
    "mark": (),
    "rt": (),
    "ruby": (),
    "sub": (),
    "sup": (),
    "u": (),
}
"""Inline elements that mean something and have no form in Markdown, with the attributes that are kept."""


def _inline_html(element: Element, held: Held) -> None:
    if element.text.strip() and element.find([*BLOCKS]) is None:
        kept = ((name, element.attr(name)) for name in _INLINE_HTML[element.tag])
        attributes = "".join(f' {name}="{_attribute(value)}"' for name, value in kept if value)
        element.insert_before(held.hold(f"<{element.tag}{attributes}>"))
        element.insert_after(held.hold(f"</{element.tag}>"))
    element.unwrap()


def _attribute(value: str) -> str:
    """Escape an attribute's value; a bar in it would end the cell of a table."""
    return html.escape(" ".join(value.split())).replace("|", "&#124;")


def _details(element: Element, held: Held) -> None:
    """Keep the two tags and let Markdown be between them; within a summary's line there is only HTML."""
    element.tag = "div"
    summary = element.find("summary", axis=Axis.CHILDREN)
    if summary is not None:
        title = html.escape(" ".join(summary.text.split()), quote=False)
        summary.replace_with(held.hold_block(f"<summary>{title}</summary>"))
    element.insert(0, held.hold_block("<details>"))
    element.append(held.hold_block("</details>"))


_NO_PIPES: Final = ", ".join(
    (
        "[colspan]", "[rowspan]", "p + p", "div + div", "br + br",
        *(tag for tag in BLOCKS if tag not in ("p", "div", "section", "article")),
    )
)  # fmt: skip


def _table(table: Element, held: Held) -> None:
    """Keep a table HTML that pipes cannot draw: spans, rows of different length, blocks in cells, a table in a list.

    turbohtml would do so by itself in some of these cases, and then write the markup as it was found.
    """
    for cell in table.select("[colspan='1'], [rowspan='1']"):
        for name in ("colspan", "rowspan"):
            if cell.attr(name) == "1":
                del cell.attrs[name]
    widths = {len(row.find_all(["td", "th"], axis=Axis.CHILDREN)) for row in table.find_all("tr")}
    if len(widths) > 1 or is_inside(table, ("li", "dd")) or table.select_one(_NO_PIPES):
        for inner in table.find_all([*_EMBEDS]):
            _embed(inner, held)
        markup = _SANITIZER.sanitize(table).strip().replace("<tr>", "\n<tr>")
        markup = _BLANK_LINE.sub("&#10;" if "<pre>" in markup else "", markup)
        table.replace_with(held.hold_block(f"<table>{markup}\n</table>"))


_BLANK_LINE: Final = re.compile(r"\n(?=[ \t\r\f]*\n)")

_SANITIZER: Final = Sanitizer(
    Policy(
        tags=frozenset({
            "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "del", "div",
            "dl", "dt", "em", "figcaption", "figure", *HEADINGS, "hr", "i", "img", "ins", "kbd", "li", "mark", "ol",
            "p", "pre", "q", "s", "small", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead",
            "tr", "u", "ul",
        }),
        attributes={
            "a": frozenset({"href", "title"}),
            "abbr": frozenset({"title"}),
            "img": frozenset({"src", "alt", "title"}),
            "ol": frozenset({"start"}),
            "td": frozenset({"colspan", "rowspan"}),
            "th": frozenset({"colspan", "rowspan", "scope"}),
        },
        url_schemes=frozenset({"http", "https", "ftp", "mailto", "tel", "data"}),
        allow_fragment_urls=True,
        on_disallowed_tag=OnDisallowed.STRIP,
        remove_with_content=frozenset({"script", "style", "template", "svg", "math", "noembed", "noframes"}),
    )
)  # fmt: skip

REWRITES: Final[Mapping[str, Callable[[Element, Held], None]]] = {
    **dict.fromkeys(_INLINE_HTML, _inline_html),
    **dict.fromkeys(_EMBEDS, _embed),
    # turbohtml takes these blocks for inline elements: `<center>a</center><center>b</center>` would become `ab`.
    **dict.fromkeys(("center", "fieldset", "form", "hgroup", "legend", "search"), _become("div")),
    **dict.fromkeys(("listing", "xmp"), _become("pre")),
    "details": _details,
    "dir": _become("ul"),
    "dt": _defined_term,
    "figcaption": _caption,
    "hr": _rule,
    "img": _drop_empty_image,
    "ol": _fit_list,
    "pre": _name_language,
    "table": _table,
}
"""By tag: changes an element in the tree, holding aside what is to come out as it is."""
