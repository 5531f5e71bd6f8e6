"""Kinds of boilerplate that mean something to more than one part of this room."""

from __future__ import annotations

from typing import Final

UNKNOWN: Final = "unknown"
"""What no rule knows. It is counted."""
REPEATED: Final = "repeated"
"""What is known to stand on most pages of its site, and nothing more."""
ORNAMENT: Final = "ornament"
"""Lines without letters or digits."""
NAMELESS: Final = frozenset((UNKNOWN, REPEATED))
