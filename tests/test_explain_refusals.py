"""Which row is meant, and rows that were made otherwise and so are not explained."""

from dataclasses import replace
from pathlib import Path

import pytest

from dragoman.errors import DigestError, SourceError, StoreError, UsageError
from dragoman.explain import check, explain, find_row
from dragoman.explain.made import check_again
from dragoman.pipeline import code
from dragoman.record import Model, Problem, Record
from dragoman.render.json import to_json
from explaining import OWN, TABLES, coded, command_in, kept_in, maker_of, report_of, write

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def records(parser):
    return coded(parser)


@pytest.fixture(scope="module")
def kept(records, tmp_path_factory):
    return kept_in(tmp_path_factory.mktemp("kept"), records)


@pytest.fixture
def maker(parser):
    return maker_of(parser)


@pytest.fixture
def run(kept, tmp_path, monkeypatch, parser):
    return command_in(tmp_path, kept, monkeypatch, parser)


def test_the_beginning_of_an_id_is_enough_where_no_other_row_has_it(records, kept):
    row = records[0].statements[0]
    for file in ("r.db", "r.jsonl"):
        assert find_row(kept / file, row.id[:8]).row == row


def test_an_ambiguous_beginning_lists_what_it_may_be(kept):
    for file in ("r.db", "r.jsonl"):
        with pytest.raises(UsageError, match=r"m: \d+ ids begin so: m.* \(mention\), .*give more"):
            find_row(kept / file, "m")


@pytest.mark.parametrize("id_", ["e0000", "%", "e' OR 1 --", "ж"])
def test_an_unknown_id_says_where_ids_are(kept, id_):
    for file in ("r.db", "r.jsonl"):
        with pytest.raises(UsageError, match=r"no row in .* --format jsonl prints the ids"):
            find_row(kept / file, id_)
    with pytest.raises(UsageError, match="an empty id"):
        find_row(kept / "r.db", " ")


def test_a_report_is_no_row(records, kept):
    for file in ("r.db", "r.jsonl"):
        with pytest.raises(UsageError, match="a report, and only rows are explained; it has"):
            find_row(kept / file, records[0].report.id)


def test_a_report_with_a_problem_says_it(records, tmp_path):
    bad = Record.failed(records[0].report, records[0].coded_with, Problem("parse", "too long"))
    path = write(tmp_path / "r.db", bad)
    with pytest.raises(UsageError, match="set aside for its problem: parse: too long"):
        find_row(path, bad.report.id)
    with pytest.raises(UsageError, match="no row"):
        find_row(path, records[0].statements[0].id)


def test_files_that_are_no_record_are_named(tmp_path, records):
    with pytest.raises(StoreError, match="there is no record here"):
        find_row(tmp_path / "none.db", "e1")
    (tmp_path / "empty.db").touch()
    with pytest.raises(StoreError, match="an empty file"):
        find_row(tmp_path / "empty.db", "e1")
    (tmp_path / "a.txt").write_text("It rained.")
    with pytest.raises(SourceError, match=r"a\.txt: neither a record nor JSON Lines"):
        find_row(tmp_path / "a.txt", "e1")
    (tmp_path / "a.bin").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceError, match="neither a record nor JSON Lines"):
        find_row(tmp_path / "a.bin", "e1")
    line = to_json(records[0])
    (tmp_path / "cut.jsonl").write_text(f"{line}\n{line[:-9]}\n")
    with pytest.raises(SourceError, match=r"cut\.jsonl:2: "):
        find_row(tmp_path / "cut.jsonl", records[0].statements[0].id)
    write(tmp_path / "no_rows.db")
    with pytest.raises(UsageError, match="no row"):
        find_row(tmp_path / "no_rows.db", "e1")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"tables": "f" * 16}, r"with tables f{16}, and here are \w{16}: give --actors"),
        ({"dragoman": "0.0.1"}, r"by dragoman 0\.0\.1, and this is .*: install dragoman==0\.0\.1"),
        (
            {"model": Model("en_big", "3.8.0", "b" * 16)},
            r"model en_big 3\.8\.0 b{16}, and here is \S+ 3\.8\.0 \w{16}: name it \(--model\)",
        ),
        ({"model": None}, "a spaCy Doc of your own"),
        (
            {"statements": "w" * 16},
            r"weights of statements w{16}, and here are .*: take the weights of that time",
        ),
        (
            {"events": "v" * 16},
            r"weights of events v{16}, and here are .*: take the weights of that time",
        ),
        ({"profile": "p" * 16}, "outlet profile p{16}"),
    ],
)
def test_a_row_that_was_made_otherwise_is_refused(records, tmp_path, maker, change, said):
    made = replace(records[0].coded_with, **change)
    path = write(tmp_path / "r.db", replace(records[0], coded_with=made))
    found = find_row(path, records[0].statements[0].id)
    with pytest.raises(DigestError, match=f"was made otherwise: .*{said}.*read the source again"):
        check(found, maker)


