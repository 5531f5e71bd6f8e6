from __future__ import annotations

import contextlib
import gzip
import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from media_server import ETAG, JPEG, Server, drips, drops_after, gives, in_turn, leads_to, stalls, with_ranges

from wparchive.errors import DestinationError
from wparchive.media import safe_address
from wparchive.media.cache import Cache
from wparchive.media.library import Found, Library
from wparchive.media.uses import Uses
from wparchive.options import MediaOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Wxr
    from media_server import Answer, Handler

UPLOADS = "/wp-content/uploads/"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


class Site:
    """A site on the server, whose files are obtained into a folder."""

    def __init__(self, server: Server, root: Path) -> None:
        self.server = server
        self.root = root
        self.cache = root / "cache"

    def obtain(self, *names: str, **options: Any) -> list[Found]:
        wanted: dict[str, Any] = {"fetch": True, "private": True, "stall_seconds": 0.4, "pause_seconds": 0.01}
        choice = MediaOptions(**(wanted | options))
        self.progress: list[tuple[int, int, int]] = []
        library = Library(choice, self.cache, lambda *told: self.progress.append(told))
        library.hosts.add_site(self.server.home)
        with Uses(library.hosts) as uses:
            for name in names:
                uses.add(name if "://" in name else f"{self.server.home}{UPLOADS}{name}", "1")
            return list(library.obtain(uses))

    def get(self, answer: Answer, name: str = "a.jpg", **options: Any) -> Found:
        self.server.answers[UPLOADS + name] = answer
        (found,) = self.obtain(name, **options)
        return found

    def asked(self, name: str = "a.jpg") -> list[dict[str, str]]:
        return self.server.asked(UPLOADS + name)


@pytest.fixture
def site(server: Server, tmp_path: Path) -> Site:
    return Site(server, tmp_path)


def sizes_in(folder: Path) -> list[int]:
    """Give the sizes of files, of which some may be moved away meanwhile."""
    sizes = []
    for path in folder.glob("*"):
        with contextlib.suppress(FileNotFoundError):
            sizes.append(path.stat().st_size)
    return sizes


def content(found: Found) -> bytes:
    assert found.stored is not None, found.why
    return found.stored.path.read_bytes()


# --- what goes well -------------------------------------------------------------------------------------------


def test_a_file_arrives_once_and_is_not_asked_for_again(site: Site) -> None:
    assert content(site.get(gives(JPEG))) == JPEG
    assert content(site.get(gives(JPEG))) == JPEG
    assert len(site.asked()) == 1


