"""What stays HTML because Markdown has no words for it: a few inline elements, tables with spans, players.

No markup is passed as found: tags are written from lists of elements and attributes, always closed, never with a blank
line inside, which would end a block of HTML (CommonMark 4.6).
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from turbohtml import Axis, Comment, Element, Text
from turbohtml.clean import OnDisallowed, Policy, Sanitizer

from wparchive.writers.markdown.breaks import follows_break
from wparchive.writers.markdown.formulas import keep_math
from wparchive.writers.markdown.tags import (
    BLOCKS,
    HEADINGS,
    LISTS,
    NOWHERE,
    PLAYERS,
    PLUGINS,
    is_blank,
    is_inside,
    shows_nothing,
)
from wparchive.writers.markdown.wordless import keep_words, link_area, part_option

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wparchive.writers.markdown.held import Held

INLINE: Final[Mapping[str, tuple[str, ...]]] = {
    "abbr": ("title",),
    "acronym": ("title",),
    "bdo": ("dir",),
    "cite": (),
    "ins": (),
    "mark": (),
    "q": (),
    "rt": (),
    "ruby": (),
    "sub": (),
    "sup": (),
    "u": (),
}
"""Inline elements that mean something and have no form in Markdown, with the attributes that are kept."""


def keep_inline(element: Element, held: Held) -> None:
    """Keep an inline element, if there is something in it and it is in a line."""
    if element.text.strip() and element.find([*BLOCKS]) is None:
        _let_breaks_out(element)
        element.insert_before(held.hold(tag_of(element, INLINE[element.tag])))
        element.insert_after(held.hold(f"</{element.tag}>"))
    element.unwrap()


def _let_breaks_out(element: Element) -> None:
    """Put the line breaks at its ends outside of an element: WordPress's editor wrote `<cite>Nell<br></cite>`."""
    for at, put in ((0, element.insert_before), (-1, element.insert_after)):
        while len(element) and (is_blank(end := element[at]) or (isinstance(end, Element) and end.tag == "br")):
            put(end)


def tag_of(element: Element, names: tuple[str, ...]) -> str:
    """Write the tag that opens an element, with some of its attributes."""
    kept = ((name, element.attr(name)) for name in names if name in element.attrs)
    written = (f' {name}="{_attribute(value)}"' if value else f" {name}" for name, value in kept)
    return f"<{element.tag}{''.join(written)}>"


def _attribute(value: str) -> str:
    """Escape an attribute's value; a bar in it would end the cell of a table."""
    return html.escape(" ".join(value.split())).replace("|", "&#124;")


def keep_details(element: Element, held: Held) -> None:
    """Keep the two tags and let Markdown be between them; within a summary's line there is only HTML."""
    element.tag = "div"
    summary = element.find("summary", axis=Axis.CHILDREN)
    if summary is not None:
        nested = summary.find("details") is not None  # nobody writes that, and each would be written for all around it
        title = html.escape(summary.text, quote=False) if nested else _as_html(summary, held)
        title = " ".join(title.split())
        summary.replace_with(held.hold_block(f"<summary>{title}</summary>"))
    element.insert(0, held.hold_block("<details>"))
    element.append(held.hold_block("</details>"))


# --- players --------------------------------------------------------------------------------------------------

_SIZE: Final = ("width", "height")
_FLAGS: Final = ("controls", "loop", "muted")
_PLAYER: Final[Mapping[str, tuple[str, ...]]] = {
    "audio": (*_FLAGS, "src"),
    "iframe": ("src", *_SIZE, "title", "allowfullscreen"),
    "video": (*_FLAGS, "src", "poster", *_SIZE),
    "source": ("src", "type"),
    "track": ("src", "kind", "srclang", "label"),
}


_PLAYERS_NUMBER: Final = re.compile(r"[?&]_=[0-9]+\Z")
"""WordPress puts it to the address of each player of a page, for its script. Another player before would change it."""


def keep_player(element: Element, held: Held) -> None:
    """Keep a player or frame, in a paragraph of its own, as it is a box; what is shown where it cannot be is Markdown.

    The files are those that `rewrite_links` let pass.
    """
    opening, closing = _open_player(element), f"</{element.tag}>"
    if ' src="' not in opening:
        held.leave_out(element.tag)
        element.decompose()
    elif is_inside(element, ("a",)):
        element.replace_with(held.hold(opening + closing))
    elif element.tag == "iframe" or not element.text.strip():
        element.replace_with(held.hold_block(opening + closing))
    else:
        for block in element.find_all([*BLOCKS, "source", "track"]):
            block.unwrap()
        element.replace_with(Element("p", children=[held.hold(opening), *element.children, held.hold(closing)]))


