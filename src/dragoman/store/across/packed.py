"""A telling <-> a short line of JSON, as it is kept."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from dragoman.stories.telling import Side, Telling

FIELDS = tuple(field.name for field in fields(Telling))
OF_SIDES = tuple(field.name for field in fields(Side))
SIDES = frozenset({"sources", "targets"})
SETS = frozenset({"words", "trigger", "issue", "limits", "links", "speakers", "voices", "via"})


def pack(row: Telling) -> str:
    """The telling as a list of values in the order of its fields; sets are sorted."""
    return json.dumps([_packed(getattr(row, name)) for name in FIELDS], ensure_ascii=False)


def unpack(stored: str) -> Telling:
    """The telling that ``pack`` packed."""
    values = dict(zip(FIELDS, json.loads(stored), strict=True))
    for name in SIDES:
        values[name] = tuple(
            Side(actor, country, state, frozenset(words), *marks)
            for actor, country, state, words, *marks in values[name]
        )
    for name in SETS:
        values[name] = frozenset(values[name])
    values["figures"] = tuple((kind, number) for kind, number in values["figures"])
    values["content"] = tuple(values["content"])
    return Telling(**values)


def _packed(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Side):
        return [_packed(getattr(value, name)) for name in OF_SIDES]
    if isinstance(value, tuple):
        return [_packed(each) for each in value]
    return value
