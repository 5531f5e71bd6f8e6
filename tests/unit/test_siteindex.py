"""What rendering learns of the whole site, from sources of every kind."""

from __future__ import annotations

import bz2
import gzip
import io
import sys
import zipfile
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from wparchive.errors import InputError
from wparchive.ledger import Ledger
from wparchive.model import Issue, Post
from wparchive.options import ReadOptions, RenderOptions
from wparchive.pipeline import read_all, staged
from wparchive.readers.wxr.entries import LONGEST
from wparchive.siteindex import MOST_ATTACHED, IndexedSite
from wparchive.sources import CHUNK, Sources

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Wxr

URL = "https://blog.example.org/wp-content/uploads"


def attachment(wxr: Wxr, number: int, inner: str = "", **fields: str) -> str:
    inner += f"<wp:attachment_url>{URL}/{number}.jpg</wp:attachment_url>"
    return wxr.item(number, inner, **{"type": "attachment", "status": "inherit", "body": "", **fields})


def parent(number: int, order: int = 0) -> str:
    return f"<wp:post_parent>{number}</wp:post_parent><wp:menu_order>{order}</wp:menu_order>"


class Look:
    """Looks things up in sources."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = addresses

    def __getattr__(self, name: str) -> Callable[[str], Any]:
        def ask(key: str) -> Any:
            with Sources(self._addresses) as sources, IndexedSite(sources, ReadOptions()) as site:
                return getattr(site, name)(key)

        return ask


def rendered(*addresses: str) -> tuple[dict[str | None, str | None], list[Issue]]:
    """The HTML of each post, and the issues."""
    ledger = Ledger()
    with Sources(addresses) as sources, IndexedSite(sources, ReadOptions()) as site:
        records = list(staged(read_all(sources, ReadOptions(), ledger), RenderOptions(), ledger, site))
    posts = {record.id: record.body.html for record in records if isinstance(record, Post)}
    return posts, [issue for issue in ledger.all_issues() if issue.code != "inferred-offset"]


def test_an_attachment_is_found_by_its_id(wxr: Wxr) -> None:
    alt = wxr.meta("_wp_attachment_image_alt", "Fog")
    size = 's:9:"thumbnail";a:3:{s:4:"file";s:11:"3-small.jpg";s:5:"width";i:9;s:6:"height";i:8;}'
    details = wxr.meta("_wp_attachment_metadata", f's:0:"";a:1:{{s:5:"sizes";a:1:{{{size}}}}}'.partition(";")[2])
    look = Look(wxr.save(wxr.export(wxr.item(1), attachment(wxr, 3, alt + details + parent(1, 4)))))

    media = look.media("3")

    assert (media.id, media.url, media.mime, media.alt) == ("3", f"{URL}/3.jpg", "image/jpeg", "Fog")
    assert (media.title, media.page, media.parent, media.menu_order) == (
        "Title 3",
        "https://blog.example.org/?p=3",
        "1",
        4,
    )
    assert media.sizes["thumbnail"].url == f"{URL}/3-small.jpg"


@pytest.mark.parametrize("number", ["1", "2", "99", "", "x", "3' OR 1=1 --"])
def test_what_is_no_attachment_is_not_found(wxr: Wxr, number: str) -> None:
    look = Look(wxr.save(wxr.export(wxr.item(1), wxr.item(2, type="wp_block"), attachment(wxr, 3))))

    assert look.media(number) is None


def test_what_is_attached_comes_by_menu_order_then_by_number(wxr: Wxr) -> None:
    orders = {11: 1, 9: 1, 2: 1, 5: 0}
    items = [attachment(wxr, number, parent(1, order)) for number, order in orders.items()]
    look = Look(wxr.save(wxr.export(wxr.item(1), *items, attachment(wxr, 3, parent(2)), attachment(wxr, 4))))

    assert [media.id for media in look.attached("1")] == ["5", "2", "9", "11"]
    assert list(look.attached("")) == list(look.attached("9")) == []


def test_a_post_has_no_more_attachments_than_a_page_can_show(wxr: Wxr) -> None:
    items = "".join(attachment(wxr, number, parent(1)) for number in range(2, MOST_ATTACHED + 9))

    assert len(Look(wxr.save(wxr.export(items))).attached("1")) == MOST_ATTACHED


@pytest.mark.parametrize(
    ("status", "inner", "source"),
    [
        ("publish", "", "<p>Shared</p>"),
        ("draft", "", None),
        ("publish", "<wp:post_password>x</wp:post_password>", None),
    ],
)
def test_a_reusable_block_is_given_if_it_is_published(wxr: Wxr, status: str, inner: str, source: str | None) -> None:
    item = wxr.item(3, inner, type="wp_block", status=status, body="<p>Shared</p>")
    look = Look(wxr.save(wxr.export(item, attachment(wxr, 4))))

    assert look.block("3") == source
    assert look.block("4") is None


def test_a_gallery_shows_what_stands_anywhere_in_any_source(wxr: Wxr) -> None:
    first = wxr.save(wxr.export(wxr.item(1, body="[gallery ids=3]")))
    second = wxr.save(wxr.export(attachment(wxr, 3)), "2.xml")

    posts, issues = rendered(first, second)

    assert f'src="{URL}/3.jpg"' in (posts["1"] or "")
    assert issues == []


def test_the_first_source_of_an_attachment_counts(wxr: Wxr) -> None:
    files = [
        wxr.save(wxr.export(attachment(wxr, 3, parent(1), title=title)), f"{title}.xml") for title in ("one", "two")
    ]

    assert Look(*files).media("3").title == "one"
    assert [media.title for media in Look(*files).attached("1")] == ["one"]


def zipped(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("export.xml", data)
    return buffer.getvalue()


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, zipped, lambda data: data[3:] + b"\n"])
def test_a_packed_source_is_looked_through(wxr: Wxr, pack: Callable[[bytes], bytes]) -> None:
    assert Look(wxr.save(pack(wxr.export(attachment(wxr, 3)).encode()))).media("3") is not None


def test_standard_input_is_looked_through(wxr: Wxr, monkeypatch: pytest.MonkeyPatch) -> None:
    data = wxr.export(wxr.item(1, body="[gallery ids=3]"), attachment(wxr, 3)).encode()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))

    assert f'src="{URL}/3.jpg"' in (rendered("-")[0]["1"] or "")


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_an_export_in_another_encoding_is_looked_through(wxr: Wxr, encoding: str) -> None:
    declaration = f'<?xml version="1.0" encoding="{encoding}"?>\n'
    data = wxr.export(attachment(wxr, 3, title="Žluť" if encoding == "utf-16" else "Blé"), declaration=declaration)

    assert Look(wxr.save(data.encode(encoding))).media("3").title in ("Žluť", "Blé")


@pytest.mark.parametrize("form", ["jsonl", "json"])
def test_an_archive_is_looked_through(wxr: Wxr, wparchive: Callable[..., Any], tmp_path: Path, form: str) -> None:
    block = wxr.item(4, type="wp_block", body="<p>Shared</p>")
    items = wxr.item(1, body="[gallery]"), attachment(wxr, 3, parent(1)), block
    path = str(tmp_path / f"archive.{form}")
    wparchive("import", wxr.save(wxr.export(*items)), "-o", path)

    assert f'src="{URL}/3.jpg"' in (rendered(path)[0]["1"] or "")
    assert Look(path).block("4") == "<p>Shared</p>"
    assert Look(path).media("1") is None


@pytest.mark.parametrize("command", ["clean", "export", "convert"])
def test_every_command_that_renders_looks_things_up(
    wxr: Wxr, wparchive: Callable[..., Any], tmp_path: Path, command: str
) -> None:
    read, shown = tmp_path / "read.jsonl", tmp_path / "shown.jsonl"
    wparchive("import", wxr.save(wxr.export(wxr.item(1, body="[gallery ids=3]"), attachment(wxr, 3))), "-o", read)

    assert wparchive(command, read, "-o", shown).code == 0
    assert f'src=\\"{URL}/3.jpg\\"' in shown.read_text()


def test_an_archive_that_is_damaged_gives_what_stands_before(
    wxr: Wxr, wparchive: Callable[..., Any], tmp_path: Path
) -> None:
    path = tmp_path / "archive.jsonl"
    wparchive("import", wxr.save(wxr.export(attachment(wxr, 3))), "-o", path)
    path.write_bytes(path.read_bytes() + b'{"type":"attachment"')

    assert Look(str(path)).media("3") is not None


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("<title>Title 3", "<title>Salt & fog <br>"),
        lambda text: text.replace("Title 3", "\x07Title 3"),
        lambda text: text[: text.index("</item>", text.index("/3.jpg"))],
        lambda text: text.replace("</item>", "", 1),
        lambda text: text.replace("<item>", "junk<item>"),
    ],
)
def test_a_damaged_attachment_is_found_and_its_damage_is_told_once(wxr: Wxr, damage: Callable[[str], str]) -> None:
    text = damage(wxr.export(wxr.item(1, body="[gallery ids=3]"), attachment(wxr, 3)))
    path = wxr.save(text)
    before = wxr.read(text).codes

    posts, issues = rendered(path)

    assert f'src="{URL}/3.jpg"' in (posts["1"] or "")
    assert sorted(issue.code for issue in issues) == sorted(code for code in before if code != "inferred-offset")


def test_a_source_that_cannot_be_read_hides_nothing_of_the_others(wxr: Wxr, tmp_path: Path) -> None:
    (tmp_path / "torn.xml.gz").write_bytes(gzip.compress(b"<rss><channel>" * 900)[:40])
    (tmp_path / "words.txt").write_text("words")
    good = wxr.save(wxr.export(attachment(wxr, 3)))

    assert Look(str(tmp_path), good).media("3") is not None


@pytest.mark.parametrize(
    "text",
    [
        "<item><wp:post_type>post</wp:post_type></item> <wp:post_id>9</wp:post_id>",
        "</item><item>",
        "<wp:post_type><![CDATA[attachment]]]]><![CDATA[></wp:post_type><wp:post_id>9</wp:post_id>",
    ],
)
def test_what_texts_quote_misleads_nobody(wxr: Wxr, text: str) -> None:
    look = Look(wxr.save(wxr.export(wxr.item(1, body=text), attachment(wxr, 3, body=text), wxr.item(4, body=text))))

    assert look.media("3").description in (text, text.replace("]]]]><![CDATA[>", "]]>"))
    assert [look.media(number) for number in ("1", "4", "9")] == [None, None, None]


@pytest.mark.parametrize("offset", range(0, 700, 23))
def test_an_attachment_is_found_wherever_the_chunks_end(wxr: Wxr, offset: int) -> None:
    filler = wxr.item(1, body="x" * (CHUNK - 1900 + offset))
    look = Look(wxr.save(wxr.export(filler, attachment(wxr, 3, parent(1)), wxr.item(5))))

    assert look.media("3").parent == "1"


def test_an_attachment_behind_a_large_post_is_found(wxr: Wxr) -> None:
    large = wxr.item(1, body="x" * (2 * LONGEST))

    assert Look(wxr.save(wxr.export(large, attachment(wxr, 3)))).media("3") is not None


def test_an_attachment_that_is_too_large_is_not_looked_up(wxr: Wxr) -> None:
    large = attachment(wxr, 3, body="x" * (2 * LONGEST))
    look = Look(wxr.save(wxr.export(large, attachment(wxr, 4))))

    assert look.media("3") is None
    assert look.media("4") is not None


def test_prefixes_are_those_of_the_document(wxr: Wxr) -> None:
    text = wxr.export(attachment(wxr, 3)).replace("wp:", "w:").replace(":wp=", ":w=")

    assert Look(wxr.save(text)).media("3").url == f"{URL}/3.jpg"


def test_nothing_is_read_twice_where_no_text_asks(wxr: Wxr, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise InputError("was read")

    monkeypatch.setattr(IndexedSite, "_read", refuse)
    posts, _ = rendered(wxr.save(wxr.export(wxr.item(1, body="Fog."), attachment(wxr, 3))))

    assert posts["1"] == "<p>Fog.</p>\n"


def test_a_missing_attachment_is_marked_and_told(wxr: Wxr) -> None:
    posts, issues = rendered(wxr.save(wxr.export(wxr.item(1, body="[gallery ids=3]"))))

    assert '<div class="wparchive-placeholder" data-media="attachment 3">' in (posts["1"] or "")
    assert [(issue.code, issue.where.record) for issue in issues] == [("media-missing", "post 1")]