def _open_player(element: Element) -> str:
    """Write the tag of a player, with those of its files."""
    for name in ("src", "poster"):
        if (element.attr(name) or "").endswith(NOWHERE):
            del element.attrs[name]
    if element.tag == "iframe":
        return tag_of(element, _PLAYER["iframe"])
    files = [file for file in element.find_all(["source", "track"]) if not (file.attr("src") or "").endswith(NOWHERE)]
    for file in files:
        file.attrs["src"] = _PLAYERS_NUMBER.sub("", file.attr("src") or "")
    if len(files) == 1 and files[0].tag == "source" and "src" not in element.attrs:
        element.attrs["src"] = files.pop().attrs["src"]
    element.attrs["controls"] = ""
    return "".join(tag_of(each, _PLAYER[each.tag]) for each in (element, *files))


_PLUGIN_FILE: Final = "embed[src], iframe[src], param[name='movie'][value^='http']"


_FLASH: Final = (
    (r"youtube(?:-nocookie)?\.com/v/([\w-]{11})(?![\w-])", "https://www.youtube.com/embed/{}"),
    (r"vimeo\.com/moogaloop\.swf\?(?:[^#]{0,300}&)?clip_id=([0-9]{1,12})", "https://player.vimeo.com/video/{}"),
    (r"dailymotion\.com/swf/(?:video/)?([a-zA-Z0-9]{4,24})", "https://www.dailymotion.com/embed/video/{}"),
)
"""Addresses of players for Flash, and the pages that show the same videos today, at the same providers."""


def _page_of(source: str) -> str:
    """Give the page that shows what a player for Flash played, "" if it is not known."""
    for player, page in _FLASH:
        if found := re.match(rf"(?:https?:)?//(?:www\.)?{player}", source, re.ASCII):
            return page.format(found[1])
    return ""


def link_plugin(element: Element, held: Held) -> None:
    """Make a link of what a plugin of the browser played: no browser has one any more, but the file may be found.

    Of the videos that most posts of that time show the provider has a page for a frame.
    """
    source = element.attr("src") or element.attr("data")
    if not source and (inner := element.select_one(_PLUGIN_FILE)) is not None:
        source = inner.attr("src") or inner.attr("value")
    if not source or source.endswith(NOWHERE):
        held.leave_out(element.tag)
        element.unwrap()
        return
    if (page := _page_of(source)) and not is_inside(element, ("a",)):
        element.replace_with(held.hold_block(f'<iframe src="{page}" allowfullscreen></iframe>'))
        return
    label = Text(element.attr("title") or source)
    if is_inside(element, ("a",)):
        element.replace_with(label)
    else:
        beside = [held.hold("")] if "%" in source else []  # renderers show the text of `<http://…/%E4>` decoded
        element.replace_with(Element("p", children=[Element("a", {"href": source}, [label, *beside])]))


_SHOWN_BY_SCRIPT: Final = re.compile(
    r"(?:https?:)?//(gist\.github\.com/[\w/-]+|jsfiddle\.net/[\w/-]+?(?=/embed)|(?:www\.)?asciinema\.org/a/\w+"
    r"|pastebin\.com/(?=embed_js/)|speakerdeck\.com/(?=assets/embed\.js))(?:embed_js/(\w+))?",
    re.ASCII,
)
"""Where a script puts something in its own place: code, a recording of a terminal, slides."""


def link_script(script: Element, held: Held) -> None:
    """Make a link of what a script shows where it stands; any other script shows nothing."""
    found = _SHOWN_BY_SCRIPT.match(script.attr("src") or "")
    if found is None:
        if "json" not in (script.attr("type") or ""):
            held.leave_out("script")
        script.decompose()
        return
    slides = quote(script.attr("data-id") or "")
    page = f"speakerdeck.com/player/{slides}" if slides and "speakerdeck" in found[1] else found[1] + (found[2] or "")
    script.attrs["src"] = f"https://{page}"
    link_plugin(script, held)


def link_posts(root: Element) -> None:
    """Make links of the posts and videos of Facebook that its script would show."""
    for place in root.select(".fb-post[data-href], .fb-video[data-href]"):
        url = place.attr("data-href") or ""
        if url and not place.text.strip():
            place.replace_with(Element("p", children=[Element("a", {"href": url}, [Text(url)])]))


# --- tables and definitions -----------------------------------------------------------------------------------

_PARAGRAPHS: Final = ("p", "div", "section", "article")
_NO_PIPES: Final = ", ".join(
    ("[colspan]", "[rowspan]", "caption", *PLAYERS, *PLUGINS, *(tag for tag in BLOCKS if tag not in _PARAGRAPHS))
)


def keep_table(table: Element, held: Held) -> None:
    """Keep a table HTML that pipes cannot draw: spans, rows of different length, blocks in cells, a table in a list.

    turbohtml would do so by itself in some of these cases, and then write the markup as it was found.
    """
    if table.has_class("tr-caption-container"):
        _become_figure(table)
        return
    if table.find("table") is None:
        _drop_empty(table)
    for cell in table.select("[colspan='1'], [rowspan='1']"):
        for name in ("colspan", "rowspan"):
            if cell.attr(name) == "1":
                del cell.attrs[name]
    widths = {len(row.find_all(["td", "th"], axis=Axis.CHILDREN)) for row in table.find_all("tr")}
    if len(widths) > 1 or is_inside(table, ("li", "dd")) or table.select_one(_NO_PIPES) or _has_paragraphs(table):
        keep_block(table, held, "<tr>")


