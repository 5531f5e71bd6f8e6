"""Many pages are one site: what belongs to one post is joined, the rest accounted for, and what is missing is said."""

from __future__ import annotations

import contextlib
import itertools
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from case_files import cases
from hypothesis import given
from hypothesis import strategies as st
from records import count_out

from wparchive.errors import UnknownFormatError
from wparchive.ledger import Ledger
from wparchive.model import Author, Issue, Post, Record, Site, Term
from wparchive.options import ReadOptions
from wparchive.pipeline import open_source
from wparchive.readers.page.feeds.details import details_of

if TYPE_CHECKING:
    from collections.abc import Callable

PAGES = Path(__file__).parents[2] / "fixtures/pages"
MIRROR = PAGES / "mirror"
HOME = "http://tides.example.org"


class Found:
    """What came of reading some sources; the ledger balances."""

    def __init__(self, *paths: Path, limit: int = 1 << 20) -> None:
        self.ledger = Ledger()
        options = ReadOptions(max_item_bytes=limit)
        self.records: list[Record] = list(open_source(*map(str, paths), options=options, ledger=self.ledger))
        count_out(self.ledger, self.records)
        self.ledger.check_balance()
        self.posts = [record for record in self.records if isinstance(record, Post)]
        self.issues = [record for record in self.records if isinstance(record, Issue)]
        (self.site,) = [record for record in self.records if isinstance(record, Site)]

    def post(self, number: str) -> Post:
        (post,) = [post for post in self.posts if post.id == number]
        return post

    def said(self, code: str) -> list[str]:
        """Where and what the issues of a code say."""
        found = [issue for issue in self.issues if issue.code == code]
        return [f"{one.where.record or one.where.source}: {one.message.partition(': ')[2]}" for one in found]


@pytest.fixture(scope="module")
def mirror() -> Found:
    return Found(MIRROR)


# --- the mirror of a site -------------------------------------------------------------------------------------------
def test_the_pages_of_a_thread_are_one_post_and_feeds_add_what_they_lack(mirror: Found) -> None:
    post = mirror.post("7")
    assert [comment.id for comment in post.comments] == ["21", "22", "23", "24"]
    assert [comment.author.name for comment in post.comments] == ["Anselm", "Berta Quay", "Old Tom", "Anselm"]
    assert post.guid == f"{HOME}/?p=7"
    assert post.url == f"{HOME}/2012/05/the-leaking-boat/"


def test_a_comment_that_only_a_feed_has_is_dated_like_those_of_the_pages(mirror: Found) -> None:
    comment = mirror.post("7").comments[3]
    assert comment.published == "2013-06-01T10:00:00+01:00"
    assert (comment.parent, comment.parent_certain) == (None, False)


def test_the_parts_of_a_body_stand_in_their_order_whatever_the_order_of_the_files(mirror: Found) -> None:
    source = mirror.post("9").body.source
    assert 0 < source.index("The first knot") < source.index("The second and the third")
    assert mirror.post("9").url == f"{HOME}/2014/01/three-knots/"


def test_what_feeds_or_lists_know_of_posts_without_a_page_is_kept_and_marked(mirror: Found) -> None:
    from_feed, from_list = mirror.post("11"), mirror.post("5")
    assert from_feed.body.source == "<p>One oar turns a boat in circles.</p>"
    assert (from_feed.truncated, from_feed.slug) == (False, "an-oar")
    assert [(term.taxonomy, term.slug) for term in from_feed.terms] == [("category", "boats")]
    assert (from_list.title, from_list.excerpt) == ("Where the pier was", "<p>There was a pier here once.</p>")
    assert (from_list.truncated, from_list.published) == (True, "2011-02-01T07:00:00+00:00")
    assert mirror.said("post-from-feed") == ["post 11: "]
    assert mirror.said("post-excerpt-only") == ["post 5: "]


def test_lists_and_error_pages_give_no_posts_of_their_own(mirror: Found) -> None:
    assert [post.id for post in mirror.posts] == ["7", "9", "11", "5"]
    assert mirror.said("page-without-post") == ["404.html: 404", "index.html: home"]


def test_a_post_that_only_the_site_map_knows_is_named(mirror: Found) -> None:
    assert mirror.said("post-unknown") == [f"post {HOME}/2016/07/the-sunk-bell/: "]


