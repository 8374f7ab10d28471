"""The own set of affiliations -> figures: rows right of those given, right of those wanted.

``python tests/affiliation_sets.py`` prints the figures and what went wrong in the seen part; with
``--write-floors`` it writes them to ``affiliation_floors.json``, on purpose, after a change that is
meant to move them.
"""

from __future__ import annotations

import json
import random
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.parse import Parse, Parser
from dragoman.pipeline import code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dragoman.record import Affiliation, Role

HERE = Path(__file__).parent
SENTENCES = HERE / "data" / "affiliations.toml"
FLOORS = HERE / "affiliation_floors.json"
ARTICLES = frozenset({"the", "a", "an"})
DRAWS = 1000


@dataclass(frozen=True)
class Wanted:
    """A row as a reader takes it from a sentence; see the head of the set for its fields."""

    who: str
    office: str
    body: str
    tenure: str = "current"
    when: str | None = None


@dataclass(frozen=True)
class Read:
    """A sentence with the rows wanted and given, and the pairs of them that agree."""

    id: str
    unseen: bool
    text: str
    wanted: tuple[Wanted, ...]
    given: tuple[Affiliation, ...]
    agreed: int


def bare(words: str) -> str:
    """Words in lower case without articles.

    >>> bare("head of the Board")
    'head of board'
    """
    return " ".join(w for w in words.casefold().split() if w not in ARTICLES)


def names(role: Role | None) -> list[str]:
    """The words that a role may be told by: in place, by name, by antecedent; "" for nobody."""
    if role is None:
        return [""]
    spans = [span.quote for span in (role.span, role.antecedent) if span is not None]
    return [bare(words) for words in (role.name, *spans)]


def agrees(row: Affiliation, wanted: Wanted) -> bool:
    """Whether a row says what is wanted: who, office, body, tenure and time.

    A title or a description may stand around the name of who holds the office; of somebody who has
    no name the first words do.
    """
    return (
        any(is_told_by(bare(wanted.who), name, row.rule) for name in names(row.person))
        and bare(row.office or "") == bare(wanted.office)
        and bare(wanted.body) in names(row.body)
        and getattr(row, "tenure", "current") == wanted.tenure
        and row.when.value == wanted.when
    )


def is_told_by(who: str, name: str, rule: str) -> bool:
    """Whether the words of a role tell who is wanted.

    >>> is_told_by("gunmen from hamas", "gunmen", "described")
    True
    """
    begun = rule in {"described", "part"} and who.startswith(f"{name} ")
    return begun or f" {who} " in f" {name} "


def agreed(given: Sequence[Affiliation], wanted: Iterable[Wanted]) -> int:
    """How many wanted rows are given, each given row counted once."""
    left = list(given)
    for one in wanted:
        found = next((row for row in left if agrees(row, one)), None)
        if found is not None:
            left.remove(found)
    return len(given) - len(left)


def read_sentences(parser: Parser) -> list[Read]:
    """The set with the rows of one run of the straight line; each sentence is a report."""
    sentences: list[dict[str, Any]] = tomllib.loads(SENTENCES.read_text("utf-8"))["sentence"]
    reports = [Parse.of(parser.nlp.make_doc(s["text"])).report for s in sentences]
    records = code(reports, parser=parser, strict=True)
    found = []
    for record, one in zip(records, sentences, strict=True):
        wanted = tuple(Wanted(**row) for row in one["rows"])
        given = record.affiliations
        unseen = bool(one.get("unseen"))
        hits = agreed(given, wanted)
        found.append(Read(one["id"], unseen, one["text"], wanted, given, hits))
    return found


def precision_and_recall(read: Sequence[Read]) -> tuple[float, float]:
    """Right of the rows given, and right of the rows wanted."""
    right = sum(one.agreed for one in read)
    given = sum(len(one.given) for one in read)
    wanted = sum(len(one.wanted) for one in read)
    return right / max(given, 1), right / max(wanted, 1)


def intervals(read: Sequence[Read]) -> list[tuple[float, float]]:
    """Bootstrap 95 % intervals of precision and recall, over sentences, with a fixed seed."""
    rng = random.Random(0)
    drawn = [precision_and_recall(rng.choices(read, k=len(read))) for _ in range(DRAWS)]
    sides = [sorted(side) for side in zip(*drawn, strict=True)]
    return [(s[int(DRAWS * 0.025)], s[int(DRAWS * 0.975)]) for s in sides]


def figures(read: Sequence[Read]) -> dict[str, float]:
    """Precision and recall, seen and unseen, for the floors."""
    found = {}
    for part, unseen in (("seen", False), ("unseen", True)):
        precision, recall = precision_and_recall([one for one in read if one.unseen is unseen])
        found |= {f"{part}_precision": round(precision, 3), f"{part}_recall": round(recall, 3)}
    return found


def told(read: Sequence[Read]) -> Iterator[str]:
    """The figures of both parts with their intervals, and what went wrong in the seen part."""
    for part, unseen in (("seen", False), ("unseen", True)):
        some = [one for one in read if one.unseen is unseen]
        rows = (sum(len(one.given) for one in some), sum(len(one.wanted) for one in some))
        measured = zip(precision_and_recall(some), intervals(some), rows, strict=True)
        for name, (value, (low, high), n) in zip(("precision", "recall"), measured, strict=True):
            yield f"{part} {name} {value:.3f} [{low:.3f}, {high:.3f}] n={n}, {len(some)} texts"
    for one in read:
        if not one.unseen and not one.agreed == len(one.given) == len(one.wanted):
            yield f"\n{one.id}: {one.text}"
            yield from (f"  wanted {wanted}" for wanted in one.wanted)
            yield from (f"  given  {shown(row)}" for row in one.given)


def shown(row: Affiliation) -> str:
    """A row in one line."""
    body = row.body.name if row.body else "-"
    tenure = getattr(row, "tenure", "")
    return f"{row.person.name} | {row.office} | {body} | {tenure} | {row.when.value} | {row.rule}"


if __name__ == "__main__":
    answers = read_sentences(Parser())
    sys.stdout.write("\n".join(told(answers)) + "\n")
    if "--write-floors" in sys.argv:
        FLOORS.write_text(json.dumps(figures(answers), indent=1) + "\n", encoding="utf-8")