def _has_paragraphs(table: Element) -> bool:
    """Tell whether a cell has more than one paragraph, or two line breaks in a row, which mean the same."""
    return any(map(follows_break, table.find_all("br"))) or any(map(_is_divided, table.find_all(["td", "th"])))


def _is_divided(cell: Element) -> bool:
    box: Element | None = cell
    while box is not None and box.find([*_PARAGRAPHS]) is not None:
        shown = [node for node in box.children if not is_blank(node)]
        if len(shown) > 1:
            return True
        box = shown[0] if isinstance(shown[0], Element) else None
    return False


def _become_figure(table: Element) -> None:
    """Make a picture with its caption of the table that Blogger writes for it."""
    for cell in table.find_all("td"):
        is_caption = cell.has_class("tr-caption")
        cell.tag = "figcaption" if is_caption else "div"
        if is_caption:
            cell.wrap_children(Element("em"))
    for part in table.find_all(["tbody", "tr"]):
        part.unwrap()
    table.tag = "figure"


def _drop_empty(table: Element) -> None:
    """Take away the empty paragraphs that WordPress makes of the line ends between a cell and its paragraph."""
    for cell in table.find_all(["td", "th"]):
        for at in (0, -1):
            while len(cell) and (isinstance(end := cell[at], Text) and is_blank(end)):
                end.extract()
            if len(cell) and isinstance(end := cell[at], Element) and end.tag == "p" and shows_nothing(end):
                end.decompose()


def keep_definitions(element: Element, held: Held) -> None:
    """Keep a list of terms; a picture of the classic editor's galleries is such a list as well, with its caption."""
    if element.has_class("gallery-item"):
        element.tag = "div"
        for part in element.find_all(["dt", "dd"]):
            if part.tag == "dd":
                part.wrap_children(Element("em"))
            part.tag = "div" if part.tag == "dt" else "figcaption"
    else:
        keep_block(element, held, "<dt>", "<dd>")


def keep_block(element: Element, held: Held, *lines: str) -> None:
    """Keep a block HTML, with a line for each of some tags."""
    markup, tag = _as_html(element, held), element.tag
    for start in lines:
        markup = markup.replace(start, f"\n{start}")
    whole = f"{tag_of(element, ('class',))}{markup}</{tag}>" if tag == "pre" else f"<{tag}>{markup.rstrip()}\n</{tag}>"
    element.replace_with(held.hold_block(_BLANK_LINE.sub("&#10;" if "<pre" in whole else "", whole)))


def _as_html(element: Element, held: Held) -> str:
    """Write what is in an element as HTML."""
    for names, keep in _KEPT:
        for inner in element.find_all([*names]):
            if inner.parent is not None:
                keep(inner, held)
    for paragraph in element.select("p p"):  # of a player; the sanitizer would write its tags as text
        paragraph.unwrap()
    for comment in [node for node in element.descendants if isinstance(node, Comment)]:
        comment.replace_with()
    return held.put_into(_SANITIZER.sanitize(element))


_KEPT: Final = (
    (PLAYERS, keep_player),
    (PLUGINS, link_plugin),
    (("math",), keep_math),
    (("svg",), keep_words),
    (("area",), link_area),
    (("option",), part_option),
)
"""What has a rule of its own wherever it stands."""

_BLANK_LINE: Final = re.compile(r"\n(?=[ \t\r\f]*\n)")

_SANITIZER: Final = Sanitizer(
    Policy(
        tags=frozenset({
            *INLINE, *HEADINGS, *LISTS, "a", "b", "blockquote", "br", "caption", "code", "dd", "del",
            "details", "div", "dl", "dt", "em", "figcaption", "figure", "hr", "i", "img", "kbd", "li", "p", "pre", "s",
            "small", "strong", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
        }),
        attributes={
            "a": frozenset({"href", "title"}),
            "abbr": frozenset({"title"}),
            "code": frozenset({"class"}),
            "img": frozenset({"src", "alt", "title"}),
            "ol": frozenset({"start"}),
            "pre": frozenset({"class"}),
            "td": frozenset({"colspan", "rowspan"}),
            "th": frozenset({"colspan", "rowspan", "scope"}),
        },
        url_schemes=frozenset({"http", "https", "ftp", "mailto", "tel", "data", "file"}),
        allow_fragment_urls=True,
        on_disallowed_tag=OnDisallowed.STRIP,
        remove_with_content=frozenset({"script", "style", "template", "svg", "math", "noembed", "noframes"}),
    )
)  # fmt: skip
