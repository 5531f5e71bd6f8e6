from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from media_server import JPEG, PNG, Server, gives

from wparchive.media import types
from wparchive.media.addresses import Hosts, originals, path_below_uploads, safe_path
from wparchive.paths import MAX_NAME, MAX_PATH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Done, Wxr

ROOT = Path(__file__).parents[2]
HOME = "https://blog.example.org"
UPLOADS = f"{HOME}/wp-content/uploads/2020/05/"


# --- addresses ------------------------------------------------------------------------------------------------


@pytest.fixture
def hosts() -> Hosts:
    made = Hosts(("cdn.example.net",))
    made.add_site(HOME)
    made.add_site("https://old.wordpress.com")
    return made


@pytest.mark.parametrize(
    ("found", "is_"),
    [
        (f"{UPLOADS}a.jpg", f"{UPLOADS}a.jpg"),
        (f"{UPLOADS}a.jpg?w=300#top", f"{UPLOADS}a.jpg"),
        ("http://blog.example.org/wp-content/uploads/2020/05/a.jpg", f"{UPLOADS}a.jpg"),
        ("HTTP://WWW.BLOG.EXAMPLE.ORG:80/wp-content/uploads/2020/05/a.jpg", f"{UPLOADS}a.jpg"),
        ("https://me:secret@blog.example.org/wp-content/uploads/2020/05/a.jpg", f"{UPLOADS}a.jpg"),
        ("https://i2.wp.com/blog.example.org/wp-content/uploads/2020/05/a.jpg?resize=9%2C9&ssl=1", f"{UPLOADS}a.jpg"),
        (f"{UPLOADS}%C3%BC b.jpg", f"{UPLOADS}%C3%BC%20b.jpg"),
        (f"{UPLOADS}ü b.jpg", f"{UPLOADS}%C3%BC%20b.jpg"),
        (f"{UPLOADS}%FC.jpg", f"{UPLOADS}%FC.jpg"),
        (f"{UPLOADS}../06/a.jpg", f"{HOME}/wp-content/uploads/2020/06/a.jpg"),
        (f"{UPLOADS}%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/a.pdf", f"{HOME}/etc/a.pdf"),
        (f"{HOME}/images/a.gif", f"{HOME}/images/a.gif"),
        (f"{UPLOADS}shell.php", f"{UPLOADS}shell.php"),
        ("https://cdn.example.net/a.jpg?sig=1", "https://cdn.example.net/a.jpg?sig=1"),
        ("https://old.files.wordpress.com/2010/a.jpg?w=300", "https://old.files.wordpress.com/2010/a.jpg"),
        ("https://elsewhere.example.com/a.jpg", "https://elsewhere.example.com/a.jpg"),
        (f"{HOME}/2020/05/hello/", None),
        (f"{HOME}/index.php", None),
        (f"{UPLOADS}", None),
        ("ftp://blog.example.org/wp-content/uploads/a.jpg", None),
        ("file:///wp-content/uploads/a.jpg", None),
        ("//[", None),
        ("https://blog.example.org:x/a.jpg", None),
    ],
)
def test_a_file_has_one_address(hosts: Hosts, found: str, is_: str | None) -> None:
    assert hosts.file(found) == is_


@given(
    st.one_of(st.text(), st.text().map(lambda text: f"{UPLOADS}{text}.jpg"), st.text().map("https://{}/a.jpg".format))
)
def test_any_text_is_an_address_or_none_and_its_form_is_the_last_one(url: str) -> None:
    made = Hosts()
    made.add_site(HOME)
    file = made.file(url)
    assert file is None or (made.file(file) == file and file.isprintable())


def test_what_is_only_linked_on_other_hosts_is_no_file_of_the_site(hosts: Hosts) -> None:
    assert hosts.file("https://elsewhere.example.com/a.pdf", shown=False) is None
    assert hosts.file("https://cdn.example.net/a.pdf", shown=False) is not None


def test_files_are_taken_from_the_site_and_the_hosts_that_were_asked_for(hosts: Hosts) -> None:
    allowed = ("blog.example.org", "www.blog.example.org", "cdn.example.net", "old.files.wordpress.com")
    refused = ("blog.example.org:8080", "blog.example.org.evil.example", "evilblog.example.org", "i0.wp.com", "[::1]")
    assert all(hosts.allows(f"https://{host}/a.jpg") for host in allowed)
    assert not any(hosts.allows(f"https://{host}/a.jpg") for host in refused)


