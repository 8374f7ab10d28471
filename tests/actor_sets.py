"""The own sets of actors -> figures: right of those linked, right of all that can be known.

``python tests/actor_sets.py`` prints the figures and what went wrong; with ``--write-floors`` it
writes them to ``actor_floors.json``, on purpose, after a change that is meant to move them.
"""

from __future__ import annotations

import csv
import json
import random
import re
import sys
import tomllib
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.actors.clusters import may_be_one
from dragoman.actors.names import fold
from dragoman.lexicon import load_tables
from dragoman.parse import Parse, Parser
from dragoman.pipeline import code

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dragoman.record import Actor, Mention, Record

HERE = Path(__file__).parent
PARAGRAPHS = {"": HERE / "data" / "actors.toml", "fresh.": HERE / "data" / "actors_fresh.toml"}
PAIRS = HERE / "data" / "name_pairs.csv"
FLOORS = HERE / "actor_floors.json"
LABELLED = re.compile(r"\{([^|{}]+)\|([^{}]+)\}")
ARTICLE = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)
NOISE = 0.01  # a drop by less is the model's, not ours
DRAWS = 1000
SORTS = ("all", "names", "surnames", "roles", "pronouns")
PARTS = (("seen", False), ("unseen", True))


@dataclass(frozen=True)
class Label:
    """Words of a paragraph at their place, and who is meant: actors, or nobody where empty."""

    start: int
    end: int
    words: str
    meant: frozenset[str]

    @property
    def sort(self) -> str:
        """Whether the words are a pronoun, a role or group, or a name."""
        if self.words.lower() in PRONOUNS:
            return "pronouns"
        last = self.words.split()[-1]
        return "names" if last[0].isupper() or last.startswith("al-") else "roles"


@dataclass(frozen=True)
class Answer:
    """A label with the actors that the record gives at its words, and whether they are right."""

    draw: str
    paragraph: str
    unseen: bool
    label: Label
    surname: bool
    given: frozenset[str]
    right: bool

    def of(self, sort: str) -> bool:
        """Whether the label is of a sort; a surname whose full name is near is a name as well."""
        return sort in {"all", self.label.sort} or (sort == "surnames" and self.surname)


PRONOUNS = frozenset(
    {"he", "him", "his", "she", "her", "it", "its", "they", "them", "their", "we", "our", "i"}
)


def labelled(marked: str) -> tuple[str, list[Label]]:
    """A paragraph's text without its marks, and the labels.

    >>> labelled("{Oslo|NOR} left.")[0]
    'Oslo left.'
    """
    text, labels, behind = "", [], 0
    for found in LABELLED.finditer(marked):
        text += marked[behind : found.start()]
        words, who = found.groups()
        meant = frozenset() if who == "?" else frozenset(who.split("&"))
        article = ARTICLE.match(words)
        start = len(text) + (article.end() if article else 0)
        labels.append(Label(start, len(text) + len(words), words, meant))
        text, behind = text + words, found.end()
    return text + marked[behind:], labels