def test_the_site_is_what_the_pages_say(mirror: Found) -> None:
    site = mirror.site
    assert (site.title, site.url, site.language) == ("Tides and Boats", HOME, "en-GB")
    assert (site.description, site.generator) == ("What floats, and for how long", "WordPress 6.1.1")
    assert site.extra is not None
    assert site.extra["pages"]["kinds"] == {"post": 4, "404": 1, "home": 1}
    assert site.extra["pages"]["containers"] == {"httrack": 6}


def test_terms_are_given_once(mirror: Found) -> None:
    terms = [(record.taxonomy, record.slug) for record in mirror.records if isinstance(record, Term)]
    assert terms == [("category", "boats"), ("post_tag", "harbour")]


def test_authors_are_given_once(mirror: Found) -> None:
    assert [record for record in mirror.records if isinstance(record, Author)] == [
        Author(login="berta", name="Berta Quay")
    ]


def test_the_order_of_the_files_does_not_matter(tmp_path: Path) -> None:
    files = [path for path in sorted(MIRROR.rglob("*")) if path.is_file()]
    seen = set()
    for number, order in enumerate((files, files[::-1], files[3:] + files[:3])):
        for place, path in enumerate(order):
            (tmp_path / str(number)).mkdir(exist_ok=True)
            shutil.copy(path, tmp_path / str(number) / f"{place:02}{path.suffix}")
        found = Found(tmp_path / str(number))
        seen.add(
            tuple(
                (post.id, post.title, post.guid, post.body.source, tuple(comment.id for comment in post.comments))
                for post in sorted(found.posts, key=lambda post: post.id or "")
            )
        )
    assert len(seen) == 1


def test_the_same_pages_give_the_same_records() -> None:
    assert Found(MIRROR).records == Found(MIRROR).records


# --- what is missing ------------------------------------------------------------------------------------------------
def test_a_page_of_the_thread_that_was_not_given_is_missed(tmp_path: Path) -> None:
    shutil.copy(MIRROR / "2012/05/the-leaking-boat/index.html", tmp_path / "a.html")
    assert Found(tmp_path / "a.html").said("thread-page-missing") == ["post 7: page 2"]


def test_what_pages_lack_and_an_export_has_is_not_lost(wxr: Any, tmp_path: Path) -> None:
    part = MIRROR / "2014/01/three-knots/2/index.html"
    shutil.copy(MIRROR / "2012/05/the-leaking-boat/index.html", tmp_path / "a.html")
    items = [
        wxr.item(7, wxr.comment(22) + wxr.comment(99), link=f"{HOME}/2012/05/the-leaking-boat/"),
        wxr.item(9, link=f"{HOME}/2014/01/three-knots/"),
    ]
    export = wxr.save(wxr.export(*items).replace("https://blog.example.org", HOME))
    found = Found(Path(export), tmp_path / "a.html", part)
    assert found.ledger.severity_count("lost") == 0
    assert found.said("thread-page-in-export") == ["post 7: page 2"]
    other = wxr.save(wxr.export(wxr.item(7, link=f"{HOME}/2012/05/the-leaking-boat/")), "other.xml")
    found = Found(Path(other), tmp_path / "a.html", part)
    assert found.said("body-part-missing") == ["post 9: part 1"]
    assert found.said("thread-page-missing") == ["post 7: page 2"]


@pytest.mark.parametrize("order", [1, -1])
def test_the_site_is_named_by_what_speaks_of_it(tmp_path: Path, order: int) -> None:
    text = tmp_path / "scrape.txt"
    text.write_text("A title\n\nA paragraph of some length that stands for an article.\n\n1. First\n2. Second\n")
    sources = [text, MIRROR / "2012/05/the-leaking-boat/index.html"]
    assert Found(*sources[::order]).site.title == Found(sources[1]).site.title != ""


def paged(links: str, *numbers: int) -> str:
    comments = "".join(comment(number, f"Text {number}.") for number in numbers)
    return page(7, head=f"</head><body>{links}", comments=comments)


