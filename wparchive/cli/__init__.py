"""The command line: the only place that knows click, terminals, colours and exit codes. One command per file."""

from __future__ import annotations

import sys


def main() -> None:
    """Run `wparchive` with the arguments of this process."""
    from wparchive.cli.app import app  # `import wparchive.cli` itself stays free
    from wparchive.cli.console import end_in_order, reporting_errors

    end_in_order()
    with reporting_errors(debug="--debug" in sys.argv):
        app(prog_name="wparchive")
