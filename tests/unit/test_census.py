"""What a census counts, and how `wparchive inspect` shows it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import click
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wparchive import census as rooms
from wparchive.census import Census, Count, StatusCount, take_census
from wparchive.cli.inspect_ import lines_of
from wparchive.cli.tables import cells, cut, printable, size, table
from wparchive.content.inventory import take_inventory
from wparchive.pipeline import open_source

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def count(wxr: Any) -> Any:
    def counted(*items: str, **parts: str) -> Census:
        return take_census(open_source(wxr.save(wxr.export(*items, **parts))))

    return counted


def test_posts_are_counted_by_type_and_status_the_most_frequent_first(wxr: Any, count: Any) -> None:
    census = count(wxr.item(1), wxr.item(2, status="draft"), wxr.item(3, type="page"), wxr.item(4))
    expected = (StatusCount("post", "publish", 2), StatusCount("page", "publish", 1), StatusCount("post", "draft", 1))
    assert expected == census.posts


def test_the_first_and_the_last_date_are_those_of_what_is_dated(wxr: Any, count: Any) -> None:
    census = count(
        wxr.item(1, date="2011-05-01 00:00:00", gmt="2011-05-01 00:00:00"),
        wxr.item(2, date="2009-01-01 00:00:00", gmt="2009-01-01 00:00:00"),
        wxr.item(3, date="0000-00-00 00:00:00", gmt="0000-00-00 00:00:00"),
    )
    assert (census.post_dates.first[:10], census.post_dates.last[:10]) == ("2009-01-01", "2011-05-01")
    assert (census.comment_dates.first, census.comment_dates.last) == (None, None)


def test_comments_are_counted_by_type_and_status(wxr: Any, count: Any) -> None:
    comments = [wxr.comment(1), wxr.comment(2), wxr.comment(3, approved="spam"), wxr.comment(4, type="pingback")]
    census = count(wxr.item(1, "".join(comments)))
    expected = (
        StatusCount("comment", "approved", 2),
        StatusCount("comment", "spam", 1),
        StatusCount("pingback", "approved", 1),
    )
    assert expected == census.comments


def test_authors_count_what_they_wrote_but_not_their_uploads(wxr: Any, count: Any) -> None:
    listed = "".join(
        f"<wp:author><wp:author_login>{name}</wp:author_login>"
        f"<wp:author_email>{name}@example.org</wp:author_email></wp:author>"
        for name in ("ada", "idle")
    )
    census = count(wxr.item(1), wxr.item(2, type="attachment"), channel=listed)
    assert [(author.login, author.count) for author in census.authors] == [("ada", 1), ("idle", 0)]


def test_no_address_of_a_person_is_in_a_census(wxr: Any, count: Any) -> None:
    item = wxr.item(1, wxr.comment(1), creator="eve@example.org")
    shown = msgspec.json.encode(count(item)).decode()
    assert "eve@" not in shown
    assert "ben@" not in shown
    assert "192.0.2.7" not in shown
    assert '"login":"(hidden)"' in shown


def test_attachments_without_a_file_are_counted(wxr: Any, count: Any) -> None:
    address = "<wp:attachment_url>https://blog.example.org/a.jpg</wp:attachment_url>"
    census = count(wxr.item(1, address, type="attachment"), wxr.item(2, type="attachment"))
    assert (census.attachments, census.attachments_without_url) == (2, 1)


def test_shortcodes_are_counted_with_whether_rendering_knows_them(wxr: Any, count: Any) -> None:
    census = count(
        wxr.item(
            1,
            body='[caption id="1"]x[/caption] [gallery ids="1"] [vc_row]x[/vc_row] [vc_row a="1"]y[/vc_row]'
            " [my_box a=1] [sic] [[gallery]] list[0]",
        )
    )
    assert [(s.name, s.count, s.known) for s in census.shortcodes] == [
        ("vc_row", 2, True),
        ("caption", 1, True),
        ("gallery", 1, True),
        ("my_box", 1, False),
    ]


def test_blocks_have_their_namespace(wxr: Any, count: Any) -> None:
    body = "<!-- wp:paragraph --><p>x</p><!-- /wp:paragraph --><!-- wp:paragraph {} --><!-- wp:jetpack/map {} /-->"
    assert (Count("core/paragraph", 2), Count("jetpack/map", 1)) == count(wxr.item(1, body=body)).blocks


def test_an_embedded_address_counts_once_in_a_post_however_it_is_written(wxr: Any, count: Any) -> None:
    block = (
        '<!-- wp:embed {"url":"https://video.example.org/a?b=1\\u0026c=2"} -->\n<figure><div>\n'
        "https://video.example.org/a?b=1&amp;c=2\n</div></figure>\n<!-- /wp:embed -->\n"
    )
    frame = '<iframe width="9" src="//frames.example.org/1"></iframe>\n[embed]https://www.example.com/x[/embed]'
    census = count(
        wxr.item(1, body=block + frame), wxr.item(2, body="https://video.example.org/b\n\nsee http://no.org")
    )
    expected = (Count("video.example.org", 2), Count("example.com", 1), Count("frames.example.org", 1))
    assert expected == census.embeds
    others = '<p class="x"> http://one.example.org/1</p>[embed width=3 src="http://two.example.org/x"]'
    assert (Count("one.example.org", 1), Count("two.example.org", 1)) == count(wxr.item(1, body=others)).embeds


def test_images_of_the_site_itself_are_not_foreign(wxr: Any, count: Any) -> None:
    body = (
        '<img src="https://www.blog.example.org/a.jpg"><img alt="x" src="http://u:p@cdn.example.com:8080/b.jpg" />'
        '<img src="/c.jpg">'
    )
    assert (Count("cdn.example.com", 1),) == count(wxr.item(1, body=body)).foreign_images


def test_references_to_what_is_not_there_are_counted_and_later_records_are_there(wxr: Any, count: Any) -> None:
    census = count(
        wxr.item(1, "<wp:post_parent>2</wp:post_parent>" + wxr.meta("_thumbnail_id", "3")),
        wxr.item(2, "<wp:post_parent>99</wp:post_parent>" + wxr.meta("_thumbnail_id", "98")),
        wxr.item(3, wxr.comment(7, parent=6) + wxr.comment(8, parent=7)),
        wxr.item(4, body='<!-- wp:block {"ref":97} /--><!-- wp:block {"ref":1} /-->'),
    )
    assert census.broken == {"comment-parent": 1, "post-parent": 1, "featured-image": 1, "reusable-block": 1}


def test_issues_have_their_severity_and_an_example(wxr: Any, count: Any) -> None:
    (issue,) = [issue for issue in count(wxr.item(1, date="soon", gmt="soon")).issues if "date" in issue.code]
    assert (issue.code, issue.severity) == ("unreadable-date", "changed")
    assert issue.example == "A date that cannot be read was kept as text: post_date"


def test_the_keys_of_cached_embeds_are_one_key(wxr: Any, count: Any) -> None:
    keys = "".join(wxr.meta(f"_oembed_{digit * 32}", "x") for digit in "ab")
    assert (Count("_oembed_*", 2),) == count(wxr.item(1, keys)).post_meta


def test_beyond_a_limit_names_are_counted_together(wxr: Any, count: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "LIMIT", 2)
    census = count(wxr.item(1, "".join(wxr.meta(key, "x") for key in "abcda")))
    assert (Count("(other)", 2), Count("a", 2), Count("b", 1)) == census.post_meta


def test_names_are_cut(wxr: Any, count: Any) -> None:
    (meta,) = count(wxr.item(1, wxr.meta("k" * 100_000, "x"))).post_meta
    assert len(meta.name) == rooms.LONGEST_NAME


def test_the_same_source_gives_the_same_census(wxr: Any, count: Any) -> None:
    items = [wxr.item(n, wxr.meta(f"k{n % 3}", "x"), body=f"[s_{n % 4}]") for n in range(12)]
    assert msgspec.json.encode(count(*items).posts) == msgspec.json.encode(count(*items).posts)
    assert [f"s_{n}" for n in range(4)] == [shortcode.name for shortcode in count(*items).shortcodes]


@given(st.lists(st.sampled_from(
    ["[", "]", "[a b=c]", "[/a]", "<", ">", "<img ", 'src="', "//", "http://x.org", "\n", " ", "<!-- wp:", "block ",
     '{"ref":', "1", "}", "-->", "<iframe ", "[embed]", "@", "é", "\0", '"url":"'],
)).map("".join))  # fmt: skip
def test_an_inventory_can_be_taken_of_anything(source: str) -> None:
    found = take_inventory(source)
    assert all("@" not in host and "/" not in host for host in (*found.embeds, *found.images))
    assert len(found.reusable) <= len(found.blocks)


@pytest.mark.parametrize(
    "unit",
    [
        "<img ",
        "<img src=",
        "[embed ",
        "[a b",
        "<!-- wp:embed {",
        '<!-- wp:block {"ref"',
        "\nhttp://",
        "<iframe\n",
        "<p ",
        "<p>\n",
        "[embed src=",
    ],
)
def test_an_inventory_of_a_hostile_text_takes_no_time(unit: str) -> None:
    source = unit * (400_000 // len(unit)) + " //"
    start = time.process_time()
    take_inventory(source)
    assert time.process_time() - start < 2


def test_inspect_lists_what_is_in_a_source(wxr: Any, wparchive: Any) -> None:
    items = [wxr.item(1, wxr.comment(1)), wxr.item(2, status="draft", body="[odd_one]")]
    result = wparchive("inspect", wxr.save(wxr.export(*items), "my.xml"))
    assert result.code == 0
    lines = [" ".join(line.split()) for line in result.out.splitlines()]
    for expected in ("Blog", "draft publish total", "post 1 1 2", "comment 1 1", "2011-02-08 to 2011-02-08",
                     "[odd_one] 1 stays as written"):  # fmt: skip
        assert expected in lines
    assert "\x1b" not in result.out


def test_inspect_says_how_many_of_the_lines_around_texts_are_unknown(wparchive: Any, tmp_path: Path) -> None:
    around = "<nav><a href='/'>Home</a></nav><footer>© 2011</footer><div><p>The third plank.</p></div>"
    page = (
        f"<body class='single'><article class='hentry'><div class='entry-content'><p>Fog.</p></div></article>{around}"
    )
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    result = wparchive("inspect", str(tmp_path / "page.html"))
    lines = [" ".join(line.split()) for line in result.out.splitlines()]
    at = lines.index("Lines around the texts")
    assert lines[at + 1 : at + 4] == ["footer 1 33.3%", "navigation 1 33.3%", "unknown 1 33.3%"]


def test_inspect_gives_the_same_as_json(wxr: Any, wparchive: Any) -> None:
    path = wxr.save(wxr.export(wxr.item(1, wxr.comment(1))))
    result = wparchive("inspect", path, "--json")
    assert take_census(open_source(path)) == msgspec.json.decode(result.out, type=Census)


def test_inspect_of_an_export_without_items_says_so(wxr: Any, wparchive: Any) -> None:
    result = wparchive("inspect", wxr.save(wxr.export()))
    assert result.code == 0
    assert "There are no posts in it." in result.out


def test_inspect_holds_to_strict_and_writes_the_report(wxr: Any, wparchive: Any, tmp_path: Path) -> None:
    path = wxr.save(wxr.export(wxr.item(1), wxr.item(2))[:-300])
    assert wparchive("inspect", path).code == 0
    assert wparchive("inspect", path, "--strict", "--report", tmp_path / "r.json").code == 6
    assert (tmp_path / "r.json").read_bytes().startswith(b'{"end":')


def test_many_statuses_make_a_list(wxr: Any, count: Any) -> None:
    census = count(*(wxr.item(n, status=f"wc-{n}") for n in range(9)))
    text = "\n".join(map(click.unstyle, lines_of(census, None)))
    assert "  post  wc-0  1\n" in text


def test_long_lists_are_cut_and_say_so(wxr: Any, count: Any) -> None:
    census = count(wxr.item(1, "".join(wxr.meta(f"key{n:02}", "x") for n in range(20))))
    lines = list(lines_of(census, 80))
    assert "  … and 5 more (--verbose shows them)" in lines
    assert any("key19" in line for line in lines_of(census, 80, every=True))


def test_no_line_is_wider_than_the_terminal(wxr: Any, count: Any) -> None:
    census = count(wxr.item(1, wxr.meta("k" * 150, "x") + wxr.meta("鍵" * 90, "x"), date="x" * 300, gmt="x" * 300))
    assert max(cells(click.unstyle(line)) for line in lines_of(census, 60)) <= 60


def test_a_text_from_a_source_cannot_act_on_the_terminal() -> None:
    assert printable("a\x1b[31mb\u202e\nc\u2028d") == "a\ufffd[31mb\ufffd c d"
    assert printable("é 鍵") == "é 鍵"


def test_columns_are_aligned_by_what_a_terminal_shows() -> None:
    assert list(table([("鍵", "1"), ("abc", "10")], "lr", indent="")) == ["鍵    1", "abc  10"]
    assert cut("abcdef", 4) == "abc…"
    assert cut("鍵鍵鍵", 4) == "鍵…"


@pytest.mark.parametrize(
    ("count", "text"), [(999, "999 bytes"), (1000, "1.0 kB"), (999_999, "1.0 MB"), (5 * 10**12, "5.0 TB")]
)
def test_sizes_are_said_as_disks_count_them(count: int, text: str) -> None:
    assert text == size(count)