@pytest.mark.parametrize(
    ("links", "missing"),
    [
        ('<div class="nav-previous"><a href="{}comment-page-2/#comments">x</a></div>', "page 2"),
        ('<a class="prev" href="{}comment-page-2/#respond">x</a><a href="{}comment-page-1/">1</a>', "page 1, 2"),
        ('<a class="next" href="{}comment-page-2/#respond">x</a><a href="{}comment-page-3/">3</a>', "page 2, 3"),
        ('<a href="{}comment-page-4/#comment-1">d</a><a href="{}comment-page-3/#comments">x</a>', "page 3"),
        ('<a href="{}comment-page-4/#comment-99">widget</a><a href="{}comment-page-1/#comment-1">d</a>', "page 4"),
        ('<a href="{}comment-page-1/#comment-1">d</a>', ""),
        ('<a href="http://tides.example.org/other/comment-page-9/#comment-1">of another post</a>', ""),
        ('<a href="?cpage=2#comments" class="next">x</a>', "page 2"),
    ],
)  # fmt: skip
def test_which_pages_of_a_thread_are_missing_follows_from_the_links(links: str, missing: str, found: Any) -> None:
    said = found(paged(links.replace("{}", f"{HOME}/7/"), 1, 2)).said("thread-page-missing")
    assert said == ([f"post 7: {missing}"] if missing else [])


def unnumbered(lines: str) -> str:
    """A page whose theme prints no number of any comment."""
    items: list[str] = []
    open_items = 0
    for line in lines.splitlines():
        depth = line.count("> ") + 1
        items += ["</li></ul>"] * (open_items - depth) + (
            ["</li>"] if open_items >= depth else ['<ul class="children">']
        )
        open_items = depth
        who, _, text = line.replace("> ", "").rpartition(": ")
        name, _, date = who.partition(", ")
        items.append(
            f'<li class="comment depth-{depth}"><div class="comment-author vcard"><cite class="fn">{name}</cite> says:'
            f'</div><div class="comment-meta">{date}</div><div class="comment-body"><p>{text}</p></div>'
        )
    whole = "".join(items).removeprefix('<ul class="children">') + "</li></ul>" * (open_items - 1) + "</li>"
    return page(7, comments=f'<ol class="commentlist">{whole}</ol>')


@pytest.mark.parametrize("case", cases("page/threads_joined.toml"))
def test_comments_without_numbers_are_joined_as_their_case_says(case: dict[str, Any], found: Any) -> None:
    (post,) = found(*map(unnumbered, case["pages"])).posts
    lines = [
        " ".join([one.place or "", one.author.name or "", one.published or "", one.body.source[3:-4]])
        for one in post.comments
    ]
    assert lines == case["thread"].strip().splitlines()


def test_a_part_of_the_body_that_was_not_given_is_missed() -> None:
    assert Found(MIRROR / "2014/01/three-knots/2/index.html").said("body-part-missing") == ["post 9: part 1"]


@pytest.mark.parametrize(
    ("links", "missing"),
    [
        ("Pages: 1 <a href='{}2/'>2</a> <a href='{}3/'>3</a>", "part 2, 3"),
        ("<a href='{}2012/'>of a year</a> <a href='{}2/feed/'>a feed</a> <a href='/other/7/2/'>other</a>", ""),
    ],
)
def test_parts_are_known_by_where_their_links_lead(links: str, missing: str, found: Any) -> None:
    said = found(page(7, links.replace("{}", f"{HOME}/7/"))).said("body-part-missing")
    assert said == ([f"post 7: {missing}"] if missing else [])


# --- captures of other times ----------------------------------------------------------------------------------------
def test_of_several_captures_the_latest_counts_and_no_comment_of_an_earlier_one_is_lost() -> None:
    found = Found(PAGES / "crawl.warc.gz")
    assert [comment.id for comment in found.post("7").comments] == ["21", "22", "23"]
    assert found.ledger.accounted["post"] == 1


def page(number: int, body: str = "<p>Text.</p>", url: str = "", comments: str = "", head: str = "") -> str:
    """A small page of a post."""
    url = url or f"{HOME}/{number}/"
    return (
        f'<!DOCTYPE html><html><head><title>T {number}</title><link rel="canonical" href="{url}">{head}</head>'
        f'<body class="single single-post postid-{number}"><article id="post-{number}" class="post-{number} hentry">'
        f'<h1 class="entry-title">T {number}</h1><div class="entry-content">{body}</div></article>'
        f'<div id="comments"><ol class="comment-list">{comments}</ol></div></body></html>'
    )


def comment(number: int, text: str) -> str:
    return (
        f'<li id="comment-{number}" class="comment depth-1">'
        f'<div class="comment-author vcard"><cite class="fn">Tom</cite></div>'
        f'<div class="comment-content"><p>{text}</p></div></li>'
    )


