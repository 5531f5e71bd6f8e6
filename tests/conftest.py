"""What the tests share: the profile of the property tests, and exports made to order."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import HealthCheck, settings
from records import count_out

from wparchive.cli import main
from wparchive.ledger import Ledger
from wparchive.model import Author, Issue, Post, Record, Site, Term
from wparchive.options import ReadOptions
from wparchive.pipeline import open_source
from wparchive.readers import wxr as reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


settings.register_profile(
    "wparchive",
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("wparchive")

CASES = Path(__file__).parent / "cases"

NAMESPACES = {
    "excerpt": "http://wordpress.org/export/{version}/excerpt/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "wp": "http://wordpress.org/export/{version}/",
}


class Reading:
    """What came of reading one export: the records by kind, the issues, and the ledger, which balances."""

    def __init__(self, records: Iterable[Record], ledger: Ledger) -> None:
        self.ledger = ledger
        self.records = list(records)
        count_out(ledger, self.records)
        ledger.check_balance()
        self.issues = [record for record in self.records if isinstance(record, Issue)]

    def _all(self, kind: type) -> list[Any]:
        return [record for record in self.records if isinstance(record, kind)]

    @property
    def posts(self) -> list[Post]:
        return self._all(Post)

    @property
    def post(self) -> Post:
        (post,) = self.posts
        return post

    @property
    def site(self) -> Site:
        (site,) = self._all(Site)
        return site

    @property
    def authors(self) -> list[Author]:
        return self._all(Author)

    @property
    def terms(self) -> list[Term]:
        return self._all(Term)

    @property
    def codes(self) -> list[str]:
        return [issue.code for issue in self.issues]

    def issue(self, code: str) -> Issue:
        """The one issue of a code."""
        (issue,) = [issue for issue in self.issues if issue.code == code]
        return issue


class Stream:
    """A source that is never on disk: its chunks are made anew each time that they are asked for."""

    def __init__(self, make: Callable[[], Iterable[bytes]], name: str = "stream.xml") -> None:
        self.name = name
        self._make = make

    def chunks(self) -> Iterator[bytes]:
        yield from self._make()


class Wxr:
    """Makes exports, as text without any care for what is well-formed, and reads them."""

    Stream = Stream

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count()

    def item(self, number: int | str = 1, inner: str = "", **fields: str) -> str:
        """One item; `fields` replace what it says by default, `inner` goes before its end."""
        values = {
            "title": f"Title {number}",
            "link": f"https://blog.example.org/?p={number}",
            "guid": f"https://blog.example.org/?p={number}",
            "creator": "ada",
            "body": f"<p>Body {number}</p>",
            "date": "2011-02-08 06:30:12",
            "gmt": "2011-02-08 05:30:12",
            "status": "publish",
            "type": "post",
            "slug": f"post-{number}",
            **fields,
        }
        return (
            "<item>\n"
            f"<title>{values['title']}</title>\n<link>{values['link']}</link>\n"
            f"<dc:creator><![CDATA[{values['creator']}]]></dc:creator>\n"
            f'<guid isPermaLink="false">{values["guid"]}</guid>\n<description></description>\n'
            f"<content:encoded><![CDATA[{values['body']}]]></content:encoded>\n"
            "<excerpt:encoded><![CDATA[]]></excerpt:encoded>\n"
            f"<wp:post_id>{number}</wp:post_id>\n"
            f"<wp:post_date>{values['date']}</wp:post_date>\n<wp:post_date_gmt>{values['gmt']}</wp:post_date_gmt>\n"
            f"<wp:post_name>{values['slug']}</wp:post_name>\n<wp:status>{values['status']}</wp:status>\n"
            f"<wp:post_type>{values['type']}</wp:post_type>\n{inner}</item>\n"
        )

    def comment(self, number: int | str, parent: int | str = 0, inner: str = "", **fields: str) -> str:
        """One comment."""
        values = {
            "author": "Ben",
            "date": "2011-02-09 10:00:00",
            "gmt": "2011-02-09 09:00:00",
            "content": f"Comment {number}",
            "approved": "1",
            "type": "comment",
            "user": "0",
            **fields,
        }
        return (
            f"<wp:comment>\n<wp:comment_id>{number}</wp:comment_id>\n"
            f"<wp:comment_author><![CDATA[{values['author']}]]></wp:comment_author>\n"
            "<wp:comment_author_email>ben@example.org</wp:comment_author_email>\n"
            "<wp:comment_author_url>https://ben.example.org/</wp:comment_author_url>\n"
            "<wp:comment_author_IP>192.0.2.7</wp:comment_author_IP>\n"
            f"<wp:comment_date>{values['date']}</wp:comment_date>\n"
            f"<wp:comment_date_gmt>{values['gmt']}</wp:comment_date_gmt>\n"
            f"<wp:comment_content><![CDATA[{values['content']}]]></wp:comment_content>\n"
            f"<wp:comment_approved>{values['approved']}</wp:comment_approved>\n"
            f"<wp:comment_type>{values['type']}</wp:comment_type>\n"
            f"<wp:comment_parent>{parent}</wp:comment_parent>\n"
            f"<wp:comment_user_id>{values['user']}</wp:comment_user_id>\n{inner}</wp:comment>\n"
        )

    def meta(self, key: str, value: str, element: str = "postmeta") -> str:
        """One row of meta."""
        return (
            f"<wp:{element}><wp:meta_key>{key}</wp:meta_key>"
            f"<wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:{element}>\n"
        )

    def export(
        self,
        *items: str,
        version: str = "1.2",
        channel: str = "",
        namespaces: dict[str, str] | None = None,
        declaration: str = '<?xml version="1.0" encoding="UTF-8" ?>\n',
    ) -> str:
        """A whole export; `channel` goes before the items, `namespaces` are those of core unless given."""
        declared = NAMESPACES if namespaces is None else namespaces
        names = "".join(f'\n\txmlns:{prefix}="{uri.format(version=version)}"' for prefix, uri in declared.items())
        return (
            f'{declaration}<rss version="2.0"{names}\n>\n<channel>\n'
            "<title>Blog</title>\n<link>https://blog.example.org</link>\n<description>Words</description>\n"
            "<pubDate>Wed, 01 May 2024 10:00:00 +0000</pubDate>\n<language>en-US</language>\n"
            f"<wp:wxr_version>{version}</wp:wxr_version>\n"
            "<wp:base_site_url>https://blog.example.org</wp:base_site_url>\n"
            f"<wp:base_blog_url>https://blog.example.org</wp:base_blog_url>\n{channel}"
            f"{''.join(items)}</channel>\n</rss>\n"
        )

    def save(self, data: str | bytes, name: str = "export.xml") -> str:
        """Put an export into a folder of its own; its path."""
        folder = self._folder / str(next(self._numbers))
        folder.mkdir()
        path = folder / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return str(path)

    def read(self, *exports: str | bytes, options: ReadOptions | None = None) -> Reading:
        """Read exports as one site."""
        paths = [self.save(data, f"{number}.xml") for number, data in enumerate(exports, 1)]
        ledger = Ledger()
        reading = Reading(open_source(*paths, options=options, ledger=ledger), ledger)
        for path in paths:
            Path(path).unlink()
        return reading

    def read_item(self, inner: str = "", **fields: str) -> Reading:
        """Read an export of one item."""
        return self.read(self.export(self.item(1, inner, **fields)))

    def read_chunks(self, make: Callable[[], Iterable[bytes]], limit: int = 64 << 20) -> tuple[list[Record], Ledger]:
        """Read an export as a stream that is never on disk, without looking at the whole of it."""
        ledger = Ledger()
        records = list(reader.read(Stream(make), ReadOptions(max_item_bytes=limit), ledger))
        return records, ledger


@pytest.fixture(scope="session")
def wxr(tmp_path_factory: pytest.TempPathFactory) -> Wxr:
    return Wxr(tmp_path_factory.mktemp("wxr"))


class Done(NamedTuple):
    """What came of a command."""

    code: int
    out: str
    err: str


@pytest.fixture
def wparchive(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Runs the command line in this process."""

    def run(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["wparchive", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        return Done(int(left.value.code or 0), *capsys.readouterr())

    return run
