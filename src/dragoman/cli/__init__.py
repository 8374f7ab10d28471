"""The command line: arguments in, calls down, text out.

Data goes to standard output, progress and what was set aside to standard error. Exit codes:
0 right, 1 some inputs were set aside, 2 usage, 3 failure.
"""

import os

# Before numpy is loaded: a report's matrices are too small to share out, and whoever wants more
# processors takes more workers. A number that the user has set stands.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from dragoman.cli.commands import app, main

__all__ = ["app", "main"]
