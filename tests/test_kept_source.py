"""--keep-source: the decoded source stays with the record, and every offset can be looked up."""

import json

import pytest
from typer.testing import CliRunner

import fuzz
from dragoman import ingest
from dragoman.cli.commands import app
from dragoman.explain.origin import in_source
from dragoman.ingest import Failure, ReadOptions
from dragoman.record import Origin, Report, Span
from dragoman.render.json import to_json
from dragoman.store import open_record

PAGE = (
    "<html><body><p>Norway <b>condemned</b> Serbia on Monday, a spokesman said.</p>"
    "<p>Serbia called the statement of Norway a mistake &amp; recalled its envoy.</p>"
    "<p>The talks between the two had begun in the spring of the year before.</p></body></html>"
)


@pytest.mark.parametrize("kind", [k for k in fuzz.SEEDS if k != "rows"])
def test_a_report_carries_the_source_its_offsets_count_into(tmp_path, kind):
    file = tmp_path / {"page": "p.html", "plain": "p.txt"}.get(kind, "p")
    file.write_bytes(fuzz.SEEDS[kind])
    reports = list(ingest.read(file, options=ReadOptions(keep_source=True)))
    assert any(isinstance(one, Report) for one in reports)
    for one in reports:
        if not isinstance(one, Failure):
            assert one.decoded is not None
            fuzz.check(one, one.decoded)
    bare = list(ingest.read(file))
    assert bare == reports
    assert all(getattr(one, "decoded", None) is None for one in bare)


def test_the_source_is_not_printed():
    report = Report("r1", "a.txt", "It rained.", "", decoded="It  rained.")
    assert "It  rained." not in to_json(report)
    assert "It  rained." not in repr(report)


def test_words_are_found_in_the_source_with_what_stands_between_them():
    source = "<p>It <b>rained</b>.</p>"
    report = Report(
        "r1", "a", "It rained.", "",
        origin=(Origin(0, 2, 3, 5), Origin(3, 9, 9, 15), Origin(9, 10, 19, 20)),
    )  # fmt: skip
    assert in_source(report, source, [Span.of(report.text, 0, 9)]) == (Span.of(source, 3, 15),)
    assert in_source(report, None, [Span.of(report.text, 0, 9)]) == ()
    assert in_source(report, source, [Span(2, 3, " ")]) == ()


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")

    def invoked(*words):
        ended = CliRunner().invoke(app, list(words))
        assert ended.exit_code == 0, ended.output + repr(ended.exception)
        return ended.output

    return invoked


@pytest.mark.model
def test_a_record_keeps_the_source_and_explain_shows_the_place(run, tmp_path):
    run("add", "page.html", "--record", "r.db", "--keep-source")
    with open_record(tmp_path / "r.db") as record:
        (one,) = record.records()
        assert record.source(one.report.id) == PAGE
        assert record.source("r0") is None
    row = one.statements[0].id
    assert "<b>condemned</b>" in run("explain", row, "--record", "r.db")
    found = json.loads(run("explain", row, "--record", "r.db", "-f", "json"))["in_source"]
    assert found
    assert all(PAGE[span["start"] : span["end"]] == span["quote"] for span in found)


@pytest.mark.model
def test_the_source_can_be_kept_later_and_is_kept_once(run, tmp_path):
    for options in ((), ("--keep-source",), ("--keep-source",)):
        run("add", "page.html", "--record", "r.db", *options)
    run("read", "page.html", "--record", "r.db", "--keep-source", "-f", "jsonl")
    with open_record(tmp_path / "r.db") as record:
        (one,) = record.records(history=True)
        assert record.source(one.report.id) == PAGE
        count = record.connection.execute("SELECT count(*) FROM sources").fetchone()
    assert count == (1,)


@pytest.mark.model
def test_without_it_no_source_is_kept(run, tmp_path):
    run("add", "page.html", "--record", "r.db")
    with open_record(tmp_path / "r.db") as record:
        (one,) = record.records()
        assert record.source(one.report.id) is None
    assert "IN THE SOURCE" not in run("explain", one.statements[0].id, "--record", "r.db")


def test_a_source_is_kept_in_a_record_or_nowhere(tmp_path):
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    ended = CliRunner().invoke(app, ["read", str(tmp_path / "page.html"), "--keep-source"])
    assert "--record" in str(ended.exception)
