"""The command line: the only place that knows click, terminals, colours and exit codes. One command per file."""

from __future__ import annotations


def main() -> None:
    """Run `wparchive` with the arguments of this process."""
    from wparchive.cli.app import app  # noqa: PLC0415 - `import wparchive.cli` itself stays free

    app(prog_name="wparchive")