def test_a_blog_on_wordpress_com_has_its_files_on_a_host_that_its_attachments_name() -> None:
    made = Hosts()
    made.add_site(HOME)
    made.add_network("http://wordpress.com/")
    made.add_attachment("https://blogname.files.wordpress.com/2010/a.jpg")
    made.add_attachment("https://evil.example/a.jpg")
    assert made.allows("https://blogname.files.wordpress.com/2010/a.jpg")
    refused = ("wordpress.com", "other.files.wordpress.com", "evil.example")
    assert not any(made.allows(f"https://{host}/a.jpg") for host in refused)


@pytest.mark.parametrize(
    ("name", "listed", "tried"),
    [
        ("a.jpg", "", "a.jpg"),
        ("a-300x200.jpg", "", "a.jpg a-300x200.jpg"),
        ("a-300x200.jpg", "a.jpg", "a.jpg a-300x200.jpg"),
        ("a-300x200.jpg", "a-300x200.jpg", "a-300x200.jpg"),
        ("a-scaled.jpg", "a-scaled.jpg", "a.jpg a-scaled.jpg"),
        ("a-scaled-300x200.JPG", "", "a.JPG a-scaled.JPG a-scaled-300x200.JPG"),
        ("a-rotated.jpg", "", "a.jpg a-rotated.jpg"),
        ("a-e1589812345678.jpg", "", "a.jpg a-e1589812345678.jpg"),
        ("a-e1589812345678-150x150.jpg", "", "a.jpg a-e1589812345678.jpg a-e1589812345678-150x150.jpg"),
        ("a-e1589812345678-150x150.jpg", "a-e1589812345678.jpg", "a-e1589812345678.jpg a-e1589812345678-150x150.jpg"),
        ("a-e1589812345678.jpg", "a-e1589812345678.jpg", "a-e1589812345678.jpg"),
        ("a-300x200.pdf", "", "a-300x200.pdf"),
        ("300x200.jpg", "", "300x200.jpg"),
    ],
)
def test_the_original_of_a_copy_is_tried_first(name: str, listed: str, tried: str) -> None:
    found = originals(UPLOADS + name, lambda url: url == UPLOADS + listed)
    assert found == [UPLOADS + one for one in tried.split()]


@pytest.mark.parametrize(
    ("url", "path"),
    [
        (f"{UPLOADS}a.jpg", "2020/05/a.jpg"),
        (f"{HOME}/wp-content/uploads/sites/3/a.jpg", "sites/3/a.jpg"),
        (f"{HOME}/files/2009/01/a.jpg", "2009/01/a.jpg"),
        (f"{HOME}/images/a.gif", "images/a.gif"),
        (f"{HOME}/wp-content/uploads/..%2f..%2f..%2fa.jpg", "a.jpg"),
        (f"{UPLOADS}a%00b.jpg", "2020/05/a-b.jpg"),
        (f"{UPLOADS}con.jpg", "2020/05/con_.jpg"),
        (f"{HOME}/wp-content/uploads/aux/nul.png", "aux_/nul_.png"),
        (f"{UPLOADS}C%3A%5Cwindows%5Ca.jpg", "2020/05/C--windows-a.jpg"),
        (f"{UPLOADS}shell.php.jpg", "2020/05/shell.php_.jpg"),
        (f"{UPLOADS}shell.PHP5.x.jpg", "2020/05/shell.PHP5_.x.jpg"),
        (f"{UPLOADS}{'n' * 400}.jpg", f"2020/05/{'n' * (MAX_NAME - 23)}.jpg"),
    ],
)
def test_a_file_is_called_as_on_the_site_but_for_what_no_folder_holds(url: str, path: str) -> None:
    assert safe_path(path_below_uploads(url)) == path


@given(st.lists(st.text(max_size=300), max_size=9), st.text(min_size=1, max_size=300))
def test_no_name_leaves_the_folder(folders: list[str], stem: str) -> None:
    path = safe_path([*folders, f"{stem}.jpg"])
    parts = path.split("/")
    assert all(part and part not in (".", "..") and len(part.encode()) <= MAX_NAME for part in parts)
    assert not path.startswith("/")
    assert "\\" not in path
    assert path.endswith("jpg")
    assert len(path.encode()) <= MAX_PATH


