"""Redirect maps: each kind is read by the program it is for, where there is one, and by its documented syntax else."""

from __future__ import annotations

import contextlib
import csv
import http.client
import json
import re
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from records import a_comment, a_post, a_site, count_in

from wparchive.ledger import Ledger
from wparchive.manifest import read_end
from wparchive.model import Attachment, Author, Body, Comment, CommentAuthor, Meta, Origin, Post, Site, Term
from wparchive.options import REDIRECTS, WriteOptions
from wparchive.targets import Target
from wparchive.writers.markdown import write
from wparchive.writers.markdown.redirects import KINDS, Redirect

if TYPE_CHECKING:
    from collections.abc import Iterator

HOSTILE = (
    'we"ird',
    "back\\slash",
    "dollar$1%2",
    "${HOME}%{HOST}",
    "a b",
    "semi;colon{}",
    "*",
    ":splat",
    "(",
    "#",
    "ünï",
)
"""Former slugs that mean something to a program, or are not ASCII."""
NGINX = shutil.which("nginx")
APACHE = shutil.which("apache2")
MODULES = Path("/usr/lib/apache2/modules")


def post(identity: str, slug: str, **fields: Any) -> Post:
    needed: dict[str, Any] = {
        "title": slug,
        "slug": slug,
        "url": f"http://blog.example.org/2010/05/{quote(slug)}/",
        "guid": f"http://old.example.net/?p={identity}",
        "published": "2010-05-02T14:05:00+02:00",
        "body": Body(source="s", format="html", html="<p>Text</p>"),
        "source": Origin(name="a.xml"),
    }
    return a_post(id=identity, **(needed | fields))


def comment(identity: str) -> Comment:
    body = Body(source="s", format="html", html="<p>c</p>")
    author = CommentAuthor(name="Ann")
    return a_comment(id=identity, author=author, body=body)


def site(url: str = "http://blog.example.org/") -> Site:
    return a_site(title="S", url=url, language="en")


def former(*slugs: str, days: tuple[str, ...] = ()) -> tuple[Meta, ...]:
    return (*(Meta("_wp_old_slug", slug) for slug in slugs), *(Meta("_wp_old_date", day) for day in days))


RECORDS = (
    site(),
    Author(id="7", login="ann", name="Ann"),
    Term(id="3", taxonomy="category", slug="tea", name="Tea"),
    Term(id="4", taxonomy="category", slug="green", name="Green", parent="tea"),
    Term(id="5", taxonomy="genre", slug="%e9%9c%a7", name="霧"),
    post("12", "hello", author="ann", meta=former(*HOSTILE, "taken", "Hello", days=("2009-12-31",))),
    post("13", "taken", comments=tuple(comment(str(number)) for number in range(25))),
    post("14", "潮", meta=former("%e9%9c%a7")),
    post("15", "About", type="page", url="http://blog.example.org/About/", meta=former("about")),
    post(
        "16", "photo", type="attachment", status="inherit", parent="12",
        url="http://blog.example.org/2010/05/hello/photo/",
        attachment=Attachment(url="http://blog.example.org/wp-content/uploads/2010/05/photo 1.jpg"),
    ),
)  # fmt: skip


def written(folder: Path, *records: Any, layout: str = "hugo") -> Path:
    ledger = Ledger()
    count_in(ledger, records)
    options = WriteOptions(layout=layout, redirects=REDIRECTS)
    write(iter(records), Target(path=folder), options, ledger, again=lambda: records)
    ledger.check_balance()
    return folder / "redirects"


def table(folder: Path) -> dict[str, str]:
    with (folder / "redirects.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["from", "to", "status"]
    assert {row[2] for row in rows[1:]} == {"301"}
    found = {row[0]: row[1] for row in rows[1:]}
    assert len(found) == len(rows) - 1
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("site"), *RECORDS)


def test_every_kind_of_old_address_leads_to_its_page(folder: Path) -> None:
    found = table(folder)
    hello, tea, month = "/2010/05/hello/", "/category/tea/", "/2010/05/"
    expected = {
        **{f"/2010/05/{quote(slug)}": hello for slug in HOSTILE},
        "/2009/12/hello": hello,
        "/?p=12": hello,
        "/?p=16": "/wp-content/uploads/2010/05/photo%201.jpg",
        "/?attachment_id=16": "/wp-content/uploads/2010/05/photo%201.jpg",
        "/2010/05/hello/photo": "/wp-content/uploads/2010/05/photo%201.jpg",
        "/?page_id=15": "/About/",
        "/?cat=3": tea,
        "/?category_name=green": "/category/tea/green/",
        "/?genre=%E9%9C%A7": "/genre/%E9%9C%A7/",
        "/?author=7": "/author/ann/",
        "/?author_name=ann": "/author/ann/",
        "/?m=201005": month,
        "/2010/05/%E9%9C%A7": "/2010/05/%E6%BD%AE/",
        "/2010/05/taken/feed": "/2010/05/taken/",
        "/2010/05/taken/comment-page-3": "/2010/05/taken/",
    }
    assert {old: found.get(old) for old in expected} == expected


