"""A row's id -> the words in place, the rule or model behind them, and what else competed.

Nothing of this is stored. The report is coded again from its stored text, and a row is explained
only where what made it is what is here: program, tables, weights and language model.
"""

from dragoman.explain.find import FoundRow, find_row
from dragoman.explain.made import Maker, check, engine_of
from dragoman.explain.plain import to_object
from dragoman.explain.text import told
from dragoman.explain.why import Explanation, explain

__all__ = [
    "Explanation",
    "FoundRow",
    "Maker",
    "check",
    "engine_of",
    "explain",
    "find_row",
    "to_object",
    "told",
]
