"""Grid -> for every token what the cue model looks at: is it a cue of attribution?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dragoman.linear import Ints, Template, bins
from dragoman.statements.trained.grid import number

if TYPE_CHECKING:
    from dragoman.statements.trained.grid import Grid

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


def cue_columns(grid: Grid, rates: Ints) -> dict[str, Ints]:
    """The columns of every token.

    Args:
        grid: The report's tokens.
        rates: For each token how often its lemma is a cue, in bins.
    """
    above = grid.rule[grid.head]
    columns = {
        "low": grid.low, "lemma": grid.lemma, "tag": grid.tag, "dep": grid.dep,
        "suffix": grid.suffix,
        "head_lemma": grid.lemma[grid.head], "head_dep": grid.dep[grid.head],
        "head_tag": grid.tag[grid.head], "grand_lemma": grid.lemma[grid.head[grid.head]],
        "quoted": grid.quoted, "near_quote": grid.near_quote, "quote_length": grid.quote_length,
        "rate": rates, "rate-1": grid.beside(rates, -1), "rate+1": grid.beside(rates, 1),
        "head_rate": np.where(grid.head == grid.place, -1, rates[grid.head]),
        "rule": grid.rule, "form": grid.form, "booked": grid.booked, "settled": grid.settled,
        "held": grid.held, "above": np.where(grid.head == grid.place, EDGELESS, above),
        "part": grid.part, "in_sentence": grid.in_sentence,
        "cues_in_sentence": grid.cues_in_sentence,
        "quotes_in_sentence": grid.quotes_in_sentence,
    }  # fmt: skip
    for offset in (-2, -1, 1, 2):
        columns[f"low{offset:+}"] = grid.beside(grid.low, offset)
        columns[f"tag{offset:+}"] = grid.beside(grid.tag, offset)
    for offset in (-1, 1):
        columns[f"dep{offset:+}"] = grid.beside(grid.dep, offset)
    for label in CHILDREN:
        columns[label] = grid.child(label, grid.low if label in WORDS else grid.pos)
    columns["speaker"] = grid.child("nsubj", np.where(grid.mentioned, grid.mentioned, grid.tag))
    columns["clause"] = grid.child("ccomp", grid.tag)
    columns["opener"] = _openers(grid)
    return columns


EDGELESS = 7  # the root of a sentence has no rule above it


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
