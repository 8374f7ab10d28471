"""Pages a CPU second: dragoman's reading beside trafilatura's alone, on the same pages in turns.

    python benchmarks/pages.py FOLDER [--rounds 3]

FOLDER holds saved pages (.html, .html.gz); by default the bundled one, many times. One process,
one thread, everything loaded before the clock starts; of each reader the best round counts. The
reading is the whole of it: decoding, article, furniture, dates, authors, language, and the place of
every word in the source. trafilatura gives the text and its metadata with its own settings.
"""

from __future__ import annotations

import argparse
import gzip
import time
from pathlib import Path

import trafilatura

from dragoman.ingest import ReadOptions, read_all
from dragoman.lexicon import load_tables
from dragoman.record import Report

BUNDLED = Path(__file__).parents[1] / "tests" / "data" / "ingest" / "page.html"
COPIES = 50


def pages_in(folder: Path | None) -> list[tuple[str, bytes]]:
    """The pages of a folder by name, unpacked."""
    if folder is None:
        return [(str(BUNDLED), BUNDLED.read_bytes())] * COPIES
    files = sorted(file for file in folder.rglob("*.html*") if file.is_file())
    opened = [(file, gzip.open if file.suffix == ".gz" else open) for file in files]
    pages = []
    for file, opener in opened:
        with opener(file, "rb") as stream:
            pages.append((str(file), stream.read()))
    return pages


def by_dragoman(pages: list[tuple[str, bytes]]) -> int:
    """How many pages gave a report."""
    names = [name for name, _ in pages]
    found = read_all(names, options=ReadOptions(workers=0), tables=load_tables())
    return sum(isinstance(one, Report) for one in found)


def by_trafilatura(pages: list[tuple[str, bytes]]) -> int:
    """How many pages gave a text."""
    texts = (
        trafilatura.extract(data, output_format="json", with_metadata=True) for _, data in pages
    )
    return sum(text is not None for text in texts)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    pages = pages_in(asked.folder)
    readers = {"dragoman": by_dragoman, "trafilatura": by_trafilatura}
    best: dict[str, float] = {}
    read: dict[str, int] = {}
    for _ in range(asked.rounds + 1):  # the first warms everything up
        for name, reader in readers.items():
            began = time.process_time()
            read[name] = reader(pages)
            spent = time.process_time() - began
            best[name] = min(best.get(name, spent), spent)
    size = sum(len(data) for _, data in pages) / 1e6
    print(f"{len(pages)} pages, {size:.1f} MB, best of {asked.rounds + 1} rounds")
    for name in readers:
        print(f"  {name:<12} {len(pages) / best[name]:7.1f} pages/s   {read[name]} read")
    print(f"  dragoman takes {best['dragoman'] / best['trafilatura']:.2f} times as long")


if __name__ == "__main__":
    main()
