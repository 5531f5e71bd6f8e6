"""`wparchive formats`: what can be read and written."""

from __future__ import annotations

from typing import Any

import click


@click.command("formats")
@click.option("--json", is_flag=True, help="As JSON.")
def command(**options: Any) -> None:
    """List the readers and writers, those of add-ons included."""
    from wparchive.formats import all_formats

    entries = all_formats()
    if options["json"]:
        from msgspec import json

        rows = [
            {"kind": kind, "name": entry.name, "summary": entry.summary, "suffixes": entry.suffixes}
            for kind, entry in entries
        ]
        click.echo(json.format(json.encode(rows), indent=2).decode())
        return
    for kind, entry in entries:
        suffixes = f" ({', '.join(entry.suffixes)})" if entry.suffixes else ""
        click.echo(f"{kind:7} {entry.name:13} {entry.summary}{suffixes}")