def test_further_pages_of_posts_and_lists_lead_to_the_whole(tmp_path: Path) -> None:
    parts = post("1", "parts", body=Body("a<!--nextpage-->b<!--nextpage-->c", "classic"))
    others = [post(str(number), f"post-{number}") for number in range(2, 12)]
    folder = written(tmp_path, site(), parts, *others)
    found = table(folder)
    assert [found[f"/2010/05/parts/{number}"] for number in (2, 3)] == ["/2010/05/parts/"] * 2
    assert "/2010/05/parts/4" not in found
    assert (found["/page/3"], found["/2010/05/page/3"]) == ("/", "/2010/05/")
    assert "/page/4" not in found
    lines = (folder / "cloudflare/_redirects").read_text(encoding="utf-8")
    assert "/2010/05/parts/2 " in lines
    assert "/page/" not in lines


def test_no_page_that_is_there_is_led_away_and_no_redirect_leads_to_another(folder: Path) -> None:
    found = table(folder)
    assert "/2010/05/taken" not in found
    assert not {target.rstrip("/") for target in found.values()} & set(found)
    assert all(target.isascii() for target in found.values())


def test_the_same_site_gives_the_same_files(folder: Path, tmp_path: Path) -> None:
    again = written(tmp_path / "again", *RECORDS)
    names = [
        "nginx-maps.conf",
        "nginx-server.conf",
        ".htaccess",
        "_redirects",
        "cloudflare/_redirects",
        "redirects.csv",
    ]
    assert [(again / name).read_bytes() for name in names] == [(folder / name).read_bytes() for name in names]


def test_archives_that_move_are_redirected(tmp_path: Path) -> None:
    layout = tmp_path / "mine.toml"
    layout.write_text('extends = "hugo"\n[archives]\npost_tag = "/labels/{slug}/"\n', encoding="utf-8")
    term = Term(taxonomy="post_tag", slug="tea", name="Tea")
    found = table(written(tmp_path / "site", site(), term, layout=str(layout)))
    assert found == {"/tag/tea": "/labels/tea/", "/?tag=tea": "/labels/tea/", "/labels/tea/feed": "/labels/tea/"}


def test_nothing_leads_to_what_is_attached_to_a_post_that_is_withheld(tmp_path: Path) -> None:
    def photo(number: str, status: str = "inherit", **fields: Any) -> Post:
        file = Attachment(url=f"http://blog.example.org/wp-content/uploads/{number}.jpg")
        return post(number, f"photo-{number}", type="attachment", status=status, attachment=file, **fields)

    records = (
        site(),
        photo("2", parent="1"),
        photo("3", parent="1", comments=(comment("4"),)),
        photo("5", status="private"),
        photo("6", parent="8"),
        post("1", "fund", status="private", meta=former("treasure")),
        post("7", "order", type="shop_order", status="wc-completed"),
        photo("9", parent="7"),
        post("8", "walk"),
    )
    for layout in ("plain", "hugo"):
        folder = written(tmp_path / layout, *records, layout=layout)
        assert {target for target in table(folder).values() if "photo" in target or "uploads" in target} == {
            "/wp-content/uploads/6.jpg"
        }
        (listed,) = (tmp_path / layout).rglob("attachments.json")
        assert [row["id"] for row in json.loads(listed.read_text())] == ["6"]


def test_a_site_below_a_folder_keeps_it(tmp_path: Path) -> None:
    one = post("1", "a", url="http://example.org/blog/a/", guid=None, published=None, meta=former("b"))
    found = table(written(tmp_path / "site", site("http://example.org/blog"), one, layout="plain"))
    assert found == {"/blog/b": "/blog/a/", "/blog/?p=1": "/blog/a/"}


def test_netlify_reads_three_words_or_four_on_a_line(folder: Path) -> None:
    found = table(folder)
    rules: dict[str, str] = {}
    for line in (folder / "_redirects").read_text(encoding="utf-8").splitlines():
        path, *query, target, status = line.split(" ")
        assert status == "301"
        assert not re.search(r"[*#]|/:", path), "characters with a meaning are encoded"
        rules[f"{path}?{query[0]}" if query else path] = target
    assert rules["/2010/05/ünï"] == rules["/2010/05/%C3%BCn%C3%AF"]
    same_but_for_case = {old for old, new in found.items() if old.lower() == new.rstrip("/").lower()}
    assert {quote(unquote(old), safe="/?=%") for old in rules} >= {
        quote(unquote(old), safe="/?=%") for old in found.keys() - same_but_for_case
    }


