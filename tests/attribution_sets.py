"""The own attribution set -> how many statements are right, and what hangs on them.

``python tests/attribution_sets.py`` prints the figures and what is wrong in the part that may be
read; ``--write-floors`` keeps the figures as floors, on purpose; ``--show-unseen`` shows what is
wrong in the unseen part too, and whoever has used it must not tune rules any more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from own_sets import Entry, Place, Scored, Sheet, coded, load, meets, place, run, stretch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dragoman.parse import Parser
    from dragoman.record import Record, Role, Span, Statement

FLOORS = Path(__file__).parent / "attribution_floors.json"
WORD = re.compile(r"\w+(?:[’'-]\w+)*")
NAME = re.compile(r"\b[A-Z][\w’'-]+")
BRACKETS = re.compile(r"[\[(][^\])]*[\])]")
BEHIND_HEAD = re.compile(r"\s+(?:of|in|at|for|from|with|to|on|by)\s|,")
ARTICLES = {"The", "A", "An"}
UNSAID = {"think", "plan"}
SAME_CONTENT = 0.5  # of the words of both, as Dice; level 2 of the gold reports
SHORT = 3  # "denied it on Monday": so few words are held by their cue, and may trail
WHOLE = 0.9


@dataclass(frozen=True)
class Label:
    """One labelled statement, its words turned into places."""

    id: str
    speaker: tuple[tuple[Place, ...], ...]  # every speaker with its readings
    cue: Place
    content: tuple[Place, ...]
    words: frozenset[int]
    via: tuple[Place, ...]
    act: str
    inside: str | None
    about: tuple[frozenset[str], ...]
    behalf: tuple[Place, ...] | None  # None where it is not labelled, empty for nobody
    echoes: str | None  # the same
    open: frozenset[str]
    optional: bool


def several(value: str | Sequence[str]) -> list[str]:
    """A label's words as a list, however they are written."""
    return [value] if isinstance(value, str) else list(value)


def words_in(text: str, places: Iterable[Place]) -> frozenset[int]:
    """Where the words of some places begin; marks do not count."""
    return frozenset(
        start + found.start() for start, end in places for found in WORD.finditer(text[start:end])
    )


def label_of(text: str, name: str, row: Mapping[str, Any]) -> Label:
    """A statement's label with places for words; raises LabelError on words that are not clear."""
    content = tuple(stretch(text, words) for words in several(row["content"]))
    return Label(
        name,
        tuple(
            tuple(place(text, words) for words in one.split("|")) for one in several(row["speaker"])
        ),
        place(text, row["cue"]),
        content,
        words_in(text, content),
        tuple(place(text, words) for words in several(row.get("via", []))),
        row.get("act", "say"),
        row.get("inside"),
        tuple(frozenset(one.split("|")) for one in row.get("about", [])),
        tuple(place(text, words) for words in several(row["behalf"])) if "behalf" in row else None,
        row.get("echoes"),
        frozenset(row.get("open", [])),
        bool(row.get("optional")),
    )


def labels_of(entry: Entry) -> list[Label]:
    """The statements labelled in a paragraph."""
    rows = entry.labels.get("statements", {})
    return [label_of(entry.report.text, name, row) for name, row in rows.items()]


# Which row is which label


def at(span: Span) -> Place:
    return span.start, span.end


def head(text: str, words: Place) -> Place:
    """The head of a noun phrase: its last word before what follows the head."""
    phrase = BEHIND_HEAD.split(text[slice(*words)])[0]
    *_, last = WORD.finditer(phrase)
    return words[0] + last.start(), words[0] + last.end()


def spans(role: Role) -> list[Place]:
    return [at(span) for span in (role.span, role.antecedent) if span]


