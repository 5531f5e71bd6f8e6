"""`wparchive export`: an archive in another format."""

from __future__ import annotations

from typing import Any

import click

from wparchive.cli import options as opt


@click.command("export")
@click.argument("archive")
@click.option("--to", "to", metavar="FORMAT", help="markdown, sqlite, jsonl, json; `wparchive formats` lists all.")
@opt.output(help_text="A folder, or a file whose suffix names the format (.db, .jsonl, .json); `-` with --to.")
@opt.writing()
@opt.media()
@opt.cleaning()
@opt.running()
def command(archive: str, to: str | None, **options: Any) -> None:
    """Write an archive in another format. What was not rendered yet is rendered and cleaned on the way."""
    from wparchive.cli.running import run_job
    from wparchive.formats import choose_writer
    from wparchive.pipeline import Job

    target = opt.target_of(options)
    writer = choose_writer(to, target.path)
    job = Job(
        addresses=(archive,),
        target=target,
        redact=options["redact"],
        writer=writer,
        render=opt.render_options(options, writer),
        archives_only=True,
        write=opt.write_options(options, writer),
        media=opt.media_options(options),
    )
    run_job(job, options)
