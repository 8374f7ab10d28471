"""A corpus of events and our own sentences -> the weights of the second vote, with their figures.

    python train/events.py shared/gold/events/plv_train.jsonl --without plv_dev.jsonl gsr_dev.json

Every figure printed is of sentences that the models in question were not fitted to: the sentences
are dealt into folds, and each fold is read by models of the others. The same files, program, tables
and language model give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy is loaded

import numpy as np

from certain import Certain, figures_of, fit_certain
from dragoman.events.trained.weights import templates_digest
from dragoman.lexicon import load_tables
from dragoman.linear import write_arrays
from dragoman.parse import Parser
from voting import Row, corpus_sentences, examples_of, fit_types, own_sentences, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dragoman.linear import Ints
    from voting import Example

TRUST = 7.0  # by how much the lexicon's type is preferred, as a logarithm
FLOOR = 0.5  # how likely an event of politics must be told to make a row
RIGHT = 0.1  # and how likely its type must be right
HERE = Path(__file__).parent
NEGATIVES = HERE.parent / "tests/data/negatives.toml"  # the unseen third stays unseen
WEIGHTS = HERE.parent / "src/dragoman/events/trained/weights"


def main() -> int:
    """Trains, prints figures, writes the weights; 2 where there is nothing to train on."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("corpus", type=Path, help="PLV's training rows as JSON Lines")
    arguments.add_argument(
        "--without",
        type=Path,
        nargs="*",
        default=(),
        help="test sets; their sentences are left out",
    )
    arguments.add_argument("--folds", type=int, default=4)
    arguments.add_argument("--seed", type=int, default=0, help="deals the sentences into folds")
    arguments.add_argument("--output", type=Path, default=WEIGHTS, help="where the weights go")
    given = arguments.parse_args()
    if not given.corpus.is_file():
        print(f"{given.corpus}: no such file", file=sys.stderr)
        return 2
    parser, tables = Parser(), load_tables("en")
    kept_out = [text for file in given.without for text in texts_of(file)]
    sentences = [
        *corpus_sentences(given.corpus, kept_out),
        *own_sentences(HERE / "sentences.toml", NEGATIVES, tables),
    ]
    examples = list(examples_of(sentences, parser, tables))
    folds = np.random.default_rng(given.seed).permutation(len(examples)) % given.folds
    rows = cross_validated(examples, folds)
    figures = figures_of(examples, rows, certain_of_others(rows, folds), (FLOOR, RIGHT))
    print(json.dumps(figures, indent=1))
    certain = fit_certain(rows)
    header = {
        "format": 1,
        "data": "PLV, training rows; own sentences; examples of the patterns; negatives, seen part",
        "sentences": dict(Counter(sentence.kind for sentence in sentences)),
        "seed": given.seed,
        "folds": given.folds,
        "parser": asdict(parser.model),
        "templates": templates_digest(),
        "cross_validated": figures,
        "trust": TRUST,
        "floors": {"event": FLOOR, "right": RIGHT},
        "event": certain.event,
        "right": certain.right,
        "score": certain.score,
    }
    write_arrays(given.output, "en", {"types": fit_types(examples).astype("<f2")}, header)
    return 0


def texts_of(file: Path) -> Iterator[str]:
    """The sentences of a test set, JSON or JSON Lines."""
    text = file.read_text(encoding="utf-8")
    rows = json.loads(text) if text.startswith("[") else map(json.loads, text.splitlines())
    for row in rows:
        sentence = row.get("sentence") or row.get("text")
        if sentence:
            yield sentence


def cross_validated(examples: Sequence[Example], folds: Ints) -> list[Row]:
    """The rows of all examples, each under the vote of a model of the other folds."""
    found: list[list[Row]] = [[] for _ in examples]
    for fold in range(int(folds.max()) + 1):
        types = fit_types([e for e, own in zip(examples, folds, strict=True) if own != fold])
        for at in np.flatnonzero(folds == fold).tolist():
            if examples[at].drafts and examples[at].sentence.kind != "pattern":
                found[at] = rows_of(at, examples[at], types, TRUST)
    return [row for rows in found for row in rows]


def certain_of_others(rows: Sequence[Row], folds: Ints) -> list[Certain]:
    """For each row the certainty models that were fitted to the other folds."""
    models = [
        fit_certain([row for row in rows if folds[row.at] != fold])
        for fold in range(int(folds.max()) + 1)
    ]
    return [models[folds[row.at]] for row in rows]


if __name__ == "__main__":
    sys.exit(main())
