"""A folder of pages with their articles by hand -> the weights that tell furniture in scraped text.

    python train/lines.py shared/gold/pages

Every figure printed is of sites that the models in question were not fitted to: sites are dealt
into folds, and each fold is judged by models of the others. The same folder and program give the
same bytes.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy is loaded

import numpy as np

from dragoman.ingest.scraped import (
    BITS,
    FEWEST,
    TEMPLATES,
    columns,
    decided,
    is_article,
)
from dragoman.lexicon import load_tables
from dragoman.linear import Floats, Ints, hash_of, placed, write_arrays
from fit import fit_logistic
from pages import Labelled, read_pages, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

PENALTY = 8.0
NAMES = {True: "article", False: "page"}
WEIGHTS = Path(__file__).parents[1] / "src/dragoman/ingest/weights"


class Text:
    """A labelled text and the places of its lines' features."""

    def __init__(self, labelled: Labelled, small: frozenset[str]) -> None:
        self.labelled = labelled
        self.places: Ints = placed(columns(labelled.lines, labelled.rules, small), TEMPLATES, BITS)
        self.right = np.asarray(labelled.right)
        self.article = is_article(labelled.lines)
        self.words = np.asarray([len(words_of(line.text)) for line in labelled.lines])

    def kept(self, weights: dict[bool, Floats]) -> NDArray[np.bool_]:
        """Whether each line stays, as the program decides it."""
        lines, rules = self.labelled.lines, self.labelled.rules
        ruled = np.asarray([at in rules for at in range(len(lines))])
        if not rules or len(lines) < FEWEST:
            return ~ruled
        scores = weights[self.article][self.places].sum(axis=1)
        return np.asarray(decided(lines, rules, scores))


def main() -> int:
    """Trains, prints figures, writes the weights; 2 where there is nothing to train on."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", type=Path, help="pages with ground-truth.json")
    arguments.add_argument("--folds", type=int, default=5)
    arguments.add_argument("--output", type=Path, default=WEIGHTS, help="where the weights go")
    given = arguments.parse_args()
    if not (given.folder / "ground-truth.json").is_file():
        print(f"{given.folder}: no ground-truth.json in it", file=sys.stderr)
        return 2
    tables = load_tables("en")
    small = tables.words("ingest_telling_words")
    texts = [Text(labelled, small) for labelled in read_pages(given.folder, tables)]
    figures = cross_validated(texts, given.folds)
    for kind, found in figures.items():
        print(kind, " ".join(f"{name} {value:.3f}" for name, value in found.items()))
    header = {
        "format": 1,
        "data": "article extraction benchmark of scrapinghub (MIT), texts rendered from its pages",
        "texts": len(texts),
        "lines": int(sum(len(text.right) for text in texts)),
        "folds": given.folds,
        "templates": hash_of(TEMPLATES),
        "cross_validated": figures,
    }
    arrays = {NAMES[key]: w.astype("<f2") for key, w in fitted(texts).items()}
    write_arrays(given.output, "lines", arrays, header)
    return 0


def fitted(texts: Sequence[Text]) -> dict[bool, Floats]:
    """The weights for articles and for whole pages."""
    found = {}
    for article in (True, False):
        chosen = [text for text in texts if text.article == article]
        places = np.vstack([text.places for text in chosen])
        right = np.concatenate([text.right for text in chosen]).astype(float)
        found[article] = fit_logistic(places, right, 1 << BITS, penalty=PENALTY, steps=80)
    return found


def cross_validated(texts: Sequence[Text], folds: int) -> dict[str, dict[str, float]]:
    """Figures by kind of text, each site judged by models of other sites."""
    sites = sorted({text.labelled.site for text in texts})
    fold = {site: at % folds for at, site in enumerate(sites)}
    judged: dict[str, list[tuple[Text, NDArray[np.bool_]]]] = {}
    for held in range(folds):
        weights = fitted([text for text in texts if fold[text.labelled.site] != held])
        for text in texts:
            if fold[text.labelled.site] == held:
                judged.setdefault(text.labelled.kind, []).append((text, text.kept(weights)))
    return {kind: _figures(rows) for kind, rows in sorted(judged.items())}


def _figures(rows: Sequence[tuple[Text, NDArray[np.bool_]]]) -> dict[str, float]:
    right = np.concatenate([text.right for text, _ in rows])
    kept = np.concatenate([kept for _, kept in rows])
    words = np.concatenate([text.words for text, _ in rows])
    both = (right & kept).sum()
    counted = {
        "precision": both / kept.sum(),
        "recall": both / right.sum(),
        "f1": 2 * both / (kept.sum() + right.sum()),
        "f1_of_all_kept": 2 * right.sum() / (len(right) + right.sum()),
        "body_words_lost": words[right & ~kept].sum() / words[right].sum(),
        "furniture_words_left": words[~right & kept].sum() / max(1, words[~right].sum()),
    }
    return {name: round(float(value), 4) for name, value in counted.items()}


if __name__ == "__main__":
    sys.exit(main())
