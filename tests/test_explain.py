"""dragoman explain: the words, the rule and its rivals, read again; or a refusal that says why."""

import json
import os
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from dragoman.actors import note_of
from dragoman.cli import app
from dragoman.errors import DigestError, SourceError, StoreError, UsageError
from dragoman.explain import Maker, check, explain, find_row, to_object, told
from dragoman.explain.made import check_again
from dragoman.lexicon import load_tables
from dragoman.lexicon.load import tables_folder
from dragoman.linear import Linear
from dragoman.pipeline import code, made_with
from dragoman.record import Model, Moment, Part, Problem, Record, Report
from dragoman.render.json import to_json
from dragoman.statements.find import ruled, settled
from dragoman.statements.scene import Scene
from dragoman.statements.trained.engine import weighed
from dragoman.statements.trained.explained import explain_votes
from dragoman.statements.trained.grid import KEY_BITS
from dragoman.statements.trained.readings import Models
from dragoman.statements.trained.weights import MODELS, Weights
from dragoman.store import Writer
from dragoman.store.rows import KINDS

pytestmark = pytest.mark.model
EXAMPLES = Path(__file__).parents[1] / "examples" / "reports"
STARTED = "2020-01-01T00:00:00Z"
TABLES = load_tables("en")  # as the command asks for them
SAID = [
    "Norwegian foreign minister Anna Berg told Reuters on Monday that Serbia had promised help.",
    "She said Kenya had rejected the plan. Serbia denied that.",
]
DONE = [
    "Norwegian troops shelled the town of Bergen on Tuesday, killing 12 people.",
    "Norway considers the Taliban a terrorist group, Anna Berg said.",
]
OWN = "id,kind,name,country\ndelta-front,armed_group,Delta Front,NGA\n"


def report_of(paragraphs, source="a.txt"):
    text = "\n\n".join(paragraphs)
    parts, at = [], 0
    for words in paragraphs:
        parts.append(Part(at, at + len(words), "body"))
        at += len(words) + 2
    return Report(
        Report.id_of(None, source, text), source, text, "0" * 64, title="A title", language="en",
        published=Moment("2019-05-08"), parts=tuple(parts),
    )  # fmt: skip


@pytest.fixture(scope="module")
def records(parser):
    reports = [report_of(SAID), report_of(DONE, "b.txt")]
    return list(code(reports, parser=parser, tables=TABLES, strict=True))


@pytest.fixture(scope="module")
def kept(records, tmp_path_factory):
    """A record on disk and the same as JSON Lines."""
    folder = tmp_path_factory.mktemp("kept")
    write(folder / "r.db", *records)
    (folder / "r.jsonl").write_text("".join(to_json(r) + "\n" for r in records), "utf-8")
    return folder


@pytest.fixture
def maker(parser):
    made = made_with(parser, TABLES)
    return Maker(made.tables, made.model, made.statements, made.events)


