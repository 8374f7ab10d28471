"""A record -> the same record with less of the report's words, for release without the text."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

from dragoman.record import Furniture, Mention, Role, Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from dragoman.export.shape import Quotes
    from dragoman.record import Record

SHORT = 12  # words of a quote that are kept


def trimmed(record: Record, quotes: Quotes) -> Record:
    """The record with its quotes whole (``full``), cut after twelve words, or taken out.

    Without the whole quotes the text is left out too, without any also the title and standfirst.
    Offsets stay: who has the text finds the words again.
    """
    if quotes == "full":
        return record
    cut = _short if quotes == "short" else _nothing
    report = replace(record.report, text="")
    if quotes == "none":
        report = replace(report, title=None, standfirst=None)
    found: Record = _cut(replace(record, report=report), cut)
    return found


def _short(words: str) -> str:
    kept = words.split()
    return words if len(kept) <= SHORT else " ".join(kept[:SHORT]) + " …"


def _nothing(_words: str) -> str:
    return ""


def _cut(part: Any, cut: Callable[[str], str]) -> Any:
    """The part with every quote in it cut, and names that are but the report's words."""
    if isinstance(part, tuple):
        return tuple(_cut(each, cut) for each in part)
    if not is_dataclass(part) or isinstance(part, type):
        return part
    changed: dict[str, Any] = {
        each.name: _cut(value, cut)
        for each in fields(part)
        if isinstance(value := getattr(part, each.name), tuple) or is_dataclass(value)
    }
    if isinstance(part, Span | Furniture):
        changed["quote"] = cut(part.quote)
    elif isinstance(part, Role | Mention) and part.actor is None:
        changed["name"] = cut(part.name)
    return replace(part, **changed) if changed else part
