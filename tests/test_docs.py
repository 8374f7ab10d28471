"""The documentation: what it shows is what the program does, and what there is, is in it.

Every page is a session. Its blocks run from top to bottom in one folder that holds a copy of the
examples and the tables: `$ dragoman` commands and `>>>` lines must print what the page shows, other
Python must run. `…` in shown output stands for anything, blank lines count for nothing. A comment
`<!-- write: FILE -->` or `<!-- append: FILE -->` puts the block behind it into a file.
"""

from __future__ import annotations

import doctest
import importlib.util
import os
import re
import shlex
import shutil
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dragoman.cli import app
from dragoman.examples import report_of
from dragoman.lexicon import load_tables
from dragoman.lexicon.entries import LAYOUT
from dragoman.lexicon.load import load_from, tables_folder
from dragoman.parse import DEFAULT_MODEL, Parser
from dragoman.pipeline import code
from dragoman.record import Record

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", *DOCS.rglob("*.md")])
BLOCK = re.compile(
    r"(?:^<!-- (?P<verb>write|append): (?P<file>\S+) -->\n+)?"
    r"^```(?P<language>\w+)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
RUN = {"console", "pycon", "python"}
TABLES = "src/dragoman/lexicon/tables"
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)

spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
generate = importlib.util.module_from_spec(spec)
spec.loader.exec_module(generate)


def name_of(page):
    return str(page.relative_to(ROOT))


@dataclass
class Block:
    """A fenced block of a page, and where its first line stands."""

    language: str
    body: str
    line: int
    verb: str | None
    file: str | None


def blocks_of(page):
    text = page.read_text("utf-8")
    return [
        Block(
            found["language"],
            found["body"],
            text.count("\n", 0, found.start("body")) + 1,
            found["verb"],
            found["file"],
        )
        for found in BLOCK.finditer(text)
    ]


def commands_of(body):
    """The commands of a console block, each with the output that is shown behind it."""
    found: list[tuple[str, list[str]]] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            found.append((line[2:].partition("  #")[0].strip(), []))
        else:
            found[-1][1].append(line)
    return found


def agrees(shown, printed):
    """Whether output is as shown, where `…` stands for anything; blank lines count for nothing."""
    wanted = ""
    for line in filter(str.strip, shown):
        if line.strip() == "…":
            wanted += r"(?:[^\n]*\n)*?"
        else:
            wanted += ".*?".join(map(re.escape, line.rstrip().split("…"))) + "\n"
    lines = [line.rstrip() for line in printed.splitlines() if line.strip()]
    return re.fullmatch(wanted, "".join(line + "\n" for line in lines)) is not None


def test_output_is_compared_line_by_line():
    printed = "one\n\n  two three\nfour\n"
    assert agrees(["one", "  two three", "four"], printed)
    assert agrees(["one", "…", "four"], printed)
    assert agrees(["…", "  two …", "…"], printed)
    assert not agrees(["one", "four"], printed)
    assert not agrees(["one", "two three", "four"], printed)
    assert not agrees(["one", "…"], "two\n")


# --- what is shown ----------------------------------------------------------------------------


class Session:
    """Runs the blocks of one page, one after the other, in the folder it was made in."""

    def __init__(self, page: Path) -> None:
        self.page = page
        self.names: dict[str, Any] = {"__name__": "page"}
        self.doctests = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False)

    def run(self, block: Block) -> None:
        if block.file:
            self._write(block)
        elif block.language == "console":
            for command, shown in commands_of(block.body):
                self._command(command, shown, block)
        elif block.language == "pycon":
            self._examples(block)
        elif block.language == "python":
            exec(compile(block.body, f"{self.page}:{block.line}", "exec"), self.names)

    def _write(self, block: Block) -> None:
        path = Path(block.file)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a" if block.verb == "append" else "w", encoding="utf-8") as file:
            file.write(block.body)
        load_from.cache_clear()

    def _command(self, command: str, shown: list[str], block: Block) -> None:
        place = f"{name_of(self.page)}:{block.line}: $ {command}"
        words = shlex.split(command)
        if words[0] == "make":
            targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
            assert set(words[1:]) <= targets, f"{place}: no such target"
            return
        if words[:2] == ["python", "docs/generate.py"]:
            return  # rewrites the pages; what it writes is compared below
        assert words[0] == "dragoman", f"{place}: only dragoman, make and the generator are run"
        ended = CliRunner().invoke(app, words[1:])
        assert isinstance(ended.exception, SystemExit | None), f"{place}: {ended.exception!r}"
        assert agrees(shown, ended.output), f"{place} printed\n{ended.output}"

    def _examples(self, block: Block) -> None:
        parsed = doctest.DocTestParser().get_doctest(
            block.body, self.names, name_of(self.page), str(self.page), block.line - 1
        )
        told: list[str] = []
        self.doctests.run(parsed, out=told.append, clear_globs=False)
        self.names.update(parsed.globs)
        assert not told, "".join(told)