@pytest.fixture
def run(kept, tmp_path, monkeypatch, parser):
    """The command in a folder with the record."""
    shutil.copy(kept / "r.db", tmp_path / "dragoman.db")
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("DRAGOMAN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr("dragoman.parse.Parser", lambda _model: parser)
    return lambda *arguments: CliRunner().invoke(app, ["explain", *map(str, arguments)])


def write(path, *records):
    with Writer(path, STARTED) as writer:
        writer.write(records)
    return path


def row_of(records, kind, quote):
    """The one row whose words hold a quote."""
    spans = {
        "statements": lambda r: r.content, "events": lambda r: (r.trigger,),
        "positions": lambda r: r.evidence, "mentions": lambda r: (r.span,),
        "times": lambda r: (r.span,), "affiliations": lambda r: r.evidence,
    }[kind]  # fmt: skip
    rows = [row for record in records for row in getattr(record, kind)]
    return next(row for row in rows if any(quote in span.quote for span in spans(row)))


def explained(kept, parser, row):
    return explain(find_row(kept / "r.db", row.id), parser, TABLES)


def step(explanation, question):
    return next(pair for pair in explanation.steps if pair[0].question == question)


def chosen(step_):
    return [option.words for option in step_.options if option.chosen]


# --- what is told -----------------------------------------------------------------------------


def test_every_row_of_every_kind_is_explained(records, kept, parser):
    for record in records:
        for kind in KINDS:
            for row in getattr(record, kind):
                explanation = explained(kept, parser, row)
                assert explanation.steps, row
                assert all(s.answer and s.question for s, _ in explanation.steps)
                assert explanation.passages, row


@pytest.mark.soak
def test_every_row_of_the_bundled_reports_is_explained(parser, monkeypatch):
    from dragoman.explain import FoundRow, why
    from dragoman.ingest import read

    monkeypatch.setattr(why, "code_again", cache(why.code_again))  # once a report, not once a row
    for record in code(read(EXAMPLES, tables=TABLES), parser=parser, tables=TABLES, strict=True):
        for kind in KINDS:
            for row in getattr(record, kind):
                assert told(explain(FoundRow(kind, row, record), parser, TABLES))


def test_a_rule_is_shown_where_it_stands_in_the_tables(records, kept, parser):
    seen = set()
    quotes = {"statements": "promised", "events": "shelled", "positions": "considers"}
    quotes |= {"times": "Monday", "mentions": "Serbia"}
    for kind, quote in quotes.items():
        row = row_of(records, kind, quote)
        for made, entry in explained(kept, parser, row).steps:
            if entry is not None:
                line = (tables_folder() / entry.file).read_text("utf-8").splitlines()
                assert entry.id in line[entry.line - 1]
                seen.add(made.question)
    assert seen == {"cue", "pattern", "stance", "time", "actor"}


def test_a_statement_tells_its_cue_speaker_channel_and_what_it_denies(records, kept, parser):
    told_ = explained(kept, parser, row_of(records, "statements", "Serbia had promised"))
    cue, entry = step(told_, "cue")
    assert (cue.answer, cue.rule, entry.file) == ("told", "tell", "en/cues.toml")
    assert entry.match
    assert chosen(step(told_, "speaker")[0]) == ["Norwegian foreign minister Anna Berg"]
    assert step(told_, "via")[0].answer == "Reuters"
    assert step(told_, "speaker is")[0].answer.startswith("Anna Berg (~anna-berg")
    assert "Norway (NOR)" in step(told_, "behalf")[0].answer
    denial = next(r for record in records for r in record.statements if r.act == "deny")
    about = step(explained(kept, parser, denial), "about")[0]
    assert (about.reason, "Kenya had rejected" in about.answer) == ("what is denied", True)


def test_rivals_of_a_rule_lose_for_a_reason(records, kept, parser):
    for kind, quote in (("events", "shelled"), ("positions", "considers"), ("events", "killing")):
        made = explained(kept, parser, row_of(records, kind, quote)).steps[0][0]
        assert sum(option.chosen for option in made.options) == 1
        assert made.rule in chosen(made)
        for option in made.options:
            assert option.chosen or option.reason.startswith(("fails: ", "holds too", "comes"))


def test_an_event_adds_up_its_score_where_rules_alone_made_it(records, parser, tmp_path):
    reports = [record.report for record in records]
    bare = list(code(reports, parser=parser, tables=TABLES, engine="rules", strict=True))
    write(tmp_path / "r.db", *bare)
    row = row_of(bare, "events", "shelled")
    told_ = explained(tmp_path, parser, row)
    words = step(told_, "score")[0].reason
    parts = [float(part.split()[0]) for part in words.split(";")[0].split(" + ")]
    assert sum(parts) == pytest.approx(row.score)


def test_an_event_tells_both_votes_and_its_score(records, kept, parser):
    row = row_of(records, "events", "shelled")
    told_ = explained(kept, parser, row)
    assert step(told_, "vote")[0].reason == "lexicon and model agree"
    assert step(told_, "score")[0].score == row.score
    killing = explained(kept, parser, row_of(records, "events", "killing"))
    assert step(killing, "killed")[0].answer == "12 people"
    assert step(told_, "said in")[0].reason == "the report says so in its own voice"


def test_a_position_names_who_says_so_and_adds_up_its_score(records, kept, parser):
    row = row_of(records, "positions", "considers")
    told_ = explained(kept, parser, row)
    assert (step(told_, "holder")[0].answer, step(told_, "target")[0].answer) == (
        "Norway",
        "Taliban",
    )
    assert step(told_, "said in")[0].answer.startswith("Anna Berg")
    assert float(step(told_, "score")[0].reason.split()[0]) == pytest.approx(row.score)


def test_a_pronoun_is_explained_by_its_rule_and_antecedent(records, kept, parser):
    told_ = explained(kept, parser, row_of(records, "mentions", "She"))
    assert step(told_, "actor")[0].reason.startswith("pronoun-female: she: ")
    assert "Anna Berg" in step(told_, "antecedent")[0].answer
    assert step(told_, "actor")[1] is None  # an actor that only the report names
    ranked = step(told_, "in view")[0].options
    assert (ranked[0].words, ranked[0].chosen) == ("Anna Berg", True)


def test_a_time_is_counted_from_the_publication(records, kept, parser):
    told_ = explained(kept, parser, row_of(records, "times", "Monday"))
    value = step(told_, "value")[0]
    assert value.answer == "2019-05-06"
    assert "2019-05-08" in value.reason
    assert step(told_, "time")[1].file == "en/times/rules.toml"


def test_an_actor_is_shown_by_the_words_for_it_and_counted_elsewhere(records, kept, parser):
    found = find_row(kept / "r.db", "NOR")
    assert found.elsewhere == 1
    told_ = explain(found, parser, TABLES)
    assert step(told_, "actor")[1].file == "en/actors/states.csv"
    assert chosen(step(told_, "named")[0])
    other = find_row(kept / "r.db", "NOR", records[1].report.id[:8])
    assert other.record == records[1]


def test_every_rule_at_work_in_the_bundled_reports_has_its_sentence(parser):
    from dragoman.ingest import read

    for record in code(read(EXAMPLES, tables=TABLES), parser=parser, tables=TABLES):
        for mention in record.mentions:
            assert note_of(mention.rule), f"actors/rules.toml lacks {mention.rule!r}"
        for row in record.affiliations:
            assert note_of(row.rule, "affiliations"), f"actors/rules.toml lacks {row.rule!r}"


def test_what_is_told_is_the_same_from_lines_of_json(records, kept, parser):
    row = records[0].statements[0]
    from_lines = explain(find_row(kept / "r.jsonl", row.id), parser, TABLES)
    assert to_object(from_lines) == to_object(explained(kept, parser, row))


# --- the page and the object ------------------------------------------------------------------


def test_the_page_marks_the_words_in_place(records, kept, parser):
    row = row_of(records, "statements", "Serbia had promised")
    page = told(explained(kept, parser, row), width=200)
    assert "‹told› Reuters on Monday ‹that Serbia" in page or "‹told› Reuters" in page
    assert f"“told”  {row.cue.start}–{row.cue.end}" in page
    assert "rule tell, en/cues.toml:" in page
    assert "\x1b" not in page
    assert "\x1b" in told(explained(kept, parser, row), color=True)


def test_the_page_of_a_text_that_drives_terminals_does_not(parser, tmp_path):
    hostile = report_of(["Norway condemned \x1b[31mSerbia\u202e, the minister said."])
    (record,) = code([hostile], parser=parser, tables=TABLES)
    path = write(tmp_path / "r.db", record)
    for row in (*record.statements, *record.events, *record.mentions):
        page = told(explain(find_row(path, row.id), parser, TABLES))
        assert "\x1b" not in page
        assert "\u202e" not in page


def test_the_object_holds_the_row_and_whole_options(run, records):
    row = row_of(records, "events", "shelled")
    shown = json.loads(run(row.id[:9], "--format", "json").stdout)
    assert (shown["id"], shown["kind"]) == (row.id, "event")
    assert shown["row"]["rule"] == shown["steps"][0]["rule"]["id"] == row.rule
    assert shown["coded_with"]["tables"] == TABLES.digest
    assert {"words", "chosen", "reason", "score", "span"} == set(shown["steps"][0]["options"][0])
    for mark in shown["marks"]:
        assert records[1].report.text[mark["start"] : mark["end"]] == mark["quote"]


def test_the_command_prints_the_page(run, records):
    row = records[0].statements[0]
    ended = run(row.id)
    assert ended.exit_code == 0
    assert ended.stdout.startswith(f"STATEMENT {row.id}\nA title\n8 May 2019 · a.txt · ")
    assert "Read again just now from the stored text: the same row came out." in ended.stdout


# --- which row --------------------------------------------------------------------------------


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


# --- refusals ---------------------------------------------------------------------------------


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


# --- the trained engine -----------------------------------------------------------------------


@pytest.fixture
def weights():
    """Weights of no sense and a fixed seed: every way through the models is walked all the same."""
    random = np.random.default_rng(7)
    fitted = {
        name: Linear(templates, random.normal(0, 0.4, 2**12)) for name, templates in MODELS.items()
    }
    rates = random.integers(0, 12, 2**KEY_BITS)
    models = Models(fitted["cue"], fitted["speaker"], fitted["content"], rates)
    steps = np.asarray([-9.0, 9.0])
    return Weights(models, fitted["accept"], steps, np.asarray([0.1, 0.9]), "w" * 16)


def test_the_votes_of_the_trained_models_are_ranked(weights, parser, records):
    parse = parser(records[0].report)
    scene = Scene(parse, (), (), TABLES)
    drafts = ruled(scene)
    kept = settled(scene, drafts)
    outer = [draft for draft in weighed(scene, drafts, kept, weights) if draft.score is not None]
    assert outer
    for draft in outer:
        steps = {s.question: s for s in explain_votes(scene, drafts, kept, weights, draft)}
        assert list(steps) == ["cue vote", "speaker", "content", "accepted"]
        for question in ("speaker", "content"):
            scores = [option.score for option in steps[question].options]
            assert scores == sorted(scores, reverse=True)
            assert steps[question].score == scores[0]
        assert steps["accepted"].score == pytest.approx(draft.score, abs=0.005)
        assert steps["content"].options[0].chosen


def test_a_nested_draft_has_no_votes(weights, parser, records):
    scene = Scene(parser(records[0].report), (), (), TABLES)
    drafts = ruled(scene)
    assert explain_votes(scene, drafts, settled(scene, drafts), weights, drafts[0]) == ()


def test_rows_of_the_trained_engine_are_explained_by_it(parser, records, tmp_path):
    report = records[0].report
    (record,) = code([report], parser=parser, tables=TABLES, engine="trained", strict=True)
    path = write(tmp_path / "r.db", record)
    made = made_with(parser, TABLES, "trained")
    assert record.coded_with.statements == made.statements
    voted = set()
    for row in record.statements:
        found = find_row(path, row.id)
        check(found, Maker(made.tables, made.model, made.statements, made.events))
        asked = {s.question for s, _ in explain(found, parser, TABLES).steps}
        assert ("accepted" in asked) is not ("score" in asked)
        voted |= {row.id} if "accepted" in asked else set()
    assert bool(voted) is (made.statements is not None)
