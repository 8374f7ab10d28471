"""Two short reports, kept, and their rows explained: what tests of explanations share."""

import os
import shutil
from pathlib import Path

from typer.testing import CliRunner

from dragoman.cli import app
from dragoman.explain import Maker, explain, find_row
from dragoman.lexicon import load_tables
from dragoman.pipeline import code, made_with
from dragoman.record import Moment, Part, Report
from dragoman.render.json import to_json
from dragoman.store import Writer

EXAMPLES = Path(__file__).parents[1] / "examples" / "reports"
STARTED = "2020-01-01T00:00:00Z"
TABLES = load_tables("en")  # as the command asks for them
SAID = [
    "Norwegian foreign minister Anna Berg told Reuters on Monday that Serbia had promised help.",
    "She said Kenya had rejected the plan. Serbia denied that.",
]
DONE = [
    "Norwegian troops shelled the town of Bergen on Tuesday, killing 12 people.",
    "Norway considers the Taliban a terrorist group, Anna Berg said.",
]
OWN = "id,kind,name,country\ndelta-front,armed_group,Delta Front,NGA\n"


def report_of(paragraphs, source="a.txt"):
    text = "\n\n".join(paragraphs)
    parts, at = [], 0
    for words in paragraphs:
        parts.append(Part(at, at + len(words), "body"))
        at += len(words) + 2
    return Report(
        Report.id_of(None, source, text), source, text, "0" * 64, title="A title", language="en",
        published=Moment("2019-05-08"), parts=tuple(parts),
    )  # fmt: skip


def coded(parser):
    """The records of two short reports."""
    reports = [report_of(SAID), report_of(DONE, "b.txt")]
    return list(code(reports, parser=parser, tables=TABLES, strict=True))


def kept_in(folder, records):
    """A record on disk and the same as JSON Lines."""
    write(folder / "r.db", *records)
    (folder / "r.jsonl").write_text("".join(to_json(r) + "\n" for r in records), "utf-8")
    return folder


def maker_of(parser):
    """What explains rows that this program made."""
    made = made_with(parser, TABLES)
    return Maker(made.tables, made.model, made.statements, made.events)


def command_in(folder, kept, monkeypatch, parser):
    """The command in a folder with the record."""
    shutil.copy(kept / "r.db", folder / "dragoman.db")
    monkeypatch.chdir(folder)
    for name in [name for name in os.environ if name.startswith("DRAGOMAN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr("dragoman.parse.Parser", lambda _model: parser)
    return lambda *arguments: CliRunner().invoke(app, ["explain", *map(str, arguments)])


def write(path, *records):
    with Writer(path, STARTED) as writer:
        writer.write(records)
    return path


def row_of(records, kind, quote):
    """The one row whose words hold a quote."""
    spans = {
        "statements": lambda r: r.content, "events": lambda r: (r.trigger,),
        "positions": lambda r: r.evidence, "mentions": lambda r: (r.span,),
        "times": lambda r: (r.span,), "affiliations": lambda r: r.evidence,
    }[kind]  # fmt: skip
    rows = [row for record in records for row in getattr(record, kind)]
    return next(row for row in rows if any(quote in span.quote for span in spans(row)))


def explained(kept, parser, row):
    return explain(find_row(kept / "r.db", row.id), parser, TABLES)


def step(explanation, question):
    return next(pair for pair in explanation.steps if pair[0].question == question)


def chosen(step_):
    return [option.words for option in step_.options if option.chosen]
