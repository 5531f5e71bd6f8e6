"""The fields of a post from its page: what says them, which of several is taken, and what is not made up.

Where a page names the author is in tests/cases/page/authors.toml.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from case_files import cases

from wparchive.ledger import Ledger
from wparchive.readers.page.page import page_of
from wparchive.readers.page.post.reader import read_page

if TYPE_CHECKING:
    from wparchive.model import Post

TEXT = "<p>She leaks where she always leaked, under the third plank, and nobody knows why she does.</p>"
ADDRESS = "https://tides.example.org/2011/02/08/leak/"


def read(body: str, head: str = "", *, address: str | None = None, lang: str = "en") -> Post:
    return read_with_issues(body, head, address=address, lang=lang)[0]


def read_with_issues(
    body: str, head: str = "", *, address: str | None = None, lang: str = "en"
) -> tuple[Post, list[str]]:
    ledger = Ledger()
    markup = f'<html lang="{lang}"><head>{head}</head>{body}</html>'
    post = read_page(page_of(markup, "page.html", address=address), ledger)
    assert post is not None
    return post, [f"{issue.code}: {issue.message}" for issue in ledger.all_issues()]


def article(inside: str = "", classes: str = "") -> str:
    return (
        f'<body><article id="post-7" class="post-7 hentry {classes}"><h1 class="entry-title">Leak</h1>{inside}'
        f'<div class="entry-content">{TEXT}</div></article></body>'
    )


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ('<body class="single postid-7">', ""),
        ('<body class="page page-id-7">', ""),
        ("<body>", '<link rel="shortlink" href="https://tides.example.org/?p=7">'),
        ("<body>", '<link rel="alternate" type="application/json" href="https://t.example.org/wp-json/wp/v2/posts/7">'),
        ('<body><form><input type="hidden" name="comment_post_ID" value="7"></form>', ""),
        ('<body><a data-postid="7" href="#">Reply</a>', ""),
        ('<body><a onclick=\'return addComment.moveForm("comment-1", "1", "respond", "7")\' href=\'#\'>Reply</a>', ""),
        ('<body><div class="hentry post-7 type-post"></div>', ""),
        ('<body><div id="post-7"></div>', ""),
    ],
)
def test_the_number_is_found_wherever_wordpress_puts_it(body: str, head: str) -> None:
    assert read(body + TEXT, head).id == "7"


def test_the_address_is_that_of_the_post_and_not_of_a_page_of_its_thread() -> None:
    post = read(article(), f'<link rel="canonical" href="{ADDRESS}comment-page-2/">')
    assert post.url == ADDRESS
    assert post.slug == "leak"


@pytest.mark.parametrize(
    "quoted", ["%3A%2F%2F{}%2F2011%2F02%2F08%2Fleak%2F", ":%252F%252F{}%252F2011%252F02%252F08%252Fleak%252F"]
)
def test_the_address_of_a_file_of_a_copy_is_that_which_the_post_is_embedded_by(quoted: str) -> None:
    link = f'<link type="application/json+oembed" href="wp-json/embed@url=http{quoted.format("tides.example.org")}&x">'
    head = f'<link rel="canonical" href="index.html">{link}'
    assert read(article(), head).url == "http://tides.example.org/2011/02/08/leak/"
    assert read(article(), head.replace("tides.example.org", "")).url is None
    assert read(article(), head.replace("index.html", "index.html@p=5.html")).url is None


def test_a_page_without_an_address_has_that_of_its_own_links() -> None:
    form = f'<a href="{ADDRESS}#respond">No answers</a><a href="{ADDRESS}?replytocom=5#respond">Answer</a>'
    assert read(article(form)).url == ADDRESS
    assert read(article(f'<h2><a rel="bookmark" href="{ADDRESS}">Leak</a></h2>')).url == ADDRESS
    assert read(article(f'{form}<a href="https://tides.example.org/nets/#respond">2</a>')).url is None


def test_an_address_with_a_number_for_a_name_has_no_slug() -> None:
    post = read(article(), address="https://tides.example.org/?p=7&cpage=2#comment-3")
    assert post.url == "https://tides.example.org/?p=7"
    assert post.slug == ""


def test_the_date_of_a_related_post_is_not_taken() -> None:
    head = '<meta property="article:published_time" content="2011-02-08T05:30:00+00:00">'
    body = article('<div class="more"><time datetime="2019-01-01T00:00:00+00:00">1 January</time></div>')
    assert read(body, head).published == "2011-02-08T05:30:00+00:00"


def test_the_time_in_words_gives_the_offset_of_an_instant_in_utc() -> None:
    head = '<meta property="article:published_time" content="2011-02-08T05:30:12+00:00">'
    body = article('<div class="entry-meta">Posted on February 8, 2011 at 6:30 am</div>')
    assert read(body, head).published == "2011-02-08T05:30:12+00:00"
    body = article(
        '<div class="entry-meta"><time class="entry-date published" datetime="2011-02-08T06:30:12">x</time></div>'
    )
    assert read(body, head).published == "2011-02-08T06:30:12+01:00"


def test_the_permalink_is_the_last_to_say_the_date() -> None:
    assert read(article(), address=ADDRESS).published == "2011-02-08"


def test_no_date_is_made_up() -> None:
    post = read(article(), address="https://tides.example.org/2011/leak/")
    assert post.published is None
    assert post.published_raw is None


def test_a_date_in_the_title_is_not_when_the_post_was_written() -> None:
    post = read(
        '<body><article class="post-7 hentry"><header><h1><a href="/leak/">Leak of May 1, 2010</a></h1>'
        f'<p>posted February 8, 2011</p></header><div class="entry-content">{TEXT}</div></article></body>'
    )
    assert (post.title, post.published) == ("Leak of May 1, 2010", "2011-02-08")


def test_a_time_in_the_title_of_the_link_belongs_to_the_date() -> None:
    body = article('<div class="entry-meta">Posted on <a href="#" title="6:30 am">February 8, 2011</a> by Tom</div>')
    assert read(body, address=ADDRESS).published == "2011-02-08T06:30:00"


def test_categories_and_tags_that_no_link_shows_come_from_the_classes() -> None:
    post = read(article(classes="category-boats tag-tar tag-12"))
    assert [(term.taxonomy, term.slug) for term in post.terms] == [("category", "boats"), ("post_tag", "tar")]


def test_terms_of_related_posts_are_not_the_posts() -> None:
    related = '<div class="related"><a href="/category/nets/" rel="category tag">Nets</a></div>'
    assert [term.slug for term in read(article(related, "category-boats")).terms] == ["boats"]
    assert read(article(related)).terms == ()


def test_a_term_of_another_taxonomy_has_its_name() -> None:
    terms = '<div class="taxonomy-harbour wp-block-post-terms"><a href="/harbour/north/" rel="tag">North</a></div>'
    assert [(term.taxonomy, term.slug, term.name) for term in read(article(terms)).terms] == [
        ("harbour", "north", "North")
    ]


def test_the_author_is_who_the_box_speaks_of_where_only_the_box_names_him() -> None:
    body = article().replace(
        "</article>",
        '<div class="author-bio"><h2 class="author-title">Von Enno Behrends</h2>'
        '<a class="author-link" rel="author" href="https://t.example.org/author/enno/">Alle Texte von Enno Behrends</a>'
        "</div></article>",
    )
    post = read(body)
    assert (post.author, post.author_name) == ("enno", "Enno Behrends")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("February 8, 2011 by Bo Korr", "Bo Korr"),
        ("By bo at 1:04 am on Tuesday, February 8, 2011 | 3 answers", "bo"),
        ("Posted by Bo Korr under <a href='/c/' rel='tag'>Boats</a>, 8 February 2011", "Bo Korr"),
        ("Von Bo Korr am 8. Februar 2011", "Bo Korr"),
        ("She was tarred by the water on February 8, 2011", None),
        ("by the water, where all of us are in nearly every summer, February 8, 2011", None),
        ("by Bo Korr, by Cy Marr, February 8, 2011", None),
    ],
)
def test_an_author_whom_no_element_holds_is_in_the_line_of_the_date(line: str, name: str | None) -> None:
    assert read(article(f"<p>{line}</p>")).author_name == name


@pytest.mark.parametrize("case", cases("page/authors.toml"))
def test_the_author_is_who_the_page_names(case: dict[str, Any]) -> None:
    assert read(article(case.get("inside", "")), case.get("head", "")).author_name == case.get("author")


def test_by_is_no_part_of_the_authors_name() -> None:
    assert read(article('<p><span class="entry-author">av Åge Korr</span></p>')).author_name == "Åge Korr"


def test_the_author_of_a_widget_is_not_the_posts() -> None:
    widget = '<aside class="widget"><a rel="author" href="https://t.example.org/author/tom/">Tom</a></aside>'
    post = read(article() + widget)
    assert (post.author, post.author_name) == (None, None)


def test_a_post_without_title_has_none() -> None:
    body = f'<body class="single postid-7"><div class="entry-content"><h3>Not a title</h3>{TEXT}</div></body>'
    assert read(body, "<title>Tides</title>" + FEED, address="https://t.example.org/2011/02/08/7/").title == ""


FEED = '<link rel="alternate" type="application/rss+xml" title="Tides &raquo; Feed" href="https://t.example.org/feed/">'


def test_the_title_of_the_page_is_the_title_without_the_sites_name() -> None:
    assert read(f"<body>{TEXT}</body>", f"<title>Leak &#8211; Tides</title>{FEED}").title == "Leak"
    assert read(f"<body>{TEXT}</body>", f"<title>Tides &raquo; Blog Archive &raquo; Leak</title>{FEED}").title == "Leak"


def test_the_sites_name_is_no_title_though_it_is_a_heading() -> None:
    body = f'<body><h1><a href="https://t.example.org/">Tides</a></h1><h2>Leak &amp; tar</h2>{TEXT}</body>'
    head = f"<title>Leak &amp; tar - Tides</title>{FEED}"
    assert read(body, head, address="https://t.example.org/leak/").title == "Leak &amp; tar"


def test_a_heading_keeps_its_emphasis_and_loses_its_link() -> None:
    post = read(article().replace(">Leak<", '><a href="/leak/">The <em>Leaking</em> Boat</a><'))
    assert post.title == "The <em>Leaking</em> Boat"


def test_a_heading_loses_what_stands_beside_the_link_to_the_post() -> None:
    link = '<a href="https://t.example.org/leak/" rel="bookmark">Leak</a> <small>8 February 2011</small>'
    post = read(article().replace(">Leak<", f">{link}<"))
    assert (post.title, post.published) == ("Leak", "2011-02-08")
    assert [piece.text for piece in post.boilerplate if piece.kind == "meta"] == ["8 February 2011"]


def test_terms_in_the_header_of_the_title_are_the_posts() -> None:
    link = '<a href="https://t.example.org/category/{}/" rel="category tag">{}</a>'
    head = f"<header><h1>Leak</h1>{link.format('tar', 'Tar')}</header>"
    post = read(
        f"<body><header>{link.format('all', 'All')}</header>{head}<article>{TEXT}</article></body>",
        "<title>Leak</title>",
    )
    assert [term.slug for term in post.terms] == ["tar"]


def test_what_the_head_says_otherwise_is_reported() -> None:
    head = (
        '<meta property="og:title" content="Another boat">'
        '<script type="application/ld+json">{"@type":"Article","wordCount":900}</script>'
    )
    issues = read_with_issues(article(), head)[1]
    assert [issue for issue in issues if issue.startswith("head-differs")] == [
        "head-differs: The head of a page says something else of the post than the page shows: title 'Another boat'",
        "head-differs: The head of a page says something else of the post than the page shows: 900 words, 16 are there",
    ]


def test_a_head_that_agrees_is_no_issue() -> None:
    assert read_with_issues(article(), '<meta property="og:title" content="Leak - Tides">')[1] == []


@pytest.mark.parametrize(
    ("markup", "status"),
    [
        ('<form id="commentform"></form>', "open"),
        ('<p class="nocomments">Closed.</p>', "closed"),
        ('<p id="comments-closed">Sorry.</p>', "closed"),
        ("", None),
    ],
)
def test_the_form_and_the_notice_say_whether_comments_are_open(markup: str, status: str | None) -> None:
    assert read(article() + markup).comment_status == status


def test_a_summary_beside_the_heading_is_not_the_text_of_the_article() -> None:
    head = f'<div class="zt"><h1>Leak</h1><div class="zs">{TEXT.replace("nobody", "Bo")}{TEXT * 2}</div></div>'
    post = read(f'<body><main>{head}<div class="za">{TEXT * 40}<p>Tar.</p></div></main></body>')
    assert "Tar." in post.body.source


def test_the_author_is_the_name_that_a_longer_link_to_him_has_in_it() -> None:
    links = (f'<a href="/author/ada/" rel="author">{text}</a>' for text in ("View all of Ada Korr's posts", "Ada Korr"))
    assert read(article("".join(links))).author_name == "Ada Korr"


def test_a_share_bar_that_holds_the_whole_text_is_the_text() -> None:
    body = (
        f'<body><article class="hentry"><div class="entry-content"><div class="share">{TEXT * 20}</div></div></article>'
    )
    assert "third plank" in read(body).body.source


def test_blocks_that_the_author_placed_stay_in_the_text() -> None:
    body = article().replace(TEXT, TEXT + '<ul class="wp-block-social-links"><li><a href="#">Us</a></li></ul>')
    assert "wp-block-social-links" in read(body).body.source


def test_what_is_quoted_stays_in_the_text() -> None:
    body = article().replace(TEXT, TEXT + '<blockquote><p class="related">Related</p></blockquote>')
    assert "Related" in read(body).body.source


def test_a_page_that_means_harm_is_read() -> None:
    deep = "<div class='share sidebar'>" * 20_000 + "text"
    assert read(f"<body>{deep}</body>").id is None
    wide = "".join(f"<p class='c{number}'><a href='/{number}/'>{number}</a></p>" for number in range(5_000))
    assert read(f"<body><div class='entry-content'>{wide}</div></body>").body.source
    assert read(f'<body class="{"a " * 1_000_000}"><h1>{"x" * 1_000_000}</h1></body>').title == ""


def test_an_empty_page_gives_an_empty_post() -> None:
    post = read_page(page_of("", "empty.html"), Ledger())
    assert post is not None
    assert (post.title, post.body.source, post.boilerplate) == ("", "", ())