def at(label: Label, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions at a label's words: the same span, else the longest of the same end or start.

    "A senior official" is "senior official at the ministry" as well.
    """
    exact = [m for m in mentions if (m.span.start, m.span.end) == (label.start, label.end)]
    if exact:
        return exact
    near = [m for m in mentions if m.span.end == label.end]
    near = near or [
        m for m in mentions if m.span.start == label.start and m.kind in {"role", "group"}
    ]
    longest = max((m.span.end - m.span.start for m in near), default=0)
    return [m for m in near if m.span.end - m.span.start == longest]


def is_meant(actor: Actor, wanted: str) -> bool:
    """Whether an actor is the one that a label names, by id or, where no table knew it, by name.

    ``~army@UKR`` is "Ukraine's army" too: what a name has before the label's words is whose it is.
    """
    if not wanted.startswith("~"):
        return actor.id == wanted
    name, _, country = wanted[1:].partition("@")
    same = f" {fold(actor.name)}".casefold().endswith(f" {fold(name)}".casefold())
    return same and country in {"", actor.country or ""}


def is_surname(label: Label, labels: Iterable[Label]) -> bool:
    """Whether a name is the end of a longer name of the same one person among the labels."""
    return label.sort == "names" and any(
        other.meant == label.meant != frozenset() and other.words.endswith(f" {label.words}")
        for other in labels
        if ARTICLE.match(label.words) is None
    )


def answers_of(
    record: Record, draw: str, paragraph: dict[str, object], labels: Sequence[Label]
) -> list[Answer]:
    """What a record says at each label."""
    actors = {actor.id: actor for actor in record.actors}
    found = []
    for label in labels:
        given = [actors[m.actor] for m in at(label, record.mentions) if m.actor]
        right = len(given) == len(label.meant) and all(
            any(is_meant(actor, wanted) for actor in given) for wanted in label.meant
        )
        unseen = bool(paragraph.get("unseen"))
        ids = frozenset(actor.id for actor in given)
        surname = is_surname(label, labels)
        found.append(Answer(draw, str(paragraph["id"]), unseen, label, surname, ids, right))
    return found


def read_paragraphs(parser: Parser) -> list[Answer]:
    """The answers to all labels of both draws, from one run of the straight line."""
    paragraphs = [
        (draw, paragraph)
        for draw, path in PARAGRAPHS.items()
        for paragraph in tomllib.loads(path.read_text(encoding="utf-8"))["paragraph"]
    ]
    marked = [labelled(paragraph["text"]) for _, paragraph in paragraphs]
    reports = [Parse.of(parser.nlp.make_doc(text)).report for text, _ in marked]
    records = code(reports, parser=parser, strict=True)
    return [
        answer
        for record, (draw, paragraph), (_, labels) in zip(records, paragraphs, marked, strict=True)
        for answer in answers_of(record, draw, paragraph, labels)
    ]


@dataclass(frozen=True)
class Figure:
    """Right of those linked, right of all that can be known, linked of those, and how many."""

    precision: float
    recall: float
    answered: float
    n: int


def figure(answers: Sequence[Answer]) -> Figure:
    """The figure of some answers. A label that nobody can know counts only where it is linked."""
    linked = [a for a in answers if a.given]
    known = [a for a in answers if a.label.meant]
    right = sum(a.right for a in linked)
    return Figure(
        right / len(linked) if linked else 0.0,
        right / len(known) if known else 0.0,
        sum(bool(a.given) for a in known) / len(known) if known else 0.0,
        len(answers),
    )


def interval(answers: Sequence[Answer], which: str) -> tuple[float, float]:
    """The bootstrap interval (95 %) of a figure, drawn over paragraphs with a fixed seed."""
    by_paragraph: dict[str, list[Answer]] = {}
    for answer in answers:
        by_paragraph.setdefault(answer.paragraph, []).append(answer)
    groups, draw = list(by_paragraph.values()), random.Random(7)
    values = sorted(
        getattr(figure([a for g in draw.choices(groups, k=len(groups)) for a in g]), which)
        for _ in range(DRAWS)
    )
    return values[DRAWS // 40], values[-DRAWS // 40]


@dataclass(frozen=True)
class Pair:
    """Two names, whether they are one actor's, and whether we take them for that."""

    one: str
    other: str
    same: bool
    unseen: bool
    taken: bool


def read_pairs() -> list[Pair]:
    """The pairs of names with what the tables and rules make of them."""
    tables = load_tables("en")
    with PAIRS.open(encoding="utf-8", newline="") as file:
        return [
            Pair(
                row["one"],
                row["other"],
                row["same"] == "yes",
                row["unseen"] == "yes",
                may_be_one(row["one"], row["other"], tables),
            )
            for row in csv.DictReader(file)
        ]


def pair_figure(pairs: Sequence[Pair]) -> tuple[float, float]:
    """Precision and recall of the pairs taken for one actor."""
    both = sum(p.same and p.taken for p in pairs)
    taken, same = sum(p.taken for p in pairs), sum(p.same for p in pairs)
    return (both / taken if taken else 0.0), (both / same if same else 0.0)


def parts_of(answers: Sequence[Answer]) -> Iterable[tuple[str, list[Answer]]]:
    """The answers of each draw, seen and unseen, by the sort of their labels."""
    for draw, (part, unseen), sort in product(PARAGRAPHS, PARTS, SORTS):
        some = [a for a in answers if a.draw == draw and a.unseen is unseen and a.of(sort)]
        yield f"{draw}{part}.{sort}", some


def figures(answers: Sequence[Answer], pairs: Sequence[Pair]) -> dict[str, float]:
    """All figures that have a floor, by name."""
    found: dict[str, float] = {}
    for name, some in parts_of(answers):
        value = figure(some)
        found[f"{name}.precision"] = round(value.precision, 3)
        found[f"{name}.recall"] = round(value.recall, 3)
    for part, unseen in PARTS:
        precision, recall = pair_figure([p for p in pairs if p.unseen is unseen])
        found[f"{part}.pairs.precision"] = round(precision, 3)
        found[f"{part}.pairs.recall"] = round(recall, 3)
    return found


def report(answers: Sequence[Answer], pairs: Sequence[Pair]) -> Iterable[str]:
    """The figures with their intervals, and what is wrong in the seen part, line by line."""
    for name, some in parts_of(answers):
        value = figure(some)
        low, high = interval(some, "precision")
        below, above = interval(some, "recall")
        yield (
            f"{name:21} n={value.n:3} precision {value.precision:.3f} "
            f"[{low:.3f}, {high:.3f}]  recall {value.recall:.3f} [{below:.3f}, {above:.3f}]"
            f"  answered {value.answered:.3f}"
        )
    for part, unseen in PARTS:
        some_pairs = [p for p in pairs if p.unseen is unseen]
        precision, recall = pair_figure(some_pairs)
        yield f"{part}.pairs n={len(some_pairs):3} precision {precision:.3f}  recall {recall:.3f}"
    for answer in answers:
        if not answer.unseen and not answer.right:
            wanted = " & ".join(sorted(answer.label.meant)) or "?"
            given = " & ".join(sorted(answer.given)) or "-"
            yield f"{answer.paragraph}: {answer.label.words!r} is {wanted}, given {given}"
    for pair in pairs:
        if not pair.unseen and pair.same is not pair.taken:
            yield f"pair: {pair.one} | {pair.other} is {pair.same}, given {pair.taken}"


def main(arguments: Sequence[str]) -> None:
    """Prints the figures; writes the floors where that is asked for."""
    answers, pairs = read_paragraphs(Parser()), read_pairs()
    sys.stdout.writelines(f"{line}\n" for line in report(answers, pairs))
    if "--write-floors" in arguments:
        floors = json.dumps(figures(answers, pairs), indent=2)
        FLOORS.write_text(floors + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
