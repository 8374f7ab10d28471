"""The name of a record -> the metadata with which Datasette shows it to people."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any


def datasette_metadata(name: str) -> dict[str, Any]:
    """What Datasette is to know: what tables and columns mean, and two queries.

    Args:
        name: That of the record's file, without its suffix.
    """
    file = resources.files("dragoman.store") / "datasette.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    hidden = {table: {"hidden": True} for table in told.pop("hidden")}
    here = {"tables": told.pop("tables") | hidden, "queries": told.pop("queries")}
    return {**told, "databases": {name: here}}
