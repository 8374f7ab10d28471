"""Text -> how likely each language is, by the short runs of bytes in it.

The model is that of py3langid (Lui and Baldwin 2012), which ``scripts/derive_languages.py`` derived
from that package; the package itself holds 110 MB while it is read and 73 after.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from dragoman.linear import hash_of, read_arrays

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAME = "languages"
STEP = 0.05  # of a stored weight, in log-odds; the originals are half floats of .008
LONGEST = 6  # bytes of a run
LENGTH_BIT = 8 * LONGEST  # a run is one number: its bytes, and its length above them
TEMPLATES = (NAME, STEP, LONGEST)
REMEDY = "rebuild them with make languages"


@dataclass(frozen=True, eq=False)
class Letters:
    """The model: which runs of bytes tell, and what each says of which languages.

    Most runs say nothing of most languages, so for each only those languages are kept for which it
    is likelier than never seen, with how much likelier, in steps.

    Args:
        names: The languages, by number; one written in two scripts may stand twice.
        prior: What is thought of each before a text is seen.
        unseen: What a run says that was never seen in a language, by language.
        runs: The runs as numbers, ascending.
        first: Where the languages of each run begin; one more, where those of the last end.
        languages: The numbers of the languages of each run, one run after the other.
        above: By how many steps the run is likelier in each than one that was never seen.
    """

    names: tuple[str, ...]
    prior: NDArray[np.float32]
    unseen: NDArray[np.float32]
    runs: NDArray[np.uint64]
    first: NDArray[np.uint32]
    languages: NDArray[np.uint8]
    above: NDArray[np.uint8]

    def chances(self, text: str) -> dict[str, float]:
        """The log-odds of each language; nothing where the text has no run that tells."""
        found, counts = np.unique(self._ending_at_each(as_bytes(text)), return_counts=True)
        found, counts = found[found >= 0], counts[found >= 0]
        if not len(found):
            return {}
        weights = np.log1p(counts)
        first, last = self.first[found].astype(np.int64), self.first[found + 1].astype(np.int64)
        each = last - first
        places = np.arange(each.sum()) + np.repeat(first - (np.cumsum(each) - each), each)
        above = np.repeat(weights, each) * self.above[places]
        seen = np.bincount(self.languages[places], above, len(self.names))
        scores = self.prior + self.unseen * weights.sum() + STEP * seen
        chances: dict[str, float] = {}
        for name, score in zip(self.names, scores.tolist(), strict=True):
            chances[name] = max(score, chances.get(name, score))
        return chances

    def _ending_at_each(self, raw: bytes) -> NDArray[np.int64]:
        """The number of the longest run that ends at each byte; -1 where none does."""
        letters = np.frombuffer(raw, np.uint8).astype(np.uint64)
        found = np.full(len(letters), -1)
        for length in range(1, min(LONGEST, len(letters)) + 1):
            ends = numbered(letters, length)
            at = np.minimum(np.searchsorted(self.runs, ends), len(self.runs) - 1)
            known = self.runs[at] == ends
            found[length - 1 :][known] = at[known]
        return found


def numbered(letters: NDArray[np.uint64], length: int) -> NDArray[np.uint64]:
    """The number of each run of so many bytes."""
    count = len(letters) - length + 1
    runs = np.full(count, length, np.uint64) << np.uint64(LENGTH_BIT)
    for at in range(length):
        runs |= letters[at : at + count] << np.uint64(8 * (length - 1 - at))
    return runs


def as_bytes(text: str) -> bytes:
    """The bytes that the model was fitted to: composed letters, and small ones for all capitals."""
    text = text.lower() if text.isupper() else text
    return unicodedata.normalize("NFC", text).encode("utf-8", errors="surrogatepass")


@lru_cache(maxsize=1)
def load_letters() -> Letters:
    """The model that comes with the package.

    Raises:
        ModelError: Its files do not belong together, or to this version of the program.
    """
    folder = resources.files("dragoman.ingest") / "weights"
    stored = read_arrays(folder, NAME, templates=hash_of(TEMPLATES), remedy=REMEDY)
    arrays: dict[str, Any] = dict(stored.arrays)
    first = np.append(np.uint32(0), np.cumsum(arrays.pop("each"), dtype=np.uint32))
    return Letters(names=tuple(stored.header["languages"]), first=first, **arrays)