def test_a_request_says_who_asks_and_nothing_of_the_user(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://192.0.2.1:9")
    site.server.answers[f"{UPLOADS}a.jpg"] = gives(JPEG, Set_Cookie="secret=1")
    site.obtain("a.jpg", "a.jpg".replace("a", "b"), connections=1)
    for _, headers in site.server.requests:
        assert headers["User-Agent"].startswith("wparchive/")
        assert set(headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding"}


def test_name_and_password_in_an_address_are_not_sent(site: Site) -> None:
    site.server.answers[f"{UPLOADS}a.jpg"] = leads_to(f"{site.server.home}/b.jpg".replace("//", "//me:secret@"))
    site.server.answers["/b.jpg"] = gives(JPEG)
    url = f"{site.server.home}{UPLOADS}a.jpg".replace("//", "//me:secret@", 1)
    (found,) = site.obtain(url)
    assert content(found) == JPEG
    assert all("Authorization" not in headers for _, headers in site.server.requests)
    assert "secret" not in found.url


def test_several_copies_of_a_picture_are_its_original_fetched_once(site: Site) -> None:
    site.server.answers[f"{UPLOADS}a.jpg"] = gives(JPEG)
    found = site.obtain("a-300x200.jpg", "a-150x150.jpg", "a-scaled.jpg", "a.jpg")
    assert [content(one) for one in found] == [JPEG] * 4
    assert [path for path, _ in site.server.requests] == [f"{UPLOADS}a.jpg"]


def test_a_copy_is_taken_where_the_original_is_gone(site: Site) -> None:
    found = site.get(gives(JPEG), "a-300x200.jpg")
    assert content(found) == JPEG
    assert found.came_from.endswith("a-300x200.jpg")


def test_a_thousand_files_arrive_once_each(site: Site) -> None:
    site.server.answers["*"] = lambda handler, _: handler.reply(JPEG + handler.path.encode())
    names = [f"2020/{number:04}.jpg" for number in range(1000)]
    found = site.obtain(*names)
    assert [content(one) for one in found] == [JPEG + f"{UPLOADS}{name}".encode() for name in names]
    assert len(site.server.requests) == 1000
    assert site.progress[-1][:2] == (1000, 1000)
    assert site.progress[-1][2] == sum(len(content(one)) for one in found)


def test_no_more_files_than_asked_for_are_fetched_at_a_time(site: Site) -> None:
    now, most = 0, 0

    def answer(handler: Handler, _: int) -> None:
        nonlocal now, most
        with site.server.lock:
            now += 1
            most = max(most, now)
        time.sleep(0.02)
        with site.server.lock:
            now -= 1
        handler.reply(JPEG)

    site.server.answers["*"] = answer
    site.obtain(*[f"{number}.jpg" for number in range(20)], connections=3)
    assert 1 < most <= 3


# --- a server that fails --------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_server_that_is_busy_is_asked_again(site: Site, status: int) -> None:
    assert content(site.get(in_turn(gives(b"", status), gives(b"", status), gives(JPEG)))) == JPEG


def test_the_pause_that_a_server_asks_for_is_kept_for_all_its_files(site: Site) -> None:
    times: list[float] = []

    def answer(handler: Handler, _: int) -> None:
        times.append(time.monotonic())
        handler.reply(*((b"", 503, {"Retry-After": "1"}) if len(times) == 1 else (JPEG,)))

    site.server.answers["*"] = answer
    found = site.obtain("a.jpg", "b.jpg", connections=1)
    assert [content(one) for one in found] == [JPEG, JPEG]
    assert times[1] - times[0] > 0.9


def test_a_date_to_come_back_at_is_measured_against_the_servers_clock(site: Site) -> None:
    date = {"Retry_After": "Tue, 01 Jan 2030 00:00:00 GMT", "Date": "Tue, 01 Jan 2030 01:00:00 GMT"}
    assert content(site.get(in_turn(gives(b"", 503, **date), gives(JPEG)))) == JPEG


def test_a_server_that_wants_to_be_left_alone_for_hours_is(site: Site) -> None:
    found = site.get(gives(b"", 429, Retry_After="7200"))
    assert found.why == "HTTP 429; the server wants us to come back in 7,200 seconds"
    assert len(site.asked()) == 1


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_what_is_not_there_is_not_asked_for_again(site: Site, status: int) -> None:
    assert site.get(gives(b"", status)).why == f"HTTP {status}"
    assert len(site.asked()) == 1


def test_a_connection_that_drops_is_made_again_and_the_file_gone_on_with(site: Site) -> None:
    answer = in_turn(drops_after(JPEG, 1000, ETag=ETAG), with_ranges(JPEG))
    assert content(site.get(answer)) == JPEG
    assert site.asked()[1]["Range"] == "bytes=1000-"
    assert site.asked()[1]["If-Range"] == ETAG


def test_a_connection_that_drops_again_and_again_still_brings_the_file(site: Site) -> None:
    def answer(handler: Handler, _: int) -> None:
        start = int(handler.headers.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")[0])
        rest = JPEG[start:]
        headers = {"ETag": ETAG, "Content-Length": str(len(rest))}
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(JPEG) - 1}/{len(JPEG)}"
        handler.reply(rest[:150], 206 if start else 200, headers)

    assert content(site.get(answer)) == JPEG
    assert len(site.asked()) == -(-len(JPEG) // 150)


def test_what_says_nothing_of_its_version_is_fetched_from_the_start(site: Site) -> None:
    assert content(site.get(in_turn(drops_after(JPEG, 1000), gives(JPEG)))) == JPEG
    assert "Range" not in site.asked()[1]


def test_a_weak_mark_of_version_does_not_count(site: Site) -> None:
    site.get(in_turn(drops_after(JPEG, 1000, ETag='W/"one"'), gives(JPEG)))
    assert "Range" not in site.asked()[1]


def test_a_file_that_changed_meanwhile_is_fetched_from_the_start(site: Site) -> None:
    other = JPEG[::-1].replace(JPEG[::-1][:4], JPEG[:4])
    assert content(site.get(in_turn(drops_after(JPEG, 1000, ETag=ETAG), with_ranges(other, '"two"')))) == other


WRONG_PLACES = [
    "bytes 0-99/2052",
    "bytes 999-2051/2052",
    "bytes 1000-2051/9999",
    "bytes 1000-1500/2052",
    "nonsense",
    "",
]


@pytest.mark.parametrize("place", WRONG_PLACES)
def test_a_part_that_was_not_asked_for_is_not_used(site: Site, place: str) -> None:
    wrong = gives(b"x" * 1052, 206, ETag=ETAG, **({"Content_Range": place} if place else {}))
    assert content(site.get(in_turn(drops_after(JPEG, 1000, ETag=ETAG), wrong, gives(JPEG)))) == JPEG
    assert "Range" not in site.asked()[2]


def test_a_part_of_another_version_is_not_used(site: Site) -> None:
    wrong = gives(b"x" * 1052, 206, ETag='"two"', Content_Range="bytes 1000-2051/2052")
    assert content(site.get(in_turn(drops_after(JPEG, 1000, ETag=ETAG), wrong, gives(JPEG)))) == JPEG


def test_a_part_in_place_of_the_whole_is_no_file(site: Site) -> None:
    found = site.get(gives(JPEG, 206, Content_Range="bytes 0-2051/2052"))
    assert found.why == "the server sent another part of the file than it was asked for"


def test_a_range_that_the_server_refuses_begins_again(site: Site) -> None:
    assert content(site.get(in_turn(drops_after(JPEG, 1000, ETag=ETAG), gives(b"", 416), gives(JPEG)))) == JPEG


def test_a_body_shorter_than_the_server_says_is_no_file(site: Site) -> None:
    assert site.get(gives(JPEG, Content_Length="9999")).stored is None
    assert len(site.asked()) == 4


def test_a_server_that_says_nothing_is_given_up(site: Site) -> None:
    assert site.get(stalls(), stall_seconds=0.1, file_seconds=0.8).stored is None


@pytest.mark.parametrize("answer", [drips(head=JPEG), drips(every=0.01)])
def test_a_file_that_never_ends_is_given_up(site: Site, answer: Answer) -> None:
    assert site.get(answer, file_seconds=0.5).why == "takes longer than 0.5 seconds"


def test_a_head_that_never_ends_is_given_up(site: Site) -> None:
    def answer(handler: Handler, _: int) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            handler.wfile.write(b"X")
            time.sleep(0.02)

    assert site.get(answer, file_seconds=0.5).why == "takes longer than 0.5 seconds"


def test_all_files_together_may_take_no_longer_than_allowed(site: Site) -> None:
    site.server.answers["*"] = stalls()
    found = site.obtain(*[f"{number}.jpg" for number in range(9)], run_seconds=0.5, stall_seconds=9)
    assert {one.why for one in found} == {"the limit of 0.5 seconds for all files is reached"}


def test_a_host_that_does_not_answer_is_not_asked_for_every_file(site: Site) -> None:
    site.server.shutdown()
    site.server.server_close()
    found = site.obtain(*[f"{number}.jpg" for number in range(200)], connections=1)
    assert found[-1].why.endswith("does not answer")


# --- a server that lies ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<!DOCTYPE html><title>Not here</title>", "what came is a web page"),
        (b"\xef\xbb\xbf\n <html><body>404</body>", "what came is a web page"),
        (b'{"error": 404}', "what came is text, not image/jpeg"),
        (b"", "what came is empty"),
        (b"\0" * 50, "what came is something else, not image/jpeg"),
        (b"PK\3\4" + bytes(50), "what came is application/zip, not image/jpeg"),
    ],
)
def test_what_is_no_picture_is_not_taken_for_one(site: Site, body: bytes, why: str) -> None:
    assert site.get(gives(body, Content_Type="image/jpeg")).why == why


def test_a_text_that_the_server_calls_a_page_is_not_taken(site: Site) -> None:
    assert site.get(gives(b"Gone.", Content_Type="text/html; charset=utf-8"), "a.txt").stored is None
    assert site.get(gives(b"Words.", Content_Type="text/plain"), "b.txt").stored is not None


def test_what_is_too_large_is_not_read(site: Site) -> None:
    assert site.get(gives(JPEG), file_bytes=1000).why == "is larger than 1,000 bytes"
    assert site.get(drips(b"x" * 9000, 0.01, JPEG), "b.jpg", file_bytes=50_000).why == "is larger than 50,000 bytes"


def test_all_files_together_may_be_no_larger_than_allowed(site: Site) -> None:
    site.server.answers["*"] = gives(JPEG)
    found = site.obtain(*[f"{number}.jpg" for number in range(5)], run_bytes=5000, connections=1)
    assert [one.stored is not None for one in found] == [True, True, False, False, False]
    assert found[-1].why == "the limit of 5,000 bytes for all files is reached"


def test_a_packed_body_is_unpacked(site: Site) -> None:
    assert content(site.get(gives(gzip.compress(JPEG), Content_Encoding="gzip"))) == JPEG


def test_a_body_that_unpacks_to_too_much_is_not(site: Site) -> None:
    bomb = gzip.compress(JPEG + bytes(50_000_000))
    found = site.get(gives(bomb, Content_Encoding="gzip"), file_bytes=1_000_000)
    assert found.why == "is larger than 1,000,000 bytes"


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "\xff"])
def test_a_packing_that_nobody_asked_for_is_refused(site: Site, encoding: str) -> None:
    assert site.get(gives(JPEG, Content_Encoding=encoding)).stored is None


