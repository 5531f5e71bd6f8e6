"""`wparchive inspect`: what is in a source, before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

import click

from wparchive.cli import options as opt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wparchive.census import Census, Count, SiteFacts, Span, StatusCount

    Section: TypeAlias = tuple[str, str, Sequence[Sequence[str]]]
    """Heading, alignment of the columns, rows."""

SHOWN: Final = 15
"""Rows of a list on the screen; `--json` has all."""
MOST_STATUSES: Final = 7
"""Columns of a table of types and statuses; where there are more it becomes a list."""


@click.command("inspect")
@opt.sources()
@click.option("--json", is_flag=True, help="As JSON, all of it.")
@opt.reading()
@opt.running(writes=False)
def command(sources: tuple[str, ...], **options: Any) -> None:
    """Show what is in a source before anything is written.

    Types, statuses, dates, comments, shortcodes, blocks, embeds, references that lead nowhere, and what reading had to
    repair. No e-mail and IP addresses are shown.
    """
    from pathlib import Path

    from msgspec import json

    from wparchive.census import take_census
    from wparchive.cli.console import Progress, check_strict
    from wparchive.cli.running import check_report, write_report
    from wparchive.cli.tables import showable, terminal_width
    from wparchive.collector import collector_at_ease
    from wparchive.ledger import Ledger
    from wparchive.pipeline import named, read_all, with_issues
    from wparchive.sources import Sources

    check_report(options)
    ledger, progress = Ledger(), Progress(quiet=options["quiet"])
    with collector_at_ease(), Sources(sources) as found:
        try:
            records = named(read_all(found, opt.read_options(options), ledger), ledger)
            census = take_census(with_issues(records, ledger, progress if progress.on else None))
        finally:
            progress.clear()
    if options["json"]:
        click.echo(json.format(json.encode(census), indent=2))
    else:
        for line in lines_of(census, terminal_width(), every=options["verbose"]):
            click.echo(showable(line))
    if options["report"]:
        write_report(ledger, Path(options["report"]))
    check_strict(ledger, strict=options["strict"])


def lines_of(census: Census, width: int | None, *, every: bool = False) -> Iterator[str]:
    """Lay a census out.

    Args:
        census: what was counted.
        width: cells of a line; None cuts nothing.
        every: show all rows of each list.

    Yields:
        Lines, with ANSI codes where headings are bold.
    """
    from wparchive.cli.tables import printable, table

    if census.site:
        yield click.style(printable(census.site.title) or "(no title)", bold=True)
        yield from (f"  {printable(line)}" for line in _site(census.site))
    for title, align, rows in _sections(census):
        if not rows:
            continue
        if title:
            yield ""
            yield click.style(title, bold=True)
        yield from table(rows if every else rows[:SHOWN], align, width=width)
        if len(rows) > SHOWN and not every:
            yield f"  … and {len(rows) - SHOWN:,} more (--verbose shows them)"
    if not census.posts:
        yield ""
        yield "There are no posts in it."


def _sections(census: Census) -> Iterator[Section]:
    from wparchive.cli.tables import size

    yield "Sources", "llr", [(source.name, source.format, size(source.bytes)) for source in census.sources]
    yield "Pages", "llr", _pages(census)
    yield "Lines around the texts", "lrr", _around(census)
    yield "Posts", *_crossed(census.posts)
    yield "", "l", _facts_of_posts(census)
    yield "Comments", *_crossed(census.comments)
    yield "", "l", _dates(census.comment_dates)
    yield "Authors", "lrl", [(a.login, f"{a.count:,}", a.name if a.name != a.login else "") for a in census.authors]
    yield "Terms", "lrl", [(term.taxonomy, f"{term.terms:,}", _used(term.uses)) for term in census.terms]
    yield "Blocks", "lr", _counts(census.blocks)
    unknown = "stays as written"
    yield "Shortcodes", "lrl", [(f"[{s.name}]", f"{s.count:,}", "" if s.known else unknown) for s in census.shortcodes]
    yield "Embeds", "lr", _counts(census.embeds)
    yield "Images on other hosts", "lr", _counts(census.foreign_images)
    yield "Custom fields of posts", "lr", _counts(census.post_meta)
    yield "Custom fields of comments", "lr", _counts(census.comment_meta)
    broken = [(kind.replace("-", " "), f"{count:,}") for kind, count in census.broken.items() if count]
    yield "References to what is not in it", "lr", broken
    yield "Issues", "lrll", [(i.severity, f"{i.count:,}", i.code, i.example) for i in census.issues]


def _site(site: SiteFacts) -> Iterator[str]:
    if site.url:
        yield site.url
    facts = (
        f"WXR {site.wxr_version}" if site.wxr_version else "",
        site.generator,
        site.language,
        f"UTC{site.timezone_offset}" if site.timezone_offset else "",
        f"exported {site.exported[:10]}" if site.exported else "",
    )
    yield " · ".join(filter(None, facts))


def _pages(census: Census) -> list[tuple[str, str, str]]:
    """What was recognised in saved pages: the question once, then its answers."""
    return [
        (question if place == 0 else "", name, f"{count:,}")
        for question, answers in (census.pages or {}).items()
        for place, (name, count) in enumerate(answers.items())
    ]


def _around(census: Census) -> list[tuple[str, str, str]]:
    """Of which kinds the lines around the texts of pages are; `unknown` is one."""
    whole = sum(entry.count for entry in census.around)
    return [(entry.name, f"{entry.count:,}", f"{entry.count / whole:.1%}") for entry in census.around]


def _facts_of_posts(census: Census) -> list[tuple[str]]:
    missing = f"{census.attachments_without_url:,} of {census.attachments:,} attachments name no file"
    return [
        *([(f"{census.protected:,} with a password",)] if census.protected else []),
        *([(missing,)] if census.attachments_without_url else []),
        *_dates(census.post_dates),
    ]


def _dates(span: Span) -> list[tuple[str]]:
    return [(f"{span.first[:10]} to {span.last[:10]}",)] if span.first and span.last else []


def _counts(counts: Iterable[Count]) -> list[tuple[str, str]]:
    return [(entry.name, f"{entry.count:,}") for entry in counts]


def _crossed(counts: Sequence[StatusCount]) -> tuple[str, Sequence[Sequence[str]]]:
    """Types down, statuses across, with sums; a plain list where there are too many statuses."""
    statuses = list(dict.fromkeys(entry.status for entry in counts))
    types = list(dict.fromkeys(entry.type for entry in counts))
    if len(statuses) > MOST_STATUSES:
        return "llr", [(entry.type, entry.status, f"{entry.count:,}") for entry in counts]
    there = {(entry.type, entry.status): entry.count for entry in counts}

    def row(name: str, chosen: Sequence[str]) -> list[str]:
        sums = [sum(there.get((kind, status), 0) for kind in chosen) for status in statuses]
        return [name, *(f"{n:,}" if n else "·" for n in sums), f"{sum(sums):,}"]

    if not counts:
        return "l", []
    total = [row("total", types)] if len(types) > 1 else []
    return "l" + "r" * (len(statuses) + 1), [["", *statuses, "total"], *(row(kind, [kind]) for kind in types), *total]


def _used(times: int) -> str:
    return "used once" if times == 1 else f"used {times:,} times"
