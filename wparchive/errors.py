"""The exceptions of wparchive, one tree.

    WparchiveError                 70   something this program did wrong or did not foresee
    ├── UsageError                  2   the request itself makes no sense
    ├── InputError                  3   a source cannot be read
    │   ├── SourceNotFoundError     3   nothing lies at that address
    │   ├── UnknownFormatError      3   no reader knows what it is
    │   └── ArchiveError            3   a normalized archive does not follow its format
    ├── DestinationError            4   a destination cannot be written, or holds what is not ours
    ├── PluginError                 5   an add-on failed
    ├── StrictError                 6   `--strict`, and something was lost
    └── UnbalancedError            70   the ledger does not balance: a bug of ours

The number is the exit code of the command line.
Libraries raise these; only the command line catches, prints and exits.
"""

from __future__ import annotations

from typing import ClassVar


class WparchiveError(Exception):
    """Root of the tree.

    Attributes:
        exit_code: what the command line exits with.
        place: the file, with the line or record where it is known, or "".
        remedy: what the user can do about it, or "".
    """

    exit_code: ClassVar[int] = 70

    def __init__(self, message: str, *, place: str = "", remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.remedy = remedy

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        then = f" ({self.remedy})" if self.remedy else ""
        return f"{where}{self.message}{then}"


class UsageError(WparchiveError):
    """The request makes no sense: options that exclude each other, a format nobody knows."""

    exit_code = 2


class InputError(WparchiveError):
    """A source cannot be read."""

    exit_code = 3


class SourceNotFoundError(InputError):
    """Nothing lies at the address."""


class UnknownFormatError(InputError):
    """No reader recognises the source."""


class ArchiveError(InputError):
    """A normalized archive does not follow its format, or was cut short."""


class DestinationError(WparchiveError):
    """A destination cannot be written, or holds what this program did not write."""

    exit_code = 4


class PluginError(WparchiveError):
    """An add-on could not be loaded, or failed."""

    exit_code = 5


class StrictError(WparchiveError):
    """Something was lost, and the user asked for that to be an error."""

    exit_code = 6


class UnbalancedError(WparchiveError):
    """What came in is neither out nor accounted for."""