def dice(one: frozenset[int], other: frozenset[int]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


@dataclass(frozen=True)
class Pairing:
    """The labels of one paragraph beside its rows."""

    text: str
    labels: Sequence[Label]
    rows: Sequence[Statement]

    def speaks(self, label: Label, row: Statement) -> bool:
        """Whether a row's speaker holds the head of a labelled one, or neither has any."""
        if not label.speaker or not row.speaker:
            return not label.speaker and not row.speaker
        heads = [head(self.text, words) for readings in label.speaker for words in readings]
        return any(meets(h, span) for h in heads for role in row.speaker for span in spans(role))

    def passed_on(self, label: Label, row: Statement) -> bool:
        """Whether a row has exactly the labelled channels, at their words or by their names."""
        if len(label.via) != len(row.via):
            return False
        return all(
            any(meets(words, span) for span in spans(role))
            or bool(self.names(words) & set(NAME.findall(quoted(role))))
            for words, role in zip(label.via, row.via, strict=True)
        )

    def names(self, words: Place) -> set[str]:
        return set(NAME.findall(self.text[slice(*words)])) - ARTICLES

    def close(self, label: Label, row: Statement) -> tuple[bool, bool, float]:
        """How well a row fits: speaker, cue, content."""
        content = words_in(self.text, map(at, row.content))
        cue = meets(label.cue, at(row.cue))
        short = cue and len(label.words) <= SHORT and label.words <= content
        return self.speaks(label, row), cue, 1.0 if short else dice(label.words, content)

    def pairs(self) -> dict[str, Statement]:
        """The row of each label that has one, the best pairs first."""
        fits = [
            ((speaker, cue, content), n, m)
            for n, label in enumerate(self.labels)
            for m, row in enumerate(self.rows)
            for speaker, cue, content in [self.close(label, row)]
            if content >= SAME_CONTENT and (speaker or cue)
        ]
        fits.sort(key=lambda fit: (-fit[0][0] - fit[0][1], -fit[0][2], fit[1], fit[2]))
        found: dict[str, Statement] = {}
        for _, n, m in fits:
            label, row = self.labels[n], self.rows[m]
            if label.id not in found and all(row.id != other.id for other in found.values()):
                found[label.id] = row
        return found


def quoted(role: Role) -> str:
    """All words a role is known by."""
    return " ".join(span.quote for span in (role.span, role.antecedent) if span) + " " + role.name


# What is right


def score(entry: Entry, record: Record) -> Scored:
    """All counts of a paragraph."""
    pairing = Pairing(record.report.text, labels_of(entry), record.statements)
    pairs, sheet = pairing.pairs(), Sheet()
    _statements(pairing, pairs, str(entry.labels["kind"]), sheet)
    for label in pairing.labels:
        if not label.optional:
            _links(label, pairs, sheet)
            _behalf(pairing, label, pairs.get(label.id), sheet)
            _title(label, pairs, sheet)
            _channel(pairing, label, pairs.get(label.id), sheet)
            _form(pairing, label, pairs.get(label.id), sheet)
    _echoes(entry, record, pairing.labels, sheet)
    _contents(record, sheet)
    return sheet.scored(entry)


def _statements(pairing: Pairing, pairs: Mapping[str, Statement], kind: str, sheet: Sheet) -> None:
    """Recall, precision and F of statements; what is thought counts only where it is labelled."""
    paired = {row.id for row in pairs.values()}
    wanted = [label for label in pairing.labels if not label.optional]
    extra = [row for row in pairing.rows if row.id not in paired and row.act not in UNSAID]
    given = len(extra) + sum(label.id in pairs for label in wanted)
    hits = 0
    for label in wanted:
        row = pairs.get(label.id)
        right = row is not None and pairing.speaks(label, row)
        hits += right
        said = pairing.text[slice(*label.cue)]
        what = "not found" if row is None else f"said by {[role.name for role in row.speaker]}"
        sheet.mark("statements.recall", right, f"{said!r} of {label.id} {what}")
        sheet.mark(f"kind.{kind}", right)
    for row in extra:
        who = [role.name for role in row.speaker]
        sheet.mark("statements.precision", 0, f"{who} {row.cue.quote!r} {row.content[0].quote!r}")
    sheet.mark("statements.precision", hits, of=given - len(extra))
    sheet.mark("statements.f", 2 * hits, of=len(wanted) + given)
    if not pairing.labels:
        sheet.mark("silent.where.nobody.speaks", not extra)


def _links(label: Label, pairs: Mapping[str, Statement], sheet: Sheet) -> None:
    """Nesting, and whom a confirmation or denial is about."""
    row = pairs.get(label.id)
    names = {one.id: name for name, one in pairs.items()}
    inside = names.get(row.inside or "", row.inside and "?") if row else None
    about = [names.get(one, "?") for one in row.about] if row else []
    if "inside" not in label.open:
        right = row is not None and inside == label.inside
        fault = f"{label.id} is inside {label.inside}, given {inside}"
        if label.inside:
            sheet.mark("nesting.all", right, fault if row else f"{label.id} has no row")
            if row:
                sheet.mark("nesting.found", right)
        if inside:
            sheet.mark("nesting.precision", right, fault)
    if "about" not in label.open:
        right = row is not None and _same(label.about, about)
        fault = f"{label.id} is about {[*map(sorted, label.about)]}, given {about}"
        if label.about:
            sheet.mark("about.all", right, fault if row else f"{label.id} has no row")
        if about:
            sheet.mark("about.precision", right, fault)
    if row and "act" not in label.open:
        fault = f"{label.id} is {label.act}, given {row.act}"
        sheet.mark("act.all", row.act == label.act, fault)
        if label.act != "say":
            sheet.mark("act.other.than.say", row.act == label.act)


def _same(wanted: Sequence[frozenset[str]], given: Sequence[str]) -> bool:
    return len(wanted) == len(given) and all(
        any(one in readings for one in given) for readings in wanted
    )


def _channel(pairing: Pairing, label: Label, row: Statement | None, sheet: Sheet) -> None:
    if "via" in label.open:
        return
    right = row is not None and pairing.passed_on(label, row)
    through = [pairing.text[slice(*words)] for words in label.via]
    fault = f"{label.id} through {through}, given {row and [role.name for role in row.via]}"
    if label.via:
        sheet.mark("channel.all", right, fault)
    if row and row.via:
        sheet.mark("channel.precision", right, fault)


def _behalf(pairing: Pairing, label: Label, row: Statement | None, sheet: Sheet) -> None:
    """Whom a speaker speaks for, where that is labelled; of nobody's speakers too."""
    if label.behalf is None or "behalf" in label.open or row is None:
        return
    given = row.on_behalf_of
    right = given is None and not label.behalf
    if given is not None:
        held = any(meets(words, span) for words in label.behalf for span in spans(given))
        named = set().union(*map(pairing.names, label.behalf))
        right = held or bool(named & set(NAME.findall(quoted(given))))
    fault = f"{label.id} for {label.behalf and pairing.names(label.behalf[0])}, given {given}"
    if label.behalf:
        sheet.mark("behalf.all", right, fault)
    if given is not None:
        sheet.mark("behalf.precision", right, fault)


def _title(label: Label, pairs: Mapping[str, Statement], sheet: Sheet) -> None:
    """Whether a title's statement echoes the labelled one of the text, or none."""
    if label.echoes is None or "echoes" in label.open:
        return
    row = pairs.get(label.id)
    name = {one.id: name for name, one in pairs.items()}.get(row.echoes or "", "") if row else None
    given = "?" if row and row.echoes and not name else name
    fault = f"{label.id} echoes {label.echoes!r}, given {given!r}"
    sheet.mark("echo.statements", given == label.echoes, fault)


def _contents(record: Record, sheet: Sheet) -> None:
    """Whether anybody is given as what was said: "thanked Kenya", "addressed reporters"."""
    actors = {at(mention.span) for mention in record.mentions if mention.kind != "pronoun"}
    for row in record.statements:
        bare = len(row.content) == 1 and at(row.content[0]) in actors
        what = f"{row.cue.quote!r} {row.content[0].quote!r}"
        sheet.mark("content.is.no.actor", not bare, what)


def _form(pairing: Pairing, label: Label, row: Statement | None, sheet: Sheet) -> None:
    """Passives without a source, brackets, and quotations over several paragraphs."""
    if not label.speaker:
        fault = f"{label.id}: {row and [role.name for role in row.speaker]}"
        sheet.mark("passive.without.speaker", row is not None and not row.speaker, fault)
    given = [at(span) for span in row.content] if row else []
    brackets = [
        found.span()
        for found in BRACKETS.finditer(pairing.text)
        if label.content[0][0] <= found.start() and found.end() <= label.content[-1][1] + 1
    ]
    if brackets:
        clear = not any(meets(one, other) for one in brackets for other in given)
        sheet.mark("brackets.outside", bool(row) and clear, f"{label.id}: {given}")
    if "\n" in pairing.text[label.content[0][0] : label.content[-1][1]]:
        whole = bool(row) and dice(label.words, words_in(pairing.text, given)) >= WHOLE
        sheet.mark("over.paragraphs", whole, f"{label.id}: {given}")


def _echoes(entry: Entry, record: Record, labels: Sequence[Label], sheet: Sheet) -> None:
    """Whether the row at a title's word echoes one inside the labelled statement, or none."""
    text, rows = record.report.text, [*record.events, *record.positions]
    by_id = {row.id: row for row in rows}
    content = {row.id: words_in(text, map(at, row.content)) for row in record.statements}
    words_of = {label.id: label.words for label in labels}
    for words, name in entry.labels.get("echoes", {}).items():
        spot = place(text, words)
        at_word = [row for row in rows if any(meets(spot, at(span)) for span in row.evidence)]
        said_in = [one for row in at_word if row.echoes for one in by_id[row.echoes].said_in]
        held = any(dice(words_of[name], content[one]) >= SAME_CONTENT for one in said_in if name)
        right = held if name else bool(at_word) and not any(row.echoes for row in at_word)
        sheet.mark("echo", right, f"{words!r}: {len(at_word)} rows, echoing one of {said_in}")


def measure(parser: Parser) -> list[Scored]:
    """The scores of all paragraphs."""
    return coded(load("attribution", "paragraph"), parser, score)


def every_label() -> Iterator[tuple[Entry, Label]]:
    """Every label of the set; raises LabelError where its words are not clear."""
    for entry in load("attribution", "paragraph"):
        for label in labels_of(entry):
            yield entry, label


if __name__ == "__main__":
    run(measure, FLOORS)
