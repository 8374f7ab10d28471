"""Tables and a user's own CSV of actors -> tables in which the user's rows come first."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from dragoman.errors import LexiconError
from dragoman.lexicon.check import actor_row_faults
from dragoman.lexicon.reading import read_csv
from dragoman.lexicon.schema import ActorRow

if TYPE_CHECKING:
    from pathlib import Path

    from dragoman.lexicon.load import Tables


def with_actors(tables: Tables, file: Path) -> Tables:
    """The tables with a user's own actors, and a digest that the file is part of.

    A row whose id the tables know takes that row's place. A name that several actors have means
    the user's, on days on which the user's row holds.

    Args:
        tables: The tables that ship, or any others.
        file: CSV with the columns of ``<language>/actors/*.csv``; id, kind and name must be there.

    Raises:
        LexiconError: The file cannot be read, or a row is wrong; it says where.
    """
    try:
        rows = read_csv(file, ActorRow)
        digest = hashlib.sha256(tables.digest.encode() + b"\0" + file.read_bytes())
    except OSError as error:
        raise LexiconError(
            str(file), f"cannot be read: {error.strerror}", remedy="name a CSV file of actors"
        ) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise LexiconError(str(file), f"no CSV in UTF-8: {error}", remedy="save it so") from error
    own = frozenset(row.id for row in rows)
    known = own | {row.id for row in tables.actors}
    for fault in actor_row_faults(file, rows, known, {row.id for row in tables.sectors}):
        raise LexiconError(
            fault.file, fault.message, remedy=fault.remedy, line=fault.line, column=fault.column
        )
    theirs = (row for row in tables.actors if row.id not in own)
    return replace(tables, actors=(*rows, *theirs), own=own, digest=digest.hexdigest()[:16])