# --- types ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "head", "mime"),
    [
        ("a.jpg", JPEG, "image/jpeg"),
        ("a.jpg", PNG, "image/png"),
        ("a.svg", b'<?xml version="1.0"?>\n<!-- made by hand -->\n<svg xmlns="x">', "image/svg+xml"),
        ("a.svg", b"<html><svg></svg>", ""),
        ("a.webp", b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        ("a.avif", b"\0\0\0\x20ftypavif", "image/avif"),
        ("a.jpg", b"\0\0\0\x20ftypisom", ""),
        ("a.mp3", b"ID3\3", "audio/mpeg"),
        ("a.mp3", b"\xff\xfb\x90\0" * 9, "audio/mpeg"),
        ("a.mp3", b"Not found", ""),
        ("a.mp4", b"\0\0\0\x20ftypM4A ", "audio/mp4"),
        ("a.pdf", b"\n%PDF-1.4", "application/pdf"),
        ("a.pdf", JPEG, ""),
        ("a.docx", b"PK\3\4", "application/zip"),
        ("a.txt", b"words", "text/plain"),
        ("a.txt", b"<!doctype html>", ""),
        ("a.php", b"<?php", ""),
        ("a.html", b"<p>", ""),
        ("a", JPEG, ""),
        (".jpg", JPEG, ""),
        ("a.jpg", b"", ""),
    ],
)
def test_a_file_is_held_against_its_name(name: str, head: bytes, mime: str) -> None:
    assert types.check(name, head).mime == mime


@given(st.text(), st.binary(max_size=200))
def test_any_bytes_and_any_name_have_a_verdict(name: str, head: bytes) -> None:
    verdict = types.check(name, head)
    assert bool(verdict.mime) != bool(verdict.fault)


# --- the whole road -------------------------------------------------------------------------------------------


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    for name in ("2020/05/a.jpg", "2020/05/b.jpg", "2020/05/unused.jpg", "2020/05/ü.jpg"):
        path = tmp_path / "uploads" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(JPEG + name.encode())
    return tmp_path / "uploads"


def attachment(wxr: Wxr, number: int, url: str, inner: str = "", **fields: str) -> str:
    inner = f"<wp:attachment_url>{url}</wp:attachment_url>\n{inner}"
    return wxr.item(number, inner, type="attachment", status="inherit", body="", **fields)


def rows(target: Path, name: str = "media") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((target / f"_data/{name}.json").read_text(encoding="utf-8"))
    return found


BODY = f"""<p><a href="{UPLOADS}a.jpg"><img src="{UPLOADS}a-300x200.jpg" alt="A boat"
srcset="{UPLOADS}a-150x150.jpg 1x"></a> <a href="/wp-content/uploads/2020/05/b.jpg">b</a>
<img src="{UPLOADS}gone.jpg" alt="Gone">
<img src="https://elsewhere.example.com/x.jpg"> <a href="https://elsewhere.example.com/y.pdf">y</a></p>"""


def test_files_of_a_folder_come_along_and_links_lead_to_them(
    wxr: Wxr, wparchive: Callable[..., Done], uploads: Path, tmp_path: Path
) -> None:
    about = wxr.meta("_wp_attachment_image_alt", "A boat at sea")
    listed = attachment(wxr, 9, f"{UPLOADS}a.jpg", about, title="Boat")
    export = wxr.save(wxr.export(wxr.item(1, body=BODY, link=f"{HOME}/2020/05/boats/"), listed))
    target = tmp_path / "site"
    done = wparchive("convert", export, "-o", target, "--media-dir", uploads, "-v")
    page = (target / "2020/05/boats.md").read_text(encoding="utf-8")
    assert "[![A boat](../../wp-content/uploads/2020/05/a.jpg)" in page
    assert "](../../wp-content/uploads/2020/05/b.jpg)" in page
    assert f"![Gone]({UPLOADS}gone.jpg)" in page
    assert (target / "wp-content/uploads/2020/05/a.jpg").read_bytes() == (uploads / "2020/05/a.jpg").read_bytes()
    files = {path.relative_to(target).as_posix() for path in target.rglob("*.jpg")}
    assert files == {"wp-content/uploads/2020/05/a.jpg", "wp-content/uploads/2020/05/b.jpg"}
    by_name = {row["url"].rpartition("/")[2]: row for row in rows(target)}
    assert by_name["a-300x200.jpg"]["original"] == f"{UPLOADS}a.jpg"
    assert by_name["a-300x200.jpg"]["sha256"] == by_name["a.jpg"]["sha256"]
    assert by_name["a.jpg"]["title"] == "Boat"
    assert by_name["a.jpg"]["alt"] == "A boat at sea"
    assert by_name["a.jpg"]["used_by"] == ["1"]
    assert by_name["gone.jpg"]["missing"] == "is not in the folder"
    assert by_name["x.jpg"]["missing"] == "elsewhere.example.com is none of the site's hosts"
    assert "y.pdf" not in by_name
    assert rows(target, "attachments")[0]["address"] == "/wp-content/uploads/2020/05/a.jpg"
    assert "1 lost" in done.err
    assert "1 on elsewhere.example.com" in done.err
    assert wparchive("verify", target).code == 0


