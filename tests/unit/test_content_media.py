"""Attachments: what rendering takes from their records, and what their own pages show."""

from __future__ import annotations

from typing import Any

import pytest
from records import a_post

from wparchive.content import RenderContext, render_post, render_stage
from wparchive.content.attachments import media_of, mime_of, safe_url
from wparchive.content.context import MOST_MEDIA
from wparchive.content.index import EMPTY_INDEX, Media
from wparchive.ledger import Ledger
from wparchive.model import Attachment, Body, Meta, Post
from wparchive.options import RenderOptions

URL = "http://blog.example.org/wp-content/uploads"


def attachment(file: str | None = "sea.jpg", body: str = "", **fields: Any) -> Post:
    values: dict[str, Any] = {
        "id": "3",
        "type": "attachment",
        "status": "inherit",
        "title": "Sea",
        "slug": "sea",
        "body": Body(body, "classic"),
        "attachment": Attachment(url=f"{URL}/{file}") if file else None,
    }
    return a_post(**values | fields)


def page(post: Post) -> str:
    (rendered,) = render_stage(iter([post]), RenderOptions(), Ledger())
    assert isinstance(rendered, Post)
    return rendered.body.html or ""


IMAGE = f"""\
<p class="attachment"><a href='{URL}/sea.jpg'><img src="{URL}/sea.jpg" class="attachment-medium size-medium" alt="" />\
</a></p>
"""
AUDIO = f"""\
<audio class="wp-audio-shortcode" id="audio-3-1" preload="none" style="width: 100%;" controls="controls">\
<source type="audio/ogg" src="{URL}/sea.ogg?_=1" /><a href="{URL}/sea.ogg">{URL}/sea.ogg</a></audio>
"""
VIDEO = f"""\
<div style="width: 640px;" class="wp-video"><video class="wp-video-shortcode" id="video-3-1" width="640" height="360" \
preload="metadata" controls="controls"><source type="video/webm" src="{URL}/sea.webm?_=1" />\
<a href="{URL}/sea.webm">{URL}/sea.webm</a></video></div>
"""


@pytest.mark.parametrize(
    ("file", "html"),
    [
        ("sea.jpg", IMAGE),
        ("sea.pdf", f"<p class=\"attachment\"><a href='{URL}/sea.pdf'>Sea</a></p>\n"),
        ("sea.ogg", AUDIO),
        ("sea.webm", VIDEO),
        ("sea.mov", f'<a class="wp-embedded-video" href="{URL}/sea.mov">{URL}/sea.mov</a>\n'),
        (None, ""),
    ],
)
def test_the_page_of_an_attachment_begins_with_its_file(file: str | None, html: str) -> None:
    assert page(attachment(file, "About.")) == f"{html}<p>About.</p>\n"
    assert page(attachment(file)) == html


def test_the_file_stands_on_the_first_page_only() -> None:
    assert page(attachment("a.pdf", "one<!--nextpage-->two")).count('class="attachment"') == 1


def test_other_posts_do_not_begin_with_a_file() -> None:
    assert page(attachment("sea.jpg", "Fog.", type="post")) == "<p>Fog.</p>\n"


def test_players_are_numbered_from_post_to_post() -> None:
    rendered = list(render_stage(iter([attachment("a.mp3"), attachment("b.mp3")]), RenderOptions(), Ledger()))

    assert [f"?_={number}" in (post.body.html or "") for number, post in enumerate(rendered, 1)] == [True, True]


@pytest.mark.parametrize(
    "details",
    [
        None,
        "text",
        [],
        {"sizes": None},
        {"sizes": ["x"]},
        {"sizes": {"thumbnail": "x"}},
        {"sizes": {"thumbnail": {"file": 5, "width": 1, "height": 1}}},
        {"sizes": {"thumbnail": {"file": "x.jpg", "width": "1", "height": None}}},
    ],
)
def test_sizes_that_cannot_be_read_are_none(details: object) -> None:
    assert media_of(attachment(meta=(Meta("_wp_attachment_metadata", details),))).sizes == {}


@pytest.mark.parametrize(
    ("address", "mime"),
    [
        ("http://example.org/a.JPG", "image/jpeg"),
        ("http://example.org/a.b.mp3?x=1.png#y.gif", "audio/mpeg"),
        ("http://example.org/", ""),
        ("http://example.org/jpg", ""),
        ("", ""),
    ],
)
def test_the_name_of_a_file_tells_its_kind(address: str, mime: str) -> None:
    assert mime_of(address) == mime


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("http://example.org/?a=1&b=2", "http://example.org/?a=1&amp;b=2"),
        ("http://example.org/?a=1&amp;b=2", "http://example.org/?a=1&amp;b=2"),
        ("//example.org/a b.jpg", "//example.org/a%20b.jpg"),
        ("/a'\"<.jpg", "/a&#x27;&quot;&lt;.jpg"),
        (" JavaScript:alert(1)", ""),
        ("data:text/html,x", ""),
    ],
)
def test_an_address_in_an_attribute_runs_no_code(address: str, safe: str) -> None:
    assert safe_url(address) == safe


class Full:
    """A post with as many attachments as one can have."""

    def media(self, attachment_id: str) -> Media:
        return Media(id=attachment_id, url="http://example.org/a.jpg", mime="image/jpeg")

    def attached(self, post_id: str) -> list[Media]:
        return [self.media(f"{post_id}{number}") for number in range(MOST_MEDIA)]

    def block(self, block_id: str) -> str | None:
        return EMPTY_INDEX.block(block_id)


@pytest.mark.parametrize(
    "shortcode", ["[gallery]", "[audio]", "[video]", "[playlist]", f'[gallery ids="{",".join(map(str, range(9000)))}"]']
)
def test_a_short_text_cannot_show_everything_many_times(shortcode: str) -> None:
    html = render_post(shortcode * 50, RenderContext(post="7", index=Full()))

    assert html.count("<img") <= MOST_MEDIA
    assert html.count("wparchive-placeholder") >= 49
