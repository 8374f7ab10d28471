"""Sentences with what they tell -> examples of the second vote on events, and models fitted.

The corpus labels a sentence with one type between two marked parties. Of the events that the
lexicon finds there, those of that type are right; where none is, the one between the marked parties
should have been. Our own sentences are labelled with one type, or hold nothing of politics; the
example sentences of the patterns are of the type that the lexicon reads in them.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from dragoman.events.find import Finder
from dragoman.events.trained.evidence import evidence_of
from dragoman.events.trained.features import BITS, FeatureReader
from dragoman.events.trained.subject import Subjects
from dragoman.events.trained.votes import NONE, PLACE, ballots, joined, log_chances
from dragoman.pipeline import code_again
from dragoman.record import Part, Report
from softmax import Sparse, fit_softmax

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from dragoman.events.match import Match
    from dragoman.events.trained.features import Features
    from dragoman.lexicon import Tables
    from dragoman.linear import Floats
    from dragoman.parse import Parser
    from dragoman.record import Event, Role

Kind = Literal["corpus", "political", "ordinary", "pattern"]
Range = tuple[int, int]

SIZE = 1 << BITS
PENALTY = 0.1
COUNTS = {"corpus": 1.0, "political": 1.0, "ordinary": 1.0, "pattern": 0.3}
JOINED = {"YIELD": ("CONCEDE", "RETREAT")}  # what the corpus has as one
MARK = re.compile(r"</?[st]>")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence to learn from.

    Args:
        kind: Where it comes from.
        text: Its words.
        types: The columns of the types that are right: several where nobody says which, the
            column of none for ordinary news, empty where the lexicon's own are.
        source: Where its marked source stands, if one is marked.
        target: Where its marked target stands, likewise.
    """

    kind: Kind
    text: str
    types: frozenset[int]
    source: Range | None = None
    target: Range | None = None


def corpus_sentences(file: Path, without: Iterable[str]) -> list[Sentence]:
    """The sentences of the corpus, each once, less those that stand among others.

    Args:
        file: JSON Lines with ``marked_sentence`` and ``gold_root``.
        without: Texts that must not be learned from.
    """
    seen = {normal(text) for text in without}
    found = []
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        marked, root = row["marked_sentence"], row["gold_root"].upper()
        text = MARK.sub("", marked)
        if normal(text) not in seen:
            seen.add(normal(text))
            types = frozenset(PLACE[kind] for kind in JOINED.get(root, (root,)))
            found.append(Sentence("corpus", text, types, _at(marked, "s"), _at(marked, "t")))
    return found


def _at(marked: str, tag: str) -> Range | None:
    """Where the words in a tag stand once all tags are gone."""
    found = re.search(f"<{tag}>(.*?)</{tag}>", marked)
    if found is None:
        return None
    start = len(MARK.sub("", marked[: found.start()]))
    return start, start + len(MARK.sub("", found[1]))


def own_sentences(file: Path, negatives: Path, tables: Tables) -> list[Sentence]:
    """Our own sentences by what they hold, and the examples of the patterns.

    Args:
        file: Sentences by subject and type.
        negatives: The part that may be read of the test set of sentences without an event.
        tables: The tables, for the patterns.
    """
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    ordinary = [text for texts in told["ordinary"].values() for text in texts]
    rows = tomllib.loads(negatives.read_text(encoding="utf-8"))["sentence"]
    ordinary += [row["text"] for row in rows]
    found = [Sentence("ordinary", text, frozenset({NONE})) for text in ordinary]
    found += [
        Sentence("political", text, frozenset({PLACE[kind]}))
        for kind, texts in told["political"].items()
        for text in texts
    ]
    examples = dict.fromkeys(text for entry in tables.events for text in entry.match)
    return found + [Sentence("pattern", text, frozenset()) for text in examples]


def normal(text: str) -> str:
    """The words of a text alone, so that spacing and quotation marks make no difference."""
    return " ".join(re.findall(r"\w+", text.lower()))