def test_a_second_run_gives_the_same_bytes(
    wxr: Wxr, wparchive: Callable[..., Done], uploads: Path, tmp_path: Path
) -> None:
    export = wxr.save(wxr.export(wxr.item(1, body=BODY)))
    results = []
    for _ in range(2):
        wparchive("convert", export, "-o", tmp_path / "site", "--media-dir", uploads)
        files = (path for path in sorted((tmp_path / "site").rglob("*")) if path.is_file())
        results.append({path: path.read_bytes() for path in files})
    assert results[0] == results[1]


def test_a_file_in_a_folder_stays_the_users_own(
    wxr: Wxr, wparchive: Callable[..., Done], uploads: Path, tmp_path: Path
) -> None:
    wparchive("convert", wxr.save(wxr.export(wxr.item(1, body=BODY))), "-o", tmp_path / "site", "--media-dir", uploads)
    (tmp_path / "site/wp-content/uploads/2020/05/a.jpg").write_bytes(b"edited")
    assert (uploads / "2020/05/a.jpg").read_bytes() != b"edited"


@pytest.mark.parametrize("layout", ["hugo", "jekyll", "zola", "mkdocs", "obsidian"])
def test_each_layout_has_its_place_for_files(
    wxr: Wxr, wparchive: Callable[..., Done], uploads: Path, tmp_path: Path, layout: str
) -> None:
    export = wxr.save(wxr.export(wxr.item(1, body=BODY, link=f"{HOME}/2020/05/boats/")))
    wparchive("convert", export, "-o", tmp_path / "site", "--media-dir", uploads, "--layout", layout)
    (file,) = (tmp_path / "site").rglob("a.jpg")
    (page,) = (path for path in (tmp_path / "site").rglob("*.md") if "A boat" in path.read_text(encoding="utf-8"))
    link = re.search(r"!\[A boat]\(([^)]+)\)", page.read_text(encoding="utf-8"))
    assert link
    if link[1].startswith("/"):
        assert file.as_posix().endswith(link[1])
    else:
        assert (page.parent / link[1]).resolve() == file.resolve()


def test_a_folder_is_found_from_above_and_with_letters_in_two_parts(
    wxr: Wxr, wparchive: Callable[..., Done], uploads: Path, tmp_path: Path
) -> None:
    (uploads / "2020/05/ü.jpg").rename(uploads / "2020/05/u\u0308.jpg")
    (tmp_path / "copy/wp-content").mkdir(parents=True)
    uploads.rename(tmp_path / "copy/wp-content/uploads")
    export = wxr.save(wxr.export(wxr.item(1, body=f'<img src="{UPLOADS}%C3%BC.jpg">')))
    done = wparchive("convert", export, "-o", tmp_path / "site", "--media-dir", tmp_path / "copy")
    assert "0 lost" in done.err


