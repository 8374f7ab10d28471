"""The actor tables -> rows drawn at random, with what confirmed each, for a reader to verify.

``python tests/draw_rows.py --seed 7`` prints 100 rows of the tables but states, as CSV. Look each
up by hand in a source that its own ``source`` does not name, write what you read into
``data/drawn_rows.csv`` (table, id, confirmed by, verdict ``right``, ``wrong`` or ``open``), and
``--report`` says what share of them is wrong. A name that another actor bears too is wrong.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.lexicon.load import tables_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

ACTORS = tables_folder() / "en" / "actors"
DRAWN = Path(__file__).parent / "data" / "drawn_rows.csv"
COLUMNS = ("table", "id", "name", "aliases", "country", "part_of", "source")
Z = 1.96  # of a normal distribution, 95 % lie within


def drawn(number: int, seed: int) -> list[dict[str, str]]:
    """That many rows of all actor tables but states, the same for the same seed and tables."""
    rows = [
        {**row, "table": file.stem}
        for file in sorted(ACTORS.glob("*.csv"))
        if file.stem != "states"
        for row in csv.DictReader(file.read_text("utf-8").splitlines())
    ]
    chosen = random.Random(seed).sample(rows, number)
    return sorted(chosen, key=lambda row: (row["table"], row["id"]))


def verdicts() -> list[dict[str, str]]:
    """The rows that a reader looked up, drawn with the seed 20261125 on 25 November 2026."""
    return list(csv.DictReader(DRAWN.read_text("utf-8").splitlines()))


def share_wrong(found: Sequence[str]) -> tuple[float, float, float]:
    """The share of wrong rows among those judged, with Wilson's 95 % interval.

    A bootstrap would promise that there is no wrong row wherever none was drawn.
    """
    judged = [verdict == "wrong" for verdict in found if verdict != "open"]
    number, share = len(judged), sum(judged) / len(judged)
    middle = share + Z**2 / (2 * number)
    reach = Z * math.sqrt(share * (1 - share) / number + Z**2 / (4 * number**2))
    whole = 1 + Z**2 / number
    return share, max(0.0, (middle - reach) / whole), (middle + reach) / whole


def main() -> None:
    """Prints the draw, or with ``--report`` what came of the last one."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--seed", type=int, default=1, help="another number draws other rows")
    asked.add_argument("--number", type=int, default=100, help="how many rows")
    asked.add_argument("--report", action="store_true", help="what the readers found")
    given = asked.parse_args()
    if given.report:
        found = [row["verdict"] for row in verdicts()]
        share, low, high = share_wrong(found)
        judged = len(found) - found.count("open")
        line = f"{dict(Counter(found))} wrong {share:.3f} [{low:.3f}, {high:.3f}] n={judged}\n"
        sys.stdout.write(line)
        return
    sheet = csv.DictWriter(sys.stdout, COLUMNS, extrasaction="ignore", restval="")
    sheet.writeheader()
    sheet.writerows(drawn(given.number, given.seed))


if __name__ == "__main__":
    main()
