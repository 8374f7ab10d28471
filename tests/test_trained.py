"""The trained engine: hashed features, weights with their hash, and what training makes of rows."""

import json
import shutil
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from dragoman.actors import find_mentions
from dragoman.errors import ModelError
from dragoman.lexicon import load_tables
from dragoman.linear import Linear, code, placed
from dragoman.parse import Parse
from dragoman.statements import find_statements, weights_digest
from dragoman.statements.find import ruled, settled
from dragoman.statements.scene import Scene
from dragoman.statements.trained.votes import votes_on
from dragoman.statements.trained.weights import load_weights, read_weights
from dragoman.times import find_times
from fit import fit_choice, fit_logistic, isotonic

TABLES = load_tables("en")
TEMPLATES = (("a",), ("a", "b"))


@pytest.fixture
def columns():
    return {"a": np.asarray([1, 1, 2]), "b": np.asarray([5, 6, 5])}


# Features and weights


def test_equal_values_share_a_place_and_others_do_not(columns):
    places = placed(columns, TEMPLATES, 18)
    assert places.shape == (3, 2)
    assert places[0, 0] == places[1, 0] != places[2, 0]
    assert len(set(places[:, 1].tolist())) == 3


def test_a_place_hangs_on_the_template_and_not_on_its_rank(columns):
    assert (
        placed(columns, TEMPLATES[::-1], 18)[:, 1].tolist()
        == placed(columns, TEMPLATES, 18)[:, 0].tolist()
    )


def test_a_word_has_the_same_number_everywhere():
    assert code("say") == 4241071205


def test_a_score_is_the_sum_of_its_parts(columns):
    model = Linear(TEMPLATES, np.arange(1 << 10, dtype=float))
    assert model.bits == 10
    assert model.scores(columns).tolist() == model.parts(columns).sum(axis=1).tolist()


def test_the_weights_that_ship_are_the_ones_their_header_tells_of():
    weights = load_weights("en")
    assert weights is not None
    assert weights_digest("trained") == weights.digest
    assert weights_digest("rules") is None
    assert (np.diff(weights.shares) >= 0).all()


def test_a_language_without_weights_is_read_by_rules():
    assert load_weights("xx") is None
    assert weights_digest("trained", "xx") is None


@pytest.fixture
def copied(tmp_path):
    folder = resources.files("dragoman.statements.trained") / "weights"
    return [Path(shutil.copy(str(folder / f"en.{end}"), tmp_path)) for end in ("json", "npz")]


def test_changed_weights_are_refused(copied):
    _, arrays = copied
    with np.load(arrays) as stored:
        found = dict(stored)
    found["cue"] = found["cue"] + np.float16(1)
    np.savez(arrays, **found)
    with pytest.raises(ModelError, match=r"not the weights that en\.json tells of"):
        read_weights(copied[0].parent, "en")


def test_a_changed_header_is_refused(copied):
    header, _ = copied
    told = json.loads(header.read_text(encoding="utf-8"))
    told["calibration"][-1][1] = 1.0
    header.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(ModelError, match="not the weights"):
        read_weights(copied[0].parent, "en")


def test_objects_are_never_unpickled(copied):
    _, arrays = copied
    np.savez(arrays, cue=np.asarray([{"a": 1}], dtype=object))
    with pytest.raises(ValueError, match=r"allow_pickle=False"):
        read_weights(copied[0].parent, "en")


def test_the_weights_are_small():
    file = resources.files("dragoman.statements.trained") / "weights" / "en.npz"
    assert len(file.read_bytes()) < 3_000_000


# Rows


def found(parse, engine="trained"):
    mentions = find_mentions(parse, TABLES)
    return find_statements(parse, mentions, find_times(parse, TABLES), TABLES, engine)


NESTED = "The Norwegian envoy said on Friday that the rebels had promised to release the pilots."


def test_a_nested_statement_keeps_the_score_of_its_entry(parsed):
    outer, inner = found(parsed(NESTED))
    (_, ruled_inner) = found(parsed(NESTED), "rules")
    assert inner.inside == outer.id
    assert inner.score == ruled_inner.score


def test_an_outer_statement_has_a_score_of_its_own_and_the_rules_entry(parsed):
    outer, _ = found(parsed(NESTED))
    assert outer.rule == "say"
    assert 0.9 < outer.score < 1


def test_what_a_medium_passes_on_is_left_to_the_rules(parsed):
    (row,) = found(parsed("The dam had burst, Reuters quoted an engineer as saying."))
    assert ([r.name for r in row.speaker], [r.name for r in row.via]) == (["engineer"], ["Reuters"])


def test_votes_rank_candidates_and_add_up(parsed):
    parse = parsed(NESTED)
    scene = Scene(parse, find_mentions(parse, TABLES), (), TABLES)
    drafts = ruled(scene)
    weights = load_weights("en")
    said = next(t.i for t in parse.doc if t.text == "said")
    votes = votes_on(scene, drafts, settled(scene, drafts), weights, said)
    assert parse.doc[votes.speakers[0][0]].text == "envoy"
    for ranked in (votes.speakers, votes.contents):
        chances = [chance for _, chance in ranked]
        assert chances == sorted(chances, reverse=True)
        assert sum(chances) == pytest.approx(1)
    assert sum(weight for _, weight in votes.parts) == pytest.approx(votes.cue)
    (row, _) = found(parse)
    assert votes.certainty == pytest.approx(row.score)


def test_a_doc_without_words_has_no_rows(parsed):
    assert find_statements(Parse.of(parsed(NESTED).doc[:0].as_doc()), engine="trained") == ()


# Training


def test_right_rows_come_to_score_high():
    places = np.asarray([[0, 2], [0, 3], [1, 2], [1, 3]])
    right = np.asarray([1.0, 1.0, 0.0, 0.0])
    weights = fit_logistic(places, right, 4, penalty=0.1)
    scores = weights[places].sum(axis=1)
    assert scores[:2].min() > 0 > scores[2:].max()
    assert (weights == fit_logistic(places, right, 4, penalty=0.1)).all()


def test_of_each_group_the_right_row_comes_to_score_highest():
    places = np.asarray([[0], [1], [1], [0], [2]])
    right = np.asarray([1.0, 0.0, 0.0, 1.0, 0.0])
    weights = fit_choice(places, right, np.asarray([0, 2]), 3, penalty=0.1)
    assert weights[0] > max(weights[1], weights[2])


def test_calibration_rises_and_pools_what_falls():
    scores, right = np.asarray([1.0, 2.0, 3.0, 4.0]), np.asarray([0.0, 1.0, 0.0, 1.0])
    middles, shares = isotonic(scores, right)
    assert middles.tolist() == [1.0, 2.5, 4.0]
    assert shares.tolist() == [0.0, 0.5, 1.0]
