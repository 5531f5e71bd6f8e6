# ruff: noqa: INP001 - a script, not a package
"""Writes the reference pages that come from the code, and the JSON Schema that the package ships.

The words above the tables are in docs/heads.

python docs/generate.py            writes them
python docs/generate.py --check    says which are stale, and exits with 1 if any is
"""

from __future__ import annotations

import inspect
import json
import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from wparchive import Job, RenderOptions, Target, choose_writer, run
from wparchive.archive import json_schema
from wparchive.clean.rules import RULES
from wparchive.cli.app import COMMANDS, app
from wparchive.content.blocks import saved
from wparchive.content.blocks.render import HANDLERS as BLOCKS
from wparchive.content.shortcodes import PLUGINS, WORDPRESS
from wparchive.content.shortcodes.embeds import embed
from wparchive.errors import WparchiveError
from wparchive.ledger import CODES
from wparchive.options import LAYOUTS
from wparchive.writers.markdown.layouts import Layout, load_layout
from wparchive.writers.sqlite import schema_reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

ROOT: Final = Path(__file__).parents[1]
HEADS: Final = ROOT / "docs/heads"
DEVIATIONS: Final = ROOT / "tests/live/deviations.toml"
DEMO: Final = ROOT / "fixtures/demo-blog/export.xml"
WIDTH: Final = 100
HELP: Final = app.context_settings["help_option_names"]
NOTE: Final = "<!-- Made by docs/generate.py from the code: change that, then run `make docs`. -->"

EXIT_CODES: Final = {
    0: "Done.",
    1: "Some of several sources could not be read; the rest is done.",
    4: "A destination cannot be written, or holds what is not ours; or what `verify` reads is not whole.",
    WparchiveError.exit_code: "This program did something wrong, or its ledger does not balance. Please report it.",
    130: "A run was stopped; the same command begins again, and a batch goes on.",
    141: "The program that reads the output went away (`| head`).",
}
SEVERITIES: Final = {
    "lost": "Something of the source is missing from the result, or may be. The summary counts these and names the"
    " first of them; `--strict` makes them an error.",
    "changed": "The result says something other than the bytes of the source did. The issue holds the original.",
    "info": "Nothing is missing and nothing was changed, but it is good to know.",
}


def commands() -> str:
    """The page of commands: the help of each, and how else its options can be given."""
    context = click.Context(app, info_name="wparchive", terminal_width=WIDTH, help_option_names=HELP)
    parts = [_help(app, context)]
    for name in COMMANDS:
        command = app.get_command(context, name)
        assert command is not None
        inner = click.Context(command, info_name=name, parent=context, terminal_width=WIDTH)
        parts += [f"## {name}", _help(command, inner), *_keys(name, command)]
    return _page("commands", *parts, "## Exit codes", _exit_codes())


def _page(name: str, *parts: str) -> str:
    title, _, words = (HEADS / f"{name}.md").read_text(encoding="utf-8").strip().partition("\n\n")
    return "\n\n".join([title, NOTE, words, *parts])


def _help(command: click.Command, context: click.Context) -> str:
    return f"```text\n{command.get_help(context)}\n```"


def _keys(command_name: str, command: click.Command) -> Iterator[str]:
    """How the options of a command are given in wparchive.toml and in the environment."""
    rows = [
        (max(option.opts, key=len), option.name, f"WPARCHIVE_{command_name.upper()}_{option.name.upper()}")
        for option in command.params
        if isinstance(option, click.Option) and option.expose_value and option.name
    ]
    if rows:
        yield f"In `wparchive.toml` these are keys below `[{command_name}]`, in the environment variables:"
        yield _table(("option", "key", "variable"), [[f"`{cell}`" for cell in row] for row in rows])


def _exit_codes() -> str:
    codes = {
        **{error.exit_code: (error.__doc__ or "").partition("\n")[0] for error in _kinds_of_errors()},
        **EXIT_CODES,
    }
    return _table(("code", "meaning"), [(str(code), codes[code]) for code in sorted(codes)])


def _kinds_of_errors() -> list[type[WparchiveError]]:
    """The exceptions with an exit code of their own; those below them in the tree say more, but exit alike."""
    return [error for error in WparchiveError.__subclasses__() if "exit_code" in vars(error)]


def issue_codes() -> str:
    """The page of issue codes."""
    parts = []
    for severity, meaning in SEVERITIES.items():
        rows = [
            (f"`{code}`", entry.meaning, entry.remedy)
            for code, entry in sorted(CODES.items())
            if entry.severity == severity
        ]
        parts += [f"## {severity}", meaning, _table(("code", "what happened", "what to do"), rows)]
    return _page("issue-codes", *parts)


def archive_format() -> str:
    """The page of the archive format: one section for each kind of record and each object in them."""
    kinds: Mapping[str, Any] = json_schema()["$defs"]
    examples = _examples()
    parts = []
    for name, kind in kinds.items():
        parts += [f"## {name}", kind["description"], _fields(kind)]
        if name in examples:
            parts += [f"```json\n{examples[name]}\n```"]
    return _page("archive-format", *parts)


def _fields(kind: Mapping[str, Any]) -> str:
    required = kind.get("required", ())
    rows = [
        (f"`{name}`", _type(field), "always" if name in required else "", field.get("description", ""))
        for name, field in kind["properties"].items()
    ]
    return _table(("field", "type", "there", "meaning"), rows)


def _type(field: Mapping[str, Any]) -> str:
    if "anyOf" in field:
        return " or ".join(_type(one) for one in field["anyOf"] if one != {"type": "null"})
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "enum" in field:
        return " or ".join(f"`{json.dumps(value)}`" for value in field["enum"])
    if field.get("type") == "array":
        return f"list of {_type(field['items'])}"
    if field.get("type") == "object" and "additionalProperties" in field:
        return f"object of {_type(field['additionalProperties'])}"
    return str(field.get("type", "any"))