def test_a_packed_body_that_is_cut_off_or_wrong_is_no_file(site: Site) -> None:
    assert site.get(gives(gzip.compress(JPEG)[:-20], Content_Encoding="gzip")).why == "the file ended too early"
    assert site.get(gives(JPEG, Content_Encoding="gzip"), "b.jpg").why == "is packed wrongly"


# --- where a server may lead ----------------------------------------------------------------------------------


def test_a_redirect_on_the_site_is_followed(site: Site) -> None:
    site.server.answers["/new.jpg"] = gives(JPEG)
    assert content(site.get(leads_to("/new.jpg"))) == JPEG


@pytest.mark.parametrize(
    "target",
    [
        "http://other.example.org/a.jpg",
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost/a.jpg",
        "file:///etc/passwd",
        "ftp://127.0.0.1/a.jpg",
        "http://[",
        "",
        "//:0",
    ],
)
def test_a_redirect_off_the_site_is_not_followed(site: Site, target: str) -> None:
    assert site.get(leads_to(target)).stored is None


def test_a_redirect_in_a_circle_ends(site: Site) -> None:
    site.server.answers[f"{UPLOADS}b.jpg"] = leads_to(f"{UPLOADS}a.jpg")
    assert site.get(leads_to(f"{UPLOADS}b.jpg")).why == "leads in a circle"
    assert len(site.asked()) == 1


