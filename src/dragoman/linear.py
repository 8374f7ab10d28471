"""Columns of integers -> crossed, hashed features -> scores of linear models in flat arrays.

A row's features are its values in the columns that a *template* names, taken together: of the
template ``("lemma", "tag")`` the pair. Each pair is hashed to a place in one array of weights; the
score of a row is the sum of the weights there. Nothing of the words can be read out of the array.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dragoman.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from importlib.resources.abc import Traversable
    from pathlib import Path

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Template = tuple[str, ...]
Columns = "Mapping[str, Ints]"

GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # Knuth's multiplier, 2^64 / golden ratio
MIX = np.uint64(0xD6E8FEB86659FD93)
FOLD = np.uint64(32)


def code(word: str) -> int:
    """The number that stands for a word in a column; the same on every machine."""
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def bins(values: Any, edges: Sequence[float]) -> Ints:
    """The number of the bin of each value: 0 below the first edge."""
    return _edges(tuple(edges)).searchsorted(np.asarray(values, dtype=np.float64), side="right")


@lru_cache(maxsize=64)
def _edges(edges: tuple[float, ...]) -> Floats:
    return np.asarray(edges, dtype=np.float64)


def placed(columns: Mapping[str, Ints], templates: Sequence[Template], bits: int) -> Ints:
    """The places of every row's features: one row a row of the columns, one column a template.

    The first columns of all templates are mixed in together, then the second ones, and so on: a
    report is short, and a step for each template would cost more than its numbers.
    """
    plan = _plan(tuple(templates), tuple(columns))
    values = np.stack(list(columns.values())).astype(np.uint64)
    mixed = np.repeat(plan.seeds[:, None], values.shape[1], axis=1)
    for step in plan.steps:
        part = mixed[: len(step)]
        part ^= values[step]
        part *= GOLDEN
        part ^= part >> FOLD
        part *= MIX
    return (mixed[plan.back] >> np.uint64(64 - bits)).astype(np.int64).T


@dataclass(frozen=True, eq=False)
class Plan:
    """How the templates are mixed: longest first, each step with the column of every template."""

    seeds: NDArray[np.uint64]
    steps: tuple[Ints, ...]
    back: Ints


@lru_cache(maxsize=32)
def _plan(templates: tuple[Template, ...], names: tuple[str, ...]) -> Plan:
    rows = {name: row for row, name in enumerate(names)}
    order = sorted(range(len(templates)), key=lambda k: (-len(templates[k]), k))
    chosen = [templates[k] for k in order]
    seeds = np.asarray([code("&".join(template)) for template in chosen], dtype=np.uint64)
    steps = [
        np.asarray([rows[t[step]] for t in chosen if len(t) > step], dtype=np.int64)
        for step in range(max(map(len, chosen)))
    ]
    return Plan(seeds * GOLDEN, tuple(steps), np.argsort(order))


@dataclass(frozen=True, eq=False)
class Linear:
    """A linear model over hashed features: its templates and the weights at their places."""

    templates: tuple[Template, ...]
    weights: Floats

    @property
    def bits(self) -> int:
        """The binary logarithm of the number of weights."""
        return len(self.weights).bit_length() - 1

    def parts(self, columns: Mapping[str, Ints]) -> Floats:
        """What each template adds to each row's score: rows by templates."""
        return self.weights[placed(columns, self.templates, self.bits)]

    def scores(self, columns: Mapping[str, Ints]) -> Floats:
        """The score of every row: the log-odds, or what a softmax is taken over."""
        return np.asarray(self.parts(columns).sum(axis=1))


def logistic(scores: Floats) -> Floats:
    """The probabilities of log-odds."""
    return np.asarray(1 / (1 + np.exp(-np.clip(scores, -30, 30))))


@dataclass(frozen=True, eq=False)
class Stored:
    """Arrays as they were stored, and their header: what they were fitted to, what they reach."""

    arrays: Mapping[str, NDArray[Any]]
    header: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """The hash of arrays and header together."""
        return str(self.header["digest"])

    def model(self, name: str, templates: Sequence[Template]) -> Linear:
        """The model whose weights are stored under a name."""
        return Linear(tuple(templates), self.arrays[name].astype(np.float64))


def read_arrays(folder: Traversable, name: str, *, templates: str, remedy: str) -> Stored:
    """The arrays ``<name>.npz`` of a folder, once their header ``<name>.json`` is right.

    Args:
        folder: Where both are.
        name: What both are called.
        templates: The hash of the features that the program computes (see `hash_of`).
        remedy: What to do where they are not right, for the message.

    Nothing is unpickled.

    Raises:
        ModelError: The files do not belong together, or to this version of the program.
    """
    header, arrays = folder / f"{name}.json", folder / f"{name}.npz"
    told = json.loads(header.read_text(encoding="utf-8"))
    with arrays.open("rb") as handle, np.load(handle, allow_pickle=False) as stored:
        found = {key: stored[key] for key in sorted(stored.files)}
    if digest_of(found, told) != told["digest"]:
        raise ModelError(f"{arrays.name}: not the weights that {header.name} tells of ({remedy})")
    if told["templates"] != templates:
        raise ModelError(f"{header.name}: made for other features than this program's ({remedy})")
    return Stored(found, told)


def write_arrays(
    folder: Path, name: str, arrays: Mapping[str, NDArray[Any]], header: Mapping[str, Any]
) -> None:
    """Writes arrays, and the header that knows their hash; the same rows give the same bytes."""
    folder.mkdir(exist_ok=True)
    flat: dict[str, Any] = dict(arrays)
    np.savez_compressed(folder / f"{name}.npz", **flat)
    whole = {**header, "digest": digest_of(arrays, header)}
    text = json.dumps(whole, indent=1, ensure_ascii=False)
    (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def digest_of(arrays: Mapping[str, NDArray[Any]], header: Mapping[str, Any]) -> str:
    """The hash of the arrays, and of all that the header says beside its own digest."""
    whole = hashlib.sha256()
    for name in sorted(arrays):
        whole.update(name.encode() + arrays[name].dtype.str.encode() + arrays[name].tobytes())
    rest = {key: value for key, value in header.items() if key != "digest"}
    whole.update(json.dumps(rest, sort_keys=True).encode())
    return whole.hexdigest()[:16]


def hash_of(templates: Any) -> str:
    """A hash of the features that weights are for: of their templates, or dicts of such."""
    return hashlib.sha256(repr(templates).encode()).hexdigest()[:16]
