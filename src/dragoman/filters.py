"""The filters of questions, declared once: what each is called, takes, and asks of which rows.

The command line makes its options of them, Python its keywords. In ``asks`` stands, for each kind
of row, which part an actor takes in it (``PARTS`` of store/lines.py), or what is compared of its
line there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from dragoman import record

VERDICTS = ("accepted", "disputed", "corrected")  # what a review can end with
OPEN = "open"  # no review, or one that opened the question again
ROWS = ("statements", "events", "positions")
KINDS = ("reports", *ROWS)
Takes = Literal["actor", "word", "score", "sign", "date", "run", "count", "review"]


@dataclass(frozen=True, slots=True)
class Filter:
    """One thing that a question may ask of rows.

    ``among`` holds the values there can be, empty where the record decides; with ``many`` it takes
    several, of which a row must have one.
    """

    name: str
    takes: Takes
    help: str
    asks: dict[str, str]
    metavar: str = "NAME"
    many: bool = False
    among: tuple[str, ...] = ()

    @property
    def option(self) -> str:
        """What it is called on the command line."""
        return "--" + self.name.strip("_").replace("_", "-")


def _closed(name: str, kinds: tuple[str, ...], values: object, help_: str) -> Filter:
    among = tuple(str(value) for value in get_args(values))
    asks = dict.fromkeys(kinds, f"l.{name}")
    return Filter(name, "word", f"{help_}; may be repeated.", asks, "NAME", many=True, among=among)


FILTERS = (
    Filter(
        "actor", "actor", "Rows in which this actor has a part; reports that name it.",
        dict.fromkeys(KINDS, "any"),
    ),
    Filter(
        "with_", "actor", "Another actor that has a part as well, or is named in what is said.",
        dict.fromkeys(KINDS, "any") | {"statements": "with"},
    ),
    Filter("source", "actor", "Who does it.", {"events": "source"}),
    Filter("holder", "actor", "Who stands so.", {"positions": "holder"}),
    Filter("target", "actor", "To whom, or towards whom.",
           {"events": "target", "positions": "target"}),
    Filter("against", "actor", "Against which third party.", {"positions": "against"}),
    Filter("said_by", "actor", "Who says so, or for whom it is said.",
           dict.fromkeys(ROWS, "said_by")),
    Filter("via", "actor", "Who passed on what was said.", dict.fromkeys(ROWS, "via")),
    _closed("type", ("events",), record.EventType, "A PLOVER type"),
    _closed("quad", ("events",), record.Quad, "A quad class"),
    _closed("act", ("statements",), record.Act, "What is done by saying it"),
    _closed("kind", ("positions",), record.PositionKind, "How it stands"),
    Filter("sign", "sign", "1 for, -1 against.", {"positions": "l.sign = "}, "SIGN"),
    Filter("issue", "word", "The key of an issue, or words that it holds; may be repeated.",
           {"positions": "l.issue"}, "KEY", many=True),
    _closed("realis", ("events", "positions"), record.Realis,
            "Whether it happened, is planned, demanded, denied …"),
    Filter("since", "date", "From this day, month or year on. A row without a date of its own is"
           " dated by its bounds, else by the publication.",
           dict.fromkeys(KINDS, "l.last >= "), "DATE"),
    Filter("until", "date", "Up to this day, month or year.",
           dict.fromkeys(KINDS, "l.first <= "), "DATE"),
    Filter("outlet", "word", "Who published it; may be repeated.",
           dict.fromkeys(KINDS, "l.outlet"), many=True),
    Filter("min_score", "score", "Leave out rows scored below this (0 to 1).",
           dict.fromkeys(ROWS, "l.score >= "), "SCORE"),
    Filter("since_run", "run", "Only what no run up to this one had found.",
           dict.fromkeys(KINDS, "l.run > "), "RUN"),
    Filter("independent", "count", "Told by so many independent sources at least: copies, outlets"
           " and agencies count once.",
           dict.fromkeys(ROWS, "independent_sources"), "N"),
    Filter("contradicted", "count", "Contradicted by so many rows at least.",
           dict.fromkeys(ROWS, "contradicted"), "N"),
    Filter("reviewed", "review", "What was last said of the row by somebody who checked it; open"
           " where nobody did; may be repeated.",
           dict.fromkeys(ROWS, "verdict"), "VERDICT", many=True, among=(*VERDICTS, OPEN)),
)  # fmt: skip
BY_NAME = {each.name: each for each in FILTERS}


def filters_of(kind: str) -> list[Filter]:
    """The filters that a kind of row can be asked with."""
    return [each for each in FILTERS if kind in each.asks]
