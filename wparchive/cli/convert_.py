"""`wparchive convert`: the main job."""

from __future__ import annotations

from typing import Any

import click

from wparchive.cli import options as opt


@click.command("convert")
@opt.sources()
@opt.output(help_text="A folder, or a file whose suffix names the format (.db, .jsonl, .json); `-` with --to.")
@click.option("--to", "to", metavar="FORMAT", help="markdown, sqlite, jsonl, json; `wparchive formats` lists all.")
@opt.writing()
@opt.media()
@opt.cleaning()
@opt.reading()
@opt.running()
def command(sources: tuple[str, ...], to: str | None, **options: Any) -> None:
    """Turn an export into Markdown, SQLite or an archive, in one go.

    SOURCE is a file, folder or pattern, plain or packed (.gz .bz2 .xz .zip), or `-`. Several sources are one site.
    """
    from wparchive.cli.running import run_job
    from wparchive.formats import choose_writer
    from wparchive.pipeline import Job

    target = opt.target_of(options)
    writer = choose_writer(to, target.path)
    job = Job(
        addresses=sources,
        target=target,
        redact=options["redact"],
        writer=writer,
        render=opt.render_options(options, writer) if writer.rendered else None,
        read=opt.read_options(options),
        write=opt.write_options(options, writer),
        media=opt.media_options(options),
    )
    run_job(job, options)
