from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from wparchive.writers.markdown.frontmatter import FORMATS
from wparchive.writers.markdown.frontmatter.yaml import front_matter

# What looks like a number, a date, a truth, nothing or markup for some version of YAML.
AMBIGUOUS = (
    "", " ", "~", "=", "<<", "-", "--- ", "...", "- a", "? a", ": a", "a: b", "a #b", "#a", "&a", "*a", "!a",
    "!!str a", "|", ">", "%YAML 1.1", "@a", "`a`", "[a]", "{a: b}", "'", '"', "\\", "\\x41", "\\U0001F600", "yes",
    "No", "ON", "y", "null", "Null", "true", ".inf", "-.INF", ".NaN", "nan", "0", "-0", "+1", "1_000", "0o14", "014",
    "0x1F", "0b1", "1e3", "1.", ".5", "1.5e+3", "685_230.15", "12:30:45", "190:20:30", "2020-01-01",
    "2001-12-14t21:59:43.10-05:00", "a\nb", "a\n", "\ta", "a\x00b", "\x07", "\x7f", "\x85", "\xa0", "\u2028",
    "\u2029", "\ufeff", "\ufffe", "\U0001f600", "\U0010ffff", "\ud800", "שלום", "a\r\nb", " a ", "a" * 5000,
    "a " * 3000,
)  # fmt: skip
NAMES = st.from_regex(r"[a-z_]{1,9}", fullmatch=True)
TEXTS = st.one_of(
    st.text(), st.text(st.characters()), st.sampled_from(AMBIGUOUS), st.from_regex(r"[-+.0-9exo_:=~yYnN]{1,9}")
)
VALUES = st.one_of(TEXTS, st.booleans(), st.integers(), st.lists(TEXTS, max_size=4))


def read(block: str) -> list[Any]:
    """What every parser makes of the block between its two lines."""
    assert block.startswith("---\n")
    assert block.endswith("\n---\n")
    text = block.removesuffix("---\n")
    return [
        yaml.load(text, yaml.CSafeLoader),
        yaml.load(text, yaml.SafeLoader),
        YAML(typ="safe", pure=True).load(text),
    ]


def without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    return [without_surrogates(item) for item in value] if isinstance(value, list) else value


@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=5))
@example({"no": "a", "y": "b", "null": ["c"], "on": True})
def test_every_parser_reads_back_the_same_values(fields: dict[str, Any]) -> None:
    expected = {name: without_surrogates(value) for name, value in fields.items()}

    assert read(front_matter(fields)) == [expected] * 3


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_no_text_is_taken_for_anything_else(text: str) -> None:
    expected = {"title": without_surrogates(text), "tags": [without_surrogates(text)]}

    assert read(front_matter({"title": text, "tags": [text]})) == [expected] * 3


def test_nested_fields_come_out_in_their_order() -> None:
    fields = {
        "title": "Hello: world",
        "draft": True,
        "count": 3,
        "taxonomies": {"mood": ["brisk", "no"]},
        "tags": ["a b"],
    }

    assert front_matter(fields) == (
        '---\ntitle: "Hello: world"\ndraft: true\ncount: 3\n'
        'taxonomies:\n  mood:\n  - brisk\n  - "no"\ntags:\n- "a b"\n---\n'
    )


@pytest.mark.parametrize("text", ["y", "N", "Yes", "oFF", "TRUE", "null", "NaN"])
def test_words_that_some_version_of_yaml_knows_are_quoted(text: str) -> None:
    assert front_matter({"title": text, text: "a"}) == f'---\ntitle: "{text}"\n"{text}": a\n---\n'


def test_emoji_stay_readable() -> None:
    assert front_matter({"title": "\\U0001F600 \U0001f600"}) == '---\ntitle: "\\\\U0001F600 \U0001f600"\n---\n'


def test_lines_are_not_wrapped() -> None:
    assert front_matter({"title": "word " * 1000}).count("\n") == 3


# --- other formats --------------------------------------------------------------------------------------------------
NESTED = st.dictionaries(NAMES, VALUES | st.dictionaries(NAMES, VALUES, max_size=3), max_size=5)


def clean(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        name: clean(value) if isinstance(value, dict) else without_surrogates(value) for name, value in fields.items()
    }


def is_small(value: Any) -> bool:
    """TOML has 64 bits for a number."""
    if isinstance(value, dict):
        return all(map(is_small, value.values()))
    return not isinstance(value, int) or -(2**63) <= value < 2**63


@given(NESTED)
@example({"a": {"b": {"c": ["\x7f", "\ud800"]}}, "z": "\u2028"})
def test_toml_is_read_back_to_the_same_values(fields: dict[str, Any]) -> None:
    if is_small(fields):
        block = FORMATS["toml"](fields)
        assert block.startswith("+++\n")
        assert tomllib.loads(block[4:].removesuffix("+++\n")) == clean(fields)


@given(NESTED)
def test_json_is_read_back_to_the_same_values(fields: dict[str, Any]) -> None:
    assert json.loads(FORMATS["json"](fields)) == clean(fields)


@given(st.dictionaries(NAMES, TEXTS, max_size=4))
def test_lines_have_one_line_for_each_text(fields: dict[str, str]) -> None:
    expected = [f"{name}: {' '.join(without_surrogates(text).split())}" for name, text in fields.items()]
    assert FORMATS["lines"](fields).split("\n")[:-1] == expected


def test_a_list_in_lines_has_commas() -> None:
    assert FORMATS["lines"]({"Tags": ["a", "b c"], "x": {"y": True}}) == "Tags: a, b c\nx_y: true\n"


def test_a_list_of_items_with_commas_in_lines_has_semicolons() -> None:
    assert FORMATS["lines"]({"Tags": ["a, b", "c;d"]}) == "Tags: a, b; c,d;\n"
