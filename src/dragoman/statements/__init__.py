"""Who said what: verbs and nouns of speech, quotations, "according to", and how they nest."""

from dragoman.statements.explained import explain_statement
from dragoman.statements.find import find_statements, weights_digest

__all__ = ["explain_statement", "find_statements", "weights_digest"]