def test_cloudflare_has_no_queries_and_takes_two_thousand_lines(folder: Path, tmp_path: Path) -> None:
    lines = (folder / "cloudflare/_redirects").read_text(encoding="utf-8").splitlines()
    assert lines
    assert all(len(line.split(" ")) == 3 for line in lines)
    many = post("1", "a", guid=None, meta=former(*map(str, range(49))), comments=tuple(map(comment, "123456789")))
    posts = [numbered(many, str(number)) for number in range(50)]
    made = written(tmp_path, site(), *posts)
    lines = (made / "cloudflare/_redirects").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2000
    every = (made / "_redirects").read_text(encoding="utf-8").splitlines()
    left = sum(len(line.split(" ")) == 3 for line in every) - 2000
    assert read_end(tmp_path).end.issues["redirects-left-out"] == 1  # type: ignore[union-attr]
    assert left > 0


def numbered(one: Post, number: str) -> Post:
    return replace(one, id=number, url=f"http://blog.example.org/{number}/a/")


# --- what each file says, by its documented syntax -------------------------------------------------------------


def nginx_says(text: str, name: str, key: str) -> str:
    """Look a key up as ngx_http_map_module does: texts first and without case, then expressions in order."""
    body = text.partition(f"$wparchive_by_{name} {{")[2].partition("\n}")[0]
    pairs: list[tuple[str, str]] = re.findall(r'    "((?:[^"\\]|\\.)*)" "([^"]*)";', body, re.DOTALL)
    known = [(re.sub(r'\\(["\\])', r"\1", source), target) for source, target in pairs]
    for source, target in known:
        if not source.startswith("~") and source.lower() == key.lower():
            return target
    wanted = key.encode()
    return next((target for source, target in known if source[0] == "~" and re.search(source[1:].encode(), wanted)), "")


def apache_says(text: str, path: str, query: str = "") -> str:
    """Apply the rules for what is certain as mod_rewrite does in the document root."""
    asked = True
    for line in text.partition("RewriteCond %{REQUEST_FILENAME}")[0].splitlines():
        if line.startswith("RewriteCond"):
            asked = bool(re.search(line.split('"')[1].encode(), query.encode()))
        elif line.startswith("RewriteRule"):
            pattern, target = line.split('"')[1], line.split('"')[3]
            if asked and re.search(pattern.encode(), path.lstrip("/").encode()):
                return target.replace("\\%", "%")
            asked = True
    return ""


def line_says(text: str, path: str, query: str = "") -> str:
    for line in text.splitlines():
        source, *more = line.split(" ")
        if source == path and more[:-2] == ([query] if query else []):
            return more[-2]
    return ""


SLUGS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/"), min_size=1, max_size=20)
FOUND = st.lists(st.tuples(SLUGS, SLUGS), min_size=1, max_size=5, unique_by=lambda pair: pair[0].lower())


@given(FOUND)
def test_whatever_a_slug_holds_every_kind_of_file_finds_it(pairs: list[tuple[str, str]]) -> None:
    paths = [Redirect(f"/old/{old}", None, quote(f"/new/{new}/")) for old, new in pairs]
    queries = [Redirect("", ("tag", old), quote(f"/new/{new}/")) for old, new in pairs]
    files = {name: "".join(text) for kind in KINDS for name, text in KINDS[kind]([*paths, *queries])}
    for one in paths:
        encoded = quote(one.path)
        assert nginx_says(files["nginx-maps.conf"], "path", one.path) == one.target
        assert apache_says(files[".htaccess"], one.path) == one.target
        assert line_says(files["_redirects"], encoded) == one.target
        assert line_says(files["cloudflare/_redirects"], encoded) == one.target
        assert f"{encoded},{one.target},301" in files["redirects.csv"].splitlines()
    for one in queries:
        value = quote((one.query or ("", ""))[1], safe="")
        for form in (value, re.sub("%..", lambda code: code[0].lower(), value)):
            assert nginx_says(files["nginx-maps.conf"], "tag", f" tag {form}") in {other.target for other in queries}
            assert apache_says(files[".htaccess"], "/", f"x=1&tag={form}&y=2") in {other.target for other in queries}
        assert line_says(files["_redirects"], "/", f"tag={value}") == one.target


