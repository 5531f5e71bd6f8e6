"""The words of dates by language: what they mean, folded, so that case and accents make no difference.

They are facts of the languages, as Unicode's CLDR lists them, with what WordPress's translations put around a date, and
stand in words.json: the months and the days of the week (Monday first), names apart by `|`; the words for
before and after noon; what else may stand `around`; the `order` of day, month and year in numbers; and where they are
in use, the months of the `solar` calendar, and how many years those counted from the Buddha's death are `ahead`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Iterator

_ALIASES: Final = {
    "no": "nb", "iw": "he", "fil": "tl", "in": "id", "ji": "yi", "yue": "zh", "haz": "fa", "ary": "ar", "arg": "an",
    "bre": "br", "fao": "fo", "hat": "ht", "hau": "ha", "ibo": "ig", "kin": "rw", "kir": "ky", "kmr": "ku", "lin": "ln",
    "mri": "mi", "mya": "my", "oci": "oc", "ory": "or", "roh": "rm", "snd": "sd", "srd": "sc", "tuk": "tk", "wol": "wo",
    "xho": "xh", "yor": "yo",
}  # fmt: skip
"""Codes of languages that go by another one here. WordPress names some by three letters."""
_VOWEL_SIGNS: Final = "\u0900"
"""From here on, in the scripts of India and behind, marks are letters and no accents."""
NOON: Final = 12
"""Hours that the second half of the day adds."""
TOKEN: Final = re.compile(
    r"\d+|\x01|\x02\d+|"
    r"[^\s\d\x01\x02!-/:-@\[-`{-~\xab\xb7\xbb\u2013\u2014\u2018-\u201f\u2022\u2026\u0589\u05be\u060c\u061b"
    r"\u06d4\u0964\u0965\u104a\u104b\u1361-\u1368\u3001\u3002\uff08-\uff0c\uff1a|]+"
)
"""A number, a sign that was put in, or a word: anything between spaces and the punctuation of the world."""
_INVISIBLE: Final = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0xAD]
)


_MARKS: Final = frozenset("年月日号號년월일時时分点點시분h")


class Words(Struct, frozen=True, gc=False):
    """What the words of one language mean, folded.

    Attributes:
        months: their numbers by their names.
        weekdays: their numbers, Monday being 0.
        noon: the hours that a word adds, 0 or 12.
        around: words that mean nothing.
        order: of day, month and year in numbers, as `dmy`; empty for English, where it is not certain.
        solar: numbers of the months of the solar calendar by their names; empty where it is not in use.
        ahead: by how many years the years can be ahead.
        month_words: single words of the months' names.
        parts: all single words.
        beginnings: the first words of names that have several.
    """

    months: dict[str, int]
    weekdays: dict[str, int]
    noon: dict[str, int]
    around: frozenset[str]
    order: str
    solar: dict[str, int]
    ahead: int
    month_words: frozenset[str]
    parts: frozenset[str]
    beginnings: frozenset[str]


def fold(text: str) -> str:
    """Make letters comparable: small, without accents, compatibility forms as the plain ones, nothing invisible."""
    text = text.strip().casefold()
    if text.isascii():
        return text
    letters = unicodedata.normalize("NFKD", text.translate(_INVISIBLE)).replace("\N{LATIN SMALL LETTER DOTLESS I}", "i")
    return unicodedata.normalize(
        "NFC", "".join([c for c in letters if c >= _VOWEL_SIGNS or unicodedata.category(c) != "Mn"])
    )


def primary(language: str | None) -> str:
    """Give the code of a language as this vocabulary has it: `pt` for `pt-BR`, `nb` for `no`."""
    code = (language or "").strip().lower().replace("_", "-").partition("-")[0]
    return _ALIASES.get(code, code)


def candidates(text: str, own: str) -> Iterator[str]:
    """Give the codes of other languages than two in which a folded text could be a date.

    Args:
        text: folded.
        own: the code of one language; English is the other.

    Yields:
        First those that know most of its words.
    """
    found = Counter(code for token in TOKEN.findall(text) for code in _languages().get(token, ()))
    yield from sorted(found.keys() - {own, "en"}, key=lambda code: (-found[code], code))


@cache
def vocabulary() -> dict[str, dict[str, Any]]:
    """Give the words of all languages as the file has them, by the code of the language."""
    text = files(__package__).joinpath("words.json").read_text(encoding="utf-8")
    data: dict[str, dict[str, Any]] = json.loads(text)
    return data


@cache
def words_of(code: str) -> Words:
    """Give what the words of one language mean.

    Raises:
        KeyError: for a code that the vocabulary does not have.
    """
    entry = vocabulary()[code]
    noon = {"am": 0, "pm": NOON} | {
        name: hours for key, hours in (("am", 0), ("pm", NOON)) for name in _names(entry.get(key, ""))
    }
    noon |= {"a m": 0, "p m": NOON}
    months, solar = (
        {name: number for number, group in enumerate(entry.get(key, ()), 1) for name in _names(group)}
        for key in ("months", "solar")
    )
    weekdays = {name: number for number, group in enumerate(entry["weekdays"]) for name in _names(group)}
    around = frozenset(word for name in _names(entry.get("around", "") + "|at|on") for word in name.split())
    month_words = frozenset(word for name in (*months, *solar) for word in name.split())
    parts = frozenset(word for name in (*weekdays, *noon) for word in name.split()) | month_words | around | _MARKS
    order, ahead = "" if code == "en" else entry["order"], entry.get("ahead", 0)
    beginnings = frozenset(name.split()[0] for name in (*months, *weekdays, *noon) if " " in name)
    return Words(months, weekdays, noon, around, order, solar, ahead, month_words, parts, beginnings)


@cache
def with_english(code: str) -> Words:
    """Give the words of a language and, where it has no meaning for them, of English: few themes are all translated.

    Raises:
        KeyError: for a code that the vocabulary does not have.
    """
    own, english = words_of(code), words_of("en")
    return replace(
        own,
        months=english.months | own.months,
        weekdays=english.weekdays | own.weekdays,
        around=own.around | (english.around - own.noon.keys()),
        month_words=own.month_words | english.month_words,
        parts=own.parts | english.parts,
        beginnings=own.beginnings | english.beginnings,
    )


@cache
def weekdays() -> dict[str, frozenset[int]]:
    """Give the days of the week, Monday being 0, that a folded word names in any language."""
    found: dict[str, set[int]] = {}
    for code in vocabulary():
        for name, number in words_of(code).weekdays.items():
            found.setdefault(name, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


@cache
def _languages() -> dict[str, frozenset[str]]:
    """The languages in whose names of months a word stands, or of the halves of the day if no other script has it.

    Those in letters of Latin are short, and mean other things elsewhere: they count where months have no names.
    """
    found: dict[str, set[str]] = {}
    for code, entry in vocabulary().items():
        months = _names("|".join((*entry.get("months", ()), *entry.get("solar", ()))))
        halves = _names(f"{entry.get('am', '')}|{entry.get('pm', '')}")
        for name in (*months, *[half for half in halves if not months or not half.isascii()]):
            for word in name.split():
                found.setdefault(word, set()).add(code)
    return {word: frozenset(codes) for word, codes in found.items() if word not in ("am", "pm", "a", "p", "m")}


def _names(group: str) -> list[str]:
    folded = fold(group).split("|") if group else ()
    return [name if name.isalpha() else " ".join(TOKEN.findall(name)) for name in folded if name]
