"""Texts of the grammar in `grammar.toml`: posts and comments by number."""

from __future__ import annotations

import random
import re
import tomllib
from pathlib import Path
from typing import Final

RULES: Final[dict[str, list[str]]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
DEEPEST: Final = 12
LONGEST: Final = 600
"""Characters after which a text only ends."""

_REFERENCE: Final = re.compile(r"\{([a-z]+)(\*?)\}")


def post(seed: int) -> str:
    """Give the post of that number."""
    return _text("post", seed)


def comment(seed: int) -> str:
    """Give the comment of that number."""
    return _text("remark", seed)


def _text(rule: str, seed: int) -> str:
    dice = random.Random(f"{rule} {seed}")
    text = _expand(rule, dice, DEEPEST)
    while dice.random() < 0.3:
        text = _damage(text, dice)
    return text.strip("\r\n \t") if dice.random() < 0.8 else text


def _expand(rule: str, dice: random.Random, depth: int, room: int = LONGEST) -> str:
    alternative = RULES[rule][0] if depth < 0 or room < 0 else dice.choice(RULES[rule])
    out = ""
    done = 0
    for reference in _REFERENCE.finditer(alternative):
        out += alternative[done : reference.start()]
        done = reference.end()
        for _ in range(dice.randrange(5) if reference[2] else 1):
            out += _expand(reference[1], dice, depth - 1, room - len(out))
    return out + alternative[done:]


def _damage(text: str, dice: random.Random) -> str:
    """Lose, double or insert something, as editors and people do."""
    start, end = sorted((dice.randrange(len(text) + 1), dice.randrange(len(text) + 1)))
    end = min(end, start + 20)
    scrap = dice.choice(RULES[dice.choice(("broken", "end", "word"))])
    return dice.choice((text[:start] + text[end:], text[:end] + text[start:], text[:start] + scrap + text[start:]))
