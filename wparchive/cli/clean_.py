"""`wparchive clean`: an archive with its junk moved aside."""

from __future__ import annotations

from typing import Any

import click

from wparchive.cli import options as opt


@click.command("clean")
@click.argument("archive")
@opt.output(help_text="The cleaned archive: a file (.json for one document, else JSON Lines), or `-`.")
@opt.cleaning()
@opt.running()
def command(archive: str, **options: Any) -> None:
    """Render an archive and move boilerplate aside: to each post's `boilerplate`, with the rule that found it."""
    from wparchive.cli.running import run_job
    from wparchive.pipeline import Job

    target = opt.target_of(options)
    writer = opt.archive_writer(target)
    job = Job(
        addresses=(archive,),
        target=target,
        redact=options["redact"],
        writer=writer,
        render=opt.render_options(options, writer),
        archives_only=True,
    )
    run_job(job, options)
