"""Weights on disk -> models, once their hash is right: flat arrays beside a header in JSON.

``<language>.npz`` holds one array a model, ``<language>.json`` what they were fitted to, what they
reached, and the hash that ties the two together. Nothing is unpickled.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from dragoman.linear import Floats, Linear, hash_of, read_arrays
from dragoman.statements.trained import cues, pairs, readings

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

REMEDY = "rebuild them with train/statements.py, or take --engine rules"
MODELS = {
    "cue": cues.TEMPLATES,
    "speaker": pairs.SPEAKER_TEMPLATES,
    "content": pairs.CONTENT_TEMPLATES,
    "accept": readings.TEMPLATES,
}


@dataclass(frozen=True, eq=False)
class Weights:
    """The trained engine's models, and how its scores are to be read.

    ``steps`` and ``shares`` turn the acceptance model's log-odds into the share of rows that were
    right at that score.
    """

    models: readings.Models
    accept: Linear
    steps: Floats
    shares: Floats
    digest: str

    def certainty(self, log_odds: Floats) -> Floats:
        """The share of rows right at each score, as measured."""
        return np.interp(log_odds, self.steps, self.shares)


@lru_cache(maxsize=4)
def load_weights(language: str = "en") -> Weights | None:
    """The weights of a language, or None where none were trained.

    Raises:
        ModelError: The files do not belong together, or to this version of the program.
    """
    folder = resources.files("dragoman.statements.trained") / "weights"
    return read_weights(folder, language) if (folder / f"{language}.json").is_file() else None


def read_weights(folder: Traversable, language: str) -> Weights:
    """The weights of a language in a folder.

    Raises:
        ModelError: The files do not belong together, or to this version of the program.
    """
    stored = read_arrays(folder, language, templates=templates_digest(), remedy=REMEDY)
    fitted = {name: stored.model(name, templates) for name, templates in MODELS.items()}
    rates = stored.arrays["rates"].astype(np.int64)
    models = readings.Models(fitted["cue"], fitted["speaker"], fitted["content"], rates)
    steps, shares = np.asarray(stored.header["calibration"], dtype=np.float64).T
    return Weights(models, fitted["accept"], steps, shares, stored.digest)


def templates_digest() -> str:
    """A hash of the features that the weights are for."""
    return hash_of(sorted(MODELS.items()))
