"""A joined record -> what its reports have in common as plain rows, table by table."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Rows = Callable[[str, Any], Iterator[tuple[Any, ...]]]

# By table: the columns, and the query that fills them.
TABLES = {
    "stories": (
        ("report", "story", "same_text_as", "agencies_inferred"),
        """SELECT report, story, nullif(copied, report), inferred FROM reports_joined
            ORDER BY story IS NULL, story, report""",
    ),
    "copies": (
        ("report", "other", "kind", "covered", "other_covered"),
        "SELECT report, other, kind, covered, other_covered FROM copies ORDER BY report, other",
    ),
    "across": (
        ("report", "id", "same", "independent_sources", "contradicted", "updated"),
        """SELECT j.report, a.row, a.grp, a.independent_sources, a.contradicted, a.updated
             FROM across AS a JOIN reports_joined AS j ON j.coding = a.coding
            ORDER BY j.report, a.row""",
    ),
    "opposed": (
        ("report", "id", "other_report", "other_id", "verdict", "why"),
        """SELECT DISTINCT a.report, o.row, b.report, o.other, o.verdict, o.why FROM opposed AS o
             JOIN reports_joined AS a ON a.coding = o.coding
             JOIN reports_joined AS b ON b.coding = o.other_coding
            ORDER BY a.report, o.row, b.report, o.other, o.why""",
    ),
}


def rows_across(rows: Rows) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each row of ``TABLES`` with the name of its table, in the order of the tables.

    Args:
        rows: Runs a query.
    """
    for table, (columns, query) in TABLES.items():
        for cells in rows(query, {}):
            row = dict(zip(columns, cells, strict=True))
            if table == "stories":
                row["agencies_inferred"] = "; ".join(json.loads(row["agencies_inferred"]))
            yield table, row
