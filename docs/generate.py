# ruff: noqa: INP001 - a script beside the pages it writes, no part of a package
"""Types, tables and commands -> the generated parts of the reference pages.

``python docs/generate.py`` rewrites, in the pages of docs/reference, what stands between
``<!-- generated: NAME -->`` and ``<!-- end -->``; the rest is written by hand. The meanings of
fields and values are in docs/reference/meanings.toml. Tests compare the pages with what this makes.
"""

from __future__ import annotations

import inspect
import re
import sys
import tomllib
from collections import Counter
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

import typer

from dragoman import errors, record
from dragoman.cli import app
from dragoman.lexicon import load_tables
from dragoman.lexicon.entries import LAYOUT
from dragoman.lexicon.load import table_files, tables_folder
from dragoman.render.json import PRIMITIVES, field_names
from dragoman.settings import PREFIX, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dragoman.lexicon.schema import EventPattern, PloverType

REFERENCE = Path(__file__).parent / "reference"
REGION = re.compile(r"(<!-- generated: ([\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
LISTS = {  # the closed lists by what they allow: Literal[1, -1] -> "Sign"
    alias: name for name, alias in vars(record).items() if get_origin(alias) is Literal
}


def pages() -> dict[Path, str]:
    """Every reference page as it should be."""
    return {page: renewed(page.read_text("utf-8")) for page in sorted(REFERENCE.glob("*.md"))}


def renewed(page: str) -> str:
    """A page with its generated parts made anew."""
    return REGION.sub(lambda found: f"{found[1]}\n{REGIONS[found[2]]()}\n\n{found[3]}", page)


# --- the record -------------------------------------------------------------------------------


def record_types() -> str:
    """The types of the record: what each is, and its fields with their types and meanings."""
    return "\n\n".join(map(_record_type, types_of(record.Record)))


def types_of(cls: type) -> list[type]:
    """A type and all that its fields hold, in the order in which a reader meets them."""
    found = [cls]
    for one in found:
        hints = get_type_hints(one)
        for name in field_names(one):
            found += [held for held in _held(hints[name]) if held not in found]
    return found


def _held(hint: Any) -> list[type]:
    if isinstance(hint, type) and is_dataclass(hint):
        return [hint]
    return [held for arg in get_args(hint) for held in _held(arg)]


def _record_type(cls: type) -> str:
    hints = get_type_hints(cls)
    rows = [
        (f"`{name}`", _type(hints[name]), meaning(cls.__name__, name)) for name in field_names(cls)
    ]
    return f"### {cls.__name__}\n\n{_prose(cls)}\n\n{_table(('field', 'type', 'meaning'), rows)}"


def _type(hint: Any) -> str:
    """A type in words, with links to types and closed lists."""
    if hint in LISTS:
        return f"[{LISTS[hint]}](#{LISTS[hint].lower()})"
    origin, args = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        return " or ".join(_type(arg) for arg in args)
    if origin is tuple:
        return f"list of {_type(args[0])}"
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in args)
    if is_dataclass(hint):
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    return PRIMITIVES[hint]


def closed_lists() -> str:
    """The closed lists: every value with its meaning."""
    parts = []
    for alias, name in LISTS.items():
        rows = [(f"`{value}`", meaning(name, str(value))) for value in get_args(alias)]
        parts.append(f"### {name}\n\n{_table(('value', 'meaning'), rows)}")
    return "\n\n".join(parts)


@cache
def meanings() -> dict[str, dict[str, str]]:
    """What every field and value means: docs/reference/meanings.toml."""
    return tomllib.loads((REFERENCE / "meanings.toml").read_text("utf-8"))


def meaning(type_: str, name: str) -> str:
    """What a field of a type, or a value of a closed list, means.

    Raises:
        KeyError: meanings.toml has no line for it.
    """
    try:
        return meanings()[type_][name]
    except KeyError:
        raise KeyError(f"docs/reference/meanings.toml: [{type_}] has no {name!r}") from None


# --- the command line -------------------------------------------------------------------------


def commands() -> str:
    """Every command with its help, its arguments and its options."""
    return "\n\n".join(_command(path, command) for path, command in commands_of(app))


def commands_of(program: typer.Typer) -> Iterator[tuple[str, Any]]:
    """The commands of a program, groups before what they hold, each by its full name."""
    queue: list[tuple[str, Any]] = [("dragoman", typer.main.get_command(program))]
    while queue:
        path, command = queue.pop(0)
        yield path, command
        held = getattr(command, "commands", {}).items()
        queue = [(f"{path} {name}", each) for name, each in held] + queue


def _command(path: str, command: Any) -> str:
    parts = [f"### {path}", _code(command.help)]
    rows = [_parameter(parameter) for parameter in command.params]
    if rows:
        parts.append(_table(("argument or option", "meaning", "default"), rows))
    return "\n\n".join(parts)


def _parameter(parameter: Any) -> tuple[str, str, str]:
    given = parameter.default
    default = "" if given is None or given is False else f"`{_written(given)}`"
    if isinstance(parameter.show_default, str):
        default = f"`{parameter.show_default}`"
    return _usage(parameter), _code(parameter.help), default


def _usage(parameter: Any) -> str:
    """How a parameter is written: ``SOURCE…``, ``--format -f text|jsonl|html``."""
    if parameter.param_type_name == "argument":
        return f"`{parameter.metavar}{'…' if parameter.nargs == -1 else ''}`"
    value = parameter.metavar or "\\|".join(_options(parameter.type_descriptor.annotation))
    names = [f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts)]
    return ", ".join(names) + (f" `{value}`" if value else "")


def _options(annotation: Any) -> list[str]:
    return [str(value) for value in get_args(annotation)]