def test_a_link_in_the_folder_that_leads_out_is_not_followed(
    wxr: Wxr, wparchive: Callable[..., Done], uploads: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret.jpg").write_bytes(JPEG)
    (uploads / "2020/05/out.jpg").symlink_to(tmp_path / "secret.jpg")
    export = wxr.save(wxr.export(wxr.item(1, body=f'<img src="{UPLOADS}out.jpg">')))
    assert "1 lost" in wparchive("convert", export, "-o", tmp_path / "site", "--media-dir", uploads).err


def test_a_format_without_files_refuses_them(wxr: Wxr, wparchive: Callable[..., Done], tmp_path: Path) -> None:
    done = wparchive("convert", wxr.save(wxr.export(wxr.item(1))), "-o", tmp_path / "a.db", "--media")
    assert done.code == 2


def test_what_only_a_private_post_shows_is_left_alone(
    wxr: Wxr, wparchive: Callable[..., Done], uploads: Path, tmp_path: Path
) -> None:
    private = wxr.item(1, body=f'<img src="{UPLOADS}a.jpg">', status="private")
    inner = "<wp:post_parent>1</wp:post_parent>" + wxr.comment(5, content=f'<img src="{UPLOADS}b.jpg">')
    listed = attachment(wxr, 9, f"{UPLOADS}unused.jpg", inner)
    hidden = wxr.item(2, wxr.comment(6, content=f'<img src="{UPLOADS}b.jpg">', approved="0"))
    export = wxr.save(wxr.export(private, listed, hidden))
    wparchive("convert", export, "-o", tmp_path / "site", "--media-dir", uploads, "--media-all")
    assert list((tmp_path / "site").rglob("*.jpg")) == []


def test_attachments_that_nothing_shows_come_along_when_asked_for(
    wxr: Wxr, wparchive: Callable[..., Done], uploads: Path, tmp_path: Path
) -> None:
    export = wxr.save(wxr.export(wxr.item(1), attachment(wxr, 9, f"{UPLOADS}unused.jpg")))
    wparchive("convert", export, "-o", tmp_path / "site", "--media-dir", uploads)
    assert list((tmp_path / "site").rglob("*.jpg")) == []
    wparchive("convert", export, "-o", tmp_path / "site", "--media-dir", uploads, "--media-all")
    assert [path.name for path in (tmp_path / "site").rglob("*.jpg")] == ["unused.jpg"]
    assert rows(tmp_path / "site")[0].get("used_by") is None


def test_wanting_all_files_without_saying_where_from_is_an_error(
    wxr: Wxr, wparchive: Callable[..., Done], tmp_path: Path
) -> None:
    assert wparchive("convert", wxr.save(wxr.export(wxr.item(1))), "-o", tmp_path / "site", "--media-all").code == 2


def test_a_picture_behind_a_cover_comes_along(
    wxr: Wxr, wparchive: Callable[..., Done], uploads: Path, tmp_path: Path
) -> None:
    body = f'<div class="wp-block-cover" style="background-image:url({UPLOADS}a.jpg)"><p>Sea</p></div>'
    export = wxr.save(wxr.export(wxr.item(1, body=body, link=f"{HOME}/boats/")))
    wparchive("convert", export, "-o", tmp_path / "site", "--media-dir", uploads)
    assert "![](wp-content/uploads/2020/05/a.jpg)" in (tmp_path / "site/boats.md").read_text(encoding="utf-8")


def test_a_featured_image_is_used(wxr: Wxr, wparchive: Callable[..., Done], uploads: Path, tmp_path: Path) -> None:
    post = wxr.item(1, wxr.meta("_thumbnail_id", "9"))
    export = wxr.save(wxr.export(post, attachment(wxr, 9, f"{UPLOADS}a.jpg")))
    wparchive("convert", export, "-o", tmp_path / "site", "--media-dir", uploads, "--layout", "hugo")
    assert [row["used_by"] for row in json.loads((tmp_path / "site/data/wordpress/media.json").read_bytes())] == [["1"]]


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


NAMES = ["../../a.jpg", "%2e%2e%2f%2e%2e%2fb.jpg", "c%00.jpg", "con.jpg", "d%5c..%5ce.jpg", "A.jpg", "a.jpg", ".e.jpg"]


def test_nothing_outside_the_folder_is_written(
    wxr: Wxr, wparchive: Callable[..., Done], server: Server, tmp_path: Path
) -> None:
    server.answers["*"] = lambda handler, _: handler.reply(JPEG + handler.path.encode())
    body = "".join(f'<img src="{server.home}/wp-content/uploads/{name}">' for name in NAMES)
    export = wxr.save(wxr.export(wxr.item(1, body=body)).replace(HOME, server.home))
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    done = wparchive("convert", export, "-o", tmp_path / "in/site", "--media", "--media-private")
    assert done.code == 0, done.err
    written = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    assert all(path.is_relative_to(tmp_path / "in/site") for path in written)
    media = [path for path in written if path.suffix == ".jpg"]
    assert len({str(path).lower() for path in media}) == len(media) >= 6
    for row in rows(tmp_path / "in/site"):
        assert row.get("missing") or (tmp_path / "in/site" / row["file"]).is_file()
    assert wparchive("verify", tmp_path / "in/site").code == 0


def test_the_folder_comes_first_and_the_network_gives_what_it_lacks(
    wxr: Wxr, wparchive: Callable[..., Done], server: Server, uploads: Path, tmp_path: Path
) -> None:
    server.answers["/wp-content/uploads/2020/05/gone.jpg"] = gives(PNG)
    export = wxr.save(wxr.export(wxr.item(1, body=BODY)).replace(HOME, server.home))
    options = ("--media", "--media-private", "--media-dir", uploads)
    done = wparchive("convert", export, "-o", tmp_path / "site", "-v", *options)
    assert [path for path, _ in server.requests] == ["/wp-content/uploads/2020/05/gone.jpg"]
    assert "0 lost" in done.err
    assert "is image/png" in done.err


def test_a_result_without_its_cache_is_whole_and_with_it_asks_for_nothing(
    wxr: Wxr, wparchive: Callable[..., Done], server: Server, tmp_path: Path
) -> None:
    server.answers["/wp-content/uploads/2020/05/a.jpg"] = gives(JPEG)
    body = f'<img src="{server.home}/wp-content/uploads/2020/05/a.jpg">'
    export = wxr.save(wxr.export(wxr.item(1, body=body)).replace(HOME, server.home))
    command = ("convert", export, "-o", tmp_path / "site", "--media", "--media-private")
    for _ in range(3):
        assert wparchive(*command).code == 0
    assert len(server.requests) == 1
    assert wparchive("convert", export, "-o", tmp_path / "site").code == 0
    assert list((tmp_path / "site/wp-content").rglob("*.jpg")) == []
    assert wparchive(*command).code == 0
    assert (tmp_path / "site/wp-content/uploads/2020/05/a.jpg").read_bytes() == JPEG
    assert list((tmp_path / "site").rglob("*.part")) == []


def test_the_sources_of_a_batch_share_a_cache(
    wxr: Wxr, wparchive: Callable[..., Done], server: Server, tmp_path: Path
) -> None:
    server.answers["/wp-content/uploads/2020/05/a.jpg"] = gives(JPEG)
    body = f'<img src="{server.home}/wp-content/uploads/2020/05/a.jpg">'
    for name in ("a.xml", "b.xml", "c.xml"):
        (tmp_path / name).write_text(wxr.export(wxr.item(1, body=body)).replace(HOME, server.home))
    done = wparchive(
        "batch", tmp_path, "--to", "markdown", "-o", tmp_path / "out", "--jobs", "3",
        "--media", "--media-private", "--media-cache", tmp_path / "cache",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert len(list((tmp_path / "out").rglob("a.jpg"))) == 3
    assert len(server.requests) == 1


def test_a_dry_run_asks_for_nothing(
    wxr: Wxr, wparchive: Callable[..., Done], server: Server, uploads: Path, tmp_path: Path
) -> None:
    export = wxr.save(wxr.export(wxr.item(1, body=BODY)).replace(HOME, server.home))
    options = ("--media", "--media-private", "--media-dir", uploads, "--dry-run")
    assert wparchive("convert", export, "-o", tmp_path / "site", *options).code == 0
    assert server.requests == []
    assert not (tmp_path / "site").exists()


def test_only_one_room_knows_the_network() -> None:
    knows = re.compile(r"^\s*(?:import|from) (?:httpx|http\b|socket|ssl|urllib\.request|asyncio)", re.MULTILINE)
    modules = (ROOT / "wparchive").rglob("*.py")
    rooms = {path.parent.name for path in modules if knows.search(path.read_text(encoding="utf-8"))}
    assert rooms == {"media"}
