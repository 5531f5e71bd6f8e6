"""Guards: what a generator would take for its own syntax is written so that it is shown, and nothing else changes."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wparchive.writers.markdown.convert import to_markdown
from wparchive.writers.markdown.dialects import for_kramdown, for_python
from wparchive.writers.markdown.guards import GUARDS

WJ = "\u2060"


@pytest.mark.parametrize(
    ("name", "text", "guarded"),
    [
        ("hugo", '{{< figure src="x" >}}', '{{</* figure src="x" */>}}'),
        ("hugo", "{{% note %}}", "{{%/* note */%}}"),
        ("hugo", "an open {{< one", f"an open {{{WJ}{{< one"),
        ("hugo", "{{< a %}}", f"{{{WJ}{{< a %}}}}"),
        ("hugo", "{{</* a */>}}", f"{{{WJ}{{</* a */>}}}}"),
        ("hugo", "{{ .Title }} {% x %}", "{{ .Title }} {% x %}"),
        ("nikola", "{{% media x %}}", "\\{\\{% media x %}}"),
        ("nikola", "`{{% media x %}}`", "`{{% raw %}}{{% media x %}}{{% /raw %}}`"),
        ("nikola", "`{{% /raw %}}`", f"`{{{WJ}{{% /raw %}}}}`"),
        ("zola", '{{ youtube(id="x") }}', '{{/* youtube(id="x") */}}'),
        ("zola", "{% quote(a=1) %}", "{%/* quote(a=1) */%}"),
        ("zola", "{{ open(", f"{{{WJ}{{ open("),
        ("zola", "{{ site.title }}", "{{ site.title }}"),
        ("astro", "![a](http://x/%B9.jpg)", '<img src="http://x/%B9.jpg" alt="a">'),
        ("astro", '![\\<b> "](http://x/%B9 "t")', '<img src="http://x/%B9" alt="&lt;b&gt; &quot;" title="t">'),
        ("astro", "![a](http://x/%C3%A9.jpg)", "![a](http://x/%C3%A9.jpg)"),
        ("kramdown", 'x {: onclick="y"} `{: z}`', 'x \\{: onclick="y"} `{: z}`'),
        ("kramdown", "```\n{: z}\n```\n{::comment}", "```\n{: z}\n```\n\\{::comment}"),
        ("python-markdown", "\\<b> \\~ \\* \\_", "&#60;b> &#126; \\* \\_"),
        ("python-markdown", "`\\<b>` {: x}", "`\\<b>` \\{: x}"),
        ("python-markdown", "~~gone~~", "<del>gone</del>"),
        ("python-markdown", "- a\n  - b\n\n    c", "- a\n    - b\n\n        c"),
        ("python-markdown", "1. a\n\n   b", "1. a\n\n    b"),
        ("python-markdown", "> ```\n> \\<b>\n> ```\n> \\<b>", ">\n>     \\<b>\n> &#60;b>"),
        ("python-markdown", "```html\n\\<b>\n  - x\n```\n\\<b>", "```html\n\\<b>\n  - x\n```\n&#60;b>"),
        ("", "{{< x >}}", "{{< x >}}"),
    ],
)  # fmt: skip
def test_what_would_be_taken_for_syntax_is_shown(name: str, text: str, guarded: str) -> None:
    assert GUARDS[name](text) == guarded


@pytest.mark.parametrize("name", GUARDS)
@given(st.text("abc \n-+*.12", max_size=80))
def test_plain_words_and_lists_keep_their_words(name: str, text: str) -> None:
    assert GUARDS[name](text).split() == text.split()


MARKS = ["{{<", "{{%", ">}}", "%}}", "{{", "}}", "a", " ", "/*", "*/", "\n", "(", ")", "{%", "%}"]


@given(st.lists(st.sampled_from(MARKS)))
def test_no_shortcode_of_hugo_is_left(parts: list[str]) -> None:
    guarded = GUARDS["hugo"]("".join(parts))
    for found in re.finditer(r"\{\{([<%])(.{0,9})", guarded, re.DOTALL):
        assert found[2].startswith("/*")
        assert re.match(r"/\*(?:(?!\{\{[<%]).)*?\*/[>%]\}\}", guarded[found.end(1) :], re.DOTALL)


PIECES = [
    "<p>", "</p>", "&lt;script&gt;", "<pre>", "</pre>", "<ul><li>", "</ul>", "<blockquote>", "</blockquote>", "\n\n",
    "x", "`", "~~", "\\",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_no_tag_of_a_text_comes_alive_in_python_markdown(parts: list[str]) -> None:
    """What Python-Markdown takes for a tag, outside of code: a `<` that is no number, in a line that is no code."""
    text = for_python(to_markdown("".join(parts)))
    fenced = re.sub(r"(?ms)^(`{3,}|~{3,})[^\n]*\n.*?^\1`*~*$", "", text)
    lines = [line for line in fenced.split("\n") if not re.match(r"(?:> ?)* {4}", line)]
    inline = re.sub(r"(?s)(?<![`\\])(`+)(?!`).+?(?<!`)\1(?!`)", "", "\n".join(lines))
    assert not re.search(r"<script", inline)


@pytest.mark.parametrize("name", GUARDS)
@pytest.mark.parametrize("unit", [*MARKS, "{% a(", "{{ a(", "`", "~~", "{", "> ", "- ", "![", "![](%", "\\", "1. "])
def test_guards_are_quick_whatever_comes(name: str, unit: str) -> None:
    start = time.process_time()
    GUARDS[name](unit * 20_000)
    assert time.process_time() - start < 2


def test_code_of_a_list_or_quotation_keeps_its_lines_for_kramdown() -> None:
    text = "> ```\n> {: x}\n> ```\n\n- a\n  ```\n  {: y}\n  ```"
    assert for_kramdown(text) == text
