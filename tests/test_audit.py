"""The audit: agreement as published, intervals over planted truth, samples that are blind."""

from __future__ import annotations

import csv
import json
from random import Random

import httpx
import pytest
from typer.testing import CliRunner

import norland
from desk import record_in, served
from dragoman.audit import agreement, calibrated, draw, least_score, rate, score, threshold, told
from dragoman.audit.draw import allotted, strata_of, stratum_of, weights_of
from dragoman.audit.figures import Judged, wilson
from dragoman.cli import app
from dragoman.errors import UsageError
from dragoman.store import open_record
from dragoman.store.scored import Scored


def coders(*lines):
    """The units of some coders' values, a letter each; a point is none."""
    return [[None if v == "." else v for v in unit] for unit in zip(*lines, strict=True)]


@pytest.mark.parametrize(
    ("units", "alpha"),
    [  # Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, sections A, B and C
        (coders("0100000010", "1110010000"), 0.095),
        (coders("aabbdcccedda", "babbbcccEddd".lower()), 0.692),
        (coders("12332141 2...".replace(" ", ""), "123322412 5.3".replace(" ", ""),
                ".33323422 51.".replace(" ", ""), "123324412 51.".replace(" ", "")), 0.743),
    ],
)  # fmt: skip
def test_agreement_is_that_of_the_published_examples(units, alpha):
    assert agreement(units) == pytest.approx(alpha, abs=0.0005)


def test_agreement_needs_values_that_vary():
    assert agreement([("y", "y"), ("y", "y")]) is None
    assert agreement([("y", None)]) is None


def test_equal_weights_give_wilson():
    rows = [Judged("events", "AID", 0.5, right, 3.0) for right in [True] * 9 + [False]]
    low, high = wilson(0.9, 10)
    assert (rate(rows).low, rate(rows).high) == (round(low, 4), round(high, 4))
    assert rate([]) is None


def planted(random):
    """Rows whose truth is known: the higher the score, the oftener right; strata of odd sizes."""
    rows, right = [], {}
    for kind, number in (("statements", 2600), ("events", 1700), ("positions", 300)):
        for at in range(number):
            row = Scored("r", kind, f"{kind}-{at}", "t", round(random.random() ** 0.6, 3))
            rows.append(row)
            right[row.id] = random.random() < 0.35 + 0.6 * row.score
    return rows, right


def test_intervals_cover_the_planted_truth():
    rows, right = planted(Random(7))
    strata = strata_of(rows)
    truths = {"all": sum(right.values()) / len(rows)} | {
        kind: sum(right[r.id] for r in rows if r.kind == kind) / sum(r.kind == kind for r in rows)
        for kind in ("statements", "events", "positions")
    }
    covered = dict.fromkeys(truths, 0)
    for seed in range(500):
        chosen = allotted(strata, 200, Random(seed))
        weights = weights_of(strata, chosen)
        judged = [Judged(r.kind, r.type, r.score, right[r.id], weights[stratum_of(r)])
                  for r in chosen]  # fmt: skip
        for name, truth in truths.items():
            found = rate([j for j in judged if name in ("all", j.kind)])
            covered[name] += found.low <= truth <= found.high
    assert {name: number for name, number in covered.items() if number < 0.93 * 500} == {}


def test_every_stratum_is_drawn_from_and_none_beyond_its_size():
    strata = strata_of(planted(Random(1))[0])
    chosen = allotted(strata, 200, Random(1))
    assert len({row.id for row in chosen}) == len(chosen) == 200
    assert {stratum_of(row) for row in chosen} == set(strata)
    small = {"a": strata["events from 0"][:3], "b": strata["positions from 0.85"]}
    assert sum(row.kind == "events" for row in allotted(small, 40, Random(1))) == 3


def test_what_a_score_is_worth_rises():
    rows = [Judged("events", "AID", s / 10, s > 4 or s == 2, 1.0) for s in range(10)]
    worth = calibrated(rows)
    assert worth == sorted(worth)
    assert [share for _, share in worth] == sorted(share for _, share in worth)
    assert worth[-1][1] == 1.0


def test_the_least_score_keeps_the_share():
    rows = [Judged("events", "AID", s / 100, s >= 40, 1.0) for s in range(100)]
    least = threshold(rows, 0.8)
    above = [row.right for row in rows if row.score >= least]
    assert sum(above) / len(above) >= 0.8
    assert least == 0.25
    assert threshold([Judged("events", "AID", 0.9, False, 1.0)] * 20, 0.5) is None


@pytest.fixture
def path(tmp_path):
    return record_in(tmp_path, *(norland.record(id=f"r{n}") for n in range(6)))


