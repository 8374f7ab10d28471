"""The bars of the benchmark of batches: the least and the most of each figure."""

MOST = float("inf")
BARS = {
    "two workers": (1.8, MOST),
    "cost by size": (0, 1.1),
    "memory of a worker": (0, 450),
    "growth": (-100, 5),
    "Dask beside processes": (0.75, MOST),
    "a word of a long report": (0, 1.2),
}
