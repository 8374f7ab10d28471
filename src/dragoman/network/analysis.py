"""A signed graph -> all that is asked of it at once, and the plain object that formats show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman.network.balance import SECONDS, balance_of
from dragoman.network.camps import DRAWS, Errors, always_together, stability_of
from dragoman.network.exact import solver_is_there
from dragoman.network.inference import enemies_of_enemies
from dragoman.network.relations import Relations, relations_of
from dragoman.network.triads import census

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dragoman.network.balance import Balance
    from dragoman.network.camps import Stability
    from dragoman.network.graph import SignedGraph, Tie
    from dragoman.network.relations import Relation, Selection
    from dragoman.network.triads import Rule
    from dragoman.store import Stance

# Measured on the reports of the manual (README): rows that no reader would write, and signs turned.
MEASURED = Errors(flip=0.02, drop=0.15)
MOST_TIES = 2_000  # for which stability is measured


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked of a graph.

    Attributes:
        seconds: Time for the proof of the line index.
        exact: Whether a proof is asked for.
        rule: The rule of frustrated triads.
        core: Whether to find which nodes stand alike in every optimum; may take minutes.
        errors: Rates under which the stability of the camps is measured; None leaves it out.
        draws: Draws for the stability.
        infer: Whether enemies of enemies are listed.
    """

    seconds: float = SECONDS
    exact: bool = True
    rule: Rule = "strict"
    core: bool = False
    errors: Errors | None = MEASURED
    draws: int = DRAWS
    infer: bool = False


def analyse(
    graph: SignedGraph,
    questions: Questions,
    *,
    names: Mapping[str, str] | None = None,
    found: Relations | None = None,
    mixed: tuple[tuple[str, str], ...] = (),
    counted: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The answers for one graph, as dicts and lists in a fixed order.

    Args:
        graph: The graph.
        questions: What is asked.
        names: Names of the nodes; their ids where there are none.
        found: The relations behind the ties, each with its rows.
        mixed: Pairs with both signs, of a file of edges.
        counted: What was asked to be counted, as it was asked; it is handed on.
    """
    solved = balance_of(graph, seconds=questions.seconds, exact=questions.exact)
    firm = _stability(graph, solved, questions)
    alike = always_together(graph, solved) if questions.core else None
    triads = census(graph, questions.rule)
    pair = {(tie.a, tie.b): number for number, tie in enumerate(graph.ties)}
    bad = set(solved.frustrated)
    behind = {pair[r.a, r.b]: r for r in (found.relations if found else ()) if r.sign}
    both = [_mixed(r) for r in (found.relations if found else ()) if not r.sign]
    total = float(graph.weight.sum())
    return {
        "nodes": [
            {
                "id": node,
                "name": (names or {}).get(node, node),
                "component": graph.component[number],
                "camp": 1 if solved.side[number] > 0 else 2,
                "alike": graph.nodes[alike[number]] if alike is not None else None,
            }
            for number, node in enumerate(graph.nodes)
        ],
        "edges": [
            _edge(tie, firm, number, behind.get(number), frustrated=number in bad)
            for number, tie in enumerate(graph.ties)
        ],
        "mixed": both + [{"a": a, "b": b} for a, b in mixed],
        "line_index": _number(solved.line_index),
        "proved": solved.proved,
        "bound": _number(solved.bound),
        "gap": _number(solved.gap),
        "share": round(solved.line_index / total, 4) if total else 0.0,
        "method": "CP-SAT" if questions.exact and solver_is_there() else "heuristic",
        "camps": [
            [node for number, node in enumerate(graph.nodes) if solved.side[number] == side]
            for side in (1, -1)
        ],
        "frustrated_edges": [[graph.ties[n].a, graph.ties[n].b] for n in solved.frustrated],
        "triads": {
            "rule": triads.rule,
            "counts": triads.counts,
            "frustrated": [list(triad.nodes) for triad in triads.frustrated],
        },
        "stability": firm and {
            "flip": firm.errors.flip, "drop": firm.errors.drop, "draws": firm.draws,
        },
        "inferences": [
            {"a": i.a, "b": i.b, "through": i.through, "kind": i.kind}
            for i in (enemies_of_enemies(graph) if questions.infer else ())
        ],
        "rows": {row.id: _row(row) for r in (found.relations if found else ()) for row in r.rows},
        "left_out": dict(found.left_out) if found else {},
        "counted": {
            **(counted or {}),
            **({"today": found.today} if found and (counted or {}).get("half_life") else {}),
        },
    }  # fmt: skip


def by_period(
    stances: Sequence[Stance], selection: Selection, questions: Questions, letters: int
) -> dict[str, Any]:
    """The balance of each year or month that has ties, in order.

    Args:
        stances: The positions.
        selection: Which of them count.
        questions: What is asked of each period.
        letters: How many letters of a date make a period: 4 for years, 7 for months.
    """
    whole = relations_of(stances, selection, period=letters)
    periods = []
    for period in sorted({relation.period for relation in whole.relations if relation.period}):
        those = tuple(r for r in whole.relations if r.period == period)
        present = {actor for r in those for actor in (r.a, r.b)}
        part = Relations(those, {a: n for a, n in whole.names.items() if a in present})
        found = analyse(part.graph(), questions, names=part.names, found=part)
        kept = ("line_index", "proved", "bound", "share", "camps", "frustrated_edges")
        periods.append({
            "period": period, "actors": len(found["nodes"]), "ties": len(found["edges"]),
            "against": sum(edge["sign"] < 0 for edge in found["edges"]),
            "mixed": len(found["mixed"]), **{key: found[key] for key in kept},
        })  # fmt: skip
    return {"periods": periods, "names": whole.names, "left_out": whole.left_out}


def _stability(graph: SignedGraph, solved: Balance, questions: Questions) -> Stability | None:
    if questions.errors is None or not questions.draws or len(graph.ties) > MOST_TIES:
        return None
    return stability_of(graph, solved.side, questions.errors, questions.draws)


def _edge(
    tie: Tie, firm: Stability | None, number: int, behind: Relation | None, *, frustrated: bool
) -> dict[str, Any]:
    return {
        "a": tie.a,
        "b": tie.b,
        "sign": tie.sign,
        "weight": _number(tie.weight),
        "frustrated": frustrated,
        "stability": firm.ties[number] if firm else None,
        "decided": firm.is_decided(number) if firm else None,
        **(_evidence(behind) if behind else {}),
    }


def _mixed(relation: Relation) -> dict[str, Any]:
    return {"a": relation.a, "b": relation.b, **_evidence(relation)}


def _evidence(relation: Relation) -> dict[str, Any]:
    return {
        "issue": relation.issue,
        "kinds": list(dict.fromkeys(row.kind for row in relation.rows)),
        "asserted": relation.asserted,
        "reported": relation.reported,
        "denied": relation.denied,
        "sources": relation.sources,
        "first": relation.first,
        "last": relation.last,
        "rows": [row.id for row in relation.rows],
    }


def _row(row: Stance) -> dict[str, Any]:
    return {
        "holder": row.holder, "target": row.target, "sign": row.sign, "kind": row.kind,
        "issue": row.issue, "issue_key": row.issue_key, "words": row.words, "date": row.date,
        "dated_by": row.dated_by, "said": row.said, "denied": row.denied, "report": row.report,
        "title": row.title, "outlet": row.outlet,
    }  # fmt: skip


def _number(value: float) -> int | float:
    """A whole number where it is one."""
    return int(value) if value == int(value) else round(value, 3)
