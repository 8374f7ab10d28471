"""Made-up news of every kind goes through the command, and comes out as its maker's books say."""

import os
import shutil
from pathlib import Path

import pytest

import mixed
import soak
from dragoman.batch import Folder
from dragoman.batch.storage import PART


def wrong(findings):
    return [str(finding) for finding in findings if not finding.well]


def test_the_same_seed_makes_the_same_news_and_books_that_add_up(tmp_path):
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        books = mixed.make(tmp_path / name, 500)
        made.append((books, *(path.read_bytes() for path in sorted((tmp_path / name).iterdir()))))
    assert made[0] == made[1]
    account = made[0][0].account
    assert account.read == 500
    assert soak.balanced(account)
    assert min(account.not_news, account.other_language, account.refused, account.coded) > 0
    assert made[0][0].sources.total() == 500 - account.not_news


def soaked(folder, count, **more):
    """The parts of a batch of made-up news, its books, and what the processes held."""
    (folder / "news").mkdir()
    books = mixed.make(folder / "news", count)
    samples = soak.noted(soak.run(folder / "news", folder / "parts", **more), folder / "curve.csv")
    return Folder(str(folder / "parts")), books, samples


@pytest.mark.model
def test_a_batch_makes_of_made_up_news_what_the_books_say(tmp_path):
    parts, books, samples = soaked(tmp_path, 100, every=0.5, part_size=10)
    assert wrong(soak.findings(parts, books)) == []
    assert max(len(sample.workers) for sample in samples) == 2
    assert max(sample.most for sample in samples) > 100
    first, second = (Path(parts.file(f"{name}{PART}")) for name in parts.parts()[:2])
    first.unlink()
    shutil.copy(second, second.with_stem("again"))
    found = wrong(soak.findings(parts, books))
    assert [words.split()[1] for words in found[:2]] == ["lost", "twice,"]
    assert "made-up-0" in found[0]


@pytest.mark.soak
@pytest.mark.model
def test_a_long_batch_loses_nothing_and_holds_no_more_memory(tmp_path):
    """100,000 pieces of news, or as many as SOAK_REPORTS says."""
    count = int(os.environ.get("SOAK_REPORTS", "100000"))
    parts, books, samples = soaked(tmp_path, count, every=10)
    assert wrong(soak.findings(parts, books) + soak.memory_findings(samples)) == []
