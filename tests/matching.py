"""Expected rows and a Record -> which rows are the same, the figures, and the floors they keep.

Run as a script it shows the figures of all examples (no arguments), keeps them as floors
(``--write-floors``), or fills in the offsets of newly written expected rows (``--place``).

Levels: a statement is found (L1) where at least half of the longer content is shared, and right
(L2) with its speaker; an event where type and trigger agree, and right with its roles; a position
where both actors and the sign agree, and right with its status and who says so; a time where the
words agree, and right with its value.
"""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dragoman
from naming import Cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from dragoman.record import Event, Position, Record, Role, Span, Statement

EXAMPLES = Path(__file__).parents[1] / "examples"
FLOORS = EXAMPLES / "floors.json"
KINDS = ("statements", "events", "relations", "times")
ROWS_LOST = 1  # an example may lose one row before its test fails; a set of examples may not
UNDIRECTED = {"CONSULT"}
UNREAL = {"planned": "planned", "demanded": "planned", "hypothetical": "hypothetical"}

Place = tuple[int, int]


def load(name: str) -> dict[str, Any]:
    """The expected rows of one example."""
    return json.loads((EXAMPLES / "expected" / f"{name}.json").read_text(encoding="utf-8"))


def names() -> list[str]:
    """The names of all examples, sorted."""
    return sorted(file.stem for file in (EXAMPLES / "expected").glob("*.json"))


def record_of(expected: dict[str, Any]) -> Record:
    """The Record that the program makes of an example; a page is left to state its own date."""
    file = EXAMPLES / "reports" / expected["report"]
    page = file.suffix == ".html"
    options = {"published": expected["published"]} if expected["published"] and not page else {}
    (record,) = dragoman.read(file, **options)
    return record


# Where the expected words stand in the text that was read


def placer(record: Record) -> Callable[[dict[str, Any]], Place | None]:
    """A function from an expected span to its place in ``report.text``; None where it is lost."""
    text, origin = record.report.text, record.report.origin

    def moved(offset: int, last: int) -> int | None:
        for stretch in origin:
            if stretch.source_start <= offset - last < stretch.source_end:
                return stretch.start + offset - stretch.source_start
        return None

    def place(span: dict[str, Any]) -> Place | None:
        if span["start"] is None:
            return nth_place(text, span["text"], span.get("nth", 1))
        start, end = moved(span["start"], 0), moved(span["end"], 1)
        return None if start is None or end is None else (start, end)

    return place


def nth_place(text: str, words: str, nth: int) -> Place | None:
    """Where words stand in a text for the n-th time; runs of white space count as one space."""
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    found = list(re.finditer(pattern, text))
    return found[nth - 1].span() if len(found) >= nth else None


def overlap(one: Place, other: Place) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def shared(one: Sequence[Place], other: Sequence[Place]) -> float:
    """The part of the longer of two lists of places that both cover."""
    longer = max(sum(end - start for start, end in places) for places in (one, other))
    return sum(overlap(a, b) for a in one for b in other) / longer if longer else 0.0


def at(span: Span) -> Place:
    return span.start, span.end


def said_by(roles: Iterable[Role | None]) -> list[str]:
    return [role.name for role in roles if role is not None]


# The levels of one pair of rows


