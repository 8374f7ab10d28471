"""A row with its report -> one line of plain cells, for CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

ROLES = ("speaker", "on_behalf_of", "via", "source", "target", "holder", "against")
SPANS = ("content", "clause", "evidence", "issue")
PLAIN = (
    "act", "type", "mode", "quad", "sign", "kind", "issue_key", "realis", "background", "score",
    "rule",
)  # fmt: skip


def flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """Who, what, when and the words of a row, the ids of actors beside their names."""
    plain = row["row"]
    cells: dict[str, Any] = {"id": plain["id"]}
    for name in ROLES:
        if name in plain:
            roles = _several(plain[name])
            cells[name] = "; ".join(role["name"] for role in roles) or None
            cells[f"{name}_id"] = "; ".join(role["actor"] or "" for role in roles) or None
    cells |= {name: plain[name] for name in PLAIN if name in plain}
    cells["when"] = plain["when"]["value"]
    for name in SPANS:
        if name in plain:
            cells[name] = " … ".join(span["quote"] for span in _several(plain[name])) or None
    others = row.get("by", row.get("about", ()))
    answers = (f"{one['act']}: {_names(one)}" for one in others)
    cells["said_by" if "by" in row else "answers"] = "; ".join(answers) or None
    return cells | {name: row[name] for name in ("report", "title", "outlet", "published")}


def _several(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [value] if value else []


def _names(statement: Mapping[str, Any]) -> str:
    return ", ".join(role["name"] for role in statement["speaker"])
