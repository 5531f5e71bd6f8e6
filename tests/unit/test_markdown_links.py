"""Links of every form that the old site's pages have lead to the new places, or are listed as leading nowhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from records import a_comment, a_post, a_site, count_in

from wparchive.ledger import Ledger
from wparchive.model import Attachment, Author, Body, Comment, CommentAuthor, Meta, Origin, Post, Term
from wparchive.options import WriteOptions
from wparchive.targets import Target
from wparchive.writers.markdown import write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HOME = "https://blog.example.org"
HELLO, ABOUT, TEA, MONTH = "/2010/05/hello/", "/about/", "/category/drinks/tea/", "/2010/05/"
FILE = f"{HOME}/wp-content/uploads/2010/05/photo.jpg"


def post(identity: str | None, path: str, html: str = "", **fields: Any) -> Post:
    needed: dict[str, Any] = {
        "title": f"Title {identity}",
        "slug": path.strip("/").rpartition("/")[2],
        "url": HOME + path,
        "guid": f"http://first.example.net/blog/?p={identity}",
        "author": "ann",
        "published": "2010-05-02T14:05:00+02:00",
        "body": Body(source="s", format="html", html=html),
        "source": Origin(name="a.xml"),
    }
    return a_post(id=identity, **(needed | fields))


def comment(html: str) -> Comment:
    body, author = Body(source="s", format="html", html=html), CommentAuthor(name="Ann")
    return a_comment(id="5", author=author, body=body)


def site(html: str, home: str = HOME) -> list[Any]:
    return [
        a_site(title="S", url=home, language="en"),
        Author(id="7", login="ann", name="Ann"),
        Term(id="2", taxonomy="category", slug="drinks", name="Drinks"),
        Term(id="3", taxonomy="category", slug="tea", name="Tea", parent="drinks"),
        Term(id="4", taxonomy="post_tag", slug="%e9%9c%a7", name="霧"),
        Term(id="6", taxonomy="genre", slug="noir", name="Noir"),
        post("12", HELLO, meta=(Meta("_wp_old_slug", "hallo"), Meta("_wp_old_date", "2009-12-31"))),
        post("13", "/2010/05/%E6%BD%AE/"),
        post("2", ABOUT, type="page", guid="http://first.example.net/blog/?page_id=2"),
        post("16", "/2010/05/hello/photo/", type="attachment", status="inherit", parent="12",
             attachment=Attachment(url=FILE)),
        post("20", "/2011/01/links/", html),
    ]  # fmt: skip


class Written:
    """The page with the links, and what is listed as leading nowhere."""

    def __init__(self, path: Path, records: list[Any], *, old_hosts: tuple[str, ...] = ()) -> None:
        ledger = Ledger()
        count_in(ledger, records)
        options = WriteOptions(layout="hugo", old_hosts=old_hosts)
        write(iter(records), Target(path=path), options, ledger, again=lambda: records)
        (page,) = path.rglob("links.md")
        self.text = page.read_text(encoding="utf-8")
        issues = [issue for issue in ledger.all_issues() if issue.code == "link-unresolved"]
        self.unresolved = [re.sub(r"^.*nowhere.*?: ", "", issue.message) for issue in issues]


@pytest.fixture
def led(tmp_path: Path) -> Callable[..., tuple[str, list[str]]]:
    """Where one link leads, and what is listed."""

    def lead(url: str, **options: Any) -> tuple[str, list[str]]:
        written = Written(tmp_path, site(f'<p><a href="{url}">x</a></p>'), **options)
        found = re.search(r"\[x\]\(<?([^)>]*)>?\)", written.text)
        return found[1] if found else written.text, written.unresolved

    return lead


@pytest.mark.parametrize(
    ("url", "page"),
    [
        (f"{HOME}/2010/05/hello/", HELLO),
        (f"{HOME}/2010/05/hello", HELLO),
        ("http://blog.example.org/2010/05/hello/", HELLO),
        ("https://www.blog.example.org/2010/05/hello/", HELLO),
        ("http://BLOG.example.org:80/2010/05/hello/", HELLO),
        ("//blog.example.org/2010/05/hello/", HELLO),
        ("/2010/05/hello/", HELLO),
        ("../../../2010/05/hello/", HELLO),
        (" /2010/05/hello/\n", HELLO),
        (f"{HOME}/index.php/2010/05/hello/", HELLO),
        (f"{HOME}/2010/05/hello/index.html", HELLO),
        (f"{HOME}/2010/05/hello/?utm_source=feed&amp;utm_medium=rss", HELLO),
        (f"{HOME}/2010/05/hello/?replytocom=5#respond", HELLO),
        (f"{HOME}/2010/05/hello/#comment-5", f"{HELLO}#comment-5"),
        (f"{HOME}/2010/05/hello/comment-page-2/#comment-5", f"{HELLO}#comment-5"),
        (f"{HOME}/2010/05/hello/#comments", HELLO),
        (f"{HOME}/2010/05/hello/#more-12", HELLO),
        (f"{HOME}/2010/05/hello/2/", HELLO),
        (f"{HOME}/2010/05/hello/feed/", HELLO),
        (f"{HOME}/2010/05/hello/feed/atom/", HELLO),
        (f"{HOME}/2010/05/hello/trackback/", HELLO),
        (f"{HOME}/2010/05/hello/amp/", HELLO),
        (f"{HOME}/?p=12", HELLO),
        (f"{HOME}/?p=12#comment-5", f"{HELLO}#comment-5"),
        (f"{HOME}/index.php?p=12&amp;preview=true", HELLO),
        ("?p=12", HELLO),
        (f"{HOME}/?page_id=2", ABOUT),
        (f"{HOME}/?feed=rss2&amp;p=12", HELLO),
        (f"{HOME}/wp-commentsrss2.php?p=12", HELLO),
        (f"{HOME}/about/", ABOUT),
        (f"{HOME}/2010/05/%e6%bd%ae/", "/2010/05/%E6%BD%AE/"),
        (f"{HOME}/2010/05/潮", "/2010/05/%E6%BD%AE/"),
        (f"{HOME}/2010/05/hallo/", HELLO),
        (f"{HOME}/2009/12/hello/", HELLO),
        (f"{HOME}/2009/12/hallo/", HELLO),
        (HOME, "/"),
        (f"{HOME}/page/3/", "/"),
        (f"{HOME}/feed/", "/"),
        (f"{HOME}/comments/feed/", "/"),
        (f"{HOME}/wp-rss2.php", "/"),
        (f"{HOME}/?feed=atom", "/"),
        (f"{HOME}/?utm_source=x", "/"),
        (f"{HOME}/category/drinks/tea/", TEA),
        (f"{HOME}/category/tea/page/2/", TEA),
        (f"{HOME}/category/drinks/tea/feed/", TEA),
        (f"{HOME}/?cat=3", TEA),
        (f"{HOME}/?category_name=drinks/tea", TEA),
        (f"{HOME}/tag/%e9%9c%a7/", "/tag/%E9%9C%A7/"),
        (f"{HOME}/?tag=%E9%9C%A7", "/tag/%E9%9C%A7/"),
        (f"{HOME}/genre/noir/", "/genre/noir/"),
        (f"{HOME}/?genre=noir", "/genre/noir/"),
        (f"{HOME}/author/ann/", "/author/ann/"),
        (f"{HOME}/?author=7", "/author/ann/"),
        (f"{HOME}/?author_name=ann", "/author/ann/"),
        (f"{HOME}/2010/05/", MONTH),
        (f"{HOME}/2010/05/02/", MONTH),
        (f"{HOME}/?m=201005", MONTH),
        (f"{HOME}/?m=20100502", MONTH),
        ("http://first.example.net/blog/?p=12", HELLO),
        ("#here", "#here"),
        (f"{HOME}/2011/01/links/#part", "#part"),
        (f"{HOME}/2010/05/hello/photo/", FILE),
        (f"{HOME}/?attachment_id=16", FILE),
    ],
)  # fmt: skip
def test_a_link_to_the_old_site_leads_to_the_new_place(url: str, page: str, led: Callable[..., Any]) -> None:
    assert led(url) == (page, [])


@pytest.mark.parametrize(
    "url",
    [f"{HOME}/gone/", f"{HOME}/?p=99", f"{HOME}/?s=tea", f"{HOME}/wp-login.php"],
)
def test_a_link_that_leads_nowhere_stays_and_is_listed(url: str, led: Callable[..., Any]) -> None:
    assert led(url) == (url, [url])


def test_a_relative_link_that_leads_nowhere_is_listed_in_full(led: Callable[..., Any]) -> None:
    assert led("/gone/") == (f"{HOME}/gone/", [f"{HOME}/gone/"])


@pytest.mark.parametrize(
    "url",
    ["https://other.example.com/2010/05/hello/", "http://first.example.net/blog/?p=99", "http://first.example.net/x",
     "mailto:a@example.org", "https://blog.example.org.example.com/", "https://[x/?p=12"],
)  # fmt: skip
def test_a_link_to_another_site_stays(url: str, led: Callable[..., Any]) -> None:
    assert led(url) == (url, [])


@pytest.mark.parametrize(
    ("host", "url", "page"),
    [
        ("old.example.net", "http://www.old.example.net/2010/05/hello/#comment-5", f"{HELLO}#comment-5"),
        ("old.example.net", "https://old.example.net/?p=12", HELLO),
        ("https://old.example.net/blog/", "http://old.example.net/blog/about", ABOUT),
        ("old.example.net:8080", "http://old.example.net:8080/category/tea/", TEA),
    ],
)
def test_links_to_a_host_that_the_site_had_are_its_own(host: str, url: str, page: str, led: Callable[..., Any]) -> None:
    assert led(url)[0] == url
    assert led(url, old_hosts=(host,)) == (page, [])


def test_words_in_the_place_of_an_address_stay(tmp_path: Path) -> None:
    written = Written(tmp_path, site('<p>a <ins cite="these are words">b</ins> <a href="/2010/05/a b/">c</a></p>'))
    assert written.unresolved == [f"{HOME}/2010/05/a b/"]


def test_a_host_that_cannot_be_one_is_passed_over(led: Callable[..., Any]) -> None:
    assert led(f"{HOME}/about/", old_hosts=("http://[x",)) == (ABOUT, [])


def test_where_files_lie_is_an_address_of_the_site_as_well(tmp_path: Path) -> None:
    records = site('<p><a href="https://wp.example.org/core/?p=12">x</a></p>')
    file = Attachment(url="https://wp.example.org/core/wp-content/uploads/a.jpg")
    records[-2] = post("16", "/photo/", type="attachment", status="inherit", attachment=file)
    assert "[x](/2010/05/hello/)" in Written(tmp_path, records).text


def test_a_site_below_a_folder_knows_its_own_links(tmp_path: Path) -> None:
    html = (
        '<p><a href="/blog/about/">a</a> <a href="http://example.org/shop/">b</a> <a href="/blog/gone/">c</a>'
        ' <a href="/blog/?p=2">d</a></p>'
    )
    records: list[Any] = [
        a_site(title="S", url="http://example.org/blog/"),
        post("2", "", type="page", url="http://example.org/blog/about/", guid=None),
        post("20", "", html, url="http://example.org/blog/links/", guid=None),
    ]
    written = Written(tmp_path, records)
    assert "[a](/blog/about/) [b](http://example.org/shop/)" in written.text
    assert "[d](/blog/about/)" in written.text
    assert written.unresolved == ["http://example.org/blog/gone/"]


def test_a_former_slug_does_not_take_the_address_of_another_post(tmp_path: Path) -> None:
    records = site(f'<p><a href="{HOME}/2010/05/two/">x</a></p>')
    records.insert(6, post("30", "/2010/05/one/", meta=(Meta("_wp_old_slug", "two"),)))
    records.append(post("31", "/2010/05/two/"))
    assert "[x](/2010/05/two/)" in Written(tmp_path, records).text


def test_former_addresses_of_a_post_lead_to_it_unless_they_are_anothers(tmp_path: Path) -> None:
    records = site("")
    records.insert(6, post("30", "/2010/05/one/", meta=(Meta("_wp_old_slug", "two"), Meta("_wp_old_slug", "six"))))
    records += [post("31", "/2010/05/two/"), post("32", "/2010/05/a.html", meta=(Meta("_wp_old_slug", "b"),))]
    records.append(post("33", "/2010/05/seven/", meta=(Meta("_wp_old_slug", "six"),)))
    Written(tmp_path, records)
    found = {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8").split("---")[1]).get("aliases")
        for path in tmp_path.rglob("*.md")
    }
    assert found["hello"] == ["/2010/05/hallo/", "/2009/12/hello/", "/2009/12/hallo/"]
    assert (found["one"], found["seven"]) == (["/2010/05/six/"], None)
    assert found["a"] == ["/2010/05/b.html"]


def test_pictures_of_all_sizes_and_links_around_them_keep_their_files(tmp_path: Path) -> None:
    sizes = "/wp-content/uploads/2010/05/photo-300x200.jpg 300w, /wp-content/uploads/2010/05/photo.jpg 900w"
    html = (
        f'<p><a href="{HOME}/2010/05/hello/photo/"><img src="/wp-content/uploads/2010/05/photo.jpg" srcset="{sizes}">'
        "</a></p>"
    )
    text = Written(tmp_path, site(html)).text
    assert f"[![]({FILE})]({FILE})" in text


COMMENT = '<p><a href="//b.example.net/">b</a></p>'


@pytest.mark.parametrize(("scheme", "written"), [("https", "https:"), ("http", "")])
@pytest.mark.parametrize("layout", ["plain", "hugo"])
def test_an_address_without_scheme_has_that_of_its_page_where_it_is_https(
    scheme: str, written: str, layout: str, tmp_path: Path
) -> None:
    body = "<p><img src='//cdn.example.net/a.jpg' srcset=\"//cdn.example.net/b.jpg 2x\"></p>"
    page = post("20", "/boat/", body, url=f"{scheme}://tides.example.org/boat/", comments=(comment(COMMENT),))
    records = [a_site(url=f"{scheme}://tides.example.org"), page]
    ledger = Ledger()
    count_in(ledger, records)
    write(iter(records), Target(path=tmp_path), WriteOptions(layout=layout), ledger, again=lambda: records)
    text = next(tmp_path.rglob("boat*.md")).read_text(encoding="utf-8")
    assert f"![]({written}//cdn.example.net/a.jpg)" in text
    assert f"[b]({written}//b.example.net/)" in text


def test_links_in_comments_and_raw_html_are_changed_as_well(tmp_path: Path) -> None:
    html = (
        f'<figure><video src="/2010/05/hello/" poster="{HOME}/?p=12"></video></figure>'
        f'<table><tr><td colspan="2"><a href="{HOME}/?page_id=2">t</a></td></tr><tr><td>1</td><td>2</td></tr></table>'
    )
    records = site(html)
    records[-1] = post("20", "/2011/01/links/", html, comments=(comment(f'<p><a href="{HOME}/?p=12">c</a></p>'),))
    text = Written(tmp_path, records).text
    assert "[c](/2010/05/hello/)" in text
    assert 'href="/about/"' in text
    assert HOME not in text.partition("\n---\n")[2]


BLOCKS = """<!-- wp:button {"url":"https://blog.example.org/?p=12"} -->
<div class="wp-block-button"><a class="wp-block-button__link" href="https://blog.example.org/?p=12">Button</a></div>
<!-- /wp:button -->
<!-- wp:navigation-link {"label":"Link","url":"https://blog.example.org/?p=12"} /-->
<!-- wp:cover {"url":"https://blog.example.org/wp-content/uploads/a.jpg"} -->
<div class="wp-block-cover"><img class="wp-block-cover__image-background" alt="" src="/wp-content/uploads/a.jpg"/></div>
<!-- /wp:cover -->
<!-- wp:embed {"url":"https://blog.example.org/2010/05/hello/"} -->
<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">
https://blog.example.org/2010/05/hello/
</div></figure>
<!-- /wp:embed -->"""


def test_links_in_attributes_of_blocks_lead_to_the_new_place(
    wxr: Any, wparchive: Callable[..., Any], tmp_path: Path
) -> None:
    items = (
        wxr.item(12, link=f"{HOME}/2010/05/hello/", slug="hello"),
        wxr.item(20, link=f"{HOME}/2011/01/links/", slug="links", body=BLOCKS),
    )
    assert wparchive("convert", wxr.save(wxr.export(*items)), "--layout", "hugo", "-o", tmp_path / "site").code == 0
    (page,) = (tmp_path / "site").rglob("links.md")
    body = page.read_text(encoding="utf-8").partition("\n---\n")[2]
    assert "[Button](/2010/05/hello/)" in body
    assert "[Link](/2010/05/hello/)" in body
    assert f"({HOME}/wp-content/uploads/a.jpg)" in body
    assert "[Title 12](/2010/05/hello/)" in body, "WordPress shows the post there"
    assert f"{HOME}/2010/05/hello/" not in body
    assert f"{HOME}/?p=12" not in body


def test_the_command_takes_hosts_that_the_site_had(wxr: Any, wparchive: Callable[..., Any], tmp_path: Path) -> None:
    link = '<a href="http://old.example.net/2010/05/hello/">x</a>'
    items = (
        wxr.item(12, link=f"{HOME}/2010/05/hello/", slug="hello"),
        wxr.item(20, link=f"{HOME}/2011/01/links/", slug="links", body=f"<p>{link}</p>"),
    )
    export = wxr.save(wxr.export(*items))
    done = wparchive(
        "convert",
        export,
        "--layout",
        "hugo",
        "--old-host",
        "old.example.net",
        "--redirects",
        "csv",
        "-o",
        tmp_path / "s",
    )
    assert done.code == 0
    (page,) = (tmp_path / "s").rglob("links.md")
    assert "[x](/2010/05/hello/)" in page.read_text(encoding="utf-8")
    assert (tmp_path / "s/redirects/redirects.csv").is_file()