@dataclass
class Pairing:
    """One example beside its Record: tells how well two rows agree."""

    expected: dict[str, Any]
    record: Record

    def __post_init__(self) -> None:
        self.place = placer(self.record)
        self.cast = Cast(self.expected["actors"], self.expected["sides"])
        self.by_id = {row.id: row for row in self.record.statements}

    def found(self, kind: str) -> Sequence[Any]:
        """The Record's rows of a kind; what is only thought or planned is no statement here."""
        rows = getattr(self.record, {"relations": "positions"}.get(kind, kind))
        return [row for row in rows if getattr(row, "act", None) not in ("think", "plan")]

    def level(self, kind: str, want: dict[str, Any], row: Any) -> int:
        """0 for another row, 1 where it is found, 2 where it is right."""
        return int(getattr(self, f"_{kind}")(want, row))

    def places(self, spans: Iterable[dict[str, Any]]) -> list[Place]:
        return [place for place in map(self.place, spans) if place]

    def chain(self, ids: Iterable[str]) -> list[str]:
        """Everybody through whom a row came, its nearest speaker first."""
        out: list[str] = []
        seen: set[str] = set()
        for first in ids:
            at_id: str | None = first
            while at_id and at_id not in seen:
                seen.add(at_id)
                row = self.by_id[at_id]
                out += said_by([*row.speaker, row.on_behalf_of, *row.via])
                at_id = row.inside
        return out

    def status(self, row: Event | Position) -> str:
        if row.realis == "negated" or row.realis in UNREAL:
            return UNREAL.get(row.realis, "negated")
        return "reported" if row.said_in else "asserted"

    def _statements(self, want: dict[str, Any], row: Statement) -> int:
        readings = [want["content"], *([one] for one in accepted(want, "content"))]
        content = [at(span) for span in row.content]
        if max(shared(self.places(spans), content) for spans in readings) < 0.5:
            return 0
        speakers = said_by([*row.speaker, row.on_behalf_of])
        return 1 + self.cast.any_same(want["speaker"], speakers)

    def _events(self, want: dict[str, Any], row: Event) -> int:
        if row.type not in (want["type"], *accepted(want, "type")):
            return 0
        if not any(
            overlap(p, at(row.trigger)) for p in self.places([want["trigger"], *want["evidence"]])
        ):
            return 0
        return 1 + self._roles(want, said_by(row.source), said_by(row.target))

    def _roles(self, want: dict[str, Any], source: list[str], target: list[str]) -> bool:
        if want.get("symmetric") or want["type"] in UNDIRECTED:
            parties = [*want["source"], *want["target"]]
            hit = sum(self.cast.any_same([party], source + target) for party in parties)
            return hit >= min(2, len(parties))
        return self._role(want, "source", source) and self._role(want, "target", target)

    def _role(self, want: dict[str, Any], role: str, found: list[str]) -> bool:
        right = accepted(want, role)
        if not found:
            return not want[role] or None in right
        return self.cast.any_same([*want[role], *(one for one in right if one)], found)

    def _relations(self, want: dict[str, Any], row: Position) -> int:
        ends = (row.holder.name, row.target.name)
        targets = [want["target"], *accepted(want, "target")]
        facing = self._between(want["holder"], targets, ends)
        if not facing and want["symmetric"]:
            facing = self._between(want["holder"], targets, ends[::-1])
        if not facing or row.sign != want["sign"]:
            return 0
        return 1 + self._source(want, row)

    def _between(self, holder: str, targets: list[str], ends: tuple[str, str]) -> bool:
        return self.cast.same(holder, ends[0]) and self.cast.any_same(targets, [ends[1]])

    def _source(self, want: dict[str, Any], row: Position) -> bool:
        """Whether status and source agree: "X condemned Y" is right too as reported by X."""
        say, status = self.chain(row.said_in), self.status(row)
        wanted = "reported" if want["status"] == "alleged" else want["status"]
        own = bool(say) and self.cast.any_same([want["holder"]], say[:1])
        if status == wanted:
            return (
                self.cast.any_same(want["attributed_to"], say)
                if want["attributed_to"]
                else own or not say
            )
        if wanted == "asserted" and status == "reported":
            return own
        return status in accepted(want, "status")

    def _times(self, want: dict[str, Any], row: Any) -> int:
        place = self.place(want)
        if place is None or not overlap(place, at(row.span)):
            return 0
        dated = self.expected["published"] is not None
        value = want.get("value_given_published") if dated else None
        return 1 + (row.value in (value or want["value"], *accepted(want, "value")))


def accepted(want: dict[str, Any], name: str) -> list[Any]:
    return want.get("accept", {}).get(name, [])


# The figures


@dataclass(frozen=True)
class Figures:
    """How many rows were expected and found, and how many of them agree."""

    expected: int = 0
    found: int = 0
    agree: tuple[int, int] = (0, 0)

    def __add__(self, other: Figures) -> Figures:
        agree = (self.agree[0] + other.agree[0], self.agree[1] + other.agree[1])
        return Figures(self.expected + other.expected, self.found + other.found, agree)

    def precision(self, level: int) -> float:
        return self.agree[level - 1] / self.found if self.found else 1.0

    def recall(self, level: int) -> float:
        return self.agree[level - 1] / self.expected if self.expected else 1.0

    def as_floor(self) -> dict[str, list[float]]:
        """Precision and recall at both levels, with three decimals."""
        return {f"L{n}": [round(self.precision(n), 3), round(self.recall(n), 3)] for n in (1, 2)}


