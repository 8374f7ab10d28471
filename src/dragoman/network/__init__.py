"""Signed ties, from a record or a file -> balance, camps and turning points, each with its rows."""

from dragoman.network.analysis import MEASURED, Questions, analyse, by_period
from dragoman.network.balance import Balance, balance_of
from dragoman.network.camps import Errors, Stability, always_together, stability_of
from dragoman.network.edges import EdgeFile, read_edges
from dragoman.network.graph import SignedGraph, Tie
from dragoman.network.inference import Inference, enemies_of_enemies
from dragoman.network.relations import Relation, Relations, Selection, relations_of
from dragoman.network.story import story_of
from dragoman.network.triads import Census, Triad, census
from dragoman.network.turning import Stand, Turn, turning_points

__all__ = [
    "MEASURED",
    "Balance",
    "Census",
    "EdgeFile",
    "Errors",
    "Inference",
    "Questions",
    "Relation",
    "Relations",
    "Selection",
    "SignedGraph",
    "Stability",
    "Stand",
    "Tie",
    "Triad",
    "Turn",
    "always_together",
    "analyse",
    "balance_of",
    "by_period",
    "census",
    "enemies_of_enemies",
    "read_edges",
    "relations_of",
    "stability_of",
    "story_of",
    "turning_points",
]
