"""dragoman explain: the words, the rule and its rivals, read again."""

import json
from functools import cache

import numpy as np
import pytest

from dragoman.actors import note_of
from dragoman.explain import Maker, check, explain, find_row, to_object, told
from dragoman.lexicon.load import tables_folder
from dragoman.linear import Linear
from dragoman.pipeline import code, made_with
from dragoman.statements.find import ruled, settled
from dragoman.statements.scene import Scene
from dragoman.statements.trained.engine import weighed
from dragoman.statements.trained.explained import explain_votes
from dragoman.statements.trained.grid import KEY_BITS
from dragoman.statements.trained.readings import Models
from dragoman.statements.trained.weights import MODELS, Weights
from dragoman.store.rows import KINDS
from explaining import (
    EXAMPLES,
    TABLES,
    chosen,
    coded,
    command_in,
    explained,
    kept_in,
    report_of,
    row_of,
    step,
    write,
)

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def records(parser):
    return coded(parser)


@pytest.fixture(scope="module")
def kept(records, tmp_path_factory):
    return kept_in(tmp_path_factory.mktemp("kept"), records)


@pytest.fixture
def run(kept, tmp_path, monkeypatch, parser):
    return command_in(tmp_path, kept, monkeypatch, parser)


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