def test_redirects_without_end_end(site: Site) -> None:
    site.server.answers["*"] = lambda handler, _: handler.reply(b"", 302, {"Location": handler.path + "x"})
    site.obtain("a.jpg")
    assert len(site.server.requests) < 12


def test_another_port_of_the_host_is_another_host(site: Site) -> None:
    with Server() as other:
        other.answers["*"] = gives(JPEG)
        assert site.get(leads_to(f"{other.home}/a.jpg")).stored is None
        assert other.requests == []


def test_a_private_address_is_connected_to_only_where_that_was_asked_for(site: Site) -> None:
    assert site.get(gives(JPEG), private=False).why == "127.0.0.1 is at 127.0.0.1, which is no public address"
    assert site.server.requests == []


def test_a_name_is_looked_up_for_each_connection_and_the_number_that_was_looked_at_is_connected_to(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is public when it is looked at and private when it is connected to (DNS rebinding)."""
    looked_up: list[str] = []

    def answer(host: str, *_: object, **__: object) -> list[Any]:
        looked_up.append(host)
        number = "93.184.215.14" if len(looked_up) == 1 else "127.0.0.1"
        return [(2, 1, 6, "", (number, 80))]

    monkeypatch.setattr("socket.getaddrinfo", answer)
    name = f"rebound.example.org:{site.server.server_port}"
    (found,) = site.obtain(f"http://{name}/a.jpg", hosts=frozenset({name}), private=False, file_seconds=0.5)
    assert found.stored is None
    assert site.server.requests == []


@pytest.mark.skipif(not shutil.which("openssl"), reason="makes its certificate with openssl")
@pytest.mark.parametrize("name", ["pictures.example.org", "other.example.org"])
def test_a_certificate_has_to_be_one_for_the_name_and_not_for_the_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    both = tmp_path / "both.pem"
    make = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 9 -subj /CN=x -addext subjectAltName=DNS:pictures.example.org"
    )
    done = subprocess.run([*make.split(), "-keyout", "-"], capture_output=True, check=True)
    both.write_bytes(done.stdout)
    monkeypatch.setenv("SSL_CERT_FILE", str(both))
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("127.0.0.1", 0))])
    with Server(both) as server:
        server.answers["*"] = gives(JPEG)
        host = f"{name}:{server.server_port}"
        (found,) = Site(server, tmp_path).obtain(f"https://{host}/a.jpg", hosts=frozenset({host}))
        assert (found.stored is not None) == (name == "pictures.example.org"), found.why
        assert [headers["Host"] for _, headers in server.requests] == ([host] if found.stored else [])


PRIVATE = [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.8.8.8", "169.254.169.254", "172.16.0.1", "192.0.0.1",
    "192.0.2.1", "192.168.1.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::",
    "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::", "2002:a00:1::", "2001:0:4136:e378:8000:63bf:80ff:fffe", "fe80::1", "fe80::1%eth0", "fc00::1",
    "fd12:3456::1", "ff02::1", "2001:db8::1",
]  # fmt: skip


@pytest.mark.parametrize("number", PRIVATE)
def test_an_address_that_is_not_of_the_public_internet_is_told(number: str) -> None:
    assert not safe_address.is_public(number)


@pytest.mark.parametrize("number", ["93.184.215.14", "1.1.1.1", "2606:4700:4700::1111", "64:ff9b::101:101"])
def test_a_public_address_is_told(number: str) -> None:
    assert safe_address.is_public(number)


# --- the cache ------------------------------------------------------------------------------------------------


def test_a_file_that_was_edited_in_the_cache_is_fetched_again(site: Site) -> None:
    found = site.get(gives(JPEG))
    assert found.stored is not None
    found.stored.path.write_bytes(b"edited")
    assert content(site.get(gives(JPEG))) == JPEG
    assert len(site.asked()) == 2


def test_two_runs_do_not_share_a_cache(site: Site) -> None:
    with Cache(site.cache), pytest.raises(DestinationError, match="in use by another run"):
        site.obtain("a.jpg")


def test_a_damaged_index_is_named(site: Site) -> None:
    site.cache.mkdir()
    (site.cache / "index.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(DestinationError, match="damaged"):
        site.obtain("a.jpg")


def test_a_killed_run_goes_on_where_it_was(site: Site, wxr: Wxr) -> None:
    """Killed while some files are there, one is there by half, and others were not asked for yet."""
    large, names = JPEG * 2000, [f"{number:02}.jpg" for number in range(40)]
    half_there = len(large) // 2

    def half(handler: Handler, _: int) -> None:
        handler.start(200, {"Content-Length": str(len(large)), "ETag": ETAG})
        handler.wfile.write(large[:half_there])
        handler.wfile.flush()
        time.sleep(30)

    def slow(handler: Handler, _: int) -> None:
        time.sleep(0.02)
        handler.reply(JPEG + handler.path.encode())

    site.server.answers |= {"*": slow, f"{UPLOADS}large.jpg": in_turn(half, with_ranges(large))}
    body = "".join(f'<img src="{site.server.home}{UPLOADS}{name}">' for name in ["large.jpg", *names])
    export = wxr.save(wxr.export(wxr.item(1, body=body)).replace("https://blog.example.org", site.server.home))
    target = site.root / "site"
    command = [sys.executable, "-m", "wparchive", "convert", export, "-o", str(target), "--media", "--media-private"]
    process = subprocess.Popen([*command, "--media-jobs", "2"], stderr=subprocess.PIPE)
    parts = target / ".wparchive-media" / "parts"
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if len(site.server.requests) > 15 and half_there in sizes_in(parts):
            break
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    before = {path for path, _ in site.server.requests}
    assert len(before) < 41
    assert subprocess.run([*command, "-q"], check=False, capture_output=True).returncode == 0
    assert (target / "wp-content/uploads/large.jpg").read_bytes() == large
    for name in names:
        assert (target / f"wp-content/uploads/{name}").read_bytes() == JPEG + f"{UPLOADS}{name}".encode()
    assert site.asked("large.jpg")[1]["Range"] == f"bytes={half_there}-"
    again = [name for name in names if len(site.asked(name)) > 1]
    assert len(again) <= 2  # which were on their way
    assert not any(parts.iterdir())
    rows = json.loads((target / "_data/media.json").read_text())
    assert [Path(row["url"]).name for row in rows] == ["large.jpg", *names]
