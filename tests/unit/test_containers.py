"""What pages are saved in: each gives the page's own bytes, where it was and when it was saved."""

from __future__ import annotations

import gzip
import io
import plistlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wparchive.formats import choose_reader
from wparchive.ledger import Ledger
from wparchive.options import ReadOptions
from wparchive.readers.page.containers import captures, wayback
from wparchive.readers.page.containers.marks import mark_of
from wparchive.readers.page.containers.plain import mirrored_address
from wparchive.sources import Source, Sources

if TYPE_CHECKING:
    from wparchive.readers.page.containers.capture import Capture

PAGES = Path(__file__).parents[2] / "fixtures/pages"
JAVASCRIPT = "Tue Nov 10 2020 12:34:56 GMT+0100 (Central European Standard Time)"
SAFARI = "<html><body><h1>The leaking boat – again</h1></body></html>"
BOAT = "http://tides.example.org/2012/05/the-leaking-boat/"


def opened(path: Path, ledger: Ledger | None = None, limit: int = 1 << 20) -> list[Capture]:
    options = ReadOptions(max_item_bytes=limit)
    with Sources([str(path)]) as sources:
        return [capture for source in sources for capture in captures(source, options, ledger or Ledger())]


def saved(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def issues(ledger: Ledger) -> list[str]:
    return [issue.code for issue in ledger.all_issues()]


# --- programs that save one page ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("markup", "container", "address", "captured"),
    [
        (
            f"<!DOCTYPE html><html><!--\n Page saved with SingleFile \n url: {BOAT} \n saved date: {JAVASCRIPT}\n-->",
            "singlefile",
            BOAT,
            "2020-11-10T12:34:56+01:00",
        ),
        (f"<!DOCTYPE html>\n<!-- saved from url=(0050){BOAT} -->\n<html>", "browser", BOAT, None),
        (
            "<!-- Mirrored from tides.example.org/a/ by HTTrack [XR&CO'2014], Tue, 05 Aug 2014 11:11:11 GMT -->",
            "httrack",
            "http://tides.example.org/a/",
            "2014-08-05T11:11:11+00:00",
        ),
        (
            f'<html data-scrapbook-source="{BOAT}" data-scrapbook-create="20201110113456789">',
            "webscrapbook",
            BOAT,
            "2020-11-10T11:34:56+00:00",
        ),
        (
            f'<meta name="savepage-url" content="{BOAT}">\n<meta name="savepage-date" content="{JAVASCRIPT}">',
            "savepage-we",
            BOAT,
            "2020-11-10T12:34:56+01:00",
        ),
        ("<!-- saved from url=(0014)about:internet -->", "browser", None, None),
    ],
)
def test_a_saver_is_known_by_what_it_writes(
    markup: str, container: str, address: str | None, captured: str | None
) -> None:
    assert mark_of(markup) == (container, address, captured)


def test_a_page_that_no_program_signed_has_no_mark() -> None:
    assert mark_of("<!DOCTYPE html><html><p>Page saved with care, url: none</p>") is None


def test_the_date_of_httrack_is_in_utc() -> None:
    found = mark_of("<!-- Mirrored from a.example.org/ by HTTrack [x], Tue, 05 Aug 2014 11:11:11 GMT -->")
    assert found is not None
    assert found.captured == "2014-08-05T11:11:11+00:00"


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("sites/www.example.org/2012/05/a-post/index.html", "http://www.example.org/2012/05/a-post/"),
        ("blog.example.org/a-post.html", "http://blog.example.org/a-post/"),
        ("sites/blog.example.org/index.html?p=7.html", "http://blog.example.org/?p=7"),
        ("sites/mine/a-post.html", None),
        ("example.org", None),
    ],
)
def test_folders_of_a_mirror_stand_for_an_address(path: str, address: str | None) -> None:
    assert mirrored_address(path) == address


# --- MHTML ----------------------------------------------------------------------------------------------------------
def test_the_page_of_a_mail_is_the_one_that_it_names_and_not_the_first_frame() -> None:
    (capture,) = opened(PAGES / "saved.mhtml")
    assert (capture.container, capture.address) == ("mhtml", BOAT)
    assert capture.captured == "2020-03-06T18:00:00+00:00"
    assert "a pump we cannot hear" in capture.data.decode()
    assert "–" in capture.data.decode()


def test_a_mail_without_any_page_is_reported(tmp_path: Path) -> None:
    ledger = Ledger()
    mail = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b--\r\n"
    path = saved(tmp_path / "x.mht", mail)
    assert opened(path, ledger) == []
    assert issues(ledger) == ["page-unreadable"]