def loaded(model, parser):
    """The parser of a model; the one that the session has loaded where it is that."""
    return parser if model == DEFAULT_MODEL else Parser(model)


@pytest.fixture
def workspace(tmp_path, monkeypatch, parser):
    """A folder with the examples and tables of a clone, where the program uses those tables."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shutil.copytree(tables_folder(), tmp_path / TABLES)
    for name in [name for name in os.environ if name.startswith("DRAGOMAN_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    for module in ("lexicon.load", "lexicon.check", "examples"):
        monkeypatch.setattr(f"dragoman.{module}.tables_folder", lambda: tmp_path / TABLES)
    monkeypatch.setattr("dragoman.parse.Parser", lambda model=DEFAULT_MODEL: loaded(model, parser))
    monkeypatch.setattr("dragoman.pipeline.line.default_parser", lambda: parser)
    monkeypatch.setattr("dragoman.examples.default_parser", lambda: parser)
    load_from.cache_clear()
    yield tmp_path
    load_from.cache_clear()


def runs(page):
    return any(block.language in RUN and not block.file for block in blocks_of(page))


@pytest.mark.model
@pytest.mark.parametrize("page", [page for page in PAGES if runs(page)], ids=name_of)
@pytest.mark.usefixtures("workspace")
def test_a_page_shows_what_the_program_does(page):
    session = Session(page)
    for block in blocks_of(page):
        session.run(block)


# --- what there is ----------------------------------------------------------------------------


@pytest.mark.parametrize("page", sorted((DOCS / "reference").glob("*.md")), ids=name_of)
def test_a_reference_page_is_fresh(page):
    remedy = "run python docs/generate.py"
    assert page.read_text("utf-8") == generate.renewed(page.read_text("utf-8")), remedy


def test_every_meaning_belongs_to_a_field_or_a_value():
    known = {cls.__name__: set(generate.field_names(cls)) for cls in generate.types_of(Record)}
    known |= {cls.__name__: {f.name for f in fields(cls)} for _, cls, _, _ in LAYOUT}
    known |= {
        name: {str(value) for value in alias.__args__} for alias, name in generate.LISTS.items()
    }
    meanings = tomllib.loads((DOCS / "reference" / "meanings.toml").read_text("utf-8"))
    assert {name: set(lines) for name, lines in meanings.items()} == known


def test_every_field_of_the_record_is_in_its_reference():
    page = (DOCS / "reference" / "record.md").read_text("utf-8")
    sections = dict(re.findall(r"^### (\w+)\n(.*?)(?=^##|\Z)", page, re.MULTILINE | re.DOTALL))
    for cls in generate.types_of(Record):
        for name in generate.field_names(cls):
            assert f"| `{name}` |" in sections[cls.__name__], f"{cls.__name__}.{name}"


def test_every_command_and_option_is_in_its_reference():
    page = (DOCS / "reference" / "cli.md").read_text("utf-8")
    sections = dict(re.findall(r"^### ([\w ]+)\n(.*?)(?=^##|\Z)", page, re.MULTILINE | re.DOTALL))
    helped = CliRunner()
    for path, _ in generate.commands_of(app):
        words = path.split()[1:]
        shown = helped.invoke(app, [*words, "--help"], env={"COLUMNS": "200"}).output
        lines = "\n".join(re.findall(r"^│ [* ]*(?=--)(.+?)(?=  [A-Z<]|$)", shown, re.MULTILINE))
        options = set(re.findall(r"--[a-z][\w-]*", lines))
        assert "--help" in options
        for option in options - {"--help"}:
            assert f"`{option}`" in sections[path], f"{path} {option}"


@pytest.mark.model
def test_every_example_of_the_codebook_gives_its_type_and_mode(parser):
    wanted = {}
    for kind in load_tables().plover:
        for pattern in reversed(generate.patterns_of(kind)):
            wanted[kind.id, pattern.mode] = pattern.match[0]
    reports = [report_of(text) for text in wanted.values()]
    records = code(reports, parser=parser, engine="rules", strict=True)
    for (type_, mode), record in zip(wanted, records, strict=True):
        found = {(event.type, event.mode or "") for event in record.events}
        assert (type_, mode) in found, record.report.text


# --- links ------------------------------------------------------------------------------------


def anchors_of(page):
    """The anchors of a page's headings, as GitHub makes them."""
    text = FENCED.sub("", page.read_text("utf-8"))
    found = []
    for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        words = re.sub(r"[^\w\- ]", "", LINK.sub("", heading).lower()).replace(" ", "-")
        found.append(f"{words}-{found.count(words)}" if words in found else words)
    return found


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page):
    for link in LINK.findall(FENCED.sub("", page.read_text("utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{link}: no such file"
        if anchor:
            assert anchor in anchors_of(target), f"{link}: no such heading"


def test_every_page_is_reached_from_the_index():
    index = (DOCS / "index.md").read_text("utf-8")
    linked = {(DOCS / link.partition("#")[0]).resolve() for link in LINK.findall(index)}
    assert set(DOCS.rglob("*.md")) - linked == {DOCS / "index.md"}