@dataclass(frozen=True, eq=False)
class Example:
    """A sentence with the events that the lexicon finds in it, and their features."""

    sentence: Sentence
    drafts: list[tuple[Match, Event]]
    features: Features
    subjects: list[dict[str, float]]

    def labels(self) -> tuple[Floats, Floats]:
        """For each event the types that are right, and how much it counts."""
        right = np.zeros((len(self.drafts), NONE + 1))
        shares = np.zeros(len(self.drafts))
        taught = self._taught()
        for at in taught:
            types = self.sentence.types or {PLACE[self.drafts[at][1].type]}
            right[at, sorted(types)] = 1.0
            split = 1 if self.sentence.kind in {"ordinary", "pattern"} else len(taught)
            shares[at] = COUNTS[self.sentence.kind] / split
        right[shares == 0, NONE] = 1.0  # not asked, but a right class there must be
        return right, shares

    def _taught(self) -> list[int]:
        """The events that the label of the sentence is about."""
        events = [event for _, event in self.drafts]
        if self.sentence.kind in {"ordinary", "pattern"}:
            return list(range(len(events)))
        hits = [at for at, e in enumerate(events) if PLACE[e.type] in self.sentence.types]
        if hits or not events:
            return hits
        met = [sum(self.parties(event)) for event in events]
        return [met.index(max(met))]

    def parties(self, event: Event) -> tuple[bool, bool]:
        """Whether source and target of an event meet the marked ones."""
        sentence = self.sentence
        return _meets(event.source, sentence.source), _meets(event.target, sentence.target)


def _meets(roles: tuple[Role, ...], marked: Range | None) -> bool:
    spans = [role.span for role in roles if role.span is not None]
    return marked is not None and any(s.start < marked[1] and marked[0] < s.end for s in spans)


def examples_of(sentences: Iterable[Sentence], parser: Parser, tables: Tables) -> Iterator[Example]:
    """The example of each sentence, read as the program reads it by rules alone."""
    for sentence in sentences:
        part = Part(0, len(sentence.text), "body")
        name = Report.id_of(None, "train", sentence.text)
        report = Report(name, "train", sentence.text, "", language="en", parts=(part,))
        coding = code_again(report, parser, tables, "rules")
        rows = coding.record
        finder = Finder(coding.parse, rows.mentions, coding.times, rows.statements, tables, "rules")
        drafts = list(finder.drafts())
        features = FeatureReader(finder.matcher, tables).read(drafts)
        subject = Subjects(finder.parse, finder.matcher, tables)
        subjects = [subject.of(match, event) for match, event in drafts]
        yield Example(sentence, drafts, features, subjects)


def fit_types(examples: Sequence[Example]) -> Floats:
    """The weights of the model of types."""
    told = [example for example in examples if example.drafts]
    right, shares = zip(*(example.labels() for example in told), strict=True)
    rows = Sparse([example.features for example in told], SIZE)
    return fit_softmax(rows, np.concatenate(right), np.concatenate(shares), SIZE, PENALTY)


@dataclass(frozen=True, slots=True)
class Row:
    """An event of a sentence under a vote whose model had not seen the sentence.

    Args:
        at: The number of the example.
        type: The column of the type that won.
        evidence: What its certainty hangs on.
        right: Whether the type is right.
        share: The share of source and target that is right and known, nothing if the type is not;
            None where no parties are marked.
        judged: Whether anybody says; nobody does of a further event between other parties.
        ordinary: Whether the sentence holds nothing of politics.
    """

    at: int
    type: int
    evidence: dict[str, float]
    right: bool
    share: float | None
    judged: bool
    ordinary: bool


def rows_of(at: int, example: Example, types: Floats, trust: float) -> list[Row]:
    """The events of an example under the vote of a model."""
    logs = log_chances(example.features, types)
    votes = [
        joined(log, PLACE[event.type], trust)
        for (_, event), log in zip(example.drafts, logs, strict=True)
    ]
    some = any(kind in example.sentence.types for _, kind in votes)
    found = []
    rows = zip(example.drafts, logs, votes, example.subjects, strict=True)
    for (match, event), log, (together, kind), subject in rows:
        told = ballots(log, together, PLACE[event.type], kind) | subject
        evidence = evidence_of(match, event, told)
        right, met = kind in example.sentence.types, example.parties(event)
        judged = right or all(met) or not some
        share, ordinary = _share(example, event, right), example.sentence.kind == "ordinary"
        found.append(Row(at, kind, evidence, right, share, judged, ordinary))
    return found


def _share(example: Example, event: Event, right: bool) -> float | None:
    """How much of an event's parties is as marked, and known."""
    if example.sentence.kind == "political":
        return None
    if not right:
        return 0.0
    roles = zip(example.parties(event), (event.source, event.target), strict=True)
    return sum(met and any(r.actor for r in who) for met, who in roles) / 2