# --- the real programs ----------------------------------------------------------------------------------------


@contextlib.contextmanager
def served(command: list[str], port: int) -> Iterator[http.client.HTTPConnection]:
    """Run a server that stays in the foreground, until the block ends."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            assert process.poll() is None, process.communicate()[0].decode()
            time.sleep(0.1)
        yield connection
    finally:
        connection.close()
        process.terminate()
        process.communicate(timeout=20)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that a server may read which does not run as the tests do."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name)
        path.chmod(0o755)
        (path / "root").mkdir()
        yield path


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def asked(connection: http.client.HTTPConnection, address: str) -> tuple[int, str]:
    connection.request("GET", address)
    answer = connection.getresponse()
    answer.read()
    return answer.status, re.sub(r"^https?://[^/]+", "", answer.getheader("Location") or "")


def check_server(connection: http.client.HTTPConnection, found: dict[str, str]) -> None:
    wrong = {}
    for old, new in found.items():
        if not re.search(r"/(?:feed|page/\d+|comment-page-\d+)$", old):
            forms = [old, re.sub("%..", lambda code: code[0].lower(), old), *([] if "?" in old else [f"{old}/"])]
            forms += [f"{old}&utm_source=x", old.replace("/?", "/index.php?")] if "?" in old else [f"{old}?x=1"]
            for form in forms:
                status, location = asked(connection, form)
                if (status, location.partition("?")[0]) != (301, new):
                    wrong[form] = (status, location)
    assert wrong == {}
    pages = {target for target in found.values() if target.endswith("/")}
    assert {page: asked(connection, page) for page in pages} == dict.fromkeys(pages, (404, "")), "nothing leads away"
    for behind in ("feed/", "comment-page-4/", "trackback", "feed/atom/", "amp", "embed/"):
        status, location = asked(connection, f"/2010/05/taken/{behind}")
        assert (status, location) == (301, "/2010/05/taken"), behind
    status, location = asked(connection, f"/2010/05/{quote('潮')}/comment-page-2/")
    assert (status, unquote(location)) == (301, "/2010/05/潮")
    assert asked(connection, "/page/4/") == (301, "/")
    assert asked(connection, "/?q=12") == (404, "")
    assert asked(connection, "/other/?p=12") == (404, "")


@pytest.mark.skipif(NGINX is None, reason="needs nginx")
def test_nginx_follows_its_maps(folder: Path, open_folder: Path) -> None:
    port = free_port()
    conf = open_folder / "nginx.conf"
    paths = " ".join(
        f"{name}_temp_path {open_folder}/t;" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    conf.write_text(
        f"daemon off; master_process off; pid {open_folder}/pid; error_log stderr warn; events {{}}\n"
        f"http {{ access_log off; {paths} include {folder}/nginx-maps.conf;\n"
        f"server {{ listen 127.0.0.1:{port}; root {open_folder}/root; absolute_redirect off; autoindex off;\n"
        f"include {folder}/nginx-server.conf; location / {{ try_files /none =404; }} }} }}\n",
        encoding="utf-8",
    )
    command = [str(NGINX), "-p", str(open_folder), "-e", "stderr", "-c", str(conf)]
    said = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    assert not re.search(r"\[(?:warn|emerg)\]", said.stderr.replace('the "user" directive', "")), said.stderr
    with served(command, port) as connection:
        check_server(connection, table(folder))


@pytest.mark.skipif(APACHE is None or not MODULES.is_dir(), reason="needs Apache")
def test_apache_follows_its_rules(folder: Path, open_folder: Path) -> None:
    port = free_port()
    conf = open_folder / "apache.conf"
    modules = "".join(
        f"LoadModule {name}_module {MODULES}/mod_{name}.so\n"
        for name in ("mpm_event", "authz_core", "rewrite", "dir")
        if (MODULES / f"mod_{name}.so").exists()
    )
    shutil.copy(folder / ".htaccess", open_folder / "root")
    conf.write_text(
        f"{modules}ServerName blog.example.org\nListen 127.0.0.1:{port}\nPidFile {open_folder}/pid\n"
        f"ErrorLog /dev/stderr\nDocumentRoot {open_folder}/root\nDefaultRuntimeDir {open_folder}\n"
        f"<Directory {open_folder}/root>\nAllowOverride All\nRequire all granted\n</Directory>\n"
        "<Location />\nDirectorySlash Off\n</Location>\n",
        encoding="utf-8",
    )
    command = [str(APACHE), "-d", str(open_folder), "-f", str(conf), "-DFOREGROUND"]
    with served(command, port) as connection:
        check_server(connection, table(folder))
