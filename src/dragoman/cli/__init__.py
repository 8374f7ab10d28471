"""The command line: arguments in, calls down, text out.

Data goes to standard output, progress and what was set aside to standard error. Exit codes:
0 right, 1 some inputs were set aside, 2 usage, 3 failure.
"""

from dragoman.cli.commands import app, main

__all__ = ["app", "main"]