@pytest.fixture
def found(tmp_path: Path) -> Callable[..., Found]:
    """Reads pages, given as text, as one site."""
    numbers = itertools.count()

    def read(*pages: str, **options: Any) -> Found:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        for place, text in enumerate(pages):
            (folder / f"{place}.html").write_text(text, encoding="utf-8")
        return Found(folder, **options)

    return read


SAVED = "<!-- Mirrored from tides.example.org/7/ by HTTrack [x], Tue, 05 Aug {} 11:11:11 GMT -->"


def test_where_captures_differ_the_later_words_are_kept_and_the_earlier_ones_are_in_the_issue(found: Any) -> None:
    old = SAVED.format(2013) + page(7, "<p>It leaks.</p>", comments=comment(1, "Old words."))
    new = SAVED.format(2014) + page(7, "<p>It sinks.</p>", comments=comment(1, "New words."))
    got = found(old, new)
    assert got.post("7").body.source == "<p>It sinks.</p>"
    assert "New words." in got.post("7").comments[0].body.source
    issues = {issue.code: issue.original for issue in got.issues if issue.original}
    assert issues["post-differs"] == "<p>It leaks.</p>"
    assert "Old words." in issues["comment-differs"]


def test_posts_whose_pages_all_claim_one_address_stay_apart(found: Any) -> None:
    got = found(*(page(number, f"<p>Text {number}.</p>", url=f"{HOME}/about/") for number in (1, 2, 3)))
    assert [post.id for post in got.posts] == ["1", "2", "3"]


@pytest.mark.parametrize("home", [f"{HOME}/", f"{HOME}/blog/"])
def test_posts_whose_pages_all_claim_the_home_stay_apart_even_without_numbers(home: str, found: Any) -> None:
    head = f'<link rel="https://api.w.org/" href="{home}wp-json/">'
    pages = [page(n, f"<p>Text {n}.</p>", url=home, head=head).replace(f"postid-{n}", "") for n in (1, 2)]
    got = found(*(text.replace(f"post-{n}", "post") for n, text in enumerate(pages, 1)))
    assert [post.title for post in got.posts] == ["T 1", "T 2"]


def test_posts_of_two_sites_with_one_number_stay_apart(found: Any) -> None:
    got = found(page(7, url="http://a.example.org/x/"), page(7, url="http://b.example.org/y/"))
    assert [post.url for post in got.posts] == ["http://a.example.org/x/", "http://b.example.org/y/"]


def test_two_sites_of_one_host_have_numbers_of_their_own(found: Any) -> None:
    got = found(
        *(
            page(7, url=f"{HOME}/{name}/x/", head=f'<link rel="https://api.w.org/" href="{HOME}/{name}/wp-json/">')
            for name in ("news", "blog")
        )
    )
    assert [post.url for post in got.posts] == [f"{HOME}/news/x/", f"{HOME}/blog/x/"]


def test_further_sites_are_named(found: Any) -> None:
    home = '<link rel="https://api.w.org/" href="{}/wp-json/">'
    sites = ["http://a.example.org", "https://www.a.example.org", "http://a.example.org", "http://b.example.org"]
    got = found(*(page(n, url=f"{url}/{n}/", head=home.format(url)) for n, url in enumerate(sites, 1)))
    assert got.site.url == "http://a.example.org"
    assert got.said("other-site") == ["the pages: http://b.example.org (1 pages)"]


def test_http_and_https_with_and_without_www_are_one_site(found: Any) -> None:
    got = found(page(7, url="http://a.example.org/x/"), page(7, url="https://www.a.example.org/x"))
    assert len(got.posts) == 1


def test_links_to_posts_that_are_not_there_are_named_up_to_a_number(found: Any) -> None:
    links = "".join(f'<a rel="next" href="{HOME}/linked-{number}/">next</a>' for number in range(150))
    said = found(page(7, head=f"</head><body>{links}")).said("post-unknown")
    assert len(said) == 101
    assert said[-1] == "the pages: 50 more"


def test_a_post_that_is_there_is_not_missed(found: Any) -> None:
    links = f'<a rel="next" href="{HOME}/8/">next</a>'
    assert found(page(7, head=f"</head><body>{links}"), page(8)).said("post-unknown") == []


