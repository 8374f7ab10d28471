"""Of a deed that several reports tell, GDELT has one event, and POLECAT one row for each text."""

import csv
import random
import re
import subprocess
import sys
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from across_records import ACTORS, WIRE, shelled, span, write
from dragoman.cli import app
from dragoman.export.gdelt import cameo
from dragoman.record import Event, Role, Span, When, Where

OWN = "Norland's gunners shelled the harbour of Sudria for an hour, two fishermen told us by phone."
NUMBERS = {"NumMentions": 31, "NumSources": 32, "NumArticles": 33}


def read(path, name):
    with (path / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def placed(record, *changes):
    """The record with its roles in the words, its one event as often as there are changes."""
    text, event = record.report.text, record.events[0]
    doer, done_to = (
        replace(role, span=span(text, role.name)) for role in (*event.source, *event.target)
    )
    events = []
    for change in changes or ({},):
        made = replace(event, source=(doer,), target=(done_to,), **change)
        key = Event.id_of(record.report.id, made.type, made.trigger, made.source, made.target)
        events.append(replace(made, id=key))
    return replace(record, events=tuple(events))


def exported(tmp_path, form, records, *more):
    record = tmp_path / "record.db"
    write(record, records)
    folder = tmp_path / form
    words = ["export", form, str(folder), "--record", str(record), *more]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    return folder


def counted(row):
    return {name: int(row[place]) for name, place in NUMBERS.items()}


def wired():
    """One wire story in two papers, a third reporter's own, and one on another day."""
    return [
        placed(shelled("Post", WIRE, day="2031-05-06")),
        placed(shelled("Star", WIRE, day="2031-05-07")),
        placed(shelled("Echo", OWN, day="2031-05-08")),
        placed(shelled("Late", OWN.replace("hour", "day"), when="2031-07-01", day="2031-07-02")),
    ]


def test_gdelt_has_one_event_for_a_deed_and_a_mention_for_each_report(tmp_path):
    records = wired()
    folder = exported(tmp_path, "gdelt", records)
    events, mentions = read(folder, "events.csv"), read(folder, "mentions.csv")
    assert [counted(row) for row in sorted(events, key=lambda row: row[31])] == [
        {"NumMentions": 1, "NumSources": 1, "NumArticles": 1},
        {"NumMentions": 3, "NumSources": 3, "NumArticles": 3},
    ]
    deed = max(events, key=lambda row: row[31])
    told = [row for row in mentions if row[0] == deed[0]]
    assert [row[5] for row in told] == ["Post", "Star", "Echo"]
    assert deed[60] == "Post"  # the first that told it
    texts = {record.report.source: record.report.text for record in records}
    for row in mentions:
        for place, words in zip(row[7:10], ("Norland", "Sudria", "shelled"), strict=True):
            assert texts[row[5]][int(place) :].startswith(words)


def test_polecat_has_one_row_for_each_text_that_tells_a_deed(tmp_path):
    folder = exported(tmp_path, "polecat", wired())
    header, *rows = read(folder, "events.txt")
    assert [row[header.index("Source")] for row in rows] == ["Post", "Echo", "Late"]
    assert "words of another: 1" in (folder / "codebook.md").read_text("utf-8")


def test_a_report_that_tells_a_deed_twice_is_one_article(tmp_path):
    text = "Norland shelled the harbour of Sudria on Monday. It was shelled until dark by Norland."
    again = {"trigger": Span.of(text, 56, 63)}
    folder = exported(tmp_path, "gdelt", [placed(shelled("Post", text), {}, again)])
    (event,) = read(folder, "events.csv")
    assert counted(event) == {"NumMentions": 2, "NumSources": 1, "NumArticles": 1}
    assert sorted(int(row[9]) for row in read(folder, "mentions.csv")) == [8, 56]


def test_copies_that_nothing_dates_are_one_event(tmp_path):
    undated = {"day": None, "when": None}
    records = [placed(shelled(name, WIRE, **undated)) for name in ("Post", "Star")]
    (event,) = read(exported(tmp_path, "gdelt", records), "events.csv")
    assert counted(event) == {"NumMentions": 2, "NumSources": 2, "NumArticles": 2}
    (tmp_path / "record.db").unlink()
    assert len(read(exported(tmp_path, "polecat", records), "events.txt")) == 2


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("form", ["gdelt", "polecat"])
def test_the_order_of_input_makes_no_difference_to_what_is_folded(tmp_path, form, seed):
    records = wired()
    whole = exported(tmp_path, form, records)
    random.Random(seed).shuffle(records)
    (tmp_path / "other").mkdir()
    other = exported(tmp_path / "other", form, records)
    for file in whole.iterdir():
        lines = [sorted((f / file.name).read_bytes().splitlines()) for f in (whole, other)]
        assert lines[0] == lines[1]


def test_what_the_first_leaves_open_is_told_by_the_next(tmp_path):
    one, other, *_ = wired()
    vague = replace(one.events[0], target=(), when=When(None, None, None, "none"))
    exact = {
        "mode": "explosives",
        "where": Where("Port Sud", "SUD", 1.5, 2.5, "city", span(WIRE, "harbour")),
    }  # fmt: skip
    other = replace(other, events=(replace(other.events[0], **exact),))
    folder = exported(tmp_path, "gdelt", [replace(one, events=(vague,)), other])
    (event,) = read(folder, "events.csv")
    assert (event[1], event[16], event[26]) == (
        "20310505",
        "SUDRIA",
        cameo()["ASSAULT", "explosives"],
    )
    assert event[52] == "Port Sud"
    assert [row[8] for row in read(folder, "mentions.csv")] == ["", str(WIRE.index("Sudria"))]


def test_each_of_two_that_did_it_together_has_its_own_event(tmp_path):
    one, other, *_ = wired()
    also = Role(ACTORS["Westmark"].id, "Westmark", None, rule="name")
    two = replace(other.events[0], source=(also, *other.events[0].source))
    folder = exported(tmp_path, "gdelt", [one, replace(other, events=(two,))])
    events = {row[6]: row for row in read(folder, "events.csv")}
    assert {name: counted(row)["NumMentions"] for name, row in events.items()} == {
        "NORLAND": 2, "WESTMARK": 1,
    }  # fmt: skip
    assert len({row[0] for row in events.values()}) == 2


def test_a_row_that_its_score_leaves_out_is_no_mention(tmp_path):
    one, other, third, late = wired()
    other = replace(other, events=(replace(other.events[0], score=0.3),))
    folder = exported(tmp_path, "gdelt", [one, other, third, late], "--min-score", "0.5")
    numbers = sorted(counted(row)["NumArticles"] for row in read(folder, "events.csv"))
    assert numbers == [1, 2]
    polecat = exported(tmp_path, "polecat", [], "--min-score", "0.5")
    assert len(read(polecat, "events.txt")) == 4


def test_ties_of_a_graph_say_which_tell_one_deed(tmp_path):
    page = (exported(tmp_path, "graphml", wired()) / "graph.graphml").read_text("utf-8")
    same = re.findall(r'<data key="e_same">(\w+)</data>', page)
    assert page.count("<edge ") == 4
    assert len(same) == 3
    assert len(set(same)) == 1


def test_the_command_tells_how_many_were_folded(tmp_path):
    record = tmp_path / "record.db"
    write(record, wired())
    command = [sys.executable, "-m", "dragoman", "export", "polecat", str(tmp_path / "out")]
    done = subprocess.run(
        [*command, "--record", str(record)], capture_output=True, text=True, check=True
    )
    assert "left out, told again in the same report, or in the words of another: 1" in done.stderr
