"""Records with one deed each, made by hand: what reports of several outlets tell of it."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing

from dragoman.record import (
    Actor,
    CodedWith,
    Event,
    Moment,
    Part,
    Position,
    Record,
    Report,
    Role,
    Span,
    Statement,
    When,
)
from dragoman.store import Writer

MADE = CodedWith("0.1.0", "t" * 16, None)
STARTED = "2020-01-01T00:00:00Z"
ACTORS = {
    "Norland": Actor("x:nor", "Norland", "state", "NOR"),
    "Sudria": Actor("x:sud", "Sudria", "state", "SUD"),
    "Westmark": Actor("x:wes", "Westmark", "state", "WES"),
    "Ada Brandt": Actor("~ada-brandt.SUD", "Ada Brandt", "person", "SUD", "GOV", known="report"),
}
WIRE = (
    "Norland shelled the harbour of Sudria on Monday and two ferries sank at their moorings. "
    "Divers looked for the crews until dark, and the coast guard sent a helicopter from the north. "
    "Nobody knew yet why the lights on the northern pier had been out that night, an officer said. "
    "Schools stayed closed, and the bakers gave bread away in front of the burnt customs house."
)


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span.of(text, start, start + len(words))


def role(text: str, name: str) -> Role:
    return Role(ACTORS[name].id, name, span(text, name) if name in text else None, rule="name")


def reported(source: str, text: str, *, outlet: str | None = None, day: str = "2031-05-05",
             agencies: tuple[str, ...] = (), title: str | None = None) -> Report:  # fmt: skip
    return Report(
        Report.id_of(None, source, text), source, text, "0" * 64, outlet=outlet or source,
        title=title, agencies=agencies, language="en", published=Moment(day),
        parts=(Part(0, len(text), "body"),),
    )  # fmt: skip


def shelled(source: str, text: str, realis: str = "actual", said_in: tuple[str, ...] = (),
            when: str | None = "2031-05-05", **more) -> Record:  # fmt: skip
    """A report in which Norland shells Sudria; what is not in the text has no words."""
    report = reported(source, text, **more)
    words = "shelled" if "shelled" in text else text.split(maxsplit=1)[0]
    doer, done_to = (Role(ACTORS[n].id, n, None, rule="name") for n in ("Norland", "Sudria"))
    trigger = span(text, words)
    event = Event(
        Event.id_of(report.id, "ASSAULT", trigger, (doer,), (done_to,)), "ASSAULT", None, (),
        "material conflict", -9.0, (doer,), (done_to,), trigger, span(text, text.partition(".")[0]),
        (trigger,), When(when, when, when, "clause"), None, (), realis, None, False, said_in, None,
        0.8, "assault.shell",
    )  # fmt: skip
    return recorded(report, events=(event,))


def stands(source: str, sign: int, key: str = "blockade:port:x:sud", **more) -> Record:
    """A report in which Westmark is for or against Sudria's blockade."""
    text = f"Westmark {'backs' if sign > 0 else 'opposes'} the blockade of Sudria, {source} heard."
    report = reported(source, text, **more)
    holder, target, words = role(text, "Westmark"), role(text, "Sudria"), span(text, "the blockade")
    kind = "support" if sign > 0 else "opposition"
    row = Position(
        Position.id_of(report.id, holder, target, sign, kind, (words,)), holder, target, sign, kind,
        False, words, key, None, "actual", (), None, When(), (words,), 0.7, "stance",
    )  # fmt: skip
    return recorded(report, positions=(row,))


def said(source: str, quote: str, speaker: str = "Ada Brandt", **more) -> Record:
    """A report in which somebody says something."""
    text = f"“{quote},” {speaker} told {source}."
    report = reported(source, text, **more)
    who, cue, content = role(text, speaker), span(text, "told"), span(text, quote)
    row = Statement(
        Statement.id_of(report.id, cue, (content,), (who,)), (who,), None, (), cue, (content,),
        "direct", "say", None, (), When(), 0.9, "say",
    )  # fmt: skip
    return recorded(report, statements=(row,))


def recorded(report: Report, **rows) -> Record:
    kinds = {"statements": (), "events": (), "positions": ()} | rows
    return Record(report, (), tuple(ACTORS.values()), (), (), **kinds, coded_with=MADE)


def many(count: int, seed: int = 1) -> list[Record]:
    """Records of several weeks that share deeds, stances, quotations and texts."""
    draw = random.Random(seed)
    words = [f"w{n}" for n in range(4000)]
    quotes = [" ".join(draw.choices(words, k=9)) for _ in range(6)]
    wires = ["Norland shelled the harbour. " + " ".join(draw.choices(words, k=80)) + "."
             for _ in range(5)]  # fmt: skip
    made = []
    for n in range(count):
        day = f"2031-05-{draw.randint(1, 28):02}"
        more = {"day": day, "outlet": draw.choice(["Post", "Star", "Echo", None])}
        kind = draw.randrange(5)
        if kind == 0:
            text = f"Norland shelled the pier, number {n} says. " + " ".join(
                draw.choices(words, k=30)
            )
            made.append(
                shelled(f"s{n}", text, draw.choice(["actual", "negated"]), when=day, **more)
            )
        elif kind == 1:
            wire = draw.choice(wires)
            made.append(
                shelled(f"s{n}", f"{wire[: draw.randint(300, 600)]} {n}.", when=day, **more)
            )
        elif kind == 2:
            made.append(stands(f"s{n}", draw.choice([1, -1]), **more))
        else:
            made.append(said(f"s{n}", f"{draw.choice(quotes)} {n}", **more))
    return made


def write(path, records) -> None:
    with Writer(path, STARTED) as writer:
        writer.write(records)


def joined_in(path) -> dict[str, list[tuple]]:
    """All that joining found, without the numbers that the file gave to codings and texts."""
    report = "(SELECT report FROM codings WHERE id = {})"
    queries = {
        "reports": "SELECT report, day, outlet, copied, agencies, inferred, passages, story"
                   " FROM reports_joined",
        "copies": "SELECT * FROM copies",
        "across": f"SELECT {report.format('coding')}, row, grp, independent_sources, contradicted,"
                  " updated FROM across",
        "opposed": "SELECT DISTINCT row, other, verdict, why FROM opposed",
        "ties": "SELECT * FROM ties",
    }  # fmt: skip
    with closing(sqlite3.connect(path)) as connection:
        return {name: sorted(connection.execute(q), key=str) for name, q in queries.items()}
