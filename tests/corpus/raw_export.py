"""A second opinion on an export: its elements cut out by their own end tags, with regular expressions and nothing else.

It knows no parser, no repair and no module of the program. A text in CDATA ends at the first `]]>` that its own end tag
follows, so what the exporters of WordPress before 3.4 left unescaped inside of a text does not matter.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CONTAINERS = (
    "rss", "channel", "item", "wp:comment", "wp:postmeta", "wp:commentmeta", "wp:author", "wp:category", "wp:tag",
    "wp:term", "wp:termmeta",
)  # fmt: skip
_TAGS = "|".join(CONTAINERS)
TOKEN = re.compile(
    rf"<(?P<end>/?)(?P<container>{_TAGS})(?=[\s>])[^<>]*>"
    r"|<(?P<empty>\w+(?::\w+)?)(?:\s[^<>]*)?/>"
    r"|<(?P<leaf>\w+(?::\w+)?)(?P<attributes>(?:\s[^<>]*)?)>"
    r"(?:<!\[CDATA\[(?P<cdata>.*?)\]\]>|(?P<plain>.*?))</(?P=leaf)>"
    r"|<!--.*?-->",
    re.DOTALL,
)
CUT_CDATA = re.compile(r"<(?P<leaf>\w+(?::\w+)?)[^<>]*><!\[CDATA\[(?P<cdata>(?:(?!\]\]>).)*)\Z", re.DOTALL)
UNESCAPED = re.compile(r"<|&(?!(?:#\d+|#x[0-9a-f]+|\w+);)", re.IGNORECASE)
"""WordPress 2 wrote some values without any escape: those have markup, or an `&` that starts no entity."""
ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')


@dataclass
class Element:
    """One container: its leaves by name, first come, and what it holds besides."""

    name: str
    leaves: dict[str, str] = field(default_factory=dict)
    terms: list[tuple[str, str, str]] = field(default_factory=list)
    kids: list[Element] = field(default_factory=list)
    closed: bool = False

    def get(self, name: str) -> str:
        """The text of a leaf, empty where there is none."""
        return self.leaves.get(name, "")

    def all(self, name: str) -> list[Element]:
        """The containers of a name, at any depth."""
        return [found for kid in self.kids for found in ([kid] if kid.name == name else []) + kid.all(name)]


def read(path: Path) -> Element:
    """Read an export: an element that holds its items, authors and so on."""
    text = path.read_bytes().decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    root = Element("file")
    stack, end = [root], 0
    for found in TOKEN.finditer(text):
        end = found.end()
        if found["container"]:
            _container(stack, found["container"], ends=bool(found["end"]))
        elif found["leaf"] or found["empty"]:
            _leaf(stack[-1], found)
    cut = CUT_CDATA.search(text, end)
    if cut:
        stack[-1].leaves.setdefault(cut["leaf"], cut["cdata"])
    return root


def _container(stack: list[Element], name: str, *, ends: bool) -> None:
    if ends:
        assert stack[-1].name == name, f"</{name}> in {stack[-1].name}"
        stack.pop().closed = True
    else:
        stack[-1].kids.append(Element(name))
        stack.append(stack[-1].kids[-1])


def _leaf(parent: Element, found: re.Match[str]) -> None:
    name = found["leaf"] or found["empty"]
    cdata, plain = found["cdata"], found["plain"]
    if cdata is not None:
        text = cdata.replace("]]]]><![CDATA[>", "]]>")
    elif plain is None or UNESCAPED.search(plain):
        text = plain or ""
    else:
        text = html.unescape(plain)
    if name == "category":
        attributes = dict(ATTRIBUTE.findall(found["attributes"] or ""))
        parent.terms.append((attributes.get("domain", ""), html.unescape(attributes.get("nicename", "")), text))
    parent.leaves.setdefault(name, text)
