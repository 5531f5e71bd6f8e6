"""Numbers with their nouns, as messages say them."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str = "") -> str:
    """Give a number with its noun: `1 post`, `2,000 posts`."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"
