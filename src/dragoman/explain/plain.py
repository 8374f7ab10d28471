"""An explanation -> one JSON object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dragoman.explain.find import SINGULAR
from dragoman.explain.origin import in_source
from dragoman.render.json import to_plain

if TYPE_CHECKING:
    from dragoman.explain.entries import TableEntry
    from dragoman.explain.why import Explanation
    from dragoman.steps import Option, Step


def to_object(explanation: Explanation) -> dict[str, Any]:
    """The explanation as plain dicts and lists; rows and spans are those of the record."""
    found = explanation.found
    report = found.record.report
    return {
        "id": found.row.id,
        "kind": SINGULAR[found.kind],
        "report": {
            "id": report.id,
            "title": report.title,
            "source": report.source,
            "published": report.published.value,
        },
        "row": to_plain(found.row),
        "passages": [to_plain(passage.span) for passage in explanation.passages],
        "in_source": [
            to_plain(span)
            for span in in_source(report, found.source, (p.span for p in explanation.passages))
        ],
        "marks": [{"label": mark.label} | to_plain(mark.span) for mark in explanation.marks],
        "steps": [_step(step, entry) for step, entry in explanation.steps],
        "coded_with": to_plain(found.record.coded_with),
    }


def _step(step: Step, entry: TableEntry | None) -> dict[str, Any]:
    return {
        "question": step.question,
        "answer": step.answer,
        "reason": step.reason,
        "score": step.score,
        "rule": _entry(entry) if entry else None,
        "options": [_option(option) for option in step.options],
    }


def _entry(entry: TableEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "file": entry.file,
        "line": entry.line or None,
        "note": entry.note or None,
        "match": list(entry.match),
        "no_match": list(entry.no_match),
        "source": entry.source or None,
    }


def _option(option: Option) -> dict[str, Any]:
    return {
        "words": option.words,
        "chosen": option.chosen,
        "reason": option.reason,
        "score": option.score,
        "span": to_plain(option.span),
    }