def lines_of(file):
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def judge(file, answers):
    """Writes answers into a file of rows or paragraphs as a coder would."""
    rows = [row | answers(row) for row in lines_of(file)]
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_a_sample_is_blind_and_can_be_drawn_again(path, tmp_path):
    with open_record(path) as opened:
        first = draw(opened, tmp_path / "a", rows=30, paragraphs=5, seed=3)
        draw(opened, tmp_path / "b", rows=30, paragraphs=5, seed=3)
        draw(opened, tmp_path / "c", rows=30, paragraphs=5, seed=4)
        with pytest.raises(UsageError, match="holds a sample already"):
            draw(opened, tmp_path / "a", rows=30, paragraphs=5, seed=3)
    assert first.rows == 30
    for name in ("rows.csv", "paragraphs.csv", "key.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert (tmp_path / "a" / "rows.csv").read_bytes() != (tmp_path / "c" / "rows.csv").read_bytes()
    rows = lines_of(tmp_path / "a" / "rows.csv")
    assert set(rows[0]) == {"unit", "kind", "claim", "words", "paragraph", "right", "note"}
    assert all(row["words"].lstrip("'") in row["paragraph"] for row in rows)
    assert any("Norland, for" in r["claim"] or "denied: " in r["claim"] for r in rows)
    paragraphs = lines_of(tmp_path / "a" / "paragraphs.csv")
    assert sum(int(row["found_statements"]) for row in paragraphs) >= 1


def test_an_audit_from_the_draw_to_the_figures(path, tmp_path):
    folder, run = tmp_path / "sample", CliRunner()
    asked = ["audit", str(folder), "--record", str(path), "--rows", "40", "--paragraphs", "4"]
    assert run.invoke(app, asked, catch_exceptions=False).exit_code == 0
    judge(folder / "rows.csv", lambda row: {"right": "n" if "condemned" in row["words"] else "y"})
    (folder / "rows-2.csv").write_bytes((folder / "rows.csv").read_bytes())
    judge(
        folder / "rows-2.csv", lambda row: {"right": "" if row["unit"] == "r001" else row["right"]}
    )
    filled = {
        f"{what}_{kind}": "1" if what == "missed" else "0"
        for what in ("wrong", "missed")
        for kind in ("statements", "events", "positions")
    }
    judge(folder / "paragraphs.csv", lambda _: filled)
    told_ = run.invoke(app, asked, catch_exceptions=False).output
    assert "Krippendorff's alpha 1.000 (n = 39 rows)" in told_
    assert "We audited a sample of 40 coded rows" in told_
    figures = json.loads((tmp_path / "desk.db.audit.json").read_text(encoding="utf-8"))
    assert figures == json.loads(json.dumps(score(folder)))
    assert figures["precision"]["statements"]["value"] == 1.0
    assert 0 < figures["precision"]["positions"]["value"] < 1
    found = sum(int(row["found_events"]) for row in lines_of(folder / "paragraphs.csv"))
    assert figures["recall"]["events"]["value"] == round(found / (found + 4), 4)
    assert told(figures) in told_


@pytest.mark.parametrize(
    ("answers", "words"),
    [({"right": ""}, "nothing is judged"), ({"right": "perhaps"}, "write y or n")],
)
def test_answers_that_are_none_are_said_with_their_place(path, tmp_path, answers, words):
    with open_record(path) as opened:
        draw(opened, tmp_path / "a", rows=10, paragraphs=2, seed=1)
    judge(tmp_path / "a" / "rows.csv", lambda _: answers)
    with pytest.raises(UsageError, match=words):
        score(tmp_path / "a")


def test_a_precision_is_asked_for_only_where_an_audit_can_say(path, tmp_path):
    with served(path) as own, httpx.Client(base_url=own) as client:
        asked = {"min_precision": "0.8"}
        refused = client.get("/events.json", params=asked)
        assert refused.status_code == 400
        assert "was not audited" in refused.json()["error"]
        said = CliRunner().invoke(app, ["events", "--record", str(path), "--min-precision", ".8"])
        assert isinstance(said.exception, UsageError)
        assert "was not audited" in str(said.exception)
        with open_record(path) as opened:
            draw(opened, tmp_path / "a", rows=60, paragraphs=0, seed=1)
        key = json.loads((tmp_path / "a" / "key.json").read_text(encoding="utf-8"))["rows"]
        judge(
            tmp_path / "a" / "rows.csv",
            lambda row: {"right": "y" if key[row["unit"]]["kind"] == "events" else "n"},
        )
        run = CliRunner().invoke(app, ["audit", str(tmp_path / "a"), "--record", str(path)])
        assert run.exit_code == 0
        assert least_score(path, "events", 0.8) <= 0.8
        assert client.get("/events.json", params=asked).json()["events"]
        assert (
            "no score of positions" in client.get("/positions.json", params=asked).json()["error"]
        )
