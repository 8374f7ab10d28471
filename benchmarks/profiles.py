"""What an outlet profile takes off scraped pages: furniture found, and words of the article lost.

    python benchmarks/profiles.py FOLDER

FOLDER holds pages with their articles by hand (see train/pages.py). Each page is rendered to text
whole. Profiles are learned twice: from the pages of each site, and from all pages as if they were
one outlet's, which no profile is meant for: what is lost then bounds what can be lost.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "train"))

from dragoman.ingest.profiles import Profile, learn
from dragoman.lexicon import load_tables
from dragoman.record import Part, Report
from pages import Labelled, read_pages, words_of

ROUNDS = 2_000
SEED = 7


def report_of(labelled: Labelled, outlet: str, number: int) -> Report:
    """A report of a text's lines, all body but its title, as `learn` takes it."""
    text, parts = "", []
    for line in labelled.lines:
        label = "title" if words_of(line.text) == words_of(labelled.title or "") else "body"
        parts.append(Part(len(text), len(text) + len(line.text), label))
        text += line.text + "\n"
    return Report(f"r{number}", f"{number}", text, "", outlet=outlet, parts=tuple(parts))


def judged(texts: list[tuple[str, Labelled]]) -> list[tuple[int, int, int, int]]:
    """Of each text: words of the article, those taken off, words of furniture, those taken off."""
    learned = learn(report_of(one, outlet, at) for at, (outlet, one) in enumerate(texts))
    profile = Profile({outlet: frozenset(lines) for outlet, lines in learned.items()}, "")
    counted = []
    for outlet, one in texts:
        body = lost = furniture = found = 0
        for line, right in zip(one.lines, one.right, strict=True):
            words, repeated = len(words_of(line.text)), profile.repeats(outlet, line.text)
            body, lost = body + right * words, lost + (right and repeated) * words
            furniture, found = (
                furniture + (not right) * words,
                found + (not right and repeated) * words,
            )
        counted.append((body, lost, furniture, found))
    return counted


def show(name: str, counted: list[tuple[int, int, int, int]]) -> None:
    """One line: both shares with their 95 % intervals over pages."""
    cells = np.asarray(counted)
    drawn = np.random.default_rng(SEED).integers(0, len(cells), (ROUNDS, len(cells)))
    sums = cells[drawn].sum(axis=1)
    told = []
    for whole, part in ((0, 1), (2, 3)):
        share = cells[:, part].sum() / cells[:, whole].sum()
        low, high = np.percentile(sums[:, part] / sums[:, whole], [2.5, 97.5])
        told.append(f"{share:7.2%} [{low:.2%}, {high:.2%}]")
    print(f"  {name:<34} {len(cells):>4}  lost {told[0]}   furniture found {told[1]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    texts = [one for one in read_pages(asked.folder, load_tables()) if one.kind == "page"]
    of_site = defaultdict(list)
    for one in texts:
        of_site[one.site].append((one.site, one))
    siblings = [each for of_one in of_site.values() if len(of_one) > 1 for each in of_one]
    print("words, 95 % over pages" + " " * 16 + "pages")
    if siblings:
        show("sites with two pages or more", judged(siblings))
    show("all pages as one outlet's", judged([("", one) for one in texts]))


if __name__ == "__main__":
    main()
