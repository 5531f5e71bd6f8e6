from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wparchive.readers.wxr.php import MAX_DEPTH, Decoded, unserialize

SMALL = 'a:3:{s:5:"width";i:1024;s:6:"height";i:683;s:4:"file";s:15:"2020/01/img.jpg";}'


def serialize(value: Any) -> str:
    """Write a value as PHP does; dictionaries have text keys, or integers."""
    if isinstance(value, list | dict):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        return f"a:{len(value)}:{{{''.join(serialize(key) + serialize(item) for key, item in pairs)}}}"
    if isinstance(value, str):
        return f's:{len(value.encode())}:"{value}";'
    if value is None:
        return "N;"
    return {bool: "b:{:d};", int: "i:{};", float: "d:{!r};"}[type(value)].format(value)


def is_word(key: str) -> bool:
    return not key.removeprefix("-").isdigit()


def values(text: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    scalars = (
        st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    )
    return st.recursive(
        scalars | text,
        lambda inner: st.lists(inner) | st.dictionaries(text.filter(is_word), inner, min_size=1),
        max_leaves=10,
    )


def containers(text: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    return st.lists(values(text), min_size=1)


def same(left: Any, right: Any) -> bool:
    """Compare with types and order: 1, 1.0 and True are three things."""
    return json.dumps(left) == json.dumps(right)


@given(values(st.text()))
def test_what_was_serialized_is_decoded_exactly(value: Any) -> None:
    decoded = unserialize(serialize(value))
    assert decoded is not None
    assert decoded.exact
    assert same(decoded.value, value)


@given(st.dictionaries(st.integers(-(2**63), 2**63 - 1), st.integers(0, 9), min_size=1))
def test_integer_keys_become_text_unless_they_count_from_zero(value: dict[int, int]) -> None:
    expected = list(value.values()) if list(value) == list(range(len(value))) else {str(k): v for k, v in value.items()}
    assert unserialize(serialize(value)) == Decoded(expected, exact=True)


@given(st.text() | st.text('aObidsNCErR:;{}"0123456789.-INF\né'))
def test_no_text_raises_and_every_value_is_json(text: str) -> None:
    for candidate in (text, f"a:1:{{{text}}}", f's:3:"{text}";', f'a:1:{{i:0;s:3:"{text}";}}', f"d:{text};"):
        decoded = unserialize(candidate)
        if decoded is not None:
            json.dumps(decoded.value, allow_nan=False)


@given(containers(st.text(st.characters(codec="utf-8", exclude_characters='"'))), st.data())
def test_a_truncated_text_is_not_decoded(value: Any, data: st.DataObject) -> None:
    text = serialize(value)
    assert unserialize(text[: data.draw(st.integers(0, len(text) - 1))]) is None


@given(st.lists(st.text("ab \n"), min_size=1).filter(lambda texts: any("\n" in text for text in texts)))
def test_newlines_that_xml_made_one_character_do_not_hide_the_value(texts: list[str]) -> None:
    found = serialize([text.replace("\n", "\r\n") for text in texts]).replace("\r\n", "\n")
    assert unserialize(found) == Decoded(texts, exact=False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":",
        "42",
        "a: an ordinary sentence; it ends {here}",
        "b:2;",
        "N:1;",
        "N;N;",
        "i:042;",
        "i:9223372036854775808;",
        "d:one;",
        "d:1-2;",
        "b:1;}",
        "a:1:{i:0;i:1;",
        "a:2:{i:0;i:1;}",
        "a:1:{i:0;i:1;i:2;}",
        "a:1:{b:1;i:1;}",
        "a:1:{d:0.5;i:1;}",
        "a:1:{a:0:{}i:1;}",
        "a:-1:{}",
        "a:9999999999:{}",
        "}",
        's:4:"abc";',
        's:2:"abc";',
        's:2:"é',
        'C:1:"A":9:{abc}',
        'O:0:"":0:{}',
    ],
)
def test_damaged_and_ordinary_text_stays_text(text: str) -> None:
    assert unserialize(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("N;", None),
        ("b:0;", False),
        ("i:-9223372036854775808;", -(2**63)),
        ("d:1.0E+25;", 1e25),
        ("d:0.10000000000000001;", 0.1),
        ('s:0:"";', ""),
        ('s:6:"日本";', "日本"),
        ('s:10:"say "yes"!";', 'say "yes"!'),
        ('s:8:"a";s:1:b";', 'a";s:1:b'),
        ('s:18:"a:1:{i:0;s:1:"x";}";', 'a:1:{i:0;s:1:"x";}'),
        ("a:0:{}", []),
        ('a:2:{i:0;s:1:"a";i:1;s:1:"b";}', ["a", "b"]),
        ("a:2:{i:1;b:1;i:0;b:0;}", {"1": True, "0": False}),
        ('a:2:{i:0;N;s:1:"k";N;}', {"0": None, "k": None}),
        ('a:1:{s:2:"07";N;}', {"07": None}),
        (SMALL, {"width": 1024, "height": 683, "file": "2020/01/img.jpg"}),
    ],
)
def test_each_form_that_says_one_thing_is_exact(text: str, value: Any) -> None:
    decoded = unserialize(text)
    assert decoded is not None
    assert decoded.exact
    assert same(decoded.value, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("d:INF;", "INF"),
        ("a:1:{i:0;d:NAN;}", ["NAN"]),
        ("d:1e999;", "1e999"),
        # A text key that PHP itself would have made an integer.
        ('a:1:{s:1:"7";N;}', {"7": None}),
        # The same key twice.
        ('a:2:{s:1:"k";i:1;s:1:"k";i:2;}', {"k": 2}),
        ('a:2:{i:7;i:1;s:1:"7";i:2;}', {"7": 2}),
        # Masked, longer and shorter than declared, with what looks like an end at the declared place or not.
        ('a:2:{i:0;s:5:"masked@example.org";i:1;s:1:"x";}', ["masked@example.org", "x"]),
        ('a:2:{i:0;s:40:"masked@example.org";i:1;s:1:"x";}', ["masked@example.org", "x"]),
        ('a:2:{i:0;s:14:"é";i:1;s:2:"xx";}', ["é", "xx"]),
        # One newline of two was two bytes.
        ('a:1:{i:0;s:6:"a\nb\nc";}', ["a\nb\nc"]),
        # All were, and the text holds what looks like its end.
        ('a:1:{i:0;s:12:"a";i:0;\n\nb";}', ['a";i:0;\n\nb']),
        ('O:8:"stdClass":1:{s:1:"a";i:1;}', {"__class__": "stdClass", "a": 1}),
        ('O:1:"A":2:{s:4:"\0A\0p";i:1;s:4:"\0*\0q";N;}', {"__class__": "A", "p": 1, "q": None}),
        ('C:4:"Bag1":5:{i:{};}', {"__class__": "Bag1", "__data__": "i:{};"}),
        ('a:1:{i:0;E:11:"Suit:Hearts";}', [{"__class__": "Suit", "name": "Hearts"}]),
        ("a:2:{i:0;a:0:{}i:1;R:2;}", [[], {"__reference__": 2}]),
    ],
)
def test_what_json_or_the_lengths_cannot_say_is_not_exact(text: str, value: Any) -> None:
    decoded = unserialize(text)
    assert decoded is not None
    assert not decoded.exact
    assert same(decoded.value, value)


def test_a_length_that_ends_at_the_next_string_by_chance_is_given_up() -> None:
    text = 'a:2:{s:1:"m";s:13:"abcde";s:1:"n";s:1:"o";}'
    assert text[text.index("abcde") + 13 :].startswith('";')
    assert unserialize(text) == Decoded({"m": "abcde", "n": "o"}, exact=False)


def test_long_texts_are_read_like_short_ones() -> None:
    value = [{"file": "é" * 100, "width": number} for number in range(1000)]
    assert unserialize(serialize(value)) == Decoded(value, exact=True)


def test_nesting_has_an_end() -> None:
    def nested(depth: int) -> str:
        return "a:1:{i:0;" * depth + "N;" + "}" * depth

    assert unserialize(nested(MAX_DEPTH)) is not None
    assert unserialize(nested(MAX_DEPTH + 1)) is None
    assert unserialize(nested(200_000)) is None
