"""The bars of the shared gold data, by the shared scorer, through the command line."""

import subprocess
import sys

import pytest

SEED = [
    "pair_signs=6", "furniture=5", "times=1", "statements_L2_R=.8", "statements_L2_P=.6",
    "events_L2_R=.8", "events_L2_P=.6",
]  # fmt: skip


def score(shared, *arguments):
    command = [sys.executable, shared / "tools" / "score.py", *arguments]
    command += ["--cmd", f"{sys.executable} -m dragoman"]
    return subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False
    )


def at_least(*figures):
    return [part for figure in figures for part in ("--min", figure)]


@pytest.mark.gold
@pytest.mark.model
@pytest.mark.parametrize("date", [[], ["--published", "2015-12-23"]])
def test_the_seed(shared, date):
    seed = shared / "gold" / "seed"
    most = ["--max", "pair_signs_extra=3", "--max", "furniture_words_lost=0"]
    ended = score(
        shared, "seed", seed / "expected.json", seed / "report.txt", *date, *at_least(*SEED), *most
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.gold
@pytest.mark.model
def test_the_plover_gold_standard(shared):
    bars = at_least("type_f1=.72", "any_right=.8", "source=.8", "target=.74", "triple_f1=.48")
    most = ["--max", "types_per_sentence=1.26"]
    ended = score(shared, "events", shared / "gold" / "events" / "gsr_dev.json", *bars, *most)
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.gold
@pytest.mark.model
@pytest.mark.soak
@pytest.mark.parametrize(("cues", "bar"), [([], "full=.69"), (["--reporting"], "full=.865")])
def test_polnear(shared, cues, bar):
    dev = shared / "gold" / "statements" / "polnear" / "dev"
    ended = score(shared, "statements", dev, *cues, *at_least(bar))
    assert ended.returncode == 0, ended.stdout + ended.stderr
