"""A number and a seed -> made-up reports: runs of sentences of real ones, to fill a batch with.

They are cut from the Wikinews texts of the shared gold data, or from the bundled reports where that
is not beside the checkout. The same number and seed give the same reports.
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
WIKINEWS = ROOT.parent / "shared" / "gold" / "reports" / "wikinews.jsonl"
EXAMPLES = ROOT / "examples" / "reports"
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\u201c\"])")
SHORTEST, LONGEST = 3, 14  # sentences of a report


def real() -> list[str]:
    """The texts of real reports."""
    if WIKINEWS.is_file():
        rows = WIKINEWS.read_text(encoding="utf-8").splitlines()
        return [json.loads(row)["text"] for row in rows]
    return [file.read_text(encoding="utf-8") for file in sorted(EXAMPLES.glob("*.txt"))]


def reports(count: int, seed: int = 1, longest: int = LONGEST) -> Iterator[dict[str, str]]:
    """Made-up reports as rows, each with an id, a text and a day of publication."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    texts = [SENTENCE.split(text) for text in real()]
    for at in range(count):
        sentences = chance.choice(texts)
        length = chance.randint(SHORTEST, longest)
        start = chance.randrange(max(1, len(sentences) - length))
        words = " ".join(sentences[start : start + length])
        day = f"20{chance.randint(10, 30)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        yield {"id": f"made-up-{seed}-{at}", "text": words, "published": day}


def write(path: Path, count: int, seed: int = 1, longest: int = LONGEST) -> Path:
    """A JSON Lines file of made-up reports."""
    rows = reports(count, seed, longest)
    with path.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return path
