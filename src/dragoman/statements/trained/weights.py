"""Weights on disk -> models, once their hash is right: flat arrays beside a header in JSON.

``<language>.npz`` holds one array a model, ``<language>.json`` what they were fitted to, what they
reached, and the hash that ties the two together. Nothing is unpickled.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from dragoman.errors import ModelError
from dragoman.linear import Floats, Linear
from dragoman.statements.trained import cues, pairs, readings

if TYPE_CHECKING:
    from collections.abc import Mapping
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
    header, arrays = folder / f"{language}.json", folder / f"{language}.npz"
    if not header.is_file():
        return None
    return read_weights(header, arrays)


def read_weights(header: Traversable, arrays: Traversable) -> Weights:
    """The weights of a header and its arrays.

    Raises:
        ModelError: The files do not belong together, or to this version of the program.
    """
    told = json.loads(header.read_text(encoding="utf-8"))
    with arrays.open("rb") as handle, np.load(handle, allow_pickle=False) as stored:
        found = {name: stored[name] for name in sorted(stored.files)}
    if digest_of(found, told) != told["digest"]:
        raise ModelError(f"{arrays.name}: not the weights that {header.name} tells of ({REMEDY})")
    if told["templates"] != templates_digest():
        raise ModelError(f"{header.name}: made for other features than this program's ({REMEDY})")
    fitted = {
        name: Linear(templates, found[name].astype(np.float64))
        for name, templates in MODELS.items()
    }
    rates = found["rates"].astype(np.int64)
    models = readings.Models(fitted["cue"], fitted["speaker"], fitted["content"], rates)
    steps, shares = np.asarray(told["calibration"], dtype=np.float64).T
    return Weights(models, fitted["accept"], steps, shares, told["digest"])


def digest_of(arrays: Mapping[str, Any], header: Mapping[str, Any]) -> str:
    """The hash of the arrays, and of all that the header says beside its own digest."""
    whole = hashlib.sha256()
    for name in sorted(arrays):
        whole.update(name.encode() + arrays[name].dtype.str.encode() + arrays[name].tobytes())
    rest = {key: value for key, value in header.items() if key != "digest"}
    whole.update(json.dumps(rest, sort_keys=True).encode())
    return whole.hexdigest()[:16]


def templates_digest() -> str:
    """A hash of the features that the weights are for."""
    return hashlib.sha256(repr(sorted(MODELS.items())).encode()).hexdigest()[:16]
