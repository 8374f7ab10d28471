"""A user's own spaCy Doc -> rows: the public finders, each the straight line up to its rows.

The stages' own ``find_*`` take what the stages before them found; these find that themselves, so
that actors are named and resolved. The Doc is read as one report, every line a paragraph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.pipeline.line import code_doc

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from dragoman.lexicon import Tables
    from dragoman.parse import Parse
    from dragoman.record import Event, Position, Statement


def find_statements(source: Parse | Doc, tables: Tables | None = None) -> tuple[Statement, ...]:
    """The statements of a Doc, in text order; an empty tuple where nobody says anything.

    "Norway condemned the raid, its minister told Interfax.": speaker "its minister", cue "told",
    content "Norway condemned the raid", via Interfax.

    Args:
        source: A Doc of a pipeline with tagger, parser and lemmatizer, or a Parse.
        tables: The tables of its language; the English ones by default.
    """
    return code_doc(source, tables=tables).statements


def find_events(source: Parse | Doc, tables: Tables | None = None) -> tuple[Event, ...]:
    """The PLOVER events of a Doc, in text order; an empty tuple where nothing happens.

    "Norwegian troops shelled the town.": ASSAULT, source "Norwegian troops".

    Args:
        source: A Doc of a pipeline with tagger, parser and lemmatizer, or a Parse.
        tables: The tables of its language; the English ones by default.
    """
    return code_doc(source, tables=tables).events


def find_positions(source: Parse | Doc, tables: Tables | None = None) -> tuple[Position, ...]:
    """The positions of a Doc, in text order; an empty tuple where nobody takes a stand.

    "Norway condemned Serbia.": Norway towards Serbia, -1, criticism.

    Args:
        source: A Doc of a pipeline with tagger, parser and lemmatizer, or a Parse.
        tables: The tables of its language; the English ones by default.
    """
    return code_doc(source, tables=tables).positions
