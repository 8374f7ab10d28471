"""A Record made by hand: every kind of row, nesting, a denial, an echo, and things left open."""

from __future__ import annotations

from dataclasses import replace

from dragoman.record import (
    Actor,
    CodedWith,
    Event,
    Furniture,
    Mention,
    Model,
    Part,
    Position,
    Problem,
    Quantity,
    Record,
    Report,
    Role,
    Span,
    Statement,
    Time,
    When,
    Where,
)

TITLE = "Norland armed the Delta Front"
STANDFIRST = "Sudria says its neighbour paid the rebels"
BODY = (
    "Norland attacked two villages in Sudria on Friday, killing 12 people.\n\n"
    "“Norland has armed the Delta Front,” Ada Brandt, the foreign minister of Sudria, told "
    "Radio Nord. She said the Front had promised that it would lay down its arms.\n\n"
    "Norland denied that it had armed the group. Sudria and Westmark are allies against the "
    "Delta Front, but in October Westmark condemned Sudria for closing the river."
)
TEXT = f"{TITLE}\n\n{STANDFIRST}\n\n{BODY}"
KNOWN = {
    "Norland": "x:norland",
    "Sudria": "x:sudria",
    "Westmark": "x:westmark",
    "Delta Front": "x:delta",
    "Ada Brandt": "r:ada-brandt",
    "Radio Nord": "x:radio-nord",
}
CODED_WITH = CodedWith("0.1.0", "t" * 16, Model("a_model", "3.8.0", "m" * 16))


def span(words: str, nth: int = 1) -> Span:
    """Where words stand in the text for the n-th time."""
    start = -1
    for _ in range(nth):
        start = TEXT.index(words, start + 1)
    return Span.of(TEXT, start, start + len(words))


def role(words: str, nth: int = 1, name: str | None = None) -> Role:
    """A role filled by words; by an actor where the name is a known one."""
    name = name or words
    return Role(KNOWN.get(name), name, span(words, nth), rule="name")


def event(id_, type_, source, target, trigger, clause, **more) -> Event:
    plain = Event(
        id_, type_, None, (), "material conflict", -9.0, source, target, trigger, clause,
        (clause,), When(), None, (), "actual", None, False, (), None, 0.8, "assault.attack",
    )  # fmt: skip
    return replace(plain, **more)


def position(id_, holder, target, sign, kind, evidence, **more) -> Position:
    plain = Position(
        id_, holder, target, sign, kind, False, None, None, None, "actual", (), None, When(),
        (evidence,), 0.7, "stance.condemn",
    )  # fmt: skip
    return replace(plain, **more)


def statement(id_, speaker, cue, content, **more) -> Statement:
    plain = Statement(
        id_, (speaker,), None, (), cue, (content,), "indirect", "say", None, (), When(), 0.9, "say"
    )
    return replace(plain, **more)


def statements() -> tuple[Statement, ...]:
    radio = role("Radio Nord")
    she = Role("r:ada-brandt", "Ada Brandt", span("She"), span("Ada Brandt"), "pronoun", "m-she")
    armed = span("Norland has armed the Delta Front")
    promised = span("the Front had promised that it would lay down its arms")
    laid_down = span("that it would lay down its arms")
    return (
        statement(
            "s-armed", role("Ada Brandt"), span("told"), armed, via=(radio,), mode="direct",
            on_behalf_of=role("Sudria", 3),
        ),
        statement("s-promise", she, span("said"), promised, via=(radio,)),
        statement(
            "s-lay-down", role("the Front", 1, "Delta Front"), span("promised"), laid_down,
            inside="s-promise", act="promise",
        ),
        statement(
            "s-denial", role("Norland", 4), span("denied"), span("that it had armed the group"),
            act="deny", about=("s-armed",),
        ),
    )  # fmt: skip


def events() -> tuple[Event, ...]:
    title, armed = span(TITLE), span("Norland has armed the Delta Front")
    attack = span("Norland attacked two villages in Sudria on Friday, killing 12 people")
    return (
        event(
            "e-attack", "ASSAULT", (role("Norland", 2),), (role("two villages"),), span("attacked"),
            attack, mode="strike", when=When("XXXX-WXX-5", None, None, "clause"),
            where=Where("Sudria", "SUD", None, None, "country", span("Sudria", 2)),
            quantities=(Quantity("killed", 12, 12, None, span("12 people")),),
        ),
        event(
            "e-armed", "AID", (role("Norland", 3),), (role("Delta Front", 2),), span("armed", 2),
            armed, quad="material cooperation", said_in=("s-armed",),
        ),
        event("e-title", "AID", (role("Norland"),), (role("Delta Front"),), span("armed"), title,
              echoes="e-armed"),
        event("e-arms", "RETREAT", (), (), span("lay down its arms"),
              span("it would lay down its arms"), realis="planned", said_in=("s-lay-down",)),
    )  # fmt: skip


def positions() -> tuple[Position, ...]:
    return (
        position(
            "p-ally", role("Sudria", 4), role("Westmark"), 1, "ally",
            span("Sudria and Westmark are allies"), symmetric=True,
            against=role("Delta Front"),
            issue=span("against the Delta Front"),
        ),
        position(
            "p-condemn", role("Westmark", 2), role("Sudria", 5), -1, "criticism",
            span("Westmark condemned Sudria"), issue=span("closing the river"),
            when=When("XXXX-10", None, None, "clause"),
        ),
    )  # fmt: skip


def report(**changes) -> Report:
    parts = (
        Part(0, len(TITLE), "title"),
        Part(len(TITLE) + 2, len(TITLE) + 2 + len(STANDFIRST), "standfirst"),
        Part(len(TEXT) - len(BODY), len(TEXT), "body"),
    )
    furniture = (
        Furniture(0, 10, "2 min read", "reading_time"),
        Furniture(11, 16, "Share", "share"),
        Furniture(17, 22, "Tweet", "share"),
    )
    plain = Report(
        "r1", "norland.txt", TEXT, "0" * 64, title=TITLE, standfirst=STANDFIRST, parts=parts,
        furniture=furniture, outlet="The Harbour Ledger", byline=("Edith Marlowe",),
    )  # fmt: skip
    return replace(plain, **changes)


def record(**changes) -> Record:
    """The record; arguments replace fields of its report."""
    return Record(
        report(**changes),
        (
            Mention("m-she", span("She"), "r:ada-brandt", "pronoun", "pronoun", "Ada Brandt"),
            Mention("m-it", span("it"), None, "pronoun", "pronoun", "it"),
        ),
        tuple(Actor(id_, name, "state") for name, id_ in KNOWN.items()),
        (),
        (
            Time("t-friday", span("on Friday"), "XXXX-WXX-5", "date", "none"),
            Time("t-october", span("in October"), "XXXX-10", "date", "none"),
        ),
        statements(),
        events(),
        positions(),
        CODED_WITH,
    )


def failed() -> Record:
    """The record of a report that could not be read."""
    return Record.failed(report(), CODED_WITH, Problem("parse", "the text is in another language"))