def test_two_comments_of_one_page_that_nobody_could_tell_apart_are_two(found: Any) -> None:
    same = '<li class="pingback"><p>Pingback: <a class="url" href="http://tom.example.org">Tom</a></p></li>' * 2
    got = found(page(7, comments=same), page(7, comments=same))
    assert [comment.author.name for comment in got.post("7").comments] == ["Tom", "Tom"]


HEAD = '<li id="comment-5" class="comment">{}<p>Ha.</p></li>'


@pytest.mark.parametrize(
    "half", ["", '<cite class="fn">Tom</cite>', '<time datetime="2011-02-08T14:00:00+00:00">8 Feb</time>']
)
@pytest.mark.parametrize("order", [1, -1])
def test_a_comment_has_what_any_of_its_pages_says_of_it(found: Any, half: str, order: int) -> None:
    whole = (
        '<cite class="fn"><a class="url" href="http://tom.example.org">Tom</a></cite> '
        '<time datetime="2011-02-08T14:00:00+00:00">8 Feb</time>'
    )
    got = found(*[page(7, comments=HEAD.format(one)) for one in (half, whole)][::order])
    (comment,) = got.post("7").comments
    assert (comment.author.name, comment.author.url) == ("Tom", "http://tom.example.org")
    assert (comment.published, comment.body.source) == ("2011-02-08T14:00:00+00:00", "<p>Ha.</p>")


# --- damage and limits ----------------------------------------------------------------------------------------------
def test_a_page_that_is_too_large_is_reported_and_the_others_are_read(found: Any) -> None:
    got = found(page(7), page(8, "x" * 5000), limit=4000)
    assert [post.id for post in got.posts] == ["7"]
    assert got.said("item-too-large") == ["1.html: more than 4,000 bytes"]


def test_a_list_that_is_longer_than_any_is_cut_and_reported(found: Any) -> None:
    entry = '<div class="hentry post-{0}"><h2><a href="http://tides.example.org/{0}/">T</a></h2></div>'
    entries = "".join(entry.format(number) for number in range(1, 1200))
    got = found(f'<html><body class="home blog">{entries}</body></html>')
    assert len(got.posts) == 1000
    assert got.said("list-too-long") == ["0.html: 1,199"]


def test_an_unreadable_file_does_not_keep_the_others_from_being_read(tmp_path: Path) -> None:
    import gzip  # noqa: PLC0415

    (tmp_path / "a.html").write_text(page(7), encoding="utf-8")
    (tmp_path / "b.html").write_bytes(gzip.compress(page(8).encode())[:40])
    assert [post.id for post in Found(tmp_path).posts] == ["7"]


@pytest.mark.parametrize("address", ["http://[x/", "http://x]/", "http://℀.example.org/", "http://a:b/", "//", "\x00"])
def test_addresses_that_are_none_do_no_harm(address: str, found: Any) -> None:
    links = (
        f'<link rel="https://api.w.org/" href="{address}"><a href="{address}comment-page-2/">x</a>'
        f'<a rel="next" href="{address}">x</a><a rel="tag" href="{address}tag/x/">x</a>'
        f'<a href="{address}author/x/">x</a>'
    )
    saved = f"<!-- saved from url=(0010){address} -->"
    got = found(saved + page(7, url=address, head=links, comments=comment(1, "Text.")), page(8, url=address))
    assert [post.id for post in got.posts] == ["7", "8"]


JUNK = st.one_of(
    st.binary(max_size=30),
    st.sampled_from(
        [b"<", b">", b'"', b"<!--", b"-->", b"<script>", b"</ol>", b"</li>", b"<textarea>", b"&#0;", b"\0", b"\x1b$B"]
    ),
)


