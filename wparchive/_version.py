"""The version, in one place: the package, the archive's `generator` and `--version` read it here."""

__version__ = "0.1.0"
