"""The record on disk -> a page of it at a time, newest first, however large it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dragoman.store.read import StoredRecord

NEWEST = """
    SELECT c.id AS coding, c.report, c.published, c.outlet, c.title, c.source, c.url, c.language,
           c.stage, substr(texts.text, 1, 600) AS opening, length(texts.text) AS length,
           json_extract(c.json, '$.standfirst') AS standfirst,
           (SELECT count(*) FROM statements WHERE coding = c.id) AS statements,
           (SELECT count(*) FROM events WHERE coding = c.id) AS events,
           (SELECT count(*) FROM positions WHERE coding = c.id) AS positions
      FROM latest AS c JOIN texts ON texts.id = c.text
     ORDER BY c.published DESC, c.id DESC LIMIT :limit OFFSET :offset
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows of one page, and whether more follow."""

    rows: list[dict[str, Any]]
    more: bool


class PagedRecord(StoredRecord):
    """A record on disk, open for pages; use it as a context manager, or close it."""

    def newest(self, limit: int, offset: int = 0) -> Listed:
        """The reports of a page, those published last first; those without a date at the end."""
        rows = self._dicts(NEWEST, {"limit": limit + 1, "offset": offset})
        return Listed(rows[:limit], len(rows) > limit)

    def _dicts(self, query: str, values: dict[str, Any]) -> list[dict[str, Any]]:
        cursor = self.connection.execute(query, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, cells, strict=True)) for cells in cursor]
