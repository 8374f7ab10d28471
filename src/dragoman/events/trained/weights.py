"""Weights on disk -> the second vote, once their hash is right (see ``dragoman.linear``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from dragoman.events.trained.features import BITS, CLASSES, CLAUSE, TEMPLATES, WEIGHT
from dragoman.events.trained.votes import TYPES
from dragoman.linear import Floats, hash_of, read_arrays

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

REMEDY = "rebuild them with train/events.py, or take --rules-only"


@dataclass(frozen=True, eq=False)
class Weights:
    """The second vote's models and the numbers it is taken with.

    Args:
        types: The weight of each place for each type, and for no event.
        event: Of the evidence, for whether an event of politics is told at all.
        right: Of the evidence, for whether its type is right.
        score: Of the evidence, for how much of the row is right.
        trust: By how much the lexicon's type is preferred, as a logarithm.
        floors: How likely an event of politics must be told (``event``) and its type be right
            (``right``) to make a row.
        digest: The hash of all of it.
    """

    types: Floats
    event: Mapping[str, float]
    right: Mapping[str, float]
    score: Mapping[str, float]
    trust: float
    floors: Mapping[str, float]
    digest: str


@lru_cache(maxsize=4)
def load_weights(language: str = "en") -> Weights | None:
    """The weights of a language, or None where none were trained.

    Raises:
        ModelError: The files do not belong together, or to this version of the program.
    """
    folder = resources.files("dragoman.events.trained") / "weights"
    return read_weights(folder, language) if (folder / f"{language}.json").is_file() else None


def read_weights(folder: Traversable, language: str) -> Weights:
    """The weights of a language in a folder.

    Raises:
        ModelError: The files do not belong together, or to this version of the program.
    """
    stored = read_arrays(folder, language, templates=templates_digest(), remedy=REMEDY)
    told: Mapping[str, Any] = stored.header
    return Weights(
        types=stored.arrays["types"].astype(np.float64),
        event=told["event"],
        right=told["right"],
        score=told["score"],
        trust=told["trust"],
        floors=told["floors"],
        digest=stored.digest,
    )


def templates_digest() -> str:
    """A hash of the features and types that the weights are for."""
    return hash_of([sorted(TEMPLATES.items()), CLASSES, BITS, WEIGHT, CLAUSE, TYPES])