def test_all_that_differs_is_named_at_once(records, tmp_path, maker):
    made = replace(records[0].coded_with, tables="f" * 16, dragoman="0.0.1")
    found = find_row(
        write(tmp_path / "r.db", replace(records[0], coded_with=made)), records[0].times[0].id
    )
    with pytest.raises(DigestError, match=r"dragoman 0\.0\.1.*; with tables f{16}"):
        check(found, maker)


def test_a_refusal_needs_no_model(run, records, monkeypatch):
    def never(_model):
        raise AssertionError("the model was loaded")

    monkeypatch.setattr("dragoman.parse.Parser", never)
    made = replace(records[0].coded_with, tables="f" * 16)
    write(Path("other.db"), replace(records[0], coded_with=made))
    ended = run(records[0].statements[0].id, "--record", "other.db")
    assert isinstance(ended.exception, DigestError)
    assert ended.exception.exit_code == 3


def test_a_changed_text_is_refused(records, tmp_path, maker):
    line = to_json(records[0]).replace("promised help", "promised harm")
    (tmp_path / "r.jsonl").write_text(line)
    found = find_row(tmp_path / "r.jsonl", records[0].statements[0].id)
    with pytest.raises(DigestError, match="stored text is not the one that was read"):
        check(found, maker)


def test_a_changed_row_is_refused(records, tmp_path, parser):
    row = replace(records[0].statements[0], score=0.5, act="deny")
    changed = replace(records[0], statements=(row, *records[0].statements[1:]))
    found = find_row(write(tmp_path / "r.db", changed), row.id)
    with pytest.raises(DigestError, match="gives this row with other act and score"):
        explain(found, parser, TABLES)


def test_a_row_that_the_text_does_not_give_is_refused(records, tmp_path, parser):
    row = replace(records[0].statements[0], id="s0")
    changed = replace(records[0], statements=(row,))
    found = find_row(write(tmp_path / "r.db", changed), "s0")
    with pytest.raises(DigestError, match="the text does not give this row"):
        check_again(found, records[0])
    with pytest.raises(DigestError, match="the text does not give this row"):
        explain(found, parser, TABLES)


def test_rows_read_with_your_own_actors_are_explained_with_them(run, parser):
    from dragoman.lexicon.own import with_actors

    Path("mine.csv").write_text(OWN)
    own = with_actors(TABLES, Path("mine.csv"))
    (record,) = code([report_of(["The Delta Front met Norway."])], parser=parser, tables=own)
    write(Path("own.db"), record)
    mention = next(m for m in record.mentions if m.actor == "delta-front")
    assert isinstance(run(mention.id, "--record", "own.db").exception, DigestError)
    shown = run(mention.id, "--record", "own.db", "--actors", "mine.csv")
    assert "rule delta-front, your own actors (--actors)" in shown.stdout
