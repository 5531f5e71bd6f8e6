"""`wparchive import`: sources into an archive."""

from __future__ import annotations

from typing import Any

import click

from wparchive.cli import options as opt


@click.command("import")
@opt.sources()
@opt.output(help_text="The archive: a file (.json for one document, else JSON Lines), or `-`.")
@opt.reading()
@opt.running()
def command(sources: tuple[str, ...], **options: Any) -> None:
    """Read sources into a normalized archive, nothing stripped and nothing rendered."""
    from wparchive.cli.running import run_job
    from wparchive.pipeline import Job

    target = opt.target_of(options)
    job = Job(
        addresses=sources,
        target=target,
        redact=options["redact"],
        writer=opt.archive_writer(target),
        render=None,
        read=opt.read_options(options),
    )
    run_job(job, options)
