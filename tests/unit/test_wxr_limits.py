"""What a hostile export may cost: bounded memory and time, and nothing fetched or expanded."""

from __future__ import annotations

import time
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest

from wparchive.ledger import Ledger
from wparchive.model import Post
from wparchive.options import ReadOptions
from wparchive.readers import wxr as reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path


def test_a_document_type_is_passed_over_and_nothing_of_it_is_expanded(wxr: Any, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("do not read")
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    entities = f'<!ENTITY f SYSTEM "{secret.as_uri()}"><!ENTITY e0 "ha">{bomb}'
    dtd = f'<!DOCTYPE rss SYSTEM "http://192.0.2.1/x.dtd" [{entities}]>\n'
    began = time.process_time()
    for export in (
        wxr.export(wxr.item(1, title="&f; &e9;"), wxr.item(2), declaration=dtd),
        wxr.export(wxr.item(1, title="&f; &e9;"), wxr.item(2)).replace("<rss", f"{dtd}<rss", 1),
        wxr.export(wxr.item(1, title="&f; &e9;"), dtd, wxr.item(2)),
        wxr.export(wxr.item(1, dtd, title="&f; &e9;"), wxr.item(2)),
    ):
        reading = wxr.read(export)
        assert [post.title for post in reading.posts] == ["&f; &e9;", "Title 2"]
        assert "do not read" not in str(reading.records)
    assert time.process_time() - began < 5


def test_an_item_above_the_limit_is_reported_lost_and_the_next_one_read(wxr: Any) -> None:
    data = wxr.export(wxr.item(1, body="x" * 5000), wxr.item(2)).encode()
    (_, post), ledger = wxr.read_chunks(lambda: [data], 2000)
    (issue,) = [issue for issue in ledger.drain() if issue.code == "item-too-large"]
    assert (post.id, issue.severity, issue.where.line) == ("2", "lost", 18)
    assert "2,000" in issue.message


def test_a_million_nested_elements_cost_little(wxr: Any) -> None:
    data = wxr.export(wxr.item(1, "<a>" * 500_000 + "</a>" * 500_000), wxr.item(2)).encode()
    began = time.process_time()
    records, _ = wxr.read_chunks(lambda: [data])
    assert time.process_time() - began < 10
    assert [record.id for record in records if isinstance(record, Post)] == ["1", "2"]


@pytest.mark.parametrize(
    "channel",
    [
        "<a>" * 100_000,
        "<a>" * 100_000 + "</a>" * 100_000,
        "<" * 500_000,
        "<rss " * 100_000,
        "<rss>" * 5_000,
        "<channel " * 100_000,
        "<!--" * 100_000,
        "<!DOCTYPE x [" * 50_000,
        "<?x?>" * 100_000,
        "<wp:comment>" * 30_000,
        "".join(f"<p{number}:a/>" for number in range(10_000)),
    ],
    ids=lambda text: text[:12],
)
def test_a_hostile_channel_costs_little_and_none_of_the_items(wxr: Any, channel: str) -> None:
    data = wxr.export(wxr.item(2), channel=channel).encode()
    began = time.process_time()
    records, _ = wxr.read_chunks(lambda: [data])
    assert time.process_time() - began < 8
    assert [record.body.source for record in records if isinstance(record, Post)] == ["<p>Body 2</p>"]


# --- memory -----------------------------------------------------------------------------------------------------
def peak(wxr: Any, inner: Callable[[int], str], count: int) -> int:
    """The most bytes that reading an export takes while nothing of what is read is kept."""
    head, tail = wxr.export("{}").encode().split(b"{}")

    def chunks() -> Iterator[bytes]:
        yield head
        for number in range(count):
            yield wxr.item(number, inner(number)).encode()
        yield tail

    ledger = Ledger()
    records: Iterable[object] = reader.read(wxr.Stream(chunks), ReadOptions(), ledger)
    tracemalloc.start()
    for _ in records:
        for _ in ledger.drain():
            pass
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


@pytest.mark.parametrize(
    "inner",
    [
        lambda number: f"<x>{number}{'y' * 20_000}</x>",
        lambda number: f"<n{number}{'y' * 20_000}>1</n{number}{'y' * 20_000}>",
        lambda number: f'<category nicename="{number}{"y" * 20_000}">1</category>',
        lambda number: "".join(f"<n{number}x{leaf}>1</n{number}x{leaf}>" for leaf in range(400)),
        lambda number: "".join(f"<p{number}x{leaf}:a>1</p{number}x{leaf}:a>" for leaf in range(350)),
        lambda number: f"<title>\x08{number}{'y' * 20_000}</title>",
    ],
    ids=["texts", "names", "attributes", "shapes", "prefixes", "repairs"],
)
def test_nothing_of_one_item_is_remembered_for_the_next(wxr: Any, inner: Callable[[int], str]) -> None:
    few, many = peak(wxr, inner, 40), peak(wxr, inner, 80)
    assert many < few + (1 << 20)
