"""The second vote on events: features without the pattern, votes added up, what is said of them."""

import json
import shutil
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from dragoman.actors import find_mentions, resolve
from dragoman.errors import ModelError
from dragoman.events import explain_event, find_events, vote_digest
from dragoman.events.find import Finder
from dragoman.events.trained.features import FeatureReader, Features, Rows
from dragoman.events.trained.subject import Subjects
from dragoman.events.trained.votes import NONE, PLACE, TYPES, joined, votes_on
from dragoman.events.trained.weights import load_weights, read_weights
from dragoman.lexicon import load_tables
from dragoman.pipeline import code
from dragoman.statements import find_statements
from dragoman.times import find_times
from own_sets import report_of
from softmax import Sparse, fit_shares, fit_softmax
from voting import Sentence, corpus_sentences, normal, own_sentences

TABLES = load_tables("en")
WAR = "Norwegian troops attacked the Serbian army on Friday."
SPORT = "The team of Leeds attacked the defence of Turin in the second half of the match."
ROOT = Path(__file__).parents[1]


def finder_of(parse, engine="trained"):
    times, found = find_times(parse, TABLES), find_mentions(parse, TABLES)
    statements = find_statements(parse, found, times, TABLES, "rules")
    mentions = resolve(parse, found, statements, TABLES).mentions
    return Finder(parse, mentions, times, statements, TABLES, engine)


def votes_of(parse):
    finder = finder_of(parse)
    drafts = list(finder.drafts())
    reader = FeatureReader(finder.matcher, TABLES)
    subjects = Subjects(parse, finder.matcher, TABLES)
    return votes_on(drafts, reader, subjects, finder.weights)


# Votes


def test_the_lexicon_wins_where_the_model_is_not_far_from_it():
    log = np.log(np.full(NONE + 1, 1 / (NONE + 1)))
    together, at = joined(log, PLACE["AID"], 1.0)
    assert TYPES[at] == "AID"
    assert np.exp(together).sum() == pytest.approx(1)


def test_the_model_outvotes_the_lexicon_where_it_is_sure():
    log = np.full(NONE + 1, -20.0)
    log[PLACE["COERCE"]] = -0.01
    assert TYPES[joined(log, PLACE["SANCTION"], 4.0)[1]] == "COERCE"
    assert TYPES[joined(log, PLACE["SANCTION"], 25.0)[1]] == "SANCTION"


def test_yielding_is_one_type_to_the_model_where_the_lexicon_says_either():
    log = np.full(NONE + 1, -20.0)
    log[PLACE["RETREAT"]] = -0.01
    assert TYPES[joined(log, PLACE["CONCEDE"], 0.0)[1]] == "CONCEDE"


def test_no_event_of_politics_is_no_type():
    log = np.full(NONE + 1, -20.0)
    log[NONE], log[PLACE["AID"]] = -0.01, -5.0
    assert TYPES[joined(log, PLACE["SUPPORT"], 4.0)[1]] == "AID"


def test_war_is_an_event_of_politics_and_a_match_is_none(parsed):
    (war,) = votes_of(parsed(WAR))
    assert (war.type, war.favourite) == ("ASSAULT", "ASSAULT")
    assert war.event > 0.9
    assert all(vote.event < war.event for vote in votes_of(parsed(SPORT)))


def test_what_a_sentence_is_about_stands_around_it_too(parsed):
    alone = "Norway condemned Serbia."
    among = f"The soldiers slept. {alone} The voters and the rebels waited."
    told = []
    for parse in (parsed(alone), parsed(among)):
        finder = finder_of(parse)
        subjects = Subjects(parse, finder.matcher, TABLES)
        told += [
            subjects.of(match, event)["words of politics"]
            for match, event in finder.drafts()
            if event.trigger.quote == "condemned"
        ]
    assert told[0] < told[1]


def test_features_do_not_ask_which_pattern_fits(parsed):
    parse = parsed(WAR)
    finder = finder_of(parse)
    ((match, event),) = finder.drafts()
    other = next(p for p in finder.patterns.by_word["verb", "condemn"])
    changed = type(match)(other, match.arguments)
    reader = FeatureReader(finder.matcher, TABLES)
    mine, theirs = reader.read([(match, event)]), reader.read([(changed, event)])
    assert mine.places.tolist() == theirs.places.tolist()


def test_rows_of_a_kind_may_be_missing():
    assert [len(part) for part in Rows("mark").flat(np.zeros(0))] == [0, 0, 0]