def test_a_mail_that_breaks_off_gives_what_is_there(tmp_path: Path) -> None:
    whole = (PAGES / "saved.mhtml").read_bytes()
    (capture,) = opened(saved(tmp_path / "cut.mhtml", whole[:3000]))
    assert b"The leaking boat" in capture.data


# --- Safari ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("form", [plistlib.FMT_BINARY, plistlib.FMT_XML])
def test_of_what_safari_saved_the_main_resource_is_the_page(tmp_path: Path, form: plistlib.PlistFormat) -> None:
    frame = {"WebResourceData": b"<html><body>advert</body></html>", "WebResourceURL": "https://adverts.example.net/"}
    page = {"WebResourceData": SAFARI.encode("utf-16"), "WebResourceURL": BOAT, "WebResourceTextEncodingName": "UTF-16"}
    whole = plistlib.dumps({"WebSubframeArchives": [{"WebMainResource": frame}], "WebMainResource": page}, fmt=form)
    path = saved(tmp_path / "boat.webarchive", whole)
    (capture,) = opened(path)
    assert (capture.container, capture.address, capture.charset) == ("webarchive", BOAT, "UTF-16")
    assert capture.data.decode("utf-16") == SAFARI
    with Sources([str(path)]) as (source,):
        assert choose_reader(source).name == "page"
    ledger = Ledger()
    assert opened(saved(tmp_path / "cut.webarchive", whole[: len(whole) // 2]), ledger) == []
    assert issues(ledger) == ["page-unreadable"]


# --- web archives ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["crawl.warc.gz", "crawl.wacz"])
def test_of_a_web_archive_the_pages_are_read_and_the_rest_is_counted(name: str) -> None:
    ledger = Ledger()
    found = [capture for capture in opened(PAGES / name, ledger) if capture.container]
    assert [(one.address, one.captured) for one in found] == [
        (BOAT, "2019-05-05T05:05:06+00:00"),
        (BOAT, "2020-06-06T06:06:06+00:00"),
        ("http://tides.example.org/2014/01/three-knots/", "2019-05-05T05:05:09+00:00"),
    ]
    assert all(one.charset == "UTF-8" and one.data.rstrip().endswith(b"</html>") for one in found)
    assert found[0].name.endswith(f"data.warc.gz#{BOAT}" if name == "crawl.wacz" else f"crawl.warc.gz#{BOAT}")
    said = sorted(issue.message.rpartition(": ")[2] for issue in ledger.all_issues())
    assert said == [
        "request record (1)",
        "revisit record (1)",
        "status 404 (1)",
        "type image/gif (1)",
        "warcinfo record (1)",
    ]


def test_a_web_archive_that_is_not_packed_or_packed_as_a_whole_is_the_same(tmp_path: Path) -> None:
    plain = gzip.decompress((PAGES / "crawl.warc.gz").read_bytes())
    pages = [capture.data for capture in opened(PAGES / "crawl.warc.gz")]
    assert [one.data for one in opened(saved(tmp_path / "a.warc", plain))] == pages
    assert [one.data for one in opened(saved(tmp_path / "b.warc.gz", gzip.compress(plain)))] == pages


@pytest.mark.parametrize("cut", [1500, 3000, 4500])
def test_a_web_archive_that_breaks_off_gives_what_stands_before(cut: int, tmp_path: Path) -> None:
    ledger = Ledger()
    data = (PAGES / "crawl.warc.gz").read_bytes()[:cut]
    whole = [capture.data for capture in opened(PAGES / "crawl.warc.gz")]
    found = [capture.data for capture in opened(saved(tmp_path / "cut.warc.gz", data), ledger)]
    assert all(one == other or other.startswith(one) for one, other in zip(found, whole, strict=False))
    assert "document-truncated" in issues(ledger)


def test_a_page_of_a_web_archive_that_is_too_large_is_reported_and_passed_over() -> None:
    ledger = Ledger()
    assert len(opened(PAGES / "crawl.warc.gz", ledger, limit=3000)) == 1
    assert issues(ledger).count("item-too-large") == 2


def response(body: bytes, headers: str = "", date: str = "2020-01-01T00:00:00Z") -> bytes:
    block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{headers}\r\n".encode() + body
    return (
        (
            f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {BOAT}\r\nWARC-Date: {date}\r\n"
            f"WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n"
        ).encode()
        + block
        + b"\r\n\r\n"
    )


def test_a_compression_that_is_not_known_is_reported(tmp_path: Path) -> None:
    ledger = Ledger()
    data = response(b"\0\1", "Content-Encoding: zz\r\n") + response(b"<html>")
    assert [one.data for one in opened(saved(tmp_path / "a.warc", data), ledger)] == [b"<html>"]
    assert issues(ledger) == ["page-unreadable"]


def test_a_date_with_a_fraction_is_read(tmp_path: Path) -> None:
    (found,) = opened(saved(tmp_path / "a.warc", response(b"<html>", date="2020-01-01T00:00:00.123456Z")))
    assert found.captured == "2020-01-01T00:00:00+00:00"


def test_a_record_without_end_of_its_headers_is_no_reason_to_read_for_ever(tmp_path: Path) -> None:
    ledger = Ledger()
    data = response(b"<html>") + b"WARC/1.0\r\nWARC-Type: " + b"x" * 5_000_000
    assert len(opened(saved(tmp_path / "a.warc", data), ledger)) == 1
    assert issues(ledger) == ["document-truncated"]


def test_the_library_prints_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    damaged = response(b"<html>")[:-20] + response(b"<html>")
    opened(saved(tmp_path / "a.warc", damaged))
    assert capsys.readouterr() == ("", "")


@given(st.integers(0, 5000), st.binary(max_size=40))
@example(603, b"\0")
def test_damage_anywhere_in_a_web_archive_never_ends_in_an_error(place: int, junk: bytes) -> None:
    data = gzip.decompress((PAGES / "crawl.warc.gz").read_bytes())
    stream = io.BytesIO(data[:place] + junk + data[place + len(junk) :])

    class Damaged(Source, frozen=True, kw_only=True):
        def chunks(self):  # type: ignore[no-untyped-def] # noqa: ANN202
            stream.seek(0)
            yield from iter(lambda: stream.read(1000), b"")

        def head(self, size: int = 100) -> bytes:
            stream.seek(0)
            return stream.read(size)

    list(captures(Damaged(name="x", path=Path("x")), ReadOptions(), Ledger()))


# --- pages out of a web archive's replay ----------------------------------------------------------------------------
REPLAY = "https://web.archive.org/web/20140109030403"


@pytest.mark.parametrize(
    ("found", "restored"),
    [
        (f'<a href="{REPLAY}/{BOAT}">', f'<a href="{BOAT}">'),
        (f"<a href='/web/20140109030403/{BOAT}'>", f"<a href='{BOAT}'>"),
        (f"<a href={REPLAY}/{BOAT}>", f"<a href={BOAT}>"),
        (f'<img src="//web.archive.org/web/20140109030403im_/{BOAT}a.png">', f'<img src="{BOAT}a.png">'),
        (f'<form action="{REPLAY}/{BOAT}">', f'<form action="{BOAT}">'),
        (
            f'<img srcset="{REPLAY}im_/{BOAT}a.png 1x, {REPLAY}im_/{BOAT}b.png 2x">',
            f'<img srcset="{BOAT}a.png 1x, {BOAT}b.png 2x">',
        ),
        (f"<i style='background:url({REPLAY}im_/{BOAT}a.png)'>", f"<i style='background:url({BOAT}a.png)'>"),
        (
            f'<a href="{REPLAY}/https://web.archive.org/web/2010/{BOAT}">',
            f'<a href="https://web.archive.org/web/2010/{BOAT}">',
        ),
        (
            f'<a href="{REPLAY}/https://web.archive.org/web/20100101000000/{BOAT}">',
            f'<a href="https://web.archive.org/web/20100101000000/{BOAT}">',
        ),
        (f"<p>See {REPLAY}/{BOAT} there.</p>", f"<p>See {REPLAY}/{BOAT} there.</p>"),
        (f'<a href="https://wayback.example.org/12/20140109030403mp_/{BOAT}">', f'<a href="{BOAT}">'),
    ],
)
def test_the_addresses_of_a_replayed_page_are_restored(found: str, restored: str) -> None:
    assert wayback.restore(f"{found}<!-- FILE ARCHIVED ON x -->") == (restored, "2014-01-09T03:04:03+00:00")


def test_a_page_that_only_links_to_a_web_archive_is_left_as_it_is() -> None:
    assert wayback.restore(f'<a href="{REPLAY}/{BOAT}">') is None


def test_toolbar_and_notes_of_the_archive_are_gone() -> None:
    markup = (PAGES / "wayback.html").read_text(encoding="utf-8")
    found = wayback.restore(markup)
    assert found is not None
    assert found.captured == "2014-01-09T03:04:03+00:00"
    for mark in ("wm-ipp", "ARCHIVED ON", "playback", "wombat", "_static"):
        assert mark in markup or mark == "wombat"
        assert mark not in found.markup
