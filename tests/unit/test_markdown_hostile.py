"""Nothing that a stranger writes runs in the browser of whoever reads the Markdown: the whole way, file to file."""

from __future__ import annotations

import re
import tomllib
from html import escape
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from round_trip import rendered
from turbohtml import parse_fragment

from wparchive.cli.app import app

CASES = Path(__file__).parents[1] / "cases/markdown/hostile.toml"
ATTACKS: dict[str, list[str]] = {
    kind: table["attacks"] for kind, table in tomllib.loads(CASES.read_text(encoding="utf-8")).items()
}
EVERY = [attack for attacks in ATTACKS.values() for attack in attacks]

HARMLESS = frozenset({
    "a", "abbr", "acronym", "b", "bdo", "blockquote", "br", "caption", "cite", "code", "dd", "del", "details", "div",
    "dl", "dt", "em", "h1", "h2", "h3", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "rt",
    "ruby", "s", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
})  # fmt: skip
OF_AUTHORS = frozenset({"audio", "iframe", "math", "mtext", "source", "video"})
"""What authors may show besides: titles are theirs."""

ATTRIBUTES = frozenset({
    "alt", "class", "colspan", "controls", "dir", "href", "id", "poster", "rowspan", "scope", "src", "start", "title",
})  # fmt: skip
SCHEME = re.compile(r"[\x00-\x20]*[a-z][\x00-\x20a-z0-9+.-]*:", re.IGNORECASE)
SCHEMES = ("http://", "https://", "mailto:")


def active(html: str, allowed: frozenset[str] = HARMLESS) -> list[str]:
    """What of HTML is not known to be harmless: elements, attributes, addresses."""
    found = []
    for element in parse_fragment(html, positions=False).iter_elements():
        if element.tag not in allowed:
            found.append(element.tag)
        for name in element.attrs:
            value = element.attr(name) or ""
            if name not in ATTRIBUTES or (
                name in ("href", "src") and SCHEME.match(value) and not value.startswith(SCHEMES)
            ):
                found.append(f"{element.tag}[{name}={value}]")
    return found


def cdata(text: str) -> str:
    return text.replace("]]>", "]]]]><![CDATA[>")


@pytest.fixture(scope="module", params=["content", "author", "url", "title"])
def shown(request: pytest.FixtureRequest, wxr: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[int, str]:
    """By attack: what is shown of the page of a file that has the attack in one place; its title is a link there."""
    items = []
    for number, attack in enumerate(EVERY, 1):
        attacked = {request.param: cdata(attack)} if request.param in ("content", "author") else {}
        comment = wxr.comment(number, **attacked)
        if request.param == "url":
            comment = comment.replace("https://ben.example.org/", escape(attack))
        title = escape(attack) if request.param == "title" else f"Title {number}"
        file = "<wp:attachment_url>https://blog.example.org/a.pdf</wp:attachment_url>"
        link = f"https://blog.example.org/p{number}/"
        items.append(wxr.item(number, file + comment, title=title, link=link, type="attachment", status="inherit"))
    folder = tmp_path_factory.mktemp("hostile")
    arguments = ["convert", "--quiet", wxr.save(wxr.export(*items)), "--to", "markdown", "-o", str(folder)]
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return {
        number: (folder / f"p{number}.md").read_text(encoding="utf-8").split("\n---\n", 1)[1]
        for number in range(1, len(EVERY) + 1)
    }


def test_nothing_active_is_shown(shown: dict[int, str], request: pytest.FixtureRequest) -> None:
    allowed = HARMLESS | OF_AUTHORS if "title" in request.node.callspec.id else HARMLESS
    found = {EVERY[number - 1]: active(rendered(text), allowed) for number, text in shown.items()}
    assert {attack: parts for attack, parts in found.items() if parts} == {}


def test_an_attack_hides_no_comment(shown: dict[int, str]) -> None:
    for number, text in shown.items():
        page = parse_fragment(rendered(text), positions=False)
        assert page.select_one(f"p > a[id='comment-{number}']") is not None, EVERY[number - 1]


def test_what_is_active_would_be_found() -> None:
    """The check itself: raw, nearly all of the attacks are dangerous."""
    assert sum(bool(active(attack)) for attack in ATTACKS["html"]) > 0.75 * len(ATTACKS["html"])