def _written(value: object) -> str:
    return "yes" if value is True else str(value)


def _code(words: str) -> str:
    """Help in Markdown: what it prints in bold is a command."""
    return re.sub(r"\[bold\](.*?)\[/bold\]", r"`\1`", inspect.cleandoc(words))


def settings() -> str:
    """The settings with their environment variables and defaults."""
    words = dict(re.findall(r"^ +(\w+): (.+)$", inspect.getdoc(Settings) or "", re.MULTILINE))
    rows = [
        (f"`{f.name}`", f"`{PREFIX}{f.name.upper()}`", _double(words[f.name]), _default(f))
        for f in fields(Settings)
    ]
    return _table(("in `dragoman.toml`", "variable", "meaning", "default"), rows)


def exit_codes() -> str:
    """The errors with the exit codes they end with."""
    found = [
        error
        for _, error in inspect.getmembers(errors, inspect.isclass)
        if issubclass(error, errors.DragomanError) and error is not errors.DragomanError
    ]
    found.sort(key=lambda error: (error.exit_code, error.__name__))
    rows = [(f"`{e.__name__}`", str(e.exit_code), _prose(e).partition("\n")[0]) for e in found]
    return _table(("error", "exit code", "meaning"), rows)


# --- the tables -------------------------------------------------------------------------------


def tables() -> str:
    """Every table of the lexicon: its files, its fields, and its first entry."""
    return "\n\n".join(_lexicon_table(glob, cls, key) for glob, cls, key, _ in LAYOUT)


def _lexicon_table(glob: str, cls: type, key: str) -> str:
    hints = get_type_hints(cls)
    rows = [
        (f"`{f.name}`", _cell_type(hints[f.name]), _default(f), meaning(cls.__name__, f.name))
        for f in fields(cls)
    ]
    table = _table(("field", "type", "default", "meaning"), rows)
    entries = f"rows of `{glob}`" if not key else f"`[[{key}]]` entries of `{glob}`"
    return f"### {cls.__name__}\n\n{entries}\n\n{_prose(cls)}\n\n{table}\n\n{_first(glob, key)}"


def _cell_type(hint: Any) -> str:
    if hint in LISTS:
        return f"[{LISTS[hint]}](record.md#{LISTS[hint].lower()})"
    if get_origin(hint) is Literal:
        return "one of " + ", ".join(f"`{value}`" for value in get_args(hint))
    if get_origin(hint) is tuple:
        return "list of string"
    if get_origin(hint) in {Union, UnionType}:
        return _cell_type(get_args(hint)[0])
    return PRIMITIVES[hint]


def _default(field: Any) -> str:
    if field.default is MISSING:
        return "must be given"
    if isinstance(field.default, tuple):
        return f"`{list(field.default)}`" if field.default else "empty"
    return f"`{field.default}`" if field.default != "" else "empty"


def _first(glob: str, key: str) -> str:
    """The first entry of a table as it stands in its file."""
    root = tables_folder()
    file = next(f for f in table_files(root, "en") if f.relative_to(root).match(glob))
    lines = file.read_text("utf-8").splitlines()
    if not key:
        return _fence("csv", lines[:2])
    start = lines.index(f"[[{key}]]")
    return _fence("toml", takewhile(lambda line: line.strip(), lines[start:]))


# --- the codebook -----------------------------------------------------------------------------


def event_types() -> str:
    """The sixteen types side by side."""
    count = Counter(pattern.type for pattern in load_tables().events)
    rows = [
        (
            f"[{t.id}](#{t.id.lower()})",
            t.quad,
            f"{t.intensity:+.1f}".replace("+0.0", "0.0"),
            t.note,
            str(count[t.id]),
        )
        for t in load_tables().plover
    ]
    return _table(("type", "quad class", "intensity", "what it is", "patterns"), rows)


def event_modes() -> str:
    """Each type with its modes: how many patterns give them, and a sentence that does."""
    return "\n\n".join(map(_event_type, load_tables().plover))


def _event_type(kind: PloverType) -> str:
    rows = []
    for mode in sorted({pattern.mode for pattern in patterns_of(kind)}):
        there = [pattern for pattern in patterns_of(kind) if pattern.mode == mode]
        rows.append((f"`{mode}`" if mode else "none", str(len(there)), there[0].match[0]))
    return f"### {kind.id}\n\n{_table(('mode', 'patterns', 'for example'), rows)}"


def patterns_of(kind: PloverType) -> list[EventPattern]:
    """The patterns that give events of a type, in the order of the table."""
    return [pattern for pattern in load_tables().events if pattern.type == kind.id]


# --- Markdown ---------------------------------------------------------------------------------


def _prose(thing: type) -> str:
    """A docstring in Markdown, without its sections of arguments."""
    text = re.split(r"\n\n(?:Args|Raises):", inspect.getdoc(thing) or "")[0]
    return _double(text)


def _double(words: str) -> str:
    return re.sub(r"``(.+?)``", r"`\1`", words, flags=re.DOTALL)


def _fence(language: str, lines: Iterable[str]) -> str:
    return "\n".join([f"```{language}", *lines, "```"])


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(head)
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(' '.join(cell.split()) for cell in row)} |" for row in lines)


REGIONS: dict[str, Callable[[], str]] = {
    "record-types": record_types,
    "closed-lists": closed_lists,
    "commands": commands,
    "settings": settings,
    "exit-codes": exit_codes,
    "tables": tables,
    "event-types": event_types,
    "event-modes": event_modes,
}


def main() -> None:
    """Rewrites the pages that are not as they should be, and names them."""
    for page, text in pages().items():
        if page.read_text("utf-8") != text:
            page.write_text(text, "utf-8")
            sys.stdout.write(f"{page}\n")


if __name__ == "__main__":
    main()