def test_without_the_vote_the_patterns_are_taken_at_their_word(parsed):
    parse = parsed(WAR)
    mentions = find_mentions(parse, TABLES)
    rows = {e: find_events(parse, mentions, tables=TABLES, engine=e) for e in ("trained", "rules")}
    assert [row.type for row in rows["rules"]] == [row.type for row in rows["trained"]]
    assert rows["rules"][0].score != rows["trained"][0].score
    assert vote_digest("rules") is None


# What is said of them


def test_both_votes_and_what_they_hang_on_are_told(parsed):
    parse = parsed(WAR)
    finder = finder_of(parse)
    (row,) = (settled.event for settled in finder.settled())
    mentions = tuple(finder.mentioned.by_head.values())
    steps = explain_event(parse, row, mentions, (), (), TABLES)
    told = {step.question: step for step in steps}
    assert told["vote"].reason == "lexicon and model agree"
    assert [o.words for o in told["vote"].options if o.chosen] == ["ASSAULT"]
    assert any(o.words == "no event" for o in told["vote"].options)
    assert told["event"].score > 0.9
    assert told["score"].score == row.score
    rules = explain_event(parse, row, mentions, (), (), TABLES, "rules")
    assert "vote" not in {step.question for step in rules}


@pytest.mark.model
def test_a_record_says_which_weights_voted(parser):
    for engine in ("trained", "rules"):
        (record,) = code([report_of(WAR)], parser=parser, engine=engine, strict=True)
        assert record.coded_with.events == vote_digest(engine)


# Weights


@pytest.fixture
def copied(tmp_path):
    folder = resources.files("dragoman.events.trained") / "weights"
    return [Path(shutil.copy(str(folder / f"en.{end}"), tmp_path)) for end in ("json", "npz")]


def test_the_weights_that_ship_are_the_ones_their_header_tells_of():
    weights = load_weights("en")
    assert weights is not None
    assert vote_digest("trained") == weights.digest
    assert weights.types.shape == (1 << 15, len(TYPES) + 1)
    assert load_weights("xx") is None


def test_a_changed_header_is_refused(copied):
    header, _ = copied
    told = json.loads(header.read_text(encoding="utf-8"))
    told["trust"] += 1
    header.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(ModelError, match="not the weights"):
        read_weights(header.parent, "en")


def test_the_weights_are_small():
    file = resources.files("dragoman.events.trained") / "weights" / "en.npz"
    assert len(file.read_bytes()) < 1_500_000


# Training


def test_sentences_of_test_sets_are_not_learned_from(tmp_path):
    rows = [
        {"marked_sentence": "<s>Norway</s> met <t>Kenya</t>.", "gold_root": "CONSULT"},
        {"marked_sentence": "<s>Norway</s> left <t>Oslo</t>.", "gold_root": "YIELD"},
    ]
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows * 2), encoding="utf-8")
    (kept,) = corpus_sentences(file, ["“Norway met Kenya.”"])
    assert kept == Sentence(
        "corpus", "Norway left Oslo.",
        frozenset({PLACE["CONCEDE"], PLACE["RETREAT"]}), (0, 6), (12, 16),
    )  # fmt: skip


def test_no_own_sentence_stands_in_the_unseen_part():
    negatives = ROOT / "tests/data/negatives.toml"
    own = own_sentences(ROOT / "train/sentences.toml", negatives, TABLES)
    texts = [sentence.text for sentence in own if sentence.kind in {"ordinary", "political"}]
    assert len(texts) == len(set(texts)) > 700
    unseen = (ROOT / "tests/data/unseen/negatives.toml").read_text(encoding="utf-8")
    assert not [text for text in texts if f'"{text}"' in unseen]
    assert normal("“A  b,” c!") == "a b c"


def test_a_softmax_learns_which_class_a_place_is_of():
    rows, places = 40, np.tile([3, 5], 20)
    features = Features(rows, np.arange(rows), places, np.ones(rows))
    right = np.zeros((rows, 3))
    right[places == 3, 0] = 1
    right[places == 5, 1:] = 1  # nobody says which
    weights = fit_softmax(Sparse([features], 8), right, np.ones(rows), 8, penalty=0.1)
    assert weights[3].argmax() == 0
    assert weights[5].argmin() == 0
    assert weights[5, 1] == pytest.approx(weights[5, 2])
    assert not weights[[0, 1, 2, 4, 6, 7]].any()


def test_shares_are_fitted_as_they_are():
    rows = np.asarray([[1.0, 0.0], [1.0, 1.0]] * 50)
    weights = fit_shares(rows, np.tile([0.2, 0.8], 50), penalty=0.01)
    said = 1 / (1 + np.exp(-rows[:2] @ weights))
    assert said == pytest.approx([0.2, 0.8], abs=0.02)
