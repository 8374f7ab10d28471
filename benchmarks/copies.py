"""Copies among made-up syndicated news: what is found, as what, how fast and in how much memory.

python benchmarks/copies.py [DOCUMENTS] [--no-outlets]

Stories are 20 sentences over a Zipf vocabulary. 12 in 100 have one to three copies elsewhere,
with the edits that agencies' copy gets: *light* (a new lead, the outlet's furniture below), *cut*
(the upper 8 to 12 sentences), *rewrite* (7 sentences reworded, all shuffled), *embed* (8 sentences
in a story of the outlet's own), *wordy* (every 12th word changed). 3 in 100 share 7 of 20 sentences
with others of their outlet: a template.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np

from dragoman.stories.copies import candidates, kind_of
from dragoman.stories.passages import align
from dragoman.stories.shingles import sample_of, shingles_of, words_of

RIGHT = {
    "light": "same text",
    "cut": "cut copy",
    "rewrite": "carries passages",
    "embed": "carries passages",
    "wordy": "same text",
}
EDITS = ("light", "light", "cut", "rewrite", "embed", "wordy")
OUTLETS = 40


@dataclass(frozen=True)
class Made:
    """A document: its text, the story it is of, how it came from it, and its outlet."""

    text: str
    story: int
    edit: str
    outlet: int


class Maker:
    """Makes documents, the same for the same seed."""

    def __init__(self, seed: int = 7, templates: int = 20) -> None:
        self.draw, self.numbers = random.Random(seed), np.random.default_rng(seed)  # noqa: S311 - no secret
        self.words = [f"w{number:x}" for number in range(60_000)]
        weights = np.cumsum(1 / np.arange(1, len(self.words) + 1) ** 1.05)
        self.chances = weights / weights[-1]
        self.furniture = [[self.sentence() for _ in range(3)] for _ in range(OUTLETS)]
        self.templates = [[self.sentence() for _ in range(7)] for _ in range(templates)]

    def sentence(self) -> str:
        drawn = self.numbers.random(int(self.numbers.integers(12, 30)))
        return " ".join(self.words[i] for i in np.searchsorted(self.chances, drawn)) + "."

    def story(self, sentences: int = 20) -> list[str]:
        return [self.sentence() for _ in range(sentences)]

    def edited(self, story: list[str], edit: str, outlet: int) -> list[str]:
        if edit == "light":
            return [self.sentence(), *story[1:], *self.furniture[outlet]]
        if edit == "cut":
            return story[: self.draw.randrange(8, 13)] + self.furniture[outlet]
        if edit == "embed":
            return self.story(12) + story[:8]
        if edit == "wordy":
            return [" ".join(self._other(w) for w in s.split()) for s in story]
        kept = list(story)
        for at in self.draw.sample(range(len(kept)), 7):
            kept[at] = self.sentence()
        self.draw.shuffle(kept)
        return kept

    def _other(self, word: str) -> str:
        return self.words[self.draw.randrange(5000)] if self.draw.random() < 1 / 12 else word

    def documents(self, count: int) -> list[Made]:
        """So many documents, in an order that tells nothing of where they came from."""
        made: list[Made] = []
        number = 0
        while len(made) < count:
            chance, number = self.draw.random(), number + 1
            story, outlet = self.story(), self.draw.randrange(OUTLETS)
            if chance < 0.12:
                made.append(Made(" ".join(story), number, "base", outlet))
                others = [each for each in range(OUTLETS) if each != outlet]
                for other in self.draw.sample(others, self.draw.randrange(1, 4)):
                    edit = self.draw.choice(EDITS)
                    text = " ".join(self.edited(story, edit, other))
                    made.append(Made(text, number, edit, other))
            elif chance < 0.15:
                which = self.draw.randrange(len(self.templates))
                text = " ".join(self.templates[which] + story[:13])
                made.append(Made(text, number, "template", which))
            else:
                made.append(Made(" ".join(story), number, "own", outlet))
        del made[count:]
        self.draw.shuffle(made)
        return made


def found_in(made: list[Made], *, outlets: bool) -> dict[tuple[int, int], str]:
    """The typed pairs of documents, as the record finds them."""
    samples = [sample_of(shingles_of(words_of(each.text))) for each in made]
    pairs = candidates(samples)
    kinds = {}
    for one, other, shared, often in zip(
        *(each.tolist() for each in (pairs.one, pairs.other, pairs.shared, pairs.frequent)),
        strict=True,
    ):
        kind = kind_of(
            align(words_of(made[one].text), words_of(made[other].text)),
            one_outlet=made[one].outlet == made[other].outlet if outlets else None,
            frequent=2 * often > shared,
        )
        if kind:
            kinds[one, other] = kind
    return kinds


def scores(made: list[Made], kinds: dict[tuple[int, int], str]) -> dict[str, tuple[int, int]]:
    """What was right, of how many: found by edit, and each type's precision.

    Two copies of one story are copies of each other; as what, is not settled, so such pairs are
    right where they are no template and count for no type.
    """
    base = {each.story: at for at, each in enumerate(made) if each.edit == "base"}
    tally: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for at, each in enumerate(made):
        if each.edit in RIGHT and each.story in base:
            kind = kinds.get(tuple(sorted((at, base[each.story]))), "")
            for figure, right in (
                (f"found {each.edit}", kind not in {"", "shared template"}),
                (f"typed {each.edit}", kind == RIGHT[each.edit]),
            ):
                tally[figure][0] += right
                tally[figure][1] += 1
    for (one, other), kind in kinds.items():
        a, b = made[one], made[other]
        if a.story == b.story:
            edits = {a.edit, b.edit} - {"base"}
            if len(edits) == 1 and "base" in {a.edit, b.edit}:
                tally[f"precision {kind}"][0] += RIGHT[edits.pop()] == kind
                tally[f"precision {kind}"][1] += 1
        else:
            tally[f"precision {kind}"][0] += kind == "shared template"
            tally[f"precision {kind}"][1] += 1
    return {figure: (right, of) for figure, (right, of) in sorted(tally.items())}


def interval(right: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a rate by Wilson, which says something where all were right, too."""
    rate, more = right / of, z * z / of
    middle, half = rate + more / 2, z * (rate * (1 - rate) / of + more / of / 4) ** 0.5
    return (middle - half) / (1 + more), (middle + half) / (1 + more)


def main() -> None:
    count = next((int(word) for word in sys.argv[1:] if word.isdigit()), 100_000)
    made = Maker().documents(count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"{count:,} documents, {Counter(each.edit for each in made)}, {before:.2f} GB to hold them"
    )
    wall, cpu = time.perf_counter(), time.process_time()
    kinds = found_in(made, outlets="--no-outlets" not in sys.argv)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{wall:.1f} s ({cpu:.1f} of processor), {peak:.2f} GB at most")
    for figure, (right, of) in scores(made, kinds).items():
        low, high = interval(right, of)
        print(f"{figure:28} {right / of:.4f} [{low:.4f}, {high:.4f}] of {of:,}")


if __name__ == "__main__":
    main()
