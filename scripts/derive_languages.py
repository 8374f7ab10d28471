"""The model of py3langid -> a smaller file that says the same. Run by hand, never at run time.

    make languages

The package walks an automaton over the bytes of a text; each state stands for the longest run of
bytes with a weight that ends there. So the runs are read off the automaton, and of the weights of
each the ones that are more than those of a run never seen, rounded to steps of a twentieth.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from dragoman.ingest.letters import LENGTH_BIT, NAME, STEP, TEMPLATES
from dragoman.linear import hash_of, write_arrays

if TYPE_CHECKING:
    from numpy.typing import NDArray

OUT = Path(__file__).parents[1] / "src/dragoman/ingest/weights"
SOURCE = f"py3langid {version('py3langid')} (BSD 3-Clause licence; see NOTICE)"
BYTE = np.uint64(8)
ALL_BYTES = np.arange(256, dtype=np.uint64)


def main() -> None:
    """Writes the file."""
    arrays, header = derived(LanguageIdentifier.from_model_file(MODEL_FILE))
    write_arrays(OUT, NAME, arrays, header)


def derived(package: Any) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """The arrays of the file, and its header."""
    runs = runs_of(package)
    order = np.argsort(runs)
    weights = package.nb_ptc[order].astype(np.float32)
    unseen = weights.min(axis=0)
    steps = np.rint((weights - unseen) / STEP).astype(np.uint8)
    run, language = np.nonzero(steps)
    arrays = {
        "runs": runs[order],
        "each": (steps > 0).sum(axis=1, dtype=np.uint8),
        "languages": language.astype(np.uint8),
        "above": steps[run, language],
        "unseen": unseen,
        "prior": package.nb_pc.astype(np.float32),
    }
    names = list(package.nb_classes)
    header = {"source": SOURCE, "templates": hash_of(TEMPLATES), "languages": names}
    return arrays, header


def runs_of(package: Any) -> NDArray[np.uint64]:
    """The run of bytes behind each weight, as a number; states are met in the order of length."""
    rows, outputs = np.asarray(package.tk_row), np.asarray(package.tk_output)
    moves = np.asarray(package.tk_nextmove).reshape(-1, 256)
    runs = np.zeros(len(package.nb_ptc), np.uint64)
    met = np.zeros(len(rows), dtype=bool)
    states, named, length = np.array([0]), np.zeros(1, np.uint64), 0
    met[0] = True
    while len(states):
        length += 1
        behind = moves[rows[states]].ravel()
        names = ((named[:, None] << BYTE) | ALL_BYTES).ravel()
        new, at = np.unique(behind, return_index=True)
        at = at[~met[new]]
        states, named = behind[at].astype(np.int64), names[at]
        met[states] = True
        outs = outputs[states]
        first = (outs >= 0) & (runs[outs] == 0)
        runs[outs[first]] = named[first] | np.uint64(length << LENGTH_BIT)
    return runs


if __name__ == "__main__":
    main()
