"""Who said what: verbs and nouns of speech, quotations, "according to", and how they nest."""

from dragoman.statements.find import find_statements

__all__ = ["find_statements"]