def _examples() -> dict[str, str]:
    """A line of each kind, from the demo blog: the shortest one, since a post holds all its comments."""
    lines: dict[str, str] = {}
    for line in _demo_archive().splitlines():
        record = json.loads(line)
        name = record["kind"].capitalize()
        if len(line) < len(lines.get(name, line + " ")):
            lines[name] = line
        for comment in record.get("comments", ()):
            text = json.dumps(comment, ensure_ascii=False, separators=(",", ":"))
            lines.setdefault("Comment", text)
    return lines


def _demo_archive() -> str:
    import tempfile  # noqa: PLC0415 - only for the examples

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "demo.jsonl")
        writer = choose_writer("jsonl", None)
        run(Job(addresses=(str(DEMO),), target=Target(path=path), writer=writer, render=RenderOptions()))
        return path.read_text(encoding="utf-8")


def cleaning_rules() -> str:
    """The page of cleaning rules."""
    rows = [
        (
            f"`{rule.name}`",
            "on" if rule.default else "off",
            ("pages" if rule.in_pages else "all") if rule.find else "",
            "yes" if rule.phrases else "",
            rule.summary,
        )
        for rule in RULES
    ]
    return _page("cleaning-rules", _table(("rule", "default", "bodies", "lines", "what it moves or names"), rows))


def rendering() -> str:
    """The page of rendering: what becomes of each block and shortcode, and where WordPress shows something else."""
    blocks = {
        **dict.fromkeys(sorted(saved.AS_SAVED - BLOCKS.keys()), "As saved."),
        "block": "The reusable block of its id.",
    }
    deviations = tomllib.loads(DEVIATIONS.read_text(encoding="utf-8"))["deviation"]
    return _page(
        "rendering",
        "## Blocks",
        "Blocks without a namespace are those of `core/`. All others keep their saved HTML; without any they become a"
        " placeholder, with a link to the address that they name.",
        _table(("blocks", "what is shown"), _by_meaning({**blocks, **_summaries(BLOCKS)})),
        "## Shortcodes",
        _table(("shortcodes", "what is shown"), _by_meaning(_summaries({**WORDPRESS, **PLUGINS, "embed": embed}))),
        "## Texts that come out otherwise than from WordPress",
        "Fragments of content are rendered by a live WordPress and by this program, and compared. These differences are"
        " wanted or cannot be avoided; the test suite knows them by name.",
        _table(("name", "difference"), [(f"`{one['name']}`", one["about"]) for one in deviations]),
    )


def _summaries(handlers: Mapping[str, Callable[..., Any]]) -> dict[str, str]:
    return {name: (handler.__doc__ or "").partition("\n")[0] for name, handler in handlers.items()}


def _by_meaning(meanings: Mapping[str, str]) -> list[tuple[str, str]]:
    """Rows of names that mean the same, and what they mean."""
    groups: dict[str, list[str]] = {}
    for name, meaning in sorted(meanings.items()):
        groups.setdefault(meaning, []).append(f"`{name}`")
    return [(" ".join(group), meaning) for meaning, group in groups.items()]


def layouts() -> str:
    """The page of layouts: the keys of one, and what each of this program's says."""
    about = (inspect.getdoc(Layout) or "").partition("Attributes:\n")[2]  # Python 3.13 stores it without indentation
    keys = re.findall(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", about, re.MULTILINE)
    parts = [_table(("key", "meaning"), [(f"`{key}`", " ".join(meaning.split())) for key, meaning in keys])]
    for name in LAYOUTS:
        layout = load_layout(name)
        rows = [(f"`{field}`", f"`{source}`" if source else "") for field, source in layout.fields.items()]
        files = [(f"`{kind}`", ", ".join(f"`{pattern}`" for pattern in found)) for kind, found in layout.files.items()]
        parts += [
            f"## {name}",
            f"{layout.summary}.",
            _table(("type", "file"), files),
            _table(("field", "source"), rows),
        ]
    return _page("layouts", *parts)


def sqlite_schema() -> str:
    """The page of the database, with the note below its title."""
    title, _, rest = schema_reference().partition("\n\n")
    return f"{title}\n\n{NOTE}\n\n{rest}"


def archive_schema() -> str:
    """The JSON Schema of one line of an archive."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    cells = [list(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    lines = [f"| {' | '.join(row)} |" for row in cells]
    return "\n".join([lines[0], f"|{'---|' * len(cells[0])}", *lines[1:]])


PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "docs/reference/commands.md": commands,
    "docs/reference/issue-codes.md": issue_codes,
    "docs/reference/archive-format.md": archive_format,
    "docs/reference/sqlite-schema.md": sqlite_schema,
    "docs/reference/cleaning-rules.md": cleaning_rules,
    "docs/reference/rendering.md": rendering,
    "docs/reference/layouts.md": layouts,
    "wparchive/archive.schema.json": archive_schema,
}


def stale() -> Iterator[tuple[Path, str]]:
    """Give each page that is not what the code says, with what it says."""
    for name, make in PAGES.items():
        path, text = ROOT / name, make().rstrip() + "\n"
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            yield path, text


def main(arguments: list[str]) -> int:
    """Write the pages, or check them.

    Returns:
        The exit code.
    """
    found = list(stale())
    for path, text in found:
        if "--check" in arguments:
            sys.stderr.write(f"stale: {path.relative_to(ROOT)} (make docs)\n")
        else:
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"wrote {path.relative_to(ROOT)}\n")
    return 1 if found and "--check" in arguments else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
