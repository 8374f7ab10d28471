"""What was written -> a Frictionless ``datapackage.json`` and a codebook that people read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from dragoman.export.shape import Column, Exported, Format, Quotes, Table

PACKAGE = "datapackage.json"
MEDIA = {
    "csv": "text/csv",
    "txt": "text/tab-separated-values",
    "parquet": "application/vnd.apache.parquet",
    "jsonl": "application/jsonl",
    "graphml": "application/xml",
    "jsonld": "application/ld+json",
}
KEPT = {
    "none": "No quotes of the reports are in these files, only where they stand; names of actors"
    " and places, offices, and the keys of issues are.",
    "short": "Quotes are cut after twelve words, and the texts are left out.",
    "full": "Quotes are whole.",
}


def write_package(folder: Path, made: Format, exported: Exported, quotes: Quotes) -> None:
    """Writes both files beside the rows."""
    told = _package(made, exported, quotes)
    words = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    (folder / PACKAGE).write_text(words, encoding="utf-8", newline="\n")
    book = "\n".join(_codebook(made, exported, quotes)) + "\n"
    (folder / "codebook.md").write_text(book, encoding="utf-8", newline="\n")


def _package(made: Format, exported: Exported, quotes: Quotes) -> dict[str, Any]:
    tabular = made.layout.kind == "delimited"
    package = {
        "name": name_of(made),
        "title": f"A record of political news: {made.about}",
        "description": KEPT[quotes],
        "resources": [_resource(made, file, tables) for file, tables in files_of(made).items()],
        "coded_with": sorted(exported.coded_with),
        "rows": dict(sorted(exported.rows.items())),
        "left_out": dict(sorted(exported.left_out.items())),
    }
    return {"profile": "tabular-data-package" if tabular else "data-package", **package}


def name_of(made: Format) -> str:
    """The name of a package in a format."""
    return f"dragoman-{made.name}"


def files_of(made: Format) -> dict[str, tuple[Table, ...]]:
    """The files of a format with the tables that go into each: one each, but for a graph."""
    suffix = made.layout.suffix
    if made.layout.kind == "graphml":
        return {f"graph.{suffix}": made.tables}
    return {f"{table.name}.{suffix}": (table,) for table in made.tables}


def _resource(made: Format, file: str, tables: tuple[Table, ...]) -> dict[str, Any]:
    layout = made.layout
    told: dict[str, Any] = {
        "name": file.partition(".")[0],
        "path": file,
        "format": "csv" if layout.kind == "delimited" else layout.suffix,
        "mediatype": MEDIA[layout.suffix],
    }
    if layout.kind == "delimited":
        told |= {
            "profile": "tabular-data-resource",
            "encoding": "utf-8",
            "dialect": {"delimiter": layout.delimiter, "header": layout.header},
        }
    if layout.kind in {"delimited", "parquet"}:
        fields = [_field(column) for column in tables[0].columns]
        missing = sorted({"", layout.missing})
        told["schema"] = {"fields": fields, "missingValues": missing}
    return told


def _field(column: Column) -> dict[str, str]:
    words = f"empty: {column.empty}" if column.empty else column.meaning
    return {"name": column.name, "type": column.type, "description": words}


def _codebook(made: Format, exported: Exported, quotes: Quotes) -> list[str]:
    lines = [f"# {made.name}: {made.about}", "", KEPT[quotes], ""]
    lines += [f"Made with {words}." for words in sorted(exported.coded_with)]
    for file, tables in files_of(made).items():
        for table in tables:
            count = exported.rows.get(table.name, 0)
            lines += ["", f"## {file}: {table.name}, {count:,} rows", ""]
            lines += ["| column | type | meaning |", "|---|---|---|"]
            lines += [
                f"| {c.name} | {c.type} | {c.meaning} |" for c in table.columns if not c.empty
            ]
            empty = [c for c in table.columns if c.empty]
            lines += ["", "Never filled:", ""] if empty else []
            lines += [f"- {c.name}: {c.empty}" for c in empty]
    if exported.left_out:
        lines += ["", "## Rows left out", ""]
        lines += [f"- {why}: {n:,}" for why, n in sorted(exported.left_out.items())]
    return lines
