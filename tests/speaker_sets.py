"""The own set of speakers -> figures: how many pronouns and roles are answered, how many rightly.

``python tests/speaker_sets.py`` prints the figures and what went wrong in the seen part; with
``--write-floors`` it writes them to ``speaker_floors.json``, on purpose. The set holds offsets
only: the articles are those of PolNeAR's train compartment, which is not part of the project.
"""

from __future__ import annotations

import csv
import hashlib
import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.parse import Parse, Parser
from dragoman.pipeline import code

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dragoman.record import Mention, Record

HERE = Path(__file__).parent
SPEAKERS = HERE / "data" / "speakers.csv"
FLOORS = HERE / "speaker_floors.json"
TEXTS = HERE.parents[1] / "shared/gold/statements/polnear/train/text"
NOISE = 0.02  # a drop by less is the model's, not ours: some two cases of a part
DRAWS = 1000
PARTS = (("seen", False), ("unseen", True))
KINDS = ("all", "pronoun", "role", "group")


@dataclass(frozen=True)
class Case:
    """The words of a speaker in an article, and the words that name who is meant.

    ``meant`` is ``name`` where the antecedent names somebody, ``described`` where it is a phrase
    ("several senators"), ``nobody`` where the article does not say who speaks.
    """

    article: str
    start: int
    end: int
    kind: str
    meant: str
    antecedents: tuple[tuple[int, int], ...]

    @property
    def unseen(self) -> bool:
        """Whether the case is kept unseen while rules are made: a third, by hash of the article."""
        return int(hashlib.sha256(self.article.encode()).hexdigest(), 16) % 3 == 0


@dataclass(frozen=True)
class Answer:
    """A case with the actors given at its words and at its antecedents."""

    case: Case
    words: str
    wanted: str
    given: frozenset[str]
    right: bool


def read_cases() -> list[Case]:
    """The cases of the set, in file order."""
    with SPEAKERS.open(encoding="utf-8", newline="") as file:
        return [
            Case(
                row["article"],
                int(row["start"]),
                int(row["end"]),
                row["kind"],
                row["meant"],
                tuple(_span(one) for one in row["antecedent"].split()),
            )
            for row in csv.DictReader(file)
        ]


def _span(printed: str) -> tuple[int, int]:
    start, _, end = printed.partition("-")
    return int(start), int(end)


def text_of(article: str) -> str:
    """An article as its offsets count: code points, line ends untouched."""
    with (TEXTS / f"{article}.txt").open(encoding="utf-8", newline="") as file:
        return file.read()


def actors_at(span: tuple[int, int], mentions: Sequence[Mention]) -> frozenset[str]:
    """The actors of the mentions with the last word of a span, the longest of them."""
    start, end = span
    over = [m for m in mentions if m.span.start < end <= m.span.end or m.span.end == end]
    over = over or [m for m in mentions if start <= m.span.start < end]
    longest = max((m.span.end - m.span.start for m in over), default=0)
    return frozenset(m.actor for m in over if m.actor and m.span.end - m.span.start == longest)


def answer_to(case: Case, record: Record) -> Answer:
    """What the record says of a case.

    An actor that is no more than the case's own words ("a spokesman") is no answer.
    """
    given = actors_at((case.start, case.end), record.mentions)
    elsewhere = {m.actor for m in record.mentions if m.span.end != case.end}
    given = frozenset(actor for actor in given if "@" not in actor or actor in elsewhere)
    meant = [actors_at(span, record.mentions) for span in case.antecedents]
    right = bool(given) and bool(meant) and given == frozenset().union(*meant)
    text = record.report.text
    wanted = " & ".join(text[start:end] for start, end in case.antecedents)
    return Answer(case, text[case.start : case.end], wanted, given, right and all(meant))


def read_answers(parser: Parser) -> list[Answer]:
    """The answers to all cases, from one run of the straight line over their articles."""
    cases = read_cases()
    articles = sorted({case.article for case in cases})
    reports = [Parse.of(parser.nlp.make_doc(text_of(article))).report for article in articles]
    records = dict(zip(articles, code(reports, parser=parser, strict=True), strict=True))
    return [answer_to(case, records[case.article]) for case in cases]


@dataclass(frozen=True)
class Figure:
    """Right of those answered, answered and right of those whom the article names; how many."""

    precision: float
    answered: float
    recall: float
    n: int


def figure(answers: Sequence[Answer]) -> Figure:
    """The figure of some answers. Who is only described, or nobody, counts only if answered."""
    given = [a for a in answers if a.given]
    named = [a for a in answers if a.case.meant == "name"]
    return Figure(
        sum(a.right for a in given) / len(given) if given else 0.0,
        sum(bool(a.given) for a in named) / len(named) if named else 0.0,
        sum(a.right for a in named) / len(named) if named else 0.0,
        len(answers),
    )


def interval(answers: Sequence[Answer], which: str) -> tuple[float, float]:
    """The bootstrap interval (95 %) of a figure, drawn over articles with a fixed seed."""
    by_article: dict[str, list[Answer]] = {}
    for answer in answers:
        by_article.setdefault(answer.case.article, []).append(answer)
    groups, draw = list(by_article.values()), random.Random(7)
    values = sorted(
        getattr(figure([a for g in draw.choices(groups, k=len(groups)) for a in g]), which)
        for _ in range(DRAWS)
    )
    return values[DRAWS // 40], values[-DRAWS // 40]


def of(answers: Iterable[Answer], *, unseen: bool, kind: str) -> list[Answer]:
    """The answers of one part and kind."""
    return [a for a in answers if a.case.unseen is unseen and kind in {"all", a.case.kind}]


def figures(answers: Sequence[Answer]) -> dict[str, float]:
    """The figures that have a floor, by name."""
    found = {}
    for part, unseen in PARTS:
        value = figure(of(answers, unseen=unseen, kind="all"))
        found[f"{part}.precision"] = round(value.precision, 3)
        found[f"{part}.answered"] = round(value.answered, 3)
    return found


def report(answers: Sequence[Answer]) -> Iterable[str]:
    """The figures with their intervals, and what is wrong in the seen part, line by line."""
    for part, unseen in PARTS:
        for kind in KINDS:
            some = of(answers, unseen=unseen, kind=kind)
            value = figure(some)
            low, high = interval(some, "precision")
            below, above = interval(some, "answered")
            yield (
                f"{part:6} {kind:8} n={value.n:3} right {value.precision:.3f} "
                f"[{low:.3f}, {high:.3f}]  answered {value.answered:.3f} "
                f"[{below:.3f}, {above:.3f}]  recall {value.recall:.3f}"
            )
    for answer in answers:
        case = answer.case
        if not case.unseen and not answer.right and (answer.given or case.meant == "name"):
            yield (
                f"{case.article} {case.start}: {answer.words!r} is "
                f"{answer.wanted or '?'}, given {' & '.join(sorted(answer.given)) or '-'}"
            )


def main(arguments: Sequence[str]) -> None:
    """Prints the figures; writes the floors where that is asked for."""
    answers = read_answers(Parser())
    sys.stdout.writelines(f"{line}\n" for line in report(answers))
    if "--write-floors" in arguments:
        FLOORS.write_text(json.dumps(figures(answers), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
