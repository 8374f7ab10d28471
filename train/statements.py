"""A folder of PolNeAR -> the weights of the trained engine, and a page of figures about them.

    python train/statements.py shared/gold/statements/polnear/train

Every figure printed is of articles that the models in question were not fitted to: the articles are
dealt into folds, and each fold is read by models of the others. The same folder, program and
language model give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy is loaded

import numpy as np

from dragoman import ingest
from dragoman.actors import find_mentions
from dragoman.lexicon import load_tables
from dragoman.linear import write_arrays
from dragoman.parse import Parser
from dragoman.record import Report
from dragoman.statements.find import ruled, settled
from dragoman.statements.scene import Scene
from dragoman.statements.trained.grid import Grid
from dragoman.statements.trained.weights import templates_digest
from dragoman.times import find_times
from examples import example_of
from learn import Material, acceptance, cross_validated
from polnear import read_articles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from dragoman.statements.trained.readings import Models
    from examples import Example
    from learn import Trial
    from polnear import Article

LEAST = (0.0, 0.5, 0.8)  # scores from which figures are given
WEIGHTS = Path(__file__).parents[1] / "src/dragoman/statements/trained/weights"


def main() -> int:
    """Trains, prints figures, writes the weights; 2 where there is nothing to train on."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", type=Path, help="PolNeAR's train compartment")
    arguments.add_argument("--folds", type=int, default=4)
    arguments.add_argument("--seed", type=int, default=0, help="deals the articles into folds")
    arguments.add_argument("--first", type=int, help="only so many articles, for a quick look")
    arguments.add_argument("--output", type=Path, default=WEIGHTS, help="where the weights go")
    given = arguments.parse_args()
    articles = [a for a in read_articles(given.folder) if a.annotators][: given.first]
    if not articles:
        print(f"{given.folder}: no articles with attributions", file=sys.stderr)
        return 2
    parser = Parser()
    material = Material(list(examples_of(articles, parser)))
    trial = cross_validated(material, given.folds, given.seed)
    steps, shares = trial.calibration()
    certain = [np.interp(scores, steps, shares) for scores in trial.log_odds]
    figures = {least: trial.figures(material, certain, least) for least in LEAST}
    for least, found in figures.items():
        told = f"P {found.precision:.3f} R {found.recall:.3f} F1 {found.f1:.3f}"
        print(f"score >= {least:.1f}  {told}  {found.rows} rows")
    arrays = _arrays(material.models(range(len(articles))), trial)
    header = {
        "format": 1,
        "data": "PolNeAR, train compartment",
        "articles": len(articles),
        "attributions": sum(len(example.golds) for example in material.examples),
        "seed": given.seed,
        "folds": given.folds,
        "parser": asdict(parser.model),
        "templates": templates_digest(),
        "cross_validated": {
            f"score >= {least}": {name: round(value, 4) for name, value in asdict(found).items()}
            for least, found in figures.items()
        },
        "calibration": [
            [round(step, 4), round(share, 4)] for step, share in zip(steps, shares, strict=True)
        ],
    }
    write_arrays(given.output, "en", arrays, header)
    return 0


def examples_of(articles: Sequence[Article], parser: Parser) -> Iterator[Example]:
    """The example of each article, read as the program reads it."""
    tables = load_tables("en")
    by_name = {article.name: article for article in articles}
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "articles.jsonl"
        lines = (json.dumps({"id": a.name, "text": a.text}) + "\n" for a in articles)
        rows.write_text("".join(lines), encoding="utf-8")
        reports = [r for r in ingest.read(str(rows), tables=tables) if isinstance(r, Report)]
    for parse in parser.pipe(reports):
        mentions, times = find_mentions(parse, tables), find_times(parse, tables)
        scene = Scene(parse, mentions, times, tables)
        drafts = ruled(scene)
        grid = Grid(scene, drafts, settled(scene, drafts))
        yield example_of(scene, grid, by_name[parse.report.source])


def _arrays(models: Models, trial: Trial) -> dict[str, NDArray[Any]]:
    """The weights as they are stored: half the size, to three figures."""
    found = {
        "cue": models.cue, "speaker": models.speaker, "content": models.content,
        "accept": acceptance(trial.readings, trial.right),
    }  # fmt: skip
    arrays = {name: model.weights.astype("<f2") for name, model in found.items()}
    return arrays | {"rates": models.rates.astype("u1")}


if __name__ == "__main__":
    sys.exit(main())