def figures(pairing: Pairing, kind: str) -> Figures:
    """The figures of one kind of row; rows that may be there or not count for nothing."""
    wants = [row for row in pairing.expected[kind] if not row.get("optional")]
    maybe = [row for row in pairing.expected[kind] if row.get("optional")]
    found = list(pairing.found(kind))
    taken = pairs(pairing, kind, wants, found, 1)
    spare = [row for i, row in enumerate(found) if i not in taken]
    free = pairs(pairing, kind, maybe, spare, 1)
    counted = len(found) - len(free)
    return Figures(len(wants), counted, (len(taken), len(pairs(pairing, kind, wants, found, 2))))


def pairs(
    pairing: Pairing, kind: str, wants: Sequence[Any], found: Sequence[Any], level: int
) -> dict[int, int]:
    """The most one-to-one pairs of at least a level: index of the found row -> of the expected."""
    fits = [
        [j for j, row in enumerate(found) if pairing.level(kind, want, row) >= level]
        for want in wants
    ]
    taken: dict[int, int] = {}

    def seat(i: int, tried: set[int]) -> bool:
        for j in fits[i]:
            if j in tried:
                continue
            tried.add(j)
            if j not in taken or seat(taken[j], tried):
                taken[j] = i
                return True
        return False

    for i in range(len(wants)):
        seat(i, set())
    return taken


def furniture_left(pairing: Pairing) -> list[str]:
    """The furniture that was read as news: expected words that stand in the report's text."""
    text = " ".join(pairing.record.report.text.split())
    return [row["text"] for row in pairing.expected["furniture"] if row["text"] in text]


def measure(pairing: Pairing) -> dict[str, Figures]:
    """The figures of all kinds of rows of one example."""
    return {kind: figures(pairing, kind) for kind in KINDS}


def sets(measured: dict[str, dict[str, Figures]]) -> dict[str, dict[str, Figures]]:
    """The summed figures of the examples that may be looked at, and of the unseen ones."""
    out: dict[str, dict[str, Figures]] = {}
    for name, row in measured.items():
        group = out.setdefault("unseen" if load(name)["unseen"] else "seen", {})
        for kind, figure in row.items():
            group[kind] = group.get(kind, Figures()) + figure
    return out


# The script


def as_floors(measured: dict[str, dict[str, Figures]]) -> dict[str, Any]:
    def floors(rows: dict[str, dict[str, Figures]]) -> dict[str, Any]:
        return {
            name: {kind: figure.as_floor() for kind, figure in row.items()}
            for name, row in sorted(rows.items())
        }

    return {"sets": floors(sets(measured)), "examples": floors(measured)}


def lines(measured: dict[str, dict[str, Figures]]) -> Iterator[str]:
    """One line an example or set and kind, as a person reads it."""
    for name, row in (*sorted(measured.items()), *sorted(sets(measured).items())):
        for kind, figure in row.items():
            parts = [f"L{n} P {figure.precision(n):.2f} R {figure.recall(n):.2f}" for n in (1, 2)]
            counts = f"{figure.expected} expected, {figure.found} found"
            yield f"{name:24} {kind:10} {'   '.join(parts)}   ({counts})"


def fill_offsets(file: Path) -> None:
    """Fills in the offsets of spans that have words only; a page's stay open."""
    expected = json.loads(file.read_text(encoding="utf-8"))
    source = (EXAMPLES / "reports" / expected["report"]).read_text(encoding="utf-8")

    def walk(value: Any) -> None:
        if isinstance(value, list):
            for one in value:
                walk(one)
        elif isinstance(value, dict):
            if "text" in value and value.get("start") is None:
                place = nth_place(source, value["text"], value.get("nth", 1))
                if place is None:
                    raise SystemExit(f"{file}: {value['text']!r} does not stand in the report")
                value["start"], value["end"] = place
            for one in value.values():
                walk(one)

    if not expected["report"].endswith(".html"):
        walk(expected)
        file.write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write-floors", action="store_true", help="keep today's figures")
    parser.add_argument("--place", action="store_true", help="fill in offsets of plain texts")
    options = parser.parse_args()
    if options.place:
        for name in names():
            fill_offsets(EXAMPLES / "expected" / f"{name}.json")
        return
    expected = {name: load(name) for name in names()}
    measured = {name: measure(Pairing(rows, record_of(rows))) for name, rows in expected.items()}
    print("\n".join(lines(measured)))  # noqa: T201 - a script that prints
    if options.write_floors:
        FLOORS.write_text(json.dumps(as_floors(measured), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
