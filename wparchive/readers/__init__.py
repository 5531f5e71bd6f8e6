"""Readers: one file, or one folder where it has parts, per kind of source."""
