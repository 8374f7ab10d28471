"""Grid -> for every token what the cue model looks at: is it a cue of attribution?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dragoman.linear import Ints, Template, bins
from dragoman.statements.trained.grid import number

if TYPE_CHECKING:
    from dragoman.statements.trained.grid import Grid

BESIDE = (
    *((name, offset) for name in ("low", "tag") for offset in (-2, -1, 1, 2)),
    *((name, offset) for name in ("dep", "rate") for offset in (-1, 1)),
)
EDGELESS = 7  # the root of a sentence has no rule above it
RATES = (0.004, 0.01, 0.03, 0.06, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
WORDS = frozenset({"prep", "mark", "prt", "neg", "aux", "auxpass", "agent", "advmod"})
CHILDREN = (
    "nsubj", "nsubjpass", "ccomp", "xcomp", "dobj", "prep", "mark", "prt", "neg", "aux", "auxpass",
    "agent", "advmod", "acl", "advcl", "acomp", "attr", "poss", "dative", "conj", "parataxis",
    "relcl", "det", "amod", "compound", "pobj", "pcomp", "expl", "oprd",
)  # fmt: skip
SINGLE = (
    "low", "lemma", "tag", "dep", "suffix", "head_lemma", "head_dep", "head_tag", "grand_lemma",
    "low-1", "low+1", "low-2", "low+2", "tag-1", "tag+1", "tag-2", "tag+2", "dep-1", "dep+1",
    "quoted", "near_quote", "quote_length", "rate", "rate-1", "rate+1", "head_rate", "rule", "form",
    "booked", "settled", "held", "above", "part", "in_sentence", "cues_in_sentence",
    "quotes_in_sentence", "speaker", "clause", "opener", *CHILDREN,
)  # fmt: skip
WITH_LEMMA = (
    "tag", "dep", "quoted", "near_quote", "rule", "form", "settled", "held", "speaker", "clause",
    "opener", "low+1", "tag+1", "tag-1", "head_dep", "head_tag", "above", "part",
    "quotes_in_sentence",
    "nsubj", "nsubjpass", "ccomp", "xcomp", "dobj", "prep", "prt", "neg", "aux", "acl", "advcl",
    "acomp", "poss", "agent",
)  # fmt: skip
WITH_RULE = (
    "settled", "form", "held", "quoted", "tag", "dep", "speaker", "part", "neg", "aux", "above",
    "head_rate",
)  # fmt: skip
WITH_RATE = (
    "tag", "dep", "speaker", "clause", "quoted", "near_quote", "form", "held", "above", "nsubj",
    "ccomp", "xcomp", "dobj", "prep", "neg", "aux", "opener", "head_rate", "settled",
)  # fmt: skip
TEMPLATES: tuple[Template, ...] = (
    *((name,) for name in SINGLE),
    *(("lemma", name) for name in WITH_LEMMA),
    *(("rule", name) for name in WITH_RULE),
    *(("rate", name) for name in WITH_RATE),
    ("low", "low+1"), ("low-1", "low"), ("tag", "dep", "head_tag"), ("nsubj", "ccomp"),
    ("nsubj", "xcomp"), ("nsubj", "dobj"), ("speaker", "clause"), ("speaker", "tag", "clause"),
    ("near_quote", "speaker"), ("dep", "head_lemma"), ("lemma", "speaker", "clause"),
    ("settled", "held", "quoted"), ("rate", "speaker", "clause"), ("lemma", "dep", "head_lemma"),
)  # fmt: skip


def cue_columns(grid: Grid, rates: Ints, tokens: Ints) -> dict[str, Ints]:
    """The columns of some tokens.

    Args:
        grid: The report's tokens.
        rates: For each token of the report how often its lemma is a cue, in bins.
        tokens: The tokens that are asked about.
    """
    heads = grid.head[tokens]
    root = heads == tokens
    columns = {
        "low": grid.low[tokens], "lemma": grid.lemma[tokens], "tag": grid.tag[tokens],
        "dep": grid.dep[tokens], "suffix": grid.suffix[tokens],
        "head_lemma": grid.lemma[heads], "head_dep": grid.dep[heads],
        "head_tag": grid.tag[heads], "grand_lemma": grid.lemma[grid.head[heads]],
        "quoted": grid.quoted[tokens], "near_quote": grid.near_quote[tokens],
        "quote_length": grid.quote_length[tokens], "rate": rates[tokens],
        "head_rate": np.where(root, -1, rates[heads]),
        "rule": grid.rule[tokens], "form": grid.form[tokens], "booked": grid.booked[tokens],
        "settled": grid.settled[tokens], "held": grid.held[tokens],
        "above": np.where(root, EDGELESS, grid.rule[heads]), "part": grid.part[tokens],
        "in_sentence": grid.in_sentence[tokens],
        "cues_in_sentence": grid.cues_in_sentence[tokens],
        "quotes_in_sentence": grid.quotes_in_sentence[tokens],
    }  # fmt: skip
    around = {"low": grid.low, "tag": grid.tag, "dep": grid.dep, "rate": rates}
    for name, offset in BESIDE:
        columns[f"{name}{offset:+}"] = grid.beside(around[name], tokens, offset)
    return columns | _below(grid, tokens)


def _below(grid: Grid, tokens: Ints) -> dict[str, Ints]:
    """What hangs on each token, by label: a word or a part of speech."""
    named = np.where(grid.mentioned > 0, grid.mentioned, grid.tag)
    columns = grid.children(CHILDREN, WORDS, tokens)
    columns["speaker"] = grid.child("nsubj", named)[tokens]
    columns["clause"] = grid.child("ccomp", grid.tag)[tokens]
    columns["opener"] = _openers(grid)[tokens]
    return columns


def _openers(grid: Grid) -> Ints:
    """For each token the word that opens the clause below it ("that", "whether"), or 0."""
    opened = grid.child("mark", grid.low)
    values = np.zeros(grid.size, dtype=np.int64)
    for label in ("acl", "advcl", "xcomp", "ccomp"):
        rows = np.flatnonzero(grid.dep == number(label))
        values[grid.head[rows]] = opened[rows] + number(label)
    return values


def rate_bins(heads: Ints, total: Ints) -> Ints:
    """How often a lemma is a cue, in bins: smoothed by one failure, 0 for one that never is."""
    return bins(heads / (total + 1.0), RATES)
