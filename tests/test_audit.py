"""The audit: agreement as published, intervals over planted truth, samples that are blind."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from html import unescape
from random import Random

import httpx
import pytest
from typer.testing import CliRunner

import norland
from desk import STARTED, record_in, served, taken_back
from dragoman.audit import (
    KINDS,
    DrawnParagraph,
    agreement,
    answer_to_paragraph,
    answer_to_row,
    answers_of,
    calibrated,
    least_score,
    rate,
    read_sample,
    sample,
    sample_of,
    score,
    threshold,
    told,
    units_of,
    write_sample,
)
from dragoman.audit.draw import BANDS, allotted, name_of, stratum_of
from dragoman.audit.figures import Judged, wilson
from dragoman.cli import app
from dragoman.errors import UsageError
from dragoman.store.audits import Audits
from dragoman.store.forget import forget
from dragoman.store.sampled import SampledRecord
from dragoman.store.scored import Scored, Stratum


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
            row = Scored("r", kind, f"{kind}-{at}", "t", round(random.random() ** 0.6, 3), 1)
            rows.append(row)
            right[row.id] = random.random() < 0.35 + 0.6 * row.score
    return rows, right


def strata_of(rows):
    """The strata of rows, each with its rows in order."""
    found = {}
    for row in rows:
        found.setdefault(stratum_of(row), []).append(row)
    sized = []
    for name, those in sorted(found.items()):
        kind, _, low = name.partition(" from ")
        sized.append((Stratum(kind, float(low), 2.0, len(those)), those))
    return sized


def drawn(strata, number, random):
    """The rows that are drawn, each with how many it stands for."""
    rows = dict(strata)
    return [(rows[stratum][rank], stratum.size / len(ranks))
            for stratum, ranks in allotted([s for s, _ in strata], number, random)
            for rank in ranks]  # fmt: skip


def test_intervals_cover_the_planted_truth():
    rows, right = planted(Random(7))
    strata = strata_of(rows)
    truths = {"all": sum(right.values()) / len(rows)} | {
        kind: sum(right[r.id] for r in rows if r.kind == kind) / sum(r.kind == kind for r in rows)
        for kind in ("statements", "events", "positions")
    }
    covered = dict.fromkeys(truths, 0)
    for seed in range(500):
        judged = [Judged(r.kind, r.type, r.score, right[r.id], weight)
                  for r, weight in drawn(strata, 200, Random(seed))]  # fmt: skip
        for name, truth in truths.items():
            found = rate([j for j in judged if name in ("all", j.kind)])
            covered[name] += found.low <= truth <= found.high
    assert {name: number for name, number in covered.items() if number < 0.93 * 500} == {}


def test_every_stratum_is_drawn_from_and_none_beyond_its_size():
    strata = strata_of(planted(Random(1))[0])
    chosen = [row for row, _ in drawn(strata, 200, Random(1))]
    assert len({row.id for row in chosen}) == len(chosen) == 200
    assert {stratum_of(row) for row in chosen} == {name_of(stratum) for stratum, _ in strata}
    small = [Stratum("events", 0.0, 0.5, 3), Stratum("positions", 0.85, 2.0, 90)]
    assert [len(ranks) for _, ranks in allotted(small, 40, Random(1))] == [3, 37]
    assert list(allotted(small, 0, Random(1))) == []


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


def draw(path, folder, **asked):
    """A sample of a record, written into a folder."""
    with SampledRecord(path) as opened:
        found = sample(opened, **asked)
        write_sample(opened, found, folder)
    return found


def test_strata_of_a_record_count_its_rows(path):
    with SampledRecord(path) as opened:
        strata = opened.strata(BANDS)
        for stratum in strata:
            rows = opened.ranked_in(stratum, range(stratum.size + 5))
            assert len({row.id for row in rows} | {row.coding for row in rows}) > 1
            assert len(rows) == stratum.size
            assert {stratum_of(row) for row in rows} <= {name_of(stratum)}
        kinds = {k: sum(s.size for s in strata if s.kind == k) for k in ("statements", "events")}
        assert kinds == {k: len(getattr(opened, k)()) for k in kinds}


def test_a_sample_is_blind_and_can_be_drawn_again(path, tmp_path):
    first = draw(path, tmp_path / "a", rows=30, paragraphs=5, seed=3)
    draw(path, tmp_path / "b", rows=30, paragraphs=5, seed=3)
    draw(path, tmp_path / "c", rows=30, paragraphs=5, seed=4)
    with pytest.raises(UsageError, match="holds a sample already"):
        draw(path, tmp_path / "a", rows=30, paragraphs=5, seed=3)
    assert len(first.rows) == 30
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
    assert figures == json.loads(json.dumps(score(*read_sample(folder))))
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
    draw(path, tmp_path / "a", rows=10, paragraphs=2, seed=1)
    judge(tmp_path / "a" / "rows.csv", lambda _: answers)
    with pytest.raises(UsageError, match=words):
        score(*read_sample(tmp_path / "a"))


def test_a_precision_is_asked_for_only_where_an_audit_can_say(path, tmp_path):
    with served(path) as own, httpx.Client(base_url=own) as client:
        asked = {"min_precision": "0.8"}
        refused = client.get("/events.json", params=asked)
        assert refused.status_code == 400
        assert "was not audited" in refused.json()["error"]
        said = CliRunner().invoke(app, ["events", "--record", str(path), "--min-precision", ".8"])
        assert isinstance(said.exception, UsageError)
        assert "was not audited" in str(said.exception)
        draw(path, tmp_path / "a", rows=60, paragraphs=0, seed=1)
        rows = json.loads((tmp_path / "a" / "key.json").read_text(encoding="utf-8"))["rows"]
        key = {row["unit"]: row for row in rows}
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


# --- kept in the record, judged in the browser --------------------------------------------------


def kept_in(path, **asked):
    """The number of a sample that is kept in a record."""
    asked = {"rows": 12, "paragraphs": 3, "seed": 2} | asked
    with SampledRecord(path) as opened:
        found = sample(opened, **asked)
    with Audits(path) as audits:
        return audits.keep(units_of(found), made=STARTED, by="a test", seed=found.seed,
                           strata=found.strata)  # fmt: skip


def test_a_sample_comes_back_from_the_record_as_it_was_drawn(path):
    number = kept_in(path)
    with SampledRecord(path) as opened:
        again = sample(opened, rows=12, paragraphs=3, seed=2)
        (audit,) = opened.audits(number)
        assert sample_of(audit, opened.audit_units(number)) == again
        assert opened.audits(99) == []


def test_of_each_coder_and_unit_the_last_verdict_holds(path):
    number = kept_in(path)
    with Audits(path) as audits:
        for coder, said in (("Ida", "right"), ("Per", "wrong"), ("Ida", "wrong")):
            audits.judge(number, "r001", answer_to_row(said), coder=coder, made=STARTED)
        audits.judge(number, "r002", answer_to_row("unsure"), coder="Ida", made=STARTED, note=" ? ")
        with pytest.raises(UsageError, match="no such unit"):
            audits.judge(number, "r999", {}, coder="Ida", made=STARTED)
        with pytest.raises(UsageError, match="5000 letters"):
            audits.judge(number, "r001", {}, coder="Ida", made=STARTED, note="x" * 5000)
        for query in ("UPDATE verdicts SET note = 'x'", "DELETE FROM verdicts"):
            with pytest.raises(sqlite3.IntegrityError):
                audits.connection.execute(query)
    with SampledRecord(path) as opened:
        (audit,) = opened.audits()
        assert opened.coders(number) == ["Ida", "Per"]
        found = sample_of(audit, opened.audit_units(number))
        one, other = answers_of(found, opened.verdicts(number), opened.coders(number))
        assert [v.note for v in opened.verdicts(number)] == [None, None, "?"]
    assert one.rows == {"r001": False}
    assert other.rows == {"r001": False}


def test_a_forgotten_report_leaves_its_samples(path):
    number = kept_in(path)
    with SampledRecord(path) as opened:
        units = opened.audit_units(number)
        gone = units[0]
    with Audits(path) as audits:
        audits.judge(number, gone.unit, answer_to_row("right"), coder="Ida", made=STARTED)
    forget(path, gone.report, made=STARTED, by="a test", why="asked for")
    with SampledRecord(path) as opened:
        assert opened.audit_units(number) == [u for u in units if u.report != gone.report]
        assert opened.verdicts(number) == []


def test_a_record_of_before_takes_an_audit(path):
    taken_back(path, 11)
    with SampledRecord(path) as opened:
        assert opened.audits() == []
    kept_in(path)
    with SampledRecord(path) as opened:
        assert [audit.seed for audit in opened.audits()] == [2]


@pytest.mark.parametrize(
    ("wrong", "missed", "words"),
    [("1", "", "whole number"), ("-1", "0", "whole number"), ("9", "0", "9 wrong of 2 found")],
)
def test_numbers_of_a_paragraph_that_cannot_be(wrong, missed, words):
    unit = DrawnParagraph("p001", 1, "r", 0, 9, dict.fromkeys(KINDS, 2))
    with pytest.raises(UsageError, match=words):
        answer_to_paragraph(unit, dict.fromkeys(KINDS, wrong), dict.fromkeys(KINDS, missed))


class Judging:
    """A visitor of a site that may be written, who knows the secret of its pages."""

    def __init__(self, client):
        self.client = client
        self.csrf = re.search('name="csrf" content="([^"]+)"', client.get("/").text)[1]

    def post(self, path, **form):
        origin = {"Origin": str(self.client.base_url).rstrip("/")}
        return self.client.post(path, data={"csrf": self.csrf} | form, headers=origin)


@pytest.fixture
def judging(path):
    with served(path, read_only=False) as own, httpx.Client(base_url=own) as client:
        yield Judging(client)


NONE_MISSED = {f"missed_{kind}": "0" for kind in KINDS}


def test_an_audit_in_the_browser_comes_to_the_figures_of_the_same_in_a_folder(
    judging, path, tmp_path
):
    made = judging.post("/audit", rows="20", paragraphs="2", seed="5")
    assert made.headers["location"] == "/audit/1"
    shown = []
    for _ in range(20):
        unit = judging.client.get("/audit/1/judge.json", params={"coder": "Ida"}).json()
        shown.append(unit)
        said = "wrong" if "condemned" in unit["words"] else "right"
        sent = judging.post("/audit/1/judge", coder="Ida", unit=unit["unit"], answer=said)
        assert sent.headers["location"] == "/audit/1/judge?coder=Ida"
    for at in ("p001", "p002"):
        judging.post("/audit/1/judge", coder="Ida", unit=at, **NONE_MISSED)
    assert "All is judged" in judging.client.get("/audit/1/judge?coder=Ida").text
    draw(path, tmp_path / "a", rows=20, paragraphs=2, seed=5)
    lines = lines_of(tmp_path / "a" / "rows.csv")
    assert [(u["claim"], u["unit"]) for u in shown] == [(r["claim"], r["unit"]) for r in lines]
    judge(tmp_path / "a" / "rows.csv",
          lambda row: {"right": "n" if "condemned" in row["words"] else "y"})  # fmt: skip
    filled = {f"{what}_{kind}": "0" for what in ("wrong", "missed") for kind in KINDS}
    judge(tmp_path / "a" / "paragraphs.csv", lambda _: filled)
    figures = judging.client.get("/audit/1/results.json").json()
    assert figures == json.loads(json.dumps(score(*read_sample(tmp_path / "a"))))
    assert "We audited a sample of 20 coded rows" in judging.client.get("/audit/1/results").text
    refused = judging.client.get("/events.json", params={"min_precision": "0.5"})
    assert refused.status_code == 400
    judging.post("/audit/1/keep")
    assert judging.client.get("/events.json", params={"min_precision": "0.5"}).status_code == 200


def test_a_coder_sees_nothing_of_scores_rules_and_others(judging):
    judging.post("/audit", rows="5", paragraphs="1", seed="1")
    judging.post("/audit/1/judge", coder="Ida", unit="r001", answer="wrong", note="by Ida alone")
    for address in ("/audit/1/judge?coder=Per&unit=r001", "/audit/1/judge?coder=Per&unit=p001",
                    "/audit/1/judge.json?coder=Per&unit=r001", "/audit/1.csv"):  # fmt: skip
        text = judging.client.get(address).text
        assert not re.search(r"score|rule|Ida|aria-pressed", text), address
    mine = judging.client.get("/audit/1/judge?coder=Ida&unit=r001").text
    assert "by Ida alone" in mine
    assert 'value="wrong" data-key="n" class="wrong" aria-pressed="true"' in mine


def test_two_coders_who_agree_in_part(judging):
    judging.post("/audit", rows="8", paragraphs="0", seed="1")
    assert "no row is judged yet" in judging.client.get("/audit/1/results").text
    for coder, wrong in (("Ida", {1, 2}), ("Per", {2, 3})):
        for at in range(1, 9):
            said = "wrong" if at in wrong else "right"
            judging.post("/audit/1/judge", coder=coder, unit=f"r{at:03}", answer=said)
    figures = judging.client.get("/audit/1/results.json").json()
    values = [(at in {1, 2}, at in {2, 3}) for at in range(1, 9)]
    assert figures["alpha"] == agreement(values)
    assert figures["coded_twice"] == 8
    assert "Krippendorff’s alpha" in judging.client.get("/audit/1/results").text
    assert judging.client.get("/audit.json").json()["audits"][0]["judged"] == {"Ida": 8, "Per": 8}


@pytest.mark.parametrize(
    ("path_", "form", "words"),
    [
        ("/audit", {"rows": "0", "paragraphs": "0", "seed": "1"}, "rows: a whole number"),
        ("/audit", {"rows": "9", "paragraphs": "many", "seed": "1"}, "paragraphs: a whole number"),
        ("/audit/1/judge", {"coder": "", "unit": "r001", "answer": "right"}, "Say who judges"),
        ("/audit/1/judge", {"coder": "Ida", "unit": "x", "answer": "right"}, "no such unit"),
        ("/audit/1/judge", {"coder": "Ida", "unit": "r001", "answer": "maybe"}, "no answer"),
        ("/audit/1/judge", {"coder": "Ida", "unit": "p001", "answer": "right"}, "whole number"),
        ("/audit/7/judge", {"coder": "Ida", "unit": "r001", "answer": "right"}, "No such sample"),
        ("/audit/1/keep", {}, "no row is judged yet"),
    ],
)
def test_what_cannot_be_judged_is_said(judging, path_, form, words):
    judging.post("/audit", rows="5", paragraphs="1", seed="1")
    answer = judging.post(path_, **form)
    assert answer.status_code in {400, 404}
    assert words in unescape(answer.text)


def test_a_stranger_judges_nothing(judging, path):
    own = {"Origin": str(judging.client.base_url).rstrip("/")}
    for address in ("/audit", "/audit/1/judge", "/audit/1/keep"):
        assert judging.client.post(address, data={}, headers=own).status_code == 403
    with served(path) as reading:
        assert httpx.post(f"{reading}/audit", headers={"Origin": reading}).status_code == 403
        assert "for reading only" in httpx.get(f"{reading}/audit").text