@given(
    name=st.sampled_from(
        ["singlefile.html", "saved.mhtml", "wayback.html", "mirror/index.html", "mirror/feed/index.xml"]
    ),
    damage=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), JUNK), min_size=1, max_size=6),
)
def test_damage_anywhere_in_a_page_ends_in_no_error_but_that_it_is_no_page(
    name: str, damage: list[tuple[float, int, bytes]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = bytearray((PAGES / name).read_bytes())
    for place, removed, junk in damage:
        at = int(place * len(data))
        data[at : at + removed] = junk
    path = tmp_path_factory.getbasetemp() / "damaged.html"
    path.write_bytes(data)
    with contextlib.suppress(UnknownFormatError):
        Found(path)


HOSTILE = {
    "nesting": "<div>" * 100_000 + "deep",
    "spans": "<span>" * 100_000 + "deep",
    "formatting": "<p><font><b>" * 2000 + "x",
    "an attribute": '<p title="' + "a" * 5_000_000 + '">x</p>',
    "attributes": "<p " + " ".join(f"a{n}=1" for n in range(20_000)) + ">x</p>",
    "angle brackets": "<" * 300_000,
    "comments that nobody closes": "<!--" * 200_000,
    "tables": "<table>" * 20_000 + "x",
    "nested replies": "".join(f'<li id="comment-{n}" class="comment depth-{n}"><p>t</p><ol>' for n in range(1, 20_000)),
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_page_gives_its_post_all_the_same(body: str, found: Any) -> None:
    assert found(page(7, body), limit=16 << 20).post("7").title == "T 7"


@pytest.mark.parametrize("kind", ["home blog", "archive", "search search-results"])
def test_a_hostile_list_is_read_in_bounded_time(kind: str, found: Any) -> None:
    found(f'<html><body class="{kind}">' + '<div class="hentry">' * 50_000, limit=16 << 20)


def test_ten_thousand_comments_are_all_there(found: Any) -> None:
    comments = "".join(comment(number, f"Text {number}.") for number in range(1, 10_001))
    assert len(found(page(7, comments=comments), limit=16 << 20).post("7").comments) == 10_000


def test_inspect_shows_what_was_recognised(wparchive: Any) -> None:
    facts = json.loads(wparchive("inspect", "--json", MIRROR).out)["pages"]
    assert facts["kinds"] == {"post": 4, "404": 1, "home": 1}
    assert facts["certainty"] == {"stated": 6}
    assert facts["feeds"] == {"rss of comments": 1, "rss of posts": 1}
    assert wparchive("inspect", PAGES / "wayback.html").out.count("wayback") == 2


@pytest.mark.parametrize(
    ("item", "categories", "enclosures"),
    [
        ("<category><![CDATA[Boats & oars]]></category><category>Tides</category>", ("Boats & oars", "Tides"), ()),
        ('<category scheme="x" term="A &amp; B" />', ("A & B",), ()),
        ('<enclosure url="/a.mp3" length="12" type="audio/mpeg" />', (), ("/a.mp3\n12\naudio/mpeg",)),
        ("<link rel='enclosure' href='/b.mp3' type='audio/mpeg' />", (), ("/b.mp3\n\naudio/mpeg",)),
        ("<description><![CDATA[<category>quoted</category>]]></description><link>/c</link>", (), ()),
    ],
)
def test_an_item_of_a_feed_has_categories_and_files(item: str, categories: object, enclosures: object) -> None:
    (details,) = details_of(f"<rss><channel><item>{item}</item></channel></rss>", 1)
    assert (details.categories, details.enclosures) == (categories, enclosures)


# --- damaged feeds --------------------------------------------------------------------------------------------------
def damaged_feed(*items: str) -> str:
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>Tides & boats</title><link>https://blog.example.org</link>{''.join(items)}</channel></rss>"
    )


def feed_item(number: int, text: str) -> str:
    return (
        f"<item><title>Post {number} & more</title><link>https://blog.example.org/p-{number}/</link>"
        f"<content:encoded><![CDATA[<p>{text}</p>]]></content:encoded></item>"
    )


def test_a_fault_in_a_feed_costs_none_of_its_items(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(damaged_feed(feed_item(1, "one \x07"), feed_item(2, "a ]]> b"), feed_item(3, "three")), "utf-8")
    posts = {record.url: record for record in open_source(str(path)) if isinstance(record, Post)}
    assert [post.body.source for _, post in sorted(posts.items(), key=lambda pair: str(pair[0]))] == [
        "<p>one </p>",
        "<p>a ]]> b</p>",
        "<p>three</p>",
    ]


def test_an_item_of_a_feed_that_cannot_be_read_is_a_loss(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(damaged_feed(feed_item(1, "one"), "<item><title>two</item>"), "utf-8")
    issues = [record for record in open_source(str(path)) if isinstance(record, Issue)]
    assert [issue.original for issue in issues if issue.code == "feed-item-unreadable"] == ["<item><title>two</item>"]
